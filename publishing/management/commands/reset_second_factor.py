from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from publishing.lost_factor import reset_second_factor


class Command(BaseCommand):
    help = "ล้างการยืนยันตัวตนสองขั้นของผู้ใช้หนึ่งคน เมื่อไม่มีผู้ดูแลระบบคนอื่นทำให้ได้ เหตุผลอยู่ในสมุดบันทึก"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="ชื่อผู้ใช้")
        parser.add_argument("--reason", required=True, help="เหตุผล เช่น โทรศัพท์หาย ไม่มีผู้ดูแลระบบคนอื่น")

    def handle(self, *, username: str, reason: str, **options: object) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"ไม่มีผู้ใช้ชื่อ {username}")
        if len(reason.strip()) < 10:
            raise CommandError("บอกเหตุผลอย่างน้อย 10 ตัวอักษร")
        count = reset_second_factor(person, actor=None, reason=reason.strip())
        self.stdout.write(
            f"ล้างการยืนยันตัวตนสองขั้นของ {username} แล้ว {count} รายการ ผู้นี้ต้องเพิ่มใหม่เมื่อเข้าสู่ระบบครั้งหน้า"
        )

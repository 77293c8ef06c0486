from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.models import User
from publishing.lost_factor import reset_second_factor


class Command(BaseCommand):
    help = "ล้างการยืนยันตัวตนสองขั้นและรหัสผ่านของผู้ใช้หนึ่งคน แล้วแสดงรหัสเริ่มใช้งานใหม่ครั้งเดียว ใช้เมื่อไม่มีผู้ดูแลระบบคนอื่นทำให้ได้ เหตุผลอยู่ในสมุดบันทึก"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="ชื่อผู้ใช้")
        parser.add_argument("--reason", required=True, help="เหตุผล เช่น โทรศัพท์หาย ไม่มีผู้ดูแลระบบคนอื่น")

    def handle(self, *, username: str, reason: str, **options: object) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"ไม่มีผู้ใช้ชื่อ {username}")
        if len(reason.strip()) < 10:
            raise CommandError("บอกเหตุผลอย่างน้อย 10 ตัวอักษร")
        code = reset_second_factor(person, actor=None, reason=reason.strip())
        self.stdout.write(
            f"ล้างการยืนยันตัวตนสองขั้นของ {username} แล้ว\nเปิดหน้า  {settings.SITE_ADDRESS}{reverse('start_account')}\n"
            f"รหัสเริ่มใช้งาน  {code}\nจดไว้เดี๋ยวนี้ รหัสนี้ไม่แสดงอีก ใช้ได้ครั้งเดียวภายใน 72 ชั่วโมง"
        )

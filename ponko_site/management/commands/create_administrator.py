from django.core.management.base import BaseCommand, CommandError, CommandParser

from ponko_site.first_administrator import Refused, create_administrator


class Command(BaseCommand):
    help = (
        "สร้างผู้ดูแลระบบคนแรก แล้วแสดงรหัสผ่านครั้งเดียว / Create the first administrator; the password is shown once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="ชื่อผู้ใช้")
        parser.add_argument("--full-name", default="ผู้ดูแลระบบ", help="คำนำหน้า ชื่อ และนามสกุล")
        parser.add_argument("--if-none", action="store_true", help="ไม่ทำอะไรถ้ามีผู้ดูแลระบบแล้ว")

    def handle(self, *, username: str, full_name: str, if_none: bool, **options: object) -> None:
        try:
            password = create_administrator(username, full_name)
        except Refused as error:
            if if_none and error.there_is_one:
                return
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"สร้างผู้ดูแลระบบแล้ว / Administrator created\nชื่อผู้ใช้  {username}\nรหัสผ่าน  {password}\n"
            "จดไว้เดี๋ยวนี้ รหัสผ่านนี้ไม่แสดงอีก เมื่อเข้าสู่ระบบครั้งแรกให้เปลี่ยนรหัสผ่านและเพิ่มการยืนยันตัวตนสองขั้น"
        )

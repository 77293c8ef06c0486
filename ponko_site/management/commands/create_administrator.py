from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from ponko_site.first_administrator import Refused, create_administrator


class Command(BaseCommand):
    help = "สร้างผู้ดูแลระบบคนแรก แล้วแสดงรหัสเริ่มใช้งานครั้งเดียว / Create the first administrator; the start code is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="ชื่อผู้ใช้")
        parser.add_argument("--full-name", default="ผู้ดูแลระบบ", help="คำนำหน้า ชื่อ และนามสกุล")
        parser.add_argument("--if-none", action="store_true", help="ไม่ทำอะไรถ้ามีผู้ดูแลระบบแล้ว")

    def handle(self, *, username: str, full_name: str, if_none: bool, **options: object) -> None:
        try:
            code = create_administrator(username, full_name)
        except Refused as error:
            if if_none and error.there_is_one:
                return
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"สร้างผู้ดูแลระบบแล้ว / Administrator created\nเปิดหน้า  {settings.SITE_ADDRESS}{reverse('start_account')}\n"
            f"ชื่อผู้ใช้  {username}\nรหัสเริ่มใช้งาน  {code}\n"
            "จดไว้เดี๋ยวนี้ รหัสนี้ไม่แสดงอีก ใช้ได้ครั้งเดียวภายใน 72 ชั่วโมง เพื่อตั้งรหัสผ่านและเพิ่มการยืนยันตัวตนสองขั้น\n"
            f"ถ้าหมดเวลา ให้เรียก reset_second_factor {username} --reason เหตุผล / Good once, for 72 hours; then reset_second_factor."
        )

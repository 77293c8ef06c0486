from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """One process for what `make run` needs before the server, because every Django start costs a second."""

    help = "เตรียมเว็บไซต์สาธิต: ฐานข้อมูล หน่วยงาน เนื้อหา แล้วแสดงที่อยู่และผู้ใช้"

    def add_arguments(self, parser) -> None:
        parser.add_argument("--address", default=settings.SITE_ADDRESS)

    def handle(self, **options) -> None:
        call_command("migrate", verbosity=0, stdout=self.stdout)
        call_command("setup_office", stdout=self.stdout)
        # Nobody waits for what two dozen PDFs say: the clock, which starts with the server, reads them.
        call_command("load_demo", files_later=True, stdout=self.stdout)
        self.stdout.write(f"\nเว็บไซต์   {options['address']}/\nเข้าระบบ  {options['address']}/admin/\n")
        call_command("demo_sign_ins", stdout=self.stdout)

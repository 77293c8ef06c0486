from django.core.management.base import BaseCommand

from ponko_site.demo_loader import sign_ins_file


class Command(BaseCommand):
    help = "แสดงชื่อและรหัสผ่านของผู้ใช้สาธิต บทบาทละหนึ่งคน"

    def handle(self, **options) -> None:
        file = sign_ins_file()
        if file.is_file():
            self.stdout.write(file.read_text())
        else:
            self.stdout.write("ไม่มีผู้ใช้สาธิต")

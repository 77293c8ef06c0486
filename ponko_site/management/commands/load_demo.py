from django.core.management.base import BaseCommand

from ponko_site.demo_loader import load_demo
from ponko_site.ready_pages import renew
from search.keeping import keep, make_ready


class Command(BaseCommand):
    help = "นำเนื้อหาสาธิตเข้าเว็บไซต์ที่ยังว่าง ผ่านขั้นตอนอนุมัติจริง เรียกซ้ำไม่มีผล"

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--files-later", action="store_true", help="ค้นข้อความในไฟล์ได้หลัง manage.py tick อ่านไฟล์แล้ว"
        )

    def handle(self, *, files_later: bool, **options) -> None:
        made = load_demo()
        keep() if files_later else make_ready()
        renew()
        self.stdout.write(f"นำเข้าเนื้อหาสาธิต {made} เรื่อง" if made else "มีเนื้อหาอยู่แล้ว ไม่ได้เปลี่ยนอะไร")

from django.core.management.base import BaseCommand

from ponko_site.demo_loader import load_demo
from search.keeping import make_ready


class Command(BaseCommand):
    help = "นำเนื้อหาสาธิตเข้าเว็บไซต์ที่ยังว่าง ผ่านขั้นตอนอนุมัติจริง เรียกซ้ำไม่มีผล"

    def handle(self, **options) -> None:
        made = load_demo()
        make_ready()
        self.stdout.write(f"นำเข้าเนื้อหาสาธิต {made} เรื่อง" if made else "มีเนื้อหาอยู่แล้ว ไม่ได้เปลี่ยนอะไร")

from django.core.management.base import BaseCommand

from publishing.side_drafts import clear


class Command(BaseCommand):
    help = "ลบร่างเสริมที่พ้น 7 วัน และการเปิดร่างค้างที่พ้น 15 นาที เรียกซ้ำได้"

    def handle(self, **options) -> None:
        drafts, holds = clear()
        self.stdout.write(f"ลบร่างเสริม {drafts} ฉบับ และการเปิดร่างค้าง {holds} รายการ")

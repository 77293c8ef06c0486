from django.core.management.base import BaseCommand

from publishing.workflow import publish_due


class Command(BaseCommand):
    help = "เผยแพร่ทุกเรื่องที่อนุมัติแล้วและถึงเวลา เรียกซ้ำหรือพร้อมกันได้"

    def handle(self, **options) -> None:
        self.stdout.write(f"เผยแพร่ {publish_due()} เรื่อง")

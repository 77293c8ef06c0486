from django.core.management.base import BaseCommand

from publishing.workflow import TRASH_KEPT_FOR, empty_trash


class Command(BaseCommand):
    help = f"ลบถาวรร่างที่อยู่ในถังขยะครบ {TRASH_KEPT_FOR.days} วัน เรียกซ้ำหรือพร้อมกันได้"

    def handle(self, **options) -> None:
        self.stdout.write(f"ลบถาวร {empty_trash()} ร่าง")

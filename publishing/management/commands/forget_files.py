from django.core.management.base import BaseCommand

from publishing.files import forget_unattached


class Command(BaseCommand):
    help = "ลบไฟล์ที่เลือกไว้แต่ไม่ได้บันทึก หรือออกจากร่างไปแล้ว และไม่มีเรื่องใดใช้ เรียกซ้ำได้"

    def handle(self, **options) -> None:
        self.stdout.write(f"ลบไฟล์ที่ไม่มีเรื่องใดใช้ {forget_unattached()} ไฟล์")

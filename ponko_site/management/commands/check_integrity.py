from django.core.management.base import BaseCommand, CommandError

from ponko_site.sentinel.rounds import check_all
from publishing.integrity import open_findings


class Command(BaseCommand):
    help = "ตรวจทั้งหมดทันทีว่าหน้าเว็บ ไฟล์ สมุดบันทึก และไฟล์ประกอบเว็บไซต์เป็นไปตามที่อนุมัติและติดตั้งไว้ ไม่แก้ไขและไม่ลบสิ่งใด"

    def handle(self, **options) -> None:
        check_all()
        found = list(open_findings())
        for one in found:
            self.stdout.write(f"{one.get_kind_display()}: {one.subject} {one.sentence}")
        if found:
            raise CommandError(f"พบความผิดปกติ {len(found)} รายการ ดูสิ่งที่ต้องทำที่ /admin/integrity/")
        self.stdout.write("ไม่พบความผิดปกติ")

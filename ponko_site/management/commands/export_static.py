from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ponko_site import static_copy
from ponko_site.archive import Refused


class Command(BaseCommand):
    help = "ทำสำเนาเว็บไซต์สาธารณะเป็นไฟล์ธรรมดา สำหรับแสดงเมื่อระบบขัดข้อง / Copy the public site to plain files."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--to", metavar="โฟลเดอร์", help="เก็บไว้ที่ใด (เดิม DATA_DIR/copy) สำเนาอยู่ใน current/")
        parser.add_argument("--if-due", action="store_true", help="ไม่ทำ ถ้ามีสำเนาของคืนล่าสุดแล้ว")

    def handle(self, *, to: str | None, if_due: bool, **options) -> None:
        root = Path(to).absolute() if to else static_copy.folder()
        if if_due and not static_copy.is_due(root):
            return
        try:
            copied = static_copy.make(root, self.stdout.write)
        except (Refused, OSError) as error:
            raise CommandError(f"ทำสำเนาไม่สำเร็จ / No copy was made:\n{error}") from error
        self.stdout.write(
            f"ทำสำเนาแล้วที่ {copied.folder} {copied.pages:,} หน้า {copied.files:,} ไฟล์ {copied.size:,} ไบต์"
            f" หน้าที่แจ้งว่าถอนออก {copied.gone:,} หน้า\nCopied {copied.pages:,} pages, {copied.files:,} files."
        )
        if copied.dead:
            self.stdout.write(
                f"ลิงก์ที่เปิดไม่ได้และไม่เป็นลิงก์ในสำเนา {len(copied.dead)} แห่ง: {', '.join(copied.dead[:10])}"
            )

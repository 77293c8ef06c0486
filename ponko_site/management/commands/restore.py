import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ponko_site import restore, s3_backups
from ponko_site.archive import Refused, read_identities


class Command(BaseCommand):
    help = (
        "กู้คืนจากไฟล์สำรอง ตรวจครบทุกอย่างก่อนแตะต้องของเดิม / Restore a backup, checked before anything is touched."
    )
    # The database may be the very thing that is broken.
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", help="ไฟล์สำรอง หรือ s3:ชื่อไฟล์ ในที่เก็บ S3 (s3:latest คือชุดล่าสุด)")
        parser.add_argument("--key-file", metavar="ไฟล์", help="ไฟล์กุญแจลับ (AGE-SECRET-KEY-…) ถ้าเข้ารหัสไว้")
        parser.add_argument("--check", action="store_true", help="ตรวจไฟล์สำรองเท่านั้น ไม่กู้คืน")
        parser.add_argument("--replace", action="store_true", help="แทนที่เนื้อหาเดิม ซึ่งจะถูกย้ายไปเก็บไว้")

    def handle(self, *, file: str, key_file: str | None, check: bool, replace: bool, **options) -> None:
        try:
            identities = read_identities(Path(key_file)) if key_file else []
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix="fetched-") as folder:
                is_far = file.startswith(s3_backups.BEGINS)
                name = file.removeprefix(s3_backups.BEGINS)
                place = s3_backups.fetch(name, Path(folder)) if is_far else Path(file)
                found = restore.restore(
                    place, identities, replace=replace, check=check, say=self.stdout.write
                )
        except (Refused, OSError) as error:
            raise CommandError(f"ไม่ได้กู้คืน ของเดิมยังอยู่ / Nothing was restored:\n{error}") from error
        content = f"{found.publications:,} เรื่อง {found.files:,} ไฟล์ สมุดบันทึก {found.ledger:,} รายการ"
        if check:
            self.stdout.write(f"ไฟล์สำรองครบถ้วน ทำเมื่อ {found.made_at} มี {content}\nThe backup is whole.")
            return
        self.stdout.write(f"กู้คืนสำเนาเมื่อ {found.made_at} แล้ว {content}\nRestored.")
        if found.migrated:
            self.stdout.write(
                f"ปรับจากรุ่นเก่า {found.migrated} ขั้น ให้เรียก manage.py setup_office ด้วย / Run setup_office now."
            )
        if found.aside:
            self.stdout.write(f"ของเดิมย้ายไปที่ {found.aside} ลบได้เมื่อแน่ใจแล้ว / The old content is there.")
        self.stdout.write(
            "เรื่องที่ถอนออก และบัญชีที่ระงับ หลังจากเวลานั้น กลับมาเป็นอย่างเดิม ให้ตรวจก่อนเปิดเว็บไซต์\n"
            "ทุกคนต้องเข้าสู่ระบบใหม่ ให้เปิดเว็บไซต์แล้วเรียก manage.py doctor\n"
            "What was removed, and who was locked out, since then is back. Check that, start the site and run doctor."
        )
        if found.troubles:
            raise CommandError("\n".join(["กู้คืนแล้วแต่พบปัญหา / Restored, but:", *found.troubles]))

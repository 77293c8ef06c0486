from pathlib import Path

import pyrage
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ponko_site import backup, s3_backups
from ponko_site.archive import Refused, read_recipients


class Command(BaseCommand):
    help = "สำรองฐานข้อมูล ไฟล์ และการตั้งค่าที่ไม่เป็นความลับ เป็นไฟล์เดียว ใช้ได้ขณะเว็บไซต์ทำงาน / Back up the whole site."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--to", metavar="โฟลเดอร์", help="เก็บไว้ที่ใด (เดิม BACKUP_FOLDER)")
        parser.add_argument("--key", metavar="age1…", help="เข้ารหัสด้วยกุญแจสาธารณะนี้ (เดิม BACKUP_KEY)")
        parser.add_argument("--keep-all", action="store_true", help="ไม่ลบชุดเก่า")
        parser.add_argument("--new-key", metavar="ไฟล์", help="สร้างกุญแจคู่ใหม่ในไฟล์นี้ แล้วไม่สำรอง")

    def handle(
        self, *, to: str | None, key: str | None, keep_all: bool, new_key: str | None, **options
    ) -> None:
        if new_key:
            self.make_key(Path(new_key))
            return
        folder = Path(to).absolute() if to else settings.BACKUP_FOLDER
        try:
            recipients = read_recipients(settings.BACKUP_KEY if key is None else key)
            made = backup.make(folder, recipients, self.stdout.write)
        except (Refused, OSError) as error:
            raise CommandError(f"สำรองข้อมูลไม่สำเร็จ / The backup failed:\n{error}") from error
        locked = "เข้ารหัสแล้ว" if made.encrypted else "ไม่ได้เข้ารหัส"
        self.stdout.write(
            f"สำรองข้อมูลแล้วที่ {made.file} ขนาด {made.size:,} ไบต์ {made.files:,} ไฟล์ {locked}\n"
            f"Backed up to {made.file}, {made.size:,} bytes, {made.files:,} files."
        )
        if settings.BACKUP_S3 and made.encrypted:
            self.send(made)
        if made.troubles:
            # Whatever is old may be the last one that has those files.
            raise CommandError(
                "\n".join([*made.troubles, "Some files are missing or differ; the rest was saved."])
            )
        if not keep_all:
            for name in backup.forget_old(folder, settings.BACKUP_KEEP):
                self.stdout.write(f"ลบชุดเก่า {name}")
            if settings.BACKUP_S3:
                self.forget_sent()

    def send(self, made: backup.Made) -> None:
        try:
            name = s3_backups.send(made)
        except (Refused, OSError) as error:
            backup.note_trouble(made, f"ส่งไฟล์สำรองไปที่เก็บ S3 ไม่สำเร็จ: {error}")
        else:
            self.stdout.write(f"ส่งไปที่เก็บ S3 แล้ว {name} / Sent to the store.")

    def forget_sent(self) -> None:
        try:
            for name in s3_backups.forget_old(settings.BACKUP_KEEP):
                self.stdout.write(f"ลบชุดเก่าในที่เก็บ S3 {name}")
        except OSError as error:  # a key that may write but not delete is the safer one
            self.stdout.write(f"ชุดเก่าในที่เก็บ S3 ไม่ได้ลบ / Old ones in the store stay: {error}")

    def make_key(self, file: Path) -> None:
        identity = pyrage.x25519.Identity.generate()
        try:
            file.touch(mode=0o600, exist_ok=False)
        except OSError as error:
            raise CommandError(f"สร้างไฟล์ {file} ไม่ได้ (มีอยู่แล้วหรือเขียนไม่ได้) / {error}") from error
        file.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
        self.stdout.write(
            f"BACKUP_KEY={identity.to_public()}\n"
            f"เก็บไฟล์ {file} ไว้นอกเครื่องนี้อย่างน้อยสองแห่ง แล้วลบออกจากเครื่องนี้ ไม่มีไฟล์นี้จะกู้คืนไม่ได้\n"
            f"Keep {file} in two places elsewhere and delete it here: nothing can be restored without it."
        )

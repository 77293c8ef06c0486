from datetime import datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from publishing.refusal import Refused
from publishing.undo import ask, done_since
from thai.dates import BANGKOK, format_datetime


class Command(BaseCommand):
    help = "แสดงทุกอย่างที่บัญชีหนึ่งทำตั้งแต่เวลาหนึ่ง หรือเสนอให้ถอนสิ่งที่บัญชีนั้นเผยแพร่ (--withdraw: ระงับบัญชีทันที แล้วผู้อนุมัติพิจารณาในระบบ)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="ชื่อผู้ใช้")
        parser.add_argument("--since", required=True, help="ตั้งแต่เวลาใด เช่น 2026-11-20T08:00 (ค.ศ. เวลาไทย)")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--list", action="store_true", help="แสดงอย่างเดียว (ค่าเริ่มต้น)")
        way.add_argument("--withdraw", action="store_true", help="ระงับบัญชีและเสนอให้ผู้อนุมัติถอน")
        parser.add_argument("--reason", default="", help="เหตุผลที่เสนอ")

    def handle(self, *, username: str, since: str, withdraw: bool, reason: str, **options: object) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"ไม่มีผู้ใช้ชื่อ {username}")
        moment = _moment(since)
        done = done_since(person, moment)
        for edition in done.published:
            self.stdout.write(f"{edition.get_state_display()} {edition.publication.address} {edition.title}")
        for event in done.events:
            self.stdout.write(
                f"{format_datetime(event.at)} {event.action_label} {event.address} {event.note}".rstrip()
            )
        for upload in done.uploads:
            self.stdout.write(f"{format_datetime(upload.stored.uploaded_at)} แนบไฟล์ {upload.label}")
        self.stdout.write(
            f"เผยแพร่ {len(done.published)} เรื่อง สมุดบันทึก {len(done.events)} รายการ ไฟล์ {len(done.uploads)} ไฟล์ "
            f"ลิงก์ตัวอย่าง {len(done.previews)} ลิงก์ เข้าสู่ระบบ {len(done.sign_ins)} รายการ"
        )
        if withdraw:
            try:
                undo = ask(person, since=moment, reason=reason, actor=None)
            except Refused as error:
                raise CommandError("\n".join(error.reasons)) from error
            self.stdout.write(f"ระงับบัญชีแล้ว ให้ผู้อนุมัติพิจารณาที่ /admin/undo/{undo.pk}/")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError("--since ต้องเป็นเวลา เช่น 2026-11-20T08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)

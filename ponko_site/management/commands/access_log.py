from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from ponko_site.access_export import export


class Command(BaseCommand):
    help = "ส่งออกบันทึกการเข้าถึงของบุคคลหนึ่งหรือเครื่องหนึ่งเป็น CSV เหตุผลอยู่ในสมุดบันทึก"

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--user", help="ชื่อผู้ใช้")
        whose.add_argument("--address", help="หมายเลขเครื่อง (IP)")
        parser.add_argument("--from", dest="first", required=True, help="ตั้งแต่วันที่ (UTC) เช่น 2026-11-20")
        parser.add_argument("--to", dest="last", required=True, help="ถึงวันที่ (UTC)")
        parser.add_argument("--reason", required=True, help="ใครขอและใช้ทำอะไร")

    def handle(
        self, *, user: str | None, address: str | None, first: str, last: str, reason: str, **options
    ) -> None:
        person = User.objects.filter(username=user).first() if user else None
        if user and person is None:
            raise CommandError(f"ไม่มีผู้ใช้ชื่อ {user}")
        try:
            days = date.fromisoformat(first), date.fromisoformat(last)
        except ValueError as error:
            raise CommandError("วันที่ต้องเป็นแบบ 2026-11-20") from error
        for piece in export(*days, person=person, address=address or "", reason=reason, actor=None):
            self.stdout.write(piece, ending="")

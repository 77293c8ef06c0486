"""How many editions one person approves within an hour: what a stolen account can make public before somebody notices."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from accounts.second_factor import is_demonstration
from publishing.models import LedgerEvent
from publishing.states import Action, Arrow
from thai.dates import format_datetime

HOUR = timedelta(hours=1)
COUNTED = (Action.APPROVE, Action.SCHEDULE)
#: Written into the ledger where publishing in haste goes on beyond the cap: an emergency never waits.
WARNING = "[เกินจำนวนที่อนุมัติได้ในหนึ่งชั่วโมง ให้ผู้ดูแลระบบตรวจบัญชีนี้]"


def goes_on_at(arrow: Arrow, actor: User | None, now: datetime) -> datetime | None:
    """When `actor` may approve again; None: now. One query, in the transaction of the move, for what approves alone.

    Two moves at the very same moment may both be the last that fit. Invented people of the demo are not held up.
    """
    if actor is None or is_demonstration(actor) or arrow.action not in (*COUNTED, Action.URGENT_PUBLISH):
        return None
    most = settings.APPROVALS_AN_HOUR
    # What was published in haste holds nothing up, but somebody who only does that is to be noticed as well.
    counted = COUNTED if arrow.action in COUNTED else (*COUNTED, Action.URGENT_PUBLISH)
    times = LedgerEvent.objects.filter(actor=actor, action__in=counted, at__gt=now - HOUR).order_by("-at")
    last = list(times.values_list("at", flat=True)[most - 1 : most])
    return last[0] + HOUR if last else None


def refusal(until: datetime) -> str:
    """Why an approval waits, when it can go on and who can change that."""
    return (
        f"ท่านอนุมัติครบ {settings.APPROVALS_AN_HOUR} เรื่องในหนึ่งชั่วโมงแล้ว อนุมัติต่อได้ตั้งแต่ {format_datetime(until)} "
        "การอนุมัติหลายเรื่องพร้อมกันนับทีละเรื่อง ถ้ารอไม่ได้ให้ผู้อนุมัติคนอื่นดำเนินการ "
        "หรือให้ผู้ดูแลระบบเพิ่มค่า APPROVALS_AN_HOUR เรื่องเร่งด่วนเผยแพร่กรณีเร่งด่วนได้ตามปกติ"
    )

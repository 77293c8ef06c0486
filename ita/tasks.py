"""What the assessment asks one person to do, for his start page."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q, Subquery
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from ita.models import Cycle, Evidence, Expunging, Item, Level

LIST = "admin:ita_item_changelist"


@dataclass(frozen=True)
class Task:
    """One line: words, how many of what, where they are."""

    words: str
    count: int
    unit: str
    address: str


def tasks(user: User) -> list[Task]:
    """What waits for `user` in the cycles that are open; one query, none for whom it cannot concern."""
    approves = user.has_role(Role.APPROVER) and not user.has_role(Role.ADMINISTRATOR)
    writes = user.has_role(Role.WRITER)
    positions = user.positions_today
    if not user.has_perm("ita.view_item") or not (approves or writes or positions):
        return []
    returned = Q(evidence__state=Evidence.State.RETURNED, evidence__proposed_by=user)
    waiting = Q(evidence__state=Evidence.State.PROPOSED, evidence__renew="") & ~Q(evidence__proposed_by=user)
    asked = Expunging.objects.filter(state=Expunging.State.ASKED).exclude(asked_by=user)
    asked = asked.order_by().values("state").annotate(count=Count("pk")).values("count")
    found = Item.objects.filter(cycle__status=Cycle.Status.OPEN).aggregate(
        returned=Count("evidence", filter=returned, distinct=True),
        waiting=Count("evidence", filter=waiting, distinct=True),
        red=Count("pk", filter=Q(level=Level.FAIL, owner__in=positions), distinct=True),
        expunge=Max(Subquery(asked)),
    )
    lines = [
        (
            "หลักฐาน ITA ที่ส่งกลับถึงท่าน",
            found["returned"] if writes else 0,
            "รายการ",
            f"{reverse(LIST)}?cycle=open&evidence=mine",
        ),
        (
            "หลักฐาน ITA รอท่านยืนยัน",
            found["waiting"] if approves else 0,
            "รายการ",
            reverse("admin:ita_item_waiting"),
        ),
        (
            "ข้อมูลที่เสนอให้ลบจากสำเนาหลักฐาน ITA รอท่านพิจารณา",
            found["expunge"] if approves else 0,
            "เรื่อง",
            reverse("admin:ita_snapshot_expunge"),
        ),
        (
            "ข้อ ITA ของตำแหน่งท่านที่ยังไม่ผ่าน",
            found["red"],
            "ข้อ",
            f"{reverse(LIST)}?cycle=open&owner=me&level=fail",
        ),
    ]
    return [Task(words, count, unit, address) for words, count, unit, address in lines if count]

"""The emergency notice above every public page: what stands there now, and who puts it up, changes it, takes it down.

Nothing is stored about what is shown: every request asks for it, so a banner begins and ends by itself. Every
act is a ledger event with its reason and the sentence, written in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Expression, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing import ledger
from publishing.models import Banner, Edition, Publication
from publishing.refusal import Refused
from thai.dates import format_datetime
from thai.text import normalise

#: More at once would hide the page, and nobody would read them.
MOST = 3
PUT_UP = "ขึ้นแถบแจ้งเหตุ"
CHANGED = "แก้ไขแถบแจ้งเหตุ"
TAKEN_DOWN = "ปลดแถบแจ้งเหตุ"
WHO = f"ต้องให้{Role.APPROVER.label}ที่ไม่ใช่{Role.ADMINISTRATOR.label}เป็นผู้ขึ้น แก้ไข หรือปลดแถบแจ้งเหตุ"
OVER = "แถบนี้สิ้นสุดแล้ว ถ้าต้องแจ้งต่อ ให้ขึ้นแถบใหม่"


# What is shown


@dataclass(frozen=True)
class Shown:
    """A banner as a page shows it. `address` is that of the publication to read on, empty without a live one."""

    number: int
    severity: Banner.Severity
    sentence: str
    starts_at: datetime
    address: str = ""

    @property
    def name(self) -> str:
        """danger, warning or notice: for the stylesheet."""
        return self.severity.name.lower()

    @property
    def label(self) -> str:
        return self.severity.label


def running(now: datetime | Expression) -> QuerySet[Banner]:
    """The banners that stand at `now`: the gravest first, then the newest."""
    return Banner.objects.filter(starts_at__lte=now, ends_at__gt=now)


def current(now: datetime | None = None) -> list[Shown]:
    """The banners that stand on every public page (one query)."""
    live = Edition.objects.live().filter(publication=OuterRef("publication"))
    rows = running(now or timezone.now()).select_related("publication").annotate(is_live=Exists(live))
    return [
        Shown(
            number=banner.pk,
            severity=Banner.Severity(banner.severity),
            sentence=banner.sentence,
            starts_at=banner.starts_at,
            address=banner.publication.address if banner.is_live else "",
        )
        for banner in rows[:MOST]
    ]


# What is done


def may_manage(user: User) -> bool:
    """Whether this person may put up, change and take down banners today."""
    return user.has_role(Role.APPROVER) and not user.has_role(Role.ADMINISTRATOR)


def faults(banner: Banner, now: datetime | None = None) -> dict[str, str]:
    """Why the banner cannot stand as it is: field → Thai sentence. Two queries at most."""
    now = now or timezone.now()
    found = {}
    if banner.ends_at <= now:
        found["ends_at"] = "เวลาสิ้นสุดผ่านไปแล้ว ตรวจวันที่และเวลาอีกครั้ง ถ้าต้องการให้แถบหายทันที ให้ใช้ “ปลดแถบ”"
    elif _is_crowded(banner, now):
        found["starts_at"] = f"ช่วงเวลานี้มีแถบอื่นครบ {MOST} แถบแล้ว ให้ปลดหรือแก้เวลาของแถบอื่นก่อน"
    if banner.publication and not Edition.objects.live().filter(publication=banner.publication).exists():
        found["publication"] = "เรื่องนี้ยังไม่เผยแพร่หรือสิ้นสุดแล้ว ประชาชนจะเปิดไม่ได้ ให้เลือกเรื่องที่เผยแพร่อยู่ หรือเว้นว่าง"
    return found


def put_up(banner: Banner, *, actor: User, reason: str) -> Banner:
    """Save a new banner. Raises Refused with every reason."""
    with transaction.atomic():
        now = timezone.now()
        banner.put_up_at, banner.put_up_by = now, actor
        _record(PUT_UP, banner, actor, reason, describe(banner), now)
        _refuse(faults(banner, now))
        banner.save(force_insert=True)
    return banner


def change(banner: Banner, *, actor: User, reason: str) -> Banner:
    """Save what was changed of a banner that is not over. Raises Refused with every reason."""
    with transaction.atomic():
        now = timezone.now()
        before = _not_over(banner, now)
        what = f"เดิม {describe(before)}\nแก้เป็น {describe(banner)}"
        _record(CHANGED, banner, actor, reason, what, now)
        _refuse(faults(banner, now))
        banner.save(update_fields=["severity", "sentence", "publication", "starts_at", "ends_at"])
    return banner


def take_down(banner: Banner, *, actor: User, reason: str) -> None:
    """End a banner now; one that nobody has seen yet is deleted. Raises Refused with every reason."""
    with transaction.atomic():
        now = timezone.now()
        stored = _not_over(banner, now)
        _record(TAKEN_DOWN, stored, actor, reason, describe(stored), now)
        if stored.starts_at < now:
            stored.ends_at = now
            stored.save(update_fields=["ends_at"])
        else:
            stored.delete()


def describe(banner: Banner) -> str:
    """The whole of a banner in one line, for the ledger."""
    time = f"{format_datetime(banner.starts_at)} ถึง {format_datetime(banner.ends_at)}"
    more = f" อ่านต่อที่ {banner.publication.address}" if banner.publication else ""
    return f"{banner.get_severity_display()}: “{banner.sentence}” {time}{more}"


def _not_over(banner: Banner, now: datetime) -> Banner:
    """The banner as it is stored, locked. Raises Refused when it is over or was taken down meanwhile."""
    stored = Banner.objects.select_for_update().filter(pk=banner.pk, ends_at__gt=now).first()
    if stored is None:
        raise Refused([OVER])
    return stored


def _record(action: str, banner: Banner, actor: User, reason: str, what: str, now: datetime) -> None:
    """Write the event, or refuse who may not and what has no reason.

    The ledger's lock comes before `faults()`: of two people who put up the last banner at once, one is refused.
    """
    actor = User.objects.select_related("position").get(pk=actor.pk)
    reason = normalise(reason or "").strip()
    _refuse(({} if may_manage(actor) else {"who": WHO}) | ({} if reason else {"reason": "กรอกเหตุผล"}))
    if banner.publication_id:
        # The lock order of `workflow.move()`: the event points at a row that a move may be holding.
        Publication.objects.select_for_update().get(pk=banner.publication_id)
    ledger.append(
        action,
        actor=actor,
        publication=banner.publication,
        note=f"{what}\nเหตุผล: {reason}",
        at=now,
        roles=[Role.APPROVER],
    )


def _refuse(reasons: dict[str, str]) -> None:
    if reasons:
        raise Refused(list(reasons.values()))


def _is_crowded(banner: Banner, now: datetime) -> bool:
    """Whether at some moment of its time MOST others stand already."""
    first = max(banner.starts_at, now)
    others = Banner.objects.exclude(pk=banner.pk).filter(starts_at__lt=banner.ends_at, ends_at__gt=first)
    times = list(others.values_list("starts_at", "ends_at"))
    moments = {max(first, start) for start, _ in times}
    return any(sum(start <= moment < end for start, end in times) >= MOST for moment in moments)

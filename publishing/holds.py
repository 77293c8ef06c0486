"""Who has a draft open. A hold is a courtesy, not a lock: it warns, and keeps nobody from saving."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing import ledger
from publishing.models import Edition, Hold, Publication
from publishing.models.desk import HOLD_FOR
from publishing.states import EDITABLE
from thai.dates import format_datetime, format_time

TAKEN_OVER = "รับช่วงแก้ไข"


def holder_of(edition: Edition) -> Hold | None:
    """The hold that stands on the edition, with its user (one query)."""
    hold = Hold.objects.filter(edition=edition.pk).select_related("user").first()
    return hold if hold and hold.stands else None


def open_draft(edition: Edition, *, user: User) -> Hold:
    """Mark that `user` has the draft open; returns the hold that stands then: his, or somebody else's.

    Two queries at most: one reads, one writes (none when somebody else has it). Of two who open it at the very same
    moment one gets the hold; the other learns it by the next sign of life of the page.
    """
    now = timezone.now()
    hold = Hold.objects.filter(edition=edition.pk).select_related("user").first()
    if hold is None:
        mine = Hold(edition_id=edition.pk, user=user, since=now, seen_at=now)
        Hold.objects.bulk_create([mine], ignore_conflicts=True)
        return mine
    if hold.stands and hold.user_id != user.pk:
        return hold
    since = hold.since if hold.stands else now
    found = Hold.objects.filter(edition=edition.pk, user=hold.user_id)
    if hold.user_id != user.pk:
        found = found.filter(seen_at=hold.seen_at)  # nobody else has come since it lapsed
    if found.update(user=user, since=since, seen_at=now) == 1:
        hold.user, hold.since, hold.seen_at = user, since, now
        return hold
    return Hold.objects.filter(edition=edition.pk).select_related("user").first() or hold


def take_over(edition: Edition, *, user: User, holder: int) -> bool:
    """Hand the hold of the person `holder` to `user` and write it in the ledger; False when it is not his any more."""
    now = timezone.now()
    with transaction.atomic():
        # The lock order of `workflow.move()`, which ends the hold of what is submitted.
        publication = Publication.objects.select_for_update().get(pk=edition.publication_id)
        before = User.objects.filter(pk=holder).exclude(pk=user.pk).first()
        if before is None or not Edition.objects.filter(pk=edition.pk, state__in=EDITABLE).exists():
            return False
        found = Hold.objects.filter(edition=edition.pk, user=before)
        if not found.exists():
            return False
        # The ledger first, as in `move()` and when somebody is deactivated: nobody waits for the hold with the ledger locked.
        ledger.append(
            TAKEN_OVER,
            actor=user,
            publication=publication,
            edition=edition,
            note=f"รับช่วงจาก{before.full_name}",
            at=now,
            roles={Role.WRITER},
        )
        if found.update(user=user, since=now, seen_at=now) != 1:
            transaction.set_rollback(True)
            return False
    return True


def release(edition: Edition, *, user: User, seen: str) -> bool:
    """End the hold of `user` when he leaves the page. `seen` is the page's own mark (`mark_of`).

    A page that he opened since, in another window or by saving, has a newer mark and keeps the hold.
    """
    hold = Hold.objects.filter(edition=edition.pk, user=user).first()
    if hold is None or mark_of(hold) != seen:
        return False
    return Hold.objects.filter(pk=hold.pk, user=user, seen_at=hold.seen_at).delete()[0] == 1


def mark_of(hold: Hold) -> str:
    """What a page remembers of the hold that it made."""
    return hold.seen_at.isoformat()


def clear() -> int:
    """Delete the holds that have lapsed; returns how many."""
    return Hold.objects.filter(seen_at__lte=timezone.now() - HOLD_FOR).delete()[0]


def notice(hold: Hold) -> str:
    """The sentence for everybody else who opens the draft."""
    return (
        f"{hold.user.full_name} เปิดร่างนี้อยู่ ตั้งแต่ {_moment(hold)} (เห็นล่าสุด{_ago(timezone.now() - hold.seen_at)})"
    )


def taken_notice(hold: Hold) -> str:
    """The sentence for whoever had it before."""
    return f"{hold.user.full_name} รับช่วงแก้ไขร่างนี้ไปแล้วเมื่อ {_moment(hold)}"


def _moment(hold: Hold) -> str:
    is_today = timezone.localdate(hold.since) == timezone.localdate()
    return format_time(hold.since) if is_today else format_datetime(hold.since)


def _ago(time: timedelta) -> str:
    minutes = time // timedelta(minutes=1)
    return f" {minutes} นาทีที่แล้ว" if minutes > 0 else "เมื่อสักครู่"

"""Overdue reviews are told step by step: to the position that owns it, to the head of the office, to the Permanent Secretary.

Each step of each due day is told once, by the next digest. Where nobody active holds a position, the next step is told at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing import notices
from publishing.desk import desk_address
from publishing.models import Edition, ReviewReminder
from publishing.states import Action
from publishing.upkeep import overdue
from thai.dates import format_date

Step = ReviewReminder.Step
#: How many days after the due day each step is told.
AFTER = {Step.OWNER: 1, Step.HEAD: 7, Step.PERMANENT_SECRETARY: 14}
MOST_A_RUN = 200  # editions; the next run goes on


def remind_reviews(now: datetime | None = None) -> int:
    """Queue what is to be told of overdue reviews; returns of how many publications this call told.

    Safe to run any number of times at once, or not for days. One cheap query while nothing is overdue.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if not overdue(today).exists():
        return 0
    told = ReviewReminder.objects.filter(
        publication=OuterRef("publication"), due=OuterRef("publication__review_due")
    )
    pending = Q()
    for step, days in AFTER.items():
        late = Q(publication__review_due__lte=today - timedelta(days=days))
        pending |= late & ~Q(Exists(told.filter(step=step)))
    editions = list(overdue(today).filter(pending).defer("body")[:MOST_A_RUN])
    if not editions:
        return 0
    known = set(
        ReviewReminder.objects.filter(publication__in=[one.publication_id for one in editions]).values_list(
            "publication_id", "due", "step"
        )
    )
    people = _people({one.publication.owner_id for one in editions})
    return sum(_tell(edition, known, people, now) for edition in editions)


def _tell(
    edition: Edition, known: set[tuple], people: Callable[[int, int], list[User]], now: datetime
) -> bool:
    """Every step that is due for one edition and was not told; whether there was anybody to tell."""
    about, due = edition.publication, edition.publication.review_due
    late = (timezone.localdate(now) - due).days
    rows = []
    with transaction.atomic():
        done = {step for step in Step if (about.pk, due, step) in known}
        for step in Step:
            if late < AFTER[step] or step in done:
                continue
            reached = next((later for later in Step if later >= step and people(later, about.owner_id)), None)
            if reached is None:
                break  # Asked again with every run, until there is somebody.
            done |= (covered := set(range(step, reached + 1)))
            rows += [ReviewReminder(publication=about, due=due, step=one, told_at=now) for one in covered]
            notices.note(
                people(reached, about.owner_id),
                f"review {about.pk} {due} {int(reached)}",
                _words(edition, step, reached),
                desk_address(edition, "move", Action.STILL_CORRECT),
                now,
            )
        ReviewReminder.objects.bulk_create(rows, ignore_conflicts=True)
    return bool(rows)


def _words(edition: Edition, step: int, reached: int) -> str:
    """The day and not how long ago it was: the digest goes later."""
    day, owner = format_date(edition.publication.review_due), edition.publication.owner.title
    if step == Step.OWNER and reached == Step.OWNER:
        return f"ครบกำหนดตรวจทานแล้วเมื่อ {day}: {edition.title}"
    words = f"เกินกำหนดตรวจทานตั้งแต่ {day} (ตำแหน่ง{owner})"
    if reached > step:
        missing = owner if step == Step.OWNER else Step(step).label
        words += f" ไม่มีผู้ที่ยังปฏิบัติงานในตำแหน่ง{missing} โปรดมอบหมายผู้ตรวจทาน"
    return f"{words}: {edition.title}"


def _people(owners: set[int]) -> Callable[[int, int], list[User]]:
    """Who is told at a step of what a position owns; each group of people is asked for once, and only when it is needed."""
    of_owners = notices.holders(owners)

    @cache
    def people(step: int, owner: int) -> list[User]:
        if step == Step.OWNER:
            return [person for person in of_owners if person.holds_position(owner)]
        return holding(Role.REVIEWER if step == Step.HEAD else Role.APPROVER)

    @cache
    def holding(role: Role) -> list[User]:
        return list(User.objects.holding(role))

    return people

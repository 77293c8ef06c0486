"""Which reviews (clause 3(1)) were made in time in a half, and which were overdue when it ended.

A publication knows only its next day. That an earlier one passed is known from the reminders, which are kept: they are written
the day after, once for each day that nobody kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from publishing.models import LedgerEvent, ReviewReminder
from publishing.states import Action, State
from thai.half_years import HalfYear

#: The moves by which an edition becomes public.
PUBLISHING = (Action.APPROVE, Action.PUBLISH_DUE, Action.URGENT_PUBLISH)


@dataclass
class Reviews:
    """`made` of them `late`; `overdue` at the end: publications whose day had passed."""

    made: int = 0
    late: int = 0
    overdue: int = 0

    @property
    def in_time(self) -> int:
        return self.made - self.late


@dataclass
class _Life:
    """What happened to one publication, in order. `due`: its next day; `missed`: days that nobody kept."""

    due: date | None
    missed: set[date]
    renewed: list[datetime] = field(default_factory=list)  # published anew, or found to be still right
    confirmed: list[datetime] = field(default_factory=list)  # found to be still right
    ended: list[datetime] = field(default_factory=list)

    def is_overdue(self, until: datetime) -> bool:
        renewed = max((at for at in self.renewed if at < until), default=None)
        if renewed is None or any(renewed < at < until for at in self.ended):
            return False
        is_last = not any(at >= until for at in self.renewed)
        days = self.missed | ({self.due} if is_last and self.due else set())
        return any(timezone.localdate(renewed) < day < timezone.localdate(until) for day in days)

    def is_late(self, confirmed: datetime) -> bool:
        before = max((at for at in self.renewed if at < confirmed), default=None)
        first = timezone.localdate(before) if before else date.min
        return any(first < day < timezone.localdate(confirmed) for day in self.missed)


def reviews(halves: Iterable[tuple[HalfYear, datetime]]) -> list[Reviews]:
    """Of each half with the moment up to which it is counted. Two queries."""
    halves = list(halves)
    lives = _lives(max(until for _, until in halves))
    found = []
    for period, until in halves:
        confirmed = [
            (life, at) for life in lives for at in life.confirmed if period.begins_at <= at < period.ends_at
        ]
        late = sum(life.is_late(at) for life, at in confirmed)
        found.append(Reviews(len(confirmed), late, sum(life.is_overdue(until) for life in lives)))
    return found


def _lives(until: datetime) -> list[_Life]:
    """Of every publication that was ever found to be still right, was ever reminded of, or is overdue now."""
    missed = defaultdict(set)
    for publication, due in ReviewReminder.objects.values_list("publication", "due"):
        missed[publication].add(due)
    about = (
        Q(publication__review_due__lt=timezone.localdate(until))
        | Q(publication__in=ReviewReminder.objects.values("publication"))
        | Q(publication__in=LedgerEvent.objects.filter(action=Action.STILL_CORRECT).values("publication"))
    )
    happened = Q(action__in=[*PUBLISHING, Action.STILL_CORRECT]) | Q(from_state=State.PUBLISHED) & ~Q(
        to_state=State.PUBLISHED
    )
    rows = LedgerEvent.objects.filter(about, happened).order_by("number")
    lives: dict[int, _Life] = {}
    for publication, due, action, at in rows.values_list(
        "publication", "publication__review_due", "action", "at"
    ):
        life = lives.setdefault(publication, _Life(due, missed[publication]))
        if action in PUBLISHING or action == Action.STILL_CORRECT:
            life.renewed.append(at)
            if action == Action.STILL_CORRECT:
                life.confirmed.append(at)
        else:
            life.ended.append(at)
    return list(lives.values())

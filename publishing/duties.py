"""What an urgent publication asks of whom (clauses 1(2), 3(2), 3(3)): second review, report, correction, follow-up.

Every edition that was published in haste has exactly one second review, so a *case* is its row. Nothing here writes: the start
page, the menu and the lists share these questions, and `workflow.py` and `urgent.py` ask the same of whoever acts.
"""

from datetime import datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    Expression,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing.models import Contribution, Edition, FollowUp, Letter, Remark, SecondReview
from publishing.states import ARROWS, STANDING, Action

#: Who puts the memo's number in and writes the follow-ups.
OFFICERS = (Role.WRITER, Role.REVIEWER, Role.APPROVER)


class Duty(TextChoices):
    """What a case may ask for, the most pressing first."""

    OVERDUE = "overdue", "สอบทานเกินกำหนด"
    REPORT = "reports", "รายงานด่วนรอท่านรับทราบ"
    REVIEW = "reviews", "รอท่านสอบทาน"
    CORRECTION = "corrections", "ต้องแก้ไขตามผลการสอบทาน"
    FOLLOW_UP = "follow_ups", "ติดตามผลหลังเผยแพร่"


def asked_of(user: User, now: datetime | Expression | None = None) -> dict[Duty, Q]:
    """What is asked of this person, as conditions on cases. That a review is overdue concerns everybody."""
    asked = {Duty.OVERDUE: Q(outcome="", due_at__lt=now or timezone.now())}
    if user.has_role(Role.CHIEF_EXECUTIVE):
        asked[Duty.REPORT] = _unacknowledged(user)
    if user.has_role(*ARROWS[Action.CONFIRM].roles) and not user.has_role(Role.ADMINISTRATOR):
        asked[Duty.REVIEW] = _reviewed_by(user)
    if user.has_role(Role.WRITER):
        asked[Duty.CORRECTION] = _uncorrected()
    if user.has_role(*OFFICERS):
        asked[Duty.FOLLOW_UP] = Q(Exists(due_follow_ups().filter(edition=OuterRef("edition"))))
    return asked


def cases(duty: Duty, user: User, now: datetime | Expression | None = None) -> QuerySet[SecondReview]:
    """The cases that ask `duty` of this person."""
    asked = asked_of(user, now)
    return SecondReview.objects.filter(asked[duty]) if duty in asked else SecondReview.objects.none()


def cases_for(user: User) -> QuerySet[SecondReview]:
    """Every case that asks something of this person, the first to fall due first, in one query.

    Each has a bool for every duty by its value (`case.reviews`), and the next follow-up: `follow_up`, `follow_up_due`.
    """
    asked = asked_of(user)
    either = Q()
    for condition in asked.values():
        either |= condition
    nothing = Case(default=Value(False), output_field=BooleanField())
    told = {
        duty.value: Case(When(asked[duty], then=Value(True)), default=Value(False))
        if duty in asked
        else nothing
        for duty in Duty
    }
    following = due_follow_ups().filter(edition=OuterRef("edition")).order_by("due_on")
    return (
        SecondReview.objects.filter(either)
        .annotate(
            **told,
            follow_up=Subquery(following.values("pk")[:1]),
            follow_up_due=Subquery(following.values("due_on")[:1]),
        )
        .select_related(
            "edition__publication", "edition__owner", "edition__approved_by", "edition__chief_report"
        )
        .defer("edition__body")
        .order_by("due_at", "pk")
    )


def due_follow_ups() -> QuerySet[FollowUp]:
    """What was not followed up yet and is overdue, or will be due soon."""
    return FollowUp.objects.filter(done_at=None, due_on__lte=timezone.localdate() + FollowUp.FORETOLD)


def overdue() -> QuerySet[SecondReview]:
    """The second reviews that are overdue, whosoever they wait for."""
    return SecondReview.objects.filter(outcome="", due_at__lt=timezone.now())


def letters_in_trouble(user: User) -> QuerySet[Letter]:
    """Letters that were tried and did not go out: for those who can see to it."""
    if not user.has_role(Role.APPROVER, Role.ADMINISTRATOR):
        return Letter.objects.none()
    return Letter.objects.filter(sent_at=None, attempts__gt=0)


def _unacknowledged(user: User) -> Q:
    """Reports that this person may acknowledge: who only acts for the chief executive, none on what he published himself."""
    waiting = Q(edition__chief_report__isnull=False, edition__chief_report__acknowledged_at__isnull=True)
    return waiting if Role.CHIEF_EXECUTIVE in user.own_roles else waiting & ~Q(edition__approved_by=user)


def _reviewed_by(user: User) -> Q:
    """Open reviews that this person may do: neither the publisher's nor that of anybody who had a hand in the edition."""
    saved = Contribution.objects.filter(edition=OuterRef("edition"), user=user)
    suggested = Remark.objects.filter(
        edition=OuterRef("edition"), author=user, outcome=Remark.Outcome.ACCEPTED
    )
    return (
        Q(outcome="")
        & ~Q(edition__approved_by=user)
        & ~Q(edition__submitted_by=user)
        & ~Q(Exists(saved))
        & ~Q(Exists(suggested))
    )


def _uncorrected() -> Q:
    """Found wanting, and nothing newer has been published since; the publication still stands."""
    # Through the publication and not by a column of the edition's row: SQLite would begin with the rows of all editions.
    others = Edition.objects.filter(publication__editions=OuterRef("edition"))
    newer = others.filter(published_at__gt=OuterRef("done_at"))
    return (
        Q(outcome=SecondReview.Outcome.CORRECT)
        & ~Q(Exists(newer))
        & Q(Exists(others.filter(state__in=STANDING)))
    )


def how_long(span: timedelta) -> str:
    """A span of time in words: "2 ชั่วโมง 5 นาที", "3 วัน 4 ชั่วโมง"."""
    minutes = int(abs(span).total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [(days, "วัน"), (hours, "ชั่วโมง"), (minutes, "นาที")]
    told = [f"{count} {unit}" for count, unit in units if count][:2]
    return " ".join(told) or "ไม่ถึง 1 นาที"

"""What the half-year report counts from rows that keep their own times, and what was read.

Each function takes the two halves with the moment up to which each is counted, the later one first, and answers for both.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from publishing.models import Attestation, Edition, FollowUp, OutsideLink, PageViews, SecondReview
from publishing.states import State
from thai.half_years import HalfYear

Spans = list[tuple[HalfYear, datetime]]
MOST_READ = 10
#: What `_punctuality()` gives.
IN_TIME, LATE, OPEN = "in_time", "late", "open"


@dataclass(frozen=True)
class Urgent:
    """The duties of what was published in haste in a half. Under "late" is also what was not done when its time was over;
    under "open", what still had time.
    """

    reviewed: Counter
    acknowledged: Counter


@dataclass(frozen=True)
class Confirmed:
    """Approvals with findings, and how many findings their approvers said to have looked at."""

    approvals: int
    findings: int


@dataclass(frozen=True)
class Read:
    """A page that was read much. Address and title are empty for what is public no more."""

    title: str
    address: str
    views: int


def during(halves: Spans, column: str) -> dict[str, datetime]:
    """The lookups for moments in either half."""
    return {f"{column}__gte": halves[-1][0].begins_at, f"{column}__lt": halves[0][0].ends_at}


def urgent(halves: Spans) -> list[Urgent]:
    """As the duties stood when each half ended. One query."""
    found = [Urgent(Counter(), Counter()) for _ in halves]
    columns = ("opened_at", "due_at", "done_at", "edition__chief_report__acknowledged_at")
    rows = SecondReview.objects.filter(**during(halves, "opened_at")).order_by()
    for opened, due, reviewed, acknowledged in rows.values_list(*columns):
        place = 0 if opened >= halves[0][0].begins_at else 1
        until = halves[place][1]
        found[place].reviewed[_punctuality(reviewed, due, until)] += 1
        found[place].acknowledged[_punctuality(acknowledged, due, until)] += 1
    return found


def _punctuality(at: datetime | None, due: datetime, until: datetime) -> str:
    if at is not None and at < until:
        return LATE if at > due else IN_TIME
    return LATE if due < until else OPEN


def follow_ups(halves: Spans) -> list[Counter]:
    """Those that fell due in each half: in_time, late, overdue (not written), open (not due yet). One query."""
    found = [Counter() for _ in halves]
    rows = FollowUp.objects.filter(due_on__range=(halves[-1][0].first, halves[0][0].last))
    for due, done_at in rows.values_list("due_on", "done_at"):
        place = 0 if due >= halves[0][0].first else 1
        until = halves[place][1]
        if done_at is not None and done_at < until:
            name = IN_TIME if timezone.localdate(done_at) <= due else LATE
        else:
            name = "overdue" if due < timezone.localdate(until) else OPEN
        found[place][name] += 1
    return found


def confirmed(halves: Spans) -> list[Confirmed]:
    """One query."""
    rows = Attestation.objects.filter(
        **during(halves, "at"), kind=Attestation.Kind.ATTESTATION, findings__gt=0
    )
    counted: list[list[int]] = [[] for _ in halves]
    for at, findings in rows.values_list("at", "findings"):
        counted[0 if at >= halves[0][0].begins_at else 1].append(findings)
    return [Confirmed(len(one), sum(one)) for one in counted]


def links_broken() -> dict[str, int]:
    """Verdict → how many outside links have it today. One query."""
    rows = OutsideLink.objects.filter(verdict__in=OutsideLink.PROBLEMS).order_by()
    found = Counter(dict(rows.values_list("verdict").annotate(Count("pk"))))
    return {verdict: found[verdict] for verdict in OutsideLink.PROBLEMS}


# What was read


def views(halves: Spans) -> list[dict[date, tuple[int, int]]]:
    """First day of each month → views and visits of all pages. One query.

    The days of old months became one row on the first of the month, so the sums stay what they were.
    """
    found: dict[date, tuple[int, int]] = {}
    rows = _views(halves[-1][0].first, halves[0][0].last).filter(publication=None)
    for day, viewed, visited in rows.values_list("day", "views", "visits"):
        month = day.replace(day=1)
        before = found.get(month, (0, 0))
        found[month] = (before[0] + viewed, before[1] + visited)
    return [{month: found.get(month, (0, 0)) for month in period.months} for period, _ in halves]


def most_read(period: HalfYear) -> list[Read]:
    """Two queries. The title of what is public no more is not even loaded."""
    rows = _views(period.first, period.last).filter(publication__isnull=False).values_list("publication")
    counts = dict(rows.annotate(sum=Sum("views")).order_by("-sum", "publication")[:MOST_READ])
    standing = Edition.objects.live(State.WITHDRAWN).filter(publication__in=list(counts)).select_related(None)
    editions = standing.select_related("publication").only(
        "title", "publication__category", "publication__slug"
    )
    shown = {one.publication_id: (one.title, one.publication.address) for one in editions}
    return [Read(*shown.get(key, ("", "")), count) for key, count in counts.items()]


def _views(first: date, last: date) -> QuerySet[PageViews]:
    return PageViews.objects.filter(day__range=(first, last)).order_by()

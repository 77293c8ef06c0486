"""What was done in one half of a fiscal year, for the report on how publishing was supervised (clause 3).

Everything is counted from the ledger and from rows that keep their own times, as it stood when the half ended: a half that is
over is counted alike next year. What the database knows only of today is told beside its table (half_year_tables.py).
Thirteen queries for a half and the one before it, however much was published.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.office_days import Holiday
from ponko_site import half_year_rows
from ponko_site.half_year_reviews import PUBLISHING, Reviews, reviews
from ponko_site.half_year_rows import Confirmed, Read, Spans, Urgent, during
from ponko_site.half_year_time import OfficeTime
from publishing.answers import JUSTIFIED, MASKED
from publishing.gates.personal import Kind
from publishing.link_mending import MENDED
from publishing.models import Edition, LedgerEvent
from publishing.states import Action, State
from publishing.workflow import OVERRIDDEN
from thai.half_years import HalfYear

_COUNTED = (
    *PUBLISHING, Action.SUBMIT, Action.RETURN, Action.WITHDRAW, Action.REMOVE, JUSTIFIED, MASKED, MENDED,
)  # fmt: skip


@dataclass
class Counts:
    """What happened to the publications of a category, of a unit, or of all. `hours`: from the first submission to the
    publication of each edition, in working time. `live`: publications at the end.
    """

    first: int = 0
    new: int = 0
    corrected: int = 0  # those of `new` that changed the substance
    urgent: int = 0  # those of both that were published in haste
    withdrawn: int = 0
    removed: int = 0
    submitted: int = 0
    returned: int = 0
    masked: int = 0
    justified_personal: int = 0
    justified_other: int = 0
    overridden: int = 0
    links_mended: int = 0
    live: int = 0
    hours: list[float] = field(default_factory=list)

    @property
    def published(self) -> int:
        return self.first + self.new

    @property
    def middle(self) -> float | None:
        """The median of `hours`, to a tenth."""
        return round(median(self.hours), 1) if self.hours else None

    @property
    def returned_share(self) -> int | None:
        """Returns in percent of the submissions."""
        whole = self.submitted
        return (200 * self.returned + whole) // (2 * whole) if whole else None

    def add(self, event: "_Event") -> None:
        if event.is_publication:
            is_first = event.at == event.first_published_at
            self.first += is_first
            self.new += not is_first
            self.corrected += not is_first and event.change_kind == Edition.ChangeKind.MAJOR
        self.urgent += event.action == Action.URGENT_PUBLISH
        self.withdrawn += event.action == Action.WITHDRAW
        self.removed += event.action == Action.REMOVE
        self.submitted += event.action == Action.SUBMIT
        self.returned += event.action == Action.RETURN
        self.masked += event.action == MASKED
        self.links_mended += event.action == MENDED
        self.overridden += OVERRIDDEN in event.note
        if event.action == JUSTIFIED:
            # The note begins with the place and the kind of what was found (publishing/answers.py).
            is_personal = any(f"({kind.label}): " in event.note for kind in Kind)
            self.justified_personal += is_personal
            self.justified_other += not is_personal


@dataclass
class Half:
    """All figures of one half. `until`: the end of the half, or now while it runs."""

    period: HalfYear
    until: datetime
    urgent: Urgent
    follow_ups: Counter
    reviews: Reviews
    confirmed: Confirmed
    months: dict[date, tuple[int, int]]  # views and visits by the first day of a month
    all: Counts = field(default_factory=Counts)
    categories: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    units: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))

    @property
    def is_over(self) -> bool:
        return self.until == self.period.ends_at

    @property
    def views(self) -> int:
        return sum(views for views, _ in self.months.values())

    @property
    def visits(self) -> int:
        return sum(visits for _, visits in self.months.values())

    def counts_of(self, category: str, unit: str) -> tuple[Counts, Counts, Counts]:
        return self.all, self.categories[category], self.units[unit]


@dataclass(frozen=True)
class Report:
    """A half beside the one before it. `units`: every unit that had or has something, in the office's order."""

    now: Half
    before: Half
    units: list[str]
    most_read: list[Read]
    links_broken: dict[str, int]  # verdict → how many, today
    begins: date | None  # the first publication ever


class _Event(NamedTuple):
    action: str
    at: datetime
    edition: int
    note: str
    category: str
    first_published_at: datetime | None
    change_kind: str
    unit: str
    unit_order: int

    @property
    def is_publication(self) -> bool:
        return self.action in PUBLISHING


def report_on(period: HalfYear) -> Report:
    """Everything about `period` and the half before it."""
    now = timezone.now() + timedelta(microseconds=1)  # what happens now counts
    spans = [(one, min(one.ends_at, now)) for one in (period, period.previous)]
    of_rows = zip(
        half_year_rows.urgent(spans),
        half_year_rows.follow_ups(spans),
        reviews(spans),
        half_year_rows.confirmed(spans),
        half_year_rows.views(spans),
        strict=True,
    )
    halves = [Half(*span, *counted) for span, counted in zip(spans, of_rows, strict=True)]
    orders: dict[str, int] = {}
    _count_events(halves, orders, list(_events(spans)), _first_submits(spans))
    begins = _count_live(halves, orders)
    return Report(
        *halves,
        units=sorted(orders, key=lambda unit: (orders[unit], unit)),
        most_read=half_year_rows.most_read(period),
        links_broken=half_year_rows.links_broken(),
        begins=begins and timezone.localdate(begins),
    )


def _events(spans: Spans) -> Iterator[_Event]:
    counted = Q(action__in=_COUNTED) | Q(note__contains=OVERRIDDEN)
    rows = LedgerEvent.objects.filter(counted, **during(spans, "at"), edition__isnull=False)
    columns = (
        "action",
        "at",
        "edition",
        "note",
        "publication__category",
        "publication__first_published_at",
        "edition__change_kind",
        "edition__owner__unit__name",
        "edition__owner__unit__order",
    )
    return (_Event(*row) for row in rows.order_by("number").values_list(*columns))


def _first_submits(spans: Spans) -> dict[int, datetime]:
    """When each edition that was published in the halves was submitted first, also if that was before them."""
    published = LedgerEvent.objects.filter(action__in=PUBLISHING, **during(spans, "at")).values("edition")
    submits = LedgerEvent.objects.filter(action=Action.SUBMIT, edition__in=published).order_by()
    return dict(submits.values_list("edition").annotate(Min("at")))


def _count_events(
    halves: list[Half], orders: dict[str, int], events: list[_Event], submits: dict[int, datetime]
) -> None:
    """One query: the holidays."""
    moments = [*submits.values(), *(event.at for event in events)]
    first, last = (timezone.localdate(at) for at in (min(moments, default=None), max(moments, default=None)))
    holidays = Holiday.objects.filter(day__range=(first, last)).values_list("day", flat=True)
    working = OfficeTime(first, last, set(holidays))
    for event in events:
        half = halves[0] if event.at >= halves[0].period.begins_at else halves[1]
        orders[event.unit] = event.unit_order
        hours = []
        if event.is_publication and event.action != Action.URGENT_PUBLISH and event.edition in submits:
            hours = [working.between(submits[event.edition], event.at)]
        for counts in half.counts_of(event.category, event.unit):
            counts.add(event)
            counts.hours += hours


def _count_live(halves: list[Half], orders: dict[str, int]) -> datetime | None:
    """What stood at the end of each half: all that came, less all that went. Returns when the first came. One query."""
    came = Q(to_state=State.PUBLISHED) & ~Q(from_state=State.PUBLISHED)
    went = Q(from_state=State.PUBLISHED) & ~Q(to_state=State.PUBLISHED)
    sums = {
        f"{name}{number}": Count("pk", filter=what & Q(at__lt=half.until))
        for number, half in enumerate(halves)
        for name, what in (("came", came), ("went", went))
    }
    columns = ("publication__category", "edition__owner__unit__name", "edition__owner__unit__order")
    rows = LedgerEvent.objects.filter(came | went, edition__isnull=False).order_by().values(*columns)
    begins = None
    for row in rows.annotate(**sums, begins=Min("at")):
        category, unit, order = (row[column] for column in columns)
        begins = min(begins or row["begins"], row["begins"])
        for number, half in enumerate(halves):
            if live := row[f"came{number}"] - row[f"went{number}"]:
                orders[unit] = order
                for counts in half.counts_of(category, unit):
                    counts.live += live
    return begins

"""What the office has to do for a cycle: the board, the work of each position, the calendar of the fiscal year. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from accounts.models import Position
from ita import periods, scoring
from ita.freezing import scheduled_against
from ita.models import Cycle, Evidence, Indicator, Item, Level, Result, Score
from publishing.proofs import Span
from thai.dates import MONTHS, year_be

#: Days before a due date from which an item that is not done is said to be due soon.
SOON = timedelta(days=30)
#: What an item is called that nobody has checked yet.
UNCHECKED = ""
LEVEL_LABELS = {**dict(Level.choices), UNCHECKED: "ยังไม่ได้ตรวจ"}
CHART_WIDTH, CHART_HEIGHT = 600, 120
HISTORY_DAYS = 366


@dataclass
class Row:
    """One item: its level, what is missing (the most pressing first), whose it is and when it is due."""

    item: Item
    due: date | None
    today: date
    problems: list[Result] = field(default_factory=list)

    @property
    def level(self) -> str:
        return self.item.level

    @property
    def level_label(self) -> str:
        return LEVEL_LABELS[self.item.level]

    @property
    def done(self) -> bool:
        return self.level == Level.PASS

    @property
    def late(self) -> bool:
        return self.due is not None and self.level in (Level.WARN, Level.FAIL) and self.due < self.today

    @property
    def soon(self) -> bool:
        return self.due is not None and not self.done and self.today <= self.due <= self.today + SOON


@dataclass
class Group:
    """The items of one indicator, or of none."""

    indicator: Indicator | None
    rows: list[Row]
    points: object = None  # Decimal of 100; None while nothing was scored

    def count(self, level: str) -> int:
        return sum(row.level == level for row in self.rows)


@dataclass(frozen=True)
class Phase:
    """Where a cycle stands today, in words: “เหลืออีก 12 วันจะปิดกรอกข้อมูล”; `pressing` when it asks for haste."""

    words: str
    pressing: bool = False


@dataclass(frozen=True)
class Curve:
    """The points of each day as a line in a box of CHART_WIDTH × CHART_HEIGHT, 100 at the top."""

    points: str
    dots: list[tuple[float, float]]
    scores: list[Score]

    @property
    def last(self) -> Score:
        return self.scores[-1]


@dataclass
class Board:
    cycle: Cycle
    groups: list[Group]
    points: object
    counts: dict[str, int]
    phases: list[Phase]
    curve: Curve | None

    @property
    def checked(self) -> int:
        return sum(self.counts.values()) - self.unchecked

    @property
    def unchecked(self) -> int:
        return self.counts[UNCHECKED]


def board(cycle: Cycle, today: date) -> Board:
    """Everything that the board shows. Two queries: items with what is wrong with them, scores."""
    found = rows(cycle, today)
    points = scoring.score(
        cycle.formula or scoring.DEFAULT_FORMULA,
        [(row.level, row.item.indicator.code if row.item.indicator else "") for row in found],
    )
    groups = [
        Group(indicator, list(members), points.groups.get(indicator.code if indicator else ""))
        for indicator, members in groupby(_by_indicator(found), key=lambda row: row.item.indicator)
    ]
    counts = {level: sum(row.level == level for row in found) for level in LEVEL_LABELS}
    scores = list(cycle.scores.filter(day__gt=today - timedelta(days=HISTORY_DAYS)).order_by("day"))
    return Board(cycle, groups, points.total, counts, phases(cycle, today), curve(scores))


#: Columns of a result that a row shows.
RESULT = ("pk", "level", "sentence", "mend")


def rows(cycle: Cycle, today: date) -> list[Row]:
    """Every item with what is wrong with it, in the cycle's order. One query."""
    wrong = FilteredRelation("results", condition=~Q(results__level=Level.PASS))
    of_results = {f"wrong_{name}": F(f"wrong__{name}") for name in RESULT}
    items = _items(cycle, wrong=wrong, **of_results, about=F("wrong__evidence__state"))
    breaks = scheduled_against(cycle, OuterRef("pk")).order_by("publish_at").values("publish_at")[:1]
    found: dict[int, Row] = {}
    for item in items.annotate(breaks_at=Subquery(breaks)).order_by("order", "pk", "wrong_pk"):
        row = found.setdefault(item.pk, Row(item, _due(item, cycle, today), today))
        # What is proposed does not count yet; what is wrong with it stands on the item's own page.
        if item.wrong_pk and item.about in (None, Evidence.State.CONFIRMED):
            row.problems.append(
                Result(item=item, **{name: getattr(item, f"wrong_{name}") for name in RESULT})
            )
    for row in found.values():
        row.problems.sort(key=lambda result: result.level != Level.FAIL)
    return list(found.values())


def _items(cycle: Cycle, **joined: object) -> QuerySet[Item]:
    """`joined`: what else each row has; an item has as many rows as these have."""

    def counted(**how: object) -> Count:
        return Count("evidence", filter=Q(**how))

    return (
        cycle.items.select_related("indicator", "owner__unit")
        .defer("facts")
        .annotate(**joined)
        .annotate(
            confirmed=counted(evidence__state=Evidence.State.CONFIRMED),
            proposed=counted(evidence__state=Evidence.State.PROPOSED),
            to_renew=counted(
                evidence__state__in=[Evidence.State.PROPOSED, Evidence.State.CONFIRMED],
                evidence__renew__gt="",
            ),
        )
        .order_by("order", "pk")
    )


def _by_indicator(found: list[Row]) -> list[Row]:
    def place(row: Row) -> tuple[int, int]:
        indicator = row.item.indicator
        return (0, 0) if indicator is None else (indicator.order + 1, indicator.pk)

    return sorted(found, key=place)


def _due(item: Item, cycle: Cycle, today: date) -> date | None:
    return item.due_on or periods.due_on(
        item.period_kind, item.period_offset, cycle.fiscal_year, cycle.opens_on, today
    )


def phases(cycle: Cycle, today: date) -> list[Phase]:
    """What the calendar of the cycle says today, the next thing first."""
    found = []
    if cycle.status == Cycle.Status.CLOSED:
        return [Phase("รอบนี้ปิดแล้ว แก้ไขไม่ได้")]
    if cycle.is_act:
        return []
    for first, last, words in (
        (cycle.opens_on, cycle.closes_on, "กรอกข้อมูลในระบบ ITAS"),
        (cycle.clarify_from, cycle.clarify_to, "ชี้แจงเพิ่มเติม"),
        (cycle.freeze_from, cycle.freeze_to, "คงหลักฐาน"),
    ):
        if first and today < first:
            found.append(Phase(f"อีก {(first - today).days} วันเริ่มช่วง{words}"))
        elif last and today <= last and (first or last):
            days = (last - today).days
            left = f"เหลืออีก {days} วัน" if days else "วันนี้เป็นวันสุดท้าย"
            found.append(Phase(f"{left}ของช่วง{words}", pressing=days <= 14))
        elif last:
            found.append(Phase(f"ช่วง{words} สิ้นสุดแล้ว"))
    if not cycle.opens_on and not cycle.closes_on:
        found.append(Phase("ยังไม่ได้กำหนดวันเปิดและปิดกรอกข้อมูล"))
    return found


def curve(scores: list[Score]) -> Curve | None:
    """The scores as a line; None when there are fewer than two days to join."""
    if len(scores) < 2:
        return None
    first, last = scores[0].day, scores[-1].day
    dots = [
        (
            round((score.day - first).days / (last - first).days * CHART_WIDTH, 1),
            round((100 - float(score.points)) / 100 * CHART_HEIGHT, 1),
        )
        for score in scores
    ]
    return Curve(" ".join(f"{x},{y}" for x, y in dots), dots, scores)


@dataclass
class Share:
    """The items of one position that are not done, the most urgent first."""

    position: Position | None
    rows: list[Row]
    done: int


def shares(cycle: Cycle, today: date) -> list[Share]:
    """What each position still has to do, those with most to do first; at the end what nobody answers for. One query."""
    by_position: dict[Position | None, list[Row]] = {}
    for row in rows(cycle, today):
        by_position.setdefault(row.item.owner, []).append(row)
    found = [
        Share(
            position,
            sorted(
                (row for row in own if not row.done),
                key=lambda row: (row.due is None, row.due, row.item.order),
            ),
            sum(row.done for row in own),
        )
        for position, own in by_position.items()
    ]
    return sorted(found, key=lambda share: (share.position is None, -len(share.rows)))


@dataclass(frozen=True)
class Entry:
    """One line of the calendar. `item` None: something of the cycle itself."""

    day: date
    words: str
    item: Item | None = None
    done: bool = False


@dataclass(frozen=True)
class Month:
    first: date
    entries: list[Entry]

    @property
    def words(self) -> str:
        return f"{MONTHS[self.first.month - 1]} {year_be(self.first)}"


def calendar(cycle: Cycle, today: date) -> list[Month]:
    """What is due when in the fiscal year, month by month, months without anything left out. Two queries."""
    spans: dict[int, list[Span | None]] = {}
    for item, *period in (
        Evidence.objects.confirmed()
        .filter(item__cycle=cycle)
        .values_list("item", "period_part", "period_year", "period_to_year", "period_number")
    ):
        spans.setdefault(item, []).append(periods.declared(*period))
    entries = [*_of_cycle(cycle)]
    for item in _items(cycle):
        entries += _of_item(item, cycle, spans.get(item.pk), today)
    entries.sort(key=lambda entry: entry.day)
    return [
        Month(first, list(members))
        for first, members in groupby(entries, key=lambda entry: entry.day.replace(day=1))
    ]


def _of_cycle(cycle: Cycle) -> Iterable[Entry]:
    for day, words in (
        (cycle.opens_on, "เปิดกรอกข้อมูลในระบบ ITAS"),
        (cycle.closes_on, "วันสุดท้ายของการกรอกข้อมูล"),
        (cycle.clarify_from, "เริ่มช่วงชี้แจงเพิ่มเติม"),
        (cycle.clarify_to, "วันสุดท้ายของการชี้แจง"),
        (cycle.freeze_from, "เริ่มคงหลักฐาน"),
        (cycle.freeze_to, "วันสุดท้ายของการคงหลักฐาน"),
    ):
        if day:
            yield Entry(day, words)


def _of_item(item: Item, cycle: Cycle, spans: list[Span | None] | None, today: date) -> Iterable[Entry]:
    """`spans`: of its confirmed evidence (None: it has none)."""
    rule = (item.period_kind, item.period_offset, cycle.fiscal_year)
    stretches = {stretch.name: stretch for stretch in periods.wanted(*rule).stretches}
    dues = periods.dues(*rule, cycle.opens_on)
    if item.due_on:
        dues = [(item.due_on, dues[-1][1] if dues else "")]
    for day, name in dues:
        if spans is None:
            done = False
        elif name in stretches:
            asked = periods.Wanted((stretches[name],), None)
            done = not periods.missing(asked, filter(None, spans), today)
        else:
            done = True
        yield Entry(day, name, item, done)


def current_cycle(cycles: Iterable[Cycle]) -> Cycle | None:
    """The one that the desk opens with: the newest open assessment, else the newest of all."""
    cycles = list(cycles)
    opened = [cycle for cycle in cycles if cycle.status == Cycle.Status.OPEN and not cycle.is_act]
    years = [cycle for cycle in cycles if not cycle.is_act]
    return next(iter(opened or years or cycles), None)

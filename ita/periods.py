"""The time that published data must be about: what a rule asks for, what evidence says, and what is still missing.

Years are fiscal years in พ.ศ. unless they are called calendar years. Pure functions; `today` is always given.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from publishing.proofs import Span, fiscal_span
from thai.dates import BE_OFFSET, MAX_YEAR_BE, MIN_YEAR_BE, MONTHS, fiscal_year_bounds, year_be
from thai.digits import to_arabic

#: Days that an office has for the report on a month or a quarter after it ended.
GRACE = timedelta(days=15)
YEAR = re.compile(r"(?<![0-9])2[4-6][0-9]{2}(?![0-9])")
MONTHS_IN_ORDER = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)


@dataclass(frozen=True)
class Stretch:
    """A named time that must be covered: "เดือนตุลาคม 2568"."""

    name: str
    span: Span


@dataclass(frozen=True)
class Wanted:
    """What a rule asks for. `year`: the fiscal year that title, text or file must name; None where no time is asked for."""

    stretches: tuple[Stretch, ...] = ()
    year: int | None = None


def wanted(kind: str, offset: int, fiscal_year: int | None) -> Wanted:
    """What the period rule `kind` (a value of Item.Period) asks for in a cycle of `fiscal_year`."""
    if fiscal_year is None or kind in ("current", "live"):
        return Wanted()
    year = fiscal_year + offset
    match kind:
        case "monthly":
            parts = [("month", month) for month in MONTHS_IN_ORDER]
        case "quarterly":
            parts = [("quarter", number) for number in range(1, 5)]
        case "first_half":
            parts = [("first_half", None)]
        case "fiscal_year" | "covers":
            parts = [("year", None)]
        case _:
            raise ValueError(f"{kind!r} is no period rule")
    stretches = tuple(
        Stretch(label(part, year, None, number), declared(part, year, None, number)) for part, number in parts
    )
    return Wanted(stretches, year)


def declared(part: str, year: int | None, to_year: int | None, number: int | None) -> Span | None:
    """The days of a declared period (`part`: a value of Evidence.Part); None for what is simply current, or incomplete."""
    if part == "current" or year is None:
        return None
    if part == "years":
        return fiscal_span("year", year, to_year) if to_year and to_year >= year else None
    return fiscal_span(part, year, None, number)


def label(part: str, year: int | None, to_year: int | None, number: int | None) -> str:
    """A declared period in Thai: “ปีงบประมาณ พ.ศ. 2569 รอบ 6 เดือนแรก”, “เดือนตุลาคม 2568”."""
    if part == "current" or year is None:
        return "ข้อมูลปัจจุบัน"
    whole = f"ปีงบประมาณ พ.ศ. {year}"
    match part:
        case "years" if to_year:
            return f"ปีงบประมาณ พ.ศ. {year}–{to_year}"
        case "first_half":
            return f"{whole} รอบ 6 เดือนแรก"
        case "second_half":
            return f"{whole} รอบ 6 เดือนหลัง"
        case "quarter" if number:
            return f"{whole} ไตรมาสที่ {number}"
        case "month" if number in range(1, 13):
            return f"เดือน{MONTHS[number - 1]} {year_be(fiscal_span(part, year, None, number).first)}"
    return whole


def missing(asked: Wanted, spans: Iterable[Span], today: date, *, whole: bool = False) -> list[str]:
    """Names of the times that `spans` together do not cover. A part of a year counts once it ended `GRACE` ago, unless it is
    the `whole` that is asked for (then at once).
    """
    spans = sorted(spans, key=lambda span: span.first)
    return [
        stretch.name
        for stretch in asked.stretches
        if (whole or len(asked.stretches) == 1 or stretch.span.last + GRACE < today)
        and not _covered(stretch.span, spans)
    ]


def dues(kind: str, offset: int, fiscal_year: int | None, opens_on: date | None) -> list[tuple[date, str]]:
    """When an office must have published, in order: (day, what for). Our own advice; an item may carry another day.

    Reports on months and quarters: `GRACE` after each. The six-month report: 30 April. What tells of last year: 31 December.
    Plans of the year: 30 November. What is always there: a month before the entry window, or 31 December.
    """
    if fiscal_year is None:
        return []
    begins = fiscal_year - BE_OFFSET - 1
    asked = wanted(kind, offset, fiscal_year)
    match kind:
        case "monthly" | "quarterly":
            return [(stretch.span.last + GRACE, stretch.name) for stretch in asked.stretches]
        case "first_half":
            return [(date(asked.stretches[0].span.last.year, 4, 30), asked.stretches[0].name)]
        case "fiscal_year":
            return [(date(begins, 12, 31) if offset < 0 else date(begins, 11, 30), asked.stretches[0].name)]
    always = opens_on - timedelta(days=30) if opens_on else date(begins, 12, 31)
    return [(always, asked.stretches[0].name if asked.stretches else "ข้อมูลปัจจุบัน")]


def due_on(
    kind: str, offset: int, fiscal_year: int | None, opens_on: date | None, today: date | None = None
) -> date | None:
    """The next of `dues()` from `today` on (the first without it), the last when all are over; None where there are none."""
    days = [day for day, _ in dues(kind, offset, fiscal_year, opens_on)]
    coming = [day for day in days if today is None or day >= today]
    return next(iter(coming), days[-1] if days else None)


def years_in(text: str) -> list[int]:
    """The years (พ.ศ.) that a text names, in either script, each once, in order."""
    found = {int(year) for year in YEAR.findall(to_arabic(text))}
    return sorted(year for year in found if MIN_YEAR_BE <= year <= MAX_YEAR_BE)


def acceptable_years(asked: Wanted, span: Span | None) -> set[int]:
    """Any of which, named in the evidence, shows the year: the one asked for; for a part of a year also the calendar years
    that it lies in; for a plan of several years those in which it begins and ends.
    """
    years = {asked.year} if asked.year else set()
    if span is None:
        return years
    whole_year = fiscal_year_bounds(asked.year) if asked.year else None
    if (span.first, span.last) != whole_year:
        years |= {year_be(span.first), year_be(span.last)}
        if span.first.month == 10 and span.last.month == 9:  # fiscal years are named by their end
            years = (years - {year_be(span.first)}) | {year_be(span.first) + 1}
    return years


def _covered(asked: Span, spans: list[Span]) -> bool:
    """Whether `spans` (in the order of their first days) leave no day of `asked` out."""
    day = asked.first
    for span in spans:
        if span.first <= day <= span.last:
            day = span.last + timedelta(days=1)
    return day > asked.last

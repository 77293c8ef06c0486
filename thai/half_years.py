"""The halves of a ปีงบประมาณ: 1 October to 31 March, 1 April to 30 September."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from thai.dates import BANGKOK, BE_OFFSET, MAX_YEAR_BE, MIN_YEAR_BE, MONTHS, fiscal_year, local, year_be
from thai.digits import to_arabic

_KEY = re.compile(r"([0-9]{4})-([12])")


@dataclass(frozen=True, order=True)
class HalfYear:
    """Half `half` (1 or 2) of fiscal year `year` (พ.ศ.)."""

    year: int
    half: int

    @property
    def key(self) -> str:
        """For addresses: 2570-1."""
        return f"{self.year}-{self.half}"

    @property
    def first(self) -> date:
        calendar_year = self.year - BE_OFFSET
        return date(calendar_year - 1, 10, 1) if self.half == 1 else date(calendar_year, 4, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        """Midnight in Bangkok."""
        return datetime.combine(self.first, datetime.min.time(), BANGKOK)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer inside."""
        return self.next.begins_at

    @property
    def previous(self) -> "HalfYear":
        return HalfYear(self.year, 1) if self.half == 2 else HalfYear(self.year - 1, 2)

    @property
    def next(self) -> "HalfYear":
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def months(self) -> list[date]:
        """The first days of its six months."""
        first = self.first
        following = (first.month + more for more in range(6))
        return [date(first.year + (month > 12), (month - 1) % 12 + 1, 1) for month in following]

    @property
    def label(self) -> str:
        """รอบ 6 เดือนแรก ปีงบประมาณ พ.ศ. 2570"""
        return f"รอบ 6 เดือน{'แรก' if self.half == 1 else 'หลัง'} ปีงบประมาณ พ.ศ. {self.year}"

    @property
    def short(self) -> str:
        """For a choice: ปีงบประมาณ 2570 รอบแรก"""
        return f"ปีงบประมาณ {self.year} รอบ{'แรก' if self.half == 1 else 'หลัง'}"

    @property
    def days(self) -> str:
        """1 ตุลาคม 2569 ถึง 31 มีนาคม 2570"""
        return " ถึง ".join(
            f"{day.day} {MONTHS[day.month - 1]} {year_be(day)}" for day in (self.first, self.last)
        )


def half_year_of(value: date) -> HalfYear:
    """The half in which a day or a moment lies."""
    return HalfYear(fiscal_year(value), 1 if local(value).month in (10, 11, 12, 1, 2, 3) else 2)


def parse_half_year(text: str | None) -> HalfYear | None:
    """Read a key, in either script; None for anything else. Never raises."""
    found = _KEY.fullmatch(to_arabic((text or "").strip()))
    if found is None or not MIN_YEAR_BE < int(found[1]) < MAX_YEAR_BE:
        return None
    return HalfYear(int(found[1]), int(found[2]))

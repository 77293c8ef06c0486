"""How much of the office's working time lies between two moments."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from accounts.office_days import SATURDAY
from thai.dates import local

OPENS, CLOSES = time(8, 30), time(16, 30)
HOURS_A_DAY = 8


class OfficeTime:
    """Hours between 08.30 and 16.30 on office days from `first` to `last`. No query: `holidays` are given.

    Every moment asked about lies on these days.
    """

    def __init__(self, first: date, last: date, holidays: Collection[date]):
        self._first = first
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        self._works = [day.weekday() < SATURDAY and day not in holidays for day in days]
        self._before = [0, *accumulate(self._works)]  # office days before each day

    def between(self, start: datetime, end: datetime) -> float:
        """Hours; 0 where all of it lay outside working time."""
        return max(0.0, self._since_first(end) - self._since_first(start))

    def _since_first(self, at: datetime) -> float:
        at = local(at)
        place = (at.date() - self._first).days
        of_today = _hours(at.time()) if self._works[place] else 0.0
        return self._before[place] * HOURS_A_DAY + of_today


def _hours(clock: time) -> float:
    """How much of a working day is over."""
    clock = min(max(clock, OPENS), CLOSES)
    return (clock.hour - OPENS.hour) + (clock.minute - OPENS.minute) / 60 + clock.second / 3600

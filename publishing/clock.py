"""When each step of `tick` ran and how it ended, so that a clock that stands still is seen on the desk.

The clock runs every minute and seldom has anything to do: a step is noted when it did something or failed, and otherwise
every ten minutes, each time by one UPDATE.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Exists, Expression, F, Q, QuerySet
from django.utils import timezone

from publishing.models import ClockStep

logger = logging.getLogger(__name__)

NOTED_EVERY = timedelta(minutes=10)
#: Nothing done for so long, and the clock is said to stand still.
STANDS_AFTER = timedelta(minutes=15)
#: The last run failed.
FAILING = Q(failed_at__isnull=False) & (Q(done_at=None) | Q(failed_at__gte=F("done_at")))


class Notes:
    """What is noted of the steps of one tick. That nothing can be noted is logged and holds up no step."""

    def __init__(self, steps: Iterable[tuple[str, str]]) -> None:
        """`steps`: the name and the words of each (one query; more when there are new ones)."""
        labels = {name[:100]: words.partition("{")[0].strip()[:100] for name, words in steps}
        self.rows: dict[str, ClockStep] = {}
        try:
            self.rows = {row.name: row for row in ClockStep.objects.all()}
            if new := [name for name in labels if name not in self.rows]:
                ClockStep.objects.bulk_create(
                    [ClockStep(name=name, label=labels[name]) for name in new], ignore_conflicts=True
                )
                ClockStep.objects.exclude(name__in=labels).delete()
                self.rows = {row.name: row for row in ClockStep.objects.all()}
        except DatabaseError:
            logger.exception("the clock cannot note what it does")

    def done(self, name: str, began: datetime, said: str) -> None:
        """The step ended well; `said` is what it did, in Thai, empty when there was nothing to do."""
        row, now = self.rows.get(name[:100]), timezone.now()
        fresh = row and row.done_at and row.done_at > now - NOTED_EVERY
        if row is None or fresh and not said and not row.is_failing:
            return
        did = {"did": said[:300], "did_at": now} if said else {}
        self._write(row, began, now, done_at=now, **did)

    def failed(self, name: str, began: datetime) -> None:
        if row := self.rows.get(name[:100]):
            now = timezone.now()
            self._write(row, began, now, failed_at=now)

    def _write(self, row: ClockStep, began: datetime, now: datetime, **changes: object) -> None:
        took = max(int((now - began).total_seconds() * 1000), 0)
        try:
            ClockStep.objects.filter(pk=row.pk).update(began_at=began, milliseconds=took, **changes)
        except DatabaseError:
            logger.exception("the clock cannot note %s", row.name)


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the clock, for the start page."""

    stands_since: datetime | None  # None: it goes
    failing: list[ClockStep]


def in_trouble(now: datetime | Expression) -> QuerySet[ClockStep]:
    """The steps whose last run failed; all of them while the clock stands still. None before it ever ran."""
    goes = ClockStep.objects.filter(done_at__gt=now - STANDS_AFTER)
    return ClockStep.objects.filter(FAILING | ~Q(Exists(goes)))


def trouble() -> Trouble | None:
    """What is wrong with the clock; one query."""
    rows = list(ClockStep.objects.all())
    newest = max((row.done_at for row in rows if row.done_at), default=None)
    stands = newest is not None and newest <= timezone.now() - STANDS_AFTER
    failing = [row for row in rows if row.is_failing]
    return Trouble(newest if stands else None, failing) if stands or failing else None

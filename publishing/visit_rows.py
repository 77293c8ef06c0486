"""The rows of what was read: what adds to them, their sums, and how the days of old months become one row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, Sum

from publishing.models import PageViews, Publication
from thai.dates import BANGKOK

ROWS_A_STATEMENT = 200
DAYS_KEPT = 400  # then the days of a month become one row
ROWS_A_RUN = 20_000  # of `sum_up()`

#: Category and last part of the address of a publication; None stands for every page together.
Page = tuple[str, str] | None
#: (day, page) → [views, visits]
Counts = dict[tuple[date, Page], list[int]]


@dataclass(frozen=True)
class Visitors:
    """Visits, as the foot of every page tells them."""

    day: date
    today: int
    month: int
    total: int

    def on(self, day: date) -> "Visitors":
        """The same at the beginning of a later day, for what was read before midnight."""
        if day == self.day:
            return self
        return Visitors(day, 0, self.month if month_of(day) == month_of(self.day) else 0, self.total)


def save(counts: Counts) -> Visitors:
    """Four statements at most: which publications these are, two upserts, the totals."""
    numbers = _numbers({page for _, page in counts if page})
    rows = {
        (day, numbers[page] if page else None): (views, visits)
        for (day, page), (views, visits) in counts.items()
        if not page or page in numbers
    }
    _add(rows)
    return _read_visitors()


def _numbers(pages: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The publications of these pages by category and reference. What is none is not there."""
    slugs = [reference for _, reference in pages]
    keys = [int(reference) for reference in slugs if reference.isascii() and reference.isdigit()]
    rows = (
        Publication.objects.filter(Q(slug__in=slugs) | Q(pk__in=keys))
        if pages
        else Publication.objects.none()
    )
    return {
        (category, slug or str(pk)): pk for pk, category, slug in rows.values_list("pk", "category", "slug")
    }


def _add(rows: dict[tuple[date, int | None], tuple[int, int]]) -> None:
    """Add views and visits to the rows of (day, publication). Any number of processes add up, for the database itself adds."""
    of_publications = sorted(key for key in rows if key[1] is not None)
    of_all = sorted(key for key in rows if key[1] is None)
    adapted = connection.ops.adapt_datefield_value
    for keys, unique in (
        (of_publications, "(publication_id, day)"),
        (of_all, "(day) WHERE publication_id IS NULL"),
    ):
        for start in range(0, len(keys), ROWS_A_STATEMENT):
            chosen = keys[start : start + ROWS_A_STATEMENT]
            values = [value for day, number in chosen for value in (adapted(day), number, *rows[day, number])]
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO publishing_pageviews (day, publication_id, views, visits)"
                    f" VALUES {', '.join(['(%s, %s, %s, %s)'] * len(chosen))}"
                    f" ON CONFLICT {unique} DO UPDATE SET views = publishing_pageviews.views + EXCLUDED.views,"
                    " visits = publishing_pageviews.visits + EXCLUDED.visits",
                    values,
                )


def _read_visitors() -> Visitors:
    now = today()
    found = PageViews.objects.filter(publication=None).aggregate(
        today=Sum("visits", filter=Q(day=now), default=0),
        month=Sum("visits", filter=Q(day__gte=month_of(now)), default=0),
        total=Sum("visits", default=0),
    )
    return Visitors(now, **found)


# The clock


def sum_up() -> int:
    """Of months that ended more than DAYS_KEPT days ago, make the days one row on the first; returns how many rows went.

    Many may do it at once: each works on the rows that it locked.
    """
    before = month_of(today() - timedelta(days=DAYS_KEPT))
    with transaction.atomic():
        old = PageViews.objects.filter(day__lt=before).exclude(day__day=1).order_by("day", "pk")
        days = list(old.select_for_update()[:ROWS_A_RUN])
        months: dict[tuple[date, int | None], tuple[int, int]] = {}
        for row in days:
            views, visits = months.get(key := (month_of(row.day), row.publication_id), (0, 0))
            months[key] = (views + row.views, visits + row.visits)
        _add(months)
        _delete(row.pk for row in days)
    return len(days)


def _delete(keys: Iterable[int]) -> None:
    keys = list(keys)
    for start in range(0, len(keys), 500):
        PageViews.objects.filter(pk__in=keys[start : start + 500]).delete()


def today() -> date:
    return datetime.now(BANGKOK).date()


def month_of(day: date) -> date:
    return day.replace(day=1)

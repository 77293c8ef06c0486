"""What is asked for, counted by month, without anything about who asked.

A count holds the words and nothing else. What is surely about a person is not counted: numbers of nine digits or more (national
ID, telephone, account), e-mail addresses, and long texts that somebody pasted. A name cannot be told from other words, so nobody
is shown what fewer than SHOWN_FROM different addresses asked for in a month. To know them apart, the first of them are put in one
of DRAWERS by a keyed hash: so many others would lie in the same one that it says nothing about anybody.
"""

import logging
import re
from datetime import date, datetime, time

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from publishing.visits import is_robot
from search.folding import folded, squashed
from search.limits import hashed
from search.models import Asking, QueryCount
from search.tally import add_one, briefly
from thai.dates import BANGKOK
from thai.text import normalise_query

logger = logging.getLogger(__name__)
#: Letters of a query that is counted.
LONGEST = QueryCount._meta.get_field("query").max_length
#: Staff and visitors see what was asked by so many different addresses in a month; from then on every question counts.
SHOWN_FROM = 3
DRAWERS = 64
#: Queries of a month that the clock leaves, the most frequent ones; and the months.
MOST, MONTHS = 5_000, 25

_LONG_NUMBER = re.compile(r"[0-9](?:[ .\-–]*[0-9]){8,}")


def count(query: str, found: int, address: str, agent: str | None = None) -> None:
    """One more asked for this, and so many items were found. One to three statements; what fails is not counted.

    `agent` is the User-Agent of the request, None where there is none to judge by: robots do not count.
    """
    if agent is not None and is_robot(agent):
        return
    words = counted_as(query)
    if not words:
        return
    month = timezone.localdate().replace(day=1)
    row = {"month": month, "query": words}
    try:
        with briefly():
            is_shown = QueryCount.objects.filter(**row, asked__gte=SHOWN_FROM).update(
                asked=F("asked") + 1, found=found
            )
    except DatabaseError as error:
        logger.warning("search: a question was not counted: %s", error)
        return
    if not is_shown and add_one(Asking, "times", _drawer(words, month, address), below=1):
        add_one(QueryCount, "asked", row, also={"found": found})


def _drawer(words: str, month: date, address: str) -> dict[str, object]:
    """The row that says that somebody of this drawer asked for this; it goes when the month is over (limits.clean)."""
    drawer = int(hashed(f"drawer {month} {words} {address}"), 16) % DRAWERS
    over = datetime.combine(_months_before(month, -1), time.min, BANGKOK)
    return {"who": f"{hashed(f'asked {month} {words}')[:28]}-{drawer}", "minute": over}


def counted_as(query: str) -> str:
    """The form in which a query is counted: the same for อบต. and อ.บ.ต.; empty for what is not counted."""
    words = folded(normalise_query(query, LONGEST + 1))
    if len(words) > LONGEST or len(squashed(words)) < 2 or "@" in words or _LONG_NUMBER.search(words):
        return ""
    return words


def clean_counts() -> int:
    """Of each month leave the MOST frequent queries, and of months the last MONTHS; returns how many rows went. For the clock."""
    this = timezone.localdate().replace(day=1)
    gone = QueryCount.objects.filter(month__lt=_months_before(this, MONTHS)).delete()[0]
    for month in QueryCount.objects.order_by("month").values_list("month", flat=True).distinct():
        rows = QueryCount.objects.filter(month=month).order_by("-asked", "-pk")
        rare = list(rows.values_list("pk", flat=True)[MOST:])
        for start in range(0, len(rare), 500):
            gone += QueryCount.objects.filter(pk__in=rare[start : start + 500]).delete()[0]
    return gone


def _months_before(month: date, number: int) -> date:
    years, months = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(years, months + 1, 1)

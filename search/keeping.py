"""Keeping the index at what is live: at once when an edition moves, and again by the clock."""

import logging
import time
from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Length

from publishing.models import Attachment, Edition
from search.batches import all_that_can
from search.files import read_waiting
from search.indexing import Pace, drop, own_words, rebuild, serving, update
from search.models import Entry, FilePage, Index
from search.seeds import seed_promoted
from search.terms import RECIPE
from search.turns import turn

logger = logging.getLogger(__name__)
SECONDS_A_RUN = 30
#: Letters in files that are taken in while somebody waits: about three seconds' work.
MOST_AT_ONCE = 400_000


def follow(publication_id: int, **about) -> None:
    """An edition moved: its publication goes into the index, out of it, or stays. What fails here the clock mends, and it does
    what has files so long that whoever publishes would wait.
    """
    try:
        if _letters_of_files(publication_id) <= MOST_AT_ONCE:
            update([publication_id])
    except Exception:  # The move itself is done; nobody who published may see an error for this.
        logger.exception("search: publication %s is not in the index as it stands", publication_id)


def _letters_of_files(publication_id: int) -> int:
    documents = Attachment.objects.filter(
        kind=Attachment.Kind.DOCUMENT, edition__in=Edition.objects.live().filter(publication=publication_id)
    )
    pages = FilePage.objects.filter(file__stored__in=documents.values("stored")).order_by()
    return pages.aggregate(letters=Sum(Length("text")))["letters"] or 0


def keep(seconds: float = SECONDS_A_RUN) -> int:
    """Bring the index to what is live; returns how many publications were taken in or out, or anew.

    A new index, where one is needed, is made in several runs of about so many seconds; the old one serves meanwhile. Safe to
    run at any time and many at once: one process works, the others leave.
    """
    index = serving()
    if index and not is_outdated(index) and not _leftovers().exists() and not differing(index):
        return 0
    with turn("index") as go_on:
        if go_on is None:
            return 0
        for one in Index.objects.filter(state=Index.State.RETIRED):
            drop(one)
        index = serving()
        if index is None or is_outdated(index) or _leftovers().exists():
            return _build(seconds, go_on)
        return _mend(index, seconds, go_on)


def make_ready(seconds: float = SECONDS_A_RUN) -> int:
    """Everything that waits, as far as about so many seconds allow; the clock does the rest. As `keep()`."""
    end = time.monotonic() + seconds
    read_waiting(seconds / 2)
    done = keep(max(0.0, end - time.monotonic()))
    seed_promoted()
    return done


def is_outdated(index: Index) -> bool:
    """Whether texts are cut otherwise today: by another recipe, or with other words of the office."""
    return not Index.objects.filter(pk=index.pk, recipe=RECIPE, words="\n".join(own_words())).exists()


def missing(index: Index) -> QuerySet:
    """The publications whose live edition is not the one in the index."""
    # No EXISTS: SQLite would look for each edition through all entries of the index.
    there = Entry.objects.filter(index=index).values("edition")
    return Edition.objects.live().exclude(pk__in=there).order_by().values_list("publication", flat=True)


def over(index: Index) -> QuerySet:
    """The publications in the index by an edition that is not live."""
    live = Edition.objects.live().filter(pk=OuterRef("edition"))
    return index.entries.filter(~Exists(live)).order_by().values_list("publication", flat=True)


def differing(index: Index) -> list[int]:
    """The publications that are not in the index as they are. One query."""
    return sorted(set(missing(index).union(over(index))))


def _leftovers() -> QuerySet[Index]:
    """What somebody began to build or to delete, and did not finish."""
    return Index.objects.exclude(state=Index.State.SERVING)


class _Enough(Exception):
    """The time of this run is over; what is built stays."""


def _build(seconds: float, go_on: Callable[[], None]) -> int:
    done, end = 0, time.monotonic() + seconds

    def tell(so_far: int, of: int) -> None:
        nonlocal done
        done = so_far
        go_on()
        if time.monotonic() > end:
            raise _Enough

    try:
        return rebuild(tell)
    except _Enough:
        return done


def _mend(index: Index, seconds: float, go_on: Callable[[], None]) -> int:
    done, end = 0, time.monotonic() + seconds
    publications, pace = differing(index), Pace()
    while publications and time.monotonic() < end:
        now, publications = publications[: pace.size], publications[pace.size :]
        with pace:
            done += all_that_can(_updated, now, "publication")[0]
        go_on()
    return done


def _updated(publications: list[int]) -> int:
    update(publications)
    return len(publications)

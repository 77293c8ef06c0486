"""The desk's search: every edition in whatever state, by the same engine.

What is live is found in the public index. All else (drafts, what waits, what is over, the trash) lies in an index of the staff's
own, which nothing that works for the public ever comes upon (`Index.objects` does not have it), and which holds the columns
that only staff read as well. The clock keeps it; a search takes in first what was saved a moment ago.
"""

import logging
import time
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from publishing.categories import edition_models
from publishing.models import Edition
from publishing.states import State
from search.batches import all_that_can
from search.indexing import Writer, drop, serving, terms_of
from search.models import Entry, Held, Index
from search.ranking import Deadline, Hit, Ranking
from search.reading import Reading
from search.sections import Section, sections, with_parts
from search.synonyms import lookup
from search.tally import briefly
from search.terms import ABOUT, RECIPE
from search.turns import turn

logger = logging.getLogger(__name__)
#: What the staff's index leaves to the public one, and what has no wording any more.
NOT_HELD = (State.PUBLISHED, State.EMPTIED)
#: Editions that are taken in at a time; between two of them others may write.
BATCH = 20
#: Editions that are looked for at a time, because to look for them means to compare all.
AT_ONCE = 2_000
#: How long the clock works on it at a tick, and how long one search may take, in seconds.
AT_A_TICK = 20.0
LONGEST = 5.0


@dataclass
class Found:
    """What a search of the desk found: editions, the best first."""

    readings: dict[int, Reading] = field(
        default_factory=dict
    )  # edition → how the query was read to find it, in order
    repaired: dict[str, str] = field(default_factory=dict)  # as typed → as found, of the best


def find(text: str, editions: QuerySet[Edition] | None, *, as_typed: bool = False) -> Found | None:
    """Those of `editions` that answer, or of all; None while there is no index. Raises TooSlow. The queries of two rankings."""
    public = serving()
    if public is None:
        return None
    terms, synonyms, deadline = terms_of(public), lookup(), Deadline(LONGEST)
    chosen = None if editions is None else editions.order_by().values("pk")
    hits: list[tuple[Hit, int]] = []
    for index in filter(None, (public, standing())):
        entries = Entry.objects.filter(index=index)
        only = None if chosen is None else entries.filter(edition__in=chosen).values("pk")
        ranking = Ranking(index, terms, synonyms, only=only, deadline=deadline)
        ranked = ranking.rank(text, as_typed=as_typed)
        edition_of = dict(
            Entry.objects.filter(pk__in=[hit.entry for hit in ranked.hits]).values_list("pk", "edition")
        )
        hits += [(hit, edition_of[hit.entry]) for hit in ranked.hits]
    return _together(hits)


def _together(hits: list[tuple[Hit, int]]) -> Found:
    """The answers of both indexes as one. Where one has what was typed, what the other took for a mistake is left out."""
    if any(hit.whole and hit.cover > 0.999 and not hit.reading.repaired for hit, _ in hits):
        hits = [(hit, edition) for hit, edition in hits if not hit.reading.repaired]
    found = Found()
    for hit, edition in sorted(hits, key=lambda pair: -pair[0].score):
        found.readings.setdefault(edition, hit.reading)
    if found.readings:
        found.repaired = next(iter(found.readings.values())).repaired
    return found


# -- keeping


def standing() -> Index | None:
    """The staff's index as it can be asked, also one that is not whole yet when there is no other: one query."""
    found = Index.everything.filter(state__in=[Index.State.STAFF, Index.State.NEW_STAFF])
    return found.defer("words").order_by("-state").first()  # "staff" comes after "newstaff"


def freshen() -> None:
    """Take in what people saved since the last tick: a batch at most, so that a search does not wait. Two queries if none.

    While another process writes, the search answers without it.
    """
    index = standing()
    if index is not None:
        numbers = _numbers(_stale(index, Edition.objects.in_progress()), BATCH)
        if numbers:
            try:
                with briefly():
                    StaffWriter(index).update_editions(numbers)
            except DatabaseError as error:
                logger.warning(
                    "search: %s editions are not in the staff's index yet: %s", len(numbers), error
                )


def keep(seconds: float = AT_A_TICK) -> int:
    """Bring the staff's index to what there is now; returns how many editions that were. Safe to run twice and at any time.

    It is cut by the words of the public index: when those changed, a new one is made beside it, in as many ticks as it takes.
    """
    public = Index.objects.filter(state=Index.State.SERVING).first()
    if public is None:
        return 0
    with turn("staff_index") as go_on:
        if go_on is None:
            return 0
        end, done, failed = time.monotonic() + seconds, 0, []
        index = _wanted(public)
        writer = StaffWriter(index)
        while time.monotonic() < end:
            numbers = [*_numbers(_stale(index, Edition.objects.all())), *_numbers(_over(index))]
            numbers = [number for number in numbers if number not in failed]
            if not numbers:
                _take_over(index)
                break
            for start in range(0, len(numbers), BATCH):
                more, not_done = all_that_can(
                    writer.update_editions, numbers[start : start + BATCH], "edition"
                )
                done += more
                failed += not_done
                go_on()
                if time.monotonic() > end:
                    break
        return done


def waiting(index: Index) -> int:
    """How many editions are not in the index as they stand."""
    return _stale(index, Edition.objects.all()).count()


def _wanted(public: Index) -> Index:
    """The index that is to be kept: the one there is, or a new one where that was made by other rules."""
    made = Index.everything.filter(recipe=RECIPE, words=public.words)
    wanted = made.filter(state=Index.State.STAFF).first() or made.filter(state=Index.State.NEW_STAFF).first()
    for outdated in Index.everything.filter(state=Index.State.NEW_STAFF):
        if outdated != wanted:
            _drop(outdated)
    return wanted or Index.everything.create(state=Index.State.NEW_STAFF, recipe=RECIPE, words=public.words)


def _take_over(index: Index) -> None:
    """A new index that is whole takes the place of the old one."""
    if index.state == Index.State.STAFF:
        return
    with transaction.atomic():
        old = list(Index.everything.select_for_update().filter(state=Index.State.STAFF))
        for one in old:
            one.state = Index.State.RETIRED
            one.save(update_fields=["state"])
        index.state, index.whole_at = Index.State.STAFF, timezone.now()
        index.save(update_fields=["state", "whole_at"])
    for one in old:
        _drop(one)


def _drop(index: Index) -> None:
    Held.objects.filter(entry__in=index.entries.values("pk")).delete()
    index.state = Index.State.RETIRED
    index.save(update_fields=["state"])
    drop(index)


def _stale(index: Index, editions: QuerySet[Edition]) -> QuerySet[Edition]:
    held = Held.objects.filter(entry__index=index, entry__edition=OuterRef("pk")).values("version")[:1]
    return (
        editions.exclude(state__in=NOT_HELD)
        .annotate(held=Subquery(held))
        .filter(Q(held__isnull=True) | ~Q(held=F("version")))
        .order_by("pk")
    )


def _over(index: Index) -> QuerySet[Edition]:
    """What is in the index and public now, or erased."""
    return Edition.objects.filter(state__in=NOT_HELD, entry__index=index)


def _numbers(editions: QuerySet[Edition], most: int = AT_ONCE) -> list[int]:
    return list(editions.values_list("pk", flat=True)[:most])


class StaffWriter(Writer):
    """Writes editions, not what is live of publications. The files of drafts are not read; what only staff read is found."""

    def __init__(self, index: Index):
        self.index = index
        # The words of both indexes are the same, but for the time in which a new one is made: one cutter a process is enough.
        self.terms = terms_of(serving() or index)

    def update_editions(self, numbers: list[int]) -> int:
        """Take these editions out and put in what of them belongs here; returns how many were named. A transaction of its own.

        What is saved or moved meanwhile has another version, so it is taken in again.
        """
        made = self._make(self._here(numbers))  # before the lock: to cut long texts takes seconds
        with transaction.atomic():
            if not self._lock():
                return 0  # another one took its place meanwhile
            Held.objects.filter(entry__index=self.index, entry__edition__in=numbers).delete()
            self.replace(Entry.objects.filter(edition__in=numbers), made)
            Held.objects.bulk_create(Held(entry_id=one.entry.pk, version=one.edition.version) for one in made)
        return len(numbers)

    def _here(self, numbers: list[int]) -> list[Edition]:
        return [
            edition
            for model in edition_models()
            for edition in with_parts(
                model.objects.filter(pk__in=numbers)
                .exclude(state__in=NOT_HELD)
                .select_related("publication__owner")
            )
        ]

    def _texts(self, edition: Edition) -> list[Section]:
        return [*sections(edition), *_for_staff(edition)]


def _for_staff(edition: Edition) -> list[Section]:
    """The columns that the desk shows and the public never sees."""
    values = (getattr(edition, name) for name in edition.INTERNAL)
    return [(ABOUT, value) for value in values if isinstance(value, str) and value]

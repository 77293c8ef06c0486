"""Writing the index: one publication in, out or anew; and the whole built anew beside the one that serves."""

import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from accounts.models import Office, Position
from publishing.models import Edition
from search.batches import all_that_can
from search.folding import folded, squashed
from search.models import TERM_LENGTH, Entry, FileText, Index, Posting, Spelling, Term
from search.rows import count, insert, known_terms, more_room, take_out, terms_of_keys
from search.sections import Section, has_documents, of_files, sections, with_parts
from search.synonyms import lookup
from search.terms import FILE, PART, RECIPE, SEEN, TITLE, Terms
from thai.dates import fiscal_year

#: Publications that are taken in at a time at most, and at first; between two of them others may write. Fewer where they
#: have long files, so that they take about so many seconds together: whoever saves waits for a part of that.
BATCH, FIRST = 100, 10
SECONDS_A_BATCH = 4.0
#: Of shorter words no wrong spelling is kept: too many others are one letter away.
SHORTEST_REPAIRED = 3
ROWS = 2_000  # written at a time


def serving() -> Index | None:
    """The index that answers, without its words: one query."""
    return Index.objects.filter(state=Index.State.SERVING).defer("words").first()


def terms_of(index: Index) -> Terms:
    """What takes texts apart for this index: made once a process (one query)."""
    return _terms(index.pk)


@lru_cache(maxsize=2)
def _terms(index_id: int) -> Terms:
    return Terms(Index.objects.values_list("words", flat=True).get(pk=index_id).split("\n"))


def own_words() -> list[str]:
    """What the word list does not know: the office and its places, its positions and units, short forms and long ones."""
    found: set[str] = set()
    office = Office.objects.first()
    named = [office.name, office.short_name] if office else []
    named += Position.objects.values_list("title", flat=True)
    named += Position.objects.values_list("unit__name", flat=True).distinct()
    # The longest first, so that every process takes the same one away: a set has an order of its own in each.
    forms = sorted(lookup(), key=lambda form: (-len(form), form))
    for name in named:
        for piece in (name or "").split():
            word = squashed(folded(piece))
            # Not องค์การบริหารส่วนตำบลโพนโก as one word, but โพนโก: what stands before it has a form of its own.
            word = next(
                (word.removeprefix(form) for form in forms if len(form) > 3 and word.startswith(form)), word
            )
            found.add(word)
    return sorted(word for word in found.union(forms) if 2 <= len(word) <= TERM_LENGTH)


def update(publication_ids: Iterable[int]) -> None:
    """Bring these publications in every index to what is live now: in, out, or as they were. A transaction of its own."""
    for index in Index.objects.exclude(state=Index.State.RETIRED).order_by("pk").defer("words"):
        Writer(index).update(list(publication_ids))


@dataclass(frozen=True)
class Made:
    """An edition as it goes into an index: its row, and what each of its terms weighs."""

    edition: Edition
    entry: Entry
    weights: dict[str, int]


class Writer:
    """Writes what is live into one index. Whoever writes holds its row, so that counts of terms stay right."""

    def __init__(self, index: Index):
        self.index = index
        self.terms = terms_of(index)

    def update(self, publication_ids: list[int], reached: int | None = None) -> int:
        """Take the publications out and put in what is live of them; returns how many that were. A transaction of its own.

        `reached` is remembered as how far a rebuild has come.
        """
        sources = self._sources(publication_ids)
        made = self._make(self._live(publication_ids))  # before the lock: cutting a long plan takes seconds
        with transaction.atomic():
            if not self._lock():
                return 0  # another one took its place meanwhile
            if self._sources(publication_ids) != sources:
                made = self._make(self._live(publication_ids))  # something moved, or a file was read
            self.replace(Entry.objects.filter(publication__in=publication_ids), made)
            if reached is not None:
                Index.objects.filter(pk=self.index.pk).update(done_to=reached)
        return len(made)

    def _sources(self, publication_ids: list[int]) -> tuple[set[int], set[tuple]]:
        """Of what their entries are made: the editions, and how far their files have been read."""
        live = set(
            Edition.objects.live().filter(publication__in=publication_ids).values_list("pk", flat=True)
        )
        read = FileText.objects.filter(stored__attachments__edition__in=live)
        read = read.annotate(known=Count("pages", distinct=True))
        return live, set(read.values_list("pk", "read_at", "known"))

    def _live(self, publication_ids: list[int]) -> list[Edition]:
        """What is live of them, each as its category's model: a query for all, and some for each model that there is."""
        by_model: defaultdict[type[Edition], list[int]] = defaultdict(list)
        live = Edition.objects.live().select_related(None).filter(publication__in=publication_ids)
        for pk, app, model in live.values_list("pk", "publication__category", "publication__model"):
            by_model[apps.get_model(app, model)].append(pk)
        return [
            edition
            for model, numbers in by_model.items()
            for edition in with_parts(model.objects.live().filter(pk__in=numbers))
        ]

    def _lock(self) -> bool:
        standing = Index.everything.exclude(state=Index.State.RETIRED)
        return standing.select_for_update().filter(pk=self.index.pk).exists()

    def _texts(self, edition: Edition) -> list[Section]:
        """What can be found of an edition."""
        return [*sections(edition), *of_files(edition)]

    def _make(self, editions: Iterable[Edition]) -> list[Made]:
        found = []
        for edition in editions:
            texts = self._texts(edition)
            found.append(Made(edition, self._entry(edition, texts), self.terms.weights(texts)))
        return found

    def replace(self, entries: QuerySet, made: list[Made]) -> None:
        """Take those of these entries out that are in this index, and put in what was made. The index is held."""
        # Of the index alone SQLite would look through all entries of it.
        old = [entry for entry in entries.only("index", "terms") if entry.index_id == self.index.pk]
        changes: Counter[int] = Counter()
        for entry in old:
            keys = array("q", bytes(entry.terms))
            take_out(keys, entry.pk)
            changes.subtract(keys)
        Entry.objects.filter(pk__in=[entry.pk for entry in old]).delete()
        changes.update(self._put_in(made, changes))
        # Most words of what is saved anew were there before: they are counted once, if at all.
        _count(changes)
        Index.everything.filter(pk=self.index.pk).update(size=F("size") + len(made) - len(old))

    def _put_in(self, made: list[Made], likely: Collection[int]) -> Counter[int]:
        """Write the entries; returns how many of them have each term. `likely`: keys of terms that were there before."""
        keys = self._keys({term for one in made for term in one.weights}, likely)
        for one in made:
            one.entry.terms = array("q", sorted(keys[term] for term in one.weights)).tobytes()
        Entry.objects.bulk_create(one.entry for one in made)
        insert(
            Posting,
            ("term_id", "entry_id", "weight"),
            sorted(
                (keys[term], one.entry.pk, weight) for one in made for term, weight in one.weights.items()
            ),
        )
        return Counter(keys[term] for one in made for term in one.weights)

    def _entry(self, edition: Edition, texts: list[Section]) -> Entry:
        kind = edition.kind_field()
        value = getattr(edition, kind.name) if kind else ""
        own = [squashed(folded(text)) for field, text in texts if field not in (FILE, SEEN)]
        return Entry(
            index=self.index,
            publication_id=edition.publication_id,
            edition_id=edition.pk,
            category=edition.publication.category,
            kind=f"{edition.publication.model}.{value}" if value else edition.publication.model,
            year=fiscal_year(edition.dated_on) if edition.dated_on else None,
            dated_on=edition.dated_on,
            has_files=has_documents(edition),
            title=squashed(folded(next(text for field, text in texts if field is TITLE))),
            text="\n".join(own),
        )

    def _keys(self, texts: set[str], likely: Collection[int]) -> dict[str, int]:
        """The keys of these terms; those that the index has not had are added, with their wrong spellings."""
        known = dict(terms_of_keys(likely)) if likely else {}
        known |= known_terms(self.index.pk, texts - known.keys())
        missing = sorted(texts - known.keys())
        insert(Term, ("index_id", "text", "entries"), [(self.index.pk, text, 0) for text in missing])
        new = dict(known_terms(self.index.pk, missing))
        insert(
            Spelling,
            ("form", "term_id"),
            ((form, key) for text, key in new.items() if _is_repaired(text) for form in left_out(text)),
        )
        return known | new


def _is_repaired(text: str) -> bool:
    return len(text) >= SHORTEST_REPAIRED and not text.startswith(PART) and not text[0].isdigit()


def left_out(word: str) -> set[str]:
    """The word and every form of it with one letter missing."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _count(changes: Counter[int]) -> None:
    """So many entries more (or fewer) have the terms. Called by whoever holds the index."""
    by_number: defaultdict[int, list[int]] = defaultdict(list)
    for key, number in changes.items():
        if number:
            by_number[number].append(key)
    for number, keys in by_number.items():
        count(keys, number)


# The whole


class Pace:
    """How many publications to take at a time: `with pace:` around what is done with `pace.size` of them."""

    def __init__(self):
        self.size = min(BATCH, FIRST)

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *error) -> None:
        seconds = max(time.monotonic() - self._began, 0.001)
        self.size = max(1, min(BATCH, 2 * self.size, int(self.size * SECONDS_A_BATCH / seconds)))


def rebuild(tell: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Build a new index, or go on with one that was begun; it serves when it is whole. Returns how many entries it has.

    What is published meanwhile goes into both. `tell(done, of)` is called after every batch.
    """
    more_room()
    index = _begun() or Index.objects.create(recipe=RECIPE, words="\n".join(own_words()))
    writer = Writer(index)
    live = Edition.objects.live().order_by("publication").select_related(None)
    total = live.count()
    done = index.entries.count()
    pace = Pace()
    while True:
        reached = Index.objects.values_list("done_to", flat=True).get(pk=index.pk)
        batch = list(live.filter(publication__gt=reached).values_list("publication", flat=True)[: pace.size])
        if not batch:
            break
        with pace:
            more, failed = all_that_can(
                lambda numbers: writer.update(numbers, reached=numbers[-1]), batch, "publication"
            )
            done += more
            if failed:  # staff see which (admin_index.py); the others go on
                Index.objects.filter(pk=index.pk).update(done_to=batch[-1])
        tell(done, total)
    _take_over(index)
    return index.entries.count()


def _begun() -> Index | None:
    """An index that a rebuild left unfinished; one by another recipe or with other words is thrown away."""
    for index in Index.objects.filter(state=Index.State.BUILDING):
        if index.recipe == RECIPE and index.words == "\n".join(own_words()):
            return index
        drop(index)
    return None


def _take_over(index: Index) -> None:
    with transaction.atomic():
        old = list(Index.objects.select_for_update().filter(state=Index.State.SERVING).exclude(pk=index.pk))
        Index.objects.filter(pk__in=[one.pk for one in old]).update(state=Index.State.RETIRED)
        Index.objects.filter(pk=index.pk).update(state=Index.State.SERVING, whole_at=timezone.now())
    for one in Index.objects.filter(state=Index.State.RETIRED):
        drop(one)


def drop(index: Index) -> None:
    """Delete an index that does not serve, a part at a time."""
    Index.objects.filter(pk=index.pk).update(state=Index.State.RETIRED)
    while keys := list(Term.objects.filter(index=index).values_list("pk", flat=True)[:ROWS]):
        with transaction.atomic():
            Posting.objects.filter(term__in=keys).delete()
            Spelling.objects.filter(term__in=keys).delete()
            Term.objects.filter(pk__in=keys)._raw_delete("default")
    with transaction.atomic():
        index.entries.all().delete()
        Index.objects.filter(pk=index.pk).delete()

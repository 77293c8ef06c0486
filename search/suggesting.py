"""What may be meant while somebody types, and what others ask for. All of it are words that the office published."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Sum
from django.urls import reverse
from django.utils import timezone

from publishing.models import Edition
from search.folding import folded, squashed
from search.indexing import serving, terms_of
from search.models import Entry, Index, Promoted, QueryCount
from thai.text import normalise_query
from thai.words import Cutter

MOST = 8
#: Of these so many at most are questions; the rest are titles.
MOST_QUESTIONS = 3
SHORTEST = 2  # letters
LONGEST = 80
#: Titles that have the letters somewhere: of so many it is seen whether a word begins there.
LOOKED_AT = 60
#: Titles that have the longest of several words: of so many it is seen whether they have the others.
MOST_HOLDING = 2_000
#: How often a question was asked, and in which time, before others see it.
ASKED = 3
RECENT = timedelta(days=100)


@dataclass(frozen=True)
class Suggestion:
    text: str
    address: str
    is_title: bool = False


@dataclass(frozen=True)
class Titles:
    """The titles of an index in the memory of this process, squashed, one a line: about 2 MB at 10,000."""

    index: tuple[int, datetime]
    size: int  # of the index then
    text: str
    starts: list[int]
    entries: list[int]

    def holding(self, letters: str) -> Iterator[tuple[int, int]]:
        """(number of the title, place in it), the newest first."""
        at = self.text.rfind(letters)
        while at >= 0:
            number = bisect_right(self.starts, at) - 1
            start = self.starts[number]
            yield number, self.text.index(letters, start) - start
            at = self.text.rfind(letters, 0, start)

    def beginning(self, letters: str) -> Iterator[int]:
        """The titles that begin so, the newest first."""
        at = self.text.rfind(f"\n{letters}")
        while at >= 0:
            yield bisect_right(self.starts, at + 1) - 1
            at = self.text.rfind(f"\n{letters}", 0, at)
        if self.text.startswith(letters):
            yield 0

    def title(self, number: int) -> str:
        end = self.starts[number + 1] - 1 if number + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[number] : end]


_held: Titles | None = None


def titles_of(index: Index) -> Titles:
    """Of what is in the index now: a title that was taken out is forgotten at once. One query, three when something moved."""
    global _held
    known, name = _held, (index.pk, index.begun_at)
    entries = Entry.objects.filter(index=index).order_by("pk")
    newest = entries.values_list("pk", flat=True).last()
    if known is None or known.index != name:
        known = Titles(name, 0, "", [], [])
    last = known.entries[-1] if known.entries else 0
    # The index tells its size itself: to count its entries takes longer than all else here.
    if (known.size, last) != (index.size, newest or 0):
        there = set(entries.order_by().values_list("pk", flat=True))
        rows = [(key, known.title(place)) for place, key in enumerate(known.entries) if key in there]
        rows += entries.filter(pk__gt=last).values_list("pk", "title")
        titles = [title for _, title in rows]
        starts = [0, *accumulate(len(title) + 1 for title in titles)][:-1]
        known = Titles(name, index.size, "\n".join(titles), starts, [key for key, _ in rows])
    _held = known
    return known


def suggestions(typed: str) -> list[Suggestion]:
    """For the letters typed so far: questions that begin with them, then titles with words that do. At most seven queries."""
    typed = normalise_query(typed, LONGEST)
    pieces = [piece for piece in (squashed(run) for run in folded(typed).split()) if piece]
    letters = "".join(pieces)
    index = serving() if len(letters) >= SHORTEST else None
    if index is None:
        return []
    titles = titles_of(index)
    found = [
        Suggestion(text, f"{reverse('search:page')}?{urlencode({'q': text})}")
        for text in _questions(titles, letters)
    ]
    return [*found, *_titles(titles, pieces, terms_of(index).cutter, MOST - len(found))]


def _questions(titles: Titles, letters: str) -> list[str]:
    """What the office put forward, then what is often asked, that goes on from these letters."""
    # No IN: SQLite would list all that is live for it.
    live = Promoted.objects.filter(Exists(Edition.objects.live().filter(publication=OuterRef("publication"))))
    words = (word.strip() for line in live.values_list("words", flat=True) for word in line.split(","))
    found: dict[str, str] = {}
    for text in (*words, *most_asked(titles)):
        form = squashed(folded(text))
        if form.startswith(letters) and form != letters:
            found.setdefault(form, text)
    return list(found.values())[:MOST_QUESTIONS]


def most_asked(titles: Titles) -> list[str]:
    """Questions of the last months that found something, the most frequent first. One query.

    Only words that stand so in a published title: nobody can put words of his own before others by asking often.
    """
    since = timezone.localdate() - RECENT
    rows = (
        QueryCount.objects.filter(month__gte=since, found__gt=0).values("query").annotate(times=Sum("asked"))
    )
    rows = rows.filter(times__gte=ASKED).order_by("-times", "query")
    return [
        row["query"] for row in rows[:60] if (form := squashed(folded(row["query"]))) and form in titles.text
    ]


def _titles(titles: Titles, pieces: list[str], cutter: Cutter, most: int) -> list[Suggestion]:
    letters = "".join(pieces)
    chosen = dict.fromkeys(islice(titles.beginning(letters), 2 * most))
    if len(chosen) < most:
        for number, place in islice(titles.holding(letters), LOOKED_AT):
            if _begins_word(titles.title(number), place, cutter):
                chosen.setdefault(number)
    if len(chosen) < most and len(pieces) > 1:
        longest = max(pieces, key=len)
        for number, _ in islice(titles.holding(longest), MOST_HOLDING):
            if all(piece in titles.title(number) for piece in pieces):
                chosen.setdefault(number)
            if len(chosen) >= 2 * most:
                break
    return _live([titles.entries[number] for number in chosen])[:most]


def _begins_word(title: str, place: int, cutter: Cutter) -> bool:
    at = max(0, place - 30)
    for piece in cutter.cut(title[at : place + 20]):
        if at >= place:
            break
        at += len(piece)
    return at == place


def _live(entries: list[int]) -> list[Suggestion]:
    """The items of these entries that are live, in their order, each title once."""
    # Two queries: of a join SQLite begins at the wrong end.
    editions = dict(Entry.objects.filter(pk__in=entries).values_list("pk", "edition"))
    rows = Edition.objects.live().select_related(None).select_related("publication")
    rows = rows.only("title", "publication__category", "publication__slug").in_bulk(editions.values())
    found = {}
    for key in entries:
        if row := rows.get(editions.get(key)):
            found.setdefault(row.title, Suggestion(row.title, row.publication.address, True))
    return list(found.values())

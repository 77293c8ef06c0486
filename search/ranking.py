"""Which entries answer a query, the best first. Reads the index and nothing else."""

import math
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate

from django.db.models import QuerySet

from search.file_texts import FileTexts
from search.models import Entry, Index, Term
from search.reading import OTHER_FORM, Reader, Reading, Wanted, Way
from search.rows import keys_of, postings
from search.spelling import MARK, Repair, mistake, repairs
from search.terms import PART, Terms

#: Entries of which the text is read, to see whether the words stand together: so many, and more where none has them so.
READ = (30, 90)
#: Entries that an answer holds at most; words that stand nearly everywhere are looked for in these only.
CANDIDATES = 1_000
#: Rows that the rarest words of a reading may cost together before the others are looked for in what those found.
ROWS = 4_000
#: A single word of fewer letters is found as a word of its own, and inside others only when there is none.
SHORT = 3
#: Readings of what may have been meant that are tried.
TRIED = 6
#: What gets less than this part of the best only touches the query.
FLOOR = 0.04
#: Entries with files that are read further down, where others have the words together already.
IN_FILES = 10
#: Shorter chunks are not looked for in the text of files.
SHORTEST_IN_FILES = 4
#: A word in so few entries may itself be a mistake.
RARE = 3
#: Shorter chunks are not looked for with a mistake in them.
SHORTEST_ALIKE = 5


@dataclass
class Hit:
    """An entry that answers: how well, how much of the query it has (0 to 1), and by which reading."""

    entry: int
    score: float
    reading: Reading
    cover: float = 0.0
    whole: bool = False  # every chunk stands in it as it was typed


@dataclass
class Ranked:
    """The answer: hits, the best first, and every reading that was tried, the query as typed first."""

    hits: list[Hit]
    readings: list[Reading]


class TooSlow(Exception):
    """The time that a query may take is over."""


class Deadline:
    """`check()` raises TooSlow when `seconds` are over."""

    def __init__(self, seconds: float):
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise TooSlow


class Ranking:
    """One query against one index. `only` narrows the answer: a queryset of entries."""

    def __init__(
        self,
        index: Index,
        terms: Terms,
        synonyms: dict[str, tuple[str, ...]],
        only: QuerySet | None = None,
        deadline: Deadline | None = None,
    ):
        self.index = index
        self.reader = Reader(terms, synonyms)
        self.total = max(index.size, 1)
        self.only = None if only is None else keys_of(only.values("pk"))
        self.deadline = deadline or Deadline(3_600)
        self._known: dict[str, Term] = {}
        self._asked: set[str] = set()
        self._postings: dict[str, dict[int, int]] = {}
        self._words: dict[tuple[Way, ...], dict[int, float]] = {}
        self._texts: dict[int, list] = {}  # entry → title, text, whether it has files
        self._files = FileTexts()

    def rank(self, query: str, as_typed: bool = False) -> Ranked:
        """The answer; `as_typed` leaves mistakes alone. Raises TooSlow."""
        typed = self.reader.read(query)
        if not typed.wanted:
            return Ranked([], [typed])
        self._learn([typed])
        hits = self._hits(typed)
        readings = [typed]
        if not as_typed and not self._is_good(hits, typed):
            readings += self._mended(typed)
            self._fetch(
                {
                    term
                    for one in readings
                    for wanted in one.wanted
                    for way in wanted.ways
                    for term in _held(way)
                }
            )
            for reading in readings[1:]:
                hits = _merged(hits, self._hits(reading))
        most = max((hit.cover for hit in hits), default=0)
        best = max((hit.score for hit in hits), default=0)
        return Ranked(
            [hit for hit in hits if hit.cover >= 0.45 * most and hit.score >= FLOOR * best], readings
        )

    def _is_good(self, hits: list[Hit], reading: Reading) -> bool:
        """Whether nobody need ask what was meant."""
        if any(all(way.in_words for way in one.ways) for one in reading.wanted):
            return False
        return (
            bool(hits)
            and hits[0].cover > 0.999
            and (hits[0].whole or len(reading.wanted) == len(reading.chunks))
        )

    # -- the words

    def _learn(self, readings: list[Reading]) -> None:
        """Look up the terms of readings: drop the ways that lead nowhere, say how rare each word is. One query."""
        texts = set()
        for reading in readings:
            for one in reading.wanted:
                for way in one.ways:
                    texts |= {*way.terms, *(PART + term for term in way.terms if way.in_words)}
        if new := texts - self._asked:
            found = Term.objects.filter(index=self.index, text__in=new, entries__gt=0)
            self._known |= {term.text: term for term in found}
            self._asked |= new
        for reading in readings:
            for one in reading.wanted:
                one.ways = [way for way in one.ways if self._leads(way)]
                if any(way.terms == (one.text,) for way in one.ways):
                    # Nobody who asks for ประชุม means ประ and ชุม.
                    one.ways = [way for way in one.ways if not way.is_parts]
                elif any(_is_other(way) for way in one.ways):
                    # Nor is เบอร์ a part of ไซเบอร์ where the site says โทรศัพท์ for it.
                    one.ways = [way for way in one.ways if not way.terms[0].startswith(PART)]
                most = max((self._entries(way) for way in one.ways), default=0)
                one.rarity = self._rarity(most) * (0.1 if one.is_frame else 1)

    def _leads(self, way: Way) -> bool:
        return all(term in self._known or way.in_words and PART + term in self._known for term in way.terms)

    def _entries(self, way: Way) -> int:
        """In how many entries the rarest of its terms is."""
        return min(
            sum(self._known[form].entries for form in _forms(term, way) if form in self._known)
            for term in way.terms
        )

    def _rarity(self, entries: int) -> float:
        return math.log(1 + (max(0, self.total - entries) + 0.5) / (entries + 0.5))

    # -- finding

    def _hits(self, reading: Reading) -> list[Hit]:
        wanted = reading.wanted
        if len(wanted) == 1 and len(wanted[0].text) <= SHORT:
            words = [way for way in wanted[0].ways if not way.terms[0].startswith(PART)]
            wanted[0].ways = words or wanted[0].ways
        self._fetch({term for one in wanted for way in one.ways for term in _held(way)})
        self.deadline.check()
        whole = sum(one.rarity for one in wanted) or 1.0
        scores: dict[int, float] = {}
        covers: dict[int, float] = {}
        for one in wanted:
            for entry, score in self._found(one).items():
                scores[entry] = scores.get(entry, 0.0) + score
                covers[entry] = covers.get(entry, 0.0) + one.rarity
        best = nlargest(
            CANDIDATES,
            ((_score(score / whole, covers[entry] / whole), entry) for entry, score in scores.items()),
        )
        found = [Hit(entry, score, reading, covers[entry] / whole) for score, entry in best]
        self.deadline.check()
        return self._together(found, reading)

    def _found(self, one: Wanted) -> dict[int, float]:
        """What each entry gets for a word, by the best of its ways. Worked out once: readings share most words."""
        known = self._words.get(tuple(one.ways))
        if known is not None:
            return known
        best: dict[int, float] = {}
        for way in one.ways:
            factor = way.counts * self._rarity(self._entries(way)) * (0.1 if one.is_frame else 1) / 1_000
            for entry, weight in self._all_of(way).items():
                score = weight * factor
                if score > best.get(entry, 0.0):
                    best[entry] = score
        self._words[tuple(one.ways)] = best
        return best

    def _all_of(self, way: Way) -> dict[int, int]:
        """The entries that have all terms of a way, with the least of the weights."""
        first, *others = sorted((self._weights(term, way) for term in way.terms), key=len)
        for found in others:
            first = {entry: min(first[entry], found[entry]) for entry in first.keys() & found.keys()}
        return first

    def _weights(self, term: str, way: Way) -> dict[int, int]:
        if not way.in_words:
            return self._postings.get(term, {})
        return {**self._postings.get(PART + term, {}), **self._postings.get(term, {})}

    def _fetch(self, texts: Iterable[str]) -> None:
        """Read the postings of terms: of rare ones all, of common ones those of entries that the rare ones found.

        Of the rarest, where it is common itself, the best: so a question costs no more in a larger index.
        """
        new = [self._known[text] for text in texts if text in self._known and text not in self._postings]
        new.sort(key=lambda term: term.entries)
        rows = accumulate(term.entries for term in new)
        rare = [
            term
            for number, (term, sofar) in enumerate(zip(new, rows, strict=True))
            if sofar <= ROWS or number == 0 and not self._postings
        ]
        self._load(rare, most=ROWS if self.only is None and len(rare) == 1 else None)
        if len(rare) < len(new):
            scores: dict[int, float] = {}
            for text, postings in self._postings.items():
                rarity = self._rarity(self._known[text].entries)
                for entry, weight in postings.items():
                    scores[entry] = scores.get(entry, 0.0) + weight * rarity
            self._load(new[len(rare) :], nlargest(CANDIDATES, scores, key=scores.__getitem__))

    def _load(
        self, terms: list[Term], entries: Collection[int] | None = None, most: int | None = None
    ) -> None:
        if not terms:
            return
        by_key = {term.pk: self._postings.setdefault(term.text, {}) for term in terms}
        for term, entry, weight in postings(by_key, entries, most):
            if self.only is None or entry in self.only:
                by_key[term][entry] = weight

    # -- words that stand together

    def _together(self, found: list[Hit], reading: Reading) -> list[Hit]:
        """Raise what has the chunks as they were typed, or nearly so; drop what has only pieces of one."""
        doubtful = reading.doubtful
        if len(reading.wanted) == 1 and not doubtful:
            for hit in found:
                hit.whole = True
            return found
        read = found[: READ[0]]
        self._judge(read, reading)
        more, rest = found[READ[0] : READ[1]], found[READ[1] :]
        if any(hit.whole for hit in read):
            # Words in files count little: what has them together may stand far down.
            more, left = self._with_files(more)
            rest = left + rest
        self._judge(more, reading)
        kept = [hit for hit in read + more if hit.score > 0] + ([] if doubtful else rest)
        return sorted(kept, key=lambda hit: -hit.score)

    def _with_files(self, hits: list[Hit]) -> tuple[list[Hit], list[Hit]]:
        """Those of the hits that have files and all words, IN_FILES at most, and the others. One query."""
        able = [hit.entry for hit in hits if hit.cover > 0.999]
        if not able:
            return [], hits
        having = set(Entry.objects.filter(pk__in=able, has_files=True).values_list("pk", flat=True))
        chosen = [hit for hit in hits if hit.entry in having][:IN_FILES]
        taken = {hit.entry for hit in chosen}
        return chosen, [hit for hit in hits if hit.entry not in taken]

    def _judge(self, hits: list[Hit], reading: Reading) -> None:
        """Score hits anew by what their texts say."""
        self._read_texts(hits)
        self._files.read([hit.entry for hit in hits if self._may_be_in_files(hit, reading)])
        self.deadline.check()
        asked = "".join(reading.chunks)
        shares = [len(chunk) / max(len(asked), 1) for chunk in reading.chunks]
        doubtful = reading.doubtful
        for hit in hits:
            title, text, _ = self._texts[hit.entry]
            bonus, missing, alike = 0.0, set(), set()
            for number, (chunk, written) in enumerate(zip(reading.chunks, reading.written, strict=True)):
                if chunk in title:
                    bonus += 1.2 * shares[number]
                elif chunk in text or len(chunk) >= SHORTEST_IN_FILES and self._files.have(hit.entry, chunk):
                    bonus += 0.8 * shares[number]
                elif written in text:
                    bonus += (1.0 if written in title else 0.7) * shares[number]
                elif reading.counts == 1 and is_alike(chunk, text):
                    bonus += 0.5 * shares[number]
                    alike.add(number)
                else:
                    missing.add(number)
            if len(reading.chunks) > 1:
                bonus += 0.8 if asked in title else 0.5 if asked in text else 0
            hit.whole = not missing and not alike
            if missing & doubtful or alike:
                self._count_again(hit, reading, missing & doubtful, alike)
            hit.score *= 1 + bonus

    def _count_again(self, hit: Hit, reading: Reading, without: set[int], alike: set[int]) -> None:
        """Score a hit without the chunks that it has only pieces of, and with those that it has nearly as typed."""
        whole = sum(one.rarity for one in reading.wanted) or 1.0
        score = cover = 0.0
        for one in reading.wanted:
            got = 0.0 if one.chunk in without else self._found(one).get(hit.entry, 0.0)
            if one.chunk in alike:
                got = max(got, 0.7 * one.rarity)
            score += got
            cover += one.rarity if got else 0
        hit.cover = cover / whole
        hit.score = _score(score / whole, hit.cover)

    def _read_texts(self, hits: list[Hit]) -> None:
        if new := {hit.entry for hit in hits} - self._texts.keys():
            rows = Entry.objects.filter(pk__in=new).values_list("pk", "title", "text", "has_files")
            self._texts |= {pk: about for pk, *about in rows}
        self.deadline.check()

    def _may_be_in_files(self, hit: Hit, reading: Reading) -> bool:
        """Whether its files may have a chunk that its text has not: they have at least half of the words then."""
        _, text, has_files = self._texts[hit.entry]
        if not has_files:
            return False
        for number, chunk in enumerate(reading.chunks):
            if len(chunk) >= SHORTEST_IN_FILES and chunk not in text:
                words = [one for one in reading.wanted if one.chunk == number]
                if 2 * sum(hit.entry in self._found(one) for one in words) >= len(words):
                    return True
        return False

    # -- what was meant

    def _mended(self, typed: Reading) -> list[Reading]:
        """The likeliest readings with one chunk put right, or all of them: two queries."""
        usual = {
            text
            for text, term in self._known.items()
            if term.entries > RARE and text in self.reader.terms.cutter
        }
        windows = self.reader.windows(typed, usual)
        options: dict[int, list[tuple[Reading, Repair]]] = {}
        for text, found in repairs(self.index, windows).items():
            if self.reader.knows(text):
                found = [one for one in found if one.cost == MARK]
            for number in windows[text] if found else ():
                options.setdefault(number, []).extend(
                    (self.reader.mended(typed, number, one), one) for one in found[:4]
                )
        made = [reading for tried in options.values() for reading, _ in tried]
        self._learn(made)
        for tried in options.values():
            tried.sort(
                key=lambda option: (
                    _lost(option[0]),
                    option[1].cost,
                    len(option[0].wanted),
                    -option[1].entries,
                )
            )
        readings = []
        if len(options) > 1:  # every chunk by its likeliest
            reading = typed
            for number, tried in options.items():
                if _lost(tried[0][0]) < _lost(typed):
                    reading = self.reader.mended(reading, number, tried[0][1])
            if len(reading.repaired) > 1:
                readings.append(reading)
        for place in range(TRIED):
            readings += [tried[place][0] for tried in options.values() if place < len(tried)]
        readings = readings[:TRIED]
        self._learn(readings)
        return readings


def is_alike(chunk: str, text: str) -> bool:
    """Whether `chunk` stands in `text` with one mistake in it: then one half of it is as it should be."""
    if len(chunk) < SHORTEST_ALIKE:
        return False
    middle = len(chunk) // 2
    first, second = chunk[:middle], chunk[middle:]
    at = text.find(first)
    while at >= 0:
        for length in (0, 1, -1):
            if mistake(chunk, text[at : at + len(chunk) + length]) is not None:
                return True
        at = text.find(first, at + 1)
    at = text.find(second)
    while at >= 0:
        end = at + len(second)
        for length in (0, 1, -1):
            if mistake(chunk, text[max(0, end - len(chunk) - length) : end]) is not None:
                return True
        at = text.find(second, at + 1)
    return False


def _is_other(way: Way) -> bool:
    """Whether it is another form of the word."""
    return way.in_words and way.counts == OTHER_FORM


def _score(score: float, cover: float) -> float:
    return score * (0.2 + 0.8 * cover * cover)


def _forms(term: str, way: Way) -> tuple[str, ...]:
    return (term, PART + term) if way.in_words else (term,)


def _held(way: Way) -> list[str]:
    return [form for term in way.terms for form in _forms(term, way)]


def _lost(reading: Reading) -> int:
    """How many of its words nobody knows."""
    return sum(one.is_piece or not one.ways for one in reading.wanted)


def _merged(first: list[Hit], second: list[Hit]) -> list[Hit]:
    """Each entry once, by its better hit."""
    found = {hit.entry: hit for hit in first}
    for hit in second:
        hit.score *= hit.reading.counts
        if hit.entry not in found or found[hit.entry].score < hit.score:
            found[hit.entry] = hit
    return sorted(found.values(), key=lambda hit: -hit.score)

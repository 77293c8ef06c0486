"""The words of a text as the index holds them, and how much each says of the document (BM25F)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.folding import folded
from search.models import TERM_LENGTH
from thai.words import Cutter

#: The version of what is done here and in folding.py. One more when it changes: the index is then built anew.
RECIPE = 1
PART = "~"

_LETTERS = "\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e"
_RUN = re.compile(
    rf"(?P<thai>[{_LETTERS}]+)"
    r"|(?P<number>[0-9]+(?:[-/.][0-9]+)*)"
    r"|(?:[^\W_0-9\u0e00-\u0e7f][\u0300-\u036f]*)+"
)
_BETWEEN = re.compile("[-/.]")


@dataclass(frozen=True)
class Field:
    """Where words stand: how much they count there, and of how many words such a text usually is."""

    counts: float
    usual_length: int
    evens: float = 0.75  # how far a longer text makes each word count less, 0 to 1


TITLE = Field(5.0, 12, 0.3)
SUMMARY = Field(2.0, 30)
BODY = Field(1.0, 300)
ABOUT = Field(1.5, 20)  # the columns of its category: number of a law, names of posts
FILE = Field(0.5, 3_000)
SEEN = Field(0.25, 3_000)  # read from pictures of pages
_SATURATION = 1.2
_OF_PARTS = 0.3
_SCALE = 1_000


@dataclass(frozen=True)
class Word:
    """A word of a text: what it is compared as, and what it is written with where that is more than one word."""

    text: str
    parts: tuple[str, ...] = ()


class Terms:
    """Takes texts apart with one set of words. Keeps what it learnt of compounds."""

    def __init__(self, own_words: Iterable[str] = ()):
        self.cutter = Cutter(own_words)
        self._parts: dict[str, tuple[str, ...]] = {}

    def words(self, text: str) -> Iterator[Word]:
        """The words of a folded text in order, without the spaces and marks between them."""
        for run in _RUN.finditer(text):
            if run["thai"]:
                for piece in self.cutter.cut(run[0]):
                    yield Word(piece[:TERM_LENGTH], self.parts(piece))
            elif run["number"]:
                numbers = _BETWEEN.split(run[0])
                yield Word(number_form(run[0])[:TERM_LENGTH], tuple(numbers) if len(numbers) > 1 else ())
            else:
                yield Word(run[0][:TERM_LENGTH])

    def parts(self, word: str) -> tuple[str, ...]:
        """The dictionary words that a compound is made of; none for what is no compound."""
        if len(word) < 4 or word not in self.cutter:
            return ()
        known = self._parts.get(word)
        if known is None:
            if len(self._parts) > 50_000:
                self._parts.clear()
            known = self._parts[word] = tuple(self.cutter.parts(word))
        return known

    def all_parts(self, word: Word) -> set[str]:
        """The words that a compound is made of, and those that these are made of: รัฐมนตรี, ว่าการ, กระทรวง, ยุติธรรม and more."""
        found: set[str] = set()
        left = list(word.parts)
        while left:
            part = left.pop()
            if part not in found:
                found.add(part)
                left += self.parts(part)
        return found

    def weights(self, sections: Iterable[tuple[Field, str]]) -> dict[str, int]:
        """What each term says of a document of these (not yet folded) texts: term → weight × 1,000, up to 2,200."""
        counts: dict[Field, Counter[str]] = {}
        lengths: Counter[Field] = Counter()
        for field, text in sections:
            counted = counts.setdefault(field, Counter())
            for word in self.words(folded(text)):
                lengths[field] += 1
                counted[word.text] += 1
                for part in self.all_parts(word):
                    counted[PART + part] += _OF_PARTS
        frequency: Counter[str] = Counter()
        for field, counted in counts.items():
            even = 1 - field.evens + field.evens * lengths[field] / field.usual_length
            for term, count in counted.items():
                frequency[term] += field.counts * count / even
        return {
            term: max(1, round(_SCALE * (1 + _SATURATION) * often / (often + _SATURATION)))
            for term, often in frequency.items()
        }


def number_form(number: str) -> str:
    """044-123-456 as 044123456; 2567/1 and 10.30 as they are."""
    return number.replace("-", "")

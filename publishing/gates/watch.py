"""Words that a person should look at in their sentence. Pure: whoever calls brings the words (models: WatchWord).

Nothing is forbidden by a word. A sentence that holds one is shown to writer and approver, who judge it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publishing.models import WatchWord
from thai.digits import to_arabic
from thai.text import normalise
from thai.words import cut

Kind = WatchWord.Kind

#: Kinds that clause 1(1) is about, and those of spam.
CLAUSE_KINDS = frozenset({Kind.MONARCHY, Kind.STATE_SECURITY, Kind.PUBLIC_ORDER, Kind.GOOD_MORALS})
SPAM_KINDS = frozenset({Kind.GAMBLING, Kind.LOAN})

SHORT = 4  # Thai letters: as short as this a word is looked for as a word, for it is part of too many others
AROUND = 60  # letters of the sentence that are shown on each side of the word

_THAI = re.compile("[\u0e00-\u0e7f]")
_SPACE = re.compile(r"\s")
#: What cannot stand apart from the letter before it, and what cannot stand apart from the one behind.
_HANGS_ON = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")
_LEADS = re.compile("[\u0e40-\u0e44]")


@dataclass(frozen=True)
class Pointed:
    """A word that stands in a text, and the sentence around it."""

    word: WatchWord
    sentence: str


@dataclass(frozen=True)
class Sought:
    """A word as it is looked for: without spaces, in small letters and Arabic digits."""

    word: WatchWord
    letters: str

    @property
    def is_thai(self) -> bool:
        return bool(_THAI.search(self.letters))

    @property
    def is_short(self) -> bool:
        return self.is_thai and len(self.letters) <= SHORT


def prepare(words: Iterable[WatchWord]) -> list[Sought]:
    """The words of the texts among `words`, ready for `pointed()`; hosts are left out, and what is empty."""
    found = [Sought(word, _level(word.word)) for word in words if word.kind != Kind.DANGEROUS_HOST]
    return [sought for sought in found if sought.letters]


def pointed(text: str, words: Iterable[Sought]) -> Iterator[Pointed]:
    """The words that stand in `text`, each once, with the sentence of its first place.

    Spaces inside a word and the case of Latin letters make no difference; a short Thai word must stand as a word of
    its own (ตา is not in ตาราง), a Latin one must not be part of another (ufa168 is one, sofa is not).
    """
    text = normalise(text)
    places = [place for place, letter in enumerate(text) if not _SPACE.match(letter)]
    letters = _level(text)
    if len(letters) != len(places):  # a letter whose small form is two
        text, places = letters, list(range(len(letters)))
    ends: set[int] | None = None
    for sought in words:
        start = letters.find(sought.letters)
        while start >= 0:
            first, last = places[start], places[start + len(sought.letters) - 1]
            if sought.is_short and ends is None:
                ends = _ends_of_words(text)
            if _stands(text, first, last, sought, ends or set()):
                yield Pointed(sought.word, _sentence(text, first, last + 1))
                break
            start = letters.find(sought.letters, start + 1)


def _level(text: str) -> str:
    return _SPACE.sub("", to_arabic(normalise(text)).lower())


def _stands(text: str, first: int, last: int, sought: Sought, ends: set[int]) -> bool:
    before, after = text[first - 1 : first], text[last + 1 : last + 2]
    if not sought.is_thai:
        return not (_is_latin(before) or _is_latin(after))
    if sought.is_short:
        return last - first + 1 == len(sought.letters) and {first, last + 1} <= ends
    return not (_HANGS_ON.match(after) or _LEADS.match(before))


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _ends_of_words(text: str) -> set[int]:
    """Where words of `text` begin and end."""
    ends, place = {0}, 0
    for word in cut(text):
        place += len(word)
        ends.add(place)
    return ends


def _sentence(text: str, first: int, end: int) -> str:
    """The line that holds text[first:end], shortened at a space on both sides when it is long."""
    begin, stop = text.rfind("\n", 0, first) + 1, text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    left, right = max(begin, first - AROUND), min(stop, end + AROUND)
    if left > begin:
        space = text.find(" ", left, first)
        left = space + 1 if space >= 0 else left
    if right < stop:
        space = text.rfind(" ", end, right)
        right = space if space >= 0 else right
    while left < first and _HANGS_ON.match(text[left]):
        left += 1
    while right < stop and _HANGS_ON.match(text[right]):
        right += 1
    return ("…" if left > begin else "") + text[left:right].strip() + ("…" if right < stop else "")

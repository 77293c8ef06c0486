"""What a result shows of a text: the words around those that were asked for, marked. The templates escape it, piece by piece."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from search.folding import squashed
from search.ranking import SHORT
from search.reading import Reading
from search.terms import PART
from thai.digits import to_arabic
from thai.words import Cutter

#: Letters of a snippet, about.
LENGTH = 170
#: Letters beside a window that are cut into words, so that it begins and ends between two.
BESIDE = 40
#: Letters of a text in which words are looked for; of a longer one, those around the first that is worth most.
MOST = 5_000
#: Places of one needle that are looked at; of a short one, of which it must be seen whether it is a word there.
PLACES = 20
PLACES_OF_SHORT = 5
#: A longer run that the cutter takes for one word is a name that it does not know: nobody wants all of it marked.
LONGEST_WORD = 20

#: A piece of a shown text, and whether it is marked.
Part = tuple[str, bool]

_JOINED = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e\u0300-\u036f\u200d\ufe0f]")
_SILENCED = re.compile("[ก-ฮ][\u0e34\u0e38]?\u0e4c")
_LEADING_VOWELS = frozenset("เแโใไ")
_SPACES = re.compile(r"\s+")


class _Letters(dict):
    """For `str.translate`: each letter as it is compared, None for what is not."""

    def __missing__(self, code: int) -> str | None:
        letter = squashed(to_arabic(chr(code)).casefold())
        self[code] = letter if len(letter) == 1 else None
        return self[code]


_LETTERS = _Letters()


@dataclass(frozen=True)
class Needle:
    """Letters to look for in squashed text, and how much it is worth to show them."""

    text: str
    worth: float


@dataclass(frozen=True)
class Mark:
    """A place in a shown text, from and to."""

    start: int
    end: int
    needle: Needle


def needles(reading: Reading) -> list[Needle]:
    """What a reading asks for, as typed and in other words: chunks, words, and the forms of the same thing."""
    worth: dict[str, float] = {}
    most = max((one.rarity for one in reading.wanted), default=0.0) or 1.0
    alone = len(reading.wanted) == 1
    for one in reading.wanted:
        if one.is_frame or (one.is_piece and not alone):
            continue
        if one.rarity < 0.25 * most and len(one.text) <= SHORT and not alone:
            continue
        value = 0.2 + one.rarity / most
        forms = {one.text: value}
        for way in one.ways:
            terms = [term.removeprefix(PART) for term in way.terms]
            forms.setdefault("".join(terms), 0.9 * value)
            for term in terms:
                if len(term) > SHORT:
                    forms.setdefault(term, 0.4 * value)
        for form, value in forms.items():
            if letters := squashed(form):
                worth[letters] = max(worth.get(letters, 0.0), value)
    for chunk in (*reading.chunks, "".join(reading.chunks)):
        worth[chunk] = max(worth.get(chunk, 0.0), 1.5 + 0.1 * min(len(chunk), 20))
    return [Needle(text, value) for text, value in worth.items()]


def marked(text: str, wanted: list[Needle], cutter: Cutter) -> list[Part]:
    """The whole of a short text, such as a title, with its marks."""
    marks = find(text, wanted, cutter)
    if not marks:
        return [(text, False)]
    return _parts(text, 0, len(text), _on_words(text, 0, marks, cutter))


def snippet(texts: Sequence[str], wanted: list[Needle], cutter: Cutter) -> tuple[list[Part], float]:
    """The best window over the texts, and how much of what is wanted it shows (0: only how the first text begins)."""
    best, found = 0.0, None
    for text in texts:
        start, near = _near(text, wanted)
        marks = find(near, wanted, cutter)
        worth, first, last = _window(marks)
        if worth > best:
            best, found = worth, (near, first, last, marks, start > 0)
    if found is None:
        text = next((text for text in texts if text.strip()), "").lstrip()
        found = (text[: LENGTH + BESIDE], 0, 0, [], False)
        return _cut_out(*found, cutter, more_after=len(text) > LENGTH + BESIDE), 0.0
    return _cut_out(*found, cutter), best


def find(text: str, wanted: list[Needle], cutter: Cutter) -> list[Mark]:
    """Where the needles stand, by their beginnings. No mark begins or ends inside a cluster."""
    letters = text.translate(_LETTERS)
    wanted = [needle for needle in wanted if needle.text in letters]
    if not wanted:
        return []
    places = _places(text)
    found = []
    for needle in wanted:
        at, tries = letters.find(needle.text), 0
        while at >= 0 and tries < (PLACES if len(needle.text) > SHORT else PLACES_OF_SHORT):
            start, end = places[at], places[at + len(needle.text) - 1] + 1
            if _stands(text, start, end, cutter):
                found.append(Mark(start, end, needle))
            at, tries = letters.find(needle.text, at + len(needle.text)), tries + 1
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


def _places(text: str) -> list[int]:
    """Where each letter of the squashed text stands in the text."""
    return list(compress(range(len(text)), map(_LETTERS.__getitem__, map(ord, text))))


def _stands(text: str, start: int, end: int, cutter: Cutter) -> bool:
    """Whether what stands there is meant: between clusters, no part of a number or a Latin word; if short, a word."""
    if not (is_edge(text, start) and is_edge(text, end)):
        return False
    if start and _go_on(text[start - 1], text[start]) or end < len(text) and _go_on(text[end - 1], text[end]):
        return False
    if end - start > SHORT or text[start] < "\u0e00":
        return True
    before, after = max(0, start - 24), end + 24
    edges = _edges(text[before:after], before, cutter)
    return start in edges and end in edges


def _go_on(left: str, right: str) -> bool:
    """Whether two letters belong to one number or one Latin word."""
    return (left.isdigit() and right.isdigit()) or (left + right).isascii() and (left + right).isalpha()


def is_edge(text: str, at: int) -> bool:
    """Whether a reader would let a piece of text begin at `at`: not between a consonant and what stands on it or beside it."""
    if not 0 < at < len(text):
        return True
    if _JOINED.match(text[at]) or text[at - 1] in _LEADING_VOWELS or text[at - 1] == "\u200d":
        return False
    return not (_SILENCED.match(text, at) and "\u0e01" <= text[at - 1] <= "\u0e4e")


def _edges(text: str, offset: int, cutter: Cutter) -> list[int]:
    """Where words of a text begin and end, in the text that it stands in at `offset`."""
    found = [offset]
    for piece in cutter.cut(text):
        found.append(found[-1] + len(piece))
    return found


def _near(text: str, wanted: list[Needle]) -> tuple[int, str]:
    """The part of a text in which it is worth while to look, and where it begins."""
    if len(text) <= MOST:
        return 0, text
    wanted = sorted(wanted, key=lambda needle: -needle.worth)
    at = next(
        (at for needle in wanted if len(needle.text) > SHORT and (at := text.find(needle.text)) >= 0), -1
    )
    if at < 0:
        letters = text.translate(_LETTERS)
        at = next((at for needle in wanted if (at := letters.find(needle.text)) >= 0), -1)
        at = _places(text)[at] if at >= 0 else 0
    start = max(0, at - MOST // 4)
    return start, text[start : start + MOST]


def _window(marks: list[Mark]) -> tuple[float, int, int]:
    """The window that shows most of what is wanted: its worth, its first and its last marked letter."""
    best = (0.0, 0, 0)
    for number, first in enumerate(marks):
        shown: dict[str, float] = {}
        last = first.end
        for mark in marks[number:]:
            if mark.end > first.start + LENGTH - 10 and mark is not first:
                if mark.start > first.start + LENGTH:
                    break
                continue
            shown[mark.needle.text] = mark.needle.worth
            last = max(last, mark.end)
        worth = sum(shown.values())
        if worth > best[0] + 1e-9:
            best = (worth, first.start, last)
    return best


def _cut_out(
    text: str,
    first: int,
    last: int,
    marks: list[Mark],
    begun: bool,
    cutter: Cutter,
    *,
    more_after: bool = False,
) -> list[Part]:
    """The window around `first` and `last`, from the beginning of a word to the end of one, with … where text is left out."""
    before = max(0, min((LENGTH - (last - first)) // 3, 60))
    start = max(0, first - before)
    end = min(len(text), max(start + LENGTH, last))
    outer = max(0, start - BESIDE)
    edges = _edges(text[outer : end + BESIDE], outer, cutter)
    # The first piece of what is cut out of a text may be the end of a word; so may the last be a beginning.
    inner = [
        edge
        for edge in edges
        if (edge >= outer + 10 or edge == 0) and (edge <= end + BESIDE - 10 or edge == len(text))
    ]
    begins = [edge for edge in inner if start - BESIDE <= edge <= first]
    after_space = [
        edge for edge in begins if edge and text[edge - 1].isspace() and not text[edge : edge + 1].isspace()
    ]
    begin = min(after_space or begins or [first], key=lambda edge: abs(edge - start))
    if start == 0 and not begun:
        begin = 0
    finish = min(
        [edge for edge in inner if edge >= last] or [max(end, last)], key=lambda edge: abs(edge - end)
    )
    shown = _on_words(
        text, outer, [mark for mark in marks if begin <= mark.start and mark.end <= finish], cutter, edges
    )
    parts = _parts(text, begin, finish, shown)
    if parts and not parts[0][1]:
        parts[0] = (parts[0][0].lstrip(), False)
    if parts and not parts[-1][1]:
        parts[-1] = (parts[-1][0].rstrip(), False)
    return [
        *([("…\u00a0", False)] if begun or text[:begin].strip() else []),
        *parts,
        *([("\u00a0…", False)] if more_after or text[finish:].strip() else []),
    ]


def _on_words(
    text: str, offset: int, marks: list[Mark], cutter: Cutter, edges: list[int] | None = None
) -> list[tuple[int, int]]:
    """The places of marks, widened to whole words, and those that touch as one."""
    edges = edges or _edges(text[offset:], offset, cutter)
    found: list[tuple[int, int]] = []
    for mark in marks:
        start = max((edge for edge in edges if edge <= mark.start), default=mark.start)
        end = min((edge for edge in edges if edge >= mark.end), default=mark.end)
        if end - start > max(LONGEST_WORD, mark.end - mark.start + 8):
            start, end = mark.start, mark.end
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _parts(text: str, start: int, end: int, places: list[tuple[int, int]]) -> list[Part]:
    parts: list[Part] = []
    at = start
    for first, last in places:
        first, last = max(first, start), min(last, end)
        if at < first:
            parts.append((_SPACES.sub(" ", text[at:first]), False))
        if first < last:
            parts.append((_SPACES.sub(" ", text[first:last]), True))
        at = max(at, last)
    if at < end:
        parts.append((_SPACES.sub(" ", text[at:end]), False))
    return parts

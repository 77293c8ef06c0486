"""Where Thai words end: `cut()` for comparing and searching texts that are written without spaces.

The dictionary is `thai/data/words_th.txt` (public domain, see the README beside it). Of all ways to read a run of
Thai letters, the one with the fewest words is taken, and of those the one with the longest words; what no word
covers stays together as one unknown word. The time grows with the length of the text and with nothing else
(docs/decisions/0006-word-cutting.md).
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_WORD_LIST = Path(__file__).parent / "data" / "words_th.txt"

_LETTERS = "\u0e01-\u0e3a\u0e40-\u0e4e"
_TOKEN = re.compile(
    # Abbreviations such as พ.ศ. are words of the list, so points belong to a run of Thai letters.
    rf"(?P<thai>[{_LETTERS}][{_LETTERS}.]*)"
    r"|[0-9๐-๙]+(?:[.,][0-9๐-๙]+)*"
    r"|\n|[^\S\n]+"
    r"|(?:[^\W_0-9\u0e00-\u0e7f][\u0300-\u036f]*)+"
    r"|.[\u0300-\u036f\u200d\ufe0f]*",
    re.DOTALL,
)
_ENTRY = re.compile(rf"[{_LETTERS}][{_LETTERS}.]*")
# What no reader would part: a leading vowel with its consonant, a consonant with what stands on, under and after
# it, and a silenced consonant with the one before.
_CLUSTER = re.compile(
    "[\u0e40-\u0e44]?[ก-ฮ][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*(?:[ก-ฮ][\u0e34\u0e38]?\u0e4c)?"
    "|.[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*",
    re.DOTALL,
)
_WORD_COST = 10_000  # more than the square of the longest word's length, which it is lowered by
_UNKNOWN_COST = 20_000  # a letter


def cut(text: str) -> list[str]:
    """The words of `text` in order, with the spaces, numbers and marks between them: joined they are `text` again.

    The first call of a process reads the word list (about 0.05 s, 11 MB). After that, 100,000 letters take about 0.15 s,
    the worst of them 0.4 s.
    """
    return _plain().cut(text)


class Cutter:
    """Cuts with the word list and with words of somebody's own, such as the names of the villages."""

    def __init__(self, own: Iterable[str] = ()):
        self._words, self._lengths = dictionary()
        self._own = frozenset(filter(_ENTRY.fullmatch, own)) - self._words
        if self._own:
            self._lengths = {**self._lengths}
        for word in self._own:
            known = self._lengths.get(word[:2], ())
            self._lengths[word[:2]] = tuple(sorted({*known, len(word)}))

    def __contains__(self, word: str) -> bool:
        return word in self._words or word in self._own

    def cut(self, text: str) -> list[str]:
        """As `cut()` of this module."""
        pieces: list[str] = []
        for match in _TOKEN.finditer(text):
            if match["thai"]:
                pieces += self._cut_thai(match[0])
            else:
                pieces.append(match[0])
        return pieces

    def parts(self, word: str) -> list[str]:
        """The shorter words that the Thai word `word` is written with: [ประชุม, สภา] of ประชุมสภา; [] when it is no compound."""
        pieces = self._cut_thai(word, longest=len(word) - 1)
        return pieces if len(pieces) > 1 and all(piece in self for piece in pieces) else []

    def _cut_thai(self, run: str, longest: int | None = None) -> list[str]:
        """The cheapest path through `run`, over words (of at most `longest` letters) and unknown clusters."""
        words, own, lengths = self._words, self._own, self._lengths
        end = len(run)
        next_cut = [0] * end  # where the cluster that starts here ends; 0 where no cluster starts
        for match in _CLUSTER.finditer(run):
            next_cut[match.start()] = match.end()
        cost: list[int | None] = [0, *[None] * end]
        came_from = [0] * (end + 1)
        is_word = bytearray(end + 1)
        for here in range(end):
            so_far = cost[here]
            if so_far is None:
                continue
            for length in lengths.get(run[here : here + 2], ()):
                there = here + length
                if there > end or longest and length > longest:
                    break
                if there < end and not next_cut[there]:
                    continue
                total = so_far + _WORD_COST - length * length
                if cost[there] is None or total < cost[there]:
                    word = run[here:there]
                    if word in words or word in own:
                        cost[there], came_from[there], is_word[there] = total, here, True
            there = next_cut[here]
            total = so_far + _WORD_COST + _UNKNOWN_COST * (there - here)
            if cost[there] is None or total < cost[there]:
                cost[there], came_from[there], is_word[there] = total, here, False
        return _walk_back(run, came_from, is_word)


@cache
def _plain() -> Cutter:
    return Cutter()


@cache
def dictionary() -> tuple[frozenset[str], dict[str, tuple[int, ...]]]:
    """The words, and the lengths (short first) that words with the same first two letters have.

    Two threads that ask first at the same moment both read the list, and both are right.
    """
    words = frozenset(filter(_ENTRY.fullmatch, _WORD_LIST.read_text(encoding="utf-8").split("\n")))
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[:2], set()).add(len(word))
    return words, {start: tuple(sorted(found)) for start, found in lengths.items()}


def _walk_back(run: str, came_from: list[int], is_word: bytearray) -> list[str]:
    """The pieces of the path that ends at the end of `run`; unknown neighbours become one piece."""
    pieces = []
    there = len(run)
    while there:
        here = came_from[there]
        while not is_word[there] and here and not is_word[here]:
            here = came_from[here]
        pieces.append(run[here:there])
        there = here
    return pieces[::-1]

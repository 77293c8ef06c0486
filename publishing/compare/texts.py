"""What changed inside a text: its passages side by side, then word by word.

Nothing changes unseen: two texts whose passages are equal read the same, formatting and links included, because
formatting marks are compared like words and every passage knows what it stands in.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import NamedTuple

from django.db import models

from publishing.compare.passages import Passage, Token

#: Work that one alignment may take: the number of equal pairs. Beyond it the middle counts as rewritten.
MOST_PAIRS = 250_000
#: Passages on both sides of one rewritten stretch that are paired by likeness; beyond it they are replaced whole.
MOST_LIKENESSES = 2_500
LEAST_LIKENESS = 0.4
#: Work that comparing two texts may take in all, about a second of it. Beyond it the rest counts as rewritten.
MOST_WORK = 5_000_000
#: Marks that a reader sees as text.
PLAIN = {"br": "\n", "cell": " | "}
BLANKS = {" ": "เว้นวรรค", "\n": "ขึ้นบรรทัดใหม่", "\t": "แท็บ"}


class Sign(models.TextChoices):
    SAME = "same", "ไม่เปลี่ยน"
    ADDED = "added", "เพิ่ม"
    REMOVED = "removed", "ลบ"
    CHANGED = "changed", "แก้"


class Segment(NamedTuple):
    """A stretch of a changed passage. `is_mark`: `text` describes formatting or a blank, it is not in the text."""

    sign: Sign
    text: str
    is_mark: bool = False


@dataclass(frozen=True)
class PassageChange:
    """One passage in both versions: the same, added, removed or changed."""

    sign: Sign
    before: Passage | None
    after: Passage | None
    segments: list[Segment]
    notes: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return (self.after or self.before).label

    @property
    def kind(self) -> str:
        return (self.after or self.before).kind

    @property
    def names_itself(self) -> bool:
        """Whether a reader has to be told what it is: a heading or a cell, but no plain line or paragraph."""
        return bool(self.segments) and self.kind not in ("", "p", "thead", "tr")

    @property
    def emptiness(self) -> str:
        """What to show in place of the words that it does not have."""
        passage = self.after or self.before
        return passage.label if passage.is_frame or self.kind == "hr" else f"{passage.label or 'บรรทัด'}ว่าง"


# Comparing


class Effort:
    """What comparing two texts may still take: shared by all its alignments, for somebody may write a thousand."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def allows(self, work: int) -> bool:
        self.left -= work
        return self.left >= 0


class _Matcher(SequenceMatcher):
    """Python's own, which takes quadratic time when every second word is another, with an end to it."""

    def __init__(self, before: Sequence, after: Sequence, effort: Effort):
        super().__init__(None, before, after, autojunk=False)
        self._effort = effort
        # One look at each word, and one at each of its likes on the other side.
        self._work = list(accumulate((1 + len(self.b2j.get(one, ())) for one in before), initial=0))

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None) -> Match:
        if self._effort.allows(self._work[ahi] - self._work[alo]):
            return super().find_longest_match(alo, ahi, blo, bhi)
        return Match(alo, blo, 0)


def compare_passages(before: Sequence[Passage], after: Sequence[Passage]) -> list[PassageChange]:
    """Every passage of both, in order; a rewritten one is compared word by word with the one it is most like."""
    found: list[PassageChange] = []
    effort = Effort()
    for is_same, start, end, other_start, other_end in _aligned(before, after, effort):
        if is_same:
            found += [_whole(Sign.SAME, passage) for passage in after[other_start:other_end]]
        else:
            found += _rewritten(before[start:end], after[other_start:other_end], effort)
    return found


def _aligned(before: Sequence, after: Sequence, effort: Effort) -> Iterator[tuple[bool, int, int, int, int]]:
    """(same?, start, end, other start, other end) that together cover both sequences; bounded in time."""
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    tail = next((i for i in range(shorter - head) if before[-1 - i] != after[-1 - i]), shorter - head)
    middle, other = before[head : len(before) - tail], after[head : len(after) - tail]
    if head:
        yield True, 0, head, 0, head
    # As numbers: the matcher looks each of them up many times, and a passage is slow to look up.
    numbers: dict[object, int] = {}
    middle, other = ([numbers.setdefault(one, len(numbers)) for one in side] for side in (middle, other))
    counts = Counter(other)
    if sum(counts[token] for token in middle) > MOST_PAIRS:
        yield False, head, head + len(middle), head, head + len(other)
    else:
        for tag, a, b, c, d in _Matcher(middle, other, effort).get_opcodes():
            yield tag == "equal", head + a, head + b, head + c, head + d
    if tail:
        yield True, len(before) - tail, len(before), len(after) - tail, len(after)


def _rewritten(
    before: Sequence[Passage], after: Sequence[Passage], effort: Effort
) -> Iterator[PassageChange]:
    """A stretch without an equal passage: pairs of like ones in order, the others removed or added."""
    i = j = 0
    for one, other in _pairs(before, after, effort):
        yield from (_whole(Sign.REMOVED, passage) for passage in before[i:one])
        yield from (_whole(Sign.ADDED, passage) for passage in after[j:other])
        yield _changed(before[one], after[other], effort)
        i, j = one + 1, other + 1
    yield from (_whole(Sign.REMOVED, passage) for passage in before[i:])
    yield from (_whole(Sign.ADDED, passage) for passage in after[j:])


def _pairs(before: Sequence[Passage], after: Sequence[Passage], effort: Effort) -> list[tuple[int, int]]:
    """The pairs in order whose likenesses have the greatest sum."""
    if len(before) * len(after) > MOST_LIKENESSES:
        return []
    words, other_words = (sum(len(passage.counts) for passage in side) for side in (before, after))
    if not effort.allows(words * len(after) + other_words * len(before)):
        return []
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    likeness = [[_likeness(one, other) for other in after] for one in before]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            together = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= LEAST_LIKENESS else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(before) and j < len(after):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _likeness(one: Passage, other: Passage) -> float:
    """0 to 1: the share of words in common."""
    if one.is_frame or other.is_frame:
        return 0.0
    total = one.counts.total() + other.counts.total()
    return 2 * (one.counts & other.counts).total() / total if total else 1.0


def _whole(sign: Sign, passage: Passage) -> PassageChange:
    before = passage if sign != Sign.ADDED else None
    after = passage if sign != Sign.REMOVED else None
    return PassageChange(sign, before, after, list(_segments(sign, passage.pieces)))


def _changed(before: Passage, after: Passage, effort: Effort) -> PassageChange:
    notes = []
    if before.path != after.path:
        short = before.label and after.label and before.label != after.label
        names = (before.label, after.label) if short else (before.full_label, after.full_label)
        notes.append(f"เปลี่ยนจาก{names[0]}เป็น{names[1]}")
    words = compare_words(before.tokens, after.tokens, effort)
    return PassageChange(Sign.CHANGED, before, after, words, notes)


def compare_words(
    before: Sequence[Token], after: Sequence[Token], effort: Effort | None = None
) -> list[Segment]:
    """Same, removed and added stretches; a blank that alone stayed between two changes counts with them."""
    runs: list[tuple[bool, list[Token], list[Token]]] = []
    aligned = list(_aligned(before, after, effort or Effort()))
    for place, (is_same, a, b, c, d) in enumerate(aligned):
        is_inside = 0 < place < len(aligned) - 1
        if is_same and not (is_inside and _is_blank(before[a:b])):
            runs.append((True, list(before[a:b]), list(after[c:d])))
        elif runs and not runs[-1][0]:
            runs[-1][1].extend(before[a:b])
            runs[-1][2].extend(after[c:d])
        else:
            runs.append((False, list(before[a:b]), list(after[c:d])))
    segments: list[Segment] = []
    for is_same, old, new in runs:
        if is_same:
            segments += _segments(Sign.SAME, new)
        else:
            segments += [*_segments(Sign.REMOVED, old), *_segments(Sign.ADDED, new)]
    return segments


def _is_blank(tokens: Iterable[Token]) -> bool:
    return all(isinstance(token, str) and token.isspace() for token in tokens)


def _segments(sign: Sign, tokens: Sequence[Token]) -> Iterator[Segment]:
    """Neighbouring words as one segment. Marks are told only where they come or go; so are blanks, when they are all."""
    if tokens and sign != Sign.SAME and _is_blank(tokens):
        yield Segment(sign, _blanks("".join(tokens)), is_mark=True)
        return
    text = ""
    for token in tokens:
        if isinstance(token, str):
            text += token
        elif sign == Sign.SAME or token.tag == "cell":
            text += PLAIN.get(token.tag, "")
        else:
            if text:
                yield Segment(sign, text)
            text = ""
            yield Segment(sign, token.label, is_mark=True)
    if text:
        yield Segment(sign, text)


def _blanks(text: str) -> str:
    """What cannot be seen, in words: เว้นวรรค, เว้นวรรค 2 ครั้ง."""
    names = " ".join(BLANKS.get(character, "ช่องว่างพิเศษ") for character in dict.fromkeys(text))
    return names if len(text) == 1 else f"{names} {len(text)} ครั้ง"

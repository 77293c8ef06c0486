"""Words that were typed with one mistake, put right with the vocabulary of the site itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.indexing import left_out
from search.models import Index, Spelling

_MARKS = frozenset(
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
)

#: Of a shorter word nobody can tell what was meant.
SHORTEST_TYPED = 2
#: What a mistake costs that is only a mark above or below: of short words it is the only one that is put right.
MARK = 0.5


@dataclass(frozen=True)
class Repair:
    """What may have been meant."""

    typed: str
    meant: str
    cost: float  # of the mistake: a mark over a letter is missed more easily than a letter
    entries: int


def repairs(index: Index, words: Iterable[str]) -> dict[str, list[Repair]]:
    """For each word the terms that are one mistake away, the likeliest first. One query."""
    words = {word for word in words if len(word) >= SHORTEST_TYPED}
    if not words:
        return {}
    forms = {form for word in words for form in left_out(word)}
    found: dict[str, set[tuple[str, int]]] = {}
    rows = Spelling.objects.filter(form__in=forms, term__index=index, term__entries__gt=0)
    for form, text, entries in rows.values_list("form", "term__text", "term__entries"):
        found.setdefault(form, set()).add((text, entries))
    answers = {}
    for word in words:
        near = {term for form in left_out(word) for term in found.get(form, ())}
        told = [
            Repair(word, text, cost, entries)
            for text, entries in near
            if text != word and (cost := mistake(word, text)) is not None
            if cost == MARK or len(text) + len(word) > 6
        ]
        answers[word] = sorted(told, key=lambda repair: (repair.cost, -repair.entries, repair.meant))
    return answers


def mistake(typed: str, meant: str) -> float | None:
    """What one mistake turns `meant` into `typed`, from 0 to 1; None when it takes more than one."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    left, right = typed[start:], meant[start:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if len(left) + len(right) == 1 or len(left) == len(right) == 1:
        changed = left + right
        return MARK if all(letter in _MARKS for letter in changed) else 1.0
    if len(left) == len(right) == 2 and left == right[::-1]:
        return 0.7
    return None

"""What personal data the texts of a file hold. As a program it searches long texts in a process of its own:

[where, text] as lines of JSON come in, [kind, key, where, excerpt] go out, each thing once, and at the very end {"done": true}.
What comes out is not masked in its key, so it goes only through a pipe or a file without a name. No key of this installation
is known in here: the marks are made by who reads the answer.
"""

import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Protocol

from publishing.gates.extraction.limits import limit_this_process
from publishing.gates.extraction.parts import Text
from publishing.gates.personal import Found, find
from thai.text import normalise

#: What is listed of one file; of more, one entry a kind says how many.
MOST_LISTED = 60
#: Longer texts are searched in pieces of so many letters, each with so many of its neighbours: what was found is out before
#: a limit strikes.
PIECE, REACH = 200_000, 10_000


class Passage(Protocol):
    where: str
    text: str


def found_in(passages: Sequence[Passage]) -> Iterator[tuple[str, Found]]:
    """Where and what, in order. Read as one text: a list goes on over pages, its heading stands on the first."""
    texts = [normalise(passage.text) for passage in passages]
    begins = [0, *accumulate(len(text) + 1 for text in texts)]
    whole = "\n".join(texts)
    for begin in range(0, len(whole), PIECE):
        first = max(0, begin - REACH)
        for one in find(whole[first : begin + PIECE + REACH]):
            start = first + one.start
            if begin <= start < begin + PIECE:
                found = replace(one, start=start, end=first + one.end)
                yield passages[bisect_right(begins, start) - 1].where, found


def answers(passages: Sequence[Passage]) -> Iterator[list[str]]:
    """Each thing once: kind, key, where and excerpt; of those that are only counted, kind and key."""
    once: set[tuple[str, str]] = set()
    for where, one in found_in(passages):
        if (one.kind, one.key) not in once:
            once.add((one.kind, one.key))
            shown = [where, one.excerpt] if len(once) <= MOST_LISTED else ["", ""]
            yield [one.kind.value, one.key, *shown]


def main(lines: Iterable[str]) -> None:
    limit_this_process()
    for answer in answers([Text(*json.loads(line)) for line in lines]):
        print(json.dumps(answer), flush=True)
    print(json.dumps({"done": True}), flush=True)


if __name__ == "__main__":
    main(sys.stdin)

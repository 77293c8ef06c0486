"""What a query asks for: its words, the ways to find each, and what may have been meant where it was typed wrongly."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from search.folding import folded, squashed
from search.spelling import Repair
from search.terms import PART, Terms, Word
from thai.words import dictionary

#: Words of a query that count; more are left out.
MOST_WORDS = 16
#: Words that may belong to one that was typed wrongly, and letters that they have together.
WINDOW = 5
WINDOW_LETTERS = 24
#: How much another form of a word counts beside the one that was typed.
OTHER_FORM = 0.75
#: What people put around the thing that they look for. It counts little beside other words.
FRAME = frozenset({
    "ขอ", "หา", "ค้นหา", "อยาก", "อยากรู้", "อยากทราบ", "ต้องการ", "ทราบ", "รู้", "สอบถาม", "ถาม", "บอก", "ช่วย", "หน่อย", "เรื่อง",
    "ข้อมูล", "เกี่ยวกับ", "ได้", "ที่ไหน", "ไหน", "คือ", "อะไร", "อย่างไร", "ยังไง", "เมื่อไร", "เมื่อไหร่",
    "เท่าไร", "เท่าไหร่", "ใคร", "ทำไม", "ไหม", "มั้ย", "ครับ", "ค่ะ", "คะ", "นะ", "จ้ะ",
    "ที่", "ของ", "และ", "กับ", "หรือ", "ใน", "เป็น", "มี", "ให้", "จะ", "ต้อง", "ดู", "อยู่", "ตรงไหน", "วันไหน", "ที่ใด", "โมง", "กี่",
})  # fmt: skip
#: Of these what nobody writes at the beginning or the end of what he publishes.
ASKED_BEFORE = frozenset({"ค้นหา", "อยาก", "อยากรู้", "อยากทราบ", "ทราบ", "รู้", "สอบถาม", "ถาม", "บอก", "ใคร"})
ASKED_AFTER = frozenset({
    "หน่อย", "ที่ไหน", "ไหน", "ตรงไหน", "ที่ใด", "วันไหน", "อะไร", "อย่างไร", "ยังไง", "เมื่อไร", "เมื่อไหร่", "เท่าไร", "เท่าไหร่", "ใคร",
    "ทำไม", "ไหม", "มั้ย", "ครับ", "ค่ะ", "คะ", "นะ", "จ้ะ", "โมง", "กี่", "คือ",
})  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One way to find a word: all of these terms, counting so much. `in_words`: parts of longer words will do."""

    terms: tuple[str, ...]
    counts: float = 1.0
    in_words: bool = False
    is_parts: bool = False  # of the word itself


@dataclass
class Wanted:
    """A word of the query, and the ways to find it."""

    text: str
    ways: list[Way]
    chunk: int  # in which of the runs between spaces it stands
    is_piece: bool = False  # no word that anybody knows: it says little without its neighbours
    is_frame: bool = False
    rarity: float = 0.0


@dataclass
class Reading:
    """The query as typed, or as it was probably meant."""

    wanted: list[Wanted]
    chunks: list[str]  # squashed, in order
    written: list[str]  # the same without the question around them
    counts: float = 1.0
    repaired: dict[str, str] = field(default_factory=dict)  # typed → meant
    doubtful: set[int] = field(default_factory=set)  # the chunks that count only where they stand whole


class Reader:
    """Reads queries with the words of one index."""

    def __init__(self, terms: Terms, synonyms: dict[str, tuple[str, ...]]):
        self.terms = terms
        self.synonyms = synonyms

    def read(self, query: str) -> Reading:
        """The query as typed."""
        return self._reading(folded(query).split())

    def _reading(self, runs: Iterable[str]) -> Reading:
        reading = Reading([], [], [])
        for run in runs:
            words = list(self.terms.words(run))
            if words:
                number, words = len(reading.chunks), list(self._as_forms(words))
                reading.wanted += [self._want(word, number) for word in words]
                reading.chunks.append(squashed(run))
                reading.written.append(_as_written(reading.chunks[-1], words))
        reading.wanted = reading.wanted[:MOST_WORDS]
        reading.doubtful = {one.chunk for one in reading.wanted if one.is_piece}
        if all(one.is_frame for one in reading.wanted):
            for one in reading.wanted:
                one.is_frame = False
        return reading

    def _as_forms(self, words: list[Word]) -> Iterator[Word]:
        """The words, several together where they are one form that has synonyms."""
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + 6), at + 1, -1):
                joined = "".join(word.text for word in words[at:end])
                if joined in self.synonyms or joined in FRAME:
                    yield Word(joined, tuple(word.text for word in words[at:end]))
                    at = end
                    break
            else:
                yield words[at]
                at += 1

    def _want(self, word: Word, chunk: int) -> Wanted:
        ways = [Way((word.text,)), Way((PART + word.text,))]
        if word.parts:
            is_phrase = word.text in self.synonyms and word.text not in dictionary()[0]
            ways.append(Way(word.parts, 0.3 if is_phrase else 0.5, in_words=True, is_parts=not is_phrase))
        for form in self.synonyms.get(word.text, ()):
            ways.append(Way(tuple(other.text for other in self.terms.words(form)), OTHER_FORM, in_words=True))
        is_thai = "\u0e00" < word.text[0] < "\u0e7f"
        is_frame = word.text in FRAME
        is_piece = is_thai and not is_frame and (len(word.text) == 1 or word.text not in self.terms.cutter)
        return Wanted(word.text, ways, chunk, is_piece, is_frame)

    # -- mistakes

    def knows(self, text: str) -> bool:
        """Whether this is a word as it stands: then a letter more or less makes another word, a mark may be forgotten."""
        return text in self.terms.cutter

    def windows(self, reading: Reading, known: Container[str]) -> dict[str, set[int]]:
        """What may be one word typed wrongly, and is none of the words `known` → the chunks that it stands in.

        A mistake can part a word into several that exist (ทาเรือ for ท่าเรือ), so neighbours are taken together, compounds apart.
        """
        found: dict[str, set[int]] = {}
        for number in range(len(reading.chunks)):
            words = [one for one in reading.wanted if one.chunk == number]
            pieces = [(part, one) for one in words for part in (self.terms.parts(one.text) or (one.text,))]
            for start in range(len(pieces)):
                for end in range(start + 1, min(start + WINDOW, len(pieces)) + 1):
                    text = "".join(part for part, _ in pieces[start:end])
                    if len(text) > WINDOW_LETTERS:
                        break
                    # A part of one word is none by itself: โควิด is not typed for โควัด because วัด is a word.
                    within = pieces[start][1] is pieces[end - 1][1] and text != pieces[start][1].text
                    if not within and text not in known and text not in self.synonyms and text not in FRAME:
                        found.setdefault(text, set()).add(number)
        return found

    def mended(self, reading: Reading, number: int, repair: Repair) -> Reading:
        """The reading with chunk `number` put right by `repair`."""
        runs = list(reading.chunks)
        runs[number] = runs[number].replace(repair.typed, repair.meant, 1)
        made = self._reading(runs)
        made.counts = reading.counts * (0.9 - 0.15 * repair.cost)
        if number in reading.doubtful and sum(one.chunk == number for one in made.wanted) > 1:
            made.doubtful.add(number)
        made.repaired = {**reading.repaired, reading.chunks[number]: runs[number]}
        return made


def _as_written(chunk: str, words: list[Word]) -> str:
    """The chunk without the question around it: nobody wrote ภาษีที่ดินจ่ายวันไหน, but ภาษีที่ดินจ่าย."""
    inner = chunk
    for word in takewhile(lambda word: word.text in ASKED_BEFORE, words):
        inner = inner.removeprefix(word.text)
    for word in takewhile(lambda word: word.text in ASKED_AFTER, reversed(words)):
        inner = inner.removesuffix(word.text)
    return inner or chunk

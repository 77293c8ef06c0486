"""A text as its passages: lines, paragraphs, headings, list items and table cells, each knowing what it stands in."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple

from thai.words import cut

BLOCKS = {
    "p": "ย่อหน้า",
    "h2": "หัวข้อ 1",
    "h3": "หัวข้อ 2",
    "h4": "หัวข้อ 3",
    "ul": "รายการ",
    "ol": "รายการแบบตัวเลข",
    "li": "ข้อ",
    "blockquote": "ข้อความอ้างอิง",
    "hr": "เส้นคั่น",
    "table": "ตาราง",
    "caption": "ชื่อตาราง",
    "thead": "ส่วนหัวตาราง",
    "tbody": "ส่วนเนื้อตาราง",
    "tfoot": "ส่วนท้ายตาราง",
    "tr": "แถว",
    "th": "ช่องหัวตาราง",
    "td": "ช่องตาราง",
}
#: Blocks that hold others: they are shown only when they come or go.
CONTAINERS = {"ul", "ol", "table", "thead", "tbody", "tfoot", "tr"}
MARKS = {
    "strong": "ตัวหนา",
    "em": "ตัวเอน",
    "u": "ขีดเส้นใต้",
    "sub": "ตัวห้อย",
    "sup": "ตัวยก",
    "a": "ลิงก์",
    "br": "ขึ้นบรรทัดใหม่",
    "img": "ภาพ",
    "cell": "ช่องถัดไป",
}
ATTRIBUTES = {
    "href": "ไปที่",
    "title": "คำอธิบาย",
    "src": "จาก",
    "alt": "ข้อความแทนภาพ",
    "colspan": "รวมคอลัมน์",
    "rowspan": "รวมแถว",
    "scope": "หัวของ",
    "start": "เริ่มที่",
}
VOID = {"br", "hr", "img"}
#: What the cleaning puts on every link alike; the writer never sees it.
NOT_COMPARED = {"rel"}


class Mark(NamedTuple):
    """One formatting mark in a text: the begin or the end of bold, a link, a line break …"""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    ends: bool = False

    @property
    def label(self) -> str:
        name = MARKS.get(self.tag) or BLOCKS.get(self.tag, self.tag)
        about = "".join(f" {ATTRIBUTES.get(key, key)} {value}" for key, value in self.attributes)
        return f"จบ{name}" if self.ends else f"{name}{about}"


Token = str | Mark


@dataclass(frozen=True)
class Passage:
    """A line, paragraph, heading, list item or cell: what it stands in (outermost first), and its text."""

    path: tuple[Mark, ...]
    pieces: tuple[Token, ...]  # whole stretches of text, and the marks between them

    @cached_property
    def tokens(self) -> list[Token]:
        found: list[Token] = []
        for piece in self.pieces:
            found += cut(piece) if isinstance(piece, str) else [piece]
        return found

    @cached_property
    def counts(self) -> Counter:
        return Counter(token for token in self.tokens if isinstance(token, Mark) or not token.isspace())

    @property
    def text(self) -> str:
        """Its words alone; a line break and the next cell are white space."""
        return "".join(
            piece if isinstance(piece, str) else "\n" if piece.tag in ("br", "cell") else ""
            for piece in self.pieces
        )

    @property
    def kind(self) -> str:
        return self.path[-1].tag if self.path else ""

    @property
    def label(self) -> str:
        """What it is, in Thai; empty for a plain line."""
        return self.path[-1].label if self.path else ""

    @property
    def full_label(self) -> str:
        return " ใน".join(mark.label for mark in reversed(self.path)) or "ข้อความ"

    @property
    def is_frame(self) -> bool:
        """Whether it only says that a list, table or row begins here."""
        return self.kind in CONTAINERS and not self.pieces


# Reading


def plain_passages(text: str) -> list[Passage]:
    """Line by line; an empty text has none."""
    return [Passage((), (line,) if line else ()) for line in text.split("\n")] if text else []


def table_passages(value: dict) -> list[Passage]:
    """Row by row, of a value {"columns": [str], "rows": [[str]]}."""

    def row(tag: str, cells: list) -> Passage:
        pieces = [piece for cell in cells for piece in (Mark("cell"), str(cell))]
        return Passage((Mark(tag),), tuple(pieces[1:]))

    return [row("thead", value["columns"]), *(row("tr", cells) for cells in value["rows"])]


def rich_passages(html: str) -> list[Passage]:
    """Block by block, of rich text that has been cleaned."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_passage()
    return reader.passages


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._path: list[Mark] = []
        self._pieces: list[Token] = []
        self._is_new = False  # a block has begun that is not yet in `passages`

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = tuple(sorted((key, value or "") for key, value in attrs if key not in NOT_COMPARED))
        mark = Mark(tag, about)
        if tag not in BLOCKS:
            self._pieces.append(mark)
            return
        self.end_passage()
        self._path.append(mark)
        self._is_new = True
        if tag in VOID:
            self.end_passage()
            self._path.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in BLOCKS:
            self._pieces.append(Mark(tag, ends=True))
            return
        self.end_passage()
        if tag in (mark.tag for mark in self._path):
            while self._path.pop().tag != tag:
                continue

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def end_passage(self) -> None:
        """What was read since the last block tag is a passage, unless it is the white space between two blocks."""
        has_text = any(isinstance(piece, Mark) or not piece.isspace() for piece in self._pieces)
        if has_text or self._is_new:
            self.passages.append(Passage(tuple(self._path), tuple(self._pieces) if has_text else ()))
        self._pieces, self._is_new = [], False

"""JSON as a person hands it in: every value with the line it stands on, and a refusal that names the line.

The standard library's reader keeps no lines, takes a name twice, and knows NaN; so this one reads the little language itself.
"""

import json
import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from json.decoder import scanstring

MOST_BYTES = 1_000_000
MOST_DEPTH = 12
MOST_VALUES = 60_000
LONGEST_NUMBER = 20  # characters

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z]+")
_WORDS = {"true": True, "false": False, "null": None}
#: Nobody types them, and they hide what a text says: controls, directions of writing, halves of letters.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Unreadable(Exception):
    """The text is no JSON that is taken here; the message is a Thai sentence with the line."""

    def __init__(self, line: int, sentence: str):
        super().__init__(f"บรรทัดที่ {line}: {sentence}")


@dataclass(frozen=True, slots=True)
class Node:
    """One value and its line. Members of lists and objects are nodes again."""

    value: object
    line: int


def read_json(text: str) -> Node:
    """The whole text as nodes. Raises Unreadable."""
    if len(text) > MOST_BYTES or len(text.encode(errors="surrogatepass")) > MOST_BYTES:
        raise Unreadable(1, "เอกสารใหญ่เกิน 1 MB เอกสารรายการ ITA หนึ่งปีมีขนาดไม่ถึง 100 KB โปรดตรวจว่าเลือกไฟล์ถูกต้อง")
    return _Reader(text).whole()


class _Reader:
    def __init__(self, text: str):
        self.text = text
        self.ends = [found.start() for found in re.finditer("\n", text)]
        self.at = 1 if text.startswith("\ufeff") else 0
        self.values = 0

    def line(self) -> int:
        return bisect_left(self.ends, self.at) + 1

    def fault(self, sentence: str) -> Unreadable:
        return Unreadable(self.line(), sentence)

    def whole(self) -> Node:
        node = self.value(1)
        if self.peek():
            raise self.fault("มีข้อความเกินหลังจบเอกสาร ให้เหลือเอกสารเดียวตั้งแต่ { ถึง }")
        return node

    def peek(self) -> str:
        """The next character that is no space; "" at the end."""
        self.at = _SPACE.match(self.text, self.at).end()
        return self.text[self.at : self.at + 1]

    def expect(self, sign: str) -> None:
        found = self.peek()
        if found != sign:
            self.missing(f"ต้องเป็นเครื่องหมาย {sign}", found)
        self.at += 1

    def missing(self, wanted: str, found: str) -> None:
        raise self.fault(f"{wanted} แต่พบ {found!r}" if found else "เอกสารจบก่อนครบ ตรวจว่าคัดลอกมาทั้งหมด")

    def value(self, depth: int) -> Node:
        found, line = self.peek(), self.line()
        self.values += 1
        if depth > MOST_DEPTH:
            raise self.fault(f"ข้อมูลซ้อนกันลึกเกิน {MOST_DEPTH} ชั้น")
        if self.values > MOST_VALUES:
            raise self.fault("เอกสารมีข้อมูลมากเกินไปสำหรับแบบวัดหนึ่งปี")
        if found == "{":
            return Node(self.members(depth), line)
        if found == "[":
            return Node(self.listed(depth), line)
        return Node(self.string() if found == '"' else self.plain(found), line)

    def members(self, depth: int) -> dict[str, Node]:
        made: dict[str, Node] = {}
        self.at += 1
        while self.peek() != "}":
            if made:
                self.expect(",")
            if (found := self.peek()) != '"':
                self.missing("ชื่อข้อมูลต้องอยู่ในเครื่องหมายคำพูด", found)
            name = self.string()
            if name in made:
                raise self.fault(f"มีชื่อ “{name[:40]}” ซ้ำกันในที่เดียวกัน")
            self.expect(":")
            made[name] = self.value(depth + 1)
        self.at += 1
        return made

    def listed(self, depth: int) -> list[Node]:
        made: list[Node] = []
        self.at += 1
        while self.peek() != "]":
            if made:
                self.expect(",")
            made.append(self.value(depth + 1))
        self.at += 1
        return made

    def string(self) -> str:
        try:
            text, end = scanstring(self.text, self.at + 1, True)
        except json.JSONDecodeError as error:
            self.at = min(error.pos, len(self.text))
            raise self.fault("ข้อความในเครื่องหมายคำพูดไม่จบ หรือมีอักขระที่ใช้ไม่ได้") from error
        if hidden := _HIDDEN.search(text):
            raise self.fault(f"ข้อความมีอักขระที่มองไม่เห็น U+{ord(hidden[0]):04X} ให้พิมพ์ข้อความนั้นใหม่")
        self.at = end
        return text

    def plain(self, found: str) -> object:
        """A number, or one of the three words."""
        if number := _NUMBER.match(self.text, self.at):
            typed = number[0]
            if len(typed) > LONGEST_NUMBER:
                raise self.fault("ตัวเลขยาวเกินไป")
            read = int(typed) if typed.lstrip("-").isdigit() else float(typed)
            if not math.isfinite(read):
                raise self.fault("ตัวเลขใหญ่เกินไป")
            self.at = number.end()
            return read
        word = _WORD.match(self.text, self.at)
        if word and word[0] in _WORDS:
            self.at = word.end()
            return _WORDS[word[0]]
        self.missing("ต้องเป็นข้อความในเครื่องหมายคำพูด ตัวเลข true false หรือ null", word[0][:20] if word else found)

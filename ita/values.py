"""The values of a document, looked at one by one: what is wrong is noted with its line and becomes something harmless."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from django.core.validators import RegexValidator

from ita.reading import Node
from thai.dates import BE_OFFSET
from thai.text import normalise, normalise_line

FIRST_YEAR, LAST_YEAR = 2540, 2600
#: The beginning of a tag, a comment or a processing instruction.
_TAG = re.compile(r"<[A-Za-z/!?]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Made = TypeVar("Made")


class Values:
    """Walks over nodes and collects the faults, so that one reading names them all."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def fault(self, node: Node, path: str, sentence: str) -> None:
        place = f"บรรทัดที่ {node.line} {path}" if path else f"บรรทัดที่ {node.line}"
        self.faults.append(f"{place}: {sentence}")

    def members(
        self, node: Node, path: str, needed: Iterable[str] = (), other: Iterable[str] = ()
    ) -> dict[str, Node]:
        """The known members of an object. Unknown names are faults: a misspelt one would be lost in silence."""
        if not isinstance(node.value, dict):
            self.fault(node, path, "ต้องเป็นกลุ่มข้อมูลในวงเล็บปีกกา { }")
            return {}
        known = (*needed, *other)
        for name, one in node.value.items():
            if name not in known:
                names = ", ".join(known)
                self.fault(one, _joined(path, name[:40]), f"ไม่รู้จักชื่อข้อมูลนี้ ใช้ได้เฉพาะ {names}")
        for name in needed:
            if name not in node.value:
                self.fault(node, _joined(path, name), "ขาดข้อมูลนี้")
        return {name: one for name, one in node.value.items() if name in known}

    def listed(
        self, node: Node | None, path: str, most: int, make: Callable[[Node, str], Made]
    ) -> list[Made]:
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.fault(node, path, "ต้องเป็นรายการในวงเล็บเหลี่ยม [ ]")
            return []
        if len(node.value) > most:
            self.fault(node, path, f"มี {len(node.value)} รายการ มีได้ไม่เกิน {most}")
            return []
        return [make(one, f"{path}[{number}]") for number, one in enumerate(node.value)]

    def once(self, node: Node | None, path: str, name: str, values: list[str]) -> None:
        """A fault for every value that stood in the list before."""
        for number, value in _repeated(values):
            one = node.value[number]
            there = one.value.get(name, one) if isinstance(one.value, dict) else one
            self.fault(there, f"{path}[{number}].{name}", f"“{value}” ซ้ำกับรายการก่อนหน้า")

    def text(self, node: Node | None, path: str, longest: int, *, empty: bool = True) -> str:
        if node is None or node.value is None and empty:
            return ""
        if not isinstance(node.value, str):
            self.fault(node, path, "ต้องเป็นข้อความในเครื่องหมายคำพูด")
            return ""
        text = normalise(node.value)
        if not text and not empty:
            self.fault(node, path, "ต้องไม่ว่าง")
        if len(text) > longest:
            self.fault(node, path, f"ยาว {len(text)} ตัวอักษร ยาวได้ไม่เกิน {longest}")
        if _TAG.search(text):
            self.fault(node, path, "มีรหัส HTML ให้ใส่ข้อความล้วน")
        return text

    def line(self, node: Node | None, path: str, longest: int, *, empty: bool = False) -> str:
        return normalise_line(self.text(node, path, longest, empty=empty))

    def formed(self, node: Node | None, path: str, longest: int, form: RegexValidator) -> str:
        line = self.line(node, path, longest)
        if line and not re.fullmatch(form.regex, line):
            self.fault(node, path, str(form.message))
        return line

    def choice(self, node: Node | None, path: str, known: list[str], usual: str) -> str:
        if node is None:
            return usual
        if not isinstance(node.value, str) or node.value not in known:
            said = f"“{node.value[:40]}”" if isinstance(node.value, str) else "ค่านี้"
            self.fault(node, path, f"ไม่รู้จัก{said} ใช้ได้: {', '.join(one or '(ว่าง)' for one in known)}")
            return usual
        return node.value

    def flag(self, node: Node | None, path: str) -> bool:
        if node is None or isinstance(node.value, bool):
            return bool(node and node.value)
        self.fault(node, path, "ต้องเป็น true หรือ false")
        return False

    def whole(self, node: Node | None, path: str, least: int, most: int) -> int | None:
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, int) or isinstance(node.value, bool) or not least <= node.value <= most:
            self.fault(node, path, f"ต้องเป็นจำนวนเต็มระหว่าง {least} ถึง {most}")
            return None
        return node.value

    def numbers(
        self, node: Node | None, path: str, needed: Iterable[str], known: Iterable[str], most: int
    ) -> dict[str, float]:
        """An object of numbers from 0 to `most`."""
        if node is None:
            return {}
        its = self.members(node, path, needed=needed, other=known)
        for name, one in its.items():
            is_number = isinstance(one.value, int | float) and not isinstance(one.value, bool)
            if not is_number or not 0 <= one.value <= most:
                self.fault(one, _joined(path, name), f"ต้องเป็นตัวเลขระหว่าง 0 ถึง {most}")
        return {name: one.value for name, one in its.items()}

    def day(self, node: Node | None, path: str) -> date | None:
        if node is None or node.value is None:
            return None
        # Only the long form: fromisoformat() takes weeks and digits without hyphens as well.
        if isinstance(node.value, str) and _DAY.fullmatch(node.value):
            try:
                day = date.fromisoformat(node.value)
            except ValueError:
                day = None
            if day and FIRST_YEAR - BE_OFFSET <= day.year <= LAST_YEAR - BE_OFFSET:
                return day
        self.fault(node, path, 'ต้องเป็นวันที่แบบ ค.ศ. ในเครื่องหมายคำพูด เช่น "2026-01-31"')
        return None


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _repeated(values: list[str]) -> Iterator[tuple[int, str]]:
    """(place, value) of what stood in the list before; what is empty is a fault already."""
    seen: set[str] = set()
    for number, value in enumerate(values):
        if value and value in seen:
            yield number, value
        seen.add(value)

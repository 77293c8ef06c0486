"""The text of Excel files, row by row: every sheet, row and column, also those that are hidden, and the comments."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import IO

from publishing.gates.extraction.office import Opened, Writing, opened, relations, the_rest, walk
from publishing.gates.extraction.parts import Parts, Text
from publishing.gates.extraction.tables import Row, lines

WORKBOOK = "xl/workbook.xml"


def read_xlsx(path: str | IO[bytes], depth: int = 0) -> Parts:
    with opened(path) as archive:
        names = set(archive.namelist())
        targets = relations(archive, WORKBOOK)
        strings = _shared_strings(archive) if "xl/sharedStrings.xml" in names else []
        done = {WORKBOOK, "xl/sharedStrings.xml"}
        letters = 0
        sheets, rest = _sheets(archive)
        for title, hidden, relation in sheets:
            part = targets.get(relation, ("", ""))[1]
            where = f"แผ่นงาน “{title}”{' (ซ่อนอยู่)' if hidden else ''}"
            yield Text("ชื่อแผ่นงาน", title)
            if part not in names:
                continue
            done.add(part)
            for text in _Sheet(where, strings).read(archive, part):
                letters += len(text.text)
                yield text
            for kind, target in relations(archive, part).values():
                if kind in ("comments", "threadedComment") and target in names:
                    done.add(target)
                    yield from _Comments().read(archive, target).texts(where)
        if rest:
            yield Text("ชื่อที่กำหนดไว้ในสมุดงาน", rest)
        if strings:
            # Strings that no cell shows any more stay in the file.
            yield Text("ข้อความที่เก็บอยู่ในสมุดงาน", "\n".join(strings))
        yield from the_rest(archive, done, letters, depth)


def _sheets(archive: Opened) -> tuple[list[tuple[str, bool, str]], str]:
    """Title, whether hidden, and relation of every sheet; and the names that were defined."""
    sheets: list[tuple[str, bool, str]] = []
    names: list[str] = []
    inside = False

    def start(name: str, about: dict[str, str]) -> None:
        nonlocal inside
        if name == "sheet":
            hidden = about.get("state") in ("hidden", "veryHidden")
            relation = next((value for key, value in about.items() if key.rpartition(":")[2] == "id"), "")
            sheets.append((about.get("name", ""), hidden, relation))
        inside = name == "definedName"

    walk(archive, WORKBOOK, start, lambda *_: None, lambda text: names.append(text) if inside else None)
    return sheets, "\n".join(names)


def _shared_strings(archive: Opened) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    inside = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal inside
        inside = name == "t"
        if name == "si":
            pieces.clear()

    def end(name: str, _: dict[str, str]) -> None:
        nonlocal inside
        inside = False
        if name == "si":
            strings.append("".join(pieces))

    walk(archive, "xl/sharedStrings.xml", start, end, lambda text: pieces.append(text) if inside else None)
    return strings


class _Sheet:
    """The rows of one sheet, as they are read."""

    def __init__(self, where: str, strings: list[str]):
        self.where = where
        self.strings = strings
        self.rows: list[Row] = []
        self.about: list[tuple[int, bool]] = []  # number and whether hidden, of each row
        self.hidden_columns: list[range] = []
        self.margins: list[str] = []
        self.row: Row = {}
        self.number = self.column = 0
        self.kind = ""
        self.value: list[str] | None = None

    def read(self, archive: Opened, part: str) -> Iterator[Text]:
        walk(archive, part, self._start, self._end, self._text)
        for (number, hidden), row, line in zip(self.about, self.rows, lines(self.rows), strict=True):
            if line:
                also = " (แถวซ่อนอยู่)" if hidden else ""
                if any(column in columns for columns in self.hidden_columns for column in row):
                    also += " (มีคอลัมน์ที่ซ่อนอยู่)"
                yield Text(f"{self.where} แถว {number}{also}", line)
        if self.margins:
            yield Text(f"{self.where} หัวหรือท้ายกระดาษ", "\n".join(self.margins))

    def _start(self, name: str, about: dict[str, str]) -> None:
        if name == "row":
            self.number = int(about.get("r") or self.number + 1)
            self.row_hidden = about.get("hidden") in ("1", "true")
            self.row, self.column = {}, 0
        elif name == "c":
            place = re.match("[A-Z]{1,3}", about.get("r", ""))
            self.column = _column(place[0]) if place else self.column + 1
            self.kind, self.value = about.get("t", "n"), []
            self.inside = False
        elif name in ("v", "t") and self.value is not None:
            self.inside = True
        elif name == "col" and about.get("hidden") in ("1", "true"):
            self.hidden_columns.append(range(int(about["min"]), int(about["max"]) + 1))
        elif name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
            self.value, self.inside = self.margins, True

    def _end(self, name: str, _: dict[str, str]) -> None:
        if name == "c" and self.value is not None:
            text = self._shown("".join(self.value))
            if text.strip():
                self.row[self.column] = text
            self.value = None
        elif name in ("v", "t"):
            self.inside = False
        elif name == "row" and self.row:
            self.rows.append(self.row)
            self.about.append((self.number, self.row_hidden))
        elif self.value is self.margins:
            self.value = None

    def _text(self, letters: str) -> None:
        if self.value is not None and self.inside:
            self.value.append(letters)

    def _shown(self, value: str) -> str:
        """What stands in the cell; a number with all its digits."""
        if self.kind == "s":
            place = int(value or -1)
            return self.strings[place] if 0 <= place < len(self.strings) else ""
        if self.kind != "n" or len(value) > 40:
            return value
        try:
            number = Decimal(value)
        except InvalidOperation:
            return value
        whole = number.is_finite() and number == number.to_integral_value() and abs(number) < 10**16
        return str(int(number)) if whole else value


class _Comments(Writing):
    """Comments with the cells that they hang on."""

    def __init__(self):
        super().__init__(frozenset({"t", "text"}))
        self.found: list[tuple[str, list[str]]] = []

    def start(self, name: str, about: dict[str, str]) -> None:
        if name in ("comment", "threadedComment"):
            self.found.append((about.get("ref", ""), []))
            self.cells[-1] = self.found[-1][1]
        super().start(name, about)

    def texts(self, where: str) -> Iterator[Text]:
        for cell, pieces in self.found:
            if text := "".join(pieces).strip():
                yield Text(f"{where} ความเห็นที่เซลล์ {cell}", text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number

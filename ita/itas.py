"""What an officer types into ITAS, ready to paste or to attach: for each item its addresses, and how to get there.

Only what the public sees is in it.
"""

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from io import BytesIO

from django.urls import reverse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from ita.models import Cycle
from ita.public import ShownEvidence, ShownItem, shown, whole
from ita.words import OWN_CHECK
from publishing.models import Attachment
from publishing.spreadsheet import csv_text

COLUMNS = ("ข้อ", "ชื่อข้อ", "สถานะ", "หน้ารวมหลักฐานของข้อนี้", "URL ของหลักฐาน", "คำอธิบาย", "ไฟล์")
WIDTHS = (8, 36, 18, 40, 60, 70, 60)  # characters
FONT = "TH Sarabun New"  # on every office computer; elsewhere a spreadsheet takes another
SIZE = 14
#: A cell of a spreadsheet holds so many characters.
LONGEST = 32_000
LEFT_OUT = "… (ส่วนที่เหลืออยู่ในหน้ารวมหลักฐานของข้อนี้)"


@dataclass(frozen=True)
class Row:
    """An item as ITAS asks for it: addresses one a line."""

    code: str
    title: str
    state: str
    page: str
    addresses: str
    explanation: str
    files: str


def rows_of(cycle: Cycle) -> list[Row]:
    """Every item in order. Ten queries, however many there are."""
    return [_row(one) for one in shown(cycle.items.all())]


def _row(one: ShownItem) -> Row:
    live = [piece for piece in one.evidence if piece.is_live]
    files = [f"{file.label}: {whole(_short(file))}" for piece in live for file in piece.files]
    return Row(
        one.item.code,
        one.item.title,
        one.state_label,
        whole(one.item.address),
        _lines(dict.fromkeys(piece.whole_address for piece in live if piece.address)),
        "\n\n".join(_explanation(one, piece) for piece in live),
        _lines(files),
    )


def _short(file: Attachment) -> str:
    """An address that can be read and typed, and that every form takes: by the number alone (publishing/views.py: file). With
    the Thai name it would be a line of percent signs, and as Thai letters some forms cut it.
    """
    return reverse("publishing:file", args=[file.address_id, f"{file.address_id}.{file.stored.extension}"])


def _explanation(one: ShownItem, piece: ShownEvidence) -> str:
    """One piece of evidence in words: what it is, of what time, how to get there, what it shows where."""
    places = [
        f"- {element.text}: {where}" if where else f"- {element.text}"
        for element in one.elements
        for number, where in element.shown
        if number == piece.number
    ]
    lines = [
        f"{piece.number}. {piece.title}" + (f" ({piece.period})" if piece.period else ""),
        "ทางเข้าถึง: " + " → ".join(step.words for step in piece.way) if piece.way else "",
        piece.statement,
        "แสดงองค์ประกอบ:" if places and not piece.is_none else "",
        *([] if piece.is_none else places),
    ]
    return "\n".join(line for line in lines if line)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _cell(text: str) -> str:
    """As a cell can hold it: without control characters, and no longer than it may be."""
    text = ILLEGAL_CHARACTERS_RE.sub("", re.sub(r"\r\n?", "\n", text))
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition("\n")[0] + f"\n{LEFT_OUT}"


def csv(cycle: Cycle) -> str:
    cells = ([_cell(text) for text in astuple(row)] for row in rows_of(cycle))
    return csv_text([COLUMNS, *cells, [OWN_CHECK]])


def xlsx(cycle: Cycle) -> bytes:
    """A workbook of one sheet. Every cell is a string, whatever it begins with: nothing is run as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(cycle.label.replace("/", " ")[:31])
    sheet.freeze_panes = "C2"
    for letter, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"

    def add(texts: Iterable[str], *, bold: bool = False) -> None:
        cells = []
        for text in texts:
            cell = WriteOnlyCell(sheet)
            cell.value = _cell(text)
            cell.data_type = "s"
            cell.font = Font(name=FONT, size=SIZE, bold=bold)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            # Also when somebody edits the cell, it stays text.
            cell.number_format = "@"
            cell.quotePrefix = True
            cells.append(cell)
        sheet.append(cells)

    add(COLUMNS, bold=True)
    for row in rows_of(cycle):
        add(astuple(row))
    add([OWN_CHECK])
    out = BytesIO()
    book.save(out)
    return out.getvalue()

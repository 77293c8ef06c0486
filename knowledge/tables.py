"""Statistics tables: read from CSV or XLSX, kept as plain rows, drawn as SVG, given back as CSV."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice

import openpyxl
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from openpyxl.utils.exceptions import InvalidFileException

from publishing.spreadsheet import csv_text
from publishing.uploads import MB, check_document, decode_text, extension_of
from thai.dates import format_date
from thai.digits import to_arabic
from thai.text import normalise_line

MAX_ROWS = 2000
MAX_COLUMNS = 30
MAX_CELL = 300
MAX_UNPACKED = 8 * MB  # of an XLSX: openpyxl reads about 1 MB a second
LAST_ROW_READ = 20_000  # blank rows included: in an XLSX a row may claim any number
NUMBER = re.compile(r"[+-]?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,9})?")
WHOLE_PART = re.compile(r"(?<![0-9.])[0-9]{4,15}(?![0-9])")
YEARS = re.compile(r"(ปี|พ\.ศ\.|ค\.ศ\.|ปีงบประมาณ)( .*)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Table:
    """Column names and rows of text cells, every row as long as `columns`."""

    columns: list[str]
    rows: list[list[str]]

    @classmethod
    def of(cls, value: dict | None) -> Table | None:
        """The table kept in a JSON column, or None."""
        return cls(value["columns"], value["rows"]) if value else None

    def as_json(self) -> dict[str, list]:
        return {"columns": self.columns, "rows": self.rows}

    def numbers(self, column: int) -> list[Decimal | None]:
        """A column's cells as numbers (None where a cell is none)."""
        return [as_number(row[column]) for row in self.rows]

    def is_numeric(self, column: int) -> bool:
        """Whether every filled cell is a number, and there is at least one."""
        filled = [row[column] for row in self.rows if row[column] not in ("", "-", "–")]
        return bool(filled) and all(as_number(cell) is not None for cell in filled)

    def numeric_columns(self) -> list[int]:
        """The columns after the first that hold numbers; years are names and no numbers."""
        return [
            column
            for column in range(1, len(self.columns))
            if self.is_numeric(column) and not YEARS.fullmatch(self.columns[column])
        ]

    def shown_rows(self) -> list[list[str]]:
        """The rows as a page shows them: numbers with thousands separators and Arabic digits, '1234.50' as '1,234.50'."""
        numeric = set(self.numeric_columns())
        return [
            [as_shown(cell) if column in numeric else cell for column, cell in enumerate(row)]
            for row in self.rows
        ]

    def as_csv(self) -> str:
        """CSV that Excel reads as it is here; what it would run is made text, numbers stay numbers."""
        return csv_text([self.columns, *self.rows], safe=formula_safe)


def as_number(text: str) -> Decimal | None:
    """'1,234.5', '๑๒' or '12%' as a number; None for anything else."""
    plain = to_arabic(text).strip().removesuffix("%").rstrip()
    return Decimal(plain.replace(",", "")) if NUMBER.fullmatch(plain) else None


def as_shown(text: str) -> str:
    """A number with thousands separators, its decimals as they were typed."""
    return WHOLE_PART.sub(lambda found: f"{int(found[0]):,}", to_arabic(text), count=1)


def formula_safe(cell: str) -> str:
    """`cell` with an apostrophe before it where a spreadsheet would run it; numbers stay numbers.

    Unlike `spreadsheet.formula_safe` it can be undone, because a cell of a table is one line.
    """
    if cell.startswith(FORMULA_STARTS) and as_number(cell) is None:
        return "'" + cell
    return cell


def read_table(upload: UploadedFile) -> Table:
    """The table in the first sheet of a CSV or XLSX upload. Raises ValidationError (a Thai sentence)."""
    extension = extension_of(upload)
    if extension not in ("csv", "xlsx"):
        raise ValidationError("แนบตารางเป็นไฟล์ CSV หรือ Excel (xlsx)")
    check_document(upload)
    upload.seek(0)
    rows = _filled(_csv_rows(upload) if extension == "csv" else _xlsx_rows(upload))
    if len(rows) < 2:
        raise ValidationError("ตารางต้องมีแถวหัวตารางหนึ่งแถว และข้อมูลอย่างน้อยหนึ่งแถว")
    width = max(map(len, rows))
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    head = [name or f"คอลัมน์ที่ {number}" for number, name in enumerate(rows[0], 1)]
    return Table(head, rows[1:])


def _filled(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows that hold something, normalised, no empty cells at their end; read no further than allowed."""
    found = []
    for row in rows:
        is_wide, row = any(row[MAX_COLUMNS:]), row[:MAX_COLUMNS]
        while row and not row[-1].strip():
            row.pop()
        if not row and not is_wide:
            continue
        if is_wide or len(found) > MAX_ROWS:
            raise ValidationError(
                f"ตารางใหญ่เกินไป รับไม่เกิน {MAX_ROWS:,} แถว {MAX_COLUMNS} คอลัมน์ แนบไฟล์เต็มเป็นเอกสารแทน"
            )
        row = [normalise_line(cell) for cell in row]
        for cell in row:
            if len(cell) > MAX_CELL:
                raise ValidationError(f"ช่อง “{cell[:30]}…” ยาวเกิน {MAX_CELL} ตัวอักษร ย่อข้อความในตารางก่อน")
        found.append(row)
    return found


def _csv_rows(upload: UploadedFile) -> Iterator[list[str]]:
    text = decode_text(upload.read()) or ""
    try:
        for row in islice(csv.reader(io.StringIO(text, newline="")), LAST_ROW_READ):
            yield [*map(_without_apostrophe, row[:MAX_COLUMNS]), *row[MAX_COLUMNS:]]
    except csv.Error as error:
        raise ValidationError("อ่าน CSV ไม่ได้ ตรวจเครื่องหมายคำพูดในไฟล์") from error


def _without_apostrophe(cell: str) -> str:
    """The cell as it was before `formula_safe`, so that a table given out as CSV reads back the same."""
    return cell[1:] if cell.startswith("'") and formula_safe(cell[1:]) == cell else cell


def _xlsx_rows(upload: UploadedFile) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(upload) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise ValidationError("ไฟล์ Excel ใหญ่เกินกว่าจะอ่านเป็นตาราง ลบแผ่นงานอื่นออก หรือบันทึกเป็น CSV")
        upload.seek(0)
        book = openpyxl.load_workbook(upload, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_row=LAST_ROW_READ, max_col=MAX_COLUMNS + 1, values_only=True):
            yield [_cell_text(cell) for cell in row]
    except (
        InvalidFileException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError,
        AttributeError, ArithmeticError, SyntaxError, OSError, EOFError,
    ) as error:  # fmt: skip
        raise ValidationError("อ่านไฟล์ Excel ไม่ได้ ลองบันทึกเป็น CSV (UTF-8)") from error


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return format_date(value)
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)

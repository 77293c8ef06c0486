"""Whether a table adds up: rows and columns that call themselves a total, against the sum of the others."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from knowledge.tables import Table, as_number
from thai.digits import number

TOTAL = re.compile(
    r"(จำนวน|ผล|ยอด)?(รวม|ทั้งหมด|ทั้งสิ้น)(จำนวน)?(ทั้งหมด|ทั้งสิ้น|ทุก.*)?( ?[(].*[)])?|total", re.IGNORECASE
)
#: What is not added up: shares, means, running numbers.
NO_AMOUNT = re.compile(r"ร้อยละ|เปอร์เซ็นต์|%|เฉลี่ย|อัตรา|สัดส่วน|^(ลำดับ|ที่$|ลำดับที่)")
NOTHING = ("", "-", "–")


def wrong_sums(table: Table) -> list[str] | None:
    """Where a total is not the sum of the others, as Thai sentences; None when nothing calls itself a total."""
    columns = [
        column
        for column in table.numeric_columns()
        if not NO_AMOUNT.search(table.columns[column]) and not any("%" in row[column] for row in table.rows)
    ]
    total_rows = [row for row in table.rows if _is_total(row, columns)]
    total_columns = [column for column in columns if TOTAL.fullmatch(table.columns[column])]
    others = [column for column in columns if column not in total_columns]
    if not (total_rows and columns and len(total_rows) < len(table.rows)) and not (total_columns and others):
        return None
    return [*_wrong_rows(table, total_rows, columns), *_wrong_columns(table, total_columns, columns)]


def _is_total(row: Sequence[str], columns: Sequence[int]) -> bool:
    names = [cell for column, cell in enumerate(row) if column not in columns and cell not in NOTHING]
    return any(TOTAL.fullmatch(name) for name in names)


def _wrong_rows(table: Table, totals: list[list[str]], columns: Sequence[int]) -> Iterable[str]:
    """The last row that calls itself a total is that of the table; those above it, and rows such as รวมไตรมาสที่ 1, may be
    parts of it or sums of parts.
    """
    if not totals:
        return
    last = totals[-1]
    rows = [row for row in table.rows if row not in totals]
    plain = [row for row in rows if not any(cell.startswith("รวม") for cell in row)]
    for column in columns:
        if last[column] in NOTHING:
            continue
        sums = [[row[column] for row in some] for some in (rows, plain)]
        if not any(_adds_up(cells, last[column]) for cells in sums):
            yield _sentence(f"แถว “{_name(last)}” คอลัมน์ “{table.columns[column]}”", sums[-1], last[column])


def _wrong_columns(table: Table, totals: Sequence[int], columns: Sequence[int]) -> Iterable[str]:
    """A total column may be the sum of all others, or of neighbours on one side: ชาย, หญิง, รวม, ครัวเรือน."""
    for total in totals:
        place = columns.index(total)
        before, after = columns[:place], columns[place + 1 :]
        runs = [columns[:place] + after, *(before[start:] for start in range(len(before) - 1))]
        runs += [after[:end] for end in range(len(after), 1, -1)]
        wrong = [_first_wrong(table, total, run) for run in runs if run]
        if wrong and all(wrong):
            yield wrong[0]


def _first_wrong(table: Table, total: int, run: Sequence[int]) -> str:
    for row in table.rows:
        cells = [row[column] for column in run]
        if row[total] not in NOTHING and not _adds_up(cells, row[total]):
            return _sentence(f"คอลัมน์ “{table.columns[total]}” แถว “{_name(row)}”", cells, row[total])
    return ""


def _adds_up(cells: Iterable[str], total: str) -> bool:
    """Whether the cells sum up to the total, if each was rounded to the decimals that it shows."""
    parts, told = _numbers(cells), as_number(total) or Decimal(0)
    allowed = sum(_half_a_place(part) for part in parts if part.as_tuple().exponent < 0)
    return abs(sum(parts) - told) <= (allowed and allowed + _half_a_place(told))


def _numbers(cells: Iterable[str]) -> list[Decimal]:
    return [found for cell in cells if (found := as_number(cell)) is not None]


def _half_a_place(value: Decimal) -> Decimal:
    """By how much a number may be off that was rounded to the decimals that it shows."""
    return Decimal(1).scaleb(value.as_tuple().exponent) / 2


def _name(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell not in NOTHING), "")


def _sentence(where: str, cells: Iterable[str], total: str) -> str:
    return f"{where} เขียนว่า {total} แต่รวมได้ {number(sum(_numbers(cells), Decimal(0)))}"

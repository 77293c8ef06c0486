"""Rows of a table as lines of text, each cell behind the heading of its column: a number says little without it."""

import re

#: The rows in which the headings are looked for.
FIRST_ROWS = 10
_HEADING = re.compile(
    r"ชื่อ|สกุล|ลำดับ|ที่อยู่|บ้านเลข|เลข|โทร|เบอร์|มือถือ|บัญชี|ธนาคาร|ประเภท|จำนวน|รายการ|วันที่|หมายเหตุ|หมู่|อายุ|ตำแหน่ง|โรค|บัตร"
    r"|\b(?:name|no|id|phone|tel|mobile|address|account|bank|type|date|amount|number)\b",
    re.IGNORECASE,
)
_NOT_HEADING = re.compile(r"[0-9๐-๙]{4}|^\s*(?:นาย|นาง|น\.ส\.|ด\.[ชญ]\.|เด็กชาย|เด็กหญิง)(?!สาว\s*$)\s*[ก-๎]{2}")
_EMPTY = {"", "-", "–", "—"}

#: Column number → what stands there.
Row = dict[int, str]


def lines(rows: list[Row]) -> list[str]:
    """One line a row, in order; empty for an empty row."""
    headings = next((number for number, row in enumerate(rows[:FIRST_ROWS]) if _is_headings(row)), None)
    if headings is None:
        return ["\t".join(_filled(row).values()) for row in rows]
    heads = {column: " ".join(cell.split()) for column, cell in rows[headings].items()}
    return [
        "\t".join(
            f"{heads[column]}: {cell}" if number > headings and heads.get(column) else cell
            for column, cell in _filled(row).items()
        )
        for number, row in enumerate(rows)
    ]


def _is_headings(row: Row) -> bool:
    cells = list(_filled(row).values())
    return (
        len(cells) > 1
        and all(len(cell) <= 60 and not _NOT_HEADING.search(cell) for cell in cells)
        and any(_HEADING.search(cell) for cell in cells)
    )


def _filled(row: Row) -> Row:
    return {column: cell.strip() for column, cell in sorted(row.items()) if cell.strip() not in _EMPTY}

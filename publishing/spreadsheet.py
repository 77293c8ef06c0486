"""CSV that an office opens in Excel: Thai is read as Thai, and no cell runs as a formula."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

#: Where a spreadsheet would take the cell, or a line of it, for a formula (= + - @ of either width, tab, CR).
FORMULA = re.compile(r"\A(?=[\t\r\n]|\s*[=+\-@＝＋－＠])|(?<=[\r\n])(?=[^\S\r\n]*[=+\-@＝＋－＠])")


def formula_safe(cell: str) -> str:
    """`cell` with an apostrophe before whatever a spreadsheet would run, in each of its lines."""
    return FORMULA.sub("'", cell)


def csv_text(rows: Iterable[Iterable[str]], safe: Callable[[str], str] = formula_safe) -> str:
    """The rows as CSV with a byte order mark, every cell made `safe`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(map(safe, row) for row in rows)
    return "\ufeff" + out.getvalue()


def csv_pieces(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """`csv_text()` of many rows, some hundred at a time."""
    rows = iter(rows)
    begun = False
    while piece := list(islice(rows, 500)):
        text = csv_text(piece)
        yield text[1:] if begun else text
        begun = True

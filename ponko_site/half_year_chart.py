"""Bars that lie under their names, as numbers that the template draws: widths in percent, so that letters keep their size."""

from dataclasses import dataclass

from ponko_site.half_year_files import shown
from ponko_site.half_year_tables import Table
from thai.digits import number

#: Heights in pixels: of a row with its two bars, of the base line of its name, of where its bars begin, of a bar.
ROW, NAME, BARS, BAR = 80, 18, 30, 18
ROOM = 80  # percent of the width for the longest bar; its number stands behind it


@dataclass(frozen=True)
class Bar:
    """`kind`: now or before."""

    kind: str
    y: int
    text_y: int
    width: str
    value: str


@dataclass(frozen=True)
class Bars:
    """Two bars for each name: this half, and the one before."""

    title: str
    told: str
    height: int
    rows: list[tuple[str, int, list[Bar]]]


def bars_of(table: Table) -> Bars | None:
    """None for a table without a chart, or with nothing in it."""
    most = max((max(now or 0, before) for _, now, before in table.chart), default=0)
    if not most:
        return None
    rows = []
    for place, (name, *pair) in enumerate(table.chart):
        top = place * ROW
        bars = [
            Bar(
                kind,
                y := top + BARS + line * (BAR + 4),
                y + 14,
                f"{ROOM * value / most:.1f}",
                number(value),
            )
            for line, (kind, value) in enumerate(zip(("now", "before"), pair, strict=True))
            if value is not None
        ]
        rows.append((name, top + NAME, bars))
    told = ", ".join(f"{name} {shown(now)} (งวดก่อน {shown(before)})" for name, now, before in table.chart)
    return Bars(table.chart_title, told, len(rows) * ROW, rows)

"""A bar or line chart of a table, as numbers that the templates draw: no script, no library.

Bars lie down, so that names are read in full on any screen (`Lying`); many bars of short names, such as years, and lines
stand in a box (`Chart`), one for wide screens and one for phones.
"""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from knowledge.tables import Table
from thai.digits import number

MAX_SERIES = 4
MAX_POINTS = 24
LONGEST_UPRIGHT = 6  # letters of a name that fits below a standing bar
FEWEST_UPRIGHT = 7
LETTER = 8.5  # width of a letter in SVG units, about


@dataclass(frozen=True)
class Box:
    """Where a chart is drawn, in SVG units, and how many names fit below it."""

    width: int
    height: int
    right: int
    top: int
    bottom: int
    most_labels: int


WIDE = Box(720, 380, 16, 20, 44, 12)
NARROW = Box(330, 300, 10, 16, 40, 5)


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True)
class Line:
    """A stretch of a series without a gap."""

    points: str
    dots: list[tuple[float, float, str]]
    series: int


@dataclass(frozen=True)
class Chart:
    """What `knowledge/chart.svg` draws; lengths in SVG units of its box."""

    kind: str
    width: int
    height: int
    baseline: float
    left: float
    right: float
    gridlines: list[tuple[float, str]]
    labels: list[tuple[float, str]]
    bars: list[Bar]
    lines: list[Line]
    legend: list[tuple[int, str]]
    text: str


@dataclass(frozen=True)
class LyingBar:
    """From `x` as wide as `width`, both in percent of the room."""

    series: int
    name: str
    x: float
    width: float
    value: str


@dataclass(frozen=True)
class Lying:
    """What `knowledge/lying.html` draws: the bars of each row of the table under its name."""

    rows: list[tuple[str, list[LyingBar]]]
    legend: list[tuple[int, str]]

    @property
    def room(self) -> str:
        """How much room the longest number takes: all bars end where it begins, so that they compare."""
        longest = max((len(bar.value) for _, bars in self.rows for bar in bars), default=0)
        return "short" if longest <= 5 else "middle" if longest <= 10 else "long"


def lay_down(table: Table) -> Lying | None:
    """The bars of `table` lying, or None when it has no numbers, or so many bars of short names that they stand."""
    columns, rows, series = _numbers(table)
    values = [value for numbers in series for value in numbers if value is not None]
    if not values or _can_stand(rows):
        return None
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    spread = (high - low) or Decimal(1)

    def bar(index: int, value: Decimal) -> LyingBar:
        start, end = sorted((Decimal(0), value))
        x, width = (float(round(100 * length / spread, 2)) for length in (start - low, end - start))
        return LyingBar(index, table.columns[columns[index]], x, width, number(value))

    found = []
    for place, row in enumerate(rows):
        known = [(index, numbers[place]) for index, numbers in enumerate(series)]
        found.append((row[0], [bar(index, value) for index, value in known if value is not None]))
    return Lying(found, _legend(table, columns))


def draw(table: Table, kind: str, title: str, box: Box = WIDE) -> Chart | None:
    """The chart of `table` ('bar' or 'line') in `box`, or None when it has no numbers to draw.

    The first column gives the labels, up to four numeric columns the series, the first 24 rows the points.
    """
    columns, rows, series = _numbers(table)
    values = [value for numbers in series for value in numbers if value is not None]
    if kind not in ("bar", "line") or not values:
        return None
    low, high, step = _scale(min([*values, Decimal(0)]), max([*values, Decimal(0)]))
    ticks = [low + step * tick for tick in range(int((high - low) / step) + 1)]
    left = round(min(14 + LETTER * max(len(number(tick)) for tick in ticks), box.width * 0.4), 1)
    inner_width, inner_height = box.width - left - box.right, box.height - box.top - box.bottom

    def y_of(value: Decimal) -> float:
        return round(box.top + inner_height * float((high - value) / (high - low)), 1)

    slot = inner_width / len(rows)
    centres = [round(left + slot * (index + 0.5), 1) for index in range(len(rows))]
    return Chart(
        kind=kind,
        width=box.width,
        height=box.height,
        baseline=y_of(Decimal(0)),
        left=left,
        right=box.width - box.right,
        gridlines=[(y_of(tick), number(tick)) for tick in ticks],
        labels=_labels(rows, centres, slot, box.most_labels),
        bars=_bars(table, columns, series, rows, centres, slot, y_of) if kind == "bar" else [],
        lines=_lines(table, columns, series, rows, centres, y_of) if kind == "line" else [],
        legend=_legend(table, columns),
        text=_in_words(table, columns, series, rows, title),
    )


def _numbers(table: Table) -> tuple[list[int], list[list[str]], list[list[Decimal | None]]]:
    """The columns that are drawn, the rows that are, and the numbers of each of the columns in those rows."""
    columns = table.numeric_columns()[:MAX_SERIES]
    return columns, table.rows[:MAX_POINTS], [table.numbers(column)[:MAX_POINTS] for column in columns]


def _legend(table: Table, columns: list[int]) -> list[tuple[int, str]]:
    return [(index, table.columns[column]) for index, column in enumerate(columns)]


def _can_stand(rows: list[list[str]]) -> bool:
    return len(rows) >= FEWEST_UPRIGHT and all(_letters(row[0]) <= LONGEST_UPRIGHT for row in rows)


def _letters(text: str) -> int:
    """How many letters stand beside each other: Thai marks stand above and below."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text)


def _scale(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Round bounds and step: four to six gridlines of 1, 2 or 5 times a power of ten."""
    high = high if high > low else low + 1
    spread = high - low
    power = Decimal(10) ** ((spread / 4).adjusted())
    step = next(power * factor for factor in (1, 2, 5, 10) if spread / (power * factor) <= 5)
    return (low // step - (low % step < 0)) * step, -((-high) // step - ((-high) % step < 0)) * step, step


def _labels(rows: list[list[str]], centres: list[float], slot: float, most: int) -> list[tuple[float, str]]:
    every = -(-len(rows) // most)
    room = int(slot * every / LETTER)
    return [
        (centre, _shortened(row[0], room))
        for index, (centre, row) in enumerate(zip(centres, rows, strict=True))
        if index % every == 0
    ]


def _shortened(text: str, room: int) -> str:
    """`text`, cut so that no mark is parted from its letter."""
    if _letters(text) <= room:
        return text
    end = max(index for index in range(len(text)) if _letters(text[: index + 1]) <= max(room - 1, 1))
    return text[: end + 1].rstrip() + "…"


def _bars(table, columns, series, rows, centres, slot, y_of) -> list[Bar]:
    thick = round(min(slot * 0.76 / len(columns), 64), 1)
    found = []
    for index, (column, numbers) in enumerate(zip(columns, series, strict=True)):
        for centre, row, value in zip(centres, rows, numbers, strict=True):
            if value is None:
                continue
            top, bottom = sorted((y_of(value), y_of(Decimal(0))))
            x = round(centre - thick * len(columns) / 2 + thick * index, 1)
            title = f"{row[0]} {table.columns[column]} {number(value)}"
            found.append(Bar(x, top, round(thick * 0.94, 1), round(bottom - top, 1), index, title))
    return found


def _lines(table, columns, series, rows, centres, y_of) -> list[Line]:
    found = []
    for index, (column, numbers) in enumerate(zip(columns, series, strict=True)):
        points = zip(centres, rows, numbers, strict=True)
        for is_gap, stretch in groupby(points, key=lambda point: point[2] is None):
            if not is_gap:
                dots = [
                    (centre, y_of(value), f"{row[0]} {table.columns[column]} {number(value)}")
                    for centre, row, value in stretch
                ]
                found.append(Line(" ".join(f"{x},{y}" for x, y, _ in dots), dots, index))
    return found


def _in_words(table, columns, series, rows, title) -> str:
    """The text alternative: what is shown, the highest and the lowest of each series."""
    pieces = [f"แผนภูมิ {title} จำนวน {len(rows)} รายการ"]
    for column, numbers in zip(columns, series, strict=True):
        known = [(value, row[0]) for value, row in zip(numbers, rows, strict=True) if value is not None]
        if known:
            top, bottom = max(known), min(known)
            ends = f"สูงสุด {number(top[0])} ({top[1]}) ต่ำสุด {number(bottom[0])} ({bottom[1]})"
            pieces.append(f"{table.columns[column]} {ends}")
    return " ".join(pieces)

"""A bar or line chart of a table, as numbers that the SVG template draws: no script, no library."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from knowledge.tables import Table
from thai.digits import number

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 84, 16, 20, 64
MAX_SERIES = 4
MAX_POINTS = 24


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
    """What `knowledge/chart.svg` draws; lengths in SVG units of a WIDTH × HEIGHT box."""

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


def draw(table: Table, kind: str, title: str) -> Chart | None:
    """The chart of `table` ('bar' or 'line'), or None when it has no numbers to draw.

    The first column gives the labels, up to four numeric columns the series, the first 24 rows the points.
    """
    columns = table.numeric_columns()[:MAX_SERIES]
    rows = table.rows[:MAX_POINTS]
    if kind not in ("bar", "line") or not columns or not rows:
        return None
    series = [table.numbers(column)[:MAX_POINTS] for column in columns]
    values = [value for numbers in series for value in numbers if value is not None]
    if not values:
        return None
    low, high, step = _scale(min([*values, Decimal(0)]), max([*values, Decimal(0)]))
    inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def y_of(value: Decimal) -> float:
        return round(TOP + inner_height * float((high - value) / (high - low)), 1)

    slot = inner_width / len(rows)
    centres = [round(LEFT + slot * (index + 0.5), 1) for index in range(len(rows))]
    ticks = int((high - low) / step)
    return Chart(
        kind=kind,
        width=WIDTH,
        height=HEIGHT,
        baseline=y_of(Decimal(0)),
        left=LEFT,
        right=WIDTH - RIGHT,
        gridlines=[(y_of(low + step * tick), number(low + step * tick)) for tick in range(ticks + 1)],
        labels=_labels(rows, centres),
        bars=_bars(table, columns, series, rows, centres, slot, y_of) if kind == "bar" else [],
        lines=_lines(table, columns, series, rows, centres, y_of) if kind == "line" else [],
        legend=[(index, table.columns[column]) for index, column in enumerate(columns)],
        text=_in_words(table, columns, series, rows, title),
    )


def _scale(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Round bounds and step: four to six gridlines of 1, 2 or 5 times a power of ten."""
    high = high if high > low else low + 1
    spread = high - low
    power = Decimal(10) ** ((spread / 4).adjusted())
    step = next(power * factor for factor in (1, 2, 5, 10) if spread / (power * factor) <= 5)
    return (low // step - (low % step < 0)) * step, -((-high) // step - ((-high) % step < 0)) * step, step


def _labels(rows: list[list[str]], centres: list[float]) -> list[tuple[float, str]]:
    every = -(-len(rows) // 12)
    limit = 14 if len(rows) <= 6 else 8
    return [
        (centre, row[0] if len(row[0]) <= limit else row[0][: limit - 1] + "…")
        for index, (centre, row) in enumerate(zip(centres, rows, strict=True))
        if index % every == 0
    ]


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

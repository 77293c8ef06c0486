"""A chart is drawn true to scale from what is there: negatives below the line, gaps as gaps, no number as none."""

import re
from decimal import Decimal
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.charts import MAX_POINTS, MAX_SERIES, NARROW, WIDE, Box, Chart, draw, lay_down
from knowledge.models import KnowledgeItem
from knowledge.tables import Table
from tests.helpers import make_live

KINDS = ["bar", "line"]


def table(*rows: list[str], columns: list[str] | None = None) -> Table:
    return Table(
        columns or ["ปี", *(f"ชุด {number}" for number in range(1, len(rows[0])))], [list(row) for row in rows]
    )


def marks(chart: Chart) -> list[tuple[float, float]]:
    """Where each number is drawn: middle and height above the base line, downwards negative, in SVG units."""
    if chart.kind == "line":
        return [(x, round(chart.baseline - y, 1)) for line in chart.lines for x, y, _ in line.dots]
    return [
        (bar.x + bar.width / 2, bar.height if bar.y < chart.baseline else -bar.height) for bar in chart.bars
    ]


def is_inside(chart: Chart, box: Box = WIDE) -> bool:
    """Whether nothing leaves the box between the margins."""
    bars = all(
        bar.x >= chart.left and bar.x + bar.width <= chart.right and bar.height >= 0 for bar in chart.bars
    )
    ends = [y for bar in chart.bars for y in (bar.y, bar.y + bar.height)]
    ends += (
        [y for line in chart.lines for _, y, _ in line.dots]
        + [y for y, _ in chart.gridlines]
        + [chart.baseline]
    )
    return bars and all(box.top - 0.2 <= y <= box.height - box.bottom + 0.2 for y in ends)


@pytest.mark.parametrize("kind", KINDS)
def test_heights_are_true_to_scale_from_zero(kind):
    chart = draw(table(["ก", "100"], ["ข", "50"], ["ค", "0"]), kind, "ประชากร")
    (_, first), (_, second), (_, third) = marks(chart)
    assert first == pytest.approx(2 * second, abs=0.3)
    assert third == 0
    assert chart.gridlines[0] == (chart.baseline, "0")
    assert [label for _, label in chart.gridlines] == ["0", "20", "40", "60", "80", "100"]
    assert is_inside(chart)


@pytest.mark.parametrize("kind", KINDS)
def test_negative_numbers_stand_below_the_base_line(kind):
    chart = draw(table(["ก", "30"], ["ข", "-20"], ["ค", "10"]), kind, "ดุล")
    heights = [height for _, height in marks(chart)]
    assert heights[0] == pytest.approx(-1.5 * heights[1], abs=0.3)
    assert heights[1] < 0 < heights[2]
    assert [label for _, label in chart.gridlines] == ["-20", "-10", "0", "10", "20", "30"]
    assert is_inside(chart)


@pytest.mark.parametrize("kind", KINDS)
def test_only_negative_numbers_hang_from_zero(kind):
    chart = draw(table(["ก", "-5"], ["ข", "-10"]), kind, "ขาดดุล")
    assert all(height < 0 for _, height in marks(chart))
    assert chart.gridlines[-1] == (chart.baseline, "0")
    assert "-0" not in [label for _, label in chart.gridlines]
    assert is_inside(chart)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("zero", ["0", "-0", "0.0", "๐", "0%"])
def test_zeros_alone_are_drawn_on_the_base_line(kind, zero):
    chart = draw(table(["ก", zero], ["ข", zero]), kind, "ไม่มี")
    assert [height for _, height in marks(chart)] == [0, 0]
    assert chart.gridlines[0][0] == chart.baseline
    assert is_inside(chart)


@pytest.mark.parametrize("kind", KINDS)
def test_one_row_stands_in_the_middle(kind):
    chart = draw(table(["ก", "7"]), kind, "หนึ่ง")
    ((x, height),) = marks(chart)
    assert x == pytest.approx((chart.left + chart.right) / 2, abs=2)
    assert height > 0
    assert len(chart.labels) == 1
    assert is_inside(chart)


def test_a_gap_breaks_the_line_and_leaves_a_bar_out():
    data = table(["ก", "1"], ["ข", "2"], ["ค", "-"], ["ง", "4"], ["จ", ""], ["ฉ", "6"])
    lines = draw(data, "line", "ก").lines
    assert [len(line.dots) for line in lines] == [2, 1, 1]
    assert [line.points.count(",") for line in lines] == [2, 1, 1]
    assert {line.series for line in lines} == {0}
    bars = draw(data, "bar", "ก").bars
    assert [bar.title for bar in bars] == ["ก ชุด 1 1", "ข ชุด 1 2", "ง ชุด 1 4", "ฉ ชุด 1 6"]
    places = [label for _, label in draw(data, "line", "ก").labels]
    assert places == ["ก", "ข", "ค", "ง", "จ", "ฉ"]


@pytest.mark.parametrize(
    "data",
    [
        Table(["ก", "ข"], []),
        Table(["ก"], [["1"]]),
        Table(["ก", "ข"], [["1", "x"], ["2", "3"]]),
        Table(["ก", "ข"], [["1", ""], ["2", "-"]]),
        Table(["ก", "ข"], [*[["1", ""]] * MAX_POINTS, ["2", "3"]]),
    ],
    ids=["no rows", "one column", "text", "only gaps", "numbers after the last point"],
)
def test_without_numbers_there_is_no_chart(data):
    assert draw(data, "bar", "ก") is None
    assert draw(data, "line", "ก") is None


@pytest.mark.parametrize("kind", ["", "pie", "BAR"])
def test_an_unknown_kind_draws_nothing(kind):
    assert draw(table(["ก", "1"]), kind, "ก") is None


def test_text_columns_are_left_out_and_at_most_four_series_are_drawn():
    data = table(["ก", "1", "x", "2", "3", "4", "5"])
    chart = draw(data, "bar", "ก")
    assert [name for _, name in chart.legend] == ["ชุด 1", "ชุด 3", "ชุด 4", "ชุด 5"]
    assert len(chart.legend) == MAX_SERIES
    assert [bar.series for bar in chart.bars] == [0, 1, 2, 3]
    assert is_inside(chart)


@pytest.mark.parametrize(("box", "labels"), [(WIDE, 12), (NARROW, 5)])
def test_a_long_table_is_drawn_as_far_as_it_can_be_read(box, labels):
    rows = [[f"หมู่ที่ {number} บ้านยาวมาก", str(number)] for number in range(100)]
    chart = draw(table(*rows), "line", "ก", box)
    assert len(chart.lines[0].dots) == MAX_POINTS
    assert len(chart.labels) == labels
    assert all(label.startswith("หมู่ที่") and label.endswith("…") for _, label in chart.labels)
    assert is_inside(chart, box)


def test_lying_bars_are_true_to_scale_from_zero_and_keep_their_names():
    name = "องค์การบริหารส่วนตำบล"
    lying = lay_down(table([name, "30", "x"], ["ข", "-10", "y"], ["ค", "-", "z"]))
    bars = [(row, [(bar.x, bar.width, bar.value) for bar in drawn]) for row, drawn in lying.rows]
    assert bars == [(name, [(25, 75, "30")]), ("ข", [(0, 25, "-10")]), ("ค", [])]
    assert lying.legend == [(0, "ชุด 1")]


def test_many_bars_of_short_names_stand():
    years = [[str(2560 + number), "5"] for number in range(7)]
    assert lay_down(table(*years)) is None
    assert len(draw(table(*years), "bar", "ก").bars) == 7
    assert len(lay_down(table(*years[:6])).rows) == 6
    assert len(lay_down(table(*years, ["ปีงบประมาณ 2567", "5"])).rows) == 8


def test_years_are_no_numbers_to_draw():
    chart = draw(table(["ก", "2563", "7"], columns=["ตำบล", "ปี พ.ศ.", "คน"]), "line", "ก")
    assert chart.legend == [(0, "คน")]


def test_the_chart_says_in_words_what_it_shows():
    text = draw(table(["2567", "1,200", "-"], ["2568", "-50", "3"]), "line", "รายได้").text
    assert text == (
        "แผนภูมิ รายได้ จำนวน 2 รายการ ชุด 1 สูงสุด 1,200 (2567) ต่ำสุด -50 (2568) ชุด 2 สูงสุด 3 (2568) ต่ำสุด 3 (2568)"
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.just(""), st.decimals(-999_999_999_999, 999_999_999_999, places=3).map(lambda n: f"{n:f}")
        ),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(KINDS),
)
def test_any_numbers_fit_the_box_between_few_gridlines(numbers, kind):
    chart = draw(table(*[[f"ก{place}", text] for place, text in enumerate(numbers)]), kind, "ก")
    shown = [Decimal(text) for text in numbers[:MAX_POINTS] if text]
    assert (chart is None) == (not shown)
    if chart:
        assert len(marks(chart)) == len(shown)
        assert is_inside(chart)
        assert 2 <= len(chart.gridlines) <= 8
        labels = [label for _, label in chart.gridlines]
        assert len(set(labels)) == len(labels)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_draws_well_formed_svg_without_script(kind, client, cast):
    hostile = "</title><script>alert(1)</script>\"'&"
    rows = [[hostile, "10"], ["ข", "-5"], ["ค", ""], ["ง", "0"]]
    live = make_live(
        KnowledgeItem,
        title=hostile,
        kind="statistics",
        chart=kind,
        table={"columns": ["ปี", hostile], "rows": rows},
    )
    html = client.get(live.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    (figure,) = re.findall(r'<figure class="chart".*?</figure>', html, re.DOTALL)
    drawn = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", figure, re.DOTALL)]
    assert not [el for svg in drawn for el in svg.iter() if {"style", "onload", "href"} & set(el.attrib)]
    if kind == "bar":
        assert [len(svg.findall(".//rect")) for svg in drawn] == [1, 1, 1]
        return
    wide, narrow = drawn  # for wide screens and for phones
    for svg in drawn:
        assert len(svg.findall(".//circle")) == 3
        assert svg.get("role") == "img"
        assert set(svg.get("aria-labelledby").split()) <= {element.get("id") for element in svg.iter()}
    assert wide.get("aria-labelledby") != narrow.get("aria-labelledby")


@pytest.mark.django_db
def test_the_table_the_chart_and_the_csv_say_the_same(client, cast):
    live = make_live(
        KnowledgeItem,
        title="ประชากร ตำบลโพนโก",
        kind="statistics",
        chart="bar",
        table={"columns": ["ปี", "คน"], "rows": [["2554", "7190"], ["2563", "6933.50"]]},
    )
    html = client.get(live.get_absolute_url()).content.decode()
    assert re.findall(r'<td class="is-number">(.*?)</td>', html) == ["7,190", "6,933.50"]
    assert re.findall(r'<span class="lying-value">(.*?)</span>', html) == ["7,190", "6,933.50"]
    csv = client.get(f"{live.get_absolute_url()}table.csv")
    assert csv.content.decode() == "\ufeffปี,คน\r\n2554,7190\r\n2563,6933.50\r\n"
    assert unquote(csv["Content-Disposition"]).endswith(f"''{live.publication_id}-ประชากร-ตำบลโพนโก.csv")

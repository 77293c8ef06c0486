from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Engine
from django.utils.safestring import mark_safe

ENGINE = Engine(libraries={"thai": "thai.templatetags.thai"}, builtins=["thai.templatetags.thai"])
FOUNDING_DAY = date(2020, 6, 17)
MORNING = datetime(2020, 6, 17, 2, 30, 15, 123456, tzinfo=UTC)

FILTERS = {
    "thai_date": (FOUNDING_DAY, "17 มิ.ย. 2563"),
    "thai_date_long": (FOUNDING_DAY, "วันพุธที่ 17 มิถุนายน พ.ศ. 2563"),
    "thai_date_announcement": (FOUNDING_DAY, "ประกาศ ณ วันที่ ๑๗ มิถุนายน พ.ศ. ๒๕๖๓"),
    "thai_date_memo": (FOUNDING_DAY, "๑๗ มิถุนายน ๒๕๖๓"),
    "thai_time": (MORNING, "09.30 น."),
    "thai_datetime": (MORNING, "17 มิ.ย. 2563 เวลา 09.30 น."),
    "iso": (MORNING, "2020-06-17T09:30:15+07:00"),
    "fiscal_year": (date(2025, 10, 1), "2569"),
    "thai_digits": (2563, "๒๕๖๓"),
    "money": (Decimal("1234567.5"), "1,234,567.50 บาท"),
    "number": (1234567, "1,234,567"),
    "filesize_thai": (1_258_291, "1.2 MB"),
    "keep_together": ("พ.ศ. 2563", "พ.ศ.\u00a02563"),
}


def render(source: str, **context) -> str:
    return ENGINE.from_string(source).render(Context(context))


@pytest.mark.parametrize(("name", "value", "expected"), [(name, *pair) for name, pair in FILTERS.items()])
def test_each_filter_writes_its_own_form(name, value, expected):
    assert render(f"{{{{ value|{name} }}}}", value=value) == expected


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "keep_together"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_each_filter_leaves_nothing_empty(name, nothing):
    assert render(f"{{{{ value|{name} }}}}", value=nothing) == ""


def test_zero_and_midnight_are_not_nothing():
    assert render("{{ value|money }}", value=0) == "0.00 บาท"
    assert render("{{ value|number }}", value=0) == "0"
    assert render("{{ value|filesize_thai }}", value=0) == "0 ไบต์"
    assert render("{{ value|thai_time }}", value=time(0, 0)) == "00.00 น."


def test_number_takes_its_decimals():
    assert render("{{ value|number:1 }}", value=Decimal("6933.25")) == "6,933.3"


def test_iso_of_a_date_has_no_time():
    assert render("{{ value|iso }}", value=FOUNDING_DAY) == "2020-06-17"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (FOUNDING_DAY, date(2020, 6, 19), "17–19 มิ.ย. 2563"),
        (FOUNDING_DAY, None, "17 มิ.ย. 2563"),
        ("", FOUNDING_DAY, "17 มิ.ย. 2563"),
        (None, "", ""),
    ],
)
def test_a_range_takes_both_ends(start, end, expected):
    assert render("{{ start|thai_date_range:end }}", start=start, end=end) == expected


def test_keeping_together_neither_escapes_nor_trusts():
    assert render("{{ value|keep_together }}", value="<b>") == "&lt;b&gt;"
    assert render("{{ value|keep_together }}", value=mark_safe("<b>หมู่ที่ 5</b>")) == "<b>หมู่ที่\u00a05</b>"


def test_the_time_tag_speaks_to_machines_and_people():
    assert render("{% time_tag value %}", value=FOUNDING_DAY) == (
        '<time datetime="2020-06-17">17 มิ.ย. 2563</time>'
    )
    assert render('{% time_tag value "datetime" %}', value=MORNING) == (
        '<time datetime="2020-06-17T09:30:15+07:00">17 มิ.ย. 2563 เวลา 09.30 น.</time>'
    )
    assert render('{% time_tag value "long" %}', value=FOUNDING_DAY) == (
        '<time datetime="2020-06-17">วันพุธที่ 17 มิถุนายน พ.ศ. 2563</time>'
    )
    assert render("{% time_tag value %}", value=None) == ""


def test_an_unknown_style_of_the_time_tag_fails_loudly():
    with pytest.raises(KeyError):
        render('{% time_tag value "american" %}', value=FOUNDING_DAY)

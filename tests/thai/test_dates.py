import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thai import dates
from thai.dates import BANGKOK, ThaiDateError
from thai.digits import to_thai

FOUNDING_DAY = date(2020, 6, 17)
FIRST_DAY, LAST_DAY = date(1897, 1, 1), date(2057, 12, 31)


# Writing


def test_dates_are_written_as_offices_write_them():
    assert dates.format_date(FOUNDING_DAY) == "17 มิ.ย. 2563"
    assert dates.format_date_long(FOUNDING_DAY) == "วันพุธที่ 17 มิถุนายน พ.ศ. 2563"
    assert dates.format_date_announcement(FOUNDING_DAY) == "ประกาศ ณ วันที่ ๑๗ มิถุนายน พ.ศ. ๒๕๖๓"
    assert dates.format_date_memo(FOUNDING_DAY) == "๑๗ มิถุนายน ๒๕๖๓"
    assert dates.format_date_input(FOUNDING_DAY) == "17/06/2563"


def test_times_are_written_with_a_point():
    assert dates.format_time(time(9, 30)) == "09.30 น."
    assert dates.format_datetime(datetime(2020, 6, 17, 9, 30, tzinfo=BANGKOK)) == "17 มิ.ย. 2563 เวลา 09.30 น."


def test_an_aware_datetime_is_moved_to_bangkok_first():
    new_year = datetime(2020, 12, 31, 17, 0, tzinfo=UTC)
    assert dates.format_date(new_year) == "1 ม.ค. 2564"
    assert dates.format_time(new_year) == "00.00 น."
    assert dates.year_be(new_year) == 2564
    assert dates.format_date_range(new_year - timedelta(minutes=1), new_year) == "31 ธ.ค. 2563 – 1 ม.ค. 2564"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2020, 6, 17), date(2020, 6, 17), "17 มิ.ย. 2563"),
        (date(2020, 6, 17), date(2020, 6, 19), "17–19 มิ.ย. 2563"),
        (date(2020, 6, 28), date(2020, 7, 2), "28 มิ.ย. – 2 ก.ค. 2563"),
        (date(2020, 12, 30), date(2021, 1, 2), "30 ธ.ค. 2563 – 2 ม.ค. 2564"),
        (date(2020, 6, 17), date(2021, 6, 17), "17 มิ.ย. 2563 – 17 มิ.ย. 2564"),
        (date(2020, 6, 17), None, "17 มิ.ย. 2563"),
        (None, date(2020, 6, 17), "17 มิ.ย. 2563"),
        (None, None, ""),
    ],
)
def test_a_range_says_once_what_its_ends_share(start, end, expected):
    assert dates.format_date_range(start, end) == expected


# Reading


def spellings(day: date) -> list[str]:
    """Every kind of spelling that is accepted for a day."""
    be, month, short = day.year + 543, dates.MONTHS[day.month - 1], dates.MONTHS_SHORT[day.month - 1]
    spelt = [
        dates.format_date(day),
        dates.format_date_long(day),
        dates.format_date_announcement(day),
        dates.format_date_memo(day),
        dates.format_date_input(day),
        f"{day.day}/{day.month}/{be}",
        f"{day.day}-{day.month:02}-{be}",
        f"{day.day}.{day.month}.{be}",
        f"{day.day} {day.month} {be}",
        f" {day.day} / {day.month} / {be} ",
        f"{day.day}/{day.month}/พ.ศ.{be}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day} {month} ค.ศ. {day.year}",
        f"{day.day} {month} {day.year}",
        f"{day.day} {month} พศ {be}",
        f"วันที่ {day.day} เดือน {month} ปี พ.ศ. {be}",
        f"ลงวันที่ {day.day}\u00a0{month}\u00a0{be}",
        f"{day.day}{month}{be}",
        f"{day.day} {short.replace('.', '')} {be}",
        f"{day.day} {short.rstrip('.')} {be}",
        f"{day.day} {short.replace('.', '. ')}{be}",
        f"{day.day}-{short}-{be}",
        day.isoformat(),
        f"{be}-{day.month:02}-{day.day:02}",
        f"{be}/{day.month}/{day.day}",
    ]
    if be // 100 == 25:
        spelt += [f"{day.day}/{day.month}/{be % 100:02}", f"{day.day} {short} {be % 100:02}"]
    return spelt + [to_thai(text) for text in spelt]


def days_that_matter():
    """Both ends, 28 February to 1 March and the turn of every year, and every 97th day between."""
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
        february = date(year, 2, 28)
        yield from (
            date(year, 1, 1),
            february,
            february + timedelta(days=1),
            date(year, 3, 1),
            date(year, 12, 31),
        )
    yield from (FIRST_DAY + timedelta(days=n) for n in range(0, (LAST_DAY - FIRST_DAY).days, 97))


def test_every_year_survives_the_round_trip_in_every_spelling():
    for day in days_that_matter():
        for text in spellings(day):
            assert dates.parse_date(text) == day, text


def test_every_single_day_survives_the_round_trip_of_the_input():
    for n in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=n)
        assert dates.parse_date(dates.format_date_input(day)) == day


@given(st.dates(FIRST_DAY, LAST_DAY), st.data())
@settings(max_examples=200, deadline=None)
def test_any_day_survives_the_round_trip_in_any_spelling(day, data):
    assert dates.parse_date(data.draw(st.sampled_from(spellings(day)))) == day


def test_a_leap_day_of_a_buddhist_year_is_a_day():
    assert dates.parse_date("29/02/2563") == date(2020, 2, 29)
    with pytest.raises(ThaiDateError, match="เดือนกุมภาพันธ์ พ.ศ. 2562 มีวันที่ 1 ถึง 28"):
        dates.parse_date("29/02/2562")


def test_two_digits_of_a_year_are_of_this_century_in_thailand():
    assert dates.parse_date("17/06/63") == FOUNDING_DAY
    assert dates.parse_date("17 มิ.ย. ๖๓") == FOUNDING_DAY


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "อ่านวันที่"),
        ("พรุ่งนี้", "อ่านวันที่ “พรุ่งนี้” ไม่ได้"),
        ("17/06", "อ่านวันที่"),
        ("17062563", "อ่านวันที่"),
        ("17/06/2563 09.30", "อ่านวันที่"),
        ("٢٠٢٠-٠٦-١٧", "อ่านวันที่"),
        ("17/06/2563" + " " * 100 + "x", "อ่านวันที่"),
        ("0/06/2563", "มีวันที่ 1 ถึง 30"),
        ("31/06/2563", "มีวันที่ 1 ถึง 30"),
        ("17/13/2563", "ไม่มีเดือน “13”"),
        ("17/0/2563", "ไม่มีเดือน “0”"),
        ("17 มกรายน 2563", "ไม่มีเดือน “มกรายน”"),
        ("17/06/256", "ปี “256” อยู่นอกช่วง"),
        ("17/06/2439", "ระหว่าง 2440 ถึง 2600"),
        ("17/06/2601", "ระหว่าง 2440 ถึง 2600"),
        ("17/06/1896", "ระหว่าง 2440 ถึง 2600"),
        ("17/06/2058", "ระหว่าง 2440 ถึง 2600"),
        ("0001-01-01", "ระหว่าง 2440 ถึง 2600"),
        ("9999-12-31", "ระหว่าง 2440 ถึง 2600"),
        ("17 มิ.ย. พ.ศ. 2020", "ระหว่าง 2440 ถึง 2600"),
        ("17 มิ.ย. ค.ศ. 2563", "ระหว่าง 2440 ถึง 2600"),
        ("17 มิ.ย. ค.ศ. 20", "ระหว่าง 2440 ถึง 2600"),
        ("วันศุกร์ที่ 17 มิถุนายน 2563", "ตรงกับวันพุธ ไม่ใช่วันศุกร์"),
    ],
)
def test_a_wrong_date_is_refused_with_what_to_do(text, sentence):
    with pytest.raises(ThaiDateError, match=re.escape(sentence)) as refusal:
        dates.parse_date(text)
    assert "โปรด" in str(refusal.value)


NEARLY_A_DATE = st.text(alphabet="0123๒๕๖/-. :Tพศคมิยนวัที่\u200b", max_size=25) | st.text(max_size=40)


@given(NEARLY_A_DATE)
@settings(max_examples=300, deadline=None)
def test_nonsense_is_refused_with_a_sentence_and_never_another_error(text):
    for parse in (dates.parse_date, dates.parse_time, dates.parse_datetime):
        try:
            parse(text)
        except ThaiDateError as refusal:
            assert "โปรด" in str(refusal)


@pytest.mark.parametrize(
    "text", ["09.30", "9:30", "9.30 น.", "09:30น.", "๐๙.๓๐ น.", "เวลา 09.30 น", "09:30:00", "09.30 นาฬิกา"]
)
def test_times_are_read_in_every_spelling(text):
    assert dates.parse_time(text) == time(9, 30)


@pytest.mark.parametrize("text", ["", "9", "24.00", "12.60", "09.30.61", "12:3", "เที่ยง", "-1.30", "09.30 ค่ำ"])
def test_a_wrong_time_is_refused_with_what_to_do(text):
    with pytest.raises(ThaiDateError, match="โปรด"):
        dates.parse_time(text)


@given(st.times())
@settings(max_examples=100, deadline=None)
def test_any_minute_survives_the_round_trip(clock):
    minute = clock.replace(second=0, microsecond=0)
    assert dates.parse_time(dates.format_time(minute)) == minute
    assert dates.parse_time(to_thai(f"{minute:%H:%M}")) == minute


@pytest.mark.parametrize(
    "text",
    [
        "17/06/2563 09.30",
        "17 มิ.ย. 2563 เวลา 09.30 น.",
        "๑๗ มิถุนายน ๒๕๖๓ เวลา ๐๙.๓๐ น.",
        "17.06.2563, 9:30",
        "17 06 2563 9:30",
        "2020-06-17T09:30",
        "2563-06-17 09:30:00",
    ],
)
def test_a_date_with_a_time_is_read_as_bangkok_time(text):
    assert dates.parse_datetime(text) == datetime(2020, 6, 17, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "17/06/2563", "17.06.2563", "09.30", "17/06/2563 25.00", "31/06/2563 09.30"]
)
def test_half_a_datetime_is_refused_with_what_to_do(text):
    with pytest.raises(ThaiDateError, match="โปรด"):
        dates.parse_datetime(text)


# Years


def test_the_fiscal_year_turns_on_the_first_of_october():
    assert dates.fiscal_year(date(2025, 9, 30)) == 2568
    assert dates.fiscal_year(date(2025, 10, 1)) == 2569
    assert dates.fiscal_year(datetime(2025, 9, 30, 16, 59, tzinfo=UTC)) == 2568
    assert dates.fiscal_year(datetime(2025, 9, 30, 17, 0, tzinfo=UTC)) == 2569


@given(st.dates(FIRST_DAY, LAST_DAY))
@settings(max_examples=200, deadline=None)
def test_a_day_lies_within_the_bounds_of_its_fiscal_year(day):
    first, last = dates.fiscal_year_bounds(dates.fiscal_year(day))
    assert first <= day <= last
    assert dates.fiscal_year(first - timedelta(days=1)) == dates.fiscal_year(day) - 1
    assert dates.fiscal_year(last + timedelta(days=1)) == dates.fiscal_year(day) + 1


@pytest.mark.parametrize("text", ["2567", "๒๕๖๗", "2567 ", " 2๕67"])
def test_a_year_parameter_is_read_in_both_scripts(text):
    assert dates.valid_year_be(text) == 2567


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "1",
        "0",
        "-1",
        "2024",
        "2439",
        "2601",
        "99999",
        "1" + "0" * 25,
        "2567.0",
        "2,567",
        "abc",
        "٢٥٦٧",
        "\x00",
    ],
)
def test_any_other_year_parameter_is_none(text):
    assert dates.valid_year_be(text) is None


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_a_year_parameter_never_raises(text):
    assert dates.valid_year_be(text) in (None, *range(2440, 2601))

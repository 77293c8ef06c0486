from decimal import Decimal

import pytest

from thai import digits


def test_digits_change_script_and_nothing_else_does():
    assert digits.to_thai("ที่ สร 71401/2563") == "ที่ สร ๗๑๔๐๑/๒๕๖๓"
    assert digits.to_arabic("มท ๐๘๐๘.๒/ว ๑๔๓๘ No. 5") == "มท 0808.2/ว 1438 No. 5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2563", 2563),
        ("๒๕๖๓", 2563),
        ("2๕6๓", 2563),
        (" 7 ", 7),
        ("-5", -5),
        ("0", 0),
        ("9" * 18, 999_999_999_999_999_999),
    ],
)
def test_whole_numbers_are_read_in_both_scripts(text, expected):
    assert digits.parse_int(text) == expected


ARABIC_INDIC, PERSIAN, LAO, FULL_WIDTH, SUPERSCRIPT = "٢٥٦٣", "۲۵۶۳", "໒໕໖໓", "２５６３", "²"
OTHER_SCRIPTS = [ARABIC_INDIC, PERSIAN, LAO, FULL_WIDTH, SUPERSCRIPT]
NO_NUMBERS = [None, "", " ", "abc", "1.5", "1,234", "1_000", "+5", "--5", "1 2", "1e3", "0x10"]
TOO_LONG = ["1" * 19, "1" * 10_000]


@pytest.mark.parametrize("text", OTHER_SCRIPTS + NO_NUMBERS + TOO_LONG)
def test_anything_else_is_no_number(text):
    assert digits.parse_int(text) is None


def test_number_has_thousands_separators_and_rounds_half_up():
    assert digits.number(1234567) == "1,234,567"
    assert digits.number(Decimal("1234.50")) == "1,234.50"
    assert digits.number(1234.5) == "1,234.5"
    assert digits.number(Decimal("1E+6")) == "1,000,000"
    assert digits.number(Decimal("0.125"), 2) == "0.13"
    assert digits.number(-1234.5, 0) == "-1,235"


def test_money_shows_satang_and_the_unit():
    assert digits.money(Decimal("1234567.5")) == "1,234,567.50 บาท"
    assert digits.money("499.995") == "500.00 บาท"
    assert digits.money(0) == "0.00 บาท"


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 ไบต์"),
        (1023, "1,023 ไบต์"),
        (1024, "1 KB"),
        (655_360, "640 KB"),
        (1_048_575, "1.0 MB"),
        (1_258_291, "1.2 MB"),
        (1_073_741_824, "1.0 GB"),
    ],
)
def test_file_size_is_short(size, expected):
    assert digits.filesize(size) == expected

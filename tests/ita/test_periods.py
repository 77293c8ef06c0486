"""Which days a rule asks for, which days evidence tells of, and what is missing between the two."""

from datetime import date

import pytest

from ita import periods
from publishing.proofs import Span


@pytest.mark.parametrize(
    ("declared", "first", "last", "label"),
    [
        (("year", 2569, None, None), "2025-10-01", "2026-09-30", "ปีงบประมาณ พ.ศ. 2569"),
        (("years", 2566, 2570, None), "2022-10-01", "2027-09-30", "ปีงบประมาณ พ.ศ. 2566–2570"),
        (("first_half", 2569, None, None), "2025-10-01", "2026-03-31", "ปีงบประมาณ พ.ศ. 2569 รอบ 6 เดือนแรก"),
        (("second_half", 2569, None, None), "2026-04-01", "2026-09-30", "ปีงบประมาณ พ.ศ. 2569 รอบ 6 เดือนหลัง"),
        (("quarter", 2569, None, 1), "2025-10-01", "2025-12-31", "ปีงบประมาณ พ.ศ. 2569 ไตรมาสที่ 1"),
        (("quarter", 2569, None, 4), "2026-07-01", "2026-09-30", "ปีงบประมาณ พ.ศ. 2569 ไตรมาสที่ 4"),
        (("month", 2569, None, 10), "2025-10-01", "2025-10-31", "เดือนตุลาคม 2568"),
        (("month", 2567, None, 2), "2024-02-01", "2024-02-29", "เดือนกุมภาพันธ์ 2567"),
    ],
)
def test_a_declared_period(declared, first, last, label):
    assert periods.declared(*declared) == Span(date.fromisoformat(first), date.fromisoformat(last))
    assert periods.label(*declared) == label


@pytest.mark.parametrize(
    "declared",
    [
        ("current", 2569, None, None),
        ("year", None, None, None),
        ("years", 2569, None, None),
        ("years", 2569, 2568, None),
        ("month", 2569, None, 13),
        ("quarter", 2569, None, None),
    ],
)
def test_what_is_current_or_incomplete_has_no_days(declared):
    assert periods.declared(*declared) is None
    assert periods.label(*declared)


def missing(kind, *declared, offset=0, today="2026-12-31", year=2569):
    spans = [periods.declared(*one) for one in declared]
    return periods.missing(periods.wanted(kind, offset, year), spans, date.fromisoformat(today))


def months(year, *numbers):
    return [("month", year, None, number) for number in numbers]


def test_what_evidence_leaves_out():
    assert missing("current") == missing("live") == []
    assert missing("fiscal_year") == ["ปีงบประมาณ พ.ศ. 2569"]
    assert missing("fiscal_year", ("year", 2569, None, None)) == []
    assert missing("fiscal_year", ("year", 2568, None, None)) == ["ปีงบประมาณ พ.ศ. 2569"]
    assert missing("fiscal_year", ("year", 2568, None, None), offset=-1) == []
    # Two halves make a year, so do twelve months, in any order; eleven do not.
    assert missing("fiscal_year", ("second_half", 2569, None, None), ("first_half", 2569, None, None)) == []
    assert missing("fiscal_year", *months(2569, *range(1, 13))) == []
    assert missing("fiscal_year", *months(2569, *range(2, 13))) == ["ปีงบประมาณ พ.ศ. 2569"]
    assert missing("covers", ("years", 2566, 2570, None)) == []
    assert missing("covers", ("years", 2566, 2568, None)) == ["ปีงบประมาณ พ.ศ. 2569"]
    assert missing("first_half", ("quarter", 2569, None, 1)) == ["ปีงบประมาณ พ.ศ. 2569 รอบ 6 เดือนแรก"]
    assert missing("first_half", ("year", 2569, None, None)) == []


def test_months_are_asked_for_when_they_ended_a_fortnight_ago():
    assert missing("monthly", today="2025-11-15") == []
    assert missing("monthly", today="2025-11-16") == ["เดือนตุลาคม 2568"]
    assert missing("monthly", *months(2569, 10, 12), today="2026-02-01") == ["เดือนพฤศจิกายน 2568"]
    assert len(missing("monthly")) == 12
    assert missing("quarterly", ("quarter", 2569, None, 1), today="2026-05-01") == [
        "ปีงบประมาณ พ.ศ. 2569 ไตรมาสที่ 2"
    ]


def test_when_things_are_due():
    assert periods.dues("monthly", 0, 2569, None)[0] == (date(2025, 11, 15), "เดือนตุลาคม 2568")
    assert len(periods.dues("monthly", 0, 2569, None)) == 12
    assert periods.due_on("monthly", 0, 2569, None, date(2026, 1, 20)) == date(2026, 2, 15)
    assert periods.due_on("first_half", 0, 2569, None) == date(2026, 4, 30)
    assert periods.due_on("fiscal_year", -1, 2569, None) == date(2025, 12, 31)
    assert periods.due_on("fiscal_year", 0, 2569, None) == date(2025, 11, 30)
    assert periods.due_on("current", 0, 2569, date(2026, 3, 1)) == date(2026, 1, 30)
    assert periods.due_on("current", 0, None, None) is None


def test_years_that_a_text_names():
    assert periods.years_in("แผน พ.ศ. ๒๕๖๖–๒๕๗๐ ประกาศที่ 12/2565 งบ 12569 บาท ค.ศ. 2026 เลข 2999") == [
        2565,
        2566,
        2570,
    ]


def test_which_years_show_the_year():
    asked = periods.wanted("fiscal_year", 0, 2569)
    assert periods.acceptable_years(asked, None) == {2569}
    assert periods.acceptable_years(asked, periods.declared("year", 2569, None, None)) == {2569}
    assert periods.acceptable_years(asked, periods.declared("month", 2569, None, 10)) == {2568, 2569}
    assert periods.acceptable_years(asked, periods.declared("years", 2566, 2570, None)) == {2566, 2569, 2570}

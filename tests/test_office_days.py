"""The days on which the office works, by which second reviews fall due; entered one by one or as a pasted list."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Holiday
from accounts.office_days import next_office_day, no_holidays_in
from publishing.admin.holidays import read_list
from publishing.models import LedgerEvent

LIST = "/admin/accounts/holiday/"
SONGKRAN = "13/04/2570 วันสงกรานต์\n14/04/2570 วันสงกรานต์\n\n15/04/2570\tวันสงกรานต์\n"


def closed(*days: date) -> None:
    Holiday.objects.bulk_create(Holiday(day=day, name="วันหยุด") for day in days)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 11, 4), date(2026, 11, 5)),  # Wednesday
        (date(2026, 11, 6), date(2026, 11, 9)),  # Friday
        (date(2026, 11, 7), date(2026, 11, 9)),  # Saturday
        (date(2026, 11, 8), date(2026, 11, 9)),  # Sunday
        (date(2026, 12, 4), date(2026, 12, 8)),  # before a weekend and a holiday
        (date(2026, 12, 30), date(2027, 1, 4)),  # over the new year and a weekend
        (date(2027, 4, 12), date(2027, 4, 16)),  # before three holidays
        (date(2026, 9, 30), date(2026, 10, 1)),  # the last day of the fiscal year
    ],
)
@pytest.mark.alike
def test_the_next_office_day_is_no_weekend_and_no_holiday(day, after):
    closed(
        date(2026, 12, 7),
        date(2026, 12, 31),
        date(2027, 1, 1),
        *(date(2027, 4, day) for day in (13, 14, 15)),
    )
    assert next_office_day(day) == after


@pytest.mark.django_db
def test_a_list_that_closes_the_office_for_ever_does_not_stop_the_reckoning():
    closed(*(date.fromordinal(date(2026, 11, 1).toordinal() + more) for more in range(200)))
    assert next_office_day(date(2026, 11, 4)) == date(2027, 1, 3)


@pytest.mark.django_db
def test_a_year_without_any_holiday_is_noticed():
    closed(date(2026, 12, 31))
    assert [no_holidays_in(year) for year in (2026, 2027)] == [False, True]


# Pasted lists


@pytest.mark.parametrize(
    ("line", "day", "name"),
    [
        ("13/04/2570 วันสงกรานต์", date(2027, 4, 13), "วันสงกรานต์"),
        ("๑๓/๐๔/๒๕๗๐ วันสงกรานต์", date(2027, 4, 13), "วันสงกรานต์"),
        ("13 เม.ย. 2570  วันสงกรานต์", date(2027, 4, 13), "วันสงกรานต์"),
        ("วันอังคารที่ 13 เมษายน พ.ศ. 2570 – วันสงกรานต์", date(2027, 4, 13), "วันสงกรานต์"),
        ("31/12/2569,วันสิ้นปี 2569", date(2026, 12, 31), "วันสิ้นปี 2569"),
    ],
)
def test_a_line_is_a_date_as_offices_write_it_and_a_name(line, day, name):
    assert read_list(line) == {day: name}


@pytest.mark.parametrize(
    "line",
    [
        "วันสงกรานต์",
        "13/04/2570",
        "31/04/2570 วันใด",
        "13/04/70 วันสงกรานต์",
        "13/04/9999 วัน",
        "9" * 500,
        f"1/1/2570 {'ก' * 151}",
    ],
)
def test_every_line_that_cannot_be_read_is_named(line):
    with pytest.raises(ValidationError) as refused:
        read_list(f"13/04/2570 วันสงกรานต์\n{line}\n{line}")
    assert [sentence.split(":")[0] for sentence in refused.value.messages] == ["บรรทัดที่ 2", "บรรทัดที่ 3"]


@pytest.mark.django_db
def test_a_pasted_list_is_added_once_and_in_the_ledger(as_user, cast):
    closed(date(2027, 4, 13))
    desk = as_user(cast.administrator)
    answer = desk.post(f"{LIST}import/", {"holidays": SONGKRAN}, follow=True).content.decode()
    assert "เพิ่มวันหยุด 2 วัน อีก 1 วันมีอยู่แล้วจึงคงไว้ตามเดิม" in answer
    desk.post(f"{LIST}import/", {"holidays": SONGKRAN})
    assert list(Holiday.objects.values_list("day", "name")) == [
        (date(2027, 4, 15), "วันสงกรานต์"),
        (date(2027, 4, 14), "วันสงกรานต์"),
        (date(2027, 4, 13), "วันหยุด"),
    ]
    notes = LedgerEvent.objects.filter(action="เพิ่มวันหยุดราชการจากรายการ").values_list("note", flat=True)
    assert list(notes) == ["14 เม.ย. 2570 วันสงกรานต์, 15 เม.ย. 2570 วันสงกรานต์"]


@pytest.mark.django_db
def test_a_list_with_a_wrong_line_changes_nothing_and_stays_in_the_form(as_user, cast):
    typed = "13/04/2570 วันสงกรานต์\n31/04/2570 วันใด"
    page = as_user(cast.administrator).post(f"{LIST}import/", {"holidays": typed}).content.decode()
    assert "บรรทัดที่ 2" in page and "31/04/2570 วันใด" in page
    assert Holiday.objects.count() == 0


@pytest.mark.django_db
def test_a_holiday_is_added_changed_and_deleted_by_the_administrator_and_in_the_ledger(as_user, cast):
    desk = as_user(cast.administrator)
    desk.post(f"{LIST}add/", {"day": "31/12/2569", "name": " วันสิ้นปี "})
    holiday = Holiday.objects.get(day=date(2026, 12, 31), name="วันสิ้นปี")
    desk.post(f"{LIST}{holiday.pk}/change/", {"day": "30/12/2569", "name": "วันหยุดพิเศษ"})
    assert "วันพุธ 30 ธ.ค. 2569" in desk.get(LIST).content.decode()
    desk.post(f"{LIST}{holiday.pk}/delete/", {"post": "yes"})
    assert Holiday.objects.count() == 0
    events = LedgerEvent.objects.filter(actor=cast.administrator).order_by("number")
    assert list(events.values_list("action", "note")) == [
        ("เพิ่มวันหยุดราชการ", "31 ธ.ค. 2569 วันสิ้นปี"),
        ("แก้ไขวันหยุดราชการ", "30 ธ.ค. 2569 วันหยุดพิเศษ"),
        ("ลบวันหยุดราชการ", "30 ธ.ค. 2569 วันหยุดพิเศษ"),
    ]

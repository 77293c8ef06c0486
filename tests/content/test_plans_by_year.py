from datetime import date

import pytest
import time_machine

from content.fiscal_years import FiscalYear, offered_years
from content.models import Plan
from tests.helpers import add_document, make_draft, make_live, publish

pytestmark = pytest.mark.django_db


def groups(year: int) -> dict[str, list[str]]:
    found = FiscalYear(year, Plan.objects.live()).groups()
    return {group.label: [plan.title for plan in group.plans] for group in found}


def test_a_plan_of_several_years_stands_under_each_of_them(cast):
    make_live(Plan, title="แผนห้าปี", kind="development", year_from=2566, year_to=2570)
    shown = {year: groups(year)[Plan.Kind.DEVELOPMENT.label] for year in (2565, 2566, 2568, 2570, 2571)}
    assert shown == {2565: [], 2566: ["แผนห้าปี"], 2568: ["แผนห้าปี"], 2570: ["แผนห้าปี"], 2571: []}


def test_a_year_names_every_kind_and_what_is_missing(client, cast):
    make_live(Plan, title="งบประมาณ", kind="budget", year_from=2569)
    expected = {kind.label: [] for kind in Plan.Kind if kind != Plan.Kind.OTHER}
    assert groups(2569) == expected | {Plan.Kind.BUDGET.label: ["งบประมาณ"]}
    html = client.get("/about/plans/?year=2569").content.decode()
    assert html.count("ยังไม่มีข้อมูล") == len(expected) - 1
    empty_year = client.get("/about/plans/?year=2568").content.decode()
    assert empty_year.count("ยังไม่มีข้อมูล") == len(expected)


@pytest.mark.dry
def test_a_year_is_one_page_however_many_reports_it_has(client, cast):
    for number in range(21):
        make_live(Plan, title=f"รายงาน {number:02}", kind="finance", year_from=2569)
    html = client.get("/about/plans/?year=2569").content.decode()
    assert html.count('<article class="plan">') == 21
    assert "pagination" not in html
    assert client.get("/about/plans/").content.decode().count('<article class="plan">') == 20


def test_within_a_kind_the_newest_comes_first(cast):
    for month, title in ((1, "ไตรมาส 1"), (7, "ไตรมาส 3"), (4, "ไตรมาส 2")):
        make_live(Plan, title=title, kind="finance", year_from=2569, dated_on=date(2026, month, 15))
    assert groups(2569)[Plan.Kind.FINANCE.label] == ["ไตรมาส 3", "ไตรมาส 2", "ไตรมาส 1"]


@pytest.mark.parametrize(
    ("query", "year"),
    [
        ("year=2569", 2569),
        ("year=๒๕๖๙", 2569),
        ("q=&kind=&period=&year=2569", 2569),
        ("year=2569&kind=budget", None),
        ("year=2569&q=งบ", None),
        ("year=", None),
        ("year=9999", None),
        ("", None),
    ],
)
@pytest.mark.alike
def test_a_year_is_shown_kind_by_kind_when_nothing_else_narrows(query, year, client, cast):
    make_live(Plan, year_from=2569)
    shown = client.get(f"/about/plans/?{query}").context["fiscal_year"]
    assert (shown and shown.year) == year


@pytest.mark.parametrize(
    ("today", "newest"),
    [("2026-06-30", 2569), ("2026-07-01", 2570), ("2026-09-30", 2570), ("2026-10-01", 2570)],
)
def test_the_coming_year_is_offered_from_july(today, newest):
    with time_machine.travel(f"{today}T12:00:00+07:00", tick=False):
        assert offered_years(2568) == list(range(newest, 2567, -1))


def test_the_list_leads_straight_to_the_first_file(client, cast):
    draft = make_draft(Plan, year_from=2569)  # with one document
    add_document(draft, title="ภาคผนวก")
    live = publish(draft)
    document = live.attachments.select_related("stored").first()
    plan = Plan.objects.live().with_first_file().get()
    assert (plan.first_file.get_absolute_url(), plan.more_files) == (document.get_absolute_url(), 1)
    html = client.get("/about/plans/").content.decode()
    assert f'href="{document.get_absolute_url()}"' in html
    assert "และอีก 1 ไฟล์" in html

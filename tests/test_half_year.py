"""The half-year report: each figure, as it was when the half ended; the page, its files, and the draft made of it."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Holiday
from announcements.models import Announcement
from content.models import Page, Plan
from ponko_site.half_year import Report, report_on
from ponko_site.half_year_plan import already_made
from ponko_site.half_year_tables import tables
from ponko_site.half_year_time import OfficeTime
from publishing.answers import justify, mask_in_text
from publishing.gates.findings import findings
from publishing.models import ChiefReport, Edition, FollowUp, PageViews, Publication, ReviewReminder
from publishing.requirements import missing
from publishing.states import Action
from publishing.urgent import acknowledge, follow_up
from publishing.workflow import move
from tests.helpers import (
    ALL_TICKS,
    make_draft,
    make_live,
    make_urgent,
    publish,
    remove,
    revise,
    submit,
    withdraw,
)
from thai.dates import BANGKOK
from thai.half_years import HalfYear, half_year_of, parse_half_year

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

FIRST = HalfYear(2570, 1)  # 1 October 2026 to 31 March 2027
ADDRESS = "/admin/reports/halfyear/"
QUERIES = 17  # of the page; four of them are the desk's own


def at(day: str, clock: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BANGKOK)


@pytest.fixture
def clock(time_machine):
    """`clock("2026-10-05", "09:30")`"""
    return lambda *moment: time_machine.move_to(at(*moment), tick=False)


def row(report: Report, table: str, name: str) -> list:
    (found,) = [one for one in tables(report) if one.key == table]
    return next(line.values for line in found.rows if line.name.startswith(name))


def test_a_half_begins_on_1_october_and_on_1_april():
    assert (FIRST.first, FIRST.last) == (date(2026, 10, 1), date(2027, 3, 31))
    assert (FIRST.next.first, FIRST.next.last) == (date(2027, 4, 1), date(2027, 9, 30))
    assert [half_year_of(day) for day in (FIRST.last, FIRST.next.first)] == [FIRST, FIRST.next]
    assert (FIRST.previous, FIRST.next.months[-1]) == (HalfYear(2569, 2), date(2027, 9, 1))
    assert [parse_half_year(text) for text in ("๒๕๗๐-๑", "2570-3", "9999-1", "", None)] == [
        FIRST,
        *[None] * 4,
    ]


def test_only_working_hours_count():
    time = OfficeTime(date(2026, 10, 1), date(2026, 10, 31), {date(2026, 10, 13)})
    assert time.between(at("2026-10-05", "09:00"), at("2026-10-05", "11:30")) == 2.5
    # From Friday afternoon over the weekend to Monday before the office opens.
    assert time.between(at("2026-10-09", "15:30"), at("2026-10-12", "07:00")) == 1
    # Tuesday the 13th is a holiday.
    assert time.between(at("2026-10-12", "16:00"), at("2026-10-14", "09:00")) == 1
    assert time.between(at("2026-10-10", "09:00"), at("2026-10-10", "12:00")) == 0


def test_what_was_published_is_counted_in_the_half_in_which_it_was(cast, clock):
    clock("2026-09-30", "23:59")
    old = make_live()
    clock("2026-10-01", "00:00")
    revised = revise(old)
    revise(revised, change_kind="minor", change_note="", summary="สรุปย่อ ")
    page = make_live(Page)
    clock("2027-03-31", "23:59")
    withdraw(page)
    clock("2027-04-01", "00:00")
    remove(Edition.objects.get(publication=old.publication, state="published"))
    report = report_on(FIRST)
    now, before = report.now, report.before
    assert (now.all.first, now.all.new, now.all.corrected, now.all.withdrawn, now.all.removed) == (
        1,
        2,
        1,
        1,
        0,
    )
    assert (before.all.first, before.all.new) == (1, 0)
    # At the end of each half one thing stood, although nothing does today.
    assert (before.all.live, now.all.live) == (1, 1)
    assert now.categories["announcements"].published == 2 and now.categories["content"].published == 1
    assert report_on(FIRST.next).now.all.removed == 1
    unit = cast.writer.position.unit.name
    assert row(report, "units", unit) == row(report, "units", "รวม") == [1, 2, 1, 1, 0, 1]
    assert row(report, "summary", "เผยแพร่ครั้งแรก") == [1, 1, 0]


def test_time_counts_from_the_first_submission_and_returns_are_told(cast, clock):
    Holiday.objects.create(day=date(2026, 10, 13), name="วันหยุด")
    clock("2026-10-12", "15:30")
    waiting = submit(make_draft())
    clock("2026-10-14", "09:30")
    returned = move(waiting, Action.RETURN, actor=cast.reviewer, note="แก้วันที่")
    publish(Announcement.objects.get(pk=returned.pk))
    make_live()
    report = report_on(FIRST)
    assert report.now.all.hours == [2.0, 0.0]
    # Submitted three times, returned once; the median lies between both.
    assert row(report, "times", "รวม") == [3, 1, 33, 1.0]
    assert row(report, "times", "ข้อมูลพื้นฐาน") == [0, 0, None, None]


def test_urgent_duties_count_as_they_stood_when_the_half_ended(cast, clock):
    clock("2027-03-29")
    one, other = (
        move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="รอไม่ได้")
        for _ in range(2)
    )
    clock("2027-03-29", "10:00")
    move(one, Action.CONFIRM, actor=cast.reviewer, note="ตรวจแล้ว")
    acknowledge(ChiefReport.objects.get(edition=one), actor=cast.chief)
    clock("2027-04-05")
    move(other, Action.CONFIRM, actor=cast.reviewer, note="ตรวจแล้ว")
    acknowledge(ChiefReport.objects.get(edition=other), actor=cast.chief)
    follow_up(FollowUp.objects.get(edition=one, days=7), actor=cast.writer, effects="ไม่มี", lessons="แจ้งเร็วขึ้น")
    ended = report_on(FIRST).now
    assert ended.all.urgent == 2
    assert ended.urgent.reviewed == ended.urgent.acknowledged == {"in_time": 1, "late": 1}
    assert ended.all.hours == []  # haste says nothing of how long approvals take
    clock("2027-05-01")
    assert report_on(FIRST.next).now.follow_ups == {"in_time": 1, "overdue": 3}


def test_reviews_late_and_overdue_are_known_afterwards(cast, clock):
    clock("2025-10-10")
    kept, missed, late = (make_live(Page, slug=name) for name in ("kept", "missed", "late"))
    Publication.objects.update(review_due=date(2026, 10, 10))
    clock("2026-10-01")
    move(kept, Action.STILL_CORRECT, actor=cast.reviewer)
    for one in (missed, late):
        ReviewReminder.objects.create(
            publication=one.publication, due=date(2026, 10, 10), step=0, told_at=at("2026-10-11")
        )
    clock("2026-11-01")
    move(late, Action.STILL_CORRECT, actor=cast.reviewer)
    assert report_on(FIRST).now.reviews.overdue == 1
    clock("2027-05-01")
    move(missed, Action.STILL_CORRECT, actor=cast.reviewer)
    found = report_on(FIRST).now.reviews
    assert (found.made, found.in_time, found.late, found.overdue) == (2, 1, 1, 1)
    assert report_on(FIRST.next).now.reviews.late == 1


def test_what_the_gates_pointed_at_is_counted(cast, clock):
    clock("2026-10-05")
    draft = make_draft(summary="โทร 081-234-5678", body="<p>โทร 089-999-1234</p>")
    first, second = findings(draft)
    mask_in_text(draft, first.mark, actor=cast.writer, seen_version=draft.version)
    draft = Announcement.objects.get(pk=draft.pk)
    justify(draft, second.mark, actor=cast.writer, reason="เป็นหมายเลขของสำนักงานที่เปิดเผยได้")
    publish(draft)
    now = report_on(FIRST).now
    assert (now.all.masked, now.all.justified_personal, now.all.justified_other) == (1, 1, 0)
    assert (now.confirmed.approvals, now.confirmed.findings) == (1, 1)
    assert (now.all.overridden, now.all.links_mended) == (0, 0)


def test_reading_counts_by_month_also_when_days_became_months(cast, clock):
    clock("2026-10-05")
    news, gone = make_live(title="ข่าวที่คนอ่าน"), make_live(title="ชื่อที่ต้องถอนออก")
    for day, of, views in (
        (date(2026, 9, 30), None, 100),
        (date(2026, 10, 1), None, 7),
        (date(2026, 10, 9), None, 3),
        (date(2027, 3, 31), None, 5),
        (date(2026, 10, 1), news.publication, 2),
        (date(2026, 11, 1), gone.publication, 9),
    ):
        PageViews.objects.create(day=day, publication=of, views=views, visits=1)
    remove(gone)
    report = report_on(FIRST)
    assert row(report, "reading", "ตุลาคม 2569") == [10, 2]
    assert (row(report, "reading", "รวม"), row(report, "reading", "งวดก่อน")) == ([15, 3], [100, 1])
    assert [(one.title, one.views) for one in report.most_read] == [("", 9), ("ข่าวที่คนอ่าน", 2)]


@pytest.mark.dry
def test_the_page_costs_the_same_queries_at_any_number(client, cast):
    client.force_login(cast.approver)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS).status_code == 200
        return len(queries)

    make_live()
    one = count()
    revise(make_live(Page)), make_live(Plan), withdraw(make_live())
    assert (one, count()) == (QUERIES, QUERIES)


def test_nonsense_in_the_address_shows_the_running_half(client, cast):
    client.force_login(cast.chief)
    for asked in ("9999-9", "2599-2", "๒๕๗๐-๑", "0001-1", "x" * 5000):
        assert client.get(ADDRESS, {"period": asked}).status_code == 200
    assert client.get("/admin/reports/halfyear.csv", {"table": "nonsense"}).status_code == 404


def test_a_number_leads_to_the_events_that_it_counts(client, cast):
    client.force_login(cast.approver)
    revise(make_live()), withdraw(make_live())
    report = report_on(half_year_of(timezone.localdate()))
    linked = [line for one in tables(report) for line in one.rows if "ledgerevent" in line.address]
    assert len(linked) == 10
    for line in linked:
        assert client.get(line.address).context["cl"].result_count == line.values[0], line.name


@pytest.mark.dry
def test_the_workbook_opens_with_a_sheet_a_table_and_nothing_in_it_is_run(client, cast):
    client.force_login(cast.approver)
    news = make_live(title='=HYPERLINK("http://example.com")')
    PageViews.objects.create(day=timezone.localdate(), publication=news.publication, views=3)
    book = load_workbook(BytesIO(client.get("/admin/reports/halfyear.xlsx").content))
    assert len(book.sheetnames) == 10
    first, last = book.worksheets[0], book.worksheets[-1]
    assert [cell.value for cell in first[5]] == ["รายการ", "งวดนี้", "งวดก่อน", "เพิ่มหรือลด"]
    assert [cell.value for cell in first[6]] == ["เผยแพร่ทั้งหมด (ฉบับ)", 1, 0, "+1"]
    assert [(cell.value, cell.data_type) for cell in last[6]] == [(news.title, "s"), (3, "n")]
    text = client.get("/admin/reports/halfyear.csv?table=most-read").content.decode()
    assert "'=HYPERLINK" in text and text.startswith("\ufeff")


@pytest.mark.dry
def test_two_clicks_make_a_draft_that_walks_the_usual_way(client, cast):
    client.force_login(cast.writer)
    make_live(title="ข่าวที่คนอ่าน")
    period = half_year_of(timezone.localdate())
    shown = client.get(f"{ADDRESS}publish/").content.decode()
    assert f"รายงานผลการกำกับติดตามการเผยแพร่ข้อมูล {period.label}" in shown and not Plan.objects.exists()
    response = client.post(f"{ADDRESS}publish/", {"period": period.key})
    draft = Plan.objects.get()
    assert response["Location"] == f"/admin/content/plan/{draft.pk}/change/"
    assert (draft.state, draft.kind, draft.year_from, draft.owner) == (
        "draft", "progress", period.year, cast.writer.position,
    )  # fmt: skip
    assert draft.publication.slug == f"oversight-report-{period.key}"
    assert (missing(draft), findings(draft)) == ([], [])
    assert draft.body.count("<table>") == 9 and Plan.body.field.clean(draft.body, draft) == draft.body
    names = {person.full_name for person in (cast.writer, cast.approver)}
    assert not any(name in draft.body for name in names)
    # A second one is not made: the first is linked.
    assert client.post(f"{ADDRESS}publish/", {"period": period.key}).status_code == 200
    assert Plan.objects.count() == 1 and already_made(period) == draft
    live = publish(draft)
    assert "ตารางของรายงานผล" in client.get(live.publication.address).content.decode()
    assert "เผยแพร่แล้ว" in client.get(f"{ADDRESS}publish/").content.decode()


def test_only_a_writer_makes_the_draft(client, cast):
    for person in (
        cast.reviewer,
        cast.approver,
        cast.chief,
        cast.administrator,
        cast.assessor,
        cast.onlooker,
    ):
        client.force_login(person)
        assert client.post(f"{ADDRESS}publish/").status_code == 403
    assert Plan.objects.count() == 0

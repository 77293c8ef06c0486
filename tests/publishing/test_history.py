"""The history of a publication: one timeline, its filter and pages, and the file that it goes out as."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from announcements.models import Announcement
from content.models import Page
from publishing import ledger, previews, remarks
from publishing.answers import justify
from publishing.categories import edition_models
from publishing.gates.findings import findings
from publishing.history import COLUMNS, EXPORTED, Kind, export, timeline
from publishing.models import Edition, LedgerEvent, Publication, Remark
from publishing.spreadsheet import csv_text, formula_safe
from publishing.states import Action, State
from publishing.workflow import TRASH_KEPT_FOR, empty_trash, move
from tests.helpers import ALL_TICKS, make_draft, make_live, publish, submit
from tests.hostile import CASES

pytestmark = pytest.mark.django_db

EXPORTS = [case for case in CASES if case["area"] == "export"]
TIMELINE = 4  # queries of the timeline
HISTORY = 11  # queries of the page


def address(edition: Edition, rest: str = "history/") -> str:
    about = edition.publication
    return f"/admin/{about.category}/{about.model}/{edition.pk}/{rest}"


def rows(text: str) -> list[dict[str, str]]:
    """The file as a program reads it back."""
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def answer_findings(draft: Edition, writer) -> None:
    draft = Edition.objects.get(pk=draft.pk)
    marks = [one.mark for one in findings(draft)]
    justify(draft, *marks, actor=writer, reason="ผู้ดูแลศาลายินยอมให้เผยแพร่หมายเลขนี้")


def eventful(cast) -> Announcement:
    """A live second edition: returned once, remarked on, shown by a link, approved."""
    first = make_live(title="ฉบับแรกของเรื่อง")
    draft = move(first, Action.START, actor=cast.writer2)
    Announcement.objects.filter(pk=draft.pk).update(
        title="ฉบับที่สองของเรื่อง", change_kind="major", change_note="แก้วันที่จัดงาน", place="ศาลา โทร 081-234-5678"
    )
    answer_findings(draft, cast.writer2)
    draft = move(Edition.objects.get(pk=draft.pk), Action.SUBMIT, actor=cast.writer2, ticks=ALL_TICKS)
    remarks.add(draft, actor=cast.reviewer, text="โปรดตรวจวันที่", mentions=cast.writer.position)
    remarks.suggest(
        draft, actor=cast.reviewer, field="title", quote="ฉบับที่สอง", replacement="ฉบับปรับปรุง", text="อ่านง่ายกว่า"
    )
    link = previews.make(draft, actor=cast.reviewer, reader="กำนัน", asks_answer=True)
    previews.open_link(link)
    previews.answer(link, verdict="observed", name="กำนันตำบลโพนโก", text="ควรเพิ่มแผนที่")
    draft = move(draft, Action.RETURN, actor=cast.reviewer, note="แก้วันที่ก่อน")
    draft = move(draft, Action.SUBMIT, actor=cast.writer2, ticks=ALL_TICKS)
    live = move(draft, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    return Announcement.objects.get(pk=live.pk)


# The timeline


def test_every_event_of_the_ledger_is_told_once_newest_first(cast):
    live = eventful(cast)
    make_live(title="เรื่องอื่น")
    entries = timeline(live.publication)
    events = LedgerEvent.objects.filter(publication=live.publication)
    assert sorted(entry.number for entry in entries if entry.number) == sorted(
        events.values_list("number", flat=True)
    )
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    numbers = [entry.number for entry in entries if entry.number]
    assert numbers == sorted(numbers, reverse=True)
    newest = entries[0]
    assert (newest.title, newest.who, newest.from_label, newest.to_label) == (
        "อนุมัติและเผยแพร่",
        "ผู้แสดง approver",
        "รอตรวจสอบ",
        "เผยแพร่แล้ว",
    )


def test_the_words_of_a_remark_stand_with_the_event_that_tells_of_it(cast):
    said = {
        entry.title: (entry.kind, dict(entry.details), entry.number is not None)
        for entry in timeline(eventful(cast).publication)
        if entry.kind in (Kind.REMARK, Kind.PREVIEW)
    }
    assert said["แสดงความเห็น"] == (
        Kind.REMARK,
        {"หมายเหตุ": "ถึงตำแหน่ง นักประชาสัมพันธ์", "ข้อความ": "โปรดตรวจวันที่"},
        True,
    )
    assert said["เสนอแก้ถ้อยคำ"][1] | {"หมายเหตุ": ""} == {
        "หมายเหตุ": "",
        "ข้อความเดิม": "ฉบับที่สอง",
        "ข้อความที่เสนอ": "ฉบับปรับปรุง",
        "ข้อความ": "อ่านง่ายกว่า",
    }
    assert said["เปิดลิงก์ตัวอย่าง"][:2] == (Kind.PREVIEW, {"หมายเหตุ": "ครั้งที่ 1"})
    kind, details, _ = said["ตอบลิงก์ตัวอย่าง"]
    assert (kind, details["ข้อความ"]) == (Kind.PREVIEW, "มีข้อสังเกต: ควรเพิ่มแผนที่")


def test_a_remark_of_which_no_event_tells_stands_by_itself(cast):
    draft = make_draft()
    Remark.objects.create(
        edition=draft, at=timezone.now() + timedelta(hours=1), author_name="ผู้ตรวจ", text="ลอย ๆ"
    )
    newest = timeline(draft.publication)[0]
    assert (newest.title, newest.who, newest.number) == ("แสดงความเห็น", "ผู้ตรวจ", None)


def test_a_new_edition_is_told_with_what_kind_it_is_and_what_came_before(cast):
    live = eventful(cast)
    second, first = [entry for entry in timeline(live.publication) if entry.kind == Kind.EDITION]
    assert (first.edition.number, first.before) == (1, None)
    assert (second.edition.number, second.before.number) == (2, 1)
    details = dict(second.details)
    assert details["ลักษณะการแก้ไข"] == "แก้ไขสาระสำคัญ"
    assert details["บันทึกการแก้ไข"] == "แก้วันที่จัดงาน"
    assert details["สถานะวันนี้"] == "เผยแพร่แล้ว"


def test_who_vouched_stands_under_the_title_that_the_ledger_quotes(cast):
    live = eventful(cast)
    vouched = [entry for entry in timeline(live.publication) if entry.kind == Kind.ATTESTATION]
    assert [(entry.title, entry.who) for entry in vouched] == [
        ("คำรับรองของผู้อนุมัติ", "ผู้แสดง approver"),
        ("คำรับรองของผู้จัดทำ", "ผู้แสดง writer2"),
        ("คำรับรองของผู้จัดทำ", "ผู้แสดง writer2"),
        ("คำรับรองของผู้อนุมัติ", "ผู้แสดง approver"),
        ("คำรับรองของผู้จัดทำ", "ผู้แสดง writer"),
    ]
    cast.approver.position = cast.writer.position  # he has another post by now
    cast.approver.save()
    again = [entry for entry in timeline(live.publication) if entry.kind == Kind.ATTESTATION]
    assert again[0].position == "ปลัดองค์การบริหารส่วนตำบล"


def test_an_erased_edition_is_told_and_leads_nowhere(cast, as_user):
    live = make_live()
    draft = move(live, Action.START, actor=cast.writer)
    move(draft, Action.DISCARD, actor=cast.writer)
    third = move(live, Action.START, actor=cast.writer)
    empty_trash(timezone.now() + TRASH_KEPT_FOR)
    begun = [entry for entry in timeline(live.publication) if entry.kind == Kind.EDITION]
    assert [(entry.edition.number, entry.before and entry.before.number) for entry in begun] == [
        (3, 1),
        (2, None),
        (1, None),
    ]
    assert begun[1].details[-1] == ("สถานะวันนี้", "ลบถาวรแล้ว")
    page = as_user(cast.writer).get(address(live)).content.decode()
    assert address(third, "change/") in page and address(draft, "change/") not in page
    own_page = as_user(cast.writer).get(address(draft))  # the ledger still points at it
    assert own_page.status_code == 200 and "ลบถาวรแล้ว" in own_page.content.decode()


@pytest.mark.dry
def test_the_timeline_asks_the_database_as_often_for_three_editions_as_for_one(cast, as_user):
    live, client = make_live(), as_user(cast.writer)
    remarked = move(live, Action.START, actor=cast.writer)
    remarks.add(remarked, actor=cast.writer, text="ความเห็น", mentions=cast.reviewer.position)
    pages, timelines = [], []
    for number in (1, 3):
        while remarked.number < number:
            Announcement.objects.filter(pk=remarked.pk).update(change_note="แก้")
            live = publish(remarked.specific)
            remarked = move(live, Action.START, actor=cast.writer)
            remarks.add(remarked, actor=cast.writer2, text="อีกหนึ่ง", mentions=cast.reviewer.position)
        publication = Publication.objects.get(pk=live.publication_id)
        with CaptureQueriesContext(connection) as queries:
            timeline(publication)
        timelines.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(live)).status_code == 200
        pages.append(len(queries))
    assert (timelines, pages) == ([TIMELINE, TIMELINE], [HISTORY, HISTORY])


# The page


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.alike
def test_every_model_has_its_page_and_its_file(model, cast, as_user):
    live = make_live(model)
    client = as_user(cast.reviewer)
    assert client.get(address(live)).status_code == 200
    response = client.get(address(live, "history.csv"))
    assert response.status_code == 200 and len(rows(response.content.decode())) == 6


@pytest.mark.dry
def test_the_page_shows_days_people_states_reasons_and_the_way_to_each_edition(cast, as_user):
    live = eventful(cast)
    first = live.publication.editions.get(number=1)
    page = as_user(cast.chief).get(address(live)).content.decode()
    for expected in (
        "ฉบับที่สองของเรื่อง",
        "แก้วันที่ก่อน",
        "เหตุผลที่ส่งกลับ",
        "โปรดตรวจวันที่",
        "ควรเพิ่มแผนที่",
        "หัวหน้าสำนักปลัด",
        address(first, "change/"),
        f"{address(live, 'compare/')}?with={first.pk}",
        address(live, "history.csv"),
        LedgerEvent.objects.latest("number").hash[:12],
    ):
        assert expected in page, expected


@pytest.mark.dry
def test_the_filter_shows_one_kind_and_nonsense_shows_all(cast, as_user):
    live = eventful(cast)
    client = as_user(cast.writer)

    def shown(query: str) -> list:
        return list(client.get(f"{address(live)}?{query}").context["page"].object_list)

    everything = shown("")
    for kind in Kind:
        chosen = shown(f"kind={kind.value}")
        assert chosen == [entry for entry in everything if entry.kind == kind] and chosen, kind
    for nonsense in (
        "kind=x",
        "kind=",
        "kind=move&kind=%27",
        "p=x",
        "p=-1",
        "p=99999999999999999999",
        "all=x",
    ):
        assert shown(nonsense) == everything, nonsense


@pytest.mark.dry
def test_a_long_history_has_pages_and_can_be_shown_whole_to_print(cast, as_user):
    draft = make_draft()
    for number in range(60):
        remarks.add(draft, actor=cast.writer, text=f"ความเห็นที่ {number}")
    client = as_user(cast.writer)
    first, second, whole = (client.get(f"{address(draft)}?{query}") for query in ("p=1", "p=2", "all=1"))
    counts = [len(response.context["page"].object_list) for response in (first, second, whole)]
    assert counts == [50, 11, 61]
    assert "หน้า 1 จาก 2" in first.content.decode() and "?all=1" in first.content.decode()


def test_what_somebody_typed_is_shown_and_never_run(cast, as_user):
    draft = make_draft(title="<script>alert(1)</script>")
    remarks.add(draft, actor=cast.writer, text="<img src=x onerror=alert(2)>\nบรรทัดที่สอง")
    page = as_user(cast.writer).get(address(draft)).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(2)&gt;<br>บรรทัดที่สอง" in page


@pytest.mark.parametrize("rest", ["history/", "history.csv"])
@pytest.mark.parametrize("name", ["administrator", "assessor", "onlooker"])
@pytest.mark.dry
def test_the_history_is_for_those_who_may_read_drafts(name, rest, cast, as_user):
    live = eventful(cast)
    events = LedgerEvent.objects.count()
    response = as_user(getattr(cast, name)).get(address(live, rest))
    assert response.status_code == 403
    assert "โปรดตรวจวันที่" not in response.content.decode()
    assert LedgerEvent.objects.count() == events


@pytest.mark.dry
def test_a_visitor_signs_in_first(cast, client):
    live = eventful(cast)
    for rest in ("history/", "history.csv"):
        response = client.get(address(live, rest))
        assert response.status_code == 302 and "/admin/login/" in response["Location"]


def test_an_edition_of_another_model_and_nonsense_are_not_found(cast, as_user):
    live, other = make_live(), make_live(Page)
    client = as_user(cast.writer)
    for number in (other.pk, 0, 10**18, 10**30):
        for rest in ("history/", "history.csv"):
            assert client.get(f"/admin/announcements/announcement/{number}/{rest}").status_code == 404
    for number in ("x", "-1", f"{live.pk}_2F"):
        assert client.get(f"/admin/announcements/announcement/{number}/history/").status_code == 404, number


def test_the_panel_leads_to_the_whole_history(cast, as_user):
    live = make_live()
    page = as_user(cast.writer).get(address(live, "change/")).content.decode()
    assert f'href="{address(live)}"' in page and "ประวัติทั้งหมด" in page


# The file


def test_the_file_has_every_line_with_thai_heads_and_dates(cast, as_user, time_machine):
    time_machine.move_to("2026-12-01T03:00:00Z", tick=True)
    live = eventful(cast)
    response = as_user(cast.reviewer).get(address(live, "history.csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = f"history-announcements-{live.publication_id}.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    lines = rows(response.content.decode())
    assert list(lines[0]) == list(COLUMNS)
    assert [line["รายการ"] for line in lines] == [entry.title for entry in timeline(live.publication)]
    assert lines[0]["รายการ"] == EXPORTED
    assert lines[1]["วันและเวลา"].startswith("1 ธ.ค. 2569 เวลา 10.0")
    returned = next(line for line in lines if line["รายการ"] == "ส่งกลับแก้ไข")
    assert (returned["จากสถานะ"], returned["เป็นสถานะ"], returned["รายละเอียด"]) == (
        "รอตรวจสอบ",
        "ส่งกลับแก้ไข",
        "เหตุผลที่ส่งกลับ: แก้วันที่ก่อน",
    )


def test_taking_the_history_out_is_an_event_of_its_own(cast, as_user):
    live = make_live()
    client = as_user(cast.reviewer)
    client.get(address(live, "history.csv"))
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.actor, event.publication) == (EXPORTED, cast.reviewer, live.publication)
    assert list(ledger.faults()) == []
    for method in (client.head, client.post, client.put):
        assert method(address(live, "history.csv")).status_code == 405
    assert LedgerEvent.objects.latest("number") == event


@pytest.mark.parametrize("case", EXPORTS, ids=[case["id"] for case in EXPORTS])
@pytest.mark.dry
def test_the_attack_cases_of_area_export(case, cast):
    """Whatever is written into a note or a remark comes out as text and reads back the same."""
    payload = case["payload"]
    [[cell]] = csv.reader(io.StringIO(csv_text([[payload]]).removeprefix("\ufeff"), newline=""))
    assert cell.replace("'", "") == payload.replace("'", "")
    dangerous = tuple("=+-@＝＋－＠")
    assert not any(line.lstrip().startswith(dangerous) for line in cell.splitlines())
    assert not cell.startswith(("\t", "\r", "\n"))
    assert csv_text([[payload]]).startswith("\ufeff")

    draft = submit(make_draft(title=payload.replace("\n", " ")))
    move(draft, Action.RETURN, actor=cast.reviewer, note=payload)
    Remark.objects.create(edition=draft, at=timezone.now(), author_name=payload, text=payload)
    text = export(draft.publication, actor=cast.writer)
    for line in rows(text):
        for cell in line.values():
            assert not any(part.lstrip().startswith(dangerous) for part in cell.splitlines()), cell


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("=1+1", "'=1+1"),
        ("+66 44 000 000", "'+66 44 000 000"),
        ("-", "'-"),
        ("@ก", "'@ก"),
        ("＋1", "'＋1"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r'=1"),
        ("ก\n=1\nข\n -2", "ก\n'=1\nข\n' -2"),
        ("a=1", "a=1"),
        ("ก-ข", "ก-ข"),
        ("", ""),
    ],
)
@pytest.mark.alike
def test_an_apostrophe_stands_where_a_spreadsheet_would_run_a_line(cell, given):
    assert formula_safe(cell) == given


def test_states_that_the_file_shows_are_thai(cast):
    draft = make_draft()
    move(draft, Action.DISCARD, actor=cast.writer)
    assert timeline(draft.publication)[0].cells()[6:8] == ["ร่าง", State.DISCARDED.label]

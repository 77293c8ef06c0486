"""The desk's pages about looking at things again: what is due, the intervals, positions that nobody holds."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Acting, Position
from content.models import Contact, Page
from ita.models import Cycle
from knowledge.models import KnowledgeItem
from publishing.categories import edition_models
from publishing.models import LedgerEvent, Publication, ReviewInterval, Shortfall
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import let_act, make_draft, make_live, publish, revise
from tests.ita.helpers import make_cycle

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

LIST = "/admin/publishing/duereview/"
INTERVALS = "/admin/publishing/reviewinterval/"


def make_due(days: int, title: str = "ประวัติตำบล", model=Page, **fields):
    """A live item that is due in so many days (below 0: it is late)."""
    writer = fields.get("writer")
    live = publish(make_draft(model, title=title, **fields), writer=writer)
    due = timezone.localdate() + timedelta(days=days)
    Publication.objects.filter(pk=live.publication_id).update(review_due=due)
    return live


def titles(browser, query: str = "") -> list[str]:
    return [edition.title for edition in browser.get(LIST + query).context["cl"].result_list]


def reviewed(edition) -> bool:
    return Publication.objects.get(pk=edition.publication_id).reviewed_on == timezone.localdate()


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# -- what is due --------------------------------------------------------------------------------------------


def test_the_list_begins_with_what_is_due_for_the_positions_of_who_asks(as_user, cast):
    make_due(20, "เร็ว ๆ นี้"), make_due(-3, "เกิน"), make_due(31, "ยังไม่ถึง")
    make_due(-5, "ของผู้อื่น", writer=cast.writer2)
    browser = as_user(cast.writer)
    assert titles(browser) == ["เกิน", "เร็ว ๆ นี้"]
    assert titles(browser, "?owner=all") == ["ของผู้อื่น", "เกิน", "เร็ว ๆ นี้"]
    assert titles(browser, f"?owner={cast.writer2.position_id}") == ["ของผู้อื่น"]
    assert titles(browser, "?owner=all&when=late") == ["ของผู้อื่น", "เกิน"]
    assert titles(browser, "?when=all") == ["เกิน", "เร็ว ๆ นี้", "ยังไม่ถึง"]
    assert titles(browser, "?owner=9" + "9" * 30) == titles(browser)
    page = browser.get(LIST).content.decode()
    assert "เกินกำหนด 3 วัน" in page and "อีก 20 วัน" in page and "ยังไม่เคยตรวจทาน" in page


def test_one_click_confirms_and_the_row_is_gone(as_user, cast):
    due = make_due(0)
    browser = as_user(cast.writer)
    answer = browser.post(LIST, {"confirm": due.pk}, follow=True)
    assert said(answer) == ["บันทึกแล้วว่า “ประวัติตำบล” ยังถูกต้อง"]
    assert reviewed(due) and titles(browser) == []
    assert LedgerEvent.objects.latest("number").action == Action.STILL_CORRECT
    assert said(browser.post(LIST, {"confirm": "x"}, follow=True)) == [
        "บางเรื่องที่เลือกไม่ได้เผยแพร่อยู่แล้ว หรือมีฉบับใหม่แทนแล้ว จึงไม่ได้ยืนยัน"
    ]


def test_many_are_confirmed_one_by_one_and_each_refusal_is_named(as_user, cast):
    mine, other = make_due(0, "ของฉัน"), make_due(0, "ของผู้อื่น", writer=cast.writer2)
    gone = make_due(0, "เก่า")
    revise(gone)
    chosen = {"action": "confirm_selected", "index": "0", "_selected_action": [mine.pk, other.pk, gone.pk]}
    answer = as_user(cast.writer).post(f"{LIST}?owner=all", chosen, follow=True)
    assert [words.partition(":")[0] for words in said(answer)] == [
        "“ของผู้อื่น” ยังไม่ได้ยืนยัน",
        "บันทึกแล้วว่า “ของฉัน” ยังถูกต้อง",
        "บางเรื่องที่เลือกไม่ได้เผยแพร่อยู่แล้ว หรือมีฉบับใหม่แทนแล้ว จึงไม่ได้ยืนยัน",
    ]
    assert (reviewed(mine), reviewed(other), reviewed(gone)) == (True, False, False)


def test_no_more_than_fifty_at_once(as_user, cast):
    due = make_due(0)
    chosen = {
        "action": "confirm_selected",
        "index": "0",
        "_selected_action": [due.pk, *range(10**6, 10**6 + 50)],
    }
    assert said(as_user(cast.writer).post(LIST, chosen, follow=True)) == [
        "เลือกได้ครั้งละไม่เกิน 50 เรื่อง ให้เลือกใหม่"
    ]
    assert not reviewed(due)


@pytest.mark.parametrize(
    ("name", "may"),
    [("writer", True), ("writer2", False), ("reviewer", True), ("approver", False), ("chief", False)],
)
def test_who_may_has_the_button_and_who_may_not_reads_why(name, may, as_user, cast):
    due = make_due(0)
    browser = as_user(getattr(cast, name))
    page = browser.get(f"{LIST}?owner=all").content.decode()
    assert (
        f'name="confirm" value="{due.pk}"' in page,
        "ต้องให้ผู้ตรวจสอบหรือผู้ดำรงตำแหน่งที่รับผิดชอบเรื่องนี้เป็นผู้ดำเนินการ" in page,
    ) == (
        may,
        not may,
    )
    browser.post(LIST, {"confirm": due.pk})
    assert reviewed(due) is may


def test_who_writes_can_begin_a_new_edition_or_go_on_with_it(as_user, cast):
    due = make_due(0)
    start = f"/admin/content/page/{due.pk}/move/start/"
    browser = as_user(cast.writer)
    assert start in browser.get(LIST).content.decode()
    assert start not in as_user(cast.reviewer).get(f"{LIST}?owner=all").content.decode()
    draft = move(due, Action.START, actor=cast.writer)
    page = as_user(cast.writer).get(LIST).content.decode()
    assert f"/admin/content/page/{draft.pk}/change/" in page and start not in page


@pytest.mark.dry
def test_the_list_asks_as_often_for_three_as_for_one(as_user, cast):
    browser, counts = as_user(cast.writer), []
    for number in (1, 2):
        for _ in range(number):
            make_due(0)
        with CaptureQueriesContext(connection) as queries:
            assert len(titles(browser)) >= number
        counts.append(len(queries))
    assert counts == [8, 8]


# -- the start page -----------------------------------------------------------------------------------------


def test_the_start_page_counts_what_is_due_and_what_is_incomplete(as_user, cast):
    make_due(0), make_due(-1), make_due(1)
    live = make_due(40)
    now = timezone.now()
    Shortfall.objects.create(
        edition_id=live.pk, version=1, sentences=["ขาด"], lacks=True, since=now.date(), checked_at=now
    )
    page = as_user(cast.writer).get("/admin/")
    assert (page.context["reviews_due"], page.context["incomplete"]) == (2, 1)
    assert "ครบกำหนดตรวจทาน <strong>2 เรื่อง</strong>" in page.content.decode()
    page = as_user(cast.writer2).get("/admin/")
    assert (page.context["reviews_due"], page.context["incomplete"]) == (0, 0)


def test_a_position_that_nobody_holds_is_an_alarm(as_user, cast):
    make_live(Page)
    cycle = make_cycle(2540, items=["O1"], status=Cycle.Status.OPEN)
    item = cycle.items.get()
    item.owner = Position.objects.get(title="นักวิชาการพัสดุ")
    item.save()
    assert vacant(as_user(cast.administrator)) == [("นักวิชาการพัสดุ", 0, 1)]
    cast.writer.is_active = False
    cast.writer.save()
    expected = [("นักประชาสัมพันธ์", 1, 0), ("นักวิชาการพัสดุ", 0, 1)]
    for person in (cast.administrator, cast.approver, cast.reviewer):
        assert vacant(as_user(person)) == expected
    assert vacant(as_user(cast.writer2)) == []
    address = f"{LIST}?owner={cast.writer.position_id}&when=all"
    assert address.replace("&", "&amp;") in as_user(cast.administrator).get("/admin/").content.decode()
    assert len(as_user(cast.administrator).get(address).context["cl"].result_list) == 1
    let_act(cast.writer2, cast.writer.position)
    assert vacant(as_user(cast.reviewer)) == expected[1:]
    Acting.objects.all().delete()


def vacant(browser) -> list[tuple[str, int, int]]:
    context = browser.get("/admin/").context
    found = (context["office_work"] or context)["vacant"]
    return [(position.title, position.public, position.items) for position in found]


# -- intervals ----------------------------------------------------------------------------------------------


def test_every_kind_of_every_category_has_a_number(as_user, cast):
    groups = list(as_user(cast.administrator).get(INTERVALS).context["groups"])
    assert len(groups) == len(edition_models())
    lines = {line["name"]: (line["value"], line["default"]) for group in groups for line in group["lines"]}
    assert lines["content.contact."] == ("", 6) and lines["content.page.history"] == ("", 12)


def test_numbers_are_kept_in_one_go_and_told_to_the_ledger(as_user, cast):
    browser = as_user(cast.approver)
    typed = {"content.page.": "๒๔", "content.page.history": "0", "content.contact.": "", "other.model.": "3"}
    assert said(browser.post(INTERVALS, typed, follow=True)) == ["บันทึกแล้ว เปลี่ยน 2 รายการ"]
    rows = {(row.model, row.kind): row.months for row in ReviewInterval.objects.all()}
    assert rows == {("page", ""): 24, ("page", "history"): 0}
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.actor) == ("แก้ไขรอบการตรวจทาน", cast.approver)
    assert "ทุก 12 เดือน (ค่าตั้งต้น) เป็น ทุก 24 เดือน" in event.note and "เป็น ไม่ต้องตรวจทาน" in event.note
    browser.post(INTERVALS, {"content.page.": "", "content.page.history": ""})
    assert not ReviewInterval.objects.exists()
    number = LedgerEvent.objects.count()
    assert said(browser.post(INTERVALS, {"content.page.": ""}, follow=True))[-1] == "ไม่มีรายการใดเปลี่ยน"
    assert LedgerEvent.objects.count() == number


@pytest.mark.parametrize("wrong", ["x", "-1", "121", "1.5", "9" * 40, "²", "1\0"])
def test_one_wrong_number_and_nothing_is_kept(wrong, as_user, cast):
    answer = as_user(cast.administrator).post(INTERVALS, {"content.page.": wrong, "content.contact.": "3"})
    assert answer.status_code == 409
    assert "กรอกจำนวนเดือนเป็นตัวเลข 0 ถึง 120 หรือเว้นว่าง" in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    assert not ReviewInterval.objects.exists()


def test_a_new_number_reckons_the_days_anew_but_lateness_stays(as_user, cast):
    late, later, never = make_due(-2), make_due(100), make_due(-2, model=Contact)
    other = make_due(100, model=KnowledgeItem)
    as_user(cast.administrator).post(INTERVALS, {"content.page.": "6", "content.contact.": "0"})
    today = timezone.localdate()
    dues = [Publication.objects.get(pk=one.publication_id).review_due for one in (late, later, never, other)]
    assert dues == [today - timedelta(days=2), None, None, today + timedelta(days=100)]


# -- what the public reads ----------------------------------------------------------------------------------


@pytest.mark.dry
def test_the_public_reads_when_it_was_reviewed_and_not_that_it_was_changed(client, cast):
    live = make_live(Page)
    words = "ตรวจทานล่าสุดเมื่อ"
    assert words not in client.get(live.publication.address).content.decode()
    long_ago = timezone.now() - timedelta(days=400)
    type(live).objects.update(published_at=long_ago)
    Publication.objects.update(last_published_at=long_ago)
    move(live, Action.STILL_CORRECT, actor=cast.reviewer)
    type(live).objects.get().refresh_from_db()
    assert words in client.get(live.publication.address).content.decode()
    assert type(live).objects.get().published_at == long_ago
    Publication.objects.update(last_published_at=timezone.now() + timedelta(days=1))
    assert words not in client.get(live.publication.address).content.decode()

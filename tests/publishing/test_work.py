"""The start page "งานของฉัน", the menu's counts and the review queue: who is told what, in how many queries."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Acting, Position, User
from accounts.roles import Role
from content.models import Page
from legal_docs.models import LegalDocument
from publishing import work
from publishing.models import Edition, Remark, SecondReview
from publishing.states import Action, State
from publishing.workflow import claim_draft, move
from tests.bulk import load
from tests.helpers import ALL_TICKS, let_act, make_draft, make_live, make_urgent, submit

pytestmark = pytest.mark.django_db

MARKER = "PONKO-DRAFT-MARKER"
QUEUE = "/admin/publishing/reviewitem/"
READERS = ["chief", "approver", "reviewer", "writer"]
#: Exact, the same at 1 and at 3 items of every part; a position that is acted for costs one more.
START_PAGE = {
    "writer": 12, "reviewer": 11, "approver": 11, "chief": 10, "administrator": 10, "assessor": 5, "onlooker": 6,
}  # fmt: skip
WHOLE_LIST = 7


@pytest.fixture(autouse=True)
def asked_once_a_process(db):
    """SQLite is asked once a process whether it knows JSON; that is no query of a page."""
    assert connection.features.supports_json_field


def schedule(edition: Edition, by, when=None) -> Edition:
    when = when or timezone.now() + timedelta(days=1)
    return move(submit(edition), Action.SCHEDULE, actor=by, ticks=ALL_TICKS, publish_at=when)


def send_back(edition: Edition, by, note: str = "โปรดตรวจวันที่") -> Edition:
    return move(submit(edition), Action.RETURN, actor=by, note=note)


def mention(edition: Edition, position: Position, text: str = "ช่วยดูตัวเลข") -> Remark:
    return Remark.objects.create(
        edition=edition, at=timezone.now(), author_name="ผู้แสดง", text=text, mentions=position
    )


def test_what_is_urgent_stands_first_with_its_class_where_it_waits(as_user, cast):
    old, fast, most = (
        submit(make_draft(title="เก่า")),
        submit(make_urgent(title="ด่วนมาก", urgency="very_fast")),
        submit(make_urgent(title="ด่วนที่สุด", urgency="most")),
    )
    browser = as_user(cast.approver)
    rows = list(browser.get(QUEUE).context["cl"].result_list)
    assert [(row.pk, row.urgency_class) for row in rows] == [
        (most.pk, "ด่วนที่สุด"),
        (fast.pk, "ด่วนมาก"),
        (old.pk, ""),
    ]
    (waiting,) = [one for one in browser.get("/admin/").context["sections"] if one.key == work.Part.WAITING]
    assert [(row.title, row.urgency) for row in waiting.rows] == [
        ("ด่วนที่สุด", "ด่วนที่สุด"),
        ("ด่วนมาก", "ด่วนมาก"),
        ("เก่า", ""),
    ]


def parts(browser) -> dict[str, list[str]]:
    """Part → the titles of its rows, in the order of the page."""
    response = browser.get("/admin/")
    assert response.status_code == 200
    return {section.key: [row.title for row in section.rows] for section in response.context["sections"]}


def queries(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200, address
    return len(captured)


# -- what each role finds -----------------------------------------------------------------------------------


def test_a_writer_finds_first_what_was_sent_back_then_drafts_and_what_was_sent(as_user, cast):
    send_back(make_draft(title="ส่งกลับ"), cast.reviewer)
    make_draft(title="ร่าง")
    submit(make_draft(title="ส่งแล้ว"))
    make_draft(title="ร่างของอีกคน", writer=cast.writer2)
    assert parts(as_user(cast.writer)) == {
        "returned": ["ส่งกลับ"],
        "drafts": ["ร่าง"],
        "submitted": ["ส่งแล้ว"],
        "scheduled": [],
        "mentions": [],
        "published": [],
    }


@pytest.mark.dry
def test_what_was_sent_back_tells_who_when_and_why(as_user, cast):
    send_back(make_draft(title="ส่งกลับ"), cast.reviewer, "แก้วันที่ในย่อหน้าที่สอง")
    again = submit(Edition.objects.get())
    move(again, Action.RETURN, actor=cast.approver, note="แก้ <b>ชื่อ</b> โครงการ")
    page = as_user(cast.writer).get("/admin/").content.decode()
    assert "แก้ &lt;b&gt;ชื่อ&lt;/b&gt; โครงการ" in page and "ผู้แสดง approver" in page
    assert "ย่อหน้าที่สอง" not in page  # the last reason counts


def test_an_approver_finds_first_what_he_may_approve(as_user, cast):
    cast.approver.groups.add(Group.objects.get(name=Role.WRITER.label))
    submit(make_draft(title="ของผู้อื่น"))
    own = make_draft(title="ของตนเอง", writer=cast.approver)
    move(own, Action.SUBMIT, actor=cast.approver, ticks=ALL_TICKS)
    found = parts(as_user(cast.approver))
    assert list(found)[0] == "waiting"
    assert found["waiting"] == ["ของผู้อื่น"]
    assert found["submitted"] == ["ของตนเอง"]


@pytest.mark.dry
def test_the_row_of_an_approver_opens_the_approve_page_and_that_of_a_reviewer_the_form(as_user, cast):
    waiting = submit(make_draft())
    form = f"/admin/announcements/announcement/{waiting.pk}"
    page = as_user(cast.approver).get("/admin/")
    assert page.context["sections"][0].rows[0].address == f"{form}/move/approve/"
    assert page.context["sections"][0].heading == "รอท่านอนุมัติ"
    page = as_user(cast.reviewer).get("/admin/")
    assert page.context["sections"][0].rows[0].address == f"{form}/change/"
    assert page.context["sections"][0].heading == "รอท่านตรวจสอบ"


def test_what_one_contributed_to_does_not_wait_for_oneself(cast):
    draft = make_draft()
    cast.reviewer.groups.add(Group.objects.get(name=Role.WRITER.label))
    claim_draft(draft, actor=cast.reviewer, seen_version=draft.version)
    submit(draft)
    assert not work.waiting_for(cast.reviewer).exists()
    assert work.waiting_for(cast.approver).count() == 1


def test_an_administrator_approves_nothing_whatever_other_role_he_holds(cast):
    cast.approver.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.label))
    submit(make_draft())
    assert not work.approves(cast.approver)


def test_work_that_nobody_active_has_a_hand_in_is_left_to_the_position(as_user, cast):
    left = make_draft(title="ค้างไว้", writer=cast.writer2)
    Edition.objects.filter(pk=left.pk).update(owner=cast.writer.position)
    assert parts(as_user(cast.writer))["drafts"] == []
    cast.writer2.is_active = False
    cast.writer2.save()
    assert parts(as_user(cast.writer))["drafts"] == ["ค้างไว้"]
    assert parts(as_user(cast.reviewer)).get("drafts") is None


def test_the_chief_executive_sees_what_waits_what_is_scheduled_and_what_is_new(as_user, cast):
    submit(make_draft(title="รอ"))
    schedule(make_draft(title="ตั้งเวลา"), cast.approver)
    make_live(title="ใหม่")
    make_draft(title="ร่าง")
    assert parts(as_user(cast.chief)) == {
        "waiting": ["รอ"],
        "scheduled": ["ตั้งเวลา"],
        "mentions": [],
        "published": ["ใหม่"],
    }


@pytest.mark.parametrize("name", ["administrator", "assessor", "onlooker"])
@pytest.mark.dry
def test_who_sees_no_editions_sees_none_here_either(name, as_user, cast):
    make_draft(title=MARKER)
    mention(submit(make_draft(title=MARKER)), getattr(cast, name).position or cast.writer.position)
    schedule(make_draft(title=MARKER), cast.approver)
    make_live(title=MARKER)
    browser = as_user(getattr(cast, name))
    page = browser.get("/admin/").content.decode()
    assert MARKER not in page
    assert "งานของฉัน" in page
    for part in [*work.Part.values, "mentions", "published", "nonsense"]:
        assert browser.get(f"/admin/work/{part}/").status_code == 403


def test_everybody_is_told_what_the_account_is_for(as_user, cast):
    assert "บัญชีผู้ประเมินใช้ดูข้อมูลที่เผยแพร่แล้ว" in as_user(cast.assessor).get("/admin/").content.decode()
    assert "ยังไม่มีบทบาทในงานเว็บไซต์" in as_user(cast.onlooker).get("/admin/").content.decode()
    page = as_user(cast.administrator).get("/admin/").content.decode()
    assert "ผู้อนุมัติวันนี้ 2 คน" in page and "ยังไม่มีบทบาท 1 คน" in page


def test_plain_words_when_there_is_nothing(as_user, cast):
    page = as_user(cast.writer).get("/admin/").content.decode()
    for words in (
        "ไม่มีเรื่องที่ส่งกลับถึงท่าน",
        "ท่านไม่มีร่างค้างอยู่",
        "ไม่มีเรื่องที่ท่านส่งแล้วและยังรอพิจารณา",
        "ไม่มีเรื่องที่ตั้งเวลาเผยแพร่ไว้",
        "ไม่มีความเห็นที่ถึงตำแหน่งของท่าน",
        "ยังไม่มีเรื่องที่เผยแพร่",
    ):
        assert words in page


def test_a_writer_begins_with_what_he_writes_most(as_user, cast):
    for model in (LegalDocument, Page, LegalDocument):
        make_draft(model)
    page = as_user(cast.writer).get("/admin/")
    addresses = [link["address"] for link in page.context["add_links"]]
    assert addresses[:2] == ["/admin/legal_docs/legaldocument/add/", "/admin/content/page/add/"]
    assert len(addresses) == 9 and all(f'href="{address}"' in page.content.decode() for address in addresses)
    assert as_user(cast.approver).get("/admin/").context["add_links"] == []


def test_an_acting_approver_is_greeted_as_such_and_finds_what_waits(as_user, cast):
    submit(make_draft(title="รอ"))
    person = cast.onlooker
    let_act(person, cast.approver.position)
    browser = as_user(person)
    page = browser.get("/admin/").content.decode()
    assert "วันนี้รักษาราชการแทน<strong>ปลัดองค์การบริหารส่วนตำบล</strong>" in page
    assert parts(browser)["waiting"] == ["รอ"]
    Acting.objects.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    assert parts(as_user(person)) == {}


# -- late, mentions, long lists -----------------------------------------------------------------------------


def overdue(cast, minutes: int) -> Edition:
    """A scheduled edition that could not be published at its time: its wording is not what was approved."""
    edition = schedule(make_draft(title="ล่าช้า"), cast.approver)
    due = timezone.now() - timedelta(minutes=minutes, seconds=5)
    Edition.objects.filter(pk=edition.pk).update(title="เปลี่ยนหลังอนุมัติ", publish_at=due)
    return edition


def test_a_scheduled_edition_is_late_after_five_minutes(as_user, cast):
    edition = overdue(cast, 12)
    page = as_user(cast.chief).get("/admin/").content.decode()
    assert "ล่าช้า 12 นาที ระบบยังไม่ได้เผยแพร่ แจ้งผู้ดูแลระบบ" in page
    assert "เผยแพร่ล่าช้า 1 เรื่อง" in page
    assert "ล่าช้า แจ้งผู้ดูแลระบบ" in as_user(cast.approver).get(QUEUE).content.decode()
    told = as_user(cast.administrator).get("/admin/").content.decode()
    assert "เผยแพร่ล่าช้า 1 เรื่อง" in told and "เปลี่ยนหลังอนุมัติ" not in told
    Edition.objects.filter(pk=edition.pk).update(publish_at=timezone.now() - timedelta(minutes=4))
    assert "ล่าช้า" not in as_user(cast.chief).get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("minutes", "words"), [(6, "6 นาที"), (119, "119 นาที"), (120, "2 ชั่วโมง"), (3000, "2 วัน")]
)
@pytest.mark.dry
def test_how_late_is_said_in_the_unit_that_fits(minutes, words, as_user, cast):
    overdue(cast, minutes)
    assert f"ล่าช้า {words} " in as_user(cast.chief).get("/admin/").content.decode()


def test_open_remarks_that_ask_for_the_position_are_shown(as_user, cast):
    draft = make_draft(title="มีความเห็น")
    asked = mention(draft, cast.reviewer.position, "ดู <i>ยอดเงิน</i> ให้หน่อย")
    assert parts(as_user(cast.reviewer))["mentions"] == ["มีความเห็น"]
    page = as_user(cast.reviewer).get("/admin/").content.decode()
    assert "ดู &lt;i&gt;ยอดเงิน&lt;/i&gt; ให้หน่อย" in page
    assert parts(as_user(cast.writer))["mentions"] == []
    Remark.objects.filter(pk=asked.pk).update(outcome=Remark.Outcome.SETTLED)
    assert parts(as_user(cast.reviewer))["mentions"] == []


def test_a_remark_on_what_is_over_asks_nobody_any_more(cast):
    draft = make_draft()
    mention(draft, cast.reviewer.position)
    assert work.counts(cast.reviewer).mentions == 1
    move(draft, Action.DISCARD, actor=cast.writer)
    assert work.counts(cast.reviewer).mentions == 0


def test_a_long_part_shows_eight_rows_and_leads_to_all_of_them(as_user, cast):
    for number in range(10):
        make_draft(title=f"ร่าง {number}")
    browser = as_user(cast.writer)
    page = browser.get("/admin/")
    drafts = next(section for section in page.context["sections"] if section.key == "drafts")
    assert (len(drafts.rows), drafts.total) == (8, 10)
    assert [row.title for row in drafts.rows] == [f"ร่าง {number}" for number in range(9, 1, -1)]
    assert "ดูทั้งหมด 10 เรื่อง" in page.content.decode()
    whole = browser.get(drafts.address)
    assert [row.title for row in whole.context["section"].rows] == [
        f"ร่าง {number}" for number in range(9, -1, -1)
    ]


@pytest.mark.parametrize("name", READERS)
def test_a_whole_list_opens_for_readers_and_nonsense_is_not_found(name, as_user, cast):
    make_live()
    browser = as_user(getattr(cast, name))
    for part in [*work.Part.values, "mentions", "published"]:
        assert browser.get(f"/admin/work/{part}/?page=x").status_code == 200
    assert browser.get("/admin/work/nonsense/").status_code == 404
    assert browser.get("/admin/work/drafts/?page=999999999999999999999").status_code == 200


def test_a_whole_list_of_drafts_shows_nobody_elses(as_user, cast):
    make_draft(title=MARKER)
    assert MARKER in as_user(cast.writer).get("/admin/work/drafts/").content.decode()
    for name in ("writer2", "reviewer", "approver", "chief"):
        assert MARKER not in as_user(getattr(cast, name)).get("/admin/work/drafts/").content.decode()


def test_a_visitor_is_sent_to_the_sign_in(client):
    for address in ("/admin/", "/admin/work/drafts/", QUEUE, f"{QUEUE}approve/"):
        response = client.get(address)
        assert response.status_code == 302 and "/admin/login/" in response["Location"]


# -- the menu -----------------------------------------------------------------------------------------------


def test_the_menu_counts_what_waits_on_every_page(as_user, cast):
    submit(make_draft()), submit(make_draft())
    send_back(make_draft(), cast.reviewer)
    for name, waiting in (("approver", 2), ("reviewer", 2), ("writer", 1), ("chief", 0)):
        browser = as_user(getattr(cast, name))
        for address in ("/admin/", "/admin/announcements/announcement/", "/admin/password_change/"):
            page = browser.get(address).content.decode()
            assert (f"{waiting} เรื่องรอท่าน" in page) == bool(waiting), (name, address)
    page = as_user(cast.writer).get("/admin/announcements/announcement/").content.decode()
    assert page.count("เรื่องรอท่าน") == 1  # beside งานของฉัน; the queue waits for others


def test_the_sign_in_page_has_no_menu(client):
    assert "desk-menu" not in client.get("/admin/login/").content.decode()


def test_counts_are_those_of_the_parts(cast):
    for _ in range(3):
        submit(make_draft())
    send_back(make_draft(), cast.reviewer)
    mention(make_draft(), cast.writer.position)
    assert work.counts(cast.writer) == work.Counts(waiting=0, returned=1, mentions=1)
    assert work.counts(cast.approver) == work.Counts(waiting=3)
    assert work.counts(cast.writer).all == 2


def test_counts_follow_role_position_and_time_at_once(cast, time_machine):
    """The SQL is kept for somebody with the same rights; what the database says is not."""
    submit(make_draft())
    mention(make_draft(), cast.reviewer.position)
    move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="น้ำขึ้นเร็ว")

    def told() -> work.Counts:
        return work.counts(User.objects.get(pk=cast.onlooker.pk))

    assert told() == work.Counts()
    User.objects.filter(pk=cast.onlooker.pk).update(position=cast.reviewer.position)
    assert told() == work.Counts(mentions=1)
    cast.onlooker.groups.add(Group.objects.get(name=Role.APPROVER.label))
    assert told() == work.Counts(mentions=1, waiting=1, reviews=1)
    SecondReview.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    assert told().overdue == 0
    time_machine.move_to(timezone.now() + timedelta(minutes=1, seconds=1))
    assert told() == work.Counts(mentions=1, waiting=1, reviews=1, overdue=1)
    cast.onlooker.groups.clear()
    User.objects.filter(pk=cast.onlooker.pk).update(position=None)
    assert told() == work.Counts(overdue=1)


# -- the queue ----------------------------------------------------------------------------------------------


def listed(browser, query: str = "") -> list[str]:
    return [edition.title for edition in browser.get(f"{QUEUE}{query}").context["cl"].result_list]


def revise(live: Edition, writer, **changes) -> Edition:
    """A submitted second edition of what is live."""
    draft = move(live, Action.START, actor=writer)
    changes = {"change_kind": "major", "change_note": "แก้ไข", **changes}
    type(live).objects.filter(pk=draft.pk).update(**changes)
    return submit(type(live).objects.get(pk=draft.pk))


def test_the_queue_tells_each_difference_and_who_may_approve(as_user, cast):
    revise(make_live(title="ชื่อเดิม"), cast.writer, title="ชื่อใหม่")
    submit(make_draft(Page, title="หน้าใหม่"))
    page = as_user(cast.approver).get(QUEUE).content.decode()
    assert "<li>แก้ชื่อเรื่อง</li>" in page and "เรื่องใหม่ ยังไม่เคยเผยแพร่" in page
    assert "ผู้แสดง approver, ผู้แสดง approver2" in page
    assert "ส่งวันนี้" in page


def test_the_queue_marks_what_the_reader_contributed_to(as_user, cast):
    submit(make_draft())
    assert "ท่านร่วมจัดทำ" in as_user(cast.writer).get(QUEUE).content.decode()
    assert "ท่านร่วมจัดทำ" not in as_user(cast.approver).get(QUEUE).content.decode()


def test_the_queue_is_filtered_by_what_waits_for_the_reader_and_by_category(as_user, cast):
    cast.approver.groups.add(Group.objects.get(name=Role.WRITER.label))
    submit(make_draft(title="ข่าว"))
    submit(make_draft(Page, title="หน้า"))
    move(make_draft(title="ของตน", writer=cast.approver), Action.SUBMIT, actor=cast.approver, ticks=ALL_TICKS)
    schedule(make_draft(title="ตั้งเวลา"), cast.approver2)
    browser = as_user(cast.approver)
    assert listed(browser) == ["ข่าว", "หน้า", "ของตน", "ตั้งเวลา"]
    assert listed(browser, "?waiting=me") == ["ข่าว", "หน้า"]
    assert listed(browser, "?waiting=time") == ["ตั้งเวลา"]
    assert listed(browser, "?waiting=me&category=content") == ["หน้า"]
    assert listed(browser, "?waiting=x&category=nonsense") == ["ข่าว", "หน้า", "ของตน", "ตั้งเวลา"]
    assert listed(as_user(cast.writer), "?waiting=me") == []


def test_the_queue_says_how_long_something_waits_and_when_nobody_can_decide(as_user, cast):
    waiting = submit(make_draft())
    Edition.objects.filter(pk=waiting.pk).update(submitted_at=timezone.now() - timedelta(days=3))
    assert "รอมา 3 วัน" in as_user(cast.reviewer).get(QUEUE).content.decode()
    for person in (cast.approver, cast.approver2):
        person.groups.clear()
    assert "ยังไม่มีผู้ใดอนุมัติได้" in as_user(cast.reviewer).get(QUEUE).content.decode()


def test_an_empty_queue_says_so(as_user, cast):
    browser = as_user(cast.approver)
    assert "ไม่มีเรื่องที่รอตรวจสอบหรือรอเวลาเผยแพร่" in browser.get(QUEUE).content.decode()
    assert "ไม่มีเรื่องที่ตรงกับตัวกรอง" in browser.get(f"{QUEUE}?q=ไม่มีคำนี้").content.decode()


# -- queries ------------------------------------------------------------------------------------------------


def one_of_everything(cast) -> None:
    send_back(make_draft(), cast.reviewer)
    mention(make_draft(), cast.writer.position)
    mention(make_draft(), cast.approver.position)
    submit(make_draft())
    schedule(make_draft(), cast.approver)
    make_live()


@pytest.mark.parametrize("name", list(START_PAGE))
@pytest.mark.dry
def test_the_start_page_asks_the_same_at_one_and_at_three(name, as_user, cast):
    browser = as_user(getattr(cast, name))
    one_of_everything(cast)
    one = queries(browser, "/admin/")
    one_of_everything(cast), one_of_everything(cast)
    assert (one, queries(browser, "/admin/")) == (START_PAGE[name], START_PAGE[name])
    assert START_PAGE[name] < 15


@pytest.mark.dry
def test_somebody_who_writes_reviews_approves_and_acts_stays_within_fifteen(as_user, cast):
    person = cast.reviewer
    person.groups.add(*Group.objects.filter(name__in=[Role.WRITER.label, Role.APPROVER.label]))
    own = make_draft(writer=person)
    move(
        move(own, Action.SUBMIT, actor=person, ticks=ALL_TICKS), Action.RETURN, actor=cast.approver, note="แก้"
    )
    one_of_everything(cast)
    browser = as_user(person)
    assert queries(browser, "/admin/") == 13


@pytest.mark.dry
def test_much_content_costs_no_more_queries(as_user, cast):
    with transaction.atomic():
        load(200)
    assert Edition.objects.filter(state=State.SUBMITTED).count() > 3
    for name in READERS:
        assert queries(as_user(getattr(cast, name)), "/admin/") == START_PAGE[name]


@pytest.mark.parametrize("part", ["returned", "drafts", "submitted", "scheduled", "published"])
@pytest.mark.dry
def test_whole_lists_ask_the_same_at_one_and_at_three(part, as_user, cast):
    browser = as_user(cast.writer)
    one_of_everything(cast)
    expected = WHOLE_LIST + (part == "returned")  # why it came back
    one = queries(browser, f"/admin/work/{part}/")
    one_of_everything(cast), one_of_everything(cast)
    assert (one, queries(browser, f"/admin/work/{part}/")) == (expected, expected)

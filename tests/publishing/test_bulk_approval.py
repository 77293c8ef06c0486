"""Bulk approval: what was chosen is read one by one, approved one by one, and refused one by one with reasons."""

import re

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from announcements.models import Announcement
from content.models import Page
from publishing.clauses import CLAUSE_1_1
from publishing.models import Attestation, Edition, LedgerEvent
from publishing.states import Action, State
from publishing.workflow import claim_draft, move
from tests.helpers import ALL_TICKS, add_document, make_draft, make_live, submit

pytestmark = pytest.mark.django_db

MARKER = "PONKO-DRAFT-MARKER"
QUEUE = "/admin/publishing/reviewitem/"
BULK = f"{QUEUE}approve/"
TICKS = dict.fromkeys(CLAUSE_1_1, "on")
#: Queries of the page with one and with three first editions of news: what each needs is asked for each. Four of an
#: item's are the gates', which look twice: what the edition lacks, and whether it can be approved beside others.
BULK_PAGE = {1: 25, 3: 49}
QUEUE_PAGE = {"first editions": 13, "revisions": 16}


@pytest.fixture(autouse=True)
def asked_once_a_process(db):
    """SQLite is asked once a process whether it knows JSON; that is no query of a page."""
    assert connection.features.supports_json_field


def form(*editions: Edition, read=None, **more) -> dict[str, object]:
    """What the browser posts: each edition as it was seen, the ticks, and which were read (all by default)."""
    read = editions if read is None else read
    return {
        "id": [edition.pk for edition in editions],
        "read": [edition.pk for edition in read],
        **{f"seen_{edition.pk}": edition.version for edition in editions},
        **TICKS,
        **more,
    }


def page_of(browser, *editions: Edition):
    return browser.get(BULK, {"id": [edition.pk for edition in editions]})


def states(*editions: Edition) -> list[str]:
    return [Edition.objects.get(pk=edition.pk).state for edition in editions]


def contributed_by(approver, title: str = "ร่วมจัดทำ") -> Edition:
    """A submitted edition to which `approver` (who writes as well) contributed."""
    approver.groups.add(Group.objects.get(name=Role.WRITER.label))
    draft = make_draft(title=title)
    claim_draft(draft, actor=approver, seen_version=draft.version)
    return submit(draft)


def test_the_action_of_the_queue_leads_to_the_page_with_what_was_chosen(as_user, cast):
    first, second = submit(make_draft()), submit(make_draft(Page))
    data = {"action": "approve_selected", "index": "0", "_selected_action": [second.pk, first.pk]}
    response = as_user(cast.approver).post(QUEUE, data)
    assert (response.status_code, response["Location"]) == (302, f"{BULK}?id={first.pk}&id={second.pk}")
    assert states(first, second) == ["submitted", "submitted"]


@pytest.mark.dry
def test_more_than_twenty_are_not_taken(as_user, cast):
    waiting = [submit(make_draft()) for _ in range(21)]
    data = {
        "action": "approve_selected",
        "index": "0",
        "select_across": "1",
        "_selected_action": [waiting[0].pk],
    }
    response = as_user(cast.approver).post(QUEUE, data, follow=True)
    assert "เลือกได้ครั้งละไม่เกิน 20 เรื่อง" in response.content.decode()
    page = page_of(as_user(cast.approver), *waiting)
    assert len(page.context["items"]) == 20


def test_each_is_approved_by_itself_and_is_in_the_ledger(as_user, cast):
    first, second = submit(make_draft(title="หนึ่ง")), submit(make_draft(title="สอง"))
    response = as_user(cast.approver).post(BULK, form(first, second), follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(QUEUE, 302)]
    assert "อนุมัติและเผยแพร่ “หนึ่ง” แล้ว" in page and "อนุมัติและเผยแพร่ “สอง” แล้ว" in page
    assert states(first, second) == ["published", "published"]
    events = LedgerEvent.objects.filter(action=Action.APPROVE).order_by("number")
    assert [(event.edition_id, event.actor) for event in events] == [
        (first.pk, cast.approver),
        (second.pk, cast.approver),
    ]
    attested = Attestation.objects.filter(kind=Attestation.Kind.ATTESTATION, user=cast.approver)
    assert attested.count() == 2


def test_only_what_was_read_is_approved(as_user, cast):
    read, unread = submit(make_draft()), submit(make_draft())
    as_user(cast.approver).post(BULK, form(read, unread, read=[read]))
    assert states(read, unread) == ["published", "submitted"]


def test_no_box_is_ticked_before_somebody_ticks_it(as_user, cast):
    page = page_of(as_user(cast.approver), submit(make_draft())).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page.split('id="content-start"')[1])
    assert len(boxes) == 5 and not any("checked" in box for box in boxes)


def test_what_one_contributed_to_is_named_with_the_reason_and_cannot_be_chosen(as_user, cast):
    own, other = contributed_by(cast.approver), submit(make_draft())
    page = page_of(as_user(cast.approver), own, other)
    text = page.content.decode()
    assert "ท่านร่วมจัดทำฉบับนี้ จึงต้องให้ผู้อนุมัติคนอื่นเป็นผู้ดำเนินการ" in text
    assert f'id="read-{other.pk}"' in text and f'id="read-{own.pk}"' not in text
    assert [item.edition.pk for item in page.context["closed"]] == [own.pk]


def test_one_is_refused_and_the_others_are_approved(as_user, cast):
    own = contributed_by(cast.approver, "ของตน")
    good = submit(make_draft(title="ของผู้อื่น"))
    response = as_user(cast.approver).post(BULK, form(own, good))
    page = response.content.decode()
    assert response.status_code == 409
    assert states(own, good) == ["submitted", "published"]
    assert "อนุมัติและเผยแพร่แล้ว 1 เรื่อง" in page and "ยังไม่ได้อนุมัติ 1 เรื่อง" in page
    assert "ท่านร่วมจัดทำฉบับนี้" in page


def test_what_changed_after_the_page_was_opened_is_refused_and_has_to_be_read_again(as_user, cast):
    stale, good = submit(make_draft(title="เก่า")), submit(make_draft())
    data = form(stale, good)
    again = move(stale, Action.RECALL, actor=cast.writer)
    Announcement.objects.filter(pk=again.pk).update(title="เปลี่ยนแล้ว")
    submit(again)
    response = as_user(cast.approver).post(BULK, data)
    assert states(stale, good) == ["submitted", "published"]
    item = response.context["open"][0]
    assert "หลังจากที่ท่านเปิดดู" in item.refused[0]
    assert not item.read
    page = response.content.decode()
    assert "เปลี่ยนแล้ว" in page
    assert f'name="seen_{stale.pk}" value="{item.edition.version}"' in page


def test_an_incomplete_one_is_refused_with_what_it_lacks(as_user, cast):
    lacking = submit(make_draft(title="ขาดสรุป"))
    Announcement.objects.filter(pk=lacking.pk).update(summary="")
    page = page_of(as_user(cast.approver), lacking)
    assert "เขียนสรุปย่อ" in page.content.decode() and page.context["open"] == []
    response = as_user(cast.approver).post(BULK, form(lacking))
    assert response.status_code == 409 and states(lacking) == ["submitted"]
    assert "เขียนสรุปย่อ" in response.content.decode()


def test_a_wording_that_is_not_the_submitted_one_is_refused(as_user, cast):
    changed = submit(make_draft())
    Announcement.objects.filter(pk=changed.pk).update(title="เปลี่ยนลับหลัง")
    response = as_user(cast.approver).post(BULK, form(changed))
    assert states(changed) == ["submitted"]
    assert "เนื้อหาไม่ตรงกับที่ส่งตรวจสอบ" in response.content.decode()


def test_what_is_refused_for_another_reason_stays_ticked_for_another_try(as_user, cast):
    waiting = submit(make_draft())
    data = form(waiting)
    del data["monarchy"]
    response = as_user(cast.approver).post(BULK, data)
    page = response.content.decode()
    assert response.status_code == 409 and states(waiting) == ["submitted"]
    assert "ยังไม่ได้อนุมัติเรื่องใด" in page and page.count("ทำเครื่องหมายรับรองข้อ 1(1)") == 1
    assert f'id="read-{waiting.pk}" checked' in page and 'id="id_good_morals" checked' in page
    assert 'id="id_monarchy" checked' not in page


def test_nothing_read_is_said(as_user, cast):
    waiting = submit(make_draft())
    response = as_user(cast.approver).post(BULK, form(waiting, read=[]))
    assert response.status_code == 409 and states(waiting) == ["submitted"]
    assert "อย่างน้อยหนึ่งเรื่อง" in response.content.decode()


def test_what_somebody_else_approved_meanwhile_is_refused_by_its_state(as_user, cast):
    waiting = submit(make_draft())
    data = form(waiting)
    move(waiting, Action.APPROVE, actor=cast.approver2, ticks=ALL_TICKS)
    response = as_user(cast.approver).post(BULK, data)
    assert response.status_code == 409
    assert "“เผยแพร่แล้ว”" in response.content.decode()
    assert LedgerEvent.objects.filter(action=Action.APPROVE).count() == 1


@pytest.mark.dry
def test_a_page_sent_without_the_version_that_was_seen_approves_nothing(as_user, cast):
    waiting = submit(make_draft())
    data = form(waiting)
    for seen in (None, "", "x", "-1", "9" * 30):
        data[f"seen_{waiting.pk}"] = seen
        sent = {name: value for name, value in data.items() if value is not None}
        assert as_user(cast.approver).post(BULK, sent).status_code == 409
    assert states(waiting) == ["submitted"]


@pytest.mark.dry
def test_the_page_shows_the_difference_and_the_files_to_open(as_user, cast):
    live = make_live(title="กำหนดการเดิม")
    draft = move(live, Action.START, actor=cast.writer)
    Announcement.objects.filter(pk=draft.pk).update(
        title="กำหนดการใหม่", change_kind="major", change_note="เลื่อนวัน"
    )
    draft = Announcement.objects.get(pk=draft.pk)
    add_document(draft, title="ประกาศเลื่อนวัน")
    page = page_of(as_user(cast.approver), submit(draft)).content.decode()
    assert "สิ่งที่เปลี่ยนจากฉบับที่ 1 ที่เผยแพร่อยู่" in page
    assert re.search(r"<del>.*?เดิม</del>", page) and re.search(r"<ins>.*?ใหม่</ins>", page)
    assert "ไฟล์ที่ต้องเปิดตรวจ" in page and "ประกาศเลื่อนวัน" in page and "ใหม่หรือเปลี่ยน" in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "id=",
        "id=x&id=-1&id=0",
        "id=99999999999999999999",
        "id=999999999999999999",
        "id=%00",
        "id=1&id=1&id=๑",
    ],
)
def test_nonsense_is_left_out(query, as_user, cast):
    response = as_user(cast.approver).get(f"{BULK}?{query}")
    assert response.status_code == (400 if "%00" in query else 200)
    if response.status_code == 200 and not response.context["items"]:
        assert "ยังไม่ได้เลือกเรื่อง" in response.content.decode()


def test_what_was_emptied_out_of_the_trash_does_not_break_the_page(as_user, cast):
    gone = make_draft()
    move(gone, Action.DISCARD, actor=cast.writer)
    move(Edition.objects.get(pk=gone.pk), Action.EMPTY, actor=None)
    response = page_of(as_user(cast.approver), gone)
    assert response.status_code == 200 and response.context["items"] == []
    data = {**form(gone), f"seen_{gone.pk}": Edition.objects.get(pk=gone.pk).version}
    assert as_user(cast.approver).post(BULK, data).status_code == 409


@pytest.mark.parametrize("name", ["writer", "reviewer", "chief", "administrator", "assessor", "onlooker"])
@pytest.mark.dry
def test_who_does_not_approve_gets_neither_page_nor_action(name, as_user, cast):
    waiting = submit(make_draft(title=MARKER))
    browser = as_user(getattr(cast, name))
    assert page_of(as_user(cast.approver), waiting).content.decode().count(MARKER) > 1
    browser = as_user(getattr(cast, name))
    for response in (page_of(browser, waiting), browser.post(BULK, form(waiting))):
        assert response.status_code == 403 and MARKER not in response.content.decode()
    data = {"action": "approve_selected", "index": "0", "_selected_action": [waiting.pk]}
    assert "approve" not in browser.post(QUEUE, data).headers.get("Location", "")
    assert states(waiting) == ["submitted"]
    if name in ("writer", "reviewer", "chief"):
        assert "อนุมัติเรื่องที่เลือก" not in browser.get(QUEUE).content.decode()


def test_an_approver_who_is_made_administrator_approves_nothing(as_user, cast):
    waiting = submit(make_draft())
    cast.approver.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.label))
    assert as_user(cast.approver).post(BULK, form(waiting)).status_code == 403
    assert states(waiting) == ["submitted"]


def test_a_visitor_is_sent_to_the_sign_in(client, cast):
    waiting = submit(make_draft())
    response = client.post(BULK, form(waiting))
    assert response.status_code == 302 and "/admin/login/" in response["Location"]
    assert states(waiting) == ["submitted"]


def test_a_forged_form_approves_nothing(cast):
    waiting = submit(make_draft())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.approver)
    assert browser.post(BULK, form(waiting)).status_code == 403
    assert states(waiting) == ["submitted"]


def count(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


@pytest.mark.dry
def test_queries_of_the_bulk_page(as_user, cast):
    waiting = [submit(make_draft()) for _ in range(3)]
    browser = as_user(cast.approver)
    found = {
        number: count(browser, BULK + "?" + "&".join(f"id={edition.pk}" for edition in waiting[:number]))
        for number in BULK_PAGE
    }
    assert found == BULK_PAGE


@pytest.mark.dry
def test_queries_of_the_queue_do_not_grow_with_its_rows(as_user, cast):
    browser = as_user(cast.approver)
    submit(make_draft())
    counts = [count(browser, QUEUE)]
    submit(make_draft()), submit(make_draft(Page))
    counts.append(count(browser, QUEUE))
    assert counts == [QUEUE_PAGE["first editions"]] * 2

    def revise() -> None:
        draft = move(make_live(), Action.START, actor=cast.writer)
        Announcement.objects.filter(pk=draft.pk).update(title="ใหม่", change_kind="major", change_note="แก้")
        submit(Announcement.objects.get(pk=draft.pk))

    revise()
    counts = [count(browser, QUEUE)]
    revise(), revise()
    counts.append(count(browser, QUEUE))
    assert counts == [QUEUE_PAGE["revisions"]] * 2


def test_every_state_has_an_answer(as_user, cast):
    """Whatever state a chosen edition is in, the page opens and says why it cannot be approved."""
    editions = [make_draft(), make_live(), submit(make_draft())]
    page = page_of(as_user(cast.approver), *editions)
    assert {item.edition.state: bool(item.reasons) for item in page.context["items"]} == {
        State.DRAFT: True,
        State.PUBLISHED: True,
        State.SUBMITTED: False,
    }

"""Remarks and suggestions: who may speak, what a suggestion does to the draft, and that nothing of it is ever public."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Position
from announcements.models import Announcement
from content.models import Contact
from publishing import remarks
from publishing.models import Edition, LedgerEvent, Remark
from publishing.states import Action, State
from publishing.wording import content_hash
from publishing.work import waiting_for
from publishing.workflow import Refused, approvers_of, move
from tests.helpers import ALL_TICKS, let_act, make_draft, make_live, publish, submit

pytestmark = pytest.mark.django_db

MARKER = "PONKO-DRAFT-MARKER"
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
PAGE_QUERIES = 8


def page_of(edition: Edition) -> str:
    about = edition.publication
    return f"/admin/{about.category}/{about.model}/{edition.pk}/remarks/"


def say(client, edition: Edition, text: str = "ควรระบุเวลา", **more):
    return client.post(page_of(edition), {"do": "add", "remark-text": text, **more})


def suggest(edition, cast, field="title", quote="เรื่องทดสอบ", replacement="เรื่องใหม่", **more) -> Remark:
    actor = more.pop("actor", cast.reviewer)
    return remarks.suggest(edition, actor=actor, field=field, quote=quote, replacement=replacement, **more)


def accept(remark: Remark, edition: Edition, actor, seen: int | None = None) -> None:
    seen = Edition.objects.get(pk=edition.pk).version if seen is None else seen
    remarks.accept(remark, actor=actor, seen_version=seen)


def last_event() -> LedgerEvent:
    return LedgerEvent.objects.order_by("number").last()


# Who may


@pytest.mark.parametrize("name", ["writer", "writer2", "reviewer", "approver", "chief"])
def test_whoever_reads_drafts_may_speak_and_settle(name, cast):
    draft = make_draft()
    remark = remarks.add(draft, actor=getattr(cast, name), text="ควรระบุเวลา")
    remarks.settle(remark, actor=getattr(cast, name))
    remark.refresh_from_db()
    assert (remark.outcome, remark.settled_by) == (Remark.Outcome.SETTLED, getattr(cast, name))


@pytest.mark.parametrize("name", ["administrator", "assessor", "onlooker"])
def test_nobody_else_may(name, cast):
    draft = make_draft()
    remark = remarks.add(draft, actor=cast.writer, text="ข้อความ")
    with pytest.raises(Refused):
        remarks.add(draft, actor=getattr(cast, name), text="แทรก")
    with pytest.raises(Refused):
        remarks.settle(remark, actor=getattr(cast, name))
    assert [(row.text, row.outcome) for row in Remark.objects.all()] == [("ข้อความ", "open")]


@pytest.mark.parametrize("name", ["visitor", "onlooker", "assessor", "administrator"])
@pytest.mark.parametrize("do", ["add", "suggest", "settle", "accept", "decline"])
@pytest.mark.alike
def test_the_page_shows_and_takes_nothing_from_others(name, do, client, cast):
    draft = make_draft(title=f"ร่าง {MARKER}")
    remark = remarks.add(draft, actor=cast.writer, text=f"ความเห็น {MARKER}")
    if name != "visitor":
        client.force_login(getattr(cast, name))
    data = {"do": do, "remark-text": "แทรก", "remark": remark.pk, "seen": draft.version}
    for response in (client.get(page_of(draft)), client.post(page_of(draft), data)):
        assert response.status_code == (302 if name == "visitor" else 403)
        assert MARKER not in response.content.decode()
    assert [(row.text, row.outcome) for row in Remark.objects.all()] == [(f"ความเห็น {MARKER}", "open")]


def test_an_edition_that_is_over_is_read_only(as_user, cast):
    draft = make_draft()
    remark = remarks.add(draft, actor=cast.reviewer, text="ก่อนเผยแพร่")
    live = publish(draft)
    with pytest.raises(Refused, match="อ่านได้อย่างเดียว"):
        remarks.add(live, actor=cast.writer, text="หลังเผยแพร่")
    with pytest.raises(Refused, match="อ่านได้อย่างเดียว"):
        remarks.settle(remark, actor=cast.writer)
    page = as_user(cast.writer).get(page_of(live)).content.decode()
    assert "ก่อนเผยแพร่" in page and 'value="add"' not in page and 'value="settle"' not in page
    assert say(as_user(cast.writer), live).status_code == 409
    assert Remark.objects.count() == 1


def test_an_acting_person_speaks_under_the_title_acted_for(cast):
    position = Position.objects.get(title="ปลัดองค์การบริหารส่วนตำบล")
    let_act(cast.onlooker, position)
    remark = remarks.add(make_draft(), actor=cast.onlooker, text="เห็นด้วย")
    assert remark.author_position == "นายช่างโยธา รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล"
    assert last_event().actor_position == remark.author_position


# What a remark is


def test_a_remark_is_kept_with_its_author_and_the_ledger_does_not_quote_it(as_user, cast):
    draft = make_draft()
    position = Position.objects.get(title="นักประชาสัมพันธ์")
    response = say(as_user(cast.reviewer), draft, "บรรทัดหนึ่ง\r\nบรรทัดสอง", **{"remark-mentions": position.pk})
    assert (response.status_code, response["Location"]) == (302, page_of(draft) + "#remarks")
    remark = Remark.objects.get()
    assert (remark.author, remark.author_position) == (cast.reviewer, "หัวหน้าสำนักปลัด")
    assert (remark.text, remark.mentions) == ("บรรทัดหนึ่ง\nบรรทัดสอง", position)
    event = last_event()
    assert (event.action, event.actor, event.edition_id) == ("แสดงความเห็น", cast.reviewer, draft.pk)
    assert event.note == "ถึงตำแหน่ง นักประชาสัมพันธ์"
    assert not LedgerEvent.objects.filter(note__contains="บรรทัด").exists()
    page = as_user(cast.writer).get(page_of(draft)).content.decode()
    assert "<p>บรรทัดหนึ่ง<br>บรรทัดสอง</p>" in page and "ถึง นักประชาสัมพันธ์" in page


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "กรอกความเห็น"), (" \u200b\r\n", "กรอกความเห็น"), ("ก" * 2001, "ยาวเกิน 2,000")]
)
@pytest.mark.dry
def test_a_refused_remark_says_why_and_keeps_what_was_typed(text, sentence, as_user, cast):
    draft = make_draft()
    response = say(as_user(cast.writer), draft, text)
    assert response.status_code == 409
    assert sentence in response.content.decode() and text.strip("\u200b\r\n ") in response.content.decode()
    assert not Remark.objects.exists()


def test_nonsense_is_answered_and_never_fails(as_user, cast):
    draft = make_draft()
    other = remarks.add(make_draft(), actor=cast.writer, text="ของเรื่องอื่น")
    browser = as_user(cast.writer)
    assert browser.post(page_of(draft), {}).status_code == 404
    assert browser.post(page_of(draft), {"do": "publish"}).status_code == 404
    for number in ("", "x", "0", "-1", "9" * 30, "1\x00", "๑", str(other.pk)):
        for do in ("settle", "accept", "decline"):
            data = {"do": do, "remark": number, "seen": "9" * 40, "word": "\x00"}
            assert browser.post(page_of(draft), data).status_code == 409, (do, number)
    assert say(browser, draft, "ก", **{"remark-mentions": "9" * 30}).status_code == 409
    body = b"do=add&remark-text=%00%ED%A0%80%F0%9F%98%80ok"
    response = browser.post(page_of(draft), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    other.refresh_from_db()
    assert other.outcome == "open"
    text = Remark.objects.exclude(pk=other.pk).get().text
    assert text.endswith("😀ok") and "\x00" not in text


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/admin/logout/",
        "{}../../../logout/",
        "{}x\r\nX-Evil: 1",
        "{}\\",
    ],
)
@pytest.mark.dry
def test_the_way_back_leads_nowhere_else(back, as_user, cast):
    draft = make_draft()
    own = page_of(draft).removesuffix("remarks/")
    response = say(as_user(cast.writer), draft, back=back.format(own))
    assert response.status_code == 302
    assert response["Location"].startswith(own) and ".." not in response["Location"]
    assert say(as_user(cast.writer), draft, back=f"{own}change/")["Location"] == f"{own}change/#remarks"


@pytest.mark.dry
def test_remarks_are_shown_escaped_everywhere(as_user, cast):
    draft = make_draft()
    remarks.add(draft, actor=cast.reviewer, text=ATTACK)
    suggest(draft, cast, replacement=ATTACK, text=ATTACK)
    own = page_of(draft).removesuffix("remarks/")
    for address in (page_of(draft), f"{own}change/", f"{own}move/submit/"):
        page = as_user(cast.writer).get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page, address
        assert "<script>alert" not in page and "<img src=x" not in page, address


def test_remarks_are_never_public_nor_part_of_the_wording(client, cast):
    draft = make_draft(title="ข่าวเดิม")
    before = content_hash(draft)
    remarks.add(draft, actor=cast.reviewer, text=MARKER)
    suggest(draft, cast, quote="ข่าวเดิม", replacement=MARKER, text=MARKER)
    assert content_hash(draft) == before
    live = publish(draft)
    page = client.get(live.publication.address).content.decode()
    assert "ข่าวเดิม" in page and MARKER not in page
    copy = move(live, Action.START, actor=cast.writer)
    assert not copy.remarks.exists()


@pytest.mark.dry
def test_the_page_tells_how_many_are_open(as_user, cast):
    draft = make_draft()
    first = remarks.add(draft, actor=cast.reviewer, text="หนึ่ง")
    remarks.add(draft, actor=cast.reviewer, text="สอง")
    remarks.settle(first, actor=cast.writer)
    own = page_of(draft).removesuffix("remarks/")
    for address in (page_of(draft), f"{own}change/", f"{own}move/submit/"):
        assert "ยังไม่จัดการ 1 จาก 2" in as_user(cast.writer).get(address).content.decode(), address


def test_a_remark_is_settled_once(cast):
    remark = remarks.add(make_draft(), actor=cast.writer, text="หนึ่ง")
    remarks.settle(remark, actor=cast.writer)
    with pytest.raises(Refused, match="ไปก่อนแล้ว"):
        remarks.settle(remark, actor=cast.reviewer)
    remark.refresh_from_db()
    assert remark.settled_by == cast.writer


# Mentions


def test_open_mentions_are_those_to_ones_own_position_and_to_that_acted_for(cast):
    draft = make_draft()
    clerk = Position.objects.get(title="ปลัดองค์การบริหารส่วนตำบล")
    lawyer = Position.objects.get(title="นิติกร")
    first = remarks.add(draft, actor=cast.writer, text="หนึ่ง", mentions=clerk)
    second = remarks.add(draft, actor=cast.writer, text="สอง", mentions=clerk)
    remarks.add(draft, actor=cast.writer, text="สาม", mentions=lawyer)
    remarks.add(draft, actor=cast.writer, text="สี่")
    assert list(remarks.open_mentions(cast.approver)) == [second, first]
    assert list(remarks.open_mentions(cast.assessor)) == []
    let_act(cast.writer2, clerk)
    assert [row.text for row in remarks.open_mentions(cast.writer2)] == ["สาม", "สอง", "หนึ่ง"]
    remarks.settle(second, actor=cast.approver)
    assert list(remarks.open_mentions(cast.approver)) == [first]
    publish(draft, approver=cast.approver2)
    assert list(remarks.open_mentions(cast.approver)) == []


def test_only_positions_that_somebody_would_see_it_for_can_be_addressed(cast):
    titles = {position.title for position in remarks.mentionable()}
    assert {"นักประชาสัมพันธ์", "ปลัดองค์การบริหารส่วนตำบล", "นายกองค์การบริหารส่วนตำบล"} <= titles
    assert not titles & {"นายช่างโยธา", "นักวิชาการคอมพิวเตอร์", "นักวิชาการพัสดุ"}


# Suggestions


@pytest.mark.parametrize("name", ["reviewer", "approver"])
def test_a_suggestion_does_not_make_a_contributor_so_its_author_may_still_approve(name, cast):
    waiting = submit(make_draft())
    suggest(waiting, cast, actor=getattr(cast, name))
    assert not waiting.contributions.filter(user=getattr(cast, name)).exists()
    event = last_event()
    assert (event.action, event.note) == ("เสนอแก้ถ้อยคำ", "ช่องชื่อเรื่อง")
    if name == "approver":
        waiting.refresh_from_db()
        live = move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
        assert (live.state, live.title) == (State.PUBLISHED, "เรื่องทดสอบ")


def test_whose_suggestion_was_accepted_does_not_approve_his_own_words(cast):
    draft = make_draft()
    remarks.accept(suggest(draft, cast, actor=cast.approver), actor=cast.writer, seen_version=draft.version)
    waiting = submit(Edition.objects.get(pk=draft.pk))
    with pytest.raises(Refused, match="ร่วมจัดทำ"):
        move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    assert waiting.pk not in waiting_for(cast.approver).values_list("pk", flat=True)
    assert approvers_of(waiting) == [cast.approver2]
    assert move(waiting, Action.APPROVE, actor=cast.approver2, ticks=ALL_TICKS).state == State.PUBLISHED


@pytest.mark.parametrize("name", ["writer", "chief", "administrator", "assessor", "onlooker"])
def test_only_reviewers_and_approvers_suggest(name, as_user, cast):
    draft = make_draft()
    with pytest.raises(Refused):
        suggest(draft, cast, actor=getattr(cast, name))
    assert not Remark.objects.exists()


def test_nothing_is_suggested_once_it_is_approved_or_over(cast):
    with pytest.raises(Refused, match="อ่านได้อย่างเดียว"):
        suggest(make_live(), cast)
    waiting = submit(make_draft())
    tomorrow = timezone.now() + timedelta(days=1)
    move(waiting, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=tomorrow)
    with pytest.raises(Refused, match="อนุมัติแล้ว"):
        suggest(waiting, cast)
    assert remarks.add(waiting, actor=cast.reviewer, text="ยังแสดงความเห็นได้").pk


def test_an_accepted_suggestion_is_a_save_of_the_writer(as_user, cast):
    draft = make_draft(writer=cast.writer)
    remark = suggest(draft, cast)
    data = {"do": "accept", "remark": remark.pk, "seen": draft.version}
    page = as_user(cast.writer2).get(page_of(draft)).content.decode()
    assert "<del>เรื่องทดสอบ</del>" in page and "<ins>เรื่องใหม่</ins>" in page and 'value="accept"' in page
    assert as_user(cast.writer2).post(page_of(draft), data).status_code == 302
    draft.refresh_from_db()
    remark.refresh_from_db()
    assert (draft.title, draft.version, draft.saved_by) == ("เรื่องใหม่", 2, cast.writer2)
    assert {row.user for row in draft.contributions.all()} == {cast.writer, cast.writer2}
    assert (remark.outcome, remark.settled_by) == (Remark.Outcome.ACCEPTED, cast.writer2)
    event = last_event()
    assert (event.action, event.note) == ("รับข้อเสนอแก้ถ้อยคำ", "ช่องชื่อเรื่อง ที่ ผู้แสดง reviewer เสนอ")
    with pytest.raises(Refused, match="ไปก่อนแล้ว"):
        accept(remark, draft, cast.writer)


def test_a_submitted_edition_must_come_back_first(as_user, cast):
    waiting = submit(make_draft())
    remark = suggest(waiting, cast)
    with pytest.raises(Refused, match="ดึงกลับมาแก้ไข"):
        accept(remark, waiting, cast.writer)
    page = as_user(cast.writer).get(page_of(waiting)).content.decode()
    assert 'value="accept"' not in page and "ต้องดึงกลับมาแก้ไข" in page
    waiting.refresh_from_db()
    move(waiting, Action.RETURN, actor=cast.reviewer, note="ตามข้อเสนอ")
    accept(remark, waiting, cast.writer)
    waiting.refresh_from_db()
    assert waiting.title == "เรื่องใหม่"


@pytest.mark.parametrize("name", ["reviewer", "approver", "chief", "administrator", "onlooker"])
def test_only_a_writer_accepts_or_declines(name, cast):
    draft = make_draft()
    remark = suggest(draft, cast)
    for close in (
        lambda actor: accept(remark, draft, actor),
        lambda actor: remarks.decline(remark, actor=actor),
    ):
        with pytest.raises(Refused):
            close(getattr(cast, name))
    draft.refresh_from_db()
    remark.refresh_from_db()
    assert (draft.title, remark.outcome) == ("เรื่องทดสอบ", "open")
    assert [row.user for row in draft.contributions.all()] == [cast.writer]


def test_accepting_what_was_saved_meanwhile_is_refused_wholly(cast):
    draft = make_draft()
    remark = suggest(draft, cast)
    with pytest.raises(Refused, match="เปลี่ยนไปหลังจาก"):
        accept(remark, draft, cast.writer, seen=draft.version + 1)
    remark.refresh_from_db()
    assert remark.outcome == "open"


def test_a_suggestion_whose_words_are_gone_says_so(cast):
    draft = make_draft()
    remark = suggest(draft, cast)
    Announcement.objects.filter(pk=draft.pk).update(title="ชื่ออื่น")
    with pytest.raises(Refused, match="ไม่พบข้อความเดิม"):
        accept(remark, draft, cast.writer)
    draft.refresh_from_db()
    remark.refresh_from_db()
    assert (draft.title, draft.version, remark.outcome) == ("ชื่ออื่น", 1, "open")


def test_a_declined_suggestion_changes_nothing_and_the_word_stands_in_the_conversation(as_user, cast):
    draft = make_draft()
    remark = suggest(draft, cast)
    data = {"do": "decline", "remark": remark.pk, "word": "ชื่อเดิมตรงกับหนังสือ"}
    assert as_user(cast.writer).post(page_of(draft), data).status_code == 302
    draft.refresh_from_db()
    remark.refresh_from_db()
    assert (draft.title, draft.version, remark.outcome) == ("เรื่องทดสอบ", 1, Remark.Outcome.DECLINED)
    assert last_event().action == "ไม่รับข้อเสนอแก้ถ้อยคำ" and "หนังสือ" not in last_event().note
    page = as_user(cast.reviewer).get(page_of(draft)).content.decode()
    assert "ไม่รับข้อเสนอแก้ช่องชื่อเรื่อง: ชื่อเดิมตรงกับหนังสือ" in page


def test_suggestions_are_not_settled_and_remarks_not_accepted(cast):
    draft = make_draft()
    with pytest.raises(Refused, match="รับข้อเสนอ"):
        remarks.settle(suggest(draft, cast), actor=cast.writer)
    remark = remarks.add(draft, actor=cast.writer, text="ความเห็น")
    with pytest.raises(Refused, match="จัดการแล้ว"):
        accept(remark, draft, cast.writer)
    with pytest.raises(Refused, match="จัดการแล้ว"):
        remarks.decline(remark, actor=cast.writer)


@pytest.mark.parametrize(
    ("field", "quote", "replacement", "sentence"),
    [
        ("title", "", "ใหม่", "กรอกข้อความเดิม"),
        ("title", "ไม่มีคำนี้", "ใหม่", "ไม่พบข้อความเดิม"),
        ("title", "เรื่องทดสอบ", "เรื่อง\u200bทดสอบ", "เหมือนข้อความเดิม"),
        ("title", "เรื่องทดสอบ", "", "ชื่อเรื่อง"),
        ("title", "ทดสอบ", "ก" * 250, "ชื่อเรื่อง"),
        ("summary", "สรุป", "ก" * 500, "500 ตัวอักษร"),
        ("summary", "ย", "ยย", "พบข้อความเดิม 2 แห่ง"),
        ("body", "ข่าว</p>", "ใหม่", "ไม่พบข้อความเดิม"),
        ("body", "p", "q", "ไม่พบข้อความเดิม"),
        ("state", "draft", "published", "เลือกช่อง"),
        ("kind", "activity", "notice", "เลือกช่อง"),
        ("owner", "1", "2", "เลือกช่อง"),
        ("content_hash", "a", "b", "เลือกช่อง"),
        ("__class__", "a", "b", "เลือกช่อง"),
        ("title", "ก" * 2001, "ใหม่", "ยาวเกิน 2,000"),
    ],
)
@pytest.mark.alike
def test_what_cannot_be_put_in_is_refused_with_a_sentence(field, quote, replacement, sentence, cast):
    draft = make_draft(summary="ย่อ และย่อ สรุป")
    with pytest.raises(Refused, match=sentence):
        suggest(draft, cast, field=field, quote=quote, replacement=replacement)
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("body", "quote", "replacement", "result"),
    [
        ("<p>ก <strong>ข</strong> ค</p>", "ค", "ง", "<p>ก <strong>ข</strong> ง</p>"),
        ("<p>5 &lt; 6 &amp; 7</p>", "5 < 6 & 7", "5 > 4", "<p>5 &gt; 4</p>"),
        ("<p>ข่าว</p>", "ข่าว", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<p>พ.ศ.&nbsp;2563 ปี</p>", "พ.ศ. 2563", "พ.ศ. 2564", "<p>พ.ศ. 2564 ปี</p>"),
        ("<p>ลงนาม\nวันนี้</p>", "ลงนาม วันนี้", "ลงนามแล้ว", "<p>ลงนามแล้ว</p>"),
        ("<p>อบต.โพนโก</p>", "อบต.\u2060โพนโก", "อบต.โพนโกใหม่", "<p>อบต.โพนโกใหม่</p>"),
        ("<p>ตัด ทิ้ง ออก</p>", " ทิ้ง", "", "<p>ตัด  ออก</p>"),
    ],
)
@pytest.mark.alike
def test_in_rich_text_one_text_node_is_changed_and_stays_text(body, quote, replacement, result, cast):
    draft = make_draft(body=body)
    accept(suggest(draft, cast, field="body", quote=quote, replacement=replacement), draft, cast.writer)
    draft.refresh_from_db()
    assert draft.body.replace("  ", " ") == result.replace("  ", " ")


def test_tags_and_their_attributes_are_out_of_reach(cast):
    draft = make_draft(body='<p><a href="https://example.go.th/a" title="x>y">ลิงก์</a></p>')
    for quote in ("example", "href", "y", 'y"', "x", "noopener"):
        with pytest.raises(Refused, match="ไม่พบ"):
            suggest(draft, cast, field="body", quote=quote, replacement='" onclick="alert(1)')
    remark = suggest(draft, cast, field="body", quote="ลิงก์", replacement='" onclick="alert(1)')
    accept(remark, draft, cast.writer)
    draft.refresh_from_db()
    assert 'title="x&gt;y"' in draft.body or 'title="x>y"' in draft.body
    assert '>" onclick="alert(1)</a>' in draft.body


def test_the_categorys_own_texts_can_be_suggested_for_with_their_lines(cast):
    contact = make_draft(Contact, phones="044 000 000\n044 000 001")
    remark = suggest(
        contact, cast, field="phones", quote="000\r\n044 000 001", replacement="000\r\n044 000 009"
    )
    accept(remark, contact, cast.writer)
    contact.refresh_from_db()
    assert contact.phones == "044 000 000\n044 000 009"


@pytest.mark.dry
def test_the_form_offers_fields_with_text_and_keeps_a_refused_suggestion(as_user, cast):
    waiting = submit(make_draft())
    browser = as_user(cast.reviewer)
    form = browser.get(page_of(waiting)).context["suggestion"]
    assert [name for name, _ in form.fields["field"].choices] == ["title", "summary", "body"]
    data = {
        "do": "suggest",
        "suggestion-field": "title",
        "suggestion-quote": "ไม่มี",
        "suggestion-replacement": "ใหม่",
    }
    response = browser.post(page_of(waiting), data)
    page = response.content.decode()
    assert response.status_code == 409 and "ไม่พบข้อความเดิม" in page and ">\nใหม่</textarea>" in page
    assert browser.post(page_of(waiting), {**data, "suggestion-quote": "ทดสอบ"}).status_code == 302
    assert Remark.objects.get().quote == "ทดสอบ"
    assert as_user(cast.writer).get(page_of(waiting)).context["suggestion"] is None


# Speed


@pytest.mark.dry
def test_the_page_asks_the_database_as_often_for_three_as_for_one(as_user, cast):
    assert connection.features.supports_json_field
    draft = make_draft()
    browser = as_user(cast.writer)
    browser.get(page_of(draft))
    position = Position.objects.get(title="นิติกร")
    counts = []
    for number in (1, 2):
        for _ in range(number):
            remark = remarks.add(draft, actor=cast.reviewer, text="ความเห็น", mentions=position)
            remarks.settle(remark, actor=cast.writer2)
            suggest(draft, cast)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page_of(draft)).status_code == 200
        counts.append(len(queries))
    assert counts == [PAGE_QUERIES, PAGE_QUERIES]

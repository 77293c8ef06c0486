"""The form by which publishing is asked for: what stands on it in every state, and what is left to be signed."""

import re
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils.html import strip_tags

from accounts.roles import Role
from announcements.models import Announcement
from publishing.admin.memo import moment
from publishing.models import Edition, LedgerEvent
from publishing.states import Action, State
from publishing.workflow import move, publish_due
from tests.helpers import (
    ALL_TICKS,
    add_document,
    let_act,
    make_draft,
    make_live,
    make_urgent,
    publish,
    remove,
    revise,
    submit,
    withdraw,
)

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

ASKS, APPROVES, PUTS_UP = "ผู้รับผิดชอบการให้ข้อมูล", "ผู้อนุมัติรับรอง", "ผู้รับผิดชอบการนำข้อมูลขึ้นเผยแพร่"
REVIEWS = "ผู้สอบทานกรณีเร่งด่วน"
READERS = {"chief", "approver", "reviewer", "writer"}


def page_of(edition: Edition) -> str:
    about = edition.publication
    return f"/admin/{about.category}/{about.model}/{edition.pk}/request/"


def form(browser, edition: Edition) -> dict:
    return browser.get(page_of(edition)).context


def signed(context) -> dict[str, tuple[str, str]]:
    """Step → who signed it and when; nothing where there are dots."""
    return {signer.step: (signer.name, signer.at) for signer in context["signers"]}


def returned(cast) -> Edition:
    return move(submit(make_draft()), Action.RETURN, actor=cast.reviewer, note="ขาดวันที่")


def approved(cast, at: datetime) -> Edition:
    return move(submit(make_draft()), Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=at)


def superseded(_) -> Edition:
    live = make_live()
    revise(live)
    return Edition.objects.get(pk=live.pk)


STATES = {
    State.DRAFT: lambda cast: make_draft(),
    State.SUBMITTED: lambda cast: submit(make_draft()),
    State.RETURNED: returned,
    State.PUBLISHED: lambda cast: make_live(),
    State.SUPERSEDED: superseded,
    State.WITHDRAWN: lambda cast: withdraw(make_live()),
    State.REMOVED: lambda cast: remove(make_live()),
    State.DISCARDED: lambda cast: move(make_draft(), Action.DISCARD, actor=cast.writer),
}
#: State → which of the three steps are signed, and what the remark says of the way that the edition went.
EXPECTED = {
    State.DRAFT: ([], "สถานะในระบบเมื่อพิมพ์: ร่าง"),
    State.SUBMITTED: ([ASKS], "สถานะในระบบเมื่อพิมพ์: รอตรวจสอบ"),
    State.RETURNED: ([], "ขาดวันที่"),
    State.PUBLISHED: ([ASKS, APPROVES, PUTS_UP], ""),
    State.SUPERSEDED: ([ASKS, APPROVES, PUTS_UP], "มีฉบับใหม่แทนเมื่อวันที่"),
    State.WITHDRAWN: ([ASKS, APPROVES, PUTS_UP], "พ้นกำหนดแล้ว"),
    State.REMOVED: ([ASKS, APPROVES, PUTS_UP], "ข้อมูลไม่ถูกต้อง"),
    State.DISCARDED: ([], "ทิ้งร่างแล้วเมื่อวันที่"),
}


@pytest.mark.parametrize("state", EXPECTED)
def test_each_step_that_was_done_is_signed_and_every_other_is_dots(state, as_user, cast):
    edition = STATES[state](cast)
    assert edition.state == state
    context = form(as_user(cast.writer), edition)
    steps, remark = EXPECTED[state]
    assert [step for step, (name, _) in signed(context).items() if name] == steps
    assert [*signed(context)] == [ASKS, APPROVES, PUTS_UP]
    assert remark in " ".join(context["notes"]) and bool(context["notes"]) is bool(remark)
    assert bool(context["asked"]) is (ASKS in steps)
    assert bool(context["fingerprint"]) is (ASKS in steps)


def test_who_signs_is_as_the_ledger_has_it_and_what_was_recalled_counts_no_more(as_user, cast):
    draft = move(submit(make_draft()), Action.RECALL, actor=cast.writer)
    assert signed(form(as_user(cast.writer), draft))[ASKS] == ("", "")
    acting = cast.writer2
    let_act(acting, cast.approver.position, Role.APPROVER)
    live = publish(draft.specific, approver=acting)
    context = form(as_user(cast.writer), live)
    events = {event.action: event for event in LedgerEvent.objects.filter(edition=live).order_by("number")}
    assert signed(context) == {
        ASKS: (cast.writer.full_name, moment(events[Action.SUBMIT].at)),
        APPROVES: (acting.full_name, moment(events[Action.APPROVE].at)),
        PUTS_UP: (cast.writer.full_name, moment(live.published_at)),
    }
    approver = context["signers"][1]
    assert approver.position == ("นิติกร", "รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล")
    assert (
        str(events[Action.APPROVE].number).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        in approver.proof
    )


def test_what_waits_for_its_time_is_approved_but_not_put_up_until_then(as_user, cast, time_machine):
    at = datetime.fromisoformat("2026-11-24T08:00+07:00")
    time_machine.move_to(at - timedelta(days=1), tick=False)
    edition = approved(cast, at)
    context = form(as_user(cast.writer), edition)
    assert [bool(name) for name, _ in signed(context).values()] == [True, True, False]
    assert "ระบบจะเผยแพร่วันที่ ๒๔\xa0พฤศจิกายน\xa0๒๕๖๙ เวลา ๐๘.๐๐\xa0น." in context["notes"][0]
    time_machine.move_to(at + timedelta(minutes=1), tick=False)
    publish_due()
    context = form(as_user(cast.writer), edition)
    assert signed(context)[PUTS_UP] == (cast.writer.full_name, "๒๔ พฤศจิกายน ๒๕๖๙ เวลา ๐๘.๐๑ น.")


def test_an_urgent_publication_says_so_with_its_second_review(as_user, cast):
    live = move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="น้ำขึ้นเร็ว")
    context = form(as_user(cast.writer), live)
    # Nobody had submitted it: whoever published it answers for the content too.
    assert [name for name, _ in signed(context).values()] == [
        cast.approver.full_name, cast.approver.full_name, cast.writer.full_name, "",
    ]  # fmt: skip
    assert context["notes"][0] == "เผยแพร่กรณีเร่งด่วน ชั้นความเร็วด่วนมาก เหตุผล: น้ำขึ้นเร็ว"
    assert "ต้องสอบทานภายในวันที่" in context["notes"][1]
    move(Edition.objects.get(pk=live.pk), Action.CONFIRM, actor=cast.reviewer, note="ถูกต้อง")
    context = form(as_user(cast.writer), live)
    assert signed(context)[REVIEWS][0] == cast.reviewer.full_name
    assert context["notes"][1] == "ผ่านการสอบทาน: ถูกต้อง"


def test_the_paper_has_the_fields_of_the_official_form(as_user, cast):
    draft = make_draft(
        Announcement, body='<p><a href="https://www.dla.go.th/a">กรม</a></p>', summary="ปี 2569"
    )
    document = add_document(draft, title="ประกาศฉบับเต็ม")
    live = publish(draft)
    page = as_user(cast.writer).get(page_of(live)).content.decode()
    words = " ".join(strip_tags(re.sub("<", " <", page.split("<main")[1])).replace("\xa0", " ").split())
    for expected in (
        "แบบฟอร์มการขอเผยแพร่ข้อมูลผ่านเว็บไซต์ขององค์การบริหารส่วนตำบลโพนโก",
        f"ชื่อหน่วยงาน {cast.writer.position.unit.name}",
        "ตำแหน่งที่รับผิดชอบข้อมูล นักประชาสัมพันธ์",
        "หัวข้อ เรื่องทดสอบ",
        "รายละเอียดข้อมูล (โดยสรุป) ปี ๒๕๖๙",
        "เอกสารและภาพที่แนบ ประกาศฉบับเต็ม",
        f"SHA-256 {document.stored.sha256}",
        "Link ภายนอก https://www.dla.go.th/a",
        f"เผยแพร่ที่ {settings.SITE_ADDRESS}{live.publication.address}",
        f"ลายนิ้วมือของเนื้อหา SHA-256 {live.content_hash}",
    ):
        assert expected in words, expected


@pytest.mark.parametrize("name", ["writer", "chief", "administrator", "assessor", "onlooker"])
def test_it_is_for_those_who_may_read_the_edition(name, as_user, cast):
    draft = make_draft()
    browser = as_user(getattr(cast, name))
    assert browser.get(page_of(draft)).status_code == (200 if name in READERS else 403)


def test_nobody_posts_to_it_and_what_is_not_there_is_not_found(as_user, cast):
    draft = make_draft()
    browser = as_user(cast.writer)
    assert browser.post(page_of(draft)).status_code == 405
    assert browser.get(page_of(draft).replace(f"/{draft.pk}/", f"/{'9' * 18}/")).status_code == 404


def test_the_page_of_the_edition_leads_there(as_user, cast):
    draft = make_draft()
    page = as_user(cast.writer).get(page_of(draft).replace("request", "change")).content.decode()
    assert f'href="{page_of(draft)}"' in page

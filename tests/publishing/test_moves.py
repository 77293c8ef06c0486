"""The page before a move: the approver sees the difference, the files and the people before the button; a successor."""

from datetime import timedelta

import pytest
from django.utils import timezone

from announcements.models import Announcement
from content.models import Page
from publishing.models import Edition, LedgerEvent, PreviewLink, Publication
from publishing.states import Action, State
from publishing.workflow import Refused, approvers_of, available, claim_draft, move, nobody_may_approve
from tests.helpers import ALL_TICKS, add_document, make_draft, make_live, submit

pytestmark = pytest.mark.django_db
TICKED = dict.fromkeys(ALL_TICKS, "on")


def address(edition: Edition, action: str) -> str:
    about = edition.publication
    return f"/admin/{about.category}/{about.model}/{edition.pk}/move/{action}/"


def second_edition(live: Edition, cast, **changes) -> Edition:
    draft = move(live, Action.START, actor=cast.writer)
    type(live).objects.filter(pk=draft.pk).update(change_note="แก้", **changes)
    return submit(draft)


# The approve page


@pytest.mark.dry
def test_the_approver_sees_the_difference_and_the_files_before_the_button(as_user, cast):
    waiting = second_edition(make_live(title="ประกาศเดิม"), cast, title="ประกาศใหม่")
    page = as_user(cast.approver).get(address(waiting, "approve")).content.decode()
    button = page.index('value="อนุมัติ"')
    assert page.index("<del") < button
    assert page.index("<ins") < button
    assert 0 < page.index("ผู้ร่วมจัดทำ") < button
    assert "ผู้แสดง writer" in page[: page.index("move-form")]


def test_the_files_of_a_first_edition_are_listed_to_be_opened(as_user, cast):
    draft = make_draft()
    document = add_document(draft, title="แผนประจำปี")
    waiting = submit(draft)
    page = as_user(cast.approver).get(address(waiting, "approve")).content.decode()
    assert document.title in page
    assert f"/files/{document.address_id}/" in page


def test_one_page_approves_at_once_or_for_a_time(as_user, cast):
    client = as_user(cast.approver)
    first, second = submit(make_draft()), submit(make_draft())
    client.post(address(first, "approve"), {**TICKED, "seen": first.version, "when": "now"})
    client.post(
        address(second, "approve"),
        {
            **TICKED,
            "seen": second.version,
            "when": "later",
            "publish_at_0": "1/1/2599",
            "publish_at_1": "9.30",
        },
    )
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == (State.PUBLISHED, State.APPROVED)


def test_what_was_to_wait_for_its_time_is_not_published_at_once_because_the_choice_is_missing(as_user, cast):
    waiting = submit(make_draft())
    sent = {**TICKED, "seen": waiting.version, "publish_at_0": "1/1/2599", "publish_at_1": "9.30"}
    assert as_user(cast.approver).post(address(waiting, "schedule"), sent).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == State.APPROVED


def test_a_time_that_was_typed_wrong_keeps_everything_and_approves_nothing(as_user, cast):
    waiting = submit(make_draft())
    typed = {
        **TICKED,
        "seen": waiting.version,
        "when": "later",
        "publish_at_0": "32/13/2599",
        "note": "ขอบคุณ",
    }
    page = as_user(cast.approver).post(address(waiting, "approve"), typed)
    assert page.status_code == 409
    text = page.content.decode()
    assert "32/13/2599" in text
    assert "ขอบคุณ" in text
    assert text.count("checked") == 5
    waiting.refresh_from_db()
    assert waiting.state == State.SUBMITTED


@pytest.mark.dry
def test_who_may_approve_is_named_and_when_nobody_may_it_says_why(as_user, cast):
    draft = make_draft()
    cast.approver2.groups.clear()
    page = as_user(cast.approver).get(address(submit(draft), "approve")).content.decode()
    assert "ผู้แสดง approver (ปลัดองค์การบริหารส่วนตำบล)" in page
    another = make_draft()
    cast.approver.groups.add(*cast.writer.groups.all())
    claim_draft(another, actor=cast.approver, seen_version=another.version)
    waiting = submit(another)
    assert approvers_of(waiting) == []
    assert "ผู้แสดง approver ร่วมจัดทำฉบับนี้" in nobody_may_approve(waiting)
    cast.approver.groups.clear()
    assert "วันนี้ไม่มีผู้อนุมัติ" in nobody_may_approve(waiting)


# What takes the place of what is withdrawn or removed


@pytest.mark.parametrize("action", [Action.WITHDRAW, Action.REMOVE])
def test_a_successor_is_kept_and_named_in_the_ledger(action, cast):
    live, other = make_live(), make_live(Page)
    over = move(live, action, actor=cast.approver, note="มีเรื่องใหม่", successor=other.publication)
    assert over.successor == other.publication
    assert other.publication.address in LedgerEvent.objects.latest("number").note


def test_a_successor_comes_from_the_address_that_was_pasted(as_user, cast):
    live, other = make_live(), make_live(Page, slug="vision")
    answer = as_user(cast.approver).post(
        address(live, "withdraw"),
        {
            "seen": live.version,
            "note": "มีเรื่องใหม่",
            "successor": "https://www.phoneko.go.th/about/vision/?x=1",
        },
    )
    assert answer.status_code == 302
    live.refresh_from_db()
    assert live.successor == other.publication


@pytest.mark.parametrize(
    "typed",
    ["/news/999999999999999999999/", "/nowhere/1/", "ข่าว", "http://[::1", "/news/", "\x00", "/news/%00/"],
)
def test_a_successor_that_is_not_there_is_refused_and_the_reason_typed_is_kept(typed, as_user, cast):
    live = make_live()
    answer = as_user(cast.approver).post(
        address(live, "withdraw"), {"seen": live.version, "note": "มีเรื่องใหม่", "successor": typed}
    )
    assert answer.status_code == 409
    assert "มีเรื่องใหม่" in answer.content.decode()
    live.refresh_from_db()
    assert live.state == State.PUBLISHED


def test_nothing_leads_to_itself_or_to_what_is_not_public(cast):
    live, draft = make_live(), make_draft()
    for wrong in (live.publication, draft.publication):
        with pytest.raises(Refused, match="เรื่องที่มาแทนต้อง"):
            move(live, Action.REMOVE, actor=cast.approver, note="ผิด", successor=wrong)
    live.refresh_from_db()
    assert live.state == State.PUBLISHED


def test_redirects_make_no_loop_and_no_chain(cast):
    first, second, third = make_live(), make_live(), make_live()
    move(first, Action.REMOVE, actor=cast.approver, note="รวมเรื่อง", successor=second.publication)
    with pytest.raises(Refused, match="ต้องเผยแพร่อยู่"):
        move(second, Action.REMOVE, actor=cast.approver, note="วน", successor=first.publication)
    with pytest.raises(Refused, match="ส่งต่ออีกทอดไม่ได้"):
        move(second, Action.REMOVE, actor=cast.approver, note="ต่อ", successor=third.publication)
    assert move(second, Action.REMOVE, actor=cast.approver, note="ผิด").state == State.REMOVED


def test_only_withdraw_and_remove_take_a_successor(cast):
    other = make_live().publication
    with pytest.raises(Refused, match="ไม่มีเรื่องที่มาแทน"):
        move(make_live(), Action.START, actor=cast.writer, successor=other)


def test_what_comes_back_goes_through_approval_again(cast):
    removed = move(make_live(), Action.REMOVE, actor=cast.approver, note="ผิด")
    draft = move(removed, Action.RESTORE, actor=cast.writer2)
    assert draft.state == State.DRAFT
    assert Edition.objects.live().filter(publication=draft.publication).count() == 0
    Announcement.objects.filter(pk=draft.pk).update(change_note="แก้แล้ว")
    back = move(submit(draft, writer=cast.writer2), Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    assert back.state == State.PUBLISHED
    assert back.successor is None


def test_the_address_of_what_was_removed_is_never_given_again(cast):
    live = make_live(slug="old-address")
    move(live, Action.REMOVE, actor=cast.approver, note="ผิด")
    with pytest.raises(Refused, match="มีเรื่องอื่นใช้แล้ว"):
        make_draft(slug="old-address")


# Work that nobody is left for


def test_work_whose_people_have_left_passes_to_the_position_that_owns_it(cast):
    draft = make_draft(writer=cast.writer)
    cast.writer2.position = cast.writer.position
    cast.writer2.save()
    assert available(draft, cast.writer2)[Action.SUBMIT] != []
    type(cast.writer).objects.filter(pk=cast.writer.pk).update(is_active=False)
    assert available(draft, cast.writer2)[Action.SUBMIT] == []
    cast.writer2.position = cast.onlooker.position
    cast.writer2.save()
    assert available(draft, type(cast.writer2).objects.get(pk=cast.writer2.pk))[Action.SUBMIT] != []


# Preview links end with what they show


@pytest.mark.parametrize("action", [Action.APPROVE, Action.RETURN, Action.SCHEDULE])
@pytest.mark.alike
def test_preview_links_end_at_publication_and_at_return_but_not_at_scheduling(action, cast):
    waiting = submit(make_draft())
    now = timezone.now()
    link = PreviewLink.objects.create(
        edition=waiting, reader="นายก", made_at=now, made_by=cast.writer, expires_at=now + timedelta(days=7)
    )
    move(waiting, action, actor=cast.approver, ticks=ALL_TICKS, note="x", publish_at=now + timedelta(days=1))
    link = PreviewLink.objects.get(pk=link.pk)
    assert link.works == (action == Action.SCHEDULE)


@pytest.mark.dry
def test_a_move_page_of_every_action_says_what_stands_in_the_way_and_never_fails(as_user, cast):
    client = as_user(cast.writer)
    for edition in (make_draft(), submit(make_draft()), make_live(), make_live(Announcement, slug="one")):
        for action in Action:
            answer = client.get(address(edition, action.value))
            assert answer.status_code in (200, 404), (edition.state, action)
    assert Publication.objects.count() == 4

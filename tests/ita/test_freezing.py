"""Between two days evidence stands still: its page does not end and its files neither go nor change without a reason."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from announcements.models import Announcement
from content.models import Contact
from ita.board import rows
from ita.freezing import is_frozen, objections, scheduled_against
from ita.models import Cycle, Item
from publishing.admin.bulk import OBJECTED
from publishing.clauses import CLAUSE_1_1
from publishing.models import Edition, LedgerEvent, StoredFile
from publishing.states import Action, State
from publishing.workflow import OVERRIDE_ASKED, Refused, move, publish_due
from tests.helpers import ALL_TICKS, add_document, make_draft, make_live, publish, submit
from tests.ita.helpers import make_cycle, make_evidence, make_item
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 10), date(2026, 11, 20)
INSIDE = datetime(2026, 11, 15, 12, 0, tzinfo=BANGKOK)
ENDS = [Action.WITHDRAW, Action.REMOVE]
REPLACES = [Action.APPROVE, Action.SCHEDULE, Action.URGENT_PUBLISH]
DAYS = "ซึ่งอยู่ในช่วงคงหลักฐานตั้งแต่วันที่ 10 พ.ย. 2569 ถึง 20 พ.ย. 2569"


def frozen_item(code: str = "O11", **about):
    cycle = Cycle.objects.first() or make_cycle(2570, **{"freeze_from": FIRST, "freeze_to": LAST, **about})
    return make_item(cycle, code)


def evidence_today(edition: Edition):
    today = timezone.localdate()
    return make_evidence(frozen_item(freeze_from=today, freeze_to=today), edition)


def next_edition(live: Edition, *, without: bool = False) -> Edition:
    """The next draft of what is live, with its file or without."""
    draft = move(Edition.objects.get(pk=live.pk), Action.START, actor=User.objects.get(username="writer"))
    if without:
        draft.attachments.all().delete()
    Edition.objects.filter(pk=draft.pk).update(change_kind="major", change_note="แก้ไข")
    return Edition.objects.select_related("publication").get(pk=draft.pk)


def live_with_document() -> Edition:
    draft = make_draft(Announcement)
    add_document(draft, title="ประกาศ.pdf")
    return Edition.objects.select_related("publication").get(pk=publish(draft).pk)


@pytest.mark.parametrize(
    ("at", "is_inside"),
    [
        (datetime(2026, 11, 9, 23, 59, tzinfo=BANGKOK), False),
        (datetime(2026, 11, 10, 0, 0, tzinfo=BANGKOK), True),
        (INSIDE, True),
        (datetime(2026, 11, 20, 23, 59, tzinfo=BANGKOK), True),
        (datetime(2026, 11, 21, 0, 0, tzinfo=BANGKOK), False),
    ],
)
@pytest.mark.alike
def test_both_days_of_the_freeze_count_in_bangkok(cast, at, is_inside):
    live = live_with_document()
    evidence = make_evidence(frozen_item(), live)
    draft = next_edition(live, without=True)
    said = {action: objections(live, action, at) for action in ENDS}
    said |= {action: objections(draft, action, at) for action in REPLACES}
    assert {action: bool(sentences) for action, sentences in said.items()} == dict.fromkeys(said, is_inside)
    assert is_frozen(evidence.item.cycle, at.date()) is is_inside


def test_a_time_that_a_move_does_not_wait_for_is_no_way_round_a_freeze(cast):
    live = live_with_document()
    evidence_today(live)
    draft = submit(next_edition(live, without=True))
    later = timezone.now() + timedelta(days=30)
    with pytest.raises(Refused) as refused:
        move(draft, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS, publish_at=later)
    assert refused.value.reasons[-1] == OVERRIDE_ASKED
    with pytest.raises(Refused):
        move(draft, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS, override=" \u200b\n ")


def test_the_sentence_names_the_items_the_days_and_the_files(cast):
    live = live_with_document()
    make_evidence(frozen_item("O11"), live)
    make_evidence(frozen_item("O4"), live)
    where = f"เรื่องนี้เป็นหลักฐาน ITA 2570 ข้อ O11, O4 {DAYS}"
    assert objections(live, Action.WITHDRAW, INSIDE) == [f"{where} จึงไม่ควรให้สิ้นผล"]
    file = f"“ประกาศ.pdf” (/files/{live.attachments.get().address_id}/)"
    draft = next_edition(live, without=True)
    assert objections(draft, Action.APPROVE, INSIDE) == [f"{where} แต่ฉบับใหม่ไม่มีไฟล์ {file}"]


def test_replaced_bytes_are_said_and_the_same_file_under_another_name_is_not(cast):
    live = live_with_document()
    make_evidence(frozen_item(), live)
    draft = next_edition(live)
    draft.attachments.update(title="ชื่อใหม่")
    assert objections(draft, Action.APPROVE, INSIDE) == []
    about = {"storage_name": "aa/other", "extension": "pdf", "size": 1, "sha256": "0" * 64}
    draft.attachments.update(stored=StoredFile.objects.create(**about))
    (sentence,) = objections(draft, Action.APPROVE, INSIDE)
    assert "แต่ฉบับใหม่เปลี่ยนเนื้อไฟล์ “ประกาศ.pdf”" in sentence


@pytest.mark.parametrize(
    "about",
    [
        {"confirmed": False},
        {"state": "retired"},
    ],
)
def test_only_confirmed_evidence_is_frozen(cast, about):
    live = make_live()
    make_evidence(frozen_item(), live, **about)
    assert objections(live, Action.REMOVE, INSIDE) == []


@pytest.mark.parametrize("about", [{"status": "closed"}, {"status": "preparing"}, {"freeze_from": None}])
@pytest.mark.alike
def test_a_cycle_that_is_not_open_or_has_no_days_freezes_nothing(cast, about):
    live = make_live()
    make_evidence(frozen_item(**about), live)
    assert objections(live, Action.REMOVE, INSIDE) == []


def test_a_freeze_without_a_last_day_lasts_until_the_cycle_is_closed(cast):
    live = make_live()
    make_evidence(frozen_item(freeze_to=None), live)
    (sentence,) = objections(live, Action.REMOVE, INSIDE)
    assert "ตั้งแต่วันที่ 10 พ.ย. 2569 จนกว่าจะปิดรอบ" in sentence


def test_the_page_of_a_channel_is_frozen_too(cast):
    contact = make_live(Contact, slug="contact")
    make_evidence(frozen_item(), "/about/contact/?view=map")
    assert len(objections(contact, Action.WITHDRAW, INSIDE)) == 1


@pytest.mark.parametrize(
    "action", [Action.STILL_CORRECT, Action.START, Action.SUBMIT, Action.RETURN, Action.DISCARD]
)
@pytest.mark.alike
def test_other_moves_are_not_asked_about(cast, action, django_assert_num_queries):
    live = make_live()
    make_evidence(frozen_item(), live)
    with django_assert_num_queries(0):
        assert objections(live, action, INSIDE) == []


def test_what_it_costs(cast):
    def queries(edition: Edition, action: Action) -> int:
        with CaptureQueriesContext(connection) as asked:
            objections(edition, action, INSIDE)
        return len(asked)

    first, live = make_draft(), live_with_document()
    draft = next_edition(live)
    assert [queries(first, Action.APPROVE), queries(live, Action.REMOVE), queries(draft, Action.APPROVE)] == [
        0,
        1,
        1,
    ]
    make_evidence(frozen_item(), live)
    assert [queries(live, Action.REMOVE), queries(draft, Action.APPROVE)] == [1, 2]


# Through the one door


@pytest.mark.parametrize("action", ENDS)
def test_evidence_ends_only_with_a_reason_which_the_ledger_keeps_and_the_public_does_not_see(cast, action):
    live = make_live()
    evidence_today(live)
    with pytest.raises(Refused) as refusal:
        move(live, action, actor=cast.approver, note="ข้อมูลผิด")
    assert (len(refusal.value.reasons), refusal.value.reasons[-1]) == (2, OVERRIDE_ASKED)
    assert Edition.objects.get(pk=live.pk).state == State.PUBLISHED

    ended = move(live, action, actor=cast.approver, note="ข้อมูลผิด", override="มีเลขประจำตัวประชาชน")
    assert ended.end_reason == "ข้อมูลผิด"
    event = LedgerEvent.objects.get(edition=live.pk, action=action)
    assert event.note == "ข้อมูลผิด [ทำทั้งที่มีข้อทักท้วง: มีเลขประจำตัวประชาชน]"


def test_what_is_no_evidence_ends_as_ever_and_an_unneeded_reason_is_not_kept(cast):
    evidence_today(make_live())
    other = make_live()
    move(other, Action.WITHDRAW, actor=cast.approver, note="พ้นกำหนด", override="เผื่อไว้")
    assert LedgerEvent.objects.get(edition=other.pk, action=Action.WITHDRAW).note == "พ้นกำหนด"


def test_a_new_edition_for_a_time_after_the_freeze_may_leave_the_file_out(cast):
    live = live_with_document()
    evidence_today(live)
    draft = submit(next_edition(live, without=True))
    soon, later = timezone.now() + timedelta(minutes=1), timezone.now() + timedelta(days=2)
    if timezone.localdate(soon) == timezone.localdate():
        with pytest.raises(Refused):
            move(draft, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=soon)
    waiting = move(draft, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=later)
    assert waiting.state == State.APPROVED


@pytest.mark.parametrize("action", [Action.APPROVE, Action.SCHEDULE])
@pytest.mark.alike
def test_a_new_edition_without_the_file_is_published_with_a_reason(cast, action):
    live = live_with_document()
    today = timezone.localdate()
    make_evidence(frozen_item(freeze_from=today, freeze_to=today + timedelta(days=9)), live)
    draft = submit(next_edition(live, without=True))
    at = timezone.now() + timedelta(days=9 if action == Action.SCHEDULE else 0)
    given = {"ticks": ALL_TICKS, "publish_at": at if action == Action.SCHEDULE else None}
    with pytest.raises(Refused, match="ไม่มีไฟล์ “ประกาศ.pdf”"):
        move(draft, action, actor=cast.approver, **given)
    done = move(draft, action, actor=cast.approver, override="ไฟล์ผิดฉบับ", **given)
    assert done.state == (State.APPROVED if action == Action.SCHEDULE else State.PUBLISHED)
    event = LedgerEvent.objects.get(edition=draft.pk, action=action)
    assert event.note == "[ทำทั้งที่มีข้อทักท้วง: ไฟล์ผิดฉบับ]"


# What was set before the days of the freeze were typed in


def set_before_the_freeze(cast, override: str = "") -> tuple[Edition, Item]:
    """A new edition without the file, approved for tomorrow; then the freeze of these days."""
    live = live_with_document()
    evidence = make_evidence(frozen_item(freeze_from=None, freeze_to=None), live)
    if override:
        Cycle.objects.update(freeze_from=timezone.localdate())
    waiting = move(
        submit(next_edition(live, without=True)),
        Action.SCHEDULE,
        actor=cast.approver,
        ticks=ALL_TICKS,
        publish_at=timezone.now() + timedelta(days=1),
        override=override,
    )
    Cycle.objects.update(freeze_from=timezone.localdate(), freeze_to=timezone.localdate() + timedelta(days=5))
    return Edition.objects.select_related("publication").get(pk=waiting.pk), evidence.item


def test_what_was_set_before_stands_on_the_board_and_is_objected_to(cast):
    waiting, item = set_before_the_freeze(cast)
    cycle = Cycle.objects.get()
    (row,) = rows(cycle, timezone.localdate())
    assert row.item.breaks_at == waiting.publish_at
    (sentence,) = objections(waiting, Action.PUBLISH_DUE, waiting.publish_at)
    assert "ไม่มีไฟล์ “ประกาศ.pdf”" in sentence
    assert (publish_due(waiting.publish_at), Edition.objects.get(pk=waiting.pk).state) == (0, State.APPROVED)
    # After the freeze, and with the file, nobody minds.
    assert objections(waiting, Action.PUBLISH_DUE, waiting.publish_at + timedelta(days=9)) == []
    cycle.freeze_to = timezone.localdate()
    assert list(scheduled_against(cycle, item.pk)) == []


def test_who_set_the_time_with_a_reason_is_not_asked_again(cast):
    waiting, _ = set_before_the_freeze(cast, override="ไฟล์ผิดฉบับ")
    assert objections(waiting, Action.PUBLISH_DUE, waiting.publish_at) == []
    assert publish_due(waiting.publish_at) == 1
    (row,) = rows(Cycle.objects.get(), timezone.localdate())
    assert row.item.breaks_at is None


# On the desk


@pytest.mark.dry
def test_the_page_of_the_move_shows_the_objection_and_takes_the_reason_in_one_step(cast, as_user):
    live = make_live()
    evidence_today(live)
    page = f"/admin/announcements/announcement/{live.pk}/move/remove/"
    browser = as_user(cast.approver)
    shown = browser.get(page).content.decode()
    assert ("เรื่องนี้เป็นหลักฐาน ITA 2570 ข้อ O11" in shown, 'name="override"' in shown) == (True, True)

    data = {"seen": live.version, "note": "มีข้อมูลส่วนบุคคล"}
    refused = browser.post(page, data)
    assert (refused.status_code, OVERRIDE_ASKED in refused.content.decode()) == (409, True)
    assert refused.content.decode().count("เรื่องนี้เป็นหลักฐาน ITA 2570") == 1
    done = browser.post(page, {**data, "override": "ต้องถอนโดยด่วน"})
    assert (done.status_code, Edition.objects.get(pk=live.pk).state) == (302, State.REMOVED)


@pytest.mark.dry
def test_a_move_that_nobody_objects_to_asks_for_no_reason(cast, as_user):
    live = make_live()
    shown = (
        as_user(cast.approver)
        .get(f"/admin/announcements/announcement/{live.pk}/move/remove/")
        .content.decode()
    )
    assert 'name="note"' in shown and 'name="override"' not in shown


@pytest.mark.dry
def test_bulk_approval_sends_what_is_objected_to_to_a_page_of_its_own(cast, as_user):
    live = live_with_document()
    evidence_today(live)
    draft = submit(next_edition(live, without=True))
    browser = as_user(cast.approver)
    bulk = "/admin/publishing/reviewitem/approve/"
    shown = browser.get(bulk, {"id": draft.pk}).content.decode()
    assert (OBJECTED in shown, "ไม่มีไฟล์" in shown, 'name="read"' in shown) == (True, True, False)
    ticks = dict.fromkeys(CLAUSE_1_1, "on")
    sent = {"id": [draft.pk], "read": [draft.pk], f"seen_{draft.pk}": draft.version, **ticks}
    refused = browser.post(bulk, sent)
    assert (refused.status_code, Edition.objects.get(pk=draft.pk).state) == (409, State.SUBMITTED)
    assert OVERRIDE_ASKED not in refused.content.decode()

"""Every state × every action × every role, from a literal table; and what a move does beside changing the state."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from announcements.models import Announcement
from content.models import Page
from publishing.clauses import CLAUSE_1_1
from publishing.hands import second_reviewers_of
from publishing.models import Attestation, Edition, LedgerEvent, SecondReview
from publishing.states import ONCE_PUBLIC, SECOND_REVIEW, Action, State
from publishing.workflow import (
    Refused,
    approvers_of,
    available,
    claim_draft,
    move,
    publish_due,
    start,
    why_not,
)
from tests import helpers
from tests.helpers import ALL_TICKS, COMPLETE, add_document, add_photo, make_draft, make_live, publish, submit

pytestmark = pytest.mark.django_db

# Who may walk which arrow. "author" is a writer who contributed to the edition, "writer2" one who did not;
# "owner" holds the position that owns the publication and has no role.
W = {"author", "writer2"}
APPROVERS = {"approver", "approver2"}
EXPECTED: dict[tuple[State, Action], set[str]] = {
    (State.DRAFT, Action.SUBMIT): {"author"},
    (State.DRAFT, Action.DISCARD): {"author"},
    (State.RETURNED, Action.SUBMIT): {"author"},
    (State.RETURNED, Action.DISCARD): {"author"},
    (State.SUBMITTED, Action.RECALL): {"author"},
    (State.SUBMITTED, Action.RETURN): {"reviewer", *APPROVERS},
    (State.SUBMITTED, Action.APPROVE): APPROVERS,
    (State.SUBMITTED, Action.SCHEDULE): APPROVERS,
    (State.APPROVED, Action.RETURN): {"reviewer", *APPROVERS},
    (State.APPROVED, Action.PUBLISH_DUE): {"clock"},
    (State.PUBLISHED, Action.START): W,
    (State.PUBLISHED, Action.WITHDRAW): APPROVERS,
    (State.PUBLISHED, Action.REMOVE): APPROVERS,
    (State.PUBLISHED, Action.STILL_CORRECT): {"reviewer", "owner"},
    (State.SUPERSEDED, Action.REMOVE): APPROVERS,
    (State.WITHDRAWN, Action.REMOVE): APPROVERS,
    (State.WITHDRAWN, Action.RESTORE): W,
    (State.REMOVED, Action.RESTORE): W,
    (State.DISCARDED, Action.RECOVER): W,
    (State.DISCARDED, Action.EMPTY): {"clock"},
}
# An edition whose class of urgency is given: an approver may publish it alone, whoever worked on it.
URGENT = {
    (State.DRAFT, Action.URGENT_PUBLISH): APPROVERS,
    (State.SUBMITTED, Action.URGENT_PUBLISH): APPROVERS,
}
# One that "approver" published in haste: whoever neither published it nor had a hand in it may look again, whatever became of it.
IN_HASTE = {
    (state, action): {"reviewer", "approver2"}
    for state in (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN, State.REMOVED)
    for action in SECOND_REVIEW
}
TARGETS = {
    Action.SUBMIT: State.SUBMITTED,
    Action.RECALL: State.DRAFT,
    Action.RETURN: State.RETURNED,
    Action.APPROVE: State.PUBLISHED,
    Action.SCHEDULE: State.APPROVED,
    Action.PUBLISH_DUE: State.PUBLISHED,
    Action.START: State.DRAFT,
    Action.WITHDRAW: State.WITHDRAWN,
    Action.REMOVE: State.REMOVED,
    Action.RESTORE: State.DRAFT,
    Action.DISCARD: State.DISCARDED,
    Action.RECOVER: State.DRAFT,
    Action.EMPTY: State.EMPTIED,
    Action.STILL_CORRECT: State.PUBLISHED,
    Action.URGENT_PUBLISH: State.PUBLISHED,
}
ACTORS = [
    "author", "writer2", "owner", "reviewer", "approver", "approver2", "chief", "administrator", "assessor",
    "onlooker", "superuser", "clock",
]  # fmt: skip


def given() -> dict:
    return {"note": "เหตุผล", "ticks": ALL_TICKS, "publish_at": timezone.now() + timedelta(days=1)}


def edition_in(state: State, cast, *, in_haste: bool = False, **fields) -> Edition:
    """An edition by `cast.writer` in `state`, owned by the onlooker's position; published by `cast.approver`."""
    draft = start(
        Announcement(**{"title": "เรื่อง", "summary": "ย่อ", **COMPLETE[Announcement], **fields}),
        actor=cast.writer,
        owner=cast.onlooker.position,
    )
    if state == State.DRAFT:
        return draft
    if state in (State.DISCARDED, State.EMPTIED):
        thrown_away = move(draft, Action.DISCARD, actor=cast.writer)
        return thrown_away if state == State.DISCARDED else move(thrown_away, Action.EMPTY, actor=None)
    waiting = submit(draft)
    if state == State.SUBMITTED:
        return waiting
    if state == State.RETURNED:
        return move(waiting, Action.RETURN, actor=cast.reviewer, note="แก้")
    if state == State.APPROVED:
        return move(waiting, Action.SCHEDULE, actor=cast.approver, **given())
    how = Action.URGENT_PUBLISH if in_haste else Action.APPROVE
    live = move(waiting, how, actor=cast.approver, ticks=ALL_TICKS, note="น้ำท่วม" if in_haste else "")
    if state == State.WITHDRAWN:
        return move(live, Action.WITHDRAW, actor=cast.approver, note="หมดอายุ")
    if state == State.REMOVED:
        return move(live, Action.REMOVE, actor=cast.approver, note="ข้อมูลผิด")
    if state == State.SUPERSEDED:
        second = move(live, Action.START, actor=cast.writer)
        Announcement.objects.filter(pk=second.pk).update(change_note="แก้")
        publish(second)
        live.refresh_from_db()
    return live


def actor_named(name: str, cast):
    if name == "clock":
        return None
    if name == "author":
        return cast.writer
    if name == "owner":
        return cast.onlooker
    if name == "superuser":
        cast.assessor.is_superuser = True
        cast.assessor.save()
        return cast.assessor
    if name == "onlooker":
        cast.onlooker.position = None
        cast.onlooker.save()
    return getattr(cast, name)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.alike
def test_only_the_arrows_of_the_table_can_be_walked_and_only_by_whom_it_names(state, cast):
    walk_table(edition_in(state, cast), cast, list(Action), EXPECTED)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.alike
def test_the_urgent_arrows_can_be_walked_only_by_whom_their_tables_name(state, cast):
    urgent_arrows = [Action.URGENT_PUBLISH, *SECOND_REVIEW]
    walk_table(edition_in(state, cast, **helpers.URGENT), cast, urgent_arrows, URGENT)
    if state in ONCE_PUBLIC:
        in_haste = edition_in(state, cast, in_haste=True, **helpers.URGENT)
        walk_table(in_haste, cast, urgent_arrows, IN_HASTE)


def walk_table(edition: Edition, cast, actions: list[Action], expected: dict) -> None:
    """Every action by everybody; each is undone before the next."""
    state = edition.state
    for action in actions:
        for name in ACTORS:
            point = transaction.savepoint()
            actor = actor_named(name, cast)
            allowed = name in expected.get((state, action), set())
            events = LedgerEvent.objects.count()
            if allowed:
                result = move(edition, action, actor=actor, **given())
                assert result.state == TARGETS.get(action, state), (state, action, name)
                assert LedgerEvent.objects.count() > events
            else:
                with pytest.raises(Refused) as refusal:
                    move(edition, action, actor=actor, **given())
                assert refusal.value.reasons, (state, action, name)
                assert Edition.objects.get(pk=edition.pk).state == state
                assert LedgerEvent.objects.count() == events
            transaction.savepoint_rollback(point)
            for person in vars(cast).values():
                person.refresh_from_db()


@pytest.mark.parametrize("name", ["reviewer", "approver", "chief", "administrator", "assessor", "onlooker"])
def test_only_a_writer_may_begin_a_publication(name, cast):
    with pytest.raises(Refused, match="ผู้จัดทำ"):
        start(Announcement(title="เรื่อง"), actor=getattr(cast, name))


def test_contributor_may_not_approve(cast, django_user_model):
    cast.approver.groups.add(*cast.writer.groups.all())
    draft = make_draft()
    claim_draft(draft, actor=cast.approver, seen_version=draft.version)
    waiting = submit(draft)
    with pytest.raises(Refused, match="ร่วมจัดทำ"):
        move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    assert [user.username for user in approvers_of(waiting)] == ["approver2"]
    assert move(waiting, Action.APPROVE, actor=cast.approver2, ticks=ALL_TICKS).state == State.PUBLISHED


def test_an_administrator_who_gave_himself_the_approver_role_still_may_not_approve(cast):
    cast.administrator.groups.add(*cast.approver.groups.all())
    waiting = submit(make_draft())
    with pytest.raises(Refused, match="ผู้ดูแลระบบ"):
        move(waiting, Action.APPROVE, actor=cast.administrator, ticks=ALL_TICKS)
    assert cast.administrator not in approvers_of(waiting)


def test_a_role_taken_away_in_mid_session_no_longer_counts(cast):
    waiting = submit(make_draft())
    assert cast.approver.has_role("approver")  # the object in the session has read its roles
    cast.approver.groups.clear()
    with pytest.raises(Refused):
        move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)


def test_a_deactivated_person_can_do_nothing(cast):
    waiting = submit(make_draft())
    type(cast.approver).objects.filter(pk=cast.approver.pk).update(is_active=False)
    with pytest.raises(Refused, match="ระงับการใช้งาน"):
        move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)


@pytest.mark.parametrize("tick", list(CLAUSE_1_1))
@pytest.mark.parametrize("action", [Action.SUBMIT, Action.APPROVE, Action.SCHEDULE])
@pytest.mark.alike
def test_every_tick_of_clause_1_1_is_demanded_by_itself(tick, action, cast):
    edition = make_draft() if action == Action.SUBMIT else submit(make_draft())
    actor = cast.writer if action == Action.SUBMIT else cast.approver
    ticks = [other for other in ALL_TICKS if other != tick]
    with pytest.raises(Refused, match=r"ข้อ 1\(1\)"):
        move(edition, action, actor=actor, ticks=ticks, publish_at=timezone.now() + timedelta(days=1))


def test_declaration_and_attestation_are_recorded_with_the_wording_they_are_for(cast):
    live = make_live()
    kept = Attestation.objects.filter(edition=live)
    assert [(row.kind, row.user, row.content_hash) for row in kept] == [
        ("declaration", cast.writer, live.content_hash),
        ("attestation", cast.approver, live.content_hash),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.update(public_order=False)


@pytest.mark.parametrize("action", [Action.RETURN, Action.WITHDRAW, Action.REMOVE])
def test_a_reason_is_demanded_where_somebody_must_read_it(action, cast):
    edition = submit(make_draft()) if action == Action.RETURN else make_live()
    with pytest.raises(Refused, match="เหตุผล"):
        move(edition, action, actor=cast.approver, note="  \u200b ")


def test_a_refusal_gives_every_reason_at_once(cast):
    draft = start(Announcement(title="เรื่อง"), actor=cast.writer)
    reasons = why_not(draft, Action.SUBMIT, cast.writer)
    assert reasons == ["เขียนสรุปย่อหนึ่งหรือสองประโยค", "เขียนเนื้อหาข่าว", "กรอกวันที่ของข่าวในช่อง “ลงวันที่”"]


@pytest.mark.parametrize("model", list(COMPLETE))
def test_every_model_goes_all_the_way_and_an_empty_one_is_refused(model, cast):
    empty = start(model(title="ว่าง"), actor=cast.writer)
    with pytest.raises(Refused):
        submit(empty)
    live = make_live(model)
    assert live.state == State.PUBLISHED
    assert list(model.objects.live()) == [live]


def test_publishing_takes_the_place_of_the_live_edition_in_one_step(cast):
    first = make_live(title="ฉบับแรก")
    second = move(first, Action.START, actor=cast.writer)
    assert (second.number, second.title, second.state) == (2, "ฉบับแรก", State.DRAFT)
    assert Announcement.objects.live().get() == first
    with pytest.raises(Refused, match="บันทึกการแก้ไข"):
        submit(second)
    Announcement.objects.filter(pk=second.pk).update(title="ฉบับสอง", change_note="แก้ชื่อ")
    second = publish(Announcement.objects.get(pk=second.pk))
    assert Announcement.objects.live().get() == second
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED
    assert first.publication.first_published_at < second.publication.last_published_at


def test_the_copy_carries_parts_and_files_and_the_files_keep_their_address(cast):
    draft = make_draft()
    document, photo = add_document(draft, title="แผน"), add_photo(draft)
    live = publish(draft)
    copy = move(live, Action.START, actor=cast.writer2)
    assert [(row.address_id, row.stored_id, row.title, row.alt) for row in copy.attachments.all()] == [
        (document.address_id, document.stored_id, "แผน", ""),
        (photo.address_id, photo.stored_id, "", "ภาพกิจกรรม"),
    ]
    assert list(copy.contributions.values_list("user__username", flat=True)) == ["writer2"]


def test_two_editions_in_progress_are_refused(cast):
    live = make_live()
    move(live, Action.START, actor=cast.writer)
    with pytest.raises(Refused, match="ฉบับที่ 2"):
        move(live, Action.START, actor=cast.writer2)


def test_wording_changed_behind_the_back_after_submit_is_not_approved(cast):
    waiting = submit(make_draft())
    Announcement.objects.filter(pk=waiting.pk).update(body="<p>แทรก</p>")
    with pytest.raises(Refused, match="ไม่ตรงกับที่ส่งตรวจสอบ"):
        move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)


def test_an_approval_of_what_was_resubmitted_meanwhile_is_refused(cast):
    seen = submit(make_draft())
    again = move(seen, Action.RECALL, actor=cast.writer)
    Announcement.objects.filter(pk=again.pk).update(title="ใหม่")
    submit(again)
    with pytest.raises(Refused, match="หลังจากที่ท่านเปิดดู"):
        move(seen, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)


def test_a_save_over_a_newer_save_or_a_submitted_draft_is_refused(cast):
    draft = make_draft()
    seen = draft.version
    claim_draft(draft, actor=cast.writer2, seen_version=seen)
    with pytest.raises(Refused):
        claim_draft(draft, actor=cast.writer, seen_version=seen)
    waiting = submit(Announcement.objects.get(pk=draft.pk))
    with pytest.raises(Refused):
        claim_draft(waiting, actor=cast.writer, seen_version=waiting.version)


def test_an_approved_edition_appears_when_its_time_has_come_and_not_before(cast, client, time_machine):
    waiting = submit(make_draft())
    due = timezone.now() + timedelta(hours=1)
    approved = move(waiting, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=due)
    assert publish_due() == 0
    assert client.get(approved.publication.address).status_code == 404
    time_machine.move_to(due + timedelta(seconds=1))
    assert client.get(approved.publication.address).status_code == 200  # the request itself publishes it
    event = LedgerEvent.objects.get(action=Action.PUBLISH_DUE)
    assert (event.actor, event.actor_name, event.to_state) == (None, "ระบบตั้งเวลา", "published")


def test_a_due_edition_that_cannot_be_published_holds_up_neither_the_others_nor_the_page(
    cast, client, time_machine, caplog
):
    due = timezone.now() + timedelta(hours=1)
    first, second = submit(make_draft(title="ถูกแก้")), submit(make_draft(title="ถูกต้อง"))
    for edition in (first, second):
        move(edition, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=due)
    Announcement.objects.filter(pk=first.pk).update(body="<p>แทรกหลังอนุมัติ</p>")
    time_machine.move_to(due + timedelta(seconds=1))
    assert client.get("/").status_code == 200
    assert [edition.title for edition in Announcement.objects.live()] == ["ถูกต้อง"]
    for _ in range(3):
        client.get("/")
    # The second request tries once more, the others leave it alone for some seconds: readers do not all wait for it.
    assert caplog.text.count(f"edition {first.pk} is due") == 2
    third = submit(make_draft(title="ใหม่กว่า"))
    move(third, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=due + timedelta(minutes=1))
    time_machine.move_to(due + timedelta(seconds=61))
    client.get("/")
    assert {edition.title for edition in Announcement.objects.live()} == {"ใหม่กว่า", "ถูกต้อง"}


def test_nobody_declares_what_somebody_else_wrote_meanwhile(cast):
    seen = make_draft()
    draft = Announcement.objects.get(pk=seen.pk)
    claim_draft(draft, actor=cast.writer2, seen_version=draft.version)
    with pytest.raises(Refused, match="หลังจากที่ท่านเปิดดู"):
        submit(seen)


@pytest.mark.parametrize("reference", ["9" * 18, "9" * 19, "9" * 5000, "๑๒", "-1"])
def test_an_address_with_a_number_that_cannot_be_is_not_found(reference, cast):
    assert not Announcement.objects.live().at_address(reference).exists()


def test_a_time_in_the_past_cannot_be_scheduled(cast):
    with pytest.raises(Refused, match="อนาคต"):
        move(
            submit(make_draft()),
            Action.SCHEDULE,
            actor=cast.approver,
            ticks=ALL_TICKS,
            publish_at=timezone.now() - timedelta(minutes=1),
        )


def test_removed_and_withdrawn_editions_leave_the_lists_at_once(cast, client):
    withdrawn, removed = make_live(title="สิ้นผล"), make_live(title="ถอน")
    move(withdrawn, Action.WITHDRAW, actor=cast.approver, note="หมดอายุ")
    move(removed, Action.REMOVE, actor=cast.approver, note="ข้อมูลผิด")
    assert list(Announcement.objects.live()) == []
    page = client.get(withdrawn.publication.address)
    assert page.status_code == 200 and "หมดอายุ" in page.content.decode()
    assert client.get(removed.publication.address).status_code == 410


def test_restoring_goes_through_approval_again(cast):
    live = make_live()
    removed = move(live, Action.REMOVE, actor=cast.approver, note="ผิด")
    copy = move(removed, Action.RESTORE, actor=cast.writer2)
    assert (copy.state, copy.number) == (State.DRAFT, 2)
    assert list(Announcement.objects.live()) == []


def test_still_correct_sets_the_review_dates_and_changes_no_wording(cast):
    live = make_live(Page)
    again = move(live, Action.STILL_CORRECT, actor=cast.reviewer)
    publication = again.publication
    publication.refresh_from_db()
    today = timezone.localdate()
    assert publication.reviewed_on == today
    assert publication.review_due.year == today.year + 1
    assert again.content_hash == live.content_hash


def test_the_buttons_shown_are_those_that_work(cast):
    waiting = submit(make_draft())
    assert available(waiting, cast.approver)[Action.APPROVE] == []
    assert available(waiting, cast.writer)[Action.APPROVE] != []
    assert Action.PUBLISH_DUE not in available(waiting, cast.approver)


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.PUBLISHED},
        {"state": State.APPROVED},
        {"state": "nonsense"},
    ],
)
def test_the_database_refuses_a_live_edition_that_nobody_approved(change, cast):
    draft = make_draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(**change)


def test_the_database_refuses_a_second_live_one_a_second_in_progress_and_an_approving_submitter(cast):
    live = make_live()
    draft = move(live, Action.START, actor=cast.writer)
    full = {
        "submitted_by": cast.writer,
        "approved_by": cast.approver,
        "approved_at": timezone.now(),
        "published_at": timezone.now(),
        "content_hash": "x",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(state=State.PUBLISHED, **full)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=live.pk).update(state=State.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=live.pk).update(approved_by=cast.writer)


def test_the_signal_comes_after_commit_and_once(cast, django_capture_on_commit_callbacks):
    from publishing.signals import edition_moved

    heard = []
    edition_moved.connect(
        lambda publication_id, **_: heard.append(publication_id), weak=False, dispatch_uid="t"
    )
    draft = make_draft()
    with django_capture_on_commit_callbacks(execute=True):
        submit(draft)
        assert heard == []
    edition_moved.disconnect(dispatch_uid="t")
    assert heard == [draft.publication_id]


# Urgent publication (clauses 1(2), 3(2), 3(3))


def publish_in_haste(cast, *, publisher=None, edition=None) -> Edition:
    edition = edition or helpers.make_urgent()
    return move(
        edition,
        Action.URGENT_PUBLISH,
        actor=publisher or cast.approver,
        ticks=ALL_TICKS,
        note="น้ำเข้าหมู่บ้านแล้ว",
    )


def test_an_approver_publishes_in_haste_what_he_wrote_himself_and_the_duties_are_opened(cast):
    cast.approver.groups.add(*cast.writer.groups.all())
    live = publish_in_haste(cast, edition=helpers.make_urgent(writer=cast.approver))
    assert (live.state, live.urgent, live.submitted_by, live.approved_by) == (
        State.PUBLISHED,
        True,
        cast.approver,
        cast.approver,
    )
    assert live.second_review.reason == "น้ำเข้าหมู่บ้านแล้ว"
    assert live.chief_report.acknowledged_at is None
    today = timezone.localdate()
    assert [(one.days, (one.due_on - today).days) for one in live.follow_ups.all()] == [(7, 7), (30, 30)]
    assert {person.username for person in second_reviewers_of(live)} == {"reviewer", "approver2"}


def test_urgency_never_lets_an_incomplete_edition_out(cast):
    with pytest.raises(Refused, match="สาเหตุ"):
        publish_in_haste(cast, edition=helpers.make_urgent(cause=""))


def test_the_database_refuses_who_approves_what_he_submitted_unless_it_was_published_in_haste(cast):
    live = publish_in_haste(cast)
    ordinary = make_live()
    Edition.objects.filter(pk=live.pk).update(submitted_by=cast.approver)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=ordinary.pk).update(submitted_by=cast.approver)


def test_the_second_review_is_done_once_and_the_edition_stays_as_it_is(cast):
    live = publish_in_haste(cast)
    confirmed = move(live, Action.CONFIRM, actor=cast.reviewer, note="ตรวจสถานที่จริงแล้ว ถูกต้อง")
    assert (confirmed.state, confirmed.urgent) == (State.PUBLISHED, True)
    review = confirmed.second_review
    assert (review.outcome, review.done_by, review.note) == (
        "confirmed",
        cast.reviewer,
        "ตรวจสถานที่จริงแล้ว ถูกต้อง",
    )
    with pytest.raises(Refused, match="ไม่มีการสอบทานที่ค้างอยู่"):
        move(confirmed, Action.CORRECT, actor=cast.approver2, note="ซ้ำ")


def test_the_second_review_of_an_overtaken_edition_leaves_the_live_one_alone(cast):
    first = publish_in_haste(cast)
    second = helpers.revise(first)
    first.refresh_from_db()
    move(first, Action.CONFIRM, actor=cast.reviewer, note="ถูกต้อง")
    assert Announcement.objects.live().get() == second
    assert Edition.objects.get(pk=first.pk).state == State.SUPERSEDED


def test_what_somebody_else_removes_needs_no_second_review(cast):
    removed = move(publish_in_haste(cast), Action.REMOVE, actor=cast.approver2, note="ข่าวลือ")
    assert (removed.second_review.outcome, removed.second_review.done_by) == ("removed", cast.approver2)


def test_who_published_in_haste_does_not_end_the_second_review_by_removing_it(cast):
    live = publish_in_haste(cast, edition=submit(helpers.make_urgent()))
    gone = move(live, Action.REMOVE, actor=cast.approver, note="เผยแพร่ผิด")
    assert gone.second_review.is_open
    assert move(gone, Action.CONFIRM, actor=cast.reviewer, note="ถอนถูกต้อง").state == State.REMOVED
    assert SecondReview.objects.get().outcome == SecondReview.Outcome.CONFIRMED

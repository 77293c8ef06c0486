"""The attack cases of area permission at the desk: whatever is posted, nobody does what his role does not let him do."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Office
from accounts.roles import Role
from announcements.models import Announcement
from publishing.models import Edition, LedgerEvent
from publishing.states import Action, State
from publishing.workflow import move
from tests.conftest import CAST
from tests.desk import Desk
from tests.helpers import ALL_TICKS, make_draft, make_live, revise, submit, withdraw

pytestmark = pytest.mark.django_db

LIST = "/admin/announcements/announcement/"
QUEUE = "/admin/publishing/reviewitem/"
TICKS = dict.fromkeys(ALL_TICKS, "on")


@pytest.fixture(autouse=True)
def log(caplog):
    caplog.set_level(logging.INFO, "publishing.workflow")
    return caplog


def state_of(edition: Edition) -> str:
    return Edition.objects.get(pk=edition.pk).state


def post_move(client, edition: Edition, action: str):
    seen = Edition.objects.get(pk=edition.pk).version
    address = f"{LIST}{edition.pk}/move/{action}/"
    return client.post(address, {**TICKS, "seen": seen, "note": "เหตุผลที่ยาวพอ", "when": "now"})


def approve_by_every_way(client, edition: Edition) -> None:
    """By the fields of the form, by the actions of the lists, by the page of many, and by the address of the move."""
    forged = {"state": "published", "approved_by": 1, "title": "แทรก"}
    chosen = {"action": "approve", "_selected_action": edition.pk}
    client.post(f"{LIST}{edition.pk}/change/", {**forged, "_save": "1"})
    client.post(LIST, chosen)
    client.post(QUEUE, {**chosen, "action": "approve_selected"})
    seen = {f"seen_{edition.pk}": Edition.objects.get(pk=edition.pk).version}
    client.post(f"{QUEUE}approve/", {**TICKS, "id": edition.pk, "read": edition.pk, **seen})
    post_move(client, edition, "approve")


@pytest.mark.dry
def test_an_author_approves_his_own_item_by_no_form_and_no_list(as_user, cast, log):
    """PB-001, PB-002."""
    waiting = submit(make_draft())
    before = Edition.objects.filter(pk=waiting.pk).values().get()
    approve_by_every_way(as_user(cast.writer), waiting)
    assert Edition.objects.filter(pk=waiting.pk).values().get() == before
    assert f"edition {waiting.pk}: approve refused to account {cast.writer.pk}" in log.text


@pytest.mark.parametrize("hand", ["submitted", "edited"])
@pytest.mark.dry
def test_who_submitted_or_edited_an_item_does_not_approve_it_whatever_else_he_may(hand, as_user, cast, log):
    """PB-003 and PB-004: four eyes hold for the item, not for the role."""
    approver = cast.approver
    approver.groups.add(Group.objects.get(name=Role.WRITER.label))
    if hand == "submitted":
        waiting = submit(make_draft(writer=approver), writer=approver)
    else:
        draft = make_draft()
        desk = Desk("approver")
        assert desk.save(draft, {**desk.open(draft), "summary": "แก้โดยผู้อนุมัติ"})
        waiting = submit(Announcement.objects.get(pk=draft.pk))
    approve_by_every_way(as_user(approver), waiting)
    assert state_of(waiting) == State.SUBMITTED
    assert f"edition {waiting.pk}: approve refused to account {approver.pk}" in log.text
    post_move(as_user(cast.approver2), waiting, "approve")
    assert state_of(waiting) == State.PUBLISHED


def test_the_list_edits_and_adds_nothing(as_user, cast):
    """PB-007."""
    mine, other = make_draft(), make_draft(writer=cast.writer2)
    before = list(Edition.objects.order_by("pk").values())
    rows = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "2", "form-MIN_NUM_FORMS": "0", "_save": "1"}
    for number, key in enumerate((mine.pk, other.pk, "")):
        rows |= {
            f"form-{number}-{name}": value
            for name, value in {"id": key, "edition_ptr": key, "state": "published", "title": "แทรก"}.items()
        }
    as_user(cast.writer).post(LIST, rows)
    assert list(Edition.objects.order_by("pk").values()) == before


@pytest.mark.dry
def test_fields_that_one_only_reads_keep_their_values(as_user, cast):
    """PB-009."""
    other = make_live()
    draft = make_draft()
    names = [
        "publish_at", "publication_id", "urgent", "number", "state", "submitted_by_id", "approved_by_id", "published_at",
    ]  # fmt: skip
    before = Edition.objects.filter(pk=draft.pk).values(*names).get()
    desk = Desk("writer")
    forged = {
        "publish_at": "2026-01-01", "publish_at_0": "1/1/2569", "publish_at_1": "00.00", "category": "content",
        "publication": str(other.publication_id), "pinned": "on", "urgent": "on", "author": str(cast.writer2.pk), "number": "99",
        "state": "published", "submitted_by": str(cast.writer2.pk), "approved_by": str(cast.approver.pk),
        "published_at": "2026-01-01",
    }  # fmt: skip
    assert desk.save(draft, {**desk.open(draft), **forged, "summary": "บันทึกจริง"})
    assert Edition.objects.filter(pk=draft.pk).values(*names).get() == before
    saved = Announcement.objects.get(pk=draft.pk)
    assert (saved.summary, saved.publication.category) == ("บันทึกจริง", "announcements")
    assert [row.user for row in saved.contributions.all()] == [cast.writer]


@pytest.mark.dry
def test_models_without_a_right_are_403_by_their_address(as_user, cast):
    """PB-013."""
    client, name = as_user(cast.writer), Office.objects.get().name
    for address in (
        f"accounts/office/{Office.objects.get().pk}/change/",
        f"accounts/user/{cast.writer.pk}/change/",
        "accounts/user/add/",
        "publishing/letter/",
        "publishing/watchword/add/",
    ):
        assert client.get(f"/admin/{address}").status_code == 403, address
        assert client.post(f"/admin/{address}", {"name": "แทรก", "is_staff": "on"}).status_code == 403, (
            address
        )
    assert Office.objects.get().name == name


@pytest.mark.parametrize("state", ["draft", "returned", "withdrawn", "superseded"])
@pytest.mark.dry
def test_no_post_skips_a_state(state, as_user, cast, log):
    """PB-014: from none of them is there a way to what is live but through submitting and approving."""
    edition = make_live() if state in ("withdrawn", "superseded") else make_draft()
    if state == "returned":
        edition = move(submit(edition), Action.RETURN, actor=cast.reviewer, note="แก้")
    elif state == "withdrawn":
        edition = withdraw(edition)
    elif state == "superseded":
        revise(edition)
    log.clear()
    for name in ("approver", "writer"):
        for action in ("approve", "schedule", "publish_due", "recover", "recall", "urgent_publish"):
            answer = post_move(as_user(getattr(cast, name)), edition, action)
            assert answer.status_code in (403, 404, 409), action
    assert state_of(edition) == state
    assert f"edition {edition.pk}: approve refused to account {cast.approver.pk}" in log.text


@pytest.mark.dry
def test_a_role_taken_away_between_the_page_and_the_button_counts(as_user, cast):
    """PB-018."""
    waiting = submit(make_draft())
    client = as_user(cast.approver)
    assert client.get(f"{LIST}{waiting.pk}/move/approve/").status_code == 200
    cast.approver.groups.clear()
    assert post_move(client, waiting, "approve").status_code == 403
    assert state_of(waiting) == State.SUBMITTED


@pytest.mark.parametrize("name", CAST)
@pytest.mark.alike
def test_nobody_changes_or_deletes_what_was_recorded(name, as_user, cast):
    """PB-019."""
    event = LedgerEvent.objects.filter(edition=make_live()).last()
    before = LedgerEvent.objects.filter(pk=event.pk).values().get()
    client = as_user(getattr(cast, name))
    forged = {"note": "แทรก", "actor_name": "ผู้อื่น", "post": "yes"}
    for page in ("change", "delete"):
        assert client.post(f"/admin/publishing/ledgerevent/{event.pk}/{page}/", forged).status_code == 403
    client.post(
        "/admin/publishing/ledgerevent/",
        {"action": "delete_selected", "_selected_action": event.pk, "post": "yes"},
    )
    assert LedgerEvent.objects.filter(pk=event.pk).values().get() == before


@pytest.mark.dry
def test_what_waits_for_its_time_is_not_brought_forward_by_a_post(as_user, cast):
    """PB-014: only the clock publishes what is due."""
    later = timezone.now() + timedelta(days=1)
    waiting = move(
        submit(make_draft()), Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=later
    )
    for name in ("approver", "writer", "administrator"):
        post_move(as_user(getattr(cast, name)), waiting, "publish_due")
        post_move(as_user(getattr(cast, name)), waiting, "approve")
    assert state_of(waiting) == State.APPROVED

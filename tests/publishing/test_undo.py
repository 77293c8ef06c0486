"""What a stolen account did is listed and taken away by two people, each edition by a move of its own."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from publishing.models import AccountUndo, Edition, LedgerEvent
from publishing.refusal import Refused
from publishing.states import Action, State
from publishing.undo import ask, decide, done_since
from publishing.workflow import move
from tests.helpers import ALL_TICKS, make_draft, make_live, submit

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

REASON = "รหัสผ่านรั่ว มีการเผยแพร่เวลากลางคืน"
NOTE = "อยู่ระหว่างตรวจสอบ"


@pytest.fixture
def stolen(cast, time_machine):
    """The approver published one before, and since an hour ago two; a third waits for its time."""
    make_live(title="ก่อนหน้า")
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    since = timezone.now() - timedelta(hours=1)
    made = [make_live(title="หนึ่ง"), make_live(title="สอง")]
    tomorrow = timezone.now() + timedelta(days=1)
    made.append(
        move(submit(make_draft()), Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=tomorrow)
    )
    return since, made


def test_one_asks_and_the_account_is_shut_another_decides_and_each_is_moved(cast, stolen, client):
    since, made = stolen
    client.force_login(cast.approver)
    undo = ask(cast.approver, since=since, reason=REASON, actor=cast.administrator)
    cast.approver.refresh_from_db()
    assert not cast.approver.is_active and client.get("/admin/").status_code == 302
    assert {edition.pk for edition in done_since(cast.approver, since).published} == {one.pk for one in made}
    choices = {
        made[0].pk: ("withdraw", made[0].version),
        made[1].pk: ("remove", made[1].version),
        made[2].pk: ("return", made[2].version),
    }
    assert decide(undo, choices, actor=cast.approver2, note=NOTE) == (3, {})
    states = [Edition.objects.get(pk=one.pk).state for one in made]
    assert states == [State.WITHDRAWN, State.REMOVED, State.RETURNED]
    assert Edition.objects.get(title="ก่อนหน้า").state == State.PUBLISHED
    undo.refresh_from_db()
    assert undo.closed_by == cast.approver2
    told = LedgerEvent.objects.filter(action__in=["เสนอย้อนสิ่งที่บัญชีทำ", "พิจารณาการย้อนสิ่งที่บัญชีทำแล้ว"])
    assert [event.actor for event in told] == [cast.administrator, cast.approver2]


def test_nobody_does_both_steps_nor_asks_for_himself_nor_without_a_reason(cast, stolen):
    since, made = stolen
    for person, actor, reason in (
        (cast.administrator, cast.administrator, REASON),
        (cast.approver, cast.approver2, REASON),
        (cast.approver, cast.administrator, "สั้น"),
    ):
        with pytest.raises(Refused):
            ask(person, since=since, reason=reason, actor=actor)
    undo = ask(cast.approver, since=since, reason=REASON, actor=cast.administrator)
    for actor in (cast.administrator, cast.approver, cast.writer):
        with pytest.raises(Refused):
            decide(undo, {made[0].pk: ("withdraw", made[0].version)}, actor=actor, note=NOTE)
    with pytest.raises(Refused):
        ask(cast.approver, since=since, reason=REASON, actor=cast.administrator)


def test_what_is_refused_or_not_chosen_stays_open_and_what_is_kept_is_in_the_ledger(cast, stolen):
    since, made = stolen
    undo = ask(cast.approver, since=since, reason=REASON, actor=None)
    choices = {made[0].pk: ("", made[0].version), made[1].pk: ("withdraw", made[1].version - 1)}
    moved, refused = decide(undo, choices, actor=cast.approver2, note=NOTE)
    assert (moved, [edition.pk for edition in refused]) == (0, [made[1].pk])
    assert AccountUndo.objects.get().closed_at is None
    choices = {one.pk: ("", one.version) for one in made}
    assert decide(undo, choices, actor=cast.approver2, note=NOTE) == (0, {})
    assert "คงไว้" in LedgerEvent.objects.order_by("number").last().note


def test_the_pages_list_ask_and_decide(cast, stolen, client):
    since, made = stolen
    client.force_login(cast.administrator)
    typed = {"username": "approver", "since_0": "01/01/2569", "since_1": "00.00", "reason": REASON}
    page = client.post("/admin/undo/", typed | {"list": "1"})
    assert page.status_code == 200 and "หนึ่ง" in page.content.decode()
    assert AccountUndo.objects.count() == 0
    asked = client.post("/admin/undo/", typed | {"ask": "1"})
    undo = AccountUndo.objects.get()
    address = reverse("admin:undo_one", args=[undo.pk])
    assert asked.headers["Location"] == address
    assert client.post(address, {"note": NOTE}).status_code == 403
    client.force_login(cast.approver2)
    assert "ดำเนินการตามที่เลือก" in client.get(address).content.decode()
    sent = {"note": NOTE, "way_x": "withdraw", "way_99999999999999999999": "withdraw"}
    for edition in done_since(cast.approver, undo.since).published:
        sent |= {f"way_{edition.pk}": "", f"seen_{edition.pk}": str(edition.version)}
    sent[f"way_{made[0].pk}"] = "withdraw"
    assert client.post(address, sent).status_code == 302
    assert Edition.objects.get(pk=made[0].pk).state == State.WITHDRAWN
    assert AccountUndo.objects.get().closed_by == cast.approver2


def test_the_command_lists_and_asks(cast, stolen):
    out = StringIO()
    call_command("undo_account", "approver", since="2026-01-01T00:00", stdout=out)
    assert "หนึ่ง" in out.getvalue() and AccountUndo.objects.count() == 0
    with pytest.raises(CommandError):
        call_command("undo_account", "approver", since="เมื่อวาน")
    with pytest.raises(CommandError):
        call_command("undo_account", "approver", since="2026-01-01T00:00", withdraw=True)
    call_command("undo_account", "approver", since="2026-01-01", withdraw=True, reason=REASON, stdout=out)
    assert AccountUndo.objects.get().asked_by is None

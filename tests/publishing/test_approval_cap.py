"""One person approves so many editions an hour and no more; an emergency never waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.models import LedgerEvent
from publishing.refusal import Refused
from publishing.states import Action, State
from publishing.workflow import move
from tests.helpers import ALL_TICKS, make_draft, make_urgent, submit

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


def approve(person, **how) -> State:
    return move(submit(make_draft(**how)), Action.APPROVE, actor=person, ticks=ALL_TICKS).state


def test_beyond_the_cap_an_approval_waits_for_its_hour_and_others_go_on(cast, settings, time_machine):
    settings.APPROVALS_AN_HOUR = 2
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    assert [approve(cast.approver), approve(cast.approver)] == [State.PUBLISHED] * 2
    with pytest.raises(Refused) as refused:
        approve(cast.approver)
    assert "ท่านอนุมัติครบ 2 เรื่องในหนึ่งชั่วโมงแล้ว" in refused.value.reasons[0]
    assert approve(cast.approver2) == State.PUBLISHED
    time_machine.move_to(now + timedelta(hours=1, seconds=1), tick=False)
    assert approve(cast.approver) == State.PUBLISHED


def test_scheduling_counts_and_an_emergency_goes_on_with_a_warning_in_the_ledger(cast, settings):
    settings.APPROVALS_AN_HOUR = 1
    tomorrow = timezone.now() + timedelta(days=1)
    move(submit(make_draft()), Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=tomorrow)
    with pytest.raises(Refused):
        approve(cast.approver)
    urgent = move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="น้ำท่วม")
    assert urgent.state == State.PUBLISHED
    assert "เกินจำนวนที่อนุมัติได้ในหนึ่งชั่วโมง" in LedgerEvent.objects.get(action=Action.URGENT_PUBLISH).note


def test_the_demo_is_not_held_up(cast, settings):
    settings.APPROVALS_AN_HOUR = 1
    cast.approver.is_demo = True
    cast.approver.save(update_fields=["is_demo"])
    assert [approve(cast.approver), approve(cast.approver)] == [State.PUBLISHED] * 2

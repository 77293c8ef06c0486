"""The ledger: append-only, chained, and it says where it was touched."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from publishing import ledger
from publishing.models import LedgerEvent, LedgerHead
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import make_live

pytestmark = pytest.mark.django_db


def without_triggers(statement: str, parameters=()) -> None:
    """Do to the ledger what only somebody with the database's own rights could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER publishing_ledger_no_update")
            cursor.execute("DROP TRIGGER publishing_ledger_no_delete")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE publishing_ledgerevent DISABLE TRIGGER USER")
        cursor.execute(statement, parameters)


def test_an_event_tells_who_with_name_and_position_as_they_were(cast):
    live = make_live()
    event = LedgerEvent.objects.get(edition=live, action=Action.APPROVE)
    assert (event.actor_name, event.actor_position) == ("ผู้แสดง approver", "ปลัดองค์การบริหารส่วนตำบล")
    assert (event.from_state, event.to_state) == ("submitted", "published")
    assert event.content_hash == live.content_hash
    assert event.address == live.publication.address


def test_the_last_event_of_an_edition_agrees_with_its_state(cast):
    live = make_live()
    withdrawn = move(live, Action.WITHDRAW, actor=cast.approver, note="หมดอายุ")
    assert withdrawn.events.order_by("-number").first().to_state == withdrawn.state


@pytest.mark.parametrize(
    "statement", ["UPDATE publishing_ledgerevent SET note = 'x'", "DELETE FROM publishing_ledgerevent"]
)
def test_the_database_refuses_to_change_or_delete_events(statement, cast):
    make_live()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_whole_ledger_has_no_faults(cast):
    make_live()
    assert list(ledger.faults()) == []
    call_command("verify_ledger")


LAST = "(SELECT max(number) FROM publishing_ledgerevent)"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"UPDATE publishing_ledgerevent SET note = 'x' WHERE number = {LAST} - 1", "ถูกแก้ไข"),
        (f"UPDATE publishing_ledgerevent SET actor_name = 'ผู้อื่น' WHERE number = {LAST}", "ถูกแก้ไข"),
        (f"DELETE FROM publishing_ledgerevent WHERE number = {LAST} - 1", "หายไป"),
        (f"DELETE FROM publishing_ledgerevent WHERE number = {LAST}", "ท้ายสมุดบันทึก"),
    ],
)
def test_verify_ledger_names_the_first_broken_row(statement, sentence, cast):
    make_live()
    without_triggers(statement)
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_ledger")


def test_verify_ledger_says_when_the_triggers_are_gone(cast):
    without_triggers("SELECT 1")
    with pytest.raises(CommandError, match="ทริกเกอร์"):
        call_command("verify_ledger")


def test_an_event_outside_a_transaction_is_refused(cast):
    connection.in_atomic_block, was = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError):
            ledger.append("ทดสอบ", actor=cast.writer)
    finally:
        connection.in_atomic_block = was


def test_there_is_one_head(cast):
    make_live()
    head = LedgerHead.objects.get()
    assert head.hash == LedgerEvent.objects.order_by("-number").first().hash

"""Appending to the ledger and checking it. The chain makes a changed, missing or added row show itself."""

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing.models import Edition, LedgerDay, LedgerEvent, LedgerHead, Publication

FIRST_HASH = "0" * 64
CLOCK_NAME = "ระบบตั้งเวลา"


def event_hash(event: LedgerEvent) -> str:
    """SHA-256 (hex) over every column of the event, the hash of the one before included."""
    record = [
        event.number,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        event.actor_name,
        event.actor_position,
        event.action,
        event.publication_id,
        event.edition_id,
        event.from_state,
        event.to_state,
        event.note,
        event.content_hash,
        event.address,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(record, ensure_ascii=False).encode()).hexdigest()


def append(
    action: str,
    *,
    actor: User | None,
    publication: Publication | None = None,
    edition: Edition | None = None,
    from_state: str = "",
    to_state: str = "",
    note: str = "",
    content_hash: str = "",
    at: datetime | None = None,
    roles: Collection[Role] = (),
    name: str = CLOCK_NAME,
) -> LedgerEvent:
    """Write one event in the caller's transaction. `actor` None is the clock, or whoever `name` names.

    `roles` are those that the act asked for: a role held only as acting is written with the position acted for.

    The head row is locked first: appends take turns on PostgreSQL; on SQLite the transaction itself is the lock.
    Raises RuntimeError outside a transaction, for an event must stand or fall with what it tells.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A ledger event is written in the transaction of what it records.")
    head, _ = LedgerHead.objects.select_for_update().get_or_create(pk=1, defaults={"hash": FIRST_HASH})
    event = LedgerEvent(
        number=head.number + 1,
        at=at or timezone.now(),
        actor=actor,
        actor_name=actor.full_name if actor else name[:150],
        actor_position=actor.title_for(roles) if actor else "",
        action=action,
        publication=publication,
        edition=edition,
        from_state=from_state,
        to_state=to_state,
        note=note,
        content_hash=content_hash,
        address=publication.address if publication else "",
        previous_hash=head.hash,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    LedgerHead.objects.filter(pk=1).update(number=event.number, hash=event.hash)
    return event


def faults() -> Iterator[str]:
    """What is wrong with the ledger, first fault first, as sentences; nothing when it is whole."""
    if not triggers_stand():
        yield "ทริกเกอร์ที่ห้ามแก้ไขสมุดบันทึกหายไปจากฐานข้อมูล"
    previous, number = FIRST_HASH, 0
    for event in LedgerEvent.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if event.number != number:
            yield f"รายการที่ {number} หายไป (พบลำดับ {event.number} แทน)"
            return
        if event.previous_hash != previous:
            yield f"รายการที่ {number} ไม่ต่อกับรายการก่อนหน้า"
            return
        if event.hash != event_hash(event):
            yield f"รายการที่ {number} ถูกแก้ไขหลังบันทึก"
            return
        previous = event.hash
    head = LedgerHead.objects.filter(pk=1).first()
    if (head.number, head.hash) != (number, previous) if head else number:
        yield f"ท้ายสมุดบันทึกไม่ครบ: มี {number} รายการ แต่ควรมี {head.number if head else 0} รายการ"


#: Days of one run of `note_days()`; the next run goes on.
MOST_DAYS = 400


def note_days(now: datetime | None = None) -> int:
    """Keep the head of the ledger at the end of every day that is over and was not noted; returns how many days.

    Safe to run any number of times at once, or not for days.
    """
    today = timezone.localdate(now or timezone.now())
    last = LedgerDay.objects.order_by("-day").first()
    first = LedgerEvent.objects.order_by("number").first()
    if first is None:
        return 0
    day = last.day + timedelta(days=1) if last else timezone.localdate(first.at)
    rows = []
    while day < today and len(rows) < MOST_DAYS:
        ends = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        event = LedgerEvent.objects.filter(at__lt=ends).order_by("-number").first()
        rows.append(LedgerDay(day=day, number=event.number, hash=event.hash))
        day += timedelta(days=1)
    LedgerDay.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def triggers_stand() -> bool:
    """Whether the database still refuses to change or delete events."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'publishing_ledger_no_%'"
            )
        else:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'publishing_ledger_no_%' AND tgenabled <> 'D'"
                " AND tgrelid = to_regclass('publishing_ledgerevent')"
            )
        return cursor.fetchone()[0] == 2

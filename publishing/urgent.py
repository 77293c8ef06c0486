"""Urgent publication: the duties that it opens, and what is done about them (clauses 1(2), 3(2), 3(3)).

`workflow.move()` opens and closes the second review; the report to the chief executive and the follow-up are not moves of
an edition and have their functions here. Every one of them is a ledger event, written in the same transaction.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.office_days import next_office_day
from accounts.roles import Role
from publishing import ledger, notices
from publishing.hands import reports_to_himself
from publishing.models import ChiefReport, Edition, FollowUp, Publication, SecondReview
from publishing.refusal import Refused
from thai.dates import BANGKOK, format_date
from thai.text import normalise

#: A second review is due this long after publication, or on the next office day at noon, whichever is later.
REVIEW_WITHIN = timedelta(hours=24)
NOON = time(12)
ACKNOWLEDGED = "รับทราบรายงานด่วน"
NUMBERED = "ลงเลขที่บันทึกข้อความ"
FOLLOWED_UP = "ประเมินผลหลังเผยแพร่"


def review_due(published_at: datetime) -> datetime:
    """When the second review of what was published at `published_at` is due (one query: the holidays)."""
    day = next_office_day(timezone.localdate(published_at))
    return max(published_at + REVIEW_WITHIN, datetime.combine(day, NOON, BANGKOK))


def open_duties(edition: Edition, reason: str, now: datetime) -> None:
    """The second review, the report to the chief executive and the follow-ups of an edition just published in haste.

    Call in the transaction of the publication.
    """
    SecondReview.objects.create(edition=edition, opened_at=now, due_at=review_due(now), reason=reason)
    ChiefReport.objects.create(edition=edition, opened_at=now)
    today = timezone.localdate(now)
    FollowUp.objects.bulk_create(
        FollowUp(edition=edition, days=days, due_on=today + timedelta(days=days)) for days in FollowUp.DAYS
    )
    notices.urgent_published(edition)


def close_review(edition: Edition, outcome: str, actor: User | None, note: str, now: datetime) -> None:
    """Record the outcome of an open second review; where there is none, nothing happens."""
    SecondReview.objects.filter(edition=edition.pk, outcome="").update(
        outcome=outcome, note=note, done_at=now, done_by=actor
    )


def why_not_acknowledge(report: ChiefReport, actor: User) -> list[str]:
    """Why this person cannot acknowledge the report, as Thai sentences; empty when he can."""
    if report.acknowledged_at is not None:
        return ["รายงานนี้มีผู้รับทราบแล้ว"]
    if not actor.has_role(Role.CHIEF_EXECUTIVE):
        return ["ต้องให้นายก อบต. หรือผู้รักษาราชการแทนเป็นผู้รับทราบ"]
    if reports_to_himself(actor, report.edition):
        return [
            "ท่านเป็นผู้เผยแพร่เรื่องนี้ จึงรับทราบรายงานของท่านเองแทนนายกไม่ได้ ต้องให้นายก อบต. หรือผู้รักษาราชการแทนคนอื่นเป็นผู้รับทราบ"
        ]
    return []


def acknowledge(report: ChiefReport, *, actor: User, instruction: str = "") -> ChiefReport:
    """The chief executive, or who acts for him, has seen the report; `instruction` is what he orders. Raises Refused."""
    instruction = normalise(instruction or "").strip()
    with transaction.atomic():
        _lock(report.edition)
        report = ChiefReport.objects.select_related("edition__publication").get(pk=report.pk)
        actor = User.objects.select_related("position").get(pk=actor.pk)
        if reasons := why_not_acknowledge(report, actor):
            raise Refused(reasons)
        now = timezone.now()
        won = ChiefReport.objects.filter(pk=report.pk, acknowledged_at=None).update(
            acknowledged_at=now, acknowledged_by=actor, instruction=instruction
        )
        if won != 1:
            raise Refused(["รายงานนี้มีผู้รับทราบแล้ว"])
        _record(ACKNOWLEDGED, report.edition, actor, instruction, now, [Role.CHIEF_EXECUTIVE])
    report.refresh_from_db()
    return report


def set_number(report: ChiefReport, *, actor: User, number: str, dated_on: date | None) -> ChiefReport:
    """Enter the memo's number and date from the office's register. Raises Refused for who only reads."""
    with transaction.atomic():
        _lock(report.edition)
        actor = User.objects.select_related("position").get(pk=actor.pk)
        if not actor.has_role(Role.WRITER, Role.REVIEWER, Role.APPROVER):
            raise Refused(["ต้องให้เจ้าหน้าที่ผู้จัดทำ ผู้ตรวจสอบ หรือผู้อนุมัติเป็นผู้ลงเลขที่"])
        ChiefReport.objects.filter(pk=report.pk).update(number=number, dated_on=dated_on)
        _record(NUMBERED, report.edition, actor, number, timezone.now(), [])
    report.refresh_from_db()
    return report


def follow_up(one: FollowUp, *, actor: User, effects: str, lessons: str) -> FollowUp:
    """Record what the publication led to and what was learnt, once, and not before it can be known.

    Raises Refused with every reason.
    """
    effects, lessons = (normalise(text or "").strip() for text in (effects, lessons))
    with transaction.atomic():
        _lock(one.edition)
        actor = User.objects.select_related("position").get(pk=actor.pk)
        reasons = []
        if not actor.has_role(Role.WRITER, Role.REVIEWER, Role.APPROVER):
            reasons.append("ต้องให้เจ้าหน้าที่ผู้จัดทำ ผู้ตรวจสอบ หรือผู้อนุมัติเป็นผู้ประเมิน")
        if timezone.localdate() < one.opens_on:
            reasons.append(
                f"ยังเร็วเกินไปที่จะประเมินผลหลังเผยแพร่ {one.days} วัน ประเมินได้ตั้งแต่ {format_date(one.opens_on)}"
            )
        if not effects:
            reasons.append("เขียนผลกระทบหลังการเผยแพร่")
        if not lessons:
            reasons.append("เขียนบทเรียน")
        if reasons:
            raise Refused(reasons)
        now = timezone.now()
        won = FollowUp.objects.filter(pk=one.pk, done_at=None).update(
            effects=effects, lessons=lessons, done_at=now, done_by=actor
        )
        if won != 1:
            raise Refused(["มีผู้บันทึกการประเมินครั้งนี้ไปแล้ว"])
        _record(FOLLOWED_UP, one.edition, actor, f"หลังเผยแพร่ {one.days} วัน", now, [])
    one.refresh_from_db()
    return one


def _lock(edition: Edition) -> None:
    """First, in the order of `workflow.move()`: the event points at rows that a move holds while it waits for the ledger."""
    Publication.objects.select_for_update(no_key=True).get(pk=edition.publication_id)


def _record(action: str, edition: Edition, actor: User, note: str, now: datetime, roles: list[Role]) -> None:
    ledger.append(
        action, actor=actor, publication=edition.publication, edition=edition, note=note, at=now, roles=roles
    )

"""The states of an edition and the arrows between them, as data. Only `workflow.py` walks them."""

from dataclasses import dataclass

from django.db import models

from accounts.roles import Role


class State(models.TextChoices):
    DRAFT = "draft", "ร่าง"
    SUBMITTED = "submitted", "รอตรวจสอบ"
    RETURNED = "returned", "ส่งกลับแก้ไข"
    APPROVED = "approved", "อนุมัติแล้ว รอเวลา"
    PUBLISHED = "published", "เผยแพร่แล้ว"
    SUPERSEDED = "superseded", "มีฉบับใหม่แทน"
    WITHDRAWN = "withdrawn", "สิ้นผล"
    REMOVED = "removed", "ถอนออกแล้ว"
    DISCARDED = "discarded", "ทิ้งร่างแล้ว"
    EMPTIED = "emptied", "ลบถาวรแล้ว"  # the wording is gone; the row stays for the ledger


#: A writer may still change the wording.
EDITABLE = frozenset({State.DRAFT, State.RETURNED})
#: Under way: at most one such edition a publication (the database refuses a second).
IN_PROGRESS = EDITABLE | {State.SUBMITTED, State.APPROVED}
#: Stands at the public address: at most one a publication. A withdrawn one is shown under its notice.
STANDING = frozenset({State.PUBLISHED, State.WITHDRAWN})
#: Was public at some time, so it carries an approver and is never deleted.
ONCE_PUBLIC = STANDING | {State.SUPERSEDED, State.REMOVED}


class Action(models.TextChoices):
    """What somebody does to an edition: the bare verb on the button."""

    START = "start", "เริ่มฉบับร่าง"
    SUBMIT = "submit", "ส่งตรวจสอบ"
    RECALL = "recall", "ดึงกลับมาแก้ไข"
    RETURN = "return", "ส่งกลับแก้ไข"
    APPROVE = "approve", "อนุมัติและเผยแพร่"
    SCHEDULE = "schedule", "อนุมัติและตั้งเวลาเผยแพร่"
    PUBLISH_DUE = "publish_due", "เผยแพร่ตามเวลา"
    WITHDRAW = "withdraw", "ให้สิ้นผล"
    REMOVE = "remove", "ถอนออก"
    RESTORE = "restore", "นำกลับมาเป็นร่าง"
    DISCARD = "discard", "ทิ้งร่าง"
    RECOVER = "recover", "กู้คืนจากถังขยะ"
    EMPTY = "empty", "ลบถาวร"
    STILL_CORRECT = "still_correct", "ยืนยันว่ายังถูกต้อง"
    # Clauses 1(2), 3(2), 3(3): one approver alone, and somebody else who looks again afterwards.
    URGENT_PUBLISH = "urgent_publish", "เผยแพร่กรณีเร่งด่วน"
    CONFIRM = "confirm", "ยืนยันผลสอบทาน"
    CORRECT = "correct", "แจ้งผลสอบทานให้แก้ไข"


#: The moves that are the second review of an urgent publication → the outcome that each records.
SECOND_REVIEW = {Action.CONFIRM: "confirmed", Action.CORRECT: "correct"}


@dataclass(frozen=True)
class Arrow:
    """One row of the workflow table.

    `sources` holds None where there is nothing yet. `roles` empty means that no role is asked for;
    `owner` lets the holder of the owning position act without one of `roles`.
    """

    action: Action
    sources: frozenset[State | None]
    target: State
    roles: frozenset[Role] = frozenset()
    contributor: bool = False
    four_eyes: bool = False
    owner: bool = False
    clock: bool = False
    note: str = ""  # what the note is called when it must be given
    ticks: bool = False  # clause 1(1) must be declared or attested, tick by tick
    urgent: bool = False  # published in haste: opens a second review, whoever contributed
    stays: bool = False  # the edition keeps its state
    time: bool = False  # a time of publication must be given
    successor: bool = False  # another publication may be named that takes its place

    @property
    def attests(self) -> bool:
        """Whether the actor vouches for what is going to be public, as its approver."""
        return self.ticks and self.action != Action.SUBMIT


def _arrow(action: Action, sources: set, target: State, *roles: Role, **how) -> Arrow:
    return Arrow(action, frozenset(sources), target, frozenset(roles), **how)


ARROWS: dict[Action, Arrow] = {
    arrow.action: arrow
    for arrow in (
        _arrow(Action.START, {None, State.PUBLISHED}, State.DRAFT, Role.WRITER),
        _arrow(Action.SUBMIT, EDITABLE, State.SUBMITTED, contributor=True, ticks=True),
        _arrow(Action.RECALL, {State.SUBMITTED}, State.DRAFT, contributor=True),
        _arrow(
            Action.RETURN,
            {State.SUBMITTED, State.APPROVED},
            State.RETURNED,
            Role.REVIEWER,
            Role.APPROVER,
            note="เหตุผลที่ส่งกลับ",
        ),
        _arrow(Action.APPROVE, {State.SUBMITTED}, State.PUBLISHED, Role.APPROVER, four_eyes=True, ticks=True),
        _arrow(
            Action.SCHEDULE,
            {State.SUBMITTED},
            State.APPROVED,
            Role.APPROVER,
            four_eyes=True,
            ticks=True,
            time=True,
        ),
        _arrow(Action.PUBLISH_DUE, {State.APPROVED}, State.PUBLISHED, clock=True),
        _arrow(
            Action.WITHDRAW,
            {State.PUBLISHED},
            State.WITHDRAWN,
            Role.APPROVER,
            four_eyes=True,
            note="เหตุผลที่แจ้งต่อประชาชน",
            successor=True,
        ),
        _arrow(
            Action.REMOVE,
            ONCE_PUBLIC - {State.REMOVED},
            State.REMOVED,
            Role.APPROVER,
            four_eyes=True,
            note="เหตุผลที่แจ้งต่อประชาชน",
            successor=True,
        ),
        # Any writer, not only a contributor: people leave, and the copy goes through approval again.
        _arrow(Action.RESTORE, {State.WITHDRAWN, State.REMOVED}, State.DRAFT, Role.WRITER),
        _arrow(Action.DISCARD, EDITABLE, State.DISCARDED, contributor=True),
        # Like restore: whoever threw it away may have left.
        _arrow(Action.RECOVER, {State.DISCARDED}, State.DRAFT, Role.WRITER),
        _arrow(Action.EMPTY, {State.DISCARDED}, State.EMPTIED, clock=True),
        _arrow(
            Action.URGENT_PUBLISH,
            {State.DRAFT, State.SUBMITTED},
            State.PUBLISHED,
            Role.APPROVER,
            urgent=True,
            note="เหตุผลที่ต้องเผยแพร่โดยด่วน",
            ticks=True,
        ),
        *(
            _arrow(
                action,
                ONCE_PUBLIC,
                State.PUBLISHED,
                Role.REVIEWER,
                Role.APPROVER,
                four_eyes=True,
                stays=True,
                note=note,
            )
            for action, note in (
                (Action.CONFIRM, "ความเห็นของผู้สอบทาน"),
                (Action.CORRECT, "สิ่งที่ต้องแก้ไข"),
            )
        ),
        _arrow(Action.STILL_CORRECT, {State.PUBLISHED}, State.PUBLISHED, Role.REVIEWER, owner=True),
    )
}

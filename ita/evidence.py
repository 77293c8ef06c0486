"""Evidence is proposed by a writer and confirmed by an approver who did not propose it. Nothing else writes its state.

As in publishing/workflow.py: which steps exist and who may (`why_not`), what must be true (ita/proposals.py), what is remembered
(the ledger), what happens after commit (the item is checked at once).
"""

from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from ita import checking
from ita.freezing import is_frozen
from ita.models import Claim, Cycle, Evidence, Item
from ita.proposals import Proposal, not_there, unanswered, wrong
from ita.words import item_label
from publishing import ledger
from publishing.models import Publication
from publishing.refusal import Refused
from thai.text import normalise, normalise_line

State = Evidence.State

CHANGED = "หลักฐานนี้เปลี่ยนไปหลังจากที่ท่านเปิดดู ให้เปิดดูล่าสุดก่อนตัดสินใจ"


class Step(models.TextChoices):
    """What somebody does to evidence, in the words of the ledger."""

    PROPOSE = "propose", "เสนอหลักฐาน ITA"
    REVISE = "revise", "แก้ไขหลักฐาน ITA"
    CONFIRM = "confirm", "ยืนยันหลักฐาน ITA"
    SEND_BACK = "send_back", "ส่งกลับหลักฐาน ITA"
    RETIRE = "retire", "เลิกใช้หลักฐาน ITA"


#: Step → the states from which it starts (of what is proposed there is nothing before).
SOURCES = {
    Step.REVISE: {State.PROPOSED, State.CONFIRMED, State.RETURNED},
    Step.CONFIRM: {State.PROPOSED},
    Step.SEND_BACK: {State.PROPOSED, State.CONFIRMED},
    Step.RETIRE: {State.PROPOSED, State.CONFIRMED, State.RETURNED},
}


def propose(item: Item, *, actor: User, **about: object) -> Evidence:
    """Evidence for `item`; `about` are the fields of Proposal. Raises Refused with every reason."""
    proposal = Proposal(**about)
    silent = [] if checking.is_later() else unanswered(proposal)
    with transaction.atomic():
        # Lock order: publication, cycle, item, evidence, ledger head. On SQLite the transaction (IMMEDIATE) is the lock.
        _lock(proposal.publication)
        item, actor = _fresh(item.pk, actor)
        evidence = Evidence(item=item, **proposal.columns())
        reasons = why_not(Step.PROPOSE, item, actor) or [*wrong(evidence, proposal), *silent]
        if reasons:
            raise Refused(reasons)
        evidence.order = item.evidence.count()
        evidence.proposed_by, evidence.proposed_at = actor, timezone.now()
        evidence.save(force_insert=True)
        _claim(evidence, proposal)
        _remember(Step.PROPOSE, evidence, actor)
    return evidence


def revise(evidence: Evidence, *, actor: User, seen: int, **about: object) -> Evidence:
    """Say it anew: it is proposed again, by `actor`. `seen` is the version that stood on his screen. Raises Refused."""
    proposal = Proposal(**about)
    silent = [] if checking.is_later() else unanswered(proposal)
    with transaction.atomic():
        _lock(proposal.publication)
        fresh, actor = _fresh_evidence(evidence, actor)
        for name, value in proposal.columns().items():
            setattr(fresh, name, value)
        reasons = (
            why_not(Step.REVISE, fresh.item, actor, fresh)
            or _unseen(fresh, seen)
            or [*wrong(fresh, proposal), *silent]
        )
        if reasons:
            raise Refused(reasons)
        by = {"proposed_by": actor, "proposed_at": timezone.now(), "confirmed_by": None, "confirmed_at": None}
        _write(fresh, seen, state=State.PROPOSED, answer="", renew="", **proposal.columns(), **by)
        fresh.claims.all().delete()
        _claim(fresh, proposal)
        _remember(Step.REVISE, fresh, actor)
    return fresh


def confirm(evidence: Evidence, *, actor: User, seen: int) -> Evidence:
    """An approver who did not propose it says that it shows what it claims; from now on it is public. Raises Refused."""
    by = {"confirmed_by": actor, "confirmed_at": timezone.now(), "answer": ""}
    return _decide(Step.CONFIRM, evidence, actor, seen, state=State.CONFIRMED, **by)


def send_back(evidence: Evidence, *, actor: User, seen: int, why: str) -> Evidence:
    """Back to who proposed it, with the reason. What was public is so no more. Raises Refused."""
    nobody = {"confirmed_by": None, "confirmed_at": None}
    return _decide(Step.SEND_BACK, evidence, actor, seen, why, state=State.RETURNED, **nobody)


def retire(evidence: Evidence, *, actor: User, seen: int, why: str) -> Evidence:
    """It is evidence no more; the row stays for the history. Raises Refused."""
    return _decide(Step.RETIRE, evidence, actor, seen, why, state=State.RETIRED)


def why_not(step: Step, item: Item, actor: User, evidence: Evidence | None = None) -> list[str]:
    """Why `actor` may not take the step, as Thai sentences; empty when he may."""
    if evidence is not None and evidence.state not in SOURCES[step]:
        return [f"หลักฐานนี้อยู่ในสถานะ “{evidence.get_state_display()}” จึงดำเนินการนี้ไม่ได้"]
    reasons = []
    if item.cycle.status != Cycle.Status.OPEN:
        reasons.append(f"{item.cycle.label} อยู่ในสถานะ “{item.cycle.get_status_display()}” จึงเปลี่ยนหลักฐานไม่ได้")
    if not actor.is_active:
        reasons.append("บัญชีนี้ถูกระงับการใช้งาน ให้ติดต่อผู้ดูแลระบบ")
    elif actor.has_role(Role.ADMINISTRATOR):
        reasons.append("ผู้ดูแลระบบเสนอหรือยืนยันหลักฐานไม่ได้ ต้องให้ผู้จัดทำและผู้อนุมัติเป็นผู้ดำเนินการ")
    elif step in (Step.PROPOSE, Step.REVISE):
        if not actor.has_role(Role.WRITER):
            reasons.append("ต้องให้ผู้จัดทำเป็นผู้เสนอหลักฐาน")
    elif not (step == Step.RETIRE and _is_own(evidence, actor)) and not actor.has_role(Role.APPROVER):
        reasons.append("ต้องให้ผู้อนุมัติเป็นผู้ดำเนินการ")
    if (
        step == Step.REVISE
        and evidence.state == State.CONFIRMED
        and is_frozen(item.cycle, timezone.localdate())
    ):
        reasons.append("อยู่ในช่วงคงหลักฐาน หลักฐานที่ยืนยันแล้วแก้ไขไม่ได้ ให้ผู้อนุมัติส่งกลับพร้อมเหตุผลก่อน")
    if step == Step.CONFIRM and evidence.proposed_by_id == actor.pk:
        reasons.append("ท่านเป็นผู้เสนอหลักฐานนี้ จึงต้องให้ผู้อนุมัติคนอื่นเป็นผู้ยืนยัน")
    return reasons


def _is_own(evidence: Evidence, actor: User) -> bool:
    """Whether it is the actor's own, and nobody confirmed it: he may take it back."""
    mine = evidence.proposed_by_id == actor.pk and actor.has_role(Role.WRITER)
    return mine and evidence.state != State.CONFIRMED


def _lock(publication: Publication | None) -> None:
    """First, as publishing/workflow.py does: the event that names it needs it when the ledger is held already."""
    if publication is not None:
        Publication.objects.select_for_update().get(pk=publication.pk)


def _fresh(item: int, actor: User) -> tuple[Item, User]:
    # Evidence of one cycle is written one after the other, and never while the cycle is closed.
    Cycle.objects.select_for_update(of=["self"]).get(items=item)
    return (
        Item.objects.select_for_update(of=["self"]).select_related("cycle").get(pk=item),
        User.objects.select_related("position").get(pk=actor.pk),
    )


def _fresh_evidence(evidence: Evidence, actor: User) -> tuple[Evidence, User]:
    item, actor = _fresh(evidence.item_id, actor)
    fresh = Evidence.objects.select_for_update(of=["self"]).select_related("publication").get(pk=evidence.pk)
    fresh.item = item
    return fresh, actor


def _decide(
    step: Step, evidence: Evidence, actor: User, seen: int, why: str | None = None, **changes: object
) -> Evidence:
    """One step that changes nothing of what is said. `why` None: no reason is asked for."""
    reason = normalise(why or "")[:1000]
    with transaction.atomic():
        _lock(evidence.publication)
        fresh, actor = _fresh_evidence(evidence, actor)
        reasons = why_not(step, fresh.item, actor, fresh) or _unseen(fresh, seen)
        if why is not None and not reason:
            reasons = [*reasons, "กรอกเหตุผล"]
        if step == Step.CONFIRM and not reasons:
            reasons = _not_renewed(fresh) + not_there(fresh)
        if reasons:
            raise Refused(reasons)
        if why is not None:
            changes["answer"] = reason
        _write(fresh, seen, **changes)
        _remember(step, fresh, actor, reason)
    return fresh


def _not_renewed(evidence: Evidence) -> list[str]:
    if not evidence.renew:
        return []
    return [f"หลักฐานนี้ยกมาจากปีก่อนและต้องทำใหม่ก่อน ({evidence.renew}) ให้ผู้จัดทำแก้ไขแล้วเสนออีกครั้ง"]


def _unseen(evidence: Evidence, seen: int) -> list[str]:
    return [] if evidence.version == seen else [CHANGED]


def _write(evidence: Evidence, seen: int, **changes: object) -> None:
    """Compare and set. Raises Refused when somebody was quicker."""
    changes["version"] = seen + 1
    if Evidence.objects.filter(pk=evidence.pk, version=seen).update(**changes) != 1:
        raise Refused([CHANGED])
    for name, value in changes.items():
        setattr(evidence, name, value)


def _claim(evidence: Evidence, proposal: Proposal) -> None:
    Claim.objects.bulk_create(
        Claim(evidence=evidence, element_id=element, where=normalise_line(where))
        for element, where in proposal.claims.items()
    )


def _remember(step: Step, evidence: Evidence, actor: User, why: str = "") -> None:
    """The event; and the item is looked at again, at once after commit, or by the clock if that fails."""
    item = evidence.item
    note = item_label(item)
    if evidence.publication_id is None:
        note += f" {evidence.address or evidence.get_kind_display()}"
    role = Role.WRITER if step in (Step.PROPOSE, Step.REVISE) else Role.APPROVER
    ledger.append(
        step.label,
        actor=actor,
        publication=evidence.publication,
        note=f"{note} เหตุผล: {why}" if why else note,
        roles=[role],
    )
    Item.objects.filter(pk=item.pk).update(stale=True)
    # Robust: whatever fails there is logged, and what was written stands.
    transaction.on_commit(lambda: checking.check_now(item), robust=True)

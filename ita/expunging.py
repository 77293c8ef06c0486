"""What had to go from the site, such as personal data, goes from the kept snapshots too: a note with the hashes takes its place.

An administrator asks, an approver decides (`ask`, `decide`), the clock writes each ZIP anew (`expunge_agreed`). What a snapshot
kept of it is known by ita/kept_pages.py.
"""

import logging

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from ita.kept_pages import Gone, cleaned
from ita.models import Expunging, Snapshot
from publishing import ledger
from publishing.models import Publication
from publishing.refusal import Refused
from publishing.states import State as EditionState
from thai.text import normalise_line

logger = logging.getLogger(__name__)

State = Expunging.State
ASKED = "เสนอลบออกจากสำเนาหลักฐาน ITA"
DECIDED = {State.AGREED: "เห็นชอบให้ลบออกจากสำเนา ITA", State.REFUSED: "ไม่เห็นชอบให้ลบออกจากสำเนา ITA"}
DONE = "ลบออกจากสำเนาหลักฐาน ITA ตามกฎหมาย"
SHORTEST_REASON = 10


def ask(publication: Publication | None, reason: str, *, actor: User) -> Expunging:
    """The first step. Raises Refused."""
    reason = normalise_line(reason)[:300]
    with transaction.atomic():
        if publication is not None:
            publication = Publication.objects.select_for_update().get(pk=publication.pk)
        actor = User.objects.select_related("position").get(pk=actor.pk)
        reasons = []
        if not (actor.is_active and actor.has_role(Role.ADMINISTRATOR)):
            reasons.append("ต้องให้ผู้ดูแลระบบเป็นผู้เสนอ")
        if publication is None or not publication.editions.filter(state=EditionState.REMOVED).exists():
            reasons.append("เลือกเรื่องที่ถอนออกแล้ว เรื่องที่ยังเผยแพร่อยู่ต้องถอนออกก่อน")
        elif Expunging.objects.filter(
            publication=publication, state__in=[State.ASKED, State.AGREED]
        ).exists():
            reasons.append("มีผู้เสนอให้ลบเรื่องนี้ไว้แล้ว")
        if len(reason) < SHORTEST_REASON:
            reasons.append(f"กรอกเหตุผลหรือกฎหมายที่ให้ลบ อย่างน้อย {SHORTEST_REASON} ตัวอักษร")
        if reasons:
            raise Refused(reasons)
        asked = Expunging.objects.create(
            publication=publication, reason=reason, asked_by=actor, asked_at=timezone.now()
        )
        ledger.append(ASKED, actor=actor, publication=publication, note=reason, roles=[Role.ADMINISTRATOR])
    return asked


def decide(asked: Expunging, *, agrees: bool, actor: User) -> Expunging:
    """The second step, by an approver who did not ask. Raises Refused."""
    state = State.AGREED if agrees else State.REFUSED
    with transaction.atomic():
        publication = Publication.objects.select_for_update().get(pk=asked.publication_id)
        actor = User.objects.select_related("position").get(pk=actor.pk)
        if reasons := why_not_decide(asked, actor):
            raise Refused(reasons)
        try:
            won = Expunging.objects.filter(pk=asked.pk, state=State.ASKED).update(
                state=state, decided_by=actor, decided_at=timezone.now()
            )
        except IntegrityError as error:  # the constraint knows who asked, whatever was seen here
            raise Refused(["ผู้เสนอพิจารณาเองไม่ได้"]) from error
        if not won:
            raise Refused(["มีผู้พิจารณาไปแล้ว เปิดหน้านี้ใหม่เพื่อดูผล"])
        ledger.append(
            DECIDED[state], actor=actor, publication=publication, note=asked.reason, roles=[Role.APPROVER]
        )
    asked.refresh_from_db()
    return asked


def why_not_decide(asked: Expunging, actor: User) -> list[str]:
    """Why `actor` may not decide, as Thai sentences; empty when he may."""
    reasons = []
    if not (actor.is_active and actor.has_role(Role.APPROVER)) or actor.has_role(Role.ADMINISTRATOR):
        reasons.append("ต้องให้ผู้อนุมัติเป็นผู้พิจารณา")
    if actor.pk == asked.asked_by_id:
        reasons.append("ผู้เสนอพิจารณาเองไม่ได้ ต้องให้ผู้อนุมัติคนอื่นเป็นผู้พิจารณา")
    return reasons


def expunge_agreed() -> int:
    """Clean every snapshot of what it was agreed on; returns how many snapshots were written anew.

    One query when nothing was. Safe to run many at once, and to be killed anywhere: the next run goes on. Where a snapshot is
    just being made, which may have met the thing while it was still there, it waits for that.
    """
    agreed = list(Expunging.objects.filter(state=State.AGREED).select_related("publication").order_by("pk"))
    if not agreed or Snapshot.objects.filter(state=Snapshot.State.WAITING).exclude(taken_until=None).exists():
        return 0
    return sum(map(_expunge, agreed))


def _expunge(agreed: Expunging) -> int:
    gone, written, failed = Gone.of(agreed.publication), 0, 0
    for snapshot in Snapshot.objects.filter(state=Snapshot.State.MADE).select_related("cycle").order_by("pk"):
        try:
            written += _clean(agreed, gone, snapshot)
        except Exception:  # Whatever it is, the others must be cleaned, and this one is tried again.
            logger.exception("ita: snapshot %s could not be cleaned", snapshot.pk)
            failed += 1
    fresh = Expunging.objects.get(pk=agreed.pk)
    for name in fresh.leftovers:
        default_storage.delete(name)
    if failed:
        return written
    Expunging.objects.filter(pk=agreed.pk, state=State.AGREED).update(
        state=State.DONE, done_at=timezone.now(), leftovers=[]
    )
    return written


def _clean(agreed: Expunging, gone: Gone, snapshot: Snapshot) -> bool:
    """Write one ZIP anew without it. False where nothing of it was kept, or another process was quicker."""
    new = cleaned(snapshot, gone, agreed.reason)
    if new is None:
        return False
    before, label = snapshot.sha256, f"{snapshot.cycle.label} ชุดที่ {snapshot.number}"
    with transaction.atomic():
        Publication.objects.select_for_update().get(pk=agreed.publication_id)
        row = Expunging.objects.select_for_update(of=["self"]).get(pk=agreed.pk)
        won = Snapshot.objects.filter(pk=snapshot.pk, storage_name=snapshot.storage_name).update(
            storage_name=new.name, size=new.size, sha256=new.sha256, manifest=new.manifest
        )
        if won:
            done = {
                "snapshot": snapshot.pk,
                "label": label,
                "before": before,
                "after": new.sha256,
                "removed": new.removed,
            }
            row.snapshots, row.leftovers = [*row.snapshots, done], [*row.leftovers, snapshot.storage_name]
            row.save(update_fields=["snapshots", "leftovers"])
            hashes = " ".join(f"{one['name']} {one['sha256']}" for one in new.removed)
            ledger.append(
                DONE,
                actor=None,
                publication=agreed.publication,
                note=f"{label} SHA-256 เดิม {before} แทนด้วยบันทึกการลบ: {hashes}",
                content_hash=new.sha256,
            )
    if not won:
        default_storage.delete(new.name)
    return bool(won)

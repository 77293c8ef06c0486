"""The one door: `move()` is the only code that changes the state of an edition.

Five questions, five places: which arrows exist (`states.py`), who may (`_who`), what must be true
(`requirements.py`), what is remembered (`ledger.py`), what the button does (`_changes` and `_effects` here).
"""

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from accounts.models import Position, User
from accounts.roles import Role
from publishing import approval_cap, ledger, notices, urgent
from publishing.clauses import CLAUSE_1_1, FINDINGS_TICK
from publishing.declared import functions
from publishing.hands import hands_in
from publishing.models import (
    Attestation,
    Contribution,
    Edition,
    Hold,
    PreviewLink,
    Publication,
    SecondReview,
)
from publishing.models.publication import ADDRESS_TAKEN
from publishing.refusal import Refused
from publishing.requirements import Look
from publishing.signals import edition_moved
from publishing.states import ARROWS, EDITABLE, IN_PROGRESS, SECOND_REVIEW, STANDING, Action, Arrow, State
from publishing.upkeep import next_due
from publishing.wording import content_hash, copy_as_draft, erase
from thai.text import normalise

logger = logging.getLogger(__name__)

#: What the note of such a move begins with.
OVERRIDDEN = "[ทำทั้งที่มีข้อทักท้วง:"
OVERRIDE_ASKED = "ถ้าจำเป็นต้องดำเนินการ ให้กรอกเหตุผลที่ทำทั้งที่มีข้อทักท้วง เหตุผลจะเก็บไว้ในสมุดบันทึก"
#: How long a discarded draft can be fetched back.
TRASH_KEPT_FOR = timedelta(days=90)


def start(
    edition: Edition,
    *,
    actor: User,
    owner: Position | None = None,
    slug: str | None = None,
) -> Edition:
    """Make a new publication with `edition` (unsaved, of a category's model) as its first draft.

    `owner` defaults to the actor's position. Raises Refused, or ValidationError for a bad field.
    """
    with transaction.atomic():
        actor = User.objects.select_related("position").get(pk=actor.pk)
        reasons = _who(ARROWS[Action.START], None, actor)
        owner = owner or actor.position
        if owner is None:
            reasons.append("เลือกตำแหน่งผู้รับผิดชอบเรื่องนี้")
        if reasons:
            raise Refused(reasons)
        publication = Publication(
            category=edition._meta.app_label, model=edition._meta.model_name, slug=slug or None, owner=owner
        )
        _save_address(publication)
        now = timezone.now()
        edition.publication, edition.number, edition.state = publication, 1, State.DRAFT
        edition.owner = owner
        edition.saved_at, edition.saved_by = now, actor
        edition.full_clean(validate_unique=False, validate_constraints=False)
        edition.save(force_insert=True)
        Contribution.objects.create(edition=edition, user=actor, first_at=now, last_at=now)
        ledger.append(
            Action.START, actor=actor, publication=publication, edition=edition, to_state=State.DRAFT, at=now
        )
    return edition


def move(
    edition: Edition,
    action: Action,
    *,
    actor: User | None,
    note: str = "",
    ticks: Collection[str] = (),
    publish_at: datetime | None = None,
    review_due: date | None = None,
    successor: Publication | None = None,
    override: str = "",
) -> Edition:
    """Walk one arrow, wholly or not at all, and return the edition as it is then (the new draft, if one began).

    `edition` is what the actor saw: if its wording has changed since, the move is refused. `actor` None is the clock.
    `ticks` are the keys of CLAUSE_1_1 that the actor ticked. `successor` takes the place of what is withdrawn or
    removed. `override` is the reason for doing what another app objects to. Raises Refused with every reason.
    """
    arrow = ARROWS[Action(action)]
    note, override = normalise(note or "").strip(), normalise(override or "").strip()
    with transaction.atomic():
        # Lock order is always publication, edition, ledger head. On SQLite the transaction (IMMEDIATE) is the lock.
        publication = Publication.objects.select_for_update().get(pk=edition.publication_id)
        fresh = Edition.objects.select_for_update().select_related("publication").get(pk=edition.pk)
        if actor is not None:
            actor = User.objects.select_related("position").get(pk=actor.pk)
        look = Look(fresh)
        reasons = why_not(fresh, arrow.action, actor, look) or [
            *_not_given(arrow, note, ticks, publish_at),
            *_not_confirmed(look, arrow, ticks),
            *_not_as_seen(edition, fresh, arrow),
            *_not_a_successor(publication, successor, arrow),
        ]
        full_until = None if reasons else approval_cap.goes_on_at(arrow, actor, timezone.now())
        if full_until and not arrow.urgent:
            reasons = [approval_cap.refusal(full_until)]
        against = [] if reasons else objections(fresh, arrow.action, publish_at)
        if against and not override:
            reasons = [*against, OVERRIDE_ASKED]
        if reasons:
            logger.info("edition %s: %s refused to account %s", fresh.pk, arrow.action, actor and actor.pk)
            raise Refused(reasons)
        overridden = f"{OVERRIDDEN} {override}]" if against else ""
        if full_until:
            overridden = f"{overridden} {approval_cap.WARNING}".strip()
        now = timezone.now()
        if arrow.action in (Action.START, Action.RESTORE):
            result = _begin_copy(fresh, arrow, actor, now)
        else:
            _walk(look, arrow, actor, now, note, ticks, publish_at, successor, overridden)
            _effects(publication, fresh, arrow, actor, now, note, review_due)
            result = fresh
        transaction.on_commit(
            lambda: edition_moved.send_robust(sender=Publication, publication_id=publication.pk), robust=True
        )
    result.refresh_from_db()
    return result


def why_not(edition: Edition, action: Action, actor: User | None, look: Look | None = None) -> list[str]:
    """Every reason why `actor` may not do `action` now, as Thai sentences; empty when the button will work.

    `look`: what was found out about this edition for the same move or page.
    """
    arrow, look = ARROWS[Action(action)], look or Look(edition)
    if edition.state not in arrow.sources:
        return [
            f"ฉบับนี้อยู่ในสถานะ “{edition.get_state_display()}” จึง{arrow.action.label}ไม่ได้ กลับไปหน้าของฉบับนี้เพื่อดูสถานะล่าสุด"
        ]
    reasons = [*_who(arrow, edition, actor), *_not_concerned(edition, arrow)]
    if arrow.action in (Action.START, Action.RESTORE, Action.RECOVER):
        other = edition.publication.editions.in_progress().select_related("saved_by").first()
        if other:
            reasons.append(f"มีฉบับที่ {other.number} ({other.get_state_display()}) อยู่แล้ว ให้แก้ไขฉบับนั้นต่อ")
    if arrow.ticks:
        reasons += look.missing
    frozen = arrow.attests or arrow.action == Action.PUBLISH_DUE
    if frozen and edition.state not in EDITABLE and look.content_hash != edition.content_hash:
        reasons.append("เนื้อหาไม่ตรงกับที่ส่งตรวจสอบ ให้ส่งกลับแก้ไขแล้วส่งตรวจสอบใหม่")
    return reasons


def objections(edition: Edition, action: Action, publish_at: datetime | None = None) -> list[str]:
    """What other apps say against the move, as Thai sentences. Unlike reasons they yield to a reason given for it.

    The clock is asked like everybody: what stands in the way may have come after somebody set the time. A time counts only for
    a move that waits for it.
    """
    at = publish_at if publish_at and ARROWS[action].time else timezone.now()
    return [sentence for ask in functions("objections") for sentence in ask(edition, action, at)]


def available(edition: Edition, actor: User, look: Look | None = None) -> dict[Action, list[str]]:
    """The actions that start from the edition's state, each with the reasons against it (none: it will work)."""
    look = look or Look(edition)
    return {
        action: why_not(edition, action, actor, look)
        for action, arrow in ARROWS.items()
        if edition.state in arrow.sources and not arrow.clock and not _not_concerned(edition, arrow)
    }


def approvers_of(edition: Edition) -> list[User]:
    """Who may approve this edition now: active approvers who had no hand in it."""
    return [person for person, contributed in _approvers(edition) if not contributed]


def nobody_may_approve(edition: Edition) -> str:
    """Why nobody may approve this edition now, and the way out; empty when somebody may."""
    approvers = _approvers(edition)
    if not approvers:
        return "วันนี้ไม่มีผู้อนุมัติที่ใช้งานอยู่ ให้แจ้งผู้ดูแลระบบกำหนดผู้รักษาราชการแทน"
    if all(contributed for _, contributed in approvers):
        names = ", ".join(person.full_name for person, _ in approvers)
        return f"{names} ร่วมจัดทำฉบับนี้ จึงอนุมัติเองไม่ได้ ให้แจ้งผู้ดูแลระบบกำหนดผู้รักษาราชการแทน"
    return ""


def _approvers(edition: Edition) -> list[tuple[User, bool]]:
    """Today's approvers, each with whether he had a hand in the edition."""
    hands = hands_in(edition)
    return [(person, person.pk in hands) for person in User.objects.holding(Role.APPROVER)]


def publish_due(now: datetime | None = None) -> int:
    """Publish every approved edition whose time has come; returns how many this call published.

    Safe to run any number of times at once: the loser of a race finds the arrow gone and goes on.
    """
    now = now or timezone.now()
    published = 0
    for edition in Edition.objects.filter(state=State.APPROVED, publish_at__lte=now).order_by("publish_at"):
        try:
            move(edition, Action.PUBLISH_DUE, actor=None)
        except (Refused, DatabaseError):
            # One that cannot be published must not hold up the others, nor the page that asked.
            if Edition.objects.filter(pk=edition.pk, state=State.APPROVED).exists():
                logger.exception("edition %s is due and could not be published", edition.pk)
            continue
        published += 1
    return published


def empty_trash(now: datetime | None = None) -> int:
    """Erase the wording of every draft that was discarded 90 days ago or earlier; returns how many.

    The row itself stays, empty: the ledger points at it. Safe to run any number of times at once.
    """
    now = now or timezone.now()
    erased = 0
    for edition in Edition.objects.filter(state=State.DISCARDED, ended_at__lte=now - TRASH_KEPT_FOR):
        try:
            move(edition, Action.EMPTY, actor=None)
        except (Refused, DatabaseError):
            if Edition.objects.filter(pk=edition.pk, state=State.DISCARDED).exists():
                logger.exception("edition %s in the trash could not be erased", edition.pk)
            continue
        erased += 1
    return erased


def _who(arrow: Arrow, edition: Edition | None, actor: User | None) -> list[str]:
    if arrow.clock or actor is None:
        return [] if arrow.clock and actor is None else ["ระบบตั้งเวลาดำเนินการนี้ให้เอง ท่านไม่ต้องดำเนินการ"]
    reasons = []
    owns = arrow.owner and edition is not None and actor.holds_position(edition.publication.owner_id)
    if not actor.is_active:
        reasons.append("บัญชีนี้ถูกระงับการใช้งาน ให้ติดต่อผู้ดูแลระบบ")
    elif arrow.roles and not owns and not actor.has_role(*arrow.roles):
        names = "หรือ".join(role.label for role in arrow.roles)
        also = "หรือผู้ดำรงตำแหน่งที่รับผิดชอบเรื่องนี้" if arrow.owner else ""
        reasons.append(f"ต้องให้{names}{also}เป็นผู้ดำเนินการ")
    if (arrow.four_eyes or arrow.urgent) and actor.has_role(Role.ADMINISTRATOR):
        reasons.append("ผู้ดูแลระบบอนุมัติหรือถอนเรื่องไม่ได้ ต้องให้ผู้อนุมัติเป็นผู้ดำเนินการ")
    if edition is not None and arrow.contributor:
        contributed = edition.contributions.filter(user=actor).exists()
        if not contributed and not _inherits(actor, edition):
            reasons.append("ต้องให้ผู้ร่วมจัดทำ (ผู้ที่เคยบันทึกฉบับนี้) เป็นผู้ดำเนินการ")
    if edition is not None and arrow.four_eyes and actor.pk in hands_in(edition):
        reasons.append("ท่านร่วมจัดทำฉบับนี้ จึงต้องให้ผู้อนุมัติคนอื่นเป็นผู้ดำเนินการ")
    if edition is not None and arrow.action in SECOND_REVIEW and actor.pk == edition.approved_by_id:
        reasons.append("ท่านเป็นผู้เผยแพร่ฉบับนี้ จึงต้องให้ผู้อื่นเป็นผู้สอบทาน")
    return reasons


def _not_concerned(edition: Edition, arrow: Arrow) -> list[str]:
    """Why the arrow has nothing to do with this edition: not urgent, or no second review is open."""
    if arrow.urgent and not edition.specific.urgency_label():
        return ["เรื่องนี้ไม่ได้ระบุชั้นความเร็ว จึงต้องส่งตรวจสอบและอนุมัติตามปกติ"]
    if (
        arrow.action in SECOND_REVIEW
        and not SecondReview.objects.filter(edition=edition.pk, outcome="").exists()
    ):
        return ["ฉบับนี้ไม่มีการสอบทานที่ค้างอยู่"]
    return []


def _inherits(actor: User, edition: Edition) -> bool:
    """Whether the work is left to the actor: nobody who saved it is active any more, and his position owns it."""
    return (
        actor.has_role(Role.WRITER)
        and actor.holds_position(edition.owner_id)
        and not edition.contributions.filter(user__is_active=True).exists()
    )


def _not_given(arrow: Arrow, note: str, ticks: Collection[str], publish_at: datetime | None) -> list[str]:
    reasons = []
    if arrow.note and not note:
        reasons.append(f"กรอก{arrow.note}")
    if arrow.ticks:
        reasons += [
            f"ทำเครื่องหมายรับรองข้อ 1(1): {words}" for key, words in CLAUSE_1_1.items() if key not in ticks
        ]
    if arrow.time and publish_at is None:
        reasons.append("กำหนดวันและเวลาที่จะเผยแพร่")
    elif arrow.time and publish_at <= timezone.now():
        reasons.append("วันและเวลาที่จะเผยแพร่ต้องอยู่ในอนาคต หรือเลือก “อนุมัติและเผยแพร่” แทน")
    return reasons


def _not_confirmed(look: Look, arrow: Arrow, ticks: Collection[str]) -> list[str]:
    """Whoever approves confirms that he has looked at everything that the gates point at."""
    if not arrow.attests or FINDINGS_TICK in ticks or not look.to_confirm:
        return []
    return ["เปิดดูรายการที่ระบบชี้ให้ตรวจ แล้วทำเครื่องหมายว่าได้ตรวจครบแล้ว"]


def _not_as_seen(seen: Edition, fresh: Edition, arrow: Arrow) -> list[str]:
    """Whoever declares, attests or ends something does it to what stood on his screen, save for save.

    So does the clock that empties the trash: what was fetched back meanwhile may lie there anew.
    """
    must_be_seen = arrow.ticks or arrow.four_eyes or arrow.action == Action.EMPTY
    if must_be_seen and seen.version != fresh.version:
        return ["เนื้อหาถูกแก้ไขหลังจากที่ท่านเปิดดู ให้เปิดอ่านฉบับล่าสุดก่อนตัดสินใจ"]
    return []


def _not_a_successor(publication: Publication, successor: Publication | None, arrow: Arrow) -> list[str]:
    """Why `successor` cannot take the place of `publication`: it must be live, and redirects neither loop nor chain."""
    if successor is None:
        return []
    if not arrow.successor:
        return ["การดำเนินการนี้ไม่มีเรื่องที่มาแทน"]
    if successor.pk == publication.pk:
        return ["เรื่องที่มาแทนต้องเป็นเรื่องอื่น ไม่ใช่เรื่องนี้เอง"]
    reasons = []
    if not successor.editions.filter(state=State.PUBLISHED).exists():
        reasons.append("เรื่องที่มาแทนต้องเผยแพร่อยู่ ให้เลือกเรื่องที่ประชาชนเปิดอ่านได้")
    pointing = Publication.objects.filter(
        editions__successor=publication, editions__state=State.REMOVED
    ).distinct()
    if arrow.target == State.REMOVED and pointing:
        addresses = ", ".join(other.address for other in pointing)
        reasons.append(
            f"มีเรื่องที่ถอนออกแล้วส่งผู้อ่านมาที่เรื่องนี้ ({addresses}) จึงส่งต่ออีกทอดไม่ได้ ให้ถอนออกโดยไม่ระบุเรื่องที่มาแทน"
        )
    return reasons


def _begin_copy(source: Edition, arrow: Arrow, actor: User, now: datetime) -> Edition:
    draft = copy_as_draft(source, _next_number(source.publication.editions.all()))
    Edition.objects.filter(pk=draft.pk).update(saved_at=now, saved_by=actor)
    Contribution.objects.create(edition=draft, user=actor, first_at=now, last_at=now)
    ledger.append(
        arrow.action,
        actor=actor,
        publication=source.publication,
        edition=draft,
        to_state=State.DRAFT,
        note=f"จากฉบับที่ {source.number}",
        at=now,
        roles=arrow.roles,
    )
    return draft


def _walk(
    look: Look,
    arrow: Arrow,
    actor: User | None,
    now: datetime,
    note: str,
    ticks: Collection[str],
    publish_at: datetime | None,
    successor: Publication | None,
    overridden: str,
) -> None:
    """Compare-and-set the state, and write the ledger event and the attestation. `overridden` stands in the ledger alone:
    the note of what is ended is public.
    """
    edition = look.edition
    if arrow.target == State.PUBLISHED and edition.state != State.PUBLISHED and not arrow.stays:
        _supersede_standing(edition.publication, arrow, actor, now)
    was, changes = edition.state, _changes(edition, arrow, actor, now, note, publish_at, successor)
    becomes = was if arrow.stays else arrow.target
    won = Edition.objects.filter(pk=edition.pk, state=was, version=edition.version).update(
        state=becomes, version=F("version") + 1, **changes
    )
    if won != 1:
        raise Refused(["มีผู้ดำเนินการกับฉบับนี้ไปก่อนแล้ว เปิดหน้านี้ใหม่เพื่อดูสถานะล่าสุด"])
    fingerprint = changes.get("content_hash", edition.content_hash)
    replaced_by = f"(เรื่องที่มาแทน {successor.address})" if successor else ""
    if arrow.ticks:
        declared = arrow.action == Action.SUBMIT
        Attestation.objects.create(
            edition=edition,
            kind=Attestation.Kind.DECLARATION if declared else Attestation.Kind.ATTESTATION,
            user=actor,
            at=now,
            content_hash=fingerprint,
            findings=0 if declared else len(look.to_confirm),
            **{key: key in ticks for key in CLAUSE_1_1},
        )
    ledger.append(
        arrow.action,
        actor=actor,
        publication=edition.publication,
        edition=edition,
        from_state=was,
        to_state=becomes,
        note=" ".join(filter(None, [note, replaced_by, overridden])),
        content_hash=fingerprint,
        at=now,
        roles=arrow.roles,
    )


def _changes(
    edition: Edition,
    arrow: Arrow,
    actor: User | None,
    now: datetime,
    note: str,
    publish_at: datetime | None,
    successor: Publication | None,
) -> dict[str, object]:
    """The columns that the arrow writes beside the state."""
    match arrow.action:
        case Action.SUBMIT:
            return {"submitted_at": now, "submitted_by": actor, "content_hash": content_hash(edition)}
        case Action.RECALL | Action.RETURN:
            return {
                "submitted_at": None,
                "submitted_by": None,
                "content_hash": "",
                "approved_at": None,
                "approved_by": None,
                "publish_at": None,
            }
        case Action.APPROVE:
            return {"approved_at": now, "approved_by": actor, "published_at": now}
        case Action.URGENT_PUBLISH:
            # What nobody had submitted, the publisher vouches for himself; hence the second review.
            return {
                "submitted_at": edition.submitted_at or now,
                "submitted_by": edition.submitted_by or actor,
                "content_hash": content_hash(edition),
                "approved_at": now,
                "approved_by": actor,
                "published_at": now,
                "urgent": True,
            }
        case Action.SCHEDULE:
            return {"approved_at": now, "approved_by": actor, "publish_at": publish_at}
        case Action.PUBLISH_DUE:
            return {"published_at": now}
        case Action.WITHDRAW | Action.REMOVE:
            return {"ended_at": now, "end_reason": note, "successor": successor}
        case Action.DISCARD:
            return {"ended_at": now}
        case Action.RECOVER:
            # What was overtaken in the trash is the newest from now on: editions are in the order of their numbers.
            others = edition.publication.editions.exclude(pk=edition.pk)
            return {"ended_at": None, "number": _next_number(others)}
        case _:
            return {}


def _next_number(editions: QuerySet[Edition]) -> int:
    """One more than the highest number among `editions`."""
    return (editions.aggregate(newest=Max("number"))["newest"] or 0) + 1


def _supersede_standing(publication: Publication, arrow: Arrow, actor: User | None, now: datetime) -> None:
    """The edition that stands at the address makes room, in the same transaction."""
    for old in publication.editions.filter(state__in=STANDING):
        old.publication = publication
        Edition.objects.filter(pk=old.pk).update(
            state=State.SUPERSEDED, ended_at=now, version=F("version") + 1
        )
        ledger.append(
            State.SUPERSEDED.label,
            actor=actor,
            publication=publication,
            edition=old,
            from_state=old.state,
            to_state=State.SUPERSEDED,
            content_hash=old.content_hash,
            at=now,
            roles=arrow.roles,
        )


def _effects(
    publication: Publication,
    edition: Edition,
    arrow: Arrow,
    actor: User | None,
    now: datetime,
    note: str,
    review_due: date | None,
) -> None:
    """What the arrow changes on the publication, and beside the edition."""
    today = timezone.localdate(now)
    if edition.state in EDITABLE and arrow.target not in EDITABLE:
        Hold.objects.filter(edition=edition.pk).delete()
    if arrow.target not in IN_PROGRESS or arrow.action == Action.RETURN:
        # What a reader without an account was shown is no longer what is being decided.
        PreviewLink.objects.filter(edition=edition.pk, revoked_at=None).update(revoked_at=now)
    if arrow.action == Action.EMPTY:
        erase(edition)
    if arrow.urgent:
        urgent.open_duties(edition, note, now)
    if outcome := SECOND_REVIEW.get(arrow.action):
        urgent.close_review(edition, outcome, actor, note, now)
    # Whoever published in haste may take it away again, but does not judge by it what he did alone.
    if arrow.target == State.REMOVED and actor.pk != edition.approved_by_id:
        urgent.close_review(edition, SecondReview.Outcome.REMOVED, actor, note, now)
    if arrow.target == State.PUBLISHED and edition.state != State.PUBLISHED and not arrow.stays:
        if publication.first_published_at is None:
            publication.first_published_at = now
        # A clock may have been set back.
        publication.last_published_at = max(now, publication.first_published_at)
        publication.owner_id = edition.owner_id
        publication.review_due = next_due(edition, today)
        publication.save(update_fields=["first_published_at", "last_published_at", "owner", "review_due"])
    if arrow.action == Action.STILL_CORRECT:
        publication.reviewed_on = today
        publication.review_due = review_due or next_due(edition, today)
        publication.save(update_fields=["reviewed_on", "review_due"])
    notices.moved(edition, arrow, actor)


def claim_draft(edition: Edition, *, actor: User, seen_version: int) -> None:
    """Take the draft for one save: records the contributor and refuses what is no longer as `actor` saw it.

    Call first in the saving transaction: the conditional UPDATE locks the row until commit, so no submit can
    slip between the claim and the saved wording. Raises Refused.
    """
    now = timezone.now()
    actor = User.objects.get(pk=actor.pk)
    reasons = _who(ARROWS[Action.START], None, actor)
    if reasons:
        raise Refused(reasons)
    # The lock order of `move()`: without this a save and a move of the same edition wait for each other.
    Publication.objects.select_for_update().get(pk=edition.publication_id)
    won = Edition.objects.filter(pk=edition.pk, state__in=EDITABLE, version=seen_version).update(
        version=F("version") + 1, saved_at=now, saved_by=actor
    )
    if won != 1:
        raise Refused(["ฉบับนี้เปลี่ยนไปหลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้บันทึก เปิดหน้านี้ใหม่เพื่อดูสถานะล่าสุด"])
    edition.version = seen_version + 1
    _, created = Contribution.objects.get_or_create(
        edition_id=edition.pk, user=actor, defaults={"first_at": now, "last_at": now}
    )
    if not created:
        Contribution.objects.filter(edition_id=edition.pk, user=actor).update(last_at=now)


def set_address(publication: Publication, *, slug: str | None, owner: Position) -> None:
    """Change the slug and the owner of a publication that was never public; afterwards neither is touched here.

    The slug is then frozen, and a new owner comes with the edition that was approved. Raises Refused.
    """
    if publication.first_published_at:
        if (slug or None) != publication.slug:
            raise Refused(["ที่อยู่เว็บเปลี่ยนไม่ได้หลังเผยแพร่ครั้งแรก เพราะมีผู้อ้างถึงแล้ว"])
        return
    publication.slug, publication.owner = slug or None, owner
    _save_address(publication)


def _save_address(publication: Publication) -> None:
    """Save a checked slug and owner. Raises Refused, also when somebody else took the slug at this moment."""
    try:
        publication.full_clean()
        publication.save()
    except ValidationError as error:
        raise Refused(error.messages) from error
    except IntegrityError as error:
        raise Refused([ADDRESS_TAKEN]) from error

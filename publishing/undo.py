"""Taking away what was done with one account, when it was stolen or misused.

Two people: an administrator asks, with a reason, and the account is shut at that moment; an approver decides edition by edition.
Everything goes through `workflow.move()`, so the ledger, the letters and the rules are those of every day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import SignInEvent, StartCode, User
from accounts.roles import Role
from accounts.session_store import end_sessions
from publishing import ledger, mail
from publishing.models import AccountUndo, Attachment, Edition, LedgerEvent, Letter, PreviewLink
from publishing.notices import FOOT
from publishing.refusal import Refused
from publishing.states import Action, State
from publishing.workflow import move
from thai.dates import format_datetime
from thai.text import normalise_line

ASKED = "เสนอย้อนสิ่งที่บัญชีทำ"
CLOSED = "พิจารณาการย้อนสิ่งที่บัญชีทำแล้ว"
SERVER = "ผู้ดูแลเครื่องแม่ข่าย (คำสั่ง)"
SHORTEST_REASON = 10
#: What may be done with an edition, by the state it is in. The first is what is offered.
WAYS = {
    State.PUBLISHED: (Action.WITHDRAW, Action.REMOVE),
    State.APPROVED: (Action.RETURN,),
}


@dataclass(frozen=True)
class Done:
    """What an account did since a moment; the newest first."""

    published: QuerySet[Edition]  # what it approved or published and is public or waits for its time
    events: QuerySet[LedgerEvent]  # everything that the ledger knows: moves, evidence, settings, links
    uploads: QuerySet[Attachment]  # new files in editions in which it had a hand
    previews: QuerySet[PreviewLink]
    sign_ins: QuerySet[SignInEvent]


def done_since(person: User, since: datetime) -> Done:
    editions = Edition.objects.filter(approved_by=person, state__in=list(WAYS))
    return Done(
        published=editions.filter(approved_at__gte=since)
        .select_related("publication", "approved_by")
        .order_by("-approved_at", "-pk"),
        events=LedgerEvent.objects.filter(actor=person, at__gte=since).order_by("-number"),
        uploads=Attachment.objects.filter(
            stored__uploaded_at__gte=since,
            edition__contributions__user=person,
            edition__contributions__last_at__gte=since,
        )
        .select_related("stored", "edition__publication")
        .order_by("-stored__uploaded_at", "-pk"),
        previews=PreviewLink.objects.filter(made_by=person, made_at__gte=since).order_by("-pk"),
        sign_ins=SignInEvent.objects.filter(user=person, at__gte=since).order_by("-at"),
    )


def ask(person: User, *, since: datetime, reason: str, actor: User | None) -> AccountUndo:
    """The first step: the account is shut and its sessions end; approvers are asked. `actor` None: the command.

    Raises Refused.
    """
    reason = normalise_line(reason)[:500]
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)
        reasons = []
        if actor is not None:
            actor = User.objects.get(pk=actor.pk)
            if not actor.is_active or not actor.has_role(Role.ADMINISTRATOR):
                reasons.append(f"ต้องให้{Role.ADMINISTRATOR.label}เป็นผู้เสนอ")
            if actor == person:
                reasons.append("ท่านเสนอย้อนสิ่งที่บัญชีของตนเองทำไม่ได้ ให้ผู้ดูแลระบบคนอื่นเป็นผู้เสนอ")
        if len(reason) < SHORTEST_REASON:
            reasons.append(f"กรอกเหตุผลอย่างน้อย {SHORTEST_REASON} ตัวอักษร")
        if since > timezone.now():
            reasons.append("เวลาเริ่มต้นต้องไม่อยู่ในอนาคต")
        if AccountUndo.objects.filter(person=person, closed_at=None).exists():
            reasons.append("มีการเสนอย้อนของบัญชีนี้ที่ยังพิจารณาไม่เสร็จ")
        if reasons:
            raise Refused(reasons)
        person.is_active = False
        person.save(update_fields=["is_active"])
        end_sessions(person)
        StartCode.objects.filter(user=person).delete()
        PreviewLink.objects.filter(made_by=person, made_at__gte=since, revoked_at=None).update(
            revoked_at=timezone.now()
        )
        undo = AccountUndo.objects.create(
            person=person, since=since, reason=reason, asked_by=actor, asked_at=timezone.now()
        )
        note = f"{person.full_name} ตั้งแต่ {format_datetime(since)}: {reason} (ระงับบัญชีแล้ว)"
        ledger.append(ASKED, actor=actor, note=note, roles={Role.ADMINISTRATOR}, name=SERVER)
        mail.queue(
            Letter.Kind.INTEGRITY,
            [one for one in User.objects.holding(Role.APPROVER) if one != person],
            subject=f"ขอให้พิจารณาถอนสิ่งที่บัญชีของ{person.full_name}เผยแพร่",
            body="\n".join([
                f"มีผู้{ASKED}: {note}",
                "บัญชีนี้ถูกระงับแล้ว แต่สิ่งที่เผยแพร่ยังอยู่บนเว็บไซต์จนกว่าผู้อนุมัติจะพิจารณา",
                f"โปรดเข้าระบบเพื่อพิจารณา {settings.SITE_ADDRESS}{reverse('admin:undo_one', args=[undo.pk])}",
                FOOT,
            ]),
        )  # fmt: skip
    return undo


def decide(
    undo: AccountUndo, choices: Mapping[int, tuple[str, int]], *, actor: User, note: str
) -> tuple[int, dict[Edition, list[str]]]:
    """The second step: each chosen edition by its own move; returns how many were moved, and those refused with the reasons.

    `choices`: edition → the action ("": it stays) and the version that stood on the screen. `note` is told to the public.
    It is over when something was chosen for every edition and nothing was refused. Raises Refused.
    """
    actor = User.objects.get(pk=actor.pk)
    reasons = []
    if not actor.is_active or not actor.has_role(Role.APPROVER):
        reasons.append(f"ต้องให้{Role.APPROVER.label}เป็นผู้พิจารณา")
    if actor.pk in (undo.person_id, undo.asked_by_id):
        reasons.append("ผู้เสนอและเจ้าของบัญชีพิจารณาเองไม่ได้ ต้องให้ผู้อนุมัติคนอื่นเป็นผู้พิจารณา")
    if not normalise_line(note):
        reasons.append("กรอกเหตุผลที่แจ้งต่อประชาชน")
    if AccountUndo.objects.filter(pk=undo.pk).exclude(closed_at=None).exists():
        reasons.append("มีผู้พิจารณาเสร็จไปแล้ว")
    if reasons:
        raise Refused(reasons)
    moved, refused, kept, left = 0, {}, [], False
    for edition in list(done_since(undo.person, undo.since).published):
        if edition.pk not in choices:
            left = True
            continue
        action, edition.version = choices[edition.pk]
        if not action:
            kept.append(edition.publication.address)
            continue
        try:
            if action not in WAYS[edition.state]:
                raise Refused(["เลือกการดำเนินการกับเรื่องนี้ใหม่"])
            move(edition, Action(action), actor=actor, note=note)
            moved += 1
        except Refused as error:
            refused[edition] = error.reasons
    if not refused and not left:
        with transaction.atomic():
            won = AccountUndo.objects.filter(pk=undo.pk, closed_at=None).update(
                closed_by=actor, closed_at=timezone.now()
            )
            if won:
                stays = f" คงไว้ {', '.join(kept)}" if kept else ""
                ledger.append(
                    CLOSED,
                    actor=actor,
                    note=f"{undo.person.full_name} ดำเนินการ {moved} เรื่อง{stays}",
                    roles={Role.APPROVER},
                )
    return moved, refused


def waiting() -> QuerySet[AccountUndo]:
    """What is asked and not decided."""
    return AccountUndo.objects.filter(Q(closed_at=None)).select_related("person", "asked_by")

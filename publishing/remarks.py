"""What staff say to each other about an edition under way, and the wordings that reviewers suggest for it.

Never public, and no part of the wording: neither the fingerprint nor the next edition has it. The ledger tells that
something was said, by whom and to whom, but not what.
"""

import html
import re

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Acting, Position, User
from accounts.roles import Role
from publishing import ledger, notices
from publishing.models import Edition, Publication, Remark
from publishing.richtext import RichTextField
from publishing.states import EDITABLE, IN_PROGRESS, State
from publishing.workflow import Refused, claim_draft
from thai.text import normalise, normalise_line

#: Who reads what is not public yet, and so may speak of it.
READERS = (Role.WRITER, Role.REVIEWER, Role.APPROVER, Role.CHIEF_EXECUTIVE)
SUGGESTERS = (Role.REVIEWER, Role.APPROVER)
LONGEST = 2000
#: A tag as nh3 writes it: a `>` may stand in a quoted attribute.
TAG = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')


# Saying something


def add(edition: Edition, *, actor: User, text: str, mentions: Position | None = None) -> Remark:
    """Say something about an edition under way, to the holder of `mentions` if given. Raises Refused."""
    text = _words(text, "ความเห็น")
    with transaction.atomic():
        edition, actor = admit(edition, actor)
        note = f"ถึงตำแหน่ง {mentions.title}" if mentions else ""
        record("แสดงความเห็น", edition, actor, note)
        remark = Remark.objects.create(**_by(actor), edition=edition, text=text, mentions=mentions)
        if mentions:
            notices.mentioned(remark)
        return remark


def settle(remark: Remark, *, actor: User) -> None:
    """Mark a remark as dealt with. Raises Refused; a suggestion is accepted or declined instead."""
    if remark.is_suggestion:
        raise Refused(["ข้อเสนอแก้ถ้อยคำต้องให้ผู้จัดทำกด “รับข้อเสนอ” หรือ “ไม่รับ”"])
    with transaction.atomic():
        edition, actor = admit(remark.edition, actor)
        _close(remark, Remark.Outcome.SETTLED, actor)
        record("จัดการความเห็นแล้ว", edition, actor)


def open_mentions(user: User) -> QuerySet[Remark]:
    """The open remarks to a position that `user` holds or acts for today, newest first, with their edition."""
    to_user = Remark.objects.filter(mentions__in=user.positions_today, outcome=Remark.Outcome.OPEN)
    return (
        to_user.filter(edition__state__in=IN_PROGRESS)
        .select_related("author", "mentions", "edition__publication")
        .order_by("-at", "-pk")
    )


def mentionable() -> QuerySet[Position]:
    """The positions whose holder, or whoever acts for it today, would see a remark to it."""
    people = User.objects.filter(is_active=True, groups__name__in=[role.label for role in READERS])
    acting = Acting.objects.on(timezone.localdate())
    return (
        Position.objects.filter(Q(people__in=people) | Q(acting__in=acting)).select_related("unit").distinct()
    )


# Suggesting a wording


def suggestible(edition: Edition) -> dict[str, models.Field]:
    """The columns of text for which another wording may be suggested, by name, in the order of the form."""
    return {
        field.name: field
        for field in type(edition.specific).content_fields()
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }


def suggest(
    edition: Edition, *, actor: User, field: str, quote: str, replacement: str, text: str = ""
) -> Remark:
    """Suggest `replacement` for the words `quote` in `field`; `text` may say why. Raises Refused.

    The suggester does not become a contributor: only whoever accepts changes the wording.
    """
    text = _words(text, "เหตุผล", required=False)
    quote = _words(quote, "ข้อความเดิม")
    replacement = _words(replacement, "ข้อความที่เสนอ", required=False)
    if quote == replacement:
        raise Refused(["ข้อความที่เสนอเหมือนข้อความเดิม แก้ข้อความที่เสนอก่อน"])
    with transaction.atomic():
        edition, actor = admit(edition, actor)
        reasons = []
        if not actor.has_role(*SUGGESTERS):
            reasons.append("ต้องให้ผู้ตรวจสอบหรือผู้อนุมัติเป็นผู้เสนอแก้ถ้อยคำ ท่านแสดงเป็นความเห็นแทนได้")
        if edition.state == State.APPROVED:
            reasons.append("ฉบับนี้อนุมัติแล้ว จึงเสนอแก้ถ้อยคำไม่ได้ ถ้าต้องแก้ ให้ส่งกลับแก้ไขก่อน")
        if field not in suggestible(edition):
            reasons.append("เลือกช่องที่จะเสนอแก้จากรายการ")
        if reasons:
            raise Refused(reasons)
        column = suggestible(edition)[field]
        _applied(edition.specific, column, quote, replacement)
        record("เสนอแก้ถ้อยคำ", edition, actor, f"ช่อง{column.verbose_name}")
        return Remark.objects.create(
            **_by(actor), edition=edition, text=text, field=field, quote=quote, replacement=replacement
        )


def accept(remark: Remark, *, actor: User, seen_version: int) -> None:
    """Put the suggested words into the draft as a save of `actor`, who becomes a contributor. Raises Refused.

    `seen_version` is the version of the draft that the actor looked at.
    """
    with transaction.atomic():
        edition, actor = admit(remark.edition, actor)
        if edition.state not in EDITABLE:
            raise Refused(
                [
                    f"ฉบับนี้อยู่ในสถานะ “{edition.get_state_display()}” จึงยังรับข้อเสนอไม่ได้ "
                    "ให้ผู้จัดทำดึงกลับมาแก้ไข หรือให้ผู้ตรวจสอบส่งกลับแก้ไขก่อน แล้วจึงรับข้อเสนอ"
                ]
            )
        _close(remark, Remark.Outcome.ACCEPTED, actor, suggestion=True)
        claim_draft(edition, actor=actor, seen_version=seen_version)
        specific = edition.specific
        column = suggestible(edition)[remark.field]
        setattr(specific, column.name, _applied(specific, column, remark.quote, remark.replacement))
        specific.save(update_fields=[column.name])
        record("รับข้อเสนอแก้ถ้อยคำ", edition, actor, f"ช่อง{column.verbose_name} ที่ {remark.author_name} เสนอ")


def decline(remark: Remark, *, actor: User, word: str = "") -> None:
    """Leave the wording as it is; `word` may say why, and stands in the conversation. Raises Refused."""
    word = _words(word, "เหตุผล", required=False)
    with transaction.atomic():
        edition, actor = admit(remark.edition, actor)
        if not actor.has_role(Role.WRITER):
            raise Refused(["ต้องให้ผู้จัดทำเป็นผู้รับหรือไม่รับข้อเสนอ"])
        _close(remark, Remark.Outcome.DECLINED, actor, suggestion=True)
        label = suggestible(edition)[remark.field].verbose_name
        if word:
            Remark.objects.create(
                **_by(actor),
                edition=edition,
                text=f"ไม่รับข้อเสนอแก้ช่อง{label}: {word}",
                outcome=Remark.Outcome.SETTLED,
                settled_at=timezone.now(),
                settled_by=actor,
            )
        record("ไม่รับข้อเสนอแก้ถ้อยคำ", edition, actor, f"ช่อง{label} ที่ {remark.author_name} เสนอ")


# What both share


def admit(edition: Edition, actor: User) -> tuple[Edition, User]:
    """The edition, with its publication locked, and the actor, both read afresh. Call in a transaction.

    Raises Refused for who may not read what is not public, and for an edition that is over.
    """
    # The lock order of `workflow.move()`: what is said and done here never crosses a move.
    Publication.objects.select_for_update().get(pk=edition.publication_id)
    actor = User.objects.select_related("position").get(pk=actor.pk)
    edition = Edition.objects.select_related("publication").get(pk=edition.pk)
    reasons = []
    if not actor.has_role(*READERS):
        reasons.append("ต้องให้ผู้จัดทำ ผู้ตรวจสอบ ผู้อนุมัติ หรือนายก อบต. เป็นผู้ดำเนินการ")
    if edition.state not in IN_PROGRESS:
        reasons.append(
            f"ฉบับนี้อยู่ในสถานะ “{edition.get_state_display()}” แล้ว จึงอ่านได้อย่างเดียว เริ่มฉบับร่างใหม่ถ้าต้องแก้ไข"
        )
    if reasons:
        raise Refused(reasons)
    return edition, actor


def _words(text: str, label: str, *, required: bool = True) -> str:
    text = normalise(text or "")
    if required and not text:
        raise Refused([f"กรอก{label}"])
    if len(text) > LONGEST:
        raise Refused([f"{label}ยาวเกิน {LONGEST:,} ตัวอักษร ให้ตัดให้สั้นลงหรือแบ่งเป็นหลายรายการ"])
    return text


def _by(actor: User) -> dict[str, object]:
    return {
        "at": timezone.now(),
        "author": actor,
        "author_name": actor.full_name,
        "author_position": actor.title_for(READERS),
    }


def record(action: str, edition: Edition, actor: User, note: str = "") -> None:
    """Tell the ledger what `admit()` let somebody do."""
    ledger.append(
        action, actor=actor, publication=edition.publication, edition=edition, note=note, roles=READERS
    )


def _close(remark: Remark, outcome: Remark.Outcome, actor: User, *, suggestion: bool = False) -> None:
    if suggestion and not remark.is_suggestion:
        raise Refused(["ความเห็นนี้ไม่มีข้อเสนอแก้ถ้อยคำ ให้กด “จัดการแล้ว” แทน"])
    won = Remark.objects.filter(pk=remark.pk, outcome=Remark.Outcome.OPEN).update(
        outcome=outcome, settled_at=timezone.now(), settled_by=actor
    )
    if won != 1:
        raise Refused(["มีผู้จัดการความเห็นนี้ไปก่อนแล้ว เปิดหน้านี้ใหม่เพื่อดูผล"])


def _applied(edition: Edition, column: models.Field, quote: str, replacement: str) -> str:
    """The column's text with `replacement` for `quote`, cleaned as a save of the form would. Raises Refused.

    The words must stand there exactly once, so that nobody has to guess which place was meant.
    """
    replace = _in_rich_text if isinstance(column, RichTextField) else _in_plain_text
    changed, places = replace(getattr(edition, column.name) or "", quote, replacement)
    if places == 0:
        where = " (ในย่อหน้าเดียวกัน ไม่คร่อมตัวหนาหรือลิงก์)" if replace is _in_rich_text else ""
        raise Refused([f"ไม่พบข้อความเดิมในช่อง{column.verbose_name} คัดลอกข้อความให้ตรงกับที่เป็นอยู่{where}"])
    if places > 1:
        raise Refused([f"พบข้อความเดิม {places} แห่งในช่อง{column.verbose_name} คัดลอกให้ยาวขึ้นจนเหลือแห่งเดียว"])
    try:
        changed = column.clean(changed, edition)
    except ValidationError as error:
        raise Refused([f"{column.verbose_name}: {message}" for message in error.messages]) from error
    if column.max_length and len(changed) > column.max_length:
        raise Refused([f"{column.verbose_name}จะยาวเกิน {column.max_length} ตัวอักษร ให้เสนอข้อความที่สั้นลง"])
    return changed


def _in_plain_text(text: str, quote: str, replacement: str) -> tuple[str, int]:
    if "\n" not in text:
        quote, replacement = normalise_line(quote), normalise_line(replacement)
    return text.replace(quote, replacement), text.count(quote)


def _in_rich_text(text: str, quote: str, replacement: str) -> tuple[str, int]:
    """Only inside one text node: tags are never touched, and what is put in is text, not HTML."""
    quote, replacement = normalise_line(quote), normalise_line(replacement)
    pieces = TAG.split(text)
    places = 0
    for index in range(0, len(pieces), 2):
        plain = re.sub(r"\s+", " ", html.unescape(pieces[index]))
        if quote in plain:
            places += plain.count(quote)
            pieces[index] = html.escape(plain.replace(quote, replacement), quote=False)
    return "".join(pieces), places

"""What a writer answers to the gates: why something may be public, or the masked form in its place.

Each answer is an event of the ledger that tells where it is, never what stood there. It is given while the draft may
still be changed, so that whoever approves sees it.
"""

import html
import re
import unicodedata
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from publishing.gates.findings import Finding, Gate, findings, mark_of
from publishing.gates.personal import Kind, find, mask
from publishing.gates.places import texts_of
from publishing.gates.reading import reading_of
from publishing.markup import INLINE
from publishing.models import Edition, Justification
from publishing.refusal import Refused
from publishing.remarks import TAG, admit, record, suggestible
from publishing.richtext import RichTextField
from publishing.states import EDITABLE
from publishing.workflow import claim_draft
from thai.text import normalise

JUSTIFIED = "ชี้แจงรายการที่ระบบชี้"
MASKED = "ปกปิดข้อมูลส่วนบุคคล"
#: How every reason for a file that no program can read begins.
BY_EYE = "ตรวจด้วยตาแล้ว"
FEWEST_LETTERS = 10
LONGEST = Justification._meta.get_field("reason").max_length
#: Long numbers, of which the last four digits may be shown. Everything else the writer takes away himself.
MASKABLE = frozenset(kind.label for kind in (Kind.NATIONAL_ID, Kind.PHONE, Kind.ACCOUNT))
#: Tags within a paragraph: what stands before and behind them is read as one.
INSIDE = INLINE - {"br"}
CHANGED = "รายการที่ระบบชี้เปลี่ยนไปแล้ว เปิดหน้านี้ใหม่เพื่อดูรายการล่าสุด"


def justify(edition: Edition, *marks: str, actor: User, reason: str) -> None:
    """Say of each finding with one of `marks` why it may be public: all of them, or none. Raises Refused.

    A second answer to the same finding takes the place of the first, which the ledger keeps.
    """
    reason = normalise(reason or "")
    _read_files(edition)
    with transaction.atomic():
        edition, actor = _admit(edition, actor)
        reasons = [*_not_contributed(edition, actor), *_no_reason(reason)]
        if not marks:
            reasons.append("เลือกรายการที่จะชี้แจงอย่างน้อยหนึ่งรายการ")
        if reasons:
            raise Refused(reasons)
        now = timezone.now()
        for finding in _chosen(edition, *marks):
            if not finding.asks_reason:
                raise Refused([f"{finding.where}: {finding.kind} ชี้แจงไม่ได้ ให้แก้ไขหรือนำออกจากฉบับร่าง"])
            _justify(edition, finding, actor, reason, now)


def may_mask(edition: Edition, finding: Finding) -> bool:
    """Whether `mask_in_text()` knows how to write the masked form: a long number in a column of text."""
    return (
        finding.gate is Gate.PERSONAL and finding.kind in MASKABLE and finding.field in suggestible(edition)
    )


def mask_in_text(edition: Edition, mark: str, *, actor: User, seen_version: int) -> Finding:
    """Leave only the last four digits of a finding in the draft's text, as a save of `actor`; gives back what it was.

    `seen_version` is the version of the draft that the actor looked at. Raises Refused.
    """
    _read_files(edition)
    with transaction.atomic():
        edition, actor = _admit(edition, actor)
        (finding,) = _chosen(edition, mark)
        if not may_mask(edition, finding):
            raise Refused([_not_there(finding)])
        claim_draft(edition, actor=actor, seen_version=seen_version)
        specific = edition.specific
        column = suggestible(edition)[finding.field]
        write = _in_rich_text if isinstance(column, RichTextField) else _in_plain_text
        text = write(getattr(specific, column.name), _values(specific, finding))
        setattr(specific, column.name, _clean(column, specific, text))
        specific.save(update_fields=[column.name])
        if any(one.mark == mark for one in findings(specific)):
            raise Refused([_not_there(finding)])
        record(MASKED, edition, actor, f"{finding.where}: {finding.kind}")
    return finding


def _read_files(edition: Edition) -> None:
    """Read what nobody has read yet, up to half a minute a file: while nothing is locked, for nobody could save meanwhile."""
    reading_of(row.stored for row in edition.attachments.select_related("stored"))


def _admit(edition: Edition, actor: User) -> tuple[Edition, User]:
    """The draft, locked, and its writer, both read afresh. Raises Refused."""
    edition, actor = admit(edition, actor)
    reasons = []
    if not actor.has_role(Role.WRITER):
        reasons.append("ต้องให้ผู้จัดทำเป็นผู้ปกปิดหรือชี้แจง ท่านอ่านได้และแสดงเป็นความเห็นภายในได้")
    if edition.state not in EDITABLE:
        reasons.append(
            f"ฉบับนี้อยู่ในสถานะ “{edition.get_state_display()}” จึงปกปิดหรือชี้แจงไม่ได้ "
            "ให้ดึงกลับมาแก้ไข หรือให้ผู้ตรวจสอบส่งกลับแก้ไขก่อน"
        )
    if reasons:
        raise Refused(reasons)
    return edition, actor


def _not_contributed(edition: Edition, actor: User) -> list[str]:
    """Whoever answers for the draft has a hand in it, so may not approve it."""
    if edition.contributions.filter(user=actor).exists():
        return []
    return ["ต้องให้ผู้ร่วมจัดทำ (ผู้ที่เคยบันทึกฉบับนี้) เป็นผู้ชี้แจง ถ้าท่านรับงานนี้ต่อ ให้เปิดแบบฟอร์มแล้วบันทึกร่างหนึ่งครั้งก่อน"]


def _no_reason(reason: str) -> list[str]:
    """What is wrong with a reason: it must say something, and it goes into the ledger, which never forgets."""
    if sum(unicodedata.category(character)[0] in "LM" for character in reason) < FEWEST_LETTERS:
        return [f"เขียนเหตุผลอย่างน้อย {FEWEST_LETTERS} ตัวอักษร บอกว่าเป็นข้อมูลของใครและเผยแพร่ได้เพราะอะไร"]
    if len(reason) > LONGEST:
        return [f"เหตุผลยาวเกิน {LONGEST} ตัวอักษร ให้ตัดให้สั้นลง"]
    kinds = dict.fromkeys(one.kind.label for one in find(reason))
    return [f"ในเหตุผลมี{kind} ให้ลบออก เพราะเหตุผลเก็บถาวรในสมุดบันทึก" for kind in kinds]


def _chosen(edition: Edition, *marks: str) -> list[Finding]:
    """The findings with `marks`, as they are now. Raises Refused when one of them is gone."""
    found = {one.mark: one for one in findings(edition)}
    if any(mark not in found for mark in marks):
        raise Refused([CHANGED])
    return [found[mark] for mark in dict.fromkeys(marks)]


def _justify(edition: Edition, finding: Finding, actor: User, reason: str, now: datetime) -> None:
    if finding.gate is Gate.FILE and not reason.startswith(BY_EYE):
        reason = f"{BY_EYE}: {reason}"[:LONGEST]
    Justification.objects.update_or_create(
        edition_id=edition.pk,
        mark=finding.mark,
        defaults={
            "kind": finding.kind[:60],
            "where": finding.where[:300],
            "excerpt": finding.excerpt[:300],
            "reason": reason,
            "at": now,
            "by": actor,
        },
    )
    record(JUSTIFIED, edition, actor, f"{finding.where} ({finding.kind}): {reason}")


# The masked form


def _values(edition: Edition, finding: Finding) -> re.Pattern[str]:
    """Matches the thing as it is written in its column: the gate's own search finds it again. Raises Refused."""
    written = {
        one.value
        for place in texts_of(edition, []).places
        if place.column == finding.field
        for one in find(place.text)
        if mark_of(finding.gate, one.kind.value, one.key, finding.field) == finding.mark
    }
    if not written:
        raise Refused([_not_there(finding)])
    # What is one space in the text may be several, or a hard one, in the column.
    patterns = (
        r"\s+".join(map(re.escape, value.split())) for value in sorted(written, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\d)(?:{'|'.join(patterns)})(?!\d)")


def _not_there(finding: Finding) -> str:
    return f"{finding.where}: ระบบปกปิดให้ไม่ได้ ให้เปิดแบบฟอร์มแล้วแก้ข้อความเอง"


def _in_plain_text(text: str, values: re.Pattern[str]) -> str:
    return values.sub(lambda found: mask(found[0]), text)


def _in_rich_text(text: str, values: re.Pattern[str]) -> str:
    """Paragraph by paragraph, also where a number is partly bold: the tags stay where they are."""
    pieces = TAG.split(text)
    paragraph: list[int] = []
    for place in range(len(pieces) + 1):
        if place % 2 == 0 and place < len(pieces):
            paragraph.append(place)
        elif place == len(pieces) or re.match(r"</?([a-z0-9]*)", pieces[place])[1] not in INSIDE:
            _mask_paragraph(pieces, paragraph, values)
            paragraph = []
    return "".join(pieces)


def _mask_paragraph(pieces: list[str], places: list[int], values: re.Pattern[str]) -> None:
    texts = [html.unescape(pieces[place]) for place in places]
    whole = "".join(texts)
    masked = _in_plain_text(whole, values)
    if masked == whole:
        return
    for place, text in zip(places, texts, strict=True):
        # A masked number is as long as the number was.
        pieces[place], masked = html.escape(masked[: len(text)], quote=False), masked[len(text) :]


def _clean(column: models.Field, edition: Edition, text: str) -> str:
    """The text as a save of the form would leave it. Raises Refused."""
    try:
        return column.clean(text, edition)
    except ValidationError as error:
        raise Refused([f"{column.verbose_name}: {message}" for message in error.messages]) from error

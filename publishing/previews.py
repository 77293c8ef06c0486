"""Preview links: they let somebody without an account read one edition before it is public.

The address is signed, so it cannot be guessed or made; the row says whether it still works. Every opening is an event
in the ledger. Publishing and returning the edition end its links (`workflow.move()`).
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from publishing import ledger
from publishing.models import Edition, PreviewLink, Publication, Remark
from publishing.models.desk import LONGEST_PREVIEW_DAYS, PREVIEW_DAYS
from publishing.remarks import LONGEST, admit, record
from publishing.workflow import Refused
from thai.dates import format_datetime
from thai.text import normalise, normalise_line

ENDED = "ลิงก์ตัวอย่างนี้ใช้ไม่ได้แล้ว ขอลิงก์ใหม่จากเจ้าหน้าที่ผู้ส่งลิงก์ให้ท่าน"
LONGEST_NAME = 150


# For staff


def make(
    edition: Edition, *, actor: User, reader: str, days: int = PREVIEW_DAYS, asks_answer: bool = False
) -> PreviewLink:
    """A link for `reader` that works for `days` days, at most 30. Raises Refused."""
    reader = normalise_line(reader or "")
    reasons = []
    if not reader:
        reasons.append("กรอกชื่อหรือตำแหน่งของผู้อ่าน")
    if len(reader) > LONGEST_NAME:
        reasons.append(f"ชื่อผู้อ่านยาวเกิน {LONGEST_NAME} ตัวอักษร ให้ย่อให้สั้นลง")
    if not 1 <= days <= LONGEST_PREVIEW_DAYS:
        reasons.append(f"กำหนดอายุลิงก์ตั้งแต่ 1 ถึง {LONGEST_PREVIEW_DAYS} วัน")
    if reasons:
        raise Refused(reasons)
    with transaction.atomic():
        edition, actor = admit(edition, actor)
        now = timezone.now()
        link = PreviewLink.objects.create(
            edition=edition,
            reader=reader,
            made_at=now,
            made_by=actor,
            expires_at=now + timedelta(days=days),
            asks_answer=asks_answer,
        )
        until = format_datetime(link.expires_at)
        record("สร้างลิงก์ตัวอย่าง", edition, actor, f"ให้ {reader} อ่าน ใช้ได้ถึง {until}")
    return link


def revoke(link: PreviewLink, *, actor: User) -> None:
    """End a link at once. Raises Refused, also when it was ended before."""
    with transaction.atomic():
        edition, actor = admit(link.edition, actor)
        if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()) != 1:
            raise Refused(["ลิงก์นี้ถูกยกเลิกไปก่อนแล้ว"])
        record("ยกเลิกลิงก์ตัวอย่าง", edition, actor, f"ที่ให้ {link.reader} อ่าน")


# For the reader


def token_of(link: PreviewLink) -> str:
    """The last part of the link's address: its number, signed. The same link has the same token always."""
    return _signer().sign(str(link.pk))


def find(token: str) -> PreviewLink | None:
    """The link of a token while it works, with its edition's publication, owner and unit; one query, or none."""
    try:
        number = _signer().unsign(token)
    except signing.BadSignature:
        return None
    links = PreviewLink.objects.open().select_related("edition__publication__owner__unit")
    return links.filter(pk=number).first()


def opens(token: str, edition_id: int) -> bool:
    """Whether the bearer of `token` may have the files of this edition."""
    link = find(token) if token else None
    return link is not None and link.edition_id == edition_id


def open_link(link: PreviewLink) -> bool:
    """Count one opening and tell the ledger; False when the link has ended meanwhile."""
    with transaction.atomic():
        # As in `move()`, which ends links after its own event: otherwise the two would wait for each other.
        publication = Publication.objects.select_for_update().get(pk=link.edition.publication_id)
        won = PreviewLink.objects.open().filter(pk=link.pk).update(openings=F("openings") + 1)
        if won != 1:
            return False
        link.refresh_from_db(fields=["openings"])
        ledger.append(
            "เปิดลิงก์ตัวอย่าง",
            actor=None,
            name=link.reader,
            publication=publication,
            edition=link.edition,
            note=f"ครั้งที่ {link.openings}",
        )
    return True


def answer(link: PreviewLink, *, verdict: str, name: str, text: str = "") -> Remark:
    """Keep the reader's one answer, on the link and as a remark on the edition. Raises Refused."""
    name, text = normalise_line(name or ""), normalise(text or "")
    reasons = []
    if not name:
        reasons.append("กรอกชื่อของท่าน")
    if len(name) > LONGEST_NAME:
        reasons.append(f"ชื่อยาวเกิน {LONGEST_NAME} ตัวอักษร ให้ย่อให้สั้นลง")
    if verdict not in PreviewLink.Answer.values:
        reasons.append("เลือก “เห็นชอบ” หรือ “มีข้อสังเกต”")
    if verdict == PreviewLink.Answer.OBSERVED and not text:
        reasons.append("กรอกข้อสังเกตของท่าน")
    if len(text) > LONGEST:
        reasons.append(f"ข้อสังเกตยาวเกิน {LONGEST:,} ตัวอักษร ให้ตัดให้สั้นลง")
    if reasons:
        raise Refused(reasons)
    label, now = PreviewLink.Answer(verdict).label, timezone.now()
    with transaction.atomic():
        publication = Publication.objects.select_for_update().get(pk=link.edition.publication_id)
        asked = PreviewLink.objects.open().filter(pk=link.pk, asks_answer=True)
        if asked.filter(answer="").update(answer=verdict, answered_at=now) != 1:
            raise Refused(["ท่านตอบไปแล้ว ถ้าต้องการแก้คำตอบให้แจ้งเจ้าหน้าที่ผู้ส่งลิงก์"] if asked.exists() else [ENDED])
        # Nothing needs doing about a bare consent, so it does not wait as an open remark.
        consent = verdict == PreviewLink.Answer.AGREED and not text
        remark = Remark.objects.create(
            edition_id=link.edition_id,
            at=now,
            author=None,
            author_name=name,
            author_position=f"ผู้อ่านตามลิงก์ที่ให้ {link.reader}",
            text=f"{label}: {text}" if text else label,
            outcome=Remark.Outcome.SETTLED if consent else Remark.Outcome.OPEN,
            settled_at=now if consent else None,
        )
        ledger.append(
            "ตอบลิงก์ตัวอย่าง",
            actor=None,
            name=link.reader,
            publication=publication,
            edition=link.edition,
            note=label if name == link.reader else f"{label} ในชื่อ {name}",
            at=now,
        )
    link.refresh_from_db(fields=["answer", "answered_at"])
    return remark


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt="publishing.previews")

"""Making editions in a test the way staff make them: through the workflow."""

import io
from datetime import date, datetime
from functools import cache
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Acting, Position, User
from accounts.roles import Role
from announcements.models import Announcement, Procurement
from content.models import Contact, Page, Plan, Post, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from links.models import Link
from publishing.clauses import CLAUSE_1_1, FINDINGS_TICK
from publishing.files import attach, store_upload
from publishing.gates.reading import reading_of
from publishing.models import Attachment, Edition, StoredFile
from publishing.requirements import Look
from publishing.states import Action, State
from publishing.workflow import move, start
from thai.dates import BANGKOK

#: model → own columns with which an edition lacks nothing
COMPLETE = {
    Page: {"body": "<p>เนื้อหา</p>"},
    Structure: {},
    Plan: {"year_from": 2569},
    Contact: {"address": "ตำบลโพนโก", "hours": "08.30–16.30 น.", "phones": "044 000 000"},
    LegalDocument: {
        "year_be": 2540,
        "source_name": "ราชกิจจานุเบกษา",
        "source_url": "https://www.ratchakitcha.soc.go.th/",
    },
    Announcement: {"body": "<p>ข่าว</p>", "dated_on": date(2026, 11, 2)},
    Procurement: {
        "project": "จ้างซ่อมถนน",
        "dated_on": date(2026, 11, 2),
        "budget": 500000,
        "closing_at": datetime(2026, 12, 1, 16, 30, tzinfo=BANGKOK),
    },
    KnowledgeItem: {
        "body": "<p>ความรู้</p>",
        "source_name": "สำนักงานสถิติแห่งชาติ",
        "information_at": datetime(2026, 11, 2, 9, 30, tzinfo=BANGKOK),
    },
    Link: {"url": "https://www.dla.go.th/", "owner_name": "กรมส่งเสริมการปกครองท้องถิ่น"},
}
#: columns with which a piece of news lacks nothing to be published in haste
URGENT: dict[str, object] = {
    "title": "น้ำท่วมถนนสายโพนโก–สนม",
    "summary": "น้ำท่วมถนนสายโพนโก–สนม ช่วงหมู่ที่ 3 รถเล็กผ่านไม่ได้",
    "kind": "notice",
    "urgency": "very_fast",
    "place": "ถนนสายโพนโก–สนม หมู่ที่ 3",
    "happened_at": datetime(2026, 11, 2, 4, 30, tzinfo=BANGKOK),
    "cause": "ฝนตกหนักต่อเนื่องตั้งแต่คืนวันที่ 1 พฤศจิกายน และน้ำในลำห้วยเอ่อล้นตลิ่ง",
    "effects": "น้ำท่วมผิวถนนสูงประมาณ 40 เซนติเมตร รถเล็กผ่านไม่ได้ บ้านเรือนริมลำห้วยได้รับผลกระทบ 12 หลังคาเรือน",
    "measures": "ปิดการจราจร ตั้งเครื่องสูบน้ำ และจัดรถรับส่งผู้ที่ต้องเดินทาง",
    "outcome": "ถึงขณะนี้ไม่มีผู้ได้รับบาดเจ็บ ระดับน้ำทรงตัว และผู้ที่ต้องเดินทางใช้ถนนเลี่ยงได้แล้ว",
    "expected_end": datetime(2026, 11, 5, 18, 0, tzinfo=BANGKOK),
    "public_contact": "งานป้องกันและบรรเทาสาธารณภัย 044 000 199",
    "advantages": "ประชาชนเลี่ยงเส้นทางได้ทันและเตรียมขนของขึ้นที่สูง",
    "disadvantages": "ประชาชนอาจตื่นตระหนกหากสถานการณ์เปลี่ยนเร็ว",
    "publishing_effects": "มีผู้โทรศัพท์สอบถามมากขึ้น ต้องจัดเจ้าหน้าที่รับสายเพิ่ม",
}
ALL_TICKS = [*CLAUSE_1_1, FINDINGS_TICK]


def _person(name: str) -> User:
    return User.objects.get(username=name)


def make_draft(
    model: type[Edition] = Announcement, *, writer: User | None = None, slug=None, **fields
) -> Edition:
    """A draft that lacks nothing, by `writer` (the cast's by default)."""
    values = {"title": "เรื่องทดสอบ", "summary": "สรุปย่อ", **COMPLETE[model], **fields}
    draft = start(model(**values), actor=writer or _person("writer"), slug=slug)
    if model is Plan:
        add_document(draft)
    if model is Structure:
        Post.objects.create(
            structure=draft, branch=Post.Branch.EXECUTIVE, position="นายก", name="ชื่อ (ตัวอย่าง)"
        )
        Post.objects.create(structure=draft, branch=Post.Branch.OFFICIAL, position="ปลัด", vacant=True)
    return draft


def make_urgent(**fields) -> Announcement:
    """A draft about an urgent event that lacks nothing to be published in haste."""
    return make_draft(Announcement, **{**URGENT, **fields})


def submit(edition: Edition, *, writer: User | None = None) -> Edition:
    return move(edition, Action.SUBMIT, actor=writer or _person("writer"), ticks=ALL_TICKS)


def publish(edition: Edition, *, writer: User | None = None, approver: User | None = None) -> Edition:
    """Submit a draft and approve it by somebody else; gives back the category's own model."""
    waiting = submit(edition, writer=writer)
    with mock.patch.object(Look, "missing", ()):  # that was asked a moment ago
        live = move(waiting, Action.APPROVE, actor=approver or _person("approver"), ticks=ALL_TICKS)
    return type(edition).objects.get(pk=live.pk)


def revise(edition: Edition, *, leave_out_files: bool = False, **fields) -> Edition:
    """Publish the next edition of what is live or ended, with `fields` changed; gives back the category's own model."""
    edition = Edition.objects.get(pk=edition.pk)
    ended = edition.state in (State.WITHDRAWN, State.REMOVED)
    draft = move(edition, Action.RESTORE if ended else Action.START, actor=_person("writer"))
    if leave_out_files:
        draft.attachments.all().delete()
    draft = draft.specific
    for name, value in {"change_kind": "major", "change_note": "แก้ไขรายละเอียด", **fields}.items():
        setattr(draft, name, value)
    draft.save()
    return publish(type(draft).objects.get(pk=draft.pk))


def withdraw(edition: Edition, reason: str = "พ้นกำหนดแล้ว", successor: Edition | None = None) -> Edition:
    return _end(edition, Action.WITHDRAW, reason, successor)


def remove(edition: Edition, reason: str = "ข้อมูลไม่ถูกต้อง", successor: Edition | None = None) -> Edition:
    return _end(edition, Action.REMOVE, reason, successor)


def _end(edition: Edition, action: Action, reason: str, successor: Edition | None) -> Edition:
    edition = Edition.objects.get(pk=edition.pk)
    instead = successor and successor.publication
    return move(edition, action, actor=_person("approver"), note=reason, successor=instead)


def make_live(model: type[Edition] = Announcement, **fields) -> Edition:
    """A live edition that lacks nothing. That is not asked again at each of its moves: half of what they take."""
    draft = make_draft(model, **fields)
    with mock.patch.object(Look, "missing", ()):
        return publish(draft)


def let_act(
    person: User,
    position: Position,
    role: Role = Role.APPROVER,
    *,
    first: date | None = None,
    last: date | None = None,
) -> Acting:
    """An order by which `person` acts for `position`: today, if no days are given."""
    today = timezone.localdate()
    return Acting.objects.create(
        person=person,
        position=position,
        role=role,
        starts_on=first or today,
        ends_on=last or today,
        order_number="คำสั่งที่ 1/2570",
    )


@cache
def pdf_bytes(text: str = "test") -> bytes:
    """A valid one-page PDF."""
    stream = f"BT /F1 14 Tf 40 100 Td ({text}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    begin = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{begin}\n%%EOF\n".encode()
    return bytes(out)


@cache
def jpeg_bytes(width: int = 640, height: int = 480) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (15, 92, 88)).save(out, "JPEG")
    return out.getvalue()


def pdf_upload(name: str = "แผน.pdf", text: str = "test") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes(text), "application/pdf")


def jpeg_upload(name: str = "ภาพ.jpg", width: int = 640, height: int = 480) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg_bytes(width, height), "image/jpeg")


def store_samples() -> None:
    """One PDF and one picture for all tests: checking and reading an upload anew for each would take a second every time."""
    reading_of(
        [
            store_upload(pdf_upload(), Attachment.Kind.DOCUMENT),
            store_upload(jpeg_upload(), Attachment.Kind.PHOTO),
        ]
    )


def add_document(edition: Edition, **about) -> Attachment:
    stored = StoredFile.objects.get(original_name="แผน.pdf")
    return attach(edition, stored, kind=Attachment.Kind.DOCUMENT, **about)


def add_photo(edition: Edition, alt: str = "ภาพกิจกรรม", **about) -> Attachment:
    stored = StoredFile.objects.get(original_name="ภาพ.jpg")
    return attach(edition, stored, kind=Attachment.Kind.PHOTO, alt=alt, **about)

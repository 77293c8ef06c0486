"""What the items of `tests/bulk.py` say: a few sentences by turns, and the columns of every category."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice

from announcements.models import Announcement, Procurement
from content.models import Contact, Page, Plan, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from links.models import Link
from publishing.models import Attachment, Edition

SUBJECTS = (
    "โครงการส่งเสริมการคัดแยกขยะในครัวเรือน",
    "การป้องกันและควบคุมโรคไข้เลือดออก",
    "งานซ่อมแซมถนนสายหลักของหมู่บ้าน",
    "การรับลงทะเบียนผู้สูงอายุ",
    "กิจกรรมปลูกต้นไม้ริมหนองน้ำสาธารณะ",
    "การประชุมประชาคมหมู่บ้าน",
    "การส่งเสริมกลุ่มทอผ้าไหม",
    "งานประเพณีแห่เทียนเข้าพรรษา",
)
SENTENCES = (
    "องค์การบริหารส่วนตำบลขอแจ้งให้ประชาชนในพื้นที่ทราบถึงกำหนดการและรายละเอียดของการดำเนินงาน",
    "ผู้สนใจสามารถสอบถามรายละเอียดเพิ่มเติมได้ที่สำนักปลัดในวันและเวลาราชการ",
    "การดำเนินงานเป็นไปตามแผนพัฒนาท้องถิ่นซึ่งผ่านความเห็นชอบของสภาองค์การบริหารส่วนตำบลแล้ว",
    "ประชาชนทุกหมู่บ้านมีส่วนร่วมในการเสนอความเห็นและติดตามผลการดำเนินงานได้ตลอดระยะเวลาของโครงการ",
    "เจ้าหน้าที่จะรายงานความก้าวหน้าให้ทราบเป็นระยะผ่านเว็บไซต์และที่ทำการผู้ใหญ่บ้าน",
)
#: The same few texts for all, so that memory does not fill with them.
BODIES = [
    "".join(f"<p>{text}</p>" for text in islice(cycle(SENTENCES), first, first + 12)) for first in range(3)
]
SUMMARIES = [[f"{subject} {sentence}" for sentence in SENTENCES] for subject in SUBJECTS]

#: Plans and notices have a document, most news a photo.
FILES: dict[type[Edition], list[str]] = {
    Plan: [Attachment.Kind.DOCUMENT],
    Procurement: [Attachment.Kind.DOCUMENT],
    LegalDocument: [Attachment.Kind.DOCUMENT],
    Announcement: [Attachment.Kind.PHOTO, Attachment.Kind.PHOTO, Attachment.Kind.DOCUMENT],
    KnowledgeItem: [Attachment.Kind.PHOTO],
}


def shared(order: int) -> dict[str, str]:
    """The title, summary and text of item `order`."""
    place = order % len(SUBJECTS)
    return {
        "title": f"{SUBJECTS[place]} ครั้งที่ {order + 1}",
        "summary": SUMMARIES[place][order % len(SENTENCES)],
        "body": BODIES[order % len(BODIES)],
    }


def kinds_of_files(model: type[Edition], order: int) -> list[str]:
    """The kinds of the files of item `order`, in order."""
    wanted = FILES.get(model, [])
    return wanted[order % 3 :] if model is Announcement else wanted


def _turn(choices: type, order: int) -> str:
    return choices.values[order % len(choices.values)]


def _announcement(order: int, at: datetime) -> dict[str, object]:
    return {
        "kind": _turn(Announcement.Kind, order),
        "starts_at": at,
        "ends_at": at + timedelta(hours=3),
        "place": f"ศาลาประชาคมหมู่ {order % 12 + 1}",
    }


def _procurement(order: int, at: datetime) -> dict[str, object]:
    return {
        "stage": _turn(Procurement.Stage, order),
        "method": _turn(Procurement.Method, order),
        "project": f"จ้างซ่อมแซมถนน สายที่ {order // 40 + 1}",  # some eight notices each
        "budget": Decimal(100_000 + order),
        "reference_price": Decimal(99_000 + order),
        "price": Decimal(98_000 + order),
        "winner": "ผู้รับจ้าง (ตัวอย่าง)",
        "closing_at": at + timedelta(days=30),
    }


def _law(order: int, at: datetime) -> dict[str, object]:
    return {
        "doc_type": _turn(LegalDocument.Type, order),
        "document_number": f"ฉบับที่ {order % 9 + 1}",
        "year_be": 2540 + order % 30,
        "source_name": "ราชกิจจานุเบกษา",
        "source_url": "https://www.ratchakitcha.soc.go.th/",
    }


def _knowledge(order: int, at: datetime) -> dict[str, object]:
    rows = [[f"หมู่ {number}", str(90 + (order + number) % 60)] for number in range(1, 13)]
    return {
        "kind": _turn(KnowledgeItem.Kind, order),
        "source_name": "ข้อมูลสำรวจขององค์การบริหารส่วนตำบล",
        "information_at": at,
        "table": {"columns": ["หมู่บ้าน", "ครัวเรือน"], "rows": rows},
        "chart": KnowledgeItem.Chart.BAR,
    }


#: model → the category's own columns of item `order`, begun at `at`
OWN: dict[type[Edition], Callable[[int, datetime], dict[str, object]]] = {
    Announcement: _announcement,
    Procurement: _procurement,
    LegalDocument: _law,
    KnowledgeItem: _knowledge,
    Plan: lambda order, at: {"kind": _turn(Plan.Kind, order), "year_from": 2563 + order % 7},
    Link: lambda order, at: {
        "kind": _turn(Link.Kind, order),
        "url": "https://www.dla.go.th/",
        "owner_name": "กรมส่งเสริมการปกครองท้องถิ่น",
    },
    # The page for complaints is one: each would be in the menu.
    Page: lambda order, at: {"kind": _turn(Page.Kind, order).replace(Page.Kind.COMPLAINT, Page.Kind.OTHER)},
    Structure: lambda order, at: {},
    Contact: lambda order, at: {
        "address": "ตำบลโพนโก อำเภอสนม จังหวัดสุรินทร์",
        "hours": "08.30–16.30 น.",
    },
}

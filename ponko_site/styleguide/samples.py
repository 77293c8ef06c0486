"""Made-up things to draw the components with. None of them is in the database; only a photo is borrowed from it."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.templatetags.static import static
from django.utils import timezone

from accounts.models import Position, Unit
from announcements.models import Announcement, Procurement
from content.models import Plan, Post
from knowledge.models import KnowledgeItem
from knowledge.tables import Table
from legal_docs.models import LegalDocument
from links.models import Link
from publishing.models import Edition, Publication, SecondReview
from publishing.states import State

UNIT = "กองช่าง"


def edition(model: type[Edition], *, old: bool = False, **fields: Any) -> Edition:
    """An edition that was never saved, published today or (`old`) a year ago. Its links lead to its category."""
    now = timezone.now()
    first = now - timedelta(days=365) if old else now
    publication = Publication(
        pk=0,
        category=model._meta.app_label,
        model=model._meta.model_name,
        owner=Position(title="นายช่างโยธา", unit=Unit(name=UNIT)),
        first_published_at=first,
        last_published_at=now,
    )
    about: dict[str, Any] = {
        "state": State.PUBLISHED,
        "number": 1,
        "published_at": first,
        "summary": "สรุปหนึ่งหรือสองประโยคที่บอกสาระแก่ประชาชน",
    }
    made = model(publication=publication, **(about | fields))
    made.cover = None
    return made


def news(title: str = "ประชุมประชาคมหมู่บ้าน ประจำปีงบประมาณ พ.ศ. 2570", **fields: Any) -> Announcement:
    return edition(
        Announcement, title=title, **({"kind": "activity", "dated_on": timezone.localdate()} | fields)
    )


def pinned(**fields: Any) -> Announcement:
    return news(
        "กำหนดชำระภาษีที่ดินและสิ่งปลูกสร้าง", pinned_until=timezone.localdate() + timedelta(days=7), **fields
    )


def flood(**fields: Any) -> Announcement:
    """News of an urgent event that lasts."""
    begun = timezone.now() - timedelta(hours=5)
    about = {
        "kind": "notice",
        "urgency": Announcement.Urgency.VERY_FAST,
        "summary": "รถเล็กผ่านไม่ได้ โปรดใช้ทางเลี่ยงบ้านหนองคู",
        "place": "ถนนสายโพนโก–สนม หมู่ที่ 3",
        "happened_at": begun,
        "expected_end": begun + timedelta(days=2),
        "public_contact": "งานป้องกันและบรรเทาสาธารณภัย 044 000 199",
        "urgent": True,
    }
    return news("น้ำท่วมถนนสายโพนโก–สนม", **(about | fields))


def second_review(outcome: str = "") -> SecondReview:
    return SecondReview(outcome=outcome, done_at=timezone.now() if outcome else None)


def law(**fields: Any) -> LegalDocument:
    about = {
        "title": "พระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. 2540",
        "year_be": 2540,
        "source_name": "ราชกิจจานุเบกษา",
    }
    return edition(LegalDocument, old=True, **(about | fields))


def procurement(**fields: Any) -> Procurement:
    about = {
        "title": "ประกวดราคาจ้างก่อสร้างถนนคอนกรีตเสริมเหล็ก หมู่ที่ 4",
        "budget": 1320000,
        "reference_price": 1298000,
        "closing_at": timezone.now() + timedelta(days=9),
        "dated_on": timezone.localdate(),
        "stage": "invitation",
    }
    return edition(Procurement, **(about | fields))


def plan(**fields: Any) -> Plan:
    about = {"title": "แผนพัฒนาท้องถิ่น พ.ศ. 2566–2570", "year_from": 2566, "year_to": 2570, "budget": 42000000}
    made = edition(Plan, old=True, **(about | fields))
    made.file_found, made.files_counted = None, 0
    return made


def knowledge(**fields: Any) -> KnowledgeItem:
    about = {
        "title": "จำนวนประชากรตำบลโพนโก",
        "source_name": "กรมการปกครอง",
        "information_at": timezone.now(),
    }
    return edition(KnowledgeItem, old=True, **(about | fields))


def link(**fields: Any) -> Link:
    about = {
        "title": "กรมส่งเสริมการปกครองท้องถิ่น",
        "url": "https://www.dla.go.th/",
        "owner_name": "กระทรวงมหาดไทย",
    }
    return edition(Link, old=True, **(about | fields))


def population() -> Table:
    return Table.of(
        {
            "columns": ["หมู่", "ชาย", "หญิง"],
            "rows": [["หมู่ 1", "412", "430"], ["หมู่ 2", "388", "401"], ["หมู่ 3", "295", "310"]],
        }
    )


def post(**fields: Any) -> Post:
    return Post(
        **({"position": "ปลัดองค์การบริหารส่วนตำบล", "name": "นายตัวอย่าง หนึ่งใจ", "phone": "044 000 000"} | fields)
    )


def document(
    extension: str = "pdf", title: str = "ประกาศองค์การบริหารส่วนตำบล เรื่อง กำหนดราคากลาง", **about: Any
) -> SimpleNamespace:
    stored = {"extension": extension, "size": 482_133, "pages": 12, "has_text": True} | about
    return SimpleNamespace(
        label=title, title=title, get_absolute_url="/news/", stored=SimpleNamespace(**stored)
    )


def photo(**about: Any) -> SimpleNamespace:
    address = static("images/hero-1200.webp")
    stored = SimpleNamespace(width=1200, height=500)
    own = {"alt": "ทุ่งนายามเช้า", "caption": "ทุ่งนาหลังฤดูเก็บเกี่ยว", "label": "ทุ่งนา"}
    return SimpleNamespace(
        get_absolute_url=address, smallest=address, srcset=f"{address} 1200w", stored=stored, **(own | about)
    )


def history() -> tuple[Edition, list[Edition]]:
    """An edition, and all that were public, the newest first."""
    now = timezone.now()
    current = news(number=2, change_kind="major", change_note="แก้ไขวันประชุม")
    before = news(number=1, state=State.SUPERSEDED, published_at=now - timedelta(days=20), ended_at=now)
    return current, [current, before]


def borrowed_cover() -> dict[str, Any] | None:
    """The cover of any live news with a photo, or None. One query."""
    found = Announcement.objects.live().with_cover().filter(cover__isnull=False).first()
    return found and found.cover


def a_year_ago() -> date:
    return timezone.localdate() - timedelta(days=365)

"""The pages that every office needs in the same words: policies, help, questions. Started as drafts, then the office's own.

The texts are templates/policies/<slug>.html, filled from the office's profile once, when the page is started.
"""

import json
import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Office, Position, User
from content.models import Page
from publishing.markup import clean
from publishing.models import Publication
from publishing.workflow import start

#: What `make axe` (tests/tools/accessibility.py) found last.
RESULTS = settings.BASE_DIR / "docs" / "accessibility-results.json"
SECURITY_POLICY = "security-policy"


@dataclass(frozen=True)
class Seed:
    """A page to start: its address below the category, its words in the list, its place in the menu."""

    slug: str
    title: str
    summary: str
    section: Page.MenuSection = Page.MenuSection.POLICIES
    order: int = 0


SEEDS = (
    Seed(
        "website-policy",
        "นโยบายเว็บไซต์",
        "วัตถุประสงค์ ผู้รับผิดชอบ ความถูกต้องของข้อมูล เงื่อนไขการนำไปใช้ และการเชื่อมโยง",
        order=2,
    ),
    Seed(
        "privacy-policy",
        "นโยบายคุ้มครองข้อมูลส่วนบุคคล",
        "ข้อมูลใดของท่านถูกใช้ เพื่ออะไร เก็บนานเท่าใด และท่านมีสิทธิอะไรตามกฎหมายคุ้มครองข้อมูลส่วนบุคคล",
        order=3,
    ),
    Seed("cookie-policy", "นโยบายคุกกี้", "ผู้อ่านไม่ได้รับคุกกี้ มีเฉพาะคุกกี้ที่จำเป็นต่อการเข้าสู่ระบบของเจ้าหน้าที่", order=4),
    Seed(
        SECURITY_POLICY,
        "นโยบายการรักษาความมั่นคงปลอดภัยเว็บไซต์",
        "การควบคุมผู้ใช้งาน การตรวจสอบย้อนหลัง การป้องกัน การรับมือเมื่อเกิดเหตุ และวิธีแจ้งช่องโหว่",
        order=5,
    ),
    Seed(
        "accessibility",
        "การเข้าถึงเว็บไซต์สำหรับทุกคน",
        "มาตรฐานที่ใช้ ผลการทดสอบ ข้อจำกัดที่ทราบ และช่องทางแจ้งเมื่อใช้ส่วนใดไม่ได้",
        order=6,
    ),
    Seed(
        "help",
        "วิธีใช้เว็บไซต์",
        "หาเรื่องที่ต้องการ ปรับการอ่าน เปิดเอกสาร ดูว่าข้อมูลใหม่หรือเก่า และส่งต่อให้ผู้อื่น",
        Page.MenuSection.SERVICES,
        8,
    ),
    Seed(
        "faq",
        "คำถามที่พบบ่อย",
        "คำตอบสั้น ๆ เรื่องการติดต่อ การหาเอกสาร การนำข้อมูลไปใช้ และข้อมูลส่วนบุคคล",
        Page.MenuSection.SERVICES,
        9,
    ),
)


def accessibility_results() -> dict[str, object] | None:
    """What the accessibility test found; None before its first run. `tested_on` is a date, `pages` their addresses."""
    if not RESULTS.is_file():
        return None
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    return results | {"tested_on": date.fromisoformat(results["tested_on"])}


def text_of(seed: Seed, office: Office) -> str:
    """The page's wording for this office, as the editor would save it."""
    context = {
        "office": office,
        "https": settings.HTTPS,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "results": accessibility_results(),
    }
    html = render_to_string(f"policies/{seed.slug}.html", context)
    return clean(re.sub(r">\s*\n\s*<", "><", html).strip())


@transaction.atomic
def seed_pages(*, writer: User, owner: Position | None = None) -> list[Page]:
    """Start each page that has never been there as a draft of `writer`; gives back the new drafts, none the second time.

    `owner` defaults to the writer's position. What stands at the address, in whatever state, is left alone.
    Raises Refused when the writer may not write.
    """
    office = Office.objects.select_related("responsible_unit").get()
    slugs = [seed.slug for seed in SEEDS]
    there = set(Publication.objects.filter(category="content", slug__in=slugs).values_list("slug", flat=True))
    return [
        start(
            Page(
                title=seed.title,
                summary=seed.summary,
                body=text_of(seed, office),
                dated_on=timezone.localdate(),
                kind=Page.Kind.OTHER,
                menu_section=seed.section,
                menu_order=seed.order,
            ),
            actor=writer,
            owner=owner,
            slug=seed.slug,
        )
        for seed in SEEDS
        if seed.slug not in there
    ]

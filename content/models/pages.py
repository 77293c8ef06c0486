"""Pages about the office, each in its section of the menu."""

import re
from collections.abc import Iterator

from django.db import models
from django.db.models import Case, F, Value, When
from django.utils.html import strip_tags

from publishing.models import Edition, EditionQuerySet
from publishing.proofs import Proof
from thai.digits import to_arabic
from thai.order import thai_order

#: A page about the powers of the office says more than its heading.
FEWEST_LETTERS = 100
#: A telephone number, an e-mail address or a link.
WAY_TO_REACH = re.compile(r"\b0[0-9]([ -]?[0-9]){7,8}\b|[\w.]@[\w-]+\.\w|<a [^>]*href=")


class PageQuerySet(EditionQuerySet):
    def in_sections(self) -> "PageQuerySet":
        """Section by section of the menu, those outside of it before the policies; in each in the order of the menu."""
        sections = [section for section in Page.MenuSection if section != Page.MenuSection.NONE]
        sections.insert(-1, Page.MenuSection.NONE)
        rank = Case(
            *(When(menu_section=section, then=Value(place)) for place, section in enumerate(sections))
        )
        return self.order_by(rank, F("menu_order").asc(nulls_last=True), thai_order("title"))

    def for_home(self) -> "PageQuerySet":
        """In the order of the menu, without the policies, which stand at the foot of every page."""
        pages = self.exclude(menu_section=Page.MenuSection.POLICIES)
        return pages.order_by(F("menu_order").asc(nulls_last=True), thai_order("title"))


class Page(Edition):
    """A page about the office: its history, vision, powers, policies."""

    class Kind(models.TextChoices):
        HISTORY = "history", "ประวัติความเป็นมา"
        GENERAL = "general", "ข้อมูลทั่วไป"
        VISION = "vision", "วิสัยทัศน์"
        MISSION = "mission", "พันธกิจ"
        POWERS = "powers", "อำนาจหน้าที่"
        POLICY = "policy", "นโยบาย"
        MESSAGE = "message", "สารจากผู้บริหาร"
        COMPLAINT = "complaint", "ช่องทางร้องเรียน"
        OTHER = "other", "อื่น ๆ"

    class MenuSection(models.TextChoices):
        NONE = "", "ไม่แสดงในเมนู"
        ABOUT = "about", "เกี่ยวกับหน่วยงาน"
        WORK = "work", "การบริหารงาน"
        SERVICES = "services", "บริการประชาชน"
        POLICIES = "policies", "นโยบายเว็บไซต์"

    kind = models.CharField(
        "ประเภท",
        max_length=10,
        choices=Kind,
        default=Kind.GENERAL,
        help_text="หน้านี้เกี่ยวกับเรื่องใด ใช้จัดกลุ่มในรายการข้อมูลพื้นฐาน",
    )
    menu_section = models.CharField(
        "อยู่ในเมนู",
        max_length=10,
        choices=MenuSection,
        blank=True,
        default=MenuSection.NONE,
        help_text="กลุ่มในเมนูที่ประชาชนจะพบหน้านี้",
    )
    menu_order = models.PositiveSmallIntegerField(
        "ลำดับในเมนู", null=True, blank=True, help_text="เลขน้อยอยู่ก่อน เว้นว่างได้"
    )

    STEPS = ()  # the pages of its section stand beside it
    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = "หน้าข้อมูล"
        verbose_name_plural = "หน้าข้อมูล"

    def kind_label(self) -> str:
        return self.get_kind_display()

    def structured(self) -> dict[str, object]:
        return {"@type": "AboutPage"}

    def missing(self) -> Iterator[str]:
        if not self.body:
            yield "เขียนเนื้อหา"

    def proofs(self) -> Iterator[Proof]:
        """No query."""
        if self.kind == Page.Kind.POWERS:
            letters = len("".join(strip_tags(self.body).split()))
            told = f"หน้านี้เป็นหน้าอำนาจหน้าที่ มีข้อความ {letters:,} ตัวอักษร"
            holds = letters >= FEWEST_LETTERS
            yield Proof("powers", holds, told if holds else f"{told} ยังสั้นเกินกว่าจะอธิบายหน้าที่และอำนาจ")
        elif self.kind == Page.Kind.COMPLAINT:
            holds = bool(WAY_TO_REACH.search(to_arabic(self.body)))
            lacking = "เนื้อหายังไม่มีโทรศัพท์ อีเมล หรือลิงก์ที่ใช้แจ้งเรื่อง"
            yield Proof("complaint", holds, "เนื้อหามีช่องทางที่แจ้งเรื่องได้" if holds else lacking)

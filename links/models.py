"""Clause 2(5), เว็บลิงก์: agencies, units of the office, video, audio, e-services, surveys and others."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from publishing.fields import LineField
from publishing.links import OutsideAddressField
from publishing.models import Edition, EditionQuerySet


class LinkQuerySet(EditionQuerySet):
    def for_home(self) -> "LinkQuerySet":
        """Surveys that are on, online services, agencies, then the rest; a survey that is not on is left out."""
        today, kind = timezone.localdate(), Link.Kind
        is_on = Q(shown_from__lte=today, shown_until__gte=today)
        rank = Case(
            When(kind=kind.SURVEY, then=Value(0)),
            When(kind=kind.ESERVICE, then=Value(1)),
            When(kind=kind.AGENCY, then=Value(2)),
            default=Value(3),
        )
        return self.filter(~Q(kind=kind.SURVEY) | is_on).order_by(rank, "-published_at", "-pk")


class Link(Edition):
    """A way out to somebody else's site, with who answers for it there."""

    class Kind(models.TextChoices):
        AGENCY = "agency", "หน่วยงานที่เกี่ยวข้อง"
        UNIT = "unit", "หน่วยงานในสังกัด"
        ESERVICE = "eservice", "บริการออนไลน์"
        VIDEO = "video", "วีดิทัศน์"
        AUDIO = "audio", "เสียง"
        SURVEY = "survey", "แบบวัดการรับรู้ IIT/EIT"
        OTHER = "other", "อื่น ๆ"

    kind = models.CharField(
        "ประเภท", max_length=10, choices=Kind, default=Kind.AGENCY, help_text="ใช้จัดกลุ่มในหน้าเว็บลิงก์"
    )
    url = OutsideAddressField("ที่อยู่เว็บ", blank=True, help_text="คัดลอกจากแถบที่อยู่ของเว็บไซต์ปลายทาง")
    owner_name = LineField(
        "หน่วยงานเจ้าของเว็บไซต์", max_length=200, blank=True, help_text="ชื่อเต็มของหน่วยงานเจ้าของเว็บไซต์"
    )
    shown_from = models.DateField(
        "เปิดให้ตอบวันแรก",
        null=True,
        blank=True,
        help_text="เฉพาะแบบวัดการรับรู้ IIT/EIT: แสดงในหน้าหลักตั้งแต่วันนี้ เช่น 01/12/2569",
    )
    shown_until = models.DateField(
        "เปิดให้ตอบวันสุดท้าย",
        null=True,
        blank=True,
        help_text="เฉพาะแบบวัดการรับรู้ IIT/EIT: แสดงในหน้าหลักถึงสิ้นวันนี้ เช่น 30/06/2570",
    )

    REVIEW_MONTHS = 6
    STEPS = ()  # nobody reads links one after the other

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "เว็บลิงก์"
        verbose_name_plural = "เว็บลิงก์"
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_from__isnull=True)
                | Q(shown_until__isnull=True)
                | Q(shown_until__gte=F("shown_from")),
                name="links_survey_days_in_order",
                violation_error_message="วันสุดท้ายที่เปิดให้ตอบต้องไม่ก่อนวันแรก",
            )
        ]
        indexes = [models.Index(fields=["kind"], name="links_kind")]

    def kind_label(self) -> str:
        return self.get_kind_display()

    @property
    def host(self) -> str:
        """The host that the reader will land on."""
        return urlsplit(self.url).hostname or ""

    def code_address(self) -> str:
        """Who scans the code of a survey comes to answer it."""
        return self.url if self.kind == Link.Kind.SURVEY else ""

    def structured(self) -> dict[str, object]:
        return {"@type": "WebPage", "relatedLink": self.url}

    def missing(self) -> Iterator[str]:
        if not self.url:
            yield "กรอกที่อยู่เว็บ"
        if not self.owner_name:
            yield "กรอกหน่วยงานเจ้าของเว็บไซต์"
        days = (self.shown_from, self.shown_until)
        if self.kind == Link.Kind.SURVEY and None in days:
            yield "กรอกวันแรกและวันสุดท้ายที่เปิดให้ตอบแบบวัด"
        if self.kind != Link.Kind.SURVEY and any(days):
            yield "ลบวันที่เปิดให้ตอบ หรือเปลี่ยนประเภทเป็น “แบบวัดการรับรู้ IIT/EIT”"

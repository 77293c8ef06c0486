"""Clause 2(5), เว็บลิงก์: agencies, units of the office, video, audio, e-services and others."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db import models

from publishing.fields import LineField
from publishing.links import OutsideAddressField
from publishing.models import Edition


class Link(Edition):
    """A way out to somebody else's site, with who answers for it there."""

    class Kind(models.TextChoices):
        AGENCY = "agency", "หน่วยงานที่เกี่ยวข้อง"
        UNIT = "unit", "หน่วยงานในสังกัด"
        ESERVICE = "eservice", "บริการออนไลน์"
        VIDEO = "video", "วีดิทัศน์"
        AUDIO = "audio", "เสียง"
        OTHER = "other", "อื่น ๆ"

    kind = models.CharField(
        "ประเภท", max_length=10, choices=Kind, default=Kind.AGENCY, help_text="ใช้จัดกลุ่มในหน้าเว็บลิงก์"
    )
    url = OutsideAddressField("ที่อยู่เว็บ", blank=True, help_text="คัดลอกจากแถบที่อยู่ของเว็บไซต์ปลายทาง")
    owner_name = LineField(
        "หน่วยงานเจ้าของเว็บไซต์", max_length=200, blank=True, help_text="ชื่อเต็มของหน่วยงานเจ้าของเว็บไซต์"
    )

    class Meta:
        verbose_name = "เว็บลิงก์"
        verbose_name_plural = "เว็บลิงก์"
        indexes = [models.Index(fields=["kind"], name="links_kind")]

    def kind_label(self) -> str:
        return self.get_kind_display()

    @property
    def host(self) -> str:
        """The host that the reader will land on."""
        return urlsplit(self.url).hostname or ""

    def missing(self) -> Iterator[str]:
        if not self.url:
            yield "กรอกที่อยู่เว็บ"
        if not self.owner_name:
            yield "กรอกหน่วยงานเจ้าของเว็บไซต์"

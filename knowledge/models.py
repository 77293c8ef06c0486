"""Clause 2(4), คลังความรู้: works, articles and statistics, with their source, date and time."""

from collections.abc import Iterator

from django.db import models
from django.urls import reverse

from knowledge.sums import wrong_sums
from knowledge.tables import Table
from publishing.fields import LineField
from publishing.links import OutsideAddressField
from publishing.models import Edition
from publishing.proofs import Proof, named
from thai.dates import local


class KnowledgeItem(Edition):
    """Something worth knowing and using again, cited and timed."""

    class Kind(models.TextChoices):
        WORK = "work", "ผลงาน"
        ARTICLE = "article", "บทความ"
        STATISTICS = "statistics", "สถิติ"

    class Licence(models.TextChoices):
        OPEN_GOVERNMENT = "open_government", "ข้อมูลเปิดภาครัฐ นำไปใช้ได้โดยอ้างอิงแหล่งที่มา"
        CC_BY = "cc_by", "Creative Commons แสดงที่มา 4.0 (CC BY 4.0)"
        CC_BY_SA = "cc_by_sa", "Creative Commons แสดงที่มา-อนุญาตแบบเดียวกัน 4.0 (CC BY-SA 4.0)"
        ALL_RIGHTS = "all_rights", "สงวนลิขสิทธิ์ ขออนุญาตก่อนนำไปใช้"

    class Chart(models.TextChoices):
        NONE = "", "ไม่แสดงแผนภูมิ"
        BAR = "bar", "แผนภูมิแท่ง"
        LINE = "line", "แผนภูมิเส้น"

    kind = models.CharField(
        "ประเภท", max_length=10, choices=Kind, default=Kind.ARTICLE, help_text="ใช้จัดกลุ่มในคลังความรู้"
    )
    source_name = LineField("แหล่งที่มา", max_length=300, blank=True, help_text="ประกาศ ข้อ 2(4) ให้อ้างอิงแหล่งที่มา")
    source_url = OutsideAddressField(
        "ที่อยู่เว็บของแหล่งที่มา", blank=True, help_text="หน้าเว็บที่นำข้อมูลมา คัดลอกจากแถบที่อยู่ เว้นว่างได้"
    )
    information_at = models.DateTimeField(
        "วันและเวลาของข้อมูล", null=True, blank=True, help_text="ประกาศ ข้อ 2(4) ให้มีวัน เวลา กำกับ"
    )
    author = LineField("ผู้จัดทำเนื้อหา", max_length=200, blank=True, help_text="ผู้เขียนหรือผู้รวบรวมเนื้อหานี้")
    licence = models.CharField(
        "สิทธิการนำไปใช้",
        max_length=16,
        choices=Licence,
        default=Licence.OPEN_GOVERNMENT,
        help_text="ผู้อื่นนำไปใช้ต่อได้เพียงใด",
    )
    table = models.JSONField("ตาราง", null=True, blank=True, editable=False)  # knowledge/tables.py: Table
    chart = models.CharField(
        "แผนภูมิ",
        max_length=4,
        choices=Chart,
        blank=True,
        default=Chart.NONE,
        help_text="แผนภูมิวาดจากตารางข้างต้นให้เอง",
    )

    LICENCE_ADDRESSES = {
        Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
        Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    }

    REVIEW_MONTHS = 24

    class Meta:
        verbose_name = "เรื่องในคลังความรู้"
        verbose_name_plural = "คลังความรู้"
        indexes = [models.Index(fields=["kind"], name="knowledge_kind")]

    def kind_label(self) -> str:
        return self.get_kind_display()

    def structured(self) -> dict[str, object]:
        found: dict[str, object] = {
            "@type": "Article",
            "isBasedOn": self.source_url or self.source_name,
            "creator": {"@type": "Organization", "name": self.author} if self.author else None,
            "license": self.LICENCE_ADDRESSES.get(self.licence, self.get_licence_display()),
        }
        if self.kind == self.Kind.STATISTICS and self.table:
            found |= {
                "@type": "Dataset",
                "isAccessibleForFree": True,
                "temporalCoverage": local(self.information_at).date().isoformat()
                if self.information_at
                else None,
                "variableMeasured": self.table["columns"],
                "distribution": {
                    "@type": "DataDownload",
                    "encodingFormat": "text/csv",
                    "contentUrl": reverse("knowledge:table", args=[self.publication.reference]),
                },
            }
        return found

    def missing(self) -> Iterator[str]:
        if not self.source_name:
            yield "กรอกแหล่งที่มา (ประกาศ ข้อ 2(4))"
        if self.information_at is None:
            yield "กรอกวันและเวลาของข้อมูล (ประกาศ ข้อ 2(4))"
        if not self.body and not self.table:
            yield "เขียนเนื้อหา หรือแนบตารางข้อมูล"
        if self.kind == self.Kind.STATISTICS and not self.table:
            yield "แนบตารางข้อมูลสถิติ (CSV หรือ XLSX)"

    def proofs(self) -> Iterator[Proof]:
        """No query."""
        cited = bool(self.source_name and self.information_at)
        yield Proof(
            "source", cited, f"ที่มา {self.source_name}" if cited else "ยังไม่ได้กรอกแหล่งที่มา หรือวันและเวลาของข้อมูล"
        )
        table = Table.of(self.table)
        wrong = wrong_sums(table) if table else None
        if wrong is not None:
            yield Proof("adds_up", not wrong, named(wrong) if wrong else "ผลรวมในตารางถูกต้อง")

"""Clause 2(2), กฎหมาย ระเบียบ ข้อบังคับ: each with the source that the clause demands."""

from collections.abc import Iterator

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from publishing.fields import LineField, YearField
from publishing.links import OutsideAddressField
from publishing.models import Edition, EditionQuerySet, Publication
from thai.dates import format_date_memo
from thai.digits import to_thai


class LegalDocumentQuerySet(EditionQuerySet):
    def by_rank(self) -> "LegalDocumentQuerySet":
        """Highest rank first, the newest year first within a rank."""
        return self.order_by("rank", models.F("year_be").desc(nulls_last=True), "title")


class LegalDocument(Edition):
    """A law, rule, order or manual that the office works by, or that it has made itself."""

    class Type(models.TextChoices):
        CONSTITUTION = "constitution", "รัฐธรรมนูญ"
        ACT = "act", "พระราชบัญญัติ"
        EMERGENCY_DECREE = "emergency_decree", "พระราชกำหนด"
        ROYAL_DECREE = "royal_decree", "พระราชกฤษฎีกา"
        MINISTERIAL_REGULATION = "ministerial_regulation", "กฎกระทรวง"
        ANNOUNCEMENT = "announcement", "ประกาศ"
        REGULATION = "regulation", "ระเบียบ"
        RULE = "rule", "ข้อบังคับ"
        LOCAL_ORDINANCE = "local_ordinance", "ข้อบัญญัติท้องถิ่น"
        CABINET_RESOLUTION = "cabinet_resolution", "มติคณะรัฐมนตรี"
        CIRCULAR = "circular", "หนังสือสั่งการ"
        ORDER = "order", "คำสั่ง"
        MANUAL = "manual", "คู่มือ"
        STANDARD = "standard", "มาตรฐาน"
        GUIDELINE = "guideline", "แนวทางปฏิบัติ"

    #: Rank of each type: 1 the constitution … 6 local ordinances; then what is below the law (thai.md).
    RANKS = {
        Type.CONSTITUTION: 1,
        Type.ACT: 2,
        Type.EMERGENCY_DECREE: 2,
        Type.ROYAL_DECREE: 3,
        Type.MINISTERIAL_REGULATION: 4,
        Type.ANNOUNCEMENT: 5,
        Type.REGULATION: 5,
        Type.RULE: 5,
        Type.LOCAL_ORDINANCE: 6,
        Type.CABINET_RESOLUTION: 7,
        Type.CIRCULAR: 8,
        Type.ORDER: 9,
        Type.MANUAL: 10,
        Type.STANDARD: 11,
        Type.GUIDELINE: 12,
    }

    class Status(models.TextChoices):
        IN_FORCE = "in_force", "มีผลใช้บังคับ"
        REPEALED = "repealed", "ยกเลิกแล้ว"

    doc_type = models.CharField(
        "ประเภท", max_length=24, choices=Type, default=Type.ACT, help_text="ลำดับศักดิ์ของกฎหมาย ใช้จัดลำดับในรายการ"
    )
    rank = models.GeneratedField(
        expression=models.Case(
            *(models.When(doc_type=kind, then=models.Value(rank)) for kind, rank in RANKS.items()),
            default=models.Value(99),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
        verbose_name="ศักดิ์",
    )
    document_number = LineField(
        "ฉบับที่หรือเลขที่",
        max_length=100,
        blank=True,
        help_text="ตามต้นฉบับ เช่น ฉบับที่ ๗ หรือ มท ๐๘๐๘.๒/ว ๑๔๓๘",
    )
    year_be = YearField(
        "พ.ศ.",
        null=True,
        blank=True,
        validators=[MinValueValidator(2300), MaxValueValidator(2600)],
        help_text="ตามชื่อกฎหมาย ไม่คำนวณจากวันที่",
    )
    issuer = LineField("ผู้ออก", max_length=200, blank=True, help_text="หน่วยงานหรือผู้มีอำนาจที่ออกกฎหมายนี้")
    gazetted_on = models.DateField(
        "วันประกาศในราชกิจจานุเบกษา", null=True, blank=True, help_text="เว้นว่างถ้าไม่ได้ประกาศในราชกิจจานุเบกษา"
    )
    effective_on = models.DateField("วันที่มีผลใช้บังคับ", null=True, blank=True, help_text="วันแรกที่ใช้บังคับตามตัวบท")
    gazette_volume = LineField("เล่ม", max_length=10, blank=True, help_text="ราชกิจจานุเบกษา เล่ม เช่น 138")
    gazette_part = LineField("ตอน", max_length=40, blank=True, help_text="เช่น ตอนพิเศษ 113 ง")
    gazette_page = LineField("หน้า", max_length=20, blank=True, help_text="เลขหน้าแรกในราชกิจจานุเบกษา")
    status = models.CharField(
        "สถานะกฎหมาย",
        max_length=10,
        choices=Status,
        default=Status.IN_FORCE,
        help_text="ถ้ายกเลิกแล้ว ให้ระบุกฎหมายที่ยกเลิกในส่วนความสัมพันธ์",
    )
    source_name = LineField(
        "ที่มาของข้อมูล", max_length=200, blank=True, help_text="ประกาศ ข้อ 2(2) ให้แสดงที่มา เช่น ราชกิจจานุเบกษา"
    )
    source_url = OutsideAddressField(
        "ที่อยู่เว็บของที่มา", blank=True, help_text="หน้าเว็บของทางราชการที่มีตัวบทเต็ม คัดลอกจากแถบที่อยู่"
    )
    council_approved_on = models.DateField(
        "วันที่สภาฯ เห็นชอบ", null=True, blank=True, help_text="เฉพาะข้อบัญญัติ วันที่สภาท้องถิ่นเห็นชอบ"
    )
    district_approved_on = models.DateField(
        "วันที่นายอำเภออนุมัติ", null=True, blank=True, help_text="เฉพาะข้อบัญญัติ วันที่นายอำเภออนุมัติ"
    )
    posted_on = models.DateField(
        "วันที่ปิดประกาศ", null=True, blank=True, help_text="เฉพาะข้อบัญญัติ วันที่ปิดประกาศ ณ ที่ทำการ"
    )

    PARTS = ("relations",)
    NEVER_MINOR = ("title", "document_number", "issuer", "gazette_volume", "gazette_part", "gazette_page")
    objects = LegalDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "กฎหมายหรือระเบียบ"
        verbose_name_plural = "กฎหมายและระเบียบ"
        indexes = [models.Index(fields=["rank", "-year_be"], name="legal_docs_by_rank")]

    def kind_label(self) -> str:
        return self.get_doc_type_display()

    @property
    def is_repealed(self) -> bool:
        return self.status == self.Status.REPEALED

    @property
    def is_local(self) -> bool:
        return self.doc_type == self.Type.LOCAL_ORDINANCE

    @property
    def gazette(self) -> str:
        """'ราชกิจจานุเบกษา เล่ม ๑๓๘ ตอนพิเศษ ๑๑๓ ง หน้า ๑ ลงวันที่ …' of what is known; empty when nothing is."""
        part = self.gazette_part
        if part.startswith("พิเศษ"):
            part = f"ตอน{part}"
        elif part and not part.startswith("ตอน"):
            part = f"ตอนที่ {part}"
        pieces = [
            f"เล่ม {self.gazette_volume}" if self.gazette_volume else "",
            part,
            f"หน้า {self.gazette_page}" if self.gazette_page else "",
            f"ลงวันที่ {format_date_memo(self.gazetted_on)}" if self.gazetted_on else "",
        ]
        known = " ".join(piece for piece in pieces if piece)
        return to_thai(f"ราชกิจจานุเบกษา {known}") if known else ""

    @property
    def citation(self) -> str:
        """The citation line in official form, Thai digits: title, number and year as far as the title lacks them."""
        title, number = to_thai(self.title), to_thai(self.document_number)
        if self.doc_type in LETTERS:
            return self._letter_citation(title, number.removeprefix("ที่ "))
        year = f"พ.ศ. {to_thai(str(self.year_be))}" if self.year_be else ""
        if year and to_thai(str(self.year_be)) not in title:
            dated = self.doc_type == self.Type.ANNOUNCEMENT and self.dated_on
            title = f"{title} ลงวันที่ {format_date_memo(self.dated_on)}" if dated else f"{title} {year}"
        if number and number not in title:
            name, mark, rest = title.rpartition(" พ.ศ. ")
            title = f"{name} ({number}){mark}{rest}" if mark else f"{title} ({number})"
        return f"{title} {self.gazette}".strip()

    def _letter_citation(self, title: str, number: str) -> str:
        """'หนังสือ… ที่ มท ๐๘๐๘.๒/ว ๑๔๓๘ ลงวันที่ ๑๐ มีนาคม ๒๕๕๙ เรื่อง …'; an order likewise."""
        word = LETTERS[self.Type(self.doc_type)]
        head, subject = (title, "") if title.startswith(word) else (f"{word}{self.issuer}", f"เรื่อง {title}")
        pieces = [
            head,
            f"ที่ {number}" if number and number not in head else "",
            f"ลงวันที่ {format_date_memo(self.dated_on)}" if self.dated_on else "",
            subject,
        ]
        return " ".join(piece for piece in pieces if piece)

    def related(self) -> list[tuple[str, Edition]]:
        """(what it is to this law in Thai, the other law's live edition) of both directions: one query."""
        rows = LegalDocument.objects.live().filter(
            Q(publication__law_relations_to__law=self.pk) | Q(relations__target=self.publication_id)
        )
        rows = rows.annotate(
            outward=models.Subquery(
                LawRelation.objects.filter(law=self.pk, target=models.OuterRef("publication_id")).values(
                    "kind"
                )[:1]
            ),
            inward=models.Subquery(
                LawRelation.objects.filter(law=models.OuterRef("pk"), target=self.publication_id).values(
                    "kind"
                )[:1]
            ),
        ).distinct()
        found = []
        for law in rows.by_rank():
            if law.outward:
                found.append((LawRelation.Kind(law.outward).label, law))
            if law.inward:
                found.append((LawRelation.PASSIVE[LawRelation.Kind(law.inward)], law))
        return found

    def missing(self) -> Iterator[str]:
        if not self.source_name:
            yield "กรอกที่มาของข้อมูล (ประกาศ ข้อ 2(2))"
        if not self.source_url:
            yield "กรอกที่อยู่เว็บของที่มา (ประกาศ ข้อ 2(2))"
        if self.year_be is None and self.dated_on is None:
            yield "กรอกปี พ.ศ. หรือวันที่ลงนามในช่อง “ลงวันที่”"


#: The types that are cited by letter number and date, and the word that their citation begins with.
LETTERS = {LegalDocument.Type.CIRCULAR: "หนังสือ", LegalDocument.Type.ORDER: "คำสั่ง"}


class LawRelation(models.Model):
    """This law does something to another law of the site."""

    class Kind(models.TextChoices):
        AMENDS = "amends", "แก้ไขเพิ่มเติม"
        REPEALS = "repeals", "ยกเลิก"
        ISSUED_UNDER = "issued_under", "ออกตามความใน"

    #: How the other side names the same relation.
    PASSIVE = {
        Kind.AMENDS: "แก้ไขเพิ่มเติมโดย",
        Kind.REPEALS: "ยกเลิกโดย",
        Kind.ISSUED_UNDER: "กฎหมายลำดับรองที่ออกตามฉบับนี้",
    }

    law = models.ForeignKey(LegalDocument, models.PROTECT, related_name="relations")
    kind = models.CharField(
        "ความสัมพันธ์",
        max_length=12,
        choices=Kind,
        default=Kind.ISSUED_UNDER,
        help_text="กฎหมายฉบับนี้เกี่ยวข้องกับอีกฉบับอย่างไร",
    )
    target = models.ForeignKey(
        Publication,
        models.PROTECT,
        verbose_name="กฎหมายอีกฉบับ",
        related_name="law_relations_to",
        limit_choices_to={"category": "legal_docs"},
        help_text="เลือกจากกฎหมายที่มีในระบบ",
    )

    class Meta:
        verbose_name = "ความสัมพันธ์กับกฎหมายอื่น"
        verbose_name_plural = "ความสัมพันธ์กับกฎหมายอื่น"
        constraints = [
            models.UniqueConstraint(fields=["law", "kind", "target"], name="legal_docs_relation_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


assert set(LegalDocument.RANKS) == set(LegalDocument.Type), "every type of law has a rank"

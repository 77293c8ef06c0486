"""Clause 2(2), กฎหมาย ระเบียบ ข้อบังคับ: each with the source that the clause demands."""

from collections.abc import Iterator
from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from legal_docs import citation
from publishing.fields import LineField, YearField
from publishing.links import OutsideAddressField
from publishing.models import Edition, EditionQuerySet, Publication
from publishing.proofs import Proof


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
    LOWEST_LAW = 6

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
    STEPS = ("-year_be", "title", "pk")
    NEVER_MINOR = ("title", "document_number", "issuer", "gazette_volume", "gazette_part", "gazette_page")
    objects = LegalDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "กฎหมายหรือระเบียบ"
        verbose_name_plural = "กฎหมายและระเบียบ"
        indexes = [models.Index(fields=["rank", "-year_be"], name="legal_docs_by_rank")]

    def kind_label(self) -> str:
        return self.get_doc_type_display()

    def kin(self) -> LegalDocumentQuerySet:
        """Other laws of its type, the newest year first."""
        return LegalDocument.objects.live().filter(rank=self.rank, doc_type=self.doc_type).by_rank()

    @property
    def is_repealed(self) -> bool:
        return self.status == self.Status.REPEALED

    @property
    def is_to_come(self) -> bool:
        """Whether its first day in force lies ahead."""
        return self.effective_on is not None and self.effective_on > timezone.localdate()

    @property
    def standing(self) -> str:
        """Its status as of today, for the badge: what is in force only from next month says so."""
        if self.is_to_come and not self.is_repealed:
            return "ยังไม่ถึงวันใช้บังคับ"
        return self.get_status_display()

    @property
    def dates(self) -> list[tuple[str, date]]:
        """The known days of its life in their order, each with what happened on it."""
        days = [
            ("สภาฯ เห็นชอบ", self.council_approved_on),
            ("นายอำเภออนุมัติ", self.district_approved_on),
            ("ลงนาม", self.dated_on),
            ("ประกาศในราชกิจจานุเบกษา", self.gazetted_on),
            ("ปิดประกาศ", self.posted_on),
            ("เริ่มใช้บังคับ", self.effective_on),
        ]
        return sorted([(what, day) for what, day in days if day], key=lambda step: step[1])

    @property
    def rank_label(self) -> str:
        """'ลำดับที่ 2 พระราชบัญญัติ พระราชกำหนด'; what ranks below the law bears its type alone."""
        own = self.RANKS[self.doc_type]
        alike = " ".join(kind.label for kind, rank in self.RANKS.items() if rank == own)
        return f"ลำดับที่ {own} {alike}" if own <= self.LOWEST_LAW else alike

    @property
    def gazette(self) -> str:
        return citation.gazette(self)

    @property
    def citation(self) -> str:
        return citation.citation(self)

    def related(self) -> list[tuple[str, list[Edition]]]:
        """(what they are to this law in Thai, the live editions of those laws) of both directions: one query.

        What ended or changed this law comes first.
        """
        # Two conditions joined by "or" would be tried on every law there is.
        named_here = Edition.objects.filter(publication__law_relations_to__law=self.pk).values("pk")
        naming_this = LawRelation.objects.filter(target=self.publication_id).values("law")
        rows = LegalDocument.objects.live().filter(pk__in=named_here.union(naming_this))
        ours = LawRelation.objects.filter(law=self.pk, target=models.OuterRef("publication_id"))
        theirs = LawRelation.objects.filter(law=models.OuterRef("pk"), target=self.publication_id)
        rows = rows.annotate(
            outward=models.Subquery(ours.values("kind")[:1]),
            inward=models.Subquery(theirs.values("kind")[:1]),
        )
        found = {label: [] for label in LawRelation.LABELS}
        for law in rows.by_rank():
            if law.inward:
                found[LawRelation.PASSIVE[LawRelation.Kind(law.inward)]].append(law)
            if law.outward:
                found[LawRelation.Kind(law.outward).label].append(law)
        return [(label, laws) for label, laws in found.items() if laws]

    def structured(self) -> dict[str, object]:
        force = "NotInForce" if self.is_repealed else "InForce"
        return {
            "@type": "Legislation",
            "legislationIdentifier": self.citation,
            "legislationType": self.kind_label(),
            "legislationDate": self.dated_on.isoformat() if self.dated_on else None,
            "legislationLegalForce": f"https://schema.org/{force}",
            "legislationPassedBy": {"@type": "Organization", "name": self.issuer} if self.issuer else None,
            "temporalCoverage": f"{self.effective_on.isoformat()}/.."
            if self.effective_on and not self.is_repealed
            else None,
            "isBasedOn": self.source_url,
        }

    def missing(self) -> Iterator[str]:
        if not self.source_name:
            yield "กรอกที่มาของข้อมูล (ประกาศ ข้อ 2(2))"
        if not self.source_url:
            yield "กรอกที่อยู่เว็บของที่มา (ประกาศ ข้อ 2(2))"
        if self.year_be is None and self.dated_on is None:
            yield "กรอกปี พ.ศ. หรือวันที่ลงนามในช่อง “ลงวันที่”"

    def proofs(self) -> Iterator[Proof]:
        """No query."""
        cited = bool(self.source_name and self.source_url)
        yield Proof("source", cited, f"ที่มา {self.source_name}" if cited else "ยังไม่ได้กรอกที่มาและที่อยู่เว็บของที่มา")


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
        Kind.ISSUED_UNDER: "กฎหมายที่ออกตามฉบับนี้",
    }
    #: What one law is to another, in the order of its page.
    LABELS = (
        PASSIVE[Kind.REPEALS],
        PASSIVE[Kind.AMENDS],
        Kind.ISSUED_UNDER.label,
        Kind.AMENDS.label,
        Kind.REPEALS.label,
        PASSIVE[Kind.ISSUED_UNDER],
    )

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

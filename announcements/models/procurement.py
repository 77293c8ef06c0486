"""The notices of a procurement, step by step."""

from collections.abc import Iterator
from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from publishing.fields import LineField
from publishing.models import Edition, EditionQuerySet
from publishing.proofs import Proof, Span, fiscal_span, of_column
from thai.dates import fiscal_year, format_date, format_time

MOST_STEPS = 20  # of one project, on the page of each


class ProcurementQuerySet(EditionQuerySet):
    def open_first(self) -> "ProcurementQuerySet":
        """Those that take offers come first, then the newest."""
        waiting = Case(When(self.taking_offers(), then=Value(0)), default=Value(1))
        return self.annotate(waiting=waiting).order_by(
            "waiting", F("dated_on").desc(nulls_last=True), "-published_at", "-pk"
        )

    @staticmethod
    def taking_offers() -> Q:
        return Q(stage=Procurement.Stage.INVITATION, closing_at__gt=timezone.now())


class Procurement(Edition):
    """One step of a procurement as citizens and assessors follow it."""

    class Stage(models.TextChoices):
        PLAN = "plan", "แผนการจัดซื้อจัดจ้าง"
        REFERENCE_PRICE = "reference_price", "ราคากลาง"
        DRAFT = "draft", "ร่างเอกสารประกวดราคา"
        INVITATION = "invitation", "ประกาศเชิญชวน"
        WINNER = "winner", "ประกาศผู้ชนะการเสนอราคา"
        CONTRACT = "contract", "สัญญา"
        CANCELLED = "cancelled", "ประกาศยกเลิก"

    class Method(models.TextChoices):
        E_BIDDING = "e_bidding", "ประกวดราคาอิเล็กทรอนิกส์ (e-bidding)"
        E_MARKET = "e_market", "ตลาดอิเล็กทรอนิกส์ (e-market)"
        SELECTION = "selection", "วิธีคัดเลือก"
        SPECIFIC = "specific", "วิธีเฉพาะเจาะจง"
        OTHER = "other", "อื่น ๆ"

    stage = models.CharField(
        "ขั้นตอน", max_length=16, choices=Stage, default=Stage.INVITATION, help_text="ขั้นตอนของประกาศฉบับนี้"
    )
    method = models.CharField(
        "วิธี", max_length=10, choices=Method, default=Method.SPECIFIC, help_text="วิธีจัดซื้อจัดจ้างตามระเบียบ"
    )
    project = LineField("ชื่อโครงการ", max_length=250, blank=True, help_text="ชื่อโครงการตามเอกสารจัดซื้อจัดจ้าง")
    budget = models.DecimalField(
        "งบประมาณ (บาท)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="วงเงินงบประมาณ เช่น 500,000",
    )
    reference_price = models.DecimalField(
        "ราคากลาง (บาท)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="ราคากลางที่ประกาศ เช่น 498,000",
    )
    egp_number = LineField(
        "เลขที่โครงการ e-GP", max_length=20, blank=True, help_text="เลขที่โครงการในระบบ e-GP เว้นว่างได้ถ้ายังไม่มี"
    )
    closing_at = models.DateTimeField(
        "ปิดรับข้อเสนอ", null=True, blank=True, help_text="วันและเวลาสุดท้ายที่รับข้อเสนอ"
    )
    winner = LineField("ผู้ชนะการเสนอราคา", max_length=200, blank=True, help_text="ชื่อผู้ชนะตามประกาศผล")
    price = models.DecimalField(
        "ราคาที่ตกลงซื้อหรือจ้าง (บาท)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="ราคาตามสัญญาหรือใบสั่ง",
    )

    objects = ProcurementQuerySet.as_manager()

    REVIEW_MONTHS = 0  # a notice is of its day

    class Meta:
        verbose_name = "ประกาศจัดซื้อจัดจ้าง"
        verbose_name_plural = "ประกาศจัดซื้อจัดจ้าง"
        indexes = [
            models.Index(fields=["stage"], name="announcements_stage"),
            models.Index(fields=["project"], name="announcements_project"),
            models.Index(fields=["egp_number"], name="announcements_egp"),
        ]

    def kind_label(self) -> str:
        return self.get_stage_display()

    def kin(self) -> EditionQuerySet:
        """Nothing by kind: the other steps of its project stand on the page."""
        return Procurement.objects.none()

    @property
    def method_label(self) -> str:
        """The method, `e-bidding` in one piece at the end of a line."""
        return self.get_method_display().replace("-", "\u2060-\u2060")

    @property
    def is_open(self) -> bool:
        """Whether offers can still be made: an invitation whose closing time has not passed."""
        return self.stage == self.Stage.INVITATION and self.time_left

    @property
    def time_left(self) -> bool:
        """Whether offers, or comments on a draft, still come in time."""
        waits = self.stage in (self.Stage.DRAFT, self.Stage.INVITATION)
        return waits and self.closing_at is not None and self.closing_at > timezone.now()

    @property
    def closing_label(self) -> str:
        """What ends at `closing_at`: a draft is open to comments, not to offers."""
        return "ปิดรับฟังความคิดเห็น" if self.stage == self.Stage.DRAFT else "ปิดรับข้อเสนอ"

    @property
    def closing_words(self) -> str:
        """How long there is still time, in days of the calendar in Bangkok. Empty where nothing is waited for."""
        if self.closing_at is None or self.stage not in (self.Stage.DRAFT, self.Stage.INVITATION):
            return ""
        if not self.time_left:
            return f"{self.closing_label}แล้ว"
        # Neither the date nor the time is torn apart at the end of a line.
        day, time = (
            text.replace(" ", "\u00a0")
            for text in (format_date(self.closing_at), format_time(self.closing_at))
        )
        days = (timezone.localdate(self.closing_at) - timezone.localdate()).days
        if days == 0:
            return f"{self.closing_label}วันนี้ เวลา\u00a0{time}"
        when = "พรุ่งนี้" if days == 1 else f"ในอีก {days:,} วัน"
        return f"{self.closing_label}{when} ({day} เวลา\u00a0{time})"

    def steps(self) -> list["Procurement"]:
        """The live notices of the same project in the order of time, itself in its place; empty when there is no other.

        The same number in e-GP or, where one of the two has none, the same name. One query.
        """
        same = Q()
        if self.project:
            numbers = {"egp_number__in": ["", self.egp_number]} if self.egp_number else {}
            same |= Q(project=self.project, **numbers)
        if self.egp_number:
            same |= Q(egp_number=self.egp_number)
        if not same:
            return []
        others = Procurement.objects.live().filter(same).exclude(publication=self.publication_id)
        found = list(others.newest()[:MOST_STEPS])
        stages = list(self.Stage)
        order = sorted(
            [*found, self], key=lambda step: (step.dated_on or date.max, stages.index(self.Stage(step.stage)))
        )
        return order if found else []

    @property
    def open_label(self) -> str:
        return "เปิดรับข้อเสนอ" if self.is_open else "ปิดรับข้อเสนอแล้ว"

    def missing(self) -> Iterator[str]:
        if not self.project:
            yield "กรอกชื่อโครงการ"
        if self.dated_on is None:
            yield "กรอกวันที่ประกาศในช่อง “ลงวันที่”"
        if self.budget is None:
            yield "กรอกงบประมาณ"
        if self.stage == self.Stage.INVITATION and self.closing_at is None:
            yield "กรอกวันและเวลาปิดรับข้อเสนอ"
        if self.stage in (self.Stage.WINNER, self.Stage.CONTRACT) and not (
            self.winner and self.price is not None
        ):
            yield "กรอกผู้ชนะการเสนอราคาและราคาที่ตกลงซื้อหรือจ้าง"

    def proofs(self) -> Iterator[Proof]:
        """No query."""
        yield of_column(self, "budget")

    def span(self) -> Span | None:
        """The fiscal year in which the notice was made; a plan is made before its year begins."""
        if self.dated_on is None or self.stage == self.Stage.PLAN:
            return None
        return fiscal_span("year", fiscal_year(self.dated_on))

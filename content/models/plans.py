"""Strategies, plans, approved projects and the reports on them, by fiscal year."""

from collections.abc import Iterator

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from publishing.fields import LineField, YearField
from publishing.models import Attachment, Edition, EditionQuerySet, StoredFile
from publishing.proofs import Proof, Span, fiscal_span, of_column
from thai.dates import MONTHS
from thai.order import thai_order

YEAR_LIMITS = [MinValueValidator(2440), MaxValueValidator(2600)]


class PlanQuerySet(EditionQuerySet):
    def covering(self, year: int) -> "PlanQuerySet":
        """Plans for fiscal year `year` (พ.ศ.), those of several years among them."""
        last = Coalesce(F("year_to"), F("year_from"))
        return self.alias(last_year=last).filter(year_from__lte=year, last_year__gte=year)

    def with_first_file(self) -> "PlanQuerySet":
        """Adds what `Plan.first_file` and `Plan.more_files` show. No extra query."""
        documents = Attachment.objects.filter(edition=OuterRef("pk"), kind=Attachment.Kind.DOCUMENT)
        first = documents.order_by("order", "pk").values(
            found=JSONObject(
                address_id="address_id",
                title="title",
                original_name="stored__original_name",
                extension="stored__extension",
                size="stored__size",
                pages="stored__pages",
                has_text="stored__has_text",
            )
        )
        counted = documents.order_by().values("edition").annotate(count=Count("pk")).values("count")
        return self.annotate(file_found=Subquery(first[:1]), files_counted=Subquery(counted))


class Plan(Edition):
    """A strategy, plan or approved project, or a report on one, with its document."""

    class Kind(models.TextChoices):
        STRATEGY = "strategy", "ยุทธศาสตร์"
        DEVELOPMENT = "development", "แผนพัฒนาท้องถิ่น"
        ACTION = "action", "แผนการดำเนินงาน"
        BUDGET = "budget", "ข้อบัญญัติงบประมาณรายจ่าย"
        PROCUREMENT_PLAN = "procurement_plan", "แผนการจัดซื้อจัดจ้าง"
        PROJECT = "project", "โครงการที่ได้รับอนุมัติ"
        PROGRESS = "progress", "รายงานผลการดำเนินงาน"
        FINANCE = "finance", "รายงานการเงิน"
        OTHER = "other", "อื่น ๆ"

    class Period(models.TextChoices):
        YEAR = "year", "ทั้งปี"
        FIRST_HALF = "first_half", "รอบ 6 เดือนแรก"
        SECOND_HALF = "second_half", "รอบ 6 เดือนหลัง"
        QUARTER = "quarter", "รายไตรมาส"
        MONTH = "month", "รายเดือน"

    kind = models.CharField(
        "ประเภท", max_length=20, choices=Kind, default=Kind.ACTION, help_text="ใช้จัดกลุ่มในหน้าแผนและรายงาน"
    )
    year_from = YearField(
        "ปีงบประมาณ (พ.ศ.)", null=True, blank=True, validators=YEAR_LIMITS, help_text="เช่น 2569"
    )
    year_to = YearField(
        "ถึงปีงบประมาณ",
        null=True,
        blank=True,
        validators=YEAR_LIMITS,
        help_text="สำหรับแผนหลายปี เว้นว่างถ้าเป็นปีเดียว",
    )
    period = models.CharField(
        "รอบ", max_length=12, choices=Period, default=Period.YEAR, help_text="ช่วงเวลาที่แผนหรือรายงานนี้ครอบคลุม"
    )
    period_number = models.PositiveSmallIntegerField(
        "ไตรมาสหรือเดือนที่", null=True, blank=True, help_text="ไตรมาส 1–4 หรือเดือน 1–12 (1 คือมกราคม)"
    )
    budget = models.DecimalField(
        "งบประมาณ (บาท)",
        max_digits=15,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="จำนวนเงินทั้งแผน เช่น 1,250,000 เว้นว่างได้",
    )
    approving_body = LineField(
        "ผู้อนุมัติหรือเห็นชอบ", max_length=150, blank=True, help_text="เช่น สภาองค์การบริหารส่วนตำบลโพนโก"
    )
    approved_on = models.DateField(
        "วันที่อนุมัติ", null=True, blank=True, help_text="วันที่ผู้มีอำนาจอนุมัติหรือเห็นชอบ เช่น 17/06/2569"
    )

    STEPS = ("-year_from", "title", "pk")
    LIST_TITLE = "แผน โครงการ และรายงาน"

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "แผนหรือรายงาน"
        verbose_name_plural = "แผนและรายงาน"
        constraints = [
            models.CheckConstraint(
                condition=Q(year_to__isnull=True) | Q(year_to__gte=F("year_from")),
                name="content_plan_years_in_order",
                violation_error_message="ปีงบประมาณสุดท้ายต้องไม่ก่อนปีแรก",
            )
        ]
        indexes = [models.Index(fields=["year_from", "year_to"], name="content_plan_years")]

    def kind_label(self) -> str:
        return self.get_kind_display()

    def kin(self) -> EditionQuerySet:
        """The other plans and reports of the fiscal year, whatever their kind."""
        covering = Q(year_from=self.year_from) | Q(year_from__lt=self.year_from, year_to__gte=self.year_from)
        return Plan.objects.live().filter(covering).order_by("kind", thai_order("title"))

    def kin_heading(self) -> str:
        return f"แผนและรายงานอื่น ปีงบประมาณ พ.ศ. {self.year_from}"

    def structured(self) -> dict[str, object]:
        return {"@type": "Report"}

    @property
    def years_label(self) -> str:
        """The fiscal years covered: '2569' or '2566–2570'."""
        if self.year_from is None:
            return ""
        if self.year_to in (None, self.year_from):
            return str(self.year_from)
        return f"{self.year_from}–{self.year_to}"

    @property
    def period_label(self) -> str:
        if self.period == Plan.Period.QUARTER and self.period_number:
            return f"ไตรมาสที่ {self.period_number}"
        if self.period == Plan.Period.MONTH and self.period_number in range(1, 13):
            return f"เดือน{MONTHS[self.period_number - 1]}"
        return self.get_period_display()

    @property
    def covers_years(self) -> bool:
        return self.year_to not in (None, self.year_from)

    @property
    def first_file(self) -> Attachment | None:
        """The chief document of a plan found `with_first_file()`: to be shown, not to be saved."""
        found = self.file_found
        if found is None:
            return None
        about = {name: found[name] for name in ("original_name", "extension", "size", "pages", "has_text")}
        stored = StoredFile(**about)
        return Attachment(address_id=found["address_id"], title=found["title"], stored=stored, edition=self)

    @property
    def more_files(self) -> int:
        """How many documents there are besides the first."""
        return (self.files_counted or 1) - 1

    def missing(self) -> Iterator[str]:
        if self.year_from is None:
            yield "กรอกปีงบประมาณ"
        numbers = {Plan.Period.QUARTER: range(1, 5), Plan.Period.MONTH: range(1, 13)}.get(self.period)
        if numbers and self.period_number not in numbers:
            yield f"กรอกเลขไตรมาสหรือเลขเดือน ({numbers[0]}–{numbers[-1]})"
        if not self.attachments.filter(kind=Attachment.Kind.DOCUMENT).exists():
            yield "แนบไฟล์แผนหรือรายงานอย่างน้อยหนึ่งไฟล์"

    def proofs(self) -> Iterator[Proof]:
        """No query."""
        years = self.years_label
        told = f"ระบุปีงบประมาณ พ.ศ. {years} ({self.period_label})"
        yield Proof("years", bool(years), told if years else "ยังไม่ได้กรอกปีงบประมาณ")
        yield of_column(self, "budget")

    def span(self) -> Span | None:
        return fiscal_span(self.period, self.year_from, self.year_to, self.period_number)

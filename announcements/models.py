"""Clause 2(3), ข่าวประชาสัมพันธ์: missions, activities, festivals, notices, recruitment, services, procurement."""

from collections.abc import Iterator

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from publishing.fields import LineField
from publishing.models import Edition, EditionQuerySet


class AnnouncementQuerySet(EditionQuerySet):
    def pinned_first(self) -> "AnnouncementQuerySet":
        """Pinned ones whose date has not passed come first, then the newest."""
        pinned = Case(When(pinned_until__gte=timezone.localdate(), then=Value(0)), default=Value(1))
        return self.annotate(unpinned=pinned).order_by(
            "unpinned", F("dated_on").desc(nulls_last=True), "-published_at", "-pk"
        )

    def for_home(self) -> "AnnouncementQuerySet":
        return self.pinned_first()


class Announcement(Edition):
    """One piece of news: what happens or happened, when and where."""

    class Kind(models.TextChoices):
        MISSION = "mission", "ภารกิจผู้บริหาร"
        ACTIVITY = "activity", "กิจกรรม"
        FESTIVAL = "festival", "งานประเพณี"
        NOTICE = "notice", "ประกาศ"
        RECRUITMENT = "recruitment", "รับสมัครงาน"
        SERVICE = "service", "บริการประชาชน"

    kind = models.CharField(
        "ประเภท", max_length=12, choices=Kind, default=Kind.ACTIVITY, help_text="ใช้จัดกลุ่มในรายการข่าว"
    )
    starts_at = models.DateTimeField(
        "เริ่ม", null=True, blank=True, help_text="วันและเวลาที่กิจกรรมเริ่ม เว้นว่างถ้าไม่ใช่กิจกรรม"
    )
    ends_at = models.DateTimeField("สิ้นสุด", null=True, blank=True, help_text="วันและเวลาที่กิจกรรมสิ้นสุด")
    place = LineField("สถานที่", max_length=200, blank=True, help_text="สถานที่จัดกิจกรรม บอกหมู่ที่ให้ชัดเจน")
    pinned_until = models.DateField(
        "ปักหมุดถึงวันที่", null=True, blank=True, help_text="แสดงก่อนข่าวอื่นจนถึงวันนี้ เว้นว่างถ้าไม่ปักหมุด"
    )

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = "ข่าวประชาสัมพันธ์"
        verbose_name_plural = "ข่าวประชาสัมพันธ์"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(ends_at__gte=F("starts_at")),
                name="announcements_ends_after_start",
                violation_error_message="วันเวลาสิ้นสุดต้องไม่ก่อนวันเวลาเริ่ม",
            )
        ]
        indexes = [models.Index(fields=["kind"], name="announcements_kind")]

    def kind_label(self) -> str:
        return self.get_kind_display()

    @property
    def is_pinned(self) -> bool:
        return self.pinned_until is not None and self.pinned_until >= timezone.localdate()

    def missing(self) -> Iterator[str]:
        if not self.body:
            yield "เขียนเนื้อหาข่าว"
        if self.dated_on is None:
            yield "กรอกวันที่ของข่าวในช่อง “ลงวันที่”"


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

    class Meta:
        verbose_name = "ประกาศจัดซื้อจัดจ้าง"
        verbose_name_plural = "ประกาศจัดซื้อจัดจ้าง"
        indexes = [models.Index(fields=["stage"], name="announcements_stage")]

    def kind_label(self) -> str:
        return self.get_stage_display()

    @property
    def is_open(self) -> bool:
        """Whether offers can still be made: an invitation whose closing time has not passed."""
        return (
            self.stage == self.Stage.INVITATION
            and self.closing_at is not None
            and self.closing_at > timezone.now()
        )

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

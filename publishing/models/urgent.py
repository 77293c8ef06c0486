"""What an urgent publication opens (clauses 1(2), 3(2), 3(3)): second review, report to the chief executive, follow-up."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from publishing.fields import LineField, ParagraphField
from publishing.models.edition import Edition


class SecondReview(models.Model):
    """Somebody without a hand in it looks again at what one approver published in haste."""

    class Outcome(models.TextChoices):
        OPEN = "", "รอสอบทาน"
        CONFIRMED = "confirmed", "ผ่านการสอบทาน"
        CORRECT = "correct", "สอบทานแล้ว ให้แก้ไข"
        REMOVED = "removed", "ถอนออกแล้ว"

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="second_review")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField("ต้องสอบทานภายใน", db_index=True)
    reason = ParagraphField("เหตุผลที่ต้องเผยแพร่โดยด่วน", max_length=2000)
    outcome = models.CharField("ผลการสอบทาน", max_length=9, choices=Outcome, blank=True)
    note = ParagraphField("ความเห็นของผู้สอบทาน", max_length=2000, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    reminded_on = models.DateField(
        null=True
    )  # the last day on which the chief executive was told that it is overdue

    class Meta:
        verbose_name = "การสอบทานเรื่องเร่งด่วน"
        verbose_name_plural = "การสอบทานเรื่องเร่งด่วน"
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", done_at__isnull=True, done_by__isnull=True)
                | ~Q(outcome="") & Q(done_at__isnull=False, done_by__isnull=False),
                name="publishing_review_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.get_outcome_display()}"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_at < timezone.now()


class ChiefReport(models.Model):
    """The report on an urgent publication to the chief executive: a memo that he acknowledges (clause 3(3))."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="chief_report")
    opened_at = models.DateTimeField("รายงานเมื่อ")
    number = LineField(
        "ที่", max_length=60, blank=True, help_text="เลขที่บันทึกข้อความจากทะเบียนหนังสือ เว้นว่างไว้จนกว่าจะออกเลข"
    )
    dated_on = models.DateField("ลงวันที่", null=True, blank=True, help_text="วันที่ของบันทึกข้อความ เช่น 17/06/2569")
    acknowledged_at = models.DateTimeField("นายกรับทราบเมื่อ", null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="ผู้รับทราบ"
    )
    instruction = ParagraphField(
        "ข้อสั่งการ", max_length=2000, blank=True, help_text="ข้อสั่งการของนายก เว้นว่างได้ถ้าเพียงรับทราบ"
    )

    class Meta:
        verbose_name = "รายงานด่วนต่อนายก อบต."
        verbose_name_plural = "รายงานด่วนต่อนายก อบต."
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="publishing_report_acknowledged_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.edition)


class FollowUp(models.Model):
    """What publishing has led to, some days later, and what was learnt (clause 3(3))."""

    DAYS = (7, 30)
    #: It is called for, and may be written, from so many days before it is due.
    FORETOLD = timedelta(days=3)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="follow_ups")
    days = models.PositiveSmallIntegerField("หลังเผยแพร่ (วัน)")
    due_on = models.DateField("ครบกำหนด", db_index=True)
    effects = ParagraphField(
        "ผลกระทบหลังการเผยแพร่",
        max_length=4000,
        blank=True,
        help_text="สิ่งที่เกิดขึ้นหลังเผยแพร่ ทั้งผลดีและผลเสีย ต่อประชาชนและต่อองค์กร",
    )
    lessons = ParagraphField(
        "บทเรียน", max_length=4000, blank=True, help_text="สิ่งที่ควรทำเหมือนเดิม และสิ่งที่ควรทำต่างไปในครั้งหน้า"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "การติดตามผลหลังเผยแพร่"
        verbose_name_plural = "การติดตามผลหลังเผยแพร่"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "days"], name="publishing_follow_up_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(effects="") & ~Q(lessons=""),
                name="publishing_follow_up_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.days}"

    @property
    def opens_on(self) -> date:
        return self.due_on - self.FORETOLD

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_on < timezone.localdate()

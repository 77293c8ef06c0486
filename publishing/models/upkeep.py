"""Keeping what is public up to date, and answering for it: clause 3(1)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from publishing.models.edition import Edition
from publishing.models.publication import Publication


class ReviewInterval(models.Model):
    """After how many months things of one kind are looked at again, where the office wants another time than the category's."""

    category = models.CharField(max_length=40)  # app label
    model = models.CharField(max_length=40)  # edition model, lower case
    kind = models.CharField(max_length=40, blank=True)  # a value of its kind field; "" stands for all others
    months = models.PositiveSmallIntegerField(
        "ตรวจทานทุก (เดือน)", help_text="0 คือไม่ต้องตรวจทาน เช่น ข่าวกิจกรรมที่ผ่านไปแล้ว"
    )

    class Meta:
        verbose_name = "รอบการตรวจทาน"
        verbose_name_plural = "รอบการตรวจทาน"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "model", "kind"], name="publishing_interval_once_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category}.{self.model} {self.kind}: {self.months}"


class ReviewReminder(models.Model):
    """Somebody was told that a review is overdue: once for each step of each due date."""

    class Step(models.IntegerChoices):
        OWNER = 0, "ตำแหน่งผู้รับผิดชอบ"
        HEAD = 1, "หัวหน้าสำนักปลัด"
        PERMANENT_SECRETARY = 2, "ปลัด"

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="review_reminders")
    due = models.DateField()
    step = models.PositiveSmallIntegerField(choices=Step)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = "การแจ้งตรวจทานเกินกำหนด"
        verbose_name_plural = "การแจ้งตรวจทานเกินกำหนด"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "due", "step"], name="publishing_reminded_once_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.due} {self.step}"


class DueReview(Edition):
    """A live edition that is to be looked at again: the rows of the list of what is due."""

    class Meta:
        proxy = True
        verbose_name = "เรื่องที่ครบกำหนดตรวจทาน"
        verbose_name_plural = "เรื่องที่ครบกำหนดตรวจทาน"


class Shortfall(models.Model):
    """What a live edition lacks by today's requirements and gates, as the last night found it. Without sentences: nothing."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="shortfall")
    version = models.PositiveIntegerField()  # of the edition that was looked at
    sentences = models.JSONField(default=list)  # in Thai
    lacks = models.BooleanField(default=False)
    since = models.DateField(null=True)  # the first day on which it lacked something
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = "เรื่องที่ไม่ครบตามข้อกำหนด"
        verbose_name_plural = "เรื่องที่ไม่ครบตามข้อกำหนด"
        indexes = [models.Index(fields=["lacks"], condition=Q(lacks=True), name="publishing_shortfalls")]

    def __str__(self) -> str:
        return f"{self.edition_id}: {len(self.sentences)}"


class ClockStep(models.Model):
    """When a step of `tick` ran last, and how it ended."""

    name = models.CharField(max_length=100, unique=True)  # dotted name of the function
    label = models.CharField("งาน", max_length=100, blank=True)  # in Thai
    began_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField("ทำเสร็จล่าสุด", null=True)
    failed_at = models.DateTimeField("ไม่สำเร็จล่าสุด", null=True)
    did = models.CharField("ผล", max_length=300, blank=True)  # in Thai, when it did something
    did_at = models.DateTimeField(null=True)
    milliseconds = models.PositiveIntegerField(default=0)  # of the last run

    class Meta:
        verbose_name = "งานตามเวลา"
        verbose_name_plural = "งานตามเวลา"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_failing(self) -> bool:
        """Whether the last run failed."""
        return self.failed_at is not None and (self.done_at is None or self.failed_at >= self.done_at)


class Notice(models.Model):
    """One line for somebody's next digest: what he has to act on."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)  # what it is about; the same is not told twice
    words = models.CharField(max_length=400)
    address = models.CharField(max_length=300, blank=True)  # a path of the desk
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # in a digest, or dropped because he wants none

    class Meta:
        verbose_name = "เรื่องที่รอแจ้ง"
        verbose_name_plural = "เรื่องที่รอแจ้ง"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="publishing_notice_once"),
        ]
        indexes = [
            models.Index(fields=["recipient"], condition=Q(told_at=None), name="publishing_notices_waiting")
        ]

    def __str__(self) -> str:
        return self.words


class PageViews(models.Model):
    """How often a page was read on one day, counted without knowing by whom. `publication` None: every page together."""

    day = models.DateField()
    publication = models.ForeignKey(Publication, models.CASCADE, null=True, related_name="views_by_day")
    views = models.PositiveIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)  # those that came from elsewhere

    class Meta:
        verbose_name = "สถิติการเข้าชม"
        verbose_name_plural = "สถิติการเข้าชม"
        constraints = [
            models.UniqueConstraint(fields=["publication", "day"], name="publishing_views_once_a_day"),
            models.UniqueConstraint(
                fields=["day"], condition=Q(publication=None), name="publishing_all_views_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["day"], name="publishing_views_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.publication_id}: {self.views}"

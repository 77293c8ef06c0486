"""The emergency notice above every public page."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from publishing.fields import LineField
from publishing.models.publication import Publication


class Banner(models.Model):
    """One sentence above every public page, from one moment to another. It ends by itself."""

    class Severity(models.IntegerChoices):
        """The gravest stands first."""

        DANGER = 3, "อันตราย ต้องปฏิบัติทันที"
        WARNING = 2, "เฝ้าระวัง เตรียมพร้อม"
        NOTICE = 1, "แจ้งให้ทราบ"

    severity = models.PositiveSmallIntegerField(
        "ระดับ", choices=Severity, default=Severity.WARNING, help_text="เรื่องที่อันตรายกว่าแสดงก่อน"
    )
    sentence = LineField("ข้อความ", max_length=200, help_text="หนึ่งประโยค บอกว่าเกิดอะไร ที่ไหน และให้ประชาชนทำอะไร")
    publication = models.ForeignKey(
        Publication,
        models.PROTECT,
        verbose_name="เรื่องที่ให้อ่านต่อ",
        related_name="banners",
        null=True,
        blank=True,
        help_text="ข่าวที่เผยแพร่แล้วซึ่งบอกรายละเอียด เว้นว่างได้",
    )
    starts_at = models.DateTimeField("เริ่มแสดง", help_text="เช่น 17/06/2569 09.30")
    ends_at = models.DateTimeField("สิ้นสุด", help_text="พ้นเวลานี้แล้วแถบหายเอง แก้ไขให้ยาวขึ้นหรือสั้นลงได้ภายหลัง")
    put_up_at = models.DateTimeField(editable=False)
    put_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = "แถบแจ้งเหตุ"
        verbose_name_plural = "แถบแจ้งเหตุ"
        ordering = ["-severity", "-starts_at", "-pk"]
        indexes = [models.Index(fields=["ends_at"], name="publishing_banner_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="publishing_banner_ends_after_start",
                violation_error_message="เวลาสิ้นสุดต้องหลังเวลาเริ่มแสดง",
            ),
            models.CheckConstraint(condition=Q(severity__in=[1, 2, 3]), name="publishing_banner_severity"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_shown(self) -> bool:
        return self.starts_at <= timezone.now() < self.ends_at

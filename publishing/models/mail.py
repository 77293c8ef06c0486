"""What goes out by e-mail, kept until it is gone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from publishing.models.edition import Edition


class Letter(models.Model):
    """One e-mail to one person: queued in the transaction of what it tells, sent after it, tried again until it went."""

    class Kind(models.TextChoices):
        URGENT_REPORT = "urgent_report", "รายงานด่วนต่อนายก"
        REVIEW_WANTED = "review_wanted", "ขอให้สอบทาน"
        REVIEW_OVERDUE = "review_overdue", "สอบทานเกินกำหนด"
        RETURNED = "returned", "ส่งกลับแก้ไข"
        DIGEST = "digest", "สรุปเรื่องที่รอดำเนินการ"
        INTEGRITY = "integrity", "พบความผิดปกติของเว็บไซต์"
        ACCOUNT = "account", "ความปลอดภัยของบัญชี"

    kind = models.CharField("เรื่องที่แจ้ง", max_length=16, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters", verbose_name="ผู้รับ"
    )
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="letters", null=True)
    subject = models.CharField("หัวเรื่อง", max_length=300)
    body = models.TextField("ข้อความ")
    queued_at = models.DateTimeField("เข้าคิวเมื่อ")
    attempts = models.PositiveSmallIntegerField("พยายามส่ง (ครั้ง)", default=0)
    next_at = models.DateTimeField("ส่งครั้งต่อไป", null=True)  # None: sent, or given up
    sent_at = models.DateTimeField("ส่งแล้วเมื่อ", null=True)
    trouble = models.CharField("เหตุขัดข้อง", max_length=300, blank=True)

    class Meta:
        verbose_name = "จดหมายแจ้ง"
        verbose_name_plural = "จดหมายแจ้ง"
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(sent_at=None), name="publishing_letters_waiting")
        ]

    def __str__(self) -> str:
        return self.subject

"""What the sentinel found (ponko_site/sentinel/), and how far its rounds are."""

from django.db import models
from django.db.models import Q

from publishing.models.edition import Edition


class IntegrityFinding(models.Model):
    """Something of the site that is not as it was approved, stored or built: open until a later round no longer finds it."""

    class Kind(models.TextChoices):
        """The gravest first."""

        LEDGER = "ledger", "สมุดบันทึก"
        WORDING = "wording", "เนื้อหาไม่ตรงกับที่อนุมัติ"
        PAGE = "page", "หน้าเว็บที่ผู้อ่านเห็น"
        FILE = "file", "ไฟล์ที่เก็บไว้"
        STRAY = "stray", "ไฟล์แปลกปลอม"
        STATIC = "static", "ไฟล์ประกอบเว็บไซต์"

    kind = models.CharField("ประเภท", max_length=10, choices=Kind)
    subject = models.CharField("สิ่งที่พบ", max_length=300)
    sentence = models.TextField("รายละเอียด")
    first_seen = models.DateTimeField("พบครั้งแรก")
    last_seen = models.DateTimeField("พบล่าสุด")
    closed_at = models.DateTimeField("ไม่พบแล้วเมื่อ", null=True)

    class Meta:
        verbose_name = "ความผิดปกติของเว็บไซต์"
        verbose_name_plural = "ความผิดปกติของเว็บไซต์"
        default_permissions = ()
        ordering = ["-first_seen", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(closed_at=None), name="publishing_one_open_finding"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"


class IntegrityRound(models.Model):
    """How far a round of the sentinel is, so that the clock does a portion a minute."""

    name = models.CharField(max_length=20, unique=True)
    after = models.CharField(max_length=300, blank=True)  # the last thing that was looked at
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "รอบการเฝ้าระวัง"
        verbose_name_plural = "รอบการเฝ้าระวัง"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class IntegrityMark(models.Model):
    """The hash of a wording whose table a migration changed after its approval: from then on it must stay this one."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="integrity_mark")
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "ลายนิ้วมือหลังปรับรุ่น"
        verbose_name_plural = "ลายนิ้วมือหลังปรับรุ่น"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.edition_id} {self.fingerprint}"

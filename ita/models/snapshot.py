"""A dated copy of everything that a cycle's items showed."""

from django.conf import settings
from django.db import models

from ita.models.cycle import Cycle
from publishing.fields import LineField


class Snapshot(models.Model):
    """One ZIP with the pages, files and hashes of every item, and its list of contents."""

    class State(models.TextChoices):
        WAITING = "waiting", "รอเก็บ"
        MADE = "made", "เก็บแล้ว"
        FAILED = "failed", "เก็บไม่สำเร็จ"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField("ชุดที่")
    why = LineField("เก็บเพราะ", max_length=200, help_text="เช่น ก่อนปิดกรอกข้อมูลในระบบ ITAS")
    state = models.CharField("สถานะ", max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField("สั่งเก็บเมื่อ")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_until = models.DateTimeField(null=True, editable=False)  # a process is making it; ita/snapshots.py
    made_at = models.DateTimeField("เก็บเมื่อ", null=True)
    storage_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField("ขนาด (ไบต์)", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    #: What stood where, with hashes and the facts of every item: ita/snapshots.py tells the shape.
    manifest = models.JSONField(default=dict)

    class Meta:
        verbose_name = "สำเนาหลักฐาน"
        verbose_name_plural = "สำเนาหลักฐาน"
        ordering = ["cycle", "-number"]
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="ita_snapshot_number")]

    def __str__(self) -> str:
        return f"{self.cycle} ชุดที่ {self.number}"

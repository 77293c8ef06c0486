"""The append-only record of who did what. Written only by `publishing/ledger.py`."""

from django.conf import settings
from django.db import models

from publishing.states import Action


class LedgerEvent(models.Model):
    """One thing that was done, chained to the one before by its hash. The database refuses to change it."""

    number = models.PositiveBigIntegerField("ลำดับ", unique=True)
    at = models.DateTimeField("เวลา")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name="ผู้ดำเนินการ"
    )
    actor_name = models.CharField("ผู้ดำเนินการ", max_length=150)
    actor_position = models.CharField("ตำแหน่ง", max_length=300, blank=True)
    action = models.CharField("การดำเนินการ", max_length=40)
    publication = models.ForeignKey(
        "publishing.Publication", models.PROTECT, related_name="events", null=True, verbose_name="เรื่อง"
    )
    edition = models.ForeignKey(
        "publishing.Edition", models.PROTECT, related_name="events", null=True, verbose_name="ฉบับ"
    )
    from_state = models.CharField("จากสถานะ", max_length=20, blank=True)
    to_state = models.CharField("เป็นสถานะ", max_length=20, blank=True)
    note = models.TextField("หมายเหตุ", blank=True)
    content_hash = models.CharField("ลายนิ้วมือของเนื้อหา", max_length=64, blank=True)
    address = models.CharField("ที่อยู่", max_length=200, blank=True)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "รายการในสมุดบันทึก"
        verbose_name_plural = "สมุดบันทึกการดำเนินการ"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.action_label} {self.address}"

    @property
    def action_label(self) -> str:
        """The action in Thai; what is not a workflow action was written in Thai already."""
        return Action(self.action).label if self.action in Action.values else self.action


class LedgerHead(models.Model):
    """The last event's number and hash: the lock of every append, and the proof that no tail was cut off."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="publishing_one_ledger_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class LedgerDay(models.Model):
    """The head of the ledger at the end of a day, published so that nobody can rewrite it afterwards, not even we."""

    day = models.DateField("วันที่", unique=True)
    number = models.PositiveBigIntegerField("จำนวนรายการ")
    hash = models.CharField("ลายนิ้วมือ", max_length=64)

    class Meta:
        verbose_name = "ลายนิ้วมือประจำวันของสมุดบันทึก"
        verbose_name_plural = "ลายนิ้วมือประจำวันของสมุดบันทึก"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"

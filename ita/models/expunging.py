"""Taking out of the snapshots what had to go from the site."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from publishing.fields import LineField


class Expunging(models.Model):
    """Somebody asks that what was removed from the site goes from the kept snapshots as well. Two people: one asks, another
    decides; the clock does it.
    """

    class State(models.TextChoices):
        ASKED = "asked", "รอผู้อนุมัติพิจารณา"
        AGREED = "agreed", "เห็นชอบแล้ว รอระบบลบ"
        REFUSED = "refused", "ไม่เห็นชอบ"
        DONE = "done", "ลบแล้ว"

    publication = models.ForeignKey("publishing.Publication", models.PROTECT, related_name="+")
    reason = LineField(
        "เหตุผลหรือกฎหมายที่ให้ลบ",
        max_length=300,
        help_text="เช่น มีเลขประจำตัวประชาชน ตาม พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล โปรดอย่าพิมพ์ข้อมูลที่ต้องลบลงในช่องนี้ เพราะเหตุผลอยู่ในสมุดบันทึก",
    )
    state = models.CharField("สถานะ", max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("เสนอเมื่อ")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField("พิจารณาเมื่อ", null=True)
    done_at = models.DateTimeField("ลบเมื่อ", null=True)
    #: Where ZIPs still lie that a cleaned one took the place of; emptied when they are gone.
    leftovers = models.JSONField(default=list)
    #: For each snapshot {"snapshot", "label", "before", "after" (SHA-256), "removed": [{"name", "sha256", "size"}]}.
    snapshots = models.JSONField(default=list)

    class Meta:
        verbose_name = "การลบออกจากสำเนาหลักฐาน"
        verbose_name_plural = "การลบออกจากสำเนาหลักฐาน"
        default_permissions = ()
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication"],
                condition=Q(state__in=["asked", "agreed"]),
                name="ita_one_open_expunging",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="ita_expunged_by_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.state}"

    @property
    def removed(self) -> int:
        """How many pages and files were taken out."""
        return sum(len(one["removed"]) for one in self.snapshots)

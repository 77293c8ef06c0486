"""What is different on every public page for some days: mourning, a royal occasion, or that the site is closed for repair."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Expression, F, Q

from thai.dates import format_date_range
from thai.text import normalise_line


class ModeQuerySet(models.QuerySet):
    def on(self, day: date | Expression) -> ModeQuerySet:
        """What is on on `day` (both ends of the time count)."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Mode(models.Model):
    """One such time, from one day to another in the office's own words. It begins and ends by itself."""

    class Kind(models.TextChoices):
        MOURNING = "mourning", "ไว้อาลัย"
        OCCASION = "occasion", "วันสำคัญ"
        MAINTENANCE = "maintenance", "ปิดปรับปรุงเว็บไซต์"

    class Colour(models.TextChoices):
        YELLOW = "yellow", "เหลือง"
        BLUE = "blue", "ฟ้า"
        PURPLE = "purple", "ม่วง"

    kind = models.CharField(
        "โหมด",
        max_length=12,
        choices=Kind,
        help_text="ไว้อาลัย: โบดำและหน้าเว็บสีเทา วันสำคัญ: แถบข้อความบนสุด ปิดปรับปรุง: ประชาชนเห็นหน้าแจ้งปิด เจ้าหน้าที่ใช้งานได้",
    )
    starts_on = models.DateField("ตั้งแต่วันที่", help_text="เช่น 17/06/2569 เริ่มเองเมื่อขึ้นวันนี้")
    ends_on = models.DateField("ถึงวันที่", help_text="นับวันนี้ด้วย พ้นวันนี้แล้วเว็บไซต์กลับเป็นปกติเอง")
    text = models.CharField(
        "ข้อความ",
        max_length=300,
        blank=True,
        help_text="ข้อความตามหนังสือสั่งการหรือประกาศของทางราชการ วันสำคัญต้องมีข้อความ โหมดอื่นเว้นว่างได้",
    )
    colour = models.CharField(
        "สีของแถบ", max_length=10, choices=Colour, blank=True, help_text="ใช้กับวันสำคัญเท่านั้น เลือกตามสีประจำพระองค์"
    )

    objects = ModeQuerySet.as_manager()

    class Meta:
        verbose_name = "โหมดของเว็บไซต์"
        verbose_name_plural = "โหมดของเว็บไซต์"
        ordering = ["-ends_on", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="accounts_mode_ends_after_it_starts",
                violation_error_message="วันสิ้นสุดต้องไม่อยู่ก่อนวันเริ่ม",
            ),
            models.CheckConstraint(
                condition=Q(kind="occasion", colour__gt="", text__gt="")
                | Q(kind__in=["mourning", "maintenance"], colour=""),
                name="accounts_mode_occasion",
                violation_error_message="วันสำคัญต้องมีข้อความและสีของแถบ โหมดอื่นไม่ใช้สี",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {format_date_range(self.starts_on, self.ends_on)}"

    def clean(self) -> None:
        """Two of a kind at once would be two texts in one place."""
        super().clean()
        self.text = normalise_line(self.text)
        if not self.kind or not self.starts_on or not self.ends_on:
            return
        same = Mode.objects.filter(kind=self.kind, starts_on__lte=self.ends_on, ends_on__gte=self.starts_on)
        if other := same.exclude(pk=self.pk).first():
            raise ValidationError(f"มี “{other}” อยู่แล้ว ให้แก้วันที่ไม่ให้ทับกัน")


def modes_on(day: date) -> dict[str, Mode]:
    """What is on on `day`, by its kind (one query). Of two of a kind, which no form lets through, the older one counts."""
    return {mode.kind: mode for mode in Mode.objects.on(day).order_by("-pk")}

"""The days on which the office works: not Saturday and Sunday, not a holiday that it has entered."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models

SATURDAY = 5
#: No run of days off is longer; a list of holidays that says so is wrong.
LONGEST_BREAK = 60


class Holiday(models.Model):
    """One day on which the office is closed, as the Cabinet or the office has announced it."""

    day = models.DateField(
        "วันที่",
        unique=True,
        help_text="เช่น 13/04/2570 กรอกตามมติคณะรัฐมนตรีหรือประกาศของหน่วยงาน",
        error_messages={"unique": "มีวันหยุดวันนี้อยู่แล้ว"},
    )
    name = models.CharField("ชื่อวันหยุด", max_length=150, help_text="เช่น วันสงกรานต์")

    class Meta:
        verbose_name = "วันหยุดราชการ"
        verbose_name_plural = "วันหยุดราชการ"
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.name


def no_holidays_in(year: int) -> bool:
    """Whether nobody has entered the holidays of this calendar year (ค.ศ., one query), so that only weekends count."""
    return not Holiday.objects.filter(day__year=year).exists()


def next_office_day(day: date) -> date:
    """The first office day after `day` (one query)."""
    last = day + timedelta(days=LONGEST_BREAK)
    holidays = set(Holiday.objects.filter(day__gt=day, day__lte=last).values_list("day", flat=True))
    after = (day + timedelta(days=more) for more in range(1, LONGEST_BREAK + 1))
    return next((one for one in after if one.weekday() < SATURDAY and one not in holidays), last)

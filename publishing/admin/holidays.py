"""The office's holidays, one by one or as a pasted list: by them it is reckoned when a second review is due."""

import re
from datetime import date

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from accounts.models import Holiday
from accounts.office_days import no_holidays_in
from publishing import ledger
from publishing.admin.office import RecordedAdmin
from publishing.admin.pages import desk_page, sentences_of
from publishing.fields import WordsField
from thai.dates import WEEKDAYS, ThaiDateError, format_date, parse_date, year_be
from thai.forms import ADMIN_FIELDS
from thai.text import normalise_line

#: A line of a pasted list: a date that ends with its year of four digits, then the name.
LINE = re.compile(r"(?P<day>.*?[0-9๐-๙]{4})[\s,:–-]+(?P<name>.*\S)")
MOST_LINES = 100
IMPORTED = "เพิ่มวันหยุดราชการจากรายการ"
EXAMPLE = "13/04/2570 วันสงกรานต์"


def read_list(text: str) -> dict[date, str]:
    """Day → name of the holidays in `text`, one a line. Raises ValidationError with a sentence for every line that is wrong."""
    found: dict[date, str] = {}
    wrong = []
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise ValidationError(f"วางได้ครั้งละไม่เกิน {MOST_LINES} บรรทัด ให้แบ่งเป็นหลายครั้ง")
    for number, line in lines:
        parts = LINE.fullmatch(line.strip())
        try:
            if parts is None:
                raise ThaiDateError(f"เขียนวันที่ เว้นวรรค แล้วตามด้วยชื่อวันหยุด เช่น {EXAMPLE}")
            day, name = parse_date(parts["day"]), normalise_line(parts["name"])
            if day in found:
                raise ThaiDateError(f"วันที่ {format_date(day)} ซ้ำกับบรรทัดก่อนหน้า")
            if len(name) > Holiday._meta.get_field("name").max_length:
                raise ThaiDateError("ชื่อวันหยุดยาวเกินไป")
            found[day] = name
        except ThaiDateError as error:
            wrong.append(f"บรรทัดที่ {number}: {error}")
    if wrong:
        raise ValidationError(wrong)
    return found


class ListForm(forms.Form):
    holidays = WordsField(
        label="รายการวันหยุด",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 60}),
        help_text=f"บรรทัดละหนึ่งวัน วันที่แล้วตามด้วยชื่อ เช่น {EXAMPLE} คัดลอกจากมติคณะรัฐมนตรีหรือประกาศของหน่วยงาน",
    )

    def clean_holidays(self) -> dict[date, str]:
        return read_list(self.cleaned_data["holidays"])


class HolidayForm(forms.ModelForm):
    def clean_name(self) -> str:
        return normalise_line(self.cleaned_data["name"])


@admin.register(Holiday)
class HolidayAdmin(RecordedAdmin):
    """The newest first. What is changed here moves nobody's due time that is already set."""

    form = HolidayForm
    formfield_overrides = ADMIN_FIELDS
    change_list_template = "admin/publishing/holidays.html"
    list_display = ["day_shown", "name"]
    list_display_links = ["day_shown"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["day", "name"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="accounts_holiday_import"), *super().get_urls()]

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def changelist_view(self, request, extra_context=None):
        today = timezone.localdate()
        missing_year = year_be(today) if no_holidays_in(today.year) else None
        about = {"title": self.opts.verbose_name_plural, "missing_year": missing_year}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_change_permission(request, obj)

    def ledger_note(self, obj: Holiday) -> str:
        return _said(obj.day, obj.name)

    def delete_model(self, request, obj):
        with transaction.atomic():
            ledger.append("ลบวันหยุดราชการ", actor=request.user, note=self.ledger_note(obj))
            super().delete_model(request, obj)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take over a pasted list, wholly or not at all; days that are there already stay as they are."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ListForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                messages.success(request, _take_over(form.cleaned_data["holidays"], request.user))
                return HttpResponseRedirect(reverse("admin:accounts_holiday_changelist"))
            except IntegrityError:
                form.add_error("holidays", "มีผู้อื่นเพิ่มวันหยุดอยู่ในขณะเดียวกัน กดบันทึกอีกครั้ง")
        return desk_page(
            self,
            request,
            "holidays_import.html",
            "วางรายการวันหยุด",
            form=form,
            reasons=sentences_of(form) if form.is_bound else [],
            media=self.media,
        )

    @admin.display(description="วันที่", ordering="day")
    def day_shown(self, holiday: Holiday) -> str:
        return f"วัน{WEEKDAYS[holiday.day.weekday()]} {format_date(holiday.day)}"


def _take_over(holidays: dict[date, str], actor) -> str:
    """Add what is not there yet, in one ledger event; says what was done."""
    with transaction.atomic():
        there = set(Holiday.objects.filter(day__in=holidays).values_list("day", flat=True))
        new = {day: name for day, name in sorted(holidays.items()) if day not in there}
        if new:
            note = ", ".join(_said(day, name) for day, name in new.items())
            ledger.append(IMPORTED, actor=actor, note=note)
            Holiday.objects.bulk_create(Holiday(day=day, name=name) for day, name in new.items())
    stayed = f" อีก {len(there)} วันมีอยู่แล้วจึงคงไว้ตามเดิม" if there else ""
    return f"เพิ่มวันหยุด {len(new)} วัน{stayed}"


def _said(day: date, name: str) -> str:
    return f"{format_date(day)} {name}"

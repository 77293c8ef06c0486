"""Form fields for dates, times and years in พ.ศ.

In the admin they need their widgets named as well, since it passes its own: use `ADMIN_FIELDS`.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from thai import dates
from thai.digits import to_arabic


class ThaiDateInput(forms.TextInput):
    """A text input that shows 17/06/2563 and says the date back in full; scripts add a calendar."""

    template_name = "thai/widgets/date.html"

    class Media:
        css = {"all": ["thai/date-picker.css"]}
        js = ["thai/date-picker.js"]

    def __init__(self, attrs: dict | None = None) -> None:
        # The decimal keyboard of a phone has the point that 17.06.2563 needs.
        super().__init__(
            {"inputmode": "decimal", "placeholder": "วว/ดด/ปปปป (พ.ศ.)", "autocomplete": "off", "size": 20}
            | (attrs or {})
        )

    def format_value(self, value: Any) -> str | None:
        return dates.format_date_input(value) if isinstance(value, date) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["echo"] = self._echo(widget["value"])
        if input_id := widget["attrs"].get("id"):
            widget["echo_id"] = f"{input_id}_echo"
            described_by = widget["attrs"].get("aria-describedby", "")
            widget["attrs"]["aria-describedby"] = f"{described_by} {widget['echo_id']}".strip()
        return context

    def _echo(self, shown: str | None) -> str:
        try:
            return f"= {dates.format_date_long(dates.parse_date(shown or ''))}"
        except dates.ThaiDateError:
            return ""


class ThaiTimeInput(forms.TextInput):
    """A text input that shows 09.30."""

    supports_microseconds = False

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "placeholder": "เช่น 09.30", "autocomplete": "off", "size": 8}
            | (attrs or {})
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, time):
            # Seconds are shown only where there are any, or saving the form unchanged would lose them.
            return value.strftime("%H.%M.%S" if value.second else "%H.%M")
        return super().format_value(value)


def _read(parse: Callable, value: Any) -> Any:
    """Parse what was typed, nothing to None; the parser's sentence becomes the field's error."""
    typed = str(value or "").strip()
    try:
        return parse(typed) if typed else None
    except dates.ThaiDateError as error:
        raise ValidationError(str(error), code="invalid") from error


class ThaiDateField(forms.DateField):
    """A date typed in พ.ศ.; cleans to a `date`."""

    widget = ThaiDateInput
    default_error_messages = {"required": "โปรดใส่วันที่ เช่น 17/06/2563"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.help_text = self.help_text or "พิมพ์เป็น พ.ศ. เช่น 17/06/2563 หรือ 17 มิ.ย. 2563"

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return dates.local(value).date()
        return value if isinstance(value, date) else _read(dates.parse_date, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        # An initial datetime is the same as its day.
        return super().has_changed(self.to_python(initial), data)


class ThaiTimeField(forms.TimeField):
    """A time of day typed with a point or a colon; cleans to a `time`."""

    widget = ThaiTimeInput
    default_error_messages = {"required": "โปรดใส่เวลา เช่น 09.30"}

    def to_python(self, value: Any) -> time | None:
        return value if isinstance(value, time) else _read(dates.parse_time, value)


class ThaiDateTimeInput(forms.MultiWidget):
    """A date and a time side by side, posted as `<name>_0` and `<name>_1`."""

    template_name = "thai/widgets/datetime.html"
    supports_microseconds = False

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(
            [ThaiDateInput({"aria-label": "วันที่"}), ThaiTimeInput({"aria-label": "เวลา (นาฬิกา)"})], attrs
        )

    def decompress(self, value: datetime | None) -> list:
        if not value:
            return [None, None]
        moment = dates.local(value)
        return [moment.date(), moment.time()]


class ThaiHiddenDateTimeInput(ThaiDateTimeInput):
    """What a form keeps of the initial value when the model's default is a callable (`timezone.now`)."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict | None = None) -> None:
        forms.MultiWidget.__init__(self, [forms.HiddenInput(), forms.HiddenInput()], attrs)


class ThaiDateTimeField(forms.MultiValueField):
    """A date and a time; cleans to a `datetime` in Asia/Bangkok."""

    widget = ThaiDateTimeInput
    hidden_widget = ThaiHiddenDateTimeInput
    default_error_messages = {
        "required": "โปรดใส่วันที่และเวลา เช่น 17/06/2563 และ 09.30",
        "no_date": "โปรดใส่วันที่ด้วย เช่น 17/06/2563",
        "no_time": "โปรดใส่เวลาด้วย เช่น 09.30",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__((ThaiDateField(), ThaiTimeField()), **kwargs)
        self.help_text = self.help_text or "วันที่เป็น พ.ศ. เช่น 17/06/2563 เวลาใช้จุด เช่น 09.30"

    def compress(self, data_list: list) -> datetime | None:
        if not data_list:
            return None
        day, clock = data_list
        if day is None:
            raise ValidationError(self.error_messages["no_date"], code="no_date")
        if clock is None:
            raise ValidationError(self.error_messages["no_time"], code="no_time")
        return datetime.combine(day, clock, tzinfo=dates.BANGKOK)


class YearBEInput(forms.TextInput):
    """A text input for a year; a number input would refuse Thai digits."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "placeholder": "ปปปป (พ.ศ.)", "autocomplete": "off", "size": 12}
            | (attrs or {})
        )


class YearBEField(forms.IntegerField):
    """A year of the Buddhist Era in either script; cleans to an `int`."""

    widget = YearBEInput
    default_error_messages = {
        "required": "โปรดใส่ปี พ.ศ. เช่น 2569",
        "invalid": f"โปรดใส่ปี พ.ศ. 4 หลัก ระหว่าง {dates.MIN_YEAR_BE} ถึง {dates.MAX_YEAR_BE} เช่น 2569",
    }

    def to_python(self, value: Any) -> int | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        year = dates.valid_year_be(typed)
        if year is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return year


class ThaiNumberInput(forms.TextInput):
    """A text input for a number; a number input would refuse Thai digits and commas."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "size": 20} | (attrs or {}))


class ThaiDecimalField(forms.DecimalField):
    """A decimal number in either script, with or without commas; cleans to a `Decimal`."""

    widget = ThaiNumberInput
    default_error_messages = {"invalid": "โปรดใส่ตัวเลข เช่น 1,250,000 หรือ 1250000.50"}

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain_number(value))


class ThaiIntegerField(forms.IntegerField):
    """A whole number in either script, with or without commas; cleans to an `int`."""

    widget = ThaiNumberInput
    default_error_messages = {"invalid": "โปรดใส่จำนวนเต็ม เช่น 12"}

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain_number(value))


def _plain_number(value: Any) -> Any:
    return to_arabic(value).replace(",", "").strip() if isinstance(value, str) else value


# For ModelAdmin.formfield_overrides.
ADMIN_FIELDS = {
    models.DateField: {"form_class": ThaiDateField, "widget": ThaiDateInput},
    models.DateTimeField: {"form_class": ThaiDateTimeField, "widget": ThaiDateTimeInput},
    models.TimeField: {"form_class": ThaiTimeField, "widget": ThaiTimeInput},
    models.DecimalField: {"form_class": ThaiDecimalField, "widget": ThaiNumberInput},
    models.PositiveSmallIntegerField: {"form_class": ThaiIntegerField, "widget": ThaiNumberInput},
}

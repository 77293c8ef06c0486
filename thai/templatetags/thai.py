"""Thai dates, digits and numbers in templates; None and the empty string always give the empty string."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thai import dates, digits, line_breaks

register = template.Library()


def _blank_stays_blank(function: Callable) -> Callable:
    @wraps(function)
    def filter_function(value: Any, *args: Any) -> Any:
        return "" if value is None or value == "" else function(value, *args)

    return filter_function


@register.filter
@_blank_stays_blank
def iso(value: date) -> str:
    """For <time datetime>: 2020-06-17, or 2020-06-17T09:30:00+07:00."""
    moment = dates.local(value)
    # HTML takes at most three decimals of a second.
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


@register.filter
def thai_date_range(start: date | None, end: date | None) -> str:
    """{{ start|thai_date_range:end }}: 17–19 มิ.ย. 2563."""
    return dates.format_date_range(start or None, end or None)


@register.filter
@_blank_stays_blank
def fiscal_year(value: date) -> str:
    """The ปีงบประมาณ of a date, in พ.ศ."""
    return str(dates.fiscal_year(value))


@register.filter
@_blank_stays_blank
def thai_digits(value: Any) -> str:
    """๒๕๖๓ for 2563, for what imitates official print."""
    return digits.to_thai(str(value))


@register.filter(is_safe=True)
@stringfilter
def keep_together(value: str) -> str:
    """No line break inside พ.ศ. 2563, หมู่ที่ 5 and the like."""
    return line_breaks.keep_together(value)


for _name, _function in {
    "thai_date": dates.format_date,
    "thai_date_long": dates.format_date_long,
    "thai_date_announcement": dates.format_date_announcement,
    "thai_date_memo": dates.format_date_memo,
    "thai_time": dates.format_time,
    "thai_datetime": dates.format_datetime,
    "money": digits.money,
    "number": digits.number,
    "filesize_thai": digits.filesize,
}.items():
    register.filter(_name, _blank_stays_blank(_function))


_TIME_TAG_STYLES = {
    "short": dates.format_date,
    "long": dates.format_date_long,
    "announcement": dates.format_date_announcement,
    "memo": dates.format_date_memo,
    "time": dates.format_time,
    "datetime": dates.format_datetime,
}


@register.simple_tag
def time_tag(value: date | datetime | None, style: str = "short") -> str:
    """{% time_tag item.dated_on "long" %}: <time> with ค.ศ. for machines and พ.ศ. for people.

    `style` is short, long, announcement, memo, time or datetime.
    """
    return _time_tag(value, style) if value else ""


@lru_cache(maxsize=4000)
def _time_tag(value: date | datetime, style: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(value), _TIME_TAG_STYLES[style](value))

"""Dates, times and years as Thai offices write and read them.

Years are of the Buddhist Era everywhere a person sees one: พ.ศ. = ค.ศ. + 543. That holds for every date here,
also before 2484 when the year still began on 1 April: what is typed is what is shown, and a law's own year is
stored apart. Aware datetimes are moved to Asia/Bangkok first; naive ones are taken as they are.
"""

import calendar
import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from thai.digits import parse_int, to_arabic, to_thai
from thai.text import normalise_line

BANGKOK = ZoneInfo("Asia/Bangkok")
BE_OFFSET = 543
MIN_YEAR_BE = 2440
MAX_YEAR_BE = 2600
# A year typed without its era is of the Buddhist Era from here on.
FIRST_YEAR_TAKEN_AS_BE = 2400

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
# Monday first, as date.weekday() counts.
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")


class ThaiDateError(ValueError):
    """A date or time that cannot be read; the message is a Thai sentence that says what to type."""


def local(value: date) -> date:
    """Return an aware datetime in Bangkok time; a date or a naive datetime as it is."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(BANGKOK)
    return value


# Writing


def year_be(value: date) -> int:
    """Return the calendar year in พ.ศ."""
    return local(value).year + BE_OFFSET


def format_date(value: date) -> str:
    """Lists: 17 มิ.ย. 2563."""
    day = local(value)
    return f"{day.day} {MONTHS_SHORT[day.month - 1]} {year_be(day)}"


def format_date_long(value: date) -> str:
    """Pages: วันพุธที่ 17 มิถุนายน พ.ศ. 2563."""
    day = local(value)
    return f"วัน{WEEKDAYS[day.weekday()]}ที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {year_be(day)}"


def format_date_announcement(value: date) -> str:
    """The close of an announcement: ประกาศ ณ วันที่ ๑๗ มิถุนายน พ.ศ. ๒๕๖๓."""
    day = local(value)
    return to_thai(f"ประกาศ ณ วันที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {year_be(day)}")


def format_date_memo(value: date) -> str:
    """Memos and letters: ๑๗ มิถุนายน ๒๕๖๓."""
    day = local(value)
    return to_thai(f"{day.day} {MONTHS[day.month - 1]} {year_be(day)}")


def format_date_input(value: date) -> str:
    """Inside an input: 17/06/2563."""
    day = local(value)
    return f"{day.day:02}/{day.month:02}/{year_be(day)}"


def format_time(value: time | datetime) -> str:
    """24 hours with a point: 09.30 น."""
    clock = local(value) if isinstance(value, datetime) else value
    return f"{clock.hour:02}.{clock.minute:02} น."


def format_datetime(value: datetime) -> str:
    """17 มิ.ย. 2563 เวลา 09.30 น."""
    return f"{format_date(value)} เวลา {format_time(value)}"


def format_date_range(start: date | None, end: date | None) -> str:
    """Both ends, saying once what they share: 17–19 มิ.ย. 2563, 28 มิ.ย. – 2 ก.ค. 2563.

    One end alone is written as a date, none as the empty string.
    """
    if start is None or end is None:
        only = start or end
        return format_date(only) if only else ""
    first, last = local(start), local(end)
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return format_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS_SHORT[first.month - 1]} – {format_date(last)}"
    return f"{format_date(first)} – {format_date(last)}"


# Reading

_MONTH_NUMBERS = {
    name.replace(".", ""): number
    for names in (MONTHS, MONTHS_SHORT)
    for number, name in enumerate(names, start=1)
}
_LEAD = (
    r"(?:(?:ประกาศ|สั่ง|ให้ไว้) ?ณ ?|ลง ?)?"
    rf"(?:วัน(?P<weekday>{'|'.join(WEEKDAYS)}|พฤหัส)? ?(?:ที่)? ?|ที่ ?)?"
)
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?:ปี ?)?(?:(?P<era>พ|ค)\.? ?ศ\.? ?)?(?P<year>[0-9]{1,4})"
_SEPARATOR = r"(?: ?[-/.–] ?| )"
_SPELLINGS = (
    # 17/06/2563
    re.compile(rf"{_LEAD}{_DAY}{_SEPARATOR}(?P<month>[0-9]{{1,2}}){_SEPARATOR}{_YEAR}"),
    # วันพุธที่ 17 มิถุนายน พ.ศ. 2563
    re.compile(rf"{_LEAD}{_DAY}{_SEPARATOR}?(?:เดือน ?)?(?P<month>[ก-๎][ก-๎. ]*?){_SEPARATOR}?{_YEAR}"),
    # 2563-06-17 and 2020-06-17
    re.compile(rf"(?P<year>[0-9]{{4}}){_SEPARATOR}(?P<month>[0-9]{{1,2}}){_SEPARATOR}{_DAY}"),
)
_TIME = re.compile(
    r"(?:เวลา ?)?(?P<hour>[0-9]{1,2})[.:](?P<minute>[0-9]{2})(?:[.:](?P<second>[0-9]{2}))? ?(?:น\.?|นาฬิกา)?"
)
_DATE_THEN_TIME = re.compile(r"(?P<date>.+?)(?: ?, ?| ?เวลา ?| |T)(?P<time>[0-9]{1,2}[.:][0-9]{2}\b.*)")
_LONGEST = 100


def parse_date(text: str) -> date:
    """Read a date typed in either digit script, with numbers or Thai month names, in พ.ศ. or ค.ศ.

    Two digits of a year mean 25xx; four mean พ.ศ. from 2400 on, unless the era is written.
    Raises ThaiDateError.
    """
    typed = _clean(text)
    for spelling in _SPELLINGS:
        if match := spelling.fullmatch(typed):
            break
    else:
        raise ThaiDateError(
            f"อ่านวันที่ “{typed[:40]}” ไม่ได้ โปรดพิมพ์วัน เดือน และปี พ.ศ. เช่น 17/06/2563 หรือ 17 มิ.ย. 2563"
        )
    parts = {"era": None, "weekday": None} | match.groupdict()
    be = _read_year(parts["year"], parts["era"])
    month = _read_month(parts["month"])
    days = calendar.monthrange(be - BE_OFFSET, month)[1]
    if not 1 <= int(parts["day"]) <= days:
        raise ThaiDateError(f"เดือน{MONTHS[month - 1]} พ.ศ. {be} มีวันที่ 1 ถึง {days} โปรดแก้วันที่ให้อยู่ในช่วงนี้")
    day = date(be - BE_OFFSET, month, int(parts["day"]))
    weekday = WEEKDAYS[day.weekday()]
    if parts["weekday"] and not weekday.startswith(parts["weekday"]):
        raise ThaiDateError(
            f"วันที่ {format_date(day)} ตรงกับวัน{weekday} ไม่ใช่วัน{parts['weekday']} โปรดแก้วันหรือวันที่ให้ตรงกัน"
        )
    return day


def parse_time(text: str) -> time:
    """Read a time of day: 09.30, 9:30, ๐๙.๓๐ น.; seconds may follow. Raises ThaiDateError."""
    typed = _clean(text)
    match = _TIME.fullmatch(typed)
    if not match:
        raise ThaiDateError(f"อ่านเวลา “{typed[:40]}” ไม่ได้ โปรดพิมพ์ชั่วโมงและนาที เช่น 09.30")
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > 23 or minute > 59 or second > 59:
        raise ThaiDateError("เวลาต้องอยู่ระหว่าง 00.00 ถึง 23.59 น. โปรดแก้เวลา (เที่ยงคืนคือ 00.00 น. ของวันถัดไป)")
    return time(hour, minute, second)


def parse_datetime(text: str) -> datetime:
    """Read a date and a time, such as “17 มิ.ย. 2563 เวลา 09.30 น.”, as Bangkok time. Raises ThaiDateError."""
    typed = _clean(text)
    match = _DATE_THEN_TIME.fullmatch(typed)
    if not match:
        raise ThaiDateError(f"อ่านวันที่และเวลา “{typed[:40]}” ไม่ได้ โปรดพิมพ์ทั้งสองอย่าง เช่น 17/06/2563 09.30")
    return datetime.combine(parse_date(match["date"]), parse_time(match["time"]), tzinfo=BANGKOK)


def _clean(text: str) -> str:
    # What is longer than any date is cut, and the mark of the cut keeps its beginning from passing for one.
    rest = "…" if len(text) > _LONGEST else ""
    return to_arabic(normalise_line(text[:_LONGEST])) + rest


def _read_year(digits: str, era: str | None) -> int:
    """Return the year in พ.ศ.; `era` is พ, ค or nothing."""
    year = int(digits)
    if len(digits) == 2 and era != "ค":
        year += 2500
    elif era == "ค" or (not era and year < FIRST_YEAR_TAKEN_AS_BE):
        year += BE_OFFSET
    if len(digits) not in (2, 4) or not MIN_YEAR_BE <= year <= MAX_YEAR_BE:
        raise ThaiDateError(
            f"ปี “{digits}” อยู่นอกช่วงที่ใช้ได้ โปรดใส่ปี พ.ศ. 4 หลัก ระหว่าง {MIN_YEAR_BE} ถึง {MAX_YEAR_BE}"
        )
    return year


def _read_month(name: str) -> int:
    month = parse_int(name) or _MONTH_NUMBERS.get(re.sub("[. ]", "", name), 0)
    if not 1 <= month <= 12:
        raise ThaiDateError(f"ไม่มีเดือน “{name}” โปรดใส่เลขเดือน 1 ถึง 12 หรือชื่อเดือน เช่น มิ.ย. หรือ มิถุนายน")
    return month


# Years


def fiscal_year(value: date) -> int:
    """Return the ปีงบประมาณ in พ.ศ.: 1 October to 30 September, named by its end."""
    day = local(value)
    return year_be(day) + (day.month >= 10)


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """Return the first and the last day of a ปีงบประมาณ given in พ.ศ., both inside it (and inside the calendar)."""
    last = year - BE_OFFSET
    return (
        date(last - 1, 10, 1) if last > date.min.year else date.min,
        date(last, 9, 30) if last <= date.max.year else date.max,
    )


def valid_year_be(text: str | None) -> int | None:
    """Return the year of a query parameter in either script, None unless in พ.ศ. 2440–2600; never raises."""
    year = parse_int(text)
    return year if year is not None and MIN_YEAR_BE <= year <= MAX_YEAR_BE else None

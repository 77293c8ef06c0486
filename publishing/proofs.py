"""What the data of an edition prove by themselves, without anybody's word: a category's model yields it in `proofs()`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from thai.dates import BE_OFFSET, fiscal_year_bounds

#: Every kind of proof that a category of ours yields → what it shows, in Thai.
KNOWN_KINDS = {
    "branches": "ผังมีทั้งฝ่ายการเมืองและฝ่ายข้าราชการประจำ",
    "units": "ผังแบ่งสำนัก กอง หรือส่วนงานภายใน",
    "posts": "ทุกตำแหน่งมีชื่อผู้ดำรงตำแหน่ง หรือระบุว่าตำแหน่งว่าง",
    "photos": "ผู้บริหารทุกคนมีรูปถ่าย",
    "reach": "ผู้บริหารทุกคนมีโทรศัพท์หรืออีเมล",
    "address": "มีที่อยู่หน่วยงาน",
    "phones": "มีหมายเลขโทรศัพท์",
    "fax": "มีหมายเลขโทรสาร",
    "email": "มีอีเมลของหน่วยงาน",
    "map": "มีแผนที่ตั้งหน่วยงาน",
    "hours": "มีเวลาทำการ",
    "channels": "มีช่องทางออนไลน์อื่น",
    "years": "ระบุปีงบประมาณของข้อมูล",
    "budget": "ระบุจำนวนเงินงบประมาณ",
    "adds_up": "ผลรวมในตารางถูกต้อง",
    "source": "ระบุแหล่งที่มา",
    "powers": "มีหน้าหน้าที่และอำนาจ",
    "complaint": "มีช่องทางร้องเรียนที่ติดต่อได้",
}
MOST_NAMED = 5


@dataclass(frozen=True)
class Proof:
    """One thing that can be seen from the data. An element of an assessment may ask for it by its `kind`."""

    kind: str  # "branches", "posts", "address": stable, ASCII
    holds: bool
    found: str  # a Thai sentence: what is there, or what is missing


@dataclass(frozen=True)
class Span:
    """The days that the content is about, both ends included."""

    first: date
    last: date


def fiscal_span(
    part: str, year: int | None, to_year: int | None = None, number: int | None = None
) -> Span | None:
    """The days of a part of fiscal year `year` (พ.ศ.), or of the years up to `to_year`; None where they are not told.

    `part`: year, first_half, second_half, quarter (`number` 1–4) or month (`number` 1–12, 1 is January).
    """
    if year is None:
        return None
    first, last = fiscal_year_bounds(year)
    if part == "year":
        return Span(first, fiscal_year_bounds(max(year, to_year or year))[1])
    months = {"first_half": (10, 6), "second_half": (4, 6)}.get(part)
    if part == "quarter" and number in range(1, 5):
        months = ((10, 1, 4, 7)[number - 1], 3)
    elif part == "month" and number in range(1, 13):
        months = (number, 1)
    if months is None:
        return None
    month, length = months
    # From October on the months lie in the calendar year before that by which the fiscal year is called.
    calendar_year = year - BE_OFFSET - (month >= 10)
    after = month + length
    end = date(calendar_year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)
    return Span(date(calendar_year, month, 1), end)


def of_column(edition: models.Model, name: str) -> Proof:
    """The proof that a column of the edition is filled in; the column's name is the kind."""
    label, holds = edition._meta.get_field(name).verbose_name, getattr(edition, name) not in (None, "")
    return Proof(name, holds, f"ระบุ{label}แล้ว" if holds else f"ยังไม่ได้กรอก{label}")


def named(names: Iterable[str]) -> str:
    """The first of the names for a sentence that says where something is missing, with how many more there are."""
    names = list(names)
    more = f" และอีก {len(names) - MOST_NAMED} แห่ง" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more

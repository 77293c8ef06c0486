"""What news of an urgent event must tell before anybody may publish it (clauses 1(2) and 3(2)), and how the event went on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from publishing.models import Edition
from publishing.states import State
from thai.digits import to_arabic

if TYPE_CHECKING:
    from announcements.models import Announcement

#: What the public is told in depth takes more letters than this; a dash or "ไม่มี" is not an answer.
IN_DEPTH = 40
#: column → what to add when the text is short
DEEPER = {
    "cause": "บอกว่าเกิดจากอะไร ถ้ายังไม่ทราบให้บอกว่าหน่วยใดกำลังตรวจสอบและจะทราบเมื่อใด",
    "effects": "บอกว่าใคร ที่ใด เดือดร้อนหรือเสียหายเท่าใด และกระทบบริการใดบ้าง",
    "outcome": "บอกว่าผลถึงขณะนี้เป็นอย่างไร แม้เหตุการณ์ยังไม่ยุติ",
}
#: A telephone number in a line of text, with its extension; or a short emergency number.
PHONE = re.compile(
    r"(?<![0-9])(0[0-9](?:[ \u00a0-]?[0-9]){7,8}|1[0-9]{2,3})(?![0-9])(?:[ \u00a0]?ต่อ[ \u00a0]?[0-9]+)?"
)
#: The longest story that is told on one page; older updates are in the list of earlier editions.
MOST_UPDATES = 50


def lacking(news: Announcement) -> Iterator[str]:
    """What the news of an urgent event still lacks, as Thai sentences. What happened is its title and summary."""
    if not news.place:
        yield "กรอกที่เกิดเหตุในช่อง “สถานที่”"
    if news.happened_at is None:
        yield "กรอกวันและเวลาที่เริ่มเกิดเหตุในช่อง “เกิดเหตุตั้งแต่”"
    for name, more in DEEPER.items():
        label = news._meta.get_field(name).verbose_name
        if not _letters(getattr(news, name)):
            yield f"เขียน{label}ของเหตุการณ์: {more}"
        elif _letters(getattr(news, name)) < IN_DEPTH:
            yield f"เขียน{label}ให้ละเอียดขึ้น: {more}"
    if not _letters(news.measures):
        yield "เขียนการดำเนินการของหน่วยงาน: สิ่งที่ทำแล้วและกำลังทำ"
    if news.expected_end is None and news.ended_event_at is None:
        yield "กรอกวันและเวลาที่คาดว่าจะสิ้นสุด หรือเวลาที่เหตุการณ์ยุติแล้ว"
    if not _letters(news.public_contact):
        yield "กรอกหน่วยงานและหมายเลขโทรศัพท์ในช่อง “ติดต่อสอบถาม”"
    for name in news.INTERNAL:
        if not _letters(getattr(news, name)):
            yield f"เขียน{news._meta.get_field(name).verbose_name} (ใช้ภายใน ประชาชนไม่เห็น)"


def _letters(text: str) -> int:
    """How many letters and digits a text has: marks, spaces and dashes say nothing."""
    return sum(sign.isalnum() for sign in text)


@dataclass(frozen=True)
class Words:
    """A piece of a line; `number` is what a telephone dials, or empty."""

    text: str
    number: str = ""


def with_numbers(line: str) -> list[Words]:
    """A line cut at its telephone numbers: “โทร ”, “044 000 199” (044000199), …"""
    # Thai digits are as long as Arabic ones, so the places are the same in the line as it stands.
    found, last = [], 0
    for phone in PHONE.finditer(to_arabic(line)):
        found.append(Words(line[last : phone.start()]))
        found.append(Words(line[phone.start() : phone.end()], re.sub("[^0-9]", "", phone[1])))
        last = phone.end()
    return [words for words in [*found, Words(line[last:])] if words.text.strip()]


@dataclass(frozen=True)
class Story:
    """`updates` are the public editions of one event, the newest first; `closing` is the report that it is over, or None."""

    updates: list[Announcement]
    closing: Announcement | None


def story(news: Announcement, history: list[Edition]) -> Story | None:
    """How the event of `news` went on, in one query; None, without a query, for what never was an urgent event.

    `history` are the public editions of its publication (publishing/pages.py: detail()).
    """
    if not (news.is_urgent or any(past.urgent for past in history)):
        return None
    told = Q(urgent=True) | ~Q(urgency="") | Q(ended_event_at__isnull=False)
    public = (
        type(news).objects.live(State.WITHDRAWN, State.SUPERSEDED).filter(publication=news.publication_id)
    )
    updates = list(public.filter(told).select_related("second_review").order_by("-number")[:MOST_UPDATES])
    # When the newest says that it goes on, what was reported as the end was none.
    is_over = bool(updates) and updates[0].ended_event_at is not None
    return Story(updates, next((one for one in updates if one.ended_event_at), None) if is_over else None)

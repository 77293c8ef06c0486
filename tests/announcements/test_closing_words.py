from datetime import date, datetime

import pytest
import time_machine

from announcements.models import Procurement
from tests.helpers import make_live
from thai.dates import BANGKOK

CLOSING = datetime(2026, 12, 30, 16, 30, tzinfo=BANGKOK)
DATE = "(30 ธ.ค. 2569 เวลา 16.30 น.)"


def words(now: str, stage: str = "invitation", closing_at: datetime | None = CLOSING) -> str:
    with time_machine.travel(f"{now}+07:00", tick=False):
        return Procurement(stage=stage, closing_at=closing_at).closing_words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-01T09:00:00", f"ปิดรับข้อเสนอในอีก 29 วัน {DATE}"),
        ("2026-12-27T23:59:59", f"ปิดรับข้อเสนอในอีก 3 วัน {DATE}"),
        ("2026-12-28T00:00:00", f"ปิดรับข้อเสนอในอีก 2 วัน {DATE}"),
        ("2026-12-28T23:59:59", f"ปิดรับข้อเสนอในอีก 2 วัน {DATE}"),
        ("2026-12-29T00:00:00", f"ปิดรับข้อเสนอพรุ่งนี้ {DATE}"),
        ("2026-12-29T23:59:59", f"ปิดรับข้อเสนอพรุ่งนี้ {DATE}"),
        ("2026-12-30T00:00:00", "ปิดรับข้อเสนอวันนี้ เวลา 16.30 น."),
        ("2026-12-30T16:29:59", "ปิดรับข้อเสนอวันนี้ เวลา 16.30 น."),
        ("2026-12-30T16:30:00", "ปิดรับข้อเสนอแล้ว"),
        ("2027-01-05T09:00:00", "ปิดรับข้อเสนอแล้ว"),
    ],
)
def test_the_days_left_are_days_of_the_calendar_in_bangkok(now, expected):
    assert words(now) == expected


def test_a_draft_is_open_to_comments_and_the_other_stages_to_nothing():
    assert words("2026-12-01T09:00:00", "draft") == f"ปิดรับฟังความคิดเห็นในอีก 29 วัน {DATE}"
    for stage in ("plan", "reference_price", "winner", "contract", "cancelled"):
        assert words("2026-12-01T09:00:00", stage) == ""
    assert words("2026-12-01T09:00:00", closing_at=None) == ""


@pytest.mark.django_db
def test_what_takes_offers_leads_the_list(client, cast):
    with time_machine.travel("2026-12-01T09:00:00+07:00", tick=False):
        make_live(Procurement, title="เปิดอยู่", closing_at=CLOSING, dated_on=date(2026, 11, 1))
        make_live(Procurement, title="ใหม่กว่า", stage="plan", dated_on=date(2026, 11, 30))
        page = client.get("/news/procurement/")
        assert [notice.title for notice in page.context["page"]] == ["เปิดอยู่", "ใหม่กว่า"]
        assert "กำลังเปิดรับข้อเสนอ 1 รายการ" in page.content.decode()
    with time_machine.travel("2026-12-31T09:00:00+07:00", tick=False):
        page = client.get("/news/procurement/")
        assert [notice.title for notice in page.context["page"]] == ["ใหม่กว่า", "เปิดอยู่"]
        assert "กำลังเปิดรับข้อเสนอ" not in page.content.decode()

"""One command for the timer: whatever is due is done, what fails holds up nothing else, and nothing is done twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from publishing import mail
from publishing.management.commands import tick
from publishing.models import Edition, Letter, SecondReview
from publishing.states import Action, State
from publishing.workflow import TRASH_KEPT_FOR, move
from tests.helpers import ALL_TICKS, make_draft, make_urgent, submit

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    out = StringIO()
    call_command("tick", stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def everything_due(cast, time_machine) -> None:
    """Something for each step: the office was closed for a hundred days."""
    cast.chief.email = "chief@example.go.th"
    cast.chief.save(update_fields=["email"])
    tomorrow = timezone.now() + timedelta(days=1)
    move(submit(make_draft()), Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=tomorrow)
    move(make_urgent(), Action.URGENT_PUBLISH, actor=cast.approver, ticks=ALL_TICKS, note="น้ำท่วม")
    move(make_draft(), Action.DISCARD, actor=cast.writer)
    later = timezone.localtime(timezone.now() + TRASH_KEPT_FOR + timedelta(days=10))
    time_machine.move_to(later.replace(hour=12))  # after the night's work may begin


def test_it_does_all_that_is_due_says_so_and_then_finds_nothing_to_do(everything_due):
    assert told() == [
        "เผยแพร่ตามเวลา 1 เรื่อง",
        "แจ้งการสอบทานเกินกำหนด 1 เรื่อง",
        "ส่งจดหมายแจ้ง 2 ฉบับ ส่งไม่ได้ 0 ฉบับ",
        "ลบถาวรร่างในถังขยะ 1 ร่าง",
        "ลบไฟล์ที่ไม่มีเรื่องใดใช้ 2 ไฟล์",
        "เก็บลายนิ้วมือประจำวันของสมุดบันทึก 100 วัน",
        "ปรับปรุงดัชนีค้นหา 2 เรื่อง",
        "ตรวจความครบถ้วนของเรื่องที่เผยแพร่ 1 เรื่อง ไม่ครบ 0 เรื่อง",
    ]
    assert Edition.objects.filter(state__in=[State.APPROVED, State.DISCARDED]).count() == 0
    assert SecondReview.objects.get().reminded_on == timezone.localdate()
    assert Letter.objects.filter(sent_at=None).count() == 0
    assert told() == []


def test_a_step_that_fails_is_logged_and_the_others_are_done(everything_due, settings, monkeypatch, caplog):
    def broken() -> int:
        raise DatabaseError("the disk is full")

    steps = [(words, broken if step is tick.remind else step) for words, step in tick.STEPS]
    monkeypatch.setattr(tick, "STEPS", steps)
    out = StringIO()
    with pytest.raises(CommandError, match="1"):
        call_command("tick", stdout=out)
    assert out.getvalue().splitlines() == [
        "เผยแพร่ตามเวลา 1 เรื่อง",
        "ส่งจดหมายแจ้ง 1 ฉบับ ส่งไม่ได้ 0 ฉบับ",
        "ลบถาวรร่างในถังขยะ 1 ร่าง",
        "ลบไฟล์ที่ไม่มีเรื่องใดใช้ 2 ไฟล์",
        "เก็บลายนิ้วมือประจำวันของสมุดบันทึก 100 วัน",
        "ปรับปรุงดัชนีค้นหา 2 เรื่อง",
        "ตรวจความครบถ้วนของเรื่องที่เผยแพร่ 1 เรื่อง ไม่ครบ 0 เรื่อง",
    ]
    assert "tick: broken failed" in caplog.text and "the disk is full" in caplog.text


def test_letters_that_cannot_go_are_told_and_are_no_failure_of_the_command(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where nobody listens
    cast.chief.email = "chief@example.go.th"
    cast.chief.save(update_fields=["email"])
    with transaction.atomic():
        mail.queue(Letter.Kind.REVIEW_OVERDUE, [cast.chief], subject="เรื่อง", body="ข้อความ")
    assert "ส่งจดหมายแจ้ง 0 ฉบับ ส่งไม่ได้ 1 ฉบับ" in told()

"""The clock tells of itself: what each step did, that one fails, that all stand still."""

from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing import clock
from publishing.management.commands import tick
from publishing.models import ClockStep
from tests.helpers import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

MINUTE = timedelta(minutes=1)
EMPTY, BUSY, BROKEN = "publishing.nothing", "publishing.busy", "publishing.broken"


def nothing() -> int:
    return 0


def busy() -> tuple[int, int]:
    return 2, 1


def broken() -> int:
    raise DatabaseError("the disk is full")


def run(monkeypatch, *steps) -> int:
    """One tick of these steps alone; returns how many UPDATEs it took."""
    monkeypatch.setattr(tick, "STEPS", steps)
    monkeypatch.setattr(tick, "LAST", ())
    monkeypatch.setattr(tick, "declared", lambda name: ())
    with CaptureQueriesContext(connection) as asked, suppress(CommandError):
        call_command("tick", stdout=StringIO())
    return sum(query["sql"].startswith("UPDATE") for query in asked)


def told() -> dict[str, tuple]:
    return {row.label: (row.did, row.done_at, row.failed_at) for row in ClockStep.objects.all()}


def test_a_step_is_noted_when_it_did_something_or_failed_and_else_every_ten_minutes(
    monkeypatch, time_machine
):
    began = timezone.now()
    time_machine.move_to(began, tick=False)
    steps = (("ว่าง {} เรื่อง", nothing), ("ส่ง {} ฉบับ ส่งไม่ได้ {} ฉบับ", busy), ("พัง {} แห่ง", broken))
    updates = []
    for minute in range(12):
        time_machine.move_to(began + minute * MINUTE, tick=False)
        updates.append(run(monkeypatch, *steps))
    assert updates == [3, *[2] * 9, 3, 2]
    last = began + 11 * MINUTE
    assert told() == {
        "ว่าง": ("", began + 10 * MINUTE, None),
        "ส่ง": ("ส่ง 2 ฉบับ ส่งไม่ได้ 1 ฉบับ", last, None),
        "พัง": ("", None, last),
    }


def test_a_step_that_goes_again_is_noted_at_once_and_one_that_is_gone_is_forgotten(monkeypatch):
    run(monkeypatch, ("พัง {} แห่ง", broken))
    assert [row.label for row in clock.trouble().failing] == ["พัง"]
    monkeypatch.setattr(f"{__name__}.broken", nothing)
    nothing.__name__ = "broken"
    try:
        run(monkeypatch, ("พัง {} แห่ง", nothing))
    finally:
        nothing.__name__ = "nothing"
    assert clock.trouble() is None
    run(monkeypatch, ("ส่ง {} ฉบับ ส่งไม่ได้ {} ฉบับ", busy))
    assert list(told()) == ["ส่ง"]


def test_that_nothing_can_be_noted_holds_up_no_step(monkeypatch, caplog):
    def locked(*args, **kwargs):
        raise DatabaseError("database is locked")

    run(monkeypatch, ("ส่ง {} ฉบับ ส่งไม่ได้ {} ฉบับ", busy))
    monkeypatch.setattr(ClockStep.objects.__class__, "filter", locked)
    out = StringIO()
    call_command("tick", stdout=out)
    assert out.getvalue().strip() == "ส่ง 2 ฉบับ ส่งไม่ได้ 1 ฉบับ"
    assert "cannot note" in caplog.text


def start(client) -> str:
    return client.get("/admin/").content.decode()


def test_the_start_page_says_when_the_clock_stands_still(as_user, cast, time_machine):
    make_draft()
    never = start(as_user(cast.administrator))
    assert "ระบบตั้งเวลายังไม่เคยทำงาน" in never and "ระบบตั้งเวลาไม่ได้ทำงานตั้งแต่" not in never
    now = timezone.now()
    ClockStep.objects.create(name="a", label="ส่งจดหมายแจ้ง", done_at=now - 14 * MINUTE)
    ClockStep.objects.create(name="b", label="ตรวจลิงก์", done_at=now - 60 * MINUTE)
    for name in ("administrator", "approver"):
        assert "ระบบตั้งเวลา" not in start(as_user(getattr(cast, name))), name
    ClockStep.objects.update(done_at=now - 16 * MINUTE)
    for name, sees in (("administrator", True), ("approver", True), ("reviewer", False), ("writer", False)):
        assert ("ระบบตั้งเวลาไม่ได้ทำงานตั้งแต่" in start(as_user(getattr(cast, name)))) is sees, name


def test_the_start_page_and_the_list_name_what_failed(as_user, cast):
    make_draft()
    now = timezone.now()
    ClockStep.objects.create(name="a", label="ส่งจดหมายแจ้ง", done_at=now)
    ClockStep.objects.create(name="b", label="ตรวจลิงก์", done_at=now - MINUTE, failed_at=now)
    for name in ("administrator", "approver"):
        page = start(as_user(getattr(cast, name)))
        assert "งานตามเวลาไม่สำเร็จ 1 อย่าง: ตรวจลิงก์" in page, name
        assert "ระบบตั้งเวลาไม่ได้ทำงานตั้งแต่" not in page
    page = as_user(cast.administrator).get("/admin/publishing/clockstep/").content.decode()
    assert page.count("ส่งจดหมายแจ้ง") == 1 and page.count("ครั้งล่าสุดไม่สำเร็จ") == 1

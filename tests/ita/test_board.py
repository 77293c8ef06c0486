"""What the board, the work list and the calendar tell, and what it costs to ask."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Position
from content.models import Plan
from ita import board as boards
from ita.models import Cycle, Evidence, Indicator, Level, Result, Score
from ita.scoring import DEFAULT_FORMULA
from tests.helpers import make_live
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
TODAY = date(2026, 1, 20)  # in fiscal year 2569


def fail(item, sentence="ยังไม่มีหลักฐาน", evidence=None, level=Level.FAIL):
    return Result.objects.create(
        item=item, evidence=evidence, check_id="evidence", level=level, sentence=sentence, mend="เสนอหลักฐาน"
    )


def test_the_board_groups_items_and_scores_them(cast):
    cycle = make_cycle(formula=DEFAULT_FORMULA)
    basic = Indicator.objects.create(cycle=cycle, code="9.1", title="ข้อมูลพื้นฐาน", order=1)
    fraud = Indicator.objects.create(cycle=cycle, code="10.1", title="ป้องกันการทุจริต", order=2)
    for code, indicator, level in (
        ("O1", basic, "pass"), ("O2", basic, "fail"), ("O36", fraud, "warn"), ("O37", fraud, ""),
    ):  # fmt: skip
        make_item(cycle, code, indicator=indicator, level=level)
    fail(cycle.items.get(code="O2"))
    found = boards.board(cycle, TODAY)
    assert [(group.indicator.code, group.points) for group in found.groups] == [("9.1", 50), ("10.1", 50)]
    assert found.points == 50
    assert found.counts == {"pass": 1, "warn": 1, "fail": 1, "": 1}
    (row,) = [row for group in found.groups for row in group.rows if row.item.code == "O2"]
    assert [problem.sentence for problem in row.problems] == ["ยังไม่มีหลักฐาน"]


def test_what_is_wrong_with_proposed_evidence_is_not_held_against_the_item(cast):
    item = make_item(make_cycle())
    fail(item, "หน้าหาย", make_evidence(item, "/about/", confirmed=False))
    (row,) = boards.rows(item.cycle, TODAY)
    assert (row.problems, row.item.proposed, row.item.confirmed) == ([], 1, 0)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({}, ["ยังไม่ได้กำหนดวันเปิดและปิดกรอกข้อมูล"]),
        ({"opens_on": date(2026, 1, 30), "closes_on": date(2026, 3, 1)}, ["อีก 10 วันเริ่มช่วงกรอกข้อมูลในระบบ ITAS"]),
        ({"opens_on": date(2026, 1, 1), "closes_on": date(2026, 2, 1)}, ["เหลืออีก 12 วันของช่วงกรอกข้อมูลในระบบ ITAS"]),
        ({"opens_on": date(2026, 1, 1), "closes_on": TODAY}, ["วันนี้เป็นวันสุดท้ายของช่วงกรอกข้อมูลในระบบ ITAS"]),
        ({"opens_on": date(2026, 1, 1), "closes_on": date(2026, 1, 19)}, ["ช่วงกรอกข้อมูลในระบบ ITAS สิ้นสุดแล้ว"]),
        ({"status": Cycle.Status.CLOSED}, ["รอบนี้ปิดแล้ว แก้ไขไม่ได้"]),
    ],
)  # fmt: skip
def test_where_the_cycle_stands(cast, dates, words):
    assert [phase.words for phase in boards.phases(make_cycle(**dates), TODAY)] == words


def test_work_is_shared_by_position(cast):
    cycle, owner = make_cycle(), Position.objects.get(title="นิติกร")
    make_item(cycle, "O1", owner=owner, level="fail", due_on=TODAY + timedelta(days=5))
    make_item(cycle, "O2", owner=owner, level="fail", due_on=TODAY - timedelta(days=1))
    make_item(cycle, "O3", owner=owner, level="pass")
    make_item(cycle, "O4", level="fail")
    mine, nobodys = boards.shares(cycle, TODAY)
    assert (mine.position, [row.item.code for row in mine.rows], mine.done) == (owner, ["O2", "O1"], 1)
    assert [row.late for row in mine.rows] == [True, False]
    assert (nobodys.position, [row.item.code for row in nobodys.rows]) == (None, ["O4"])


def test_the_calendar_says_what_is_there_already(cast):
    cycle = make_cycle(opens_on=date(2026, 3, 1))
    monthly = make_item(cycle, "O11", period_kind="monthly")
    make_evidence(monthly, make_live(Plan), period_part="month", period_year=2569, period_number=10)
    months = boards.calendar(cycle, TODAY)
    assert months[0].words == "พฤศจิกายน 2568"
    entries = [entry for month in months for entry in month.entries]
    assert [(entry.words, entry.done) for entry in entries if entry.item][:2] == [
        ("เดือนตุลาคม 2568", True),
        ("เดือนพฤศจิกายน 2568", False),
    ]
    assert [entry.words for entry in entries if not entry.item] == ["เปิดกรอกข้อมูลในระบบ ITAS"]


def test_every_problem_is_told_once_whatever_else_is_counted(cast):
    item = make_item(make_cycle(freeze_from=TODAY))
    shown = [make_evidence(item, f"/about/{number}/") for number in (1, 2)]
    make_evidence(item, "/news/", confirmed=False, renew="ของปีก่อน")
    (
        fail(item, "ก", level=Level.WARN),
        fail(item, "ข", shown[0]),
        fail(item, "ค", shown[1]),
        fail(item, "ดี", level="pass"),
    )
    (row,) = boards.rows(item.cycle, TODAY)
    assert [(one.sentence, one.level, one.mend) for one in row.problems] == [
        ("ข", "fail", "เสนอหลักฐาน"), ("ค", "fail", "เสนอหลักฐาน"), ("ก", "warn", "เสนอหลักฐาน"),
    ]  # fmt: skip
    assert (row.item.confirmed, row.item.proposed, row.item.to_renew) == (2, 1, 1)


def test_the_curve_needs_two_days():
    one = Score(day=TODAY, points=50)
    assert boards.curve([one]) is None
    drawn = boards.curve([Score(day=TODAY - timedelta(days=10), points=0), one])
    assert drawn.points == "0.0,120.0 600.0,60.0"


def full_cycle(items: int) -> Cycle:
    """`items` items with five pieces of evidence each, all of them with something to say."""
    cycle = make_cycle(formula=DEFAULT_FORMULA, opens_on=date(2026, 1, 1))
    indicator = Indicator.objects.create(cycle=cycle, code="9.1", title="ข้อมูลพื้นฐาน")
    owner = Position.objects.first()
    for number in range(1, items + 1):
        item = make_item(cycle, f"O{number}", indicator=indicator, owner=owner, level="fail", elements=())
        evidence = [make_evidence(item, f"/about/{number}/") for _ in range(5)]
        fail(item)
        for one in evidence:
            fail(item, "หน้าหาย", one)
    for days in range(3):
        Score.objects.create(
            cycle=cycle, day=timezone.localdate() - timedelta(days=days), points=days, passed=0, warned=0, failed=items,
            at=timezone.now(),
        )  # fmt: skip
    return cycle


#: The page's own queries. The frame of the desk asks for office, session, person with roles, permissions and what waits.
PAGES = {"ita_board": 3, "ita_work": 2, "ita_calendar": 3}
FRAME = 5


def test_pages_ask_the_same_at_any_number(client, cast):
    asked = {}
    for items in (1, 6):
        Evidence.objects.all().delete()
        Cycle.objects.all().delete()
        cycle = full_cycle(items)
        client.force_login(cast.writer)
        for name in PAGES:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(reverse(f"admin:{name}", args=[cycle.pk]))
            assert response.status_code == 200
            own = [query["sql"] for query in queries if 'FROM "ita_' in query["sql"]]
            asked.setdefault(name, []).append((len(own), len(queries)))
    assert asked == {name: [(count, count + FRAME)] * 2 for name, count in PAGES.items()}
    assert max(PAGES.values()) + FRAME <= 8

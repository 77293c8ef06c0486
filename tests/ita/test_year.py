"""A whole fiscal year of an office, with a moved clock: carried over in October, due in April, frozen, kept, closed, and on."""

from datetime import date, datetime

import pytest
from django.core.files.storage import default_storage

from content.models import Contact, Plan
from ita import checking, cycles, evidence, snapshots, ways
from ita.board import rows
from ita.models import Cycle, Evidence, Item, Result, Score
from ita.rules import judge
from publishing.models import Edition
from publishing.states import Action
from publishing.workflow import Refused, move
from tests.helpers import make_live, revise
from tests.ita.helpers import make_cycle
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

CONTACT = [{"text": "ที่อยู่", "kind": "address"}, {"text": "โทรศัพท์", "kind": "phones"}]
ITEMS = [
    {"code": "O1", "concept": "contact", "elements": CONTACT},
    {"code": "O2", "concept": "annual-plan", "period_kind": "fiscal_year"},
    {"code": "O3", "concept": "annual-plan-6m", "period_kind": "first_half"},
    {"code": "O4", "concept": "annual-report", "period_kind": "fiscal_year", "period_offset": -1},
]


class Year:
    """What the people of the office do in it."""

    def __init__(self, cast, clock, committed):
        self.cast, self.clock, self.committed = cast, clock, committed

    def comes(self, *day: int, night: bool = False) -> None:
        """The morning of a day; with `night` after the run of the night, which walks over the whole site."""
        self.clock.move_to(datetime(*day, 9, tzinfo=BANGKOK))
        assert not night or checking.nightly()

    def levels(self, cycle: Cycle) -> dict[str, str]:
        checking.check_stale()
        return dict(cycle.items.order_by("order").values_list("code", "level"))

    def shows(self, item: Item, edition: Edition, **about) -> Evidence:
        """Proposed by a writer, or anew where it is evidence already, and confirmed by an approver."""
        claims = dict.fromkeys(item.elements.values_list("pk", flat=True), "ทั้งเรื่อง")
        given = {"publication": edition.publication, "claims": claims, **about}
        carried = item.evidence.standing().first()
        if carried:
            found = evidence.revise(carried, actor=self.cast.writer, seen=carried.version, **given)
        else:
            found = evidence.propose(item, actor=self.cast.writer, **given)
        return evidence.confirm(found, actor=self.cast.approver, seen=found.version)


@pytest.fixture
def year(cast, time_machine, django_capture_on_commit_callbacks, monkeypatch) -> Year:
    # Half of the walk of the night would be over indexes, by which nothing here is found.
    monkeypatch.setattr(ways, "MOST_OF_INDEXES", 0)
    return Year(cast, time_machine, lambda: django_capture_on_commit_callbacks(execute=True))


def plan(title: str, fiscal_year: int, **about) -> Plan:
    return make_live(Plan, title=f"{title} ปีงบประมาณ พ.ศ. {fiscal_year}", year_from=fiscal_year, **about)


def last_year(year: Year) -> Cycle:
    """2569 at its end: all shown, all well."""
    year.clock.move_to(datetime(2026, 9, 1, 9, tzinfo=BANGKOK))
    cycle = make_cycle(2569, status="preparing", items=ITEMS)
    cycles.open_(cycle, actor=year.cast.administrator)
    items = {item.code: item for item in cycle.items.all()}
    year.shows(items["O1"], make_live(Contact, slug="contact"))
    year.shows(items["O2"], plan("แผนดำเนินงาน", 2569), part="year", year=2569)
    half = plan("รายงานรอบ 6 เดือน", 2569, kind="progress", period="first_half")
    year.shows(items["O3"], half, part="first_half", year=2569)
    year.shows(items["O4"], plan("รายงานผลการดำเนินงาน", 2568, kind="progress"), part="year", year=2568)
    return cycle


def told(result: Result) -> list[object]:
    """As a snapshot keeps it."""
    return [result.check_id, result.evidence_id, str(result.level), result.sentence, result.mend]


def results_of_item(item: Item) -> list[list[object]]:
    return [told(result) for result in item.results.all()]


def results_of(cycle: Cycle) -> list[list[list[object]]]:
    return [results_of_item(item) for item in cycle.items.all()]


def test_a_year_from_october_to_september(year, cast):
    old = last_year(year)
    year.comes(2026, 9, 2, night=True)
    assert year.levels(old) == dict.fromkeys(["O1", "O2", "O3", "O4"], "pass")
    cycles.close(old, actor=cast.administrator)
    assert snapshots.make_waiting() == 1
    then = results_of(old)

    # October: what stays true is carried as it is, what tells of a year must be renewed.
    year.comes(2026, 10, 1)
    carried = cycles.next_year(old, 2570, actor=cast.administrator)
    assert [one.item.code for one in carried.same] == ["O1"]
    assert {one.item.code: one.renew for one in carried.fresh} == {
        "O2": "ใช้ข้อมูลปีงบประมาณ พ.ศ. 2570 แทนของปีงบประมาณ พ.ศ. 2569",
        "O3": "ใช้ข้อมูลปีงบประมาณ พ.ศ. 2570 รอบ 6 เดือนแรก แทนของปีงบประมาณ พ.ศ. 2569 รอบ 6 เดือนแรก",
        "O4": "ใช้ข้อมูลปีงบประมาณ พ.ศ. 2569 แทนของปีงบประมาณ พ.ศ. 2568",
    }
    cycle = cycles.open_(carried.cycle, actor=cast.administrator)
    items = {item.code: item for item in cycle.items.all()}
    assert year.levels(cycle) == dict.fromkeys(["O1", "O2", "O3", "O4"], "fail")

    # November: the contact page is confirmed again, the year's plan and last year's report are published.
    year.comes(2026, 11, 20)
    contact = items["O1"].evidence.get()
    evidence.confirm(contact, actor=cast.approver, seen=contact.version)
    year.shows(items["O2"], plan("แผนดำเนินงาน", 2570), part="year", year=2570)
    year.shows(items["O4"], plan("รายงานผลการดำเนินงาน", 2569, kind="progress"), part="year", year=2569)
    assert year.levels(cycle) == {"O1": "pass", "O2": "pass", "O3": "fail", "O4": "pass"}

    # The six-month report is due at the end of April.
    def state(*day: int) -> tuple[bool, bool]:
        row = next(row for row in rows(cycle, date(*day)) if row.item.code == "O3")
        return row.soon, row.late

    assert [state(2027, 3, 1), state(2027, 4, 5), state(2027, 5, 2)] == [(0, 0), (1, 0), (0, 1)]
    year.comes(2027, 5, 2)
    half = plan("รายงานรอบ 6 เดือน", 2570, kind="progress", period="first_half")
    year.shows(items["O3"], half, part="first_half", year=2570)
    assert year.levels(cycle)["O3"] == "pass"
    assert state(2027, 5, 2) == (0, 0)

    # The window and the freeze: evidence stays where it is, unless somebody gives a reason.
    Cycle.objects.filter(pk=cycle.pk).update(
        opens_on=date(2027, 5, 1),
        closes_on=date(2027, 5, 31),
        freeze_from=date(2027, 5, 1),
        freeze_to=date(2027, 6, 30),
    )
    year.comes(2027, 6, 30)
    with pytest.raises(Refused, match="ITA 2570 ข้อ O3"):
        move(half, Action.WITHDRAW, actor=cast.approver, note="ตัวเลขผิด")
    kept = snapshots.ask(cycle, "ก่อนถอนรายงาน", cast.approver)
    assert snapshots.make_waiting() == 1
    with year.committed():
        move(half, Action.WITHDRAW, actor=cast.approver, note="ตัวเลขผิด", override="ผู้ตรวจสอบให้ถอน")
    assert year.levels(cycle) == {"O1": "pass", "O2": "pass", "O3": "fail", "O4": "pass"}
    year.comes(2027, 7, 1)
    with year.committed():
        revise(half, title="รายงานรอบ 6 เดือน ปีงบประมาณ พ.ศ. 2570 ฉบับแก้ไข")
    assert year.levels(cycle)["O3"] == "pass"

    # The end: closed, kept, and the next year begins.
    year.comes(2027, 9, 30)
    cycles.close(cycle, actor=cast.administrator)
    assert cycle.snapshots.filter(state="waiting").count() == 1
    year.comes(2027, 10, 1)
    assert cycles.next_year(cycle, 2571, actor=cast.administrator).cycle.fiscal_year == 2571

    # Whatever happens later, what was found in past years is found again, from the rows and from what was kept.
    for gone in (contact, half):
        live = Edition.objects.live().get(publication=gone.publication_id)
        with year.committed():
            move(live, Action.REMOVE, actor=cast.approver, note="เลิกใช้")
    year.comes(2027, 10, 2)
    assert checking.check(Item.objects.filter(cycle__in=[old, cycle])) == 0
    assert results_of(old) == then
    for item in Item.objects.filter(cycle__in=[old, cycle]):
        assert [told(checking.result_of(item, one)) for one in checking.judge_again(item)] == results_of_item(
            item
        )
    kept.refresh_from_db()
    for item in kept.manifest["items"]:
        again = judge(item["facts"], kept.manifest["rules"])
        assert [told(checking.result_of(None, one)) for one in again] == item["results"]
    assert default_storage.exists(kept.storage_name)
    assert dict(Score.objects.filter(cycle=old).values_list("day", "passed")) == {date(2026, 9, 2): 4}
    assert Score.objects.get(cycle=cycle, day=date(2027, 5, 2)).passed == 4

"""The life of a cycle: loaded, opened, closed, and carried over into the next year."""

from dataclasses import replace
from datetime import date

import pytest

from announcements.models import Announcement
from ita import carrying, cycles, rules
from ita.documents import Document, ElementData, IndicatorData, ItemData, as_document
from ita.models import Claim, Cycle, Element, Evidence, Item, Snapshot
from publishing.models import LedgerEvent
from publishing.refusal import Refused
from tests.helpers import make_live, withdraw
from tests.ita.helpers import make_cycle, make_evidence, make_item

PREPARING, OPEN, CLOSED = Cycle.Status.PREPARING, Cycle.Status.OPEN, Cycle.Status.CLOSED

DOCUMENT = Document(
    kind="assessment",
    fiscal_year=2568,
    name="แบบวัด ประจำปีงบประมาณ พ.ศ. 2568",
    indicators=(IndicatorData("9.1", "ข้อมูลพื้นฐาน"),),
    items=(
        ItemData("O1", "โครงสร้าง", "org-structure", indicator="9.1", owner="นิติกร", title_basis="seen"),
        ItemData(
            "O2",
            "รายงานปี 2567 ตาม พ.ร.บ. ปี พ.ศ. 2560",
            "annual-report",
            period_kind="fiscal_year",
            period_offset=-1,
            owner="ตำแหน่งที่ไม่มี",
            due_on=date(2024, 2, 29),
            elements=(ElementData("ข้อมูลปี พ.ศ. 2568", basis="seen"),),
        ),
    ),
)


def event(action: str) -> LedgerEvent:
    return LedgerEvent.objects.get(action=action)


def test_loading_makes_a_cycle_that_is_being_prepared(cast):
    loaded = cycles.load(DOCUMENT, actor=cast.administrator)
    assert loaded.unknown_owners == ("ตำแหน่งที่ไม่มี",)
    assert (loaded.cycle.status, loaded.cycle.label, loaded.cycle.rules) == (PREPARING, "ITA 2568", {})
    one, two = loaded.cycle.items.all()
    assert (one.slug, one.owner.title, one.indicator.code, two.owner) == ("o1", "นิติกร", "9.1", None)
    assert event(cycles.LOADED).note == "ITA 2568 2 ข้อ ที่มา: ไม่ระบุ"


def test_loading_again_takes_the_place_of_the_items_while_there_is_no_evidence(cast):
    first = cycles.load(DOCUMENT, actor=cast.administrator).cycle
    Cycle.objects.update(opens_on=date(2024, 12, 1))
    again = cycles.load(replace(DOCUMENT, items=DOCUMENT.items[:1]), actor=cast.administrator).cycle
    assert (again.pk, Item.objects.count(), Element.objects.count()) == (first.pk, 1, 0)
    assert again.opens_on == date(2024, 12, 1)
    make_evidence(again.items.get(), "/about/")
    with pytest.raises(Refused, match="มีหลักฐานแล้ว"):
        cycles.load(DOCUMENT, actor=cast.administrator)
    assert Item.objects.count() == 1


@pytest.mark.parametrize("status", [OPEN, CLOSED])
def test_an_open_or_closed_cycle_is_never_changed_by_an_import(cast, status):
    cycle = make_cycle(2568, items=["O9"], status=status)
    with pytest.raises(Refused, match="นำเข้ารายการทับไม่ได้"):
        cycles.load(DOCUMENT, actor=cast.administrator)
    assert [item.code for item in cycle.items.all()] == ["O9"]


def test_opening_freezes_the_rules_and_closing_asks_for_a_copy(cast):
    cycle = cycles.load(DOCUMENT, actor=cast.administrator).cycle
    cycles.open_(cycle, actor=cast.administrator)
    cycle.refresh_from_db()
    assert (cycle.status, cycle.rules) == (OPEN, rules.current())
    with pytest.raises(Refused, match="เปิดใช้งานอยู่แล้ว"):
        cycles.open_(cycle, actor=cast.administrator)
    cycles.close(cycle, actor=cast.administrator)
    cycle.refresh_from_db()
    snapshot = Snapshot.objects.get()
    assert (cycle.status, snapshot.state, snapshot.asked_by) == (CLOSED, "waiting", cast.administrator)
    with pytest.raises(Refused, match="ไม่ได้เปิดใช้งาน"):
        cycles.close(cycle, actor=cast.administrator)


def test_a_closed_cycle_opens_again_with_its_own_rules(cast):
    cycle = make_cycle(2568, items=["O1"], status=CLOSED, rules={"evidence": 1})
    cycles.open_(cycle, actor=cast.administrator)
    cycle.refresh_from_db()
    assert (cycle.status, cycle.rules) == (OPEN, {"evidence": 1})


def test_an_empty_cycle_does_not_open_and_the_act_does_not_close(cast):
    with pytest.raises(Refused, match="ยังไม่มีรายการข้อ"):
        cycles.open_(make_cycle(2568, status=PREPARING), actor=cast.administrator)
    with pytest.raises(Refused, match="ไม่มีการปิดรอบ"):
        cycles.close(make_cycle(None, items=["7"]), actor=cast.administrator)


@pytest.mark.parametrize("name", ["writer", "approver", "reviewer", "chief", "assessor", "onlooker"])
def test_only_an_administrator_moves_cycles(cast, name):
    actor = getattr(cast, name)
    preparing, open_one = make_cycle(2568, items=["O1"], status=PREPARING), make_cycle(2569, items=["O1"])
    for act in (
        lambda: cycles.load(DOCUMENT, actor=actor),
        lambda: cycles.open_(preparing, actor=actor),
        lambda: cycles.close(open_one, actor=actor),
        lambda: cycles.next_year(open_one, 2570, actor=actor),
        lambda: cycles.confirm_basis(open_one.items.get(), actor=actor),
    ):
        with pytest.raises(Refused, match="ผู้ดูแลระบบ"):
            act()
    assert (Cycle.objects.count(), LedgerEvent.objects.filter(note__contains="ITA").count()) == (2, 0)


def test_confirming_a_basis_is_kept_with_who_did_it(cast):
    cycle = cycles.load(DOCUMENT, actor=cast.administrator).cycle
    element = Element.objects.get()
    cycles.confirm_basis(element, actor=cast.administrator)
    cycles.confirm_basis(element.item, actor=cast.administrator)
    element.refresh_from_db()
    assert (element.basis, element.item.title_basis) == ("confirmed", "confirmed")
    notes = LedgerEvent.objects.filter(action=cycles.BASIS_CONFIRMED).values_list("note", flat=True)
    assert sorted(notes) == ["ITA 2568 ข้อ O2 ชื่อข้อ", "ITA 2568 ข้อ O2 องค์ประกอบ “ข้อมูลปี พ.ศ. 2568”"]
    Cycle.objects.filter(pk=cycle.pk).update(status=CLOSED)
    with pytest.raises(Refused, match="ปิดแล้ว"):
        cycles.confirm_basis(Item.objects.get(code="O1"), actor=cast.administrator)


def test_a_new_year_from_last_years_items_moves_the_years_and_trusts_no_word(cast):
    last = cycles.load(DOCUMENT, actor=cast.administrator).cycle
    told = cycles.next_year(last, 2570, actor=cast.administrator)
    made = as_document(told.cycle)
    assert (made.name, made.fiscal_year) == ("แบบวัด ประจำปีงบประมาณ พ.ศ. 2570", 2570)
    assert (told.cycle.status, told.cycle.carried_from) == (PREPARING, last)
    one, two = made.items
    assert (one.title_basis, one.basis_note) == ("recalled", "คำของปี 2568")
    assert (two.title, two.due_on) == ("รายงานปี 2569 ตาม พ.ร.บ. ปี พ.ศ. 2560", date(2026, 2, 28))
    assert two.elements == (ElementData("ข้อมูลปี พ.ศ. 2570", basis="recalled"),)
    for year, why in ((2570, "แล้ว"), (2568, "หลัง"), (2500, "หลัง")):
        with pytest.raises(Refused, match=why):
            cycles.next_year(last, year, actor=cast.administrator)


def test_a_new_year_uses_the_document_of_that_year(cast):
    last = make_cycle(2563, items=[{"code": "O31", "concept": "complaint-stats"}])
    told = cycles.next_year(last, 2566, actor=cast.administrator)
    assert told.cycle.items.count() == 43
    assert told.cycle.items.get(concept="complaint-stats").code == "O29"
    assert len(told.new) == 42 and told.gone == []


#: (rule and offset last year and this, part, year, to year, number before → the same now, words of what must be renewed)
MOVES = [
    (("current", 0), ("current", 0), ("current", None, None, None), ("current", None, None, None), ""),
    (
        ("fiscal_year", 0),
        ("fiscal_year", 0),
        ("year", 2568, None, None),
        ("year", 2569, None, None),
        "2569 แทนของปีงบประมาณ พ.ศ. 2568",
    ),
    (("fiscal_year", 0), ("fiscal_year", -1), ("year", 2568, None, None), ("year", 2568, None, None), ""),
    (
        ("fiscal_year", -1),
        ("fiscal_year", -1),
        ("year", 2567, None, None),
        ("year", 2568, None, None),
        "พ.ศ. 2568",
    ),
    (
        ("first_half", 0),
        ("first_half", 0),
        ("first_half", 2568, None, None),
        ("first_half", 2569, None, None),
        "6 เดือนแรก",
    ),
    (
        ("monthly", 0),
        ("monthly", 0),
        ("month", 2568, None, 11),
        ("month", 2569, None, 11),
        "พฤศจิกายน 2568 แทนของเดือนพฤศจิกายน 2567",
    ),
    (("monthly", 0), ("monthly", 0), ("month", 2569, None, 9), ("month", 2569, None, 9), ""),
    (("covers", 0), ("covers", 0), ("years", 2566, 2570, None), ("years", 2566, 2570, None), ""),
    (
        ("covers", 0),
        ("covers", 0),
        ("years", 2564, 2568, None),
        ("years", 2564, 2568, None),
        "ครอบคลุมปีงบประมาณ พ.ศ. 2569 แทน",
    ),
    (
        ("fiscal_year", 0),
        ("current", 0),
        ("year", 2568, None, None),
        ("current", None, None, None),
        "ยังเป็นปัจจุบัน",
    ),
    (
        ("current", 0),
        ("fiscal_year", 0),
        ("current", None, None, None),
        ("year", 2569, None, None),
        "ใช้ข้อมูลปีงบประมาณ พ.ศ. 2569",
    ),
]


@pytest.mark.parametrize(("rule", "new_rule", "before", "after", "renew"), MOVES)
def test_the_time_of_carried_evidence_moves_where_the_rule_moves(db, rule, new_rule, before, after, renew):
    names = ("period_part", "period_year", "period_to_year", "period_number")
    old = Evidence(
        item=Item(cycle=Cycle(fiscal_year=2568), period_kind=rule[0], period_offset=rule[1]),
        kind="channel",
        **dict(zip(names, before, strict=True)),
    )
    item = Item(cycle=Cycle(fiscal_year=2569), period_kind=new_rule[0], period_offset=new_rule[1])
    moved = carrying.moved(old, item)
    assert (moved.part, moved.year, moved.to_year, moved.number) == after
    assert (renew in moved.renew) if renew else moved.renew == ""


def test_evidence_goes_over_by_concept_as_proposed_and_nothing_is_lost_in_silence(cast):
    live, ended = make_live(Announcement), make_live(Announcement, title="สิ้นสุดแล้ว")
    last = make_cycle(2568)
    yearly = {"period_kind": "fiscal_year", "elements": ["ผลของปี 2568", "คำเดิม"]}
    report = make_item(last, "O5", concept="report", **yearly)
    kept = make_evidence(report, live, period_part="year", period_year=2568)
    structure = make_item(last, "O1", concept="structure", outside_allowed=True)
    make_evidence(structure, "/about/structure/", state="retired")
    outside = make_evidence(structure, "https://www.example.go.th/", confirmed=False)
    gone = make_evidence(structure, ended)
    lost = make_item(last, "O3", concept="powers")
    make_evidence(lost, "/about/powers/")
    withdraw(ended)
    this = make_cycle(2569, status=PREPARING)
    make_item(this, "O7", concept="report", **{**yearly, "elements": ["ผลของปี 2569", "คำใหม่"]})
    make_item(this, "O1", concept="structure")
    make_item(this, "O2", concept="ethics")
    told = cycles.next_year(last, 2569, actor=cast.administrator)
    (row,) = told.fresh
    assert (told.same, row.item.code, row.publication, row.carried_from) == ([], "O7", live.publication, kept)
    assert (row.state, row.proposed_by, row.confirmed_by) == ("proposed", kept.proposed_by, None)
    assert (row.period_part, row.period_year) == ("year", 2569)
    assert [claim.element.text for claim in Claim.objects.filter(evidence=row)] == ["ผลของปี 2569"]
    assert [(evidence, why[:8]) for evidence, why in told.left] == [
        (outside, "ข้อนี้ใช้เว็บไซต์อื่น"[:8]),
        (gone, "ไม่ได้เผยแพร่อยู่แล้ว"[:8]),
    ]
    assert ([item.concept for item in told.gone], [item.concept for item in told.new]) == (
        ["powers"],
        ["ethics"],
    )
    assert event(cycles.NEXT_YEAR).note.startswith("ITA 2568 → ITA 2569 ยกหลักฐาน 1 รายการ")
    assert Evidence.objects.filter(item__cycle=last).count() == 5
    with pytest.raises(Refused, match="ยกหลักฐานจากปีก่อนแล้ว"):
        cycles.next_year(last, 2569, actor=cast.administrator)


def test_a_new_office_gets_the_newest_assessment_and_the_act_once(db):
    assert cycles.seed() == 2
    assert set(Cycle.objects.values_list("kind", "fiscal_year", "status")) == {
        ("assessment", 2569, PREPARING),
        ("act", None, OPEN),
    }
    assert Item.objects.filter(cycle__kind="act").count() == 13
    Item.objects.filter(code="O1").update(title="ที่ผู้ดูแลแก้")
    assert cycles.seed() == 0
    assert Item.objects.get(code="O1").title == "ที่ผู้ดูแลแก้"

"""The administrator's pages about cycles: dates, import with a preview, export, opening and closing, wording."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ita import cycles
from ita.models import Cycle, Element, Evidence, Item
from publishing.models import LedgerEvent
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = pytest.mark.dry

LIST = "admin:ita_cycle_changelist"
IMPORT = "admin:ita_cycle_import"


def page(name: str, *args: object) -> str:
    return reverse(f"admin:ita_cycle_{name}", args=args)


@pytest.fixture
def desk(as_user, cast):
    return as_user(cast.administrator)


def our_text(name: str = "2569") -> str:
    return (cycles.DATA / f"{name}.json").read_text()


def test_an_import_is_shown_before_it_is_loaded(desk):
    shown = desk.post(reverse(IMPORT), {"text": our_text().replace("\n", "\r\n")})
    assert (shown.status_code, Cycle.objects.count()) == (200, 0)
    assert "สร้าง ITA 2569 ในสถานะเตรียมการ มี 26 ข้อ" in shown.text
    loaded = desk.post(reverse(IMPORT), {"text": our_text(), "load": "1"})
    cycle = Cycle.objects.get()
    assert (loaded.url, cycle.items.count()) == (page("change", cycle.pk), 26)


def test_a_file_is_imported_as_well_and_compared_with_what_is_there(desk, cast):
    cycles.load(cycles.ours("2569"), actor=cast.administrator)
    whole = json.loads(our_text())
    whole["items"][0] |= {"title": "ชื่อใหม่", "owner": "ตำแหน่งที่ไม่มี"}
    whole["items"][1] |= {"concept": "exekutives"}
    file = SimpleUploadedFile("x.json", b"\xef\xbb\xbf" + json.dumps(whole).encode())
    told = desk.post(reverse(IMPORT), {"file": file}).context["told"]
    assert [one.code for one in told.added] == ["O2"]
    assert [one.concept for one in told.gone] == ["executives"]
    assert [(one.code, what) for one, what in told.changed] == [("O1", "ชื่อข้อ, ผู้รับผิดชอบ")]
    assert (told.same, told.unknown_owners, told.unknown_concepts) == (24, ["ตำแหน่งที่ไม่มี"], ["exekutives"])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "เลือกไฟล์หรือวางข้อความ JSON"),
        ({"text": "[" * 5000}, "บรรทัดที่ 1: ข้อมูลซ้อนกันลึกเกิน"),
        ({"text": '{"a": "\x00"}'}, "อักขระ"),
        ({"file": SimpleUploadedFile("x.json", b"\xff\xfe")}, "UTF-8"),
        ({"file": SimpleUploadedFile("x.json", b" " * 1_000_001)}, "1 MB"),
        ({"text": '{"fiscal_year": 2569, "name": "<b>", "items": []}', "load": "1"}, "name: มีรหัส HTML"),
    ],
)
def test_a_broken_or_hostile_import_is_refused_with_line_and_reason(desk, data, words):
    if "file" in data:
        data["file"].seek(0)
    answer = desk.post(reverse(IMPORT), data)
    assert words in answer.text
    assert Cycle.objects.count() == 0


def test_an_open_cycle_is_not_loaded_over(desk):
    make_cycle(2569, items=["O1"])
    shown = desk.post(reverse(IMPORT), {"text": our_text()})
    assert "นำเข้าไม่ได้" in shown.text and 'name="load"' not in shown.text
    assert desk.post(reverse(IMPORT), {"text": our_text(), "load": "1"}).status_code == 409
    assert [item.code for item in Item.objects.all()] == ["O1"]


def test_an_export_is_what_an_import_takes(desk, cast, as_user):
    cycle = cycles.load(cycles.ours("2566"), actor=cast.administrator).cycle
    Cycle.objects.update(note="ใช้ภายใน")
    notes = [
        json.loads(as_user(who).get(page("export", cycle.pk)).text)["note"]
        for who in (cast.administrator, cast.assessor)
    ]
    assert notes == ["ใช้ภายใน", ""]
    answer = as_user(cast.assessor).get(page("export", cycle.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="ita-2566.json"'
    told = as_user(cast.administrator).post(reverse(IMPORT), {"text": answer.text}).context["told"]
    assert (told.same, told.added, told.gone) == (43, [], [])


def test_the_dates_are_typed_in_buddhist_years_and_kept_with_who_did_it(desk):
    cycle = make_cycle(2569, items=["O1"])
    about = {"name": cycle.name, "opens_on": "5/1/2569", "closes_on": "30 เม.ย. 2569"}
    answer = desk.post(page("change", cycle.pk), about)
    assert answer.status_code == 302
    cycle.refresh_from_db()
    assert (cycle.opens_on, cycle.closes_on) == (date(2026, 1, 5), date(2026, 4, 30))
    note = LedgerEvent.objects.latest("number").note
    assert note == "ITA 2569: เปิดกรอกข้อมูล, ปิดกรอกข้อมูล"
    wrong = desk.post(page("change", cycle.pk), about | {"closes_on": "1/1/2569"})
    assert "วันสุดท้ายของช่วงกรอกข้อมูลต้องไม่อยู่ก่อนวันแรก" in wrong.text


def test_opening_and_closing_are_said_before_they_are_done(desk):
    cycle = make_cycle(2569, items=["O1"], status="preparing")
    assert "ประชาชนเห็นหน้า /ita/2569/" in desk.get(page("open", cycle.pk)).text
    desk.post(page("open", cycle.pk))
    make_evidence(cycle.items.get(), "/about/", confirmed=False)
    assert "มีหลักฐานรอยืนยัน 1 รายการ" in desk.get(page("close", cycle.pk)).text
    desk.post(page("close", cycle.pk))
    cycle.refresh_from_db()
    assert cycle.status == "closed"
    assert desk.post(page("close", cycle.pk)).status_code == 409
    assert desk.post(page("change", cycle.pk), {"name": "x"}).status_code == 403


def test_a_new_year_ends_on_the_report_of_what_was_carried(desk):
    cycle = make_cycle(2569)
    item = make_item(cycle, "O1", concept="structure", period_kind="fiscal_year")
    make_evidence(item, "/about/", period_part="year", period_year=2569)
    answer = desk.post(page("next", cycle.pk), {"year": "๒๕๗๐"}, follow=True)
    assert "ยกหลักฐานมา 1 รายการ" in answer.text and "ต้องทำใหม่ 1 รายการ" in answer.text
    assert "ใช้ข้อมูลปีงบประมาณ พ.ศ. 2570 แทนของปีงบประมาณ พ.ศ. 2569" in answer.text
    assert desk.post(page("next", cycle.pk), {"year": "2570"}).status_code == 409
    assert Evidence.objects.count() == 2


def test_wording_is_confirmed_item_by_item_and_the_rest_is_counted(desk, cast):
    cycle = make_cycle(2569, items=["O1", "O2"])
    assert desk.get(page("items", cycle.pk)).context["unsure"] == 4
    desk.post(page("items", cycle.pk), {"code": ["O1", "O9"]})
    assert desk.get(page("items", cycle.pk)).context["unsure"] == 2
    event = LedgerEvent.objects.get(action=cycles.BASIS_CONFIRMED)
    assert event.note == "ITA 2569 ข้อ O1 ทั้งชื่อข้อและองค์ประกอบ"


def typed(item: Item, **changes: object) -> dict[str, object]:
    """What the form of an item posts."""
    (element,) = item.elements.all()
    return {
        "title": item.title,
        "period_kind": "current",
        "period_offset": "0",
        "elements-TOTAL_FORMS": "2",
        "elements-INITIAL_FORMS": "1",
        "elements-0-id": element.pk,
        "elements-0-text": element.text,
        **changes,
    }


def test_an_item_is_corrected_and_its_new_words_are_trusted_only_when_ticked(desk):
    cycle = make_cycle(2569, items=["O1"])
    item = cycle.items.get()
    Item.objects.update(title_basis="seen", stale=False)
    address = page("item", cycle.pk, item.pk)
    more = {"elements-1-text": "องค์ประกอบใหม่", "elements-1-kind": "branches", "elements-1-compared": "on"}
    assert desk.post(address, typed(item, title="ชื่อใหม่", code="O9", **more)).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.title_basis, item.code, item.stale) == ("ชื่อใหม่", "recalled", "O1", True)
    assert list(item.elements.values_list("text", "kind", "basis")) == [
        ("องค์ประกอบ", "", "recalled"),
        ("องค์ประกอบใหม่", "branches", "confirmed"),
    ]
    assert LedgerEvent.objects.latest("number").note == "ITA 2569 ข้อ O1: ชื่อข้อ, องค์ประกอบ"


def test_an_element_that_evidence_shows_is_not_deleted(desk):
    cycle = make_cycle(2569, items=["O1"])
    make_evidence(cycle.items.get(), "/about/")
    address = page("item", cycle.pk, cycle.items.get().pk)
    answer = desk.post(address, typed(cycle.items.get(), **{"elements-0-DELETE": "on"}))
    assert "ลบ “องค์ประกอบ” ไม่ได้ เพราะมีหลักฐาน" in answer.text and Element.objects.count() == 1


def test_nonsense_in_the_form_of_an_item_is_answered_and_changes_nothing(desk):
    cycle = make_cycle(2569, items=["O1", "O2"])
    item, other = cycle.items.all()
    address = page("item", cycle.pk, item.pk)
    for changes in (
        {"elements-TOTAL_FORMS": "x"},
        {"elements-TOTAL_FORMS": "99999999"},
        {"elements-INITIAL_FORMS": "7"},
        {"elements-0-id": other.elements.get().pk},
        {"elements-0-id": "9" * 40},
        {"elements-0-kind": "magic"},
        {"elements-0-text": "\x00"},
        {"period_kind": "weekly"},
        {"indicator": "9" * 30, "owner": "x"},
    ):
        assert desk.post(address, typed(item, **changes)).status_code in (200, 302), changes
    assert [(one.text, one.kind) for one in Element.objects.all()] == [("องค์ประกอบ", "")] * 2
    fresh = {"elements-1-text": "ใหม่", "elements-1-DELETE": "on"}
    assert desk.post(address, typed(item, **fresh)).status_code == 302
    assert Element.objects.count() == 2
    assert desk.get(page("item", cycle.pk, 2**70)).status_code == 404


def test_code_and_concept_change_only_before_the_cycle_opens_and_stay_one_of_a_kind(desk):
    cycle = make_cycle(2569, items=["O1", "O2"], status="preparing")
    item = cycle.items.get(code="O1")
    address = page("item", cycle.pk, item.pk)
    wrong = desk.post(address, typed(item, code="O2", concept="concept-o2"))
    assert "รหัสนี้แล้ว" in wrong.text and "รหัสเรื่องนี้แล้ว" in wrong.text
    desk.post(address, typed(item, code="O3", concept="other"))
    item.refresh_from_db()
    assert (item.code, item.slug, item.concept) == ("O3", "o3", "other")
    Cycle.objects.update(status="closed")
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("name", ["writer", "approver", "reviewer", "chief", "assessor"])
def test_others_read_the_cycles_and_change_nothing(as_user, cast, name):
    client = as_user(getattr(cast, name))
    cycle = make_cycle(2569, items=["O1"], opens_on=date(2026, 1, 5), note="ใช้ภายใน")
    assert client.get(reverse(LIST)).status_code == 200
    shown = client.get(page("change", cycle.pk)).text
    assert "กรอกข้อมูล 5 ม.ค. 2569" in shown and "2026" not in shown and "ใช้ภายใน" not in shown
    assert 'name="_save"' not in shown and page("close", cycle.pk) not in shown
    assert client.post(page("change", cycle.pk), {"name": "x"}).status_code == 403
    assert client.post(page("items", cycle.pk), {"code": ["O1"]}).status_code == 403
    assert client.post(page("close", cycle.pk)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_cycle_and_three(desk, count, django_assert_num_queries):
    for year in range(2569, 2569 + count):
        make_cycle(year, items=["O1", "O2"])
    desk.get(reverse(LIST))
    with django_assert_num_queries(6):
        assert desk.get(reverse(LIST)).status_code == 200

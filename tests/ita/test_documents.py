"""A cycle's document is read wholly or refused with line, path and reason; what goes out comes in again the same."""

import json
import time

import pytest

from ita import cycles
from ita.documents import as_document, read, slug_of, write
from ita.models import Cycle, Item
from publishing.refusal import Refused

SMALL = """{
 "fiscal_year": 2569,
 "name": "แบบวัด",
 "indicators": [{"code": "9.1", "title": "ข้อมูลพื้นฐาน"}],
 "items": [
  {
   "code": "O1",
   "title": "โครงสร้าง",
   "concept": "org-structure",
   "indicator": "9.1",
   "period": {"kind": "current"},
   "elements": [{"text": "แผนผัง", "basis": "seen", "kind": "branches"}]
  },
  {
   "code": "O2",
   "title": "ข้อมูลผู้บริหาร",
   "concept": "executives",
   "period": {"kind": "fiscal_year", "offset": -1}
  }
 ]
}
"""


def refusal(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(text)
    return refused.value.reasons


@pytest.mark.parametrize("name", cycles.OURS)
def test_our_own_documents_go_in_and_come_out_the_same(db, name):
    document = cycles.ours(name)
    loaded = cycles.load(document, actor=None)
    assert loaded.unknown_owners == ()
    assert as_document(loaded.cycle) == document
    assert read(write(loaded.cycle)) == document


def test_everything_that_a_document_may_hold_comes_out_the_same(db):
    whole = json.loads(SMALL)
    whole |= {
        "note": "บรรทัดแรก\nบรรทัดสอง",
        "source": "คู่มือ",
        "dates": {"opens_on": "2026-01-05", "closes_on": "2026-04-30"},
        "formula": {
            "points": {"pass": 100, "warn": 62.5, "fail": 0, "": 0},
            "total": "items",
            "weights": {"9.1": 2},
        },
    }
    whole["items"][1] |= {
        "outside_allowed": True,
        "none_allowed": True,
        "owner": "นิติกร",
        "due_on": "2025-10-31",
        "title_basis": "confirmed",
        "basis_note": "หน้า 12",
        "elements": [{"text": "สอง", "count": 2, "none_allowed": True}],
    }
    document = read(json.dumps(whole))
    loaded = cycles.load(document, actor=None)
    assert read(write(loaded.cycle)) == document
    assert (document.items[1].elements[0].count, document.formula["points"]["warn"]) == (2, 62.5)


#: (what is put in the place of what, line, path, words of the reason)
WRONG = [
    ('"current"', '"weekly"', 11, "items[0].period.kind", "“weekly”"),
    ('"branches"', '"magic"', 12, "items[0].elements[0].kind", "“magic”"),
    ('"code": "O2"', '"code": "O1"', 15, "items[1].code", "ซ้ำ"),
    ('"executives"', '"org-structure"', 17, "items[1].concept", "ซ้ำ"),
    ('"executives"', '"Exec Utives"', 17, "items[1].concept", "รหัสเรื่องใช้"),
    ('"code": "O2"', '"code": "O2/../x"', 15, "items[1].code", "รหัสใช้"),
    ('"indicator": "9.1"', '"indicator": "9.9"', 10, "items[0].indicator", "ไม่มีตัวชี้วัดย่อย"),
    ("-1", "-2", 18, "items[1].period.offset", "-1 ถึง 0"),
    ("-1", "true", 18, "items[1].period.offset", "จำนวนเต็ม"),
    ("2569", "2539", 2, "fiscal_year", "2540 ถึง 2600"),
    ("2569", "null", 2, "fiscal_year", "ปีงบประมาณ"),
    ("2569", '"2569"', 2, "fiscal_year", "จำนวนเต็ม"),
    ('"name": "แบบวัด"', '"name": 7', 3, "name", "ต้องเป็นข้อความ"),
    ('"name": "แบบวัด"', '"title": "แบบวัด"', 3, "title", "ไม่รู้จักชื่อข้อมูล"),
    ('"โครงสร้าง"', '"<b>โครงสร้าง</b>"', 8, "items[0].title", "HTML"),
    ('"โครงสร้าง"', f'"{"ก" * 401}"', 8, "items[0].title", "401"),
    ('"โครงสร้าง"', '"  "', 8, "items[0].title", "ต้องไม่ว่าง"),
    ('"seen"', '"sure"', 12, "items[0].elements[0].basis", "“sure”"),
    ('"fiscal_year": 2569,', '"fiscal_year": 2569, "kind": "act",', 2, "fiscal_year", "ไม่มีปี"),
    ('"name": "แบบวัด",', '"name": "x", "dates": {"opens_on": "5/1/2569"},', 3, "dates.opens_on", "ค.ศ."),
    (
        '"name": "แบบวัด",',
        '"name": "x", "dates": {"opens_on": "2026-02-01", "closes_on": "2026-01-01"},',
        3,
        "dates.closes_on",
        "ก่อนวันแรก",
    ),
    ('"name": "แบบวัด",', '"name": "x", "formula": {"points": {}},', 3, "formula.total", "ขาด"),
    (
        '"name": "แบบวัด",',
        '"name": "x", "formula": {"total": "groups", "points": {"pass": 1e9, "warn": 1, "fail": 0, "": 0}},',
        3,
        "formula.points.pass",
        "0 ถึง 100",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "path", "reason"), WRONG)
def test_what_is_wrong_is_named_by_line_and_path(old, new, line, path, reason):
    reasons = refusal(SMALL.replace(old, new, 1))
    assert any(said.startswith(f"บรรทัดที่ {line} {path}: ") and reason in said for said in reasons), reasons


#: (text, line, words of the reason)
UNREADABLE = [
    ("", 1, "จบก่อนครบ"),
    ("[1, 2", 1, "จบก่อนครบ"),
    ('{"a": 1,\n "a": 2}', 2, "ซ้ำ"),
    ('{"a": NaN}', 1, "NaN"),
    ('{"a": -Infinity}', 1, "ต้องเป็น"),
    ('{"a": 1e999}', 1, "ใหญ่เกินไป"),
    (f'{{"a": {"9" * 5000}}}', 1, "ยาวเกินไป"),
    ('{"a": 01}', 1, "ต้องเป็นเครื่องหมาย"),
    ('{"a": ๑}', 1, "ต้องเป็น"),
    ('{"a": 1} {"b": 2}', 1, "เกินหลังจบ"),
    ('{"a": [1,]}', 1, "ต้องเป็น"),
    ("{'a': 1}", 1, "เครื่องหมายคำพูด"),
    ('{"a":\n\n "\\u0000"}', 3, "U+0000"),
    ('{"a": "ก\\u202eข"}', 1, "U+202E"),
    ('{"a": "\\ud800"}', 1, "U+D800"),
    ('{"a": "ก\nข"}', 1, "อักขระที่ใช้ไม่ได้"),
    ("[" * 100_000, 1, "ลึกเกิน"),
    ("[" + "1," * 100_000 + "1]", 1, "มากเกินไป"),
    (" " * 10_000_000, 1, "1 MB"),
    ("ก" * 900_000, 1, "1 MB"),
]


@pytest.mark.parametrize(("text", "line", "reason"), UNREADABLE, ids=range(len(UNREADABLE)))
def test_hostile_text_is_refused_at_its_line_and_soon(text, line, reason):
    began = time.process_time()
    (said,) = refusal(text)
    assert said.startswith(f"บรรทัดที่ {line}: ") and reason in said
    assert time.process_time() - began < 2


def test_too_many_items_or_elements_are_refused():
    whole = json.loads(SMALL)
    item = whole["items"][0]
    whole["items"] = [item | {"code": f"O{n}", "concept": f"c{n}"} for n in range(201)]
    assert "200" in refusal(json.dumps(whole))[0]
    whole["items"] = [item | {"elements": [{"text": "x"}] * 31}]
    assert "30" in refusal(json.dumps(whole))[0]
    whole["items"] = []
    assert "อย่างน้อยหนึ่งข้อ" in refusal(json.dumps(whole))[0]


def test_many_faults_are_counted_and_not_all_said():
    whole = json.loads(SMALL)
    whole["items"] = [{"code": "?"}] * 60
    assert len(refusal(json.dumps(whole))) == 21


def test_a_refused_document_writes_nothing(db):
    refusal(SMALL.replace('"current"', '"weekly"'))
    assert (Cycle.objects.count(), Item.objects.count()) == (0, 0)


def test_a_code_becomes_an_address():
    assert [slug_of(code) for code in ("O11", "7(1)", "9.1")] == ["o11", "7-1", "9-1"]

"""Every check with evidence that passes and evidence that fails; facts alone decide."""

import copy
import json

import pytest

from ita import rules
from ita.models.results import Level

PERIOD = {"part": "year", "year": 2569, "to_year": None, "number": None}
EVIDENCE = {
    "id": 7,
    "kind": "publication",
    "state": "confirmed",
    "title": "แผนปฏิบัติการป้องกันการทุจริต",
    "address": "/about/12/",
    "period": PERIOD,
    "claims": [1],
    "proposed_by": 1,
    "confirmed_by": 2,
    "renew": "",
    "page": {"address": "/about/12/", "status": 200, "host": "own", "noindex": False, "problem": ""},
    "way": {
        "steps": [["หน้าหลัก", "/"], ["แผนงาน", "/about/plans/"], ["แผน", "/about/12/"]],
        "by_index": False,
    },
    "publication": {
        "state": "published",
        "title": "แผนปฏิบัติการป้องกันการทุจริต",
        "years": [2569],
        "span": {"first": "2025-10-01", "last": "2026-09-30"},
        "dated_on": "2025-10-20",
        "submitted_by": 1,
        "approved_by": 2,
        "urgent": False,
        "reviewed": False,
    },
    "files": [
        {
            "address": "/files/1/a.pdf",
            "label": "แผน",
            "status": 200,
            "problem": "",
            "has_text": True,
            "years": [],
        }
    ],
    "proofs": [{"kind": "budget", "holds": True, "found": "ระบุงบประมาณแล้ว"}],
    "personal": {"open": 0, "justified": 0, "unread": 0},
    "outside": None,
}
FACTS = {
    "cycle": {"kind": "assessment", "fiscal_year": 2569, "today": "2026-11-23"},
    "item": {
        "code": "O23",
        "title": "แผนปฏิบัติการป้องกันการทุจริต ปีงบประมาณ พ.ศ. 2569",
        "concept": "anticorruption-plan",
        "period": {"kind": "fiscal_year", "offset": 0},
        "none_allowed": False,
        "outside_allowed": False,
        "elements": [
            {"id": 1, "text": "โครงการและงบประมาณ", "kind": "budget", "count": None, "none_allowed": False}
        ],
    },
    "evidence": [EVIDENCE],
}
OUTSIDE = {"kind": "outside", "publication": None, "page": None, "way": None, "files": [], "proofs": []}


def facts_with(item=None, today="2026-11-23", evidence=({},)):
    """The facts above with changes: of the item, and one dict of changes for each piece of evidence."""
    facts = copy.deepcopy(FACTS)
    facts["cycle"]["today"] = today
    facts["item"] |= item or {}
    facts["evidence"] = [
        copy.deepcopy(EVIDENCE) | {"id": 7 + number} | one for number, one in enumerate(evidence)
    ]
    return facts


def said(facts, check):
    judged = rules.judge(json.loads(json.dumps(facts)), rules.current())
    return [(one.level.value, one.sentence) for one in judged if one.check == check]


def page(**changes):
    return {"page": EVIDENCE["page"] | changes}


def published(**changes):
    return {"publication": EVIDENCE["publication"] | changes}


def file(**changes):
    return {"files": [EVIDENCE["files"][0] | changes]}


def period(part, year=2569, to_year=None, number=None, **more):
    return {
        "period": {"part": part, "year": year, "to_year": to_year, "number": number},
        **published(span=None),
        **more,
    }


NOTHING = {
    "kind": "none",
    **{name: OUTSIDE[name] for name in ("publication", "page", "way", "files", "proofs")},
}
#: (check, facts, level; "" where it says nothing)
CASES = [
    ("evidence", facts_with(), "pass"),
    ("evidence", facts_with(evidence=[]), "fail"),
    ("evidence", facts_with(evidence=[{"state": "proposed", "confirmed_by": None}]), "fail"),
    ("public", facts_with(), "pass"),
    ("public", facts_with(evidence=[page(status=410)]), "fail"),
    ("public", facts_with(evidence=[published(state="withdrawn")]), "fail"),
    ("public", facts_with(evidence=[page(problem="ใช้เวลานานเกินไป")]), "fail"),
    ("public", facts_with(evidence=[OUTSIDE]), ""),
    ("host", facts_with(), "pass"),
    ("host", facts_with(evidence=[page(host="other")]), "fail"),
    ("host", facts_with(evidence=[OUTSIDE]), "fail"),
    ("host", facts_with(item={"outside_allowed": True}, evidence=[OUTSIDE]), "pass"),
    ("indexable", facts_with(), "pass"),
    ("indexable", facts_with(evidence=[page(noindex=True)]), "fail"),
    ("clicks", facts_with(), "pass"),
    ("clicks", facts_with(evidence=[{"way": None}]), "fail"),
    ("clicks", facts_with(evidence=[{"way": {"steps": [["ก", "/"]] * 5, "by_index": False}}]), "fail"),
    ("clicks", facts_with(evidence=[{"way": EVIDENCE["way"] | {"by_index": True}}]), "warn"),
    ("files", facts_with(), "pass"),
    ("files", facts_with(evidence=[{"files": []}]), ""),
    ("files", facts_with(evidence=[file(status=404)]), "fail"),
    ("files", facts_with(evidence=[file(problem="ลายนิ้วมือของไฟล์ไม่ตรง")]), "fail"),
    ("files", facts_with(evidence=[file(has_text=False)]), "warn"),
    ("files", facts_with(evidence=[file(has_text=None)]), "warn"),
    ("period", facts_with(), "pass"),
    ("period", facts_with(item={"period": {"kind": "fiscal_year", "offset": -1}}), "fail"),
    ("period", facts_with(evidence=[period("current", None)]), "fail"),
    ("period", facts_with(item={"period": {"kind": "current", "offset": 0}}, evidence=[period("current", None)]), ""),
    ("period", facts_with(today="2025-09-01"), "fail"),
    ("period", facts_with(item={"period": {"kind": "first_half", "offset": 0}}, today="2026-01-05",
                          evidence=[period("first_half")]), "warn"),
    ("period", facts_with(evidence=[published(span={"first": "2024-10-01", "last": "2025-09-30"})]), "fail"),
    ("period", facts_with(item={"period": {"kind": "monthly", "offset": 0}}, today="2025-12-20",
                          evidence=[period("month", number=10), period("month", number=11)]), "pass"),
    ("period", facts_with(item={"period": {"kind": "monthly", "offset": 0}}, today="2025-12-20",
                          evidence=[period("month", number=10)]), "fail"),
    ("period", facts_with(item={"none_allowed": True}, evidence=[NOTHING]), ""),
    ("year", facts_with(), "pass"),
    ("year", facts_with(evidence=[published(years=[2568])]), "fail"),
    ("year", facts_with(evidence=[published(years=[]) | file(years=[2569])]), "pass"),
    ("year", facts_with(evidence=[published(years=[]) | file(has_text=None)]), "warn"),
    ("elements", facts_with(), "pass"),
    ("elements", facts_with(evidence=[{"claims": []}]), "pass"),  # the data prove it
    ("elements", facts_with(evidence=[{"claims": [], "proofs": []}]), "fail"),
    ("elements", facts_with(item={"elements": [FACTS["item"]["elements"][0] | {"count": 2}]}), "fail"),
    ("elements", facts_with(item={"none_allowed": True}, evidence=[NOTHING]), ""),
    ("elements", facts_with(item={"elements": [FACTS["item"]["elements"][0] | {"none_allowed": True}]},
                            evidence=[{"claims": [], "proofs": []}, NOTHING | {"claims": [1]}]), "pass"),
    ("proofs", facts_with(), "pass"),
    ("proofs", facts_with(evidence=[{"proofs": [{"kind": "budget", "holds": False, "found": "ยังไม่ระบุงบประมาณ"}]}]),
     "fail"),
    ("proofs", facts_with(evidence=[{"proofs": [{"kind": "fax", "holds": False, "found": "ไม่มีโทรสาร"}]}]), ""),
    ("proofs", facts_with(evidence=[{"proofs": [{"kind": "adds_up", "holds": False, "found": "ผลรวมไม่ตรง"}]}]), "fail"),
    ("personal", facts_with(), "pass"),
    ("personal", facts_with(evidence=[{"personal": {"open": 2, "justified": 0, "unread": 0}}]), "fail"),
    ("personal", facts_with(evidence=[{"personal": {"open": 0, "justified": 1, "unread": 1}}]), "warn"),
    ("two_people", facts_with(), "pass"),
    ("two_people", facts_with(evidence=[{"confirmed_by": 1}]), "fail"),
    ("two_people", facts_with(evidence=[{"state": "proposed", "confirmed_by": None}]), "warn"),
    ("two_people", facts_with(evidence=[published(submitted_by=2)]), "fail"),
    ("two_people", facts_with(evidence=[published(submitted_by=2, urgent=True, reviewed=True)]), "pass"),
    ("renewal", facts_with(), ""),
    ("renewal", facts_with(evidence=[{"renew": "ใช้ข้อมูลปีงบประมาณ พ.ศ. 2569"}]), "fail"),
    ("outside", facts_with(), ""),
    ("outside", facts_with(evidence=[OUTSIDE]), "warn"),
    ("outside", facts_with(evidence=[OUTSIDE | {"outside": {"verdict": "fine", "why": ""}}]), "pass"),
    ("outside", facts_with(evidence=[OUTSIDE | {"outside": {"verdict": "moved", "why": "ย้าย"}}]), "warn"),
    ("outside", facts_with(evidence=[OUTSIDE | {"outside": {"verdict": "suspect", "why": "พบคำการพนัน"}}]), "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "facts", "level"), CASES)
def test_a_check(check, facts, level):
    found = said(facts, check)
    assert [level for level, _ in found] == ([level] if level else [])
    assert all(sentence for _, sentence in found)


def test_every_check_passes_once_and_fails_or_warns_once():
    assert set(rules.current()) == {check for check, *_ in CASES}
    for name in rules.current():
        levels = {level for check, _, level in CASES if check == name}
        assert levels & {"fail", "warn"} and levels & {"pass", ""}, name


def test_what_needs_mending_says_how():
    for _, facts, _ in CASES:
        for one in rules.judge(facts, rules.current()):
            assert (one.level == Level.PASS) == (one.mend == ""), one


def test_only_confirmed_evidence_counts_against_an_item():
    facts = facts_with(evidence=[{}, {"state": "proposed", "confirmed_by": None, **page(status=404)}])
    judged = rules.judge(facts, rules.current())
    assert rules.level_of(judged, facts) == Level.PASS
    assert any(one.level == Level.FAIL for one in judged)


def test_a_cycle_keeps_its_rules():
    assert rules.judge(FACTS, {"public": 1}) == [
        rules.Judged("public", 7, Level.PASS, "เปิดอ่านได้โดยไม่ต้องเข้าสู่ระบบ")
    ]
    with pytest.raises(LookupError):
        rules.judge(FACTS, {"public": 99})


def test_a_long_element_is_quoted_in_whole_words():
    text = "แสดงข้อมูลเฉพาะที่อธิบายถึงหน้าที่และอำนาจของหน่วยงาน (ต้องไม่เป็นการแสดงข้อมูลกฎหมายทั้งฉบับ)"
    element = FACTS["item"]["elements"][0] | {"text": text, "kind": ""}
    facts = facts_with(item={"elements": [element]}, evidence=[{"claims": []}])
    ((_, sentence),) = said(facts, "elements")
    assert sentence.endswith("ของหน่วยงาน (ต้อง…”")

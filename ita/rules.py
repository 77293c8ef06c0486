"""The checks of the assessment: facts in, levels and sentences out, with nothing asked and nothing stored.

A cycle keeps the versions of the checks that judge it (`Cycle.rules`). Whoever changes what a check says about the same facts
adds a new version beside the old one, so that the result of a past year can be found again from its facts (ita/facts.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from ita.models.results import Level
from ita.periods import Wanted, acceptable_years, declared, label, missing, wanted
from publishing.proofs import Span
from thai.words import cut

PASS, WARN, FAIL = Level.PASS, Level.WARN, Level.FAIL
MOST_CLICKS = 3
LONGEST_QUOTED = 60  # letters of an element that is quoted
MOST_NAMED = 3  # of things that are missing; the others are counted
#: Kinds of proof that are judged wherever the data yield them, also when no element asks for them.
ALWAYS_JUDGED = {"adds_up"}
#: Periods that are reports on what is over.
REPORTS = {"monthly", "quarterly", "first_half"}
OUTSIDE_LEVELS = {"fine": PASS, "moved": WARN, "unsure": WARN, "closed": WARN, "new": WARN}

#: (level, sentence, the way to mend) of one check
Said = tuple[Level, str, str]


@dataclass(frozen=True)
class Judged:
    """What one check says of an item (`evidence` None), or of one piece of its evidence."""

    check: str
    evidence: int | None
    level: Level
    sentence: str
    mend: str = ""


@dataclass(frozen=True)
class Check:
    """One check in one version. It judges an item as a whole, or each standing piece of evidence."""

    id: str
    version: int
    title: str
    of_item: Callable[[dict], Iterable[Said]] | None = None
    of_evidence: Callable[[dict, dict], Iterable[Said]] | None = None


def judge(facts: dict, versions: dict[str, int]) -> list[Judged]:
    """Everything that the checks named in `versions` say of an item. Raises LookupError for a version that is not here."""
    found = []
    for id, version in versions.items():
        check = _VERSIONS[id, version]
        if check.of_item:
            found += [Judged(id, None, *said) for said in check.of_item(facts)]
        if check.of_evidence:
            for evidence in facts["evidence"]:
                found += [Judged(id, evidence["id"], *said) for said in check.of_evidence(facts, evidence)]
    return found


def level_of(judged: Iterable[Judged], facts: dict) -> Level:
    """The level of the item: the worst that is said of it and of its confirmed evidence."""
    counts = {evidence["id"] for evidence in facts["evidence"] if _confirmed(evidence)} | {None}
    levels = {one.level for one in judged if one.evidence in counts}
    return next((level for level in (FAIL, WARN) if level in levels), PASS)


def current() -> dict[str, int]:
    """The newest version of each check, in the order in which they are shown: what a new cycle keeps."""
    newest: dict[str, int] = {}
    for id, version in _VERSIONS:
        newest[id] = max(version, newest.get(id, 0))
    return newest


def title_of(id: str) -> str:
    """What a check is called on the screen."""
    return next((check.title for check in reversed(_VERSIONS.values()) if check.id == id), id)


# What all of them ask


def _confirmed(evidence: dict) -> bool:
    return evidence["state"] == "confirmed"


def _counting(facts: dict) -> list[dict]:
    """The confirmed evidence; while there is none, what is proposed, so that its proposer sees what it lacks."""
    confirmed = [evidence for evidence in facts["evidence"] if _confirmed(evidence)]
    return confirmed or facts["evidence"]


def _says_none(facts: dict) -> bool:
    """Whether the office states that there is nothing this year, where the item allows it."""
    return facts["item"]["none_allowed"] and any(
        evidence["kind"] == "none" and _confirmed(evidence) for evidence in facts["evidence"]
    )


def _wanted(facts: dict) -> Wanted:
    period = facts["item"]["period"]
    return wanted(period["kind"], period["offset"], facts["cycle"]["fiscal_year"])


def _span(evidence: dict) -> Span | None:
    period = evidence["period"]
    return declared(period["part"], period["year"], period["to_year"], period["number"])


def _today(facts: dict) -> date:
    return date.fromisoformat(facts["cycle"]["today"])


def _names(found: list[str]) -> str:
    more = len(found) - MOST_NAMED
    return ", ".join(found[:MOST_NAMED]) + (f" และอีก {more} รายการ" if more > 0 else "")


def _shortened(text: str) -> str:
    """As many whole words as have room: a Thai word that is cut anywhere is no word, and its marks may stand alone."""
    if len(text) <= LONGEST_QUOTED:
        return text
    ends = accumulate(len(word) for word in cut(text))
    return (
        text[: max((end for end in ends if end <= LONGEST_QUOTED), default=LONGEST_QUOTED)].rstrip(" (") + "…"
    )


# The checks


def _has_evidence(facts: dict) -> Iterator[Said]:
    confirmed = sum(map(_confirmed, facts["evidence"]))
    if confirmed:
        yield PASS, f"มีหลักฐานที่ยืนยันแล้ว {confirmed} รายการ", ""
    elif facts["evidence"]:
        yield FAIL, "มีหลักฐานที่เสนอแล้ว แต่ยังไม่มีผู้อนุมัติยืนยัน ประชาชนจึงยังไม่เห็น", "ให้ผู้อนุมัติเปิดดูแล้วยืนยัน"
    else:
        yield FAIL, "ยังไม่มีหลักฐาน", "กด “เสนอหลักฐาน” แล้วเลือกเรื่องที่เผยแพร่"


def _is_public(facts: dict, evidence: dict) -> Iterator[Said]:
    publication, page = evidence["publication"], evidence["page"]
    if publication and publication["state"] != "published":
        yield FAIL, "เรื่องนี้ไม่ได้เผยแพร่อยู่", "เผยแพร่เรื่องนี้อีกครั้ง หรือเลือกเรื่องอื่นเป็นหลักฐาน"
    elif page and page["status"] == 200 and not page["problem"]:
        yield PASS, "เปิดอ่านได้โดยไม่ต้องเข้าสู่ระบบ", ""
    elif page:
        why = page["problem"] or f"ระบบตอบรหัส {page['status']}"
        yield FAIL, f"ประชาชนเปิดหน้านี้ไม่ได้ ({why})", "เปิดหน้านี้โดยไม่เข้าสู่ระบบเพื่อดู แล้วแก้หรือเลือกหลักฐานอื่น"


def _right_host(facts: dict, evidence: dict) -> Iterator[Said]:
    if evidence["kind"] == "outside":
        if facts["item"]["outside_allowed"]:
            yield PASS, "ข้อนี้ใช้เว็บไซต์อื่นเป็นหลักฐานได้", ""
        else:
            yield FAIL, "หลักฐานอยู่นอกเว็บไซต์ของหน่วยงาน", "เผยแพร่ข้อมูลในเว็บไซต์นี้ แล้วใช้หน้านั้นเป็นหลักฐาน"
    elif evidence["page"]:
        own = evidence["page"]["host"] == "own"
        yield (
            (PASS, "อยู่ในเว็บไซต์ของหน่วยงาน", "")
            if own
            else (FAIL, "หน้านี้พาออกไปนอกเว็บไซต์ของหน่วยงาน", "ใช้หน้าในเว็บไซต์นี้เป็นหลักฐาน")
        )


def _indexable(facts: dict, evidence: dict) -> Iterator[Said]:
    page = evidence["page"]
    if page and page["status"] == 200:
        if page["noindex"]:
            yield FAIL, "หน้านี้สั่งไม่ให้โปรแกรมค้นหาเก็บ", "ใช้หน้าจริงของเรื่องเป็นหลักฐาน ไม่ใช่หน้าตัวอย่างหรือหน้าค้นหา"
        else:
            yield PASS, "โปรแกรมค้นหาเก็บหน้านี้ได้", ""


def _clicks(facts: dict, evidence: dict) -> Iterator[Said]:
    page, way = evidence["page"], evidence["way"]
    if not page or page["status"] != 200:
        return
    if way is None:
        yield (
            FAIL,
            f"ไม่พบทางเข้าถึงจากหน้าหลักภายใน {MOST_CLICKS} คลิก",
            "เพิ่มหน้านี้ในเมนู หรือในรายการที่เปิดจากเมนู",
        )
        return
    clicks = len(way["steps"]) - 1
    path = " → ".join(words for words, _ in way["steps"])
    if clicks > MOST_CLICKS:
        yield FAIL, f"ต้องคลิก {clicks} ครั้งจากหน้าหลัก: {path}", "เพิ่มหน้านี้ในเมนู หรือในรายการที่เปิดจากเมนู"
    elif way["by_index"]:
        yield WARN, f"พบได้จากดัชนีหรือแผนผังเว็บไซต์เท่านั้น: {path}", "เพิ่มหน้านี้ในเมนูหรือหน้ารายการ ผู้ประเมินจะพบง่ายขึ้น"
    else:
        yield PASS, f"{clicks} คลิกจากหน้าหลัก: {path}", ""


def _files_open(facts: dict, evidence: dict) -> Iterator[Said]:
    files = evidence["files"]
    broken = [file["label"] for file in files if file["status"] != 200 or file["problem"]]
    scans = [file["label"] for file in files if file["has_text"] is False]
    unread = [file["label"] for file in files if file["has_text"] is None and file["label"] not in broken]
    if broken:
        yield FAIL, f"เปิดไฟล์ไม่ได้: {_names(broken)}", "แนบไฟล์ใหม่แล้วเผยแพร่"
    if scans:
        yield (
            WARN,
            f"ไฟล์เป็นภาพ ไม่มีข้อความให้ค้นหรืออ่านออกเสียง: {_names(scans)}",
            "บันทึก PDF จากโปรแกรมต้นฉบับแทนการสแกน",
        )
    if unread:
        yield WARN, f"ระบบยังไม่ได้อ่านข้อความในไฟล์: {_names(unread)}", "รอสักครู่ ระบบจะอ่านให้เอง"
    if files and not (broken or scans or unread):
        yield PASS, f"เปิดไฟล์ได้และมีข้อความครบ {len(files)} ไฟล์", ""


def _period_fits(facts: dict) -> Iterator[Said]:
    asked, counting = _wanted(facts), [one for one in _counting(facts) if one["kind"] != "none"]
    if not counting or _says_none(facts) or not asked.stretches:
        return
    kind, offset = facts["item"]["period"]["kind"], facts["item"]["period"]["offset"]
    today, spans = _today(facts), {one["id"]: _span(one) for one in counting}
    lacking = missing(asked, filter(None, spans.values()), today)
    future = [one for one in counting if spans[one["id"]] and spans[one["id"]].first > today]
    early = [
        one
        for one in counting
        if (kind in REPORTS or offset < 0) and spans[one["id"]] and spans[one["id"]].last > today
    ]
    differing = [one for one in counting if _contradicts(one, spans[one["id"]])]
    if lacking:
        yield FAIL, f"ยังไม่มีหลักฐานของ{_names(lacking)}", "เพิ่มหลักฐานของช่วงที่ขาด หรือแก้ช่วงเวลาที่แจ้งให้ถูกต้อง"
    if future and kind != "covers":
        yield FAIL, f"แจ้งช่วงเวลาที่ยังมาไม่ถึง: {_names(_labels(future))}", "แก้ช่วงเวลาของหลักฐานให้ตรงกับข้อมูล"
    elif early:
        yield WARN, f"รายงานของช่วงที่ยังไม่สิ้นสุด: {_names(_labels(early))}", "เมื่อสิ้นช่วงแล้วให้เผยแพร่รายงานฉบับสมบูรณ์"
    if differing:
        yield (
            FAIL,
            f"ช่วงเวลาที่แจ้งไม่ตรงกับที่ระบุในเรื่อง: {_names([one['title'] for one in differing])}",
            "แก้ช่วงเวลาของหลักฐาน หรือแก้ปีงบประมาณของเรื่อง",
        )
    if not (lacking or future or early or differing):
        yield PASS, "ช่วงเวลาของข้อมูลครบตามที่ข้อนี้กำหนด", ""


def _labels(evidence: list[dict]) -> list[str]:
    return [
        label(*(one["period"][name] for name in ("part", "year", "to_year", "number"))) for one in evidence
    ]


def _contradicts(evidence: dict, span: Span | None) -> bool:
    """Whether the item's own columns tell of another time than was declared."""
    own = (evidence["publication"] or {}).get("span")
    if not own or span is None:
        return False
    return date.fromisoformat(own["first"]) > span.first or date.fromisoformat(own["last"]) < span.last


def _year_named(facts: dict, evidence: dict) -> Iterator[Said]:
    asked = _wanted(facts)
    if not asked.year or not evidence["publication"]:
        return
    years = acceptable_years(asked, _span(evidence))
    named = {
        *evidence["publication"]["years"],
        *(year for file in evidence["files"] for year in file["years"]),
    }
    words = " หรือ ".join(map(str, sorted(years)))
    if named & years:
        yield PASS, f"ระบุปี พ.ศ. {min(named & years)} ในชื่อเรื่อง เนื้อหา หรือไฟล์", ""
    elif any(file["has_text"] is None for file in evidence["files"]):
        yield WARN, f"ไม่พบปี พ.ศ. {words} ในชื่อเรื่องหรือเนื้อหา และยังไม่ได้อ่านไฟล์", "รอระบบอ่านไฟล์ หรือเขียนปีในชื่อเรื่อง"
    else:
        yield FAIL, f"ไม่พบปี พ.ศ. {words} ในชื่อเรื่อง เนื้อหา หรือไฟล์", "เขียนปีให้ชัดในชื่อเรื่องหรือสรุปย่อ"


def _elements_shown(facts: dict) -> Iterator[Said]:
    elements, counting = facts["item"]["elements"], _counting(facts)
    if not elements or not counting or _says_none(facts):
        return
    states_none = [one for one in counting if one["kind"] == "none"]
    holding = {proof["kind"] for one in counting for proof in one["proofs"] if proof["holds"]}
    lacking = []
    for element in elements:
        shown = sum(element["id"] in one["claims"] for one in counting if one["kind"] != "none")
        excused = element["none_allowed"] and any(element["id"] in one["claims"] for one in states_none)
        proved = element["kind"] != "" and element["kind"] in holding and not element["count"]
        if shown < (element["count"] or 1) and not excused and not proved:
            lacking.append(f"“{_shortened(element['text'])}”")
    if lacking:
        yield FAIL, f"ยังไม่มีหลักฐานขององค์ประกอบ {_names(lacking)}", "แก้หลักฐานแล้วทำเครื่องหมายองค์ประกอบที่แสดงอยู่"
    else:
        yield PASS, f"แสดงองค์ประกอบครบ {len(elements)} ข้อ", ""


def _data_prove(facts: dict, evidence: dict) -> Iterator[Said]:
    asked = {element["kind"] for element in facts["item"]["elements"] if element["kind"]} | ALWAYS_JUDGED
    judged = [proof for proof in evidence["proofs"] if proof["kind"] in asked]
    for proof in judged:
        if not proof["holds"]:
            yield FAIL, proof["found"], "แก้ข้อมูลของเรื่องนี้แล้วเผยแพร่ฉบับใหม่"
    if judged and all(proof["holds"] for proof in judged):
        yield PASS, " · ".join(proof["found"] for proof in judged), ""


def _no_personal_data(facts: dict, evidence: dict) -> Iterator[Said]:
    personal = evidence["personal"]
    if not evidence["publication"]:
        return
    if personal["open"]:
        yield (
            FAIL,
            f"อาจมีข้อมูลส่วนบุคคล {personal['open']} แห่งที่ยังไม่ได้ชี้แจง",
            "แก้เนื้อหาหรือไฟล์ หรือชี้แจงเหตุผลในฉบับร่างแล้วเผยแพร่",
        )
    elif personal["unread"]:
        yield WARN, f"ระบบอ่านไม่ได้ {personal['unread']} แห่ง จึงตรวจข้อมูลส่วนบุคคลไม่ครบ", "เปิดอ่านด้วยตนเองให้แน่ใจ"
    else:
        yield PASS, "ไม่พบข้อมูลส่วนบุคคลที่ยังไม่ได้ชี้แจง", ""


def _by_two_people(facts: dict, evidence: dict) -> Iterator[Said]:
    if not _confirmed(evidence):
        yield WARN, "รอผู้อนุมัติยืนยัน", "ให้ผู้อนุมัติที่ไม่ใช่ผู้เสนอเปิดดูแล้วยืนยัน"
        return
    publication = evidence["publication"]
    alone = publication and publication["submitted_by"] == publication["approved_by"]
    if evidence["confirmed_by"] == evidence["proposed_by"]:
        yield FAIL, "ผู้เสนอและผู้ยืนยันเป็นคนเดียวกัน", "ให้ผู้อื่นยืนยัน"
    elif alone and not publication["reviewed"]:
        yield FAIL, "เรื่องนี้เผยแพร่โดยคนเดียวและยังไม่มีผู้สอบทาน", "ให้ผู้อื่นสอบทานเรื่องที่เผยแพร่กรณีเร่งด่วน"
    else:
        yield PASS, "มีผู้ตรวจสองคน ทั้งการเผยแพร่และการยืนยันหลักฐาน", ""


def _renewed(facts: dict, evidence: dict) -> Iterator[Said]:
    if evidence["renew"]:
        yield FAIL, f"ยกมาจากปีก่อน: {evidence['renew']}", "แก้หลักฐานให้เป็นของปีนี้"


def _outside_answers(facts: dict, evidence: dict) -> Iterator[Said]:
    if evidence["kind"] != "outside":
        return
    outside = evidence["outside"] or {"verdict": "new", "why": ""}
    level, why = OUTSIDE_LEVELS.get(outside["verdict"], FAIL), outside["why"]
    if level == PASS:
        yield PASS, "เว็บไซต์ปลายทางเปิดได้", ""
    elif outside["verdict"] == "new":
        yield WARN, "ยังไม่ได้ตรวจเว็บไซต์ปลายทาง", "รอระบบตรวจ"
    else:
        yield level, f"เว็บไซต์ปลายทางมีปัญหา{f': {why}' if why else ''}", "เปิดดูแล้วแก้ที่อยู่"


_VERSIONS: dict[tuple[str, int], Check] = {
    (check.id, check.version): check
    for check in (
        Check("evidence", 1, "มีหลักฐาน", of_item=_has_evidence),
        Check("period", 1, "ช่วงเวลาของข้อมูล", of_item=_period_fits),
        Check("elements", 1, "องค์ประกอบครบ", of_item=_elements_shown),
        Check("public", 1, "เปิดอ่านได้โดยไม่เข้าสู่ระบบ", of_evidence=_is_public),
        Check("host", 1, "อยู่ในเว็บไซต์ของหน่วยงาน", of_evidence=_right_host),
        Check("indexable", 1, "โปรแกรมค้นหาพบได้", of_evidence=_indexable),
        Check("clicks", 1, "เข้าถึงจากหน้าหลัก", of_evidence=_clicks),
        Check("files", 1, "ไฟล์เปิดได้และมีข้อความ", of_evidence=_files_open),
        Check("year", 1, "ระบุปีชัดเจน", of_evidence=_year_named),
        Check("proofs", 1, "ข้อมูลในระบบถูกต้องครบถ้วน", of_evidence=_data_prove),
        Check("personal", 1, "ไม่มีข้อมูลส่วนบุคคล", of_evidence=_no_personal_data),
        Check("two_people", 1, "มีผู้ตรวจสองคน", of_evidence=_by_two_people),
        Check("renewal", 1, "เป็นข้อมูลของปีนี้", of_evidence=_renewed),
        Check("outside", 1, "เว็บไซต์ปลายทาง", of_evidence=_outside_answers),
    )
}
CHECKS: dict[str, Check] = {id: _VERSIONS[id, version] for id, version in current().items()}

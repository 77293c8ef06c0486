"""Papers of the desk: the memo, the form by which publishing is asked for, and the handover, printed to PDF and read back."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

LONG = ("cause", "effects", "measures", "outcome", "advantages", "disadvantages", "publishing_effects")
LINES = range(10, 30)
LONG_TITLE = "น้ำท่วมใหญ่" * 20
CASES = {
    "normal": {},
    "long": {"title": LONG_TITLE}
    | {
        name: "\n".join(f"{name} ข้อ {line} น้ำเอ่อล้นตลิ่งเข้าท่วมบ้านเรือนและพื้นที่การเกษตร" for line in LINES)
        for name in LONG
    },
}
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
#: Publishes each urgent event in haste and has it acknowledged; prints what the tests must know of them.
PUBLISH = """
import json, datetime
from accounts.models import Office, User
from publishing import urgent
from publishing.admin.memo import moment
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, make_urgent
who = {name: User.objects.get(username=name) for name in ("writer", "approver", "chief")}
office = Office.objects.select_related("responsible_unit").get()


def publish(fields):
    live = move(make_urgent(**fields), Action.URGENT_PUBLISH, actor=who["approver"], ticks=ALL_TICKS,
                note="ประชาชนต้องเลี่ยงเส้นทางก่อนมืด")
    report = live.chief_report
    urgent.set_number(report, actor=who["writer"], number="สร 00000/123", dated_on=datetime.date(2026, 11, 3))
    report = urgent.acknowledge(report, actor=who["chief"], instruction="ให้กองช่างซ่อมภายใน 3 วัน")
    return {
        "memo": f"/admin/publishing/chiefreport/{report.pk}/memo/",
        "address": live.publication.address,
        "published": moment(live.published_at),
        "acknowledged": moment(report.acknowledged_at),
        "approver": [who["approver"].full_name, who["approver"].position.title],
        "chief": who["chief"].full_name,
        "office": office.name,
        "unit": office.responsible_unit.name,
        "phone": office.phone,
    }


print(json.dumps({name: publish(fields) for name, fields in cases.items()}))
"""
SIZES = """
points => Object.entries(points).map(([name, property]) => {
  const style = getComputedStyle(document.querySelector(name));
  return [name, Math.round(parseFloat(style[property]) * 0.75)];
})
"""


@pytest.fixture(scope="module")
def cases(site) -> dict[str, dict]:
    """What was published, by the name of the case."""
    code = f"cases = {CASES!r}\n{PUBLISH}"
    return json.loads(site.manage("shell", "--no-imports", "-c", code).splitlines()[-1])


def printed_pages(page: Page, folder: Path) -> list[str]:
    """The text of each page of the PDF without any space: where lines end is the printer's business."""
    file = folder / "memo.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    done = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True, text=True)
    return [re.sub(r"\s", "", text) for text in done.stdout.split("\f")[:-1]]


def test_a_normal_case_is_one_page_in_the_form_of_the_regulation(new_page, site, cases, tmp_path):
    case = cases["normal"]
    page = new_page("approver")
    page.goto(case["memo"])
    expect(page.get_by_role("button", name="พิมพ์บันทึกข้อความ")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".memo-tools")).to_be_hidden()
    sizes = {".memo-speed": "fontSize", "h1": "fontSize", "dt": "fontSize", ".memo-text": "fontSize"}
    assert page.evaluate(SIZES, sizes) == [[".memo-speed", 32], ["h1", 29], ["dt", 20], [".memo-text", 16]]
    assert page.evaluate(SIZES, {".memo-text": "textIndent"}) == [[".memo-text", round(2.5 / 2.54 * 72)]]
    expect(page.locator(".memo-speed")).to_have_css("color", "rgb(204, 0, 0)")

    office, phone = case["office"], case["phone"].translate(THAI_DIGITS)
    expected = [
        "ด่วนมาก บันทึกข้อความ",
        f"ส่วนราชการ {case['unit']} {office} {phone and f'โทร. {phone}'}",
        "ที่ สร ๐๐๐๐๐/๑๒๓ วันที่ ๓ พฤศจิกายน ๒๕๖๙",
        "เรื่อง รายงานการเผยแพร่ข้อมูลข่าวสารกรณีเร่งด่วน “น้ำท่วมถนนสายโพนโก–สนม”",
        f"เรียน นายก{office} (ผ่านปลัด{office})",
        f"ตามที่ประกาศ{office} เรื่อง มาตรการในการเผยแพร่ข้อมูลต่อสาธารณะผ่านเว็บไซต์ของ{office} ข้อ ๓ (๓)",
        "ให้รายงานเหตุการณ์สำคัญ ฉุกเฉินหรือเร่งด่วนที่เกิดขึ้นในพื้นที่โดยด่วน นั้น",
        f"{case['unit']}ขอรายงานว่า ได้เผยแพร่เรื่องข้างต้นเป็นกรณีด่วนมาก เมื่อวันที่ {case['published']}",
        f"ทางเว็บไซต์ {site.address}{case['address']} โดยมีรายละเอียด ดังนี้",
        "๑. เหตุการณ์ น้ำท่วมถนนสายโพนโก–สนม ช่วงหมู่ที่ ๓ รถเล็กผ่านไม่ได้ สถานที่ ถนนสายโพนโก–สนม หมู่ที่ ๓",
        "ตั้งแต่วันที่ ๒ พฤศจิกายน ๒๕๖๙ เวลา ๐๔.๓๐ น.",
        "๒. สาเหตุ ฝนตกหนักต่อเนื่องตั้งแต่คืนวันที่ ๑ พฤศจิกายน และน้ำในลำห้วยเอ่อล้นตลิ่ง",
        "๓. ผลกระทบ น้ำท่วมผิวถนนสูงประมาณ ๔๐ เซนติเมตร รถเล็กผ่านไม่ได้",
        "บ้านเรือนริมลำห้วยได้รับผลกระทบ ๑๒ หลังคาเรือน",
        "๔. การดำเนินการ ปิดการจราจร ตั้งเครื่องสูบน้ำ และจัดรถรับส่งผู้ที่ต้องเดินทาง",
        "๕. ผลลัพธ์ ถึงขณะนี้ไม่มีผู้ได้รับบาดเจ็บ ระดับน้ำทรงตัว และผู้ที่ต้องเดินทางใช้ถนนเลี่ยงได้แล้ว",
        "คาดว่าจะสิ้นสุดวันที่ ๕ พฤศจิกายน ๒๕๖๙ เวลา ๑๘.๐๐ น.",
        "๖. เหตุผลที่เผยแพร่โดยด่วน ประชาชนต้องเลี่ยงเส้นทางก่อนมืด",
        "๗. ผลดีของการเผยแพร่ ประชาชนเลี่ยงเส้นทางได้ทันและเตรียมขนของขึ้นที่สูง",
        "๘. ผลเสียของการเผยแพร่ ประชาชนอาจตื่นตระหนกหากสถานการณ์เปลี่ยนเร็ว",
        "๙. ผลกระทบของการเผยแพร่ต่อองค์กร มีผู้โทรศัพท์สอบถามมากขึ้น ต้องจัดเจ้าหน้าที่รับสายเพิ่ม",
        "จึงเรียนมาเพื่อโปรดทราบ และพิจารณาสั่งการ",
        f"({case['approver'][0]}) {case['approver'][1]}",
        f"ความเห็นปลัด () ปลัด{office} วันที่",
        f"คำสั่งนายก ทราบ ให้กองช่างซ่อมภายใน ๓ วัน ({case['chief']}) นายก{office} วันที่ {case['acknowledged']}",
    ]
    assert printed_pages(page, tmp_path) == [re.sub(r"\s", "", "".join(expected))]


def test_a_long_case_takes_more_pages_and_loses_nothing(new_page, cases, tmp_path):
    case = cases["long"]
    page = new_page("chief")
    page.goto(case["memo"])
    pages = printed_pages(page, tmp_path)
    # The head and the blocks for the two orders stand once; a page after the first has its number at the top.
    assert len(pages) == 5 and [text[:3] for text in pages[1:]] == ["-๒-", "-๓-", "-๔-", "-๕-"]
    whole = "".join(pages)
    assert [whole.count(word) for word in ("บันทึกข้อความ", "ความเห็นปลัด", "คำสั่งนายก")] == [1, 1, 1]
    assert LONG_TITLE in whole
    lines = [f"{name}ข้อ{line}".translate(THAI_DIGITS) for name in LONG for line in LINES]
    found = [whole.find(line) for line in lines]
    assert -1 not in found and found == sorted(found)
    # Whoever signs does so under the text that asks for the order, on one page with it.
    closing = f"จึงเรียนมาเพื่อโปรดทราบและพิจารณาสั่งการ({case['approver'][0]})".replace(" ", "")
    assert closing in pages[-1]


#: An edition with everything that the form has room for, urgent and looked at again; and one that nobody has submitted.
ASKED_FOR = """
import json
from accounts.models import User
from publishing.files import attach
from publishing.models import Attachment, StoredFile
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, URGENT, make_urgent, publish
who = {name: User.objects.get(username=name) for name in ("writer", "approver", "reviewer")}
links = " ".join(f'<a href="https://www.example{number}.go.th/{"a" * 99}">กรม</a>' for number in range(4))
draft = move(publish(make_urgent()), Action.START, actor=who["writer"]).specific
for name, value in {
    "title": ("ขอเชิญประชาชนทุกหมู่บ้านเข้าร่วมโครงการ " * 9)[:250], "summary": ("น้ำท่วมถนนสายหลัก " * 40)[:500],
    "body": f"<p>{links}</p>", "change_kind": "major", "change_note": "แก้ไขเส้นทางเลี่ยง " * 15,
}.items():
    setattr(draft, name, value)
draft.save()
stored = StoredFile.objects.filter(extension="pdf").first()
for number in range(5):
    attach(draft, stored, kind=Attachment.Kind.DOCUMENT, title=("เอกสารแนบท้ายประกาศ " * 12)[:200])
live = move(draft, Action.URGENT_PUBLISH, actor=who["approver"], ticks=ALL_TICKS, note="น้ำขึ้นเร็วมาก " * 40)
live = move(live, Action.CONFIRM, actor=who["reviewer"], note="ถูกต้องครบถ้วน " * 40)
print(json.dumps([f"/admin/announcements/announcement/{one.pk}/request/" for one in (live, make_urgent())]
                 + [f"/admin/accounts/user/{who['reviewer'].pk}/handover/"]))
"""


def test_the_form_of_any_edition_and_a_small_handover_are_one_page(new_page, site, tmp_path):
    code = site.manage("shell", "--no-imports", "-c", ASKED_FOR)
    full, draft, handover = json.loads(code.splitlines()[-1])
    page = new_page("writer")
    for address in (full, draft):
        page.goto(address)
        expect(page.get_by_role("button", name="พิมพ์แบบฟอร์ม")).to_be_visible()
        printed = printed_pages(page, tmp_path)
        assert len(printed) == 1 and "กลับไปหน้าของฉบับนี้" not in printed[0]
    assert printed[0].count("ลงชื่อ") == 3
    page = new_page("admin")
    page.goto(handover)
    printed = printed_pages(page, tmp_path)
    assert len(printed) == 1
    assert (printed[0].count("ลงชื่อ"), "คู่มือการใช้งาน" in printed[0]) == (2, False)

"""A flood from the first word to the closing report, through the real pages, by three people and the chief executive."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import expect

from thai.dates import format_date_input, format_time

TITLE = "น้ำท่วมถนนสายโพนโก–สนมช่วงหมู่ที่ 3"
INTERNAL = "ประชาชนอาจตื่นตระหนกถ้าประกาศช้า"
TOLD = {
    "summary": "น้ำจากลำห้วยเอ่อท่วมผิวถนน รถเล็กผ่านไม่ได้",
    "place": "ถนนสายโพนโก–สนม หมู่ที่ 3",
    "cause": "ฝนตกหนักต่อเนื่องตั้งแต่คืนที่ผ่านมา และน้ำในลำห้วยเอ่อล้นตลิ่ง",
    "effects": "น้ำท่วมผิวถนนสูงประมาณ 40 เซนติเมตร รถเล็กผ่านไม่ได้ บ้านเรือนริมลำห้วยได้รับผลกระทบ",
    "measures": "ปิดการจราจร ตั้งเครื่องสูบน้ำ และจัดรถรับส่งผู้ที่ต้องเดินทาง",
    "outcome": "ถึงขณะนี้ไม่มีผู้ได้รับบาดเจ็บ ระดับน้ำทรงตัว และใช้ถนนเลี่ยงได้แล้ว",
    "public_contact": "งานป้องกันและบรรเทาสาธารณภัย โทร 199",
    "advantages": "ประชาชนเลี่ยงเส้นทางได้ทันและเตรียมขนของขึ้นที่สูง",
    "disadvantages": INTERNAL,
    "publishing_effects": "มีผู้โทรศัพท์สอบถามมากขึ้น ต้องจัดเจ้าหน้าที่รับสายเพิ่ม",
}


def fill(page: BrowserPage, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def moment(name: str, hours: int) -> dict[str, str]:
    """The two fields of a date and a time, so many hours from now."""
    then = timezone.localtime() + timedelta(hours=hours)
    return {f"{name}_0": format_date_input(then), f"{name}_1": format_time(then).removesuffix(" น.")}


def tick_and_send(page: BrowserPage, button: str, note: str = "") -> None:
    send = page.locator(f".move-form input[type=submit][value='{button}']")
    expect(send).to_be_visible()
    for box in page.locator(".move-tick input[type=checkbox]").all():
        box.check()  # all() does not wait for the page
    if note:
        page.locator("[name=note]").fill(note)
    send.click()
    expect(page.locator(".messagelist .success")).to_contain_text("เรียบร้อยแล้ว")


def update(writer: BrowserPage, approver: BrowserPage, note: str, values: dict[str, str]) -> None:
    """The next edition, in the ordinary way: the writer's from the page where he stands, the approver's from the queue."""
    writer.locator("a.panel-button-start").click()
    writer.locator(".move-form input[type=submit]").click()
    fill(writer, {"change_note": note, **values})
    writer.get_by_role("button", name="บันทึกแล้วไปส่งตรวจสอบ").click()
    tick_and_send(writer, "ส่งตรวจสอบ")
    approver.goto(writer.url.replace("/change/", "/move/approve/"))
    tick_and_send(approver, "อนุมัติ")
    writer.reload()


@pytest.mark.each_database
def test_a_flood_from_the_report_to_its_closing(new_page):
    writer, approver, reviewer, chief = map(new_page, ("writer", "approver", "reviewer", "chief"))
    visitor = new_page()

    # The writer reports it. The approver mends a word, so he has a hand in it; and publishes it at once nevertheless.
    writer.goto("/admin/announcements/announcement/add/")
    writer.locator("[name=urgency]").select_option("most")
    fill(writer, {"title": TITLE.replace("หมู่ที่ 3", "หมู่ที่ 13"), **TOLD})
    fill(writer, {**moment("happened_at", -3), **moment("expected_end", 48)})
    fill(writer, {"dated_on": format_date_input(timezone.localdate())})
    writer.locator("[name=_continue]").click()
    writer.wait_for_url("**/change/")
    change = writer.url
    approver.goto(change.replace("/change/", "/remarks/"))
    approver.locator("[name=suggestion-field]").select_option("title")
    fill(approver, {"suggestion-quote": "หมู่ที่ 13", "suggestion-replacement": "หมู่ที่ 3"})
    approver.locator("button[value=suggest]").click()
    writer.reload()
    writer.locator("button[value=accept]").click()
    writer.wait_for_url("**/change/#remarks")
    approver.goto(change)
    address = approver.locator(".field-slug .readonly").inner_text().strip()
    assert visitor.goto(address).status == 404
    approver.locator("a.panel-button-urgent_publish").click()
    expect(approver.locator(".urgent-opens")).to_contain_text(INTERNAL)
    tick_and_send(approver, "เผยแพร่กรณีเร่งด่วน", "น้ำขึ้นเร็ว รอผู้อนุมัติคนอื่นไม่ได้")
    report = approver.url
    assert "/chiefreport/" in report

    # It is public at once, under its mark, without what was weighed inside.
    assert visitor.goto(address).status == 200
    expect(visitor.locator("h1")).to_contain_text(TITLE)
    expect(visitor.locator(".urgent-mark").first).to_contain_text("อยู่ระหว่างสอบทาน")
    expect(visitor.locator("main")).to_contain_text(TOLD["cause"])
    assert INTERNAL not in visitor.content()

    # The memo, and the notice on every page.
    approver.get_by_role("link", name="เปิดบันทึกข้อความเพื่อพิมพ์").click()
    expect(approver.locator("h1")).to_have_text("บันทึกข้อความ")
    expect(approver.locator(".memo")).to_contain_text(TITLE.replace("3", "๓"))
    approver.goto(report)
    approver.get_by_role("link", name="ขึ้นแถบแจ้งเหตุบนทุกหน้า").click()
    expect(approver.locator("[name=publication]")).to_have_value(address)
    fill(approver, {"sentence": f"{TITLE} ใช้ถนนเลี่ยง", "reason": "ได้รับแจ้งจากผู้ใหญ่บ้าน"})
    approver.locator("[name=_save]").click()
    visitor.goto("/")
    expect(visitor.locator(".banners")).to_contain_text(f"{TITLE} ใช้ถนนเลี่ยง")

    # The chief executive finds it on his start page, acknowledges and instructs.
    chief.goto("/admin/")
    chief.locator(".work-urgent-reports").get_by_role("link", name=TITLE).click()
    chief.locator("[name=instruction]").fill("ให้เร่งระบายน้ำและดูแลผู้สูงอายุ")
    chief.get_by_role("button", name="รับทราบ").click()
    expect(chief.locator(".urgent-box").first).to_contain_text("รับทราบภายใน ไม่ถึง 1 นาที")
    expect(chief.locator(".urgent-box").first).to_contain_text("ให้เร่งระบายน้ำ")

    # Somebody else looks again; neither the publisher is asked nor could he.
    approver.goto(change)
    expect(approver.locator("a.panel-button-confirm")).to_have_count(0)
    reviewer.goto("/admin/")
    reviewer.locator(".work-urgent-reviews").get_by_role("link", name=TITLE).click()
    expect(reviewer.locator(".compare")).to_contain_text(TOLD["effects"])
    tick_and_send(reviewer, "ยืนยันผลสอบทาน", "ตรวจกับผู้ใหญ่บ้านและภาพถ่ายแล้ว ถูกต้อง")
    visitor.goto(address)
    expect(visitor.locator(".urgent-mark").first).to_contain_text("ผ่านการสอบทาน")

    # An update and the closing report go the ordinary way; the notice is taken down.
    writer.goto(change)
    update(writer, approver, "ระดับน้ำลดลง 10 เซนติเมตร", {"measures": "เพิ่มเครื่องสูบน้ำเป็น 3 เครื่อง"})
    ended = {"outcome": "น้ำลดเป็นปกติแล้ว เปิดการจราจรทุกช่องทาง ไม่มีผู้บาดเจ็บ เสียหาย 12 หลังคาเรือน"}
    update(writer, approver, "เปิดการจราจรตามปกติ", {**moment("ended_event_at", 0), **ended})
    approver.goto("/admin/publishing/banner/")
    approver.locator("#result_list tr", has_text=TITLE).get_by_role("link").first.click()
    approver.get_by_role("link", name=re.compile("^ปลดแถบ")).click()
    approver.locator("[name=reason]").fill("เหตุการณ์ยุติแล้ว")
    approver.locator("#content form [type=submit]").first.click()
    expect(approver.locator(".messagelist .success")).to_be_visible()

    # The page tells the whole story, the newest first, and keeps the mark of the first day.
    visitor.goto(address)
    updates = visitor.locator(".story-update")
    expect(updates).to_have_count(3)
    expect(updates.nth(0)).to_contain_text("รายงานปิดเหตุ")
    expect(updates.nth(0)).to_contain_text("น้ำลดเป็นปกติแล้ว")
    expect(updates.nth(1)).to_contain_text("ระดับน้ำลดลง 10 เซนติเมตร")
    expect(updates.nth(2)).to_contain_text("ผ่านการสอบทาน")
    expect(visitor.locator(".banners", has_text=TITLE)).to_have_count(0)

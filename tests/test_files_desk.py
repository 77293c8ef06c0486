"""Files of an edition in a real browser: chosen, dropped, described before saving, put in order, replaced, refused."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.helpers import pdf_bytes
from tests.looks import WCAG, axe_faults

ADD = "/admin/announcements/announcement/add/"
PHOTOS, DOCUMENTS = "#attachments-2-group", "#attachments-group"
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
COLOURS = {"แดง": (160, 40, 40), "เขียว": (30, 120, 60), "ฟ้า": (40, 90, 160), "ทอง": (180, 140, 30)}


def photo(name: str, colour: str = "แดง") -> dict[str, object]:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), COLOURS[colour]).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def document(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf_bytes()}


def rows(page: Page, group: str = PHOTOS):
    return page.locator(f"{group} .files-row:visible")


def names(page: Page, group: str = PHOTOS) -> list[str]:
    return rows(page, group).locator(".files-name").all_inner_texts()


def vouch(page: Page) -> None:
    """Tick that the files are not classified: no save takes a file without."""
    page.locator("[name=not_classified]").check()


def save(page: Page) -> None:
    vouch(page)
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def new_item(page: Page, title: str = "เรื่องที่มีภาพ") -> None:
    page.goto(ADD)
    page.locator("[name=title]").fill(title)
    vouch(page)


def saved_item(page: Page) -> None:
    """A draft with three photos, on its form."""
    new_item(page)
    page.locator(f"{PHOTOS} input[multiple]").set_input_files(
        [photo("ก.jpg", "แดง"), photo("ข.jpg", "เขียว"), photo("ค.jpg", "ฟ้า")]
    )
    save(page)


@pytest.mark.each_database
def test_photos_are_seen_and_described_before_they_are_saved(new_page):
    page = new_page("writer")
    new_item(page)
    chooser = page.locator(f"{PHOTOS} input[multiple]")
    chooser.set_input_files([photo("ขบวนแห่.jpg"), photo("ไม่เอา.jpg"), photo("IMG_0001.jpg", "ฟ้า")])
    expect(rows(page)).to_have_count(3)
    expect(rows(page).first.locator("[name$='-alt']")).to_be_focused()
    assert page.locator(f"{PHOTOS} .files-preview").evaluate_all(
        "all => Promise.all(all.map(image => image.decode().then(() => image.naturalWidth)))"
    ) == [640, 640, 640]
    for number, words in enumerate(["ขบวนแห่เทียน", "ไม่ใช้", "พิธีเปิด"]):
        rows(page).nth(number).locator("[name$='-alt']").fill(words)
    rows(page).nth(1).get_by_role("button", name="ไม่แนบไฟล์นี้").click()
    expect(page.locator(f"{PHOTOS} .files-status")).to_have_text("ไม่แนบ ไม่เอา.jpg แล้ว")
    chooser.set_input_files([photo("เพิ่ม.jpg", "ทอง")])  # more keep the earlier ones
    page.locator(f"{DOCUMENTS} input[multiple]").set_input_files(
        [document("กำหนดการ_งาน.pdf"), document("Scan_0001.pdf")]
    )
    titles = page.locator(f"{DOCUMENTS} [name$='-title']:visible")
    assert [titles.nth(0).input_value(), titles.nth(1).input_value()] == ["กำหนดการ งาน", ""]
    save(page)
    assert names(page) == ["ขบวนแห่.jpg", "IMG_0001.jpg", "เพิ่ม.jpg"]
    alts = [box.input_value() for box in rows(page).locator("[name$='-alt']").all()]
    assert alts == ["ขบวนแห่เทียน", "พิธีเปิด", ""]
    assert names(page, DOCUMENTS) == ["กำหนดการ_งาน.pdf", "Scan_0001.pdf"]


def test_what_cannot_be_taken_is_named_and_the_others_stay(new_page):
    page = new_page("writer")
    new_item(page)
    page.locator(f"{PHOTOS} input[multiple]").set_input_files(
        [
            photo("ดี.jpg"),
            {"name": "โปรแกรม.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"},
            {"name": "ว่าง.png", "mimeType": "image/png", "buffer": b""},
        ]
    )
    expect(page.locator(f"{PHOTOS} .files-refused li")).to_have_text(
        [
            "ไม่รับไฟล์ “โปรแกรม.exe” รับเฉพาะ JPEG, PNG และ WebP",
            "ไฟล์ “ว่าง.png” ว่างเปล่า ตรวจไฟล์แล้วแนบใหม่",
        ]
    )
    # What only the server can tell: it says so in the row, and the good one waits with its text.
    page.locator(f"{PHOTOS} input[multiple]").set_input_files(
        [{"name": "ปลอม.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}]
    )
    rows(page).first.locator("[name$='-alt']").fill("ภาพดี")
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(page.locator(".errornote")).to_be_visible()
    expect(rows(page).nth(1).locator(".errorlist")).to_contain_text("“ปลอม.jpg”")
    expect(rows(page).first.locator(".files-chosen").first).to_contain_text("เลือกไว้แล้ว: ดี.jpg")
    assert (
        rows(page)
        .first.locator("img.files-carried")
        .evaluate("image => image.decode().then(() => image.naturalWidth)")
        == 480
    )
    rows(page).nth(1).locator("input[type=file]").set_input_files(photo("แทน.jpg", "ฟ้า"))
    save(page)
    assert names(page) == ["ดี.jpg", "แทน.jpg"]
    assert rows(page).first.locator("[name$='-alt']").input_value() == "ภาพดี"


def drop(page: Page, selector: str, files: dict[str, str]) -> bool:
    """Drop files (name → text) on an element; whether the browser was kept from opening them instead."""
    return page.evaluate(
        """([selector, files]) => {
            const dataTransfer = new DataTransfer();
            for (const [name, text] of Object.entries(files)) dataTransfer.items.add(new File([text], name));
            const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
            document.querySelector(selector).dispatchEvent(event);
            return event.defaultPrevented;
        }""",
        [selector, files],
    )


def test_files_that_are_dropped_find_their_section_and_elsewhere_open_nothing(new_page):
    page = new_page("writer")
    new_item(page)
    assert drop(page, f"{PHOTOS} .files-add", {"แผน_งาน.txt": "แผน", "ภาพ.png": "x"})
    assert names(page, DOCUMENTS) == ["แผน_งาน.txt"]
    assert names(page, PHOTOS) == ["ภาพ.png"]
    expect(page.locator(f"{PHOTOS} .files-status")).to_contain_text("1 ไฟล์อยู่ในส่วน “เอกสารแนบ”")
    assert drop(page, "[name=title]", {"หลง.txt": "x"})
    expect(rows(page, DOCUMENTS)).to_have_count(1)
    assert page.url.endswith(ADD)


def test_order_is_changed_by_keyboard_and_told(new_page):
    page = new_page("writer")
    saved_item(page)
    last = rows(page).nth(2)
    last.get_by_role("button", name="เลื่อนขึ้น").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{PHOTOS} .files-status")).to_have_text("ย้าย ค.jpg ไปลำดับที่ 2 จาก 3 แล้ว")
    page.keyboard.press("Space")
    assert names(page) == ["ค.jpg", "ก.jpg", "ข.jpg"]
    # First now: the focus goes to the button that can still be pressed.
    expect(rows(page).first.get_by_role("button", name="เลื่อนลง")).to_be_focused()
    expect(rows(page).first.get_by_role("button", name="เลื่อนขึ้น")).to_be_disabled()
    expect(rows(page).first.locator(".files-number")).to_have_text("ภาพที่ 1")
    save(page)
    assert names(page) == ["ค.jpg", "ก.jpg", "ข.jpg"]


def centre(locator) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_order_is_changed_by_dragging_with_a_mouse(new_page):
    page = new_page("writer", viewport={"width": 1280, "height": 1600})
    saved_item(page)
    rows(page).first.scroll_into_view_if_needed()
    page.mouse.move(*centre(rows(page).nth(2).locator(".files-handle")))
    page.mouse.down()
    x, y = centre(rows(page).first)
    page.mouse.move(x, y - 20, steps=12)
    expect(rows(page).first).to_contain_text("ค.jpg")
    page.mouse.up()
    expect(page.locator(f"{PHOTOS} .files-status")).to_have_text("ย้าย ค.jpg ไปลำดับที่ 1 จาก 3 แล้ว")
    # Escape puts it back.
    page.mouse.move(*centre(rows(page).first.locator(".files-handle")))
    page.mouse.down()
    x, y = centre(rows(page).nth(1))
    page.mouse.move(x, y + 40, steps=12)
    expect(rows(page).first).to_contain_text("ก.jpg")
    page.keyboard.press("Escape")
    expect(rows(page).first).to_contain_text("ค.jpg")
    page.mouse.up()
    save(page)
    assert names(page) == ["ค.jpg", "ก.jpg", "ข.jpg"]


def test_order_is_changed_by_a_finger_on_a_phone(new_page):
    page = new_page("writer", **PHONE)
    saved_item(page)
    handle = rows(page).first.locator(".files-handle")
    handle.evaluate("handle => { handle.scrollIntoView({ block: 'start' }); window.scrollBy(0, -80); }")
    touch = page.context.new_cdp_session(page)
    x, y = centre(handle)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 13):
        point = {"x": x, "y": y + (700 - y) * step / 12}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    expect(rows(page).first).not_to_contain_text("ก.jpg")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(f"{PHOTOS} .files-status")).to_contain_text("ย้าย ก.jpg ไปลำดับที่")
    place = names(page).index("ก.jpg")
    save(page)
    assert place > 0 and names(page).index("ก.jpg") == place


def test_replacing_says_old_and_new_and_keeps_the_address(new_page):
    page = new_page("writer")
    saved_item(page)
    row = rows(page).nth(1)
    address = row.locator(".field-stored_file a").get_attribute("href")
    number = re.search(r"/files/(\d+)/", address).group(1)
    expect(row.locator(".field-upload .files-label")).to_have_text("เปลี่ยนภาพ ที่อยู่เดิม")
    row.locator("input[type=file]").set_input_files(photo("ผิด.jpg"))
    expect(row.locator(".files-new")).to_contain_text("ไฟล์เดิม: ข.jpg")
    expect(row.locator(".files-new")).to_contain_text("ไฟล์ใหม่: ผิด.jpg")
    row.get_by_role("button", name="ไม่เปลี่ยน").click()
    expect(row.locator(".files-new")).to_be_hidden()
    row.locator("input[type=file]").set_input_files(photo("ใหม่.jpg", "ทอง"))
    # A refusal elsewhere keeps the choice, and it can still be taken back or saved.
    page.locator("[name=title]").fill("")
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(rows(page).nth(1).locator(".files-chosen").first).to_contain_text("เลือกไว้แล้ว: ใหม่.jpg")
    page.locator("[name=title]").fill("เรื่องที่เปลี่ยนภาพ")
    save(page)
    assert names(page) == ["ก.jpg", "ใหม่.jpg", "ค.jpg"]
    assert f"/files/{number}/" in rows(page).nth(1).locator(".field-stored_file a").get_attribute("href")


def test_everything_works_without_a_script(new_page):
    page = new_page("writer", java_script_enabled=False)
    new_item(page)
    page.locator(f"{PHOTOS} input[multiple]").set_input_files([photo("ก.jpg"), photo("ข.jpg", "ฟ้า")])
    save(page)
    assert names(page) == ["ก.jpg", "ข.jpg"]
    rows(page).first.locator("[name$='-order']").fill("9")
    rows(page).first.locator("[name$='-alt']").fill("ขบวน")
    save(page)
    assert names(page) == ["ข.jpg", "ก.jpg"]
    rows(page).first.locator("[name$='-DELETE']").check()
    save(page)
    assert names(page) == ["ก.jpg"]


@pytest.mark.parametrize(
    "window", [PHONE, {"viewport": {"width": 1280, "height": 900}}], ids=["phone", "desktop"]
)
def test_the_cards_fit_and_their_targets_are_large(window, new_page):
    page = new_page("writer", **window)
    saved_item(page)
    page.locator(f"{DOCUMENTS} input[multiple]").set_input_files([document("ชื่อไฟล์ที่ยาวมาก_" * 8 + ".pdf")])
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0
    for group in (PHOTOS, DOCUMENTS):
        inner = page.locator(group).evaluate("group => group.scrollWidth - group.clientWidth")
        assert inner <= 0
    targets = page.locator(
        ".files :is(button, label, input[type=text], .files-handle):visible:not(.visually-hidden)"
    )
    small = targets.evaluate_all(
        """all => all.filter(each => each.matches('button, .files-handle, input, .files-add label, .field-upload label,'
            + ' .files-delete label')).map(each => [each.outerHTML.slice(0, 90), each.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_the_cards_are_accessible(new_page):
    page = new_page("writer")
    saved_item(page)
    page.locator(f"{DOCUMENTS} input[multiple]").set_input_files([document("แผน.pdf"), document("คู่มือ.pdf")])
    page.locator(f"{PHOTOS} input[multiple]").set_input_files([document("ผิดชนิด.doc")])
    rows(page).nth(0).locator("input[type=file]").set_input_files(photo("ใหม่.jpg"))
    rows(page).nth(1).locator("[name$='-DELETE']").check()
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += axe_faults(page, ".files", runOnly=[*WCAG, "best-practice"])
    assert found == []


def test_a_news_item_with_three_photos_takes_under_20_clicks(new_page, site):
    """From the sign-in page to submitted: every press of a button, link, box or field is a click; typing and Tab are not."""
    page = new_page()
    clicks = 0

    def click(locator) -> None:
        nonlocal clicks
        clicks += 1
        locator.click()

    page.goto("/admin/login/?next=/admin/")
    click(page.locator("[name=username]"))
    page.keyboard.type("writer")
    page.keyboard.press("Tab")
    page.keyboard.type(site.passwords()["writer"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    click(page.locator(f"#content-main a[href='{ADD}']").first)
    click(page.locator("[name=title]"))
    page.keyboard.type("งานประเพณีแห่เทียนพรรษา")
    page.keyboard.press("Tab")
    page.keyboard.type("ประชาชนร่วมแห่เทียนพรรษา ณ วัดโพนโก")
    click(page.frame_locator("iframe.cke_wysiwyg_frame").locator("body"))
    page.keyboard.type("องค์การบริหารส่วนตำบลโพนโกจัดงานแห่เทียนพรรษา")
    click(page.locator("[name=dated_on]"))
    page.keyboard.type("17/06/2569")
    click(page.locator("[name=not_classified]"))
    with page.expect_file_chooser() as chosen:
        click(page.locator(f"{PHOTOS} .files-add .files-label"))
    chosen.value.set_files([photo("IMG_1.jpg"), photo("IMG_2.jpg", "เขียว"), photo("IMG_3.jpg", "ฟ้า")])
    clicks += 1  # "open" in the system's window, after the files were marked there
    expect(rows(page)).to_have_count(3)
    for number, words in enumerate(["ขบวนแห่", "พระสงฆ์รับเทียน", "ประชาชนร่วมงาน"]):
        box = rows(page).nth(number).locator("[name$='-alt']")
        if number:
            click(box)
        page.keyboard.type(words)
        expect(box).to_have_value(words)
    click(page.get_by_role("button", name="บันทึกแล้วไปส่งตรวจสอบ"))
    expect(page.locator(".move-form input[type=submit]")).to_be_visible()  # all() does not wait for the page
    for box in page.locator(".move-tick input").all():
        click(box)
    expect(page.locator(".errornote")).to_have_count(0)
    click(page.locator(".move-form input[type=submit]"))
    expect(page.locator(".panel .state")).to_have_text("รอตรวจสอบ")
    print(f"clicks from sign-in to submitted: {clicks}")
    assert clicks < 20

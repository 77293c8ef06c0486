"""The rich text editor in a real browser: what is pasted, photos of the item, dialogs, and all of it on a phone."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.helpers import jpeg_bytes
from tests.looks import axe_faults

ADD = "/admin/announcements/announcement/add/"
WORD = (Path(__file__).parent / "data" / "word.html").read_text()
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
EDITOR = "CKEDITOR.instances.id_body"
PASTE = f"""html => {{
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "x");
  const event = new ClipboardEvent("paste", {{ clipboardData: data, bubbles: true, cancelable: true }});
  {EDITOR}.focus();
  {EDITOR}.editable().$.dispatchEvent(event);
}}"""


def open_form(page: Page, title: str = "เรื่องของตัวแก้ไข") -> None:
    page.goto(ADD)
    wait_for_editor(page)
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill("สรุป")


def wait_for_editor(page: Page) -> None:
    page.wait_for_function(f"() => window.CKEDITOR && {EDITOR} && {EDITOR}.status === 'ready'")


def paste(page: Page, html: str) -> None:
    page.evaluate(PASTE, html)


def text(page: Page) -> str:
    """What the editor would send, without the line breaks between its tags."""
    return re.sub(r"\s*\n\s*", "", page.evaluate(f"{EDITOR}.getData()"))


def save(page: Page) -> None:
    page.locator("[name=_continue]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    wait_for_editor(page)


def attach(page: Page, number: int) -> None:
    photos = [
        {"name": f"photo{n}.jpg", "mimeType": "image/jpeg", "buffer": jpeg_bytes(640 + n, 480)}
        for n in range(number)
    ]
    page.locator("[name=not_classified]").check()
    page.locator("input[type=file][multiple][accept*='.jpg']").set_input_files(photos)
    save(page)
    for n, field in enumerate(page.locator("[name$='-alt']:visible").all()):
        field.fill(f"ภาพที่ {n}")


def choose_with_keys(page: Page) -> None:
    """Open the choice of photos from the text by keyboard: Alt+F10 goes to the toolbar, as CKEditor has it."""
    page.evaluate(f"{EDITOR}.focus()")
    page.keyboard.press("Alt+F10")
    page.wait_for_function("() => document.activeElement.matches('.cke_button')")
    for _ in range(10):
        if page.evaluate("document.activeElement.matches('.cke_button__ownphotos')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


# Pasting


def test_a_paste_from_word_is_tidied_and_the_writer_is_told_at_once_and_after_the_save(new_page):
    page = new_page("writer")
    open_form(page)
    paste(page, WORD)
    notes = page.locator(".editor-notes[role=status]")
    expect(notes).to_contain_text("จัดข้อความที่วางจาก Word ให้เข้ารูปแบบของเว็บไซต์")
    expect(notes).to_contain_text("ลบสี ขนาด แบบอักษร และการจัดวางที่ติดมากับข้อความ")
    expect(notes).to_contain_text("เปลี่ยนหัวข้อระดับบนสุดเป็น “หัวข้อ 1”")
    page.wait_for_function(f"() => {EDITOR}.getData().includes('แผนพัฒนา')")
    pasted = text(page)
    assert "<h2>แผนพัฒนา</h2>" in pasted
    assert "<ul><li>ถนน</li><li>น้ำ</li></ul>" in pasted
    assert not re.search(r"style=|class=|<font|<o:p|mso|<h1", pasted)
    save(page)
    expect(page.locator(".messagelist .warning")).to_contain_text("เนื้อหา: เปลี่ยนแถวแรกของตารางเป็นหัวตาราง")
    saved = text(page)
    assert '<th scope="col"><p>ปี</p></th>' in saved
    assert "<p>&nbsp;</p>" not in saved
    expect(notes).to_be_empty()
    save(page)
    expect(page.locator(".messagelist .warning")).to_have_count(0)


def test_what_is_moved_within_the_editor_or_is_plain_brings_no_note(new_page):
    page = new_page("writer")
    open_form(page)
    paste(page, "<p>ข้อความธรรมดา</p>")
    page.wait_for_function(f"() => {EDITOR}.getData().includes('ธรรมดา')")
    expect(page.locator(".editor-notes")).to_be_empty()


def test_no_picture_but_the_items_own_gets_into_the_text(new_page, problems):
    problems.ignore(r"ERR_|Not allowed to load|Content Security Policy|404|another host")
    page = new_page("writer")
    open_form(page)
    sources = [
        "https://evil.example/x.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "file:///C:/x.png",
        "/static/x.png",
        "//x/y.png",
    ]
    pictures = "".join(f'<img src="{source}" onerror="document.title=1">' for source in sources)
    paste(page, f"<p>ก่อน {pictures} หลัง</p>")
    page.wait_for_function(f"() => {EDITOR}.getData().includes('หลัง')")
    assert "<img" not in text(page)
    expect(page.locator(".editor-notes")).to_contain_text("ลบภาพที่วางในเนื้อหา 5 ภาพ")
    assert page.title() != "1"


# Photos of the item


def test_a_photo_of_the_item_is_put_into_the_text_by_keyboard_and_shown_as_its_figure(new_page):
    page = new_page("writer")
    open_form(page, "เรื่องที่มีภาพในเนื้อหา")
    choose_with_keys(page)
    dialog = page.locator("dialog.editor-photos")
    expect(dialog).to_contain_text("เรื่องนี้ยังไม่มีภาพที่บันทึกแล้ว")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.type("ข้อความหน้าภาพ")
    attach(page, 3)
    page.get_by_label("ลบเมื่อบันทึก").first.check()
    page.evaluate(f"{EDITOR}.focus()")
    page.keyboard.press("Control+End")
    choose_with_keys(page)
    expect(dialog.get_by_role("button", name="ภาพที่")).to_have_count(2)  # the row to be deleted is not offered
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    dialog.get_by_role("button", name="ภาพที่ 2").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    written = text(page)
    assert re.fullmatch(
        r'<p>ข้อความหน้าภาพ</p><p><img alt="ภาพที่ 2" src="/files/[0-9]+/w/[0-9]+\.webp(\?edition=[0-9]+)?" ?/></p>.*',
        written,
    )
    save(page)
    assert re.search(r'<img alt="ภาพที่ 2" src="/files/[0-9]+/w/[0-9]+\.webp" ?/>', text(page))
    inside = page.frame_locator("iframe.cke_wysiwyg_frame").locator("img")
    expect(inside).to_have_js_property("complete", True)
    assert (
        inside.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    )  # staff see the photo of a draft
    page.goto(page.url.replace("/change/", "/preview/"))
    figures = page.locator(".prose figure.photo img")
    expect(figures).to_have_count(1)
    expect(figures).to_have_attribute("alt", "ภาพที่ 2")
    assert figures.get_attribute("srcset")
    expect(page.locator("figure.photo")).to_have_count(2)  # the other one leads, none comes twice


# Dialogs


def test_a_new_table_has_a_header_row_and_a_link_has_only_what_is_kept(new_page):
    page = new_page("writer")
    open_form(page)
    page.locator(".cke_button__table").click()
    dialog = page.locator(".cke_dialog:visible")
    expect(dialog.get_by_label("หัวตาราง")).to_have_value("row")
    expect(dialog.get_by_text("ไม่มี", exact=True)).to_have_count(0)
    expect(dialog.get_by_text("ขั้นสูง")).to_have_count(0)
    dialog.locator(".cke_dialog_ui_button_ok").click()
    expect(dialog).to_have_count(0)
    table = text(page)
    assert table.count('<th scope="col">') == 2
    assert not re.search(r"border=|cellpadding=|style=", table)
    page.locator(".cke_button__link").click()
    dialog = page.locator(".cke_dialog:visible")
    expect(dialog.locator("select").first.locator("option")).to_have_text(["หน้าเว็บ", "อีเมล", "โทรศัพท์"])
    expect(dialog.locator(".cke_dialog_tab:visible")).to_have_count(0)
    dialog.get_by_label("ที่อยู่เว็บ").fill("www.dla.go.th")
    dialog.get_by_label("ข้อความที่แสดง").fill("กรมส่งเสริม")
    dialog.locator(".cke_dialog_ui_button_ok").click()
    expect(dialog).to_have_count(0)
    assert '<a href="https://www.dla.go.th">กรมส่งเสริม</a>' in text(page)


def test_the_format_menu_offers_three_headings_in_thai(new_page):
    page = new_page("writer")
    open_form(page)
    page.locator(".cke_combo__format .cke_combo_button").click()
    panel = page.frame_locator(".cke_panel_frame")
    expect(panel.locator(".cke_panel_listItem")).to_have_text(["ย่อหน้า", "หัวข้อ 1", "หัวข้อ 2", "หัวข้อ 3"])


# On a phone


def test_the_editor_is_usable_on_a_phone(new_page):
    page = new_page("writer", **PHONE)
    open_form(page)
    expect(page.locator("#cke_id_body")).to_be_visible()
    buttons = page.locator("#cke_id_body .cke_button:visible, #cke_id_body .cke_combo_button:visible")
    assert buttons.count() >= 16
    for box in (button.bounding_box() for button in buttons.all()):
        assert min(box["width"], box["height"]) >= 40
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert page.locator("#cke_id_body").bounding_box()["height"] < 600
    page.frame_locator("iframe.cke_wysiwyg_frame").locator("body").tap()
    page.keyboard.type("พิมพ์บนโทรศัพท์")
    for size in (
        {"width": 740, "height": 360},
        {"width": 1280, "height": 900},
        {"width": 360, "height": 740},
    ):
        page.set_viewport_size(size)
        assert text(page) == "<p>พิมพ์บนโทรศัพท์</p>"
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    attach(page, 2)
    page.locator(".cke_button__ownphotos").tap()
    dialog = page.locator("dialog.editor-photos")
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    dialog.get_by_role("button", name="ปิด").tap()
    paste(page, '<p style="color:red">ก</p>')
    expect(page.locator(".editor-notes")).to_contain_text("ลบสี")
    page.locator(".cke_button__ownphotos").tap()
    for part in (".editor-photos", ".editor-notes"):
        assert axe_faults(page, part) == []

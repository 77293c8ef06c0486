"""Remarks, suggestions and preview links in a real browser: the ways that people go, and axe on every page of them."""

import re

import pytest
from playwright.sync_api import expect

from tests.looks import faults
from tests.site import DESK, PHONE

VIEWS = ((PHONE, "light"), (DESK, "dark"))


def write_draft(page, title: str) -> str:
    """A draft made through the form; returns the address of its editing page."""
    page.goto("/admin/announcements/announcement/add/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("สรุปข่าวสำหรับทดสอบ")
    page.locator("[name=_continue]").click()
    page.wait_for_url("**/change/")
    return page.url


def beside(change: str, name: str) -> str:
    return change.removesuffix("change/") + f"{name}/"


@pytest.mark.each_database
def test_a_suggestion_goes_from_the_reviewer_to_the_writers_draft(new_page):
    writer, reviewer = new_page("writer"), new_page("reviewer")
    change = write_draft(writer, "ข่าวที่สะกดผิต")
    reviewer.goto(beside(change, "remarks"))
    reviewer.locator("[name=remark-text]").fill("ขอให้ระบุเวลาเริ่มงาน")
    reviewer.locator("[name=remark-mentions]").select_option(index=1)
    reviewer.locator("button[value=add]").click()
    assert "บันทึกความเห็นแล้ว" in reviewer.locator(".messagelist").inner_text()
    reviewer.locator("[name=suggestion-field]").select_option("title")
    reviewer.locator("[name=suggestion-quote]").fill("ผิต")
    reviewer.locator("[name=suggestion-replacement]").fill("ผิด")
    reviewer.locator("button[value=suggest]").click()
    writer.goto(change)
    assert writer.locator(".remark del").inner_text() == "ผิต"
    writer.locator("button[value=accept]").click()
    writer.wait_for_url("**/change/#remarks")
    assert writer.locator("[name=title]").input_value() == "ข่าวที่สะกดผิด"
    writer.locator("button[value=settle]").click()
    writer.wait_for_url("**/change/#remarks")
    writer.locator(".talk summary").first.click()
    assert writer.locator(".remark-outcome").all_inner_texts()[0].startswith("จัดการแล้ว โดย")


def test_a_preview_link_is_made_copied_read_answered_and_revoked(new_page, site, problems):
    problems.ignore(r"status of 400 .*/preview/[^ ]*#answer")  # the answer that lacks its observation
    writer, reader = new_page("writer"), new_page()
    change = write_draft(writer, "ข่าวที่ให้กำนันอ่านก่อน")
    writer.goto(beside(change, "links"))
    writer.locator("[name=reader]").fill("กำนันตำบลโพนโก")
    writer.locator("[name=asks_answer]").check()
    writer.locator(".talk-form button").click()
    field = writer.locator(".link-address input")
    writer.locator("[data-copy]").click()
    expect(writer.locator(".link-copied")).not_to_be_empty()
    assert writer.evaluate("getSelection().toString() || document.activeElement.value") == field.input_value()
    address = field.input_value()
    assert re.fullmatch(rf"{site.address}/preview/[0-9]+\.[\w-]+/", address)

    reader.goto(address)
    assert reader.locator("h1").inner_text() == "ข่าวที่ให้กำนันอ่านก่อน"
    reader.get_by_label("มีข้อสังเกต").check()
    reader.locator("main button[type=submit]").click()
    assert "กรอกข้อสังเกต" in reader.locator("main [role=alert]").inner_text()
    reader.locator("[name=text]").fill("วันที่ไม่ตรงกับหนังสือ")
    reader.locator("main button[type=submit]").click()
    assert "ท่านตอบว่า “มีข้อสังเกต”" in reader.locator("main [role=status]").inner_text()

    writer.reload()
    assert "มีข้อสังเกต" in writer.locator(".remark").inner_text()
    writer.locator("[name=revoke]").click()
    assert "ยกเลิกแล้ว" in writer.locator(".remark .state").inner_text()
    assert reader.goto(address).status == 404
    writer.goto(beside(change, "remarks"))
    assert "วันที่ไม่ตรงกับหนังสือ" in writer.locator(".remark").inner_text()


def test_the_pages_are_accessible_and_fit(new_page):
    writer, reviewer, reader = new_page("writer"), new_page("reviewer"), new_page()
    change = write_draft(writer, "ข่าวที่มีความเห็นและลิงก์ตัวอย่าง")
    remarks, links = beside(change, "remarks"), beside(change, "links")
    reviewer.goto(remarks)
    reviewer.locator("[name=remark-text]").fill("ขอให้ระบุเวลาเริ่มงาน")
    reviewer.locator("button[value=add]").click()
    reviewer.locator("[name=suggestion-field]").select_option("title")
    reviewer.locator("[name=suggestion-quote]").fill("ข่าวที่มี")
    reviewer.locator("[name=suggestion-replacement]").fill("ข่าวซึ่งมี")
    reviewer.locator("button[value=suggest]").click()
    writer.goto(links)
    writer.locator("[name=reader]").fill("กำนันตำบลโพนโก")
    writer.locator("[name=asks_answer]").check()
    writer.locator(".talk-form button").click()
    preview = writer.locator(".link-address input").input_value()
    found = [
        *faults(writer, remarks, views=VIEWS),
        *faults(reviewer, remarks, views=VIEWS),
        *faults(writer, links, views=VIEWS),
        *faults(writer, beside(change, "move/submit"), views=VIEWS),
        *faults(reader, preview, views=VIEWS),
        *faults(reader, preview[:-2] + "/", status=404, views=VIEWS),
    ]
    assert found == [], "\n".join(found)


def test_everything_works_without_javascript(new_page):
    change = write_draft(new_page("writer"), "ข่าวที่เปิดโดยไม่มีสคริปต์")
    writer = new_page("writer", java_script_enabled=False)
    writer.goto(beside(change, "links"))
    writer.locator("[name=reader]").fill("ผู้ใหญ่บ้าน")
    writer.locator(".talk-form button").click()
    assert "/preview/" in writer.locator(".link-address input").input_value()
    assert not writer.locator("[data-copy]").is_visible()
    writer.goto(change)
    writer.locator(".talk > details > summary").click()
    writer.locator(".talk-add summary").click()
    writer.locator("[name=remark-text]").fill("ความเห็นที่ไม่ต้องใช้สคริปต์")
    writer.locator("button[value=add]").click()
    assert "ความเห็นที่ไม่ต้องใช้สคริปต์" in writer.locator(".remark").inner_text()

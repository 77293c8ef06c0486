"""The start page and bulk approval in a real browser: a writer, a reviewer and an approver go through their work."""

import re
import time

import pytest

QUEUE = "/admin/publishing/reviewitem/"
TICKS = ("monarchy", "state_security", "public_order", "good_morals")
READY = "() => window.CKEDITOR && CKEDITOR.instances.id_body && CKEDITOR.instances.id_body.status === 'ready'"


def tick_all(page) -> None:
    for name in TICKS:
        page.locator(f"#id_{name}").check()


def write(page, title: str) -> str:
    """Write a piece of news from the start page's button and submit it; the address of its form."""
    page.goto("/admin/")
    page.locator(".work-write").get_by_role("link", name="ข่าวประชาสัมพันธ์").click()
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill("สรุปของข่าว")
    page.locator("#id_dated_on").fill("2/11/2569")
    page.wait_for_function(READY)
    page.evaluate("CKEDITOR.instances.id_body.setData('<p>เนื้อหาของข่าว</p>')")
    page.locator("[name=_submit_next]").click()
    page.wait_for_url(re.compile("/move/submit/"))
    tick_all(page)
    page.locator(".submit-row input.default").click()
    page.wait_for_url(re.compile("/change/"))
    return page.url


def first_heading(page) -> str:
    """Of the work of the person's role. What an urgent publication asks of him, if any is open, stands above all of it."""
    assert page.locator(".work-section:not(.work-urgent) ~ .work-urgent").count() == 0
    return page.locator(".work-section:not(.work-urgent) h2").first.inner_text()


@pytest.mark.each_database
def test_each_role_finds_its_work_first_and_bulk_approval_refuses_one_by_one(new_page):
    stamp = time.time_ns()
    titles = [f"ข่าวที่ {number} ของ {stamp}" for number in (1, 2, 3)]
    writer, reviewer, approver = new_page("writer"), new_page("reviewer"), new_page("approver")
    writer.goto("/admin/")
    assert writer.locator("h1").inner_text() == "งานของฉัน"
    assert "ส่งกลับถึงท่าน" in first_heading(writer)
    forms = [write(writer, title) for title in titles]
    writer.goto("/admin/work/submitted/")
    assert all(writer.get_by_role("link", name=title).is_visible() for title in titles)

    reviewer.goto("/admin/")
    assert "รอท่านตรวจสอบ" in first_heading(reviewer)
    assert "เรื่องรอท่าน" in reviewer.locator(".work-menu .model-reviewitem").inner_text()

    approver.goto("/admin/")
    assert "รอท่านอนุมัติ" in first_heading(approver)
    approver.goto(f"{QUEUE}?q={stamp}")
    for title in titles:
        approver.locator("tr", has_text=title).locator("input.action-select").check()
    approver.get_by_role("button", name="อนุมัติเรื่องที่เลือก").click()
    approver.wait_for_url(re.compile(r"/approve/\?id="))
    assert approver.locator(".bulk-item").count() == 3

    # The writer takes the third one back while the approver reads.
    writer.goto(forms[2])
    writer.get_by_role("link", name="ดึงกลับมาแก้ไข").click()
    writer.locator(".submit-row input.default").click()
    writer.wait_for_url(re.compile("/change/"))

    for box in approver.locator("[name=read]").all():
        box.check()
    tick_all(approver)
    approver.get_by_role("button", name="อนุมัติและเผยแพร่").click()
    approver.wait_for_load_state()
    results = approver.locator(".bulk-results").inner_text()
    assert "อนุมัติและเผยแพร่แล้ว 2 เรื่อง" in results and "ยังไม่ได้อนุมัติ 1 เรื่อง" in results
    assert titles[2] in results and "“ร่าง”" in results
    approver.locator(".bulk-results").get_by_role("link", name=titles[0]).click()
    assert titles[0] in approver.locator("h1").inner_text()

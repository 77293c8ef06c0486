"""The emergency notice as people see it: put up at the desk, on a phone at once, tested, and gone when it is taken down."""

import pytest
from playwright.sync_api import expect

from tests.looks import faults
from tests.site import DESK, PHONE

SENTENCE = "น้ำป่าไหลหลากเข้าหมู่ที่ 3 ให้ผู้ที่อยู่ริมห้วยย้ายไปที่โรงเรียนทันที"


@pytest.mark.each_database
def test_a_banner_goes_up_is_seen_and_comes_down(new_page):
    desk, phone = new_page("approver"), new_page(viewport=PHONE)
    desk.goto("/admin/publishing/banner/add/")
    desk.get_by_label("อันตราย ต้องปฏิบัติทันที").check()
    desk.get_by_label("ข้อความ").fill(SENTENCE)
    desk.get_by_label("เหตุผล").fill("ได้รับแจ้งจากผู้ใหญ่บ้าน")
    desk.get_by_role("button", name="ขึ้นแถบแจ้งเหตุ").click()
    row = desk.locator("#result_list tr", has_text=SENTENCE)
    expect(row).to_contain_text("กำลังแสดง")
    try:
        wrong = faults(phone, "/feeds/", views=((PHONE, "light"), (DESK, "dark")))
        assert wrong == [], "\n".join(wrong)
        band = phone.get_by_role("region", name="แถบแจ้งเหตุ").get_by_text("ให้ผู้ที่อยู่ริมห้วยย้ายไปที่โรงเรียนทันที")
        expect(band).to_be_visible()
        desk.get_by_role("link", name="ทดสอบกับหน้าหลัก").click()
        desk.get_by_role("button", name="ทดสอบ").click()
        expect(desk.get_by_text("หน้าหลักแสดงครบทั้ง")).to_be_visible()
    finally:
        desk.goto("/admin/publishing/banner/")
        row.get_by_role("link").click()
        desk.get_by_role("link", name="ปลดแถบนี้").click()
        desk.get_by_label("เหตุผล").fill("น้ำลดแล้ว")
        desk.get_by_role("button", name="ปลดแถบ").click()
    expect(row).to_contain_text("สิ้นสุดแล้ว")
    phone.reload()
    expect(phone.get_by_role("main")).to_be_visible()
    expect(band).to_have_count(0)

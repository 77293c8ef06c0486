"""In the browser: the start, a code from the telephone, a lost telephone, an administrator's help, a closed account."""

import re

from playwright.sync_api import expect

from tests.accounts.helpers import code_of
from tests.site import PHONE, new_context

NAME, PASSWORD = "newcomer", "ปลาร้าบนดวงจันทร์สีม่วง"
MAKE = f"""
from django.contrib.auth.models import Group
from accounts.models import User
one, _ = User.objects.get_or_create(username={NAME!r}, defaults=dict(full_name="นายผู้มาใหม่ ใจดี", is_staff=True))
one.groups.set(Group.objects.filter(name="ผู้อนุมัติ"))
from accounts import start_codes
print(start_codes.give(one, by="test"))
"""


def test_enrolment_lost_telephone_reset_and_the_end_of_an_account(site, browser, new_page, problems):
    code = site.manage("shell", "-v", "0", "-c", MAKE).strip().splitlines()[-1]
    context = new_context(browser, site, viewport=PHONE)
    problems.watch(context)
    page = context.new_page()

    def start(code: str) -> None:
        page.goto(f"{site.address}/admin/login/")
        page.get_by_role("link", name="มีใบเริ่มใช้งาน").click()
        page.get_by_label("ชื่อผู้ใช้").fill(NAME)
        page.get_by_label("รหัสเริ่มใช้งาน").fill(code)
        page.get_by_label("รหัสผ่านที่ท่านตั้งเอง").fill(PASSWORD)
        page.get_by_label("รหัสผ่านอีกครั้ง").fill(PASSWORD)
        page.get_by_role("button", name="ตั้งรหัสผ่านและเข้าสู่ระบบ").click()

    def sign_in() -> None:
        page.goto(f"{site.address}/admin/login/")
        page.get_by_label("ชื่อผู้ใช้").fill(NAME)
        page.get_by_label("รหัสผ่าน").fill(PASSWORD)
        page.get_by_role("button", name="เข้าสู่ระบบ").click()

    try:
        start(code)
        page.get_by_role("link", name="ใช้แอปในโทรศัพท์").click()
        secret = page.locator(".sign-in-secret").inner_text()
        page.get_by_label("รหัสยืนยัน").fill(code_of(secret))
        page.get_by_role("button", name="เปิดใช้").click()
        codes = page.locator(".sign-in-codes code").all_inner_texts()
        assert len(codes) == 10 and all(re.fullmatch(r"\d{8}", code) for code in codes)
        page.get_by_role("link", name="เก็บรหัสแล้ว").click()
        expect(page.get_by_role("heading", name="งานของฉัน")).to_be_visible()

        context.clear_cookies()
        sign_in()
        page.get_by_label("รหัสยืนยัน").fill(code_of(secret, 1))  # the next half minute's: this one's was used
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.wait_for_url(f"{site.address}/admin/")

        context.clear_cookies()  # The telephone is lost.
        sign_in()
        page.get_by_label("รหัสยืนยัน").fill(codes[3])
        page.get_by_role("button", name="เข้าสู่ระบบ").click()
        page.wait_for_url(f"{site.address}/admin/")

        desk = new_page("admin")
        desk.goto(f"{site.address}/admin/accounts/user/?q={NAME}")
        desk.get_by_role("link", name="นายผู้มาใหม่ ใจดี").click()
        desk.get_by_role("link", name="ล้างเมื่อโทรศัพท์หาย").click()
        desk.get_by_label("เหตุผล").fill("โทรศัพท์หาย พบตัวที่สำนักงานแล้ว")
        desk.get_by_role("button", name="ล้างการยืนยันตัวตนสองขั้น").click()
        code = desk.locator(".start-code").inner_text()
        page.reload()
        assert "/admin/login/" in page.url
        start(code)
        expect(page.get_by_role("heading", name="เพิ่มการยืนยันตัวตนสองขั้นก่อนใช้งาน")).to_be_visible()

        desk.get_by_role("link", name="กลับไปหน้าบัญชี").click()
        desk.get_by_label("สถานะปกติ").or_(desk.locator("#id_is_active")).first.uncheck()
        desk.get_by_role("button", name="บันทึก", exact=True).first.click()
        desk.wait_for_url(re.compile("/handover/"))
        page.goto(f"{site.address}/admin/")
        assert "/admin/login/" in page.url
    finally:
        problems.leave(context)
        context.close()

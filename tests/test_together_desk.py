"""Two people, one draft, in two browsers; and what one browser keeps of unsaved typing."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect


def make_draft(page: Page, title: str, admin_path: str = "announcements/announcement") -> str:
    """A draft made by hand; returns the address of its editing form."""
    page.goto(f"/admin/{admin_path}/add/")
    page.locator("[name=title]").fill(title)
    save(page)
    return page.url


def save(page: Page) -> None:
    page.get_by_role("button", name="บันทึกร่าง").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def kept(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ponko-desk:'))")


def wait_until_kept(page: Page, text: str) -> None:
    page.wait_for_function(
        "text => Object.entries(localStorage).some(([key, value]) => key.startsWith('ponko-desk:') && value.includes(text))",
        arg=text,
        timeout=20_000,
    )


def set_body(page: Page, html: str) -> None:
    expect(page.locator("iframe.cke_wysiwyg_frame")).to_be_visible()
    page.evaluate("html => CKEDITOR.instances.id_body.setData(html)", html)


#: What is typed is kept five seconds after the first key; here the seconds are short.
IMPATIENT = """
const patient = window.setTimeout;
window.setTimeout = (work, wait, ...given) => patient(work, wait === 5000 ? 250 : wait, ...given);
"""


@pytest.fixture
def new_page(new_page) -> Callable[..., Page]:
    def open_page(*person: str, **options: object) -> Page:
        page = new_page(*person, **options)
        page.add_init_script(IMPATIENT)
        return page

    return open_page


@pytest.fixture
def two(new_page) -> Iterator[tuple[Page, Page]]:
    yield new_page("writer"), new_page("writer2")


@pytest.mark.each_database
def test_the_second_browser_sees_who_has_it_and_takes_over(two):
    first, second = two
    address = make_draft(first, "ร่างที่เปิดพร้อมกัน")
    expect(first.locator("#hold-notice")).to_be_hidden()
    second.goto(address)
    notice = second.locator("#hold-notice")
    expect(notice).to_contain_text("เปิดร่างนี้อยู่ ตั้งแต่")
    # What was typed before taking over stays: the page is not left.
    second.locator("[name=summary]").fill("พิมพ์ก่อนรับช่วง")
    notice.get_by_role("button", name="รับช่วงแก้ไขต่อ").click()
    expect(notice).to_be_hidden()
    expect(second.locator("[name=summary]")).to_have_value("พิมพ์ก่อนรับช่วง")
    # The first one learns it when he comes back to his window.
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator("#hold-notice")).to_contain_text("รับช่วงแก้ไขร่างนี้ไปแล้วเมื่อ")
    save(second)
    second.locator(".panel-history summary").click()
    expect(second.locator(".panel-history")).to_contain_text("รับช่วงแก้ไข")
    expect(second.locator(".panel-history")).to_contain_text("รับช่วงจาก")
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(first.locator("#hold-newer")).to_contain_text("มีผู้บันทึกฉบับใหม่กว่า")


def test_taking_over_works_without_javascript(new_page):
    first = new_page("writer")
    address = make_draft(first, "ร่างที่รับช่วงโดยไม่มีสคริปต์")
    second = new_page("writer2", java_script_enabled=False)
    second.goto(address)
    expect(second.locator("#hold-notice")).to_contain_text("เปิดร่างนี้อยู่ ตั้งแต่")
    second.locator("#hold-form button").click()
    expect(second.locator(".messagelist .success")).to_have_text("ท่านรับช่วงแก้ไขร่างนี้แล้ว")
    expect(second.locator("#hold-notice")).to_be_hidden()


def test_leaving_the_page_lets_go_and_saving_does_not(two):
    first, second = two
    address = make_draft(first, "ร่างที่ปล่อยแล้ว")
    save(first)
    second.goto(address)
    expect(second.locator("#hold-notice")).to_be_visible()
    first.goto("/admin/")
    for _ in range(20):  # the beacon may still be on its way
        second.reload()
        if second.locator("#hold-notice").is_hidden():
            break
        second.wait_for_timeout(200)
    expect(second.locator("#hold-notice")).to_be_hidden()


def test_two_saves_lose_neither_text(two):
    first, second = two
    address = make_draft(first, "ข่าวสองคนเขียน")
    second.goto(address)
    first.locator("[name=summary]").fill("สรุปของคนแรก")
    save(first)
    set_body(second, "<p>เนื้อข่าวของคนที่สอง</p>")
    second.locator("[name=summary]").fill("สรุปของคนที่สอง")
    second.get_by_role("button", name="บันทึกร่าง").click()
    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("ไม่มีข้อความใดหาย")
    expect(conflict).to_contain_text("สรุปของคนแรก")
    expect(conflict).to_contain_text("เนื้อข่าวของคนที่สอง")
    expect(second.locator("[name=summary]")).to_have_value("สรุปของคนที่สอง")
    # The side draft: read, then put back into the form, then saved on purpose.
    conflict.get_by_role("link", name="ร่างเสริม").click()
    expect(second.get_by_label("สรุปย่อ")).to_have_value("สรุปของคนที่สอง")
    second.get_by_role("link", name="นำกลับมาใส่ในร่าง").click()
    expect(second.locator("[name=summary]")).to_have_value("สรุปของคนที่สอง")
    expect(second.locator("iframe.cke_wysiwyg_frame")).to_be_visible()
    save(second)
    expect(second.locator("[name=summary]")).to_have_value("สรุปของคนที่สอง")
    assert "เนื้อข่าวของคนที่สอง" in second.locator("[name=body]").input_value()


def test_typing_comes_back_after_the_window_was_closed(new_page):
    page = new_page("writer")
    address = make_draft(page, "ข่าวที่พิมพ์ค้าง")
    page.locator("[name=summary]").fill("พิมพ์ค้างไว้")
    set_body(page, "<p>เนื้อข่าวที่พิมพ์ค้าง</p>")
    wait_until_kept(page, "เนื้อข่าวที่พิมพ์ค้าง")
    again = page.context.new_page()
    page.close()
    again.goto(address)
    bar = again.locator("#autosave-bar")
    expect(bar).to_contain_text(re.compile(r"พบข้อความที่พิมพ์ค้างไว้เมื่อ \d\d\.\d\d น\. ยังไม่ได้บันทึก"))
    expect(bar).to_contain_text("เก็บอยู่ในเบราว์เซอร์เครื่องนี้เท่านั้น")
    expect(again.locator("[name=summary]")).to_have_value("")  # never by itself
    again.get_by_role("button", name="นำกลับมา").click()
    expect(bar).to_be_hidden()
    expect(again.locator("[name=summary]")).to_have_value("พิมพ์ค้างไว้")
    save(again)
    assert kept(again) == []
    assert "เนื้อข่าวที่พิมพ์ค้าง" in again.locator("[name=body]").input_value()


def test_what_is_thrown_away_does_not_come_back(new_page):
    page = new_page("writer")
    address = make_draft(page, "ข่าวที่ทิ้งข้อความ")
    page.locator("[name=summary]").fill("ไม่เอาแล้ว")
    wait_until_kept(page, "ไม่เอาแล้ว")
    page.goto(address)
    page.get_by_role("button", name="ทิ้ง", exact=True).click()
    expect(page.locator("#autosave-bar")).to_be_hidden()
    assert kept(page) == []
    page.reload()
    expect(page.locator("iframe.cke_wysiwyg_frame")).to_be_visible()
    expect(page.locator("#autosave-bar")).to_be_hidden()


def test_typing_on_while_the_bar_stands_loses_neither(new_page):
    page = new_page("writer")
    address = make_draft(page, "ข่าวสองรอบ")
    page.locator("[name=summary]").fill("รอบแรก")
    wait_until_kept(page, "รอบแรก")
    page.goto(address)
    expect(page.locator("#autosave-bar")).to_be_visible()
    page.locator("[name=summary]").fill("รอบสอง")
    wait_until_kept(page, "รอบสอง")
    page.goto(address)
    page.get_by_role("button", name="ทิ้ง", exact=True).click()
    expect(page.locator("#autosave-bar")).to_be_visible()
    page.get_by_role("button", name="นำกลับมา").click()
    expect(page.locator("[name=summary]")).to_have_value("รอบแรก")


def test_rows_come_back_with_the_rest(new_page):
    page = new_page("writer")
    address = make_draft(page, "ช่องทางติดต่อที่พิมพ์ค้าง", "content/contact")
    page.locator("#channels-group .add-row a").click()
    page.locator("[name=channels-0-label]").fill("เพจที่พิมพ์ค้าง")
    wait_until_kept(page, "เพจที่พิมพ์ค้าง")
    page.goto(address)
    page.get_by_role("button", name="นำกลับมา").click()
    expect(page.locator("[name=channels-0-label]")).to_have_value("เพจที่พิมพ์ค้าง")
    expect(page.locator("#autosave-skipped")).to_be_hidden()


def test_signing_out_clears_everything_that_was_kept(site, new_page):
    page = new_page()
    site.sign_in(page, "writer")
    make_draft(page, "ข่าวก่อนออกจากระบบ")
    page.locator("[name=summary]").fill("ความลับก่อนออก")
    wait_until_kept(page, "ความลับก่อนออก")
    page.locator("#logout-form button").click()
    expect(page.locator("#content")).to_be_visible()
    assert kept(page) == []


def test_an_ended_session_costs_no_text_but_another_person_finds_none(site, new_page):
    page = new_page()
    site.sign_in(page, "writer")
    address = make_draft(page, "ข่าวที่หมดเวลา")
    page.locator("[name=summary]").fill("พิมพ์จนหมดเวลา")
    wait_until_kept(page, "พิมพ์จนหมดเวลา")
    page.context.clear_cookies()
    page.goto(address)
    assert "/admin/login/" in page.url and len(kept(page)) == 1
    page.locator("[name=username]").fill("writer")
    page.locator("[name=password]").fill(site.passwords()["writer"])
    page.locator("[name=password]").press("Enter")
    expect(page.locator("#autosave-bar")).to_be_visible()
    page.context.clear_cookies()
    page.goto(address)
    page.locator("[name=username]").fill("writer2")
    page.locator("[name=password]").fill(site.passwords()["writer2"])
    page.locator("[name=password]").press("Enter")
    expect(page.locator("#user-tools")).to_be_visible()
    assert kept(page) == []
    expect(page.locator("#autosave-bar")).to_be_hidden()


def test_the_sign_in_page_clears_what_was_kept(site, new_page):
    page = new_page()
    site.sign_in(page, "writer")
    make_draft(page, "ข่าวที่ทิ้งไว้ในเครื่อง")
    page.locator("[name=summary]").fill("ค้างในเครื่อง")
    wait_until_kept(page, "ค้างในเครื่อง")
    page.context.clear_cookies()
    page.goto("/admin/login/")
    expect(page.locator("[name=username]")).to_be_visible()
    assert kept(page) == []


def test_what_is_older_than_seven_days_is_dropped(new_page):
    page = new_page("writer")
    address = make_draft(page, "ข่าวเก่าเก็บ")
    page.locator("[name=summary]").fill("เก่าเก็บ")
    wait_until_kept(page, "เก่าเก็บ")
    age = """() => { for (const key of Object.keys(localStorage).filter(key => key.startsWith("ponko-desk:"))) {
        const record = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...record, at: record.at - 7 * 86400000 - 1000}));
    } }"""
    page.goto("/admin/")
    page.evaluate(age)
    page.goto(address)
    expect(page.locator("iframe.cke_wysiwyg_frame")).to_be_visible()
    expect(page.locator("#autosave-bar")).to_be_hidden()
    assert kept(page) == []

"""What has ended, in a real browser: withdrawn, removed, earlier editions. Accessible, nothing cut, on a phone and on a desk."""

import json

import pytest

from tests.looks import faults
from tests.site import DESK, PHONE

#: The windows and colour schemes in which axe looks at them.
VIEWS = ((PHONE, "light"), (DESK, "dark"))

#: Run in the copy of the site: items of its own, ended in every way; prints their addresses.
MAKE = """
import json
from content.models import Page
from tests.helpers import make_live, remove, revise, withdraw
with_successor = make_live(Page, title="หน้าที่มาแทน")
first = make_live(Page, title="แนวทางการขอใช้ห้องประชุม", slug="ended-pages")
second = revise(first, change_note="เพิ่มช่องทางการจองทางโทรศัพท์")
third = revise(second, change_note="ปรับอัตราค่าบำรุงตามข้อบัญญัติฉบับใหม่")
remove(second, "มีหมายเลขโทรศัพท์ส่วนตัวของเจ้าหน้าที่")
withdrawn = withdraw(make_live(Page, title="หน้าที่สิ้นผล"), "พ้นกำหนดแล้ว", successor=with_successor)
removed = remove(make_live(Page, title="PONKO-TITLE"), "มีข้อมูลส่วนบุคคล")
sent_on = remove(make_live(Page, title="PONKO-TITLE"), "ย้ายไปเรื่องใหม่", successor=with_successor)
below = f"{third.publication.address}editions/"
print(json.dumps({
    "current": third.publication.address, "list": below, "earlier": f"{below}1/", "earlier removed": f"{below}2/",
    "withdrawn": withdrawn.publication.address, "removed": removed.publication.address,
    "sent on": sent_on.publication.address, "successor": with_successor.publication.address,
}))
"""


@pytest.fixture(scope="module")
def ended(site) -> dict[str, str]:
    return json.loads(site.manage("shell", "-v", "0", "-c", MAKE).strip().splitlines()[-1])


def test_what_has_ended_is_accessible_and_fits(new_page, ended):
    page = new_page()
    wrong = []
    for name, address in ended.items():
        if name != "sent on":
            wrong += faults(page, address, status=None, views=VIEWS)
    assert wrong == [], "\n".join(wrong)


def test_a_reader_without_javascript_walks_from_an_item_to_its_earlier_edition_and_back(new_page, ended):
    page = new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(ended["current"])
    page.locator(".history summary").click()
    page.locator(".history-all a").click()
    assert "ฉบับที่ 2 ถอนออกแล้ว" in page.locator(".editions-list").inner_text()
    page.locator(".editions-list").get_by_role("link", name="ฉบับที่ 1", exact=True).click()
    assert "ไม่ใช่ฉบับปัจจุบัน" in page.locator("main .notice").inner_text()
    page.get_by_role("link", name="อ่านฉบับปัจจุบัน").click()
    assert page.url.endswith(ended["current"])


def test_a_reader_of_what_was_removed_reads_why_or_is_sent_on(new_page, ended):
    page = new_page()
    response = page.goto(ended["removed"])
    assert response.status == 410
    assert "มีข้อมูลส่วนบุคคล" in page.locator("main").inner_text()
    assert "PONKO-TITLE" not in page.content()
    page.goto(ended["sent on"])
    assert page.url.endswith(ended["successor"])

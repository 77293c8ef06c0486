"""The photos of an item: one by one over the page with a script, links to larger copies without."""

import re

from playwright.sync_api import expect

from tests.site import PHONE


def test_photos_are_shown_one_by_one_by_key_and_the_focus_comes_back(new_page):
    page = new_page(viewport=PHONE)
    page.goto("/news/?q=แซนโฎนตา 10 ตุลาคม")
    page.locator("main .card-title a, main .item-title a").first.click()
    photos = page.locator("[data-photo]")
    number = photos.count()
    assert number > 2
    photos.nth(1).click()
    count = page.locator(".viewer-count")
    expect(count).to_have_text(f"2 / {number}")
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text(f"3 / {number}")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(photos.nth(2)).to_be_focused()
    photos.nth(0).evaluate("link => link.click()")
    page.locator(".viewer-after").click()
    expect(count).to_have_text(f"2 / {number}")


def test_without_script_a_photo_leads_to_its_largest_copy(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/news/?q=แซนโฎนตา 10 ตุลาคม")
    page.locator("main .card-title a, main .item-title a").first.click()
    link = page.locator("[data-photo]").last.get_attribute("href")
    assert re.fullmatch(r"/files/[0-9]+/w/[0-9]+\.webp", link)
    assert page.request.get(link).headers["content-type"] == "image/webp"

"""Passing a page on and printing it, in a real browser."""

from playwright.sync_api import expect


def first_news(page) -> str:
    page.goto("/news/")
    return page.locator("main h3 a, main h2 a").first.get_attribute("href")


def test_the_script_adds_buttons_and_paper_has_the_address_and_the_code(site, new_page):
    page = new_page(permissions=("clipboard-read", "clipboard-write"))
    page.add_init_script("window.print = () => { window.printed = true; }")
    path = first_news(page)
    page.goto(path)
    share, foot = page.locator(".share"), page.locator(".print-foot")
    share.get_by_role("button", name="คัดลอกลิงก์").click()
    expect(share.get_by_role("status")).to_have_text("คัดลอกลิงก์แล้ว")
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.address}{path}"
    share.get_by_role("button", name="พิมพ์").click()
    page.wait_for_function("window.printed")
    expect(foot).to_be_hidden()

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(share).to_be_hidden()
    expect(foot).to_contain_text(f"{site.address}{path}")
    code = foot.locator(".print-foot-code use").bounding_box()
    assert code is not None
    assert code["width"] > 90
    assert page.evaluate("document.querySelector('.site-footer').offsetHeight") == 0


def test_without_script_the_address_is_there_to_be_copied(site, new_page):
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    path = first_news(page)
    page.goto(path)
    share = page.locator(".share")
    assert f"{site.address}{path}" in share.inner_text()
    assert share.get_by_role("button").count() == 0
    share.locator("summary").click()
    expect(share.locator("svg[role=img]")).to_be_visible()

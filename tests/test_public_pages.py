"""Every kind of public page in a real browser, on a phone and on a desk: accessible, nothing cut, nothing from outside."""

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
LISTS = ["/about/", "/about/plans/", "/laws/", "/news/", "/news/procurement/", "/knowledge/", "/links/"]
PAGES = ["/", *LISTS, "/news/?q=ไม่มีคำนี้แน่นอน", "/no-such-page/", "/about/structure/", "/about/contact/"]
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}


def first_details(page) -> list[str]:
    """The first item of every list, whatever its kind."""
    found = []
    for address in LISTS:
        page.goto(address)
        links = page.locator(f"main a[href^='/{address.split('/')[1]}/']")
        hrefs = [link.get_attribute("href") for link in links.all()]
        found += [
            href
            for href in hrefs
            if href.strip("/").count("/") == 1 and "?" not in href and href not in LISTS
        ][:1]
    return found


@pytest.mark.parametrize("size", list(SIZES))
def test_pages_are_accessible_and_fit(size, new_page, problems):
    page = new_page(viewport=SIZES[size])
    details = first_details(page)
    assert len(details) == len(LISTS)
    wrong = []
    for address in [*PAGES, *details]:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{address}: scrolls sideways")
    problems.settle()  # axe itself breaks the policy: what comes after is not the page's
    for address in [*PAGES, *details]:
        page.goto(address)
        report = Axe().run(page, options=RULES)
        wrong += [
            f"{address}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in report.response["violations"]
        ]
    assert wrong == []


def test_the_site_reads_without_javascript(new_page):
    page = new_page(java_script_enabled=False, viewport=SIZES["phone"])
    page.goto("/")
    page.locator("main a[href^='/news/']").first.click()
    page.goto("/news/")
    page.locator("[name=q]").fill("ลอยกระทง")
    page.locator("main form button[type=submit], main form input[type=submit]").first.click()
    assert "ลอยกระทง" in page.locator("main").inner_text()

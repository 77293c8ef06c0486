"""Tokens: every one that is used exists, large words fit, and the font's arrival moves nothing."""

import re
import time

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifted += entry.value; })
    .observe({type: "layout-shift", buffered: true});
"""


def test_every_token_that_is_used_is_there():
    """A misspelt token is no error to a browser: the rule is dropped without a word."""
    known = set(re.findall(r"(--[a-z0-9-]+):", (CSS / "tokens.css").read_text(encoding="utf-8")))
    files = [*CSS.rglob("*.css"), settings.BASE_DIR / "static" / "styleguide" / "styleguide.css"]
    unknown = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        own = set(re.findall(r"(--[a-z0-9-]+):", text))
        if missing := set(re.findall(r"var\((--[a-z0-9-]+)", text)) - known - own:
            unknown[file.name] = missing
    assert unknown == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_words_of_twice_the_size_fit_the_window(new_page, width):
    page = new_page(viewport={"width": width, "height": 740})
    too_wide = {}
    for address in ("/", "/laws/", "/news/procurement/", "/about/structure/", "/about/contact/"):
        page.goto(address)
        page.evaluate("document.documentElement.dataset.text = '200'")
        if (found := page.evaluate("document.documentElement.scrollWidth")) > width:
            too_wide[address] = found
    assert too_wide == {}


def test_nothing_moves_when_the_font_arrives_late(new_page):
    """The words stand in Noto Sans Thai until Sarabun is there: 0.1 is what the web calls good."""
    page = new_page(viewport={"width": 360, "height": 740})
    page.add_init_script(SHIFTS)

    def later(route):
        time.sleep(0.4)
        route.continue_()

    page.route("**/*.woff2", later)
    moved = {}
    for address in ("/", "/about/structure/"):
        page.goto(address)
        page.evaluate("document.fonts.ready")
        page.wait_for_function("document.fonts.status === 'loaded'")
        moved[address] = page.evaluate("window.shifted")
    assert {address: shift for address, shift in moved.items() if shift >= 0.05} == {}

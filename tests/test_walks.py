"""What people come for, by keyboard alone and without JavaScript: a file of the news, a law, a gallery, the contact."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page_kinds import addresses
from tests.site import PHONE

MOST_TABS = 200
#: Whether the target has the focus; what is wrong with how the focus shows ("" when it is seen and not covered).
FOCUS = """target => {
    const here = document.activeElement;
    const ringed = [[here], [here, "::after"], [here.parentElement], [here.nextElementSibling]].some(([one, part]) => {
        const style = one && getComputedStyle(one, part);
        return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    const box = here.getBoundingClientRect();
    const onTop = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2);
    const seen = onTop && (here.contains(onTop) || onTop.contains(here) || here.parentElement.contains(onTop));
    // After the last stop comes the browser's own frame.
    if (here === document.body) return {there: false, wrong: ""};
    const name = here.outerHTML.slice(0, 120);
    return {there: here === target, wrong: ringed ? (seen ? "" : `covered: ${name}`) : `no focus ring: ${name}`};
}"""


class Keyboard:
    """Only Tab, Enter and letters. What the focus passes on the way must be seen."""

    def __init__(self, page: Page):
        self.page = page
        self.wrong: set[str] = set()

    def reach(self, selector: str) -> None:
        """Press Tab until the first element that fits has the focus."""
        target = self.page.locator(selector).locator("visible=true").first.element_handle()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS, target)
            self.wrong |= {focus["wrong"]} - {""}
            if focus["there"]:
                return
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {selector} on {self.page.url}")

    def skip(self) -> None:
        """Jump over the header by the skip link, which must be the first stop."""
        self.page.keyboard.press("Tab")
        expect(self.page.locator(".skip-link")).to_be_focused()
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#main")).to_be_focused()

    def follow(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def choose(self, selector: str, value: str) -> None:
        """Down the list of choices until `value` is chosen."""
        self.reach(selector)
        for _ in range(40):
            if self.page.locator(selector).input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{selector} has no choice {value}")


class Finger:
    """Taps on what is to be seen; the browser runs no script."""

    wrong: frozenset[str] = frozenset()

    def __init__(self, page: Page):
        self.page = page

    def skip(self) -> None:
        pass

    def follow(self, selector: str) -> None:
        self.page.locator(selector).locator("visible=true").first.click()

    def choose(self, selector: str, value: str) -> None:
        self.page.locator("main form summary").click()  # On a phone only the words are open at first.
        self.page.locator(selector).select_option(value)


@pytest.fixture(params=["keyboard", "no script"])
def hand(request, new_page: Callable[..., Page]) -> Keyboard | Finger:
    if request.param == "keyboard":
        return Keyboard(new_page())
    return Finger(new_page(java_script_enabled=False, viewport=PHONE))


def test_the_news_and_its_file(hand, site):
    page = hand.page
    page.goto("/")
    hand.skip()
    hand.follow("main a[href='/news/']")
    page.wait_for_url("**/news/")
    hand.skip()
    item = addresses(site)["news-file"]
    hand.follow(f"main a[href='{item}']")
    page.wait_for_url(f"**{item}")
    hand.skip()
    with page.context.expect_event("response", lambda answer: "/files/" in answer.url) as answered:
        hand.follow("main .documents a")
    assert (answered.value.status, answered.value.headers["content-type"]) == (200, "application/pdf")
    assert hand.wrong == set()


def test_a_law_by_filter(hand):
    page = hand.page
    page.goto("/")
    hand.skip()
    hand.follow("main a[href='/laws/']")
    page.wait_for_url("**/laws/")
    hand.skip()
    hand.choose("main [name=doc_type]", "act")
    hand.follow("main form.filters [type=submit]")
    page.wait_for_url("**doc_type=act**")
    expect(page.locator("main [name=doc_type]")).to_have_value("act")
    hand.skip()
    hand.follow("main .item a, main article a")
    page.wait_for_url(re.compile("/laws/[0-9]+/$"))
    assert hand.wrong == set()


def test_a_gallery(hand, site):
    page = hand.page
    page.goto(addresses(site)["news-photos"])
    hand.skip()
    hand.follow("main .gallery a")
    if isinstance(hand, Keyboard):
        # The photo above the text is the first.
        count = page.locator("dialog[open] .viewer-count")
        expect(count).to_have_text(re.compile("^2 / "))
        page.keyboard.press("ArrowRight")
        expect(count).to_have_text(re.compile("^3 / "))
        page.keyboard.press("Escape")
        expect(page.locator("[data-photo]").nth(2)).to_be_focused()
    else:
        page.wait_for_url("**/files/**")
        assert page.locator("img").evaluate("image => image.naturalWidth") > 480
    assert hand.wrong == set()


def test_the_contact(hand):
    page = hand.page
    page.goto("/")
    hand.follow("a[href='/about/contact/']")
    page.wait_for_url("**/about/contact/")
    hand.skip()
    with page.context.expect_event("response", lambda answer: answer.url.endswith(".vcf")) as answered:
        hand.follow("main a[href$='contact.vcf']")
    assert answered.value.status == 200
    assert hand.wrong == set()

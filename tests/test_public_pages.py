"""Every kind of public page in a real browser, from a phone to a desk: accessible, nothing cut, nothing lost."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.looks import BELOW_THE_HEAD, OF_A_VIEW, axe_faults, is_too_wide
from tests.page_kinds import MAIN, addresses
from tests.site import DESK, PHONE

TABLET = {"width": 768, "height": 1024}
#: A desk's window of 1280 pixels at 200 and at 400 %, WCAG's reflow.
ZOOMED = ({"width": 640, "height": 450}, {"width": 320, "height": 225})
#: Where axe looks, and at what, half a second each: the other kinds are made of the same parts as the main ones.
MAIN_SEEN = {"360 light": {}, "1280 dark": OF_A_VIEW}
OTHERS_SEEN = {"360 dark": {"context": BELOW_THE_HEAD}}
#: Head and foot are the same on all pages. This one has them looked at in the window in which the others are.
WITH_ITS_HEAD = "about"
#: What a reader may choose in the page's reading help, as static/js/reading.js writes it on the root element.
LARGEST_TEXT = "document.documentElement.dataset.text = '200'"
#: Boxes that hide what does not fit into them, where something does not. The end of the breadcrumb may be cut: it
#: repeats the heading.
CUT = """[...document.querySelectorAll("main :not(.crumbs *), header *, footer *")].filter(one => {
    const style = getComputedStyle(one);
    return ["hidden", "clip"].includes(style.overflowX) && one.clientWidth > 1
        && one.checkVisibility() && one.innerText && one.scrollWidth > one.clientWidth + 1;
}).map(one => one.outerHTML.slice(0, 120))"""
WORDS = "document.querySelector('main').innerText.split(/\\s+/)"
IN_FORMS = "[...document.querySelectorAll('main form')].flatMap(one => one.textContent.split(/\\s+/))"
LINKS = "[...document.querySelectorAll('main a[href]')].filter(one => one.checkVisibility()).map(one => one.pathname)"
#: What keeps its words in every window, and what keeps its links: a list on a phone has shorter descriptions. The home
#: page shows fewer of what its lists hold.
LISTS = {"about", "knowledge", "laws", "links", "news", "procurement", "search-results"}
POINTERS = {"home"}
#: In forced colours grounds are gone: a button or a field is known by its edge, or is underlined.
SHAPELESS = """[...document.querySelectorAll("button, select, textarea, input:not([type=hidden]), a[class*=button]")]
    .filter(one => one.checkVisibility() && one.clientWidth > 1 && !["radio", "checkbox"].includes(one.type))
    .filter(one => {
        const style = getComputedStyle(one);
        return parseFloat(style.borderBottomWidth) === 0 && !style.textDecorationLine.includes("underline");
    }).map(one => one.outerHTML.slice(0, 120))"""


def sideways(page: Page, name: str) -> list[str]:
    cut = [f"{name}: cut off: {one}" for one in page.evaluate(CUT)]
    return cut + ([f"{name}: scrolls sideways"] if is_too_wide(page) else [])


def content(page: Page, kind: str) -> set[str]:
    """What must be there in every window. The fields of a list's filter may be folded away."""
    return set() if kind in POINTERS else set(page.evaluate(LINKS if kind in LISTS else WORDS))


def wrong_with(page: Page, kind: str) -> list[str]:
    """The open page in all windows and colours; axe looks at the main kinds in two, at the others in one."""
    found = []
    page.set_viewport_size(DESK)
    there = content(page, kind)
    for window in ZOOMED:
        page.set_viewport_size(window)
        gone = there - content(page, kind) - set(page.evaluate(IN_FORMS))
        found += sideways(page, f"{window['width']}")
        found += [f"{window['width']}: not there: {' '.join(sorted(gone))[:200]}"] if gone else []
    for window, scheme in ((PHONE, "light"), (TABLET, "light"), (DESK, "dark"), (PHONE, "dark")):
        name = f"{window['width']} {scheme}"
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=scheme)
        found += sideways(page, name)
        seen = MAIN_SEEN if kind in MAIN else OTHERS_SEEN
        if name in seen:
            options = {} if kind == WITH_ITS_HEAD else seen[name]
            found += [f"{name}: {fault}" for fault in axe_faults(page, **options)]
    page.emulate_media(forced_colors="active")
    found += [f"forced colours: no shape: {one}" for one in page.evaluate(SHAPELESS)]
    page.emulate_media(forced_colors="none")
    page.evaluate(LARGEST_TEXT)
    return found + sideways(page, "text at 200 %")


def test_pages_are_accessible_and_nothing_is_cut_or_lost(new_page: Callable[..., Page], site):
    page = new_page(viewport=PHONE)
    found = []
    for kind, address in addresses(site).items():
        page.emulate_media(color_scheme="light")
        answered = page.goto(address).status
        assert answered == (404 if kind == "missing" else 200), address
        found += [f"{address} {one}" for one in wrong_with(page, kind)]
    assert found == [], "\n".join(found)

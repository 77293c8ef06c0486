"""How a page looks, as far as a program can tell: it fits a phone, and axe finds no fault with it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.site import DESK, PHONE

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {
    "runOnly": WCAG,
    "resultTypes": ["violations"],  # To describe what is in order takes as long again.
    "iframes": False,  # There is no axe in the editor's frame; waiting for its answer takes half a second.
    "preload": False,  # It would fetch the stylesheets again, against the page's policy.
}

#: What another window or colour scheme of the same page can change. A full look takes a second, and half of it is these.
OF_A_VIEW = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}

#: All but what is the same on every page of a kind of window, for those who have seen that: a third of the time.
BELOW_THE_HEAD = {"exclude": [[".site-header"], [".site-footer"]]}

#: A colour on its way from one scheme to the other is judged as it will be.
END_TRANSITIONS = "document.getAnimations().forEach(one => one.finish())"


def axe_faults(page: Page, context: str | dict | None = None, **options: object) -> list[str]:
    """What axe finds on the page as it stands, one line each. `context`: in the part of it that this selector names, or
    in what an object of axe's says, such as BELOW_THE_HEAD.
    """
    page.evaluate(END_TRANSITIONS)
    report = Axe().run(page, context=context, options=OPTIONS | options)
    return [f"{one['id']} {one['nodes'][0]['html'][:160]}" for one in report.response["violations"]]


def is_too_wide(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def faults(
    page: Page,
    address: str,
    *,
    status: int | None = 200,
    views: tuple[tuple[ViewportSize, str], ...] = ((DESK, "light"),),
) -> list[str]:
    """What is wrong with the page at `address`, one line each: loaded once at 360 pixels, then judged by axe.

    `status` None: any. `views` are the windows and colour schemes in which axe looks at it: at everything in the first.
    """
    page.set_viewport_size(PHONE)
    answered = page.goto(address).status
    found = [] if status in (answered, None) else [f"answered {answered}"]
    if is_too_wide(page):
        found.append("scrolls sideways at 360 pixels")
    for number, (window, scheme) in enumerate(views):
        page.set_viewport_size(window)
        page.emulate_media(color_scheme=scheme)
        if is_too_wide(page):
            found.append(f"scrolls sideways at {window['width']} pixels")
        options = OF_A_VIEW if number else {}
        found += [f"{window['width']} {scheme}: {fault}" for fault in axe_faults(page, **options)]
    return [f"{address}: {one}" for one in found]

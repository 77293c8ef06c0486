"""Full-page pictures of every kind of page, phone and desktop, in var/shots/: `make shots`.

Public pages are those of tests/page_kinds.py, some also in the dark and one as it is printed; for staff the sign-in page,
the desk, the review queue and an item open for editing. Then those of the manual (tests/tools/help_shots.py), which
are kept in the project.
"""

import re
import shutil
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page

from tests.page_kinds import addresses
from tests.site import ROOT, Site, chromium, new_context
from tests.tools.help_shots import shoot_help

FOLDER = ROOT / "var" / "shots"
WINDOWS = {
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}
#: A4 without its margins, at 96 dots to the inch.
PAPER = {"width": 680, "height": 1000}
IN_THE_DARK = ("home", "news-photos", "procurement")
PRINTED = ("news-file",)
#: Sign-in name → the models (app/model) whose pages are taken.
DESKS = {"writer": "(?!publishing)[a-z_]+/[a-z]+", "approver": "publishing/[a-z]+"}


def paths_of_links(page: Page, selector: str) -> list[str]:
    """Paths of the site's own links below `selector`, each once, in the page's order; without filters."""
    found = page.locator(f"{selector} a[href]").evaluate_all("links => links.map(link => link.href)")
    host = urlsplit(page.url).netloc
    parts = [urlsplit(address) for address in found]
    return list(dict.fromkeys(part.path for part in parts if part.netloc == host and not part.query))


def desk_pages(page: Page, models: str) -> Iterator[str]:
    """The desk of who is signed in and, of the models that match, the list and the form of its first item."""
    yield "/admin/"
    page.goto("/admin/")
    for path in paths_of_links(page, "#content-main"):
        if re.fullmatch(rf"/admin/({models})/", path):
            page.goto(path)
            yield path
            forms = [row for row in paths_of_links(page, "#result_list") if row.endswith("/change/")]
            yield from forms[:1]


def take(page: Page, window: str, who: str, path: str) -> None:
    response = page.goto(path, wait_until="networkidle")
    # Pictures below the window are loaded when they are scrolled to.
    page.locator("img[loading=lazy]").evaluate_all("all => all.forEach(image => { image.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    name = unquote(path).strip("/").replace("/", "-").replace("?", "-") or "home"
    file = FOLDER / f"{window}-{who}-{name}.png"
    page.screenshot(path=file, full_page=True)
    print(f"{file.relative_to(ROOT)}  {response.status if response else ''}")


def shoot(site: Site, browser: Browser) -> None:
    reader = new_context(browser, site, viewport=PAPER).new_page()
    reader.emulate_media(media="print")
    for kind in PRINTED:
        take(reader, "print", "visitor", addresses(site)[kind])
    for window, options in WINDOWS.items():
        visitor = new_context(browser, site, **options).new_page()
        for path in [*addresses(site).values(), "/admin/login/"]:
            take(visitor, window, "visitor", path)
        visitor.emulate_media(color_scheme="dark")
        for kind in IN_THE_DARK:
            take(visitor, f"{window}-dark", "visitor", addresses(site)[kind])
        for who, models in DESKS.items():
            person = new_context(browser, site, **options).new_page()
            site.sign_in(person, who)
            for path in list(desk_pages(person, models)):
                take(person, window, who, path)


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with Site(demo=True) as running, chromium() as started:
        shoot(running, started)
        shoot_help(running, started)
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/")

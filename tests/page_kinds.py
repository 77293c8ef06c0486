"""The kinds of public page, each with an address that shows it on the site with its demo content.

What judges how the site looks and what it weighs goes through them: tests/test_public_pages.py, tests/tools/lighthouse.py
and tests/tools/shots.py.
"""

import re
from collections.abc import Iterator
from functools import cache
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from tests.site import Site

#: The ten that every measurement looks at: kind → address, or (list, what the page of the item shows).
MAIN = {
    "home": "/",
    "structure": "/about/structure/",
    "contact": "/about/contact/",
    "plans": "/about/plans/",
    "laws": "/laws/",
    "law": ("/laws/", "law-dates"),
    "news": "/news/",
    "news-photos": ("/news/", 'class="gallery"'),
    "procurement": "/news/procurement/",
    "statistics": ("/knowledge/", "chart"),
}
OTHERS = {
    "about": "/about/",
    "page": "/about/history/",
    "plan": ("/about/plans/", "documents"),
    "news-file": ("/news/", 'class="documents"'),
    "notice": ("/news/procurement/", "documents"),
    "knowledge": "/knowledge/",
    "links": "/links/",
    "link": ("/links/", ""),
    "nothing-found": f"/news/?q={quote('ไม่มีคำนี้แน่นอน')}",
    "search": "/search/",
    "search-results": f"/search/?q={quote('แผนพัฒนาท้องถิ่น')}",
    "search-nothing": f"/search/?q={quote('ฮฮฮกกกzzz')}",
    "site-map": "/site-map/",
    "a-z": "/a-z/",
    "a-z-letter": f"/a-z/{quote('ก')}/",
    "developers": "/developers/",
    "transparency": "/transparency/",
    "corrections": "/transparency/corrections/",
    "feeds": "/feeds/",
    "english": "/en/",
    "english-contact": "/en/contact/",
    "ita": "/ita/2563/",
    "ita-item": "/ita/2563/o11/",
    "act": "/oia/",
    "act-item": "/oia/7-1/",
    "missing": "/no-such-page/",
}


def read(site: Site, path: str) -> str:
    """The page at `path` as it is sent; that of an error too."""
    try:
        with urlopen(f"{site.address}{path}", timeout=30) as answer:
            return answer.read().decode()
    except HTTPError as error:
        return error.read().decode()


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def items(site: Site, path: str) -> Iterator[str]:
    """The addresses of the items that the list at `path` shows, in its order."""
    main = main_of(read(site, path))
    category = path.split("/")[1]
    found = re.findall(rf'href="(/{category}/[a-z0-9-]+/)"', main)
    lists = {"/about/plans/", "/news/procurement/"}
    return (item for item in dict.fromkeys(found) if item not in lists)


@cache
def addresses(site: Site, kinds: tuple[str, ...] = (*MAIN, *OTHERS)) -> dict[str, str]:
    """Kind → address. Raises LookupError when the demo content shows no page of a kind."""
    found = {}
    for kind in kinds:
        where = (MAIN | OTHERS)[kind]
        if isinstance(where, str):
            found[kind] = where
            continue
        path, shows = where
        found[kind] = next((item for item in items(site, path) if shows in main_of(read(site, item))), "")
        if not found[kind]:
            raise LookupError(f"No page below {path} shows {shows}")
    return found

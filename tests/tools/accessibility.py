"""What axe finds on every kind of public page, into docs/accessibility-results.json: `make axe`.

The accessibility statement (templates/policies/accessibility.html) is made from this file, so it says what was tested
and found, and no more. Some pages of each part of the site, in the demo content, on a phone and on a desktop.
"""

import json
import re
import sys
from collections import Counter
from datetime import datetime
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.looks import END_TRANSITIONS, OPTIONS, WCAG
from tests.site import DESK, PHONE, ROOT, Site, chromium, new_context
from thai.dates import BANGKOK

FILE = ROOT / "docs" / "accessibility-results.json"
#: What the statement says of a view → the window and the colour scheme.
VIEWS = {
    "โทรศัพท์กว้าง 360 พิกเซล สีสว่าง": (PHONE, "light"),
    "คอมพิวเตอร์กว้าง 1280 พิกเซล สีมืด": (DESK, "dark"),
}
FROM_EACH_PART = 6  # pages of each first part of the address; the sitemap begins with the lists


def pages_of(site: Site) -> list[str]:
    """Paths out of the sitemap, the policies and a few of each part of the site."""
    sitemap = urlopen(f"{site.address}/sitemap.xml").read().decode()
    paths = [unquote(urlsplit(found).path) for found in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
    taken: Counter[str] = Counter()
    pages = []
    for path in dict.fromkeys(["/", "/en/", *paths]):
        part = path.split("/")[1]
        taken[part] += 1
        if taken[part] <= FROM_EACH_PART or re.fullmatch(r"/about/[a-z]+-policy/", path):
            pages.append(path)
    return pages


def faults_of(browser: Browser, site: Site, pages: list[str]) -> tuple[list[str], str]:
    """What axe finds, one line each, and the version of axe."""
    found, version = [], ""
    for window, scheme in VIEWS.values():
        page = new_context(browser, site, viewport=window, color_scheme=scheme).new_page()
        for path in pages:
            page.goto(path)
            page.evaluate(END_TRANSITIONS)
            report = Axe().run(page, options=OPTIONS).response
            version = report["testEngine"]["version"]
            found += [
                f"{path} ({window['width']} {scheme}): {fault['id']} {node['html'][:160]}"
                for fault in report["violations"]
                for node in fault["nodes"]
            ]
    return found, version


def main() -> int:
    with Site(demo=True) as site, chromium() as browser:
        pages = pages_of(site)
        faults, version = faults_of(browser, site, pages)
    results = {
        "tested_on": datetime.now(BANGKOK).date().isoformat(),
        "tool": "axe-core",
        "tool_version": version,
        "rules": WCAG,
        "views": list(VIEWS),
        "pages": pages,
        "violations": len(faults),
    }
    FILE.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print("\n".join([*faults, f"{len(pages)} pages, {len(faults)} faults: {FILE.relative_to(ROOT)}"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

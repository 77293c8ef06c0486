"""Every public page is valid HTML, as html-validate judges it by the HTML standard."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.page_kinds import addresses, read
from tests.test_crawl import sitemap
from tests.tools import node_packages

#: `standard` is what the HTML standard asks for, `document` what a whole page needs besides. Off: require-sri, the
#: digest beside each script and stylesheet; ours come from the site itself, by names that hold one.
RULES = node_packages.SOURCES / "html-validate.json"
ITEM = re.compile("/(ita/[0-9]+|oia)/.")
ONE_IN = 10


def validate(pages: dict[str, str], folder: Path) -> list[str]:
    """What is wrong with the pages (address → HTML), one line each; `folder` must be empty."""
    node_packages.install()
    names = {}
    for number, (path, page) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(page)
        names[str(file)] = path
    program = "html-validate/bin/html-validate.mjs"
    done = node_packages.run(program, "--config", RULES, "--formatter", "json", folder)
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{names[report['filePath']]}:{one['line']}: {one['ruleId']}: {one['message']}"
        for report in json.loads(done.stdout)
        for one in report["messages"]
    ]


def test_pages_are_valid_html(site, tmp_path):
    paths = {address.removeprefix(site.address) for address in sitemap(site)}
    # The items of the assessment are made by one view of the same few parts: some of them show it.
    items = sorted(path for path in paths if ITEM.match(path))
    paths = paths - set(items) | set(items[::ONE_IN]) | set(addresses(site).values())
    assert len(paths) > 100
    with ThreadPoolExecutor(4) as threads:
        pages = dict(threads.map(lambda path: (path, read(site, path)), sorted(paths)))
    wrong = validate(pages, tmp_path)
    assert wrong == [], "\n".join(wrong)


def test_the_validator_finds_what_is_not_valid(tmp_path):
    page = '<!doctype html>\n<html lang="th"><head><title>ก</title></head><body>\n<p><div></div></p></body></html>'
    assert validate({"/": page}, tmp_path) == ["/:3: close-order: Stray end tag '</p>'"]

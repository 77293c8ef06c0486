"""Lighthouse's judgement of the main kinds of page in its phone profile: `make lighthouse`.

The site runs as in production, with its demo content; Lighthouse drives the whole Chromium and reckons with a slow 4G
connection and a phone's processor. Prints a table, keeps the full reports in var/lighthouse/ and exits with 1 when a
figure is below its threshold. A busy machine lowers the figures for performance: a page that fails is measured once more.
Kinds of page (tests/page_kinds.py) may be named as arguments.
"""

import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.page_kinds import MAIN, addresses
from tests.site import ROOT, Site
from tests.tools import node_packages

FOLDER = ROOT / "var" / "lighthouse"
#: Category → the least it may reach, of 100.
LEAST = {"performance": 98, "accessibility": 98, "best-practices": 98, "seo": 98}
CHROMIUM = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
)


def measure(address: str, report: Path) -> dict:
    """What Lighthouse found out about the page. Raises RuntimeError when it could not."""
    for _ in range(2):  # On a busy machine Chromium now and then records nothing.
        done = node_packages.run(
            "lighthouse/cli/index.js",
            address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(LEAST)}",
            f"--chrome-flags={CHROMIUM}",
            CHROME_PATH=shutil.which("chromium") or "",
        )
        if done.returncode == 0:
            return json.loads(report.read_text())
    raise RuntimeError(f"Lighthouse failed on {address}:\n{done.stderr[-2000:]}")


def scores(found: dict) -> dict[str, int]:
    return {name: round(100 * (found["categories"][name]["score"] or 0)) for name in LEAST}


def below(reached: dict[str, int]) -> list[str]:
    return [name for name, least in LEAST.items() if reached[name] < least]


def reasons(found: dict, names: Iterable[str]) -> list[str]:
    """What keeps the page from 100 in these categories: one line for each audit that counts and is not passed."""
    lines = []
    for name in names:
        for part in found["categories"][name]["auditRefs"]:
            audit = found["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                lines.append(f"    {name}: {audit['title']} {audit.get('displayValue', '')}".rstrip())
    return lines


def main(kinds: list[str]) -> int:
    if not shutil.which("chromium"):
        print("Lighthouse needs the whole browser: install the Debian package chromium.", file=sys.stderr)
        return 1
    node_packages.install(lighthouse=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    failed = []
    with Site(demo=True) as site:
        print(f"{'page':16}" + "".join(f"{name:>16}" for name in LEAST))
        for kind in kinds or MAIN:
            address = f"{site.address}{addresses(site)[kind]}"
            report = FOLDER / f"{kind}.json"
            found = measure(address, report)
            if below(scores(found)):
                found = measure(address, report)
            reached = scores(found)
            print(f"{kind:16}" + "".join(f"{reached[name]:16}" for name in LEAST), flush=True)
            for line in reasons(found, below(reached)):
                print(line)
            failed += [f"{kind}: {name}" for name in below(reached)]
    print("Below the threshold: " + ", ".join(failed) if failed else "No figure is below its threshold.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Everything that is measured, in one run (`make bench`), as a table: var/bench.md, and in the README between its marks.

    python -m tests.bench_table            delivery, soak, pages with 100 and 10,000 items, on both databases
    python -m tests.bench_table --full     and with 100,000
    python -m tests.bench_table --readme   and put the table into README.md

Each part runs in a process of its own and prints its whole tables; the parts alone: tests/bench_delivery.py, bench_soak.py,
bench.py. On a machine that does nothing else: what else runs is in the figures. Exit status 1 when a part failed.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.copies import ROOT

FILE = ROOT / "var" / "bench.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
#: The rows of the README's table of pages; var/bench.md has all.
SHOWN = (
    "home", "news, first page", "news, last page", "plans, last page", "one announcement", "search, one word", "ITA year",
    "ITA item", "desk: start page of a writer", "desk: start page of an approver",
)  # fmt: skip
#: What must cost hardly more however much there is: (not the desk, not what has no page of its own).
LISTS = re.compile(r"home|.*(first|last) page|ITA.*")
MOST_TIMES = 2
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

Runs = dict[str, dict]  # number of items → what tests/bench.py saved of it


def table(heads: list[str], rows: list[list[object]]) -> str:
    """Markdown; numbers to the right."""
    numbers = [bool(rows) and not isinstance(cell, str) or "/" in str(cell)[:8] for cell in rows[0]]
    lines = [heads, ["---:" if number else "---" for number in numbers], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def delivery(found: dict) -> str:
    return "\n\n".join(
        [
            f"How a page goes out: {found['about']}",
            table(found["heads"], found["rows"]),
            table(["ratio", "found", "bar"], found["ratios"]),
            *found["told"],
        ]
    )


def soak(found: dict, database: str) -> str:
    heads = ["readers", "answers", "p50 ms", "p95 ms", "p99 ms", "longest"]
    return f"Under load on {database}\n\n{table(heads, found['rows'])}\n\n{found['told']}"


def pages(runs: Runs, database: str, *, shown: tuple[str, ...] | None = None) -> str:
    """What each page costs at each size, made anew for one reader after the other."""
    sizes = list(runs)
    heads = ["page", "queries", *(f"{int(size):,}: p50 / p95 / p99 ms" for size in sizes), "cpu ms"]
    heads += ["× on the clock", "× of the processor"]
    rows, last = [], runs[sizes[-1]]["rows"]
    # The search is measured only as long as its index is quickly built.
    for what in dict.fromkeys(name for run in runs.values() for name in run["rows"]):
        if shown and what not in shown:
            continue
        found = [run["rows"].get(what) for run in runs.values()]
        newest = next(row for row in reversed(found) if row)
        times = [" / ".join(str(one) for one in row[1:4]) if row else "–" for row in found]
        rows.append([what, newest[0], *times, newest[4], more(found, 1), more(found, 4)])
    told = "\n".join(f"- {run['told']}" for run in runs.values())
    over = [what for what in last if LISTS.fullmatch(what) and grows(runs, what)]
    bar = f"Lists and ITA pages above {MOST_TIMES} × of the processor's time: {', '.join(over) or 'none'}"
    return f"Pages made anew on {database}\n\n{told}\n\n{table(heads, rows)}\n\n{bar}"


def more(found: list[list | None], column: int) -> str:
    costs = [row[column] for row in found if row]
    return f"{costs[-1] / costs[0]:.1f}" if len(costs) > 1 and costs[0] else "–"


def grows(runs: Runs, what: str) -> bool:
    known = [run["rows"][what][4] for run in runs.values() if what in run["rows"]]
    return len(known) > 1 and known[-1] > MOST_TIMES * known[0]


def put_into(text: str, new: str) -> str:
    """`text` with `new` between the marks. Raises ValueError where they are not."""
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    return f"{text[:begin]}\n{new}\n{text[end:]}"


def measure(module: str, *arguments: str) -> bool:
    began = time.monotonic()
    sys.stdout.flush()
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT)
    print(f"\n[{module}: {time.monotonic() - began:.0f} s]", flush=True)
    return not done.returncode


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--full", action="store_true", help="with 100,000 items as well")
    arguments.add_argument("--readme", action="store_true", help="put the table into README.md")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = measure("tests.bench_delivery", "--save", str(folder / "delivery.json"))
        good = measure("tests.bench_soak", "--postgres", "--save", str(folder / "soak")) and good
        full = ["--full"] if options.full else []
        good = measure("tests.bench", "--postgres", *full, "--save", str(folder / "pages")) and good
        found = {path.name: json.loads(path.read_text()) for path in folder.iterdir()}
    long, short = [], []
    if "delivery.json" in found:
        long.append(delivery(found["delivery.json"]))
    for key, database in DATABASES.items():
        if f"soak.{key}.json" in found:
            long.append(soak(found[f"soak.{key}.json"], database))
    short += long
    for key, database in DATABASES.items():
        if f"pages.{key}.json" in found:
            long.append(pages(found[f"pages.{key}.json"], database))
            short.append(pages(found[f"pages.{key}.json"], database, shown=SHOWN))
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n\n".join(long) + "\n")
    print(f"\nAll of it: {FILE}")
    if options.readme:
        README.write_text(put_into(README.read_text(), "\n\n".join(short)))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""How fast pages are with much content (part of `make bench`): queries, milliseconds and bytes of every kind of page.

    python -m tests.bench                  100 and 10,000 items on SQLite, and what each page costs more
    python -m tests.bench --full           and 100,000
    python -m tests.bench --postgres       and then on a PostgreSQL of its own
    python -m tests.bench --items 3000     one size only

At the end it says how much of the personal data in files the gates find (tests/gates/bench.py, which also runs alone). How fast
pages go out through gunicorn and nginx: tests/bench_delivery.py; under load: tests/bench_soak.py; the search with real
texts: tests/search/bench.py. With DATABASE_URL naming a PostgreSQL server: in a new database there. The requests are made
one after the other in this process, through every middleware but WhiteNoise, with the settings of production: what is
measured is Django and the database, not gunicorn, nginx or the network. Figures are printed, never tested: machines differ.
"""

import json
import logging
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.copies import ROOT
from tests.harness import Copy, again_on_postgresql, on_postgresql, parser, print_table
from tests.search.bench import processor

WARM_UP = 3  # requests that are not counted
CHECKED = 10_000  # items of which every row is checked after the load
INDEXED = 10_000  # items up to which the index of the search is built: it takes longer than the load
ITA_ITEMS, ITA_EVIDENCE = 43, 2  # of the year's page
#: What is measured of a page besides its name (`measure()`).
MEASURED = ["queries", "p50 ms", "p95 ms", "p99 ms", "cpu ms", "bytes", "status"]


def public_pages() -> Iterator[tuple[str, str]]:
    """(what, address) of home, every list, a detail of every model, and the sitemap."""
    from publishing.categories import all_categories
    from publishing.pages import PAGE_LENGTH

    yield "home", "/"
    lists = {
        "about": ("/about/", "page", "kind=general"),
        "plans": ("/about/plans/", "plan", "year=2567&kind=budget"),
        "laws": ("/laws/", "legaldocument", "doc_type=act&year=2550"),
        "news": ("/news/", "announcement", "kind=festival&year=2567"),
        "procurement": ("/news/procurement/", "procurement", "stage=winner&open=no"),
        "knowledge": ("/knowledge/", "knowledgeitem", "kind=statistics"),
        "links": ("/links/", "link", "kind=agency"),
    }
    models = {
        model._meta.model_name: model for category in all_categories() for model in category.edition_models()
    }
    for name, (address, model, query) in lists.items():
        last = -(-models[model].objects.live().count() // PAGE_LENGTH)
        yield f"{name}, first page", address
        if last > 1:
            yield f"{name}, page {last}", f"{address}?page={last}"
        yield f"{name}, filtered", f"{address}?{query}"
    yield "news, two words", "/news/?q=ขยะ ครัวเรือน"
    for name, model in models.items():
        yield f"one {name}", model.objects.live().order_by("pk").first().get_absolute_url()
    yield "index ก–ฮ, one letter", "/a-z/%E0%B8%81/"
    yield "ITA year", "/ita/2569/"
    yield "ITA item", "/ita/2569/o1/"
    yield "transparency", "/transparency/"
    yield "feed of everything", "/feeds/all.rss"
    yield "sitemap", "/sitemap.xml"


def desk_pages() -> Iterator[tuple[str, str]]:
    """(what, address) of the desk's index, every list, the review queue, the ledger, and one editing form."""
    from django.urls import reverse

    from announcements.models import Announcement
    from publishing.categories import edition_models
    from publishing.states import State

    yield "desk: start page of a writer", "/admin/"
    for model in edition_models():
        about = model._meta
        yield (
            f"desk: {about.model_name} list",
            reverse(f"admin:{about.app_label}_{about.model_name}_changelist"),
        )
    yield "desk: news, searched", reverse("admin:announcements_announcement_changelist") + "?q=ครั้งที่+12"
    yield "desk: review queue", reverse("admin:publishing_reviewitem_changelist")
    yield "desk: ledger", reverse("admin:publishing_ledgerevent_changelist")
    draft = Announcement.objects.filter(state=State.DRAFT).order_by("pk").first()
    yield "desk: editing form", reverse("admin:announcements_announcement_change", args=[draft.pk])


def approver_pages() -> Iterator[tuple[str, str]]:
    """(what, address) of the start page, the queue and bulk approval of the first twenty, for an approver."""
    from publishing.models import Edition
    from publishing.states import State

    waiting = Edition.objects.filter(state=State.SUBMITTED).order_by("submitted_at")[:20]
    yield "desk: start page of an approver", "/admin/"
    yield "desk: review queue of an approver", "/admin/publishing/reviewitem/?waiting=me"
    yield (
        f"desk: bulk approval of {len(waiting)}",
        "/admin/publishing/reviewitem/approve/?" + "&".join(f"id={edition.pk}" for edition in waiting),
    )


def searches() -> Iterator[tuple[str, str]]:
    yield "search, one word", "/search/?q=ขยะ"
    yield "search, three words", "/search/?q=ซ่อมแซม ถนน หมู่บ้าน"


def measure(client, address: str, requests: int) -> list[object]:
    """Queries; p50, p95 and p99 in milliseconds; p50 of the processor's time, the database's included; bytes; status.

    Where others use the machine as well, the processor's time is the figure to compare.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM_UP):
        client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    queries = len(captured)
    times, work = [], []
    for _ in range(requests):
        begin, worked = time.perf_counter(), processor()
        client.get(address)
        times.append((time.perf_counter() - begin) * 1000)
        work.append((processor() - worked) * 1000)
    cuts = statistics.quantiles(times, n=100, method="inclusive") if requests > 1 else times * 99
    figures = [
        round(value, 1) for value in (statistics.median(times), cuts[94], cuts[98], statistics.median(work))
    ]
    return [queries, *figures, len(answer.content), answer.status_code]


def machine() -> str:
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({names[0] if names else platform.machine()}), load {load:.1f};"
        f" Python {platform.python_version()}"
    )


def run(items: int, requests: int, save: Path | None) -> bool:
    """Load, measure, print, and save the rows. False when a page was not answered with 200."""
    # Clients that are signed in by force have shown no second factor.
    with Copy(environment={"SECOND_FACTOR": "none"}):
        from django.contrib.auth import get_user_model
        from django.db import connection, transaction
        from django.test import Client

        from publishing import ledger
        from search.indexing import rebuild
        from tests import bulk
        from tests.agreement import disagreements
        from tests.ita.bench import fill

        logging.disable(logging.WARNING)
        begin, worked = time.monotonic(), time.process_time()
        with transaction.atomic():
            editions = bulk.load(items)
        seconds, worked = time.monotonic() - begin, time.process_time() - worked
        # It reads every file and hash: of many items that takes longer than all else.
        wrong = list(disagreements()) if items <= CHECKED else list(ledger.faults())
        version = ".".join(map(str, connection.get_database_version()))
        with transaction.atomic():
            fill(ITA_ITEMS, min(ITA_EVIDENCE, items // ITA_ITEMS))
        visitor, writer, approver = (Client(SERVER_NAME="localhost") for _ in range(3))
        writer.force_login(get_user_model().objects.get(username="writer"))
        approver.force_login(get_user_model().objects.get(username="approver"))
        asked = [(visitor, *page) for page in public_pages()]
        if items <= INDEXED:
            rebuild()
            asked += [(visitor, *page) for page in searches()]
        asked += [(writer, *page) for page in desk_pages()]
        asked += [(approver, *page) for page in approver_pages()]
        rows = [[what, *measure(client, address, requests)] for client, what, address in asked]
        told = (
            f"{connection.display_name} {version}: {items:,} items, {editions:,} editions, loaded in {seconds:.0f} s"
            f" ({worked:.0f} s of this process's own work); the ledger and every row agree: {not wrong}"
        )
        print(f"\n{told}")
    if save:
        save.write_text(json.dumps({"told": told, "rows": rows}))
    print(f"{requests} requests a page, one at a time; {machine()}\n")
    print_table(["page", *MEASURED], rows)
    for sentence in wrong:
        print(f"The loaded rows do not agree: {sentence}")
    return not wrong and all(row[-1] == 200 for row in rows)


def grow(sizes: list[int], requests: int, saved: Path | None) -> bool:
    """One run a size, each in a process of its own; then what each page costs at each size."""
    with tempfile.TemporaryDirectory() as folder:
        runs, good = {}, True
        for size in sizes:
            save = Path(folder) / f"{size}.json"
            command = [sys.executable, "-m", "tests.bench", "--items", str(size), "--save", str(save)]
            sys.stdout.flush()
            good = not subprocess.run([*command, "--requests", str(requests)], cwd=ROOT).returncode and good
            runs[size] = json.loads(save.read_text())
            # “news, page 3” and “news, page 2550” are the last page of the same list.
            runs[size]["rows"] = {
                re.sub(r"page \d+$", "last page", row[0]): row[1:] for row in runs[size]["rows"]
            }
    rows = []
    for what, last in runs[sizes[-1]]["rows"].items():
        found = [run["rows"].get(what) for run in runs.values()]
        costs = [row[1] if row else "" for row in found]
        work = [row[4] if row else 0 for row in found]
        rows.append([what, last[0], *costs, times_more(costs), times_more(work)])
    print(
        "\np50 in milliseconds by the number of items; how many times more on the clock, and of the processor\n"
    )
    print_table(["page", "queries", *(f"{size:,}" for size in sizes), "clock", "processor"], rows)
    if saved:
        name = "postgresql" if on_postgresql() else "sqlite"
        Path(f"{saved}.{name}.json").write_text(json.dumps(runs))
    return good


def times_more(costs: list[float]) -> str:
    return f"{costs[-1] / costs[0]:.1f}" if costs[0] and costs[-1] else ""


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--items", type=int, help="publications to load: one size only")
    arguments.add_argument("--full", action="store_true", help="with 100,000 publications as well")
    arguments.add_argument("--requests", type=int, default=30, help="measured requests a page")
    arguments.add_argument("--postgres", action="store_true", help="again on a PostgreSQL of its own")
    arguments.add_argument(
        "--save", type=Path, help="a file for the rows, as JSON; one a database without --items"
    )
    options = arguments.parse_args()
    if options.items:
        good = run(options.items, options.requests, options.save)
    else:
        good = grow([100, 10_000, *([100_000] if options.full else [])], options.requests, options.save)
        if not on_postgresql():
            # It needs Django in this process; the copies of the site are in others.
            good = not subprocess.run([sys.executable, "-m", "tests.gates.bench"]).returncode and good
    if options.postgres and not options.here and not on_postgresql():
        good = not again_on_postgresql("tests.bench") and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

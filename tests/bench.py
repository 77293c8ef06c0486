"""How fast pages are with much content (`make bench`): queries, milliseconds and bytes of every kind of page.

    python -m tests.bench                  100 and 10,000 items on SQLite, and what each page costs more
    python -m tests.bench --full           and 100,000
    python -m tests.bench --postgres       and then on a PostgreSQL of its own
    python -m tests.bench --items 3000     one size only

At the end it says how much of the personal data in files the gates find (tests/gates/bench.py, which also runs alone). How fast
pages go out through gunicorn and nginx: tests/bench_delivery.py; the search: tests/search/bench.py.
With DATABASE_URL naming a PostgreSQL server: in a new database there. The requests are made one after the other in
this process, through every middleware but WhiteNoise, with the settings of production: what is measured is Django
and the database, not gunicorn, nginx or the network. Figures are printed, never tested: machines differ.
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
from tests.gates import bench as gates
from tests.harness import Copy, again_on_postgresql, on_postgresql, parser, print_table

WARM_UP = 3  # requests that are not counted
CHECKED = 10_000  # items of which every row is checked after the load


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


def measure(client, address: str, requests: int) -> list[object]:
    """Queries, p50 and p95 in milliseconds, p50 of this process's own work, bytes of the answer, its status.

    Where others use the machine as well, the third figure is the one to compare; a PostgreSQL server's work is not in it.
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
        begin, worked = time.perf_counter(), time.process_time()
        client.get(address)
        times.append((time.perf_counter() - begin) * 1000)
        work.append((time.process_time() - worked) * 1000)
    slow = statistics.quantiles(times, n=20)[-1] if requests > 1 else times[0]
    figures = [round(value, 1) for value in (statistics.median(times), slow, statistics.median(work))]
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
    with Copy():
        from django.contrib.auth import get_user_model
        from django.db import connection, transaction
        from django.test import Client

        from publishing import ledger
        from tests import bulk
        from tests.agreement import disagreements

        logging.disable(logging.WARNING)
        begin = time.monotonic()
        with transaction.atomic():
            editions = bulk.load(items)
        seconds = time.monotonic() - begin
        # It reads every file and hash: of many items that takes longer than all else.
        wrong = list(disagreements()) if items <= CHECKED else list(ledger.faults())
        version = ".".join(map(str, connection.get_database_version()))
        visitor, writer, approver = (Client(SERVER_NAME="localhost") for _ in range(3))
        writer.force_login(get_user_model().objects.get(username="writer"))
        approver.force_login(get_user_model().objects.get(username="approver"))
        rows = [[what, *measure(visitor, address, requests)] for what, address in public_pages()]
        rows += [[what, *measure(writer, address, requests)] for what, address in desk_pages()]
        rows += [[what, *measure(approver, address, requests)] for what, address in approver_pages()]
        print(
            f"\n{connection.display_name} {version}: {items} items, {editions} editions, loaded in {seconds:.0f} s"
        )
    if save:
        save.write_text(json.dumps(rows))
    print(f"{requests} requests a page, one at a time; {machine()}\n")
    print_table(["page", "queries", "p50 ms", "p95 ms", "cpu ms", "bytes", "status"], rows)
    for sentence in wrong:
        print(f"The loaded rows do not agree: {sentence}")
    return not wrong and all(row[-1] == 200 for row in rows)


def grow(sizes: list[int], requests: int) -> bool:
    """One run a size, each in a process of its own; then what each page costs at each size."""
    with tempfile.TemporaryDirectory() as folder:
        tables, good = [], True
        for size in sizes:
            save = Path(folder) / f"{size}.json"
            command = [sys.executable, "-m", "tests.bench", "--items", str(size), "--save", str(save)]
            sys.stdout.flush()
            good = not subprocess.run([*command, "--requests", str(requests)], cwd=ROOT).returncode and good
            # “news, page 3” and “news, page 2550” are the last page of the same list.
            rows = json.loads(save.read_text())
            tables.append({re.sub(r"page \d+$", "last page", row[0]): row for row in rows})
    rows = []
    for what, last in tables[-1].items():
        found = [table.get(what) for table in tables]
        costs = [row[2] if row else "" for row in found]
        times = f"{costs[-1] / costs[0]:.1f}" if costs[0] else ""
        rows.append([what, last[1], *costs, times])
    print("\np50 in milliseconds by the number of items\n")
    print_table(["page", "queries", *(f"{size:,}" for size in sizes), "times"], rows)
    return good


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--items", type=int, help="publications to load: one size only")
    arguments.add_argument("--full", action="store_true", help="with 100,000 publications as well")
    arguments.add_argument("--requests", type=int, default=30, help="measured requests a page")
    arguments.add_argument("--postgres", action="store_true", help="again on a PostgreSQL of its own")
    arguments.add_argument("--save", type=Path, help="a file for the rows, as JSON")
    options = arguments.parse_args()
    if options.items:
        good = run(options.items, options.requests, options.save)
    else:
        good = grow([100, 10_000, *([100_000] if options.full else [])], options.requests)
        if not on_postgresql():
            good = not gates.run(200) and good
    if options.postgres and not options.here and not on_postgresql():
        good = not again_on_postgresql("tests.bench") and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""How long the checks of the assessment take (`make ita-bench`): 43 items with 5 pieces of evidence each.

    python -m tests.ita.bench                  on SQLite
    python -m tests.ita.bench --postgres       and then on a PostgreSQL of its own
    python -m tests.ita.bench --items 3000     on a site with so many publications

Every piece of evidence is another publication with a PDF of its own that nobody has read before the first night. All is done in
this process with the settings of production, as the clock does it. The bar is 60 seconds a night. Figures are printed,
never tested: machines differ.
"""

import logging
import sys
import time
from collections.abc import Callable

from tests.bench import machine
from tests.harness import Copy, again_on_postgresql, on_postgresql, parser, print_table

ITEMS, EVIDENCE = 43, 5


def run(options) -> None:
    with Copy():
        logging.disable(logging.WARNING)
        from django.db import connection, transaction

        from ita import checking, ways
        from ita.models import Item, Result, Way
        from tests import bulk

        with transaction.atomic():
            bulk.load(options.items)
            cycle = fill()
        rows = [
            measured("first night: walk, read files, check all", again(checking.nightly)),
            measured("another night: walk, check all", again(checking.nightly)),
            measured("the walk alone", ways.walk),
            measured("all of them because they moved, without a walk", moved(checking)),
            measured("one item on demand", lambda: checking.check_now(Item.objects.first())),
        ]
        Item.objects.update(stale=False)
        rows.append(
            measured("the clock with nothing to do", lambda: (checking.check_stale(), checking.nightly()))
        )
        levels = {level: cycle.items.filter(level=level).count() for level in ("pass", "warn", "fail")}
        print(
            f"\n{connection.display_name}: {options.items} publications, {ITEMS} items × {EVIDENCE}, {machine()}"
        )
        print(f"{Way.objects.count()} ways, {Result.objects.count()} results, items {levels}\n")
        print_table(["what", "seconds", "own work", "queries"], rows)


def fill(items: int = ITEMS, pieces: int = EVIDENCE):
    """An open cycle whose every piece of evidence is another live publication with a document of its own."""
    from publishing.files import store_upload
    from publishing.gates.reading import reading_of
    from publishing.models import Attachment, Edition, FileAddress
    from tests.helpers import pdf_upload
    from tests.ita.helpers import make_cycle, make_evidence, make_item

    live = Edition.objects.live().order_by("-dated_on", "pk")[: items * pieces]
    shown = iter(live)
    cycle = make_cycle(items=())
    for number in range(1, items + 1):
        item = make_item(cycle, f"O{number}", period_kind="fiscal_year", elements=("หนึ่ง", "สอง", "สาม"))
        for _ in range(pieces):
            edition = next(shown)
            stored = store_upload(pdf_upload(f"{edition.pk}.pdf", f"2569 paper {edition.pk}"), "document")
            address = FileAddress.objects.create(publication_id=edition.publication_id)
            Attachment.objects.create(
                edition=edition, address=address, stored=stored, kind="document", order=9
            )
            make_evidence(item, edition, period_part="year", period_year=2569)
            reading_of([stored])  # as the gates did before it was published
    return cycle


def again(nightly: Callable[[], int]) -> Callable[[], int]:
    """The night's run, whenever the last one was."""

    def do() -> int:
        from ita.models import Item

        Item.objects.update(checked_at=None)
        return nightly()

    return do


def moved(checking) -> Callable[[], int]:
    def do() -> int:
        from ita.models import Item

        Item.objects.update(stale=True)
        return checking.check_stale()

    return do


def measured(what: str, do: Callable[[], object]) -> list[object]:
    """Seconds on the clock, of this process's own work, and queries."""
    from django.db import connection

    queries = 0

    def count(execute, *arguments):
        nonlocal queries
        queries += 1
        return execute(*arguments)

    begin, worked = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        do()
    return [what, round(time.perf_counter() - begin, 1), round(time.process_time() - worked, 1), queries]


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--items", type=int, default=600, help="publications to load")
    arguments.add_argument("--postgres", action="store_true", help="again on a PostgreSQL of its own")
    options = arguments.parse_args()
    run(options)
    if options.postgres and not options.here and not on_postgresql():
        return again_on_postgresql("tests.ita.bench")
    return 0


if __name__ == "__main__":
    sys.exit(main())

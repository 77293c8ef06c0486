"""The drill (`make drill`): back up while people write, restore elsewhere, compare byte for byte, walk the restored site.

    python -m tests.drill                  on SQLite, then on a PostgreSQL of its own
    python -m tests.drill --here --small   few pages, on the database of DATABASE_URL, else SQLite

Two sites: one works and is backed up, this process is the other, on which the backup is restored. It fails when a row, a
file or a page differs. Exit status 1 then.
"""

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ponko_site.archive import Progress
from tests import copies
from tests.copies import NOT_INHERITED, ROOT
from tests.harness import again_on_postgresql, on_postgresql, parser, print_table

LEDGER = {"publishing_ledgerevent", "publishing_ledgerhead"}
#: Writes acknowledged while each stage of the backup stands still for them.
WRITES_A_STAGE = {True: 2, False: 12}
LEAST_WRITES = {True: 3, False: 20}  # while the backup is made
SECONDS_TO_WRITE = 60
MOST_PAGES = {True: 25, False: 100_000}


# The site that works: a process of its own, told what to do by lines.


def work(folder: Path, writes: int) -> None:
    """Write without pause while a backup is made, which waits in the middle of each stage for so many `writes`; then another of a
    site at rest. Prints what came of it: see `run()`."""
    import django

    django.setup()
    import threading

    from django.db import connections

    from accounts.models import User
    from ponko_site import backup
    from ponko_site.archive import read_identities
    from publishing.models import LedgerHead
    from publishing.states import Action
    from publishing.workflow import move
    from tests.helpers import ALL_TICKS, add_document, make_draft, make_live, remove, store_samples, submit

    store_samples()
    approver = User.objects.get(username="approver")
    stop, written = threading.Event(), []

    def write() -> None:
        """Every step of the workflow is one write that was acknowledged."""
        while not stop.is_set():
            draft = make_draft(title=f"เขียนขณะสำรอง {len(written)}")
            written.append("start")
            add_document(draft)
            written.append("file")
            waiting = submit(draft)
            written.append("submit")
            move(waiting, Action.APPROVE, actor=approver, ticks=ALL_TICKS)
            written.append("approve")
        connections.close_all()

    def wait_for(number: int) -> None:
        """Until so many more writes were acknowledged, or none is to be expected any more."""
        enough, end = len(written) + number, time.monotonic() + SECONDS_TO_WRITE
        while len(written) < enough and writer.is_alive() and time.monotonic() < end:
            time.sleep(0.01)

    def standing_still(what: str, say: Callable[[str], None]) -> Progress:
        """A backup of few files is over in a moment. Here each of its stages lasts as long as that of a large office."""
        waits = iter([writes])
        return lambda done, total: wait_for(next(waits, 0))

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    # A whole round: the first submission reads the word lists, and nothing is written meanwhile.
    wait_for(5)
    recipients = [key.to_public() for key in read_identities(folder / "key")]
    before, began, backup.percent = LedgerHead.objects.get().number, len(written), standing_still
    made = [backup.make(folder, recipients, print)]
    during, writes = len(written) - began, 0
    after = LedgerHead.objects.get().number
    stop.set()
    writer.join()
    remove(make_live(title="เรื่องที่ถอนออก"))
    made.append(backup.make(folder, [], print))
    print("made", during, len(written), before, after, *(one.file for one in made), flush=True)


@contextmanager
def two_sites() -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The environment of a site with the demo content, and that of a bare machine."""
    with tempfile.TemporaryDirectory(prefix="ponko-drill-") as name:
        sites = []
        for which in ("source", "target"):
            folder, database = Path(name) / which, f"ponko_{which}_{secrets.token_hex(6)}"
            if which == "source":
                copies.lay(copies.DEMO, folder, database)
            else:
                folder.mkdir()
                shutil.copy(Path(name) / "source" / "secret_key", folder)
                if copies.server():
                    copies.on_server(f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'")
            clean = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
            clean |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "ponko_site.settings"}
            if copies.server():
                clean["DATABASE_URL"] = copies.address_of(database)
            sites.append(clean)
        yield tuple(sites)
        from django.db import connections

        connections.close_all()
        for site in sites:
            if "DATABASE_URL" in site:
                copies.on_server(f"DROP DATABASE {site['DATABASE_URL'].rpartition('/')[2]} WITH (FORCE)")


# What is compared


def rows(alias: str, table: str) -> list[str]:
    """Every row, in an order that is the same everywhere."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return sorted(
            repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)) for row in cursor
        )


def differing_tables() -> tuple[list[str], int]:
    """(tables whose rows differ, rows compared)."""
    from importlib import import_module

    from django.conf import settings
    from django.db import connections

    # Whoever was signed in is not so after a restore.
    emptied = {import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()._meta.db_table}
    tables = {alias: set(connections[alias].introspection.table_names()) for alias in ("default", "source")}
    wrong, compared = sorted(tables["default"] ^ tables["source"]), 0
    for table in sorted(tables["default"] & tables["source"] - emptied):
        ours, theirs = rows("default", table), rows("source", table)
        if table in LEDGER:  # one event more, which tells of the restore
            ours, theirs = [row for row in theirs if row in ours], theirs[table == "publishing_ledgerhead" :]
        compared += len(theirs)
        if ours != theirs:
            wrong.append(table)
    return wrong, compared


def hashes(folder: Path) -> dict[str, str]:
    """Name → SHA-256 of every file below `folder`."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def walk(most: int) -> tuple[int, list[str]]:
    """(pages asked for, what was wrong): every kind of page, and the items of the sitemap."""
    from ita.wire import ask, own_path
    from publishing.models import Attachment, Edition
    from tests.page_kinds import MAIN, OTHERS

    listed = re.findall(r"<loc>([^<]*)</loc>", ask("/sitemap.xml").body.decode())
    kinds = [path for name, path in (MAIN | OTHERS).items() if isinstance(path, str) and name != "missing"]
    spread = [own_path(address) for address in listed]
    live = Attachment.objects.filter(edition__in=Edition.objects.live().values("pk")).order_by("pk")
    files = [attachment.get_absolute_url() for attachment in live.select_related("stored", "edition")]
    files = files[:: max(len(files) * 4 // most, 1)]
    # Searches are answered from the index, which came with the rows.
    paths = dict.fromkeys([*kinds, *spread[:: max(len(spread) * 2 // most, 1)], *files])
    pages = {path: ask(path) for path in paths}
    return len(pages), [
        f"{path}: {page.status} {page.problem}"
        for path, page in pages.items()
        if page.status != 200 or page.problem
    ]


def run(small: bool) -> bool:
    begin = time.monotonic()
    with two_sites() as (source, target):
        for name in NOT_INHERITED:
            os.environ.pop(name, None)
        os.environ.update(target)
        kept = Path(source["DATA_DIR"]) / "kept"
        kept.mkdir()
        worker = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.drill",
                "--work",
                str(kept),
                "--writes",
                str(WRITES_A_STAGE[small]),
            ],
            cwd=ROOT,
            env=source,
            stdout=subprocess.PIPE,
            text=True,
        )
        import django
        import pyrage

        identity = pyrage.x25519.Identity.generate()
        (kept / "key").write_text(f"{identity}\n")
        django.setup()
        from django.conf import settings

        settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
        settings.STORAGES["staticfiles"] = {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        }
        said, _ = worker.communicate()
        if worker.returncode:
            print(said)
            return False
        _, *numbers, first, second = said.splitlines()[-1].split()
        during, written, before, after = map(int, numbers)
        fine = compare(source, small, first, second, identity, range(before, after + 1))
        print(
            f"Writes acknowledged while the first backup was made: {during} (events {before} to {after} of the ledger);"
            f" in all {written}; {time.monotonic() - begin:.0f} s"
        )
        return fine and during >= LEAST_WRITES[small]


def compare(source: dict[str, str], small: bool, first: str, second: str, identity, moments: range) -> bool:
    """Restore both backups, one over the other, and say what differs. The first was made between two `moments` of the ledger."""
    from django.conf import settings
    from django.db import connections

    from ponko_site import restore
    from publishing.models import LedgerEvent, LedgerHead

    say = lambda line: None  # noqa: E731
    done = restore.restore(Path(first), [identity], replace=False, check=False, say=say)
    troubles = list(done.troubles)
    other = dict(connections["default"].settings_dict)
    connections.databases["source"] = other | {
        "NAME": source["DATABASE_URL"].rpartition("/")[2]
        if "DATABASE_URL" in source
        else f"{source['DATA_DIR']}/db.sqlite3"
    }
    # What was written meanwhile is there up to one moment, and nothing of what came after it.
    head = LedgerEvent.objects.using("source").get(number=done.ledger)
    if head.hash != LedgerEvent.objects.get(number=done.ledger).hash or done.ledger not in moments:
        troubles.append("the restored ledger is not the beginning of the source's")
    seen = LedgerHead.objects.get().number
    # On PostgreSQL what was there stays in a schema of another name: again, with one that is there already.
    for _ in range(2 if "DATABASE_URL" in source else 1):
        done = restore.restore(Path(second), [], replace=True, check=False, say=say)
        troubles += done.troubles
    tables, compared = differing_tables()
    theirs, ours = (hashes(Path(folder) / "files") for folder in (source["DATA_DIR"], settings.DATA_DIR))
    files = sorted(set(theirs.items()) ^ set(ours.items()))
    pages, wrong = walk(MOST_PAGES[small])
    engine = "PostgreSQL" if "DATABASE_URL" in source else "SQLite"
    print(f"\nDrill on {engine}")
    print_table(
        ["compared", "number", "differ"],
        [
            ["rows", compared, len(tables)],
            ["files", len(ours), len(files)],
            ["ledger events", LedgerHead.objects.get().number, int(seen < 1)],
            ["pages", pages, len(wrong)],
        ],
    )
    for line in [*troubles, *tables, *(name for name, _ in files), *wrong]:
        print(f"  {line}")
    return not (troubles or tables or files or wrong) and compared > 1000 and len(ours) > 50


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--small", action="store_true", help="few pages")
    arguments.add_argument("--work", type=Path, help="(the site that works)")
    arguments.add_argument("--writes", type=int, help="(for which each stage of its backup waits)")
    options = arguments.parse_args()
    if options.work:
        work(options.work, options.writes)
        return 0
    status = 0 if run(options.small) else 1
    if not options.here and not on_postgresql():
        status = again_on_postgresql("tests.drill") or status
    return status


if __name__ == "__main__":
    sys.exit(main())

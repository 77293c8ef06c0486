"""What takes long to make is made once and copied: a migrated database with the office, and one with the demo content.

    python -m tests.copies demo        make it ahead of those who will need it (tests/tools/test.sh)

They are kept in var/test-copies/, named by the sources that they were made from, so a second run finds them. With
DATABASE_URL naming a PostgreSQL server their databases are kept there, as templates. Safe in several processes at once.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import psycopg2

from ponko_site.secret_key import make as make_key

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "test-copies"
EMPTY, DEMO = "empty", "demo"
#: Files and folders of an app that decide how its pages look, and nothing of what is in the database.
ONLY_FOR_PAGES = {
    "__pycache__",
    "admin",
    "admin.py",
    "static",
    "styleguide",
    "templates",
    "urls.py",
    "views.py",
}
# What decides how a site runs must come from who starts it, not from the shell or the test settings.
NOT_INHERITED = {
    "ACCESS_LOG",
    "ACCESS_LOG_DAYS",
    "ALLOWED_HOSTS",
    "APPROVALS_AN_HOUR",
    "BACKUP_FOLDER",
    "BACKUP_KEEP",
    "BACKUP_KEY",
    "BACKUP_S3_URL",
    "BEHIND_PROXY",
    "CONN_MAX_AGE",
    "DATABASE_REPLICA_URL",
    "DATABASE_URL",
    "DATA_DIR",
    "DEBUG",
    "DESK_NETWORKS",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_BACKEND",
    "EMAIL_FROM",
    "EMAIL_URL",
    "FILES_INTERNAL_REDIRECT",
    "FILES_S3_URL",
    "HTTPS",
    "PAGE_CACHE",
    "SECOND_FACTOR",
    "SECRET_KEY",
    "SENTINEL_OUTSIDE",
    "SITE_ADDRESS",
    "VISITS_LOG",
}


def server() -> str:
    """The address of the PostgreSQL server that DATABASE_URL names; empty: SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    return address if address.startswith("postgres") else ""


def address_of(database: str) -> str:
    """DATABASE_URL of another database of the same server."""
    return urlsplit(server())._replace(path=f"/{database}").geturl()


def on_server(*statements: str) -> list[tuple]:
    """Databases are made and dropped outside a transaction, from the server's own database. Gives the last one's rows."""
    with closing(
        psycopg2.connect(urlsplit(address_of("postgres"))._replace(scheme="postgresql").geturl())
    ) as one:
        one.autocommit = True
        cursor = one.cursor()
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def lay(kind: str, folder: Path, database: str = "") -> None:
    """A copy of its own for a site whose DATA_DIR is `folder`: SQLite file, store of files, secret key, sign-ins.

    On PostgreSQL the new database `database` instead of the file. Takes up to a minute the first time.
    """
    with _kept(kind) as kept:
        # Whoever made it has closed it, so its file is whole.
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        if server():
            on_server(f"CREATE DATABASE {database} TEMPLATE {kept.name}")


@contextmanager
def _kept(kind: str) -> Iterator[Path]:
    """Where it is, made now when it is not there yet; nobody else makes it or takes it away meanwhile."""
    KEPT.mkdir(parents=True, exist_ok=True)
    begin = f"ponko_{kind}_{'postgresql' if server() else 'sqlite'}_"
    kept = KEPT / f"{begin}{_digest(kind)}"
    with _lock(kept.name, fcntl.LOCK_EX):
        if not kept.is_dir():
            _make(kind, kept)
            _sweep(begin, kept)
        yield kept


@contextmanager
def _lock(name: str, how: int) -> Iterator[None]:
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


def _make(kind: str, kept: Path) -> None:
    with tempfile.TemporaryDirectory(dir=KEPT, prefix="making-") as name:
        folder = Path(name) / "made"
        folder.mkdir()
        if server():
            on_server(f"DROP DATABASE IF EXISTS {kept.name} WITH (FORCE)")
        if kind == DEMO:
            lay(EMPTY, folder, kept.name)
        elif server():
            on_server(f"CREATE DATABASE {kept.name} TEMPLATE template0 ENCODING 'UTF8'")
        environment = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        environment |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "ponko_site.settings"}
        if server():
            environment["DATABASE_URL"] = address_of(kept.name)
        done = subprocess.run(
            [sys.executable, "-m", "tests.copies", "--here", kind],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"The copy for the tests was not made:\n{done.stdout}{done.stderr}")
        folder.rename(kept)


def _sweep(begin: str, kept: Path) -> None:
    """Take away what was made from other sources a while ago, and what somebody who was killed left half made."""
    hour_ago = time.time() - 60 * 60
    folders = [path for path in KEPT.iterdir() if path.is_dir() and path.stat().st_mtime < hour_ago]
    for path in folders:
        if path.name.startswith("making-"):
            shutil.rmtree(path, ignore_errors=True)
    old = {path.name for path in folders if path.name.startswith(begin)}
    if server():
        found = on_server(f"SELECT datname FROM pg_database WHERE datname LIKE '{begin}%'")
        old |= {name for (name,) in found if not (KEPT / name).is_dir()}
    for name in old - {kept.name}:
        with suppress(BlockingIOError), _lock(name, fcntl.LOCK_EX | fcntl.LOCK_NB):
            shutil.rmtree(KEPT / name, ignore_errors=True)
            if server():
                on_server(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            (KEPT / f"{name}.lock").unlink()


def _digest(kind: str) -> str:
    """Twelve hex digits of all that decides what is in it: sources, the server, and for the demo content the day."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    apps = sorted(file.parent for file in ROOT.glob("*/apps.py"))
    for folder in [*apps, ROOT / "templates/policies"]:
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(ROOT)
            if file.is_file() and not ONLY_FOR_PAGES & {*path.parts[1:-1], path.name}:
                digest.update(f"{path}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    if server():
        digest.update(
            repr(
                on_server("SELECT system_identifier, pg_postmaster_start_time() FROM pg_control_system()")
            ).encode()
        )
    if kind == DEMO:
        digest.update(datetime.now(ZoneInfo("Asia/Bangkok")).date().isoformat().encode())
    return digest.hexdigest()[:12]


def _fill(kind: str) -> None:
    """In a process of its own, with the settings of production: what a new installation does."""
    make_key(Path(os.environ["DATA_DIR"]) / "secret_key")
    import django

    django.setup()
    from django.core.management import call_command

    if kind == EMPTY:
        call_command("migrate", "--no-input", verbosity=0)
        # Tests make the cycles of the assessment that they need, of the same years.
        call_command("setup_office", no_ita=True)
    else:
        call_command("load_demo")


def main(arguments: list[str]) -> None:
    if arguments[0] == "--here":
        _fill(arguments[1])
    else:
        with _kept(arguments[0]):
            pass


if __name__ == "__main__":
    main(sys.argv[1:])

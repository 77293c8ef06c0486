"""The database as one file, at one moment, while others write; and a database made of such a file.

SQLite: its backup API. PostgreSQL: `pg_dump` in its custom format, `pg_restore` and `psql`. Passwords go to those programs in
their environment, never in their arguments.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection, connections, transaction

from accounts.models import SignInSession
from ponko_site.archive import DATABASES, Progress, Refused, damaged

#: The name of the connection by which the rows of the moment of the dump are read.
AS_DUMPED = "as_dumped"
PAGES = 2000  # of SQLite in one step
#: Dumped without its rows: with one of them anybody is signed in as an officer.
SESSIONS = SignInSession._meta.db_table
#: What a PostgreSQL of ours is asked about itself.
ABOUT_POSTGRESQL = (
    "SELECT current_setting('server_version'), pg_encoding_to_char(encoding), datcollate"
    " FROM pg_database WHERE datname = current_database()"
)


def about() -> dict[str, str]:
    """Kind, version, encoding and collation of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA encoding")
            return {
                "kind": "sqlite",
                "version": sqlite3.sqlite_version,
                "encoding": cursor.fetchone()[0],
                "collation": "",
            }
        cursor.execute(ABOUT_POSTGRESQL)
        version, encoding, collation = cursor.fetchone()
    return {"kind": "postgresql", "version": version, "encoding": encoding, "collation": collation}


@contextmanager
def dumped(folder: Path, progress: Progress) -> Iterator[Path]:
    """The database in a new file in `folder`; inside, `using(AS_DUMPED)` reads exactly the rows that are in it."""
    target = folder / DATABASES[connection.vendor]
    if connection.vendor == "sqlite":
        copy_sqlite(Path(connection.settings_dict["NAME"]), target, progress)
        with reading(target):
            yield target
        return
    with _alias(connection.settings_dict), transaction.atomic(using=AS_DUMPED):
        with connections[AS_DUMPED].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        program = _program("pg_dump")
        _run([program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
              "--exclude-schema=before_*",  # what a restore moved aside
              f"--exclude-table-data=*.{SESSIONS}", f"--file={target}", f"--dbname={_address()}"])  # fmt: skip
        yield target


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """`using(AS_DUMPED)` reads the SQLite database in `file`, and leaves it as it is."""
    own = {"NAME": f"file:{file}?mode=ro&immutable=1", "OPTIONS": {}}
    with _alias({**connection.settings_dict, **own}):
        yield


@contextmanager
def _alias(parameters: dict[str, object]) -> Iterator[None]:
    connections.databases[AS_DUMPED] = dict(parameters)
    try:
        yield
    finally:
        connections[AS_DUMPED].close()
        del connections[AS_DUMPED]
        del connections.databases[AS_DUMPED]


# SQLite


def copy_sqlite(source: Path, target: Path, progress: Progress) -> None:
    """As it stood when this began: one read of the source is held open, so writers neither wait nor make it begin again."""
    try:
        with closing(sqlite3.connect(source, timeout=20)) as old, closing(sqlite3.connect(target)) as new:
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
            size = old.execute("PRAGMA page_size").fetchone()[0]
            old.backup(
                new,
                pages=PAGES,
                progress=lambda _, left, total: progress((total - left) * size, total * size),
            )
            if new.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [SESSIONS]).fetchone():
                # Overwritten, not only marked as free.
                new.execute("PRAGMA secure_delete=ON").fetchone()
                with new:
                    new.execute(f'DELETE FROM "{SESSIONS}"')
            # One file by itself: the copy must not need the log beside it.
            new.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        raise Refused(f"อ่านฐานข้อมูลไม่ได้: {error}", f"The database could not be read: {error}") from error
    check_sqlite(target)


def check_sqlite(file: Path) -> None:
    """Raises Refused when SQLite finds a fault in `file`."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as one:
            found = one.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise damaged(f"SQLite: {found}")


def free_sqlite() -> None:
    """Raises Refused while somebody has the database open: it leaves its log only to the last one. One that is damaged may go."""
    place = Path(connection.settings_dict["NAME"])
    connections.close_all()
    if not place.exists():
        return
    try:
        with closing(sqlite3.connect(place, timeout=2)) as one:
            one.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise in_use() from error
    except sqlite3.DatabaseError:
        pass


def lay_sqlite(dump: Path, aside: Path) -> None:
    """Put `dump` in the place of the database file; what was there, with its log, goes to the folder `aside`."""
    free_sqlite()
    place = Path(connection.settings_dict["NAME"])
    new = place.with_name(f"{place.name}.new")
    shutil.copyfile(dump, new)
    new.chmod(0o640)
    with new.open("rb") as file:
        os.fsync(file.fileno())
    for name in (place.name, f"{place.name}-wal", f"{place.name}-shm", f"{place.name}-journal"):
        with suppress(FileNotFoundError):
            shutil.move(place.with_name(name), aside / name)
    new.replace(place)


def in_use() -> Refused:
    return Refused(
        "มีโปรแกรมอื่นเปิดฐานข้อมูลอยู่ ให้หยุดเว็บไซต์และงานตามเวลาก่อน แล้วกู้คืนอีกครั้ง",
        "Something has the database open. Stop the site and its timer first.",
    )


# PostgreSQL


def check_dump(dump: Path) -> None:
    """Raises Refused when `pg_restore` cannot read the list of contents of `dump`."""
    done = subprocess.run(
        [_program("pg_restore"), "--list", dump], capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode or "publishing_ledgerevent" not in done.stdout:
        raise damaged("pg_dump")


def refuse_if_in_use() -> None:
    """Raises Refused while others are connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        if cursor.fetchone()[0]:
            raise in_use()


def lay_postgresql(dump: Path, folder: Path, aside: str) -> None:
    """The contents of `dump` in the place of the schema public, in one transaction; the old one is renamed to `aside`.

    With an empty `aside` the old one is dropped. `folder` has room for the dump as SQL.
    """
    script = folder / "database.sql"
    _run([_program("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", dump])
    address = _address()
    connections.close_all()
    before = f"ALTER SCHEMA public RENAME TO {aside}" if aside else "DROP SCHEMA IF EXISTS public CASCADE"
    _run([_program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
          f"--dbname={address}", f"--command={before}", "--command=CREATE SCHEMA public", f"--file={script}"])  # fmt: skip
    script.unlink()


def _address() -> str:
    """The connection's parameters as libpq has them, without the password."""
    about = connection.settings_dict
    given = {
        name: value for name, value in about["OPTIONS"].items() if name.startswith("ssl") or name == "options"
    }
    given |= {"host": about["HOST"], "port": about["PORT"], "user": about["USER"], "dbname": about["NAME"]}
    quoted = {
        name: str(value).replace("\\", "\\\\").replace("'", "\\'") for name, value in given.items() if value
    }
    return " ".join(f"{name}='{value}'" for name, value in quoted.items())


def _run(command: list[str | Path]) -> None:
    password = connection.settings_dict.get("PASSWORD", "")
    environment = os.environ | ({"PGPASSWORD": password} if password else {}) | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        name, said = Path(command[0]).name, done.stderr.strip()[-1000:]
        raise Refused(f"โปรแกรม {name} ทำไม่สำเร็จ: {said}", f"{name} failed: {said}")


def _program(name: str) -> str:
    """The PostgreSQL program `name`, of the server's version or a newer one. Raises Refused when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        server = cursor.fetchone()[0]
    own = Path(f"/usr/lib/postgresql/{server}/bin/{name}")
    found = str(own) if own.exists() else shutil.which(name)
    if found:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
        if int(re.search(r"\d+", said)[0]) >= server:
            return found
    raise Refused(
        f"ต้องมีโปรแกรม {name} รุ่น {server} ขึ้นไป ให้ติดตั้งแพ็กเกจ postgresql-client-{server}",
        f"{name} of version {server} or newer is needed: install the package postgresql-client-{server}.",
    )

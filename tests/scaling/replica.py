"""A PostgreSQL that follows the first (pg_basebackup, streaming): what is read from it, when it lags, when it dies."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from tests import copies
from tests.front import PROMISED
from tests.harness import print_table
from tests.scaling.load import PATHS, Publisher, Readers, ask, until
from tests.site import Site

ROUNDS = 10
ASKED = 40  # times each page
COUNTS_LATE = 11  # seconds: PostgreSQL counts what a process did when that has been idle for ten
SEARCH = PATHS[5]


class Replica:
    """A cluster that follows the one of DATABASE_URL, in a folder of its own; a context manager."""

    def __enter__(self) -> "Replica":
        first = urlsplit(copies.server())
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.folder = Path(tempfile.mkdtemp(prefix="ponko-replica-"))
        self._owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._owner:
            shutil.chown(self.folder, "postgres")
        self.bin = subprocess.run(
            ["tests/tools/postgres_bin.sh"], cwd=copies.ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        self._run(
            "pg_basebackup", "--pgdata", self.folder / "data", "--write-recovery-conf", "--checkpoint=fast",
            f"--dbname=postgresql://{first.username}@{first.hostname}:{first.port}/postgres",
        )  # fmt: skip
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [*self._owner, f"{self.bin}/{program}", *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start(self) -> None:
        options = f"-p {self.port} -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "--pgdata", self.folder / "data", "--silent", "--wait", "--log", self.folder / "log",
                  "--options", options, "start")  # fmt: skip

    def kill(self) -> None:
        """kill -9 of its first process; the others end by themselves."""
        place = self.folder / "data" / "postmaster.pid"
        if place.exists():
            os.kill(int(place.read_text().split()[0]), signal.SIGKILL)
            place.unlink()
            time.sleep(0.5)

    def address_of(self, database: str) -> str:
        first = urlsplit(copies.server())
        return first._replace(
            netloc=f"{first.username}@{first.hostname}:{self.port}", path=f"/{database}"
        ).geturl()

    def says(self, question: str) -> object:
        with closing(
            psycopg2.connect(self.address_of("postgres").replace("postgres://", "postgresql://"))
        ) as one:
            one.autocommit = True
            cursor = one.cursor()
            cursor.execute(question)
            return cursor.fetchone()[0]


class Followed(Site):
    """A site whose readers are answered from the replica."""

    def __init__(self, replica: Replica, **options: object):
        super().__init__(**options)
        self.replica = replica

    def start(self) -> None:
        self.environment["DATABASE_REPLICA_URL"] = self.replica.address_of(self._database)
        until(self._has_come, since=time.monotonic())
        super().start()

    def _has_come(self) -> bool:
        return self.replica.says(f"SELECT count(*) FROM pg_database WHERE datname = '{self._database}'") == 1


def counted(site: Site, replica: Replica | None, paths: list[str]) -> list[list[object]]:
    """For each page: its path, statements at the first and at the replica, processor time (s) of the site and of the first."""
    question = f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{site._database}'"

    def now() -> list[float]:
        time.sleep(COUNTS_LATE)
        first, second = copies.on_server(question)[0][0], replica.says(question) if replica else 0
        return [first, second, spent(site._process.pid), spent(postmaster())]

    for path in paths * 4:  # every worker has made what it makes once
        ask(site.port, path)
    found, before = [], now()
    for path in paths:
        for _ in range(ASKED):
            assert ask(site.port, path)[0] == 200
        after = now()
        found.append([path, *((late - early) / ASKED for late, early in zip(after, before, strict=True))])
        before = after
    return found


def postmaster() -> int:
    place = copies.on_server("SHOW data_directory")[0][0]
    return int((Path(place) / "postmaster.pid").read_text().split()[0])


def spent(process: int) -> float:
    """Seconds of processor time of a process and its children, those that ended too."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    total = 0
    for one in [process, *children]:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has ended
            continue
        total += sum(map(int, fields[11:15] if one == process else fields[11:13]))
    return total / os.sysconf("SC_CLK_TCK")


def lists(port: int, title: str) -> bool:
    return title in ask(port, "/news/")[1]


def lists_not(port: int, title: str) -> bool:
    return title not in ask(port, "/news/")[1]


def run(seconds: int) -> bool:
    paths = ["/", "/news/", SEARCH]
    plain = {"PAGE_CACHE": "0"}
    table, rounds, fine = [], [], True
    # As in production: what was acknowledged is in the log that the replica is compared with.
    copies.on_server("ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()")
    for name, environment in (("ready pages", {}), ("no ready pages", plain)):
        with Site(environment=environment) as site, Publisher(site) as tell:
            tell("fill 25")
            site.manage("rebuild_search")
            table += [[name, *row] for row in counted(site, None, paths)]
    with Replica() as replica, Followed(replica, environment=plain) as site, Publisher(site) as tell:
        tell("fill 25")
        site.manage("rebuild_search")
        table += [["no ready pages, replica", *row] for row in counted(site, replica, paths)]
        # More than whether it keeps up.
        fine = all(row[3] > 1 for row in table[-3:])
        for way in ("keeps up", "stands still", "keeps up again"):
            if way == "stands still":
                replica.says("SELECT pg_wal_replay_pause()::text")
            if way == "keeps up again":
                replica.says("SELECT pg_wal_replay_resume()::text")
            seen, gone = [], []
            for _ in range(ROUNDS):
                title = f"ประกาศทดสอบ {secrets.token_hex(4)}"
                tell(f"publish {title}")
                seen.append(until(lists, site.port, title, since=time.monotonic()))
                tell(f"remove {title}")
                gone.append(until(lists_not, site.port, title, since=time.monotonic()))
            rounds.append([way, ROUNDS, f"{max(seen):.2f}", f"{max(gone):.2f}"])
            fine = fine and max(*seen, *gone) < PROMISED
        with Readers(site.port, 6) as readers:
            time.sleep(seconds / 3)
            replica.kill()
            time.sleep(seconds / 3)
            replica.start()
            time.sleep(seconds / 3)
        again = counted(site, replica, ["/news/"])[0][2]
    print("\nA read replica. For one page: statements at the first and at the replica, processor time")
    print_table(
        ["site", "page", "first", "replica", "site (ms)", "PostgreSQL (ms)"],
        [
            [name, path[:9], f"{one:.1f}", f"{two:.1f}", f"{own * 1000:.1f}", f"{server * 1000:.1f}"]
            for name, path, one, two, own, server in table
        ],
    )
    print_table(
        ["replica", "rounds", "published: seen after at most (s)", "removed: gone after at most (s)"], rounds
    )
    print(
        f"Replica killed by kill -9 under load and started again: {sum(readers.seen.values())} answers, {readers.wrong} of"
        f" them no 200 {dict(readers.seen)}; then {again:.1f} statements a page from it again"
    )
    return fine and readers.wrong == 0 and again > 1

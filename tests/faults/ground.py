"""Where faults happen: a copy of the site with its server, a PostgreSQL that may be killed, disks that may be filled.

No model is imported here; what needs the site's data is imported once a `Ground` is there.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.copies import ROOT
from tests.harness import Copy

SECONDS_TO_ANSWER = 60
#: Set in a process that has its own mounts: what it mounts nobody else sees, and it is gone with the process.
OWN_MOUNTS = "PONKO_OWN_MOUNTS"


@dataclass
class Outcome:
    """One case: how often, what was acknowledged, what of it is gone, what else is not as it should be."""

    title: str
    rounds: int = 0
    acknowledged: int = 0
    refused: int = 0  # answered with an error or not at all: nothing was promised
    lost: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    said: str = ""  # a figure of this case alone, or why it was skipped

    @property
    def faultless(self) -> bool:
        return not self.lost and not self.troubles


class Ground(Copy):
    """A copy of the site that this process works on, and its server. `cluster` when PostgreSQL may be killed."""

    def __init__(self, cluster: "Cluster | None" = None):
        super().__init__(workers=2, environment={"SECOND_FACTOR": "none"})
        self.cluster = cluster
        self.code = ROOT  # which code serves
        # Not in its folder, which may be full.
        self.log = self.data_dir.with_suffix(".log")

    def serve(self, **environment: str) -> None:
        """Start gunicorn, with `environment` for this time only; returns when it answers anything at all."""
        command = ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", "gunicorn", "ponko_site.wsgi"]
        command += [
            "--config",
            "deploy/gunicorn.conf.py",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            "2",
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.code,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(lambda: self.status() != 0, SECONDS_TO_ANSWER, "the site starts")

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        self.log.unlink(missing_ok=True)

    @property
    def vendor(self) -> str:
        return "PostgreSQL" if "DATABASE_URL" in self.environment else "SQLite"

    def workers_now(self) -> list[int]:
        return children(self._process.pid)

    def status(self, path: str = "/", seconds: float = 30) -> int:
        """What a reader is answered; 0: nothing."""
        try:
            with urlopen(self.address + path, timeout=seconds) as answer:
                answer.read()
                return answer.status
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return 0

    def until_it_answers(self) -> float:
        """Seconds until readers, the desk's sign-in and the watcher are answered. Raises RuntimeError with the log."""
        began = time.monotonic()
        while time.monotonic() - began < SECONDS_TO_ANSWER:
            if all(self.status(path) == 200 for path in ("/", "/admin/login/", "/healthz")):
                return time.monotonic() - began
            time.sleep(0.1)
        raise RuntimeError(f"The site does not answer again:\n{self.log.read_text()[-3000:]}")


class Cluster:
    """A PostgreSQL server with the settings of production: what it acknowledges is on its disk."""

    def __init__(self, folder: Path):
        self.folder, self.data = folder, folder / "data"
        found = subprocess.run(["tests/tools/postgres_bin.sh"], cwd=ROOT, capture_output=True, text=True)
        self.bin = found.stdout.strip()
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self.address = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._as = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:
            self._as += ["--reuid", "postgres", "--regid", "postgres", "--init-groups"]
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "Cluster":
        self.folder.chmod(0o755)
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "postgres:", self.data], check=True)
        subprocess.run(
            [*self._as, f"{self.bin}/initdb", "--pgdata", self.data, "--username", "postgres", "--auth"]
            + ["trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(
                "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_wal_size = 32MB\n"
            )
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Returns when it takes connections, after a crash when it has recovered."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as, f"{self.bin}/postgres", "-D", self.data, "-p", str(self.port)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        ready = [f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        for _ in range(300):
            if subprocess.run(ready).returncode == 0:
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-3000:]}")

    def send(self, number: int) -> None:
        """A signal to the server and every process of it."""
        master = self._process.pid
        for process in [*children(master), master]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    def kill(self) -> None:
        family = children(self._process.pid)
        self.send(signal.SIGKILL)
        self._process.wait()
        while any(Path(f"/proc/{process}").exists() for process in family):
            time.sleep(0.01)

    def stop(self) -> None:
        """As the administrator does: connections are cut off."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)

    def restart(self) -> None:
        self.stop()
        self.start()

    def starts(self) -> bool:
        with contextlib.suppress(RuntimeError):
            self.start()
        return self.runs

    @property
    def runs(self) -> bool:
        return self._process.poll() is None


def children(master: int) -> list[int]:
    """The processes that `master` started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = re.search(r"\) (\S) (\d+)", path.read_text()).groups()
            if int(parent) == master and state != "Z":
                found.append(int(path.parent.name))
    return found


def may_mount() -> bool:
    return OWN_MOUNTS in os.environ


class Disk:
    """A small disk in memory at `place`, with what is there, which may be filled up or become read-only.

    Nobody may have a file there open when it comes and when it goes; what is there then stays.
    """

    def __init__(self, place: Path, spare: int):
        self.place, self.spare = place, spare  # megabytes
        self._filler = place / "filler"

    def __enter__(self) -> "Disk":
        self.place.mkdir(exist_ok=True, parents=True)
        with self._aside() as used:
            size = f"size={used + self.spare}m,mode=755"
            subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", self.place], check=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.free()
        with self._aside():
            subprocess.run(["umount", "--lazy", self.place], check=True)
            subprocess.run(["find", self.place, "-mindepth", "1", "-delete"], check=True)

    @contextmanager
    def _aside(self) -> Iterator[int]:
        """What is at the place is there again afterwards; gives its megabytes."""
        with tempfile.TemporaryDirectory() as aside:
            subprocess.run(["cp", "-a", f"{self.place}/.", aside], check=True)
            used = subprocess.run(["du", "-sm", aside], check=True, capture_output=True, text=True).stdout
            yield int(used.split()[0])
            subprocess.run(["cp", "-a", f"{aside}/.", self.place], check=True)

    def give_to_postgres(self) -> None:
        subprocess.run(["chown", "postgres:", self.place], check=True)
        self.place.chmod(0o700)

    def fill(self) -> None:
        """Not a byte is left."""
        with self._filler.open("ab", buffering=0) as filler:
            for piece in (2**20, 2**12):
                with contextlib.suppress(OSError):
                    while True:
                        filler.write(b"\0" * piece)

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Waits for a moment at which nobody has a file of it open for writing."""
        self._remount("ro")
        try:
            yield
        finally:
            self._remount("rw")

    def _remount(self, how: str) -> None:
        command = ["mount", "-o", f"remount,{how}", self.place]
        wait_for(
            lambda: subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0,
            20,
            " ".join(map(str, command)),
        )


def wait_for(is_so: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.05)

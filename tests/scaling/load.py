"""Readers who ask without pause, and a process that publishes and removes when it is told."""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from urllib.parse import quote

from tests.copies import ROOT
from tests.site import Site

PATHS = [
    "/",
    "/news/",
    "/knowledge/",
    "/about/",
    "/sitemap.xml",
    f"/search/?q={quote('น้ำท่วม')}",
    "/news/?page=2",
]


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    """(status, text) of one page, as nginx would ask for it."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": "localhost", "X-Forwarded-Proto": "https"} | headers)
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")


class Readers:
    """`with Readers(port, 8) as readers:`; then `readers.seen` counts statuses and failures, `readers.slowest` is in seconds."""

    def __init__(self, port: int, number: int, paths: list[str] = PATHS):
        self.port, self.paths = port, paths
        self.seen: Counter[str] = Counter()
        self.slowest = 0.0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(one,)) for one in range(number)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        for path in cycle(self.paths[number % len(self.paths) :] + self.paths[: number % len(self.paths)]):
            if self._stop.is_set():
                return
            began = time.monotonic()
            try:
                what = str(ask(self.port, path)[0])
            except (OSError, HTTPException) as error:
                what = type(error).__name__
            self.seen[what] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)

    @property
    def wrong(self) -> int:
        return sum(self.seen.values()) - self.seen["200"]


class Publisher:
    """A process of the site that publishes and removes. Each line it is told is done, committed, when its answer comes."""

    def __init__(self, site: Site):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scaling.load"],
            cwd=ROOT,
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Publisher":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait(30)

    def __call__(self, what: str) -> str:
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError("the process that publishes has ended")
        return answer


def until(is_so: Callable[..., bool], *arguments: object, since: float, most: float = 30) -> float:
    """The seconds from `since` until it was so; more than `most` when it did not become so."""
    while time.monotonic() - since < most and not is_so(*arguments):
        time.sleep(0.02)
    return time.monotonic() - since


def _publish_as_told() -> None:
    import django

    django.setup()
    from publishing.models import Edition
    from tests.harness import make_people
    from tests.helpers import make_live, remove

    make_people()
    for line in sys.stdin:
        verb, _, what = line.strip().partition(" ")
        if verb == "fill":  # more than one page of a list
            print(*(make_live(title=f"น้ำท่วมถนนสาย {number}").pk for number in range(int(what))), flush=True)
        elif verb == "publish":
            print(make_live(title=what).get_absolute_url(), flush=True)
        else:
            remove(Edition.objects.live().get(title=what))
            print("removed", flush=True)


if __name__ == "__main__":
    _publish_as_told()

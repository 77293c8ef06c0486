"""Pages that are ready to be sent: on disk for every process and machine of the site, the newest also in this one's memory.

What they were made under stands in one small file, `DATA_DIR/pages/generation`: an **epoch** and the last **generations**.
A new generation (`renew()`) outdates every page at once; a new epoch (`purge()`) makes that nobody ever finds a page from
before it, as a removal demands. Processes see either by one `stat` a request. docs/decisions/0012-page-cache.md says why.
"""

import fcntl
import json
import logging
import os
import shutil
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from publishing.models import LedgerEvent
from publishing.states import State
from publishing.visits import Reading

logger = logging.getLogger(__name__)

#: Seconds that an outdated page may still go to those who come while somebody makes the new one.
GRACE = 3
#: A page has one place on disk by its address, and another with the same place takes it: so much there is at most,
#: whatever is asked for. Pages with a query have places of their own, so that no flood of queries drives the others out.
PLACES = 4096
PLACES_WITH_QUERY = 512
LARGEST = 256 * 1024  # bytes of a page as it is; larger ones are not kept
IN_MEMORY = 6 * 1024 * 1024  # bytes of pages in the memory of a process
GENERATIONS = 16  # that are remembered with the time at which they ended
FILE = "generation"
JUST_NOW = timedelta(minutes=5)  # a move may tell of itself late, never twice with another meaning


@dataclass(frozen=True)
class Now:
    """What the file says: the epoch, the generation, and since when earlier generations are outdated."""

    epoch: str
    generation: str
    ended: dict[str, float]


@dataclass
class Page:
    """One answer with all that is needed to give it again. `until` is when time itself outdates it."""

    key: str
    epoch: str
    generation: str
    made: float
    until: float
    headers: list[tuple[str, str]]  # besides those that depend on the encoding or on the time that is left
    cache_control: str
    bodies: dict[str, bytes]  # "" as it is, "gzip", "br"
    reading: Reading | None = None  # what publishing/visits.py counts
    answers: dict[str, object] = field(
        default_factory=dict
    )  # ponko_site/page_cache.py keeps ready headers here

    def is_fresh(self, now: Now, clock: float) -> bool:
        return self.generation == now.generation and clock < self.until

    def is_passable(self, now: Now, clock: float) -> bool:
        """Whether it was still fresh GRACE seconds ago. Never after a removal: that begins a new epoch."""
        ended = self.until
        if self.generation != now.generation:
            ended = min(ended, now.ended.get(self.generation, 0))
        return self.epoch == now.epoch and clock - ended <= GRACE

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + 2000


class Pages:
    """The folder of ready pages and what this process has of it in memory. Many threads use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._memory: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._file = str(folder / FILE)
        self._seen: tuple[int, int] = (0, 0)
        self._now: Now | None = None
        self._complained = 0.0

    def now(self) -> Now | None:
        """The epoch and generation at this moment; None: nothing can be kept, for the file is away and cannot be made."""
        try:
            stat = os.stat(self._file)
            if (seen := (stat.st_ino, stat.st_mtime_ns)) != self._seen:
                self._notice(_read_now(self.folder), seen)
        except (OSError, ValueError):
            self._now, self._seen = None, (0, 0)
            if self._may_complain():
                renew(self.folder)
        return self._now

    def _notice(self, now: Now, seen: tuple[int, int]) -> None:
        if self._now is None or now.epoch != self._now.epoch:
            with self._lock:
                self._memory.clear()
                self._bytes = 0
        self._now, self._seen = now, seen

    def at_hand(self, key: str, now: Now) -> Page | None:
        """The page in memory, of whatever generation of this epoch."""
        page = self._memory.get(key)
        if page is None or page.epoch != now.epoch:
            return None
        with suppress(KeyError):
            self._memory.move_to_end(key)
        return page

    def on_disk(self, key: str, now: Now) -> Page | None:
        """The page on disk, of whatever generation of this epoch; from now on at hand."""
        try:
            page = _loaded((self.folder / now.epoch / _place(key)).read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if page.key != key or page.epoch != now.epoch:
            return None
        self._remember(page)
        return page

    def keep(self, page: Page) -> None:
        """In memory and on disk. Where an epoch is over, its folder is gone, and the page goes nowhere."""
        self._remember(page)
        folder = self.folder / page.epoch
        unfinished = folder / f".{os.getpid()}-{threading.get_ident()}"
        try:
            unfinished.write_bytes(_dumped(page))
            unfinished.replace(folder / _place(page.key))
        except FileNotFoundError:
            pass
        except OSError as error:
            if self._may_complain():
                logger.warning("page cache: not written: %s", error)
            with suppress(OSError):
                unfinished.unlink()

    def _remember(self, page: Page) -> None:
        if page.size > IN_MEMORY // 4:
            return
        with self._lock:
            if self._now is None or page.epoch != self._now.epoch:
                return
            if old := self._memory.pop(page.key, None):
                self._bytes -= old.size
            self._memory[page.key] = page
            self._bytes += page.size
            while self._bytes > IN_MEMORY:
                _, oldest = self._memory.popitem(last=False)
                self._bytes -= oldest.size

    def _may_complain(self) -> bool:
        """At most every five seconds, lest a full disk fill the log too."""
        clock = time.monotonic()
        is_time = clock - self._complained > 5
        if is_time:
            self._complained = clock
        return is_time


# The generation


def folder() -> Path:
    return settings.DATA_DIR / "pages"


def renew(at: Path | None = None) -> None:
    """Whatever is kept is outdated from now on, in every process. Called after a commit that changed what the public sees."""
    _begin(at, purge=False)


def purge(at: Path | None = None) -> None:
    """As `renew()`, and nobody ever gets a page from before: something was withdrawn or removed. Deletes the files too."""
    _begin(at, purge=True)


def follow(publication_id: int, **about: object) -> None:
    """An edition moved (publishing/signals.py)."""
    ended = LedgerEvent.objects.filter(
        publication=publication_id,
        to_state__in=(State.WITHDRAWN, State.REMOVED),
        at__gt=timezone.now() - JUST_NOW,
    )
    try:
        has_ended = ended.exists()
    except DatabaseError:
        has_ended = True
    _begin(None, purge=has_ended)


def _begin(at: Path | None, *, purge: bool) -> None:
    if not settings.PAGE_CACHE:
        return
    at = at or folder()
    try:
        at.mkdir(mode=0o700, parents=True, exist_ok=True)
        # One at a time: a renewal that had read the file before a purge would bring the old epoch back.
        with _alone(at):
            try:
                old = _read_now(at)
            except (OSError, ValueError):
                old, purge = Now("", "", {}), True
            clock = time.time()
            now = Now(
                token_hex(8) if purge else old.epoch,
                token_hex(8),
                {} if purge else dict(list(({old.generation: clock} | old.ended).items())[:GENERATIONS]),
            )
            (at / now.epoch).mkdir(mode=0o700, exist_ok=True)
            unfinished = at / f".{now.generation}"
            unfinished.write_text(json.dumps(vars(now)))
            unfinished.replace(at / FILE)
    except OSError:
        logger.exception("page cache: cannot be renewed; no page is kept until it can")
        with suppress(OSError):
            (at / FILE).unlink()
        return
    if purge:
        for path in at.iterdir():
            if path.is_dir() and path.name != now.epoch:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _alone(at: Path) -> Iterator[None]:
    with (at / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read_now(at: Path) -> Now:
    """Raises OSError or ValueError where there is none."""
    try:
        return Now(**json.loads((at / FILE).read_text()))
    except TypeError as error:
        raise ValueError(str(error)) from error


# A page as a file: one line that says what it is, then its bodies.


def _place(key: str) -> str:
    number = int.from_bytes(sha256(key.encode()).digest()[:4])
    return f"q{number % PLACES_WITH_QUERY:03x}" if "?" in key else f"p{number % PLACES:03x}"


def _dumped(page: Page) -> bytes:
    about = {name: value for name, value in vars(page).items() if name not in ("bodies", "answers")}
    about["bodies"] = {encoding: len(body) for encoding, body in page.bodies.items()}
    return b"".join([json.dumps(about).encode(), b"\n", *page.bodies.values()])


def _loaded(data: bytes) -> Page:
    """Raises ValueError, KeyError or TypeError for what is not a page of this version of the code."""
    line, _, rest = data.partition(b"\n")
    about, bodies, start = json.loads(line), {}, 0
    for encoding, length in about.pop("bodies").items():
        bodies[encoding] = rest[start : start + length]
        start += length
    if start != len(rest):
        raise ValueError("cut off")
    about["headers"] = [(name, value) for name, value in about["headers"]]
    if about["reading"]:
        page, domain = about["reading"]
        about["reading"] = Reading(tuple(page) if page else None, domain)
    return Page(**about, bodies=bodies)

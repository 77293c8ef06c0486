"""Who asked for what, and was answered how: kept for ACCESS_LOG_DAYS (section 26 of the Computer Crime Act).

`AccessLog` stands around everything else (WSGI), so ready pages are in it; a middleware tells it who was signed in. One line of
JSON a request, in a file a day (UTC) below DATA_DIR/log. No query, no cookie, no form; where an address holds a token it is cut.
Lines gather in memory for a second at most and are written in whole pieces with O_APPEND, so processes need no lock; a
write for each would hand the interpreter to another thread at each. What was gathered is written when a process ends by
itself; a process that is killed loses its last second. What cannot be written never breaks a page.
"""

import atexit
import gzip
import json
import logging
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from json.encoder import encode_basestring
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.addresses import address_of

logger = logging.getLogger(__name__)
#: Under this name a request carries where Django says who is signed in.
ASKER = "ponko_site.access_log"
AGENT, PATH, FORWARDED, NAME = 200, 500, 200, 150  # characters
EVERY = 1  # second that a line waits at most
#: What stands behind these is a token.
SECRETS = re.compile(r"(/preview/|/admin/password_reset/).+", re.DOTALL)
NAMED = re.compile(r"access-(\d{4}-\d\d-\d\d)\.jsonl(\.gz)?")
COLUMNS = ("time", "address", "forwarded", "user", "name", "method", "path", "status", "agent")

Environ = dict[str, object]
Application = Callable[[Environ, Callable], Iterable[bytes]]


def folder() -> Path:
    return settings.DATA_DIR / "log"


class AccessLog:
    """A WSGI application around another. One for a process; many threads use it."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._second = (0, "", "")  # since 1970, its day, and how its lines begin
        self._lines: list[tuple[str, str]] = []
        self._writing = threading.Lock()
        self._is_waiting = False
        self._failed = False
        atexit.register(self.write)

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        environ[ASKER] = asker = {}
        status = "500"

        def started(line: str, *rest: object) -> object:
            nonlocal status
            status = line[:3]
            return start_response(line, *rest)

        try:
            return self.application(environ, started)
        finally:
            self._gather(environ, asker, status)

    def _gather(self, environ: Environ, asker: dict[str, object], status: str) -> None:
        clock = time.time()
        known, day, begin = self._second
        if known != int(clock):
            begin = datetime.fromtimestamp(int(clock), UTC).isoformat().removesuffix("+00:00")
            day = begin[:10]
            self._second = int(clock), day, begin
        try:
            moment = f"{begin}.{int(clock * 1000) % 1000:03}+00:00"
            self._lines.append((day, line_of(environ, asker, status, moment)))
            if not self._is_waiting:
                self._is_waiting = True
                threading.Thread(target=self._write_soon, name="access log", daemon=True).start()
        except Exception:  # The answer is ready: nothing that goes wrong with its line may take it away.
            self._is_waiting = False
            logger.exception("the access log lacks a line")

    def _write_soon(self) -> None:
        time.sleep(EVERY)
        self._is_waiting = False  # Who gathers from here on begins to wait anew.
        self.write()

    def write(self) -> None:
        """Write what was gathered. Whatever fails is logged once, until lines are written again; they are lost."""
        with self._writing:
            # The list stays the same one: somebody may be about to add to it.
            lines = self._lines[:]
            del self._lines[: len(lines)]
            texts: dict[str, list[str]] = {}
            for day, line in lines:
                texts.setdefault(day, []).append(line)
            try:
                for day, found in texts.items():
                    _append(day, "".join(found).encode())
                    self._failed = False
            except OSError:
                if not self._failed:
                    logger.exception("the access log cannot be written; pages go out as before")
                self._failed = True


def _append(day: str, text: bytes) -> None:
    """In one piece, unless the disk is full."""
    folder().mkdir(mode=0o750, parents=True, exist_ok=True)
    file = os.open(folder() / f"access-{day}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(file, text)
    finally:
        os.close(file)


def line_of(environ: Environ, asker: dict[str, object], status: str, moment: str) -> str:
    """What is written of one request, JSON: numbers as numbers, everything else cut to its length and printable."""
    path = environ.get("PATH_INFO", "")
    if not path.isascii():
        path = path.encode("latin-1", "replace").decode("utf-8", "replace")
    if "/preview/" in path or "/password_reset/" in path:
        path = SECRETS.sub(r"\1…", path)
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return (
        f'{{"time": "{moment}", "address": {_address(environ.get("REMOTE_ADDR", ""), forwarded.rpartition(",")[2])},'
        f' "forwarded": {_plain(forwarded, FORWARDED)}, "user": {asker.get("user") or "null"},'
        f' "name": {_plain(asker.get("name", ""), NAME)}, "method": {_plain(environ.get("REQUEST_METHOD", ""), 10)},'
        f' "path": {_plain(path, PATH)}, "status": {int(status) if status.isdecimal() else 0},'
        f' "agent": {_plain(environ.get("HTTP_USER_AGENT", ""), AGENT)}}}\n'
    )


@lru_cache(maxsize=1024)
def _address(server_says: str, proxy_says: str) -> str:
    """As JSON; `proxy_says` is the last address that X-Forwarded-For names, empty without a proxy."""
    meta = {"REMOTE_ADDR": server_says, "HTTP_X_FORWARDED_FOR": proxy_says}
    return encode_basestring(address_of(SimpleNamespace(META=meta)))


def _plain(text: str, length: int) -> str:
    """As JSON."""
    text = text[:length]
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return encode_basestring(text)


def noted(get_response: Callable) -> Callable:
    """Tells the log who is signed in, where somebody has asked already: no query of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        asker = request.META.get(ASKER)
        person = getattr(request, "_cached_user", None)
        if asker is not None and person is not None and person.is_authenticated:
            asker |= {"user": person.pk, "name": person.get_username()}
        return response

    return middleware


def days() -> dict[date, Path]:
    """The files by their days; a compressed one before one that is not."""
    found = {}
    for path in sorted(folder().glob("access-*")) if folder().is_dir() else []:
        if match := NAMED.fullmatch(path.name):
            with suppress(ValueError):
                found[date.fromisoformat(match[1])] = path
    return found


def keep() -> tuple[int, int]:
    """A step of the clock: compress the days that are over, delete those of which the time is up; how many of each.

    Safe to run any number of times, and after days without.
    """
    today = datetime.now(UTC).date()
    packed = deleted = 0
    for day, path in days().items():
        if day < today - timedelta(days=settings.ACCESS_LOG_DAYS):
            path.unlink(missing_ok=True)
            deleted += 1
        elif day < today - timedelta(days=1) and path.suffix != ".gz":
            _pack(path)
            packed += 1
    return packed, deleted


def _pack(path: Path) -> None:
    new = path.with_name(f".{path.name}.gz")
    with path.open("rb") as source, gzip.open(new, "wb") as target:
        shutil.copyfileobj(source, target)
    new.chmod(0o640)
    new.rename(path.with_name(f"{path.name}.gz"))
    path.unlink()


def lines(
    first: date, last: date, *, user: int | None = None, address: str = ""
) -> Iterator[dict[str, object]]:
    """What one person or one address asked for on these days (UTC), in order. A line that cannot be read is left out."""
    for day, path in sorted(days().items()):
        if not first <= day <= last:
            continue
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
            for text in file:
                try:
                    line = json.loads(text)
                except ValueError:
                    continue
                if (user is None or line.get("user") == user) and (
                    not address or line.get("address") == address
                ):
                    yield line

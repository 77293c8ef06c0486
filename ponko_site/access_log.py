"""Who asked for what, and was answered how: kept for ACCESS_LOG_DAYS (section 26 of the Computer Crime Act).

`AccessLog` stands around everything else (WSGI), so ready pages are in it; a middleware tells it who was signed in. One line of
JSON a request, in a file a day (UTC) below DATA_DIR/log. No query, no cookie, no form; where an address holds a token it is cut.
A line is written in one piece with O_APPEND, so processes need no lock; what cannot be written never breaks a page.
"""

import gzip
import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.addresses import address_of

logger = logging.getLogger(__name__)
#: Under this name a request carries where Django says who is signed in.
ASKER = "ponko_site.access_log"
AGENT, PATH, FORWARDED, NAME = (
    200,
    500,
    200,
    150,
)  # characters: a line stays below 4 KiB, which is written in one piece
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
        self._file: tuple[str, int] = ("", -1)
        self._failed = False

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
            self._write(environ, asker, status)

    def _write(self, environ: Environ, asker: dict[str, object], status: str) -> None:
        """Whatever fails here is logged once, until a line is written again."""
        try:
            now = datetime.now(UTC)
            line = json.dumps(line_of(environ, asker, status, now), ensure_ascii=False).encode() + b"\n"
            os.write(self._opened(f"{now:%Y-%m-%d}"), line)
            self._failed = False
        except Exception:  # The answer is ready: nothing that goes wrong with its line may take it away.
            if not self._failed:
                logger.exception("the access log cannot be written; pages go out as before")
            self._failed = True

    def _opened(self, day: str) -> int:
        known, file = self._file
        if known != day:
            folder().mkdir(mode=0o750, parents=True, exist_ok=True)
            new = os.open(folder() / f"access-{day}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
            # The one before is left to whoever may be writing into it: one a day.
            self._file, file = (day, new), new
        return file


def line_of(environ: Environ, asker: dict[str, object], status: str, now: datetime) -> dict[str, object]:
    """What is written of one request; numbers as numbers, everything else cut to its length and printable."""
    path = str(environ.get("PATH_INFO", "")).encode("latin-1", "replace").decode("utf-8", "replace")
    behind_proxy = settings.SECURE_PROXY_SSL_HEADER
    return {
        "time": now.isoformat(timespec="milliseconds"),
        "address": address_of(SimpleNamespace(META=environ)),
        "forwarded": _plain(environ.get("HTTP_X_FORWARDED_FOR", ""), FORWARDED) if behind_proxy else "",
        "user": asker.get("user"),
        "name": _plain(asker.get("name", ""), NAME),
        "method": _plain(environ.get("REQUEST_METHOD", ""), 10),
        "path": _plain(SECRETS.sub(r"\1…", path), PATH),
        "status": int(status) if status.isdigit() else 0,
        "agent": _plain(environ.get("HTTP_USER_AGENT", ""), AGENT),
    }


def _plain(text: object, length: int) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in str(text)[:length])


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

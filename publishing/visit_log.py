"""Pages that nginx sent from its own cache, counted from the log that it writes of them (deploy/nginx.conf, `log_format visits`).

The log holds no address of a reader and no query. What counts is decided as for every other page (publishing/visits.py); nginx
leaves out what it can tell itself: readers with a session, prefetching, everything that is not a page.

Where reading stopped is kept in DATA_DIR, with the number of the file: after a rotation the rest of the old file is read
first. Should the machine fail between the counting and that, one portion counts twice.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from accounts.models import Office
from publishing.visit_rows import Counts, Page, save
from publishing.visits import MOST, NOT_PUBLIC, comes_from_elsewhere, is_read_by_somebody, page_of
from thai.dates import BANGKOK

#: Bytes that one run reads: about 40,000 lines, some two seconds. The next run goes on from there.
MOST_BYTES = 8_000_000
#: What the log calls what a request says.
NAMES = {"agent": "HTTP_USER_AGENT", "dest": "HTTP_SEC_FETCH_DEST", "from": "HTTP_REFERER"}


def count_visits() -> int:
    """Count what came since the last run; returns how many views. Does nothing without VISITS_LOG."""
    if not settings.VISITS_LOG:
        return 0
    place = _place()
    lines, reached = _portion(Path(settings.VISITS_LOG), *place)
    counts = _counts(lines)
    if counts:
        with transaction.atomic():
            save(counts)
    if reached != place:
        _keep(*reached)
    return sum(views for (_, page), (views, _) in counts.items() if page is None)


def _portion(log: Path, number: int, start: int) -> tuple[list[bytes], tuple[int, int]]:
    """The next whole lines, and the place after them: the number of the file and bytes from its beginning."""
    # The old one only as long as something in it is unread.
    for path, is_old in ((log.with_name(f"{log.name}.1"), True), (log, False)):
        with suppress(FileNotFoundError), path.open("rb") as file:
            state = os.fstat(file.fileno())
            is_known = state.st_ino == number and start <= state.st_size  # one that shrank was emptied
            if is_old and not (is_known and start < state.st_size):
                continue
            begin = start if is_known else 0
            file.seek(begin)
            data = file.read(MOST_BYTES)
            # What has no end yet is read when it has; in an old file, or at such a length, it never will.
            end = data.rfind(b"\n") + 1 or (len(data) if is_old or len(data) == MOST_BYTES else 0)
            return data[:end].splitlines(), (state.st_ino, begin + end)
    return [], (number, start)


def _counts(lines: list[bytes]) -> Counts:
    if not lines:
        return {}
    office = Office.objects.only("domain").first()
    domain = office.domain if office else ""
    counts: Counts = {}
    for day, path, sent in _read(lines):
        if path.startswith(NOT_PUBLIC) or not is_read_by_somebody(sent):
            continue
        is_visit = comes_from_elsewhere(sent, domain)
        for key in {(day, _page_at(path)), (day, None)}:
            if key in counts or key[1] is None or len(counts) < MOST:
                count = counts.setdefault(key, [0, 0])
                count[0] += 1
                count[1] += is_visit
    return counts


def _read(lines: list[bytes]) -> Iterator[tuple[date, str, dict[str, str]]]:
    """Day, path, and what the request said. A line that cannot be read is left out."""
    for line in lines:
        with suppress(ValueError, KeyError, TypeError, OverflowError):
            entry = json.loads(line.decode(errors="replace"))
            sent = {name: str(entry[key]) for key, name in NAMES.items() if entry[key]}
            yield datetime.fromtimestamp(entry["time"], BANGKOK).date(), str(entry["path"]), sent


@lru_cache(maxsize=1024)
def _page_at(path: str) -> Page:
    request = HttpRequest()
    with suppress(Resolver404):
        request.resolver_match = resolve(path)
    return page_of(request)


# The place


def _file() -> Path:
    return settings.DATA_DIR / "visits-log.json"


def _place() -> tuple[int, int]:
    try:
        number, start = json.loads(_file().read_text())
        return int(number), int(start)
    except (FileNotFoundError, ValueError, TypeError):
        return 0, 0


def _keep(number: int, start: int) -> None:
    new = _file().with_suffix(".new")
    new.write_text(json.dumps([number, start]))
    new.replace(_file())

"""How often pages are read: counted on our side, without cookies, addresses or anything else about who reads.

A public page that a browser was given is a **view**; it is a **visit** too when the reader came from elsewhere: by typing the
address, from a search engine, from another site. Robots, prefetching, our own checks and staff with a session are left out.

A request costs an entry in a dictionary of this process and no query. After an answer was sent, at most once EVERY seconds, one
reader's thread writes what was counted and reads the totals anew; what cannot be written now is kept for the next time. What
was counted since is lost when a process is killed, not when it is stopped.
"""

import atexit
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signals import request_finished
from django.db import Error, connection, transaction
from django.db.models import Expression, IntegerField, Value
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse

from publishing.visit_rows import Counts, Page, Visitors, save, today

logger = logging.getLogger(__name__)
EVERY = 60  # seconds between two writes of a process
#: Different pages and days that a process keeps until they are written; beyond them only the sum of all pages counts.
MOST = 5_000
PATIENCE = 200  # milliseconds that a write waits for its turn
NOT_PUBLIC = ("/admin/", "/preview/", "/styleguide/")
_ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|archiver|facebookexternalhit|headless|lighthouse|monitor|uptime|check|scan|preview|curl|wget"
    r"|python|java/|go-http|okhttp|libwww|axios|node-fetch|whatsapp/",
    re.IGNORECASE,
)


class Tally:
    """What this process counted and has not written yet. Many threads use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._counts: Counts = {}
        self._due = 0.0
        self._failed = False
        self._visitors: Visitors | None = None

    def add(self, page: Page, *, is_visit: bool) -> None:
        day = today()
        with self._lock:
            for key in {(day, page), (day, None)}:
                if key in self._counts or key[1] is None or len(self._counts) < MOST:
                    count = self._counts.setdefault(key, [0, 0])
                    count[0] += 1
                    count[1] += is_visit

    def visitors(self) -> Visitors | None:
        """As they were at the last write, with this process's own since; None before the first."""
        known = self._visitors
        if known is None:
            return None
        known = known.on(today())
        with self._lock:
            own = self._counts.get((known.day, None), (0, 0))[1]
        return Visitors(known.day, known.today + own, known.month + own, known.total + own)

    def is_due(self) -> bool:
        return bool(self._counts) and time.monotonic() >= self._due

    def write(self) -> bool:
        """Write what was counted, unless another thread is at it. Whatever fails is logged once, and counted later."""
        if not self._writing.acquire(blocking=False):
            return False
        try:
            self._due = time.monotonic() + EVERY
            with self._lock:
                counts, self._counts = self._counts, {}
            try:
                visitors = _save_briefly(counts)
            except Error as error:
                self._give_back(counts)
                if not self._failed:
                    logger.warning(
                        "visits: not written; they are kept and tried again after %s s: %s", EVERY, error
                    )
                self._failed = True
                return False
            self._visitors, self._failed = visitors, False
            return True
        finally:
            self._writing.release()

    def _give_back(self, counts: Counts) -> None:
        with self._lock:
            for key, (views, visits) in counts.items():
                if key in self._counts or key[1] is None or len(self._counts) < MOST:
                    count = self._counts.setdefault(key, [0, 0])
                    count[0] += views
                    count[1] += visits


tally = Tally()


class Reading(NamedTuple):
    """What of a page must be remembered, so that it can be counted when it is given again without being made."""

    page: Page
    domain: str  # the office's own, whose pages are none from elsewhere


def counted(get_response: Callable) -> Callable:
    """Counts the answer if it is a public page and somebody reads it; `request.visitors` gives the totals to the page's foot."""
    request_finished.connect(write_when_due, dispatch_uid="publishing.visits")
    atexit.unregister(_write_at_exit)
    atexit.register(_write_at_exit)

    def middleware(request: HttpRequest) -> HttpResponse:
        request.visitors = tally.visitors
        response = get_response(request)
        if is_public_page(request, response):
            request.reading = Reading(page_of(request), request.office.domain if request.office else "")
            if settings.SESSION_COOKIE_NAME not in request.COOKIES:
                count(request.reading, request.META)
        return response

    return middleware


def count(reading: Reading, sent: Mapping[str, object]) -> None:
    """Count it if somebody reads it. `sent` is the request as the server hands it on (WSGI), without a session."""
    if is_read_by_somebody(sent):
        tally.add(reading.page, is_visit=comes_from_elsewhere(sent, reading.domain))


def is_public_page(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and not request.path_info.startswith(NOT_PUBLIC)
    )


def is_read_by_somebody(sent: Mapping[str, object]) -> bool:
    """Whether a person gets this page on a screen now, for all that the request says."""
    return (
        not is_robot(sent.get("HTTP_USER_AGENT", ""))
        and not sent.get("HTTP_SEC_PURPOSE", "").startswith("prefetch")
        and sent.get("HTTP_PURPOSE", sent.get("HTTP_X_MOZ", "")) != "prefetch"
        and sent.get("HTTP_SEC_FETCH_DEST", "document") == "document"
    )


@lru_cache(maxsize=1024)
def is_robot(agent: str) -> bool:
    """Whether a User-Agent says that nobody reads: robots, monitors, programs; none at all says so too."""
    return not agent or bool(_ROBOT.search(agent))


def comes_from_elsewhere(sent: Mapping[str, object], domain: str) -> bool:
    """Whether no page of this site led here, by the Referer."""
    referer = sent.get("HTTP_REFERER", "")
    if not referer:
        return True
    own = (settings.SITE_ADDRESS, sent.get("HTTP_HOST", ""), domain)
    return _host(referer) not in {_host(address) for address in own}


@lru_cache(maxsize=1024)
def _host(address: str) -> str:
    """The name in an address or of a host, without www.; empty when there is none."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def page_of(request: HttpRequest) -> Page:
    """Category and reference, if this is the page of what stands at its address; earlier editions and lists are none."""
    match = request.resolver_match
    if match and match.url_name == "detail" and "reference" in match.kwargs:
        return match.namespace, match.kwargs["reference"]
    return None


def times_read() -> Expression:
    """For a query of `Edition`: how often its publication was read; NULL for never, and until this process has written once, so
    that a page does not depend on a table that may not be there yet. Written out, for Django takes longer to build it than
    the database to add it up.
    """
    if tally.visitors() is None:
        return Value(None, IntegerField())
    return RawSQL(
        "(SELECT SUM(publishing_pageviews.views) FROM publishing_pageviews"
        " WHERE publishing_pageviews.publication_id = publishing_edition.publication_id)",
        (),
        IntegerField(),
    )


# Writing


def write_when_due(**kwargs: object) -> None:
    """After an answer was sent. The thread that finds it due does it."""
    if tally.is_due():
        tally.write()


def _write_at_exit() -> None:
    if tally._counts:
        tally.write()


def _save_briefly(counts: Counts) -> Visitors:
    """Write, and read the totals, with little patience. Leaves no connection open that was not open before the request."""
    if connection.in_atomic_block:
        with transaction.atomic():
            return save(counts)
    try:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
            return save(counts)
    finally:
        if connection.vendor == "sqlite":  # With its usual patience it is opened again.
            connection.close()
        else:
            connection.close_if_unusable_or_obsolete()

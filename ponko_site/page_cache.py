"""What answers readers before Django does: a ready page, if there is one (ponko_site/ready_pages.py).

`PageCache` stands around Django's WSGI handler. Who is nobody in particular (no cookie of ours, GET or HEAD) gets the page
that was made for somebody like him; it was made from its address alone, so nothing that one reader sends reaches another.
Everything else goes through untouched. What may be kept is decided where Django is done, by `Asked.take()`.
Why it is so, and what was measured: docs/decisions/0012-page-cache.md.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.urls import get_resolver

from ponko_site import outage
from ponko_site.middleware import ASKED, TEXT_TYPES
from ponko_site.ready_answers import (
    IN_FRONT,
    IN_FRONT_MEANWHILE,
    encoded,
    encoding_for,
    is_among,
    ready,
    time_left,
)
from ponko_site.ready_pages import LARGEST, Now, Page, Pages, folder, renew
from publishing import visits
from publishing.filters import EditionFilter
from publishing.middleware import next_turn

#: Where nobody but the one who asks may see the answer, or where it is a file, or is limited by who asks.
NEVER = (
    "/admin/", "/preview/", "/search/", "/files/", "/static/", "/styleguide/", "/qr/", "/share/", "/healthz",
)  # fmt: skip
#: What a query may hold besides the fields of the lists' filters. The rest is not passed on: every link with fbclid= would
#: be a page of its own.
PARAMETERS = {"page", "format", "view"}
WORDS = "q"  # What somebody searches a list for is his own, and there is no end of it.
#: What a kept answer may depend on: it is made without any cookie, for those who send none of ours.
VARY = {"", "accept-encoding", "cookie"}
LONGEST = 500  # characters of a key
MOST_AGE = 60  # seconds, should somebody have changed something without telling `renew()`
PATIENCE = 5  # seconds to wait for the same page that another thread is making
AWAY = 2  # seconds without asking a database that did not answer
MOST_NOT_KEPT = 2000  # addresses of which is remembered for so long that their answers are not kept
#: What would make an answer one reader's: not passed on when a page is made.
OWN = {
    "HTTP_COOKIE", "HTTP_RANGE", "HTTP_IF_RANGE", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
}  # fmt: skip

Environ = dict[str, object]
Application = Callable[[Environ, Callable], Iterable[bytes]]


class PageCache:
    """A WSGI application around another. One for a process; many threads use it."""

    def __init__(self, application: Application, pages: Pages | None = None) -> None:
        self.application = application
        self.pages = pages or Pages(folder())
        # A new version of the code makes its pages anew.
        renew(self.pages.folder)
        get_resolver().url_patterns  # noqa: B018  The filters are known when the addresses are.
        self._parameters = PARAMETERS | {name for one in _filters() for name in one.base_filters} - {WORDS}
        self._cookies = re.compile(
            rf"(?:^|[;\s])(?:{settings.SESSION_COOKIE_NAME}|{settings.CSRF_COOKIE_NAME}|messages)="
        )
        self._lock = threading.Lock()
        self._making: dict[str, threading.Event] = {}
        self._not_kept: dict[str, tuple[str, float]] = {}
        self._away_until = 0.0
        self._turn: tuple[datetime, datetime, str] | None = None

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        found = self._key(environ)
        now = self.pages.now() if found else None
        if now is None:
            return self.application(environ, start_response)
        key, query = found
        clock = time.time()
        page = self.pages.at_hand(key, now)
        if page and page.is_fresh(now, clock):
            return self._give(page, environ, start_response, clock)
        generation, until = self._not_kept.get(key, ("", 0))
        if generation == now.generation and clock < until:
            return self.application(environ, start_response)
        if clock < self._away_until and (kept := page or self.pages.on_disk(key, now)):
            return self._give_kept(kept, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            page = self.pages.on_disk(key, now)
            if page and page.is_fresh(now, clock):
                return self._give(page, environ, start_response, clock)
            return self.application(environ, start_response)
        with self._lock:
            making = self._making.get(key)
            if making is None:
                self._making[key] = threading.Event()
        if making:
            return self._wait(making, key, page, now, environ, start_response)
        try:
            page = self.pages.on_disk(key, now) or page
            if page and page.is_fresh(now, time.time()):
                return self._give(page, environ, start_response, clock)
            return self._make(Asked(self, key, now, clock), query, page, environ, start_response)
        finally:
            self._making.pop(key).set()

    # Which page

    def _key(self, environ: Environ) -> tuple[str, str] | None:
        """Under which key an answer may be kept, and the query in it; None: this request is none of ours."""
        path = environ.get("PATH_INFO", "")
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or path.startswith(NEVER)
            or "HTTP_AUTHORIZATION" in environ
            or (cookie := environ.get("HTTP_COOKIE"))
            and self._cookies.search(cookie)
            or not _is_ours(environ.get("HTTP_HOST", ""))
            or environ.get("SCRIPT_NAME")  # said by a proxy; a page below it has other links
            or "?" in path  # %3F: its key would be that of a query
        ):
            return None
        scheme = environ["wsgi.url_scheme"]
        if settings.SECURE_PROXY_SSL_HEADER:
            name, value = settings.SECURE_PROXY_SSL_HEADER
            scheme = "https" if environ.get(name) == value else "http"
        if settings.SECURE_SSL_REDIRECT and scheme != "https":
            return None
        query = environ.get("QUERY_STRING", "")
        if query:
            pieces = []
            for piece in query.split("&"):
                name, _, value = piece.partition("=")
                if name == WORDS and value:
                    return None
                if value and name in self._parameters:
                    pieces.append(piece)
            query = "&".join(sorted(pieces))
        key = f"{scheme} {path}" + (f"?{query}" if query else "")
        return None if len(key) > LONGEST else (key, query)

    # Making it

    def _wait(self, making, key, page, now, environ, start_response) -> Iterable[bytes]:
        """Somebody makes this page now: the reader gets the one before, or that one, or has it made for himself."""
        clock = time.time()
        if page and page.is_passable(now, clock):
            return self._give(page, environ, start_response, clock)
        making.wait(PATIENCE)
        page, clock = self.pages.at_hand(key, now), time.time()
        if page and page.is_fresh(now, clock):
            return self._give(page, environ, start_response, clock)
        if page and clock < self._away_until:
            return self._give_kept(page, environ, start_response)
        return self.application(environ, start_response)

    def _make(self, asked: "Asked", query, page, environ, start_response) -> Iterable[bytes]:
        lean = {name: value for name, value in environ.items() if name not in OWN}
        lean |= {"QUERY_STRING": query, ASKED: asked}
        answered = []
        body = self.application(lean, lambda *answer: answered.append(answer))
        if asked.page:
            body.close()
            self.pages.keep(asked.page)
            # Django has counted this one.
            return self._give(asked.page, environ, start_response, asked.clock, is_counted=True)
        if lean.get(outage.AWAY):
            self._away_until = time.time() + AWAY
            if page:
                body.close()
                return self._give_kept(page, environ, start_response)
        else:
            if len(self._not_kept) >= MOST_NOT_KEPT:
                self._not_kept.clear()
            self._not_kept[asked.key] = (asked.now.generation, asked.clock + MOST_AGE)
        start_response(*answered[-1])
        return body

    def until(self, asked: "Asked") -> float:
        """When time itself outdates a page that is made now. Asks the database once a generation, and after each such time."""
        made = datetime.fromtimestamp(asked.clock, UTC)
        turn = self._turn
        if not turn or turn[2] != asked.now.generation or not turn[0] <= made < turn[1]:
            turn = self._turn = (made, next_turn(made), asked.now.generation)
        return min(asked.clock + MOST_AGE, turn[1].timestamp())

    # Giving it

    def _give(self, page: Page, environ, start_response, clock: float, is_counted: bool = False):
        """The ready page, in the reader's encoding; 304 if he has it."""
        answer = ready(page, encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")))
        left = page.until - clock
        kept = answer.kept if left > IN_FRONT + IN_FRONT_MEANWHILE else time_left(page, left)
        if page.reading and not is_counted and environ["REQUEST_METHOD"] == "GET":
            visits.count(page.reading, environ)
        if (known := environ.get("HTTP_IF_NONE_MATCH")) and is_among(answer.etag, known):
            start_response("304 Not Modified", [*kept, *answer.same])
            body = []
        else:
            start_response("200 OK", [*kept, *answer.headers])
            body = [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]
        return _Closing(body) if visits.tally.is_due() else body

    def _give_kept(self, page: Page, environ, start_response):
        """The last good page, with a notice that it is not of now, while the database is away."""
        body = page.bodies[""]
        if dict(page.headers).get("Content-Type", "").startswith("text/html"):
            body = outage.with_notice(body, page.made)
        headers = [
            ("X-Accel-Expires", "1"),
            ("Cache-Control", "no-store"),
            ("X-Page", "kept"),
            ("Content-Length", str(len(body))),
        ]
        start_response("200 OK", [*headers, *page.headers])
        if page.reading and environ["REQUEST_METHOD"] == "GET":
            visits.count(page.reading, environ)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


class Asked:
    """Goes with a request into Django, and comes back with the page that may be kept."""

    def __init__(self, cache: PageCache, key: str, now: Now, clock: float) -> None:
        self.cache, self.key, self.now, self.clock = cache, key, now, clock
        self.page: Page | None = None

    def take(self, request: HttpRequest, response: HttpResponse) -> bool:
        """Keep the answer if it is one for everybody."""
        control = response.get("Cache-Control", "")
        if (
            response.status_code != 200
            or response.streaming
            or response.cookies
            or "private" in control
            or "no-store" in control
            or not {one.strip() for one in response.get("Vary", "").lower().split(",")} <= VARY
            or response.has_header("Content-Encoding")
            or not response.get("Content-Type", "").startswith(TEXT_TYPES)
            or len(response.content) > LARGEST
        ):
            return False
        try:
            until = self.cache.until(self)
        except DatabaseError:
            return False
        own = ("Cache-Control", "Content-Length", "ETag", "Last-Modified", "Vary")
        self.page = Page(
            self.key,
            self.now.epoch,
            self.now.generation,
            self.clock,
            until,
            [(name, value) for name, value in response.items() if name not in own],
            control or "no-cache",
            encoded(response.content),
            getattr(request, "reading", None),
        )
        return True


class _Closing:
    """The body of an answer after which what was counted is written."""

    def __init__(self, body: list[bytes]) -> None:
        self._body = body

    def __iter__(self):
        return iter(self._body)

    def close(self) -> None:
        visits.write_when_due()


@lru_cache(maxsize=256)
def _is_ours(host: str) -> bool:
    """Whether Django would take this Host. Which of the site's names it is makes no difference to a page."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _filters(base: type[EditionFilter] = EditionFilter) -> Iterator[type[EditionFilter]]:
    yield base
    for one in base.__subclasses__():
        yield from _filters(one)

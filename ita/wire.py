"""What an anonymous reader would be answered: a request through every middleware and view, in this process, over no network."""

import contextvars
import hashlib
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from typing import IO
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils import timezone, translation

from accounts.models import Office
from publishing.gates import spam

AGENT = "Mozilla/5.0 (compatible; OwnCheckBot/1.0)"  # a robot: nobody reads or asks
MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
MOST_OF_PAGE = 3_000_000  # bytes that are kept; what is sent is counted and hashed to the end
MOST_OF_FILE = 300 * 2**20  # bytes
BLOCK = 2**16
ELSEWHERE = "พาไปเว็บไซต์อื่น"
ROUND_AND_ROUND = "พาไปต่อหลายทอดจนไม่ถึงหน้าใด"
CUT_OFF = "ส่งข้อมูลมาไม่ครบ"
TOO_LARGE = "ใหญ่เกินกว่าที่ระบบตรวจได้"
#: What a status means to a reader; another one is told by its number.
PROBLEMS = {
    404: "ไม่พบหน้านี้",
    410: "หน้านี้ถูกถอนออกแล้ว",
    403: "ต้องเข้าสู่ระบบ",
    500: "ระบบขัดข้อง",
    503: "เว็บไซต์ปิดปรับปรุงอยู่",
}


@dataclass(frozen=True)
class Page:
    """One answer, after redirects on our own site."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters
    body: bytes = b""  # of what is no file: its first MOST_OF_PAGE bytes
    address: str = ""  # where it was found: path and query, or the whole address of another site
    problem: str = ""  # a Thai phrase; empty when it can be read
    size: int = 0
    sha256: str = ""

    @property
    def is_own(self) -> bool:
        return self.address.startswith("/")

    @property
    def is_html(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")


def ask(path: str, into: IO[bytes] | None = None, sent: Mapping[str, str] | None = None) -> Page:
    """What everybody gets at `path` (with its query) without signing in. Costs what a reader's request costs.

    `into` is given every byte of the answer, also of a file; what an answer that leads on had written is taken back.
    `sent` are headers as the server hands them on (HTTP_USER_AGENT …), for an answer that another reader gets.

    Leaves the caller's connection, transaction, language and addresses as they were, so it may be called within a request.
    """
    for _ in range(MOST_REDIRECTS + 1):
        # In a context of its own: language, time zone and addresses of a request are kept in one.
        if into is not None:
            into.seek(0)
            into.truncate()
        page = contextvars.copy_context().run(_get, path, into, sent)
        target = page.headers.get("location")
        if page.status not in REDIRECTS or not target:
            return page
        target = urljoin(f"{settings.SITE_ADDRESS}{path}", target)
        path = own_path(target)
        if path is None:
            return Page(page.status, page.headers, address=target, problem=ELSEWHERE)
    return replace(page, problem=ROUND_AND_ROUND)


def own_path(address: str, hosts: Iterable[str] | None = None) -> str | None:
    """Path and query of an address of this site, without its fragment; None for one of another site, mail and the like.

    `hosts` are `own_hosts()`, for who asks often.
    """
    address = address.strip().partition("#")[0]
    if not spam.is_outside(address):
        return address if address.startswith("/") else None
    host = spam.without_www(spam.host_of(address))
    if not host or host not in (own_hosts() if hosts is None else hosts):
        return None
    parts = urlsplit(address)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def own_hosts() -> frozenset[str]:
    """The names of this site, without www.: where it runs, and the office's domain. One query."""
    office = Office.objects.only("domain").first()
    names = [settings.SITE_ADDRESS, *([f"//{office.domain}"] if office and office.domain else [])]
    return frozenset(spam.bare_host(name) for name in names)


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _get(path: str, into: IO[bytes] | None, sent: Mapping[str, str] | None = None) -> Page:
    translation.activate(settings.LANGUAGE_CODE)
    timezone.deactivate()
    set_script_prefix("/")
    response = _handler().get_response(WSGIRequest({**_environ(path), **(sent or {})}))
    try:
        return _read(path, response, into)
    finally:
        # HttpResponse.close() without its signal, at which the caller's database connection would be closed.
        for close in response._resource_closers:
            with suppress(OSError):
                close()


def _environ(path: str) -> dict[str, object]:
    """As a server makes it of a first visit: no cookies, nothing kept."""
    site, parts = urlsplit(settings.SITE_ADDRESS), urlsplit(path)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path.encode("utf-8", "replace")).decode("latin-1"),
        "QUERY_STRING": quote(parts.query.encode("utf-8", "replace"), safe="=&%+/:;,@?!$'()*-._~[]"),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "HTTP_USER_AGENT": AGENT,
        "HTTP_ACCEPT": "text/html,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "th",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _read(path: str, response: HttpResponseBase, into: IO[bytes] | None) -> Page:
    """The answer to its end, of which only so much is kept."""
    digest, size, kept = hashlib.sha256(), 0, []
    problem = "" if response.status_code < 400 else PROBLEMS.get(response.status_code, "เปิดไม่ได้")
    is_file = response.streaming or "X-Accel-Redirect" in response
    try:
        for chunk in _chunks(response):
            digest.update(chunk)
            size += len(chunk)
            if into is not None:
                into.write(chunk)
            elif not is_file and size <= MOST_OF_PAGE:
                kept.append(chunk)
            if size > MOST_OF_FILE:
                problem = TOO_LARGE
                break
    except OSError:
        problem = CUT_OFF
    # What is sent by the server in front is announced by it.
    announced = "" if "X-Accel-Redirect" in response else response.get("Content-Length", "")
    if not problem and announced.isdigit() and int(announced) != size and response.status_code == 200:
        problem = CUT_OFF
    headers = {name.lower(): value for name, value in response.items()}
    return Page(
        response.status_code, headers, b"".join(kept), path, problem, size, digest.hexdigest() if size else ""
    )


def _chunks(response: HttpResponseBase) -> Iterator[bytes]:
    """The bytes that a reader gets; where the server in front sends a file, those of the file."""
    if "X-Accel-Redirect" in response:
        name = response["X-Accel-Redirect"].removeprefix(settings.FILES_INTERNAL_REDIRECT).lstrip("/")
        with closing(default_storage.open(name)) as file:
            yield from file.chunks(BLOCK)
    elif response.streaming:
        yield from response.streaming_content
    else:
        yield response.content

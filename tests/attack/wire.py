"""Requests written byte by byte, as no browser sends them, to a site that runs as in production; what no answer may be."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import quote, quote_from_bytes

from tests.hostile import INVARIANTS, value

HOST = "127.0.0.1"
HERE = f"https://{HOST}"
SECONDS = 20
NEVER = re.compile("|".join(INVARIANTS["body_never"]))
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')

Pairs = list[tuple[str, str]]


class Reply:
    """One answer. `seconds` is how long it took; `closed` that the server hung up instead of answering."""

    def __init__(self, answer: HTTPResponse | None, seconds: float):
        self.closed = answer is None
        self.seconds = seconds
        self.status = answer.status if answer else 0
        self.headers: Pairs = answer.getheaders() if answer else []
        self.text = answer.read().decode("utf-8", "replace") if answer else ""

    def header(self, name: str) -> str:
        """All values of a header; empty when it is not there."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def is_html(self) -> bool:
        return self.header("Content-Type").startswith("text/html")


class Visitor:
    """Somebody with cookies of his own, behind the proxy that stands before the site, at an address of his own."""

    def __init__(self, port: int, address: str):
        self.port = port
        self.address = address
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> Reply:
        return self.send("GET", path)

    def post(self, path: str, form: Pairs, headers: Pairs = ()) -> Reply:
        """A form as a browser sends it, with the token of the page that was read last."""
        fields = [*form, ("csrfmiddlewaretoken", self.token)] if self.token else form
        kind = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", HERE)]
        return self.send("POST", path, [*headers, *kind], encoded(fields).encode())

    def send(self, method: str, path: str, headers: Pairs = (), body: bytes = b"") -> Reply:
        """`path` goes out as it is, but for what is not ASCII. `headers` take the place of the usual ones of their name."""
        usual = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": self.address}
        if self.cookies:
            usual["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {name.lower() for name, _ in headers}
        lines = [f"{method} {quote(path, safe=PRINTABLE)} HTTP/1.1"]
        lines += [f"{name}: {text}" for name, text in usual.items() if name.lower() not in given]
        lines += [f"{name}: {text}" for name, text in headers]
        lines += [f"Content-Length: {len(body)}"] if body or method not in ("GET", "HEAD") else []
        text = "\r\n".join([*lines, "Connection: close", "", ""])
        begin = time.monotonic()
        with closing(socket.create_connection((HOST, self.port), timeout=SECONDS)) as line:
            try:
                line.sendall(text.encode("utf-8", "surrogateescape") + body)
                answer = HTTPResponse(line, method=method)
                answer.begin()
                reply = Reply(answer, time.monotonic() - begin)
            except (ConnectionError, HTTPException):
                return Reply(None, time.monotonic() - begin)
        for header, text in reply.headers:
            if header.lower() == "set-cookie":
                self.cookies |= {name: one.value for name, one in SimpleCookie(text).items()}
        found = TOKEN.search(reply.text)
        self.token = found[1] if found else self.token
        return reply


#: What stands in an address as it is; the percent sign is the attacker's own.
PRINTABLE = "".join(map(chr, range(33, 127)))


def encoded(pairs: Pairs) -> str:
    """A query or a form. {"hex": …} stands for raw bytes, which need not be UTF-8."""
    return "&".join(
        f"{quote(name, safe='')}={quote_from_bytes(value(text).encode('utf-8', 'surrogateescape'), safe='')}"
        for name, text in pairs
    )


def has_status(status: int, allowed: list) -> bool:
    """Whether it is one of 200, "2xx", …"""
    return status in allowed or f"{status // 100}xx" in allowed


def faults(reply: Reply, expect: dict) -> Iterator[str]:
    """What is wrong with an answer by what the case expects of it, and by what holds for every answer."""
    if reply.closed:
        if not expect.get("may_close"):
            yield "the server hung up"
        return
    if not has_status(reply.status, expect["status"]) or not has_status(reply.status, INVARIANTS["status"]):
        yield f"status {reply.status}"
    if reply.seconds > expect.get("max_seconds", INVARIANTS["max_seconds"]):
        yield f"took {reply.seconds:.1f} s"
    if found := NEVER.search(reply.text):
        yield f"tells {found[0]!r}"
    yield from (f"holds {text!r}" for text in expect.get("absent", ()) if text in reply.text)
    yield from (f"has no {text!r}" for text in expect.get("present", ()) if text not in reply.text)
    for text in expect.get("absent_in_headers", ()):
        yield from (f"{name}: {value}" for name, value in reply.headers if text in value)
    for name, pattern in expect.get("header", {}).items():
        if not re.search(pattern, reply.header(name)):
            yield f"{name} is {reply.header(name)!r}"
    yield from (f"has {name}" for name in expect.get("header_absent", ()) if reply.header(name))
    # A redirect that is written before any page would be has nothing in it.
    if reply.is_html and reply.text and reply.status not in INVARIANTS["html_headers_not_on"]:
        for name, pattern in INVARIANTS["html_headers"].items():
            if not re.search(pattern, reply.header(name)):
                yield f"{name} is {reply.header(name)!r}"

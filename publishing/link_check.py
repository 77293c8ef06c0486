"""Asking an outside address whether it still answers: one link, its hops followed by hand, within limits.

Whoever writes a link decides where this goes, so nothing of it is trusted: only http(s) on their own ports; the name of
each hop is resolved here, refused unless every number of it is public, and the connection goes to that number (a name that
changes meanwhile cannot lead inside); few bytes, few hops, one deadline for all. It sends nothing but the request.
"""

import ipaddress
import logging
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import quote, urljoin, urlsplit

from publishing.link_pages import Page, page_of
from publishing.link_wire import Wire, believing, left, trusting
from publishing.links import is_private, is_public

logger = logging.getLogger(__name__)

DEADLINE = 20  # seconds for one link with all its hops
TO_CONNECT = 6  # seconds for one machine
MOST_HOPS = 6
MOST_NUMBERS = 3  # of a name that has many
MOST_BYTES = 64 * 1024  # of a page
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301: True, 302: False, 303: False, 307: False, 308: True}  # status → whether it is for good
GONE = (404, 410)
PAGES = ("text/html", "application/xhtml+xml")
#: Says no to robots or to strangers, so nothing about citizens.
NOT_FOR_ROBOTS = (400, 401, 402, 403, 405, 406, 409, 412, 418, 421, 423, 425, 426, 429, 451, 999)
#: The server sent no intermediate certificate, which browsers fetch for themselves (codes of OpenSSL).
INCOMPLETE_CHAIN = (20, 21)
CERTIFICATES = {
    9: "ใบรับรองความปลอดภัยยังไม่ถึงวันเริ่มใช้",
    10: "ใบรับรองความปลอดภัยหมดอายุ",
    18: "ใบรับรองความปลอดภัยออกโดยเว็บไซต์นั้นเอง",
    19: "ใบรับรองความปลอดภัยออกโดยผู้ที่เบราว์เซอร์ไม่รู้จัก",
    62: "ใบรับรองความปลอดภัยเป็นของเว็บไซต์ชื่ออื่น",
}


class Outcome(Enum):
    """What became of one look at a link."""

    FINE = auto()
    GONE = auto()  # not there: said so, no such name, nobody listens
    TROUBLE = auto()  # perhaps only now: slow, out of order, going round in circles
    CLOSED = auto()  # not for robots, or not to be asked by us: says nothing about citizens
    CERTIFICATE = auto()  # browsers warn before they open it


@dataclass(frozen=True)
class Answer:
    """What one look at a link found. `why` is a Thai phrase; `target` where its redirects end, empty without any."""

    outcome: Outcome
    why: str = ""
    target: str = ""
    for_good: bool = False  # every redirect on the way was a permanent one
    page: Page = Page()
    reached: bool = False  # a machine answered, whatever it said: the network is there


class Stop(Exception):
    """The look ends here, with this answer."""

    def __init__(self, outcome: Outcome, why: str, *, reached: bool = False):
        super().__init__(why)
        self.answer = Answer(outcome, why, reached=reached)


def _resolve(host: str, port: int) -> list[str]:
    """The numbers of a name. Raises OSError."""
    return [found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True)
class Net:
    """How the internet is reached; a test brings its own. What is refused is no part of it."""

    agent: str = "Mozilla/5.0 (compatible; LinkCheck/1.0)"
    resolve: Callable[[str, int], list[str]] = _resolve
    connect: Callable[..., socket.socket] = socket.create_connection


@dataclass(frozen=True)
class _Hop:
    """One address on the way, taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, address: str) -> "_Hop":
        """Raises Stop for what is not to be asked."""
        try:
            parts = urlsplit(address)
            host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
            host = host if ":" in host else host.encode("idna").decode()
        except ValueError:
            raise Stop(Outcome.TROUBLE, "อ่านที่อยู่เว็บไม่ได้") from None
        if parts.scheme not in PORTS or not host or "@" in parts.netloc:
            raise Stop(Outcome.TROUBLE, "ส่งต่อไปที่อยู่ที่ไม่ใช่หน้าเว็บ")
        if is_private(host):
            raise Stop(Outcome.GONE, "เป็นเครื่องภายใน ประชาชนเปิดไม่ได้", reached=True)
        if port not in (None, PORTS[parts.scheme]):
            raise Stop(Outcome.CLOSED, f"ระบบไม่ตรวจเว็บไซต์ที่ใช้พอร์ต {port} ให้เปิดดูเอง")
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
        return cls(parts.scheme, host, PORTS[parts.scheme], f"{path}?{query}" if query else path)

    @property
    def name(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def address(self) -> str:
        return f"{self.scheme}://{self.name}{self.path}"


def check(address: str, net: Net | None = None) -> Answer:
    """Ask for `address` once. Takes DEADLINE seconds at most, and what the resolver takes to give up. Raises nothing."""
    try:
        return _follow(address, net or Net(), time.monotonic() + DEADLINE)
    except Stop as stop:
        return stop.answer
    except Exception:  # Whatever a machine answers, the links after this one have nothing to do with it.
        logger.exception("the look at %.200s failed", address)
        return Answer(Outcome.TROUBLE, "ตอบไม่ครบหรือตอบผิดแบบ")


def _follow(address: str, net: Net, deadline: float) -> Answer:
    hop, for_good, cookies, passed = _Hop.of(address), True, False, set()
    for _ in range(MOST_HOPS + 1):
        if hop in passed:
            break
        passed.add(hop)
        response, page = _ask(hop, net, deadline)
        cookies |= "Set-Cookie" in response.headers
        location = response.headers.get("Location", "")
        if response.status not in REDIRECTS or not location:
            target = hop.address if len(passed) > 1 else ""
            answer = _said(response, page)
            return replace(answer, target=target, for_good=bool(target) and for_good)
        for_good &= REDIRECTS[response.status]
        hop = _next(hop, location)
    if cookies:
        raise Stop(Outcome.CLOSED, "เว็บไซต์นี้ส่งต่อจนกว่าจะรับคุกกี้ ให้เปิดดูเอง", reached=True)
    raise Stop(Outcome.TROUBLE, "ส่งต่อวนไปมาไม่รู้จบ", reached=True)


def _next(hop: _Hop, location: str) -> _Hop:
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()  # headers come as Latin-1, addresses in UTF-8
    try:
        return _Hop.of(urljoin(hop.address, location))
    except ValueError:
        raise Stop(Outcome.TROUBLE, "ส่งต่อไปที่อยู่ที่อ่านไม่ได้", reached=True) from None


def _said(response: HTTPResponse, page: Page) -> Answer:
    """What the last answer on the way means."""
    status, code = response.status, f"(รหัส {response.status})"
    wall = "cf-mitigated" in response.headers or "cloudflare" in response.headers.get("Server", "").lower()
    if 200 <= status < 300:
        return Answer(Outcome.FINE, page=page, reached=True)
    if status in GONE:
        return Answer(Outcome.GONE, f"ไม่พบหน้านี้แล้ว {code}", reached=True)
    if status in NOT_FOR_ROBOTS or status == 503 and wall:
        return Answer(Outcome.CLOSED, f"เว็บไซต์นี้ไม่ให้โปรแกรมเปิด {code} ให้เปิดดูเอง", reached=True)
    return Answer(Outcome.TROUBLE, f"เว็บไซต์ขัดข้อง {code}", reached=True)


def _ask(hop: _Hop, net: Net, deadline: float) -> tuple[HTTPResponse, Page]:
    """Its head alone where that is enough: what is no page, and what sends on. Raises Stop."""
    try:
        response, _ = _request("HEAD", hop, net, deadline)
        if response.status in REDIRECTS or response.status < 300 and not _is_page(response):
            return response, Page()
    except Stop as stop:
        # Some drop the line at a HEAD, and answer a GET.
        if stop.answer.outcome is not Outcome.TROUBLE or time.monotonic() > deadline:
            raise
    return _request("GET", hop, net, deadline)


def _request(method: str, hop: _Hop, net: Net, deadline: float) -> tuple[HTTPResponse, Page]:
    numbers = _numbers(hop, net)
    try:
        wire = _connected(hop, numbers, net, deadline)
        try:
            return _exchange(method, hop, wire, net)
        finally:
            wire.line.close()
    except ssl.SSLCertVerificationError as error:
        why = CERTIFICATES.get(error.verify_code, "ใบรับรองความปลอดภัยใช้ไม่ได้")
        raise Stop(Outcome.CERTIFICATE, why, reached=True) from None
    except TimeoutError:
        raise Stop(Outcome.TROUBLE, "ไม่ตอบภายในเวลาที่กำหนด") from None
    except ssl.SSLError:
        raise Stop(Outcome.CLOSED, "ระบบตรวจการเข้ารหัสของเว็บไซต์นี้ไม่ได้ ให้เปิดดูเอง", reached=True) from None
    except ConnectionRefusedError:
        raise Stop(Outcome.GONE, "เครื่องปลายทางไม่รับการเชื่อมต่อ") from None
    except (OSError, HTTPException, ValueError):
        raise Stop(Outcome.TROUBLE, "ตอบไม่ครบหรือตอบผิดแบบ") from None


def _numbers(hop: _Hop, net: Net) -> list[str]:
    """The numbers to which the name leads: public, all of them. Raises Stop."""
    try:
        numbers = net.resolve(hop.host, hop.port)
    except socket.gaierror as error:
        if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
            raise Stop(Outcome.GONE, "ไม่มีเว็บไซต์ชื่อนี้แล้ว") from None
        raise Stop(Outcome.TROUBLE, "ค้นชื่อเว็บไซต์นี้ไม่ได้ในขณะนั้น") from None
    except (OSError, UnicodeError):
        raise Stop(Outcome.TROUBLE, "ค้นชื่อเว็บไซต์นี้ไม่ได้ในขณะนั้น") from None
    if not numbers or not all(is_public(ipaddress.ip_address(number)) for number in numbers):
        raise Stop(Outcome.GONE, "ชื่อเว็บไซต์นี้พาไปเครื่องภายใน ประชาชนเปิดไม่ได้")
    return numbers[:MOST_NUMBERS]


def _connected(hop: _Hop, numbers: list[str], net: Net, deadline: float) -> Wire:
    try:
        return _opened(hop, numbers, net, deadline, trusting())
    except ssl.SSLCertVerificationError as error:
        if error.verify_code not in INCOMPLETE_CHAIN:
            raise
    return _opened(hop, numbers, net, deadline, believing())


def _opened(hop: _Hop, numbers: list[str], net: Net, deadline: float, context: ssl.SSLContext) -> Wire:
    for place, number in enumerate(numbers, 1):
        try:
            line = net.connect((number, hop.port), timeout=min(left(deadline), TO_CONNECT))
            break
        except OSError:
            if place == len(numbers):
                raise
    line.settimeout(left(deadline))
    if hop.scheme == "https":
        try:
            line = context.wrap_socket(line, server_hostname=hop.host)
        except BaseException:
            line.close()
            raise
    return Wire(line, deadline)


def _exchange(method: str, hop: _Hop, wire: Wire, net: Net) -> tuple[HTTPResponse, Page]:
    connection = HTTPConnection(hop.name)
    connection.sock = wire  # so it neither resolves nor connects
    about = {"Host": hop.name, "User-Agent": net.agent, "Accept": "*/*", "Accept-Language": "th,en;q=0.5"}
    connection.request(method, hop.path, headers={**about, "Connection": "close"})
    response = connection.getresponse()
    reads = method == "GET" and response.status < 300 and _is_page(response)
    return response, page_of(response, MOST_BYTES) if reads else Page()


def _is_page(response: HTTPResponse) -> bool:
    return "Content-Type" not in response.headers or response.headers.get_content_type() in PAGES

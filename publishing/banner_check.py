"""Whether the home page, as a visitor gets it over HTTP, shows the banners that should stand there and no other."""

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, build_opener

from django.conf import settings
from django.utils.html import escape

from publishing.banners import Shown, current
from thai.line_breaks import keep_together

TIMEOUT = 5  # seconds
LONGEST = 4 * 1024 * 1024  # bytes; the home page has about 100,000
CLOSED = 503  # what a site that is closed for repair answers, with the banners
AGAIN = "รอ 10 วินาทีแล้วทดสอบอีกครั้ง ถ้ายังเป็นเช่นเดิมให้แจ้งผู้ดูแลระบบ"


@dataclass(frozen=True)
class Result:
    """What was found. `troubles` are Thai sentences; without any, all is well."""

    banners: list[Shown]  # that should be there
    seconds: float
    closed: bool = False
    troubles: list[str] = field(default_factory=list)


class _OwnHost(HTTPRedirectHandler):
    """Follows a redirect to the same host only, such as that to https."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        there = urlsplit(newurl)
        if there.scheme not in ("http", "https") or there.hostname != urlsplit(req.full_url).hostname:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def check_home() -> Result:
    """Ask SITE_ADDRESS for the home page once, as a browser does, and compare. One query."""
    banners = current()
    began = time.monotonic()
    try:
        status, page = _fetch(f"{settings.SITE_ADDRESS}/")
    except (URLError, HTTPException, OSError) as error:
        return Result(banners, time.monotonic() - began, troubles=[_why(error)])
    seconds = time.monotonic() - began
    if status not in (200, CLOSED):
        said = "ส่งต่อไปยังเว็บไซต์อื่น" if 300 <= status < 400 else "เปิดไม่ได้"
        trouble = f"หน้าหลัก{said} (รหัส {status}) จึงตรวจแถบไม่ได้ ให้แจ้งผู้ดูแลระบบ"
        return Result(banners, seconds, troubles=[trouble])
    return Result(banners, seconds, status == CLOSED, list(_differences(banners, page)))


def _fetch(address: str) -> tuple[int, str]:
    """Status and text of a page. No proxy: this asks the office's own server."""
    opener = build_opener(ProxyHandler({}), _OwnHost)
    try:
        answer = opener.open(address, timeout=TIMEOUT)
    except HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.read(LONGEST).decode("utf-8", "replace")


def _why(error: Exception) -> str:
    if isinstance(getattr(error, "reason", error), TimeoutError):
        return f"หน้าหลักไม่ตอบภายใน {TIMEOUT} วินาที {AGAIN}"
    return f"ติดต่อ {settings.SITE_ADDRESS} ไม่ได้ ให้ผู้ดูแลระบบตรวจว่าเว็บไซต์เปิดอยู่และที่อยู่นี้ถูกต้อง"


def _differences(banners: list[Shown], page: str):
    shown = {int(number) for number in re.findall(r'id="banner-([0-9]{1,18})"', page)}
    for banner in banners:
        if banner.number not in shown:
            yield f"หน้าหลักยังไม่มีแถบ “{banner.sentence}” {AGAIN}"
        elif escape(keep_together(banner.sentence)) not in page:
            yield f"หน้าหลักยังแสดงข้อความเดิมของแถบ “{banner.sentence}” {AGAIN}"
    if old := shown - {banner.number for banner in banners}:
        yield f"หน้าหลักยังแสดงแถบที่ปลดหรือสิ้นสุดแล้ว {len(old)} แถบ {AGAIN}"

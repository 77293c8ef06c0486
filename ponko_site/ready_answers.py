"""A ready page as HTTP wants it: three encodings, an ETag for each, and how long whoever stands in front may keep it."""

import gzip
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import brotli
from django.conf import settings

from ponko_site.ready_pages import Page

BROTLI = 5  # quality: 30 KB in 1 ms, a tenth smaller than gzip
# Seconds that nginx keeps a page, and then answers with it while it asks for a new one (deploy/nginx.conf).
IN_FRONT, IN_FRONT_MEANWHILE = 2, 3


@dataclass(frozen=True)
class Ready:
    """A page in one encoding, as the server wants it."""

    etag: str
    body: bytes
    kept: list[tuple[str, str]]  # how long it may be kept, as long as its end is far
    headers: list[tuple[str, str]]
    same: list[tuple[str, str]]  # with 304


def time_left(page: Page, left: float) -> list[tuple[str, str]]:
    """The headers of `Ready.kept` for a page with few seconds `left`, or passed on a moment after its time."""
    seconds = min(int(left), IN_FRONT) if left > 0 else 1
    return _for_nginx(page.cache_control, seconds, 0)


def _for_nginx(control: str, seconds: int, meanwhile: int) -> list[tuple[str, str]]:
    """What is said only when nginx is there, which tells browsers to ask always. Debian's nginx wants this order."""
    if not seconds or settings.SECURE_PROXY_SSL_HEADER is None:
        return [("Cache-Control", control)]
    if "max-age" not in control:
        control = f"max-age=0, s-maxage={seconds}, stale-while-revalidate={meanwhile}"
    return [("Cache-Control", control), ("X-Accel-Expires", str(seconds))]


def encoded(content: bytes) -> dict[str, bytes]:
    """The three that are kept. There is nothing of a reader in such a page, so its length gives nothing away (BREACH)."""
    return {
        "": content,
        "gzip": gzip.compress(content, 6, mtime=0),
        "br": brotli.compress(content, quality=BROTLI),
    }


def ready(page: Page, encoding: str) -> Ready:
    """Made once a page and process."""
    if encoding in page.answers:
        return page.answers[encoding]
    body = page.bodies[encoding]
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    same = [("ETag", etag), ("Vary", "Accept-Encoding")]
    headers = [*page.headers, *same, ("Content-Length", str(len(body)))]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    kept = _for_nginx(page.cache_control, IN_FRONT, IN_FRONT_MEANWHILE)
    page.answers[encoding] = made = Ready(etag, body, kept, headers, same)
    return made


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The best of ours that an Accept-Encoding takes."""
    taken = set()
    for piece in accepted.lower().split(","):
        name, _, weight = piece.replace(" ", "").partition(";q=")
        if not re.fullmatch(r"0(\.0*)?", weight):
            taken.add(name)
    return next((encoding for encoding in ("br", "gzip") if encoding in taken), "")


def is_among(etag: str, known: str) -> bool:
    """Whether an If-None-Match names this ETag (RFC 9110: weak or strong makes no difference there)."""
    return known.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in known.split(","))

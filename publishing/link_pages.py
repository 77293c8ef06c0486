"""The words of somebody else's web page, as far as they were sent: its title and what a reader would see of it."""

import re
from dataclasses import dataclass
from html import unescape
from http.client import HTTPResponse, IncompleteRead

#: Names that sites give their letters → as Python knows them. What has another name is read as UTF-8.
LETTERS = {
    "tis-620": "cp874", "tis620": "cp874", "windows-874": "cp874", "x-windows-874": "cp874", "cp874": "cp874",
    "iso-8859-11": "cp874", "iso-8859-1": "cp1252", "windows-1252": "cp1252",
}  # fmt: skip
_SAYS_LETTERS = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([a-zA-Z0-9_-]{1,30})", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,300}>(.*?)(?:</title|$)", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(
    r"<(script|style|template|title)\b.*?(?:</\1[^<>]*>?|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"<[^<>]*>?")


@dataclass(frozen=True)
class Page:
    """A page of somebody else: plain text, one space between words."""

    title: str = ""
    text: str = ""


def page_of(response: HTTPResponse, most: int) -> Page:
    """The page that `response` brings, of its first `most` bytes. Raises OSError, HTTPException."""
    try:
        sent = response.read(most)
    except IncompleteRead as error:
        sent = error.partial
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        return Page()  # it was asked not to pack
    html = _decoded(sent, response.headers.get_content_charset() or "")
    title = _TITLE.search(html)
    return Page(_plain(title[1]) if title else "", _plain(_UNSEEN.sub(" ", html)))


def _decoded(sent: bytes, letters: str) -> str:
    if not letters and (says := _SAYS_LETTERS.search(sent[:4096])):
        letters = says[1].decode()
    return sent.decode(LETTERS.get(letters.lower(), "utf-8"), "replace")


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).replace("\0", " ").split())

"""What a page says, where it leads and what runs in it. Pure."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from publishing.gates import spam

#: Attributes that lead somewhere or fetch something.
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "ping", "background", "cite"}
SETS = {"srcset", "imagesrcset"}
#: Elements that no page of ours has.
FOREIGN = {"iframe", "frame", "object", "embed", "applet", "base"}
#: What <script> holds where nothing runs.
DATA = {"application/ld+json", "application/json"}
SILENT = {"script", "style", "template"}
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_NUMBERS = re.compile(r"[\d,.]+")
_RUNS = re.compile(r"[\s\x00]*(?:javascript|vbscript|data:text/html)", re.IGNORECASE)


@dataclass
class Read:
    """One page: `text` without what cannot be seen, `hosts` to which it leads, `odd` what no page of ours has (Thai)."""

    text: str = ""
    hosts: set[str] = field(default_factory=set)
    scripts: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)


def squashed(text: str) -> str:
    """Letters alone: pages keep words together with signs that print nothing."""
    return _UNSEEN.sub("", text)


def without_numbers(text: str) -> str:
    """What is the same for two readers one after the other: counts of readings differ."""
    return _NUMBERS.sub("", squashed(text))


def read(html: str) -> Read:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.found.text = " ".join(reader.pieces)
    return reader.found


def pieces_of(html: str) -> Iterator[str]:
    """The texts of cleaned rich text between its tags."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    yield from reader.pieces


def wrong_with(page: Read, *, hosts: Collection[str], static: str, pieces: Collection[str]) -> Iterator[str]:
    """Thai sentences: outside hosts that nothing approved names, scripts of others, what is missing of `pieces`."""
    yield from sorted(page.odd)
    if unknown := sorted(page.hosts.difference(hosts)):
        yield f"มีลิงก์หรือไฟล์จากเว็บไซต์ที่ไม่มีในเรื่องที่เผยแพร่: {', '.join(unknown)}"
    for script in sorted(page.scripts):
        if not script.startswith(static):
            yield f"มีสคริปต์ที่ไม่ใช่ของระบบ: {script[:120]}"
    stands = squashed(page.text)
    for piece in pieces:
        if squashed(piece) not in stands:
            yield f"ไม่มีข้อความที่อนุมัติ: “{' '.join(piece.split())[:80]}”"
            break


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Read()
        self.pieces: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag in SILENT:
            self._silent = tag
        if tag == "script":
            if about.get("src"):
                self.found.scripts.add(about["src"])
            elif (about.get("type") or "").lower() not in DATA:
                self.found.odd.add("มีสคริปต์แทรกในหน้า")
        if tag in FOREIGN:
            self.found.odd.add(f"มีส่วนแปลกปลอมในหน้า: {tag}")
        if tag == "meta" and (about.get("http-equiv") or "").lower() == "refresh":
            self.found.odd.add("หน้านี้พาไปที่อื่นเอง")
        for name, value in attrs:
            if name.startswith("on"):
                self.found.odd.add(f"มีคำสั่งแทรกในหน้า: {name}")
            elif value and name in ADDRESSES:
                self._lead(value)
            elif value and name in SETS:
                for one in value.split(","):
                    self._lead(one.split()[0] if one.split() else "")

    def _lead(self, address: str) -> None:
        if _RUNS.match(address):
            self.found.odd.add("มีลิงก์ที่เป็นคำสั่ง")
        elif spam.is_outside(address):
            self.found.hosts.add(spam.without_www(spam.host_of(address)) or address[:80])

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.pieces.append(data)

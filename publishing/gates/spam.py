"""Links and what cannot be seen: where an address leads, why a host is dangerous, what hides in a text. Pure.

Nothing is fetched: whether a link still answers is the nightly check's (publishing/link_states.py), and a page abroad
that does not answer must never hold up an emergency.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

#: An address in plain text; the last letters are not the sentence's point or bracket.
_WRITTEN = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]}'ๆฯ]", re.IGNORECASE)
#: A host that a link's words show: with a scheme, with www., or ending as a Thai or a general name does.
_SHOWN = re.compile(
    r"(?<![@a-z0-9.-])(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:th|com|org|net|info|io|co|me|gov|asia))"
    r"(?![a-z0-9-]|\.[a-z0-9])",
    re.IGNORECASE,
)
#: A name of the state as part of another name: dla.go.th.example.com, dla-go-th.com.
_MIMICS = re.compile(r"(?:^|[.-])go[.-]?th(?:$|[.-])")

_MANY_SPACES = re.compile(r"[^\S\n]{20,}|\n{20,}")
#: Letters that print nothing: fillers, blanks, and the tags by which a text can be written invisibly.
_BLANK_LETTERS = re.compile("[\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\ufe00-\ufe0f\u200d]{4,}")
_TAG_LETTERS = re.compile("[\U000e0020-\U000e007f]{8,}")  # the longest that a flag needs is six
_MANY_BREAKS = re.compile(r"(?:<br>[\s\u00a0]*){8,}|(?:<hr>\s*){4,}")
SMALLEST = 3  # so many times raised or lowered within itself, a text is too small to be read


@dataclass(frozen=True)
class Link:
    """A way out: its address, and the words that stand for it (None where the address itself is shown)."""

    address: str
    words: str | None = None

    @property
    def host(self) -> str:
        return host_of(self.address)


def host_of(address: str) -> str:
    """The host that a browser would go to, in small letters; empty for what stays on the site, mail and telephones."""
    parts = _split(address)
    if parts is None or parts.scheme not in ("", "http", "https") or not parts.netloc:
        return ""
    try:
        host = parts.hostname or ""
    except ValueError:
        return ""
    return unicodedata.normalize("NFKC", unquote(host)).rstrip(".").lower()


def _split(address: str):
    # Browsers read \ as /, and drop tabs and line breaks.
    address = re.sub(r"[\t\r\n]", "", address.strip()).replace("\\", "/")
    address = re.sub(r"^(https?:)/*(?=[^/])", r"\1//", address, flags=re.IGNORECASE)
    try:
        return urlsplit(address)
    except ValueError:
        return None


def is_outside(address: str) -> bool:
    """Whether the address names a host, also one that cannot be read."""
    parts = _split(address)
    return parts is None or bool(parts.netloc) and parts.scheme in ("", "http", "https")


def is_within(host: str, other: str) -> bool:
    """Whether `host` is `other` or one of its subdomains."""
    return host == other or host.endswith(f".{other}")


def is_open(address: str) -> bool:
    """Whether the way there can be read by others: not https."""
    parts = _split(address)
    return parts is not None and parts.scheme == "http"


def danger(address: str, hosts: Collection[str]) -> str:
    """Why no edition may lead to `address`, as a Thai noun phrase; empty when it may. `hosts` are those of the list."""
    parts, host = _split(address), host_of(address)
    if parts is None or not host:
        return "ลิงก์ที่อ่านชื่อเว็บไซต์ไม่ได้" if is_outside(address) else ""
    if "@" in unquote(parts.netloc):
        return "ลิงก์ที่มีชื่อผู้ใช้บังหน้าชื่อเว็บไซต์"
    if _is_number(host):
        return "ลิงก์ที่ใช้หมายเลขเครื่องแทนชื่อเว็บไซต์"
    if any(is_within(host, other) for other in hosts):
        return "ลิงก์ไปเว็บไซต์ในรายการอันตราย"
    if _is_look_alike(host):
        return "ลิงก์ที่เลียนชื่อเว็บไซต์อื่น"
    return ""


def bare_host(word: str) -> str:
    """The host in what staff typed into the list: `https://example.com/x`, `*.example.com` or `example.com`."""
    word = word.strip().lower().removeprefix("*.")
    return (host_of(word if "//" in word else f"//{word}") or word).removeprefix("www.")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # Browsers take a name whose last part is a number for an address: 0x7f.1, 2130706433.
        return bool(re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rpartition(".")[2]))
    return True


def _is_look_alike(host: str) -> bool:
    """A name with letters of another script than Latin and Thai, or with the end of a state name in its middle."""
    for label in host.split("."):
        if label.startswith("xn--"):
            try:
                label = label.removeprefix("xn--").encode("ascii").decode("punycode")
            except UnicodeError:
                return True
        if not all(letter.isascii() or "\u0e00" <= letter <= "\u0e7f" for letter in label):
            return True
    return not host.endswith((".th", ".ไทย", ".xn--o3cw4h")) and bool(_MIMICS.search(host))


# Reading


def links_of(html: str) -> list[Link]:
    """The links of cleaned rich text, in order; words are those of the text and of pictures in it."""
    reader = _LinkReader()
    reader.feed(html)
    reader.close()
    return reader.links


def written_in(text: str) -> list[Link]:
    """The addresses that stand in a plain text as themselves."""
    found = (match[0] for match in _WRITTEN.finditer(text))
    return [Link(address if "//" in address else f"https://{address}") for address in found]


def rewritten(text: str, old: str, new: str) -> str:
    """A plain text with `new` wherever the whole address `old` is written in it."""
    return _WRITTEN.sub(lambda found: new if old in (found[0], f"https://{found[0]}") else found[0], text)


def words_of(link: Link) -> str:
    """What is odd about a link's words, as a Thai noun phrase; empty when nothing."""
    if link.words is None:
        return ""
    if not any(unicodedata.category(letter)[0] in "LN" for letter in link.words):
        return "ลิงก์ที่ไม่มีข้อความให้อ่าน"
    shown = [match[1].lower().removeprefix("www.") for match in _SHOWN.finditer(link.words)]
    host = link.host
    if host and shown and not any(is_within(host, one) or is_within(one, without_www(host)) for one in shown):
        return "ลิงก์ที่ข้อความบอกเว็บไซต์อื่น"
    return ""


def without_www(host: str) -> str:
    return host.removeprefix("www.")


def words_in(address: str) -> str:
    """An address with its words apart, in letters that people read."""
    return re.sub("[-_+./?&=]+", " ", unquote(without_scheme(address)))


def without_scheme(address: str) -> str:
    return address.partition("//")[2]


def is_same(link: Link) -> bool:
    """Whether the words are the address itself."""
    return link.words is not None and link.words.rstrip("/") in link.address


def legible(text: str) -> str:
    """A text without its tags and without what cannot be seen."""
    return _TAG_LETTERS.sub("", _BLANK_LETTERS.sub("", re.sub(r"<[^<>]*>", " ", text)))


def hidden_in(text: str) -> str:
    """What cannot be seen in a plain text, as a Thai noun phrase; empty when nothing."""
    if _BLANK_LETTERS.search(text) or _TAG_LETTERS.search(text):
        return "ตัวอักษรที่มองไม่เห็น"
    if _MANY_SPACES.search(text):
        return "ช่องว่างยาวผิดปกติ"
    return ""


def hidden_in_markup(html: str) -> Iterator[str]:
    """The same for what only cleaned rich text can hold."""
    if _MANY_BREAKS.search(html):
        yield "ช่องว่างยาวผิดปกติ"
    depth = 0
    for ends in re.findall(r"<(/?)su[bp]>", html):
        depth += -1 if ends else 1
        if depth >= SMALLEST:
            yield "ข้อความที่เล็กจนอ่านไม่ได้"
            return


class _LinkReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self._address: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "a":
            self._end()
            self._address = about.get("href") or ""
        elif tag == "img":
            self._words.append(about.get("alt") or "ภาพ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def _end(self) -> None:
        if self._address is not None:
            self.links.append(Link(self._address, " ".join("".join(self._words).split())))
        self._address, self._words = None, []

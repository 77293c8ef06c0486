"""An anonymous visitor who remembers, for one run of the checks, what he was answered and where each page leads."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urljoin

from ita.wire import Page, ask, own_hosts, own_path

LONGEST_WORDS = 120
#: Which programs are told not to keep a page.
ROBOTS = {"robots", "googlebot"}
KEEPS_OUT = {"noindex", "none"}


@dataclass(frozen=True)
class Seen:
    """One page as a visitor has it."""

    page: Page  # without its body
    #: (words, path with query): the first to each address, on this site only.
    links: tuple[tuple[str, str], ...] = ()
    noindex: bool = False

    @property
    def is_open(self) -> bool:
        return self.page.status == 200 and not self.page.problem


@dataclass
class Visitor:
    """Asks for each address once. Not to be kept longer than a run: the next move makes it untrue."""

    seen: dict[str, Seen] = field(default_factory=dict)

    @cached_property
    def hosts(self) -> frozenset[str]:
        return own_hosts()

    def open(self, path: str) -> Seen:
        """The page at `path`, which begins with a stroke."""
        if path not in self.seen:
            self.seen[path] = self._open(path)
        return self.seen[path]

    def _open(self, path: str) -> Seen:
        page = ask(path)
        reader = _Reader()
        if page.is_html:
            reader.feed(page.body.decode("utf-8", "replace"))
            reader.close()
        orders = f"{page.headers.get('x-robots-tag', '')},{reader.robots}".lower()
        # “googlebot: noindex”, “noindex, nofollow”
        noindex = any(
            order.rpartition(":")[2].strip() in KEEPS_OUT for order in orders.replace(";", ",").split(",")
        )
        return Seen(replace(page, body=b""), tuple(self._links(page, reader)), noindex)

    def _links(self, page: Page, reader: "_Reader"):
        words_of: dict[str, str] = {}
        for words, href in reader.links:
            # Half of all links lead on from the site's root; the others cost more to read.
            target = href if href.startswith("/") else _joined(page.address, href)
            path = own_path(target, self.hosts)
            if path is not None and not words_of.get(path):
                words_of[path] = words
        return ((words, path) for path, words in words_of.items())


def _joined(address: str, href: str) -> str:
    if href.startswith("#"):
        return ""
    try:
        return urljoin(address, href)
    except ValueError:
        return ""


class _Reader(HTMLParser):
    """The links of a page with their words, and what it says to programs that search."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.robots = ""
        self._href: str | None = None
        self._words: list[str] = []
        self._instead = ""  # for a link without words: what it says to those who cannot see

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._end()
            about = dict(attrs)
            self._href = about.get("href")
            self._instead = about.get("aria-label") or about.get("title") or ""
        elif tag == "img" and self._href is not None:
            self._instead = self._instead or dict(attrs).get("alt") or ""
        elif tag == "meta":
            about = dict(attrs)
            if (about.get("name") or "").lower() in ROBOTS:
                self.robots += f",{about.get('content') or ''}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end()

    def handle_data(self, data: str) -> None:
        if self._href is not None:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        if self._href is not None:
            words = " ".join("".join(self._words).split()) or " ".join(self._instead.split())
            self.links.append((words[:LONGEST_WORDS], self._href))
        self._href, self._words, self._instead = None, [], ""

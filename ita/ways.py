"""How a reader gets from the home page to an address of this site: found by walking over the links of real pages."""

import re
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.db import transaction
from django.utils import timezone

from ita.models import Way
from ita.rules import MOST_CLICKS
from ita.visitor import Seen, Visitor

HOME = ["หน้าหลัก", "/"]
#: Pages that a walk opens, without those of an index; and of the indexes.
MOST_PAGES, MOST_OF_INDEXES = 500, 150
MOST_SECONDS = 40
#: Pages that are opened to find one way again.
MOST_TRIED = 10
LONGEST_ADDRESS = Way._meta.get_field("address").max_length
#: An index of everything, or of what changed: what only it leads to is found, but is not where an assessor looks.
INDEXES = ("/a-z/", "/site-map/", "/transparency/")
#: No way leads over these: lists of what is evidence, answers to questions, pages for programs, another language.
NO_WAY_OVER = ("/ita/", "/oia/", "/search/", "/feeds/", "/developers/", "/en/", "/files/")
#: No page for a reader at all.
NO_PAGE = ("/admin/", "/qr/", "/share/", "/preview/", "/static/", "/styleguide/", "/office/")
#: Another form of what a page shows, or what a reader typed.
NO_LIST = {"format", "q", "edition", "preview"}
FILE = re.compile(r"/files/[0-9]+/")
HAS_ENDING = re.compile(r"\.[a-z0-9]+$")

Step = list[str]  # words of the link, address


def key_of(path: str) -> str:
    """Under which a path is kept: one spelling each; of a file its number decides and not its name."""
    if is_file := FILE.match(path):
        return is_file[0]
    parts = urlsplit(path)
    plain = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")
    return f"{plain}?{parts.query}" if parts.query else plain


def way_to(path: str) -> Way | None:
    """The stored way to a path. One query."""
    return Way.objects.filter(address=key_of(path)).first()


def ways_to(paths: Iterable[str]) -> dict[str, Way]:
    """Key of a path → its stored way, where there is one. One query."""
    return {way.address: way for way in Way.objects.filter(address__in={key_of(path) for path in paths})}


def is_known() -> bool:
    """Whether a walk was ever made."""
    return Way.objects.exists()


# The walk


@dataclass
class Walk:
    """One walk from the home page: `steps` to every address that was found, the fewest clicks first."""

    visitor: Visitor
    end: float
    steps: dict[str, list[Step]] = field(default_factory=dict)
    by_index: set[str] = field(default_factory=set)
    is_whole: bool = True

    def run(self) -> bool:
        """Whether there was a home page to begin at."""
        home = self.visitor.open("/")
        if not home.is_open:
            return False
        self.steps["/"] = [HOME]
        self._go(["/"], MOST_PAGES, lambda path: not path.startswith(INDEXES))
        known = set(self.steps)
        indexes = [path for path in self.steps if path.startswith(INDEXES)]
        self._go(indexes, MOST_OF_INDEXES, lambda path: path.startswith(INDEXES) or path not in known)
        self.by_index = {*self.steps} - known
        return True

    def _go(self, level: list[str], most: int, may_open) -> None:
        """Breadth first from the addresses of `level`, all in `steps` already."""
        left = most
        while level:
            found = []
            for path in sorted(level, key=lambda path: "?" not in path):  # lists lead to more than items
                if len(self.steps[path]) > MOST_CLICKS:
                    continue
                if left == 0 or time.monotonic() > self.end:
                    self.is_whole = False
                    break
                left -= 1
                found += self._look(path)
            level = [path for path in found if may_open(path) and not path.startswith(NO_WAY_OVER)]

    def _look(self, path: str) -> Iterator[str]:
        """The pages that one page leads to and that were not found before."""
        seen = self.visitor.open(self.steps[path][-1][1])
        if not seen.is_open:
            return
        self._also(path, seen)
        for words, target in seen.links:
            key = key_of(target)
            if key not in self.steps and is_kept(target):
                self.steps[key] = [*self.steps[path], [words, target]]
                if is_page(target):
                    yield key

    def _also(self, path: str, seen: Seen) -> None:
        """Where a redirect led is as many clicks away."""
        *before, (words, _) = self.steps[path]
        self.steps.setdefault(key_of(seen.page.address), [*before, [words, seen.page.address]])


def is_kept(path: str) -> bool:
    """Whether a way to it is worth knowing."""
    query = {name for name, _ in parse_qsl(urlsplit(path).query, keep_blank_values=True)}
    return not path.startswith(NO_PAGE) and not query & NO_LIST and len(key_of(path)) <= LONGEST_ADDRESS


def is_page(path: str) -> bool:
    """Whether it can have links."""
    return not FILE.match(path) and not HAS_ENDING.search(urlsplit(path).path)


def walk(visitor: Visitor | None = None) -> int:
    """Walk over the site and keep the way to each address that was found; returns how many. Takes some seconds.

    The ways of before stay until those of this walk are complete; one that was cut short, by its limits, adds to them. Without a
    home page to begin at (the site is closed for repair) nothing changes.
    """
    one = Walk(visitor or Visitor(), time.monotonic() + MOST_SECONDS)
    if not one.run():
        return 0
    now = timezone.now()
    rows = [
        Way(address=key, steps=steps, by_index=key in one.by_index, found_at=now)
        for key, steps in one.steps.items()
    ]
    with transaction.atomic():
        old = Way.objects.all() if one.is_whole else Way.objects.filter(address__in=one.steps)
        old.delete()
        Way.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


# One way again


def still_leads(way: Way, visitor: Visitor | None = None) -> bool:
    """Whether the pages of a stored way still lead to each other. Asks for three pages at most."""
    visitor = visitor or Visitor()
    for (_, here), (_, there) in zip(way.steps, way.steps[1:], strict=False):
        leads = visitor.open(here)
        if not leads.is_open or key_of(there) not in {key_of(path) for _, path in leads.links}:
            return False
    return True


def find(path: str, over: Collection[str], visitor: Visitor) -> list[Step] | None:
    """The steps to `path` over the pages `over` and the further pages of lists among them; None where there are none.

    Asks for MOST_TRIED pages at most, each once a visitor.
    """
    wanted, allowed = key_of(path), {key_of(one) for one in over}
    lists = {urlsplit(one).path for one in over} - {"/"}
    if wanted == "/":
        return [HOME]
    tried, seen, level = count(1), {"/"}, [[HOME]]
    for _ in range(MOST_CLICKS):
        further = []
        for steps in level:
            if next(tried) > MOST_TRIED:
                return None
            page = visitor.open(steps[-1][1])
            for words, target in page.links if page.is_open else ():
                key = key_of(target)
                if key == wanted:
                    return [*steps, [words, target]]
                goes_on = urlsplit(target).path in lists and "page=" in urlsplit(target).query
                if key not in seen and (key in allowed or goes_on) and not key.startswith(NO_WAY_OVER):
                    seen.add(key)
                    further.append([*steps, [words, target]])
        level = further
    return None


def found_again(path: str, over: Collection[str], visitor: Visitor) -> Way | None:
    """The way to `path` as it is now, kept for the next time: over the pages of the stored one, or over `over`."""
    stored = way_to(path)
    over = [*over, *(address for _, address in (stored.steps[:-1] if stored else ()))]
    direct = [one for one in over if not one.startswith(INDEXES)]
    steps = find(path, direct, visitor) or find(path, over, visitor)
    if steps is None:
        Way.objects.filter(address=key_of(path)).delete()
        return None
    by_index = any(address.startswith(INDEXES) for _, address in steps)
    if stored and (stored.steps, stored.by_index) == (steps, by_index):
        return stored
    about = {"steps": steps, "by_index": by_index, "found_at": timezone.now()}
    return Way.objects.update_or_create(address=key_of(path), defaults=about)[0]

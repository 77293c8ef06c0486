"""Every page that a visitor can click to, breadth first from the home page, as a program without a browser sees it."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest

from tests.site import Site

# What the pages link to is the same on every database.
MOST_CLICKS = 3
AT_ONCE = 4
#: Elements whose address the browser fetches by itself.
FETCHED = {("img", "src"), ("script", "src"), ("iframe", "src"), ("source", "src"), ("video", "src"), ("audio", "src"),
           ("use", "href"), ("object", "data"), ("embed", "src")}  # fmt: skip
#: Made by one view for every list and every item, or by one search narrowed in every way: one in so many is asked for.
MANY_OF_A_KIND = re.compile(r"/qr/|[?&]format=|/search/\?.*&")
ONE_IN = 10
FETCHED_LINKS = {"stylesheet", "icon", "preload", "manifest", "apple-touch-icon", "modulepreload"}


@dataclass
class Page(HTMLParser):
    """One answer: `links` (what can be clicked), `fetched` (what the browser loads), both absolute."""

    address: str
    status: int
    location: str = ""
    links: set[str] = field(default_factory=set)
    fetched: set[str] = field(default_factory=set)
    followed_by_robots: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    def __post_init__(self):
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        self.ids.add(about.get("id", ""))
        if tag == "a" and "href" in about:
            target = urljoin(self.address, about["href"])
            self.links.add(target)
            if "nofollow" not in about.get("rel", ""):
                self.followed_by_robots.add(target)
        addresses = [about[name] for element, name in FETCHED if element == tag and name in about]
        if tag == "link" and FETCHED_LINKS & set(about.get("rel", "").split()):
            addresses.append(about["href"])
        addresses += [one.split()[0] for one in about.get("srcset", "").split(",") if one.strip()]
        self.fetched |= {urljoin(self.address, address) for address in addresses}


class Crawl:
    """`pages`: address → Page, of what was asked for; `clicks`: address → how many it took, of all that is linked."""

    def __init__(self, site: Site):
        self.host = urlsplit(site.address).netloc
        self.here = threading.local()
        self.pages: dict[str, Page] = {}
        self.clicks = {f"{site.address}/": 0}
        level = list(self.clicks)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            while level:
                for page in threads.map(self.fetch, level):
                    self.pages[page.address] = page
                found = list(self.next_level(level))
                many = [address for address in found if MANY_OF_A_KIND.search(address)]
                level = [address for address in found if address not in set(many)] + many[::ONE_IN]

    def next_level(self, level: list[str]) -> Iterator[str]:
        for address in level:
            page = self.pages[address]
            for target in [page.location] if page.location else sorted(page.links):
                plain = urldefrag(target)[0]
                # Who is sent on has clicked once.
                clicks = self.clicks[address] + (0 if page.location else 1)
                if plain not in self.clicks and self.is_ours(plain):
                    self.clicks[plain] = clicks
                    yield plain
                elif clicks < self.clicks.get(plain, 0):
                    self.clicks[plain] = clicks

    def is_ours(self, address: str) -> bool:
        parts = urlsplit(address)
        return parts.netloc == self.host and not parts.path.startswith("/admin/")

    def fetch(self, address: str) -> Page:
        """HEAD for what is no page: what it holds is not read."""
        parts = urlsplit(address)
        path = quote(parts.path, safe="/%:@") + (f"?{quote(parts.query, safe='=&%+')}" if parts.query else "")
        is_page = not re.search(r"\.[a-z0-9]+$|[?&]format=|^/(files|qr|share)/", path)
        connection = getattr(self.here, "connection", None)
        if connection is None:
            connection = self.here.connection = HTTPConnection(self.host, timeout=30)
        connection.request("GET" if is_page else "HEAD", path)
        answer = connection.getresponse()
        body = answer.read()
        sent_on = answer.headers["Location"] if answer.status in (301, 302) else ""
        page = Page(address, answer.status, urljoin(address, sent_on) if sent_on else "")
        if answer.headers.get_content_type() == "text/html":
            page.feed(body.decode())
        return page


@pytest.fixture(scope="module")
def crawl(site) -> Crawl:
    return Crawl(site)


def sitemap(site: Site) -> list[str]:
    connection = HTTPConnection(urlsplit(site.address).netloc, timeout=30)
    connection.request("GET", "/sitemap.xml")
    return re.findall("<loc>([^<]*)</loc>", connection.getresponse().read().decode())


def test_no_link_is_broken(crawl):
    broken = {
        address: page.status for address, page in crawl.pages.items() if page.status not in (200, 301, 302)
    }
    holding = {
        address: [page.address for page in crawl.pages.values() if address in page.links][:2]
        for address in broken
    }
    assert (broken, holding) == ({}, {})
    dead = {
        (page.address, fragment)
        for page in crawl.pages.values()
        for plain, fragment in map(urldefrag, page.links)
        if fragment and plain == page.address and fragment not in page.ids
    }
    assert dead == set()


def test_every_page_of_the_sitemap_is_three_clicks_from_home_at_most(crawl, site):
    listed = sitemap(site)
    assert len(listed) > 100
    far = {
        address: crawl.clicks.get(address)
        for address in listed
        if crawl.clicks.get(address, 99) > MOST_CLICKS
    }
    assert far == {}


def test_no_page_loads_anything_from_elsewhere(crawl):
    fetched = {address for page in crawl.pages.values() for address in page.fetched}
    assert len(fetched) > 20
    assert {address for address in fetched if urlsplit(address).netloc not in (crawl.host, "")} == set()


def test_the_desk_is_reached_by_the_sign_in_link_only_and_robots_are_told_not_to_follow(crawl):
    desk = {
        urlsplit(address).path: address in page.followed_by_robots
        for page in crawl.pages.values()
        for address in page.links
        if urlsplit(address).netloc == crawl.host and urlsplit(address).path.startswith("/admin/")
    }
    assert set(desk) <= {"/admin/", "/admin/login/"}
    assert not any(desk.values())

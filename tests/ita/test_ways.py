"""An anonymous request in this process, the walk from the home page, and one way again."""

import contextvars
import time

import pytest
from django.db import connection
from django.urls import get_script_prefix, get_urlconf
from django.utils import timezone, translation

from announcements.models import Announcement
from content.models import Page
from ita import ways, wire
from ita.models import Way
from ita.visitor import Seen
from ita.wire import Page as Answer
from ita.wire import ask
from publishing.models import Attachment
from tests.helpers import add_document, make_draft, make_live, publish, remove

# Asking


def test_what_everybody_gets_is_told_with_its_status_and_why_it_cannot_be_read(cast, settings):
    live, draft = make_live(), make_draft()
    page = ask(live.publication.address)
    assert (page.status, page.problem, page.is_html, live.title in page.body.decode()) == (
        200,
        "",
        True,
        True,
    )
    remove(live)
    refused = {
        path: (ask(path).status, ask(path).problem)
        for path in (live.publication.address, draft.publication.address)
    }
    assert refused == {
        live.publication.address: (410, wire.PROBLEMS[410]),
        draft.publication.address: (404, wire.PROBLEMS[404]),
    }


def test_a_request_goes_on_over_redirects_of_this_site_only(cast):
    live = make_live(Page, slug="about-us")
    moved = ask(f"/about/{live.publication_id}/")
    assert (moved.status, moved.address) == (200, "/about/about-us/")
    assert ask("/about/about-us").address == "/about/about-us/"
    assert wire.own_path("https://example.com/about/") is None
    assert wire.own_path("//example.com/") is None
    assert wire.own_path("mailto:a@example.com") is None
    assert wire.own_path("https://WWW.phoneko.go.th/about/?page=2#a") == "/about/?page=2"


def test_nothing_of_a_request_stays_behind_in_who_asks(cast):
    with translation.override("en"):
        before = (
            translation.get_language(),
            get_urlconf(),
            get_script_prefix(),
            timezone.get_current_timezone_name(),
        )
        usable = connection.connection
        page = contextvars.copy_context().run(ask, "/en/")
        after = (
            translation.get_language(),
            get_urlconf(),
            get_script_prefix(),
            timezone.get_current_timezone_name(),
        )
        assert (page.status, before, connection.connection) == (200, after, usable)
        assert '<html lang="th"' in ask("/").body.decode()


@pytest.mark.parametrize("in_front", ["", "/internal-files/"])
def test_a_file_is_read_to_its_end_and_not_kept(cast, settings, in_front):
    """Whether this process sends it or a server in front does."""
    settings.FILES_INTERNAL_REDIRECT = in_front
    draft = make_draft()
    row = add_document(draft)
    publish(draft)
    row = Attachment.objects.get(edition__publication=draft.publication_id)
    page = ask(row.get_absolute_url())
    assert (page.status, page.size, page.sha256, page.body) == (200, row.stored.size, row.stored.sha256, b"")
    assert page.problem == ""


# The walk


class Paper:
    """A site on paper for a walk: page → its links."""

    def __init__(self, site: dict[str, str]):
        self.site, self.opened = site, []

    def open(self, path: str) -> Seen:
        self.opened.append(path)
        links = tuple((f"ไป {target}", target) for target in self.site.get(path, "").split())
        return Seen(Answer(200 if path in self.site else 404, address=path), links)


def walked(site: dict[str, str]) -> tuple[dict[str, list[str]], set[str], list[str]]:
    paper = Paper(site)
    one = ways.Walk(paper, time.monotonic() + 60)
    assert one.run()
    found = {key: [path for _, path in steps] for key, steps in one.steps.items()}
    return found, one.by_index, list(dict.fromkeys(paper.opened))


def test_the_walk_takes_the_fewest_clicks_and_ends_after_three():
    site = {"/": "/a/ /b/", "/a/": "/a/1/ /b/", "/a/1/": "/a/2/", "/a/2/": "/a/3/", "/b/": "/a/2/"}
    found, _, opened = walked(site)
    assert found == {
        "/": ["/"],
        "/a/": ["/", "/a/"],
        "/b/": ["/", "/b/"],
        "/a/1/": ["/", "/a/", "/a/1/"],
        "/a/2/": ["/", "/b/", "/a/2/"],
        "/a/3/": ["/", "/b/", "/a/2/", "/a/3/"],
    }
    deep = {"/": "/1/", "/1/": "/2/", "/2/": "/3/", "/3/": "/4/"}
    found, _, opened = walked(deep)
    assert ("/4/" in found, opened) == (False, ["/", "/1/", "/2/"])


def test_what_only_an_index_leads_to_is_told_apart():
    site = {
        "/": "/a-z/ /news/",
        "/a-z/": "/a-z/ก/ /news/2/",
        "/a-z/ก/": "/news/1/",
        "/news/": "/news/9/",
        "/news/9/": "/news/2/",
    }
    found, by_index, _ = walked(site)
    assert found["/news/1/"] == ["/", "/a-z/", "/a-z/ก/", "/news/1/"]
    assert found["/news/2/"] == ["/", "/news/", "/news/9/", "/news/2/"]
    assert {"/news/1/", "/news/2/"} & by_index == {"/news/1/"}


def test_no_way_leads_over_lists_of_evidence_answers_or_other_forms_of_a_page():
    over = ["/ita/", "/oia/", "/search/?n=1", "/feeds/", "/developers/", "/en/"]
    never = ["/admin/", "/qr/news/1.svg", "/news/?format=csv", "/news/?q=1"]
    site = {"/": " ".join(over + never)} | dict.fromkeys(over + never, "/news/7/")
    found, _, opened = walked(site)
    assert (set(found), opened) == ({"/", *over}, ["/"])


def test_a_file_is_known_by_its_number_and_not_opened():
    site = {"/": "/files/7/แผน.pdf /news/?page=2", "/news/?page=2": "/files/8/b.pdf"}
    found, _, opened = walked(site)
    assert ways.key_of("/files/7/%E0%B9%81.pdf") in found
    assert opened == ["/", "/news/?page=2"]


def test_a_walk_that_was_cut_short_adds_to_the_ways_of_before(db, monkeypatch):
    assert ways.walk(Paper({"/": "/a/ /b/", "/a/": "/a/1/", "/b/": ""})) == 4
    monkeypatch.setattr(ways, "MOST_PAGES", 1)
    ways.walk(Paper({"/": "/b/ /c/"}))
    assert set(Way.objects.values_list("address", flat=True)) == {"/", "/a/", "/a/1/", "/b/", "/c/"}
    monkeypatch.undo()
    ways.walk(Paper({"/": "/c/", "/c/": ""}))
    assert set(Way.objects.values_list("address", flat=True)) == {"/", "/c/"}
    assert ways.walk(Paper({})) == 0
    assert Way.objects.count() == 2


@pytest.mark.dry
def test_the_walk_over_the_real_site_reads_the_words_of_its_links(cast):
    live = make_live(Announcement, title="ประกาศแผนจัดหาพัสดุ")
    assert ways.walk() == Way.objects.count() > 20
    way = ways.way_to(live.publication.address)
    assert way.steps[0] == ways.HOME
    assert live.title in way.steps[-1][0]
    assert (way.clicks, way.by_index, ways.still_leads(way)) == (1, False, True)
    remove(live)
    assert not ways.still_leads(way)


# One way again


def test_a_way_is_found_again_over_given_pages_and_the_further_pages_of_lists(db):
    site = {"/": "/news/", "/news/": "/news/1/ /news/?page=2", "/news/?page=2": "/news/2/"}
    visitor = Paper(site)
    assert ways.find("/news/2/", ["/news/"], visitor)[-2:] == [
        ["ไป /news/?page=2", "/news/?page=2"],
        ["ไป /news/2/", "/news/2/"],
    ]
    assert ways.find("/news/3/", ["/news/"], visitor) is None
    assert ways.find("/news/1/", [], visitor) is None
    assert ways.found_again("/news/2/", ["/news/"], visitor) == ways.way_to("/news/2/")
    del site["/news/?page=2"]
    assert ways.found_again("/news/2/", ["/news/"], visitor) is None
    assert ways.way_to("/news/2/") is None

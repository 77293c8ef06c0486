"""The copy of the public site: every link leads to a file of it, and nothing is in it that is not public or was removed."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.utils import timezone

from accounts.models import Mode
from announcements.models import Announcement
from ponko_site import static_copy
from ponko_site.archive import Refused
from ponko_site.static_builder import name_for
from ponko_site.static_pages import StaticPage
from publishing.signals import edition_moved
from tests.helpers import add_document, add_photo, make_draft, make_live, publish, remove

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

SECRET = "คำที่อยู่ในร่างเท่านั้น"
REMOVED = "ชื่อของเรื่องที่ถอนออก"


class Links(HTMLParser):
    """`found`: what a page leads to and loads."""

    def __init__(self, text: str):
        super().__init__()
        self.found, self.tags = [], set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        about = dict(attrs)
        if about.get("rel") != "canonical":
            self.found += [about[name] for name in ("href", "src", "poster") if about.get(name)]
        self.found += [one.split()[0] for one in about.get("srcset", "").split(",") if one.strip()]


@pytest.fixture
def copy(cast, tmp_path, settings) -> Path:
    """A copy of a site with a piece of news with files, a draft, and something that was removed."""
    settings.DATA_DIR = tmp_path
    draft = make_draft(
        title="งานลอยกระทง",
        body='<p>ดู<a href="/about/">หมวดแรก</a> <a href="/no-such-page/">ไม่มี</a> '
        '<a href="/static/%2e%2e/%2e%2e/etc/passwd">นอกโฟลเดอร์</a></p>',
    )
    add_document(draft, title="กำหนดการ" * 20)
    add_photo(draft)
    publish(draft)
    make_draft(title=SECRET, summary=SECRET)
    remove(make_live(title=REMOVED, slug="gone"))
    copied = static_copy.make(static_copy.folder(), print)
    assert copied.dead == ["/no-such-page/", "/static/../../etc/passwd"]
    return static_copy.folder() / "current"


def test_the_copy_is_whole_and_holds_only_what_is_public(copy):
    pages = {path: path.read_text() for path in copy.rglob("*.html")}
    assert len(pages) > 30
    wrong = []
    for path, text in pages.items():
        page = Links(text)
        assert "copy-notice" in text and "form" not in page.tags, path
        for link in page.found:
            parts = urlsplit(link)
            if parts.scheme or link.startswith("#"):
                continue
            base = copy if path.name == "404.html" else path.parent
            target = (base / unquote(parts.path).lstrip("/" if base is copy else "")).resolve()
            if parts.query or not target.is_file() or not target.is_relative_to(copy.resolve()):
                wrong.append((path.name, link))
    assert wrong == []
    everything = b"".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())
    for words in (SECRET, REMOVED, "/admin/login", "csrfmiddlewaretoken"):
        assert words.encode() not in everything, words
    assert "รหัส 410" in (copy / "news/gone/index.html").read_text()
    assert ">งานลอยกระทง</a>" in (copy / "search/index.html").read_text()
    assert len([path for path in (copy / "files").rglob("*.pdf") if len(path.name.encode()) < 255]) == 1
    for line in (copy / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((copy / name).read_bytes()).hexdigest() == digest
    assert not static_copy.is_due(copy.parent)
    # What is removed is in no copy any more.
    live = Announcement.objects.live().get()
    edition_moved.send(sender=type(live), publication_id=live.publication_id)
    assert copy.is_dir()
    remove(live)
    edition_moved.send(sender=type(live), publication_id=live.publication_id)
    assert not copy.exists()
    assert static_copy.is_due(copy.parent)


def test_a_closed_site_keeps_its_old_copy(cast, tmp_path):
    today = timezone.localdate()
    Mode.objects.create(kind=Mode.Kind.MAINTENANCE, starts_on=today, ends_on=today)
    with pytest.raises(Refused, match="สำเนาเดิมยังอยู่"):
        static_copy.make(tmp_path, print)
    assert [path.name for path in tmp_path.iterdir()] == ["copy.lock"]


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("/", "text/html", "index.html"),
        ("/news/12/", "text/html", "news/12/index.html"),
        ("/office/logo", "image/webp", "office/logo.webp"),
        ("/feeds/all.rss", "application/rss+xml", "feeds/all.rss"),
        ("/files/1/แผน.pdf", "application/pdf", "files/1/แผน.pdf"),
        ("/a/../../b", "text/html", "a/b.html"),
    ],
)
def test_every_address_has_a_file(path, kind, name):
    assert name_for(path, kind) == name


def test_two_queries_have_two_files():
    assert len({name_for(f"/news/{query}", "text/html") for query in ("", "?page=2", "?page=3")}) == 3
    assert re.fullmatch(r"news/index-[0-9a-f]{12}\.csv", name_for("/news/?format=csv", "text/csv"))


def test_what_is_not_changed_stays_letter_for_letter():
    text = '<!DOCTYPE html><p class=a>1 &lt; 2 &#3585; <br/><a href="https://x.go.th/?a=1&amp;b=2">x</a><svg viewBox="0 0 1 1"/>'
    page = StaticPage(lambda address: address, icons={}, top="", instead_of_form="")
    page.feed(text)
    assert page.text == text


def test_a_link_that_leads_nowhere_is_words_and_a_form_says_what_to_do():
    page = StaticPage(
        lambda address: None, icons={"x": '<symbol id="x"></symbol>'}, top="TOP", instead_of_form="INSTEAD"
    )
    page.feed(
        '<body><a href="/admin/" download>a</a><form><input></form><svg><use href="/i.svg#x"/></svg></body>'
    )
    assert page.text == (
        '<body>TOP<a>a</a>INSTEAD<svg><use href="#icon-x"/></svg>'
        '<div hidden><svg><symbol id="icon-x"></symbol></svg></div></body>'
    )


def test_what_is_removed_while_the_copy_is_made_does_not_get_into_it(cast, tmp_path, monkeypatch):
    counts = iter([0, 1])
    monkeypatch.setattr(static_copy, "_removals", lambda: next(counts))
    monkeypatch.setattr(static_copy.Builder, "build", lambda builder: None)
    with pytest.raises(Refused, match="ถูกถอนออก"):
        static_copy.make(tmp_path, print)
    assert [path.name for path in tmp_path.iterdir()] == ["copy.lock"]

"""Reading the public site as any visitor would and writing it down as files: nothing gets into the copy that is not public."""

import hashlib
import json
import mimetypes
import posixpath
import re
import shutil
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string

from ita.wire import ask, own_hosts, own_path
from ponko_site.archive import Refused
from ponko_site.static_pages import StaticPage, symbols
from publishing.categories import all_categories
from publishing.models import Edition
from publishing.states import State

#: Not in the copy: the desk, what is one reader's own, what only a running site can do.
NOT_COPIED = re.compile(r"/(admin|preview|styleguide|share|healthz|opensearch\.xml|accounts)(/|$)")
SEARCH, TITLES = "/search/", "search/index.html"
FRAME = "/site-map/"  # whose head and foot the list of titles takes
BEGINS = ("/", "/en/", FRAME, "/robots.txt", "/.well-known/security.txt", "/sitemap.xml")
MOST_ADDRESSES = 300_000
LONGEST_SEGMENT = 180  # bytes; a disk takes 255
_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)")
_LOC = re.compile(r"<loc>([^<]+)</loc>")


@dataclass
class Copied:
    """What a copy holds."""

    folder: Path
    pages: int
    files: int  # with the pages
    size: int  # bytes
    gone: int  # pages that say that something was removed
    #: Own addresses that pages lead to and nobody gets: they are no links in the copy.
    dead: list[str] = field(default_factory=list)


class Builder:
    """One copy while it is made. Keeps addresses in memory, never pages."""

    def __init__(self, folder: Path, now: datetime, say: Callable[[str], None]):
        self.folder, self.now, self.say = folder, now, say
        self.hosts = own_hosts()
        #: Own address → file in the copy; None: not in it.
        self.names: dict[str, str | None] = {SEARCH: TITLES}
        self.outside: dict[str, str] = {}  # own address → where it leads on to
        self.pages: dict[str, str] = {}  # file → address, of what is HTML
        self.dead: set[str] = set()
        self.gone = 0
        self.waiting: deque[str] = deque()

    def build(self) -> Copied:
        for path in BEGINS:
            self._want(path)
        removed = (
            Edition.objects.filter(state=State.REMOVED).select_related(None).select_related("publication")
        )
        for edition in removed.order_by("pk").only("publication__category", "publication__slug").iterator():
            self._want(edition.publication.address)
        while self.waiting:
            self._fetch(self.waiting.popleft())
            if len(self.names) % 500 == 0:
                self.say(f"อ่านแล้ว {len(self.names) - len(self.waiting):,} ที่อยู่ เหลือ {len(self.waiting):,}")
        if self.names["/"] != "index.html":
            raise Refused(
                "หน้าหลักเปิดไม่ได้ในขณะนี้ (เช่น กำลังปิดปรับปรุง) สำเนาเดิมยังอยู่",
                "The home page cannot be read now; the old copy stays.",
            )
        self._add_own_pages()
        icons = self._icons()
        for name, address in self.pages.items():
            self._rewrite(name, address, icons)
        sizes = self._list_files()
        return Copied(
            self.folder, len(self.pages), len(sizes), sum(sizes.values()), self.gone, sorted(self.dead)
        )

    # Reading

    def _want(self, path: str) -> None:
        if path in self.names or len(self.names) >= MOST_ADDRESSES:
            return
        self.names[path] = None
        if NOT_COPIED.match(path):
            return
        if path.startswith(SEARCH):
            self.names[path] = TITLES
            return
        self.waiting.append(path)

    def _fetch(self, path: str) -> None:
        if path.startswith(settings.STATIC_URL):
            self._copy_static(path)
            return
        unfinished = self.folder / ".part"
        with unfinished.open("w+b") as target:
            page = ask(path, target)
        if page.address and not page.is_own:
            self.outside[path] = page.address
        elif page.status in (200, 410) and (page.status == 410 or not page.problem):
            kind = page.headers.get("content-type", "").partition(";")[0].strip()
            name = name_for(path, kind)
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished.replace(place)
            self.names[path] = name
            self.gone += page.status == 410
            if kind == "text/html":
                self.pages[name] = page.address
                self._page(page.address, lambda address: self._note(page.address, address)).feed(
                    place.read_text()
                )
            elif path.startswith("/sitemap"):
                for address in _LOC.findall(place.read_text()):
                    self._note("/", address)
        else:
            self.dead.add(path)
        unfinished.unlink(missing_ok=True)

    def _note(self, base: str, address: str) -> str:
        path = self._own(base, address)
        if path is not None:
            self._want(path)
        return address

    def _own(self, base: str, address: str) -> str | None:
        """The key of an address of our own that `address` on the page at `base` names; None for any other."""
        if address.startswith("#"):
            return None
        with suppress(ValueError):
            path = own_path(urljoin(base, address), self.hosts)
            if path is not None:
                place, mark, query = path.partition("?")
                return unquote(place) + mark + query
        return None

    def _copy_static(self, path: str) -> None:
        name = path.partition("?")[0].removeprefix(settings.STATIC_URL)
        if ".." in name.split("/") or "\0" in name:
            self.dead.add(path)
            return
        source = Path(staticfiles_storage.path(name))
        source = source if source.is_file() else Path(finders.find(name) or source)
        if not source.is_file():
            self.dead.add(path)
            return
        place = self.folder / path.partition("?")[0].lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
        self.names[path] = str(place.relative_to(self.folder))
        if place.suffix == ".css":
            for address in _URL.findall(place.read_text()):
                if not address.startswith("data:"):
                    self._note(path, address)

    # Writing

    def _page(
        self, address: str, lead: Callable[[str], str | None], icons: dict[str, str] | None = None
    ) -> StaticPage:
        top = render_to_string("static_copy/notice.html", {"now": self.now})
        instead = render_to_string("static_copy/instead_of_form.html", {"address": SEARCH})
        if led := lead(SEARCH):
            instead = instead.replace(f'"{SEARCH}"', f'"{led}"')
        return StaticPage(lead, icons=icons or {}, top=top, instead_of_form=instead)

    def _rewrite(self, name: str, address: str, icons: dict[str, str], *, absolute: bool = False) -> None:
        place, here = self.folder / name, posixpath.dirname(name)

        def lead(target: str) -> str | None:
            path = self._own(address, target)
            if path is None:
                return target
            if path in self.outside:
                return self.outside[path]
            if (found := self.names.get(path)) is None:
                return None
            file = f"/{found}" if absolute else posixpath.relpath(found, here or ".")
            _, mark, fragment = target.partition("#")
            return quote(file) + mark + fragment

        page = self._page(address, lead, icons)
        page.feed(place.read_text())
        page.close()
        place.write_text(page.text)

    def _icons(self) -> dict[str, str]:
        """The symbols of the site's icons."""
        return symbols((settings.BASE_DIR / "static" / "images" / "icons.svg").read_text())

    def _add_own_pages(self) -> None:
        """The list of all titles in the place of the search, and the page for what is not there."""
        frame = (self.folder / self.names[FRAME]).read_text()
        live = Edition.objects.live().select_related(None).select_related("publication")
        live = live.only("title", "published_at", "publication__slug", "publication__category").order_by(
            "title", "pk"
        )
        sections = [
            (category.title, live.filter(publication__category=category.app_label))
            for category in all_categories()
        ]
        for name, title, main in (
            (TITLES, "เรื่องทั้งหมด", render_to_string("static_copy/titles.html", {"sections": sections})),
            ("404.html", "ไม่มีหน้านี้ในสำเนา", render_to_string("static_copy/missing.html", {"home": "/"})),
        ):
            page = re.sub(r"(<title>).*?(</title>)", rf"\g<1>{title}\g<2>", frame, count=1, flags=re.DOTALL)
            page = re.sub(
                r'<link rel="canonical"[^>]*>', '<meta name="robots" content="noindex">', page, count=1
            )
            head, _, rest = page.partition("<main")
            opening, _, rest = rest.partition(">")
            place = self.folder / name
            place.parent.mkdir(exist_ok=True)
            place.write_text(f"{head}<main{opening}>{main}</main>{rest.partition('</main>')[2]}")
        self.pages[TITLES] = SEARCH
        self._rewrite("404.html", FRAME, self._icons(), absolute=True)

    def _list_files(self) -> dict[str, int]:
        """manifest.json, and SHA256SUMS as `sha256sum --check` reads it; name → bytes of all others."""
        sizes, sums = {}, []
        for path in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            name = str(path.relative_to(self.folder))
            with path.open("rb") as file:
                sums.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
            sizes[name] = path.stat().st_size
        about = {
            "made_at": self.now.isoformat(),
            "site": settings.SITE_ADDRESS,
            "pages": len(self.pages),
            "files": sizes,
        }
        (self.folder / "manifest.json").write_text(json.dumps(about, ensure_ascii=False, indent=1))
        (self.folder / "SHA256SUMS").write_text("".join(sums))
        return sizes


def name_for(path: str, kind: str) -> str:
    """The file for an own address of the media type `kind`: a page is the index.html of its folder."""
    parts = urlsplit(path)
    stem = unquote(parts.path).lstrip("/")
    if not stem or stem.endswith("/"):
        stem += "index"
    stem, suffix = posixpath.splitext(stem)
    if parts.query:
        stem += f"-{hashlib.sha256(parts.query.encode()).hexdigest()[:12]}"
    if not suffix or kind == "text/html" or parts.path.endswith("/"):
        suffix = mimetypes.guess_extension(kind, strict=False) or suffix or ".xml"
    segments = [segment for segment in f"{stem}{suffix}".split("/") if segment not in ("", ".", "..")]
    return "/".join(map(_shortened, segments))


def _shortened(segment: str) -> str:
    if len(segment.encode()) <= LONGEST_SEGMENT:
        return segment
    stem, suffix = posixpath.splitext(segment)
    short = stem.encode()[: LONGEST_SEGMENT - 30].decode(errors="ignore")
    return f"{short}-{hashlib.sha256(segment.encode()).hexdigest()[:12]}{suffix}"

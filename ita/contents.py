"""What the items of a cycle show at one moment, with hashes: what a snapshot keeps, and what it is compared with later.

An item is a dict, so that it can be kept as JSON:
{"code", "title", "address", "status", "page", "evidence": [{"id", "kind", "title", "address", "standing", "statement", "status",
"problem", "edition": {"number", "content_hash"} or null, "text_sha256", "page", "files": [{"address", "label", "sha256", "size",
"extension"}]}]}. `page` is where a copy of the page was kept, or "".
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser

from ita import public
from ita.models import Evidence, Item
from ita.public import ShownEvidence, ShownItem
from ita.wire import Page, ask
from publishing.models import Attachment

#: (name, bytes) of a page that is kept.
Keep = Callable[[str, bytes], None]
#: Of what stands in <main>, what is not the page's own: ways to other pages, buttons, the day of printing.
NOT_CONTENT = {"nav", "aside", "form", "button", "script", "style", "svg", "template"}
NOT_CONTENT_CLASSES = {"share", "print-foot", "marks"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def contents(items: Iterable[Item], keep: Keep | None = None) -> Iterator[dict[str, object]]:
    """What each item shows to everybody now, in order; `keep` is given each page. A request a page, of which nothing goes
    over the network, and nine queries.
    """
    order = [item.pk for item in items]
    shown = {one.item.pk: one for one in public.shown(Item.objects.filter(pk__in=order))}
    for key in order:
        yield _item(shown[key], keep)


def _item(shown: ShownItem, keep: Keep | None) -> dict[str, object]:
    item = shown.item
    page = ask(item.address)
    return {
        "code": item.code,
        "title": item.title,
        "address": item.address,
        "status": page.status,
        "page": _kept(page, f"items/{item.slug}.html", keep),
        "evidence": [_evidence(one, f"items/{item.slug}-{one.number}.html", keep) for one in shown.evidence],
    }


def _evidence(one: ShownEvidence, name: str, keep: Keep | None) -> dict[str, object]:
    is_own = one.address.startswith("/")
    page = ask(one.address) if is_own else None
    edition = one.edition if one.evidence.kind == Evidence.Kind.PUBLICATION else None
    return {
        "id": one.evidence.pk,
        "kind": one.evidence.kind,
        "title": one.title,
        "address": one.address,
        "standing": str(one.standing),
        "statement": one.statement,
        "status": page.status if page else None,
        "problem": page.problem if page else "",
        "edition": edition and {"number": edition.number, "content_hash": edition.content_hash},
        "text_sha256": text_hash(page) if page else "",
        "page": _kept(page, name, keep),
        "files": [_file(file) for file in one.files],
    }


def _file(file: Attachment) -> dict[str, object]:
    stored = file.stored
    return {
        "address": f"/files/{file.address_id}/",
        "label": file.label,
        "sha256": stored.sha256,
        "size": stored.size,
        "extension": stored.extension,
    }


def _kept(page: Page | None, name: str, keep: Keep | None) -> str:
    """Where the page was kept: nowhere if it could not be read, or is no page."""
    if keep is None or page is None or page.status != 200 or page.problem or not page.is_html:
        return ""
    keep(name, page.body)
    return name


def text_hash(page: Page) -> str:
    """SHA-256 of the words in <main>, spaces apart: the same for the same content in another dress. Empty for no page."""
    if not page.is_html or not page.body:
        return ""
    reader = _MainText()
    reader.feed(page.body.decode("utf-8", "replace"))
    reader.close()
    return hashlib.sha256(" ".join(" ".join(reader.words).split()).encode()).hexdigest()


class _MainText(HTMLParser):
    """Collects the words inside of <main>, without what is not its content."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.open: list[tuple[str, bool]] = []  # every open element, and whether its words count

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        counts = tag == "main" or self._counts()
        self.open.append((tag, counts and tag not in NOT_CONTENT and not classes & NOT_CONTENT_CLASSES))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass  # a shape in a drawing: nothing stands in it

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, (name, _) in enumerate(self.open) if name == tag]
        if places:  # with what was left open inside of it
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        if self._counts():
            self.words.append(data)

    def _counts(self) -> bool:
        return bool(self.open) and self.open[-1][1]

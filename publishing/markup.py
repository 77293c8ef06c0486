"""HTML that people wrote or pasted: `clean()` is the only gate, `removed()` tells the writer what it took out.

nh3 (html5ever) reads whatever comes and lets a wide list through in its one way of writing; `_Tidy` gives that the
structure that we keep; nh3 with the narrow list has the last word. This goes round until nothing changes any more,
so cleaning twice is cleaning once, and what leaves here was written by nh3.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import escape

import nh3

from thai.text import normalise

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "u", "sub", "sup", "br", "hr", "img",
    "blockquote", "a", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
DROPPED_WITH_CONTENT = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "form", "textarea",
    "title", "xml",
}  # fmt: skip
#: Tags that mean the same as one that is kept.
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
#: Tags that only part the text: each becomes a paragraph, or nothing where there are paragraphs inside.
GENERIC = {
    "address", "article", "aside", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "header", "legend", "main", "nav", "pre", "section", "summary",
}  # fmt: skip
VOID = {"br", "hr", "img"}
INLINE = {"strong", "em", "u", "sub", "sup", "a", "br"}
TABLE_PARTS = {"caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
#: What may hold paragraphs; a list holds them through its items.
CONTAINERS = {"", "blockquote", "li", "caption", "th", "td", "ul", "ol"}
DROPPED_WHEN_EMPTY = {"p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "caption", "table"}

#: Elements that do not stay open when nobody closes them.
CLOSE_THEMSELVES = VOID | {
    "p",
    "li",
    "dt",
    "dd",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "tfoot",
    "col",
    "input",
    "meta",
    "link",
}

DEEPEST = 40  # what is nested deeper keeps its text, not its tags
ROUNDS = 10
MOST_WORK = 5_000_000

#: The only pictures: copies of files of this site, in any width. Whether the item has that photo is asked when it is shown.
PICTURE = re.compile(r"(/files/([1-9][0-9]{0,17})/w/[1-9][0-9]{0,4}\.webp)(?:\?edition=[0-9]{1,18})?")
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
# nh3 writes < > and " inside text and attributes as entities, so its tags can be told apart like this.
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_TOKEN = re.compile(r"(<[^>]*>)")
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_SPACES = re.compile(r" (?: |&nbsp;)+|&nbsp;(?: |&nbsp;)*")


def clean(html: str) -> str:
    """`html` with only the allowed tags, attributes and address schemes, in a structure that is valid to show.

    Idempotent. Links get a safe `rel`, every table of several rows has header cells, a picture stands in a paragraph
    of its own.
    """
    if _is_a_bomb(html):
        return clean(_words(html))
    for _ in range(ROUNDS):
        before = html
        html = _narrow(_tidy(_wide(normalise(html))))
        if html == before:
            return html
    return clean(_words(html))  # nothing that people write comes here; what does keeps its words


def pictures_in(html: str) -> list[int]:
    """The file addresses of the photos that cleaned `html` shows, in order, each once."""
    sources = re.findall(r'<img src="([^"]*)"', html)
    return list(dict.fromkeys(int(found[2]) for found in map(PICTURE.fullmatch, sources) if found))


def _is_a_bomb(html: str) -> bool:
    """Whether reading this would take minutes or all memory: the work grows with open elements times elements."""
    depths: Counter[str] = Counter()
    depth = deepest = count = 0
    for closes, name in _ANY_TAG.findall(html):
        name = name.lower()
        count += 1
        if name in CLOSE_THEMSELVES:
            continue
        if not closes:
            depths[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif depths[name]:
            depths[name] -= 1
            depth -= 1
    return deepest * count > MOST_WORK


def _words(html: str) -> str:
    return f"<p>{escape(re.sub(r'<[^<>]*>?', ' ', html))}</p>"


_common = {
    "clean_content_tags": DROPPED_WITH_CONTENT,
    "url_schemes": {"http", "https", "mailto", "tel"},
    "strip_comments": True,
}
_wide = partial(
    nh3.clean,
    tags=TAGS | set(RENAMED) | GENERIC,
    attributes={**ATTRIBUTES, "p": {"class"}},  # Word names its list items by a class
    link_rel=None,
    **_common,
)
_narrow = partial(
    nh3.clean, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener noreferrer nofollow", **_common
)


# The tree


@dataclass(slots=True)
class Node:
    """An element that is kept; the root has no tag."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)

    def write(self) -> str:
        inside = "".join(child if isinstance(child, str) else child.write() for child in self.children)
        if not self.tag:
            return inside
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.tag}{attributes}>" + ("" if self.tag in VOID else f"{inside}</{self.tag}>")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it but space and line breaks."""
        return not any(
            child.strip() if isinstance(child, str) else child.tag != "br" for child in self.children
        )


def _is_block(child: Node | str) -> bool:
    return isinstance(child, Node) and child.tag not in INLINE


class _Tidy:
    """Builds the tree from nh3's output, tag by tag; every element is put in order when it is closed."""

    def __init__(self, html: str):
        self.open = [Node("")]
        self.too_deep = 0
        for token in _TOKEN.split(html):
            if token.startswith("</"):
                self._end()
            elif token.startswith("<"):
                self._start(re.match(r"<([a-z0-9]+)", token)[1], dict(_ATTRIBUTE.findall(token)))
            elif token:
                self._text(_SPACES.sub(" ", token))
        (self.root,) = self.open
        self.root.children = _with_lists(self.root.children)

    def _text(self, text: str) -> None:
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += text
        else:
            children.append(text)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = "div" if tag in GENERIC else RENAMED.get(tag, tag)
        if self.too_deep or (len(self.open) > DEEPEST and tag not in VOID):
            self.too_deep += tag not in VOID
            return
        if tag == "img":
            self._picture(attributes)
            return
        parent = self.open[-1] if tag in INLINE | TABLE_PARTS else self._interrupt()
        if tag == "li" and parent.tag not in ("ul", "ol"):
            tag = "div"
        node = Node(tag, dict(_kept(tag, attributes)), parent)
        if tag in VOID:
            parent.children.append(node)
        else:
            self.open.append(node)

    def _end(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
        else:
            self._close(self.open.pop())

    def _close(self, node: Node) -> None:
        node.parent.children += _in_order(node)

    def _interrupt(self) -> Node:
        """Close what may not hold a block, open it again behind; returns what the block goes into."""
        first = max(place for place, node in enumerate(self.open) if node.tag in CONTAINERS) + 1
        container = parent = self.open[first - 1]
        interrupted = self.open[first:]
        for node in reversed(interrupted):
            self._close(node)
        for place, node in enumerate(interrupted, first):
            parent = container if _is_block(node) else parent
            parent = self.open[place] = Node(node.tag, dict(node.attributes), parent)
        return container

    def _picture(self, attributes: dict[str, str]) -> None:
        found = PICTURE.fullmatch(attributes.get("src", ""))
        if found and "caption" not in {node.tag for node in self.open}:
            container = self._interrupt()
            picture = Node("img", {"src": found[1], "alt": attributes.get("alt", "").strip()})
            container.children.append(Node("p", {}, container, [picture]))


def _tidy(html: str) -> str:
    return _Tidy(html).root.write()


def _kept(tag: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes with values that make sense; `rel` is nh3's to write."""
    for name, value in attributes.items():
        if name in ("colspan", "rowspan", "start") and not _NUMBER.fullmatch(value):
            continue
        if name == "scope" and value not in ("col", "row", "colgroup", "rowgroup"):
            continue
        if name == "href" and (not value.strip() or value.startswith("#_")):
            continue  # a bookmark inside the Word file
        if name == "class" and not value.startswith("MsoListParagraph"):
            continue
        yield name, value


def _in_order(node: Node) -> list[Node | str]:
    """What is left of a closed element: mostly itself."""
    if node.tag == "div":
        if any(map(_is_block, node.children)):
            return _with_lists(_in_paragraphs(node.children))
        node.tag = "p"
    if node.tag in ("ul", "ol"):
        node.children = _in_items(node.children)
    elif node.tag in CONTAINERS:
        node.children = _with_lists(node.children)
    elif node.tag == "table":
        _give_headers(node)
    if node.tag in DROPPED_WHEN_EMPTY and node.is_empty:
        return []
    if node.tag in INLINE and (node.is_empty or node.tag == "a" and "href" not in node.attributes):
        return node.children
    return [node]


def _in_paragraphs(children: Iterable[Node | str]) -> list[Node | str]:
    """`children` with the loose text between blocks in paragraphs."""
    found: list[Node | str] = []
    loose: Node | None = None
    for child in children:
        if _is_block(child):
            loose = None
            found.append(child)
        elif loose or not isinstance(child, str) or child.strip():
            if loose is None:
                loose = Node("p")
                found.append(loose)
            loose.children.append(child)
    return [child for child in found if isinstance(child, str) or child.tag != "p" or not child.is_empty]


def _in_items(children: Iterable[Node | str]) -> list[Node | str]:
    """The children of a list: items only. What stands between them goes into the item before it."""
    items: list[Node | str] = []
    for child in children:
        if isinstance(child, Node) and child.tag == "li":
            items.append(child)
        elif isinstance(child, Node) or child.strip():
            if not items or isinstance(items[-1], str):
                items.append(Node("li"))
            items[-1].children.append(child)
        elif not items or isinstance(items[-1], Node):
            items.append(child)
    return items


# Tables


def _give_headers(table: Node) -> None:
    """Header cells with a scope: the first row's where the writer marked none; an empty cell heads nothing."""
    rows = list(_rows(table))
    if len(rows) > 1 and not any(cell.tag == "th" for _, cells in rows for cell in cells):
        for cell in rows[0][1]:
            cell.tag = "td" if cell.is_empty else "th"
    for in_head, cells in rows:
        heads_columns = in_head or not any(cell.tag == "td" and not cell.is_empty for cell in cells)
        for cell in cells:
            if cell.tag == "th":
                cell.attributes.setdefault("scope", "col" if heads_columns else "row")
                _without_headings(cell)


def _without_headings(node: Node) -> None:
    """A header cell may hold no heading."""
    for child in node.children:
        if isinstance(child, Node):
            child.tag = "p" if child.tag in ("h2", "h3", "h4") else child.tag
            _without_headings(child)


def _rows(node: Node, in_head: bool = False) -> Iterator[tuple[bool, list[Node]]]:
    for child in node.children:
        if isinstance(child, Node) and child.tag == "tr":
            yield in_head, [cell for cell in child.children if isinstance(cell, Node)]
        elif isinstance(child, Node):
            yield from _rows(child, child.tag == "thead")


# Lists that Word writes as paragraphs

_MARKER = re.compile(r"\s*(?:[·•o§Øü▪–\-\uf0b7\uf0a7\uf0d8\uf0fc]|([0-9]{1,3})[.)])\s+")


def _with_lists(children: list[Node | str]) -> list[Node | str]:
    """Word's list paragraphs as lists. Other numbering (ก. ๑. 1.1) stays as written: a list would change it."""
    found: list[Node | str] = []
    for child in children:
        if isinstance(child, str) or "class" not in child.attributes:
            found.append(child)
            continue
        del child.attributes["class"]
        marker = _MARKER.match(child.children[0]) if isinstance(child.children[0], str) else None
        if marker is None:
            found.append(child)
            continue
        child.tag = "li"
        child.children[0] = child.children[0][marker.end() :]
        kind, before = ("ol" if marker[1] else "ul"), _last_block(found)
        if before is not None and before.tag == kind:
            before.children.append(child)
        else:
            start = {"start": marker[1].lstrip("0")} if marker[1] and int(marker[1]) > 1 else {}
            found.append(Node(kind, start, None, [child]))
    return found


def _last_block(found: list[Node | str]) -> Node | None:
    """The element that `found` ends with, white space aside."""
    for child in reversed(found):
        if isinstance(child, Node):
            return child
        if child.strip():
            return None
    return None


# What the writer is told

_OWN = r"""\s*=\s*["']?/files/[0-9]+/w/[0-9]+\.webp"""
#: (pattern of what is taken out, the note; {count} is how often). The editor's script reads them as well, for what is
#: pasted: they are in the dialect that Python and JavaScript share.
NOTES = [
    (r"<o:p\b|<w:|class=[\"']?Mso|\bmso-|<!--\[if\b", "จัดข้อความที่วางจาก Word ให้เข้ารูปแบบของเว็บไซต์"),
    (
        r"<font\b|<[a-z][^<>]*\s(?:style|color|bgcolor|face|align)\s*=",
        "ลบสี ขนาด แบบอักษร และการจัดวางที่ติดมากับข้อความ",
    ),
    (
        rf"<img\b(?![^<>]*\ssrc{_OWN})|<v:imagedata\b",
        "ลบภาพที่วางในเนื้อหา {count} ภาพ ให้แนบเป็นภาพของเรื่องแล้วแทรกจากปุ่ม “แทรกภาพของเรื่อง”",
    ),
    (
        r"<(?:script|iframe|object|embed|applet|svg|math|form|input|button|video|audio|link|meta\s+http)\b"
        r"|<[a-z][^<>]*[\s/]on[a-z]+\s*=",
        "ลบสคริปต์หรือส่วนฝังจากเว็บอื่น",
    ),
    (
        r"<a\b[^<>]*\shref\s*=\s*(?:[\"']\s*)?(?:#_|(?!https?:|mailto:|tel:)[a-z][a-z0-9+.]*:)",
        "ลบลิงก์ที่ใช้บนเว็บไซต์ไม่ได้ {count} แห่ง ข้อความยังอยู่ครบ",
    ),
    (r"<h1\b", "เปลี่ยนหัวข้อระดับบนสุดเป็น “หัวข้อ 1” เพราะชื่อเรื่องเป็นหัวข้อบนสุดอยู่แล้ว"),
    (r"<h[56]\b", "เปลี่ยนหัวข้อระดับย่อยเป็น “หัวข้อ 3” ซึ่งเป็นระดับเล็กที่สุด"),
    (
        r"<(?:s|strike|del)\b",
        "ลบเส้นขีดฆ่า {count} แห่ง ข้อความยังอยู่ หากเป็นข้อความที่ยกเลิกแล้วให้ลบข้อความนั้นด้วย",
    ),
]
_COMPILED = [(re.compile(pattern, re.IGNORECASE), note) for pattern, note in NOTES]


def removed(html: str) -> list[str]:
    """Thai notes of what `clean(html)` takes out or changes that the writer should know; empty when nothing."""
    cleaned = clean(html)
    if cleaned == html:
        return []
    notes = [
        note.format(count=count)
        for pattern, note in _COMPILED
        if (count := sum(1 for _ in pattern.finditer(html)))
    ]
    if len(re.findall(r"<th\b", cleaned)) > len(re.findall(r"<th\b", html, re.IGNORECASE)):
        notes.append("เปลี่ยนแถวแรกของตารางเป็นหัวตาราง")
    return notes

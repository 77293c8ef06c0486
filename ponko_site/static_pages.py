"""Turning a page of the site into a page that stands by itself: links lead to files, forms go, icons are in the page."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

#: What leads somewhere: (element, attribute).
LINKS = {
    ("a", "href"), ("area", "href"), ("link", "href"), ("use", "href"), ("image", "href"), ("img", "src"), ("script", "src"),
    ("source", "src"), ("video", "src"), ("video", "poster"), ("audio", "src"), ("track", "src"), ("iframe", "src"),
    ("embed", "src"), ("object", "data"),
}  # fmt: skip
SETS = {("img", "srcset"), ("source", "srcset")}
#: <link rel>: for a live site only, or refused to a page that is opened from a disk.
LEFT_OUT = {"manifest", "search", "preload"}
#: <link rel>: says where the page is at home, so it stays as it is.
AT_HOME = {"canonical"}
SYMBOL = re.compile(r'<symbol id="([^"]+)".*?</symbol>', re.DOTALL)

#: An address as the page has it → what stands there in the copy; None: it leads nowhere, and is no link.
Lead = Callable[[str], str | None]


class StaticPage(HTMLParser):
    """`text` is the page after `feed()` and `close()`. What is not changed is as it was, letter for letter."""

    def __init__(self, lead: Lead, *, icons: dict[str, str], top: str, instead_of_form: str):
        """`top` goes before all else in the body, `instead_of_form` where a form was; `icons` are the symbols by their names."""
        super().__init__(convert_charrefs=False)
        self.lead, self.icons, self.top, self.instead_of_form = lead, icons, top, instead_of_form
        self._parts: list[str] = []
        self._used: set[str] = set()
        self._in_form = False

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def _put(self, text: str) -> None:
        if not self._in_form:
            self._parts.append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form":
            self._put(self.instead_of_form)
            self._in_form = True
        if self._in_form:
            return
        about = dict(attrs)
        rel = set((about.get("rel") or "").split()) if tag == "link" else set()
        if rel & LEFT_OUT:
            return
        changed = about if rel & AT_HOME else self._led(tag, about)
        if rel and changed != about and changed.get("href") is None:
            return
        if changed == about:
            self._put(self.get_starttag_text())
        else:
            shown = (
                name if value is None else f'{name}="{escape(value)}"' for name, value in changed.items()
            )
            self._put(f"<{' '.join([tag, *shown])}>")
        if tag == "body":
            self._put(self.top)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        before = len(self._parts)
        self.handle_starttag(tag, attrs)
        if len(self._parts) > before and not self._parts[-1].endswith("/>"):
            self._parts[-1] = f"{self._parts[-1][:-1]}/>"

    def _led(self, tag: str, about: dict[str, str | None]) -> dict[str, str | None]:
        """The attributes with what they lead to in the copy. A link that leads nowhere has none."""
        changed = {}
        for name, value in about.items():
            if (tag, name) in SETS and value:
                changed[name] = self._led_set(value)
            elif (tag, name) in LINKS and value is not None:
                target = self._icon(value) if tag == "use" else self.lead(value)
                if target is not None:
                    changed[name] = target
            else:
                changed[name] = value
        if tag == "a" and "href" in about and "href" not in changed:
            changed.pop("download", None)
        return changed

    def _led_set(self, value: str) -> str:
        """`address 480w, address 960w`"""
        found = []
        for one in value.split(","):
            address, _, width = one.strip().partition(" ")
            if address and (target := self.lead(address)):
                found.append(f"{target} {width}".strip())
        return ", ".join(found)

    def _icon(self, address: str) -> str:
        """A browser takes no symbol out of another file on a disk, so the page brings its own."""
        name = address.partition("#")[2]
        if address.startswith("#") or name not in self.icons:
            return address
        self._used.add(name)
        return f"#icon-{name}"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in_form = False
            return
        if tag == "body" and self._used:
            symbols = (self.icons[name].replace('id="', 'id="icon-', 1) for name in sorted(self._used))
            self._put(f"<div hidden><svg>{''.join(symbols)}</svg></div>")
        self._put(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._put(data)

    def handle_entityref(self, name: str) -> None:
        self._put(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._put(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._put(f"<!{decl}>")


def symbols(sprite: str) -> dict[str, str]:
    """Name → symbol, of an SVG file of symbols."""
    return {found[1]: found[0] for found in SYMBOL.finditer(sprite)}

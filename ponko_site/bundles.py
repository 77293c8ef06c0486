"""One stylesheet and one script for every public page: a phone far from the mast pays for each request.

The sources stay one file per component. They are put together when static files are looked for or collected; nothing
is checked in twice, and nothing but Python is needed.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

STATIC = settings.BASE_DIR / "static"
SMALL = 1000  # characters of a drawing
SPARED = " ='/:;,.()-"  # what need not be escaped in its address
_DRAWING = re.compile(r'url\("\.\./images/(?P<name>[a-z-]+\.svg)"\)')


def stylesheet() -> str:
    """`css/site.css`: the tokens, the ground, then every component in the order of the alphabet."""
    css = STATIC / "css"
    sources = [css / "tokens.css", css / "base.css", *sorted((css / "components").glob("*.css"))]
    # A component lies one folder deeper than the bundle.
    css = "\n".join(source.read_text(encoding="utf-8").replace("../../", "../") for source in sources)
    return _DRAWING.sub(_drawn, css)


def _drawn(address: re.Match[str]) -> str:
    """A small drawing within the stylesheet itself, for it costs less than the request for it; a larger one stays where it is."""
    text = (STATIC / "images" / address["name"]).read_text(encoding="utf-8")
    text = re.sub(r"<!--.*?-->|\s+(?=<)", "", text, flags=re.DOTALL).strip().replace('"', "'")
    if len(text) > SMALL:
        return address[0]
    return f'url("data:image/svg+xml,{quote(text, SPARED)}")'


def script() -> str:
    """`js/site.js`: every file of static/js, each in a function of its own so that their names do not meet."""
    sources = sorted((STATIC / "js").glob("*.js"))
    return "\n".join(
        f'(() => {{\n"use strict";\n{source.read_text(encoding="utf-8")}}})();' for source in sources
    )


def spare(css: str) -> str:
    """Without comments, indentation and empty lines."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()


BUNDLES = {"css/site.css": stylesheet, "js/site.js": script}


class BundleFinder(BaseFinder):
    """Finds the bundles among the static files; made anew whenever a source has changed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "bundles")
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: object) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        if path not in BUNDLES:
            return []
        made = str(self._make(path))
        return [made] if find_all else made

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for path in BUNDLES:
            self._make(path)
            yield path, self.storage

    def _make(self, path: str) -> Path:
        text = spare(BUNDLES[path]()) if path.endswith(".css") else BUNDLES[path]()
        place = Path(self.storage.location) / path
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = place.with_suffix(".new")
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(place)
        return place

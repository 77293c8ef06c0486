"""One stylesheet and one script for every public page: a phone far from the mast pays for each request.

The sources stay one file per component. They are put together when static files are looked for or collected; nothing
is checked in twice, and nothing but Python is needed.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

STATIC = settings.BASE_DIR / "static"


def stylesheet() -> str:
    """`css/site.css`: the tokens, the ground, then every component in the order of the alphabet."""
    css = STATIC / "css"
    sources = [css / "tokens.css", css / "base.css", *sorted((css / "components").glob("*.css"))]
    # A component lies one folder deeper than the bundle.
    return "\n".join(source.read_text(encoding="utf-8").replace("../../", "../") for source in sources)


def script() -> str:
    """`js/site.js`: every file of static/js, each in a function of its own so that their names do not meet."""
    sources = sorted((STATIC / "js").glob("*.js"))
    return "\n".join(
        f'(() => {{\n"use strict";\n{source.read_text(encoding="utf-8")}}})();' for source in sources
    )


BUNDLES = {"css/site.css": stylesheet, "js/site.js": script}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


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
        text = _COMMENT.sub("", BUNDLES[path]()) if path.endswith(".css") else BUNDLES[path]()
        place = Path(self.storage.location) / path
        if not place.exists() or place.read_text(encoding="utf-8") != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            unfinished = place.with_suffix(".new")
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(place)
        return place

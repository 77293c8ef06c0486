"""Run as a program in its own process: `python pdf_report.py FILE` prints what pypdf finds, as JSON.

A hostile PDF may loop, crash the parser or eat memory; the limits below end this process, not the site.
Keys: pages (int), encrypted (bool), active (list of Thai words for what the file would do when opened), title (what the file
calls itself, empty when it says nothing).
"""

import json
import re
import resource
import sys
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
MAX_FOLLOWING = 100
MAX_BOOKMARKS = 5000
MAX_TITLE = 200
#: What programs write around the name of the file that was printed.
AROUND_NAME = re.compile(
    r"^Microsoft (Word|Excel|PowerPoint) - |\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|jpe?g|png|tiff?|indd|cdr|psd|ai)$",
    re.IGNORECASE,
)
#: What programs call a file that nobody gave a name.
NO_TITLE = re.compile(
    r"(untitled|no title|document|doc|scan|scanned (document|image)|img|image|เอกสาร|สแกน)?[\s_.()0-9๐-๙-]*",
    re.IGNORECASE,
)
#: Kinds of action that a reader's click may not start either.
NEVER = {"/JavaScript", "/Launch", "/ImportData"}


def active_parts(reader: PdfReader) -> list[str]:
    root = reader.root_object
    holders = [root, *_pages_and_annotations(reader), *_bookmarks(root)]
    on_opening = set(_kinds(_at(root, "/OpenAction"))) - {"/GoTo"}
    on_click = {kind for holder in holders for kind in _kinds(_at(holder, "/A"))} & NEVER
    names = _at(root, "/Names") or {}
    found = {
        "คำสั่งที่ทำงานเองเมื่อเปิดไฟล์": bool(on_opening) or any("/AA" in holder for holder in holders),
        "คำสั่งเรียกโปรแกรม": bool(on_click - {"/JavaScript"}),
        "สคริปต์ JavaScript": "/JavaScript" in on_opening | on_click
        or "/JavaScript" in names
        or "/XFA" in (_at(root, "/AcroForm") or {}),
        "ไฟล์อื่นซ่อนอยู่ข้างใน": "/EmbeddedFiles" in names
        or any(_at(holder, "/Subtype") == "/FileAttachment" for holder in holders),
    }
    return [words for words, is_there in found.items() if is_there]


def _at(holder: DictionaryObject, key: str) -> PdfObject | None:
    """What stands under `key`, a reference followed; None when there is nothing."""
    return holder[key] if key in holder else None  # noqa: SIM401 - get() leaves a reference as it is


def _pages_and_annotations(reader: PdfReader) -> Iterator[DictionaryObject]:
    for page in reader.pages:
        yield page
        for annotation in _at(page, "/Annots") or []:
            yield annotation.get_object()


def _bookmarks(root: DictionaryObject) -> Iterator[DictionaryObject]:
    """The entries of the outline, as many as are looked at; a loop ends there too."""
    waiting = [_at(_at(root, "/Outlines") or DictionaryObject(), "/First")]
    for _ in range(MAX_BOOKMARKS):
        entry = waiting.pop() if waiting else None
        if isinstance(entry, DictionaryObject):
            yield entry
            waiting += [_at(entry, "/Next"), _at(entry, "/First")]


def _kinds(action: PdfObject | None) -> Iterator[str]:
    """The kinds of an action and of those that follow it; a destination (an array) has none."""
    waiting = [action]
    for _ in range(MAX_FOLLOWING):
        action = waiting.pop() if waiting else None
        if isinstance(action, DictionaryObject):
            yield _at(action, "/S")
            following = _at(action, "/Next")
            following = following if isinstance(following, ArrayObject) else [following]
            waiting += [each.get_object() for each in following if each is not None]
    if waiting:
        yield "/Launch"  # a chain longer than anybody needs hides something


def title_of(reader: PdfReader) -> str:
    """The title in the file's own data, empty where it tells nothing. Data that no program can read are none."""
    try:
        said = _title(reader)
    except (PyPdfError, ValueError, TypeError, AttributeError, LookupError, RuntimeError):
        return ""
    if isinstance(said, bytes):
        said = said.decode("cp874", "replace")  # old Thai programs name no encoding
    said = " ".join(said.encode(errors="ignore").decode().replace("\0", " ").split())
    said = AROUND_NAME.sub("", said).strip()
    return "" if NO_TITLE.fullmatch(said) else said[:MAX_TITLE]


def _title(reader: PdfReader) -> str | bytes:
    """Where readers and search engines look for it: the document's information, else its XMP."""
    information = _at(reader.trailer, "/Info")
    said = _at(information, "/Title") if isinstance(information, DictionaryObject) else None
    if isinstance(said, str | bytes) and said.strip():
        return said
    titles = reader.xmp_metadata.dc_title if reader.xmp_metadata else None
    return next(iter(titles.values()), "") if titles else ""


def report(path: str) -> dict[str, object]:
    reader = PdfReader(path)
    if reader.is_encrypted:
        return {"pages": None, "encrypted": True, "active": [], "title": ""}
    return {
        "pages": len(reader.pages),
        "encrypted": False,
        "active": active_parts(reader),
        "title": title_of(reader),
    }


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    print(json.dumps(report(sys.argv[1])))

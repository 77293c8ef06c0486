"""What the documents of live editions say: read by the clock, outside every request, page by page, each content once."""

import logging
import re
import time
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from publishing.gates import extract
from publishing.gates.extract import Extracted
from publishing.gates.reading import on_disk
from publishing.models import Attachment, Edition, StoredFile
from search.folding import folded, squashed
from search.indexing import update
from search.models import FilePage, FileText
from search.turns import turn
from thai.sara_am import told_apart
from thai.text import normalise

logger = logging.getLogger(__name__)
#: The version of the reading. One more when it gets better: every file is then read again.
RECIPE = 1
#: Of a text that is stored, but not in the index yet: whoever finds it reads the file again.
UNFINISHED = 0
SECONDS_A_RUN = 25  # no file is begun later; the last one may take extract.TIMEOUT
MOST_PAGES = 2_000
LONGEST_PAGE = 20_000  # letters
#: A page of a PDF with fewer letters is taken for a picture with a stamp on it, where the file has pages that are pictures.
FEW_LETTERS = 60
MISSING = "ไม่พบไฟล์นี้ในที่เก็บของระบบ"

State = FileText.State
#: Where in a file of each kind a reader sees text. What is hidden, deleted, commented or a property is in no other place.
_SHOWN = {
    "pdf": re.compile(r"หน้า (?P<page>[0-9]+)"),
    "docx": re.compile("เนื้อหา|หัวกระดาษ|ท้ายกระดาษ|เชิงอรรถ|อ้างอิงท้ายเรื่อง"),
    "pptx": re.compile("สไลด์ [0-9]+"),
    "xlsx": re.compile("(?P<part>แผ่นงาน “.*” แถว) (?P<line>[0-9]+)", re.DOTALL),
    "csv": re.compile("(?P<part>แถว) (?P<line>[0-9]+)"),
    "txt": re.compile("(?P<part>บรรทัด) (?P<line>[0-9]+)"),
}
_LETTER = re.compile(r"[^\W_]")
_THAI_OR_LATIN = re.compile("[0-9A-Za-z\u0e01-\u0e5b]")
_NO_LETTERS = re.compile("[\ue000-\uf8ff\ufffd]+")  # bullets of symbol fonts


def of_live() -> QuerySet[StoredFile]:
    """The files that are documents of live editions."""
    shown = Attachment.objects.filter(
        kind=Attachment.Kind.DOCUMENT, edition__in=Edition.objects.live().values("pk")
    )
    return StoredFile.objects.filter(pk__in=shown.values("stored"))


def waiting() -> QuerySet[StoredFile]:
    """Those that were not read yet and that this machine can read, the newest first."""
    files = of_live().exclude(text__recipe=RECIPE).order_by("-pk")
    return files if extract.can_read("pdf") else files.exclude(extension="pdf")


def read_waiting(seconds: float = SECONDS_A_RUN) -> int:
    """Read files that wait, and take their publications into the index anew; returns how many were read.

    One query when none waits. Safe to run at any time and many at once: one process reads, the others leave.
    """
    if not waiting().exists():
        return 0
    done, end = 0, time.monotonic() + seconds
    with turn("files") as go_on:
        for stored in waiting() if go_on else ():
            try:
                read(stored)
            except Exception:  # Whatever it is, the files after it have nothing to do with it.
                logger.exception("search: the file %s could not be read; the next run tries again", stored.pk)
                continue
            done += 1
            if time.monotonic() > end:
                break
            go_on()
    return done


def read(stored: StoredFile) -> None:
    """Read one file, whatever it is like, and take the publications that show it into the index anew."""
    text = _of_the_same(stored) or _keep(stored, *_read(stored))
    update(shown_by(stored))
    FileText.objects.filter(pk=text.pk).update(recipe=RECIPE)


def shown_by(stored: StoredFile) -> list[int]:
    """The live publications that show the file as a document."""
    showing = Attachment.objects.filter(stored=stored, kind=Attachment.Kind.DOCUMENT).values("edition")
    return list(Edition.objects.live().filter(pk__in=showing).values_list("publication", flat=True))


def forget_texts() -> int:
    """Delete the texts of files that no live edition shows; returns of how many. One query when there are none."""
    over = list(
        FileText.objects.exclude(stored__in=of_live().values("pk")).values_list("pk", flat=True)[:500]
    )
    if over:
        with transaction.atomic():
            FilePage.objects.filter(file__in=over).delete()
            FileText.objects.filter(pk__in=over).delete()
    return len(over)


def shown_text(text: str) -> str:
    """As it is shown: one spelling, no signs without a meaning, no more space than lies between words and lines."""
    lines = (" ".join(line.split()) for line in _NO_LETTERS.sub(" ", normalise(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def page_of(number: int, where: str, text: str, page: int | None = None) -> FilePage:
    """A page to be kept; it lacks its file."""
    text = shown_text(text)[:LONGEST_PAGE]
    return FilePage(number=number, page=page, where=where[:200], text=text, squashed=squashed(folded(text)))


def _read(stored: StoredFile) -> tuple[FileText.State, str, list[FilePage]]:
    try:
        with on_disk(stored) as path:
            extracted = extract.passages(path, stored.extension)
    except FileNotFoundError:  # A store that is no folder says so itself.
        return State.UNREADABLE, MISSING, []
    pages = pages_of(extracted, stored.extension)
    if extracted.verdict == extract.READ:
        return State.READ, "", pages
    return State.PARTLY if pages else State.UNREADABLE, extracted.why, pages


def pages_of(extracted: Extracted, extension: str) -> list[FilePage]:
    """What a reader of the file sees of it: the pages of a PDF, else pieces of it, each with where it stands."""
    if extension == "pdf":
        return list(_pdf_pages(extracted))[:MOST_PAGES]
    pieces = (piece for where, text in _parts(extracted, extension) for piece in _pieces(where, text))
    return [page_of(number, *piece) for number, piece in enumerate(islice(pieces, MOST_PAGES), 1)]


def _pdf_pages(extracted: Extracted) -> Iterator[FilePage]:
    shown = [
        (int(place["page"]), passage.where, passage.text)
        for passage in extracted.passages
        if (place := _SHOWN["pdf"].fullmatch(passage.where))
    ]
    texts = told_apart([text for _, _, text in shown])
    for (number, where, _), text in zip(shown, texts, strict=True):
        sense = len(_THAI_OR_LATIN.findall(text))
        is_garbled = 2 * sense < len(_LETTER.findall(text))
        if not is_garbled and (extracted.verdict == extract.READ or sense >= FEW_LETTERS):
            yield page_of(number, where, text, page=number)


def _parts(extracted: Extracted, extension: str) -> Iterator[tuple[str, str]]:
    """Where and what; the rows of a sheet and the lines of a text together, up to LONGEST_PAGE letters."""
    part, first, last, rows, length = "", "", "", [], 0
    for passage in extracted.passages:
        place = _SHOWN[extension].fullmatch(passage.where)
        if not place:
            continue
        if "line" not in place.groupdict():
            yield passage.where, passage.text
            continue
        if rows and (place["part"] != part or length + len(passage.text) > LONGEST_PAGE):
            yield _rows(part, first, last), "\n".join(rows)
            rows, length = [], 0
        if not rows:
            part, first = place["part"], place["line"]
        last = place["line"]
        rows.append(passage.text)
        length += len(passage.text)
    if rows:
        yield _rows(part, first, last), "\n".join(rows)


def _rows(part: str, first: str, last: str) -> str:
    return f"{part} {first}" if first == last else f"{part} {first}–{last}"


def _pieces(where: str, text: str) -> Iterator[tuple[str, str]]:
    """A long text in pieces of LONGEST_PAGE letters at most, cut between lines where there are any."""
    while len(text) > LONGEST_PAGE:
        end = text.rfind("\n", 1, LONGEST_PAGE) + 1 or LONGEST_PAGE
        yield where, text[:end]
        text = text[end:]
    yield where, text


def _of_the_same(stored: StoredFile) -> FileText | None:
    """The text of another file with the same bytes, as this one's; None when there is none."""
    same = FileText.objects.filter(
        stored__sha256=stored.sha256, stored__extension=stored.extension, recipe=RECIPE
    )
    other = same.exclude(stored=stored).first()
    if other is None:
        return None
    return _keep(stored, FileText.State(other.state), other.why, other.pages.all())


@transaction.atomic
def _keep(stored: StoredFile, state: FileText.State, why: str, pages: Iterable[FilePage]) -> FileText:
    pages = list(pages)
    about = {
        "recipe": UNFINISHED,
        "state": state,
        "why": why[:300],
        "read_at": timezone.now(),
        "letters": sum(len(page.squashed) for page in pages),
    }
    text, _ = FileText.objects.update_or_create(stored=stored, defaults=about)
    text.pages.all().delete()
    rows = [
        FilePage(
            file=text,
            number=page.number,
            page=page.page,
            where=page.where,
            text=page.text,
            squashed=page.squashed,
        )
        for page in pages
    ]
    FilePage.objects.bulk_create(rows, batch_size=200)
    return text

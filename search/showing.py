"""The results of one page as they are shown: marked title, snippet, and the pages of files that have the words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import Case, IntegerField, Value, When, prefetch_related_objects
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from publishing.categories import edition_models
from publishing.models import Attachment, Edition
from search.models import FilePage, FileText
from search.ranking import Hit
from search.reading import Reading
from search.sections import own_texts, plain
from search.snippets import Needle, Part, marked, needles, snippet
from thai.words import Cutter

#: Files that are shown under one item.
MOST_FILES = 3
#: Chunks and words of a question that are looked for in files.
MOST_IN_FILES = 8
#: What a page of a file gets for having all chunks in a row, one chunk, one word.
WHOLE, CHUNK, WORD = 1_000, 30, 1


@dataclass(frozen=True)
class FileHit:
    """A page of a document that has what was asked for."""

    label: str
    extension: str
    where: str  # in Thai: หน้า 12
    address: str  # opens there, if the type can
    snippet: list[Part]
    is_seen: bool  # read from a picture of the page


@dataclass
class Result:
    """One item of the answer."""

    edition: Edition
    title: list[Part]
    snippet: list[Part]
    is_promoted: bool = False
    files: list[FileHit] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """What programs that judge results know the item by."""
        return self.edition.publication.reference.upper()


class _Found(Protocol):
    edition: int


def results(found: Iterable[tuple[_Found, Hit | None, bool]], typed: Reading, cutter: Cutter) -> list[Result]:
    """`found`: what has the key of an edition, its hit, whether it is promoted. What is not live is left out.

    Queries: the editions, their documents, two for what these say; and the rows of structures, laws and the like where
    nothing else of an item has the words (one for each kind of row).
    """
    found = list(found)
    rows = Edition.objects.live().filter(pk__in=[row.edition for row, _, _ in found])
    rows = rows.select_related(*(model._meta.model_name for model in edition_models()))
    editions = {edition.pk: edition.specific for edition in rows}
    wanted: dict[int, list[Needle]] = {}
    made, poor = [], []
    for row, hit, is_promoted in found:
        if row.edition not in editions:
            continue
        edition, reading = editions[row.edition], hit.reading if hit else typed
        if id(reading) not in wanted:
            wanted[id(reading)] = needles(reading)
        look_for = wanted[id(reading)]
        parts, worth = snippet([edition.summary, plain(edition.body)], look_for, cutter)
        made.append(Result(edition, marked(edition.title, look_for, cutter), parts, is_promoted))
        # What the office puts first answers a question: its rows say who holds which post.
        if not worth or is_promoted and edition.PARTS:
            poor.append((made[-1], look_for))
    _look_further(poor, cutter)
    if made:
        _add_files(made, typed if not found[0][1] else found[0][1].reading, cutter)
    return made


def _look_further(poor: list[tuple[Result, list[Needle]]], cutter: Cutter) -> None:
    """What an item's own columns and rows say, where its text has none of the words."""
    by_model: dict[type[Edition], list[Edition]] = {}
    for result, _ in poor:
        by_model.setdefault(type(result.edition), []).append(result.edition)
    for model, editions in by_model.items():
        prefetch_related_objects(editions, *model.PARTS)
    for result, look_for in poor:
        parts, worth = snippet(list(own_texts(result.edition)), look_for, cutter)
        if worth or not result.snippet:
            result.snippet = parts


# Files


def _add_files(made: list[Result], reading: Reading, cutter: Cutter) -> None:
    by_edition = {result.edition.pk: result for result in made}
    documents = Attachment.objects.filter(edition__in=by_edition, kind=Attachment.Kind.DOCUMENT)
    documents = list(documents.select_related("stored"))
    if not documents:
        return
    look_for = needles(reading)
    best = _best_pages({document.stored_id for document in documents}, reading, look_for)
    shown: list[tuple[Attachment, int]] = []
    for document in documents:
        result = by_edition[document.edition_id]
        document.edition = result.edition
        if document.stored_id in best:
            score, page = best[document.stored_id]
            says_it_better = score >= CHUNK or not any(is_marked for _, is_marked in result.snippet)
            if says_it_better and sum(one.edition_id == document.edition_id for one, _ in shown) < MOST_FILES:
                shown.append((document, page))
    pages = FilePage.objects.filter(pk__in={page for _, page in shown}).select_related("file").in_bulk()
    for document, key in shown:
        if key in pages:
            hit = _file_hit(document, pages[key], look_for, cutter)
            if any(is_marked for _, is_marked in hit.snippet):
                by_edition[document.edition_id].files.append(hit)


def _best_pages(files: set[int], reading: Reading, look_for: list[Needle]) -> dict[int, tuple[int, int]]:
    """Stored file → (score, key) of its page that has most of what is asked for; none where a page has nothing. One query."""
    whole = "".join(reading.chunks)
    scores = {whole: WHOLE} if len(reading.chunks) > 1 else {}
    for chunk in reading.chunks:
        scores.setdefault(chunk, CHUNK)
    for needle in sorted(look_for, key=lambda needle: -needle.worth):
        if len(scores) < MOST_IN_FILES:
            scores.setdefault(needle.text, WORD)
    has = (
        Case(
            When(GreaterThan(StrIndex("squashed", Value(text)), 0), then=Value(score)),
            default=Value(0),
            output_field=IntegerField(),
        )
        for text, score in scores.items()
    )
    pages = FilePage.objects.filter(file__stored__in=files).annotate(score=sum(has, Value(0))).order_by()
    best: dict[int, tuple[int, int]] = {}
    for key, file, number, score in pages.values_list("pk", "file__stored", "number", "score"):
        # Of pages that are alike the first.
        if score and (score, -number) > best.get(file, (0, 0, 0))[:2]:
            best[file] = (score, -number, key)
    return {file: (score, key) for file, (score, _, key) in best.items()}


def _file_hit(document: Attachment, page: FilePage, look_for: list[Needle], cutter: Cutter) -> FileHit:
    address = document.get_absolute_url()
    if page.page and document.stored.extension == "pdf":
        address += f"#page={page.page}"
    return FileHit(
        document.label,
        document.stored.extension,
        page.where,
        address,
        snippet([page.text], look_for, cutter)[0],
        page.file.state == FileText.State.SEEN,
    )

"""What of a live edition can be found, and how much it counts where it stands. Only what the public may read of it."""

import html
import re
from collections.abc import Iterator

from django.db import models
from django.db.models import Prefetch, QuerySet

from publishing.models import Attachment, Edition
from publishing.richtext import RichTextField
from publishing.wording import part_fields
from search.models import FilePage, FileText
from search.terms import ABOUT, BODY, FILE, SEEN, SUMMARY, TITLE, Field
from thai.dates import format_date

_BLOCK_END = re.compile(
    r"<(?:/(?:p|li|h[1-6]|td|th|tr|caption|blockquote|figcaption|div)|br ?/?)>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
#: Words of a document of which only the files' first part is held: enough for a plan of 800 pages.
MOST_OF_FILES = 2_000_000

Section = tuple[Field, str]


def plain(markup: str) -> str:
    """The words of cleaned HTML, a paragraph a line."""
    return html.unescape(_TAG.sub("", _BLOCK_END.sub("\n", markup)))


def with_parts(editions: QuerySet) -> QuerySet:
    """The editions with all that `sections()` reads: a query for the attachments, one for each of the model's PARTS."""
    attachments = Attachment.objects.select_related("stored")
    return editions.prefetch_related(Prefetch("attachments", attachments), *editions.model.PARTS)


def sections(edition: Edition) -> list[Section]:
    """The texts of an edition of a category's model, without what its files say. No query after `with_parts()`."""
    return [
        (TITLE, edition.title),
        (SUMMARY, edition.summary),
        (BODY, plain(edition.body)),
        *((ABOUT, text) for text in _about(edition) if text),
    ]


def of_files(edition: Edition) -> Iterator[Section]:
    """What the documents of an edition say, as far as they have been read: one query, and none without documents."""
    if not has_documents(edition):
        return
    left = MOST_OF_FILES
    documents = [row.stored_id for row in edition.attachments.all() if row.kind == Attachment.Kind.DOCUMENT]
    pages = FilePage.objects.filter(file__stored__in=documents).order_by("file", "number")
    for state, text in pages.values_list("file__state", "text").iterator():
        left -= len(text)
        if left < 0:
            return
        yield SEEN if state == FileText.State.SEEN else FILE, text


def has_documents(edition: Edition) -> bool:
    return any(attachment.kind == Attachment.Kind.DOCUMENT for attachment in edition.attachments.all())


def _about(edition: Edition) -> Iterator[str]:
    """Its kind, its date, who answers for it, its category's own columns and rows, and what its files are called."""
    yield edition.kind_label()
    if edition.dated_on:
        yield format_date(edition.dated_on)
    yield edition.publication.owner.title
    yield from own_texts(edition)
    for attachment in edition.attachments.all():
        yield f"{attachment.label} {attachment.alt} {attachment.caption}"


def own_texts(edition: Edition) -> Iterator[str]:
    """What the columns and rows say that its category adds: one query for each of the model's PARTS, unless fetched."""
    for column in type(edition).public_fields():
        yield _said(edition, column)
    for name in type(edition).PARTS:
        for row in getattr(edition, name).all():
            yield " ".join(_said(row, column) for column in part_fields(type(row)))


def _said(row: models.Model, column: models.Field) -> str:
    """What a reader sees of a column, where that is words."""
    value = getattr(row, column.attname)
    if not value or column.is_relation:
        return ""
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(column, RichTextField):
        return plain(value)
    if isinstance(column, models.JSONField):
        return " ".join(_strings(value))
    if isinstance(column, models.DateField):
        return format_date(value)
    return value if isinstance(value, str) else str(value) if type(value) is int else ""


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)

"""Every list as data under its own filters: CSV, JSON, RSS and Atom, by `?format=…` at the list's address.

The fields are the columns of the category's model, so a new category has them without a line of its own; /developers/ prints the
same declaration as the documentation. What the data show is what the page shows: `live()` and the list's filters, nothing else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import quote_etag

from publishing.categories import category_of
from publishing.filters import EditionFilter
from publishing.long_answers import AT_A_TIME, as_csv, as_json
from publishing.models import Attachment, Edition
from publishing.pages import listing
from thai.dates import fiscal_year, format_date, format_datetime, local
from thai.text import normalise_line

LICENCE = "ข้อมูลเปิดภาครัฐ นำไปใช้ได้โดยอ้างอิงแหล่งที่มา"
FEED_LENGTH = 30


@dataclass(frozen=True)
class Column:
    """One field of the data: `name` is stable, `value` gives text, number, bool, list or None."""

    name: str
    label: str  # in Thai
    type: str  # text, number, yes/no, date, date and time, list
    value: Callable[[Edition], object]


def list_page(
    request: HttpRequest,
    template: str,
    filter_class: type[EditionFilter],
    editions: QuerySet,
    **context: object,
) -> HttpResponse:
    """A category's list: the page, or the same rows as data when `?format=` names a format.

    The page costs the two queries of `listing()`; data cost one for the rows and one for the files of every AT_A_TIME of them.
    """
    answer = FORMATS.get(request.GET.get("format", ""))
    if answer is None:
        return render(request, template, {**listing(request, filter_class, editions), **context})
    filtered = filter_class(request.GET, queryset=editions, request=request)
    return cacheable(request, answer(request, filtered.qs))


def columns(model: type[Edition]) -> list[Column]:
    """The fields of a model's data, in order: what every category has, then the model's own columns."""
    return [*_shared(), *(column for field in model.public_fields() for column in _columns_of(field)), _FILES]


def record(edition: Edition, fields: Iterable[Column]) -> dict[str, object]:
    return {field.name: field.value(edition) for field in fields}


# Columns


def _absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"


def _dated(name: str, label: str, value: Callable[[Edition], date | None], *, timed: bool) -> list[Column]:
    """A date twice: ISO 8601 for programs, พ.ศ. for people."""

    def iso(edition: Edition) -> str | None:
        moment = value(edition)
        return (
            None if moment is None else local(moment).isoformat(**({"timespec": "seconds"} if timed else {}))
        )

    def thai(edition: Edition) -> str | None:
        moment = value(edition)
        return None if moment is None else (format_datetime if timed else format_date)(moment)

    kind = "date and time" if timed else "date"
    return [Column(name, label, kind, iso), Column(f"{name}_th", f"{label} (พ.ศ.)", "text", thai)]


def _shared() -> list[Column]:
    return [
        Column("id", "เลขประจำเรื่อง", "number", lambda edition: edition.publication_id),
        Column("page_url", "ที่อยู่ของหน้า", "text", lambda edition: _absolute(edition.publication.address)),
        Column("title", "ชื่อเรื่อง", "text", lambda edition: edition.title),
        Column("summary", "สรุปย่อ", "text", lambda edition: edition.summary),
        Column("edition", "ฉบับที่", "number", lambda edition: edition.number),
        Column("owner", "ตำแหน่งผู้รับผิดชอบ", "text", lambda edition: edition.publication.owner.title),
        Column("unit", "สำนัก/กอง", "text", lambda edition: edition.publication.owner.unit.name),
        *_dated("dated_on", "ลงวันที่", lambda edition: edition.dated_on, timed=False),
        Column(
            "fiscal_year",
            "ปีงบประมาณของวันที่ลง (พ.ศ.)",
            "number",
            lambda edition: fiscal_year(edition.dated_on) if edition.dated_on else None,
        ),
        *_dated("first_published_at", "เผยแพร่ครั้งแรกเมื่อ", lambda edition: edition.publication.first_published_at, timed=True),
        *_dated("updated_at", "ปรับปรุงล่าสุดเมื่อ", lambda edition: edition.published_at, timed=True),
    ]  # fmt: skip


def _columns_of(field: models.Field) -> list[Column]:
    """A column of the category, under its own name; a choice also in words. JSON columns have addresses of their own."""
    name, label = field.name, str(field.verbose_name)

    def value(edition: Edition) -> object:
        return getattr(edition, name)

    if isinstance(field, models.JSONField):
        return []
    if isinstance(field, models.DateField):  # a DateTimeField is one too
        return _dated(name, label, value, timed=isinstance(field, models.DateTimeField))
    if isinstance(field, models.DecimalField):
        places = field.decimal_places
        return [
            Column(
                name, label, "number", lambda edition: _number(value(edition), places if places > 2 else 2)
            )
        ]
    if isinstance(field, models.BooleanField):
        return [Column(name, label, "yes/no", value)]
    if isinstance(field, models.IntegerField):
        return [Column(name, label, "number", value)]
    if field.choices:
        words = Column(
            f"{name}_label",
            f"{label} (คำอธิบาย)",
            "text",
            lambda edition: getattr(edition, f"get_{name}_display")(),
        )
        return [Column(name, label, "text", value), words]
    if field.is_relation:
        return [Column(name, label, "number", lambda edition: getattr(edition, field.attname))]
    return [Column(name, label, "text", value)]


def _number(value: Decimal | None, places: int) -> float | None:
    return None if value is None else round(float(value), places)


def _files(edition: Edition) -> list[dict[str, object]]:
    return [
        {
            "title": document.label,
            "url": _absolute(document.get_absolute_url()),
            "type": document.stored.media_type,
            "bytes": document.stored.size,
        }
        for document in edition.documents
    ]


_FILES = Column("files", "เอกสารแนบ", "list", _files)


# Formats


def _with_files(editions: QuerySet) -> Iterable[Edition]:
    documents = Attachment.objects.filter(kind=Attachment.Kind.DOCUMENT).select_related("stored")
    found = editions.defer("body").prefetch_related(Prefetch("attachments", documents, to_attr="documents"))
    return found.iterator(chunk_size=AT_A_TIME)


def _json(request: HttpRequest, editions: QuerySet) -> HttpResponse:
    fields = columns(editions.model)
    about = {
        "title": _title(request, editions.model),
        "url": _absolute(request.path),
        "publisher": request.office.name if request.office else "",
        "licence": LICENCE,
        "documentation": _absolute("/developers/"),
    }
    return as_json(about, (record(edition, fields) for edition in _with_files(editions)))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(file["url"] for file in value)
    return str(value)


def _csv(request: HttpRequest, editions: QuerySet) -> HttpResponse:
    fields = columns(editions.model)
    rows = ([_cell(field.value(edition)) for field in fields] for edition in _with_files(editions))
    return as_csv(editions.model._meta.model_name, [field.name for field in fields], rows)


def _rss(request: HttpRequest, editions: QuerySet) -> HttpResponse:
    return feed(Rss201rev2Feed, request, editions, _title(request, editions.model))


def _atom(request: HttpRequest, editions: QuerySet) -> HttpResponse:
    return feed(Atom1Feed, request, editions, _title(request, editions.model))


FORMATS: dict[str, Callable[[HttpRequest, QuerySet], HttpResponse]] = {
    "csv": _csv,
    "json": _json,
    "rss": _rss,
    "atom": _atom,
}


def feed(
    kind: type[SyndicationFeed],
    request: HttpRequest,
    editions: QuerySet,
    title: str,
    page: str = "",
    *,
    corrections: bool = False,
) -> HttpResponse:
    """The editions published last, whatever the order of their list. `page`: the path of what they are the news of.

    `corrections`: the news is what each edition changed, and not the item itself.
    """
    page = page or request.path
    office = request.office
    # Names of offices and units may hold what XML cannot, such as the line breaks of a word processor.
    title = normalise_line(title)
    made = kind(
        title=title,
        link=_absolute(page),
        description=f"เรื่องที่เผยแพร่ล่าสุด: {title}",
        language="th",
        author_name=normalise_line(office.name) if office else "",
        feed_url=_absolute(request.get_full_path()),
        feed_copyright=LICENCE,
    )
    for edition in editions.order_by("-published_at", "-pk")[:FEED_LENGTH]:
        address = _absolute(edition.publication.address)
        about = {"pubdate": _first_public(edition), "description": edition.summary}
        if corrections:
            # Every correction is news of its own, dated when it was made, and says what was corrected.
            about = {"pubdate": local(edition.published_at), "description": edition.change_note}
        made.add_item(
            title=edition.title,
            link=address,
            unique_id=f"{address}#{edition.number}" if corrections else address,
            unique_id_is_permalink=not corrections,
            updateddate=local(edition.published_at),
            author_name=normalise_line(edition.publication.owner.unit.name),
            categories=(edition.publication.declared.title,),
            **about,
        )
    # Feed readers know RSS by text/xml too; the type by its own name lets a browser offer its reader.
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _first_public(edition: Edition) -> datetime:
    return local(edition.publication.first_published_at or edition.published_at)


def _title(request: HttpRequest, model: type[Edition]) -> str:
    category = category_of(model._meta.app_label)
    name = str(model._meta.verbose_name_plural)
    what = name if name == category.title else f"{category.title}: {name}"
    return f"{what} {request.office.short_name}" if request.office else what


def cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Open to every site's scripts, out of search engines, and asked for again only when it has changed."""
    if "ETag" not in response:
        response["ETag"] = quote_etag(sha256(response.content).hexdigest())
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response)

"""How the office keeps its site: what anybody may hold it to (clause 3(1)).

The page, what was corrected and what ended with the reasons, the register of everything public, and the ledger's hash of each
day, by which anybody can tell later that nothing was rewritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ponko_site.feeds import KINDS
from publishing.categories import Category, all_categories
from publishing.kept import Kept, last_event
from publishing.long_answers import AT_A_TIME, as_csv, as_json
from publishing.models import Attachment, Edition, LedgerDay
from publishing.open_data import LICENCE, cacheable, feed
from publishing.pages import way_to
from publishing.paging import now, page_of
from publishing.spreadsheet import csv_text
from publishing.states import State
from thai.dates import format_date, local

TITLE = "ความโปร่งใสของเว็บไซต์"
SHOWN = 8  # of each list on the page itself
PAGE_LENGTH = 30
DAYS_SHOWN = 7
REGISTER_COLUMNS = (
    "id", "category", "kind", "title", "dated_on", "dated_on_th", "first_published_at", "first_published_at_th",
    "updated_at", "updated_at_th", "reviewed_on", "owner", "unit", "state", "edition", "content_sha256", "url", "files",
)  # fmt: skip

_known: Kept[list["Upkeep"]] = Kept(1)


@dataclass(frozen=True)
class Upkeep:
    """How current one category is. `in_time` of `reviewed` publications were looked at before their day."""

    category: Category
    live: int
    updated: datetime | None
    reviewed: int
    in_time: int

    @property
    def share(self) -> int | None:
        """Percent reviewed in time; None where nothing is to be reviewed."""
        return round(self.in_time * 100 / self.reviewed) if self.reviewed else None


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Five queries: upkeep (kept for a minute), corrections, endings, emergencies, hashes."""
    return render(
        request,
        "transparency/page.html",
        {
            "crumbs": way_to((TITLE, reverse("transparency"))),
            "upkeep": _known.get(last_event(request), now(), lambda: _upkeep(timezone.localdate())),
            "corrections": corrections()[:SHOWN],
            "endings": endings()[:SHOWN],
            "urgent": urgent()[:SHOWN],
            "days": LedgerDay.objects.all()[:DAYS_SHOWN],
        },
    )


def _upkeep(today: date) -> list[Upkeep]:
    rows = Edition.objects.live().select_related(None).order_by().values("publication__category")
    due = Q(publication__review_due__isnull=False)
    found = {
        row["publication__category"]: row
        for row in rows.annotate(
            live=Count("pk"),
            updated=Max("published_at"),
            reviewed=Count("pk", filter=due),
            in_time=Count("pk", filter=due & Q(publication__review_due__gte=today)),
        )
    }
    nothing = {"live": 0, "updated": None, "reviewed": 0, "in_time": 0}
    return [
        Upkeep(category, *(found.get(category.app_label, nothing)[name] for name in nothing))
        for category in all_categories()
    ]


def corrections() -> QuerySet[Edition]:
    """Changes of substance that the public can read about, the newest first: their publication stands."""
    stands = Edition.objects.live(State.WITHDRAWN).filter(publication=OuterRef("publication"))
    found = Edition.objects.live(State.SUPERSEDED, State.WITHDRAWN).filter(
        Exists(stands.select_related(None)), change_kind=Edition.ChangeKind.MAJOR, number__gt=1
    )
    return found.defer("body").order_by("-published_at", "-pk")


def endings() -> QuerySet[Edition]:
    """What was withdrawn or removed, with its reason, the newest first. The wording of what was removed is not even loaded."""
    found = Edition.objects.filter(state__in=[State.WITHDRAWN, State.REMOVED])
    return (
        found.select_related("publication__owner__unit")
        .only(
            "state",
            "end_reason",
            "ended_at",
            "publication__slug",
            "publication__category",
            "publication__model",
            "publication__owner__title",
            "publication__owner__unit__name",
        )
        .order_by("-ended_at", "-pk")
    )


def urgent() -> QuerySet[Edition]:
    """What one approver published alone, with its second review and report; only while its publication stands."""
    stands = Edition.objects.live(State.WITHDRAWN).filter(publication=OuterRef("publication"))
    found = Edition.objects.live(State.SUPERSEDED, State.WITHDRAWN).filter(
        Exists(stands.select_related(None)), urgent=True
    )
    return (
        found.select_related("publication", "second_review", "chief_report")
        .defer("body")
        .order_by("-published_at", "-pk")
    )


#: last part of the address → (what the list is called, its rows, the template of a row)
LISTS = {
    "corrections": ("การแก้ไขสาระสำคัญ", corrections, "transparency/correction.html"),
    "endings": ("เรื่องที่สิ้นผลและถอนออก", endings, "transparency/ending.html"),
    "urgent": ("การเผยแพร่กรณีเร่งด่วน", urgent, "transparency/urgent.html"),
}


@require_safe
def whole_list(request: HttpRequest, name: str) -> HttpResponse:
    """One of LISTS, all of it, page by page. Two queries."""
    if name not in LISTS:
        raise Http404
    title, rows, row_template = LISTS[name]
    return render(
        request,
        "transparency/list.html",
        {
            "crumbs": way_to((TITLE, reverse("transparency")), (title, request.path)),
            "title": title,
            "row_template": row_template,
            "page": page_of(request, rows(), PAGE_LENGTH, request.path, rows),
            "parameters": {},
            "feeds": name == "corrections",
        },
    )


@require_safe
def corrections_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """What was corrected, for feed readers: `corrections.rss`, `corrections.atom`. One query."""
    if kind not in KINDS:
        raise Http404
    title = LISTS["corrections"][0]
    office = request.office.short_name if request.office else ""
    page = reverse("transparency_list", args=["corrections"])
    return cacheable(
        request, feed(KINDS[kind], request, corrections(), f"{title} {office}", page, corrections=True)
    )


@require_safe
def ledger_days(request: HttpRequest) -> HttpResponse:
    """The ledger's hash at the end of each day, as CSV: whoever keeps a copy can tell that nothing was rewritten."""
    rows = [
        (day.day.isoformat(), format_date(day.day), str(day.number), day.hash)
        for day in LedgerDay.objects.all()
    ]
    text = csv_text([("date", "date_th", "events", "sha256"), *rows])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ledger-days.csv"'
    return cacheable(request, response)


# The register of everything public


@require_safe
def register(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything that the public can read, as `csv` or `json`. One query, and one for every AT_A_TIME items."""
    if kind not in ("csv", "json"):
        raise Http404
    if kind == "csv":
        rows = ([_cell(record[name]) for name in REGISTER_COLUMNS] for record in _records())
        return cacheable(request, as_csv("register", REGISTER_COLUMNS, rows))
    about = {
        "title": "ทะเบียนข้อมูลที่เผยแพร่",
        "publisher": request.office.name if request.office else "",
        "licence": LICENCE,
    }
    return cacheable(request, as_json(about, _records()))


def _records() -> Iterable[dict[str, object]]:
    documents = Attachment.objects.filter(kind=Attachment.Kind.DOCUMENT).select_related("stored")
    editions = (
        Edition.objects.live(State.WITHDRAWN)
        .defer("body", "summary")
        .prefetch_related(Prefetch("attachments", documents, to_attr="documents"))
        .order_by("publication_id")
    )
    titles = {category.app_label: category.title for category in all_categories()}
    for edition in editions.iterator(chunk_size=AT_A_TIME):
        publication = edition.publication
        yield {
            "id": publication.pk,
            "category": titles.get(publication.category, publication.category),
            "kind": publication.model,
            "title": edition.title,
            "dated_on": _iso(edition.dated_on),
            "dated_on_th": _thai(edition.dated_on),
            "first_published_at": _iso(publication.first_published_at),
            "first_published_at_th": _thai(publication.first_published_at),
            "updated_at": _iso(edition.published_at),
            "updated_at_th": _thai(edition.published_at),
            "reviewed_on": _iso(publication.reviewed_on),
            "owner": publication.owner.title,
            "unit": publication.owner.unit.name,
            "state": edition.get_state_display(),
            "edition": edition.number,
            "content_sha256": edition.content_hash,
            "url": settings.SITE_ADDRESS + publication.address,
            "files": [
                {"url": settings.SITE_ADDRESS + document.get_absolute_url(), "sha256": document.stored.sha256}
                for document in edition.documents
            ],
        }


def _iso(value: date | None) -> str | None:
    if value is None:
        return None
    value = local(value)
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def _thai(value: date | None) -> str | None:
    return value and format_date(value)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(f"{file['url']} sha256:{file['sha256']}" for file in value)
    return "" if value is None else str(value)

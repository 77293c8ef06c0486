"""What is new, for feed readers: everything in one feed here, each list in its own (publishing/open_data.py)."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from publishing.categories import Category, all_categories
from publishing.models import Edition
from publishing.open_data import LICENCE, Column, cacheable, columns, feed
from publishing.pages import list_title, way_to

KINDS = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


@dataclass(frozen=True)
class DataList:
    """One list of a category as data: where it is, what it holds, and the same list narrowed to each kind."""

    category: Category
    title: str
    address: str
    fields: list[Column]
    kinds: list[tuple[str, str]]  # (label, query string): ("ประกาศ", "kind=notice")


def data_lists() -> list[DataList]:
    """Every list of every category, in the announcement's order. No query."""
    found = []
    for category in all_categories():
        for address, model in category.list_pages():
            title = category.title if model.__name__ == category.models[0] else list_title(model)
            found.append(DataList(category, title, address, columns(model), _kinds(model)))
    return found


def _kinds(model: type[Edition]) -> list[tuple[str, str]]:
    field = model.kind_field()
    return (
        [(label, urlencode({field.name: value})) for value, label in field.choices if value] if field else []
    )


@require_safe
def everything(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest of all categories: `/feeds/all.rss`, `/feeds/all.atom`. One query."""
    if kind not in KINDS:
        raise Http404
    title = request.office.name if request.office else "เว็บไซต์หน่วยงาน"
    return cacheable(request, feed(KINDS[kind], request, Edition.objects.live(), title, page="/"))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    crumbs = way_to(("ติดตามข่าวสาร (RSS)", reverse("feeds")))
    return render(request, "feeds.html", {"lists": data_lists(), "crumbs": crumbs})


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """How to use the lists as data: addresses, formats, every field. Printed from what makes the data."""
    crumbs = way_to(("ข้อมูลเปิดสำหรับนักพัฒนา", reverse("developers")))
    return render(request, "developers.html", {"lists": data_lists(), "licence": LICENCE, "crumbs": crumbs})

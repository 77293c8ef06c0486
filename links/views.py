"""Clause 2(5): links to agencies, units, video, audio and services. Nothing of theirs is loaded by our pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from links.filters import LinkFilter
from links.models import Link
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition
from thai.order import thai_order


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    links = Link.objects.live().order_by(thai_order("title"))
    return list_page(request, "links/index.html", LinkFilter, links)


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    link = find_edition("links", reference)
    if reference != link.publication.reference:
        return redirect(link, permanent=True)
    return show(request, link)


def show(request: HttpRequest, link: Link) -> HttpResponse:
    """The detail page of an edition, whoever found it: the public view above, or the desk's preview."""
    return render(request, "links/detail.html", detail_context(link))

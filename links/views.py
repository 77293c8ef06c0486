"""Clause 2(5): links to agencies, units, video, audio and services. Nothing of theirs is loaded before a press."""

from django.db.models import Case, Count, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from links.filters import LinkFilter
from links.models import Link
from links.video import FRAME_POLICY, player_address
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition
from thai.order import thai_order


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    kinds = Case(*(When(kind=kind, then=place) for place, kind in enumerate(Link.Kind)))
    links = Link.objects.live().order_by(kinds, thai_order("title"))
    filtered = LinkFilter(request.GET, queryset=links, request=request)
    counted = filtered.qs.order_by().values_list("kind").annotate(found=Count("pk"))
    # Asked when the page comes to it: data do not show it.
    return list_page(request, "links/index.html", LinkFilter, links, counts=lambda: dict(counted))


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    link = find_edition("links", reference)
    if reference != link.publication.reference:
        return redirect(link, permanent=True)
    return show(request, link)


def show(request: HttpRequest, link: Link) -> HttpResponse:
    """The detail page of an edition, whoever found it: the public view above, or the desk's preview."""
    player = player_address(link.url) if link.kind == Link.Kind.VIDEO else ""
    response = render(request, "links/detail.html", {**detail_context(link), "player": player})
    if player:
        # What django-csp's decorator sets; it would need the view to be one for videos only.
        response._csp_update = FRAME_POLICY
    return response

"""Clause 2(3): public-relations news, and the procurement notices that belong beside them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from announcements.filters import AnnouncementFilter, ProcurementFilter
from announcements.models import Announcement, Procurement
from publishing.models import Edition
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    news = Announcement.objects.live().with_cover().pinned_first()
    return list_page(request, "announcements/index.html", AnnouncementFilter, news)


@require_safe
def procurement(request: HttpRequest) -> HttpResponse:
    notices = Procurement.objects.live().newest()
    return list_page(request, "announcements/procurement_index.html", ProcurementFilter, notices)


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    edition = find_edition("announcements", reference)
    if reference != edition.publication.reference:
        return redirect(edition, permanent=True)
    return show(request, edition)


def show(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The detail page of an edition, whoever found it: the public view above, or the desk's preview."""
    return render(request, f"announcements/{edition.publication.model}.html", detail_context(edition))

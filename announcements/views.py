"""Clause 2(3): public-relations news, and the procurement notices that belong beside them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from announcements import urgent
from announcements.event import calendar
from announcements.filters import AnnouncementFilter, ProcurementFilter
from announcements.models import Announcement, Procurement
from publishing.models import Edition
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition
from publishing.vobject import file_response


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    news = Announcement.objects.live().with_cover().pinned_first()
    return list_page(request, "announcements/index.html", AnnouncementFilter, news)


@require_safe
def procurement(request: HttpRequest) -> HttpResponse:
    notices = Procurement.objects.live().open_first()
    return list_page(request, "announcements/procurement_index.html", ProcurementFilter, notices)


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    edition = find_edition("announcements", reference)
    if reference != edition.publication.reference:
        return redirect(edition, permanent=True)
    return show(request, edition)


@require_safe
def event(request: HttpRequest, reference: str) -> HttpResponse:
    """What happens when and where, for the reader's own calendar."""
    news = find_edition("announcements", reference)
    if not isinstance(news, Announcement) or not news.has_event:
        raise Http404
    office_name = request.office.name if request.office else ""
    return file_response(calendar(news, office_name), "text/calendar", f"event-{news.publication_id}.ics")


def show(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The detail page of an edition, whoever found it: the public view above, or the desk's preview."""
    context = detail_context(edition)
    if edition.publication.model == "procurement":
        context["steps"] = edition.steps()
    else:
        context["story"] = urgent.story(edition, context["history"])
    return render(request, f"announcements/{edition.publication.model}.html", context)

"""Clause 2(1): the office's basic information."""

from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from content.card import card
from content.filters import PageFilter, PlanFilter
from content.fiscal_years import FiscalYear
from content.models import Contact, Page, Plan
from publishing.models import Edition
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition
from publishing.vobject import file_response
from thai.order import thai_order

TEMPLATES = {
    "page": "content/page.html",
    "structure": "content/structure.html",
    "plan": "content/plan.html",
    "contact": "content/contact.html",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.live().in_sections()
    return list_page(request, "content/index.html", PageFilter, pages)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    found = Plan.objects.live().with_first_file()
    found = found.order_by("-year_from", Coalesce("year_to", "year_from").desc(), thai_order("title"))
    chosen = PlanFilter(request.GET, queryset=found, request=request)
    year = chosen.only_year
    return list_page(
        request,
        "content/plans.html",
        PlanFilter,
        found,
        years=chosen.years,
        fiscal_year=FiscalYear(year, found) if year else None,
    )


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    edition = find_edition("content", reference)
    if reference != edition.publication.reference:
        return redirect(edition, permanent=True)
    return show(request, edition)


@require_safe
def contact_card(request: HttpRequest, reference: str) -> HttpResponse:
    """The contact page for the reader's own address book."""
    contact = find_edition("content", reference)
    if not isinstance(contact, Contact) or contact.is_withdrawn:
        raise Http404
    office_name = request.office.name if request.office else contact.title
    return file_response(card(contact, office_name), "text/vcard", "contact.vcf")


def show(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The detail page of `edition`, whoever found it: the public view above, or the desk's preview."""
    context = detail_context(edition)
    model = edition.publication.model
    if model == "structure":
        context["branches"] = edition.branches()
        context["as_list"] = request.GET.get("view") == "list"
    elif model == "contact":
        context["channels"] = list(edition.channels.all())
    return render(request, TEMPLATES[model], context)

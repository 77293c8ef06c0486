"""Clause 2(1): the office's basic information."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from content.filters import PageFilter, PlanFilter
from content.models import Page, Plan
from publishing.models import Edition
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition
from thai.order import thai_order

TEMPLATES = {
    "page": "content/page.html",
    "structure": "content/structure.html",
    "plan": "content/plan.html",
    "contact": "content/contact.html",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.live().order_by(F("menu_order").asc(nulls_last=True), thai_order("title"))
    return list_page(request, "content/index.html", PageFilter, pages)


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    found = Plan.objects.live().order_by(F("year_from").desc(nulls_last=True), thai_order("title"))
    return list_page(request, "content/plans.html", PlanFilter, found)


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    edition = find_edition("content", reference)
    if reference != edition.publication.reference:
        return redirect(edition, permanent=True)
    return show(request, edition)


def show(request: HttpRequest, edition: Edition) -> HttpResponse:
    """The detail page of `edition`, whoever found it: the public view above, or the desk's preview."""
    context = detail_context(edition)
    model = edition.publication.model
    if model == "structure":
        context["branches"] = edition.branches()
    elif model == "contact":
        context["channels"] = list(edition.channels.all())
    return render(request, TEMPLATES[model], context)

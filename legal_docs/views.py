"""Clause 2(2): laws, regulations and rules, with their source."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from legal_docs.filters import LegalDocumentFilter
from legal_docs.models import LawRelation, LegalDocument
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    laws = LegalDocument.objects.live().by_rank()
    return list_page(request, "legal_docs/index.html", LegalDocumentFilter, laws)


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    law = find_edition("legal_docs", reference)
    if reference != law.publication.reference:
        return redirect(law, permanent=True)
    return show(request, law)


def show(request: HttpRequest, law: LegalDocument) -> HttpResponse:
    """The detail page of an edition, whoever found it: the public view above, or the desk's preview."""
    related = law.related()
    by_label = dict(related)
    context = {
        "related": related,
        "repealed_by": by_label.get(LawRelation.PASSIVE[LawRelation.Kind.REPEALS], []),
        "amended_by": by_label.get(LawRelation.PASSIVE[LawRelation.Kind.AMENDS], []),
    }
    return render(request, "legal_docs/detail.html", {**detail_context(law), **context})

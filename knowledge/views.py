"""Clause 2(4): the knowledge base; every item with its source, date and time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from knowledge.charts import draw
from knowledge.filters import KnowledgeFilter
from knowledge.models import KnowledgeItem
from knowledge.tables import Table
from publishing.open_data import list_page
from publishing.pages import detail as detail_context
from publishing.pages import find_edition


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    items = KnowledgeItem.objects.live().with_cover().newest()
    return list_page(request, "knowledge/index.html", KnowledgeFilter, items)


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    item = find_edition("knowledge", reference)
    if reference != item.publication.reference:
        return redirect(item, permanent=True)
    return show(request, item)


def show(request: HttpRequest, item: KnowledgeItem) -> HttpResponse:
    """The detail page of an edition, whoever found it: the public view above, or the desk's preview."""
    table = Table.of(item.table)
    chart = draw(table, item.chart, item.title) if table else None
    return render(request, "knowledge/detail.html", {**detail_context(item), "table": table, "chart": chart})


@require_safe
def table_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """The statistics table as CSV: UTF-8 with BOM."""
    item = find_edition("knowledge", reference)
    table = Table.of(item.table)
    if table is None:
        raise Http404
    response = HttpResponse(table.as_csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="knowledge-{item.publication.reference}.csv"'
    return response

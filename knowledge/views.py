"""Clause 2(4): the knowledge base; every item with its source, date and time."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from knowledge.charts import NARROW, draw, lay_down
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
    context = {**detail_context(item), **shown_data(Table.of(item.table), item)}
    return render(request, "knowledge/detail.html", context)


def shown_data(table: Table | None, item: KnowledgeItem) -> dict[str, object]:
    """`table`; what it is drawn as: `lying` bars, or `chart` for wide screens and `narrow` for phones; its `legend`."""
    if table is None:
        return {}
    if item.chart == KnowledgeItem.Chart.BAR and (lying := lay_down(table)):
        return {"table": table, "lying": lying, "legend": lying.legend}
    if (chart := draw(table, item.chart, item.title)) is None:
        return {"table": table}
    narrow = draw(table, item.chart, item.title, NARROW)
    return {"table": table, "chart": chart, "narrow": narrow, "legend": chart.legend}


@require_safe
def table_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """The statistics table as CSV: UTF-8 with BOM."""
    item = find_edition("knowledge", reference)
    table = Table.of(item.table)
    if table is None:
        raise Http404
    response = HttpResponse(table.as_csv(), content_type="text/csv; charset=utf-8")
    name = f"{item.publication.reference}-{item.title[:80]}.csv"
    response["Content-Disposition"] = content_disposition_header(
        True, re.sub(r"[^\w.\-\u0e00-\u0e7f]+", "-", name)
    )
    return response

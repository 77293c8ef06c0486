"""The assessment as the public and the assessor see it: one address a year, one an item and year, and the index of the act.

A year's addresses never come to mean another year's, so that what was handed in can be looked at for ever.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ita import open_data
from ita.models import Cycle, Item
from ita.public import counts_of, cycles, groups_of, shown
from ita.words import INDEX_OF_THE_ACT, OWN_CHECK, item_label, own_check
from publishing.pages import way_to

TITLE = "การประเมินคุณธรรมและความโปร่งใส (ITA)"


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    """On to the newest year. Not for ever: there will be a newer one."""
    public = cycles()
    return redirect(public[0]) if public else _nothing_yet(request, TITLE)


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Every item of a year. Four queries, or five with channels among the evidence."""
    public = cycles()
    return _index(request, _of_year(public, year), public)


@require_safe
def year_json(request: HttpRequest, year: int) -> HttpResponse:
    return open_data.json(request, _of_year(cycles(), year))


@require_safe
def year_csv(request: HttpRequest, year: int) -> HttpResponse:
    return open_data.csv(request, _of_year(cycles(), year))


@require_safe
def item(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    return _item(request, _of_year(cycles(), year), slug)


@require_safe
def act(request: HttpRequest) -> HttpResponse:
    """The index of the Official Information Act: every clause, also those of which there is nothing."""
    public = cycles(Cycle.Kind.ACT)
    return _index(request, public[0], []) if public else _nothing_yet(request, INDEX_OF_THE_ACT)


@require_safe
def act_json(request: HttpRequest) -> HttpResponse:
    return open_data.json(request, _of_act())


@require_safe
def act_csv(request: HttpRequest) -> HttpResponse:
    return open_data.csv(request, _of_act())


@require_safe
def act_item(request: HttpRequest, slug: str) -> HttpResponse:
    return _item(request, _of_act(), slug)


def _of_year(public: list[Cycle], year: int) -> Cycle:
    found = next((cycle for cycle in public if cycle.fiscal_year == year), None)
    if found is None:
        raise Http404
    return found


def _of_act() -> Cycle:
    public = cycles(Cycle.Kind.ACT)
    if not public:
        raise Http404
    return public[0]


def _crumb(cycle: Cycle) -> tuple[str, str]:
    return (INDEX_OF_THE_ACT if cycle.is_act else cycle.label, cycle.address)


def _data(cycle: Cycle) -> list[tuple[str, str, str]]:
    """The same as data: (format, what it is for, address)."""
    stem = cycle.address.rstrip("/")
    return [("CSV", "เปิดด้วยโปรแกรมตาราง", f"{stem}.csv"), ("JSON", "สำหรับโปรแกรม", f"{stem}.json")]


def _index(request: HttpRequest, cycle: Cycle, public: list[Cycle]) -> HttpResponse:
    groups = groups_of(cycle)
    context = {
        "cycle": cycle,
        "cycles": public,
        "groups": groups,
        "count": sum(len(group.lines) for group in groups),
        "counts": counts_of(groups),
        "formats": _data(cycle),
        "crumbs": way_to(_crumb(cycle)),
        "own_check": own_check(cycle),
    }
    return render(request, "ita/index.html", context)


def _item(request: HttpRequest, cycle: Cycle, slug: str) -> HttpResponse:
    in_order = list(cycle.items.order_by("order", "pk").values("slug", "code", "title"))
    place = next((place for place, one in enumerate(in_order) if one["slug"] == slug.lower()), None)
    if place is None:
        raise Http404
    if slug != slug.lower():  # an assessor types O11
        return redirect(f"{cycle.address}{slug.lower()}/", permanent=True)
    (found,) = shown(cycle.items.filter(slug=slug))
    others = Item.objects.filter(concept=found.item.concept, cycle__in=Cycle.objects.public())
    others = others.exclude(pk=found.item.pk).select_related("cycle")
    context = {
        "cycle": cycle,
        "shown": found,
        "item": found.item,
        "before": in_order[place - 1] if place else None,
        "after": in_order[place + 1] if place + 1 < len(in_order) else None,
        "others": [
            (item_label(other), other)
            for other in others.order_by("-cycle__kind", "-cycle__fiscal_year", "order")
        ],
        "crumbs": way_to(_crumb(cycle), (str(found.item), found.item.address)),
        "updated_at": found.updated_at,
        "own_check": own_check(cycle),
    }
    return render(request, "ita/item.html", context)


def _nothing_yet(request: HttpRequest, title: str) -> HttpResponse:
    context = {"title": title, "crumbs": way_to((title, request.path)), "own_check": OWN_CHECK}
    return render(request, "ita/nothing_yet.html", context)

"""What stands beside an item: the one before and after it, and others of its kind."""

from dataclasses import dataclass
from functools import reduce

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Subquery

from publishing.kept import Kept
from publishing.models import Edition
from thai.order import thai_order

KIN_LENGTH = 6
#: Items whose neighbours a process keeps, some kilobytes each.
MOST = 1000


@dataclass(frozen=True)
class Neighbours:
    """`before` and `after` in the order of the list, or None; `kin` are others, under `heading`."""

    before: Edition | None
    after: Edition | None
    kin: list[Edition]
    heading: str


_found: Kept[Neighbours] = Kept(MOST)


def neighbours(edition: Edition) -> Neighbours:
    """The live neighbours of an edition, each with what a link to it shows: two queries at most, none when they are known."""
    return _found.get(edition.ledger, edition.pk, lambda: _find(edition))


def _find(edition: Edition) -> Neighbours:
    steps = _steps(edition)
    # The steps and the item itself are left out below.
    kin = _as_links(edition.kin())[: KIN_LENGTH + 3]
    shown = {edition.publication_id, *(step.publication_id for step in steps.values())}
    return Neighbours(
        steps.get(False),
        steps.get(True),
        [other for other in kin if other.publication_id not in shown][:KIN_LENGTH],
        edition.kin_heading(),
    )


def _as_links(editions: QuerySet) -> QuerySet:
    wanted = ("title", "dated_on", "publication__category", "publication__slug")
    return editions.select_related(None).select_related("publication").only(*wanted)


def _steps(edition: Edition) -> dict[bool, Edition]:
    """False → the live edition before this one among its kind, True → the one after. One query.

    Found from the item's own place in the order: nothing is counted or skipped, however long the list.
    """
    names = [name.replace("title", "in_thai") for name in edition.STEPS]
    values = [getattr(edition, name.lstrip("-")) for name in edition.STEPS]
    if not names or None in values:
        return {}
    kind = edition.kind_field()
    # The collation that the database orders by compares as well.
    live = type(edition).objects.live().alias(in_thai=thai_order("title"))
    alike = live if kind is None else live.filter(**{kind.name: getattr(edition, kind.name)})
    in_order = alike.order_by(*names)
    ahead = _beyond(names, values, ahead=True)
    first_ahead = in_order.filter(ahead).values("pk")[:1]
    first_behind = in_order.reverse().filter(_beyond(names, values, ahead=False)).values("pk")[:1]
    found = live.filter(Q(pk=Subquery(first_ahead)) | Q(pk=Subquery(first_behind)))
    found = found.annotate(is_ahead=ExpressionWrapper(ahead, BooleanField()))
    return {bool(step.is_ahead): step for step in _as_links(found)}


def _beyond(names: list[str], values: list[object], *, ahead: bool) -> Q:
    """What comes after the place given by `values` in the order `names`, or before it if not `ahead`."""

    def past(name: str) -> str:
        return "lt" if name.startswith("-") == ahead else "gt"

    def either(inner: Q, column: tuple[str, object]) -> Q:
        name, value = column
        plain = name.lstrip("-")
        return Q(**{f"{plain}__{past(name)}": value}) | Q(**{plain: value}) & inner

    *outer, last = zip(names, values, strict=True)
    innermost = Q(**{f"{last[0].lstrip('-')}__{past(last[0])}": last[1]})
    # The bound on the first column alone says no more, but an index can be entered by it.
    entry = Q(**{f"{names[0].lstrip('-')}__{past(names[0])}e": values[0]})
    return entry & reduce(either, reversed(outer), innermost)

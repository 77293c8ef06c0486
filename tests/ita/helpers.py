"""A cycle, its items and their evidence, made in a test in the shortest way."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import User
from ita.models import Claim, Cycle, Element, Evidence, Item
from publishing.models import Edition, Publication


def make_cycle(
    year: int | None = 2569, *, items: Iterable[str | dict[str, object]] = (), **fields: object
) -> Cycle:
    """An open cycle; `year` None is the index of the act. `items` are codes, or dicts for `make_item()`."""
    kind = Cycle.Kind.ACT if year is None else Cycle.Kind.ASSESSMENT
    values = {"kind": kind, "fiscal_year": year, "name": f"แบบวัด {year}", "status": Cycle.Status.OPEN}
    cycle = Cycle.objects.create(**{**values, **fields})
    for item in items:
        make_item(cycle, **({"code": item} if isinstance(item, str) else item))
    return cycle


def make_item(
    cycle: Cycle | None = None, code: str = "O1", *, elements: Iterable[str | dict] = ("องค์ประกอบ",), **fields
) -> Item:
    """An item with its elements, given as their texts or as dicts of columns."""
    cycle = cycle or Cycle.objects.first() or make_cycle()
    values = {"title": f"ข้อ {code}", "slug": code.lower(), "concept": f"concept-{code.lower()}"}
    item = Item.objects.create(cycle=cycle, code=code, order=cycle.items.count(), **{**values, **fields})
    for order, element in enumerate(elements):
        columns = {"text": element} if isinstance(element, str) else element
        Element.objects.create(item=item, order=order, **columns)
    return item


def make_evidence(
    item: Item, shown: Edition | Publication | str | None = None, *, confirmed: bool = True, **fields: object
) -> Evidence:
    """Evidence that claims every element of the item, by the cast's writer (and approver).

    `shown` is an edition or its publication, a path, an https address, or None for "nothing this year".
    """
    kinds = Evidence.Kind
    about: dict[str, object] = {"kind": kinds.NONE, "statement": "ปีนี้ไม่มี"}
    if isinstance(shown, Edition | Publication):
        publication = shown.publication if isinstance(shown, Edition) else shown
        about = {"kind": kinds.PUBLICATION, "publication": publication}
    elif shown:
        kind = kinds.CHANNEL if shown.startswith("/") else kinds.OUTSIDE
        about = {"kind": kind, "address": shown, "title": shown}
    now = timezone.now()
    by = {"proposed_by": User.objects.get(username="writer"), "proposed_at": now}
    if confirmed:
        by |= {"confirmed_by": User.objects.get(username="approver"), "confirmed_at": now}
    state = Evidence.State.CONFIRMED if confirmed else Evidence.State.PROPOSED
    evidence = Evidence.objects.create(item=item, **{**about, **by, "state": state, **fields})
    for element in item.elements.all():
        Claim.objects.create(evidence=evidence, element=element, where="ทั้งเรื่อง")
    return evidence

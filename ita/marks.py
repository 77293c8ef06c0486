"""What the page of a publication says of itself as evidence."""

from dataclasses import dataclass
from functools import cache

from ita.models import Cycle, Evidence, Item
from ita.words import item_label
from publishing.prepared import KEY, PreparedRows


@dataclass(frozen=True)
class Mark:
    """An item whose evidence a publication is: `hook` is for programs (2569/O11), `label` for people."""

    year: int | None  # of the cycle; None in the index of the act
    code: str
    title: str
    label: str
    address: str

    @property
    def hook(self) -> str:
        return f"{self.year or 'oia'}/{self.code}"


@cache
def _items() -> PreparedRows[Item]:
    return PreparedRows(
        Item.objects.filter(
            cycle__in=Cycle.objects.public(),
            pk__in=Evidence.objects.confirmed().filter(publication=KEY).values("item"),
        ).select_related("cycle")
    )


def marks_of(publication_id: int) -> list[Mark]:
    """The items that the public sees it as evidence for, the newest cycle first, the act last. One query."""
    items = _items().all(key=publication_id)
    in_order = sorted(items, key=lambda item: (-(item.cycle.fiscal_year or 0), item.order, item.pk))
    return [
        Mark(item.cycle.fiscal_year, item.code, item.title, item_label(item), item.address)
        for item in in_order
    ]

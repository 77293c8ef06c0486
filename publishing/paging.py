"""Pages of long lists: their numbers stay, and the last page costs what the first does.

The keys of a whole list in its order are kept until something is published (publishing/kept.py), eight bytes each; a page then
asks for its own rows by their keys. Neither counting nor skipping nor sorting grows with the list.
"""

from array import array
from collections.abc import Callable, Hashable
from datetime import timedelta
from hashlib import sha256

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from publishing.kept import Kept, last_event

#: Keys of all lists together that a process keeps: 8 MB.
MOST_KEYS = 1_000_000
#: An order may hang on the hour (pinned news, open invitations), so it is looked at again this often.
HOLDS = timedelta(minutes=1)

_orders: Kept[array] = Kept(MOST_KEYS, lambda keys: len(keys) + 20)


def now() -> int:
    """The present for what hangs on the hour: another number after HOLDS."""
    return int(timezone.now().timestamp() // HOLDS.total_seconds())


def page_of(
    request: HttpRequest, rows: QuerySet, length: int, name: Hashable, in_order: Callable[[], QuerySet]
) -> Page:
    """The page of `?page=` (the nearest there is). One query for its rows, and one more when the order is not known.

    `in_order` gives the whole list, of which only keys are read; `rows` the same objects as the page shows them, its order
    and other filters are of no account. `name` tells this list from every other, its filters included.
    """
    # The name holds what somebody searched for: of whatever length that is, a key is short, for keys weigh nothing.
    key = sha256(repr((name, now())).encode("utf-8", "replace")).digest()
    keys = _orders.get(last_event(request), key, lambda: array("q", in_order().values_list("pk", flat=True)))
    page = Paginator(keys, length).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    found = {row.pk: row for row in rows.filter(pk__in=shown).order_by()} if shown else {}
    # What was taken away since the order was read is not there any more.
    page.object_list = [found[key] for key in shown if key in found]
    return page

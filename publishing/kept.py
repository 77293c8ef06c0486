"""What was found out once and holds until the ledger grows, kept in the memory of this process.

What the public sees changes by moves alone, and every move is an event. So the order of a long list, the menu and the like
need not be asked for again at each request: the last event's hash, which comes with the office or the edition, says whether
anything happened since. It is read before what is kept is found out, so nothing kept is older than it says.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.http import HttpRequest

Value = TypeVar("Value")


def last_event(request: HttpRequest) -> str | None:
    """The hash of the ledger's last event when the request began (publishing/middleware.py); None before the first."""
    return getattr(getattr(request, "office", None), "ledger", None)


class Kept(Generic[Value]):
    """Values by their keys, those used last; together they weigh `most` at the most. Many threads use it."""

    def __init__(self, most: int, weigh: Callable[[Value], int] = lambda value: 1) -> None:
        self._most, self._weigh = most, weigh
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._weight = 0

    def get(self, since: str | None, key: Hashable, find: Callable[[], Value]) -> Value:
        """What `find` gave for `key` after the event with the hash `since`, or gives now. Without an event nothing is kept."""
        if not since:
            return find()
        key = (since, key)
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = find()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._weight += self._weigh(value)
            while self._weight > self._most:
                # What came before the last event is used no more, so it stands first and goes first.
                _, old = self._values.popitem(last=False)
                self._weight -= self._weigh(old)
        return value

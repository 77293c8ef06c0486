"""One process at a time: a row with a time until when it is taken, written by one conditional UPDATE on either database.

No lock is held meanwhile, so a process that died holds nobody up for longer than LEASE.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from search.models import Turn

LEASE = timedelta(minutes=5)


class Lost(Exception):
    """The turn took longer than its lease, and another process has begun."""


@contextmanager
def turn(work: str) -> Iterator[Callable[[], None] | None]:
    """`with turn("index") as go_on`: None when another process is at it. `go_on()` asks for another LEASE, or raises Lost."""
    now = timezone.now()
    Turn.objects.get_or_create(work=work, defaults={"until": now})
    until = now + LEASE
    if not Turn.objects.filter(work=work, until__lte=now).update(until=until):
        yield None
        return

    def go_on() -> None:
        nonlocal until
        later = timezone.now() + LEASE
        if not Turn.objects.filter(work=work, until=until).update(until=later):
            raise Lost(work)
        until = later

    try:
        yield go_on
    finally:
        Turn.objects.filter(work=work, until=until).update(until=timezone.now())

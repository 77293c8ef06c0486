"""Reading from a second PostgreSQL that follows the first, where DATABASE_REPLICA_URL names one (docs/scaling.md).

Only what a reader without a session asks for, and only while the replica has replayed all that the first had written when
the request came: then it is as good as the first, so what was published or removed a moment ago is so here as well, and a
ready page that is made from it is not outdated. In all other cases, and as soon as the request writes anything, the first
is asked. Nothing of this is there where the setting is empty.
"""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.http import HttpRequest, HttpResponse

from ponko_site import outage

REPLICA = "replica"
#: Seconds without asking a replica that did not answer.
AWAY = 5
#: Where who asks decides, or where it is a file: the answer must be of this very moment.
NEVER = ("/admin/", "/preview/", "/files/", "/healthz")

_here = threading.local()
_away_until = 0.0


class Router:
    """Django asks it for each query of a model."""

    def db_for_read(self, model: type, **hints: object) -> str:
        if getattr(_here, "reads_replica", False) and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return REPLICA
        # Said, and not left open: for what belongs to a row of the replica Django would then ask the replica.
        return DEFAULT_DB_ALIAS

    def db_for_write(self, model: type, **hints: object) -> str:
        _here.reads_replica = False
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: object, other: object, **hints: object) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        return False if db == REPLICA else None


def reading(get_response: Callable) -> Callable:
    """Decides for each request where it reads. Two small queries for each that may read from the replica."""

    def middleware(request: HttpRequest) -> HttpResponse:
        _here.reads_replica = may_read(request) and keeps_up()
        began_there = _here.reads_replica
        try:
            response = get_response(request)
        finally:
            _here.reads_replica = False
        if began_there and response.status_code == 503:
            # It went away in the middle. Who only reads can be answered again.
            _leave()
            request.META.pop(outage.AWAY, None)
            response = get_response(request)
        return response

    return middleware


def may_read(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and not request.path_info.startswith(NEVER)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


def keeps_up() -> bool:
    """Whether the replica has all that was committed before this moment."""
    if time.monotonic() < _away_until:
        return False
    written = _ask(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_flush_lsn()")
    try:
        return _ask(REPLICA, "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn", written)
    except Error:
        _leave()
        return False


def _ask(alias: str, question: str, *values: str) -> object:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]


def _leave() -> None:
    global _away_until
    _away_until = time.monotonic() + AWAY
    connections[REPLICA].close()

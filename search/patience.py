"""A question cannot hold a worker: the database gives up what takes too long, and so do we."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from search.ranking import TooSlow

#: Seconds that the database may work on one question.
PATIENCE = 4.0
#: Steps of SQLite's machine between two looks at the clock.
STEPS = 20_000


@contextmanager
def limited(seconds: float = PATIENCE) -> Iterator[None]:
    """What runs inside raises TooSlow when `seconds` are over. Not for what writes.

    The connection is spoken to directly: these are no queries of a page.
    """
    connection.ensure_connection()
    raw = connection.connection
    on_sqlite = connection.vendor == "sqlite"
    end = time.monotonic() + seconds
    if on_sqlite:
        raw.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    else:
        _say(raw, f"SET statement_timeout = {int(seconds * 1000)}")
    try:
        yield
    except OperationalError as error:
        if time.monotonic() >= end - 0.5:
            raise TooSlow from error
        raise
    finally:
        if on_sqlite:
            raw.set_progress_handler(None, 0)
        elif not raw.closed and raw.info.transaction_status != TRANSACTION_STATUS_INERROR:
            _say(raw, "SET statement_timeout = DEFAULT")


def _say(raw, statement: str) -> None:
    with raw.cursor() as cursor:
        cursor.execute(statement)

"""Counting visitors' questions without making one of them wait or fail."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import DatabaseError, connection, models

logger = logging.getLogger(__name__)
#: Milliseconds that a count waits while another process writes (SQLite); then it is not counted.
PATIENCE = 100


def add_one(
    model: type[models.Model],
    counter: str,
    key: Mapping[str, object],
    also: Mapping[str, object] | None = None,
    below: int | None = None,
) -> bool | None:
    """One more in the row that `key` (the columns of a unique constraint) names; the row is made when it is not there.

    `also` is written too. Returns False when the counter is not `below` that, and None when the database could not
    be written now. One statement, so that any number of processes count right.
    """
    also = also or {}
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    given = {**key, counter: 1, **also}
    fields = [model._meta.get_field(name) for name in given]
    column = {name: quote(field.column) for name, field in zip(given, fields, strict=True)}
    changes = [f"{column[counter]} = {table}.{column[counter]} + 1"]
    changes += [f"{column[name]} = EXCLUDED.{column[name]}" for name in also]
    statement = (
        f"INSERT INTO {table} ({', '.join(column.values())}) VALUES ({', '.join(['%s'] * len(given))})"
        f" ON CONFLICT ({', '.join(column[name] for name in key)}) DO UPDATE SET {', '.join(changes)}"
        + (f" WHERE {table}.{column[counter]} < %s" if below is not None else "")
        + f" RETURNING {column[counter]}"
    )
    values = [field.get_db_prep_save(given[field.name], connection) for field in fields]
    try:
        with briefly(), connection.cursor() as cursor:
            cursor.execute(statement, values if below is None else [*values, below])
            return cursor.fetchone() is not None
    except DatabaseError as error:
        logger.warning("search: not counted in %s: %s", model._meta.db_table, error)
        return None


@contextmanager
def briefly() -> Iterator[None]:
    """SQLite waits PATIENCE for its turn, not the 20 s of a save, and does not wait for the disk."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    database = connection.connection
    usual = int(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    database.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    database.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        database.execute("PRAGMA synchronous = FULL")
        database.execute(f"PRAGMA busy_timeout = {usual}")

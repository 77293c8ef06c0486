"""Many narrow rows at once. Django makes an object and a part of a statement of each: ten times the work on SQLite."""

from collections.abc import Collection, Iterable

from django.db import connection, models

from search.models import Posting, Term

AT_ONCE = 5_000
ROOM = 64 * 1024  # KiB


def insert(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Insert the rows, whose values come in the order of `columns` (attribute names)."""
    if connection.vendor == "sqlite":
        quote = connection.ops.quote_name
        named = ", ".join(quote(model._meta.get_field(name).column) for name in columns)
        places = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ({places})", rows)
    else:  # PostgreSQL takes a whole column as one value: see Django's UNNEST.
        made = (model(**dict(zip(columns, row, strict=True))) for row in rows)
        model.objects.bulk_create(made, batch_size=AT_ONCE)


def postings(terms: Iterable[int], entries: Collection[int] | None = None) -> list[tuple[int, int, int]]:
    """(term, entry, weight) of these terms, and of these entries only if they are given.

    Thousands of keys in a list: Django looks at each five times, which takes longer than the database.
    """
    table = connection.ops.quote_name(Posting._meta.db_table)
    sql = f"SELECT term_id, entry_id, weight FROM {table} WHERE term_id IN ({_listed(terms)})"
    if entries is not None:
        sql += f" AND entry_id IN ({_listed(entries)})"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def take_out(terms: Collection[int], entry: int) -> None:
    """Delete the postings that these terms have in an entry."""
    table = connection.ops.quote_name(Posting._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE term_id IN ({_listed(terms)}) AND entry_id = %s",
            [entry],
        )


def count(terms: Collection[int], more: int) -> None:
    """So many entries more (or fewer) have these terms. Called by whoever holds the index."""
    table = connection.ops.quote_name(Term._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET entries = entries + %s WHERE id IN ({_listed(terms)})",
            [more],
        )


def more_room() -> None:
    """Let SQLite keep more of the database in memory on this connection: a whole index is written in half the time."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{ROOM}")


def _listed(keys: Iterable[int]) -> str:
    """Whole numbers, whatever comes: written into the statement."""
    return ",".join(str(int(key)) for key in keys) or "NULL"

"""Many narrow rows at once. Django makes an object and a part of a statement of each, which is most of the work then."""

from collections.abc import Collection, Iterable, Iterator
from io import StringIO

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from search.models import Posting, Term

AT_ONCE = 2_000
ROOM = 64 * 1024  # KiB
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Insert the rows, whose values come in the order of `columns` (attribute names)."""
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    named = ", ".join(quote(model._meta.get_field(name).column) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({places})", rows)
        else:
            lines = ("\t".join(map(_copied, row)) for row in rows)
            cursor.copy_expert(f"COPY {table} ({named}) FROM STDIN", StringIO("\n".join(lines)))


def _copied(value: str | int) -> str:
    """As COPY reads it."""
    return value.translate(_ESCAPED) if isinstance(value, str) else str(value)


def known_terms(index: int, texts: Collection[str]) -> Iterator[tuple[str, int]]:
    """(text, key) of those of these terms that the index has."""
    table = connection.ops.quote_name(Term._meta.db_table)
    wanted = sorted(texts)
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            places = ",".join(["%s"] * len(part))
            cursor.execute(
                f"SELECT text, id FROM {table} WHERE index_id = %s AND text IN ({places})", [index, *part]
            )
            yield from cursor.fetchall()


def terms_of_keys(keys: Iterable[int]) -> Iterator[tuple[str, int]]:
    """(text, key) of these. To compare numbers is much less work for PostgreSQL than to compare Thai."""
    table = connection.ops.quote_name(Term._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text, id FROM {table} WHERE id IN ({_listed(keys)})")
        yield from cursor.fetchall()


def postings(
    terms: Iterable[int], entries: Collection[int] | None = None, most: int | None = None
) -> list[tuple[int, int, int]]:
    """(term, entry, weight) of these terms, and of these entries only if they are given; `most` of them, the weightiest.

    Thousands of keys in a list: Django looks at each five times, which takes longer than the database.
    """
    table = connection.ops.quote_name(Posting._meta.db_table)
    sql = f"SELECT term_id, entry_id, weight FROM {table} WHERE term_id IN ({_listed(terms)})"
    if entries is not None:
        sql += f" AND entry_id IN ({_listed(entries)})"
    if most is not None:
        sql += f" ORDER BY weight DESC, entry_id DESC LIMIT {int(most)}"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def keys_of(rows: models.QuerySet) -> set[int]:
    """What the one column of these rows holds. There can be a hundred thousand."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking: of none().
        return set()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {key for (key,) in cursor.fetchall()}


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

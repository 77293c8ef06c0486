"""A database as after many years, in seconds: a few honest items (tests/bulk.py) copied by SQL. For plans and counts only.

The copies have the words, dates and files of what they were copied from, and no chain in the ledger.
"""

from django.db import connection, models

from publishing.categories import edition_models
from publishing.models import (
    Attachment,
    Attestation,
    Contribution,
    Edition,
    FileAddress,
    LedgerEvent,
    Publication,
)
from tests.bulk import load

LOADED = 1_000


def grow(items: int) -> None:
    """`items` publications of all categories with their editions, files and events; the planners know of them."""
    load(LOADED)
    models_in_order = [
        *(Publication, FileAddress, Edition, *edition_models()),
        *(Attachment, Contribution, Attestation, LedgerEvent),
    ]
    with connection.cursor() as cursor:
        offset = 10 * max(model.objects.order_by("-pk").first().pk for model in models_in_order)
        for copy in range(1, items // LOADED):
            for model in models_in_order:
                cursor.execute(_copy(model, models_in_order, copy, offset))
        cursor.execute("ANALYZE")


def _copy(model: type[models.Model], copied: list[type[models.Model]], copy: int, offset: int) -> str:
    """INSERT … SELECT of the rows that were loaded, with keys and references moved on."""
    columns, values = [], []
    for field in model._meta.local_concrete_fields:
        if field.generated:
            continue
        name = connection.ops.quote_name(field.column)
        refers = field.remote_field.model if field.is_relation else None
        value = name
        if (
            refers in copied
            or not field.is_relation
            and (field.primary_key or field.name == "number" and field.unique)
        ):
            value = f"{name} + {copy * offset}"
        elif field.unique:  # the hashes of events
            value = f"'g{copy:03}' || substr({name}, 5)"
        columns.append(name)
        values.append(value)
    table = connection.ops.quote_name(model._meta.db_table)
    key = connection.ops.quote_name(model._meta.pk.column)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} WHERE {key} <= {offset}"

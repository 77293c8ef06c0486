"""What is asked at every request: Django writes the SQL once a process, because writing it costs more than running it.

Nothing that the database says is kept: every asking is a query, with the values of its own moment.
"""

from copy import copy
from types import SimpleNamespace
from typing import Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    Field,
    Model,
    QuerySet,
)
from django.db.models.query import ModelIterable

Row = TypeVar("Row", bound=Model)


class Placeholder(Expression):
    """Stands in a queryset where each asking puts its own value."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return "%s", [self]


NOW = Placeholder("now", DateTimeField())
TODAY = Placeholder("today", DateField())
KEY = Placeholder("key", BigIntegerField())
NAME = Placeholder("name", CharField())


class Prepared:
    """The SQL of a queryset that may hold placeholders. Its other values are fixed: keep it only as long as they hold."""

    def __init__(self, rows: QuerySet) -> None:
        self.sql, self._parameters = rows.query.sql_with_params()

    def parameters(self, **values: object) -> list:
        """What goes with `sql`, for a cursor or for `Model.objects.raw()`; `values` are those of the placeholders by name."""
        return [
            one.output_field.get_db_prep_value(values[one.name], connection)
            if isinstance(one, Placeholder)
            else one
            for one in self._parameters
        ]

    def first(self, **values: object) -> dict[str, object]:
        """The first row by the names of its columns, as the database driver gives it; empty without one."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.parameters(**values))
            row = cursor.fetchone()
            return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row else {}


class PreparedRows(Prepared, Generic[Row]):
    """The same for whole objects, with what the queryset selects and annotates beside them."""

    def __init__(self, rows: QuerySet[Row]) -> None:
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self._parameters = compiler.as_sql()
        self._model, self._compiler = rows.model, compiler
        # Kept longer than the connection of whoever asked first. Most columns come as they are.
        compiler.connection = None
        self._converted = [
            (place, column)
            for place, (column, *_) in enumerate(compiler.select)
            if connection.ops.get_db_converters(column) or column.get_db_converters(connection)
        ]

    def all(self, **values: object) -> list[Row]:
        """The objects, as the queryset gives them; `values` are those of the placeholders by name."""
        # Everything that as_sql() found out, at the connection of this thread.
        compiler = copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: (self.sql, tuple(self.parameters(**values)))
        compiler.get_converters = lambda columns: {
            place: (
                connection.ops.get_db_converters(column) + column.get_db_converters(connection),
                column,
            )
            for place, column in self._converted
        }
        asked = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            model=self._model,
            query=SimpleNamespace(get_compiler=lambda using: compiler),
            _known_related_objects={},
        )
        return list(ModelIterable(asked))

"""What is asked at every request: Django writes the SQL once a process, because writing it costs more than running it.

Nothing that the database says is kept: every asking is a query, with the values of its own moment.
"""

from django.db import connection
from django.db.models import DateField, DateTimeField, Expression, Field, QuerySet


class Placeholder(Expression):
    """Stands in a queryset where each asking puts its own value."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        return "%s", [self]


NOW = Placeholder("now", DateTimeField())
TODAY = Placeholder("today", DateField())


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

"""A migration is noted in the transaction that makes it: killed at any moment, `migrate` goes on where it was.

tests/faults/migrations.py kills it for real.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.db import connection, migrations

from ponko_site.management.commands.migrate import Executor, migrate


@pytest.mark.dry
@pytest.mark.django_db
def test_it_is_noted_before_its_transaction_ends(monkeypatch):
    happened = []

    @contextmanager
    def transaction(atomic: bool) -> Iterator[SimpleNamespace]:
        # Constraints of foreign keys are left for the end.
        yield SimpleNamespace(connection=connection, deferred_sql=["ALTER TABLE …"])
        happened.append(f"end, {atomic=}")

    executor = Executor(connection)
    monkeypatch.setattr(executor, "connection", SimpleNamespace(schema_editor=transaction))
    monkeypatch.setattr(
        executor.recorder, "record_applied", lambda app, name: happened.append(f"{app} {name}")
    )
    executor.apply_migration(executor.loader.project_state(), migrations.Migration("0001_initial", "tried"))
    assert happened == ["tried 0001_initial", "end, atomic=True"]
    assert migrate.MigrationExecutor is Executor

"""Django's `migrate`, with each migration noted in its own transaction.

Django notes a migration that leaves constraints for its end only after the commit. A process killed in between has made the
tables and not said so, and every later `migrate` fails at "table already exists" (tests/faults/migrations.py kills it there).
"""

from django.core.management.commands import migrate
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class Executor(MigrationExecutor):
    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        if self.progress_callback:
            self.progress_callback("apply_start", migration, fake)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            self.record_migration(migration)
        if self.progress_callback:
            self.progress_callback("apply_success", migration, fake)
        return state


# The command names its executor nowhere else.
migrate.MigrationExecutor = Executor


class Command(migrate.Command):
    pass

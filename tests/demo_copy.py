"""A copy of the demonstration in the place of the database of the tests: what the loader made, without loading it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests import copies


@contextmanager
def demo_copy(folder: Path, blocker) -> Iterator[None]:
    """Within, everything asks the copy in `folder`; it is gone afterwards. `blocker`: django_db_blocker. SQLite only."""
    copies.lay(copies.DEMO, folder)
    settings = connection.settings_dict
    with blocker.unblock():
        connection.close()
        before, settings["NAME"] = settings["NAME"], str(folder / "db.sqlite3")
        try:
            yield
        finally:
            connection.close()
            settings["NAME"] = before

"""What races, faults and bench share: a throw-away copy of the site that this very process works on.

    with Copy():
        from tests import race_cases  # imports models, so only in here

No module above that line may import models: Django is set up when the copy is there.
"""

import os
import subprocess
import sys
import unicodedata
from argparse import ArgumentParser

from tests.copies import NOT_INHERITED, ROOT
from tests.site import Site


class Copy(Site):
    """A copy of the site without its server: this process takes its settings. Once a process."""

    def start(self) -> None:
        for name in NOT_INHERITED:
            os.environ.pop(name, None)
        os.environ.update(self.environment)
        import django

        django.setup()
        from django.conf import settings

        # Nobody asks this process for static files, and listing them takes every forked one half a second.
        settings.MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
        make_people()

    def __exit__(self, *error: object) -> None:
        from django.db import connections

        connections.close_all()
        super().__exit__(*error)


def make_people() -> None:
    """The cast of the tests, as tests/conftest.py makes it. Leaves no connection open, so processes may fork."""
    from django.contrib.auth.models import Group
    from django.db import connections

    from accounts.models import Position, User
    from tests.conftest import CAST

    for username, (role, title) in CAST.items():
        user = User(username=username, full_name=f"ผู้แสดง {username}", is_staff=True)
        user.position = Position.objects.filter(title=title).first()
        user.set_unusable_password()
        user.save()
        if role:
            user.groups.add(Group.objects.get(name=role.label))
    connections.close_all()


def parser(text: str) -> ArgumentParser:
    """The options that all three have; `text` is the module's docstring."""
    made = ArgumentParser(description=text.split("\n", 1)[0])
    made.add_argument("--here", action="store_true", help="only on the database of DATABASE_URL, else SQLite")
    return made


def again_on_postgresql(module: str) -> int:
    """Run `module` with the same arguments on a PostgreSQL of its own; returns its exit status.

    Says so and returns 0 where PostgreSQL's server is not installed.
    """
    found = subprocess.run(
        ["tests/tools/postgres_bin.sh"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    if not found.stdout.strip():
        print("\nPostgreSQL's server is not installed: SQLite only.")
        return 0
    environment = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    command = ["tests/tools/with_postgres.sh", sys.executable, "-m", module, *sys.argv[1:]]
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


def on_postgresql() -> bool:
    """Whether the database of this run is PostgreSQL already."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def width(text: str) -> int:
    """Columns that `text` takes in a terminal: Thai marks above and below take none."""
    return sum(unicodedata.category(character) not in ("Mn", "Cf") for character in text)


def print_table(heads: list[str], rows: list[list[object]]) -> None:
    """Columns as wide as their longest cell; numbers to the right, text to the left."""
    cells = [heads, *([str(cell) for cell in row] for row in rows)]
    widths = [max(width(line[column]) for line in cells) for column in range(len(heads))]
    for number, line in enumerate(cells):
        values = rows[number - 1] if number else [*rows[0]]
        padded = []
        for column, cell in enumerate(line):
            gap = " " * (widths[column] - width(cell))
            padded.append(cell + gap if isinstance(values[column], str) else gap + cell)
        print("  ".join(padded).rstrip())

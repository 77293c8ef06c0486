"""An upgrade that is killed, and one during which the workers of the version before go on working.

Within a transaction a kill leaves nothing behind, so `migrate` is killed after every commit, and at steps spread over the rest.
"""

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from tests import copies
from tests.agreement import disagreements
from tests.copies import ROOT
from tests.faults import officers as desk
from tests.faults.ground import Ground, Outcome
from tests.faults.kills import in_new_process
from tests.faults.officers import Officers, reckon
from tests.faults.operations import Steps


def killed(ground: Ground, rounds: int) -> Outcome:
    """On copies of this very data, taken back by one migration of every app and then brought forward again."""
    outcome = Outcome("migrate killed on a copy with data, after every commit and between")
    ground.serve()
    with Officers(ground, "before migrate") as officers:
        officers.go_on(30)
    reckon(outcome, ground, officers)
    ground.stop()
    with _copy(_database(ground)) as old:
        in_new_process(_back, old)
        with _copy(old) as name:
            steps, commits = in_new_process(_forward, name, 0)
            whole = in_new_process(_facts, name)
        spread = [1 + number * (steps - 1) // max(rounds - 1, 1) for number in range(rounds)]
        # A few rounds are for the test suite: they look at the last commits, and at steps of what is killed in between.
        places = sorted({*spread, *(commits if rounds >= 10 else commits[-rounds:])})
        for place in places:
            outcome.rounds += 1
            with _copy(old) as name:
                if in_new_process(_forward, name, place) is not None:
                    raise RuntimeError(f"migrate: step {place} was not met")
                try:
                    in_new_process(_forward, name, 0)
                except RuntimeError:
                    outcome.troubles.append(f"step {place}: migrate does not run again")
                    continue
                found = in_new_process(_facts, name)
                outcome.lost += [
                    f"step {place}: {what} differs" for what in whole if found[what] != whole[what]
                ]
    outcome.said = f"{steps} steps, {len(commits)} commits"
    return outcome


def _database(ground: Ground) -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def _copy(source: str) -> Iterator[str]:
    """A database with what `source` holds; gone afterwards."""
    connections.close_all()
    if connection.vendor == "postgresql":
        name = f"ponko_site_{secrets.token_hex(6)}"
        copies.on_server(f"CREATE DATABASE {name} TEMPLATE {source}")
        try:
            yield name
        finally:
            copies.on_server(f"DROP DATABASE {name} WITH (FORCE)")
        return
    with tempfile.TemporaryDirectory() as folder:
        name = f"{folder}/db.sqlite3"
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(name)) as other:
            one.backup(other)
        yield name


def _back(name: str) -> None:
    connection.settings_dict["NAME"] = name
    apps = {path.parent.name for path in ROOT.glob("*/migrations")}
    for app in sorted(apps):
        names = sorted(one for label, one in MigrationLoader(connection).graph.nodes if label == app)
        if len(names) > 1:
            call_command("migrate", app, names[-2], verbosity=0)
    connections.close_all()


def _forward(name: str, last: int) -> tuple[int, list[int]]:
    """(steps, those that follow a commit at once)."""
    connection.settings_dict["NAME"] = name
    commits: list[int] = []
    with Steps(last) as steps:
        commit = connection._commit

        def noted() -> None:
            commit()
            commits.append(steps.taken)

        connection._commit = noted
        call_command("migrate", verbosity=0)
    connections.close_all()
    return steps.taken, commits


def _facts(name: str) -> dict[str, object]:
    """The schema, the rows and what is wrong with the site on it."""
    connection.settings_dict["NAME"] = name
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            rows[table] = cursor.fetchone()[0]
        schema = _schema(cursor, tables)
    reader = Client(SERVER_NAME="localhost")
    return {
        "schema": schema,
        "rows": rows,
        "ledger and states": list(disagreements()),
        "home page": reader.get("/").status_code,
    }


def _schema(cursor, tables: list[str]) -> str:
    if connection.vendor == "sqlite":
        # As it was written down: Django's introspection does not read every table that Django makes.
        cursor.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
        return repr(cursor.fetchall())
    describe, constraints = (
        connection.introspection.get_table_description,
        connection.introspection.get_constraints,
    )
    return repr([(describe(cursor, table), _plain(constraints(cursor, table))) for table in tables])


def _plain(constraints: dict[str, dict]) -> list[str]:
    """Without the names that Django makes up."""
    return sorted(re.sub(r"_[0-9a-f]{8}(?=_|')", "", repr(one)) for one in constraints.items())


def old_workers(ground: Ground, rounds: int) -> Outcome:
    """The code before the last migration goes on serving after `migrate`, while eight people write."""
    outcome = Outcome("old workers go on after migrate, under 8 writers", 1)
    commit = _commit_before()
    if not commit:
        outcome.said = "skipped: no history of the code here"
        return outcome
    with tempfile.TemporaryDirectory() as name:
        code, data = Path(name) / "code", Path(name) / "data"
        code.mkdir(), data.mkdir()
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "x", "-C", code], input=archive.stdout, check=True)
        (code / ".venv").symlink_to((ROOT / ".venv").resolve())
        for path in ground.data_dir.iterdir():
            if path.name != "static":
                (data / path.name).symlink_to(path)
        environment = ground.environment | {"DATA_DIR": str(data)}
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=code,
            env=environment,
            check=True,
        )
        sessions, ground.code = dict(desk._sessions), code
        try:
            desk._sessions.update(_sessions_of(code, environment))
            ground.serve(DATA_DIR=str(data))
            with Officers(ground, "old") as officers:
                officers.go_on(3 * rounds)
            reckon(outcome, ground, officers)
        finally:
            ground.stop()
            ground.code = ROOT
            desk._sessions.clear()
            desk._sessions.update(sessions)
    ground.serve()
    ground.until_it_answers()
    ground.stop()
    answered = Counter(status for status in officers.statuses.elements())
    outcome.said = f"code of {commit[:7]}: {dict(answered)}"
    return outcome


def _commit_before() -> str:
    """The last commit without the newest migration; empty when git does not know any."""
    if shutil.which("git") is None:
        return ""
    git = ["git", "-C", str(ROOT)]
    changed = subprocess.run(
        [*git, "status", "--short", "--", "*/migrations/*.py"], capture_output=True, text=True
    )
    if changed.returncode:
        return ""
    if changed.stdout.strip():
        return "HEAD"
    log = subprocess.run(
        [*git, "log", "-1", "--format=%H", "--", "*/migrations/*.py"], capture_output=True, text=True
    )
    before = subprocess.run(
        [*git, "rev-parse", "--verify", "--quiet", f"{log.stdout.strip()}~1"], capture_output=True, text=True
    )
    return before.stdout.strip()


def _sessions_of(code: Path, environment: dict[str, str]) -> dict[str, str]:
    """Somebody signed in with that code: it may keep sessions in another way."""
    script = (
        "from django.test import Client; from accounts.models import User\n"
        "for name in ('writer', 'approver'):\n"
        "    client = Client(SERVER_NAME='localhost'); client.force_login(User.objects.get(username=name))\n"
        "    print(name, next(morsel.value for key, morsel in client.cookies.items() if 'session' in key))\n"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", script],
        cwd=code,
        env=environment | {"PYTHONPATH": os.fspath(code)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = dict(line.split() for line in done.stdout.splitlines()[-2:])
    return {
        name: f"session={key}; sessionid={key}; csrf={desk.TOKEN}; csrftoken={desk.TOKEN}"
        for name, key in found.items()
    }

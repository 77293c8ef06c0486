"""Processes that are killed, restarted or frozen while eight people write."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress

from django.conf import settings
from django.db import connection, connections

from accounts.models import User
from publishing import mail
from publishing.models import Edition, LedgerEvent, Letter
from tests.copies import ROOT
from tests.faults.ground import Ground, Outcome
from tests.faults.officers import ADD, ALL_TICKS, Officers, empty_form, post, reckon, session

FROZEN = 3  # seconds
AT_ONCE = 8


def one_worker(ground: Ground, rounds: int) -> Outcome:
    outcome = Outcome("kill -9 of a worker under 8 writers", rounds)
    ground.serve()
    with Officers(ground, "worker") as officers:
        for _ in range(rounds):
            officers.go_on(6)
            os.kill(random.choice(ground.workers_now()), signal.SIGKILL)
        officers.go_on(3)
    reckon(outcome, ground, officers)
    ground.stop()
    return outcome


def whole_site(ground: Ground, rounds: int) -> Outcome:
    """Master and workers at once, as when the machine loses its power; then it starts again."""
    outcome = Outcome("kill -9 of the whole site under 8 writers", rounds)
    ground.serve()
    with Officers(ground, "site") as officers:
        for _ in range(rounds):
            officers.go_on(6)
            ground.kill()
            ground.serve()
        officers.go_on(3)
    reckon(outcome, ground, officers)
    ground.stop()
    return outcome


def database_killed(ground: Ground, rounds: int) -> Outcome:
    return _database(
        "kill -9 of PostgreSQL under 8 writers",
        ground,
        rounds,
        lambda: (ground.cluster.kill(), time.sleep(0.5), ground.cluster.start()),
    )


def database_restarted(ground: Ground, rounds: int) -> Outcome:
    return _database("PostgreSQL restarted under 8 writers", ground, rounds, ground.cluster.restart)


def database_frozen(ground: Ground, rounds: int) -> Outcome:
    def freeze() -> None:
        ground.cluster.send(signal.SIGSTOP)
        time.sleep(FROZEN)
        ground.cluster.send(signal.SIGCONT)

    return _database(f"PostgreSQL frozen (SIGSTOP) {FROZEN} s under 8 writers", ground, rounds, freeze)


def database_locked(ground: Ground, rounds: int) -> Outcome:
    """What is nearest to a frozen server: somebody else holds SQLite's lock."""

    def lock() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            time.sleep(FROZEN)
            cursor.execute("ROLLBACK")
        connections.close_all()

    return _database(f"SQLite locked {FROZEN} s under 8 writers", ground, rounds, lock)


def _database(title: str, ground: Ground, rounds: int, harm) -> Outcome:
    outcome, longest = Outcome(title, rounds), 0.0
    ground.serve()
    connections.close_all()
    with Officers(ground, title[:20]) as officers:
        for _ in range(rounds):
            officers.go_on(6)
            harm()
            longest = max(longest, ground.until_it_answers())
        officers.go_on(3)
    reckon(outcome, ground, officers)
    outcome.said = f"answers again after {longest:.1f} s at the longest"
    ground.stop()
    return outcome


def backup_killed(ground: Ground, rounds: int) -> Outcome:
    """Backups while people write, every other one killed; the next must be whole. What is in them: `make drill`."""
    outcome, made = Outcome("backup under 8 writers, every other one killed", rounds), 0
    folder = ground.data_dir / "backups"
    command = [sys.executable, "manage.py", "backup", "--to", str(folder), "--key", "", "--keep-all"]
    ground.serve()
    with Officers(ground, "backup") as officers:
        for number in range(rounds):
            officers.go_on(3)
            process = subprocess.Popen(
                command, cwd=ROOT, env=ground.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            if number % 2:
                # Starting Django takes longer than the backup of a small site: kills are spread over both.
                with suppress(subprocess.TimeoutExpired):
                    process.wait(random.uniform(1, 4))
                process.kill()
            said = process.communicate()[0].decode()
            if process.returncode not in (0, -signal.SIGKILL):
                outcome.troubles.append(said[-300:])
            made += process.returncode == 0
    reckon(outcome, ground, officers)
    whole = len(list(folder.glob("*.tar")))
    if whole < made:
        outcome.troubles.append(f"{made} backups were said to be made, {whole} are there")
    outcome.said = f"{made} made"
    shutil.rmtree(folder)
    ground.stop()
    return outcome


def mail_down(ground: Ground, rounds: int) -> Outcome:
    """Nobody listens; then somebody who never answers. Letters wait, and go when there is a server again."""
    outcome, returned = Outcome("mail server away, then mute, under 8 writers", rounds), 0
    User.objects.filter(username__in=("writer", "approver", "reviewer", "chief")).update(
        email="desk@example.go.th"
    )
    form = empty_form()
    with closing(socket.create_server(("127.0.0.1", 0))) as mute:
        for address in ("smtp://127.0.0.1:9", f"smtp://127.0.0.1:{mute.getsockname()[1]}"):
            ground.serve(EMAIL_URL=address, EMAIL_FROM="website@example.go.th")
            with Officers(ground, f"mail {address[-5:]}") as officers:
                returned += sum(_send_back(ground, form, f"ส่งกลับ {number}") for number in range(rounds))
                officers.go_on(3)
            reckon(outcome, ground, officers)
            ground.stop()
    waiting = Letter.objects.filter(sent_at=None).count()
    outcome.acknowledged += returned
    if waiting != returned:
        outcome.lost.append(f"{returned} were sent back, {waiting} letters wait")
    Letter.objects.update(next_at="2020-01-01T00:00Z")
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    sent, failed = mail.send_due()
    if failed or sent != waiting:
        outcome.troubles.append(f"of {waiting} letters {sent} went afterwards")
    User.objects.update(email="")
    connections.close_all()
    outcome.said = f"{waiting} letters waited and went afterwards"
    return outcome


def _send_back(ground: Ground, form: dict[str, object], title: str) -> bool:
    """Whether the approver was told that it went back; the writer is owed a letter then."""
    _, submit = post(ground, "writer", ADD, form | {"title": title})
    post(ground, "writer", submit, {"seen": "1", **dict.fromkeys(ALL_TICKS, "on")})
    status, _ = post(
        ground, "approver", submit.replace("/submit/", "/return/"), {"seen": "2", "note": "ขอให้แก้ไข"}
    )
    return status == 302


def pages_gone(ground: Ground, rounds: int) -> Outcome:
    """The folder of ready pages is deleted, and replaced by a file, while people write and read."""
    outcome = Outcome("folder of ready pages gone, then unusable", rounds)
    folder = ground.data_dir / "pages"
    ground.serve()
    with Officers(ground, "pages") as officers:
        for number in range(rounds):
            officers.go_on(3)
            shutil.rmtree(folder, ignore_errors=True)
            if number % 2:
                with suppress(OSError):  # somebody was quicker and has made the folder again
                    folder.write_text("")
            for _ in range(5):
                if (status := ground.status()) != 200:
                    outcome.troubles.append(f"the home page was answered with {status}")
            if folder.is_file():
                folder.unlink()
    reckon(outcome, ground, officers)
    ground.stop()
    return outcome


def double_submit(ground: Ground, rounds: int) -> Outcome:
    """Who presses a button eight times: one submit and one publication, each once in the ledger."""
    outcome = Outcome(f"the same form sent {AT_ONCE} times at once", rounds)
    ground.serve()
    form = empty_form()
    for person in ("writer", "approver"):
        session(person)  # Not first in a thread, which would leave its connection to the database open.
    ticks = dict.fromkeys(ALL_TICKS, "on")
    for number in range(rounds):
        title = f"กดซ้ำ {number}"
        _, submit = post(ground, "writer", ADD, form | {"title": title})
        edition = int(submit.split("/")[4])
        for person, path, fields in (
            ("writer", submit, {"seen": "1", **ticks}),
            ("approver", submit.replace("/submit/", "/approve/"), {"seen": "2", "when": "now", **ticks}),
        ):
            answers = _at_once(ground, person, path, fields)
            outcome.acknowledged += answers.count(302)
            outcome.refused += AT_ONCE - answers.count(302)
            if answers.count(302) != 1 or set(answers) > {302, 409}:
                outcome.troubles.append(f"{title}: answered with {sorted(answers)}")
        moves = (
            LedgerEvent.objects.filter(edition=edition)
            .exclude(to_state="")
            .values_list("to_state", flat=True)
        )
        if sorted(moves) != ["draft", "published", "submitted"]:
            outcome.lost.append(f"{title}: the ledger says {sorted(moves)}")
        if Edition.objects.get(pk=edition).state != "published":
            outcome.lost.append(f"{title}: not published")
    ground.until_it_answers()
    connections.close_all()
    ground.stop()
    return outcome


def _at_once(ground: Ground, person: str, path: str, fields: dict) -> list[int]:
    barrier, answers = threading.Barrier(AT_ONCE), []

    def press() -> None:
        barrier.wait()
        answers.append(post(ground, person, path, fields)[0])

    threads = [threading.Thread(target=press) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers

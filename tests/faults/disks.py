"""Disks that are full or read-only, each a small one in memory: for the database, the files, the logs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from tests.faults.ground import Disk, Ground, Outcome
from tests.faults.officers import Officers, reckon

FULL = 1.5  # seconds
SPARE = {"database": 64, "files": 16, "log": 2}  # megabytes; /healthz wants 32 of them


@contextmanager
def disk_of_database(ground: Ground) -> Iterator[Disk]:
    """Of everything that the site writes with SQLite; of PostgreSQL's server alone otherwise."""
    connections.close_all()
    place = ground.cluster.data if ground.cluster else ground.data_dir
    if ground.cluster:
        ground.cluster.stop()
    try:
        with Disk(place, SPARE["database"]) as disk:
            if ground.cluster:
                disk.give_to_postgres()
                ground.cluster.start()
            yield disk
            connections.close_all()
            if ground.cluster:
                ground.cluster.stop()
    finally:
        if ground.cluster:
            ground.cluster.start()


def database_full(ground: Ground, rounds: int) -> Outcome:
    """PostgreSQL may end itself when it cannot write its log, and is then started again."""
    outcome, ended = Outcome("disk of the database full under 8 writers", rounds), 0

    def harm(disk: Disk) -> None:
        nonlocal ended
        disk.fill()
        time.sleep(FULL)
        disk.free()
        time.sleep(0.5)
        if ground.cluster and not ground.cluster.runs:
            ended += 1
            ground.cluster.start()

    with disk_of_database(ground) as disk:
        _under_load(outcome, ground, "full", lambda: harm(disk))
    if ground.cluster:
        outcome.said = f"PostgreSQL ended itself {ended} times and was started again"
    return outcome


def database_read_only(ground: Ground, rounds: int) -> Outcome:
    """Found so at the start, as after a fault of the disk. Nothing can be promised then; what was promised before stays."""
    outcome, seen = Outcome("disk of the database read-only at the start", rounds), []
    with disk_of_database(ground) as disk:
        for number in range(rounds):
            ground.serve()
            with Officers(ground, f"read-only {number}") as officers:
                officers.go_on(6)
            reckon(outcome, ground, officers)
            ground.stop()
            connections.close_all()
            _serve_read_only(ground, disk, seen)
    ground.serve()
    ground.until_it_answers()
    ground.stop()
    outcome.said = f"home page meanwhile: {sorted(set(seen))}"
    if not set(seen) <= {200, 503}:
        outcome.troubles.append(outcome.said)
    return outcome


def _serve_read_only(ground: Ground, disk: Disk, seen: list[int]) -> None:
    if ground.cluster:
        ground.cluster.stop()
    with disk.read_only():
        if ground.cluster and ground.cluster.starts():
            raise RuntimeError("PostgreSQL starts on a disk that is read-only")
        ground.serve()
        seen += [ground.status() for _ in range(3)]
        ground.stop()
    if ground.cluster:
        ground.cluster.start()


def files_full(ground: Ground, rounds: int) -> Outcome:
    outcome = Outcome("disk of the files full under 8 writers", rounds)
    with Disk(ground.data_dir / "files", SPARE["files"]) as disk:
        _under_load(outcome, ground, "files full", lambda: _full_for_a_while(disk))
    return outcome


def files_read_only(ground: Ground, rounds: int) -> Outcome:
    outcome = Outcome("disk of the files read-only under 8 writers", rounds)

    def harm() -> None:
        with disk.read_only():
            time.sleep(FULL)

    with Disk(ground.data_dir / "files", SPARE["files"]) as disk:
        _under_load(outcome, ground, "files read-only", harm)
    return outcome


def logs_full(ground: Ground, rounds: int) -> Outcome:
    """Nothing of the work may depend on them: not one write is refused."""
    outcome = Outcome("disk of the logs full under 8 writers", rounds)
    with Disk(ground.data_dir / "log", SPARE["log"]) as disk:
        _under_load(outcome, ground, "logs full", lambda: _full_for_a_while(disk))
    if outcome.refused:
        outcome.troubles.append(f"{outcome.refused} writes were refused")
    return outcome


def logs_read_only(ground: Ground, rounds: int) -> Outcome:
    outcome = Outcome("disk of the logs read-only under 8 writers", rounds)
    with Disk(ground.data_dir / "log", SPARE["log"]) as disk, disk.read_only():
        _under_load(outcome, ground, "logs read-only", lambda: None)
    if outcome.refused:
        outcome.troubles.append(f"{outcome.refused} writes were refused")
    return outcome


def _full_for_a_while(disk: Disk) -> None:
    disk.fill()
    time.sleep(FULL)
    disk.free()


def _under_load(outcome: Outcome, ground: Ground, name: str, harm: Callable[[], None]) -> None:
    connections.close_all()
    ground.serve()
    with Officers(ground, name) as officers:
        for _ in range(outcome.rounds):
            officers.go_on(6)
            harm()
            ground.until_it_answers()
        officers.go_on(3)
    reckon(outcome, ground, officers)
    ground.stop()

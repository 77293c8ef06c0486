"""The site under faults (`make faults`): after each, what was acknowledged is there, nothing is half-done, readers are answered.

    python -m tests.faults --rounds 10              on SQLite, then on a PostgreSQL of its own
    python -m tests.faults --rounds 10 --only disk  the cases with this word in their function's name
    python -m tests.faults --rounds 2 --here --small

With DATABASE_URL naming a PostgreSQL server: in a new database there, and that server is not killed. Full and read-only
disks need root, who then works with mounts of his own. Exit status 1 when something is lost or not as it should be.
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.copies import NOT_INHERITED, ROOT
from tests.faults import kills
from tests.faults.ground import OWN_MOUNTS, Cluster, Ground, Outcome, may_mount
from tests.harness import on_postgresql, parser, print_table

#: Rounds from which on the kills at single steps meet every step.
STEPS = 30


def chosen(ground: Ground, only: str, small: bool) -> list:
    """The cases that can be played here. The clock goes last: its editions are of years to come."""
    from tests.faults import clocks, crowds, disks, migrations, servers

    if small:
        return [servers.double_submit]
    cases = [servers.one_worker, servers.whole_site]
    if ground.cluster:
        cases += [servers.database_killed, servers.database_restarted, servers.database_frozen]
    elif ground.vendor == "SQLite":
        cases += [servers.database_locked]
    if may_mount() and (ground.cluster or ground.vendor == "SQLite"):
        cases += [disks.database_full, disks.database_read_only]
    if may_mount():
        cases += [disks.files_full, disks.files_read_only, disks.logs_full, disks.logs_read_only]
    cases += [servers.double_submit, servers.backup_killed, servers.mail_down, servers.pages_gone]
    cases += [migrations.killed, migrations.old_workers, crowds.uploads, crowds.slow_clients]
    cases += [clocks.due_by_many, clocks.turns, clocks.set_back]
    return [case for case in cases if only in f"{case.__module__}.{case.__name__}"]


def run(cluster: Cluster | None, rounds: int, only: str, small: bool) -> bool:
    """Everything on one database; the tables and the verdict."""
    logging.disable(logging.WARNING)  # the workflow tells of every refusal
    with Ground(cluster) as ground:
        print(f"\nFaults on {ground.vendor}\n", flush=True)
        steps = rounds if small else max(rounds, STEPS)
        fine = only not in "kills" or kills.run(steps)
        outcomes = []
        for case in chosen(ground, only, small):
            began = time.monotonic()
            try:
                outcomes.append(case(ground, 1 if small else rounds))
            except Exception:  # noqa: BLE001 - the other cases are played all the same
                outcomes.append(Outcome(case.__name__, troubles=[traceback.format_exc(limit=-4)]))
                ground.kill()
            one, seconds = outcomes[-1], time.monotonic() - began
            said = f"{one.acknowledged} acknowledged, {len(one.lost)} lost, {len(one.troubles)} troubles"
            print(f"{seconds:6.0f} s  {one.title}: {said}", file=sys.stderr, flush=True)
        ground.stop()  # Its connections would be waited for.
        fine = (only not in "kills" or kills.prove(steps)) and fine
        if not may_mount():
            print("Full and read-only disks were left out: they need root.")
    print()
    print_table(
        ["fault", "rounds", "acknowledged", "lost", "refused", "troubles", "besides"],
        [
            [one.title, one.rounds, one.acknowledged, len(one.lost), one.refused, len(one.troubles), one.said]
            for one in outcomes
        ],
    )
    for one in outcomes:
        for sentence in [*one.lost[:10], *one.troubles[:10]]:
            print(f"  {one.title}: {sentence}")
    return fine and all(one.faultless for one in outcomes)


def with_own_mounts() -> None:
    """Begin again as root with mounts of one's own, where that is possible."""
    if os.geteuid() or may_mount() or not shutil.which("unshare"):
        return
    again = ["unshare", "--mount", "--propagation", "private"]
    if subprocess.run([*again, "true"], stderr=subprocess.DEVNULL).returncode == 0:
        os.environ[OWN_MOUNTS] = "1"
        os.execvp(again[0], [*again, sys.executable, "-m", "tests.faults", *sys.argv[1:]])


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--rounds", type=int, default=10, help="rounds of every case")
    arguments.add_argument("--only", default="", help="a part of the names of the cases wanted")
    arguments.add_argument("--small", action="store_true", help="what the test suite plays")
    arguments.add_argument("--postgresql", action="store_true", help="only on a PostgreSQL of its own")
    options = arguments.parse_args()
    if not options.small:
        with_own_mounts()
    asked = options.rounds, options.only, options.small
    if not options.postgresql:
        fine = run(None, *asked)
        if options.here or on_postgresql():
            return 0 if fine else 1
        # A process has one database only.
        clean = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        command = [sys.executable, "-m", "tests.faults", *sys.argv[1:], "--postgresql"]
        sys.stdout.flush()
        return subprocess.run(command, cwd=ROOT, env=clean).returncode or (0 if fine else 1)
    with tempfile.TemporaryDirectory(prefix="ponko-cluster-") as folder:
        cluster = Cluster(Path(folder))
        if not cluster.bin:
            print("\nPostgreSQL's server is not installed: SQLite only.")
            return 0
        with cluster:
            os.environ["DATABASE_URL"] = cluster.address
            return 0 if run(cluster, *asked) else 1


if __name__ == "__main__":
    sys.exit(main())

"""How long a night takes and how much memory (`make night-bench`): every step of the clock with many publications.

    python -m tests.night                  5,000 publications on SQLite
    python -m tests.night --postgres       and then on a PostgreSQL of its own
    python -m tests.night --items 20000

The clock runs in processes of its own, as from a timer: once after the loading, when the search index is made and all is new,
then in the night after, when nothing has changed and all is looked at again. The bar for that night is 2 minutes and
300 MB. Outside links are looked at as well; on a machine without a network each fails at its name.
Figures are printed, never tested.
"""

import resource
import subprocess
import sys
import time

from tests.bench import machine
from tests.harness import Copy, again_on_postgresql, on_postgresql, parser, print_table
from tests.site import ROOT

#: The check of what is complete stops after 20 seconds and goes on a minute later.
MINUTES = 8
SLOWEST = 6  # steps that are named
TICK = """
import resource, sys
from datetime import timedelta
import django, time_machine
from django.utils import timezone
django.setup()
from django.core.management import call_command
for minute in range(int(sys.argv[2])):
    with time_machine.travel(timezone.now() + timedelta(days=int(sys.argv[1]), minutes=minute)):
        call_command("tick")
who = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
print("peak", *(resource.getrusage(one).ru_maxrss // 1024 for one in who))
"""


def run(items: int) -> None:
    with Copy() as copy:
        from django.db import connection, transaction

        from publishing.models import ClockStep
        from tests import bulk

        with transaction.atomic():
            bulk.load(items)
        name = connection.display_name
        connection.close()
        print(f"\n{name}: {items} publications; {machine()}")
        rows = []
        for what, days in (("after the loading", 0), ("the first night", 1), ("another night", 2)):
            rows.append([what, *tick(copy, days)])
            steps = ClockStep.objects.order_by("-milliseconds")[:SLOWEST]
            print(
                f"{what}: "
                + ", ".join(
                    f"{step.name.rpartition('.')[2]} {step.milliseconds / 1000:.1f} s" for step in steps
                )
            )
            connection.close()
        print()
        print_table(["night", "seconds", "processor", "MB", "MB of other programs"], rows)


def tick(copy: Copy, days: int) -> list[object]:
    """Seconds on the clock, of the processor, and the most memory of the clock and of the programs that it called."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", TICK, str(days), str(MINUTES)],
        cwd=ROOT,
        env=copy.environment,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"tick failed:\n{done.stdout}{done.stderr}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peaks = done.stdout.splitlines()[-1].split()[1:]
    return [round(time.perf_counter() - begin, 1), round(used, 1), *peaks]


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--items", type=int, default=5000, help="publications to load")
    arguments.add_argument("--postgres", action="store_true", help="again on a PostgreSQL of its own")
    options = arguments.parse_args()
    run(options.items)
    if options.postgres and not options.here and not on_postgresql():
        return again_on_postgresql("tests.night")
    return 0


if __name__ == "__main__":
    sys.exit(main())

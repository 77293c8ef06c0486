"""Which kind and number of gunicorn's workers answers most: what deploy/gunicorn.conf.py says is taken from this.

    python -m tests.bench_workers                   3 rounds of 3 seconds each, about six minutes
    DATABASE_URL=… python -m tests.bench_workers    on PostgreSQL (tests/tools/with_postgres.sh)

A ready page over 16 kept connections, and the same page made anew for each of 8 readers (PAGE_CACHE=0). The order of the
kinds turns from round to round. Figures are printed, never tested: machines differ.
"""

import statistics
import sys
from argparse import ArgumentParser
from contextlib import ExitStack

from tests.bench import machine
from tests.bench_delivery import PAGE, ask
from tests.harness import print_table
from tests.site import Site

#: Workers, and what else is said to gunicorn. The first is what is shipped on two processors.
KINDS = {
    "gthread 2×4": (2, ""),
    "gthread 1×8": (1, "--threads 8"),
    "gthread 2×2": (2, "--threads 2"),
    "gthread 2×8": (2, "--threads 8"),
    "gthread 3×4": (3, ""),
    "gthread 4×2": (4, "--threads 2"),
    "sync 2": (2, "--worker-class sync --threads 1"),
    "sync 4": (4, "--worker-class sync --threads 1"),
}
#: What is asked for: the environment, and how many ask at once.
PAGES = {"ready": ({}, 16), "made anew": ({"PAGE_CACHE": "0"}, 8)}


def main() -> int:
    arguments = ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("--seconds", type=int, default=3, help="of each round")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    found: dict[tuple[str, str], list[dict[str, float]]] = {}
    for page, (environment, connections) in PAGES.items():
        with ExitStack() as stack:
            sites = {}
            for kind, (workers, said) in KINDS.items():
                own = environment | {"GUNICORN_CMD_ARGS": said}
                sites[kind] = stack.enter_context(Site(demo=True, workers=workers, environment=own))
            for number in range(options.rounds):
                kinds = [*KINDS][number % len(KINDS) :] + [*KINDS][: number % len(KINDS)]
                for kind in kinds:
                    one = ask(f"{sites[kind].address}{PAGE}", options.seconds, connections=connections)
                    found.setdefault((kind, page), []).append(one)
    rows = []
    for kind in KINDS:
        row = [kind]
        for page in PAGES:
            rate = statistics.median(one["rate"] for one in found[kind, page])
            first = statistics.median(one["rate"] for one in found[next(iter(KINDS)), page])
            slow = statistics.median(one["p99"] for one in found[kind, page])
            row += [f"{rate:.0f}", f"{rate / first:.2f}", f"{slow:.0f}"]
        rows.append(row)
    print(f"\n{PAGE}, median of {options.rounds} rounds of {options.seconds} s; {machine()}\n")
    print_table(
        ["workers", *(f"{page}{what}" for page in PAGES for what in (", a second", ", ratio", ", p99 ms"))],
        rows,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

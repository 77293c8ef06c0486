"""Each step of docs/scaling.md, tried on one machine (`make scaling`). Exit status 1 when one of them does not hold.

tests/tools/with_postgres.sh python -m tests.scaling [servers|replica|store …]
"""

import sys
from argparse import ArgumentParser

from tests.scaling import replica, servers, store

PARTS = {"servers": servers.run, "replica": replica.run, "store": store.run}


def main() -> int:
    arguments = ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all when none is named")
    arguments.add_argument("--seconds", type=int, default=20, help="of load, for each")
    options = arguments.parse_args()
    fine = [PARTS[name](options.seconds) for name in options.parts or PARTS]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())

"""kill -9 in the middle of the work, at every step of it (`make faults`).

    python -m tests.faults --rounds 30           on SQLite, then on a PostgreSQL of its own
    python -m tests.faults --rounds 6 --here   six kills an operation, spread over its steps

With DATABASE_URL naming a PostgreSQL server: in a new database there. From 30 rounds on every step is met once at
least; on PostgreSQL it is the client that is killed. After each kill a fresh process looks at what is left: it must
be as before or as after, never in between. Exit status 1 when it was not.
"""

import logging
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing.connection import Connection

from tests.harness import Copy, again_on_postgresql, on_postgresql, parser, print_table

EVERY_STEP_FROM = 30  # rounds
_processes = multiprocessing.get_context("fork")


@dataclass
class Tally:
    """The kills of one operation."""

    title: str
    steps: int
    kills: int = 0
    before: int = 0  # left as if it had not begun
    after: int = 0  # left as if it had been finished
    half_done: int = 0
    troubles: list[str] = field(default_factory=list)

    @property
    def faultless(self) -> bool:
        return self.half_done == 0 and not self.troubles


def _tell(pipe: Connection, function: Callable, arguments: tuple) -> None:
    logging.disable(logging.CRITICAL)
    pipe.send(function(*arguments))


def in_new_process(function: Callable, *arguments: object) -> object:
    """What `function` gave back in a process of its own; None when that was killed.

    Raises RuntimeError when it ended in any other way (its traceback is on stderr).
    """
    ours, theirs = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_tell, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    try:
        result = ours.recv()
    except EOFError:
        result = None
    process.join()
    if process.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"{function.__name__}{arguments} failed")
    return result


def places(steps: int, rounds: int) -> Iterator[int]:
    """The steps at which to kill: all of them and round again, or `rounds` spread from the first to the last."""
    if rounds >= EVERY_STEP_FROM:
        return islice(cycle(range(1, steps + 1)), max(rounds, steps))
    return (1 + number * (steps - 1) // max(rounds - 1, 1) for number in range(rounds))


def interrupt(title: str, rounds: int) -> Tally:
    """Kill one operation at its steps, each time in a new situation."""
    from tests import fault_cases as cases

    # Once without a kill: how many steps there are, and what before and after look like.
    edition = in_new_process(cases.arrange, title)
    before = in_new_process(cases.facts, edition)
    tally = Tally(title, steps=in_new_process(cases.perform, title, edition, 0))
    after = in_new_process(cases.facts, edition)
    assert before != after, title
    for place in places(tally.steps, rounds):
        edition = in_new_process(cases.arrange, title)
        if in_new_process(cases.perform, title, edition, place) is not None:
            raise RuntimeError(f"{title}: step {place} was not met")
        tally.kills += 1
        tally.troubles += [
            f"step {place}: {sentence}" for sentence in in_new_process(cases.troubles, edition)
        ]
        left = in_new_process(cases.facts, edition)
        tally.before += left == before
        tally.after += left == after
        tally.half_done += left not in (before, after)
    return tally


def run(rounds: int) -> bool:
    """Every operation, the table, the verdict."""
    with Copy() as copy:
        from tests import fault_cases as cases

        cases.warm_up()
        begin = time.monotonic()
        tallies = [interrupt(operation.title, rounds) for operation in cases.OPERATIONS]
        faults = in_new_process(cases.everything)
        seconds = time.monotonic() - begin
        proof = interrupt(cases.CARELESS.title, min(rounds, EVERY_STEP_FROM - 1))
        engine = "PostgreSQL" if copy.environment.get("DATABASE_URL") else "SQLite"
    print(f"\nKills on {engine}: {sum(tally.kills for tally in tallies)} in {seconds:.0f} s\n")
    print_table(
        ["operation", "steps", "kills", "as before", "as after", "half-done", "troubles"],
        [
            [
                tally.title,
                tally.steps,
                tally.kills,
                tally.before,
                tally.after,
                tally.half_done,
                len(tally.troubles),
            ]
            for tally in [*tallies, proof]
        ],
    )
    for tally in tallies:
        for sentence in tally.troubles:
            print(f"  {tally.title}: {sentence}")
    print(
        f"Afterwards: {'; '.join(faults) or 'ledger whole, states as the ledger tells, every file as checked'}"
    )
    if proof.faultless:
        print("The careless operation was never caught half-done: these kills prove nothing.")
    return all(tally.faultless for tally in tallies) and not faults and not proof.faultless


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--rounds", type=int, default=30, help="kills of every operation")
    options = arguments.parse_args()
    status = 0 if run(options.rounds) else 1
    if not options.here and not on_postgresql():
        status = again_on_postgresql("tests.faults") or status
    return status


if __name__ == "__main__":
    sys.exit(main())

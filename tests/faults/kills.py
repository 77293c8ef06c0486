"""kill -9 at every step of an operation: before and after every statement, commit and file.

After each kill a fresh process looks at what is left: it must be as before or as after, never in between. On PostgreSQL it is
the client that is killed.
"""

import logging
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice

from tests.harness import print_table

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


def in_new_process(function: Callable, *arguments: object) -> object:
    """What `function` gave back in a process of its own; None when that was killed.

    Raises RuntimeError when it ended in any other way (its traceback is on stderr).
    """
    return told_by(function, *arguments)[-1]


def told_by(function: Callable, *arguments: object) -> list[object]:
    """As `in_new_process()`; where `function` is a generator, all that it yields before it is killed, and None then."""
    ours, theirs = _processes.Pipe(duplex=False)
    process = _processes.Process(target=_tell, args=(theirs, function, arguments))
    process.start()
    theirs.close()
    told = []
    try:
        while True:
            told.append(ours.recv())
    except EOFError:
        pass
    process.join()
    if process.exitcode == -signal.SIGKILL:
        told.append(None)
    elif process.exitcode:
        raise RuntimeError(f"{function.__name__}{arguments} failed")
    return told


def _tell(pipe, function: Callable, arguments: tuple) -> None:
    logging.disable(logging.CRITICAL)
    result = function(*arguments)
    for one in result if isinstance(result, Iterator) else [result]:
        pipe.send(one)


def places(steps: int, rounds: int) -> Iterator[int]:
    """The steps at which to kill: all of them and round again, or `rounds` spread from the first to the last."""
    if rounds >= EVERY_STEP_FROM:
        return islice(cycle(range(1, steps + 1)), max(rounds, steps))
    return (1 + number * (steps - 1) // max(rounds - 1, 1) for number in range(rounds))


def interrupt(title: str, rounds: int) -> Tally:
    """Kill one operation at its steps, each time in a new situation."""
    from tests.faults import operations

    # Once without a kill: how many steps there are, and what before and after look like.
    _, before, steps, after = told_by(operations.play, title, 0)
    tally = Tally(title, steps)
    assert before != after, title
    for place in places(steps, rounds):
        edition, _, end = told_by(operations.play, title, place)
        if end is not None:
            raise RuntimeError(f"{title}: step {place} was not met")
        tally.kills += 1
        left, troubles = in_new_process(operations.examine, edition)
        tally.troubles += [f"step {place}: {sentence}" for sentence in troubles]
        tally.before += left == before
        tally.after += left == after
        tally.half_done += left not in (before, after)
    return tally


def run(rounds: int) -> bool:
    """Every operation, the table, the verdict."""
    from tests.faults import operations

    operations.warm_up()
    tallies = [interrupt(operation.title, rounds) for operation in operations.OPERATIONS]
    faults = in_new_process(operations.everything)
    print_table(
        ["killed at its steps", "steps", "kills", "as before", "as after", "half-done", "troubles"],
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
            for tally in tallies
        ],
    )
    for tally in tallies:
        for sentence in tally.troubles:
            print(f"  {tally.title}: {sentence}")
    print(
        f"Afterwards: {'; '.join(faults) or 'ledger whole, states as the ledger tells, every file as checked'}"
    )
    return all(tally.faultless for tally in tallies) and not faults


def prove(rounds: int) -> bool:
    """Whether an operation without a transaction is caught. The last of all: what it leaves does not agree."""
    from tests.faults import operations

    proof = interrupt(operations.CARELESS.title, min(rounds, EVERY_STEP_FROM - 1))
    print(f"\nA careless operation, killed {proof.kills} times: {proof.half_done} times caught half-done.")
    if proof.faultless:
        print("The careless operation was never caught half-done: these kills prove nothing.")
    return not proof.faultless

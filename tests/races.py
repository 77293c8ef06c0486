"""Many people at the same moment: real processes collide on one database, round after round (`make races`).

    python -m tests.races --rounds 100           on SQLite, then on a PostgreSQL of its own
    python -m tests.races --rounds 4 --here

With DATABASE_URL naming a PostgreSQL server: in a new database there. The processes live over all rounds, and a
barrier lets them loose together. Exit status 1 when a round had no winner or two, or anybody met an error.
"""

import logging
import multiprocessing
import random
import sys
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from tests.harness import Copy, again_on_postgresql, on_postgresql, parser, print_table

LONGEST_WAIT = 60  # seconds; a process that is gone must not hold up the others for ever
PEOPLE = 8
_processes = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Answer:
    """What one person met: won or not, the error if any, and when (monotonic seconds) they acted."""

    won: bool
    error: str
    begin: float
    end: float


@dataclass
class Tally:
    """The rounds of one case."""

    title: str
    rounds: int = 0
    one_winner: int = 0
    collided: int = 0  # rounds in which two had begun before one had ended
    errors: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def faultless(self) -> bool:
        return self.one_winner == self.rounds and not self.errors and not self.wrong


def act_when_told(pipe: Connection, barriers: dict[int, Barrier]) -> None:
    """The life of one process: look, wait for the others, act, tell."""
    logging.disable(logging.CRITICAL)
    from tests.race_cases import CARELESS, CASES, REFUSALS

    cases = {case.title: case for case in [CARELESS, *CASES]}
    while (task := pipe.recv()) is not None:
        title, place, number = task
        case = cases[title]
        won, error = False, ""
        act = case.people[place](number)
        next(act)
        barriers[len(case.people)].wait(LONGEST_WAIT)
        if case.lags:
            time.sleep(random.uniform(0, case.lags[place]))
        begin = time.monotonic()
        try:
            next(act)
        except StopIteration as done:
            won = done.value
        except REFUSALS:
            won = False
        except Exception as failure:  # noqa: BLE001 - whatever it is, somebody would have met it
            error = f"{type(failure).__name__}: {' '.join(str(failure).split())[:160]}"
        pipe.send(Answer(won, error, begin, time.monotonic()))


class Crew:
    """The processes. Made before this process has a connection to the database, for a fork would share it."""

    def __init__(self):
        barriers = {number: _processes.Barrier(number) for number in (2, PEOPLE)}
        self.pipes: list[Connection] = []
        self.members = []
        for _ in range(PEOPLE):
            ours, theirs = _processes.Pipe()
            member = _processes.Process(target=act_when_told, args=(theirs, barriers), daemon=True)
            member.start()
            theirs.close()
            self.pipes.append(ours)
            self.members.append(member)

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self.pipes:
            pipe.send(None)
        for member in self.members:
            member.join(10)

    def collide(self, case, number: int) -> list[Answer]:
        """Everybody of `case` acts on `number` at the same moment."""
        pipes = self.pipes[: len(case.people)]
        for place, pipe in enumerate(pipes):
            pipe.send((case.title, place, number))
        answers = []
        for pipe in pipes:
            if not pipe.poll(LONGEST_WAIT * 2):
                raise RuntimeError(f"{case.title}: a process does not answer")
            answers.append(pipe.recv())
        return answers


def play(crew: Crew, case, rounds: int) -> Tally:
    """`rounds` rounds of one case."""
    tally = Tally(case.title)
    for _ in range(rounds):
        number = case.arrange()
        answers = crew.collide(case, number)
        won = tuple(answer.won for answer in answers)
        tally.rounds += 1
        tally.one_winner += sum(won) == 1
        tally.collided += max(answer.begin for answer in answers) < min(answer.end for answer in answers)
        tally.errors += [answer.error for answer in answers if answer.error]
        tally.slowest = max(tally.slowest, *(answer.end - answer.begin for answer in answers))
        outcome = case.outcome(number)
        if sum(won) == 1 and outcome != case.expected(won):
            tally.wrong.append(f"{won} won, yet it is {outcome}")
    return tally


def run(rounds: int) -> bool:
    """Every case, the table, the verdict."""
    with Copy() as copy, Crew() as crew:
        from tests.race_cases import CARELESS, CASES, after_all

        # What the site logs is in the table as well.
        logging.disable(logging.CRITICAL)
        begin = time.monotonic()
        proof = play(crew, CARELESS, min(max(rounds, 6), 10))
        tallies = [play(crew, case, rounds) for case in CASES]
        seconds = time.monotonic() - begin
        faults = after_all()
        engine = "PostgreSQL" if copy.environment.get("DATABASE_URL") else "SQLite"
    print(f"\nRaces on {engine}: {rounds} rounds a case, {seconds:.0f} s\n")
    print_table(
        ["case", "rounds", "one winner", "collided", "errors", "wrong end", "slowest ms"],
        [
            [tally.title, tally.rounds, tally.one_winner, tally.collided, len(tally.errors), len(tally.wrong),
             round(tally.slowest * 1000)]
            for tally in [*tallies, proof]
        ],
    )  # fmt: skip
    for tally in tallies:
        for sentence in sorted({*tally.errors, *tally.wrong}):
            print(f"  {tally.title}: {sentence}")
    print(
        f"Afterwards: {'; '.join(faults) or 'ledger whole, states as the ledger tells, one standing edition each'}"
    )
    if proof.one_winner == proof.rounds:
        print("The careless case found one winner every time: these rounds prove nothing.")
    return all(tally.faultless for tally in tallies) and not faults and proof.one_winner < proof.rounds


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--rounds", type=int, default=100, help="rounds of every case")
    options = arguments.parse_args()
    status = 0 if run(options.rounds) else 1
    if not options.here and not on_postgresql():
        status = again_on_postgresql("tests.races") or status
    return status


if __name__ == "__main__":
    sys.exit(main())

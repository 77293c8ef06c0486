"""Many at a time, and one by one where one of them fails: what cannot be taken in holds up nothing else."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError

logger = logging.getLogger(__name__)


def all_that_can(work: Callable[[list[int]], int], numbers: list[int], what: str) -> tuple[int, list[int]]:
    """`work(numbers)` as far as it can be done: how much that was, and the numbers of which it raised; these are logged.

    What the database says of itself (locked, full, gone) is raised: it is no fault of what was to be done.
    """
    try:
        return work(numbers), []
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # Whatever is wrong with one text, the others are to be found.
        if len(numbers) == 1:
            logger.exception("search: %s %s is not in the index as it stands", what, numbers[0])
            return 0, numbers
    done, failed = 0, []
    for number in numbers:
        more, not_done = all_that_can(work, [number], what)
        done += more
        failed += not_done
    return done, failed

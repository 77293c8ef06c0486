"""When what is looked at: a portion a minute by the clock, every night from the beginning, or all at once by a command."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from datetime import time as day_time

from django.conf import settings
from django.utils import timezone

from ponko_site.sentinel import records, stored
from ponko_site.sentinel.pages import Looker
from ponko_site.sentinel.stored import Wrong
from publishing.integrity import close_unseen, note
from publishing.models import IntegrityFinding, IntegrityRound

Kind = IntegrityFinding.Kind
#: A thing that was looked at ("" where one cannot go on from), and what is wrong with it.
Looked = tuple[str, list[Wrong]]
NIGHT = day_time(2, 30)  # a round is due when it began before the last time it was so late
SECONDS_A_RUN = 4


def _alone(found: Iterable[Wrong]) -> Iterator[Looked]:
    """What is looked at in one go."""
    yield "", list(found)


def _ledger(after: str, look: Looker, everything: bool) -> Iterator[Looked]:
    yield from _alone(records.ledger_faults())


def _store(after: str, look: Looker, everything: bool) -> Iterator[Looked]:
    yield from _alone(stored.strays())


def _static(after: str, look: Looker, everything: bool) -> Iterator[Looked]:
    yield from _alone(stored.static_files())


def _files(after: str, look: Looker, everything: bool) -> Iterator[Looked]:
    yield from stored.files_after(after, all_hashes=everything)


def _pages(after: str, look: Looker, everything: bool) -> Iterator[Looked]:
    if not after:
        yield from _alone(look.front_pages())
    yield from look.editions_after(after)


#: name → what it looks at behind a place, and the kinds that are its alone to find
ROUNDS: dict[str, tuple[Callable[[str, Looker, bool], Iterator[Looked]], list[Kind]]] = {
    "ledger": (_ledger, [Kind.LEDGER]),
    "store": (_store, [Kind.STRAY]),
    "static": (_static, [Kind.STATIC]),
    "files": (_files, [Kind.FILE]),
    "pages": (_pages, [Kind.PAGE, Kind.WORDING]),
}


def check_portion() -> int:
    """A step of the clock: the triggers, and for some seconds whatever round is due. Returns how many findings are new.

    Two queries when nothing is due. A first round waits for its night.
    """
    if not settings.SENTINEL:
        return 0
    new = _note(list(records.triggers()))
    rows = {row.name: row for row in IntegrityRound.objects.all()}
    until = time.monotonic() + SECONDS_A_RUN
    look = Looker()
    for name in ROUNDS:
        row = rows.get(name)
        now = timezone.now()
        if row is None:
            IntegrityRound.objects.get_or_create(name=name, defaults={"began_at": now, "done_at": now})
            continue
        if row.done_at is not None:
            if row.began_at >= _last_night(now):
                continue
            row.after, row.began_at, row.done_at = "", now, None
            row.save()
        new += _go_on(row, look, until)
        if time.monotonic() > until:
            break
    return new


def check_all() -> int:
    """Every round from beginning to end, each hash among it; returns how many findings are new."""
    new, look = 0, Looker(everything=True)
    for name in ROUNDS:
        row, _ = IntegrityRound.objects.update_or_create(
            name=name, defaults={"after": "", "began_at": timezone.now(), "done_at": None}
        )
        new += _go_on(row, look, None)
    return new


def _last_night(now: datetime) -> datetime:
    local = timezone.localtime(now)
    night = datetime.combine(local.date(), NIGHT, tzinfo=local.tzinfo)
    return night if local >= night else night - timedelta(days=1)


def _go_on(row: IntegrityRound, look: Looker, until: float | None) -> int:
    """Go on with a round from where it was, to its end or until it is time to stop."""
    looked_at, kinds = ROUNDS[row.name]
    new = 0
    for place, wrong in looked_at(row.after, look, until is None):
        new += _note(wrong)
        row.after = place or row.after
        if until is not None and time.monotonic() > until and place:
            row.save()
            return new
    close_unseen(kinds, row.began_at)
    row.done_at = timezone.now()
    row.save()
    return new


def _note(wrong: list[Wrong]) -> int:
    return sum(
        note(kind, {subject: sentence for one, subject, sentence in wrong if one == kind})
        for kind in {kind for kind, _, _ in wrong}
    )

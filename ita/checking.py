"""Running the checks and keeping what they found: facts (ita/facts.py), what the rules make of them, the score of the day."""

import json
import logging
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from datetime import time as day_time

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ita import files, rules, scoring, ways
from ita.facts import Gathering
from ita.models import Cycle, Evidence, Item, Level, Result, Score
from ita.rules import Judged
from ita.visitor import Visitor

logger = logging.getLogger(__name__)
NIGHT = day_time(2, 0)
SECONDS_A_RUN = 20  # of the clock for what moved; no batch begins later
SECONDS_OF_READING = 8  # of these, for files
SECONDS_AT_NIGHT = 15  # for files nobody has read; what is left is read in the minutes after
BATCH = 6  # items whose facts are gathered together
FAILED = "ระบบตรวจข้อนี้ไม่สำเร็จ ผลนี้จึงยังเชื่อถือไม่ได้"
ASK_ADMINISTRATOR = "แจ้งผู้ดูแลระบบ รายละเอียดอยู่ในบันทึกการทำงานของเครื่องแม่ข่าย"
CLOSED = 503  # what the site answers while it is closed for repair
#: As JSON writes it, which PostgreSQL does not take; somebody's typed \u0000 has one stroke more.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_later: ContextVar[bool] = ContextVar("later", default=False)


# When


def follow(sender, publication_id: int, **kwargs) -> None:
    """The items that a publication is evidence for are looked at again by the clock. One query.

    What the move changes in the lists that other ways run over is seen in the night.
    """
    evidence = Evidence.objects.standing().filter(
        publication=publication_id, item__cycle__status=Cycle.Status.OPEN
    )
    Item.objects.filter(pk__in=evidence.values("item")).update(stale=True)


def check_stale() -> int:
    """Look again at items whose evidence moved, as far as the time of a run goes; returns how many.

    Two queries when there is nothing to do. Safe to run at any time and many at once.
    """
    end = time.monotonic() + SECONDS_A_RUN
    _reread(files.read_waiting(SECONDS_OF_READING))
    stale = _items().filter(stale=True).order_by(F("checked_at").asc(nulls_first=True), "pk")
    keys = list(stale.values_list("pk", flat=True))
    visitor, done = Visitor(), 0
    if not keys or _is_closed(visitor):
        return 0
    if not ways.is_known():
        ways.walk(visitor)
    while keys and time.monotonic() < end:
        batch, keys = keys[:BATCH], keys[BATCH:]
        done += _check(batch, visitor, reads=True)
    return done


def nightly() -> int:
    """Once a day after NIGHT: all items of open cycles, with a fresh walk over the site; returns how many.

    One query when the night's run was made; a run that was missed is made once. Of two clocks one runs: who claims the items.
    What was claimed by a run that died stays stale, so the clock looks at it.
    """
    now = timezone.now()
    before = Q(checked_at=None) | Q(checked_at__lt=_last_night(now))
    if not _items().filter(before).exists() or _is_closed(Visitor()):
        return 0
    if not Item.objects.filter(before, pk__in=_items().values("pk")).update(checked_at=now, stale=True):
        return 0
    return check(_items(), walk=True)


@contextmanager
def later() -> Iterator[None]:
    """For who writes much evidence at once: within, `check_now()` leaves the item to the clock, and so does who asks whether
    the page of a channel opens. It cannot be asked where a site is being made, before its styles are collected.
    """
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def is_later() -> bool:
    return _later.get()


def check_now(item: Item) -> None:
    """One item within a request: its files are not read, only what is known of them is used."""
    if is_later():
        return
    _check([item.pk], Visitor(), reads=False)


def check(items: Iterable[Item], walk: bool = False) -> int:
    """Read files that wait, walk over the site if asked for, and check these items; returns how many. Those of closed cycles
    never are.
    """
    keys = [item.pk for item in items]
    _reread(files.read_waiting(SECONDS_AT_NIGHT))
    visitor = Visitor()
    fresh = walk and ways.walk(visitor) > 0
    return _check(keys, visitor, fresh=fresh, reads=True)


def _items() -> QuerySet[Item]:
    return Item.objects.filter(cycle__status=Cycle.Status.OPEN)


def _last_night(now: datetime) -> datetime:
    """The last time that it was NIGHT in Bangkok."""
    local = timezone.localtime(now)
    night = datetime.combine(local.date(), NIGHT, local.tzinfo)
    return night if night <= local else night - timedelta(days=1)


def _is_closed(visitor: Visitor) -> bool:
    """While the site is closed for repair nothing can be said of it; the first run afterwards does."""
    return visitor.open("/").page.status == CLOSED


def _reread(fingerprints: list[str]) -> None:
    """The items that show these files are stale."""
    if fingerprints:
        shown = Evidence.objects.standing().filter(
            publication__editions__attachments__stored__sha256__in=fingerprints
        )
        Item.objects.filter(pk__in=_items().filter(evidence__in=shown).values("pk")).update(stale=True)


# The check


def _check(keys: list[int], visitor: Visitor, *, fresh: bool = False, reads: bool = False) -> int:
    may = Item.objects.filter(pk__in=keys).exclude(cycle__status=Cycle.Status.CLOSED)
    keys = list(may.values_list("pk", flat=True))
    if not keys:
        return 0
    # Before anything is asked: a move meanwhile makes it stale again.
    Item.objects.filter(pk__in=keys).update(stale=False)
    left = set(keys)
    try:
        gathering = Gathering(keys, visitor=visitor, fresh=fresh, reads=reads)
        for item in gathering.items:
            facts = _facts(gathering, item)
            if _keep(item, facts, judge(facts, versions_of(item.cycle))):
                left.discard(item.pk)
    finally:
        if left:
            Item.objects.filter(pk__in=left).update(stale=True)
    cycles = Cycle.objects.filter(pk__in={item.cycle_id for item in gathering.items})
    for cycle in cycles.exclude(status=Cycle.Status.CLOSED):
        score(cycle)
    return len(keys)


def _facts(gathering: Gathering, item: Item) -> dict:
    """The facts as they come back from the database. Where they cannot be had, the reason stands in `fault`."""
    try:
        text = json.dumps(gathering.of(item))
    except Exception:  # Whatever it is, the other items have nothing to do with it.
        logger.exception("ita: the facts of item %s could not be gathered", item.pk)
        text = json.dumps(gathering.head(item) | {"fault": FAILED})
    return json.loads(_NUL.sub(r"\1", text))


def judge(facts: dict, versions: dict[str, int]) -> list[Judged]:
    """What the rules say; a check that raises is one that failed, and the others go on."""
    if fault := facts.get("fault"):
        return [Judged("evidence", None, Level.FAIL, fault, ASK_ADMINISTRATOR)]
    judged = []
    for id, version in versions.items():
        try:
            judged += rules.judge(facts, {id: version})
        except Exception:  # Whatever it is, the other checks have nothing to do with it.
            logger.exception("ita: the check %s failed for item %s", id, facts["item"]["code"])
            judged.append(Judged(id, None, Level.FAIL, FAILED, ASK_ADMINISTRATOR))
    return judged


def judge_again(item: Item) -> list[Judged]:
    """The stored facts by the rules of the item's cycle: what is stored in its results, also years later."""
    return judge(item.facts, versions_of(item.cycle))


def versions_of(cycle: Cycle) -> dict[str, int]:
    """By which rules a cycle is judged: its own once it is open."""
    return cycle.rules or rules.current()


def _keep(item: Item, facts: dict, judged: list[Judged]) -> bool:
    """The results of one item, all or none. False when another check of it was quicker: these facts may be the older ones."""
    known = {evidence["id"] for evidence in facts["evidence"]}
    with transaction.atomic():
        now = Item.objects.select_for_update(of=["self"]).select_related("cycle").filter(pk=item.pk).first()
        if now is None or now.cycle.status == Cycle.Status.CLOSED:
            return True
        if now.checked_at != item.checked_at:
            return False
        known &= set(Evidence.objects.filter(pk__in=known).values_list("pk", flat=True))
        Result.objects.filter(item=item).delete()
        Result.objects.bulk_create(
            result_of(item, one) for one in judged if one.evidence is None or one.evidence in known
        )
        level = rules.level_of(judged, facts)
        Item.objects.filter(pk=item.pk).update(level=level, checked_at=timezone.now(), facts=facts)
    return True


def result_of(item: Item, judged: Judged) -> Result:
    """The row, which lacks only its key."""
    return Result(
        item=item,
        evidence_id=judged.evidence,
        check_id=judged.check,
        level=judged.level,
        sentence=judged.sentence[: Result._meta.get_field("sentence").max_length],
        mend=judged.mend[: Result._meta.get_field("mend").max_length],
    )


def score(cycle: Cycle) -> Score:
    """Today's row of the cycle, made or brought up to date from the levels of its items. Three queries."""
    rows = list(cycle.items.order_by().values_list("level", "indicator__code"))
    points = scoring.score(cycle.formula or scoring.DEFAULT_FORMULA, [(row[0], row[1] or "") for row in rows])
    levels = [level for level, _ in rows]
    passed, warned = levels.count(Level.PASS), levels.count(Level.WARN)
    about = {
        "points": points.total,
        "passed": passed,
        "warned": warned,
        "failed": len(levels) - passed - warned,
        "groups": {group: float(mean) for group, mean in points.groups.items()},
        "at": timezone.now(),
    }
    return Score.objects.update_or_create(cycle=cycle, day=timezone.localdate(), defaults=about)[0]

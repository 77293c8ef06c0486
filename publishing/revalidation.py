"""Every night every live edition is held against today's requirements and gates: what is no longer complete is a list.

Nothing is ever taken offline by it; a person of the owning position begins a new edition.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from publishing.categories import edition_models
from publishing.gates.search import Words
from publishing.models import Edition, Shortfall
from publishing.requirements import Look
from publishing.states import State

logger = logging.getLogger(__name__)

#: From half past one in the morning, Bangkok: after the checks of the links and before the assessment's readers come.
NIGHT = timedelta(hours=1, minutes=30)
SECONDS_A_RUN = 20
#: Editions that are in memory at once.
BATCH = 50
UNREADABLE = "ตรวจไม่ได้ ให้แจ้งผู้ดูแลระบบดูสาเหตุในบันทึกการทำงานของเครื่องแม่ข่าย"


def revalidate(now: datetime | None = None) -> tuple[int, int]:
    """Look at the live editions that were not looked at since the night began, for 20 seconds at most.

    Returns how many were looked at, and how many of them lack something.

    Safe to run any number of times, or not for days: what is left the next run does. Two at once do some work twice.
    """
    end, night = time.monotonic() + SECONDS_A_RUN, _last_night(now or timezone.now())
    looked = lacking = 0
    for model in edition_models():
        while time.monotonic() < end and (editions := list(_due(model, night)[:BATCH])):
            rows = _look_at(editions, end)
            _keep(rows)
            looked += len(rows)
            lacking += sum(row.lacks for row in rows)
    if looked:
        Shortfall.objects.exclude(edition__state=State.PUBLISHED).delete()
    return looked, lacking


def incomplete() -> QuerySet[Shortfall]:
    """What is live and lacks something, the longest first. One row an edition."""
    return Shortfall.objects.filter(lacks=True, edition__state=State.PUBLISHED).order_by("since", "pk")


def incomplete_of(user: User) -> QuerySet[Shortfall]:
    """What lacks something and belongs to a position that this person holds today, or acts for."""
    return incomplete().filter(edition__publication__owner__in=user.positions_today)


def _due(model: type[Edition], night: datetime) -> QuerySet[Edition]:
    """Live editions of `model` that were public when the night began and have not been looked at since."""
    before = Q(shortfall=None) | Q(shortfall__checked_at__lt=night)
    return (
        model.objects.live().filter(before, published_at__lt=night).select_related("shortfall").order_by("pk")
    )


def _look_at(editions: Iterable[Edition], end: float) -> list[Shortfall]:
    """What each of `editions` lacks, until the time is up."""
    rows, words = [], Words()
    for edition in editions:
        if rows and time.monotonic() >= end:
            break
        rows.append(_shortfall_of(edition, words))
    return rows


def _shortfall_of(edition: Edition, words: Words) -> Shortfall:
    before: Shortfall | None = getattr(edition, "shortfall", None)
    try:
        sentences = Look(edition, words).missing
    except Exception:  # Whatever it is, the other editions have nothing to do with it.
        logger.exception("edition %s could not be looked at in the night", edition.pk)
        sentences = [UNREADABLE]
    now = timezone.now()
    since = (before and before.since) or timezone.localdate(now)
    return Shortfall(
        edition_id=edition.pk,
        version=edition.version,
        sentences=sentences,
        lacks=bool(sentences),
        since=since if sentences else None,
        checked_at=now,
    )


def _keep(rows: list[Shortfall]) -> None:
    """One statement; of two clocks the later one's rows stay."""
    Shortfall.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["edition"],
        update_fields=["version", "sentences", "lacks", "since", "checked_at"],
    )


def _last_night(now: datetime) -> datetime:
    """When the night that passed last began."""
    local = timezone.localtime(now)
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0) + NIGHT
    return begin if begin <= local else begin - timedelta(days=1)

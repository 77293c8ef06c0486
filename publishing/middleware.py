"""What every request needs to know first: the office, whether a publication has fallen due, and whether the site is closed."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from time import monotonic

from django.db import DatabaseError
from django.db.models import Exists, F, Min, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import Office
from accounts.modes import Mode, modes_on
from publishing import banners
from publishing.models import Banner, Edition, LedgerHead
from publishing.prepared import NOW, TODAY, PreparedRows
from publishing.states import State
from publishing.workflow import publish_due

logger = logging.getLogger(__name__)
#: What is there for everybody while the site is closed: the desk with its sign-in, and what the page that says so needs.
ALWAYS_OPEN = re.compile(
    r"/admin/.*|/office/(logo|colours\.[^/]+\.css)|/favicon\.ico|/robots\.txt|/\.well-known/security\.txt",
    re.DOTALL,
)
ASK_AGAIN = 60 * 60  # seconds: an administrator may open the site before the last day is over
TRY_AGAIN = 5  # seconds that a process leaves alone what it could not publish: readers do not all wait for it


@cache
def _question() -> PreparedRows[Office]:
    """The office, the name of its responsible unit as `unit`, the last event's hash as `ledger` (publishing/kept.py), and
    which of the rest there is to ask for.
    """
    due = Edition.objects.filter(state=State.APPROVED, publish_at__lte=NOW)
    return PreparedRows(
        Office.objects.annotate(
            unit=F("responsible_unit__name"),
            ledger=Subquery(LedgerHead.objects.values("hash")[:1]),
            due=Subquery(due.order_by("-publish_at").values("publish_at")[:1]),
            has_modes=Exists(Mode.objects.on(TODAY)),
            has_banners=Exists(banners.running(NOW)),
        )
    )


def next_turn(now: datetime) -> datetime:
    """When time itself next changes what `office_and_due` finds: something falls due, a banner begins or ends, or the day is
    over (modes, “ใหม่”, what is dated). Two queries.
    """
    due = Edition.objects.filter(state=State.APPROVED, publish_at__gt=now).aggregate(at=Min("publish_at"))
    shown = Banner.objects.filter(ends_at__gt=now).aggregate(
        begin=Min("starts_at", filter=Q(starts_at__gt=now)), end=Min("ends_at")
    )
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time()))
    return min(moment for moment in (midnight, *due.values(), *shown.values()) if moment)


def office_and_due(get_response: Callable) -> Callable:
    """Sets `request.office` (None before set-up) with its modes and `request.banners`, and publishes what is due.

    One query a request, and one more each while a mode is on or a banner stands. So a due edition is public, and a
    banner is there or gone, for the first reader after its time, with no timer running.
    """
    failed: tuple[object, float] = (
        None,
        0.0,
    )  # the newest time that was due, and until when it is left alone

    def middleware(request: HttpRequest) -> HttpResponse:
        nonlocal failed
        now = timezone.now()
        today = timezone.localdate(now)
        office = next(iter(_question().all(now=now, today=today)), None)
        if office:
            modes = modes_on(today) if office.has_modes else {}
            office.mourning, office.occasion, office.maintenance = (modes.get(kind) for kind in Mode.Kind)
        request.office = office
        # Before set-up there is no row that could say whether there are any.
        request.banners = banners.current(now) if office is None or office.has_banners else []
        if office and office.due and (office.due != failed[0] or monotonic() >= failed[1]):
            try:
                if not publish_due():
                    failed = office.due, monotonic() + TRY_AGAIN
            except DatabaseError:
                # The database is busy: the reader gets the page as it is, a later request tries again.
                logger.exception("publish_due failed; a later request tries again")
        return get_response(request)

    return middleware


def closed_for_repair(get_response: Callable) -> Callable:
    """While the site is closed, everybody who has not signed in gets 503 and when it opens again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        repair = request.office and request.office.maintenance
        if not repair or request.user.is_authenticated:
            return get_response(request)
        if ALWAYS_OPEN.fullmatch(request.path_info):
            response = get_response(request)
            # The site's own 404 suggests pages by their titles, which may be what it was closed for.
            if response.status_code != 404 or request.path_info.startswith("/admin/"):
                return response
        context = {"text": repair.text, "ends_on": repair.ends_on}
        response = render(request, "maintenance.html", context, status=503)
        response["Retry-After"] = str(ASK_AGAIN)
        response["Cache-Control"] = "no-store"
        return response

    return middleware

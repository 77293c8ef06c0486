"""What every request needs to know first: the office, and whether a publication has fallen due."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Office
from publishing.models import Edition
from publishing.states import State
from publishing.workflow import publish_due

logger = logging.getLogger(__name__)


def office_and_due(get_response: Callable) -> Callable:
    """Sets `request.office` (None before set-up) and publishes what is due, in one query a request.

    So a due edition is public for the first reader after its time, with no timer running.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        due = Edition.objects.filter(state=State.APPROVED, publish_at__lte=timezone.now())
        request.office = (
            Office.objects.annotate(has_due=Exists(due)).select_related("responsible_unit").first()
        )
        if request.office is not None and request.office.has_due:
            try:
                publish_due()
            except DatabaseError:
                # The database is busy: the reader gets the page as it is, the next request tries again.
                logger.exception("publish_due failed; the next request tries again")
        return get_response(request)

    return middleware

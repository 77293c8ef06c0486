"""What everybody gets while the database does not answer: the last good page with a notice, or a page that says so."""

import re
import sys
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ponko_site import views

AWAY = "ponko_site.away"  # in what Django gives back to ponko_site/page_cache.py
ASK_AGAIN = 30  # seconds
_BODY = re.compile(rb"<body[^>]*>")


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database is away; without database or context, as 500."""
    error = sys.exc_info()[1]
    # SQLite says DatabaseError itself of a file that is damaged or none of its own.
    if not isinstance(error, OperationalError | InterfaceError) and type(error) is not DatabaseError:
        return views.server_error(request)
    request.META[AWAY] = True
    context = {"is_desk": request.path_info.startswith("/admin/")}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(ASK_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


def with_notice(page: bytes, made: float) -> bytes:
    """An HTML page that says of itself when it was made (seconds since 1970)."""
    moment = datetime.fromtimestamp(made, UTC)
    notice = render_to_string("outage_notice.html", {"moment": moment}).encode()
    return _BODY.sub(lambda body: body[0] + notice, page, count=1)

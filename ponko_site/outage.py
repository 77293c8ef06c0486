"""What everybody gets while database or store are away or a disk is full: the last good page with a notice, or one saying so."""

import errno
import re
import sys
from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ponko_site import views
from ponko_site.store_away import StoreAway

AWAY = "ponko_site.away"  # in what Django gives back to ponko_site/page_cache.py
ASK_AGAIN = 30  # seconds
#: The disk takes nothing: full, over its quota, or read-only.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_BODY = re.compile(rb"<body[^>]*>")


def server_error(request: HttpRequest) -> HttpResponse:
    """503 when the database or the store of files is away or has no room; without database or context, as 500."""
    error = sys.exc_info()[1]
    if isinstance(error, StoreAway):
        return _unavailable(request, is_store=True)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return _unavailable(request, is_full=True)
    # SQLite says DatabaseError itself of a file that is damaged or none of its own.
    if not isinstance(error, OperationalError | InterfaceError) and type(error) is not DatabaseError:
        return views.server_error(request)
    request.META[AWAY] = True
    return _unavailable(request)


def _unavailable(request: HttpRequest, *, is_store: bool = False, is_full: bool = False) -> HttpResponse:
    is_desk = request.path_info.startswith("/admin/")
    context = {"is_desk": is_desk, "is_store": is_store, "is_full": is_full}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(ASK_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


def with_notice(page: bytes, made: float) -> bytes:
    """An HTML page that says of itself when it was made (seconds since 1970)."""
    moment = datetime.fromtimestamp(made, UTC)
    notice = render_to_string("outage_notice.html", {"moment": moment}).encode()
    return _BODY.sub(lambda body: body[0] + notice, page, count=1)

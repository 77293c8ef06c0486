"""`/healthz`: whether this process can serve, for a balancer or a watcher. It says yes or no and nothing else."""

import os
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

ADDRESS = "/healthz"
LEAST_FREE = 32 * 2**20  # bytes on the disk of DATA_DIR


def health(get_response: Callable) -> Callable:
    """Answers ADDRESS before anything else is asked: neither host name nor session nor the office's row can keep it from it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info != ADDRESS:
            return get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        well = can_write() and database_answers()
        response = HttpResponse(
            "ok\n" if well else "unavailable\n", status=200 if well else 503, content_type="text/plain"
        )
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def database_answers() -> bool:
    """One query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except Error:
        return False


def can_write() -> bool:
    """Whether the disk takes anything: a mount that went read-only and a full one do not."""
    try:
        return (
            os.access(settings.DATA_DIR, os.W_OK) and shutil.disk_usage(settings.DATA_DIR).free > LEAST_FREE
        )
    except OSError:
        return False

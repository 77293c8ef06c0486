"""Small middleware of the whole site."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.gzip import GZipMiddleware

from ponko_site.ready_pages import renew

TEXT_TYPES = (
    "text/",
    "application/json",
    "application/xml",
    "application/rss",
    "application/atom",
    "image/svg",
)
#: Under this name a request brings along who may keep its answer.
ASKED = "ponko_site.asked"
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def headers(get_response: Callable) -> Callable:
    """Headers that every answer carries and Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Made for somebody in particular: no proxy on the way keeps it for others.
            response.setdefault("Cache-Control", "private")
        if request.path_info.startswith("/admin/"):
            response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return middleware


def compressed(get_response: Callable) -> Callable:
    """Pages and data go out compressed, about a fifth of their size. Files and pictures are what they are already.

    Django's middleware adds bytes of a random number, so that the length of a page tells nothing of what it holds (BREACH).
    What is kept for everybody (ponko_site/page_cache.py) goes on as it is, with all its headers: only /healthz stands
    before this.
    """
    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (asked := request.META.get(ASKED)) and asked.take(request, response):
            return response
        is_text = response.get("Content-Type", "").startswith(TEXT_TYPES)
        return gzip.process_response(request, response) if is_text and not response.streaming else response

    return middleware


def renewed(get_response: Callable) -> Callable:
    """After whatever somebody who is signed in has sent, no ready page counts any longer: it may have changed what they show.

    A hold on a draft, which an open form tells of every minute, changes nothing that anybody reads.
    """
    if not settings.PAGE_CACHE:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            request.method not in ("GET", "HEAD", "OPTIONS", "TRACE")
            and request.user.is_authenticated
            and not request.path_info.endswith("/hold/")
        ):
            renew()
        return response

    return middleware


def plain_requests(get_response: Callable) -> Callable:
    """Refuses addresses and queries with NUL: no page needs it, and PostgreSQL fails on it. The search drops it, as all that
    cannot be seen, and answers what is left.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        values = [*request.COOKIES.values()]
        if not request.path_info.startswith("/search/"):
            values += [value for _, many in request.GET.lists() for value in many]
        if any("\0" in text for text in (request.path_info, *values)):
            return HttpResponseBadRequest(
                "คำขอมีอักขระที่ใช้ไม่ได้ โปรดตรวจที่อยู่แล้วลองใหม่", content_type="text/plain; charset=utf-8"
            )
        return get_response(request)

    return middleware

"""Small middleware of the whole site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


def headers(get_response: Callable) -> Callable:
    """Headers that every answer carries and Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path_info.startswith("/admin/"):
            response.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return middleware


def plain_requests(get_response: Callable) -> Callable:
    """Refuses addresses and queries with NUL: no page needs it, and PostgreSQL fails on it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        values = [*request.COOKIES.values(), *(value for _, many in request.GET.lists() for value in many)]
        if any("\0" in text for text in (request.path_info, *values)):
            return HttpResponseBadRequest(
                "คำขอมีอักขระที่ใช้ไม่ได้ โปรดตรวจที่อยู่แล้วลองใหม่", content_type="text/plain; charset=utf-8"
            )
        return get_response(request)

    return middleware

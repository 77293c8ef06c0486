"""The stylesheet of an office that chose colours of its own: a few hundred bytes after css/site.css."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.palette import stylesheet


@require_safe
def colours(request: HttpRequest, version: str) -> HttpResponse:
    """`/office/colours.<version>.css`. The default palette has none: it is in css/site.css.

    An old version, asked for by a page that somebody kept open, is answered with the colours of today, not to be kept.
    """
    office = request.office
    if office is None or not office.colours_version:
        raise Http404
    response = HttpResponse(
        stylesheet(office.colour_main, office.colour_accent), content_type="text/css; charset=utf-8"
    )
    current = version == office.colours_version
    response["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response

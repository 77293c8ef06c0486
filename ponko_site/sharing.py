"""What goes with an item when it is passed on: its QR code and its picture; and the site as an app on a phone."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from ponko_site.share_pictures import Busy, share_picture, version_of
from publishing import qr
from publishing.categories import all_categories
from publishing.models import Edition
from publishing.pages import find_edition


def _standing(path: str, reference: str) -> Edition:
    """The live or withdrawn edition at `/<path>/<reference>/`. Raises Gone or Http404."""
    for category in all_categories():
        if category.path == path:
            return find_edition(category.app_label, reference)
    raise Http404


@require_safe
def qr_svg(request: HttpRequest, path: str, reference: str) -> HttpResponse:
    """The QR code that leads to an item, for the screen and for signs of any size."""
    code = qr.code(qr.target(_standing(path, reference)))
    response = render(request, "components/qr.svg", {"code": code}, content_type="image/svg+xml")
    return _keepable(request, response, f"qr-{path}-{reference}.svg")


@require_safe
def qr_png(request: HttpRequest, path: str, reference: str) -> HttpResponse:
    """The same code for programs that know no SVG."""
    code = qr.code(qr.target(_standing(path, reference)))
    response = HttpResponse(qr.png(code), content_type="image/png")
    return _keepable(request, response, f"qr-{path}-{reference}.png")


def _keepable(request: HttpRequest, response: HttpResponse, name: str) -> HttpResponse:
    """For an hour: where a code leads changes with a survey's address only."""
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:16])
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=3600"
    response = get_conditional_response(request, etag=etag, response=response)
    # On a 304 too: its headers take the place of those that the browser kept.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def picture(request: HttpRequest, path: str, reference: str) -> HttpResponse:
    """The picture of an item for LINE and Facebook. Whoever keeps it asks again: a removal reaches him too.

    When many are asked for that are not drawn yet, some get the picture of the whole site instead.
    """
    edition = _standing(path, reference)
    etag = quote_etag(version_of(edition, request.office))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = HttpResponse(share_picture(edition, request.office), content_type="image/jpeg")
        except Busy:
            response = redirect(static("images/share.jpg"))
            response["Cache-Control"] = "no-store"
            return response
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    # Other sites show it beside the link: that is what it is for.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest: the office's name and colours for those who put the site on their phone's screen."""
    office = request.office
    name = office.name if office else "เว็บไซต์หน่วยงาน"
    colour = office.bar_colours["light"] if office else "#0b3f3d"
    sizes = (("icon-192.png", "192x192", "image/png"), ("icon-512.png", "512x512", "image/png"))
    icons = [
        {"src": static(f"images/{file}"), "sizes": size, "type": kind, "purpose": purpose}
        for file, size, kind in sizes
        for purpose in ("any", "maskable")
    ]
    about = {
        "id": "/",
        "name": name,
        "short_name": office.short_name if office else name,
        "description": office.motto if office else "",
        "lang": "th",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        # With the address bar's origin in sight: people must be able to tell the office's site from a copy.
        "display": "minimal-ui",
        "background_color": "#fdf9f0",
        "theme_color": colour,
        "icons": icons,
    }
    response = JsonResponse(about, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = "public, max-age=3600"
    return response

"""Serving files: the state of the edition decides, not the address."""

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from publishing.models import Attachment
from publishing.states import STANDING

ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
LARGEST_NUMBER = 2**63 - 1  # the database fails on more
SHOWN_IN_PLACE = {"application/pdf", "image/jpeg", "image/webp"}


def _find(request: HttpRequest, number: int) -> Attachment:
    """The attachment that the reader may have at this address: the standing one, for staff `?edition=<id>`.

    Raises Http404 alike for what is missing and what is not public.
    """
    if number > LARGEST_NUMBER:
        raise Http404
    rows = Attachment.objects.filter(address=number).select_related("stored", "edition")
    edition = request.GET.get("edition", "")
    if edition.isascii() and edition.isdigit() and len(edition) < 19:
        if not request.user.has_perm("publishing.view_edition"):
            raise Http404
        rows = rows.filter(edition=int(edition))
    else:
        rows = rows.filter(edition__state__in=STANDING)
    found = rows.first()
    if found is None:
        raise Http404
    return found


@require_safe
def file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """The document or picture itself. `name` is for people; the number decides."""
    attachment = _find(request, number)
    stored = attachment.stored
    return _serve(
        request,
        attachment,
        stored.storage_name,
        media_type=stored.media_type,
        size=stored.size,
        etag=stored.sha256,
        inline=stored.media_type in SHOWN_IN_PLACE,
    )


@require_safe
def rendition(request: HttpRequest, number: int, width: int) -> HttpResponse:
    """A picture's WebP copy of one of its widths."""
    attachment = _find(request, number)
    stored = attachment.stored
    if width not in stored.widths:
        raise Http404
    name = stored.rendition_name(width)
    return _serve(
        request,
        attachment,
        name,
        media_type="image/webp",
        size=None,
        etag=f"{stored.sha256}-{width}",
        inline=True,
    )


def _serve(request, attachment, name, *, media_type, size, etag, inline) -> HttpResponse:
    public = attachment.edition.state in STANDING
    etag = quote_etag(etag)
    if settings.FILES_INTERNAL_REDIRECT:
        response = HttpResponse(content_type=media_type)
        response["X-Accel-Redirect"] = f"{settings.FILES_INTERNAL_REDIRECT.rstrip('/')}/{name}"
        response["Content-Disposition"] = content_disposition_header(not inline, attachment.download_name)
    else:
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = _bytes(request, name, size or default_storage.size(name), etag)
            response["Content-Type"] = media_type
            response["Content-Disposition"] = content_disposition_header(not inline, attachment.download_name)
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    # A policy on a PDF leaves some viewers blank; everything that is not shown in place is sandboxed as well.
    response._csp_exempt = True
    if not inline:
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Short: a withdrawn file must be gone at once, and replacing a file keeps its address.
    response["Cache-Control"] = "public, max-age=60" if public else "private, no-store"
    return response


def _bytes(request: HttpRequest, name: str, size: int, etag: str) -> HttpResponse:
    """The whole file, or the one range asked for (RFC 9110 §14); several ranges get the whole file."""
    wanted = ONE_RANGE.fullmatch(request.headers.get("Range", "") if request.method == "GET" else "")
    condition = request.headers.get("If-Range", etag)
    handle = default_storage.open(name)
    if wanted is None or condition != etag or wanted.groups() == ("", ""):
        response = FileResponse(handle)
        response["Content-Length"] = size
        response["Accept-Ranges"] = "bytes"
        return response
    first, last = wanted.groups()
    if first == "":
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start > end or start >= size:
        handle.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    handle.seek(start)
    response = FileResponse(_Part(handle, end - start + 1), status=206)
    response["Content-Length"] = end - start + 1
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


class _Part:
    """The next `left` bytes of an open file, as FileResponse reads them."""

    def __init__(self, handle, left: int):
        self.handle = handle
        self.left = left

    def read(self, size: int) -> bytes:
        data = self.handle.read(min(size, self.left))
        self.left -= len(data)
        return data

    def close(self) -> None:
        self.handle.close()

"""Serving files, where the state of the edition decides and not the address; and the earlier editions of any category."""

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from publishing import previews
from publishing.categories import category_of
from publishing.models import Attachment, Edition
from publishing.pages import find_earlier, find_edition, gone_or_missing, is_public, past_editions
from publishing.states import IN_PROGRESS, STANDING

ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
LARGEST_NUMBER = 2**63 - 1  # the database fails on more
SHOWN_IN_PLACE = {"application/pdf", "image/jpeg", "image/webp"}


def _named_edition(request: HttpRequest) -> int | None:
    """The number in `?edition=<id>`; nonsense counts as none."""
    text = request.GET.get("edition", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _find(request: HttpRequest, number: int) -> tuple[Attachment, bool]:
    """The attachment that the reader may have at this address, and whether everybody may have it.

    Without `?edition=<id>` it is that of the standing edition, else for staff that of the one in progress; with it, that
    of an earlier edition which is public, for staff that of any. Raises Gone for what was public once; Http404 alike
    for what is missing and what never was public.
    """
    if number > LARGEST_NUMBER:
        raise Http404
    rows = Attachment.objects.filter(address=number).select_related("stored", "edition")
    named = _named_edition(request)
    rows = rows.filter(edition__state__in=STANDING) if named is None else rows.filter(edition=named)
    found = rows.first()
    if found is not None and is_public(found.edition):
        return found, True
    # Who asks is looked at whether or not there is such a file: the headers of a refusal must not tell.
    if named is not None and _may_see_drafts(request, named) and found is not None:
        return found, False
    if named is None and found is None and request.user.has_perm("publishing.view_edition"):
        # The text of a draft names its photos without the edition; the editor and the desk show them.
        found = (
            Attachment.objects.filter(address=number, edition__state__in=IN_PROGRESS)
            .select_related("stored", "edition")
            .last()
        )
        if found is not None:
            return found, False
    editions = Edition.objects.filter(attachments__address=number)
    raise gone_or_missing(editions if named is None else editions.filter(pk=named), "ไฟล์นี้")


def _may_see_drafts(request: HttpRequest, edition_id: int) -> bool:
    """Staff may; so may whoever reads this very edition by a preview link, which `&preview=<token>` names."""
    return request.user.has_perm("publishing.view_edition") or previews.opens(
        request.GET.get("preview", ""), edition_id
    )


@require_safe
def file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """The document or picture itself. `name` is for people; the number decides."""
    attachment, public = _find(request, number)
    stored = attachment.stored
    return _serve(
        request,
        attachment,
        stored.storage_name,
        public=public,
        media_type=stored.media_type,
        size=stored.size,
        etag=stored.sha256,
        inline=stored.media_type in SHOWN_IN_PLACE,
    )


@require_safe
def rendition(request: HttpRequest, number: int, width: int) -> HttpResponse:
    """A picture's WebP copy of one of its widths."""
    attachment, public = _find(request, number)
    stored = attachment.stored
    if width not in stored.widths:
        raise Http404
    name = stored.rendition_name(width)
    return _serve(
        request,
        attachment,
        name,
        public=public,
        media_type="image/webp",
        size=None,
        etag=f"{stored.sha256}-{width}",
        inline=True,
    )


def _serve(request, attachment, name, *, public, media_type, size, etag, inline) -> HttpResponse:
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
    # no-cache: whoever keeps a copy, browser or proxy, asks before each use, and is told 304 (cheap), the new bytes
    # (replacing a file keeps its address) or 410. With any lifetime, what is removed would live on for so long.
    response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
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


@require_safe
def editions(request: HttpRequest, app_label: str, reference: str) -> HttpResponse:
    """“ฉบับก่อนหน้า” of one publication: what changed, and when."""
    standing = find_edition(app_label, reference)
    publication = standing.publication
    if reference != publication.reference:
        return redirect(f"{publication.address}editions/", permanent=True)
    context = {
        "edition": standing,
        "category": publication.declared,
        "editions": past_editions(publication),
    }
    return render(request, "publishing/editions.html", context)


@require_safe
def earlier_edition(request: HttpRequest, app_label: str, reference: str, number: int) -> HttpResponse:
    """An edition that was superseded, on the page of its category under a banner that says so."""
    standing = find_edition(app_label, reference)
    publication = standing.publication
    if number == standing.number:
        # Not for ever: it will be an earlier one itself some day.
        return redirect(publication)
    if reference != publication.reference:
        return redirect(f"{publication.address}editions/{number}/", permanent=True)
    return category_of(app_label).show(request, find_earlier(standing, number))

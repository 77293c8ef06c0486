"""The site map for programs: one file while there are few items, then an index of files (https://www.sitemaps.org)."""

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ita.public import addresses
from publishing.categories import all_categories
from publishing.kept import Kept, last_event
from publishing.models import Attachment, Edition

#: Items of one file: the protocol allows 50,000, a reader waits less for these.
PART_LENGTH = 10_000
#: Pages for everybody that are no list and no item, by the names of their addresses.
OTHER_PAGES = (
    "english_home",
    "english_about",
    "english_contact",
    "site_map",
    "a_z",
    "transparency",
    "feeds",
    "developers",
)

#: The number of the first publication of every part, until something is published.
_parts: Kept[list[int]] = Kept(1)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every live publication with its pictures and the day of its last change, or the parts that hold them.

    Addresses come from SITE_ADDRESS, never from Host.
    """
    firsts = _parts.get(last_event(request), "", _find_parts)
    if len(firsts) == 1:
        return _part(request, 1, firsts)
    parts = [reverse("sitemap_part", args=[number]) for number in range(1, len(firsts) + 1)]
    context = {"site_address": settings.SITE_ADDRESS, "parts": parts}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")


@require_safe
def part(request: HttpRequest, number: int) -> HttpResponse:
    """One of the parts that the index names."""
    firsts = _parts.get(last_event(request), "", _find_parts)
    if not 1 <= number <= len(firsts):
        raise Http404
    return _part(request, number, firsts)


def _find_parts() -> list[int]:
    numbers = Edition.objects.live().select_related(None).order_by("publication_id")
    return list(numbers.values_list("publication_id", flat=True))[::PART_LENGTH] or [0]


def _part(request: HttpRequest, number: int, firsts: list[int]) -> HttpResponse:
    """Two queries for every 2,000 items."""
    photos = Attachment.objects.filter(kind=Attachment.Kind.PHOTO).select_related("stored")
    rows = Edition.objects.live().order_by("publication_id").only(
        "state", "published_at", "publication__slug", "publication__category", "publication__last_published_at"
    )  # fmt: skip
    rows = rows.select_related(None).select_related("publication")
    rows = rows.prefetch_related(Prefetch("attachments", photos, to_attr="photos"))
    rows = rows.filter(publication__gte=firsts[number - 1])
    if number < len(firsts):
        rows = rows.filter(publication__lt=firsts[number])
    context = {
        "site_address": settings.SITE_ADDRESS,
        "pages": _pages() if number == 1 else [],
        "editions": rows.iterator(chunk_size=2000),
    }
    return render(request, "sitemap.xml", context, content_type="application/xml")


def _pages() -> list[str]:
    lists = [address for category in all_categories() for address, _ in category.list_pages()]
    return ["/", *lists, *(reverse(name) for name in OTHER_PAGES), *addresses()]

"""How an item is passed on: `{% load sharing %}`. None of it asks the database."""

from datetime import date
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from publishing import qr
from publishing.models import Edition

register = template.Library()


@register.simple_tag
def page_of(edition: Edition) -> str:
    """The whole address of an item's page."""
    return f"{settings.SITE_ADDRESS}{edition.publication.address}"


@register.simple_tag
def today() -> date:
    """The day in Bangkok."""
    return timezone.localdate()


@register.simple_tag
def share_links(edition: Edition) -> list[dict[str, str]]:
    """Plain links (`icon`, `label`, `address`) by which the reader passes the page on; nothing is asked of others before."""
    page = page_of(edition)
    ways = (
        ("line", "LINE", "https://social-plugins.line.me/lineit/share?", {"url": page}),
        ("facebook", "Facebook", "https://www.facebook.com/sharer/sharer.php?", {"u": page}),
        ("mail", "อีเมล", "mailto:?", {"subject": edition.title, "body": f"{edition.title}\n{page}"}),
    )
    return [
        {"icon": icon, "label": label, "address": address + urlencode(about, quote_via=quote)}
        for icon, label, address, about in ways
    ]


@register.simple_tag
def qr_address(edition: Edition, kind: str = "svg") -> str:
    """Where the QR code of an item is: `{% qr_address edition %}`, or its "png"."""
    about = edition.publication
    return reverse("qr" if kind == "svg" else "qr_png", args=[about.declared.path, about.reference])


@register.simple_tag
def qr_code(edition: Edition) -> qr.Code:
    """The code itself, to be drawn in the page: no request more, and it is there when the page is printed."""
    return qr.code(qr.target(edition))


@register.simple_tag
def share_picture(edition: Edition) -> str:
    """The whole address of an item's picture for LINE and Facebook, another one for each edition: they keep what they saw."""
    about = edition.publication
    path = reverse("share_picture", args=[about.declared.path, about.reference])
    return f"{settings.SITE_ADDRESS}{path}?edition={edition.number}"

"""What programs read in a page: schema.org as JSON-LD, made of what the page shows already. No query anywhere.

A category says what is peculiar to its kinds (`Edition.structured()`); the rest is alike for all of them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from accounts.models import Office
from content.models import Contact
from publishing.models import Edition
from publishing.states import STANDING
from publishing.templatetags.sharing import page_of, share_picture
from thai.dates import local

OFFICE, SITE = f"{settings.SITE_ADDRESS}/#office", f"{settings.SITE_ADDRESS}/#site"
COUNTRY = "TH"


def graph(context: Mapping[str, Any]) -> dict[str, object] | None:
    """All that is to be said about the page of a template context, or None.

    Read of it: request, office, menu (channels), crumbs, edition, channels.
    """
    request: HttpRequest = context["request"]
    office, edition = context.get("office"), context.get("edition")
    found: list[dict[str, object]] = []
    if request.path == reverse("home") and office:
        found += [website(office), organisation(office, _elsewhere(context["menu"]))]
    if isinstance(edition, Edition) and _is_its_page(edition, request):
        found.append(item(edition, office))
        if isinstance(edition, Contact) and office:
            found.append(
                reachable(organisation(office, [channel.url for channel in context["channels"]]), edition)
            )
    crumbs = context.get("crumbs") or ()
    if len(crumbs) > 1:
        found.append(breadcrumb(crumbs))
    return {"@context": "https://schema.org", "@graph": [_tidy(one) for one in found]} if found else None


def _is_its_page(edition: Edition, request: HttpRequest) -> bool:
    """Previews, earlier editions and the notice of a removal are not what the address stands for."""
    return edition.state in STANDING and request.path == edition.publication.address


def website(office: Office) -> dict[str, object]:
    return {
        "@type": "WebSite",
        "@id": SITE,
        "url": "/",
        "name": office.name,
        "alternateName": office.short_name,
        "inLanguage": "th",
        "publisher": {"@id": OFFICE},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.SITE_ADDRESS}{reverse('search:page')}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def organisation(office: Office, elsewhere: list[str]) -> dict[str, object]:
    """The office. `elsewhere`: the addresses of its pages in LINE, Facebook and the like."""
    address = {
        "@type": "PostalAddress",
        "streetAddress": office.address,
        "postalCode": office.postcode,
        "addressCountry": COUNTRY,
    }
    return {
        "@type": "GovernmentOrganization",
        "@id": OFFICE,
        "url": "/",
        "name": office.name,
        "alternateName": [name for name in (office.short_name, office.name_english) if name],
        "description": office.motto,
        "logo": reverse("logo") if office.logo else static("images/icon-512.png"),
        "address": address,
        "areaServed": office.place,
        "telephone": office.phone,
        "email": office.email,
        "sameAs": elsewhere,
    }


def reachable(organisation: dict[str, object], contact: Contact) -> dict[str, object]:
    """The office as its contact page describes it, with its place on the map."""
    place = None
    if contact.map_address:
        place = {
            "@type": "Place",
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": float(contact.latitude),
                "longitude": float(contact.longitude),
            },
            "hasMap": contact.map_address,
        }
    known = {
        "telephone": contact.phone_lines,
        "faxNumber": contact.fax,
        "email": contact.email,
        "location": place,
    }
    return organisation | {name: value for name, value in known.items() if value}


def item(edition: Edition, office: Office | None) -> dict[str, object]:
    """A live or withdrawn edition at its address."""
    about, page = edition.publication, page_of(edition)
    shared = {
        "@id": f"{page}#item",
        "url": page,
        "name": edition.title,
        "headline": edition.title,
        "description": edition.summary,
        "inLanguage": "th",
        "datePublished": _moment(about.first_published_at),
        "dateModified": _moment(edition.published_at),
        "version": edition.number,
        "image": share_picture(edition),
        "author": {
            "@type": "GovernmentOrganization",
            "name": about.owner.unit.name,
            "parentOrganization": {"@id": OFFICE},
        },
        "publisher": {
            "@type": "GovernmentOrganization",
            "@id": OFFICE,
            "name": office.name if office else "",
            "url": "/",
        },
        "isPartOf": {"@id": SITE},
        "mainEntityOfPage": page,
    }
    return shared | edition.structured()


def breadcrumb(crumbs: Iterable[tuple[str, str]]) -> dict[str, object]:
    steps = [
        {"@type": "ListItem", "position": position, "name": title, "item": address}
        for position, (title, address) in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _moment(value: datetime | None) -> str | None:
    return local(value).isoformat(timespec="seconds") if value else None


def _elsewhere(menu: Iterable[Mapping[str, Any]]) -> list[str]:
    return [entry.address for category in menu for entry in category["channels"]]


def _tidy(value: Any) -> Any:
    """Without what is empty; addresses of this site whole."""
    if isinstance(value, dict):
        return {name: _tidy(inner) for name, inner in value.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [_tidy(inner) for inner in value]
    if isinstance(value, str) and value.startswith("/"):
        return f"{settings.SITE_ADDRESS}{value}"
    return value

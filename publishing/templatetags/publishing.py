"""What the public templates need beside Django's tags and the `thai` filters: `{% load publishing %}`."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Select
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.safestring import SafeString, mark_safe

from publishing.categories import Category, MenuEntry
from publishing.kept import Kept
from publishing.markup import clean
from publishing.models import Attachment, Edition
from publishing.models.files import PICTURE_WIDTHS
from thai.dates import year_be
from thai.digits import to_arabic
from thai.line_breaks import keep_together
from thai.text import normalise_line

register = template.Library()

NEW_FOR = timedelta(days=30)
_facets: Kept[SafeString] = Kept(200)
IN_TEXT = "(min-width: 64em) 44rem, 100vw"  # how wide a photo in the text is shown


# Rich text


_PICTURE = re.compile(r'<p><img src="/files/([0-9]+)/w/[^>]*></p>')


@register.filter
def clean_html(value: str, photos: Iterable[Attachment] = ()) -> SafeString:
    """Rich text, cleaned once more, its pictures as figures of `photos`: `{{ edition.body|clean_html:photos }}`.

    A picture that is none of `photos` (with their stored file) is left out. พ.ศ. 2563 stays together; a table scrolls
    in a frame of its own.
    """
    numbers = count(1)
    by_address = {str(photo.address_id): photo for photo in photos}

    def frame(_: re.Match[str]) -> str:
        label = f"ตารางที่ {next(numbers)}"
        return f'<div class="table-frame" role="region" tabindex="0" aria-label="{label}"><table>'

    def figure(found: re.Match[str]) -> str:
        photo = by_address.get(found[1])
        if photo is None:
            return ""
        return render_to_string("components/figure.html", {"photo": photo, "sizes": IN_TEXT}).strip()

    # In what clean() returns, < and > are the ends of tags and nothing else, and a table has no attribute.
    pieces = re.split(r"(<[^>]*>)", clean(value or ""))
    # Every second piece is a tag, which stays as it is.
    pieces[::2] = map(keep_together, pieces[::2])
    html = re.sub("<table>", frame, "".join(pieces)).replace("</table>", "</table></div>")
    return mark_safe(_PICTURE.sub(figure, html))


# Editions


@register.filter
def is_new(edition: Edition) -> bool:
    """Whether the item bears the mark “ใหม่”: first published, and dated if at all, within 30 days."""
    first = edition.publication.first_published_at
    now = timezone.now()
    if first is None or now - first > NEW_FOR:
        return False
    return edition.dated_on is None or timezone.localdate(now) - edition.dated_on <= NEW_FOR


@register.filter
def lookup(found: Mapping, key: Any) -> Any:
    """`found[key]`, or None."""
    return found.get(key)


@register.filter
def tel(value: str) -> str:
    """The number for a tel: link, without the extension: 044000000 for 044 000 000 ต่อ 12; may be empty."""
    number = re.split(r"ต่อ|,|;|/", to_arabic(value), maxsplit=1)[0]
    digits = re.sub(r"[^0-9]", "", number)
    return f"+{digits}" if number.strip().startswith("+") else digits


@register.filter
def readable_address(value: str) -> str:
    """A web address as people read it: Thai letters instead of %E0%B8…; for the eye only, not for href."""
    return normalise_line(uri_to_iri(value))


class Marked(NamedTuple):
    """All that components/marks.html shows of an edition: alike for many."""

    is_pinned: bool
    kind: str
    kind_label: str
    dated_on: date | None
    is_new: bool
    urgency_label: str
    is_over: bool


@register.filter
def marked(edition: Edition) -> Marked:
    urgency = edition.urgency_label()
    return Marked(
        getattr(edition, "is_pinned", False),
        getattr(edition, "kind", ""),
        edition.kind_label(),
        edition.dated_on,
        is_new(edition),
        urgency,
        bool(urgency) and edition.is_over,
    )


@register.simple_tag
def marks(edition: Edition) -> SafeString:
    """The line of marks of an item in a list (components/marks.html)."""
    return _marks(marked(edition))


@lru_cache(maxsize=1000)
def _marks(about: Marked) -> SafeString:
    return render_to_string("components/marks.html", {"about": about})


# Covers: the dict that EditionQuerySet.with_cover() adds


@register.simple_tag
def cover(found: Mapping[str, int] | None, sizes: str = "", eager: bool = False) -> SafeString:
    """The photo of a card, or the weave that stands for it (components/cover.html)."""
    return _cover(found and (found["address"], found["width"], found["height"]), sizes, bool(eager))


@lru_cache(maxsize=1000)
def _cover(found: tuple[int, int, int] | None, sizes: str, eager: bool) -> SafeString:
    about = found and dict(zip(("address", "width", "height"), found, strict=True))
    return render_to_string("components/cover.html", {"cover": about, "sizes": sizes, "eager": eager})


def _cover_widths(cover: Mapping[str, int]) -> list[int]:
    return [width for width in PICTURE_WIDTHS if width <= cover["width"]] or [cover["width"]]


@lru_cache(maxsize=4096)
def _copy_address(number: int, width: int) -> str:
    """Of a picture's copy. Known after the first time: a list of 20 has a hundred."""
    return reverse("publishing:rendition", args=[number, width])


@register.filter
def cover_address(cover: Mapping[str, int]) -> str:
    """The smallest copy of a cover."""
    return _copy_address(cover["address"], _cover_widths(cover)[0])


@register.filter
def cover_srcset(cover: Mapping[str, int]) -> str:
    """Every copy of a cover with its width, for `srcset`."""
    return ", ".join(f"{_copy_address(cover['address'], width)} {width}w" for width in _cover_widths(cover))


# Lists


@register.simple_tag
def facet(field: BoundField) -> SafeString:
    """The control of a list's filter. A select of twenty choices takes as long as the rest of the form, and rarely changes."""
    widget = field.field.widget
    if not isinstance(widget, Select):
        return str(field)
    looks = field.build_widget_attrs({}), widget.attrs, list(widget.choices)
    key = type(widget), field.html_name, field.auto_id, field.value(), repr(looks)
    return _facets.get("-", key, lambda: str(field))


@register.simple_tag
def page_address(request: HttpRequest, parameters: Mapping[str, str], number: int) -> str:
    """The address of page `number` of a list under the same filters."""
    query = urlencode({**parameters, **({"page": number} if number > 1 else {})})
    return f"{request.path}?{query}" if query else request.path


@register.simple_tag
def data_address(request: HttpRequest, parameters: Mapping[str, str], format_name: str) -> str:
    """The address of a list as data under the same filters: `publishing/open_data.py` names the formats."""
    return f"{request.path}?{urlencode({**parameters, 'format': format_name})}"


@register.filter
def page_numbers(page: Page) -> Iterable[int | str]:
    """The page numbers to offer, with … where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


# Frame of the site


@register.filter
def home_section(category: Category) -> list[str]:
    """The template of a category's section on the home page: its own if it has one, else the plain one."""
    return [f"{category.app_label}/home_section.html", "publishing/home_section.html"]


@register.filter
def with_role(menu: Iterable[Mapping[str, Any]], role: str) -> list[MenuEntry]:
    """The menu entries that have `role`, over all categories."""
    return [entry for item in menu for entry in item["entries"] if entry.role == role]


@register.simple_tag
def this_year() -> int:
    """The calendar year in พ.ศ."""
    return year_be(timezone.localdate())

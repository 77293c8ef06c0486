"""What the frame of every page is made of. Builtin: no template needs to load it."""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Office
from publishing.kept import Kept, last_event

register = template.Library()
#: Parts of the frame as HTML: most of what a page takes to make is its frame.
_parts: Kept[str] = Kept(600)
#: Some kilobytes each.
_parts_of_items: Kept[str] = Kept(500)
#: The addresses that the frame shows as the open one, by language.
_addresses: Kept[frozenset[str]] = Kept(4)


@register.simple_tag
def icon(name: str, large: bool = False) -> SafeString:
    """A symbol of static/images/icons.svg, decorative: the words beside it say it all. `large`: twice the size of a line."""
    return _icon(name, large)


@cache
def _icon(name: str, large: bool) -> SafeString:
    size = " icon-large" if large else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        size,
        static("images/icons.svg"),
        name,
    )


class FramePart(template.Node):
    """A part of a template that shows nothing but the office, the menu and where in the site the page is."""

    child_nodelists = ("inside",)

    def __init__(self, name: str, values: list[FilterExpression], inside: NodeList) -> None:
        self.name, self.values, self.inside = name, values, inside

    def render(self, context: Context) -> str:
        request = context.get("request")
        if request is None or settings.DEBUG:
            return self.inside.render(context)
        key = (self.name, _place(request, context), *(value.resolve(context) for value in self.values))
        kept = _parts_of_items if self.values else _parts
        return kept.get(last_event(request), key, lambda: self.inside.render(context))


@register.tag
def frame_part(parser: Parser, token: Token) -> FramePart:
    """{% frame_part header %}…{% end_frame_part %}: made once for all pages on which it is alike, until something is published.

    Between them stands what follows from `office`, `menu`, `category`, `language`, `versions` and the address, and not from
    the day, the modes or what the page shows. The name is the part's own. {% frame_part item edition.pk day %}: what
    follows from these values as well.
    """
    _, name, *values = token.split_contents()
    inside = parser.parse(["end_frame_part"])
    parser.delete_first_token()
    return FramePart(name, [parser.compile_filter(value) for value in values], inside)


def _place(request: HttpRequest, context: Context) -> tuple[object, ...]:
    """All that a part of the frame may follow from. Alike on all pages of a category that have no entry in the menu."""
    language, category = context.get("language"), context.get("category")
    about = language, category.app_label if category else ""
    found = request.__dict__.get("frame_place")
    if found and found[:2] == about:
        return found
    # Where a part has another look: at what the menu leads to, on the pages of the search, and on those in English.
    entries = _addresses.get(last_event(request), language, lambda: _named(context["menu"]))
    open_now = [address for address in (request.path, request.get_full_path()) if address in entries]
    match = request.resolver_match
    request.frame_place = found = (
        *about,
        *open_now,
        match and match.app_name,
        request.path if language == "en" else "",
        *context["versions"].values(),
        *_profile(context.get("office")),
    )
    return found


def _named(menu: list[dict[str, Any]]) -> frozenset[str]:
    entries = (entry.address for item in menu for entry in item["entries"])
    return frozenset({"/", reverse("search:page"), *(item["category"].address for item in menu), *entries})


def _profile(office: Office | None) -> list[object]:
    """What the office says of itself: whoever changes it past the ledger, too, is shown at once."""
    return [office.__dict__.get(field.attname) for field in Office._meta.concrete_fields] if office else []

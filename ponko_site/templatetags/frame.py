"""What the frame of every page is made of. Builtin: no template needs to load it."""

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from publishing.kept import Kept, last_event

register = template.Library()
#: The menu as HTML, by language, category and the entry that is open: a twentieth of what a page takes.
_menus: Kept[str] = Kept(200)


@register.simple_tag
def icon(name: str, large: bool = False) -> SafeString:
    """A symbol of static/images/icons.svg, decorative: the words beside it say it all. `large`: twice the size of a line."""
    size = " icon-large" if large else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        size,
        static("images/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def menu_of_page(context: Context) -> SafeString:
    """The menu (components/menu.html) as it stands on this page: alike on all pages of a category that have no entry in it."""
    known = {name: context.get(name) for name in ("menu", "category", "language", "request")}
    request = known["request"]
    if request is None:
        return render_to_string("components/menu.html", known)
    entries = {entry.address for item in known["menu"] for entry in item["entries"]}
    entries |= {"/", *(item["category"].address for item in known["menu"])}
    open_now = [address for address in (request.path, request.get_full_path()) if address in entries]
    match = request.resolver_match
    key = (
        known["language"],
        known["category"] and known["category"].app_label,
        *open_now,
        match and match.app_name,
        request.path if known["language"] == "en" else "",
    )
    return mark_safe(
        _menus.get(last_event(request), key, lambda: render_to_string("components/menu.html", known))
    )

"""What every template may use: the office, the menu, the language of the page."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from ponko_site.english import versions
from publishing.categories import all_categories
from publishing.kept import Kept, last_event

#: The menu by the language of the page: what stands in it changes by publishing alone.
_menus: Kept[list] = Kept(4)


def build_menu() -> list[dict[str, object]]:
    """The two-level menu: a category each, with the entries that it declares, and its channels apart."""
    menu = []
    for category in all_categories():
        found = list(category.menu())
        menu.append(
            {
                "category": category,
                "entries": [entry for entry in found if entry.role != "channel"],
                "channels": [entry for entry in found if entry.role == "channel"],
            }
        )
    return menu


def site(request: HttpRequest) -> dict[str, object]:
    """`office` (None before set-up), `menu` (built when first used), `site_address`.

    `language` is the page's, `versions` the addresses of the page by language: two, or none where it has no other.
    """
    menu = SimpleLazyObject(lambda: _menus.get(last_event(request), get_language(), build_menu))
    return {
        "office": getattr(request, "office", None),
        "menu": menu,
        "site_address": settings.SITE_ADDRESS,
        "language": get_language(),
        "versions": SimpleLazyObject(lambda: versions(request.path, menu)),
    }

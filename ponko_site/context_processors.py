"""What every template may use: the office and the menu."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from publishing.categories import all_categories


def build_menu() -> list[dict[str, object]]:
    """The two-level menu: a category each, with the entries that it declares."""
    return [{"category": category, "entries": list(category.menu())} for category in all_categories()]


def site(request: HttpRequest) -> dict[str, object]:
    """`office` (None before set-up), `menu` (built when first used), `site_address`."""
    return {
        "office": getattr(request, "office", None),
        "menu": SimpleLazyObject(build_menu),
        "site_address": settings.SITE_ADDRESS,
    }

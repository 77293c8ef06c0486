"""How a category declares itself: `category = Category(...)` on its AppConfig.

Addresses, menu, home page, register and filters loop over `all_categories()`; nothing lists them by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import import_module

from django.apps import AppConfig, apps
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


@dataclass(frozen=True)
class MenuEntry:
    """One line of a category's menu."""

    title: str
    address: str
    group: str = ""  # heading above it, in Thai; entries of one group stand together
    # What the frame of the site needs it for: "contact", "structure", "plans", "policy", or "channel": an address of
    # the office elsewhere (LINE, Facebook), at the foot of every page and not in the menu.
    role: str = ""


def no_menu() -> Iterable[MenuEntry]:
    return ()


@dataclass(frozen=True)
class Category:
    """One of the announcement's categories (clause 2), as its app declares it."""

    number: int
    path: str  # first part of its addresses, ASCII: "news"
    title: str
    clause: str  # "2(3)"
    description: str
    models: tuple[str, ...]  # names of its edition models, the chief one first
    menu: Callable[[], Iterable[MenuEntry]] = field(default=no_menu)
    lists: tuple[
        tuple[str, str], ...
    ] = ()  # its list pages as (URL name, model); none: "index" with the chief model
    app_label: str = ""  # filled by all_categories()

    @property
    def address(self) -> str:
        return f"/{self.path}/"

    def edition_models(self) -> list[type]:
        return [apps.get_model(self.app_label, name) for name in self.models]

    def list_pages(self) -> list[tuple[str, type]]:
        """Its lists as (address, model), the chief one first. Each answers `?format=` (publishing/open_data.py)."""
        return list(_list_pages(self.app_label, self.lists or (("index", self.models[0]),)))

    def show(self, request: HttpRequest, edition) -> HttpResponse:
        """The category's own detail page of `edition`, for whoever found it: `show` in its views.py."""
        # Not at the top: the views of a category import this package.
        return import_module(f"{apps.get_app_config(self.app_label).name}.views").show(request, edition)


def all_categories() -> list[Category]:
    """Every installed category in the announcement's order."""
    return list(_declared_by(tuple(apps.get_app_configs())))


@cache
def _list_pages(app_label: str, lists: tuple[tuple[str, str], ...]) -> list[tuple[str, type]]:
    return [(reverse(f"{app_label}:{name}"), apps.get_model(app_label, model)) for name, model in lists]


@lru_cache(maxsize=1)
def _declared_by(configs: tuple[AppConfig, ...]) -> tuple[Category, ...]:
    """Known after the first time: a page asks for the category of everything that it names."""
    found = []
    for config in configs:
        category = getattr(config, "category", None)
        if isinstance(category, Category):
            object.__setattr__(category, "app_label", config.label)
            found.append(category)
    return tuple(sorted(found, key=lambda category: category.number))


def category_of(app_label: str) -> Category:
    """The category of an installed app. Raises LookupError when the app is none."""
    for category in _declared_by(tuple(apps.get_app_configs())):
        if category.app_label == app_label:
            return category
    raise LookupError(f"{app_label} declares no category")


def edition_models() -> list[type]:
    """Every edition model of every category, in the announcement's order."""
    return [model for category in all_categories() for model in category.edition_models()]

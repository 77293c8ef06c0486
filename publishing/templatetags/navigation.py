"""Where a page stands among its sisters: `{% load navigation %}`."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from publishing.categories import MenuEntry
from publishing.models import Edition

register = template.Library()


@register.filter
def section_of(menu: Iterable[Mapping[str, Any]], edition: Edition) -> list[MenuEntry]:
    """The entries of the menu group that `edition` itself is in; empty when it is in none."""
    address = edition.publication.address
    for item in menu:
        for entry in item["entries"]:
            if entry.address == address:
                return [other for other in item["entries"] if other.group == entry.group]
    return []

"""What the basic information puts in the menu."""

from collections.abc import Iterable

from django.db.models import F, Q
from django.urls import reverse

from content.models import Page, Plan
from publishing.categories import MenuEntry
from publishing.models import Edition
from thai.order import thai_order

#: Where the menu shows what does not say it itself.
SECTIONS = {
    "structure": Page.MenuSection.WORK,
    "contact": Page.MenuSection.SERVICES,
    "complaint": Page.MenuSection.SERVICES,
}


def menu_entries() -> Iterable[MenuEntry]:
    """Pages that ask for a place in the menu, the structure, the plans, the contact page and its channels: one query."""
    rows = (
        Edition.objects.live()
        .filter(publication__category="content")
        .filter(
            Q(page__menu_section__gt="")
            | Q(page__kind=Page.Kind.COMPLAINT)
            | Q(structure__isnull=False)
            | Q(contact__isnull=False)
        )
        .select_related(None)
        .order_by(
            F("page__menu_order").asc(nulls_last=True),
            thai_order("title"),
            "contact__channels__order",
            "contact__channels",
        )
        .values_list(
            "title",
            "publication_id",
            "publication__slug",
            "publication__model",
            "page__menu_section",
            "page__kind",
            "contact__channels__label",
            "contact__channels__url",
        )
    )
    found, channels = [], []
    for title, number, slug, model, section, kind, label, url in rows:
        what = kind if kind == Page.Kind.COMPLAINT else model
        role = "policy" if section == Page.MenuSection.POLICIES else what if what in SECTIONS else ""
        entry = (
            Page.MenuSection(section or SECTIONS[what]),
            title,
            reverse("content:detail", args=[slug or number]),
            role,
        )
        # The contact page has a row for each of its channels.
        if entry not in found:
            found.append(entry)
        if url:
            channels.append(MenuEntry(label, url, role="channel"))
    found.append((Page.MenuSection.WORK, Plan.LIST_TITLE, reverse("content:plans"), "plans"))
    sections = list(Page.MenuSection)
    entries = [
        MenuEntry(title, address, group=section.label, role=role)
        for section, title, address, role in sorted(found, key=lambda entry: sections.index(entry[0]))
    ]
    return entries + channels

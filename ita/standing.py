"""Whether an address of this site is the page of a publication, and what stands there now.

Words that were kept before (those of a link that a crawl met, the name of a channel) may name what was removed since. Who shows
them asks here first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.db.models import OuterRef, Q, Subquery

from ita.models import Way
from publishing.categories import all_categories
from publishing.models import Edition, Publication

HOME = "/"


def page_of_publication(address: str) -> tuple[str, str] | None:
    """(app label, reference) of the publication whose page, or part of it, an address of this site seems to be."""
    path = unquote(urlsplit(address).path)
    for category in all_categories():
        if path.startswith(category.address):
            reference = path.removeprefix(category.address).partition("/")[0]
            lists = {listed for listed, _ in category.list_pages()}
            if not reference or path in lists:
                return None
            return category.app_label, _one_spelling(reference)
    return None


def published_at(addresses: Iterable[str]) -> dict[str, datetime | None]:
    """Of those `addresses` that are pages of publications: when what is live there was published, None if nothing is.

    One query, or none.
    """
    asked = {address: page_of_publication(address) for address in set(addresses)}
    wanted = Q()
    for label, reference in {key for key in asked.values() if key}:
        wanted |= Q(category=label) & _referred(reference)
    if not wanted:
        return {}
    live = Edition.objects.live().filter(publication=OuterRef("pk")).values("published_at")
    found: dict[tuple[str, str], datetime | None] = {}
    for publication in Publication.objects.filter(wanted).annotate(since=Subquery(live[:1])):
        found[publication.category, str(publication.pk)] = publication.since
        found[publication.category, publication.reference] = publication.since
    return {address: found[key] for address, key in asked.items() if key in found}


def _one_spelling(reference: str) -> str:
    """012 is the address of number 12 as well."""
    is_number = reference.isascii() and reference.isdigit()
    return reference.lstrip("0") or "0" if is_number else reference


def _referred(reference: str) -> Q:
    """As EditionQuerySet.at_address() takes the last part of an address."""
    if reference.isascii() and reference.isdigit():
        return Q(pk=int(reference)) if len(reference) < 19 else Q(pk__in=[])
    return Q(slug=reference)


@dataclass(frozen=True)
class Step:
    words: str
    address: str


def shown_ways(
    titles: Mapping[str, str], since: Mapping[str, datetime | None], ways: Iterable[Way]
) -> dict[str, list[Step]]:
    """Address → the clicks from the home page to it, of `ways` whose words still hold.

    `titles`: what each address is called today. `since`: `published_at()` of every step. A way over what changed after it was
    found is left out; the last step then has its title of today.
    """
    shown = {}
    for way in ways:
        steps = [Step(words, address) for words, address in way.steps]
        middle = [step.address for step in steps[:-1] if step.address in since]
        if all(since[address] and since[address] <= way.found_at for address in middle):
            changed = way.address in since and not (since[way.address] and since[way.address] <= way.found_at)
            if changed or not steps[-1].words:
                steps[-1] = Step(titles[way.address], way.address)
            shown[way.address] = [Step("หน้าหลัก", HOME), *steps[1:]]
    return shown

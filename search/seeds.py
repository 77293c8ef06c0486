"""The first list of short forms and other words for the same thing. The office's own changes to it stay."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from search.folding import folded, squashed
from search.models import Given, Synonym

FILE = Path(__file__).parent / "data" / "synonyms.csv"


def groups() -> Iterator[list[str]]:
    """The lines of the list: forms of the same thing, the shortest first as a rule."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split(",")


@transaction.atomic
def seed_synonyms() -> int:
    """Add the groups that this site has not been given yet; returns how many. One that was changed or deleted stays so."""
    had = set(Given.objects.values_list("key", flat=True))
    new = {key: forms for forms in groups() if (key := _key(forms)) not in had}
    Synonym.objects.bulk_create(Synonym(forms=", ".join(forms)) for forms in new.values())
    Given.objects.bulk_create(Given(key=key) for key in new)
    return len(new)


def _key(forms: list[str]) -> str:
    """What a group is known by, so that a later list may add forms to it."""
    return "=".join(squashed(folded(form)) for form in forms[:2])

"""The first lists: other words for the same thing, and what stands first for everyday questions. The office's changes stay."""

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from search.folding import folded, squashed
from search.indexing import serving
from search.models import Entry, Given, Promoted, Synonym

DATA = Path(__file__).parent / "data"
PROMOTED = "promoted "


def groups() -> Iterator[list[str]]:
    """The lines of the list: forms of the same thing, the shortest first as a rule."""
    return _lines(DATA / "synonyms.csv")


def _lines(file: Path) -> Iterator[list[str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
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


@transaction.atomic
def seed_promoted() -> int:
    """Put first for everyday questions the pages that every office has, once they are published; returns how many lines
    were added. Each is given once: what the office changes or deletes stays so. For the clock, after the index.
    """
    had = set(Given.objects.filter(key__startswith=PROMOTED).values_list("key", flat=True))
    lines = {f"{PROMOTED}{line[0]} {line[1]}": line for line in _lines(DATA / "promoted.csv")}
    kinds = {kind for key, (kind, *_) in lines.items() if key not in had}
    if not kinds:
        return 0
    # Of several pages of a kind the first one.
    found = Entry.objects.filter(index=serving(), kind__in=kinds).order_by("-publication")
    pages = dict(found.values_list("kind", "publication"))
    new = {key: line for key, line in lines.items() if key not in had and line[0] in pages}
    Promoted.objects.bulk_create(
        Promoted(words=", ".join(questions), publication_id=pages[kind]) for kind, *questions in new.values()
    )
    Given.objects.bulk_create(Given(key=key) for key in new)
    return len(new)

"""Short forms and other words for the same thing, both ways."""

from functools import lru_cache

from django.db.models import Count, Max

from search.folding import folded, squashed
from search.models import Synonym


def lookup() -> dict[str, tuple[str, ...]]:
    """Form → the other forms, all squashed. One query; all are read again only after a change."""
    stamp = Synonym.objects.aggregate(number=Count("pk"), last=Max("changed_at"))
    return _read(stamp["number"], stamp["last"])


@lru_cache(maxsize=2)
def _read(number: int, last: object) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in Synonym.objects.values_list("forms", flat=True):
        forms = [form for form in (squashed(folded(text)) for text in line.split(",")) if form]
        for form in forms:
            others = found.setdefault(form, [])
            others += [other for other in forms if other != form and other not in others]
    return {form: tuple(others) for form, others in found.items()}

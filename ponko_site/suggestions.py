"""What somebody may have looked for at an address where nothing is."""

import re
from difflib import SequenceMatcher

from django.db.models import Q

from publishing.categories import all_categories
from publishing.models import Edition
from thai.text import normalise_query

LENGTH = 5
CANDIDATES = 50  # looked at one by one
LOOKED_THROUGH = 5_000  # of the newest: what has been there long is found by the search
LONGEST_PATH = 200
MOST_WORDS = 5
ENOUGH = 8.0  # of the points that _nearness() gives
#: Below these people do not look for what is published.
NOT_CONTENT = frozenset(
    {"admin", "cgi-bin", "files", "office", "preview", "qr", "share", "static", "styleguide", "wp-admin"}
)
_WORD = re.compile(r"[a-z]{3,}|[0-9]{1,18}|[\u0e01-\u0e4e]{2,}")


def near(path: str) -> list[Edition]:
    """The live items whose title, slug or number is nearest to the words of `path`, best first, `LENGTH` at most.

    One query, and none for what programs try (files such as *.php, overlong addresses, addresses without a word).
    """
    words = _words(path)
    if not words:
        return []
    found = Edition.objects.live().select_related(None).select_related("publication")
    found = found.only("title", "publication__category", "publication__slug")
    newest = Edition.objects.live().order_by("-published_at", "-pk").values("pk")[:LOOKED_THROUGH]
    wanted = Q()
    for word in words:
        wanted |= _about(word)
    candidates = found.filter(wanted, pk__in=newest).order_by("-published_at", "-pk")[:CANDIDATES]
    nearness = {edition: _nearness(edition, path, words) for edition in candidates}
    near_enough = [edition for edition, points in nearness.items() if points >= ENOUGH]
    return sorted(near_enough, key=nearness.__getitem__, reverse=True)[:LENGTH]


def _about(word: str) -> Q:
    if word.isdigit() and len(word) < 4:
        return Q(publication=int(word))
    wanted = Q(title__icontains=word) | Q(publication__slug__icontains=word)
    if word.isdigit():
        wanted |= Q(publication=int(word))
    elif word.isascii():
        wanted |= Q(publication__slug__startswith=word[:3])  # a slip of the finger further on
    return wanted


def _words(path: str) -> list[str]:
    segments = [segment for segment in path.lower().split("/") if segment]
    is_tried = any("." in segment or segment in NOT_CONTENT for segment in segments)
    if is_tried or len(path) > LONGEST_PATH:
        return []
    sections = {category.path for category in all_categories()}
    words = _WORD.findall(normalise_query(" ".join(segments)))
    return list(dict.fromkeys(word for word in words if word not in sections))[:MOST_WORDS]


def _nearness(edition: Edition, path: str, words: list[str]) -> float:
    """10 for each word of the address that the item bears, and up to 10 for an address that looks like it."""
    parts = {*(edition.publication.slug or "").split("-"), str(edition.publication_id)}
    title = edition.title.lower()
    borne = sum(word in title or word in parts for word in words)
    return 10 * (borne + SequenceMatcher(None, path, edition.publication.address).ratio())

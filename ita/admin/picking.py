"""Which publications the form of evidence offers: those searched for, or those that are likely."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ita.models import Evidence, Item
from publishing.models import Edition
from thai.text import normalise_query
from thai.words import cut

MOST_FOUND = 20
MOST_LIKELY = 12
MOST_WORDS = 8
#: Shorter ones join words more often than they carry a meaning.
SHORTEST_WORD = 3
#: In the title of nearly every item.
COMMON = frozenset((
    "การ", "และ", "หรือ", "ของ", "ประจำ", "ปี", "ข้อมูล", "หน่วยงาน", "ประจำปี", "งบประมาณ", "ปีงบประมาณ", "เพื่อ", "โดย", "ตาม", "ที่",
    "ใน", "ด้าน", "ผล", "พ.ศ.",
))  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """One publication as the picker shows it."""

    edition: Edition
    why: str = ""  # why it is offered
    taken: bool = False  # it is evidence of this item already

    @property
    def key(self) -> int:
        return self.edition.publication_id


def candidates(
    item: Item, query: str = "", chosen: int | None = None, keep: int | None = None
) -> list[Candidate]:
    """The chosen one, then what `query` finds, or without one what is likely. Three queries at most.

    `keep`: the evidence that is being revised; its own publication is not "taken".
    """
    taken = set(
        item.evidence.exclude(state=Evidence.State.RETIRED)
        .exclude(pk=keep)
        .filter(publication__isnull=False)
        .values_list("publication", flat=True)
    )
    first = list(_live().filter(publication=chosen)) if chosen else []
    rows = [(edition, "ที่เลือกไว้") for edition in first]
    query = normalise_query(query)
    if query:
        rows += [(edition, "") for edition in searched(query)]
    else:
        rows += _likely(item)
    found: dict[int, Candidate] = {}
    for edition, why in rows:
        key = edition.publication_id
        found.setdefault(key, Candidate(edition, why, key in taken))
    return list(found.values())


def searched(query: str) -> QuerySet[Edition]:
    """Live editions whose title has every word of `query`, the newest first."""
    editions = _live()
    for word in query.split()[:MOST_WORDS]:
        editions = editions.filter(title__icontains=word)
    return editions[:MOST_FOUND]


def words_of(title: str) -> list[str]:
    """The words by which a publication for an item of this title may be found, the longest first, each once.

    No year: every announcement names one.
    """
    words = {word for word in map(str.strip, cut(title)) if len(word) >= SHORTEST_WORD and word not in COMMON}
    words = {word for word in words if not word.isdecimal()}
    return sorted(words, key=lambda word: (-len(word), word))[:MOST_WORDS]


def _live() -> QuerySet[Edition]:
    return Edition.objects.live().defer("body").newest()


def _likely(item: Item) -> list[tuple[Edition, str]]:
    """Of the same concept in other years, then what shares most words with the item's title."""
    earlier = _same_concept(item)
    words = words_of(item.title)
    wanted = Q(publication__in=earlier)
    for word in words:
        wanted |= Q(title__icontains=word)
    rows = []
    for edition in _live().filter(wanted)[: 10 * MOST_LIKELY]:
        if edition.publication_id in earlier:
            rows.append((len(words) + 1, edition, f"หลักฐานของ {earlier[edition.publication_id]}"))
        elif shared := sum(word in edition.title for word in words):
            rows.append((shared, edition, "ชื่อใกล้เคียงกับข้อนี้"))
    rows.sort(key=lambda row: -row[0])  # stable: the newest first among equals
    return [(edition, why) for _, edition, why in rows[:MOST_LIKELY]]


def _same_concept(item: Item) -> dict[int, str]:
    """Publication → the item of another year for which it is evidence, the latest year."""
    rows = (
        Evidence.objects.standing()
        .filter(item__concept=item.concept, publication__isnull=False)
        .exclude(item__cycle=item.cycle_id)
        .select_related("item__cycle")
        .order_by("item__cycle__fiscal_year")
    )
    return {row.publication_id: f"{row.item.cycle.label} ข้อ {row.item.code}" for row in rows}


def taken_by(publications: Collection[int]) -> dict[int, list[Item]]:
    """Publication → the items of open cycles for which it is evidence; one query."""
    rows = (
        Evidence.objects.exclude(state=Evidence.State.RETIRED)
        .filter(publication__in=publications, item__cycle__status="open")
        .select_related("item__cycle")
        .order_by("-item__cycle__fiscal_year", "item__order")
    )
    found: dict[int, list[Item]] = {}
    for row in rows:
        found.setdefault(row.publication_id, []).append(row.item)
    return found

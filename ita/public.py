"""What the public may see of the assessment: confirmed evidence, and of what it names only what is live.

What was withdrawn since is still named, as it still has a page; what was removed is not named; what never was public is not
there at all.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from django.conf import settings
from django.db.models import Exists, FilteredRelation, OuterRef, Prefetch, Q, QuerySet

from ita.models import Claim, Cycle, Element, Evidence, Item, Way
from ita.standing import Step, published_at, shown_ways
from ita.words import PublicState, indicator_label, item_label, period_asked, period_declared, state_label
from publishing.models import Attachment, Edition
from publishing.states import State

Kind = Evidence.Kind


class Standing(StrEnum):
    """What became of what the evidence names."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


def state_of(evidence: Iterable[tuple[str, bool]]) -> PublicState:
    """The state of an item by the (kind, whether it is live) of its confirmed evidence."""
    live = {kind for kind, is_live in evidence if is_live}
    if live - {Kind.NONE}:
        return PublicState.PUBLISHED
    return PublicState.NONE if live else PublicState.MISSING


def whole(address: str) -> str:
    """The whole address of a page or file of this site; another site's as it is."""
    return f"{settings.SITE_ADDRESS}{address}" if address.startswith("/") else address


# One line an item: the page of a year


@dataclass(frozen=True)
class Line:
    """An item in the list of its cycle."""

    code: str
    title: str
    address: str
    state: PublicState
    label: str
    count: int  # pieces of evidence that stand


@dataclass(frozen=True)
class Group:
    """The items of one indicator, which may have no heading."""

    heading: str
    lines: list[Line]


def groups_of(cycle: Cycle) -> list[Group]:
    """Every item of the cycle in order, those of an indicator together. Two queries."""
    live = Edition.objects.live().order_by().filter(publication=OuterRef("shown__publication"))
    confirmed = Q(evidence__state=Evidence.State.CONFIRMED)
    rows = list(
        cycle.items.annotate(shown=FilteredRelation("evidence", condition=confirmed), is_live=Exists(live))
        .order_by("order", "pk")
        .values(
            "pk", "code", "title", "slug", "indicator", "indicator__code", "indicator__title",
            "shown__kind", "shown__address", "is_live",
        )
    )  # fmt: skip
    since = published_at(row["shown__address"] for row in rows if row["shown__kind"] == Kind.CHANNEL)

    def stands(row: dict) -> bool:
        if row["shown__kind"] == Kind.PUBLICATION:
            return row["is_live"]
        return since.get(row["shown__address"], True) is not None

    def line(rows: list[dict]) -> Line:
        first = rows[0]
        evidence = [(row["shown__kind"], stands(row)) for row in rows if row["shown__kind"]]
        state = state_of(evidence)
        return Line(
            first["code"],
            first["title"],
            f"{cycle.address}{first['slug']}/",
            state,
            state_label(state, is_act=cycle.is_act),
            sum(is_live for kind, is_live in evidence if kind != Kind.NONE),
        )

    found = []
    for indicator, of_indicator in groupby(rows, key=lambda row: row["indicator"]):
        of_indicator = list(of_indicator)
        first = of_indicator[0]
        heading = indicator_label(first["indicator__code"], first["indicator__title"], is_act=cycle.is_act)
        lines = [line(list(of_item)) for _, of_item in groupby(of_indicator, key=lambda row: row["pk"])]
        found.append(Group(heading if indicator else "", lines))
    return found


def counts_of(groups: Iterable[Group]) -> list[tuple[str, int]]:
    """How many items are in each state, in the words of the lines: (words, count), none that has none."""
    states = Counter(line.state for group in groups for line in group.lines)
    labels = {line.state: line.label for group in groups for line in group.lines}
    return [(labels[state], states[state]) for state in PublicState if states[state]]


# Everything of an item


@dataclass(frozen=True)
class ShownEvidence:
    """One piece of evidence as the public sees it."""

    number: int  # in its item, from 1
    evidence: Evidence
    standing: Standing
    title: str  # empty when it was removed
    address: str  # on this site a path; empty when there is none
    edition: Edition | None
    files: list[Attachment]
    way: list[Step]
    places: dict[int, str]  # key of an element → where it is shown

    @property
    def is_live(self) -> bool:
        return self.standing == Standing.LIVE

    @property
    def is_outside(self) -> bool:
        return self.evidence.kind == Kind.OUTSIDE

    @property
    def is_none(self) -> bool:
        return self.evidence.kind == Kind.NONE

    @property
    def clicks(self) -> int:
        """From the home page, where a way is known."""
        return len(self.way) - 1

    @property
    def whole_address(self) -> str:
        return whole(self.address) if self.address else ""

    @property
    def period(self) -> str:
        return "" if self.is_none else period_declared(self.evidence)

    @property
    def statement(self) -> str:
        """What staff wrote beside it, which may name what was removed."""
        return "" if self.standing == Standing.REMOVED else self.evidence.statement

    @property
    def unit(self) -> str:
        return self.edition.publication.owner.unit.name if self.edition else ""

    @property
    def updated_at(self) -> datetime | None:
        """When what it names changed last; of what is no publication, when the office confirmed it."""
        return self.edition.published_at if self.edition else self.evidence.confirmed_at


@dataclass(frozen=True)
class ShownElement:
    """What an item asks for, and where each piece of evidence that stands shows it: (number, place)."""

    text: str
    shown: list[tuple[int, str]]


@dataclass(frozen=True)
class ShownItem:
    """An item with its elements and evidence, as the public sees it."""

    item: Item
    evidence: list[ShownEvidence] = field(default_factory=list)

    @property
    def state(self) -> PublicState:
        return state_of((one.evidence.kind, one.is_live) for one in self.evidence)

    @property
    def state_label(self) -> str:
        return state_label(self.state, is_act=self.item.cycle.is_act)

    @property
    def label(self) -> str:
        return item_label(self.item)

    @property
    def indicator(self) -> str:
        """What the group of the item is called; may be empty."""
        group = self.item.indicator
        return indicator_label(group.code, group.title, is_act=self.item.cycle.is_act) if group else ""

    @property
    def period(self) -> str:
        return period_asked(self.item)

    @property
    def elements(self) -> list[ShownElement]:
        return [
            ShownElement(
                element.text,
                [
                    (one.number, one.places[element.pk])
                    for one in self.evidence
                    if one.is_live and element.pk in one.places
                ],
            )
            for element in self.item.elements.all()
        ]

    @property
    def unit(self) -> str:
        """Who answers for it: the unit of the item's own position, else those of what it shows."""
        if self.item.owner:
            return self.item.owner.unit.name
        return ", ".join(dict.fromkeys(one.unit for one in self.evidence if one.unit))

    @property
    def updated_at(self) -> datetime | None:
        return max((one.updated_at for one in self.evidence if one.updated_at), default=None)


def shown(items: QuerySet[Item]) -> list[ShownItem]:
    """The items with all that the public sees of each. Eight queries, however many there are."""
    evidence = (
        Evidence.objects.confirmed()
        .filter(Q(publication=None) | Q(publication__first_published_at__isnull=False))
        .prefetch_related(Prefetch("claims", Claim.objects.order_by("element__order", "pk")))
    )
    items = list(
        items.select_related("cycle", "indicator", "owner__unit").prefetch_related(
            Prefetch("elements", Element.objects.all()), Prefetch("evidence", evidence, to_attr="confirmed")
        )
    )
    of_all = [one for item in items for one in item.confirmed]
    editions = _editions(one.publication_id for one in of_all if one.publication_id)
    since = published_at(one.address for one in of_all if one.kind == Kind.CHANNEL)
    found = []
    for item in items:
        pieces = [_shown(number, one, editions, since) for number, one in enumerate(item.confirmed, 1)]
        found.append(ShownItem(item, pieces))
    _add_ways([one for item in found for one in item.evidence if one.is_live and one.address.startswith("/")])
    return found


def _editions(publications: Iterable[int]) -> dict[int, Edition]:
    """Publication → the edition that stands, with `files`. Two queries."""
    documents = Attachment.objects.filter(kind=Attachment.Kind.DOCUMENT).select_related("stored")
    rows = Edition.objects.live(State.WITHDRAWN).filter(publication__in=set(publications))
    rows = rows.defer("body").prefetch_related(Prefetch("attachments", documents, to_attr="files"))
    found: dict[int, Edition] = {}
    for edition in rows:
        for file in edition.files:
            file.edition = edition
        if edition.publication_id not in found or not edition.is_withdrawn:
            found[edition.publication_id] = edition
    return found


def _shown(
    number: int, one: Evidence, editions: dict[int, Edition], since: dict[str, datetime | None]
) -> ShownEvidence:
    edition = editions.get(one.publication_id)
    standing, title, address = Standing.LIVE, one.title or one.address, one.address
    if one.kind == Kind.PUBLICATION:
        if edition is None:
            standing, title = Standing.REMOVED, ""
        else:
            standing = Standing.WITHDRAWN if edition.is_withdrawn else Standing.LIVE
            title, address = edition.title, edition.publication.address
    elif one.kind == Kind.CHANNEL and since.get(one.address, True) is None:
        standing, title, address = Standing.REMOVED, "", ""
    elif one.kind == Kind.NONE:
        title = str(PublicState.NONE.label)
    places = {claim.element_id: claim.where for claim in one.claims.all()}
    files = edition.files if edition and standing == Standing.LIVE else []
    return ShownEvidence(number, one, standing, title, address, edition, files, [], places)


def _add_ways(pieces: list[ShownEvidence]) -> None:
    """Fills in `way`. Two queries at most."""
    ways = list(Way.objects.filter(address__in={one.address for one in pieces}))
    since = published_at(address for way in ways for _, address in way.steps)
    found = shown_ways({one.address: one.title for one in pieces}, since, ways)
    for one in pieces:
        one.way.extend(found.get(one.address, ()))


# Cycles and items by their addresses


def cycles(kind: Cycle.Kind = Cycle.Kind.ASSESSMENT) -> list[Cycle]:
    """Those that are public, the newest first."""
    return list(Cycle.objects.public().filter(kind=kind).order_by("-fiscal_year"))


def addresses() -> list[str]:
    """Every public page of the assessment, for the sitemap. Two queries."""
    public = list(Cycle.objects.public())
    items = Item.objects.filter(cycle__in=public).select_related("cycle").order_by("cycle", "order", "pk")
    return [*(cycle.address for cycle in public), *(item.address for item in items)]

"""One question of a visitor and its answer: what the page shows. Only what is live now is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from publishing.categories import all_categories, edition_models
from publishing.models import Edition
from search.folding import folded, squashed
from search.indexing import serving, terms_of
from search.models import Entry, Index
from search.questions import Asked
from search.ranking import CANDIDATES, Deadline, Hit, Ranked, Ranking
from search.reading import Reading
from search.showing import Result, results
from search.synonyms import lookup
from thai.dates import valid_year_be
from thai.text import normalise_query

PAGE_LENGTH = 10
#: Seconds after which a question is given up.
PATIENCE = 3.0
#: How much more something counts whose kind was asked for by its name.
NAMED = 1.5
#: Kinds that are offered to narrow an answer.
MOST_KINDS = 8


@dataclass(frozen=True)
class Question:
    """What was asked for; whatever makes no sense in the address is left out."""

    text: str = ""
    category: str = ""  # app label
    kind: str = ""  # as `Entry.kind`
    year: int | None = None
    files: bool = False
    by_date: bool = False
    as_typed: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Question:
        categories = {category.path: category.app_label for category in all_categories()}
        kind = given.get("kind", "")
        return cls(
            text=normalise_query(given.get("q", "")),
            category=categories.get(given.get("category", ""), ""),
            kind=kind if kind in kinds() else "",
            year=valid_year_be(given.get("year")),
            files=given.get("files") == "1",
            by_date=given.get("sort") == "date",
            as_typed=given.get("exact") == "1",
        )

    @property
    def parameters(self) -> dict[str, str]:
        """The question as an address has it, without the page."""
        paths = {category.app_label: category.path for category in all_categories()}
        said = {
            "q": self.text,
            "category": paths.get(self.category, ""),
            "kind": self.kind,
            "year": str(self.year or ""),
            "files": "1" if self.files else "",
            "sort": "date" if self.by_date else "",
            "exact": "1" if self.as_typed else "",
        }
        return {name: value for name, value in said.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.category or self.kind or self.year or self.files)

    def address(self, **changes: object) -> str:
        return f"{reverse('search:page')}?{urlencode(replace(self, **changes).parameters)}"

    @property
    def plain_address(self) -> str:
        """Without anything that narrows it."""
        return self.address(category="", kind="", year=None, files=False)

    def narrowed(self, entries: QuerySet) -> QuerySet:
        if self.category:
            entries = entries.filter(category=self.category)
        if self.kind:
            entries = entries.filter(kind=self.kind)
        if self.year:
            entries = entries.filter(year=self.year)
        return entries.filter(has_files=True) if self.files else entries


@dataclass(frozen=True)
class Choice:
    """One way to narrow an answer, or to take that back."""

    label: str
    address: str
    count: int = 0


@dataclass(frozen=True)
class Facet:
    """By what an answer can be narrowed."""

    label: str
    choices: list[Choice]


@dataclass
class Answer:
    """What the page shows."""

    question: Question
    page: Page
    results: list[Result]
    facets: list[Facet] = field(default_factory=list)
    chosen: list[Choice] = field(default_factory=list)  # their addresses take them back
    is_cut: bool = False  # there is more than the index tells
    shown_instead: str = ""  # the words that were looked for, where they are not those typed
    as_typed_address: str = ""
    meant: str = ""  # what may have been meant
    meant_address: str = ""

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def by_relevance_address(self) -> str:
        return self.question.address(by_date=False)

    @property
    def by_date_address(self) -> str:
        return self.question.address(by_date=True)


class Row(NamedTuple):
    """What an answer needs of each hit."""

    entry: int
    publication: int
    edition: int
    category: str
    kind: str
    year: int | None
    dated_on: date | None
    has_files: bool


@cache
def kinds() -> dict[str, str]:
    """`Entry.kind` → what it is called."""
    found = {}
    for model in edition_models():
        name = model._meta.model_name
        found[name] = str(model._meta.verbose_name)
        kind = model.kind_field()
        for value, label in kind.flatchoices if kind else ():
            found[f"{name}.{value}"] = str(label)
    return found


def answer(question: Question, number: str | None = None) -> Answer | None:
    """The answer, of it page `number`; None while there is no index. Raises TooSlow.

    The number of queries does not depend on how much was found.
    """
    index = serving()
    if index is None:
        return None
    synonyms = lookup()
    ranked = _ranked(index, question, synonyms)
    asked = Asked.of(question.text, ranked.readings[0], synonyms, as_typed=question.as_typed)
    promoted = [] if question.is_narrowed else asked.promoted()
    rows = _rows(index, ranked.hits, promoted)
    hits = {hit.entry: hit for hit in ranked.hits}
    first = sorted(
        (row for row in rows.values() if row.publication in promoted),
        key=lambda row: promoted.index(row.publication),
    )
    found = [rows[key] for key in hits if key in rows and rows[key] not in first]
    if question.by_date:
        found.sort(key=lambda row: row.dated_on or date.min, reverse=True)
    else:
        today, named = timezone.localdate(), _named(asked)
        more = dict.fromkeys(named, NAMED)
        found.sort(
            key=lambda row: -hits[row.entry].score * _freshness(row.dated_on, today) * more.get(row.kind, 1)
        )
    page = Paginator([*first, *found], PAGE_LENGTH).get_page(number)
    typed = ranked.readings[0]
    made = Answer(
        question,
        page,
        results([(row, hits.get(row.entry), row in first) for row in page], typed, terms_of(index).cutter),
        _facets(question, found),
        _chosen(question),
        is_cut=len(hits) >= CANDIDATES,
    )
    _say_what_was_meant(made, ranked, rows)
    return made


def _ranked(index: Index, question: Question, synonyms: dict[str, tuple[str, ...]]) -> Ranked:
    only = question.narrowed(index.entries.order_by()).values("pk") if question.is_narrowed else None
    ranking = Ranking(index, terms_of(index), synonyms, only=only, deadline=Deadline(PATIENCE))
    return ranking.rank(question.text, as_typed=question.as_typed)


def _freshness(day: date | None, today: date) -> float:
    """Newer first at about equal weight: 1.04 for what is of today, 1 for what is ten years old or has no date."""
    return 1 + 0.04 * max(0.0, 1 - abs((today - day).days) / 3652) if day else 1.0


def _named(asked: Asked) -> set[str]:
    """The kinds of which somebody typed the name."""
    return {kind for kind, label in kinds().items() if squashed(folded(label)) in asked.cores}


def _rows(index: Index, hits: list[Hit], promoted: list[int]) -> dict[int, Row]:
    """By their keys the entries whose edition is live still, and those of promoted publications. One query."""
    live = Edition.objects.live().filter(pk=OuterRef("edition"))
    wanted = Q(pk__in=[hit.entry for hit in hits]) | Q(publication__in=promoted, index=index)
    entries = Entry.objects.filter(wanted).filter(Exists(live))
    return {
        values[0]: Row._make(values)
        for values in entries.values_list(
            "pk", "publication", "edition", "category", "kind", "year", "dated_on", "has_files"
        )
    }


def _facets(question: Question, rows: list[Row]) -> list[Facet]:
    """What the answer can be narrowed by, with how many each would leave. What leaves all or nothing is no choice."""
    titles = {category.app_label: category.title for category in all_categories()}
    by_category = Counter(row.category for row in rows)
    by_kind = Counter(row.kind for row in rows)
    by_year = Counter(row.year for row in rows if row.year)
    with_files = sum(row.has_files for row in rows)
    found = []
    if not question.category:
        found.append(
            Facet(
                "หมวด",
                [
                    Choice(title, question.address(category=label, kind=""), by_category[label])
                    for label, title in titles.items()
                    if by_category[label]
                ],
            )
        )
    if not question.kind:
        found.append(
            Facet(
                "ประเภท",
                [
                    Choice(kinds()[kind], question.address(kind=kind), count)
                    for kind, count in by_kind.most_common(MOST_KINDS)
                    if kind in kinds()
                ],
            )
        )
    if not question.year:
        found.append(
            Facet(
                "ปีงบประมาณ",
                [
                    Choice(str(year), question.address(year=year), by_year[year])
                    for year in sorted(by_year, reverse=True)
                ],
            )
        )
    found = [facet for facet in found if len(facet.choices) > 1]
    if not question.files and 0 < with_files < len(rows):
        found.append(Facet("เอกสาร", [Choice("มีไฟล์แนบ", question.address(files=True), with_files)]))
    return found


def _chosen(question: Question) -> list[Choice]:
    found = []
    if question.category:
        title = next(one.title for one in all_categories() if one.app_label == question.category)
        found.append(Choice(title, question.address(category="")))
    if question.kind:
        found.append(Choice(kinds()[question.kind], question.address(kind="")))
    if question.year:
        found.append(Choice(f"ปีงบประมาณ {question.year}", question.address(year=None)))
    if question.files:
        found.append(Choice("มีไฟล์แนบ", question.address(files=False)))
    return found


def _say_what_was_meant(made: Answer, ranked: Ranked, rows: dict[int, Row]) -> None:
    """Whether the best of the answer is for other words than those typed; or whether others may have been meant."""
    shown = [hit for hit in ranked.hits if hit.entry in rows]
    if not shown:
        return
    question, typed = made.question, ranked.readings[0]
    if shown[0].reading.repaired:
        made.shown_instead = _words_of(shown[0].reading)
        made.as_typed_address = question.address(as_typed=True)
        return
    likelier = next((hit for hit in shown if hit.reading is not typed and hit.cover > shown[0].cover), None)
    if likelier is not None and likelier.reading.repaired:
        made.meant = _words_of(likelier.reading)
        made.meant_address = question.address(text=made.meant)


def _words_of(reading: Reading) -> str:
    return " ".join(reading.chunks)

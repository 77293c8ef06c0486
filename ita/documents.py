"""A cycle as a JSON document: how items of another year come in, and how ours go out.

`read()` looks at the whole document before anything is written and names every fault with its line and path. What `write()`
gives is what `read()` takes. The least of it, and what an item may say beside:

    {"fiscal_year": 2569, "name": "แบบวัด …", "items": [
      {"code": "O1", "title": "โครงสร้าง", "concept": "org-structure", "period": {"kind": "current", "offset": 0},
       "indicator": "9.1", "title_basis": "seen", "basis_note": "…", "owner": "นิติกร", "due_on": "2026-01-31",
       "outside_allowed": false, "none_allowed": false,
       "elements": [{"text": "…", "basis": "recalled", "kind": "branches", "count": 1, "none_allowed": false}]}]}

Beside `items` it may have `kind` (assessment, act), `note`, `source`, `indicators` ([{"code", "title"}]), `formula`
(ita/scoring.py) and `dates` ({"opens_on": "2026-01-05", …} ค.ศ.). `ita/data/` holds examples.
"""

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import models

from ita.models import Cycle, Element, Indicator, Item
from ita.models.cycle import Basis, code_form, concept_form
from ita.reading import Node, Unreadable, read_json
from ita.scoring import DEFAULT_FORMULA, TOTALS
from ita.values import FIRST_YEAR, LAST_YEAR, Values
from publishing.proofs import KNOWN_KINDS
from publishing.refusal import Refused

MOST_ITEMS, MOST_INDICATORS, MOST_ELEMENTS, MOST_COUNT = 200, 60, 30, 100
MOST_FAULTS = 20  # said at once
LEVELS = ("pass", "warn", "fail", "")
DATES = ("opens_on", "closes_on", "clarify_from", "clarify_to", "freeze_from", "freeze_to")


@dataclass(frozen=True)
class ElementData:
    text: str
    basis: str = Basis.RECALLED.value
    kind: str = ""
    count: int | None = None
    none_allowed: bool = False


@dataclass(frozen=True)
class ItemData:
    code: str
    title: str
    concept: str
    indicator: str = ""  # code
    title_basis: str = Basis.RECALLED.value
    basis_note: str = ""
    period_kind: str = "current"
    period_offset: int = 0
    outside_allowed: bool = False
    none_allowed: bool = False
    owner: str = ""  # title of a position
    due_on: date | None = None
    elements: tuple[ElementData, ...] = ()

    @property
    def slug(self) -> str:
        return slug_of(self.code)


@dataclass(frozen=True)
class IndicatorData:
    code: str
    title: str


@dataclass(frozen=True)
class Document:
    """A cycle as data: everything but evidence, results and status."""

    kind: str
    fiscal_year: int | None
    name: str
    note: str = ""
    source: str = ""
    formula: dict = field(default_factory=lambda: DEFAULT_FORMULA)
    dates: dict[str, date] = field(default_factory=dict)  # only those that are set
    indicators: tuple[IndicatorData, ...] = ()
    items: tuple[ItemData, ...] = ()


def slug_of(code: str) -> str:
    """The part of an address that stands for a code: O11 → o11, 7(1) → 7-1."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")


def read(text: str) -> Document:
    """The cycle that `text` describes. Raises Refused with a sentence for every fault: line, path, reason."""
    try:
        node = read_json(text)
    except Unreadable as unreadable:
        raise Refused([str(unreadable)]) from unreadable
    reader = _Reader()
    made = reader.cycle(node)
    if reader.faults:
        more = len(reader.faults) - MOST_FAULTS
        rest = [f"และยังมีอีก {more} แห่ง แก้ข้างต้นแล้วนำเข้าใหม่เพื่อดูที่เหลือ"] if more > 0 else []
        raise Refused([*reader.faults[:MOST_FAULTS], *rest])
    return made


def write(cycle: Cycle, *, note: bool = True) -> str:
    """The cycle as the text of a document, one line a value so that its faults can be found by line. `note` False leaves out
    what only administrators read.
    """
    document = as_document(cycle)
    made: dict[str, object] = {
        "kind": document.kind,
        "fiscal_year": document.fiscal_year,
        "name": document.name,
        "note": document.note if note else "",
        "source": document.source,
        "dates": {name: day.isoformat() for name, day in document.dates.items()},
        "formula": document.formula,
        "indicators": [asdict(indicator) for indicator in document.indicators],
        "items": [_written(item) for item in document.items],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def as_document(cycle: Cycle) -> Document:
    """What `write()` writes (4 queries)."""
    items = cycle.items.select_related("indicator", "owner").prefetch_related("elements")
    return Document(
        kind=cycle.kind,
        fiscal_year=cycle.fiscal_year,
        name=cycle.name,
        note=cycle.note,
        source=cycle.source,
        formula=cycle.formula,
        dates={name: getattr(cycle, name) for name in DATES if getattr(cycle, name)},
        indicators=tuple(IndicatorData(one.code, one.title) for one in cycle.indicators.all()),
        items=tuple(_item_data(item) for item in items),
    )


def _item_data(item: Item) -> ItemData:
    return ItemData(
        code=item.code,
        title=item.title,
        concept=item.concept,
        indicator=item.indicator.code if item.indicator else "",
        title_basis=item.title_basis,
        basis_note=item.basis_note,
        period_kind=item.period_kind,
        period_offset=item.period_offset,
        outside_allowed=item.outside_allowed,
        none_allowed=item.none_allowed,
        owner=item.owner.title if item.owner else "",
        due_on=item.due_on,
        elements=tuple(
            ElementData(one.text, one.basis, one.kind, one.count, one.none_allowed)
            for one in item.elements.all()
        ),
    )


def _written(item: ItemData) -> dict[str, object]:
    """An item for the document; what is as usual is left out."""
    usual = ItemData(item.code, item.title, item.concept)
    made = {
        name: value
        for name, value in vars(item).items()
        if name in ("code", "title", "concept", "title_basis") or value != getattr(usual, name)
    }
    made["period"] = {"kind": item.period_kind, "offset": item.period_offset}
    for name in ("period_kind", "period_offset", "elements"):
        made.pop(name, None)
    if item.due_on:
        made["due_on"] = item.due_on.isoformat()
    made["elements"] = [
        {
            name: value
            for name, value in vars(one).items()
            if name in ("text", "basis") or value != getattr(ElementData(""), name)
        }
        for one in item.elements
    ]
    return made


class _Reader(Values):
    """The parts of a document."""

    def cycle(self, node: Node) -> Document:
        its = self.members(
            node,
            "",
            needed=("fiscal_year", "name", "items"),
            other=("kind", "note", "source", "dates", "formula", "indicators"),
        )
        kind = self.choice(its.get("kind"), "kind", Cycle.Kind.values, Cycle.Kind.ASSESSMENT.value)
        indicators = self.listed(its.get("indicators"), "indicators", MOST_INDICATORS, self.indicator)
        self.once(its.get("indicators"), "indicators", "code", [one.code for one in indicators])
        codes = [one.code for one in indicators]
        items = self.listed(
            its.get("items"),
            "items",
            MOST_ITEMS,
            lambda one, path: self.item(one, path, codes),
        )
        if "items" in its and isinstance(its["items"].value, list) and not items:
            self.fault(its["items"], "items", "ต้องมีอย่างน้อยหนึ่งข้อ")
        for name, values in (
            ("code", [one.slug for one in items]),
            ("concept", [one.concept for one in items]),
        ):
            self.once(its.get("items"), "items", name, values)
        return Document(
            kind=kind,
            fiscal_year=self.year(its.get("fiscal_year"), kind),
            name=self.line(its.get("name"), "name", _longest(Cycle, "name")),
            note=self.text(its.get("note"), "note", _longest(Cycle, "note")),
            source=self.line(its.get("source"), "source", _longest(Cycle, "source"), empty=True),
            dates=self.dates(its.get("dates")),
            formula=self.formula(its.get("formula"), codes),
            indicators=tuple(indicators),
            items=tuple(items),
        )

    def indicator(self, node: Node, path: str) -> IndicatorData:
        its = self.members(node, path, needed=("code", "title"))
        return IndicatorData(
            self.formed(its.get("code"), f"{path}.code", _longest(Item, "code"), code_form),
            self.line(its.get("title"), f"{path}.title", _longest(Indicator, "title")),
        )

    def item(self, node: Node, path: str, indicators: list[str]) -> ItemData:
        its = self.members(
            node,
            path,
            needed=("code", "title", "concept", "period"),
            other=(
                *("indicator", "title_basis", "basis_note", "owner", "due_on"),
                *("outside_allowed", "none_allowed", "elements"),
            ),
        )
        kind, offset = self.period(its.get("period"), f"{path}.period")
        indicator = self.line(its.get("indicator"), f"{path}.indicator", 12, empty=True)
        if indicator and indicator not in indicators:
            self.fault(its["indicator"], f"{path}.indicator", f"ไม่มีตัวชี้วัดย่อยรหัส “{indicator}” ใน indicators")
        return ItemData(
            code=self.formed(its.get("code"), f"{path}.code", _longest(Item, "code"), code_form),
            title=self.line(its.get("title"), f"{path}.title", _longest(Item, "title")),
            concept=self.formed(
                its.get("concept"), f"{path}.concept", _longest(Item, "concept"), concept_form
            ),
            indicator=indicator,
            title_basis=self.choice(
                its.get("title_basis"), f"{path}.title_basis", Basis.values, Basis.RECALLED.value
            ),
            basis_note=self.line(
                its.get("basis_note"), f"{path}.basis_note", _longest(Item, "basis_note"), empty=True
            ),
            period_kind=kind,
            period_offset=offset,
            outside_allowed=self.flag(its.get("outside_allowed"), f"{path}.outside_allowed"),
            none_allowed=self.flag(its.get("none_allowed"), f"{path}.none_allowed"),
            owner=self.line(its.get("owner"), f"{path}.owner", 120, empty=True),
            due_on=self.day(its.get("due_on"), f"{path}.due_on"),
            elements=tuple(self.listed(its.get("elements"), f"{path}.elements", MOST_ELEMENTS, self.element)),
        )

    def element(self, node: Node, path: str) -> ElementData:
        its = self.members(node, path, needed=("text",), other=("basis", "kind", "count", "none_allowed"))
        kinds = ["", *KNOWN_KINDS]
        return ElementData(
            text=self.text(its.get("text"), f"{path}.text", _longest(Element, "text"), empty=False),
            basis=self.choice(its.get("basis"), f"{path}.basis", Basis.values, Basis.RECALLED.value),
            kind=self.choice(its.get("kind"), f"{path}.kind", kinds, ""),
            count=self.whole(its.get("count"), f"{path}.count", 1, MOST_COUNT),
            none_allowed=self.flag(its.get("none_allowed"), f"{path}.none_allowed"),
        )

    def period(self, node: Node | None, path: str) -> tuple[str, int]:
        its = self.members(node, path, needed=("kind",), other=("offset",)) if node else {}
        kind = self.choice(its.get("kind"), f"{path}.kind", Item.Period.values, "current")
        return kind, self.whole(its.get("offset"), f"{path}.offset", -1, 0) or 0

    def year(self, node: Node | None, kind: str) -> int | None:
        year = self.whole(node, "fiscal_year", FIRST_YEAR, LAST_YEAR)
        if node and node.value is None and kind == Cycle.Kind.ASSESSMENT:
            self.fault(node, "fiscal_year", f"ต้องเป็นปีงบประมาณ พ.ศ. ระหว่าง {FIRST_YEAR} ถึง {LAST_YEAR}")
        if node and year is not None and kind == Cycle.Kind.ACT:
            self.fault(node, "fiscal_year", "ดัชนีตามกฎหมายไม่มีปี ให้ใส่ null")
        return year

    def dates(self, node: Node | None) -> dict[str, date]:
        its = self.members(node, "dates", other=DATES) if node else {}
        made = {name: self.day(its[name], f"dates.{name}") for name in DATES if name in its}
        for first, last in zip(DATES[::2], DATES[1::2], strict=True):
            if made.get(first) and made.get(last) and made[first] > made[last]:
                self.fault(its[last], f"dates.{last}", "วันสุดท้ายต้องไม่อยู่ก่อนวันแรก")
        return {name: day for name, day in made.items() if day}

    def formula(self, node: Node | None, codes: list[str]) -> dict:
        if node is None:
            return DEFAULT_FORMULA
        its = self.members(node, "formula", needed=("points", "total"), other=("weights",))
        total = self.choice(its.get("total"), "formula.total", list(TOTALS), TOTALS[0])
        points = self.numbers(its.get("points"), "formula.points", LEVELS, LEVELS, 100)
        weights = self.numbers(its.get("weights"), "formula.weights", (), codes, 1000)
        if codes and set(weights) == set(codes) and not any(weights.values()):
            self.fault(its["weights"], "formula.weights", "น้ำหนักเป็น 0 ทุกตัวไม่ได้")
        return {"points": points, "total": total, "weights": weights}


def _longest(model: type[models.Model], name: str) -> int:
    return model._meta.get_field(name).max_length

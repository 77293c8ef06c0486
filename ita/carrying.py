"""What of last year's evidence goes on into a new cycle: by concept, proposed anew, with what must be renewed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils import timezone

from ita.documents import Document, ItemData, as_document
from ita.models import Claim, Cycle, Evidence, Item
from ita.models.cycle import Basis
from ita.periods import declared, label, missing, wanted
from publishing.models import Edition

Part, Kind = Evidence.Part, Evidence.Kind
#: The part of a year that evidence of a rule is about, when what it was about before does not tell.
USUAL_PART = {
    "fiscal_year": Part.YEAR,
    "first_half": Part.FIRST_HALF,
    "monthly": Part.YEAR,
    "quarterly": Part.YEAR,
}
PARTS_OF_REPORTS = {"monthly", "quarterly", "first_half"}


@dataclass(frozen=True)
class Moved:
    """The time that carried evidence is about, and what its office must do before it counts."""

    part: str
    year: int | None
    to_year: int | None
    number: int | None
    renew: str = ""


@dataclass
class Carried:
    """What became of last year's evidence: rows of the new cycle, and what stayed behind."""

    cycle: Cycle
    fresh: list[Evidence] = field(default_factory=list)  # with something to renew
    same: list[Evidence] = field(default_factory=list)
    left: list[tuple[Evidence, str]] = field(default_factory=list)  # of last year, and why it was not carried
    gone: list[Item] = field(default_factory=list)  # items of last year whose concept is asked for no more
    new: list[Item] = field(default_factory=list)  # items of this year that last year did not ask for

    @property
    def count(self) -> int:
        return len(self.fresh) + len(self.same)


def moved(evidence: Evidence, item: Item) -> Moved:
    """What `evidence` of an earlier cycle is about as evidence for `item` of the new one."""
    asked = wanted(item.period_kind, item.period_offset, item.cycle.fiscal_year)
    old = (evidence.period_part, evidence.period_year, evidence.period_to_year, evidence.period_number)
    here = Moved(*old)
    was_current = declared(*old) is None
    if not asked.stretches:
        if evidence.kind == Kind.NONE:
            return Moved(Part.CURRENT, None, None, None, "ยืนยันอีกครั้งว่ายังไม่มีข้อมูล")
        why = "" if was_current else f"ตรวจว่ายังเป็นปัจจุบัน เดิมเป็นข้อมูลของ{label(*old)}"
        return Moved(Part.CURRENT, None, None, None, why)
    if evidence.kind == Kind.NONE:
        now = (Part.YEAR, asked.year, None, None)
        return Moved(*now, f"ยืนยันอีกครั้งว่า{label(*now)} ไม่มีข้อมูล")
    span = declared(*old)
    if span and not missing(asked, [span], date.max, whole=True):
        return here
    if item.period_kind == Item.Period.COVERS:
        plan = f"ใช้แผนที่ครอบคลุมปีงบประมาณ พ.ศ. {asked.year}"
        return replace(here, renew=plan if was_current else f"{plan} แทนของ{label(*old)}")
    keeps = item.period_kind in PARTS_OF_REPORTS and not was_current and evidence.period_part != Part.YEARS
    part = evidence.period_part if keeps else USUAL_PART[item.period_kind]
    now = (part, asked.year, None, evidence.period_number if keeps else None)
    if now == old:
        return here
    instead = "" if was_current else f" แทนของ{label(*old)}"
    return Moved(*now, f"ใช้ข้อมูล{label(*now)}{instead}")


def carry(old: Cycle, new: Cycle) -> None:
    """Write the standing evidence of `old` into `new`, in the caller's transaction. Who proposed it then proposes it now."""
    items = {item.concept: item for item in new.items.prefetch_related("elements")}
    now, made, claims = timezone.now(), [], []
    for evidence in _of(old):
        item = items.get(evidence.item.concept)
        if item is None or why_not(evidence, item):
            continue
        item.cycle = new
        about = moved(evidence, item)
        row = Evidence(
            item=item,
            kind=evidence.kind,
            publication=evidence.publication,
            address=evidence.address,
            title=evidence.title,
            statement=evidence.statement,
            period_part=about.part,
            period_year=about.year,
            period_to_year=about.to_year,
            period_number=about.number,
            order=evidence.order,
            proposed_by=evidence.proposed_by,
            proposed_at=now,
            carried_from=evidence,
            renew=about.renew[:300],
        )
        made.append(row)
        claims += [
            Claim(evidence=row, element=element, where=claim.where)
            for claim, element in _same_elements(evidence, item)
        ]
    Evidence.objects.bulk_create(made)
    Claim.objects.bulk_create(claims)


def why_not(evidence: Evidence, item: Item) -> str:
    """Why evidence of last year is not carried to `item`, as a Thai phrase; empty when it is. Needs `_of()`."""
    if evidence.state == Evidence.State.RETURNED:
        return "ส่งกลับแก้ไขค้างอยู่"
    if evidence.kind == Kind.PUBLICATION and not evidence.is_live:
        return "ไม่ได้เผยแพร่อยู่แล้ว"
    if evidence.kind == Kind.OUTSIDE and not item.outside_allowed:
        return "ข้อนี้ใช้เว็บไซต์อื่นเป็นหลักฐานไม่ได้แล้ว"
    if evidence.kind == Kind.NONE and not item.none_allowed:
        return "ข้อนี้ประกาศว่า “ไม่มี” แทนหลักฐานไม่ได้แล้ว"
    return ""


def report(cycle: Cycle) -> Carried:
    """What the new cycle took over from that before it, as it stands now: shown after the act and ever after."""
    old = cycle.carried_from
    told = Carried(cycle)
    items = {item.concept: item for item in cycle.items.all()}
    before = {item.concept: item for item in old.items.all()}
    told.gone = [item for concept, item in before.items() if concept not in items]
    told.new = [item for concept, item in items.items() if concept not in before]
    rows = (
        Evidence.objects.filter(item__cycle=cycle, carried_from__isnull=False)
        .select_related("item", "publication")
        .order_by("item__order", "order", "pk")
    )
    for row in rows:
        (told.fresh if row.renew else told.same).append(row)
    taken = {row.carried_from_id for row in rows}
    for evidence in _of(old):
        item = items.get(evidence.item.concept)
        if evidence.pk not in taken and item is not None:
            told.left.append((evidence, why_not(evidence, item) or "เสนอหรือเผยแพร่หลังจากเริ่มปีใหม่"))
    return told


def rolled(cycle: Cycle, year: int) -> Document:
    """The items of `cycle` as those of another year, until that year's manual is here: nothing of it is verified."""
    last = as_document(cycle)
    from_year = cycle.fiscal_year
    return Document(
        kind=last.kind,
        fiscal_year=year,
        name=_in_year(last.name, from_year, year),
        note=f"ยกรายการมาจาก {cycle.label} ให้เทียบกับคู่มือปี {year} ก่อนใช้",
        source=f"ยกมาจาก {cycle.label} ยังไม่มีคู่มือปี {year}",
        formula=last.formula,
        indicators=last.indicators,
        items=tuple(_rolled_item(item, from_year, year) for item in last.items),
    )


def _rolled_item(item: ItemData, from_year: int, year: int) -> ItemData:
    return replace(
        item,
        title=_in_year(item.title, from_year, year),
        title_basis=Basis.RECALLED.value,
        basis_note=f"คำของปี {from_year}",
        due_on=item.due_on and _later(item.due_on, year - from_year),
        elements=tuple(
            replace(one, text=_in_year(one.text, from_year, year), basis=Basis.RECALLED.value)
            for one in item.elements
        ),
    )


def _in_year(text: str, from_year: int, year: int) -> str:
    """`text` with the year that it was written for, and the year before it, moved. Years of laws stay."""
    return re.sub(
        rf"(?<![0-9])({from_year}|{from_year - 1})(?![0-9])",
        lambda found: str(int(found[0]) + year - from_year),
        text,
    )


def _later(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _of(cycle: Cycle) -> Iterator[Evidence]:
    """What may be carried, with its item and claims; `is_live` tells whether its publication is (3 queries)."""
    rows = (
        Evidence.objects.filter(item__cycle=cycle)
        .exclude(state=Evidence.State.RETIRED)
        .select_related("item__cycle", "publication", "proposed_by")
        .prefetch_related("claims__element")
        .order_by("item__order", "item__pk", "order", "pk")
    )
    live = set(
        Edition.objects.live()
        .filter(publication__ita_evidence__item__cycle=cycle)
        .values_list("publication", flat=True)
    )
    for row in rows:
        row.is_live = row.publication_id in live
        yield row


def _same_elements(evidence: Evidence, item: Item) -> Iterator[tuple[Claim, object]]:
    """The claims of last year whose element is asked for again: in the same words but for the year, or by the same proof."""
    from_year, year = evidence.item.cycle.fiscal_year, item.cycle.fiscal_year
    taken: set[int] = set()
    for claim in evidence.claims.all():
        text, kind = _in_year(claim.element.text, from_year, year), claim.element.kind
        for element in item.elements.all():
            if element.pk not in taken and (element.text == text or kind and element.kind == kind):
                taken.add(element.pk)
                yield claim, element
                break

"""The life of a cycle: its items are loaded, it is opened, closed, and becomes the next one. Only administrators do this.

Evidence is not theirs: ita/evidence.py. Lock order: cycle, items, ledger head; on SQLite the transaction (IMMEDIATE) is the lock.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import Position, User
from accounts.roles import Role
from ita import carrying, rules, snapshots
from ita.documents import DATES, Document, ItemData, read
from ita.models import Cycle, Element, Evidence, Indicator, Item
from ita.models.cycle import Basis
from publishing import ledger
from publishing.refusal import Refused

Status = Cycle.Status
DATA = Path(__file__).parent / "data"
#: The documents that come with the product, by the names of their files.
OURS = ("2569", "2566", "2563", "act")
SET_UP = "การติดตั้งระบบ"

LOADED = "นำเข้ารายการข้อ ITA"
OPENED = "เปิดรอบการประเมิน ITA"
CLOSED = "ปิดรอบการประเมิน ITA"
NEXT_YEAR = "เริ่มรอบ ITA ปีใหม่จากปีก่อน"
BASIS_CONFIRMED = "ยืนยันว่าเทียบกับคู่มือ ITA แล้ว"


@dataclass(frozen=True)
class Loaded:
    """A cycle whose items were just loaded, and what an administrator has to look at."""

    cycle: Cycle
    unknown_owners: tuple[str, ...] = ()  # titles of positions that this office does not have


def ours(name: str) -> Document:
    """A document that comes with the product: "2569", "act"."""
    return read((DATA / f"{name}.json").read_text())


def load(document: Document, *, actor: User | None) -> Loaded:
    """A cycle that is being prepared, with the items of `document`; one that is there gets its items anew.

    `actor` None is the set-up of the office. Raises Refused: an open or closed cycle, and one with evidence, stay as they are.
    """
    with transaction.atomic():
        _must_administer(actor)
        cycle = (
            Cycle.objects.select_for_update()
            .filter(kind=document.kind, fiscal_year=document.fiscal_year)
            .first()
        )
        if reasons := why_not_load(cycle):
            raise Refused(reasons)
        about: dict[str, object] = {"name": document.name, "note": document.note, "source": document.source}
        about["formula"] = document.formula
        if document.dates:  # without any, those that were typed stay
            about |= {name: document.dates.get(name) for name in DATES}
        if cycle is None:
            cycle = _new(Cycle(kind=document.kind, fiscal_year=document.fiscal_year, **about))
        else:
            Cycle.objects.filter(pk=cycle.pk).update(**about)
            cycle.items.all().delete()
            cycle.indicators.all().delete()
            cycle.refresh_from_db()
        unknown = _fill(cycle, document)
        ledger.append(
            LOADED,
            actor=actor,
            name=SET_UP,
            roles=[Role.ADMINISTRATOR],
            note=f"{cycle.label} {len(document.items)} ข้อ ที่มา: {document.source or 'ไม่ระบุ'}",
        )
    return Loaded(cycle, unknown)


def why_not_load(cycle: Cycle | None) -> list[str]:
    """Why the items of `cycle` cannot be loaded anew, as Thai sentences; empty when they can, or when it is not there yet."""
    if cycle is None:
        return []
    if cycle.status != Status.PREPARING:
        return [
            f"{cycle.label} อยู่ในสถานะ “{cycle.get_status_display()}” จึงนำเข้ารายการทับไม่ได้ ให้แก้ไขทีละข้อในหน้ารายการข้อ"
        ]
    if Evidence.objects.filter(item__cycle=cycle).exists():
        return [f"{cycle.label} มีหลักฐานแล้ว จึงนำเข้ารายการทับไม่ได้ ให้แก้ไขทีละข้อในหน้ารายการข้อ"]
    return []


def open_(cycle: Cycle, *, actor: User | None) -> Cycle:
    """Staff may work on it and the public may see it. The first time its rules are frozen; a closed one opens with its own."""
    with transaction.atomic():
        fresh = _fresh(cycle, actor)
        if reasons := why_not_open(fresh):
            raise Refused(reasons)
        changes: dict[str, object] = {"status": Status.OPEN}
        if fresh.status == Status.PREPARING:
            changes["rules"] = rules.current()
        again = "อีกครั้ง" if fresh.status == Status.CLOSED else ""
        _write(fresh, **changes)
        fresh.items.update(stale=True)
        ledger.append(
            OPENED,
            actor=actor,
            name=SET_UP,
            roles=[Role.ADMINISTRATOR],
            note=f"{fresh.label}{again}",
        )
    return fresh


def why_not_open(cycle: Cycle) -> list[str]:
    if cycle.status == Status.OPEN:
        return [f"{cycle.label} เปิดใช้งานอยู่แล้ว"]
    return [] if cycle.items.exists() else [f"{cycle.label} ยังไม่มีรายการข้อ ให้นำเข้ารายการก่อน"]


def close(cycle: Cycle, *, actor: User | None) -> Cycle:
    """Nothing of it changes any more, and a copy of everything that it showed is asked for."""
    with transaction.atomic():
        fresh = _fresh(cycle, actor)
        if reasons := why_not_close(fresh):
            raise Refused(reasons)
        _write(fresh, status=Status.CLOSED)
        ledger.append(CLOSED, actor=actor, name=SET_UP, roles=[Role.ADMINISTRATOR], note=fresh.label)
        snapshots.ask(fresh, f"ปิดรอบ {fresh.label}", actor)
    return fresh


def why_not_close(cycle: Cycle) -> list[str]:
    if cycle.is_act:
        return ["ดัชนีตามกฎหมายต้องเผยแพร่ตลอดเวลา จึงไม่มีการปิดรอบ"]
    return [] if cycle.status == Status.OPEN else [f"{cycle.label} ไม่ได้เปิดใช้งานอยู่"]


def next_year(cycle: Cycle, year: int, *, actor: User | None) -> carrying.Carried:
    """The cycle of `year`, with the evidence of `cycle` carried over by concept. Raises Refused.

    Items come from the cycle of that year where one is being prepared, else from the document of that year that comes with the
    product, else from `cycle` itself.
    """
    with transaction.atomic():
        old = _fresh(cycle, actor)
        new = Cycle.objects.select_for_update().filter(kind=old.kind, fiscal_year=year).first()
        if reasons := why_not_next(old, new, year):
            raise Refused(reasons)
        if new is None:
            known = str(year) in OURS
            new = load(ours(str(year)) if known else carrying.rolled(old, year), actor=actor).cycle
        Cycle.objects.filter(pk=new.pk).update(carried_from=old)
        new.refresh_from_db()
        carrying.carry(old, new)
        told = carrying.report(new)
        ledger.append(
            NEXT_YEAR,
            actor=actor,
            name=SET_UP,
            roles=[Role.ADMINISTRATOR],
            note=(
                f"{old.label} → {new.label} ยกหลักฐาน {told.count} รายการ"
                f" ต้องทำใหม่ {len(told.fresh)} รายการ ไม่ได้ยก {len(told.left)} รายการ"
            ),
        )
    return told


def why_not_next(old: Cycle, new: Cycle | None, year: int) -> list[str]:
    if old.is_act:
        return ["ดัชนีตามกฎหมายไม่มีปี จึงเริ่มปีใหม่ไม่ได้"]
    if year <= old.fiscal_year:
        return [f"ปีใหม่ต้องเป็นปีหลัง พ.ศ. {old.fiscal_year}"]
    if new and new.status != Status.PREPARING:
        return [f"{new.label} อยู่ในสถานะ “{new.get_status_display()}” แล้ว จึงยกหลักฐานเข้าไปไม่ได้"]
    if new and (new.carried_from_id or Evidence.objects.filter(item__cycle=new).exists()):
        return [f"{new.label} ยกหลักฐานจากปีก่อนแล้ว"]
    return []


def confirm_basis(row: Item | Element, *, actor: User) -> None:
    """The administrator compared the words with the manual of the year. Raises Refused."""
    column = "title_basis" if isinstance(row, Item) else "basis"
    with transaction.atomic():
        _must_administer(actor)
        item = row if isinstance(row, Item) else row.item
        if item.cycle.status == Status.CLOSED:
            raise Refused([f"{item.cycle.label} ปิดแล้ว จึงแก้ไขรายการข้อไม่ได้"])
        type(row).objects.filter(pk=row.pk).update(**{column: Basis.CONFIRMED})
        setattr(row, column, Basis.CONFIRMED)
        what = "ชื่อข้อ" if isinstance(row, Item) else f"องค์ประกอบ “{row}”"
        note = f"{item.cycle.label} ข้อ {item.code} {what}"
        ledger.append(BASIS_CONFIRMED, actor=actor, roles=[Role.ADMINISTRATOR], note=note)


def confirm_items(cycle: Cycle, codes: Collection[str], *, actor: User) -> int:
    """The same for title and elements of whole items, in one event; returns how many were not confirmed before."""
    codes = [code for code in codes if code.isprintable()]  # PostgreSQL does not take \0
    with transaction.atomic():
        fresh = _fresh(cycle, actor)
        if fresh.status == Status.CLOSED:
            raise Refused([f"{fresh.label} ปิดแล้ว จึงแก้ไขรายการข้อไม่ได้"])
        open_words = ~Q(title_basis=Basis.CONFIRMED) | Q(
            elements__in=Element.objects.exclude(basis=Basis.CONFIRMED)
        )
        rows = list(fresh.items.filter(open_words, code__in=codes).distinct())
        if rows:
            fresh.items.filter(pk__in=[row.pk for row in rows]).update(title_basis=Basis.CONFIRMED)
            Element.objects.filter(item__in=rows).update(basis=Basis.CONFIRMED)
            note = f"{fresh.label} ข้อ {', '.join(row.code for row in rows)} ทั้งชื่อข้อและองค์ประกอบ"
            ledger.append(BASIS_CONFIRMED, actor=actor, roles=[Role.ADMINISTRATOR], note=note)
    return len(rows)


def seed() -> int:
    """What a new office begins with: the newest assessment that we know, being prepared, and the index of the act, open.

    Returns how many were made. What is there is left alone, and so is a site that has any cycle of the kind.
    """
    made = 0
    if not Cycle.objects.assessments().exists():
        load(ours(OURS[0]), actor=None)
        made += 1
    if not Cycle.objects.filter(kind=Cycle.Kind.ACT).exists():
        open_(load(ours("act"), actor=None).cycle, actor=None)
        made += 1
    return made


def _must_administer(actor: User | None) -> None:
    if actor is not None and not actor.has_role(Role.ADMINISTRATOR):
        raise Refused(["ต้องให้ผู้ดูแลระบบเป็นผู้ดำเนินการเรื่องรอบการประเมิน"])


def _fresh(cycle: Cycle, actor: User | None) -> Cycle:
    _must_administer(actor)
    return Cycle.objects.select_for_update().get(pk=cycle.pk)


def _write(cycle: Cycle, **changes: object) -> None:
    """Compare and set on the status. Raises Refused when somebody was quicker."""
    if Cycle.objects.filter(pk=cycle.pk, status=cycle.status).update(**changes) != 1:
        raise Refused([f"มีผู้อื่นเปลี่ยนสถานะของ {cycle.label} ไปแล้ว ให้เปิดดูสถานะล่าสุด"])
    for name, value in changes.items():
        setattr(cycle, name, value)


def _new(cycle: Cycle) -> Cycle:
    """Saved, unless somebody was quicker: the database knows one cycle a year."""
    try:
        with transaction.atomic():
            cycle.save(force_insert=True)
    except IntegrityError as error:
        raise Refused([f"มีผู้อื่นสร้าง {cycle.label} ไปแล้ว ให้เปิดหน้านี้ใหม่"]) from error
    return cycle


def _fill(cycle: Cycle, document: Document) -> tuple[str, ...]:
    """Write indicators, items and elements (4 queries); returns the titles of positions that are not here."""
    positions: dict[str, Position] = {}
    for position in Position.objects.all():
        positions.setdefault(position.title, position)
    indicators = {
        one.code: Indicator(cycle=cycle, order=order, code=one.code, title=one.title)
        for order, one in enumerate(document.indicators)
    }
    Indicator.objects.bulk_create(indicators.values())
    items = [
        _item(cycle, order, one, indicators.get(one.indicator), positions.get(one.owner))
        for order, one in enumerate(document.items)
    ]
    Item.objects.bulk_create(items)
    Element.objects.bulk_create(
        Element(item=item, order=order, **vars(element))
        for item, one in zip(items, document.items, strict=True)
        for order, element in enumerate(one.elements)
    )
    titles = dict.fromkeys(one.owner for one in document.items if one.owner)
    return tuple(title for title in titles if title not in positions)


def _item(
    cycle: Cycle, order: int, one: ItemData, indicator: Indicator | None, owner: Position | None
) -> Item:
    columns = {name: value for name, value in vars(one).items() if name != "elements"}
    return Item(
        cycle=cycle, order=order, slug=one.slug, **(columns | {"indicator": indicator, "owner": owner})
    )

"""The history of a publication: one timeline of its ledger, its editions, what was said of them, and who vouched.

The ledger is the backbone. What the database knows beside it (the words of a remark, how an edition differs) is shown
with the event that tells of it; what no event tells of stands by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db import models, transaction

from accounts.models import User
from publishing import ledger
from publishing.clauses import CLAUSE_1_1
from publishing.models import Attestation, Edition, LedgerEvent, Publication, Remark
from publishing.spreadsheet import csv_text
from publishing.states import ARROWS, Action, State
from thai.dates import format_datetime, local


class Kind(models.TextChoices):
    """What a line of the history is about; the filter of the page."""

    MOVE = "move", "การดำเนินการ"
    EDITION = "edition", "เริ่มฉบับใหม่"
    ATTESTATION = "attestation", "คำรับรอง"
    REMARK = "remark", "ความเห็นและข้อเสนอ"
    PREVIEW = "preview", "ลิงก์ตัวอย่าง"
    FINDING = "finding", "รายการที่ระบบชี้"


#: Words in the ledger's own actions that say what the event is about.
TELLING = {
    "ลิงก์ตัวอย่าง": Kind.PREVIEW,
    "ความเห็น": Kind.REMARK,
    "แก้ถ้อยคำ": Kind.REMARK,
    "รายการที่ระบบชี้": Kind.FINDING,
    "ปกปิดข้อมูล": Kind.FINDING,
}
#: A remark and the event that tells of it are written in one transaction; a busy database may take its time.
SAME_ACT = timedelta(seconds=10)
EXPORTED = "ส่งออกประวัติ"
COLUMNS = (
    "วันและเวลา",
    "ประเภท",
    "รายการ",
    "ฉบับที่",
    "ผู้ดำเนินการ",
    "ตำแหน่ง",
    "จากสถานะ",
    "เป็นสถานะ",
    "รายละเอียด",
    "ลายนิ้วมือของเนื้อหา",
    "ลำดับในสมุดบันทึก",
    "ลายนิ้วมือของรายการ",
)


@dataclass(frozen=True)
class Entry:
    """One line of the history. `details` are pairs of a Thai label and a text, which may have several lines."""

    at: datetime
    kind: Kind
    title: str
    who: str
    position: str = ""
    edition: Edition | None = None
    from_state: str = ""
    to_state: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    content_hash: str = ""
    number: int | None = None  # in the ledger
    hash: str = ""
    before: Edition | None = None  # the edition to compare a new one with

    @property
    def day(self) -> date:
        return local(self.at).date()

    @property
    def from_label(self) -> str:
        return _state_label(self.from_state)

    @property
    def to_label(self) -> str:
        return _state_label(self.to_state)

    @property
    def changes_state(self) -> bool:
        return bool(self.to_state) and self.from_state != self.to_state

    def cells(self) -> list[str]:
        """The line under COLUMNS."""
        return [
            format_datetime(self.at),
            self.kind.label,
            self.title,
            str(self.edition.number) if self.edition else "",
            self.who,
            self.position,
            self.from_label,
            self.to_label,
            "\n".join(f"{label}: {text}" for label, text in self.details),
            self.content_hash,
            str(self.number or ""),
            self.hash,
        ]


def timeline(publication: Publication) -> list[Entry]:
    """Everything that happened to a publication, newest first; four queries, however much it is."""
    editions = {edition.pk: edition for edition in publication.editions.order_by("number")}
    events = list(LedgerEvent.objects.filter(publication=publication).order_by("number"))
    remarks = Remark.objects.filter(edition__publication=publication).select_related("mentions", "settled_by")
    attestations = Attestation.objects.filter(edition__publication=publication).select_related(
        "user__position"
    )
    said, alone = _pair(events, remarks)
    entries = [_from_event(event, editions, said.get(event.pk)) for event in events]
    entries += [_from_remark(remark, editions) for remark in alone]
    acts = {(event.edition_id, event.at): event for event in events}
    entries += [_from_attestation(one, editions, acts) for one in attestations]
    # Within one moment the ledger's order counts, and what it does not number comes with it.
    return sorted(entries, key=lambda entry: (entry.at, entry.number or 0), reverse=True)


def export(publication: Publication, *, actor: User) -> str:
    """The whole history as CSV. That it was taken out is an event of its own, the first line of the export."""
    with transaction.atomic():
        # The lock order of `workflow.move()`: the event points at a row that a move holds while it waits for the ledger.
        publication = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
        ledger.append(EXPORTED, actor=actor, publication=publication)
        return csv_text([COLUMNS, *(entry.cells() for entry in timeline(publication))])


def _pair(events: list[LedgerEvent], remarks: Iterable[Remark]) -> tuple[dict[int, Remark], list[Remark]]:
    """Which event tells of which remark (by its key), and the remarks of which no event tells."""
    telling = defaultdict(list)
    for event in events:
        if _kind_of(event.action) in (Kind.REMARK, Kind.PREVIEW):
            telling[event.edition_id, event.actor_id].append(event)
    said: dict[int, Remark] = {}
    alone = []
    for remark in remarks:
        candidates = [
            event
            for event in telling[remark.edition_id, remark.author_id]
            if event.pk not in said and abs(event.at - remark.at) < SAME_ACT
        ]
        if candidates:
            said[min(candidates, key=lambda event: abs(event.at - remark.at)).pk] = remark
        else:
            alone.append(remark)
    return said, alone


def _kind_of(action: str) -> Kind:
    if action in (Action.START, Action.RESTORE):
        return Kind.EDITION
    return next((kind for word, kind in TELLING.items() if word in action), Kind.MOVE)


def _from_event(event: LedgerEvent, editions: dict[int, Edition], remark: Remark | None) -> Entry:
    edition = editions.get(event.edition_id)
    entry = Entry(
        at=event.at,
        kind=_kind_of(event.action),
        title=event.action_label,
        who=event.actor_name,
        position=event.actor_position,
        edition=edition,
        from_state=event.from_state,
        to_state=event.to_state,
        details=[(_note_label(event.action), event.note)] if event.note else [],
        content_hash=event.content_hash,
        number=event.number,
        hash=event.hash,
    )
    if remark is not None:
        # To whom it was said stands in the event's own note; what a reader answered stands in both.
        note = [] if event.note and remark.text.startswith(event.note) else entry.details
        return replace(entry, details=note + _remark_details(remark))
    if entry.kind == Kind.EDITION and edition is not None:
        return replace(
            entry, details=entry.details + _edition_details(edition), before=_one_before(edition, editions)
        )
    return entry


def _from_remark(remark: Remark, editions: dict[int, Edition]) -> Entry:
    return Entry(
        at=remark.at,
        kind=Kind.REMARK,
        title="เสนอแก้ถ้อยคำ" if remark.is_suggestion else "แสดงความเห็น",
        who=remark.author_name,
        position=remark.author_position,
        edition=editions.get(remark.edition_id),
        details=[
            *([("ถึงตำแหน่ง", remark.mentions.title)] if remark.mentions else []),
            *_remark_details(remark),
        ],
    )


def _from_attestation(
    attestation: Attestation, editions: dict[int, Edition], acts: dict[tuple[int, datetime], LedgerEvent]
) -> Entry:
    """Who vouched, under the title that the ledger quotes for that very act."""
    act = acts.get((attestation.edition_id, attestation.at))
    now = attestation.user.position.title if attestation.user.position else ""
    given = [words for key, words in CLAUSE_1_1.items() if getattr(attestation, key)]
    looked_at = attestation.findings
    return Entry(
        at=attestation.at,
        kind=Kind.ATTESTATION,
        title=attestation.get_kind_display(),
        who=act.actor_name if act else attestation.user.full_name,
        position=act.actor_position if act else now,
        edition=editions.get(attestation.edition_id),
        details=[
            ("รับรอง", f"ข้อ 1(1) ของประกาศ ครบ {len(given)} ข้อย่อย"),
            *([("รายการที่ระบบชี้", f"เปิดดูและยืนยันแล้ว {looked_at} รายการ")] if looked_at else []),
        ],
        content_hash=attestation.content_hash,
    )


def _note_label(action: str) -> str:
    if _kind_of(action) == Kind.FINDING:
        return "รายการ"
    return (action in Action.values and ARROWS[Action(action)].note) or "หมายเหตุ"


def _remark_details(remark: Remark) -> list[tuple[str, str]]:
    details = []
    if remark.is_suggestion:
        details += [("ข้อความเดิม", remark.quote), ("ข้อความที่เสนอ", remark.replacement or "(ลบข้อความนี้)")]
    if remark.text:
        details.append(("ข้อความ", remark.text))
    if not remark.is_open and remark.settled_by is not None:
        when = format_datetime(remark.settled_at)
        details.append(("ผล", f"{remark.get_outcome_display()} โดย {remark.settled_by.full_name} {when}"))
    return details


def _edition_details(edition: Edition) -> list[tuple[str, str]]:
    if edition.state == State.EMPTIED:
        return [("สถานะวันนี้", edition.get_state_display())]
    details = [("ชื่อเรื่อง", edition.title), ("ลักษณะการแก้ไข", edition.get_change_kind_display())]
    if edition.change_note:
        details.append(("บันทึกการแก้ไข", edition.change_note))
    return [*details, ("สถานะวันนี้", edition.get_state_display())]


def _one_before(edition: Edition, editions: dict[int, Edition]) -> Edition | None:
    """The edition before this one that can still be read; None when either cannot."""
    if edition.state == State.EMPTIED:
        return None
    earlier = [one for one in editions.values() if one.number < edition.number and one.state != State.EMPTIED]
    return earlier[-1] if earlier else None


def _state_label(state: str) -> str:
    return State(state).label if state in State.values else state

"""What may not happen to evidence on the days of a freeze without a reason: its page ended, its files gone or replaced."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ita.models import Cycle, Evidence
from publishing.models import Attachment, Edition, LedgerEvent
from publishing.states import STANDING, Action, State
from publishing.workflow import OVERRIDDEN
from thai.dates import BANGKOK, format_date

#: Moves after which nothing stands at the address as it did.
ENDING = {Action.WITHDRAW, Action.REMOVE}
#: Moves after which another edition stands there.
REPLACING = {Action.APPROVE, Action.SCHEDULE, Action.URGENT_PUBLISH, Action.PUBLISH_DUE}


def is_frozen(cycle: Cycle, day: date) -> bool:
    """Whether the evidence of `cycle` stands still on `day` (in Bangkok). A freeze without a last day lasts until the cycle
    is closed.
    """
    return (
        cycle.status == Cycle.Status.OPEN
        and cycle.freeze_from is not None
        and cycle.freeze_from <= day
        and (cycle.freeze_to is None or day <= cycle.freeze_to)
    )


def frozen(day: date) -> Q:
    """`is_frozen()` as a condition on evidence."""
    return Q(
        Q(item__cycle__freeze_to__isnull=True) | Q(item__cycle__freeze_to__gte=day),
        item__cycle__status=Cycle.Status.OPEN,
        item__cycle__freeze_from__lte=day,
    )


def objections(edition: Edition, action: Action, at: datetime) -> list[str]:
    """Why `action` would break frozen evidence at the time `at`, as Thai sentences.

    One query for a move that can (none for what never was public), a second where it is evidence and its files are compared.
    """
    if edition.publication.first_published_at is None:
        return []
    if action in ENDING and edition.state in STANDING:
        return [f"{where} จึงไม่ควร{action.label}" for where in _evidence_of(edition, at)]
    if action == Action.PUBLISH_DUE and _overridden(edition):
        return []  # whoever set the time gave the reason
    if action in REPLACING and (shown := _evidence_of(edition, at)):
        return [f"{where} {loss}" for loss in _lost_files(edition) for where in shown]
    return []


def scheduled_against(cycle: Cycle, item: object) -> QuerySet[Edition]:
    """What waits for a time within the freeze of `cycle`, approved before its days were known, and takes a document of the
    evidence of `item` (its key, or an OuterRef) away: the clock will be objected to. Not asked here.
    """
    if cycle.status != Cycle.Status.OPEN or cycle.freeze_from is None:
        return Edition.objects.none()
    documents = Attachment.objects.filter(kind=Attachment.Kind.DOCUMENT)
    same = documents.filter(
        edition=OuterRef(OuterRef("pk")),
        address=OuterRef("address"),
        stored__sha256=OuterRef("stored__sha256"),
    )
    standing = documents.filter(edition__publication=OuterRef("publication"), edition__state__in=STANDING)
    waiting = Edition.objects.filter(
        ~Exists(_override_of(OuterRef("pk"), OuterRef("approved_at"))),
        Exists(standing.filter(~Exists(same))),
        state=State.APPROVED,
        publish_at__gte=_begin(cycle.freeze_from),
        publication__ita_evidence__state=Evidence.State.CONFIRMED,
        publication__ita_evidence__item=item,
    )
    if cycle.freeze_to:
        waiting = waiting.filter(publish_at__lt=_begin(cycle.freeze_to + timedelta(days=1)))
    return waiting


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), BANGKOK)


def _override_of(edition: object, at: object) -> QuerySet[LedgerEvent]:
    """The event by which the time was set, if a reason was given for it."""
    events = LedgerEvent.objects.filter(edition=edition, at=at, action=Action.SCHEDULE)
    return events.filter(note__contains=OVERRIDDEN)


def _overridden(edition: Edition) -> bool:
    return _override_of(edition.pk, edition.approved_at).exists()


def _evidence_of(edition: Edition, at: datetime) -> list[str]:
    """What the publication is frozen evidence of, a sentence for each cycle."""
    publication = edition.publication
    # A channel may name the page by its slug or its number, and a page below it.
    addresses = {publication.address, f"{publication.declared.address}{publication.pk}/"}
    here = Q(publication=publication.pk)
    for address in addresses:
        here |= Q(kind=Evidence.Kind.CHANNEL, address__startswith=address)
    found = (
        Evidence.objects.confirmed()
        .filter(here & frozen(timezone.localdate(at)))
        .select_related("item__cycle")
        .order_by("item__cycle_id", "item__order", "item_id")
    )
    cycles: dict[Cycle, list[str]] = {}
    for evidence in found:
        cycles.setdefault(evidence.item.cycle, []).append(evidence.item.code)
    return [
        f"เรื่องนี้เป็นหลักฐาน {cycle.label} ข้อ {', '.join(dict.fromkeys(codes))} ซึ่งอยู่ในช่วงคงหลักฐาน{_days(cycle)}"
        for cycle, codes in cycles.items()
    ]


def _days(cycle: Cycle) -> str:
    first = f"ตั้งแต่วันที่ {format_date(cycle.freeze_from)}"
    return f"{first} ถึง {format_date(cycle.freeze_to)}" if cycle.freeze_to else f"{first} จนกว่าจะปิดรอบ"


def _lost_files(edition: Edition) -> list[str]:
    """What an assessor would miss in the new edition of the documents that stand there now."""
    standing: list[Attachment] = []
    new: dict[int, str] = {}
    for row in _documents(edition):
        if row.edition_id == edition.pk:
            new[row.address_id] = row.stored.sha256
        else:
            standing.append(row)
    gone = [row for row in standing if row.address_id not in new]
    replaced = [row for row in standing if new.get(row.address_id, row.stored.sha256) != row.stored.sha256]
    losses = []
    if gone:
        losses.append(f"แต่ฉบับใหม่ไม่มีไฟล์ {_names(gone)}")
    if replaced:
        losses.append(f"แต่ฉบับใหม่เปลี่ยนเนื้อไฟล์ {_names(replaced)}")
    return losses


def _documents(edition: Edition) -> Iterable[Attachment]:
    """The documents of the edition and of that which stands at the address, in order."""
    return Attachment.objects.filter(
        Q(edition=edition.pk) | Q(edition__publication=edition.publication_id, edition__state__in=STANDING),
        kind=Attachment.Kind.DOCUMENT,
    ).select_related("stored")


def _names(rows: list[Attachment]) -> str:
    return ", ".join(f"“{row.label}” (/files/{row.address_id}/)" for row in rows)

"""Deactivating somebody: what he was doing passes to the positions that own it, and is listed for the office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Acting, Position, User
from accounts.roles import Role
from publishing import ledger
from publishing.models import Contribution, Edition, Hold, Publication, Remark
from publishing.states import IN_PROGRESS, State
from thai.dates import format_date

#: A list longer than this is told by its number, and read in the category's own list.
LONGEST_LIST = 100


@dataclass(frozen=True)
class LeftWork:
    """One edition that somebody leaves, and who can go on with it."""

    edition: Edition
    heirs: list[User]  # active writers who hold the owning position today


@dataclass(frozen=True)
class Handover:
    """What a person leaves, or would leave if the account were deactivated now. Titles only, no wording."""

    person: User
    position: Position | None
    is_vacant: bool  # nobody else who is active holds the position, or acts for it
    drafts: list[LeftWork]  # in progress, and nobody active has saved it
    scheduled: list[Edition]  # approved by this person and waiting for their time
    stuck: list[Edition]  # submitted, and nobody else may approve them
    mentions: list[Remark]  # open remarks to a position that nobody else holds
    acting: list[Acting]  # orders to act that have not run out
    publications: list[Edition]  # what the vacant position answers for, as it stands
    publications_count: int

    @property
    def is_empty(self) -> bool:
        lists = (self.drafts, self.scheduled, self.stuck, self.mentions, self.acting)
        return not any(lists) and not self.is_vacant


def acting_note(acting: Acting) -> str:
    """An order to act in one line, for the ledger: who, for whom, as what, from when to when, by which order."""
    return (
        f"{acting.person.full_name} รักษาราชการแทน{acting.position.title} ({acting.get_role_display()}) "
        f"ตั้งแต่วันที่ {format_date(acting.starts_on)} ถึงวันที่ {format_date(acting.ends_on)} {acting.order_number}"
    ).strip()


@transaction.atomic
def hand_over(person: User, *, actor: User) -> list[str]:
    """After `person` was deactivated: orders to act end, holds go, and each left draft is noted in the ledger.

    Nothing changes hands in the tables: an edition belongs to its position all along, and with nobody active among
    its contributors the position's writer may go on with it. Returns what was ended, as Thai sentences.
    """
    left = lock_left_work(person)
    ended = _end_acting(person, actor)
    Hold.objects.filter(user=person).delete()
    for edition in left:
        ledger.append(
            "โอนงานให้ตำแหน่ง",
            actor=actor,
            publication=edition.publication,
            edition=edition,
            note=f"จาก{person.full_name} ให้ตำแหน่ง{edition.owner.title}",
        )
    return ended


def lock_left_work(person: User) -> list[Edition]:
    """The drafts that are left, with their publications locked: before anything is written to the ledger in this transaction.

    The lock order of `workflow.move()`, the publications among themselves by their number.
    """
    owned = {one.edition.publication_id for one in left_drafts(person)}
    list(Publication.objects.select_for_update(no_key=True).filter(pk__in=owned).order_by("pk"))
    return [one.edition for one in left_drafts(person) if one.edition.publication_id in owned]


def _end_acting(person: User, actor: User) -> list[str]:
    """What runs ends yesterday (today, if it began today), what has not begun is cancelled."""
    today, ended = timezone.localdate(), []
    for acting in person.acting.filter(ends_on__gte=today).select_related("person", "position"):
        if acting.starts_on > today:
            ledger.append("ยกเลิกการรักษาราชการแทน", actor=actor, note=acting_note(acting))
            ended.append(f"ยกเลิกการรักษาราชการแทน{acting.position}ที่ยังไม่ถึงกำหนด")
            acting.delete()
            continue
        acting.ends_on = max(acting.starts_on, today - timedelta(days=1))
        acting.save(update_fields=["ends_on"])
        ledger.append("สิ้นสุดการรักษาราชการแทน", actor=actor, note=f"ระงับบัญชี {acting_note(acting)}")
        ended.append(f"สิ้นสุดการรักษาราชการแทน{acting.position}แล้ว")
    return ended


def handover_of(person: User) -> Handover:
    """What `person` leaves; the number of queries does not grow with the work."""
    is_vacant = person.position is not None and not _holders([person.position_id], besides=person)
    owned = Publication.objects.filter(owner=person.position_id) if is_vacant else Publication.objects.none()
    standing = Edition.objects.live(State.WITHDRAWN).filter(publication__in=owned).newest()
    return Handover(
        person=person,
        position=person.position,
        is_vacant=is_vacant,
        drafts=left_drafts(person),
        scheduled=list(
            Edition.objects.filter(state=State.APPROVED, approved_by=person)
            .select_related("publication", "owner")
            .order_by("publish_at")
        ),
        stuck=_stuck(person),
        mentions=list(
            Remark.objects.filter(mentions=person.position_id, outcome=Remark.Outcome.OPEN)
            .filter(edition__state__in=IN_PROGRESS)
            .select_related("edition__publication")
        )
        if is_vacant
        else [],
        acting=list(
            person.acting.filter(ends_on__gte=timezone.localdate()).select_related("person", "position")
        ),
        publications=list(standing[:LONGEST_LIST]),
        publications_count=standing.count() if is_vacant else 0,
    )


def left_drafts(person: User) -> list[LeftWork]:
    """Editions under way that `person` saved and nobody else who is active did, oldest first."""
    others = Contribution.objects.filter(user__is_active=True).exclude(user=person)
    editions = list(
        Edition.objects.in_progress()
        .filter(contributions__user=person)
        .exclude(contributions__in=others)
        .select_related("publication", "owner")
        .order_by("saved_at", "pk")
    )
    holders = _holders({edition.owner_id for edition in editions}, besides=person)
    return [
        LeftWork(
            edition,
            [one for one in holders if one.holds_position(edition.owner_id) and one.has_role(Role.WRITER)],
        )
        for edition in editions
    ]


def _holders(positions: Iterable[int], *, besides: User) -> list[User]:
    """Active people who hold one of these positions today, or act for it, with groups and acting (three queries)."""
    acting = Acting.objects.on(timezone.localdate()).filter(position__in=positions)
    people = User.objects.filter(is_active=True).exclude(pk=besides.pk)
    held = people.filter(position__in=positions) | people.filter(pk__in=acting.values("person"))
    return list(held.distinct().select_related("position").prefetch_related("groups", "acting__position"))


def _stuck(person: User) -> list[Edition]:
    """Submitted editions that `person` could approve and nobody else can."""
    if not _may_approve(person):
        return []
    others = {one.pk for one in User.objects.holding(Role.APPROVER).exclude(pk=person.pk)}
    waiting = Edition.objects.filter(state=State.SUBMITTED).exclude(contributions__user=person)
    waiting = list(
        waiting.select_related("publication", "owner")
        .prefetch_related("contributions")
        .order_by("submitted_at")
    )
    return [
        edition
        for edition in waiting
        if others <= {contribution.user_id for contribution in edition.contributions.all()}
    ]


def _may_approve(person: User) -> bool:
    """Whether `person` is an approver, were the account active: by group, or by an order that has not run out."""
    names = {group.name for group in person.groups.all()}
    if Role.ADMINISTRATOR.label in names:
        return False
    return Role.APPROVER.label in names or any(
        acting.role == Role.APPROVER and acting.ends_on >= timezone.localdate() - timedelta(days=1)
        for acting in person.acting.all()
    )

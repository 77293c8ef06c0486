"""Who has to do what now: what waits for somebody, by the same rules that `workflow.py` applies to a move.

Nothing here writes. Every function asks the database once; the start page, the menu and the review queue share them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import Acting, User
from accounts.roles import Role
from publishing import clock, duties
from publishing.categories import edition_models
from publishing.link_states import to_mend
from publishing.models import ClockStep, Contribution, Edition, LedgerEvent, Remark
from publishing.prepared import NOW, Prepared
from publishing.remarks import open_mentions
from publishing.revalidation import incomplete_of
from publishing.states import ARROWS, Action, State
from publishing.upkeep import to_review

#: A scheduled edition is public at the first request after its time; this late, something is broken.
LATE_AFTER = timedelta(minutes=5)
#: From the last so many pieces of work it is told which categories somebody writes most.
REMEMBERED_WORK = 50


class Part(TextChoices):
    """The parts of somebody's work: each edition in progress is in one of them, or not his concern."""

    WAITING = "waiting", "รอท่านพิจารณา"
    RETURNED = "returned", "ส่งกลับถึงท่าน"
    DRAFTS = "drafts", "ร่างของท่าน"
    SUBMITTED = "submitted", "ท่านส่งแล้ว รอผู้อื่นพิจารณา"
    SCHEDULED = "scheduled", "อนุมัติแล้ว รอเวลาเผยแพร่"


#: Reads well in every part: what is urgent, then what is due first, what waits longest, what was saved last.
ORDER = (
    F("haste").desc(),
    F("publish_at").asc(),
    F("submitted_at").asc(),
    F("saved_at").desc(),
    F("pk").asc(),
)


@dataclass(frozen=True)
class Counts:
    """How many things ask somebody to do something, for the menu."""

    waiting: int = 0
    returned: int = 0
    mentions: int = 0
    # of urgent publications, by the values of `duties.Duty`
    overdue: int = 0
    reports: int = 0
    reviews: int = 0
    corrections: int = 0
    follow_ups: int = 0
    unsent: int = 0  # letters that did not go out
    links: int = 0  # outside links to mend on pages of this person's positions
    clock: int = 0  # steps of the clock that do not go, for approvers
    reviews_due: int = 0  # what is public and due to be looked at again by this person's positions
    incomplete: int = 0  # what is public and lacks something today, of this person's positions

    @property
    def urgent(self) -> int:
        """How many cases are to be shown to this person; one may count several times."""
        return self.overdue + self.reports + self.reviews + self.corrections + self.follow_ups

    @property
    def all(self) -> int:
        """What waits for this person: that a second review is overdue is told to others as well; links and what is
        incomplete can wait.
        """
        others = self.overdue + self.links + self.incomplete + self.clock
        return sum(getattr(self, field.name) for field in fields(self)) - others


def reads_editions(user: User) -> bool:
    """Whether this person may see what is not public yet."""
    return user.has_perm("publishing.view_edition")


def approves(user: User) -> bool:
    """Whether this person holds the role to approve today (what he contributed to is another matter)."""
    return user.has_role(*ARROWS[Action.APPROVE].roles) and not user.has_role(Role.ADMINISTRATOR)


def decides(user: User) -> bool:
    """Whether submitted editions wait for this person: to be approved, or to be returned."""
    return approves(user) or user.has_role(*ARROWS[Action.RETURN].roles)


def contributed_by(user: User) -> Exists:
    return Exists(Contribution.objects.filter(edition=OuterRef("pk"), user=user))


def had_a_hand(user: User) -> Q:
    """Editions that are this person's work: saved or submitted; for an approver also those with words that he suggested."""
    hand = Q(contributed_by(user)) | Q(submitted_by=user)
    if not approves(user):
        return hand
    suggested = Remark.objects.filter(edition=OuterRef("pk"), author=user, outcome=Remark.Outcome.ACCEPTED)
    return hand | Q(Exists(suggested))


def waiting_for(user: User) -> QuerySet[Edition]:
    """Submitted editions that this person may decide on: he had no hand in them. None for who decides nothing."""
    if not decides(user):
        return Edition.objects.none()
    return Edition.objects.filter(~had_a_hand(user), state=State.SUBMITTED)


def left_to(user: User) -> Q:
    """Work that nobody active has a hand in any more and that belongs to this person's position."""
    if not user.has_role(Role.WRITER):
        return Q(pk__in=[])
    somebody_active = Contribution.objects.filter(edition=OuterRef("pk"), user__is_active=True)
    return Q(owner__in=user.positions_today) & ~Exists(somebody_active)


def returned_to(user: User) -> QuerySet[Edition]:
    return Edition.objects.filter(contributed_by(user) | left_to(user), state=State.RETURNED)


def counts(user: User) -> Counts:
    """What the menu shows beside its entries, in one query."""
    acting = tuple((one.position_id, one.role) for one in user.acting_today)
    question = _counting(user.pk, user.position_id, user.own_roles, acting, timezone.localdate())
    found = question.first(now=timezone.now())
    return Counts(**{name: number or 0 for name, number in found.items()})


@lru_cache(maxsize=200)
def _counting(
    pk: int, position: int | None, roles: frozenset[Role], acting: tuple[tuple[int, str], ...], today: date
) -> Prepared:
    """What `counts()` asks for somebody with these rights on this day.

    It is written for a stand-in that has nothing else, so nothing else of a person can be kept in it by mistake.
    """
    user = User(pk=pk, position_id=position)
    user.own_roles = roles
    user.acting_today = [Acting(position_id=place, role=role) for place, role in acting]
    return Prepared(
        User.objects.filter(pk=pk)
        .order_by()
        .values(
            waiting=how_many(waiting_for(user)),
            returned=how_many(returned_to(user)),
            mentions=how_many(open_mentions(user)),
            **{duty.value: how_many(duties.cases(duty, user, NOW)) for duty in duties.Duty},
            unsent=how_many(duties.letters_in_trouble(user)),
            links=how_many(to_mend(user)),
            clock=how_many(clock.in_trouble(NOW) if approves(user) else ClockStep.objects.none()),
            reviews_due=how_many(to_review(user)),
            incomplete=how_many(incomplete_of(user)),
        )
    )


def how_many(rows: QuerySet) -> Subquery:
    """The number of `rows` as a column of another query."""
    return Subquery(rows.order_by().values(total=Func(F("pk"), function="COUNT")))


def with_urgency(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions of any category, each with `haste`, how grave its class of urgency is (0: none), and `urgency_class`, the class in
    Thai. No further query.
    """
    places, labels = [], []
    for model in edition_models():
        choices = model._meta.get_field(model.URGENCY).choices if model.URGENCY else []
        for place, (value, label) in enumerate(choices, 1):
            is_it = Q(**{f"{model._meta.model_name}__{model.URGENCY}": value})
            places.append(When(is_it, then=Value(place)))
            labels.append(When(is_it, then=Value(str(label))))
    return editions.annotate(
        haste=Case(*places, default=Value(0), output_field=IntegerField()),
        urgency_class=Case(*labels, default=Value(""), output_field=CharField()),
    )


def in_hand(user: User) -> QuerySet[Edition]:
    """Editions in progress that concern this person, each with its `part`, in the order of ORDER."""
    own = contributed_by(user)
    mine = Q(own) | left_to(user)
    parts = [
        When(mine, state=State.RETURNED, then=Value(Part.RETURNED)),
        When(mine, state=State.DRAFT, then=Value(Part.DRAFTS)),
        When(Q(own) | Q(submitted_by=user), state=State.SUBMITTED, then=Value(Part.SUBMITTED)),
        When(state=State.APPROVED, then=Value(Part.SCHEDULED)),
    ]
    if decides(user) or user.has_role(Role.CHIEF_EXECUTIVE):
        parts.append(When(~had_a_hand(user), state=State.SUBMITTED, then=Value(Part.WAITING)))
    return (
        with_urgency(Edition.objects.in_progress())
        .annotate(part=Case(*parts, output_field=CharField()))
        .filter(part__isnull=False)
        .select_related("publication", "owner", "saved_by", "submitted_by", "approved_by")
        .defer("body")
        .order_by(*ORDER)
    )


def first_in_hand(user: User, rows: int) -> QuerySet[Edition]:
    """The first `rows` of each part, each with the `total` of its part: one query for all parts."""
    within = {"partition_by": [F("part")]}
    return (
        in_hand(user)
        .annotate(
            place=Window(RowNumber(), order_by=ORDER, **within),
            total=Window(Count("pk"), **within),
        )
        .filter(place__lte=rows)
        .order_by("place")
    )


def recently_published() -> QuerySet[Edition]:
    """What is public, the newest first. The rows are found in an index: slice before use."""
    return Edition.objects.live().select_related("owner").defer("body").order_by("-published_at", "-pk")


def returns(editions: Iterable[Edition]) -> dict[int, LedgerEvent]:
    """Edition → the event by which it was last returned: when, by whom and why (one query)."""
    keys = [edition.pk for edition in editions if edition.state == State.RETURNED]
    events = LedgerEvent.objects.filter(edition__in=keys, action=Action.RETURN).order_by("number")
    return {event.edition_id: event for event in events} if keys else {}


def lateness(edition: Edition, now: datetime | None = None) -> timedelta | None:
    """How long a scheduled edition is overdue; None while all is well (five minutes are given)."""
    if edition.state != State.APPROVED or edition.publish_at is None:
        return None
    overdue = (now or timezone.now()) - edition.publish_at
    return overdue if overdue > LATE_AFTER else None


def late() -> QuerySet[Edition]:
    """The scheduled editions that are overdue."""
    return Edition.objects.filter(state=State.APPROVED, publish_at__lt=timezone.now() - LATE_AFTER)


def written_most(user: User) -> list[tuple[str, str]]:
    """(category, model) of what this person worked on lately, each once, the most frequent first."""
    recent = Contribution.objects.filter(user=user).order_by("-pk")[:REMEMBERED_WORK]
    kinds = list(recent.values_list("edition__publication__category", "edition__publication__model"))
    return sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind))

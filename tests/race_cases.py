"""Who collides with whom in tests/races.py. Every case has one winner a round; the others are refused.

A person *looks* first (reads what they are about to act on) and then acts, at the same moment as the others:
the generators below yield in between, and return whether they won.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.office_days import next_office_day
from announcements.models import Announcement
from ita import cycles, evidence
from ita.models import Cycle, Evidence, Item
from publishing import history, holds, mail, notices, previews, urgent
from publishing.digest import send_digests
from publishing.models import (
    ChiefReport,
    Edition,
    Hold,
    Letter,
    Notice,
    PreviewLink,
    Publication,
    ReviewReminder,
    SecondReview,
)
from publishing.models.desk import MOST_PREVIEW_OPENINGS
from publishing.reminders import remind_reviews
from publishing.states import EDITABLE, STANDING, Action, State
from publishing.workflow import Refused, claim_draft, move, publish_due, start
from tests.agreement import disagreements
from tests.desk import Desk
from tests.helpers import ALL_TICKS, COMPLETE, make_live, make_urgent
from tests.ita.helpers import make_cycle, make_evidence, make_item
from thai.dates import BANGKOK

settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
#: How a person may lose. Anything else that is raised would have reached somebody as "server error".
REFUSALS = (Refused, ValidationError)
Act = Generator[None, None, bool]


@dataclass(frozen=True)
class Case:
    title: str
    arrange: Callable[[], int]  # makes the situation; returns the number that everybody gets
    people: tuple[Callable[[int], Act], ...]
    outcome: Callable[[int], object]  # read when all have acted
    expected: Callable[[tuple[bool, ...]], object]  # who won → the only outcome that fits
    #: Longest hesitation (seconds) of each, so that what takes longer meets what is quick at every point.
    lags: tuple[float, ...] = ()


@cache
def person(username: str) -> User:
    return User.objects.get(username=username)


@cache
def desk(username: str) -> Desk:
    return Desk(username)


# -- situations ------------------------------------------------------------------------------------------

#: One publication a case, used again every round: its editions grow, as they do in life.
_publications: dict[str, Publication] = {}


def _draft(case: str) -> Edition:
    """The case's publication with its live edition and a draft beside it that lacks nothing."""
    publication = _publications.get(case) or make_live(Announcement, title=f"เรื่องของ {case}").publication
    _publications[case] = publication
    draft = publication.editions.in_progress().first()
    if draft is None:
        draft = move(_standing(publication), Action.START, actor=person("writer"))
    elif draft.state in (State.SUBMITTED, State.APPROVED):
        draft = move(draft, Action.RETURN, actor=person("reviewer"), note="แก้")
    with transaction.atomic():
        claim_draft(draft, actor=person("writer"), seen_version=draft.version)
        Edition.objects.filter(pk=draft.pk).update(title="ก่อน", change_note="ปรับปรุง")
    return Edition.objects.select_related("publication").get(pk=draft.pk)


def _standing(publication: Publication) -> Edition:
    return publication.editions.live().get()


def draft(case: str) -> int:
    return _draft(case).pk


def submitted(case: str) -> int:
    return move(_draft(case), Action.SUBMIT, actor=person("writer"), ticks=ALL_TICKS).pk


def scheduled(case: str) -> int:
    waiting = Edition.objects.get(pk=submitted(case))
    tomorrow = timezone.now() + timedelta(days=1)
    return move(waiting, Action.SCHEDULE, actor=person("approver"), ticks=ALL_TICKS, publish_at=tomorrow).pk


def live_alone(case: str) -> int:
    """A live edition with nothing in progress beside it."""
    return move(_draft(case), Action.DISCARD, actor=person("writer")).publication.editions.live().get().pk


def nothing_yet(case: str) -> int:
    """How many there were: the number in the address that two people want."""
    return Publication.objects.count()


def last_opening(case: str) -> int:
    """A submitted edition with a preview link that opens once more."""
    waiting = Edition.objects.get(pk=submitted(case))
    PreviewLink.objects.create(
        edition=waiting,
        reader="ผู้อ่าน",
        made_at=timezone.now(),
        made_by=person("writer"),
        expires_at=timezone.now() + timedelta(days=1),
        openings=MOST_PREVIEW_OPENINGS - 1,
    )
    return waiting.pk


def held(case: str) -> int:
    """A draft that the writer has open."""
    edition = _draft(case)
    Hold.objects.filter(edition=edition).delete()
    holds.open_draft(edition, user=person("writer"))
    return edition.pk


def due_letter(case: str) -> int:
    """One letter that may go now, and no other."""
    Letter.objects.all().delete()
    now, chief = timezone.now(), person("chief")
    User.objects.filter(pk=chief.pk).update(email="chief@example.go.th")
    about = {"kind": Letter.Kind.REVIEW_OVERDUE, "subject": "เรื่อง", "body": "ข้อความ"}
    return Letter.objects.create(recipient=chief, queued_at=now, next_at=now, **about).pk


def overdue(case: str) -> int:
    """What was published in haste, with an overdue second review of which nobody was told today, and no letters."""
    if case not in _publications:
        published = move(
            make_urgent(), Action.URGENT_PUBLISH, actor=person("approver"), ticks=ALL_TICKS, note="น้ำท่วม"
        )
        _publications[case] = published.publication
    due_letter(case)
    Letter.objects.all().delete()
    edition = _standing(_publications[case])
    an_hour_ago = timezone.now() - timedelta(hours=1)
    SecondReview.objects.filter(edition=edition).update(due_at=an_hour_ago, reminded_on=None)
    return edition.pk


def late_review(case: str) -> int:
    """What the chief executive should have looked at by yesterday, of which nobody was told; no letters."""
    due_letter(case)
    Letter.objects.all().delete(), Notice.objects.all().delete(), ReviewReminder.objects.all().delete()
    about = _publications.get(case) or make_live(Announcement, title=f"เรื่องของ {case}").publication
    _publications[case] = about
    yesterday = timezone.localdate() - timedelta(days=1)
    Publication.objects.filter(pk=about.pk).update(owner=person("chief").position_id, review_due=yesterday)
    return about.pk


def unseen(case: str) -> int:
    """What was published in haste, not reviewed and not acknowledged."""
    edition = overdue(case)
    SecondReview.objects.filter(edition=edition).update(outcome="", done_at=None, done_by=None)
    ChiefReport.objects.filter(edition=edition).update(acknowledged_at=None, acknowledged_by=None)
    return edition


def submitted_urgent(case: str) -> int:
    return move(make_urgent(), Action.SUBMIT, actor=person("writer"), ticks=ALL_TICKS).pk


def proposed() -> int:
    """Evidence that waits for an approver, on an item of its own."""
    cycle = Cycle.objects.filter(fiscal_year=2540).first() or make_cycle(2540)
    item = make_item(cycle, f"O{cycle.items.count() + 1}", none_allowed=True)
    return make_evidence(item, confirmed=False).pk


def leaving() -> int:
    """Evidence of a frozen cycle that waits for an approver; what it names is live."""
    today = timezone.localdate()
    cycle = Cycle.objects.filter(fiscal_year=2541).first() or make_cycle(2541, freeze_from=today)
    item = make_item(cycle, f"O{cycle.items.count() + 1}")
    return make_evidence(item, make_live(Announcement, title="หลักฐานที่จะถอน"), confirmed=False).pk


def closing() -> int:
    """An open cycle of its own, with one item."""
    year = 3000 + Cycle.objects.filter(fiscal_year__gte=3000).count()  # far from those of the others
    return make_item(make_cycle(year), none_allowed=True).pk


# -- people ----------------------------------------------------------------------------------------------


def approver(username: str) -> Callable[[int], Act]:
    return walker(username, Action.APPROVE, ticks=ALL_TICKS)


def walker(username: str, action: Action, **given: object) -> Callable[[int], Act]:
    def act(edition: int) -> Act:
        seen, actor = Edition.objects.get(pk=edition), person(username)
        yield
        move(seen, action, actor=actor, **given)
        return True

    return act


def confirmer(username: str) -> Callable[[int], Act]:
    def act(number: int) -> Act:
        seen, actor = Evidence.objects.get(pk=number), person(username)
        yield
        evidence.confirm(seen, actor=actor, seen=seen.version)
        return True

    return act


def withdrawer(number: int) -> Act:
    """Is refused where the evidence was confirmed before: it is frozen."""
    publication = Evidence.objects.get(pk=number).publication
    seen, actor = _standing(publication), person("approver2")
    yield
    move(seen, Action.WITHDRAW, actor=actor, note="พ้นกำหนด")
    return True


def closer(number: int) -> Act:
    """Always gets through; wins where nothing was proposed before."""
    cycle, actor = Cycle.objects.get(items=number), person("administrator")
    yield
    cycles.close(cycle, actor=actor)
    return not Evidence.objects.filter(item=number).exists()


def proposer(number: int) -> Act:
    item, actor = Item.objects.get(pk=number), person("writer")
    yield
    evidence.propose(item, actor=actor, kind=Evidence.Kind.NONE, statement="ปีนี้ไม่มี")
    return True


def clock(edition: int) -> Act:
    day_after = timezone.now() + timedelta(days=2)
    yield
    return publish_due(day_after) == 1


def sender(letter: int) -> Act:
    yield
    return mail.send_due() == (1, 0)


def acknowledger(edition: int) -> Act:
    """Must always get through, so that it wins nothing."""
    report = ChiefReport.objects.select_related("edition").get(edition=edition)
    yield
    urgent.acknowledge(report, actor=person("chief"), instruction="ให้กองช่างตรวจ")
    return False


def exporter(edition: int) -> Act:
    """Must always get through, so that it wins nothing."""
    publication = Publication.objects.get(editions=edition)
    yield
    history.export(publication, actor=person("reviewer"))
    return False


def digester(number: int) -> Act:
    """One clock: reminds, and sends the digests of the next office day's morning."""
    yield
    remind_reviews()
    return send_digests(datetime.combine(next_office_day(timezone.localdate()), time(9), BANGKOK)) == 1


def reminder(edition: int) -> Act:
    yield
    return notices.remind() == 1


_opened: dict[tuple[str, int], dict[str, str]] = {}


def saver(username: str) -> Callable[[int], Act]:
    """Types a title of their own into the form that they opened, and saves."""

    def act(edition: int) -> Act:
        seen = Edition.objects.select_related("publication").get(pk=edition)
        if (username, edition) not in _opened:
            _opened[username, edition] = desk(username).open(seen)
        # The form of an earlier round, but for the version that it was drawn with: drawing it takes long.
        fields = _opened[username, edition] | {"seen_version": seen.version, "title": username}
        yield
        return desk(username).save(seen, fields)

    return act


def reader(edition: int) -> Act:
    link = PreviewLink.objects.select_related("edition").filter(edition=edition).latest("pk")
    yield
    return previews.open_link(link)


def taker(username: str) -> Callable[[int], Act]:
    def act(edition: int) -> Act:
        seen, actor = Edition.objects.get(pk=edition), person(username)
        yield
        return holds.take_over(seen, user=actor, holder=person("writer").pk)

    return act


def beginner(username: str) -> Callable[[int], Act]:
    def act(number: int) -> Act:
        edition, actor = Announcement(title=username, **COMPLETE[Announcement]), person(username)
        yield
        start(edition, actor=actor, slug=f"wanted-by-two-{number}")
        return True

    return act


def careless(title: str) -> Callable[[int], Act]:
    """Reads, decides and writes without a lock or a comparison: what the workflow must not do."""

    def act(edition: int) -> Act:
        seen = Edition.objects.get(pk=edition)
        yield
        if seen.state != State.DRAFT:
            return False
        Edition.objects.filter(pk=edition).update(title=title)
        return True

    return act


# -- what is so afterwards -------------------------------------------------------------------------------


def state(edition: int) -> str:
    return Edition.objects.values_list("state", flat=True).get(pk=edition)


def title_and_state(edition: int) -> tuple[str, str]:
    """The state is DRAFT for a returned one too: both are the writer's."""
    title, found = Edition.objects.values_list("title", "state").get(pk=edition)
    return title, State.DRAFT if found in EDITABLE else found


def openings(edition: int) -> int:
    return PreviewLink.objects.filter(edition=edition).latest("pk").openings


def holder(edition: int) -> str:
    return Hold.objects.select_related("user").get(edition=edition).user.username


def attempts(letter: int) -> int:
    return Letter.objects.get(pk=letter, sent_at__isnull=False).attempts


def reviewed_and_acknowledged(edition: int) -> tuple[str, bool]:
    report = ChiefReport.objects.get(edition=edition)
    return SecondReview.objects.get(edition=edition).outcome, report.acknowledged_at is not None


def in_haste_and_reviews(edition: int) -> tuple[str, bool, int]:
    found = Edition.objects.get(pk=edition)
    return found.state, found.urgent, SecondReview.objects.filter(edition=edition).count()


def digests(number: int) -> tuple[int, int]:
    return Letter.objects.count(), Notice.objects.exclude(told_at=None).count()


def letters_about(edition: int) -> int:
    return Letter.objects.filter(edition=edition).count()


def confirmed_by(number: int) -> tuple[str, int, str]:
    found = Evidence.objects.select_related("confirmed_by").get(pk=number)
    return found.state, found.version, found.confirmed_by.username


def confirmed_or_withdrawn(number: int) -> tuple[str, str]:
    found = Evidence.objects.get(pk=number)
    standing = Edition.objects.get(publication=found.publication, state__in=STANDING)
    return found.state, standing.state


def closed_with(number: int) -> tuple[str, int]:
    item = Item.objects.select_related("cycle").get(pk=number)
    return item.cycle.status, item.evidence.count()


def drafts_beside(edition: int) -> int:
    return Publication.objects.get(editions=edition).editions.in_progress().count()


def at_wanted_address(number: int) -> int:
    return Publication.objects.filter(slug=f"wanted-by-two-{number}").count()


def _cases() -> Iterator[Case]:
    yield Case(
        "confirm evidence × confirm evidence",
        proposed,
        (confirmer("approver"), confirmer("approver2")),
        confirmed_by,
        lambda won: (Evidence.State.CONFIRMED, 2, "approver" if won[0] else "approver2"),
    )
    yield Case(
        "confirm evidence × withdraw",
        leaving,
        (confirmer("approver"), withdrawer),
        confirmed_or_withdrawn,
        lambda won: ("confirmed", "published") if won[0] else ("proposed", "withdrawn"),
        lags=(0.02, 0.02),
    )
    yield Case(
        "close cycle × propose evidence",
        closing,
        (closer, proposer),
        closed_with,
        lambda won: ("closed", int(won[1])),
    )
    yield Case(
        "approve × approve",
        lambda: submitted("approve × approve"),
        (approver("approver"), approver("approver2")),
        state,
        lambda won: State.PUBLISHED,
    )
    yield Case(
        "approve × return",
        lambda: submitted("approve × return"),
        (approver("approver"), walker("reviewer", Action.RETURN, note="แก้")),
        state,
        lambda won: State.PUBLISHED if won[0] else State.RETURNED,
    )
    yield Case(
        "publish_due × 8",
        lambda: scheduled("publish_due × 8"),
        (clock,) * 8,
        state,
        lambda won: State.PUBLISHED,
    )
    yield Case(
        "publish_due × return",
        lambda: scheduled("publish_due × return"),
        (clock, walker("reviewer", Action.RETURN, note="แก้")),
        state,
        lambda won: State.PUBLISHED if won[0] else State.RETURNED,
    )
    yield Case(
        "submit × save",
        lambda: draft("submit × save"),
        (walker("writer", Action.SUBMIT, ticks=ALL_TICKS), saver("writer2")),
        title_and_state,
        lambda won: ("ก่อน", State.SUBMITTED) if won[0] else ("writer2", State.DRAFT),
        lags=(0.06, 0),
    )
    yield Case(
        "save × save",
        lambda: draft("save × save"),
        (saver("writer"), saver("writer2")),
        title_and_state,
        lambda won: ("writer" if won[0] else "writer2", State.DRAFT),
    )
    yield Case(
        "start × start",
        lambda: live_alone("start × start"),
        (walker("writer", Action.START), walker("writer2", Action.START)),
        drafts_beside,
        lambda won: 1,
    )
    yield Case(
        "last opening × 8",
        lambda: last_opening("last opening × 8"),
        (reader,) * 8,
        openings,
        lambda won: MOST_PREVIEW_OPENINGS,
    )
    yield Case(
        "take over × take over",
        lambda: held("take over × take over"),
        (taker("writer2"), taker("approver")),
        holder,
        lambda won: "writer2" if won[0] else "approver",
    )
    yield Case(
        "one address × two",
        lambda: nothing_yet("one address × two"),
        (beginner("writer"), beginner("writer2")),
        at_wanted_address,
        lambda won: 1,
    )
    yield Case(
        "one letter × 8",
        lambda: due_letter("one letter × 8"),
        (sender,) * 8,
        attempts,
        lambda won: 1,
    )
    yield Case(
        "reminder of the day × 8",
        lambda: overdue("reminder of the day × 8"),
        (reminder,) * 8,
        letters_about,
        lambda won: 1,
    )
    yield Case(
        "digest × 8",
        lambda: late_review("digest × 8"),
        (digester,) * 8,
        digests,
        lambda won: (1, 1),
    )
    yield Case(
        "acknowledge × review",
        lambda: unseen("acknowledge × review"),
        (walker("reviewer", Action.CONFIRM, note="ถูกต้อง"), acknowledger),
        reviewed_and_acknowledged,
        lambda won: ("confirmed", True),
    )
    yield Case(
        "urgent publish × approve",
        lambda: submitted_urgent("urgent publish × approve"),
        (
            walker("approver", Action.URGENT_PUBLISH, ticks=ALL_TICKS, note="น้ำท่วม"),
            approver("approver2"),
        ),
        in_haste_and_reviews,
        lambda won: (State.PUBLISHED, won[0], int(won[0])),
    )
    yield Case(
        "approve × export",
        lambda: submitted("approve × export"),
        (approver("approver"), exporter),
        state,
        lambda won: State.PUBLISHED,
    )


CASES = list(_cases())
#: Proves that the rounds find what they look for: here both win.
CARELESS = Case(
    "(careless: both win)",
    lambda: draft("careless"),
    (careless("a"), careless("b")),
    drafts_beside,
    lambda won: 1,
)


def after_all() -> list[str]:
    """What does not agree once every round is over."""
    return list(disagreements())

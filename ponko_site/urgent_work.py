"""The top of the start page: what urgent publications ask of who opens it, in one query, and none when nothing is asked.

What is asked of whom is decided in `publishing/duties.py`; here it is given addresses and plain words.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from publishing import duties
from publishing.desk import desk_address
from publishing.duties import Duty
from publishing.models import SecondReview
from publishing.states import Action
from publishing.work import Counts
from thai.dates import format_date, format_datetime

ROWS = 8  # of each duty; the lists have the rest
LISTS = {Duty.REPORT: "chiefreport", Duty.FOLLOW_UP: "followup"}


@dataclass
class UrgentRow:
    """One case, as one duty tells of it."""

    title: str
    address: str
    told: str  # what happened, when, by whom
    note: str = ""  # in whose words something is asked
    due: str = ""
    late: str = ""  # for how long it is overdue


@dataclass
class UrgentSection:
    """One duty: its cases, how many there are, and the list of all of them."""

    key: str
    heading: str
    address: str
    total: int
    rows: list[UrgentRow] = field(default_factory=list)


def sections(user: User, counts: Counts) -> list[UrgentSection]:
    """What is asked of this person, the most pressing first."""
    if not counts.urgent:
        return []
    cases = list(duties.cases_for(user))
    found = []
    for duty in Duty:
        asking = [case for case in cases if getattr(case, duty.value)]
        if duty == Duty.REVIEW:  # those that are overdue stand above already
            asking = [case for case in asking if not case.overdue]
        if duty == Duty.FOLLOW_UP:
            asking.sort(key=lambda case: case.follow_up_due)
        if asking:
            address = reverse(f"admin:publishing_{LISTS.get(duty, 'secondreview')}_changelist")
            rows = [ROW[duty](case) for case in asking[:ROWS]]
            found.append(UrgentSection(duty.value, duty.label, f"{address}?stand=open", len(asking), rows))
    return found


def letters(unsent: int) -> dict[str, object] | None:
    """How many letters did not go out, and where they are."""
    return {"unsent": unsent, "address": reverse("admin:publishing_letter_changelist")} if unsent else None


def _published(case: SecondReview) -> str:
    edition = case.edition
    by = f" โดย {edition.approved_by.full_name}" if edition.approved_by else ""
    return (
        f"{edition.publication.declared.title} · เผยแพร่กรณีเร่งด่วน {format_datetime(edition.published_at)}{by}"
    )


def _review_row(case: SecondReview) -> UrgentRow:
    """Whoever may do the review goes straight to it; all others to what is known of it."""
    address = (
        desk_address(case.edition, "move", Action.CONFIRM)
        if case.reviews
        else reverse("admin:publishing_secondreview_change", args=[case.pk])
    )
    row = UrgentRow(case.edition.title, address, _published(case))
    row.due = f"ต้องสอบทานภายใน {format_datetime(case.due_at)}"
    if case.overdue:
        row.late = duties.how_long(timezone.now() - case.due_at)
    return row


def _report_row(case: SecondReview) -> UrgentRow:
    report = case.edition.chief_report
    waited = duties.how_long(timezone.now() - report.opened_at)
    address = reverse("admin:publishing_chiefreport_change", args=[report.pk])
    return UrgentRow(case.edition.title, address, _published(case), due=f"รอท่านรับทราบมาแล้ว {waited}")


def _correction_row(case: SecondReview) -> UrgentRow:
    told = f"สอบทาน {format_datetime(case.done_at)}"
    return UrgentRow(case.edition.title, desk_address(case.edition, "change"), told, note=case.note)


def _follow_up_row(case: SecondReview) -> UrgentRow:
    address = reverse("admin:publishing_followup_change", args=[case.follow_up])
    row = UrgentRow(case.edition.title, address, _published(case))
    row.due = f"ครบกำหนด {format_date(case.follow_up_due)}"
    over = (timezone.localdate() - case.follow_up_due).days
    row.late = f"{over} วัน" if over > 0 else ""
    return row


ROW: dict[Duty, Callable[[SecondReview], UrgentRow]] = {
    Duty.OVERDUE: _review_row,
    Duty.REPORT: _report_row,
    Duty.REVIEW: _review_row,
    Duty.CORRECTION: _correction_row,
    Duty.FOLLOW_UP: _follow_up_row,
}

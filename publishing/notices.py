"""Who is told by e-mail what an urgent publication asks of him, in plain words and without what was weighed inside.

Whom no letter can reach stands in the ledger, so that nothing is silent. The desk's start page says the same to everybody.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office, User
from accounts.roles import Role
from publishing import ledger, mail
from publishing.hands import chiefs_of, second_reviewers_of
from publishing.models import Edition, Letter, Publication, SecondReview
from publishing.states import ARROWS, Action
from thai.dates import format_datetime

UNREACHED = "แจ้งทางอีเมลไม่ได้"
NOTICES_NAME = "ระบบแจ้งเตือน"
FOOT = "จดหมายนี้ส่งจากระบบเว็บไซต์โดยอัตโนมัติ โปรดอย่าตอบกลับ"
#: To whom a letter to the chief executive goes.
CHIEF = f"{Role.CHIEF_EXECUTIVE.label} หรือผู้รักษาราชการแทน"
#: What the second reviewers are called together, as the arrow names their roles.
REVIEWERS = "หรือ".join(role.label for role in Role if role in ARROWS[Action.CONFIRM].roles)


def urgent_published(edition: Edition) -> None:
    """Tell the chief executive of what was published in haste, and ask those who may review it.

    Call in the transaction of the publication, when its duties are open.
    """
    review = _reviews().get(edition=edition.pk)
    _tell(
        Letter.Kind.URGENT_REPORT,
        chiefs_of(review.edition),
        review,
        mark=review.edition.specific.urgency_label(),
        addressee=CHIEF,
        opening="มีการเผยแพร่เรื่องเร่งด่วนบนเว็บไซต์ โดยผู้อนุมัติคนเดียวตามขั้นตอนกรณีเร่งด่วน จึงรายงานมาเพื่อโปรดทราบ",
        request="โปรดเข้าระบบเพื่ออ่านรายงาน กด “รับทราบ” และสั่งการ (ถ้ามี)",
        page=_page("chiefreport", review.edition.chief_report.pk),
    )
    _tell(
        Letter.Kind.REVIEW_WANTED,
        second_reviewers_of(review.edition),
        review,
        mark="ขอให้สอบทาน",
        addressee=REVIEWERS,
        opening="มีการเผยแพร่เรื่องเร่งด่วนโดยผู้อนุมัติคนเดียว ท่านไม่ได้ร่วมจัดทำหรือเผยแพร่ จึงขอให้ท่านสอบทาน เมื่อผู้ใดสอบทานแล้วถือว่าเสร็จสิ้น",
        request="โปรดเข้าระบบเพื่อสอบทานภายในกำหนด",
        page=_page("secondreview", review.pk),
    )


def remind(now: datetime | None = None) -> int:
    """Tell the chief executive once a day of every second review that is overdue; returns of how many this call told.

    Safe to run any number of times at once.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    not_today = Q(reminded_on=None) | Q(reminded_on__lt=today)
    overdue = SecondReview.objects.filter(not_today, outcome="", due_at__lt=now)
    reminded = 0
    for review in _reviews().filter(pk__in=overdue.values("pk")):
        with transaction.atomic():
            # The lock order of `workflow.move()`, which may be closing this review.
            Publication.objects.select_for_update().get(pk=review.edition.publication_id)
            if overdue.filter(pk=review.pk).update(reminded_on=today):
                _remind(review)
                reminded += 1
    return reminded


def _remind(review: SecondReview) -> None:
    reviewers = [
        title for person in second_reviewers_of(review.edition) if (title := _title(person, Action.CONFIRM))
    ]
    _tell(
        Letter.Kind.REVIEW_OVERDUE,
        User.objects.holding(Role.CHIEF_EXECUTIVE),
        review,
        mark="สอบทานเกินกำหนด",
        addressee=CHIEF,
        opening="เรื่องเร่งด่วนที่เผยแพร่แล้วยังไม่ได้สอบทาน และพ้นกำหนดแล้ว ระบบจะแจ้งทุกวันจนกว่าจะสอบทาน",
        request=f"ผู้ที่สอบทานได้วันนี้: {', '.join(dict.fromkeys(reviewers))}"
        if reviewers
        else "วันนี้ไม่มีผู้ที่สอบทานได้ ให้ผู้ดูแลระบบกำหนดผู้รักษาราชการแทน",
        page=_page("secondreview", review.pk),
    )


def _tell(
    kind: Letter.Kind,
    people: Iterable[User],
    review: SecondReview,
    *,
    mark: str,
    addressee: str,
    opening: str,
    request: str,
    page: str,
) -> None:
    """Queue one letter to each of `people`, and write into the ledger whom it does not reach."""
    people, edition = list(people), review.edition
    office = Office.objects.first()
    facts = {
        "เรื่อง": edition.title,
        "ชั้นความเร็ว": edition.specific.urgency_label(),
        "เผยแพร่เมื่อ": format_datetime(edition.published_at),
        "ผู้เผยแพร่": _title(edition.approved_by, Action.URGENT_PUBLISH),
        "สอบทานภายใน": format_datetime(review.due_at),
        "หน้าที่ประชาชนเห็น": settings.SITE_ADDRESS + edition.publication.address,
    }
    lines = [f"{label}: {value}" for label, value in facts.items() if value]
    unreached = mail.queue(
        kind,
        people,
        subject=f"{office.short_name if office else ''} [{mark}] {edition.title}",
        body="\n\n".join([f"เรียน {addressee}", opening, "\n".join(lines), f"{request}\n{page}", FOOT]),
        edition=edition,
    )
    if unreached or not people:
        names = ", ".join(person.full_name for person in unreached)
        ledger.append(
            UNREACHED,
            actor=None,
            publication=edition.publication,
            edition=edition,
            note=f"{kind.label}: ไม่มีอีเมลของ{names}" if names else f"{kind.label}: ไม่มีผู้รับ ({addressee})",
            name=NOTICES_NAME,
        )


def _reviews():
    """Second reviews with what a letter tells of the publication, as the database has it now."""
    return SecondReview.objects.select_related(
        "edition__publication", "edition__approved_by__position", "edition__chief_report"
    )


def _title(person: User | None, action: Action) -> str:
    """The title under which `person` does `action` today; no name, for a letter may be read by others."""
    return person.title_for(ARROWS[action].roles) if person else ""


def _page(model: str, key: int) -> str:
    return settings.SITE_ADDRESS + reverse(f"admin:publishing_{model}_change", args=[key])

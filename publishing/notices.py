"""Who is told by e-mail what is asked of him, in plain words and without what was weighed inside.

Of an urgent publication, and of what came back, at once by a letter; of everything else by a line (`Notice`) of the next
digest (`publishing/digest.py`). Whom no letter about an urgent publication can reach stands in the ledger, so that nothing is
silent. The desk's start page says the same to everybody.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Acting, Office, User
from accounts.roles import Role
from publishing import ledger, mail
from publishing.desk import desk_address
from publishing.hands import chiefs_of, hands_in, second_reviewers_of
from publishing.models import Edition, Letter, Notice, Publication, Remark, ReviewReminder, SecondReview
from publishing.states import ARROWS, IN_PROGRESS, Action, Arrow, State
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


# What can wait for the next digest


def note(people: Iterable[User], key: str, words: str, address: str, at: datetime | None = None) -> None:
    """A line for the next digest of each of `people` who can be sent one; the same key is told to the same person once.

    `key` begins with one of STILL, by which it is found out in time whether it still has to be told.
    """
    at = at or timezone.now()
    Notice.objects.bulk_create(
        [
            Notice(recipient=person, key=key, words=words[:400], address=address, at=at)
            for person in people
            if person.email and person.wants_digest
        ],
        ignore_conflicts=True,
    )


def moved(edition: Edition, arrow: Arrow, actor: User | None) -> None:
    """Tell those of whom the move of `edition` (as it was before it) asks something. Call in the transaction of the move."""
    if arrow.action == Action.SUBMIT:
        _ask_to_decide(edition, actor)
    elif arrow.action == Action.RETURN:
        _tell_returned(edition, actor)


def mentioned(remark: Remark) -> None:
    """Tell who holds the position to which a remark was made, or acts for it today. Call in the transaction of the remark."""
    people = [person for person in holders([remark.mentions_id]) if person.pk != remark.author_id]
    words = f"มีความเห็นถึงตำแหน่ง{remark.mentions.title}: {remark.edition.title}"
    note(people, f"mention {remark.pk}", words, desk_address(remark.edition, "remarks"))


def holders(positions: Collection[int]) -> list[User]:
    """Active people who hold one of these positions, or act for it today, with groups and acting (three queries)."""
    acting = Acting.objects.on(timezone.localdate()).filter(position__in=positions)
    held = Q(position__in=positions) | Q(pk__in=acting.values("person"))
    people = User.objects.filter(held, is_active=True).select_related("position")
    return list(people.prefetch_related("groups", "acting__position"))


def still_hold(waiting: Iterable[Notice], person: User) -> list[Notice]:
    """Those of somebody's notices that still ask something of him, in their order; one query for each kind of them."""
    keys: dict[str, list[list[str]]] = {}
    for notice in waiting:
        kind, *about = notice.key.split()
        keys.setdefault(kind, []).append(about)
    holding = {
        " ".join([kind, *about])
        for kind, abouts in keys.items()
        if kind in STILL
        for about in STILL[kind](abouts, person)
    }
    return [notice for notice in waiting if notice.key in holding]


def _ask_to_decide(edition: Edition, actor: User) -> None:
    """Whoever may decide on what was submitted: reviewers and approvers without a hand in it."""
    apart = hands_in(edition) | {actor.pk}
    people = [
        one for one in User.objects.holding(Role.REVIEWER, Role.APPROVER) if one.pk not in apart and one.email
    ]
    # Nobody saves what is submitted: with this version it is the same submission.
    key = f"decide {edition.pk} {edition.version + 1}"
    for approves in (True, False):
        some = [one for one in people if one.has_role(Role.APPROVER) is approves]
        page = desk_address(edition, *(["move", Action.APPROVE] if approves else ["change"]))
        note(some, key, f"{'รอท่านตรวจสอบและอนุมัติ' if approves else 'รอท่านตรวจสอบ'}: {edition.title}", page)


def _tell_returned(edition: Edition, actor: User) -> None:
    """Whoever has a hand in what came back, or who can go on with it. The reason stays on the desk."""
    hands = hands_in(edition) - {actor.pk}
    people = list(User.objects.filter(pk__in=hands, is_active=True))
    if not people:
        people = [one for one in holders([edition.owner_id]) if one.has_role(Role.WRITER)]
    office = Office.objects.first()
    page = settings.SITE_ADDRESS + desk_address(edition, "change")
    mail.queue(
        Letter.Kind.RETURNED,
        people,
        subject=f"{office.short_name if office else ''} [ส่งกลับแก้ไข] {edition.title}",
        body="\n\n".join(
            [
                "เรียน ผู้จัดทำ",
                "เรื่องที่ท่านร่วมจัดทำถูกส่งกลับแก้ไข",
                f"เรื่อง: {edition.title}",
                f"โปรดเข้าระบบเพื่ออ่านเหตุผล แก้ไข แล้วส่งตรวจสอบอีกครั้ง\n{page}",
                FOOT,
            ]
        ),
        edition=edition,
    )


def _to_decide(abouts: list[list[str]], person: User) -> list[list[str]]:
    """Submitted as it was then, and the person may still decide."""
    if not person.has_role(Role.REVIEWER, Role.APPROVER):
        return []
    waiting = Edition.objects.filter(pk__in=[key for key, _ in abouts], state=State.SUBMITTED)
    versions = {str(pk): str(version) for pk, version in waiting.values_list("pk", "version")}
    return [about for about in abouts if versions.get(about[0]) == about[1]]


def _to_answer(abouts: list[list[str]], person: User) -> list[list[str]]:
    """The remark is open, its edition under way, and the position still the person's."""
    remarks = Remark.objects.filter(
        pk__in=[key for (key,) in abouts],
        outcome=Remark.Outcome.OPEN,
        edition__state__in=IN_PROGRESS,
        mentions__in=person.positions_today,
    )
    return [[str(pk)] for pk in remarks.values_list("pk", flat=True)]


def _to_review(abouts: list[list[str]], person: User) -> list[list[str]]:
    """Live, due on the same day as then, and still the person's concern (publishing/reminders.py)."""
    live = Edition.objects.live().filter(publication__in=[about[0] for about in abouts])
    about_now = {
        str(edition.publication_id): (str(edition.publication.review_due), edition.publication.owner_id)
        for edition in live.only("publication__review_due", "publication__owner")
    }
    return [
        about
        for about in abouts
        if about[0] in about_now
        and about_now[about[0]][0] == about[1]
        and concerns(ReviewReminder.Step(int(about[2])), about_now[about[0]][1], person)
    ]


def concerns(step: int, owner: int, person: User) -> bool:
    """Whether an overdue review of the position `owner` is told to this person at this step."""
    roles = {ReviewReminder.Step.HEAD: Role.REVIEWER, ReviewReminder.Step.PERMANENT_SECRETARY: Role.APPROVER}
    return person.has_role(roles[step]) if step in roles else person.holds_position(owner)


#: First word of a key → which of the keys of that kind, given by their other words, still ask something of a person.
STILL: dict[str, Callable[[list[list[str]], User], list[list[str]]]] = {
    "decide": _to_decide,  # edition, version
    "mention": _to_answer,  # remark
    "review": _to_review,  # publication, due day, step
}


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

"""The first page of the desk, "งานของฉัน": what asks this person to do something, in the order of his role.

What waits for whom is decided in `publishing/work.py`; here it is given headings, addresses and plain words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import Acting, Position, User
from accounts.roles import Role
from ita.models import Cycle, Item
from ita.tasks import tasks
from ponko_site import backup, urgent_work
from ponko_site.half_year_pages import may_read as may_read_half_year
from publishing import clock, duties, upkeep, work
from publishing.categories import edition_models
from publishing.desk import desk_address
from publishing.integrity import open_findings
from publishing.models import ClockStep, Edition, LedgerEvent, LedgerHead, Remark
from publishing.remarks import open_mentions
from publishing.states import Action, State
from publishing.work import Part

ROWS = 8  # of each part on the start page
PAGE_LENGTH = 50  # of a part that is opened as a whole list
MENTIONS, PUBLISHED = "mentions", "published"
QUEUE = "admin:publishing_reviewitem_changelist"
SEARCH = "admin:search_anyedition_changelist"

#: part → what is said when there is nothing in it
NOTHING = {
    Part.WAITING: "ไม่มีเรื่องที่รอท่าน",
    Part.RETURNED: "ไม่มีเรื่องที่ส่งกลับถึงท่าน",
    Part.DRAFTS: "ท่านไม่มีร่างค้างอยู่",
    Part.SUBMITTED: "ไม่มีเรื่องที่ท่านส่งแล้วและยังรอพิจารณา",
    Part.SCHEDULED: "ไม่มีเรื่องที่ตั้งเวลาเผยแพร่ไว้",
    MENTIONS: "ไม่มีความเห็นที่ถึงตำแหน่งของท่าน",
    PUBLISHED: "ยังไม่มีเรื่องที่เผยแพร่",
}
HEADINGS = {
    **dict(Part.choices),
    MENTIONS: "ความเห็นที่ถึงตำแหน่งของท่าน",
    PUBLISHED: "เผยแพร่ล่าสุด",
}
#: What was done last, the column that says when, and the one that says by whom.
TIMES = {
    State.DRAFT: ("บันทึกล่าสุด", "saved_at", "saved_by"),
    State.RETURNED: ("บันทึกล่าสุด", "saved_at", "saved_by"),
    State.SUBMITTED: ("ส่งตรวจสอบ", "submitted_at", "submitted_by"),
    State.APPROVED: ("อนุมัติ", "approved_at", "approved_by"),
    State.PUBLISHED: ("เผยแพร่", "published_at", ""),
}


@dataclass
class Row:
    """One line of a part: an edition, or a remark that asks for somebody's position."""

    title: str
    address: str
    about: str  # category, kind and the position that answers for it
    when: datetime | None
    did: str = ""  # what was done then
    by: str = ""
    note: str = ""
    note_label: str = ""
    due: datetime | None = None
    late: str = ""  # how long it is overdue, in words
    urgency: str = ""  # the class of urgency


@dataclass
class Section:
    """One part of the page: heading, rows, how many there are in all, and where all of them are."""

    key: str
    heading: str
    nothing: str
    address: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> bool:
        return self.total > len(self.rows)

    @property
    def late(self) -> int:
        return sum(1 for row in self.rows if row.late)


def counts(request: HttpRequest) -> work.Counts:
    """What waits for who asks: one query a request, none for people who see no editions."""
    if not hasattr(request, "_work_counts"):
        reads = work.reads_editions(request.user)
        request._work_counts = work.counts(request.user) if reads else work.Counts()
    return request._work_counts


def desk_menu(request: HttpRequest) -> list[dict[str, object]]:
    """The entries above the admin's own: the start page with what waits there, the search, and the manual."""
    entries = [
        ("งานของฉัน", reverse("admin:index"), counts(request).all),
        *([("ค้นหาทุกฉบับ", reverse(SEARCH), 0)] if request.user.has_perm("search.view_anyedition") else []),
        ("การแจ้งเตือนของท่าน", reverse("admin:notifications"), 0),
        *([("รายงานรอบ 6 เดือน", reverse("admin:half_year"), 0)] if may_read_half_year(request.user) else []),
        ("คู่มือการใช้งาน", reverse("admin:help"), 0),
    ]
    return [
        {"title": title, "address": address, "waiting": waiting, "current": request.path == address}
        for title, address, waiting in entries
    ]


def context(request: HttpRequest) -> dict[str, object]:
    """What the start page shows to who asks."""
    user = request.user
    reads = work.reads_editions(user)
    sections = list(_sections(user, counts(request))) if reads else []
    return {
        "urgent": urgent_work.sections(user, counts(request)) if reads else [],
        "letters": urgent_work.letters(counts(request).unsent) if reads else None,
        "links": counts(request).links,
        "clock": clock.trouble() if counts(request).clock else None,
        "reviews_due": counts(request).reviews_due,
        "incomplete": counts(request).incomplete,
        "vacant": list(_vacant()) if user.has_role(Role.APPROVER, Role.REVIEWER) else [],
        "ita": tasks(user),
        "sections": sections,
        "late": sum(section.late for section in sections),
        "add_links": _add_links(user),
        "acting": user.acting_today,
        "office_work": _office_work(user) if user.has_role(Role.ADMINISTRATOR) else None,
        "explains": not reads and not user.has_role(Role.ADMINISTRATOR),
        "is_assessor": user.has_role(Role.ASSESSOR),
    }


def part_view(request: HttpRequest, part: str, each_context: dict[str, object]) -> HttpResponse:
    """One part as a whole list, for who may see editions."""
    if not work.reads_editions(request.user):
        raise PermissionDenied
    if part == MENTIONS:
        found = open_mentions(request.user)
    elif part == PUBLISHED:
        found = work.recently_published()
    elif part in Part.values:
        found = work.in_hand(request.user).filter(part=part)
    else:
        raise Http404
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    section = _section(part, request.user)
    section.rows = _rows_of(part, list(page), request.user)
    section.total = page.paginator.count
    return TemplateResponse(
        request,
        "admin/publishing/work.html",
        {**each_context, "title": section.heading, "section": section, "page": page},
    )


def _sections(user: User, counts: work.Counts) -> Iterator[Section]:
    """Every part that concerns this person, in the order in which his roles need them."""
    found = list(work.first_in_hand(user, ROWS))
    returned = work.returns(found)
    if counts.mentions:  # somebody asks for something
        yield _mentions(user, counts)
    for part in _order(user, {edition.part for edition in found}):
        rows = [edition for edition in found if edition.part == part]
        section = _section(part, user)
        section.rows = [_row(edition, user, returned) for edition in rows]
        section.total = rows[0].total if rows else 0
        yield section
    if user.positions_today and not counts.mentions:
        yield _mentions(user, counts)
    published = _section(PUBLISHED, user)
    published.rows = [_row(edition, user, {}) for edition in work.recently_published()[:ROWS]]
    published.total = len(published.rows)
    yield published


def _mentions(user: User, counts: work.Counts) -> Section:
    section = _section(MENTIONS, user)
    section.rows = [_mention(remark) for remark in open_mentions(user)[:ROWS]]
    section.total = counts.mentions
    return section


def _order(user: User, there: set[str]) -> list[Part]:
    """The parts to show: those of the roles held, and any other in which there is something."""
    writes = [Part.RETURNED, Part.DRAFTS, Part.SUBMITTED] if user.has_role(Role.WRITER) else []
    decides = work.decides(user) or user.has_role(Role.CHIEF_EXECUTIVE)
    wanted = [*([Part.WAITING] if decides else []), *writes]
    return [*wanted, *(part for part in Part if part in there | {Part.SCHEDULED} and part not in wanted)]


def _section(part: str, user: User) -> Section:
    heading, address = HEADINGS[part], reverse("admin:work", args=[part])
    if part == Part.WAITING:
        heading, address = _waiting_heading(user), f"{reverse(QUEUE)}?waiting=me"
        if not work.decides(user):
            address = f"{reverse(QUEUE)}?waiting=review"
    elif part == Part.SCHEDULED:
        address = f"{reverse(QUEUE)}?waiting=time"
    return Section(part, heading, NOTHING[part], address)


def _waiting_heading(user: User) -> str:
    if work.approves(user):
        return "รอท่านตรวจสอบและอนุมัติ" if user.has_role(Role.REVIEWER) else "รอท่านอนุมัติ"
    return "รอท่านตรวจสอบ" if work.decides(user) else "รอตรวจสอบและอนุมัติ"


def _rows_of(part: str, found: list, user: User) -> list[Row]:
    if part == MENTIONS:
        return [_mention(remark) for remark in found]
    returned = work.returns(found)
    return [_row(edition, user, returned) for edition in found]


def _row(edition: Edition, user: User, returned: dict[int, LedgerEvent]) -> Row:
    did, when, who = TIMES[edition.state]
    person = getattr(edition, who) if who else None
    row = Row(
        title=edition.title,
        address=_address(edition, user),
        about=_about(edition),
        when=getattr(edition, when),
        did=did,
        by=person.full_name if person and person != user else "",
        urgency=getattr(edition, "urgency_class", ""),
    )
    if edition.pk in returned:
        event = returned[edition.pk]
        row.when, row.did, row.by = event.at, "ส่งกลับ", event.actor_name
        row.note, row.note_label = event.note, "เหตุผล"
    if edition.state == State.APPROVED:
        row.due = edition.publish_at
        late = work.lateness(edition)
        row.late = _duration(late) if late else ""
    return row


def _mention(remark: Remark) -> Row:
    return Row(
        title=remark.edition.title,
        address=desk_address(remark.edition, "remarks"),
        about=f"ถึง{remark.mentions.title}",
        when=remark.at,
        did="แสดงความเห็น",
        by=remark.author_name,
        note=remark.text or remark.replacement,
        note_label="ความเห็น",
    )


def _address(edition: Edition, user: User) -> str:
    """Whoever may approve it goes straight to the page where it is approved; all others to its form."""
    if getattr(edition, "part", "") == Part.WAITING and work.approves(user):
        return desk_address(edition, "move", Action.APPROVE)
    return desk_address(edition, "change")


def _about(edition: Edition) -> str:
    about = edition.publication
    kind = str(apps.get_model(about.category, about.model)._meta.verbose_name)
    names = [about.declared.title, kind, edition.owner.title]
    return " · ".join(dict.fromkeys(names))  # a category and its chief kind may have one name


def _duration(late: timedelta) -> str:
    minutes = int(late.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} นาที"
    hours = minutes // 60
    return f"{hours} ชั่วโมง" if hours < 48 else f"{hours // 24} วัน"


def _vacant() -> QuerySet[Position]:
    """Positions that nobody holds and that answer for something: `public` publications, `items` of the assessment."""
    items = Item.objects.filter(owner=OuterRef("pk"), cycle__status=Cycle.Status.OPEN)
    public = Edition.objects.live().select_related(None).filter(publication__owner=OuterRef("pk"))
    found = upkeep.without_holder(Exists(items))
    return found.annotate(public=work.how_many(public), items=work.how_many(items))


def _add_links(user: User) -> list[dict[str, object]]:
    """A button for every kind of thing that this person may write, what he writes most first."""
    if not user.has_role(Role.WRITER):
        return []
    most = work.written_most(user)
    kinds = [
        (model._meta.app_label, model._meta.model_name, model._meta.verbose_name)
        for model in edition_models()
        if user.has_perm(f"{model._meta.app_label}.add_{model._meta.model_name}")
    ]
    kinds.sort(key=lambda kind: most.index(kind[:2]) if kind[:2] in most else len(most))
    return [
        {"label": label, "address": reverse(f"admin:{app}_{model}_add"), "chief": place < 3}
        for place, (app, model, label) in enumerate(kinds)
    ]


def _office_work(user: User) -> dict[str, object]:
    """What an administrator looks after: people, who acts today, the ledger (with `late` and `overdue`: how many scheduled
    editions and second reviews are so), letters that did not go out, the clock. No draft is named here.
    """
    active = User.objects.filter(is_active=True, is_superuser=False)
    ledger = LedgerHead.objects.annotate(
        late=work.how_many(work.late()),
        overdue=work.how_many(duties.overdue()),
        unsent=work.how_many(duties.letters_in_trouble(user)),
        integrity=work.how_many(open_findings()),
        clock_noted=work.how_many(ClockStep.objects.filter(done_at__isnull=False)),
        clock=work.how_many(clock.in_trouble(timezone.now())),
        vacant=work.how_many(_vacant()),
    ).first()
    return {
        **active.aggregate(
            people=Count("pk", distinct=True),
            without_role=Count("pk", filter=Q(groups__isnull=True), distinct=True),
        ),
        "approvers": User.objects.holding(Role.APPROVER).count(),
        "acting": list(Acting.objects.on(timezone.localdate()).select_related("person", "position")),
        "ledger": ledger,
        "clock": clock.trouble() if ledger and ledger.clock else None,
        "vacant": list(_vacant()) if ledger and ledger.vacant else [],
        "letters": urgent_work.letters(ledger.unsent if ledger else 0),
        "backup": backup.alarm(),
    }

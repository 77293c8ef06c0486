"""แบบฟอร์มการขอเผยแพร่ข้อมูลผ่านเว็บไซต์ of an edition, filled from the workflow and the ledger, for one sheet of A4.

It has the fields of the form that Thai agencies use under their measures on publishing. Where a step is still to come there
are dots to sign on: an office that works on paper as well prints it before, any other keeps it afterwards.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator

from accounts.models import Office
from publishing.admin.memo import ACTING_FOR, WORD_JOINER, moment, printed
from publishing.desk import desk_address
from publishing.gates.places import ways_out_of
from publishing.gates.spam import bare_host, without_www
from publishing.models import Attachment, Edition, LedgerEvent, SecondReview
from publishing.states import ONCE_PUBLIC, SECOND_REVIEW, Action, State
from thai.dates import format_date_memo
from thai.digits import filesize
from thai.line_breaks import keep_together

#: What has room on one sheet, with the longest title and summary; the fingerprint of the wording covers all files.
MOST_FILES, MOST_LINKS = 3, 2
LONGEST_NAME, LONGEST_LINK = 78, 80
LONGEST_NOTES = 280  # letters, which all notes share
#: By which acts somebody answers for the content, and by which somebody approves it.
ASKING = {Action.SUBMIT, Action.URGENT_PUBLISH}
APPROVING = {Action.APPROVE, Action.SCHEDULE, Action.URGENT_PUBLISH}
REVIEWING = {*SECOND_REVIEW, Action.REMOVE}


@dataclass(frozen=True)
class Signer:
    """Who did a step, as he signs on paper; without a name it is still to be done."""

    step: str
    name: str = ""
    position: tuple[str, ...] = ()  # lines
    at: str = ""
    proof: str = ""  # where the ledger has it


@dataclass(frozen=True)
class File:
    name: str
    about: str
    sha256: str


class RequestFormAdmin:
    """The part of `EditionAdmin` for the form. For those who may read the edition."""

    def request_form_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The form, on the screen as it will be on paper."""
        edition = self._edition_or_404(request, object_id)
        if request.office is None:
            raise Http404
        return render(request, "admin/publishing/request_form.html", request_form(edition, request.office))


def request_form(edition: Edition, office: Office) -> dict[str, object]:
    """What stands on the form (the inputs of its template), as it is printed. Four queries, one more for what is urgent,
    and one for each of PARTS.
    """
    edition = edition.specific
    events = list(edition.events.order_by("number"))
    files = list(edition.attachments.select_related("stored"))
    links = _outside_links(edition, office)
    review = SecondReview.objects.filter(edition=edition.pk).first() if edition.urgent else None
    kept = edition.state not in (State.DRAFT, State.RETURNED, State.DISCARDED)
    owner = edition.owner
    return {
        "edition": edition,
        "back": desk_address(edition, "change"),
        "office": on_paper(office.name),
        "unit": on_paper(owner.unit.name if owner.unit else office.name),
        "owner": on_paper(owner.title),
        "asked": on_paper(format_date_memo(edition.submitted_at)) if edition.submitted_at else "",
        "title": on_paper(edition.title),
        "kind": on_paper(f"{edition.publication.declared.title} · {edition.kind_label()}"),
        "number": on_paper(f"ฉบับที่ {edition.number}"),
        "summary": on_paper(edition.summary),
        "files": [_file(one) for one in files[:MOST_FILES]],
        "more_files": on_paper(str(len(files) - MOST_FILES)) if len(files) > MOST_FILES else "",
        "links": links[:MOST_LINKS],
        "more_links": on_paper(str(len(links) - MOST_LINKS)) if len(links) > MOST_LINKS else "",
        "address": f"{settings.SITE_ADDRESS}{edition.publication.address}",
        "is_public": edition.state in ONCE_PUBLIC,
        "fingerprint": edition.content_hash if kept else "",
        "notes": _in_the_room(list(_notes(edition, events, review))),
        "signers": list(_signers(edition, events, review)),
    }


def on_paper(text: str) -> str:
    """With Thai digits, and nothing torn apart at the end of a line that belongs together."""
    return keep_together(printed(text)).replace(WORD_JOINER, "")


def _file(attachment: Attachment) -> File:
    stored = attachment.stored
    kind = f"{stored.extension.upper()} {on_paper(filesize(stored.size))}"
    return File(on_paper(Truncator(attachment.label).chars(LONGEST_NAME)), kind, stored.sha256)


def _outside_links(edition: Edition, office: Office) -> list[str]:
    own = bare_host(office.domain) if office.domain else ""
    found = {
        way.link.address.strip(): None
        for way in ways_out_of(edition)
        if without_www(way.link.host) not in ("", own)
    }
    return [Truncator(address).chars(LONGEST_LINK) for address in found]


def _signers(edition: Edition, events: list[LedgerEvent], review: SecondReview | None) -> Iterator[Signer]:
    """Who answers for the content, who approved it, who put it up, and of what was urgent who looked again."""
    asked = _event(events, ASKING, edition.submitted_at)
    yield _signer("ผู้รับผิดชอบการให้ข้อมูล", asked)
    approved = _event(events, APPROVING, edition.approved_at)
    yield _signer("ผู้อนุมัติรับรอง", approved)
    yield _who_put_it_up(edition, events)
    if review is not None:
        yield _signer("ผู้สอบทานกรณีเร่งด่วน", _event(events, REVIEWING, review.done_at))


def _event(events: list[LedgerEvent], actions: Collection[Action], at: datetime | None) -> LedgerEvent | None:
    """The act that the edition remembers by its moment: what was recalled or returned since is none."""
    return next((event for event in events if event.at == at and event.action in actions), None)


def _signer(step: str, event: LedgerEvent | None) -> Signer:
    if event is None:
        return Signer(step)
    proof = on_paper(f"สมุดบันทึกการดำเนินการลำดับที่ {event.number}")
    return Signer(step, event.actor_name, _lines(event.actor_position), moment(event.at), proof)


def _who_put_it_up(edition: Edition, events: list[LedgerEvent]) -> Signer:
    """Who put the content into the system last: the site shows it by itself once it is approved and its time has come."""
    step, person = "ผู้รับผิดชอบการนำข้อมูลขึ้นเผยแพร่", edition.saved_by
    if edition.published_at is None or person is None:
        return Signer(step)
    titles = [event.actor_position for event in events if event.actor_id == person.pk]
    now = person.position.title if person.position else ""
    published = next((event for event in events if event.at == edition.published_at), None)
    proof = on_paper(f"สมุดบันทึกการดำเนินการลำดับที่ {published.number}") if published else ""
    title = titles[-1] if titles else now
    return Signer(step, person.full_name, _lines(title), moment(edition.published_at), proof)


def _lines(title: str) -> tuple[str, ...]:
    """Whoever acts for another signs with the own position, and that acted for below it."""
    own, acting, acted = on_paper(title).partition(ACTING_FOR)
    return (own.strip(), f"{acting}{acted}") if acting else (own,)


def _notes(edition: Edition, events: list[LedgerEvent], review: SecondReview | None) -> Iterator[str]:
    """What whoever reads the form has to know of the way that this edition went."""
    if edition.number > 1:
        note = f": {edition.change_note}" if edition.change_note else ""
        yield f"{edition.get_change_kind_display()}จากฉบับก่อน{note}"
    if review is not None:
        yield f"เผยแพร่กรณีเร่งด่วน ชั้นความเร็ว{edition.urgency_label()} เหตุผล: {review.reason}"
        due = f"ต้องสอบทานภายในวันที่ {moment(review.due_at)}"
        yield due if review.is_open else f"{review.get_outcome_display()}: {review.note}"
    if edition.state == State.APPROVED:
        yield f"อนุมัติแล้ว ระบบจะเผยแพร่วันที่ {moment(edition.publish_at)}"
    last = events[-1] if events else None
    if edition.state == State.RETURNED and last and last.action == Action.RETURN:
        yield f"ส่งกลับแก้ไขเมื่อวันที่ {moment(last.at)}: {last.note}"
    if edition.ended_at:
        reason = f": {edition.end_reason}" if edition.end_reason else ""
        yield f"{edition.get_state_display()}เมื่อวันที่ {moment(edition.ended_at)}{reason}"
    if edition.state not in ONCE_PUBLIC:
        yield f"สถานะในระบบเมื่อพิมพ์: {edition.get_state_display()}"


def _in_the_room(notes: list[str]) -> list[str]:
    """The notes on one line each, cut where they are longer than their share."""
    return [on_paper(Truncator(" ".join(note.split())).chars(LONGEST_NOTES // len(notes))) for note in notes]

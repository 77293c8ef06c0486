"""The report on an urgent publication as a memo (บันทึกข้อความ) to print: clause 3(3), in the form of the regulation on
official correspondence. What stands on it is what was published and what the ledger holds; a number or a date that nobody
has entered stays blank.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile, zip_longest

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models import Office
from publishing.admin.urgent_event import acts_of
from publishing.models import ChiefReport, Edition, LedgerEvent
from publishing.states import Action
from publishing.urgent import ACKNOWLEDGED
from thai.dates import format_date_memo, format_time
from thai.digits import to_thai
from thai.line_breaks import keep_together

ACTING_FOR = "รักษาราชการแทน"
#: Columns of what an urgent event is about → what stands before each on the memo. A category may lack some.
EVENT = {"cause": "สาเหตุ", "effects": "ผลกระทบ", "measures": "การดำเนินการ", "outcome": "ผลลัพธ์"}
#: What was weighed before publishing (clause 1(2)); only staff read it.
WEIGHING = {
    "advantages": "ผลดีของการเผยแพร่",
    "disadvantages": "ผลเสียของการเผยแพร่",
    "publishing_effects": "ผลกระทบของการเผยแพร่ต่อองค์กร",
}
#: Pieces between Thai letters and spaces. One with a Latin letter is an address or a name such as PM2.5: it stays as it is.
_FOREIGN = re.compile(r"[^\s\u0e00-\u0e7f]+")
_LATIN = re.compile("[A-Za-z]")
WORD_JOINER = "\u2060"


@require_safe
def memo_view(request: HttpRequest, report: ChiefReport) -> HttpResponse:
    """The memo, on the screen as it will be on paper. For those who may read the reports."""
    _check_reader(request)
    if request.office is None:
        raise Http404
    return render(request, "admin/publishing/memo.html", memo(report, request.office))


@require_safe
def garuda_view(request: HttpRequest) -> HttpResponse:
    """The office's picture of the Garuda, for the head of the memo only: to the same people."""
    _check_reader(request)
    office = request.office
    if office is None or not office.garuda or not default_storage.exists(office.garuda.name):
        raise Http404
    return FileResponse(default_storage.open(office.garuda.name), content_type="image/webp")


def _check_reader(request: HttpRequest) -> None:
    if not request.user.has_perm("publishing.view_chiefreport"):
        raise PermissionDenied


def memo(report: ChiefReport, office: Office) -> dict[str, object]:
    """What stands on the memo, every text as it is printed (the inputs of the template). Two queries."""
    edition = report.edition.specific
    acts = acts_of(edition)
    published, acknowledging = acts.get(Action.URGENT_PUBLISH), acts.get(ACKNOWLEDGED)
    names = _own_names(office)

    def on_paper(text: str) -> SafeString:
        return _unbroken(keep_together(printed(text)).replace(WORD_JOINER, ""), names)

    told = account(edition, published.note if published else "")
    items = [(label, [on_paper(line) for line in text.split("\n") if line]) for label, text in told]
    return {
        "report": report,
        "heading": edition.title,
        "office": on_paper(office.name),
        "chief": on_paper(chief_title(office)),
        "clerk": on_paper(clerk_title(office)),
        "through": on_paper(office.memo_through or f"ผ่าน{clerk_title(office)}"),
        "unit": on_paper(office.responsible_unit.name if office.responsible_unit else office.name),
        "sender": on_paper(_sender(office)),
        "number": on_paper(number_line(office, report)),
        "dated": on_paper(format_date_memo(report.dated_on)) if report.dated_on else "",
        "subject": on_paper(f"รายงานการเผยแพร่ข้อมูลข่าวสารกรณีเร่งด่วน “{edition.title}”"),
        "urgency": edition.urgency_label(),
        "address": f"{settings.SITE_ADDRESS}{edition.publication.address}",
        "published": on_paper(moment(edition.published_at)),
        "items": [(to_thai(str(number)), *item) for number, item in enumerate(items, 1)],
        "signer": published.actor_name if published else "",
        "signer_title": [
            on_paper(line) for line in _title_lines(published.actor_position if published else "")
        ],
        "order": on_paper(_order(report.instruction)),
        "acknowledged": on_paper(moment(report.acknowledged_at)),
        "acknowledged_by": acknowledging.actor_name if acknowledging else "",
        "chief_title": [on_paper(line) for line in _chief_lines(acknowledging, office)],
    }


def printed(text: str) -> str:
    """The text with Thai digits, as official print has them; addresses and names in Latin letters stay as they are."""
    return _FOREIGN.sub(lambda piece: piece[0] if _LATIN.search(piece[0]) else to_thai(piece[0]), text)


def moment(at: datetime | None) -> str:
    """๑๗ มิถุนายน ๒๕๖๓ เวลา ๐๙.๓๐ น.; empty for None."""
    return f"{format_date_memo(at)} เวลา {to_thai(format_time(at))}" if at else ""


def chief_title(office: Office) -> str:
    """นายกองค์การบริหารส่วนตำบล…; of a municipality นายกเทศมนตรี…"""
    return f"นายก{office.name.replace('เทศบาล', 'เทศมนตรี', 1)}"


def clerk_title(office: Office) -> str:
    """ปลัดองค์การบริหารส่วนตำบล…"""
    return f"ปลัด{office.name}"


def number_line(office: Office, report: ChiefReport) -> str:
    """The number as the officer typed it, after the office's prefix if he left that out. Without one, the prefix alone."""
    prefix, number = office.letter_prefix, report.number
    if not prefix or number and not number[0].isdecimal():
        return number
    return f"{prefix}/{number}"


def account(edition: Edition, reason: str) -> Iterator[tuple[str, str]]:
    """What happened, why it was published in haste, and what that leads to: label and text, without what is empty."""
    place, since = getattr(edition, "place", ""), moment(getattr(edition, "happened_at", None))
    happened = [edition.summary, place and f"สถานที่ {place}", since and f"ตั้งแต่วันที่ {since}"]
    yield "เหตุการณ์", " ".join(filter(None, happened))
    texts = {label: getattr(edition, name, "") for name, label in EVENT.items()}
    texts["ผลลัพธ์"] = " ".join(filter(None, [texts["ผลลัพธ์"], _end(edition)]))
    texts["เหตุผลที่เผยแพร่โดยด่วน"] = reason
    texts |= {label: getattr(edition, name, "") for name, label in WEIGHING.items()}
    yield from ((label, text) for label, text in texts.items() if text)


def _end(edition: Edition) -> str:
    """When the event ended or is expected to."""
    if ended := getattr(edition, "ended_event_at", None):
        return f"เหตุการณ์ยุติเมื่อวันที่ {moment(ended)}"
    if expected := getattr(edition, "expected_end", None):
        return f"คาดว่าจะสิ้นสุดวันที่ {moment(expected)}"
    return ""


def _order(instruction: str) -> str:
    """What the chief executive writes on paper: ทราบ and the instruction, unless that begins with the word itself."""
    return instruction if instruction.startswith(("ทราบ", "รับทราบ")) else f"ทราบ {instruction}".strip()


def _sender(office: Office) -> str:
    """The unit that is responsible for publishing (clause 3(1)), its office and telephone."""
    unit = office.responsible_unit.name if office.responsible_unit else ""
    phone = f"โทร. {office.phone}" if office.phone else ""
    return " ".join(filter(None, [unit, office.name, phone]))


def _own_names(office: Office) -> re.Pattern[str]:
    """The short name, and the name of the place with which it and the full name end: อบต.โพนโก, โพนโก."""
    pairs = zip(reversed(office.name), reversed(office.short_name), strict=False)
    place = "".join(letter for letter, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))[::-1]
    return re.compile("|".join(re.escape(name) for name in (office.short_name, place) if len(name) > 2))


def _unbroken(text: str, names: re.Pattern[str]) -> SafeString:
    """The text as HTML, without a line break inside `names`: no dictionary has them, and a word joiner would show in what is
    copied from the PDF.
    """
    kept = (format_html('<span class="memo-kept">{}</span>', name) for name in names.findall(text))
    return format_html_join("", "{}{}", zip_longest(names.split(text), kept, fillvalue=""))


def _title_lines(title: str) -> list[str]:
    """Whoever acts for another signs with two lines: the own position with รักษาราชการแทน, and the position acted for."""
    own, acting, acted = title.partition(ACTING_FOR)
    return [f"{own}{acting}", acted] if acting else [own]


def _chief_lines(acknowledging: LedgerEvent | None, office: Office) -> list[str]:
    """The title under the order: the chief executive's as the office writes it, before it that of who acts for him."""
    lines = _title_lines(acknowledging.actor_position if acknowledging else "")
    return [*lines[:-1], chief_title(office)]

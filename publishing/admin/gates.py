"""What the gates point at, on the desk: the page where the writer answers, and what the other pages show of it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.html import format_html

from accounts.roles import Role
from publishing import answers
from publishing.admin.forms import HIGHEST_VERSION
from publishing.admin.pages import desk_page, sentences_of
from publishing.admin.upload_forms import AttachmentFormSet
from publishing.desk import desk_address
from publishing.fields import WordsField
from publishing.gates.findings import Finding, Gate, findings
from publishing.models import Attachment, Edition
from publishing.refusal import Refused
from publishing.requirements import Look
from publishing.states import IN_PROGRESS

#: Files of one save that are named in messages one by one.
MOST_FILES_NAMED = 5
REASON_HELP = "บอกว่าเป็นข้อมูลของใครและเผยแพร่ได้เพราะอะไร ผู้อนุมัติจะเห็น และเก็บถาวรในสมุดบันทึก อย่าพิมพ์ข้อมูลนั้นซ้ำ"
BY_EYE_HELP = "บอกว่าเปิดดูหน้าใดบ้างและพบอะไร เช่น ดูครบทั้ง 4 หน้า มีเฉพาะชื่อโครงการและราคา ไม่มีข้อมูลส่วนบุคคล"


@dataclass(frozen=True)
class Groups:
    """The findings of an edition as the pages show them."""

    open: list[Finding]
    justified: list[Finding]
    known: list[Finding]  # for the approver to look at; nobody has to say why

    @classmethod
    def of(cls, found: Iterable[Finding]) -> "Groups":
        found = list(found)
        return cls(
            open=[one for one in found if one.is_open],
            justified=[one for one in found if one.asks_reason and one.justification],
            known=[one for one in found if not one.asks_reason and not one.forbids],
        )

    @property
    def total(self) -> int:
        return len(self.open) + len(self.justified) + len(self.known)


def seal(found: Iterable[Finding]) -> str:
    """A fingerprint of the findings with their justifications: who confirms them confirms those that he was shown."""
    lines = [f"{one.mark} {one.justification.at.isoformat() if one.justification else ''}" for one in found]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


class ReasonForm(forms.Form):
    """Why what was found in one place may be public. Which findings is told by the ticks `mark` beside them."""

    reason = WordsField(
        label="เหตุผลที่เผยแพร่ได้",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 70}),
        help_text=REASON_HELP,
    )

    def __init__(self, key: str, *args, by_eye: bool = False, **kwargs):
        super().__init__(*args, auto_id=f"id_{key}_%s", **kwargs)
        field = self.fields["reason"]
        if by_eye:
            field.label, field.help_text = f"{answers.BY_EYE} พบว่า", BY_EYE_HELP
        field.widget.attrs["maxlength"] = answers.LONGEST


class MaskForm(forms.Form):
    """Writing the masked form into the draft; `seen` is the version that the writer looked at."""

    seen = forms.IntegerField(label="ฉบับที่เปิดดู", required=False, min_value=0, max_value=HIGHEST_VERSION)


@dataclass
class Place:
    """One file or one column with what was found in it, and the form to answer for it."""

    key: str  # names the place in the page and in what it sends
    title: str
    findings: list[Finding]
    address: str  # of the form's row or field
    is_file: bool
    form: ReasonForm

    @property
    def asking(self) -> list[Finding]:
        """What may be answered with a reason."""
        return [one for one in self.findings if one.asks_reason]


class GatesAdmin:
    """The part of `EditionAdmin` that shows what the gates point at and takes the writer's answers."""

    # -- other pages -----------------------------------------------------------------------------------------

    def findings_of(self, look: Look) -> dict[str, object] | None:
        """What the panel says of the findings; None for what is not under way."""
        if look.edition.state not in IN_PROGRESS:
            return None
        groups = Groups.of(look.findings)
        address = desk_address(look.edition, "findings")
        return {"total": groups.total, "open": len(groups.open), "address": address}

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.uploaded = form.instance, _uploaded(formsets)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """After a save, say what was found in the files that came with it: their reading waits for the commit."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        edition, uploaded = getattr(request, "uploaded", (None, set()))
        if uploaded and response.status_code == 302:
            for text in _found_in_files(edition, uploaded):
                messages.warning(request, text)
        return response

    # -- the page --------------------------------------------------------------------------------------------

    def findings_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show everything that the gates point at (GET); justify or mask (POST, told by `do`)."""
        edition = self._edition_or_404(request, object_id)
        reasons: list[str] = []
        if request.method == "POST":
            run = {"justify": _justify, "mask": _mask}.get(request.POST.get("do", ""))
            if run is None:
                raise Http404
            try:
                done = run(request, edition)
            except Refused as refusal:
                reasons = refusal.reasons
                edition = self._edition_or_404(request, object_id)
            else:
                messages.success(request, done)
                return HttpResponseRedirect(desk_address(edition, "findings"))
        groups = Groups.of(findings(edition))
        sent = request.POST if reasons else None
        places = _places(edition, groups.open, sent)
        answered = _places(edition, groups.justified, sent, prefix="again-")
        kept = any(place.form.is_bound for place in [*places, *answered])
        return desk_page(
            self,
            request,
            "findings.html",
            "รายการที่ระบบชี้",
            status=409 if reasons else 200,
            edition=edition,
            original=edition,
            reasons=reasons,
            groups=groups,
            places=places,
            answered=answered,
            typed="" if kept else request.POST.get("reason", ""),
            ticked=request.POST.getlist("mark"),
            maskable={one.mark for one in groups.open if answers.may_mask(edition, one)},
            may_answer=edition.is_editable and request.user.has_role(Role.WRITER),
            preview=desk_address(edition, "preview"),
        )


def _justify(request: HttpRequest, edition: Edition) -> str:
    form = ReasonForm("sent", request.POST)
    if not form.is_valid():
        raise Refused(sentences_of(form))
    marks = request.POST.getlist("mark")
    answers.justify(edition, *marks, actor=request.user, reason=form.cleaned_data["reason"])
    return "บันทึกคำชี้แจงแล้ว ผู้อนุมัติจะเห็นคำชี้แจงนี้"


def _mask(request: HttpRequest, edition: Edition) -> str:
    form = MaskForm(request.POST)
    if not form.is_valid():
        raise Refused(sentences_of(form))
    was = answers.mask_in_text(
        edition,
        request.POST.get("mark", ""),
        actor=request.user,
        seen_version=form.cleaned_data["seen"] or 0,
    )
    return f"{was.where}: ปกปิด{was.kind}และบันทึกลงในร่างแล้ว"


def _places(
    edition: Edition, found: list[Finding], sent: QueryDict | None = None, prefix: str = ""
) -> list[Place]:
    """The findings by the file or the column that holds them; `sent` fills the form of the place that it came from.

    One query, for the names of the files.
    """
    files = {row.pk: row.label for row in edition.attachments.select_related("stored")}
    places: dict[str, Place] = {}
    for one in found:
        title, anchor = one.where, ""
        if one.attachment:
            title, anchor = files.get(one.attachment, one.where), f"#file-{one.attachment}"
        elif one.field:
            title, anchor = str(edition._meta.get_field(one.field).verbose_name), f"#id_{one.field}"
        if (place := places.get(anchor or title)) is None:
            key = f"{prefix}{len(places) + 1}"
            data = sent if sent is not None and sent.get("place") == key else None
            place = places[anchor or title] = Place(
                key=key,
                title=title,
                findings=[],
                address=f"{desk_address(edition, 'change')}{anchor}",
                is_file=bool(one.attachment),
                form=ReasonForm(key, data, by_eye=one.gate is Gate.FILE),
            )
        place.findings.append(one)
    return list(places.values())


def _uploaded(formsets: Iterable[BaseInlineFormSet]) -> set[int]:
    """The attachments that got a file in this save."""
    rows: list[Attachment] = []
    for formset in formsets:
        if isinstance(formset, AttachmentFormSet):
            rows += formset.new_objects
            rows += [row for row, fields in formset.changed_objects if {"upload", "held"} & set(fields)]
    return {row.pk for row in rows}


def _found_in_files(edition: Edition, uploaded: set[int]) -> Iterator[str]:
    """A message for each file that came with a save and holds something to be answered for."""
    found = [one for one in findings(edition) if one.attachment in uploaded and one.is_open]
    places = _places(edition, found)
    for place in places[:MOST_FILES_NAMED]:
        kinds = Counter(one.kind for one in place.findings)
        words = ", ".join(f"{kind} {count} แห่ง" if count > 1 else kind for kind, count in kinds.items())
        yield format_html(
            'ไฟล์ “{}”: ระบบพบ{} <a href="{}">เปิดรายการที่ระบบชี้</a>',
            place.title,
            words,
            desk_address(edition, "findings"),
        )
    if len(places) > MOST_FILES_NAMED:
        yield f"และระบบพบสิ่งที่ต้องจัดการในไฟล์อีก {len(places) - MOST_FILES_NAMED} ไฟล์"

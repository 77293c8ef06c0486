"""The page before a move: what it is about, what it asks for, and why it cannot be done if it cannot."""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from publishing import workflow
from publishing.admin.gates import Groups, seal
from publishing.admin.pages import desk_page
from publishing.admin.urgent_event import address_of, event_of, second_look
from publishing.categories import all_categories
from publishing.clauses import CLAUSE_1_1, FINDINGS_TICK
from publishing.compare import compare
from publishing.desk import desk_address
from publishing.gates.broken import to_confirm
from publishing.gates.findings import Finding
from publishing.models import Edition, Publication
from publishing.requirements import Look
from publishing.states import ARROWS, SECOND_REVIEW, STANDING, Action, State
from thai.forms import ThaiDateTimeField
from thai.text import normalise_line

#: Moves that decide on a wording: their page shows the whole difference from what the public reads now.
DECIDING = {Action.SUBMIT, Action.RETURN, Action.APPROVE, Action.SCHEDULE, Action.URGENT_PUBLISH}
APPROVE_PAGE = "ตรวจและอนุมัติ"
NOTE_HELP = {
    Action.RETURN: "บอกให้ชัดว่าแก้ตรงไหนและแก้อย่างไร ผู้จัดทำจะเห็นข้อความนี้",
    Action.WITHDRAW: "ประชาชนจะเห็นข้อความนี้บนหน้าเดิม ซึ่งยังอ่านได้",
    Action.REMOVE: "ประชาชนที่เปิดที่อยู่เดิมจะเห็นข้อความนี้แทนเนื้อหา อย่าใส่ข้อมูลที่เป็นเหตุให้ถอนออก",
    Action.URGENT_PUBLISH: "เหตุที่รอการอนุมัติตามปกติไม่ได้ ใช้ภายใน อยู่ในรายงานต่อนายกและการสอบทาน",
    Action.CONFIRM: "บอกว่าตรวจสิ่งใดแล้วและเห็นอย่างไร ใช้ภายใน",
    Action.CORRECT: "บอกให้ชัดว่าต้องแก้ตรงไหนและอย่างไร ผู้จัดทำจะเห็นข้อความนี้ในหน้า “งานของฉัน” จนกว่าจะเผยแพร่ฉบับที่แก้แล้ว",
}


class SuccessorField(forms.CharField):
    """The address of a publication, whole or as a path; cleans to a Publication, or None."""

    def __init__(self, **kwargs):
        super().__init__(required=False, max_length=300, **kwargs)

    def clean(self, value: str) -> Publication | None:
        typed = normalise_line(super().clean(value))
        if not typed:
            return None
        try:
            parts = normalise_line(unquote(urlsplit(typed).path)).strip("/").split("/")
        except ValueError:
            parts = [""]
        category = next((one for one in all_categories() if one.path == parts[0]), None)
        if category is None or len(parts) != 2:
            raise ValidationError("กรอกที่อยู่ของเรื่องในเว็บไซต์นี้ เช่น /news/12/ คัดลอกได้จากแถบที่อยู่ของหน้าที่เผยแพร่")
        editions = Edition.objects.at_address(parts[1]).filter(publication__category=category.app_label)
        found = editions.select_related("publication").first()
        if found is None:
            raise ValidationError("ไม่พบเรื่องที่ที่อยู่นี้ ตรวจที่อยู่อีกครั้ง")
        return found.publication


class MoveForm(forms.Form):
    """What an arrow asks for: ticks, a note, a time, a successor. `seen` is the version that the actor looked at.

    Who attests confirms the `found` of the gates as well; `seen_findings` is the seal of those that he was shown. What
    others object to needs a reason (`ask_why()`).
    """

    NOW, LATER = "now", "later"
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, action: Action, *args, found: Sequence[Finding] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.arrow = ARROWS[action]
        self.seal = seal(found)
        if self.arrow.attests and found:
            self.fields["seen_findings"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=64, initial=self.seal
            )
            self.fields[FINDINGS_TICK] = forms.BooleanField(
                label="ข้าพเจ้าได้เปิดดูรายการที่ระบบชี้และคำชี้แจงครบแล้ว", required=False
            )
        self.approves = action in (Action.APPROVE, Action.SCHEDULE)
        if self.arrow.ticks:
            for key, words in CLAUSE_1_1.items():
                self.fields[key] = forms.BooleanField(label=words, required=False)
        if self.approves:
            self.fields["when"] = forms.ChoiceField(
                label="เผยแพร่เมื่อใด",
                choices=[(self.NOW, "ทันทีที่อนุมัติ"), (self.LATER, "ตามวันและเวลาที่กำหนด")],
                initial=self.LATER if action == Action.SCHEDULE else self.NOW,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields["publish_at"] = ThaiDateTimeField(label="วันและเวลาที่เผยแพร่", required=False)
        label = self.arrow.note or ("หมายเหตุ (ถ้ามี)" if action != Action.START else "")
        if label:
            widget = forms.Textarea(attrs={"rows": 3, "cols": 70})
            self.fields["note"] = forms.CharField(
                label=label,
                required=False,
                max_length=2000,
                widget=widget,
                help_text=NOTE_HELP.get(action, ""),
            )
        if self.arrow.successor:
            self.fields["successor"] = SuccessorField(
                label="เรื่องที่มาแทน (ถ้ามี)",
                widget=forms.TextInput(
                    attrs={"placeholder": "เช่น /news/12/", "class": "desk-wide", "list": "successors"}
                ),
                help_text="ผู้ที่เปิดที่อยู่เดิมจะถูกส่งไปยังเรื่องนี้"
                if action == Action.REMOVE
                else "หน้าเดิมจะมีลิงก์ไปยังเรื่องนี้",
            )

        if "override" in self.data:
            self.ask_why()

    def ask_why(self) -> None:
        """Ask for the reason for doing what somebody objects to."""
        self.fields["override"] = forms.CharField(
            label="เหตุผลที่ดำเนินการทั้งที่มีข้อทักท้วง",
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3, "cols": 70}),
            help_text="เก็บไว้ในสมุดบันทึกการดำเนินการ ประชาชนไม่เห็น เช่น ต้องถอนข้อมูลส่วนบุคคลโดยด่วน",
        )

    def tick_fields(self):
        return [self[key] for key in CLAUSE_1_1 if key in self.fields]

    def findings_tick(self):
        return self[FINDINGS_TICK] if FINDINGS_TICK in self.fields else None

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get(FINDINGS_TICK) and cleaned.get("seen_findings") != self.seal:
            self.add_error(
                None, "รายการที่ระบบชี้หรือคำชี้แจงเปลี่ยนไปหลังจากที่ท่านเปิดหน้านี้ เปิดหน้านี้ใหม่แล้วอ่านรายการล่าสุดก่อนตัดสินใจ"
            )
        return cleaned

    def other_fields(self):
        apart = {*CLAUSE_1_1, FINDINGS_TICK, "when", "publish_at", "override"}
        return [field for field in self.visible_fields() if field.name not in apart]

    def action(self, asked: Action) -> Action:
        """What the form was sent for: approving now and for a time share one page."""
        if not self.approves:
            return asked
        return {self.NOW: Action.APPROVE, self.LATER: Action.SCHEDULE}.get(self.cleaned_data["when"], asked)

    def given(self) -> dict[str, object]:
        """The keyword arguments for `workflow.move()`."""
        cleaned = self.cleaned_data
        return {
            "note": cleaned.get("note", ""),
            "ticks": [key for key in (*CLAUSE_1_1, FINDINGS_TICK) if cleaned.get(key)],
            "publish_at": cleaned.get("publish_at"),
            "successor": cleaned.get("successor"),
            "override": cleaned.get("override", ""),
        }


class MovingAdmin:
    """The part of `EditionAdmin` that walks arrows; it asks the workflow and shows the answers."""

    def move_view(self, request: HttpRequest, object_id: int, action: str) -> HttpResponse:
        """Ask for what the arrow needs (GET), walk it (POST); a refusal shows its reasons and keeps what was typed."""
        edition = self._edition_or_404(request, object_id)
        if action not in Action.values or ARROWS[Action(action)].clock:
            raise Http404
        action = Action(action)
        look = Look(edition)
        found = look.findings if action in DECIDING or action in SECOND_REVIEW else []
        form = MoveForm(
            action, request.POST or None, initial={"seen": edition.version}, found=to_confirm(found)
        )
        reasons: list[str] = []
        against: list[str] = []
        if request.method != "POST" or not form.is_valid():
            reasons = workflow.why_not(edition, action, request.user, look)
            against = workflow.objections(edition, action)
        else:
            action = form.action(action)
            edition.version = form.cleaned_data["seen"] or 0
            try:
                result = workflow.move(edition, action, actor=request.user, **form.given())
            except workflow.Refused as refusal:
                reasons = refusal.reasons
                # Asked for the time that was chosen just now; the sentences stand beside their field.
                against = workflow.objections(edition, action, form.cleaned_data.get("publish_at"))
                reasons = [reason for reason in reasons if reason not in against]
            else:
                messages.success(request, f"{action.label} “{edition.title}” เรียบร้อยแล้ว")
                opened = address_of(result.chief_report) if ARROWS[action].urgent else ""
                return HttpResponseRedirect(opened or desk_address(result, "change"))
        if against:
            form.ask_why()
        refused = request.method == "POST" and (reasons or form.errors)
        context = {
            "edition": edition,
            "original": edition,
            "action": action,
            "arrow": ARROWS[action],
            "form": form,
            "reasons": reasons,
            "against": against,
            "can_move": request.method == "POST" or not reasons,
            "return_address": desk_address(edition, "move", Action.RETURN),
            "panel": self.panel(request, edition, look),
            "media": self.media + form.media,
            "successors": self._successors() if ARROWS[action].successor else [],
            "findings": Groups.of(found),
            "findings_address": desk_address(edition, "findings"),
            **self._subject(request, edition, action),
        }
        title = APPROVE_PAGE if form.approves else action.label
        return desk_page(self, request, "move.html", title, status=409 if refused else 200, **context)

    def _subject(self, request: HttpRequest, edition: Edition, action: Action) -> dict[str, object]:
        """What the decision is about: the difference from what stands, and the files to open."""
        if action in SECOND_REVIEW:
            return second_look(edition, action, request.user)
        if action not in DECIDING:
            return {"documents": edition.attachments.select_related("stored", "edition")}
        stands = edition.publication.editions.filter(state__in=STANDING).first()
        haste = {"event": event_of(edition)} if ARROWS[action].urgent else {}
        return {"comparison": compare(stands, edition), "stands": stands, **haste}

    def _successors(self) -> list[Edition]:
        """The newest live editions of the category, to choose a successor from."""
        return list(
            self.model.objects.filter(state=State.PUBLISHED).select_related("publication").newest()[:50]
        )

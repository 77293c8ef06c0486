"""The page before a move: what it is about, what it asks for, and why it cannot be done if it cannot."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from publishing import workflow
from publishing.clauses import CLAUSE_1_1
from publishing.models import Edition
from publishing.states import ARROWS, Action
from thai.forms import ThaiDateTimeField


class MoveForm(forms.Form):
    """What an arrow asks for: ticks, a note, a time. `seen` is the version that the actor looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, action: Action, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.arrow = ARROWS[action]
        if self.arrow.ticks:
            for key, words in CLAUSE_1_1.items():
                self.fields[key] = forms.BooleanField(label=words, required=False)
        if self.arrow.time:
            self.fields["publish_at"] = ThaiDateTimeField(label="วันและเวลาที่เผยแพร่", required=False)
        label = self.arrow.note or ("หมายเหตุ (ถ้ามี)" if action != Action.START else "")
        if label:
            widget = forms.Textarea(attrs={"rows": 3, "cols": 70})
            self.fields["note"] = forms.CharField(label=label, required=False, max_length=2000, widget=widget)

    def tick_fields(self):
        return [self[key] for key in CLAUSE_1_1 if key in self.fields]

    def other_fields(self):
        return [field for field in self.visible_fields() if field.name not in CLAUSE_1_1]

    def given(self) -> dict[str, object]:
        """The keyword arguments for `workflow.move()`."""
        cleaned = self.cleaned_data
        return {
            "note": cleaned.get("note", ""),
            "ticks": [key for key in CLAUSE_1_1 if cleaned.get(key)],
            "publish_at": cleaned.get("publish_at"),
        }


class MovingAdmin:
    """The part of `EditionAdmin` that walks arrows; it asks the workflow and shows the answers."""

    def move_address(self, edition: Edition, action: Action) -> str:
        return reverse(f"{self.admin_site.name}:{self._url_name('move')}", args=[edition.pk, action.value])

    def move_view(self, request: HttpRequest, object_id: int, action: str) -> HttpResponse:
        """Ask for what the arrow needs (GET), walk it (POST); a refusal shows its reasons and keeps what was typed."""
        edition = self._edition_or_404(request, object_id)
        if action not in Action.values or ARROWS[Action(action)].clock:
            raise Http404
        action = Action(action)
        form = MoveForm(action, request.POST or None, initial={"seen": edition.version})
        reasons = workflow.why_not(edition, action, request.user)
        if request.method == "POST" and form.is_valid():
            edition.version = form.cleaned_data["seen"] or 0
            try:
                result = workflow.move(edition, action, actor=request.user, **form.given())
            except workflow.Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, f"{action.label} “{edition.title}” เรียบร้อยแล้ว")
                return HttpResponseRedirect(self._after(result))
        context = {
            **self.admin_site.each_context(request),
            "title": action.label,
            "opts": self.opts,
            "edition": edition,
            "original": edition,
            "action": action,
            "arrow": ARROWS[action],
            "form": form,
            "reasons": reasons,
            "can_move": request.method == "POST" or not reasons,
            "panel": self.panel(request, edition),
            "documents": edition.attachments.select_related("stored", "edition"),
            "media": self.media + form.media,
        }
        status = 409 if request.method == "POST" and reasons else 200
        return TemplateResponse(request, "admin/publishing/move.html", context, status=status)

    def _after(self, edition: Edition) -> str:
        return reverse(
            f"{self.admin_site.name}:{edition.publication.category}_{edition.publication.model}_change",
            args=[edition.pk],
        )

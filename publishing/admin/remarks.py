"""The conversation about an edition: its own page, and the part of other pages that shows it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Position, User
from accounts.roles import Role
from publishing import remarks, workflow
from publishing.admin.pages import desk_page, sentences_of
from publishing.desk import desk_address
from publishing.fields import WordsField
from publishing.models import Edition, Remark
from publishing.richtext import RichTextField
from publishing.states import IN_PROGRESS, State


class PositionField(forms.ModelChoiceField):
    def label_from_instance(self, position: Position) -> str:
        return f"{position.title} ({position.unit.name})"


class RemarkForm(forms.Form):
    """Saying something about the edition."""

    done = "บันทึกความเห็นแล้ว"

    text = WordsField(
        label="ความเห็น",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 70}),
        help_text="เห็นเฉพาะเจ้าหน้าที่ ไม่เผยแพร่ ไม่เกิน 2,000 ตัวอักษร",
    )
    mentions = PositionField(
        label="ถึงตำแหน่ง (ถ้ามี)",
        queryset=Position.objects.none(),
        required=False,
        empty_label="ทุกคนที่ดูแลเรื่องนี้",
        help_text="ผู้ดำรงตำแหน่งและผู้รักษาราชการแทนจะเห็นในหน้า “งานของฉัน”",
    )

    def __init__(self, edition: Edition, *args, **kwargs):
        super().__init__(*args, prefix="remark", **kwargs)
        self.fields["mentions"].queryset = remarks.mentionable()

    def run(self, edition: Edition, actor: User) -> None:
        remarks.add(edition, actor=actor, **self.cleaned_data)


class SuggestionForm(forms.Form):
    """Suggesting a wording without touching the draft."""

    done = "ส่งข้อเสนอแก้ถ้อยคำแล้ว"

    field = forms.ChoiceField(label="ช่อง", help_text="ช่องที่มีข้อความที่จะเสนอแก้")
    quote = WordsField(
        label="ข้อความเดิม",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 70}),
        help_text="คัดลอกจากเนื้อหาด้านบนให้ตรงทุกตัวอักษร เฉพาะส่วนที่จะแก้",
    )
    replacement = WordsField(
        label="ข้อความที่เสนอ",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 70}),
        help_text="เว้นว่างถ้าเสนอให้ตัดข้อความเดิมออก",
    )
    text = WordsField(
        label="เหตุผล (ถ้ามี)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 70}),
        help_text="ช่วยให้ผู้จัดทำตัดสินใจได้",
    )

    def __init__(self, edition: Edition, *args, **kwargs):
        super().__init__(*args, prefix="suggestion", **kwargs)
        self.fields["field"].choices = [
            (name, field.verbose_name)
            for name, field in remarks.suggestible(edition).items()
            if getattr(edition, name)
        ]

    def run(self, edition: Edition, actor: User) -> None:
        remarks.suggest(edition, actor=actor, **self.cleaned_data)


class OutcomeForm(forms.Form):
    """Closing one remark. `remark` is one of the edition's, `seen` the version that the actor looked at."""

    remark = forms.ModelChoiceField(queryset=Remark.objects.none())
    seen = forms.IntegerField(required=False, min_value=0)
    word = WordsField(required=False)

    def __init__(self, edition: Edition, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remark"].queryset = edition.remarks.all()


class SettleForm(OutcomeForm):
    done = "ทำเครื่องหมายว่าจัดการแล้ว"

    def run(self, edition: Edition, actor: User) -> None:
        remarks.settle(self.cleaned_data["remark"], actor=actor)


class AcceptForm(OutcomeForm):
    done = "รับข้อเสนอและบันทึกลงในร่างแล้ว"

    def run(self, edition: Edition, actor: User) -> None:
        seen = self.cleaned_data["seen"] or 0
        remarks.accept(self.cleaned_data["remark"], actor=actor, seen_version=seen)


class DeclineForm(OutcomeForm):
    done = "บันทึกว่าไม่รับข้อเสนอแล้ว"

    def run(self, edition: Edition, actor: User) -> None:
        remarks.decline(self.cleaned_data["remark"], actor=actor, word=self.cleaned_data["word"])


FORMS = {
    "add": RemarkForm,
    "suggest": SuggestionForm,
    "settle": SettleForm,
    "accept": AcceptForm,
    "decline": DeclineForm,
}


class RemarksAdmin:
    """The part of `EditionAdmin` that shows what was said about an edition and takes what is said next."""

    def conversation(self, request: HttpRequest, edition: Edition, form: RemarkForm | None = None) -> dict:
        """What `admin/publishing/conversation.html` shows: two queries, the remarks and the positions to address.

        The part sends its forms to the remarks page, which comes back to where they were.
        """
        rows = list(edition.remarks.select_related("mentions", "settled_by"))
        columns = remarks.suggestible(edition)
        for row in rows:
            row.label = columns[row.field].verbose_name if row.field in columns else row.field
        under_way, writes = edition.state in IN_PROGRESS, request.user.has_role(Role.WRITER)
        return {
            "edition": edition,
            "rows": rows,
            "open": sum(row.is_open for row in rows),
            "address": desk_address(edition, "remarks"),
            "back": request.path,
            "under_way": under_way,
            "may_write": under_way and request.user.has_role(*remarks.READERS),
            "may_accept": under_way and writes and edition.is_editable,
            "may_decline": under_way and writes,
            "form": form or RemarkForm(edition),
        }

    def remarks_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show the conversation (GET); say something, suggest or close (POST, told by `do`)."""
        edition = self._edition_or_404(request, object_id)
        sent = None
        if request.method == "POST":
            if request.POST.get("do") not in FORMS:
                raise Http404
            sent = FORMS[request.POST["do"]](edition, request.POST)
            if _ran(sent, edition, request.user):
                messages.success(request, sent.done)
                return HttpResponseRedirect(f"{_back(request, edition)}#remarks")
            edition = self._edition_or_404(request, object_id)
        return desk_page(
            self,
            request,
            "remarks.html",
            "ความเห็นภายใน",
            status=409 if sent else 200,
            edition=edition,
            original=edition,
            reasons=sentences_of(sent) if sent else [],
            talk=self.conversation(request, edition, sent if isinstance(sent, RemarkForm) else None),
            preview=desk_address(edition, "preview"),
            suggestion=sent if isinstance(sent, SuggestionForm) else _empty_suggestion(edition, request.user),
            texts=_texts(edition),
        )


def _ran(form: forms.Form, edition: Edition, actor: User) -> bool:
    if not form.is_valid():
        return False
    try:
        form.run(edition, actor)
    except workflow.Refused as refusal:
        form.add_error(None, refusal.reasons)
        return False
    return True


def _empty_suggestion(edition: Edition, user: User) -> SuggestionForm | None:
    """The form to suggest a wording, for who may while it may still change."""
    open_to_words = edition.state in IN_PROGRESS - {State.APPROVED}
    return SuggestionForm(edition) if open_to_words and user.has_role(*remarks.SUGGESTERS) else None


def _back(request: HttpRequest, edition: Edition) -> str:
    """The page of this edition from which the form was sent; the remarks page if it says anything else."""
    asked, own = request.POST.get("back", ""), desk_address(edition, "remarks")
    of_this_edition = asked.startswith(own.removesuffix("remarks/"))
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and ".." not in asked
    return asked if of_this_edition and safe and asked.isprintable() and "#" not in asked else own


def _texts(edition: Edition) -> list[dict[str, object]]:
    """The texts to copy from, as they are in the draft."""
    return [
        {"label": field.verbose_name, "text": text, "rich": isinstance(field, RichTextField)}
        for name, field in remarks.suggestible(edition).items()
        if (text := getattr(edition, name))
    ]

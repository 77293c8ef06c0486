"""The rows of files in an edition's form: what a row takes, and how one input for several files becomes rows.

A file comes in by the row that it replaces, or with others by the one input below the rows. With JavaScript that input
makes a row for each file, so that its text is typed before the form is saved; without, the form set makes the rows.
"""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from publishing import ledger
from publishing.files import by_token, check, keep, picture_as_data, title_from_name, token_for
from publishing.gates.findings import masked
from publishing.gates.leftovers import drop_unclean
from publishing.models import Attachment, FileAddress, StoredFile
from publishing.pictures import Picture
from publishing.uploads import DOCUMENT_TYPES, MB, PICTURE_TYPES, Document
from thai.digits import parse_int
from thai.text import normalise_line

#: What one save takes by the input for several files.
MOST_FILES = 30
MOST_BYTES = 200 * MB
MOST_NAMES = 40  # of files that one event of the ledger tells
HIGHEST_ORDER = 32_767  # of a PositiveSmallIntegerField


class UploadForm(forms.ModelForm):
    """A row with a file: checked while the form is validated, kept only when the whole form is saved.

    When another part of the form is refused, `carry()` keeps the good file at once, and the form that comes back holds
    a token for it (`held`) in place of the upload, which no browser sends twice. `carried` is the file of that token.
    """

    kind = Attachment.Kind.DOCUMENT
    # An empty file is refused by check(), which names it.
    upload = forms.FileField(label="เลือกไฟล์", required=False, allow_empty_file=True)
    held = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Attachment
        fields = ["title", "alt", "caption", "order"]

    def __init__(self, *args, writer: User, found: Document | Picture | None = None, **kwargs):
        """`found` is what `check()` found in the row's upload, if it was checked before."""
        super().__init__(*args, **kwargs)
        self.writer = writer
        self.found = found
        self.carried: StoredFile | None = None
        self.replaced: StoredFile | None = None
        if self.instance.pk:
            self.fields["upload"].label = "เปลี่ยนไฟล์ ที่อยู่เดิม"
            self.fields["upload"].help_text = "ไฟล์ใหม่มาแทนไฟล์นี้ ลิงก์และที่อยู่เว็บคงเดิม"

    def clean_upload(self) -> UploadedFile | None:
        upload = self.cleaned_data["upload"]
        if upload and self.found is None:
            self.found = check(upload, self.kind)
        return upload

    def clean(self) -> dict:
        cleaned = super().clean()
        upload, token = cleaned.get("upload"), cleaned.get("held")
        if token and not upload:
            self.carried = by_token(token, self.writer, self.kind)
        if token and not upload and self.carried is None:
            self.data[self.add_prefix("held")] = ""
            self.add_error("upload", "ไฟล์ที่เลือกไว้รอนานเกินหนึ่งวันหรือใช้ไม่ได้แล้ว เลือกไฟล์อีกครั้ง")
        elif self.instance.pk is None and not (upload or token) and "upload" not in self.errors:
            self.add_error("upload", "เลือกไฟล์ หรือลบแถวนี้")
        return cleaned

    def carry(self) -> None:
        """Keep the good upload of a form that was refused, and remember it in the row that comes back."""
        upload = self.cleaned_data.get("upload")
        if upload and not self.cleaned_data.get(DELETION_FIELD_NAME):
            self.carried = keep(upload, self.found)
            self.data[self.add_prefix("held")] = token_for(self.carried, self.writer)

    @property
    def carried_picture(self) -> str:
        return picture_as_data(self.carried) if self.carried and self.carried.is_picture else ""

    def save(self, commit=True):
        upload = self.cleaned_data.get("upload")
        stored = keep(upload, self.found) if upload else self.carried
        if stored:
            self.replaced = self.instance.stored if self.instance.pk else None
            self.instance.stored = stored
        if self.instance.address_id is None:
            self.instance.kind = self.kind
            self.instance.title = self.instance.title or title_from_name(stored.original_name)
            self.instance.address = FileAddress.objects.create(
                publication_id=self.instance.edition.publication_id
            )
        return super().save(commit)


def accepting(extensions: Iterable[str]) -> str:
    return ",".join(f".{extension}" for extension in extensions)


class DocumentForm(UploadForm):
    upload = forms.FileField(
        label="เลือกไฟล์",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": accepting(DOCUMENT_TYPES)}),
    )


class PhotoForm(UploadForm):
    kind = Attachment.Kind.PHOTO
    upload = forms.FileField(
        label="เลือกภาพ",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": accepting(PICTURE_TYPES)}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["upload"].label = "เปลี่ยนภาพ ที่อยู่เดิม"
            self.fields["upload"].help_text = "ภาพใหม่มาแทนภาพนี้ ลิงก์และที่อยู่เว็บคงเดิม"


class AttachmentFormSet(BaseInlineFormSet):
    """The rows of one kind, and a row for every good file that was sent by the input for several files."""

    writer: User  # of the request: AttachmentInline.get_formset() sets it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.refused: list[str] = []
        self.found: dict[int, Document | Picture] = {}
        if self.is_bound:
            self.data = self.data.copy()
            self.files = self.files.copy() if self.files else MultiValueDict()
            self._make_rows(self.files.getlist(f"{self.prefix}-many"))

    def _make_rows(self, chosen: list[UploadedFile]) -> None:
        """A row after the others for each file that may be kept; `refused` gets a sentence for each other one."""
        rows = parse_int(self.data.get(f"{self.prefix}-TOTAL_FORMS"))
        if not chosen or rows is None or not 0 <= rows <= self.absolute_max:
            return
        sent = [parse_int(self.data.get(f"{self.prefix}-{row}-order")) for row in range(rows)]
        order = max((place for place in sent if place is not None), default=-1)
        size = 0
        for upload in chosen[:MOST_FILES]:
            try:
                if size + upload.size > MOST_BYTES:
                    raise ValidationError(_over_limit([upload], f"รวมกันไม่เกิน {MOST_BYTES // MB} MB"))
                self.found[rows] = check(upload, self.form.kind)
            except ValidationError as refusal:
                self.refused += refusal.messages
                continue
            size += upload.size
            order = min(order + 1, HIGHEST_ORDER)
            self.files[f"{self.prefix}-{rows}-upload"] = upload
            self.data[f"{self.prefix}-{rows}-order"] = str(order)
            rows += 1
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(rows)
        if surplus := chosen[MOST_FILES:]:
            self.refused.append(_over_limit(surplus, f"ครั้งละไม่เกิน {MOST_FILES} ไฟล์"))

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "writer": self.writer, "found": self.found.get(index)}

    def clean(self) -> None:
        super().clean()
        if self.refused:
            raise ValidationError(self.refused)

    def save(self, commit=True):
        """As always; what leaves the draft and is not known to be clean leaves the store as well."""
        saved = super().save(commit)
        gone = [row.stored for row in self.deleted_objects] + [form.replaced for form in self.forms]
        for stored in filter(None, gone):
            drop_unclean(stored)
        return saved


def _over_limit(uploads: list[UploadedFile], limit: str) -> str:
    names = " ".join(f"“{normalise_line(upload.name or '')}”" for upload in uploads[:5])
    more = f" และอีก {len(uploads) - 5} ไฟล์" if len(uploads) > 5 else ""
    return f"ยังไม่ได้รับ {names}{more} เพราะแนบได้{limit} บันทึกก่อน แล้วแนบส่วนที่เหลือ"


def carry_files(formsets: Iterable[BaseInlineFormSet]) -> None:
    """Keep the good files of a form that was refused, so that nobody has to choose them again."""
    for formset in formsets:
        if isinstance(formset, AttachmentFormSet) and formset.is_bound:
            for form in formset.forms:
                form.carry()


def record_files(form: forms.ModelForm, formsets: Iterable[BaseInlineFormSet], *, actor: User) -> None:
    """Write into the ledger who vouched that the files of this save are not classified. Call in its transaction."""
    rows = [row for formset in formsets for row in formset.forms if row not in formset.deleted_forms]
    names = [name for one in [form, *rows] for name in _came_in(one)]
    if names:
        told = " ".join(f"“{masked(name)}”" for name in names[:MOST_NAMES])
        more = f" และอีก {len(names) - MOST_NAMES} ไฟล์" if len(names) > MOST_NAMES else ""
        edition = form.instance
        ledger.append(
            "รับรองว่าไฟล์ไม่มีชั้นความลับ",
            actor=actor,
            publication=edition.publication,
            edition=edition,
            note=f"{told}{more}",
        )


def _came_in(form: forms.BaseForm) -> Iterable[str]:
    """The names of the files that a form of this save has taken."""
    if isinstance(form, UploadForm) and form.carried:
        yield form.carried.original_name
    for name, field in form.fields.items():
        upload = form.cleaned_data.get(name) if isinstance(field, forms.FileField) else None
        if isinstance(upload, UploadedFile):
            yield normalise_line(upload.name or "")

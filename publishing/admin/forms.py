"""The editing form of an edition: the wording of a draft, and what stands in the way of saving it."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from publishing.admin.typed import differing, fill_form
from publishing.models import Edition, Publication
from publishing.models.publication import RESERVED_SLUGS, slug_form
from thai.dates import format_datetime
from thai.text import normalise_line

#: How the names of the rows of attachments begin: their files are carried over a refusal.
ROWS_OF_FILES = "attachments"
HIGHEST_VERSION = 2**31 - 1  # of a PositiveIntegerField


@dataclass(frozen=True)
class Conflict:
    """Somebody saved or moved the edition after the form was opened: `stored` is what he made of it."""

    stored: Edition
    seen_version: int
    who: str
    differing: list[str]  # the form's own fields in which the typed text is another


class EditionForm(forms.ModelForm):
    """The wording of a draft, with the publication's slug and owner, and the version that the writer opened.

    `publishing/admin/together.py` sets the attributes of the class for each request.
    """

    writer: User | None = None
    #: Why the workflow refused the save although the form was in order.
    refused_because: Sequence[str] = ()
    #: Texts of a side draft to show in place of what is stored.
    restored: Sequence[dict] = ()
    conflict: Conflict | None = None

    slug = forms.CharField(
        label="ที่อยู่เว็บ",
        max_length=80,
        required=False,
        validators=[slug_form],
        help_text=Publication._meta.get_field("slug").help_text,
    )
    seen_version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=HIGHEST_VERSION
    )

    not_classified = forms.BooleanField(
        label="ไฟล์ที่แนบไม่ใช่เอกสารที่มีชั้นความลับ",
        required=False,
        widget=forms.CheckboxInput(attrs={"data-not-kept": ""}),
        help_text="ทำเครื่องหมายก่อนแนบไฟล์ทุกครั้ง ห้ามนำเอกสารลับ ลับมาก หรือลับที่สุดเข้าระบบนี้ คำรับรองเก็บในสมุดบันทึก",
    )

    class Meta:
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField desk-wide"}),
            "summary": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField desk-wide"}),
            "change_note": forms.TextInput(attrs={"class": "vTextField desk-wide"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            publication = self.instance.publication
            self.initial |= {
                "slug": publication.slug or "",
                "seen_version": self.instance.version,
            }
            if "slug" in self.fields and publication.first_published_at:
                self.fields["slug"].disabled = True
        fill_form(self, self.restored)

    def clean_slug(self) -> str | None:
        slug = self.cleaned_data["slug"] or None
        if slug in RESERVED_SLUGS:
            raise ValidationError("คำนี้สงวนไว้สำหรับระบบ ให้ใช้คำอื่น")
        return slug

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.instance.pk:
            self._compare_with_stored(cleaned)
        publication = copy(self.instance.publication) if self.instance.pk else Publication()
        publication.category, publication.slug = self._meta.model._meta.app_label, cleaned.get("slug")
        try:
            publication.validate_constraints(exclude={"owner", "model"})
        except ValidationError as error:
            self.add_error("slug", error.messages)
        for reason in self.refused_because:
            self.add_error(None, reason)
        if not cleaned.get("not_classified"):
            self._refuse_files()
        return cleaned

    def _refuse_files(self) -> None:
        """No file comes in unless its sender says that it is not classified; those of the rows wait for his next save."""
        held = [name for name in self.data if name.endswith("-held") and self.data[name]]
        if not self.files and all(self.data.get(f"{name.removesuffix('held')}DELETE") for name in held):
            return
        again = [
            normalise_line(upload.name)
            for name in self.files
            if not name.startswith(ROWS_OF_FILES)
            for upload in self.files.getlist(name)
        ]
        choose = f" และเลือกไฟล์ {' '.join(f'“{name}”' for name in again)} อีกครั้ง" if again else ""
        self.add_error("not_classified", f"ทำเครื่องหมายรับรองว่าไฟล์ที่แนบไม่มีชั้นความลับ แล้วบันทึกอีกครั้ง{choose}")

    def _compare_with_stored(self, cleaned: dict) -> None:
        """Refuse to write over what somebody saved meanwhile; what was typed stays in the form.

        The publication is locked until the transaction of the admin's save ends, so nothing can slip in afterwards.
        """
        Publication.objects.select_for_update().get(pk=self.instance.publication_id)
        stored = type(self.instance).objects.select_related("saved_by", "owner").get(pk=self.instance.pk)
        seen = cleaned.get("seen_version")
        if stored.is_editable and seen == stored.version:
            return
        self.conflict = Conflict(stored, seen or 0, self._saver_of(stored), differing(self, stored))
        if not stored.is_editable:
            self.add_error(None, f"ฉบับนี้อยู่ในสถานะ “{stored.get_state_display()}” แล้ว จึงบันทึกไม่ได้")
            return
        for name in self.conflict.differing:
            self.add_error(name, f"ต่างจากที่{self.conflict.who}บันทึกไว้ เทียบทั้งสองข้อความด้านบน")
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = str(stored.version)
        self.add_error(
            None,
            f"{self.conflict.who}บันทึกฉบับนี้ไปเมื่อ {format_datetime(stored.saved_at)} หลังจากที่ท่านเปิดหน้านี้ "
            "ข้อความของท่านจึงยังไม่ได้บันทึก เทียบทั้งสองข้อความด้านบน แก้ให้ตรงกัน แล้วกดบันทึกอีกครั้ง",
        )

    def _saver_of(self, stored: Edition) -> str:
        if self.writer is not None and stored.saved_by_id == self.writer.pk:
            return "ท่านเอง (ในหน้าต่างอื่น) "
        return f" {stored.saved_by.full_name} " if stored.saved_by else "ผู้อื่น"

"""The editing form of an edition: the wording of a draft, and what stands in the way of saving it."""

from copy import copy

from django import forms
from django.core.exceptions import ValidationError

from publishing.models import Publication
from publishing.models.publication import RESERVED_SLUGS, slug_form
from thai.dates import format_datetime


class EditionForm(forms.ModelForm):
    """The wording of a draft, with the publication's slug and owner, and the version that the writer opened."""

    slug = forms.CharField(
        label="ที่อยู่เว็บ",
        max_length=80,
        required=False,
        validators=[slug_form],
        help_text=Publication._meta.get_field("slug").help_text,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

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
        return cleaned

    def _compare_with_stored(self, cleaned: dict) -> None:
        """Refuse to write over what somebody saved meanwhile: show both texts, keep what was typed.

        The publication is locked until the transaction of the admin's save ends, so nothing can slip in afterwards.
        """
        Publication.objects.select_for_update().get(pk=self.instance.publication_id)
        stored = type(self.instance).objects.get(pk=self.instance.pk)
        if not stored.is_editable:
            raise ValidationError(
                f"ฉบับนี้อยู่ในสถานะ “{stored.get_state_display()}” แล้ว จึงบันทึกไม่ได้ คัดลอกข้อความที่พิมพ์ไว้ก่อนออกจากหน้านี้"
            )
        if cleaned.get("seen_version") == stored.version:
            return
        who = stored.saved_by.full_name if stored.saved_by else "ผู้อื่น"
        for name in self.changed_data:
            if name in cleaned and name not in ("seen_version", "slug"):
                theirs = getattr(stored, name)
                if theirs != cleaned[name]:
                    self.add_error(name, f"{who} บันทึกไว้ว่า: {theirs if theirs not in (None, '') else '(ว่าง)'}")
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = str(stored.version)
        raise ValidationError(
            f"{who} บันทึกฉบับนี้ไปเมื่อ {format_datetime(stored.saved_at)} หลังจากที่ท่านเปิดหน้านี้ ข้อความของท่านจึงยังไม่ได้บันทึก "
            "เทียบข้อความใต้แต่ละช่อง แก้ให้ตรงกัน แล้วกดบันทึกอีกครั้ง"
        )

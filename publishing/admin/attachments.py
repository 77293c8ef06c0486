"""The rows below an edition's form: documents, photos, and a category's own parts."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from publishing.files import check, keep
from publishing.models import Attachment, FileAddress
from publishing.uploads import ALLOWED, ALLOWED_PICTURES, DOCUMENT_TYPES, PICTURE_TYPES
from thai.digits import filesize
from thai.forms import ADMIN_FIELDS


class PartInline(admin.TabularInline):
    """Rows that belong to an edition: who may change the draft may change them, nobody else."""

    extra = 0
    formfield_overrides = ADMIN_FIELDS

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and hasattr(field, "queryset"):
            field.choices = list(field.choices)  # asked once a request, not once a row
        return field

    def _may_edit(self, request, obj) -> bool:
        model_admin = self.admin_site.get_model_admin(self.parent_model)
        if obj is None:
            return model_admin.has_add_permission(request)
        return model_admin.has_change_permission(request, obj)

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)

    def has_add_permission(self, request, obj) -> bool:
        return self._may_edit(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return self._may_edit(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return self._may_edit(request, obj)


class UploadForm(forms.ModelForm):
    """A row with a file: checked while the form is validated, kept only when the whole form is saved."""

    kind = Attachment.Kind.DOCUMENT
    upload = forms.FileField(label="เลือกไฟล์", required=False)

    class Meta:
        model = Attachment
        fields = ["title", "alt", "caption", "order"]

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload:
            self.found = check(upload, self.kind)
        elif self.instance.pk is None:
            raise ValidationError("เลือกไฟล์ หรือลบแถวนี้")
        return upload

    def save(self, commit=True):
        upload = self.cleaned_data.get("upload")
        if upload:
            self.instance.stored = keep(upload, self.found)
        if self.instance.address_id is None:
            self.instance.kind = self.kind
            self.instance.address = FileAddress.objects.create(
                publication_id=self.instance.edition.publication_id
            )
        return super().save(commit)


def _accepting(extensions) -> forms.ClearableFileInput:
    return forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in extensions)})


class DocumentForm(UploadForm):
    upload = forms.FileField(
        label="เลือกไฟล์",
        required=False,
        widget=_accepting(DOCUMENT_TYPES),
        help_text=f"รับ {ALLOWED.replace(' และภาพ JPEG, PNG, WebP', '')} ห้ามแนบเอกสารที่มีชั้นความลับ",
    )


class PhotoForm(UploadForm):
    kind = Attachment.Kind.PHOTO
    upload = forms.FileField(
        label="เลือกภาพ",
        required=False,
        widget=_accepting(PICTURE_TYPES),
        help_text=f"รับ {ALLOWED_PICTURES} ระบบจะย่อภาพและลบพิกัดสถานที่ถ่ายภาพให้",
    )


class AttachmentInline(PartInline):
    model = Attachment
    readonly_fields = ["stored_file"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind=self.form.kind).select_related("stored", "edition")

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if self._may_edit(request, obj) else [name for name in fields if name != "upload"]

    @admin.display(description="ไฟล์ปัจจุบัน")
    def stored_file(self, row: Attachment) -> str:
        if row.pk is None:
            return "ยังไม่มีไฟล์"
        about = f"{row.stored.extension.upper()} {filesize(row.stored.size)}"
        if row.stored.pages:
            about += f" {row.stored.pages} หน้า"
        if row.stored.has_text is False:
            about += " อ่านข้อความไม่ได้ (เอกสารสแกน)"
        if row.stored.is_picture:
            return format_html(
                '<a href="{}"><img src="{}" alt="{}" width="120" loading="lazy"></a>',
                row.get_absolute_url(),
                row.smallest,
                row.alt or "ภาพที่แนบ",
            )
        return format_html('<a href="{}">{}</a><br>{}', row.get_absolute_url(), row.download_name, about)


class DocumentInline(AttachmentInline):
    form = DocumentForm
    verbose_name = "เอกสารแนบ"
    verbose_name_plural = "เอกสารแนบ"
    fields = ["stored_file", "upload", "title", "order"]


class PhotoInline(AttachmentInline):
    form = PhotoForm
    verbose_name = "ภาพ"
    verbose_name_plural = "ภาพ"
    fields = ["stored_file", "upload", "alt", "caption", "order"]

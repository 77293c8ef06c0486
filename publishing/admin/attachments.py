"""The rows below an edition's form: documents, photos, and a category's own parts."""

import json

from django.contrib import admin
from django.forms.widgets import Script
from django.utils.html import format_html

from publishing.admin.upload_forms import (
    MOST_BYTES,
    MOST_FILES,
    AttachmentFormSet,
    DocumentForm,
    PhotoForm,
    accepting,
)
from publishing.files import MACHINE_NAME
from publishing.models import Attachment
from publishing.uploads import ALLOWED, ALLOWED_PICTURES, DOCUMENT_TYPES, PICTURE_LIMIT, PICTURE_TYPES
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


class AttachmentInline(PartInline):
    """Cards of files that can be put in order. A kind sets its form, `fields`, and the words below."""

    model = Attachment
    formset = AttachmentFormSet
    template = "admin/publishing/attachments.html"
    readonly_fields = ["stored_file"]
    choose_label = choose_help = item_label = allowed = ""
    limits: dict[str, int] = {}  # extension → bytes

    class Media:
        css = {"all": ["desk/files.css"]}
        js = [Script("desk/files.js", defer=True)]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind=self.form.kind).select_related("stored", "edition")

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if self._may_edit(request, obj):
            return fields
        return [name for name in fields if name not in ("upload", "order")]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.writer = request.user
        formset.absolute_max = 500  # rows are drawn again when something is wrong: no request makes thousands
        return formset

    @property
    def accept(self) -> str:
        return accepting(self.limits)

    @property
    def script_facts(self) -> str:
        """What static/desk/files.js must know to speak as the server does."""
        return json.dumps(
            {
                "limits": self.limits,
                "mostFiles": MOST_FILES,
                "mostBytes": MOST_BYTES,
                "machineName": MACHINE_NAME,
                "item": self.item_label,
                "allowed": self.allowed,
                "isPicture": self.form.kind == Attachment.Kind.PHOTO,
            },
            ensure_ascii=False,
        )

    @admin.display(description="ไฟล์ปัจจุบัน")
    def stored_file(self, row: Attachment) -> str:
        if row.pk is None:
            return ""
        about = f"{row.stored.extension.upper()} {filesize(row.stored.size)}"
        if row.stored.pages:
            about += f" {row.stored.pages} หน้า"
        if row.stored.has_text is False:
            about += " อ่านข้อความไม่ได้ (เอกสารสแกน)"
        if row.stored.is_picture:
            return format_html(
                '<a href="{}"><img src="{}" alt="{}" width="{}" height="{}" loading="lazy"></a>',
                row.get_absolute_url(),
                row.smallest,
                row.alt or "ภาพที่แนบ",
                row.stored.width,
                row.stored.height,
            )
        return format_html('<a href="{}">{}</a><br>{}', row.get_absolute_url(), row.download_name, about)


class DocumentInline(AttachmentInline):
    form = DocumentForm
    verbose_name = "เอกสารแนบ"
    verbose_name_plural = "เอกสารแนบ"
    fields = ["stored_file", "title", "order", "upload"]
    item_label = "เอกสารที่"
    choose_label = "เลือกเอกสารได้หลายไฟล์"
    allowed = ALLOWED.replace(" และภาพ JPEG, PNG, WebP", "")
    choose_help = f"รับ {allowed} ห้ามแนบเอกสารที่มีชั้นความลับ"
    limits = {extension: kind.limit for extension, kind in DOCUMENT_TYPES.items()}


class PhotoInline(AttachmentInline):
    form = PhotoForm
    verbose_name = "ภาพ"
    verbose_name_plural = "ภาพ"
    fields = ["stored_file", "alt", "caption", "order", "upload"]
    item_label = "ภาพที่"
    choose_label = "เลือกภาพได้หลายภาพ"
    allowed = ALLOWED_PICTURES
    choose_help = f"รับ {ALLOWED_PICTURES} ระบบจะย่อภาพและลบพิกัดสถานที่ถ่ายภาพให้"
    limits = dict.fromkeys(PICTURE_TYPES, PICTURE_LIMIT)

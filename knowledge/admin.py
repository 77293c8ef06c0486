from django import forms
from django.contrib import admin

from knowledge import views
from knowledge.models import KnowledgeItem
from knowledge.tables import Table, read_table
from publishing.admin import EditionAdmin, EditionForm


class KnowledgeForm(EditionForm):
    """The editing form with a table to upload; the rows are kept, not the file."""

    table_upload = forms.FileField(
        label="ตารางข้อมูล",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text="CSV หรือ Excel (xlsx) แถวแรกเป็นหัวตาราง คอลัมน์แรกเป็นชื่อรายการ ใช้แผ่นงานแรกเท่านั้น",
    )
    table_remove = forms.BooleanField(
        label="ลบตารางที่มีอยู่", required=False, help_text="ตารางหายเมื่อบันทึก ฉบับที่เผยแพร่อยู่ไม่เปลี่ยน"
    )

    def clean_table_upload(self):
        upload = self.cleaned_data["table_upload"]
        if upload:
            self.instance.table = read_table(upload).as_json()
        return upload

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("table_remove") and not cleaned.get("table_upload"):
            self.instance.table = None
        return cleaned


@admin.register(KnowledgeItem)
class KnowledgeAdmin(EditionAdmin):
    form = KnowledgeForm
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "kind"]
    own_fieldsets = [
        (
            "แหล่งที่มา วัน และเวลา (ประกาศ ข้อ 2(4))",
            {"fields": ["kind", "source_name", "source_url", "information_at", "author", "licence"]},
        ),
        ("ตารางและแผนภูมิ", {"fields": ["table_shown", "table_upload", "table_remove", "chart"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        hidden = []
        if obj is not None and not self.has_change_permission(request, obj):
            hidden = ["table_upload", "table_remove"]
        return [*super().get_readonly_fields(request, obj), "table_shown", *hidden]

    @admin.display(description="ตารางที่มีอยู่")
    def table_shown(self, item: KnowledgeItem) -> str:
        table = Table.of(item.table) if item.pk else None
        if table is None:
            return "ยังไม่มีตาราง"
        return f"{len(table.rows)} แถว คอลัมน์: {', '.join(table.columns)}"

    @admin.display(description="ตารางข้อมูล")
    def table_upload(self, item: KnowledgeItem) -> str:
        return ""

    @admin.display(description="ลบตาราง")
    def table_remove(self, item: KnowledgeItem) -> str:
        return ""

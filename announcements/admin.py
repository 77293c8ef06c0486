from django import forms
from django.contrib import admin
from django.forms.widgets import Script

from announcements import views
from announcements.models import Announcement, Procurement
from publishing.admin import EditionAdmin
from publishing.admin.forms import EditionForm

FEW_LINES = {"rows": 4, "class": "vLargeTextField desk-wide"}


class AnnouncementForm(EditionForm):
    class Meta(EditionForm.Meta):
        widgets = {
            **EditionForm.Meta.widgets,
            **{
                name: forms.Textarea(attrs=FEW_LINES)
                for name in ("cause", "effects", "measures", "outcome", *Announcement.INTERNAL)
            },
        }


@admin.register(Announcement)
class AnnouncementAdmin(EditionAdmin):
    show = views.show
    form = AnnouncementForm
    list_filter = [*EditionAdmin.list_filter, "kind", "urgency"]
    own_fieldsets = [
        ("รายละเอียดข่าว", {"fields": ["kind", "starts_at", "ends_at", "place", "pinned_until"]}),
        (
            "เหตุการณ์สำคัญ ฉุกเฉิน หรือเร่งด่วน",
            {
                "classes": ["urgent-event"],
                "description": "ประกาศ ข้อ 3(2) ให้เสนอเรื่องเช่นนี้อย่างละเอียดให้ประชาชนทราบสาเหตุ ผลกระทบ และผลลัพธ์ "
                "ทุกช่องในส่วนนี้แสดงต่อประชาชน บอกเท่าที่ยืนยันได้ แล้วเพิ่มเติมในฉบับต่อไป ผู้อนุมัติเผยแพร่โดยด่วนได้โดยไม่รอผู้อื่น",
                "fields": [
                    "urgency",
                    "happened_at",
                    "cause",
                    "effects",
                    "measures",
                    "outcome",
                    "expected_end",
                    "public_contact",
                    "ended_event_at",
                ],
            },
        ),
        (
            "ใช้ภายใน ประชาชนไม่เห็น",
            {
                "classes": ["urgent-event"],
                "description": "ประกาศ ข้อ 1(2) และ 3(3) ให้คำนึงถึงผลดี ผลเสีย และผลกระทบอย่างรอบคอบก่อนเผยแพร่ "
                "สามช่องนี้อยู่ในบันทึกข้อความรายงานนายก อบต. โดยด่วน และไม่แสดงในหน้าเว็บ ฟีด หรือข้อมูลเปิด",
                "fields": list(Announcement.INTERNAL),
            },
        ),
    ]

    class Media:
        js = [Script("desk/urgent.js", defer=True)]


@admin.register(Procurement)
class ProcurementAdmin(EditionAdmin):
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "stage", "method"]
    own_fieldsets = [
        ("การจัดซื้อจัดจ้าง", {"fields": ["project", "stage", "method", "egp_number", "closing_at"]}),
        ("วงเงินและผล", {"fields": ["budget", "reference_price", "winner", "price"]}),
    ]

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery

from legal_docs import views
from legal_docs.models import LawRelation, LegalDocument
from publishing.admin import EditionAdmin, PartInline
from publishing.models import Edition, Publication
from publishing.states import STANDING
from thai.order import thai_order


class LawChoice(forms.ModelChoiceField):
    """Choose another law of the site by the title that stands at its address."""

    def label_from_instance(self, publication):
        return publication.standing_title


class LawRelationInline(PartInline):
    model = LawRelation
    fk_name = "law"
    fields = ["kind", "target"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "target":
            title = Edition.objects.filter(publication=OuterRef("pk"), state__in=STANDING).values("title")[:1]
            kwargs["queryset"] = (
                Publication.objects.filter(category="legal_docs", editions__state__in=STANDING)
                .annotate(standing_title=Subquery(title))
                .order_by(thai_order("standing_title"))
            )
            kwargs["form_class"] = LawChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(LegalDocument)
class LegalDocumentAdmin(EditionAdmin):
    show = views.show
    list_filter = [*EditionAdmin.list_filter, "doc_type", "status"]
    parts = [LawRelationInline]
    own_fieldsets = [
        (
            "กฎหมาย",
            {"fields": ["doc_type", "document_number", "year_be", "issuer", "status", "effective_on"]},
        ),
        ("ที่มา (ประกาศ ข้อ 2(2))", {"fields": ["source_name", "source_url"]}),
        (
            "ราชกิจจานุเบกษา",
            {"fields": ["gazette_volume", "gazette_part", "gazette_page", "gazetted_on"]},
        ),
        (
            "ข้อบัญญัติท้องถิ่น",
            {
                "fields": ["council_approved_on", "district_approved_on", "posted_on"],
                "description": "สำหรับข้อบัญญัติของหน่วยงาน โดยทั่วไปมีผลเมื่อพ้นเจ็ดวันนับแต่วันปิดประกาศ "
                "กรอกวันที่มีผลใช้บังคับตามที่ข้อบัญญัติกำหนด",
            },
        ),
    ]

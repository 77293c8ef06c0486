import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from legal_docs.models import LegalDocument
from publishing.filters import EditionFilter
from thai.dates import valid_year_be


class TypedYearField(forms.CharField):
    """A year พ.ศ. typed in either script."""

    def clean(self, value):
        value = super().clean(value)
        if value and valid_year_be(value) is None:
            raise ValidationError("กรอกปี พ.ศ. เช่น 2562")
        return value


class TypedYearFilter(django_filters.CharFilter):
    field_class = TypedYearField


def types_by_rank() -> list[tuple[str, list[tuple[str, str]]]]:
    """The types of laws for a choice, the highest rank first, what is below the law apart."""
    law = [
        (kind.value, kind.label)
        for kind, rank in LegalDocument.RANKS.items()
        if rank <= LegalDocument.LOWEST_LAW
    ]
    other = [
        (kind.value, kind.label)
        for kind, rank in LegalDocument.RANKS.items()
        if rank > LegalDocument.LOWEST_LAW
    ]
    return [("กฎหมาย เรียงตามศักดิ์", law), ("แนวทางปฏิบัติราชการ", other)]


class LegalDocumentFilter(EditionFilter):
    """Laws are found by the year in their title, not by a fiscal year."""

    class Meta:
        model = LegalDocument
        fields = ["doc_type", "status"]

    WORD_COLUMNS = ("title", "document_number", "summary", "issuer")

    q = django_filters.CharFilter(method="by_words", label="ชื่อ เลขที่ หรือสาระ")
    doc_type = django_filters.ChoiceFilter(
        choices=types_by_rank, label="ประเภทตามศักดิ์", empty_label="ทุกประเภท"
    )
    status = django_filters.ChoiceFilter(
        choices=LegalDocument.Status.choices, label="สถานะ", empty_label="ทุกสถานะ"
    )
    year = TypedYearFilter(
        method="by_year",
        label="พ.ศ.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def by_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(year_be=valid_year_be(value))

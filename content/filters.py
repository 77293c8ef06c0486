import django_filters
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from content.models import Page, Plan
from publishing.filters import EditionFilter


class PageFilter(EditionFilter):
    class Meta:
        model = Page
        fields = ["kind"]

    kind = django_filters.ChoiceFilter(choices=Page.Kind.choices, label="ประเภท", empty_label="ทุกประเภท")


class PlanFilter(EditionFilter):
    """Plans are found by the fiscal years that they cover, not by their date."""

    class Meta:
        model = Plan
        fields = ["kind", "period"]

    kind = django_filters.ChoiceFilter(choices=Plan.Kind.choices, label="ประเภท", empty_label="ทุกประเภท")
    period = django_filters.ChoiceFilter(choices=Plan.Period.choices, label="รอบ", empty_label="ทุกรอบ")

    def by_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        last = Coalesce(F("year_to"), F("year_from"))
        return queryset.alias(last=last).filter(Q(year_from__lte=int(value)) & Q(last__gte=int(value)))

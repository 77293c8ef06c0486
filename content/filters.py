import django_filters
from django.db.models import QuerySet

from content.fiscal_years import offered_years
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

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, request=request, **kwargs)
        self.years = offered_years(request.office.first_fiscal_year if request and request.office else 2563)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in self.years]

    def by_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.covering(int(value))

    @property
    def only_year(self) -> int | None:
        """The fiscal year, when nothing else narrows the list."""
        self.form.is_valid()
        chosen = {name: value for name, value in self.form.cleaned_data.items() if value}
        return int(chosen["year"]) if chosen.keys() == {"year"} else None

"""What every list can be filtered by; a category's FilterSet inherits and adds its own facets."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django_filters.fields import ChoiceField

from thai.dates import fiscal_year, valid_year_be
from thai.text import normalise_query


class YearField(ChoiceField):
    """A choice of years that takes both scripts."""

    def to_python(self, value):
        year = valid_year_be(value or "")
        return str(year) if year else super().to_python(value)


class YearFilter(django_filters.ChoiceFilter):
    field_class = YearField


class EditionFilter(django_filters.FilterSet):
    """Words in the title and the fiscal year of the item's date.

    A parameter that makes no sense is left out of the query: the reader gets the plain list, never an error.
    """

    q = django_filters.CharFilter(method="by_words", label="คำในชื่อเรื่อง")
    year = YearFilter(method="by_year", label="ปีงบประมาณ", empty_label="ทุกปี")

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        super().__init__(data, queryset, request=request, prefix=prefix)
        if isinstance(self.filters.get("year"), YearFilter):
            first = request.office.first_fiscal_year if request and request.office else 2563
            years = range(fiscal_year(timezone.localdate()), first - 1, -1)
            self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in normalise_query(value).split()[:8]:
            queryset = queryset.filter(title__icontains=word)
        return queryset

    def by_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.in_fiscal_year(int(value))

    @property
    def is_used(self) -> bool:
        """Whether any facet narrows the list."""
        return any(value not in (None, "", []) for value in self.form.cleaned_data.values())

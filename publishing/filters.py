"""What every list can be filtered by; a category's FilterSet inherits and adds its own facets."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters.fields import ChoiceField

from thai.dates import fiscal_year, valid_year_be
from thai.digits import to_arabic, to_thai
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

    #: Where the words are looked for; a category may know better.
    WORD_COLUMNS: tuple[str, ...] = ("title",)

    q = django_filters.CharFilter(method="by_words", label="คำในชื่อเรื่อง")
    year = YearFilter(method="by_year", label="ปีงบประมาณ", empty_label="ทุกปี")

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        super().__init__(data, queryset, request=request, prefix=prefix)
        if isinstance(self.filters.get("year"), YearFilter):
            first = request.office.first_fiscal_year if request and request.office else 2563
            years = range(fiscal_year(timezone.localdate()), first - 1, -1)
            self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word stands in one of WORD_COLUMNS, its digits in either script."""
        for word in normalise_query(value).split()[:8]:
            found = Q()
            for spelling in {word, to_thai(word), to_arabic(word)}:
                for column in self.WORD_COLUMNS:
                    found |= Q(**{f"{column}__icontains": spelling})
            queryset = queryset.filter(found)
        return queryset

    def by_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.in_fiscal_year(int(value))

    @property
    def is_narrowed(self) -> bool:
        """Whether a facet beside the words is given, or given wrongly: the reader must see it."""
        given = {name for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}
        return bool(given - {"q"} or self.form.errors)

    @property
    def is_used(self) -> bool:
        """Whether any facet narrows the list."""
        return any(value not in (None, "", []) for value in self.form.cleaned_data.values())

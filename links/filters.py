import django_filters

from links.models import Link
from publishing.filters import EditionFilter


class LinkFilter(EditionFilter):
    class Meta:
        model = Link
        fields = ["kind"]

    kind = django_filters.ChoiceFilter(choices=Link.Kind.choices, label="ประเภท", empty_label="ทุกประเภท")

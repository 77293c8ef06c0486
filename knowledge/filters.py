import django_filters

from knowledge.models import KnowledgeItem
from publishing.filters import EditionFilter


class KnowledgeFilter(EditionFilter):
    class Meta:
        model = KnowledgeItem
        fields = ["kind"]

    kind = django_filters.ChoiceFilter(
        choices=KnowledgeItem.Kind.choices, label="ประเภท", empty_label="ทุกประเภท"
    )

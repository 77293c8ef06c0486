import django_filters
from django.db.models import QuerySet

from announcements.models import Announcement, Procurement
from publishing.filters import EditionFilter


class AnnouncementFilter(EditionFilter):
    class Meta:
        model = Announcement
        fields = ["kind"]

    kind = django_filters.ChoiceFilter(
        choices=Announcement.Kind.choices, label="ประเภท", empty_label="ทุกประเภท"
    )


class ProcurementFilter(EditionFilter):
    class Meta:
        model = Procurement
        fields = ["stage", "method"]

    stage = django_filters.ChoiceFilter(
        choices=Procurement.Stage.choices, label="ขั้นตอน", empty_label="ทุกขั้นตอน"
    )
    method = django_filters.ChoiceFilter(
        choices=Procurement.Method.choices, label="วิธีจัดหา", empty_label="ทุกวิธี"
    )
    open = django_filters.ChoiceFilter(
        method="by_open",
        label="การรับข้อเสนอ",
        empty_label="ทั้งหมด",
        choices=[("yes", "เปิดรับข้อเสนอ"), ("no", "ไม่ได้เปิดรับข้อเสนอ")],
    )

    def by_open(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        is_open = queryset.taking_offers()
        return queryset.filter(is_open) if value == "yes" else queryset.exclude(is_open)

"""One review queue over all categories."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from publishing.admin.lists import PlainSearch, state_badge
from publishing.models import Edition, ReviewItem
from publishing.states import State
from thai.dates import format_datetime


class WaitingFilter(admin.SimpleListFilter):
    title = "ขั้นตอนที่รอ"
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("review", "รอตรวจสอบและอนุมัติ"), ("time", "อนุมัติแล้ว รอเวลา")]

    def queryset(self, request, queryset):
        states = {"review": State.SUBMITTED, "time": State.APPROVED}
        return queryset.filter(state=states[self.value()]) if self.value() in states else queryset


@admin.register(ReviewItem)
class ReviewQueueAdmin(PlainSearch, admin.ModelAdmin):
    """Submitted editions, oldest first, and those that wait for their time. Rows open the category's own form."""

    list_display = ["title_link", "state_shown", "submitted"]
    list_display_links = None
    list_filter = [WaitingFilter]
    list_select_related = ["publication", "owner", "submitted_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title"]
    ordering = ["submitted_at"]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).filter(state__in=[State.SUBMITTED, State.APPROVED])

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description="เรื่อง", ordering="title")
    def title_link(self, edition: Edition) -> str:
        name = f"admin:{edition.publication.category}_{edition.publication.model}_change"
        address = reverse(name, args=[edition.pk])
        belongs = f"{edition.publication.declared.title} · {edition.owner.title}"
        return format_html('<a href="{}">{}</a><br>{}', address, edition.title, belongs)

    @admin.display(description="สถานะ", ordering="state")
    def state_shown(self, edition: Edition) -> str:
        if edition.publish_at is None:
            return state_badge(edition)
        return format_html("{}<br>{}", state_badge(edition), format_datetime(edition.publish_at))

    @admin.display(description="ส่งตรวจสอบเมื่อ", ordering="submitted_at")
    def submitted(self, edition: Edition) -> str:
        return f"{format_datetime(edition.submitted_at)} โดย {edition.submitted_by.full_name}"

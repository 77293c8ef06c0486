"""One review queue over all categories."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from publishing.admin.edition import state_badge
from publishing.models import Edition, ReviewItem
from publishing.states import State
from thai.dates import format_datetime


class WaitingFilter(admin.SimpleListFilter):
    title = "รออะไร"
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("review", "รอตรวจสอบและอนุมัติ"), ("time", "อนุมัติแล้ว รอเวลา")]

    def queryset(self, request, queryset):
        states = {"review": State.SUBMITTED, "time": State.APPROVED}
        return queryset.filter(state=states[self.value()]) if self.value() in states else queryset


@admin.register(ReviewItem)
class ReviewQueueAdmin(admin.ModelAdmin):
    """Submitted editions, oldest first, and those that wait for their time. Rows open the category's own form."""

    list_display = ["title_link", "category", "state_shown", "owner", "submitted", "due"]
    list_display_links = None
    list_filter = [WaitingFilter]
    list_select_related = ["publication__owner", "submitted_by"]
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
        return format_html('<a href="{}">{}</a>', reverse(name, args=[edition.pk]), edition.title)

    @admin.display(description="หมวด")
    def category(self, edition: Edition) -> str:
        return edition.publication.declared.title

    @admin.display(description="สถานะ", ordering="state")
    def state_shown(self, edition: Edition) -> str:
        return state_badge(edition)

    @admin.display(description="ผู้รับผิดชอบ")
    def owner(self, edition: Edition) -> str:
        return edition.publication.owner.title

    @admin.display(description="เสนอเมื่อ", ordering="submitted_at")
    def submitted(self, edition: Edition) -> str:
        return f"{format_datetime(edition.submitted_at)} โดย {edition.submitted_by.full_name}"

    @admin.display(description="จะเผยแพร่", ordering="publish_at")
    def due(self, edition: Edition) -> str:
        return format_datetime(edition.publish_at) if edition.publish_at else ""

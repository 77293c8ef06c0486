"""The ledger, to be read. Nobody changes it, not even here."""

from django.contrib import admin

from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.models import LedgerEvent
from publishing.states import Action, State
from thai.dates import format_datetime


class ActionFilter(admin.SimpleListFilter):
    title = "การดำเนินการ"
    parameter_name = "did"

    def lookups(self, request, model_admin):
        return Action.choices

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() in Action.values else queryset


@admin.register(LedgerEvent)
class LedgerAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    list_display = ["number", "when", "actor_name", "actor_position", "did", "became", "address", "note"]
    list_display_links = None
    list_filter = [ActionFilter]
    list_per_page = 100
    show_full_result_count = False
    search_fields = ["actor_name", "address", "note"]
    ordering = ["-number"]
    actions = None

    @admin.display(description="เมื่อ", ordering="at")
    def when(self, event: LedgerEvent) -> str:
        return format_datetime(event.at)

    @admin.display(description="การดำเนินการ")
    def did(self, event: LedgerEvent) -> str:
        return event.action_label

    @admin.display(description="สถานะใหม่")
    def became(self, event: LedgerEvent) -> str:
        return State(event.to_state).label if event.to_state in State.values else event.to_state

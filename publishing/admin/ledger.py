"""The ledger, to be read. Nobody changes it, not even here."""

from django.contrib import admin
from django.utils import timezone

from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.answers import JUSTIFIED, MASKED
from publishing.link_mending import MENDED
from publishing.models import LedgerEvent
from publishing.states import Action, State
from thai.dates import format_datetime
from thai.half_years import half_year_of, parse_half_year

#: What is asked for by its own name beside the moves of the workflow.
OTHER_ACTIONS = (MASKED, JUSTIFIED, MENDED)
BECAME_PUBLIC = "public"


class ActionFilter(admin.SimpleListFilter):
    title = "การดำเนินการ"
    parameter_name = "did"

    def lookups(self, request, model_admin):
        others = [(action, action) for action in OTHER_ACTIONS]
        return [(BECAME_PUBLIC, "เผยแพร่ (ทุกวิธี)"), *Action.choices, *others]

    def queryset(self, request, queryset):
        if self.value() == BECAME_PUBLIC:
            became = queryset.filter(to_state=State.PUBLISHED, edition__isnull=False)
            return became.exclude(from_state=State.PUBLISHED)
        known = self.value() in (*Action.values, *OTHER_ACTIONS)
        return queryset.filter(action=self.value()) if known else queryset


class HalfYearFilter(admin.SimpleListFilter):
    """By half of a fiscal year: the running one and the two before it, and any that the address names."""

    title = "งวด"
    parameter_name = "half"

    def lookups(self, request, model_admin):
        running = half_year_of(timezone.localdate())
        asked = parse_half_year(request.GET.get(self.parameter_name))
        halves = {running, running.previous, running.previous.previous, asked or running}
        return [(half.key, half.label) for half in sorted(halves, reverse=True)]

    def queryset(self, request, queryset):
        half = parse_half_year(self.value())
        return queryset.filter(at__gte=half.begins_at, at__lt=half.ends_at) if half else queryset


@admin.register(LedgerEvent)
class LedgerAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    list_display = ["number", "when", "actor_name", "actor_position", "did", "became", "address", "note"]
    list_display_links = None
    list_filter = [ActionFilter, HalfYearFilter]
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

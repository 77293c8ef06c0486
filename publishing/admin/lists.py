"""What the desk's lists share: the filter by state, a search box that takes anything, rows to be read, the badge of a state."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing.models import Edition
from publishing.states import State
from thai.text import normalise_query


class StateFilter(admin.SimpleListFilter):
    """Without a choice: what is in progress or public. What is over has to be asked for."""

    title = "สถานะ"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        erased = State.EMPTIED  # has no row in any category
        return [("all", "ทุกสถานะ"), *(choice for choice in State.choices if choice[0] != erased)]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": "ที่ใช้อยู่"}
        yield from others

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset.exclude(state__in=[State.SUPERSEDED, State.DISCARDED])
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


class PlainSearch:
    """An admin list that takes anything in its search box and its address."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(
            request, queryset, " ".join(normalise_query(search_term).split()[:8])
        )

    def lookup_allowed(self, lookup, value, request) -> bool:
        offered = {
            item if isinstance(item, str) else item.parameter_name for item in self.get_list_filter(request)
        }
        return lookup.split("__")[0] in offered


class ReadOnly:
    """An admin whose rows nobody adds, changes or deletes: their buttons lead to pages of their own."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


def state_badge(edition: Edition) -> SafeString:
    return format_html('<span class="state state-{}">{}</span>', edition.state, edition.get_state_display())


def urgency_badge(edition: Edition) -> SafeString | str:
    """The class of urgency of a row of `work.with_urgency()`; nothing for what is not urgent."""
    return (
        format_html('<span class="urgent-class">{}</span> ', edition.urgency_class) if edition.haste else ""
    )

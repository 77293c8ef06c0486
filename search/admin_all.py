"""The desk's search over every edition: what it is, in which state, who did what last, and where the words stand."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.options import Options
from django.http import HttpRequest
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import Unit
from publishing.admin.lists import PlainSearch, ReadOnly, state_badge
from publishing.admin.queue import CategoryFilter
from publishing.categories import edition_models
from publishing.desk import desk_address
from publishing.models import Contribution, Edition
from publishing.states import State
from search import staff
from search.indexing import serving, terms_of
from search.models import AnyEdition
from search.ranking import TooSlow
from search.sections import plain
from search.snippets import Part, marked, needles, snippet
from thai.dates import format_datetime
from thai.text import normalise_query

#: Leaves mistakes of typing alone.
EXACT = "exact"
#: What was done last, the column that says when, and the one that says by whom.
TIMES = {
    State.DRAFT: ("บันทึกล่าสุด", "saved_at", "saved_by"),
    State.RETURNED: ("บันทึกล่าสุด", "saved_at", "saved_by"),
    State.SUBMITTED: ("ส่งตรวจสอบ", "submitted_at", "submitted_by"),
    State.APPROVED: ("อนุมัติ", "approved_at", "approved_by"),
    State.PUBLISHED: ("เผยแพร่", "published_at", "approved_by"),
    State.SUPERSEDED: ("มีฉบับใหม่แทนเมื่อ", "ended_at", ""),
    State.WITHDRAWN: ("สิ้นผลเมื่อ", "ended_at", ""),
    State.REMOVED: ("ถอนออกเมื่อ", "ended_at", ""),
    State.DISCARDED: ("ทิ้งร่างเมื่อ", "ended_at", ""),
}


class EveryStateFilter(admin.SimpleListFilter):
    title = "สถานะ"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [choice for choice in State.choices if choice[0] != State.EMPTIED]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class UnitFilter(admin.SimpleListFilter):
    """The unit of the position that answers for the wording."""

    title = "ส่วนราชการ"
    parameter_name = "unit"

    def lookups(self, request, model_admin):
        return [(str(number), name) for number, name in Unit.objects.values_list("pk", "name")]

    def queryset(self, request, queryset):
        known = self.value() in [number for number, _ in self.lookup_choices]
        return queryset.filter(owner__unit=int(self.value())) if known else queryset


class OwnFilter(admin.SimpleListFilter):
    """What somebody wrote or sent, or answers for by his position."""

    title = "เกี่ยวกับท่าน"
    parameter_name = "own"

    def lookups(self, request, model_admin):
        return [("me", "ของฉัน")]

    def queryset(self, request, queryset):
        if self.value() != "me":
            return queryset
        person = request.user
        written = Contribution.objects.filter(user=person).values("edition")
        return queryset.filter(
            Q(pk__in=written) | Q(submitted_by=person) | Q(owner__in=person.positions_today)
        )


#: What narrows the list, by its name in the address.
NARROWING = [one.parameter_name for one in (EveryStateFilter, UnitFilter, OwnFilter, CategoryFilter)]


class FoundList(ChangeList):
    """The rows of the page know where the words stand."""

    def get_filters_params(self, params=None):
        found = super().get_filters_params(params)
        found.pop(EXACT, None)
        return found

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        self.found = getattr(request, "found", None)
        self.too_slow = getattr(request, "too_slow", False)
        self.typed_address = self.get_query_string({EXACT: "1"})
        if self.found and self.result_list:
            cutter = terms_of(serving()).cutter
            for edition in self.result_list:
                wanted = needles(self.found.readings[edition.pk])
                edition.marked_title = marked(edition.title, wanted, cutter)
                edition.snippet, _ = snippet([edition.summary, plain(edition.body)], wanted, cutter)


@admin.register(AnyEdition)
class AnyEditionAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    """One list, no page of its own: a row opens the edition in its category's desk, which decides what is shown there."""

    change_list_template = "admin/search/found.html"
    list_display = ["found", "state_shown", "when_shown"]
    list_display_links = None
    list_filter = [OwnFilter, EveryStateFilter, CategoryFilter, UnitFilter]
    list_select_related = ["publication", "owner", "saved_by", "submitted_by", "approved_by"]
    list_per_page = 20
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title"]  # by which it searches while there is no index
    search_help_text = "ค้นจากชื่อเรื่อง เนื้อหา ชื่อคน เลขที่ และชื่อไฟล์ ของทุกฉบับในทุกสถานะ ข้อความในไฟล์ค้นได้เมื่อเผยแพร่แล้ว"
    ordering = ["-pk"]
    sortable_by: list[str] = []
    actions = None

    class Media:
        css = {"all": ["desk/search.css"]}

    def get_urls(self):
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="search_anyedition_changelist")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        """Every edition of the kinds that this person may see, with a wording."""
        editions = super().get_queryset(request).exclude(state=State.EMPTIED)
        for meta in _hidden(request):
            editions = editions.exclude(
                publication__category=meta.app_label, publication__model=meta.model_name
            )
        return editions

    def get_changelist(self, request, **kwargs):
        return FoundList

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def get_search_results(self, request, queryset, search_term):
        """By the engine of the public search, in its order."""
        text = normalise_query(search_term)
        if not text:
            return queryset, False
        staff.freshen()
        # What is not narrowed is not compared either: that takes longer than the search itself.
        whole = not _hidden(request) and not any(map(request.GET.get, NARROWING))
        try:
            found = staff.find(text, None if whole else queryset, as_typed=EXACT in request.GET)
        except TooSlow:
            request.too_slow = True
            return queryset.none(), False
        if found is None:
            return super().get_search_results(request, queryset, search_term)
        request.found = found
        numbers = list(found.readings)
        if not numbers:
            return queryset.none(), False
        place = Case(*(When(pk=number, then=Value(place)) for place, number in enumerate(numbers)))
        # The list has its own order already; what was searched for stands in the order of the search.
        return queryset.filter(pk__in=numbers).order_by(place), False

    @admin.display(description="เรื่อง")
    def found(self, edition: Edition) -> SafeString:
        about = edition.publication
        kind = str(apps.get_model(about.category, about.model)._meta.verbose_name)
        names = dict.fromkeys([about.declared.title, kind, edition.owner.title])
        text = getattr(edition, "snippet", [])
        return format_html(
            '<a class="found-title" href="{}">{}</a><span class="found-about">{}</span>{}',
            desk_address(edition, "change"),
            _shown(getattr(edition, "marked_title", [(edition.title, False)])),
            " · ".join(names),
            format_html('<p class="found-text">{}</p>', _shown(text)) if text else "",
        )

    @admin.display(description="สถานะ")
    def state_shown(self, edition: Edition) -> SafeString:
        return format_html("{} <br>ฉบับที่ {}", state_badge(edition), edition.number)

    @admin.display(description="ล่าสุด")
    def when_shown(self, edition: Edition) -> SafeString | str:
        did, when, who = TIMES[edition.state]
        at, person = getattr(edition, when), getattr(edition, who) if who else None
        if at is None:
            return ""
        return format_html("{} <br>{} <br>{}", did, format_datetime(at), person.full_name if person else "")


def _hidden(request: HttpRequest) -> list[Options]:
    """The kinds of editions that this person may not see."""
    kinds = [model._meta for model in edition_models()]
    return [kind for kind in kinds if not request.user.has_perm(f"{kind.app_label}.view_{kind.model_name}")]


def _shown(parts: list[Part]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", text) if is_marked else text,) for text, is_marked in parts),
    )

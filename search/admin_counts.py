"""What people ask for: the most frequent queries of a month and those that find nothing, with buttons that mend it."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.spreadsheet import csv_text
from search.counting import SHOWN_FROM
from search.models import QueryCount
from thai.dates import MONTHS, year_be
from thai.digits import number

MONTHS_OFFERED = 24
HEADINGS = ("เดือน", "คำค้น", "จำนวนครั้ง", "พบล่าสุด (รายการ)")


class MonthFilter(admin.SimpleListFilter):
    """Without a choice: the newest month that has any."""

    title = "เดือน"
    parameter_name = "month"

    def lookups(self, request, model_admin):
        months = QueryCount.objects.order_by("-month").values_list("month", flat=True).distinct()
        return [(month.isoformat(), month_name(month)) for month in months[:MONTHS_OFFERED]]

    def value(self):
        offered = [value for value, _ in self.lookup_choices]
        return super().value() if super().value() in offered else next(iter(offered), None)

    def choices(self, changelist):
        _, *months = super().choices(changelist)
        return iter(months)

    def queryset(self, request, queryset):
        return queryset.filter(month=self.value()) if self.value() else queryset


class AnswerFilter(admin.SimpleListFilter):
    title = "ผลการค้นหา"
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return [("none", "ไม่พบผล")]

    def queryset(self, request, queryset):
        return queryset.filter(found=0) if self.value() == "none" else queryset


@admin.register(QueryCount)
class QueryCountAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    """What was asked for most comes first. There is no page of one query; the list can be taken out as CSV."""

    change_list_template = "admin/search/asked.html"
    list_display_links = None
    list_filter = [AnswerFilter, MonthFilter]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["query"]
    search_help_text = "ค้นในรายการคำค้นด้านล่าง"
    ordering = ["-asked", "query"]
    sortable_by: list[str] = []
    actions = None

    class Media:
        css = {"all": ["desk/search.css"]}

    def get_list_display(self, request):
        columns = ["query_shown", "asked_shown", "found_shown"]
        return [*columns, "mend"] if request.user.has_perm("search.add_synonym") else columns

    def get_queryset(self, request):
        return super().get_queryset(request).filter(asked__gte=SHOWN_FROM)

    def get_urls(self):
        return [
            path(below, self.admin_site.admin_view(view), name=f"search_querycount_{name}")
            for below, view, name in (
                ("", self.changelist_view, "changelist"),
                ("csv/", self.csv_view, "csv"),
            )
        ]

    def changelist_view(self, request, extra_context=None):
        about = {
            "title": self.opts.verbose_name_plural,
            "fewest": SHOWN_FROM,
            "csv_address": f"{reverse('admin:search_querycount_csv')}?{request.GET.urlencode()}",
        }
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def csv_view(self, request: HttpRequest) -> HttpResponse:
        """The list as it is narrowed, all of it."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).queryset
        lines = [(month_name(row.month), row.query, str(row.asked), str(row.found)) for row in rows]
        response = HttpResponse(csv_text([HEADINGS, *lines]), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="search-queries.csv"'
        return response

    @admin.display(description="คำค้น")
    def query_shown(self, row: QueryCount) -> SafeString:
        return format_html(
            '<a class="found-title" href="{}?{}">{}</a>',
            reverse("search:page"),
            urlencode({"q": row.query}),
            row.query,
        )

    @admin.display(description="จำนวนครั้ง")
    def asked_shown(self, row: QueryCount) -> str:
        return number(row.asked)

    @admin.display(description="พบล่าสุด")
    def found_shown(self, row: QueryCount) -> SafeString | str:
        return (
            f"{number(row.found)} รายการ"
            if row.found
            else format_html('<strong class="asked-none">{}</strong>', "ไม่พบผล")
        )

    @admin.display(description="ปรับปรุง")
    def mend(self, row: QueryCount) -> SafeString:
        buttons = (
            ("search_synonym_add", {"forms": f"{row.query}, "}, "เพิ่มคำที่ใช้แทนกัน"),
            ("search_promoted_add", {"words": row.query}, "แนะนำผลการค้นหา"),
        )
        return format_html_join(
            " ",
            '<a class="asked-button" href="{}?{}">{}<span class="visually-hidden"> “{}”</span></a>',
            (
                (reverse(f"admin:{name}"), urlencode(given), label, row.query)
                for name, given, label in buttons
            ),
        )


def month_name(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {year_be(month)}"

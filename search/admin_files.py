"""What of the documents can be found by their words, and why not: read by the clock, shown to staff."""

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.desk import desk_address
from publishing.models import Attachment, Edition
from search.models import FileText
from thai.dates import format_datetime

PROBLEMS = (FileText.State.UNREADABLE, FileText.State.PARTLY)
PLACES_SHOWN = 3


class StateFilter(admin.SimpleListFilter):
    """Without a choice: what was not read, or not wholly."""

    title = "ผลการอ่าน"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*FileText.State.choices, ("all", "ทุกไฟล์")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": "ที่อ่านไม่ได้หรืออ่านได้บางส่วน"}
        yield from others

    def queryset(self, request, queryset):
        if self.value() in FileText.State.values:
            return queryset.filter(state=self.value())
        return queryset if self.value() == "all" else queryset.filter(state__in=PROBLEMS)


@admin.register(FileText)
class FileTextAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    """A list and nothing else. The newest reading comes first."""

    change_list_template = "admin/search/files.html"
    list_display = ["file_shown", "reading_shown"]
    list_display_links = None
    list_filter = [StateFilter]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["stored__original_name"]
    search_help_text = "ค้นจากชื่อไฟล์"
    ordering = ["-read_at", "-pk"]
    sortable_by: list[str] = []
    actions = None

    class Media:
        css = {"all": ["desk/files-read.css"]}

    def get_urls(self):
        listed = self.admin_site.admin_view(self.changelist_view)
        return [path("", listed, name="search_filetext_changelist")]

    def get_queryset(self, request):
        shown = Attachment.objects.filter(
            kind=Attachment.Kind.DOCUMENT, edition__in=Edition.objects.live().values("pk")
        )
        shown = shown.select_related("edition__publication").defer("edition__body")
        places = Prefetch("stored__attachments", shown, to_attr="shown")
        return super().get_queryset(request).select_related("stored").prefetch_related(places)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        )

    @admin.display(description="ไฟล์ และเรื่องที่แสดงไฟล์นี้")
    def file_shown(self, text: FileText) -> SafeString:
        editions = [attachment.edition for attachment in text.stored.shown[:PLACES_SHOWN]]
        rows = [(desk_address(edition, "change"), edition.title) for edition in editions]
        more = len(text.stored.shown) - PLACES_SHOWN
        return format_html(
            '<span class="file-name">{}</span>{}{}',
            text.stored.original_name,
            format_html_join("", '<a class="file-place" href="{}">{}</a>', rows),
            f"และอีก {more:,} เรื่อง" if more > 0 else "",
        )

    @admin.display(description="ผลการอ่าน")
    def reading_shown(self, text: FileText) -> SafeString:
        lines = [text.get_state_display(), text.why, format_datetime(text.read_at)]
        return format_html_join("", '<span class="file-fact">{}</span>', ((line,) for line in lines if line))

"""The trash: drafts that were thrown away, over all categories, until they are erased."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.roles import Role
from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.desk import desk_address
from publishing.models import Edition, LedgerEvent, TrashItem
from publishing.states import Action, State
from publishing.workflow import TRASH_KEPT_FOR
from thai.dates import format_datetime


@admin.register(TrashItem)
class TrashAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    """What was thrown away last comes first. Rows open the category's own form; writers fetch back with one click."""

    change_list_template = "admin/publishing/trash.html"
    list_display_links = None
    list_select_related = ["publication", "owner"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = "ค้นจากชื่อเรื่อง"
    ordering = ["-ended_at"]
    actions = None

    def get_list_display(self, request):
        columns = ["title_link", "thrown_away", "days_left"]
        return [*columns, "fetch_back"] if request.user.has_role(Role.WRITER) else columns

    def get_queryset(self, request):
        events = LedgerEvent.objects.filter(edition=OuterRef("pk"), action=Action.DISCARD).order_by("-number")
        who = Subquery(events.values("actor_name")[:1])
        return super().get_queryset(request).filter(state=State.DISCARDED).annotate(thrown_by=who)

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural, "kept_for": TRASH_KEPT_FOR.days}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    @admin.display(description="เรื่อง", ordering="title")
    def title_link(self, edition: Edition) -> SafeString:
        belongs = f"{edition.publication.declared.title} · {edition.owner.title}"
        address = desk_address(edition, "change")
        return format_html('<a href="{}">{}</a><br>{}', address, edition.title, belongs)

    @admin.display(description="ทิ้งเมื่อ", ordering="ended_at")
    def thrown_away(self, edition: Edition) -> SafeString | str:
        when = format_datetime(edition.ended_at) if edition.ended_at else ""
        return format_html("{}<br>โดย {}", when, edition.thrown_by) if edition.thrown_by else when

    @admin.display(description="ลบถาวรในอีก", ordering="ended_at")
    def days_left(self, edition: Edition) -> str:
        if edition.ended_at is None:
            return ""
        left = edition.ended_at + TRASH_KEPT_FOR - timezone.now()
        return f"{-(-left // timedelta(days=1))} วัน" if left > timedelta() else "ครบกำหนดแล้ว"

    @admin.display(description="กู้คืน")
    def fetch_back(self, edition: Edition) -> SafeString:
        # The list stands in a form of its own that has the token; the button sends it to the category's move page.
        return format_html(
            '<button type="submit" class="trash-fetch" formaction="{}" formmethod="post">กู้คืน'
            '<span class="visually-hidden"> “{}”</span></button>',
            desk_address(edition, "move", Action.RECOVER),
            edition.title,
        )

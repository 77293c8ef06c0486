"""One review queue over all categories: what changed, how long it waits, and who may decide."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, Prefetch
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from accounts.roles import Role
from publishing import work
from publishing.admin.bulk import BulkApproval
from publishing.admin.lists import PlainSearch, ReadOnly, state_badge, urgency_badge
from publishing.categories import all_categories
from publishing.compare import beside_standing, compare_all
from publishing.desk import desk_address
from publishing.models import Edition, Remark, ReviewItem
from publishing.states import Action, State
from thai.dates import format_datetime

#: Each row tells its difference, so the list is short.
PAGE_LENGTH = 20
FIRST = ["ฉบับแรก"]  # how a comparison sums up what replaces nothing
LONGEST_SUMMARY = 4
OWN_MARK = mark_safe('<br><span class="queue-own">ท่านร่วมจัดทำ</span>')
LATE_MARK = mark_safe('<br><strong class="queue-late">ล่าช้า แจ้งผู้ดูแลระบบ</strong>')
DECIDED = mark_safe('<span class="visually-hidden">อนุมัติแล้ว</span>')
NOBODY = mark_safe('<strong class="queue-late">ยังไม่มีผู้ใดอนุมัติได้</strong>')


class WaitingFilter(admin.SimpleListFilter):
    title = "ขั้นตอนที่รอ"
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        mine = [("me", "รอท่าน")] if work.decides(request.user) else []
        return [*mine, ("review", "รอตรวจสอบและอนุมัติ"), ("time", "อนุมัติแล้ว รอเวลา")]

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.filter(pk__in=work.waiting_for(request.user).values("pk"))
        states = {"review": State.SUBMITTED, "time": State.APPROVED}
        return queryset.filter(state=states[self.value()]) if self.value() in states else queryset


class CategoryFilter(admin.SimpleListFilter):
    title = "หมวด"
    parameter_name = "category"

    def lookups(self, request, model_admin):
        return [(category.app_label, category.title) for category in all_categories()]

    def queryset(self, request, queryset):
        known = self.value() in [category.app_label for category in all_categories()]
        return queryset.filter(publication__category=self.value()) if known else queryset


@dataclass
class About:
    """What a row tells besides its own columns, fetched for all rows of the page at once."""

    phrases: list[str] = field(default_factory=list)
    may_approve: list[User] = field(default_factory=list)
    hands: set[int] = field(default_factory=set)  # whose work it is, as the workflow counts it


def describe(editions: Iterable[Edition]) -> dict[int, About]:
    """What changed in each edition and who may approve it.

    Queries: today's approvers (three), contributors, accepted suggestions, what stands at the addresses, and for the
    editions that replace something the queries of one comparison for each kind among them.
    """
    editions = list(editions)
    found = {edition.pk: About(FIRST) for edition in editions}
    approvers = list(User.objects.holding(Role.APPROVER)) if editions else []
    for edition in editions:
        about = found[edition.pk]
        about.hands = {row.user_id for row in edition.contributions.all()}
        about.hands |= {remark.author_id for remark in edition.accepted} | {edition.submitted_by_id}
        if edition.state == State.SUBMITTED:
            about.may_approve = [person for person in approvers if person.pk not in about.hands]
    for comparison in compare_all([pair for pair in beside_standing(editions) if pair[0]]):
        found[comparison.after.pk].phrases = comparison.summary() or ["เนื้อหาเหมือนฉบับที่เผยแพร่อยู่"]
    return found


class QueueChangeList(ChangeList):
    """The rows of the page that is shown know what changed."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        found = describe(self.result_list)
        for edition in self.result_list:
            edition.about = found[edition.pk]
            edition.is_own = request.user.pk in edition.about.hands
            edition.shows_approval = (
                edition.state == State.SUBMITTED and not edition.is_own and work.approves(request.user)
            )


@admin.register(ReviewItem)
class ReviewQueueAdmin(BulkApproval, ReadOnly, PlainSearch, admin.ModelAdmin):
    """Submitted editions, the urgent ones and then the oldest first, then those that wait for their time.

    Rows open the category's own form.
    """

    change_list_template = "admin/publishing/queue.html"
    list_display = ["title_link", "change", "waited", "decided_by"]
    list_display_links = None
    list_filter = [WaitingFilter, CategoryFilter]
    list_select_related = ["publication", "owner", "submitted_by", "approved_by"]
    list_per_page = PAGE_LENGTH
    list_max_show_all = PAGE_LENGTH
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = "ค้นจากชื่อเรื่อง"

    def get_ordering(self, request):
        """Submitted before approved; the gravest first, then the longest waiting."""
        return ["-state", F("haste").desc(), "submitted_at"]

    def get_queryset(self, request):
        editions = super().get_queryset(request).filter(state__in=[State.SUBMITTED, State.APPROVED])
        waiting = work.with_urgency(editions)
        accepted = Remark.objects.filter(outcome=Remark.Outcome.ACCEPTED)
        return waiting.defer("body").prefetch_related(
            "contributions", Prefetch("remarks", accepted, to_attr="accepted")
        )

    def get_changelist(self, request, **kwargs):
        return QueueChangeList

    def get_urls(self):
        own = [
            path("approve/", self.admin_site.admin_view(self.bulk_view), name="publishing_reviewitem_approve")
        ]
        return own + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        )

    def action_checkbox(self, edition: Edition) -> str:
        """What waits for its time is decided already."""
        return super().action_checkbox(edition) if edition.state == State.SUBMITTED else DECIDED

    @admin.display(description="เรื่อง", ordering="title")
    def title_link(self, edition: Edition) -> SafeString:
        belongs = f"{edition.publication.declared.title} · {edition.owner.title}"
        return format_html(
            '{}<a class="queue-title" href="{}">{}</a><br>{}{}',
            urgency_badge(edition),
            desk_address(edition, "change"),
            edition.title,
            belongs,
            OWN_MARK if edition.is_own else "",
        )

    @admin.display(description="สิ่งที่เปลี่ยน")
    def change(self, edition: Edition) -> str:
        phrases = edition.about.phrases
        if phrases == FIRST:
            return "เรื่องใหม่ ยังไม่เคยเผยแพร่"
        lines = [(phrase,) for phrase in phrases[:LONGEST_SUMMARY]]
        if len(phrases) > LONGEST_SUMMARY:
            lines.append((f"และอีก {len(phrases) - LONGEST_SUMMARY} รายการ",))
        return format_html(
            '<span class="queue-label">{}</span><ul class="queue-changes">{}</ul>'
            '<a href="{}">เปรียบเทียบ<span class="visually-hidden"> ของ{}</span></a>',
            edition.get_change_kind_display(),
            format_html_join("", "<li>{}</li>", lines),
            desk_address(edition, "compare"),
            edition.title,
        )

    @admin.display(description="รอมาแล้ว", ordering="submitted_at")
    def waited(self, edition: Edition) -> SafeString:
        badge = state_badge(edition)
        if edition.state == State.APPROVED:
            late = LATE_MARK if work.lateness(edition) else ""
            return format_html("{}<br>จะเผยแพร่ {}{}", badge, format_datetime(edition.publish_at), late)
        days = (timezone.localdate() - timezone.localdate(edition.submitted_at)).days
        return format_html(
            "{}<br><strong>{}</strong><br>{} โดย {}",
            badge,
            f"รอมา {days} วัน" if days else "ส่งวันนี้",
            format_datetime(edition.submitted_at),
            edition.submitted_by.full_name,
        )

    @admin.display(description="ผู้อนุมัติ")
    def decided_by(self, edition: Edition) -> SafeString:
        if edition.state == State.APPROVED:
            return format_html('<span class="queue-label">อนุมัติแล้วโดย</span>{}', edition.approved_by.full_name)
        people = [(person.full_name,) for person in edition.about.may_approve]
        if not people:
            return NOBODY
        names = format_html_join(", ", "{}", people)
        if not edition.shows_approval:
            return format_html('<span class="queue-label">อนุมัติได้</span>{}', names)
        return format_html(
            '<span class="queue-label">อนุมัติได้</span>{}<br><a href="{}">ตรวจและอนุมัติ<span class="visually-hidden"> {}</span></a>',
            names,
            desk_address(edition, "move", Action.APPROVE),
            edition.title,
        )

"""Looking at what is public again: what is due, and what is no longer complete."""

from datetime import date

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.models import Position, User
from accounts.roles import Role
from publishing import upkeep, workflow
from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.admin.queue import CategoryFilter
from publishing.categories import category_of
from publishing.desk import desk_address
from publishing.models import DueReview, Edition, Shortfall
from publishing.revalidation import incomplete
from publishing.states import IN_PROGRESS, Action
from thai.dates import format_date
from thai.digits import parse_int

#: Confirmed at once; also the length of a page, so that all of a page can be chosen.
MOST_AT_ONCE = 50
NOT_THERE = "บางเรื่องที่เลือกไม่ได้เผยแพร่อยู่แล้ว หรือมีฉบับใหม่แทนแล้ว จึงไม่ได้ยืนยัน"


class OwnerFilter(admin.SimpleListFilter):
    """Without a choice: what belongs to this person's positions. `owner_of` is the way from a row to the position."""

    title = "ตำแหน่งผู้รับผิดชอบ"
    parameter_name = "owner"
    owner_of = "publication__owner"

    def lookups(self, request, model_admin):
        live = Edition.objects.live().order_by().values("publication__owner")
        owners = Position.objects.filter(pk__in=live)
        return [("all", "ทุกตำแหน่ง"), *((str(owner.pk), owner.title) for owner in owners)]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": "ตำแหน่งของท่าน"}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        number = parse_int(self.value())
        owners = request.user.positions_today if number is None else {number}
        return queryset.filter(**{f"{self.owner_of}__in": owners})


class OwnerOfShortfallFilter(OwnerFilter):
    owner_of = "edition__publication__owner"


class WhenFilter(admin.SimpleListFilter):
    """Without a choice: what is due or will be within 30 days."""

    title = "กำหนดตรวจทาน"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("late", "เกินกำหนดแล้ว"), ("all", "ทุกเรื่องที่เผยแพร่อยู่")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield first | {"display": "ครบกำหนดภายใน 30 วัน"}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        last = timezone.localdate() + (-upkeep.ONE_DAY if self.value() == "late" else upkeep.FIRST_NOTICE)
        return queryset.filter(publication__review_due__lte=last)


class OnlyList(ReadOnly, PlainSearch):
    """An admin that is its list and nothing else."""

    list_display_links = None
    list_per_page = MOST_AT_ONCE
    list_max_show_all = MOST_AT_ONCE
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["title"]
    search_help_text = "ค้นจากชื่อเรื่อง"

    class Media:
        css = {"all": ["desk/reviews.css"]}

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return [path("", self.admin_site.admin_view(self.changelist_view), name=name)]

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**about, **(extra_context or {})})


@admin.register(DueReview)
class DueReviewAdmin(OnlyList, admin.ModelAdmin):
    """The longest overdue first. Who may not confirm a row reads why; who writes can begin a new edition."""

    change_list_template = "admin/publishing/reviews.html"
    list_filter = [OwnerFilter, WhenFilter, CategoryFilter]
    actions = ["confirm_selected"]
    actions_selection_counter = True

    def get_list_display(self, request):
        """The last column asks who is there, so it is made for him."""
        return ["title_link", "due", self._deciding(request.user)]

    def get_queryset(self, request):
        draft = Edition.objects.filter(publication=OuterRef("publication"), state__in=IN_PROGRESS)
        editions = super().get_queryset(request).live().defer("body")
        return editions.annotate(draft=Subquery(draft.values("pk")[:1]))

    def get_ordering(self, request):
        return ["publication__review_due", "pk"]

    def get_actions(self, request):
        """None for who could confirm nothing anyway."""
        user = request.user
        may = user.positions_today or user.has_role(Role.REVIEWER)
        return super().get_actions(request) if may else {}

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "confirm" in request.POST:
            if not self.has_view_permission(request):
                raise PermissionDenied
            keys = [parse_int(request.POST["confirm"])]
            self._confirm(request, keys)
            return HttpResponseRedirect(request.get_full_path())
        return super().changelist_view(request, extra_context)

    @admin.action(description=Action.STILL_CORRECT.label)
    def confirm_selected(self, request: HttpRequest, chosen: QuerySet) -> None:
        asked = request.POST.getlist("_selected_action")
        keys = list(dict.fromkeys(number for text in asked if (number := parse_int(text)) is not None))
        if len(keys) > MOST_AT_ONCE:
            messages.error(request, f"เลือกได้ครั้งละไม่เกิน {MOST_AT_ONCE} เรื่อง ให้เลือกใหม่")
        else:
            self._confirm(request, keys)

    def _confirm(self, request: HttpRequest, keys: list[int | None]) -> None:
        """Each through the one door, in a transaction of its own; each refusal is named."""
        editions = Edition.objects.live().defer("body").in_bulk([key for key in keys if key is not None])
        confirmed = []
        for key in keys:
            if key not in editions:
                continue
            try:
                workflow.move(editions[key], Action.STILL_CORRECT, actor=request.user)
            except workflow.Refused as refusal:
                messages.error(request, f"“{editions[key].title}” ยังไม่ได้ยืนยัน: {' · '.join(refusal.reasons)}")
            else:
                confirmed.append(editions[key].title)
        if len(confirmed) == 1:
            messages.success(request, f"บันทึกแล้วว่า “{confirmed[0]}” ยังถูกต้อง")
        elif confirmed:
            messages.success(request, f"บันทึกแล้วว่ายังถูกต้อง {len(confirmed)} เรื่อง")
        if len(editions) < len(keys):
            messages.warning(request, NOT_THERE)

    @admin.display(description="เรื่อง", ordering="title")
    def title_link(self, edition: Edition) -> SafeString:
        return _title(edition)

    @admin.display(description="กำหนดตรวจทาน", ordering="publication__review_due")
    def due(self, edition: Edition) -> SafeString:
        due, about = edition.publication.review_due, edition.publication
        lines = [_due_in_words(due)]
        if about.reviewed_since_published:
            lines.append(format_html("ตรวจทานล่าสุด {}", format_date(about.reviewed_on)))
        else:
            published = format_date(timezone.localdate(edition.published_at))
            lines.append(format_html("เผยแพร่ {} ยังไม่เคยตรวจทาน", published))
        return format_html_join("", '<span class="review-fact">{}</span>', ((line,) for line in lines))

    def _deciding(self, user: User):
        @admin.display(description="ดำเนินการ")
        def deciding(edition: Edition) -> SafeString:
            # The same question as at the move; this arrow costs no query.
            reasons = workflow.why_not(edition, Action.STILL_CORRECT, user)
            if reasons:
                first = format_html_join(
                    "", '<span class="review-why">{}</span>', ((why,) for why in reasons)
                )
            else:
                first = format_html(
                    '<button type="submit" class="review-button" name="confirm" value="{}">{}'
                    '<span class="visually-hidden"> “{}”</span></button>',
                    edition.pk,
                    Action.STILL_CORRECT.label,
                    edition.title,
                )
            return format_html("{}{}", first, _correct(edition, edition.draft, user))

        return deciding


@admin.register(Shortfall)
class ShortfallAdmin(OnlyList, admin.ModelAdmin):
    """What the last night found, the longest first."""

    change_list_template = "admin/publishing/shortfalls.html"
    list_filter = [OwnerOfShortfallFilter]
    search_fields = ["edition__title"]
    actions = None

    def get_list_display(self, request):
        return ["title_link", "lacking", self._correcting(request.user)]

    def get_queryset(self, request):
        draft = Edition.objects.filter(publication=OuterRef("edition__publication"), state__in=IN_PROGRESS)
        return (
            incomplete()
            .select_related("edition__publication__owner")
            .defer("edition__body")
            .annotate(draft=Subquery(draft.values("pk")[:1]))
        )

    def get_ordering(self, request):
        return ["since", "pk"]

    @admin.display(description="เรื่อง", ordering="edition__title")
    def title_link(self, row: Shortfall) -> SafeString:
        return _title(row.edition)

    @admin.display(description="สิ่งที่ยังขาด", ordering="since")
    def lacking(self, row: Shortfall) -> SafeString:
        sentences = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in row.sentences))
        since = format_date(row.since)
        return format_html(
            '<ul class="review-lacks">{}</ul><span class="review-quiet">ตั้งแต่ {}</span>', sentences, since
        )

    def _correcting(self, user: User):
        @admin.display(description="ดำเนินการ")
        def correcting(row: Shortfall) -> SafeString:
            return _correct(row.edition, row.draft, user) or format_html(
                '<span class="review-why">ต้องให้ผู้จัดทำเป็นผู้แก้ไข</span>'
            )

        return correcting


def _due_in_words(due: date | None) -> SafeString:
    if due is None:
        return format_html("ไม่มีกำหนด")
    days = (due - timezone.localdate()).days
    if days < 0:
        return format_html('{} <strong class="review-late">เกินกำหนด {} วัน</strong>', format_date(due), -days)
    return format_html("{} {}", format_date(due), f"อีก {days} วัน" if days else "ครบกำหนดวันนี้")


def _title(edition: Edition) -> SafeString:
    """The title leads to what the public reads: that is what somebody has to look at."""
    about = edition.publication
    return format_html(
        '<a class="review-title" href="{}" target="_blank" rel="noopener">{}'
        '<span class="visually-hidden"> (หน้าต่างใหม่)</span></a><br>{}',
        about.address,
        edition.title,
        f"{category_of(about.category).title} · {about.owner.title}",
    )


def _correct(edition: Edition, draft: int | None, user: User) -> SafeString | str:
    """The way to put it right, for who writes: the edition in progress, or the page that begins one."""
    if draft:
        if not user.has_perm("publishing.view_edition"):
            return ""
        about = edition.publication
        address = reverse(f"admin:{about.category}_{about.model}_change", args=[draft])
        words = "เปิดฉบับที่กำลังจัดทำ"
    elif user.has_role(Role.WRITER):
        address, words = desk_address(edition, "move", Action.START), "เริ่มฉบับใหม่เพื่อแก้ไข"
    else:
        return ""
    return format_html(
        '<a class="review-correct" href="{}">{}<span class="visually-hidden"> “{}”</span></a>',
        address,
        words,
        edition.title,
    )

"""The items of a cycle: the list with what is missing, and the page on which all work on one item begins."""

from datetime import date, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.roles import Role
from ita import checking, periods
from ita.admin.evidence import EvidenceAdmin
from ita.admin.item_filters import CycleFilter, EvidenceFilter, IndicatorFilter, LevelFilter, OwnerFilter
from ita.admin.pages import desk_page
from ita.admin.shown import asked_elements, most_pressing, shown
from ita.admin.waiting import WaitingAdmin
from ita.board import LEVEL_LABELS
from ita.evidence import Step, why_not
from ita.models import Cycle, Evidence, Item, Result
from ita.words import OWN_CHECK, item_label, period_asked
from publishing.admin.lists import PlainSearch, ReadOnly
from thai.dates import format_date

#: Who works at the office: an assessor looks, and sets nothing going.
STAFF = (Role.WRITER, Role.REVIEWER, Role.APPROVER, Role.CHIEF_EXECUTIVE, Role.ADMINISTRATOR)
#: A check asks for every page and file of the item: one is enough for who presses twice.
AGAIN = timedelta(seconds=10)
State = Evidence.State


@admin.register(Item)
class ItemAdmin(EvidenceAdmin, WaitingAdmin, ReadOnly, PlainSearch, admin.ModelAdmin):
    """The list of one cycle's items. Posting to the page of an item has it checked at once."""

    change_list_template = "admin/ita/items.html"
    list_display = ["item_shown", "state_shown", "whose_shown"]
    list_display_links = None
    list_filter = [CycleFilter, EvidenceFilter, LevelFilter, OwnerFilter, IndicatorFilter]
    list_select_related = ["cycle", "indicator", "owner"]
    list_per_page = 100
    ordering = ["-cycle__kind", "-cycle__fiscal_year", "order", "pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["code", "title"]
    search_help_text = "ค้นจากรหัสหรือชื่อข้อ เช่น O11"
    actions = None

    class Media:
        css = {"all": ["desk/ita.css"]}

    def get_urls(self):
        return [*self.evidence_urls(), *self.waiting_urls(), *super().get_urls()]

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def get_queryset(self, request) -> QuerySet[Item]:
        def counted(**how: object) -> Count:
            return Count("evidence", filter=Q(**{f"evidence__{name}": value for name, value in how.items()}))

        return (
            super()
            .get_queryset(request)
            .select_related("cycle", "indicator", "owner__unit")
            .defer("facts")
            .annotate(
                confirmed=counted(state=State.CONFIRMED),
                proposed=counted(state=State.PROPOSED),
                returned=counted(state=State.RETURNED),
                to_renew=counted(state__in=[State.PROPOSED, State.CONFIRMED], renew__gt=""),
            )
        )

    def changelist_view(self, request, extra_context=None):
        approves = request.user.has_role(Role.APPROVER)
        about = {"title": self.opts.verbose_name_plural, "own_check": OWN_CHECK, "is_approver": approves}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    @admin.display(description="ข้อ", ordering="order")
    def item_shown(self, item: Item) -> SafeString:
        return format_html(
            '<a class="ita-item-link" href="{}"><strong>{} {}</strong> {}</a>{}',
            reverse("admin:ita_item_change", args=[item.pk]),
            item.cycle.label,
            item.code,
            item.title,
            format_html('<span class="ita-quiet">{}</span>', item.indicator) if item.indicator else "",
        )

    @admin.display(description="ผลการตรวจและหลักฐาน", ordering="level")
    def state_shown(self, item: Item) -> SafeString:
        told = [
            (item.confirmed, "ยืนยันแล้ว"),
            (item.proposed, "รอยืนยัน"),
            (item.returned, "ส่งกลับ"),
            (item.to_renew, "ต้องทำใหม่"),
        ]
        badge = {"level": item.level, "words": LEVEL_LABELS[item.level]}
        return format_html(
            '{}<span class="ita-quiet">{}</span>',
            render_to_string("admin/ita/level.html", badge),
            " · ".join(f"{words} {count}" for count, words in told if count) or "ยังไม่มีหลักฐาน",
        )

    @admin.display(description="ผู้รับผิดชอบและกำหนด", ordering="owner")
    def whose_shown(self, item: Item) -> SafeString:
        due = due_of(item, timezone.localdate())
        return format_html(
            '{}<span class="ita-quiet">{}</span>',
            item.owner.title if item.owner else "ยังไม่กำหนดผู้รับผิดชอบ",
            f"กำหนด {format_date(due)}" if due else "",
        )

    # -- the page of one item --------------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        item = self._item_or_404(request, object_id)
        may_check = request.user.has_role(*STAFF) and item.cycle.status == Cycle.Status.OPEN
        if request.method == "POST":
            if not may_check:
                raise PermissionDenied
            just_now = item.checked_at is not None and timezone.now() - item.checked_at < AGAIN
            if item.stale or not just_now:
                checking.check_now(item)
            messages.success(request, "ตรวจข้อนี้แล้ว")
            return HttpResponseRedirect(request.path)
        today = timezone.localdate()
        results = list(Result.objects.filter(item=item))
        rows = list(
            item.evidence.select_related("publication", "proposed_by", "confirmed_by").prefetch_related(
                "claims"
            )
        )
        earlier = self._last_year(item)
        for row in rows:
            row.item = item
        cards = shown([*rows, *earlier], request.user, results)
        standing = [card for card in cards[: len(rows)] if card.evidence.state != State.RETIRED]
        due = due_of(item, today)
        return desk_page(
            self,
            request,
            "item.html",
            f"{item_label(item)} {item.title}",
            trail=[
                (
                    self.opts.verbose_name_plural,
                    f"{reverse('admin:ita_item_changelist')}?cycle={item.cycle_id}",
                )
            ],
            original=item,
            item=item,
            level_label=LEVEL_LABELS[item.level],
            period=period_asked(item),
            due=due,
            days=(due - today).days if due else None,
            elements=asked_elements(
                item, (card for card in standing if card.evidence.state != State.RETURNED)
            ),
            results=most_pressing(result for result in results if result.evidence_id is None),
            cards=standing,
            retired=[card for card in cards[: len(rows)] if card.evidence.state == State.RETIRED],
            earlier=cards[len(rows) :],
            may_check=may_check,
            may_correct=request.user.has_role(Role.ADMINISTRATOR),
            may_propose=not why_not(Step.PROPOSE, item, request.user),
            own_check=OWN_CHECK,
        )

    def _item_or_404(self, request: HttpRequest, object_id: int | str) -> Item:
        item = self.get_object(request, str(object_id))
        if item is None:
            raise Http404
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        return item

    def _last_year(self, item: Item) -> list[Evidence]:
        """What was evidence of the same concept in the cycle before; one query, none for the index of the act."""
        if item.cycle.is_act:
            return []
        before = Cycle.objects.assessments().filter(fiscal_year__lt=item.cycle.fiscal_year)
        newest = before.order_by("-fiscal_year").values("pk")[:1]
        return list(
            Evidence.objects.confirmed()
            .filter(item__concept=item.concept, item__cycle__in=newest)
            .select_related("publication", "item__cycle")
        )


def due_of(item: Item, today: date) -> date | None:
    """When the item's evidence must stand: its own day, or the one that its period implies."""
    cycle = item.cycle
    return item.due_on or periods.due_on(
        item.period_kind, item.period_offset, cycle.fiscal_year, cycle.opens_on, today
    )

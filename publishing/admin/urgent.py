"""What an urgent publication opens, on the desk: the second review, the report to the chief executive, the follow-ups."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing import duties, urgent
from publishing.admin.lists import PlainSearch, ReadOnly
from publishing.admin.memo import garuda_view, memo_view
from publishing.admin.pages import desk_page, sentences_of
from publishing.admin.urgent_event import acts_of, address_of, event_of, second_review_buttons
from publishing.fields import WordsField
from publishing.hands import second_reviewers_of
from publishing.models import ChiefReport, FollowUp, SecondReview
from publishing.refusal import Refused
from publishing.states import SECOND_REVIEW, Action
from thai.dates import format_date, format_datetime
from thai.forms import ThaiDateField

LATE = format_html('<br><strong class="urgent-late">{}</strong>', "เกินกำหนด")


class UrgentAdmin(ReadOnly, PlainSearch, admin.ModelAdmin):
    """A list of one kind of duty, and a page of each: rows are opened by workflow and `urgent.py`, never added here."""

    list_per_page = 50
    show_full_result_count = False
    search_fields = ["edition__title"]
    search_help_text = "ค้นจากชื่อเรื่อง"
    list_display_links = None
    list_select_related = ["edition__publication", "edition__approved_by"]
    actions = None
    page = ""  # the template

    class Media:
        css = {"all": ["desk/urgent.css"]}

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    def get_queryset(self, request):
        related = ["edition__publication", "edition__owner", "edition__approved_by__position"]
        return super().get_queryset(request).select_related(*related).defer("edition__body")

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        """The page of one duty (GET) and what is done about it (POST)."""
        duty = self.duty_or_404(request, object_id)
        return self.show(request, duty)

    def duty_or_404(self, request: HttpRequest, object_id: object):
        duty = self.get_object(request, str(object_id))
        if duty is None:
            raise Http404
        if not self.has_view_permission(request, duty):
            raise PermissionDenied
        return duty

    def show(self, request: HttpRequest, duty, *, reasons: list[str] | None = None, **context: object):
        """The page, with the `reasons` for which what was sent was refused."""
        edition = duty.edition
        acts = acts_of(edition)
        review = edition.second_review
        shared = {
            "duty": duty,
            "original": duty,
            "edition": edition,
            "event": event_of(edition),
            "published": acts.get(Action.URGENT_PUBLISH),
            "acknowledging": acts.get(urgent.ACKNOWLEDGED),
            "review": review,
            "reviewed": acts.get(
                {outcome: action for action, outcome in SECOND_REVIEW.items()}.get(
                    review.outcome, Action.REMOVE
                )
            ),
            "reasons": reasons or [],
            "media": self.media,
        }
        title = f"{self.opts.verbose_name}: {edition.title}"
        return desk_page(
            self, request, self.page, title, status=409 if reasons else 200, **{**shared, **context}
        )

    def done(self, request: HttpRequest, sentence: str, duty) -> HttpResponse:
        messages.success(request, sentence)
        return HttpResponseRedirect(address_of(duty))

    def title_link(self, duty) -> SafeString:
        edition = duty.edition
        about = f"{edition.publication.declared.title} · เผยแพร่ {format_datetime(edition.published_at)}"
        by = f"โดย {edition.approved_by.full_name}" if edition.approved_by else ""
        address = address_of(duty)
        return format_html(
            '<a class="urgent-title" href="{}">{}</a><br>{} {}', address, edition.title, about, by
        )

    title_link.short_description = "เรื่อง"


class StandFilter(admin.SimpleListFilter):
    """What is still to be done, and what is done. `open_when` are the conditions on what is open."""

    title = "สถานะ"
    parameter_name = "stand"
    open_when: dict[str, object] = {}

    def lookups(self, request, model_admin):
        return [("open", "ยังไม่เสร็จ"), ("done", "เสร็จแล้ว")]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.filter(**self.open_when)
        return queryset.exclude(**self.open_when) if self.value() == "done" else queryset


# The second review


class ReviewFilter(StandFilter):
    open_when = {"outcome": ""}


@admin.register(SecondReview)
class SecondReviewAdmin(UrgentAdmin):
    """What is open and due first comes first; the page leads to the moves that confirm, correct or remove."""

    page = "second_review.html"
    list_display = ["title_link", "due_shown", "outcome_shown"]
    list_filter = [ReviewFilter]
    ordering = [F("done_at").desc(nulls_first=True), "due_at"]

    def show(self, request, duty, **context):
        is_open = duty.is_open
        about = {
            **(second_review_buttons(duty.edition, request.user) if is_open else {}),
            "reviewers": second_reviewers_of(duty.edition) if is_open else [],
        }
        return super().show(request, duty, **{**about, **context})

    @admin.display(description="ต้องสอบทาน", ordering="due_at")
    def due_shown(self, review: SecondReview) -> SafeString:
        return format_html("ภายใน {}{}", format_datetime(review.due_at), LATE if review.is_overdue else "")

    @admin.display(description="ผลการสอบทาน", ordering="outcome")
    def outcome_shown(self, review: SecondReview) -> SafeString:
        when = format_datetime(review.done_at) if review.done_at else ""
        return format_html("{}<br>{}", review.get_outcome_display(), when)


# The report to the chief executive


class ReportFilter(StandFilter):
    open_when = {"acknowledged_at": None}

    def lookups(self, request, model_admin):
        return [("open", "รอรับทราบ"), ("done", "รับทราบแล้ว")]


class AcknowledgeForm(forms.Form):
    instruction = WordsField(
        label="ข้อสั่งการ (ถ้ามี)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 70}),
        help_text="เว้นว่างได้ถ้าเพียงรับทราบ ข้อความนี้แสดงในบันทึกข้อความและในประวัติของเรื่อง",
    )


class NumberForm(forms.Form):
    number = forms.CharField(
        label="ที่",
        required=False,
        max_length=60,
        help_text="เลขที่บันทึกข้อความจากทะเบียนหนังสือ เว้นว่างไว้จนกว่าจะออกเลข ระบบไม่ออกเลขให้",
    )
    dated_on = ThaiDateField(label="ลงวันที่", required=False)


@admin.register(ChiefReport)
class ChiefReportAdmin(UrgentAdmin):
    """What waits for the chief executive first. Its page is where an urgent publication is followed: memo, review, follow-ups."""

    page = "report.html"
    list_display = ["title_link", "number", "acknowledged_shown"]
    list_filter = [ReportFilter]
    ordering = [F("acknowledged_at").desc(nulls_first=True), "-opened_at"]

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("garuda/", view(garuda_view), name="publishing_chiefreport_garuda"),
            path("<int:object_id>/memo/", view(self.memo_page), name="publishing_chiefreport_memo"),
            *super().get_urls(),
        ]

    def memo_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The memo to print."""
        return memo_view(request, self.duty_or_404(request, object_id))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = self.duty_or_404(request, object_id)
        if request.method != "POST":
            return self.show(request, report)
        if "acknowledge" in request.POST:
            form = AcknowledgeForm(request.POST)
            return self._do(request, report, "acknowledge_form", form, urgent.acknowledge, "รับทราบรายงานแล้ว")
        form = NumberForm(request.POST)
        return self._do(request, report, "number_form", form, urgent.set_number, "บันทึกเลขที่และวันที่แล้ว")

    def _do(
        self, request, report: ChiefReport, name: str, form: forms.Form, act, sentence: str
    ) -> HttpResponse:
        """Do it, or show the page again with the reasons and what was typed."""
        if not form.is_valid():
            return self.show(request, report, reasons=sentences_of(form), **{name: form})
        try:
            act(report, actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            return self.show(request, report, reasons=refusal.reasons, **{name: form})
        return self.done(request, sentence, report)

    def show(self, request, duty, **context):
        may_acknowledge = not urgent.why_not_acknowledge(duty, request.user)
        may_number = request.user.has_role(*duties.OFFICERS)
        numbered = {"number": duty.number, "dated_on": duty.dated_on}
        publication = duty.edition.publication
        about = {
            "acknowledged": duty.acknowledged_at and duties.how_long(duty.acknowledged_at - duty.opened_at),
            "waited": duties.how_long(timezone.now() - duty.opened_at),
            "acknowledge_form": AcknowledgeForm() if may_acknowledge else None,
            "number_form": NumberForm(initial=numbered) if may_number else None,
            "memo": reverse("admin:publishing_chiefreport_memo", args=[duty.pk]),
            "banner": f"{reverse('admin:publishing_banner_add')}?publication={publication.pk}"
            if request.user.has_perm("publishing.add_banner")
            else "",
            "follow_ups": duty.edition.follow_ups.select_related("done_by"),
        }
        return super().show(request, duty, **{**about, **context})

    @admin.display(description="การรับทราบ", ordering="acknowledged_at")
    def acknowledged_shown(self, report: ChiefReport) -> SafeString | str:
        if report.acknowledged_at is None:
            waited = duties.how_long(timezone.now() - report.opened_at)
            return format_html('<strong class="urgent-late">รอรับทราบ</strong><br>มาแล้ว {}', waited)
        taken = duties.how_long(report.acknowledged_at - report.opened_at)
        return format_html("รับทราบ {}<br>ภายใน {}", format_datetime(report.acknowledged_at), taken)


# The follow-up


class FollowUpFilter(StandFilter):
    open_when = {"done_at": None}


class FollowUpForm(forms.ModelForm):
    class Meta:
        model = FollowUp
        fields = ["effects", "lessons"]
        field_classes = {"effects": WordsField, "lessons": WordsField}
        widgets = {name: forms.Textarea(attrs={"rows": 5, "cols": 70}) for name in fields}


@admin.register(FollowUp)
class FollowUpAdmin(UrgentAdmin):
    """What is open and due first comes first. An assessment is written once and then read."""

    page = "follow_up.html"
    list_display = ["title_link", "days_shown", "due_shown", "done_shown"]
    list_filter = [FollowUpFilter]
    ordering = [F("done_at").desc(nulls_first=True), "due_on"]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        one = self.duty_or_404(request, object_id)
        if request.method != "POST":
            return self.show(request, one)
        form = FollowUpForm(request.POST)
        reasons = sentences_of(form)
        if not reasons:
            try:
                urgent.follow_up(one, actor=request.user, **form.cleaned_data)
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                return self.done(request, f"บันทึกผลหลังเผยแพร่ {one.days} วันแล้ว", one)
        return self.show(request, one, reasons=reasons, form=form)

    def show(self, request, duty, **context):
        may = duty.done_at is None and request.user.has_role(*duties.OFFICERS)
        too_early = timezone.localdate() < duty.opens_on
        about = {
            "form": FollowUpForm() if may and not too_early else None,
            "opens_on": duty.opens_on if too_early else None,
            "others": duty.edition.follow_ups.exclude(pk=duty.pk).select_related("done_by"),
        }
        return super().show(request, duty, **{**about, **context})

    @admin.display(description="การติดตาม", ordering="days")
    def days_shown(self, one: FollowUp) -> str:
        return f"หลังเผยแพร่ {one.days} วัน"

    @admin.display(description="กำหนด", ordering="due_on")
    def due_shown(self, one: FollowUp) -> SafeString:
        return format_html("ครบกำหนด {}{}", format_date(one.due_on), LATE if one.is_overdue else "")

    @admin.display(description="ผล", ordering="done_at")
    def done_shown(self, one: FollowUp) -> str:
        return f"ประเมินแล้ว {format_datetime(one.done_at)}" if one.done_at else "ยังไม่ประเมิน"

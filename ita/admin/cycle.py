"""The cycles on the desk: the list, the dates, what an administrator does to a whole cycle, and what comes and goes as JSON."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ita import carrying, cycles
from ita.admin.correcting import CorrectingPages
from ita.admin.exports import ItasExport
from ita.admin.importing import ImportPage
from ita.admin.pages import desk_page
from ita.documents import DATES, slug_of, write
from ita.models import Cycle, Evidence, Score
from ita.models.cycle import Basis
from ita.rules import CHECKS
from publishing import ledger
from publishing.refusal import Refused
from thai.dates import format_date, format_date_range
from thai.forms import ADMIN_FIELDS, YearBEField

EDITED = "แก้ไขรอบการประเมิน ITA"


class YearForm(forms.Form):
    year = YearBEField(label="ปีงบประมาณของรอบใหม่", help_text="พ.ศ. สี่หลัก เช่น 2570 ปกติคือปีถัดไป")


@admin.register(Cycle)
class CycleAdmin(ImportPage, CorrectingPages, ItasExport, admin.ModelAdmin):
    """Everybody who may see the board reads; administrators change. A cycle comes by import or from the year before."""

    formfield_overrides = ADMIN_FIELDS
    change_list_template = "admin/ita/cycles.html"
    change_form_template = "admin/ita/cycle_form.html"
    list_display = ["cycle_shown", "dates_shown", "score_shown", "unsure_shown", "pages_shown"]
    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    actions = None
    fieldsets = [
        (None, {"fields": ["name", "source", "note"]}),
        (
            "กรอกข้อมูลในระบบ ITAS",
            {"fields": ["opens_on", "closes_on"], "description": "ตามปฏิทินของสำนักงาน ป.ป.ช. ใช้เตือนในกระดาน"},
        ),
        ("ชี้แจงเพิ่มเติม", {"fields": ["clarify_from", "clarify_to"]}),
        (
            "คงหลักฐาน",
            {
                "fields": ["freeze_from", "freeze_to"],
                "description": "ในช่วงนี้ การถอน ลบ หรือเปลี่ยนหน้าและไฟล์ที่เป็นหลักฐานต้องให้เหตุผล",
            },
        ),
    ]

    class Media:
        css = {"all": ["desk/ita.css"]}

    def get_queryset(self, request) -> QuerySet[Cycle]:
        score = Score.objects.filter(cycle=OuterRef("pk")).order_by("-day")
        return (
            super()
            .get_queryset(request)
            .annotate(
                score_day=Subquery(score.values("day")[:1]),
                score_points=Subquery(score.values("points")[:1]),
                item_count=Count("items", distinct=True),
                unsure_titles=Count("items", filter=~Q(items__title_basis=Basis.CONFIRMED), distinct=True),
                unsure_elements=Count(
                    "items__elements", filter=~Q(items__elements__basis=Basis.CONFIRMED), distinct=True
                ),
            )
        )

    def get_object(self, request, object_id, from_field=None):
        # More digits than a key can have: the databases refuse them loudly.
        return super().get_object(request, object_id, from_field) if len(object_id) < 19 else None

    # -- who may ---------------------------------------------------------------------------------------------

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None or obj.status != Cycle.Status.CLOSED
        )

    def may_manage(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ita.change_cycle")

    def get_fieldsets(self, request, obj=None):
        """The form; for who only reads, dates as they are read, and the note for administrators alone."""
        if not self.has_change_permission(request, obj):
            names = ["name", "source", *(["note"] if self.may_manage(request) else []), "dates_shown"]
            return [(None, {"fields": names})]
        return self.fieldsets[:1] if obj is not None and obj.is_act else self.fieldsets

    def get_readonly_fields(self, request, obj=None):
        return ["dates_shown"]

    # -- the list and the form -------------------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        about = {"title": self.opts.verbose_name_plural, "may_manage": self.may_manage(request)}
        return super().changelist_view(request, {**about, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        cycle = self.get_object(request, str(object_id))
        about = {
            "cycle": cycle,
            "title": str(cycle),
            "subtitle": None,
            "may_manage": self.may_manage(request),
        }
        return super().change_view(request, object_id, form_url, {**about, **(extra_context or {})})

    def save_model(self, request, obj, form, change):
        """Only what was typed: the status may have moved meanwhile."""
        if not form.changed_data:
            return
        with transaction.atomic():
            labels = ", ".join(str(form.fields[name].label) for name in form.changed_data)
            ledger.append(EDITED, actor=request.user, note=f"{obj.label}: {labels}")
            Cycle.objects.filter(pk=obj.pk).update(**{name: getattr(obj, name) for name in form.changed_data})

    # -- the pages beside it ---------------------------------------------------------------------------------

    def get_urls(self):
        view = self.admin_site.admin_view
        pages = (
            ("open", self.open_view),
            ("close", self.close_view),
            ("next", self.next_view),
            ("carried", self.carried_view),
            ("export", self.export_view),
            ("items", self.items_view),
        )
        own = [path(f"<int:object_id>/{name}/", view(page), name=f"ita_cycle_{name}") for name, page in pages]
        return [
            path("import/", view(self.import_view), name="ita_cycle_import"),
            *own,
            path("<int:object_id>/items/<int:item_id>/", view(self.item_view), name="ita_cycle_item"),
            *super().get_urls(),
        ]

    def cycle_of(self, request: HttpRequest, object_id: int, *, manage: bool = True) -> Cycle:
        """The cycle of an address. Raises PermissionDenied or Http404."""
        if not (self.may_manage(request) if manage else self.has_view_permission(request)):
            raise PermissionDenied
        cycle = self.get_object(request, str(object_id))
        if cycle is None:
            raise Http404
        return cycle

    def page_of(
        self, request: HttpRequest, cycle: Cycle, template: str, title: str, status: int = 200, **context
    ):
        trail = (
            (self.opts.verbose_name_plural, reverse("admin:ita_cycle_changelist")),
            (cycle.label, reverse("admin:ita_cycle_change", args=[cycle.pk])),
        )
        context = {"media": self.media, "trail": trail, "cycle": cycle, **context}
        return desk_page(self, request, template, title, status=status, **context)

    def back_to(self, cycle: Cycle) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:ita_cycle_change", args=[cycle.pk]))

    def export_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        cycle = self.cycle_of(request, object_id, manage=False)
        name = "ita-act" if cycle.is_act else f"ita-{cycle.fiscal_year}"
        return HttpResponse(
            write(cycle, note=self.may_manage(request)),
            content_type="application/json; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{slug_of(name)}.json"',
                "X-Content-Type-Options": "nosniff",
            },
        )

    def open_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        cycle = self.cycle_of(request, object_id)
        return self._move(request, cycle, "cycle_open.html", "เปิดใช้งาน", cycles.why_not_open, cycles.open_)

    def close_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        cycle = self.cycle_of(request, object_id)
        return self._move(request, cycle, "cycle_close.html", "ปิดรอบ", cycles.why_not_close, cycles.close)

    def _move(
        self, request: HttpRequest, cycle: Cycle, template: str, words: str, why_not, act
    ) -> HttpResponse:
        """A page that says what the button does, and the button."""
        reasons = why_not(cycle)
        if request.method == "POST" and not reasons:
            try:
                act(cycle, actor=request.user)
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, f"{words} {cycle.label} แล้ว")
                return self.back_to(cycle)
        waiting = Evidence.objects.filter(item__cycle=cycle, state=Evidence.State.PROPOSED).count()
        return self.page_of(
            request,
            cycle,
            template,
            f"{words} {cycle.label}",
            409 if request.method == "POST" else 200,
            reasons=reasons,
            waiting=waiting,
            checks=CHECKS.values(),
        )

    def next_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        cycle = self.cycle_of(request, object_id)
        if cycle.is_act:
            raise Http404
        form = YearForm(request.POST or None, initial={"year": cycle.fiscal_year + 1})
        reasons: list[str] = []
        if request.method == "POST" and form.is_valid():
            try:
                told = cycles.next_year(cycle, form.cleaned_data["year"], actor=request.user)
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, f"เริ่ม {told.cycle.label} จาก {cycle.label} แล้ว")
                return HttpResponseRedirect(reverse("admin:ita_cycle_carried", args=[told.cycle.pk]))
        return self.page_of(
            request,
            cycle,
            "cycle_next.html",
            f"เริ่มปีใหม่จาก {cycle.label}",
            409 if reasons else 200,
            form=form,
            reasons=reasons,
            known=[year for year in cycles.OURS if year.isdigit() and int(year) > cycle.fiscal_year],
        )

    def carried_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        cycle = self.cycle_of(request, object_id, manage=False)
        if cycle.carried_from is None:
            raise Http404
        told = carrying.report(cycle)
        title = f"{cycle.label} ยกมาจาก {cycle.carried_from.label}"
        return self.page_of(request, cycle, "cycle_carried.html", title, told=told)

    # -- columns ---------------------------------------------------------------------------------------------

    @admin.display(description="รอบ", ordering="fiscal_year")
    def cycle_shown(self, cycle: Cycle) -> SafeString:
        return format_html(
            '<a class="ita-item-link" href="{}"><strong>{}</strong></a><br>{} · {} ข้อ',
            reverse("admin:ita_cycle_change", args=[cycle.pk]),
            cycle.label,
            cycle.get_status_display(),
            cycle.item_count,
        )

    @admin.display(description="ช่วงเวลา")
    def dates_shown(self, cycle: Cycle) -> SafeString | str:
        lines = [
            (words, format_date_range(getattr(cycle, first), getattr(cycle, last)))
            for words, (first, last) in zip(
                ("กรอกข้อมูล", "ชี้แจง", "คงหลักฐาน"), zip(DATES[::2], DATES[1::2], strict=True), strict=True
            )
        ]
        told = [(words, days) for words, days in lines if days]
        if not told:
            return "ไม่มีปี" if cycle.is_act else "ยังไม่กำหนด"
        return format_html_join("", "{} {}<br>", told)

    @admin.display(description="คะแนนล่าสุด")
    def score_shown(self, cycle: Cycle) -> str:
        if cycle.score_day is None:
            return "ยังไม่ได้ตรวจ"
        return f"{cycle.score_points:.2f} ({format_date(cycle.score_day)})"

    @admin.display(description="ยังไม่ได้เทียบกับคู่มือ")
    def unsure_shown(self, cycle: Cycle) -> SafeString | str:
        left = cycle.unsure_titles + cycle.unsure_elements
        if not left:
            return "เทียบครบแล้ว"
        address = reverse("admin:ita_cycle_items", args=[cycle.pk])
        return format_html('<a class="ita-item-link" href="{}">{} แห่ง</a>', address, left)

    @admin.display(description="ไปที่")
    def pages_shown(self, cycle: Cycle) -> SafeString:
        pages = [
            (reverse("admin:ita_board", args=[cycle.pk]), "กระดาน", cycle.label),
            (reverse("admin:ita_cycle_export", args=[cycle.pk]), "ส่งออก JSON", cycle.label),
        ]
        link = '<a class="ita-act" href="{}">{}<span class="visually-hidden"> {}</span></a>'
        return format_html_join("", link, pages)

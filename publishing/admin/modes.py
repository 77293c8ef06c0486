"""The site's modes: what is on, what is coming, what has been; in the ledger like the office's profile."""

from django.contrib import admin, messages
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Mode
from publishing import ledger
from publishing.admin.acting import OVER, PHASES, RUNNING, PhaseFilter, phase_of
from publishing.admin.office import RecordedAdmin
from thai.dates import format_date_range
from thai.forms import ADMIN_FIELDS

CLOSED = "ขณะนี้ประชาชนเห็นเพียงหน้าแจ้งปิดปรับปรุง เมื่อเสร็จแล้วให้ลบรายการนี้เพื่อเปิดเว็บไซต์ทันที หรือปล่อยให้สิ้นสุดเองตามวันที่"


@admin.register(Mode)
class ModeAdmin(RecordedAdmin):
    """What ends last stands first. What is over stays as it was; anything else may be changed, or deleted to end it at once."""

    formfield_overrides = ADMIN_FIELDS
    list_display = ["kind", "time_shown", "text"]
    list_filter = [PhaseFilter]
    list_per_page = 50
    show_full_result_count = False
    fields = ["kind", "starts_on", "ends_on", "text", "colour"]

    class Media:
        css = {"all": ["desk/history.css"]}

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or phase_of(obj) != OVER)

    def has_delete_permission(self, request, obj=None) -> bool:
        return obj is not None and self.has_change_permission(request, obj)

    def ledger_note(self, obj: Mode) -> str:
        colour = f" (แถบสี{obj.get_colour_display()})" if obj.colour else ""
        return f"{obj}{colour}: {obj.text}" if obj.text else f"{obj}{colour}"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.kind == Mode.Kind.MAINTENANCE and phase_of(obj) == RUNNING:
            messages.warning(request, CLOSED)

    def delete_model(self, request, obj):
        with transaction.atomic():
            ledger.append("ลบโหมดของเว็บไซต์", actor=request.user, note=self.ledger_note(obj))
            super().delete_model(request, obj)

    @admin.display(description="ระยะเวลา", ordering="ends_on")
    def time_shown(self, mode: Mode) -> SafeString:
        phase = phase_of(mode)
        return format_html(
            '<span class="state state-acting-{}">{}</span><br>{}',
            phase,
            PHASES[phase],
            format_date_range(mode.starts_on, mode.ends_on),
        )

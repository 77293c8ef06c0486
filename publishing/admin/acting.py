"""Who acts for whom (รักษาราชการแทน): added by an administrator from the written order, never rewritten once begun."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Acting, Mode, User
from publishing import ledger
from publishing.admin.lists import PlainSearch
from publishing.admin.office import RecordedAdmin
from publishing.handover import acting_note
from thai.dates import format_date
from thai.forms import ADMIN_FIELDS

#: Longer orders are unusual: the administrator is asked to read the dates again.
USUAL_LENGTH = timedelta(days=180)
ENDS_EARLIER = "แก้ให้สิ้นสุดเร็วขึ้นได้เท่านั้น นับวันนี้ด้วย ถ้าให้หมดสิทธิ์ตั้งแต่วันนี้ ให้ใส่วันที่ของเมื่อวาน"
RUNNING, COMING, OVER = range(3)
PHASES = {RUNNING: "กำลังมีผล", COMING: "ยังไม่ถึงกำหนด", OVER: "สิ้นสุดแล้ว"}


def phase_of(acting: Acting | Mode) -> int:
    today = timezone.localdate()
    if acting.starts_on > today:
        return COMING
    return RUNNING if acting.ends_on >= today else OVER


def _phase_column() -> Case:
    """The same for the database: in the order of PHASES."""
    today = timezone.localdate()
    return Case(
        When(starts_on__gt=today, then=Value(COMING)),
        When(ends_on__lt=today, then=Value(OVER)),
        default=Value(RUNNING),
    )


class ActingForm(forms.ModelForm):
    """One order. `author` (set by the admin) is who writes it down."""

    author: User

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("person") == self.author:
            self.add_error("person", "ท่านกำหนดให้ตนเองรักษาราชการแทนไม่ได้ ให้ผู้ดูแลระบบคนอื่นเป็นผู้บันทึก")
        if self.instance.pk and phase_of(self.instance) != COMING:
            self._check_end(cleaned.get("ends_on"))
        elif cleaned.get("ends_on") and cleaned["ends_on"] < timezone.localdate():
            self.add_error("ends_on", "วันสิ้นสุดผ่านไปแล้ว ตรวจวันที่ในคำสั่งอีกครั้ง")
        return cleaned

    def _check_end(self, ends_on) -> None:
        """What has begun may only end earlier, and not on a day on which it may have been used already."""
        before, yesterday = self.initial["ends_on"], timezone.localdate() - timedelta(days=1)
        if ends_on is None or ends_on == before:
            return
        if ends_on > before:
            self.add_error(
                "ends_on",
                f"เลื่อนวันสิ้นสุดออกไปหลังวันที่ {format_date(before)} ไม่ได้ ให้เพิ่มรายการใหม่ตามคำสั่งฉบับใหม่",
            )
        elif ends_on < yesterday:
            self.add_error(
                "ends_on",
                f"วันสิ้นสุดย้อนหลังได้ไม่เกินเมื่อวาน ({format_date(yesterday)}) เพราะวันก่อนหน้านั้นผู้นี้รักษาราชการแทนไปแล้ว",
            )

    def _update_errors(self, errors: ValidationError) -> None:
        """What has begun is not judged again: its person may have been appointed to the post since."""
        asked = {*self.fields, NON_FIELD_ERRORS}
        errors.error_dict = {name: found for name, found in errors.error_dict.items() if name in asked}
        super()._update_errors(errors)

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and (other := self._overlapping()):
            self.add_error(
                None,
                f"มีรายการของผู้นี้แทนตำแหน่งนี้ในบทบาทเดียวกันอยู่แล้ว ตั้งแต่วันที่ {format_date(other.starts_on)} "
                f"ถึงวันที่ {format_date(other.ends_on)} ให้แก้วันที่ไม่ให้ทับกัน",
            )

    def _overlapping(self) -> Acting | None:
        new = self.instance
        same = Acting.objects.filter(person=new.person, position=new.position, role=new.role)
        return same.filter(starts_on__lte=new.ends_on, ends_on__gte=new.starts_on).exclude(pk=new.pk).first()


class PhaseFilter(admin.SimpleListFilter):
    title = "สถานะ"
    parameter_name = "phase"

    def lookups(self, request, model_admin):
        return [(str(phase), label) for phase, label in PHASES.items()]

    def queryset(self, request, queryset):
        known = {str(phase) for phase in PHASES}
        if self.value() not in known:
            return queryset
        return queryset.alias(phase=_phase_column()).filter(phase=int(self.value()))


@admin.register(Acting)
class ActingAdmin(PlainSearch, RecordedAdmin):
    """Today's first. What has begun stays as it was, apart from an earlier end; what has not may be cancelled."""

    form = ActingForm
    formfield_overrides = ADMIN_FIELDS
    list_display = ["person", "acts_as", "time_shown"]
    list_display_links = ["person"]
    list_filter = [PhaseFilter]
    list_select_related = ["person", "position"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["person__full_name", "position__title", "order_number"]
    search_help_text = "ค้นจากชื่อ ตำแหน่ง หรือเลขที่คำสั่ง"

    class Media:
        css = {"all": ["desk/history.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "position")

    def get_ordering(self, request):
        return [_phase_column().asc(), "-starts_on", "-pk"]

    # -- who may ---------------------------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or phase_of(obj) != OVER)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Only an order that has not begun yet can be cancelled; the ledger keeps what it said."""
        return obj is not None and phase_of(obj) == COMING and self.has_change_permission(request, obj)

    # -- the form --------------------------------------------------------------------------------------------

    def get_fields(self, request, obj=None):
        if obj is not None and not self.has_change_permission(request, obj):
            return ["person", "position", "role", "starts_shown", "ends_shown", "order_number", "phase_shown"]
        if obj is not None and phase_of(obj) == RUNNING:
            return ["person", "position", "role", "starts_shown", "ends_on", "order_number", "phase_shown"]
        return ["person", "position", "role", "starts_on", "ends_on", "order_number"]

    def get_readonly_fields(self, request, obj=None):
        if obj is not None and phase_of(obj) == RUNNING:
            return ["person", "position", "role", "starts_shown", "order_number", "phase_shown"]
        return ["starts_shown", "ends_shown", "phase_shown"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.author = request.user
        for name in {"person", "position"} & set(form.base_fields):
            widget = form.base_fields[name].widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        if "ends_on" in form.base_fields and obj is not None and phase_of(obj) == RUNNING:
            form.base_fields["ends_on"].help_text = ENDS_EARLIER
        return form

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":
            kwargs["queryset"] = User.objects.filter(is_active=True).select_related("position")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "person":
            field.label_from_instance = _name_and_title
        return field

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.ends_on - obj.starts_on > USUAL_LENGTH:
            messages.warning(request, "รายการนี้ยาวกว่า 180 วัน ตรวจวันที่กับคำสั่งอีกครั้ง ถ้าถูกต้องแล้วไม่ต้องทำอะไรเพิ่ม")

    def delete_model(self, request, obj):
        with transaction.atomic():
            ledger.append("ยกเลิกการรักษาราชการแทน", actor=request.user, note=acting_note(obj))
            super().delete_model(request, obj)

    def ledger_note(self, obj: Acting) -> str:
        return acting_note(obj)

    # -- columns ---------------------------------------------------------------------------------------------

    @admin.display(description="แทนตำแหน่งและบทบาท", ordering="position")
    def acts_as(self, acting: Acting) -> SafeString:
        return format_html("{}<br>{}", acting.position.title, acting.get_role_display())

    @admin.display(description="ระยะเวลา", ordering="starts_on")
    def time_shown(self, acting: Acting) -> SafeString:
        badge = self.phase_shown(acting)
        return format_html(
            "{}<br>{} ถึง {}", badge, format_date(acting.starts_on), format_date(acting.ends_on)
        )

    @admin.display(description="ตั้งแต่วันที่")
    def starts_shown(self, acting: Acting) -> str:
        return format_date(acting.starts_on)

    @admin.display(description="ถึงวันที่")
    def ends_shown(self, acting: Acting) -> str:
        return format_date(acting.ends_on)

    @admin.display(description="สถานะ")
    def phase_shown(self, acting: Acting) -> SafeString:
        phase = phase_of(acting)
        return format_html('<span class="state state-acting-{}">{}</span>', phase, PHASES[phase])


def _name_and_title(person: User) -> str:
    return f"{person.full_name} ({person.position.title})" if person.position else person.full_name

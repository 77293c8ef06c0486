"""The office and its people. Here and not in accounts, because a change of role goes into the ledger."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone

from accounts.models import Office, Position, StartCode, Unit, User
from accounts.roles import NOT_WITH_ADMINISTRATOR, Role
from accounts.session_store import end_sessions
from publishing import ledger
from publishing.admin.colours import ColourField, ColoursForm, picture_of
from publishing.admin.handover import HandoverAdmin
from publishing.admin.second_factor import SecondFactorAdmin
from publishing.admin.start_code import StartCodeAdmin
from publishing.handover import hand_over, lock_left_work
from publishing.pictures import read_picture
from thai.dates import format_date, format_datetime

EMAIL_HELP = "รับจดหมายแจ้งจากระบบ และใช้ตั้งรหัสผ่านใหม่เมื่อลืม ควรเป็นอีเมลราชการของผู้นี้เอง"

admin.site.unregister(Group) if admin.site.is_registered(Group) else None


def check_roles(groups, person: User) -> None:
    """Raises ValidationError when somebody would hand out accounts and publish as well, today or by an order to act."""
    roles = {role for role in Role if role.label in {group.name for group in groups}}
    if Role.ADMINISTRATOR not in roles:
        return
    if roles & NOT_WITH_ADMINISTRATOR:
        raise ValidationError("ผู้ดูแลระบบจัดการบัญชี จึงเป็นผู้จัดทำ ผู้ตรวจสอบ หรือผู้อนุมัติพร้อมกันไม่ได้")
    acting = person.acting.filter(ends_on__gte=timezone.localdate()).select_related("position").first()
    if acting:
        raise ValidationError(
            f"ผู้นี้รักษาราชการแทน{acting.position}ถึงวันที่ {format_date(acting.ends_on)} จึงเป็นผู้ดูแลระบบพร้อมกันไม่ได้ "
            "ให้แก้วันสิ้นสุดที่ “การรักษาราชการแทน” ก่อน"
        )


class StaffChangeForm(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        help_texts = {"email": EMAIL_HELP}

    def clean_groups(self):
        groups = self.cleaned_data["groups"]
        check_roles(groups, self.instance)
        return groups


class StaffCreationForm(UserCreationForm):
    """Without a password: its person sets it with a start code, and nobody else knows it."""

    password1 = password2 = None

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["username", "full_name", "position", "email"]
        help_texts = {"email": EMAIL_HELP}

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return forms.ModelForm.save(self, commit)


@admin.register(User)
class StaffAdmin(HandoverAdmin, SecondFactorAdmin, StartCodeAdmin, UserAdmin):
    """People are deactivated, never deleted: the ledger and the editions name them."""

    form = StaffChangeForm
    add_form = StaffCreationForm
    list_display = ["full_name", "username", "position", "roles_shown", "is_active"]
    list_display_links = ["full_name"]
    list_filter = ["is_active", "groups", "position__unit"]
    list_select_related = ["position"]
    search_fields = ["username", "full_name", "email"]
    ordering = ["full_name"]
    actions = None
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "start_shown", "factor_shown"]}),
        ("บุคคล", {"fields": ["full_name", "position", "email"]}),
        (
            "สิทธิ์",
            {
                "fields": ["is_active", "groups", "handover_link"],
                "description": "บทบาทกำหนดว่าทำอะไรได้ เลือกได้หลายบทบาท",
            },
        ),
        ("เวลา", {"fields": ["last_seen", "joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "full_name", "position", "email"]})]
    readonly_fields = ["last_seen", "joined", "handover_link", "start_shown", "factor_shown"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description="เข้าสู่ระบบครั้งล่าสุด")
    def last_seen(self, user: User) -> str:
        return format_datetime(user.last_login) if user.last_login else "ยังไม่เคย"

    @admin.display(description="วันที่สร้างบัญชี")
    def joined(self, user: User) -> str:
        return format_datetime(user.date_joined)

    @admin.display(description="บทบาท")
    def roles_shown(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["label"] = "บทบาท"
            kwargs["help_text"] = ""
            kwargs["queryset"] = Group.objects.filter(name__in=[role.label for role in Role])
            return db_field.formfield(**kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives himself a role, a position or his account back."""
        own = ["groups", "position", "is_active"] if obj is not None and obj.pk == request.user.pk else []
        return [*super().get_readonly_fields(request, obj), *own]

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        messages.info(request, "ต่อไปให้เลือกบทบาท บันทึก แล้วกด “ออกใบเริ่มใช้งาน” มอบให้เจ้าของบัญชี")
        return response

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """A change of role or of being active is written to the ledger with the save itself."""
        user = form.instance
        with transaction.atomic():
            before = set(user.groups.values_list("name", flat=True))
            super().save_related(request, form, formsets, change)
            after = set(user.groups.values_list("name", flat=True))
            notes = [f"ได้รับบทบาท{name}" for name in sorted(after - before)]
            notes += [f"พ้นจากบทบาท{name}" for name in sorted(before - after)]
            if change and "is_active" in form.changed_data:
                notes.append("เปิดใช้บัญชี" if user.is_active else "ระงับบัญชี")
            written = [name for name in form.changed_data if name not in ("groups", "is_active")]
            if change and written:
                notes.append(f"แก้ไข{', '.join(str(form.fields[name].label) for name in written)}")
            if not change:
                notes.append("สร้างบัญชี")
            deactivated = change and "is_active" in form.changed_data and not user.is_active
            if after != before or {"is_active", "position", "username", "email"} & set(form.changed_data):
                # Whoever is another one at the desk comes in anew.
                end_sessions(user, but=request.session.session_key)
            if deactivated:
                # Whoever opens the account again may do it before a code that went astray is over.
                StartCode.objects.filter(user=user).delete()
                lock_left_work(user)
            if notes:
                ledger.append("จัดการบัญชี", actor=request.user, note=f"{user.full_name}: {', '.join(notes)}")
            if deactivated:
                user.was_deactivated = True
                for sentence in hand_over(user, actor=request.user):
                    messages.info(request, sentence)

    def response_change(self, request, obj):
        """Whoever deactivates somebody sees at once what that person leaves."""
        response = super().response_change(request, obj)
        if getattr(obj, "was_deactivated", False):
            return HttpResponseRedirect(self.handover_address(obj))
        return response


class RecordedAdmin(admin.ModelAdmin):
    """Units and positions stand on public pages: who changed one is in the ledger."""

    actions = None

    def ledger_note(self, obj) -> str:
        """What the ledger says of a row that was added or changed."""
        return str(obj)

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            # First, as when somebody is deactivated, which ends his orders to act: nobody waits with the ledger locked.
            verb = "แก้ไข" if change else "เพิ่ม"
            ledger.append(f"{verb}{self.opts.verbose_name}", actor=request.user, note=self.ledger_note(obj))
            super().save_model(request, obj, form, change)


@admin.register(Unit)
class UnitAdmin(RecordedAdmin):
    list_display = ["name", "order"]
    search_fields = ["name"]


@admin.register(Position)
class PositionAdmin(RecordedAdmin):
    list_display = ["title", "unit", "order"]
    list_filter = ["unit"]
    list_select_related = ["unit"]
    search_fields = ["title"]


class OfficeForm(ColoursForm):
    """The logo and the Garuda are decoded and encoded anew like every picture; colours that are hard to read are refused."""

    class Meta:
        model = Office
        exclude: list[str] = []
        field_classes = {"colour_main": ColourField, "colour_accent": ColourField}

    def clean_logo(self):
        return self._encoded_anew("logo")

    def clean_garuda(self):
        return self._encoded_anew("garuda")

    def _encoded_anew(self, name: str):
        picture = self.cleaned_data[name]
        if picture and name in self.changed_data:
            smallest = min(read_picture(picture).copies.items())
            return ContentFile(smallest[1], name=f"{name}.webp")
        return picture


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):
    form = OfficeForm
    actions = None
    fieldsets = [
        ("ชื่อ", {"fields": ["name", "short_name", "place", "motto", "logo"]}),
        ("ติดต่อ", {"fields": ["address", "postcode", "phone", "email", "domain"]}),
        (
            "ภาษาอังกฤษ",
            {
                "fields": [
                    "name_english",
                    "place_english",
                    "address_english",
                    "hours_english",
                    "about_english",
                ],
                "description": "ใช้ในหน้าภาษาอังกฤษ (/en/) ช่องที่เว้นว่าง หน้านั้นจะบอกผู้อ่านว่ายังไม่มีฉบับภาษาอังกฤษ",
            },
        ),
        ("งานเว็บไซต์", {"fields": ["responsible_unit", "geocode", "first_fiscal_year"]}),
        (
            "บันทึกข้อความ",
            {
                "fields": ["garuda", "letter_prefix", "memo_through"],
                "description": "ใช้พิมพ์รายงานด่วนต่อนายก (ประกาศ ข้อ 3(3))",
            },
        ),
        ("สีของเว็บไซต์", {"fields": ["colour_main", "colour_accent", "colours_shown"]}),
    ]
    readonly_fields = ["colours_shown"]

    @admin.display(description="ตัวอย่าง")
    def colours_shown(self, office: Office) -> str:
        return picture_of(office)

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and request.office is None

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            fields = ", ".join(str(form.fields[name].label) for name in form.changed_data)
            ledger.append("แก้ไขข้อมูลหน่วยงาน", actor=request.user, note=fields)

"""The log of sign-ins, for administrators. What else belongs to the office is in publishing/admin, because of the ledger."""

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  (it registers the model that is taken out below)
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest

from accounts.models import User
from accounts.sign_in_log import SignInEvent, hashed_name
from accounts.templatetags.sign_in import device
from thai.dates import format_datetime

# Addresses are columns of the people, and nobody reads or adds somebody's second factor.
for _model in (EmailAddress, EmailConfirmation, Authenticator):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(SignInEvent)
class SignInEventAdmin(admin.ModelAdmin):
    """Only read, by administrators; everybody has his own lines at /admin/account/."""

    actions = None
    list_display = ["time_shown", "kind", "who", "address", "agent_shown", "detail"]
    list_display_links = ["time_shown"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    list_per_page = 100
    show_full_result_count = False
    search_fields = ["user__username", "user__full_name", "address"]
    search_help_text = "ค้นจากชื่อผู้ใช้ ชื่อ-นามสกุล หรือหมายเลขเครื่อง (IP)"
    fields = ["time_shown", "kind", "who", "address", "agent", "detail"]
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SignInEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SignInEvent | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the name of whom the hash of a failed try belongs to; the people are few, so one query finds them all."""
        known = [
            When(name_hash__in=[hashed_name(name) for name in names if name], then=Value(full_name))
            for full_name, *names in User.objects.values_list("full_name", "username", "email")
        ]
        return super().get_queryset(request).annotate(typed=Case(*known, default=Value("")))

    @admin.display(description="เวลา", ordering="at")
    def time_shown(self, event: SignInEvent) -> str:
        return format_datetime(event.at)

    @admin.display(description="ผู้ใช้งาน", ordering="user__full_name")
    def who(self, event: SignInEvent) -> str:
        """The person; of a failed try the person whose name was typed, if there is one."""
        return str(event.user) if event.user else event.typed or "ไม่มีบัญชีชื่อนี้"

    @admin.display(description="โปรแกรมที่ใช้")
    def agent_shown(self, event: SignInEvent) -> str:
        return device(event.agent)

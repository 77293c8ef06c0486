"""The paper with which somebody comes in for the first time, or again: nobody else learns his password."""

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.start_codes import LASTS
from publishing.admin.pages import desk_page
from publishing.lost_factor import give_start_code


def paper(model_admin: admin.ModelAdmin, request: HttpRequest, person: User, code: str) -> HttpResponse:
    """The code on a page to print, this once: it is kept nowhere."""
    return desk_page(
        model_admin,
        request,
        "start_paper.html",
        f"ใบเริ่มใช้งานของ{person.full_name}",
        original=person,
        code=code,
        address=f"{settings.SITE_ADDRESS}{reverse('start_account')}",
        ends_at=timezone.now() + LASTS,
    )


class StartCodeAdmin:
    """The part of `StaffAdmin` that stands where Django has administrators make up somebody's password."""

    @admin.display(description="รหัสผ่าน")
    def start_shown(self, person: User) -> SafeString | str:
        if person.pk is None:
            return "-"
        address = reverse(f"{self.admin_site.name}:auth_user_password_change", args=[person.pk])
        has = "ตั้งแล้ว ท่านไม่เห็นและตั้งแทนไม่ได้" if person.has_usable_password() else "ยังไม่ได้ตั้ง"
        return format_html('{} <a href="{}">ออกใบเริ่มใช้งาน</a>', has, address)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        person = self.get_object(request, id) if len(id) < 19 else None
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        may = person != request.user and person.is_active
        if request.method == "POST" and may:
            return paper(self, request, person, give_start_code(person, actor=request.user, request=request))
        return desk_page(
            self,
            request,
            "start_code.html",
            f"ออกใบเริ่มใช้งานของ{person.full_name}",
            status=403 if request.method == "POST" else 200,
            original=person,
            is_own=person == request.user,
        )

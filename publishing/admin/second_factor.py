"""Taking away somebody's lost second factor. Administrators only, never one's own, with a reason in the ledger."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import second_factor
from accounts.models import User
from publishing.admin.pages import desk_page
from publishing.admin.start_code import paper
from publishing.lost_factor import ACTION, reset_second_factor


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="เหตุผล",
        min_length=10,
        max_length=500,
        help_text="เช่น โทรศัพท์หาย ยืนยันตัวตนด้วยบัตรประจำตัวที่สำนักงานแล้ว เหตุผลนี้อยู่ในสมุดบันทึก",
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-wide"}),
    )


class SecondFactorAdmin:
    """The part of `StaffAdmin` for somebody who lost his telephone."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.second_factor_view)
        return [
            path("<int:object_id>/second-factor/", view, name="accounts_user_second_factor"),
            *super().get_urls(),
        ]

    @admin.display(description="การยืนยันตัวตนสองขั้น")
    def factor_shown(self, person: User) -> SafeString | str:
        if person.pk is None:
            return "-"
        if not second_factor.has_one(person):
            return "ยังไม่มี"
        address = reverse(f"{self.admin_site.name}:accounts_user_second_factor", args=[person.pk])
        return format_html('มีแล้ว <a href="{}">ล้างเมื่อโทรศัพท์หาย</a>', address)

    def second_factor_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        person = self.get_object(request, str(object_id)) if object_id < 2**63 else None
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        form = ReasonForm(request.POST if request.method == "POST" else None)
        is_own = person == request.user
        if form.is_valid() and not is_own:
            reason = form.cleaned_data["reason"]
            code = reset_second_factor(person, actor=request.user, reason=reason, request=request)
            return paper(self, request, person, code)
        return desk_page(
            self,
            request,
            "second_factor.html",
            f"{ACTION}ของ{person.full_name}",
            status=403 if form.is_bound and is_own else 200,
            original=person,
            form=form,
            is_own=is_own,
        )

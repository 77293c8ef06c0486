"""The page that lists what somebody leaves. Administrators only."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from publishing.admin.pages import desk_page
from publishing.handover import LONGEST_LIST, handover_of


class HandoverAdmin:
    """The part of `StaffAdmin` for the page that is printed when somebody leaves.

    An administrator may not read drafts; he sees the title and state of what is left behind, and nothing else of it,
    because it is he who must see to it that somebody can go on with the work.
    """

    def get_urls(self):
        view = self.admin_site.admin_view(self.handover_view)
        return [
            path("<int:object_id>/handover/", view, name="accounts_user_handover"),
            *super().get_urls(),
        ]

    def handover_address(self, person: User) -> str:
        return reverse(f"{self.admin_site.name}:accounts_user_handover", args=[person.pk])

    @admin.display(description="งานที่ต้องส่งมอบ")
    def handover_link(self, person: User) -> SafeString | str:
        if person.pk is None:
            return "-"
        words = "ดูงานที่ผู้นี้จะทิ้งไว้ก่อนระงับบัญชี" if person.is_active else "ดูงานที่ผู้นี้ทิ้งไว้"
        return format_html('<a href="{}">{}</a>', self.handover_address(person), words)

    def handover_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What the person leaves, in words that say who must do what; made to be printed."""
        person = self.get_object(request, str(object_id)) if object_id < 2**63 else None
        if person is None:
            raise Http404
        if not self.has_view_permission(request, person):
            raise PermissionDenied
        return desk_page(
            self,
            request,
            "handover.html",
            f"งานที่ต้องส่งมอบของ{person.full_name}",
            original=person,
            handover=handover_of(person),
            longest_list=LONGEST_LIST,
            printed_at=timezone.now(),
        )

"""What the sentinel found, on the desk of administrators and approvers, with what to do about each."""

from datetime import timedelta

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from publishing.integrity import TODO, open_findings
from publishing.models import IntegrityFinding, IntegrityRound

TITLE = "ความผิดปกติของเว็บไซต์"
SHOWN = 100
RECENT = timedelta(days=30)


def sentinel_urls(site: AdminSite) -> list[URLPattern]:
    """The page's address, below those of the admin."""

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        if not request.user.has_role(Role.ADMINISTRATOR, Role.APPROVER):
            raise PermissionDenied
        found = open_findings()
        over = IntegrityFinding.objects.filter(closed_at__gt=timezone.now() - RECENT).order_by("-closed_at")
        context = {
            **site.each_context(request),
            "title": TITLE,
            "rows": [(one, TODO[one.kind]) for one in found[:SHOWN]],
            "total": found.count(),
            "over": over[:SHOWN],
            "last": IntegrityRound.objects.filter(name="pages").first(),
        }
        return TemplateResponse(request, "admin/integrity.html", context)

    return [path("integrity/", site.admin_view(page), name="integrity")]

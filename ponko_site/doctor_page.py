"""What `manage.py doctor` says, on the desk of administrators."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from accounts.roles import Role
from ponko_site.doctor import Level, examine

TITLE = "ตรวจความพร้อมของระบบ"
WORDS = {Level.OK: "ปกติ", Level.WARN: "ควรดู", Level.FAIL: "ต้องแก้"}


def doctor_urls(site: AdminSite) -> list[URLPattern]:
    """The page's address, below those of the admin."""

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        """The gravest first. Nothing is asked over the network, which could keep a reader waiting."""
        if not request.user.has_role(Role.ADMINISTRATOR):
            raise PermissionDenied
        findings = sorted(examine(network=False), key=lambda finding: -finding.level)
        rows = [(finding, WORDS[finding.level]) for finding in findings]
        context = {**site.each_context(request), "title": TITLE, "rows": rows}
        return TemplateResponse(request, "admin/doctor.html", context)

    return [path("doctor/", site.admin_view(page), name="doctor")]

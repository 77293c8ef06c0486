"""The frame of the assessment's own pages on the desk."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse


def desk_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    template: str,
    title: str,
    *,
    status: int = 200,
    **context: object,
) -> TemplateResponse:
    """The page `admin/ita/<template>` in the admin's frame; its template extends `admin/ita/page.html`."""
    frame = {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts}
    return TemplateResponse(request, f"admin/ita/{template}", {**frame, **context}, status=status)

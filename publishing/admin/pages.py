"""What the desk's own pages share beside Django's."""

from django import forms
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
    """The page `admin/publishing/<template>` in the admin's frame."""
    frame = {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts}
    return TemplateResponse(request, f"admin/publishing/{template}", {**frame, **context}, status=status)


def sentences_of(form: forms.BaseForm) -> list[str]:
    """Everything that stands against what was sent, named by its field."""
    return [
        f"{form.fields[name].label}: {sentence}"
        if name in form.fields and form.fields[name].label
        else sentence
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]

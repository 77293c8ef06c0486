"""What somebody is sent by e-mail, and the one choice that he has about it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.models import User
from publishing import mail

TITLE = "การแจ้งเตือนของท่าน"


class DigestForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["wants_digest"]


def notifications(request: HttpRequest, each_context: dict[str, object]) -> HttpResponse:
    """The page of whoever asks; it changes nobody else's choice."""
    form = DigestForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        User.objects.filter(pk=request.user.pk).update(wants_digest=form.cleaned_data["wants_digest"])
        messages.success(request, "บันทึกการแจ้งเตือนของท่านแล้ว")
        return HttpResponseRedirect(reverse("admin:notifications"))
    context = {**each_context, "title": TITLE, "form": form, "prints_only": mail.prints_only()}
    return TemplateResponse(request, "admin/publishing/notifications.html", context)

"""The page of an edition's preview links: who reads it before it is public, and what they answered."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from publishing import previews, workflow
from publishing.admin.pages import desk_page, sentences_of
from publishing.models import Edition, PreviewLink
from publishing.models.desk import LONGEST_PREVIEW_DAYS, MOST_PREVIEW_OPENINGS, PREVIEW_DAYS
from publishing.remarks import READERS
from publishing.states import IN_PROGRESS
from thai.digits import parse_int
from thai.forms import ThaiIntegerField


class PreviewLinkForm(forms.Form):
    """Whom the link is for, how long it works, and whether an answer is asked for."""

    reader = forms.CharField(
        label="ให้ผู้ใดอ่าน",
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"class": "vTextField desk-wide"}),
        help_text="ชื่อหรือตำแหน่งของผู้รับลิงก์ ใช้ลิงก์ละหนึ่งราย ชื่อนี้จะอยู่ในสมุดบันทึก",
    )
    days = ThaiIntegerField(
        label="ใช้ได้กี่วัน",
        initial=PREVIEW_DAYS,
        min_value=1,
        max_value=LONGEST_PREVIEW_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        help_text=f"1 ถึง {LONGEST_PREVIEW_DAYS} วัน",
    )
    asks_answer = forms.BooleanField(
        label="ขอคำตอบว่าเห็นชอบหรือมีข้อสังเกต",
        required=False,
        help_text="คำตอบจะอยู่ในความเห็นภายในของฉบับนี้",
    )


class PreviewLinksAdmin:
    """The part of `EditionAdmin` that makes, lists and revokes preview links."""

    def links_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """List the links (GET); make one, or revoke the one that `revoke` names (POST)."""
        edition = self._edition_or_404(request, object_id)
        form, reasons = PreviewLinkForm(), []
        if request.method == "POST":
            if "revoke" in request.POST:
                done, reasons = _revoke(edition, request)
            else:
                form = PreviewLinkForm(request.POST)
                done, reasons = _make(edition, request.user, form)
            if done:
                messages.success(request, done)
                return HttpResponseRedirect(request.path)
            edition = self._edition_or_404(request, object_id)
        under_way = edition.state in IN_PROGRESS
        return desk_page(
            self,
            request,
            "preview_links.html",
            "ลิงก์ตัวอย่าง",
            status=409 if request.method == "POST" else 200,
            edition=edition,
            original=edition,
            form=form,
            reasons=reasons,
            under_way=under_way,
            may_make=under_way and request.user.has_role(*READERS),
            links=_shown(edition),
            most=MOST_PREVIEW_OPENINGS,
        )


def _make(edition: Edition, actor: User, form: PreviewLinkForm) -> tuple[str, list[str]]:
    if not form.is_valid():
        return "", sentences_of(form)
    try:
        link = previews.make(edition, actor=actor, **form.cleaned_data)
    except workflow.Refused as refusal:
        return "", refusal.reasons
    return f"สร้างลิงก์ให้ {link.reader} แล้ว คัดลอกจากรายการด้านล่างแล้วส่งให้ผู้อ่าน", []


def _revoke(edition: Edition, request: HttpRequest) -> tuple[str, list[str]]:
    link = get_object_or_404(edition.preview_links, pk=parse_int(request.POST["revoke"]) or 0)
    try:
        previews.revoke(link, actor=request.user)
    except workflow.Refused as refusal:
        return "", refusal.reasons
    return f"ยกเลิกลิงก์ที่ให้ {link.reader} แล้ว เปิดไม่ได้ตั้งแต่นี้เป็นต้นไป", []


def _shown(edition: Edition) -> list[PreviewLink]:
    """The links, newest first, each with `address` (while it works) and `standing` in Thai."""
    links = list(edition.preview_links.select_related("made_by"))
    for link in links:
        link.edition = edition
        link.standing = _standing(link)
        path = reverse("publishing:preview", args=[previews.token_of(link)])
        link.address = f"{settings.SITE_ADDRESS}{path}" if link.works else ""
    return links


def _standing(link: PreviewLink) -> str:
    if link.revoked_at:
        return "ยกเลิกแล้ว"
    if link.edition.state not in IN_PROGRESS:
        return "สิ้นสุดพร้อมฉบับร่าง"
    if link.expires_at <= timezone.now():
        return "หมดอายุ"
    if not link.made_by.is_active:
        return "ผู้สร้างพ้นหน้าที่แล้ว"
    return "ใช้ได้" if link.works else "เปิดครบจำนวนครั้งแล้ว"

"""Undoing what an account did: an administrator lists and asks, an approver decides edition by edition (publishing/undo.py)."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from publishing.models import AccountUndo
from publishing.refusal import Refused
from publishing.states import Action
from publishing.undo import SHORTEST_REASON, WAYS, ask, decide, done_since, waiting
from thai.digits import parse_int
from thai.forms import ThaiDateTimeField

TITLE = "ย้อนทุกอย่างที่บัญชีหนึ่งทำ"
SHOWN = 200
KEEP = "คงไว้"


class AskForm(forms.Form):
    username = forms.CharField(label="ชื่อผู้ใช้", max_length=150, help_text="ชื่อที่ใช้เข้าสู่ระบบของบัญชีที่ถูกขโมยหรือใช้ผิด")
    since = ThaiDateTimeField(label="ตั้งแต่", help_text="วันที่เป็น พ.ศ. และเวลาที่เริ่มผิดปกติ เช่น 17/06/2569 และ 09.30")
    reason = forms.CharField(
        label="เหตุผล",
        required=False,
        max_length=500,
        help_text=f"อย่างน้อย {SHORTEST_REASON} ตัวอักษรเมื่อเสนอ เหตุผลอยู่ในสมุดบันทึก เช่น รหัสผ่านรั่ว มีการเผยแพร่เวลากลางคืน",
        widget=forms.Textarea(attrs={"rows": 3, "class": "desk-wide"}),
    )

    def clean_username(self) -> str:
        self.person = User.objects.filter(username=self.cleaned_data["username"]).first()
        if self.person is None:
            raise forms.ValidationError("ไม่มีผู้ใช้ชื่อนี้ ให้ตรวจชื่อในรายการผู้ใช้งาน")
        return self.cleaned_data["username"]


class DecideForm(forms.Form):
    note = forms.CharField(
        label="เหตุผลที่แจ้งต่อประชาชน",
        max_length=500,
        initial="อยู่ระหว่างตรวจสอบความถูกต้องของข้อมูล",
        help_text="ประชาชนเห็นข้อความนี้ที่หน้าของเรื่องที่ให้สิ้นผลหรือถอนออก",
        widget=forms.Textarea(attrs={"rows": 2, "class": "desk-wide"}),
    )


def undo_urls(site: AdminSite) -> list[URLPattern]:
    """The addresses, below those of the admin."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest) -> HttpResponse:
        return _page(site, request)

    @require_http_methods(["GET", "HEAD", "POST"])
    def one(request: HttpRequest, object_id: int) -> HttpResponse:
        return _one(site, request, object_id)

    return [
        path("undo/", site.admin_view(page), name="undo"),
        path("undo/<int:object_id>/", site.admin_view(one), name="undo_one"),
    ]


def _page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What waits for a decision; for administrators the form that lists and asks."""
    may_ask = request.user.has_role(Role.ADMINISTRATOR)
    if not may_ask and not request.user.has_role(Role.APPROVER):
        raise PermissionDenied
    if request.method == "POST" and not may_ask:
        raise PermissionDenied
    form = AskForm(request.POST if request.method == "POST" else None)
    shown, refused = {}, []
    if may_ask and form.is_valid():
        since = form.cleaned_data["since"]
        if "ask" in request.POST:
            try:
                undo = ask(form.person, since=since, reason=form.cleaned_data["reason"], actor=request.user)
            except Refused as error:
                refused = error.reasons
            else:
                messages.success(request, "ระงับบัญชีและแจ้งผู้อนุมัติแล้ว สิ่งที่เผยแพร่ยังอยู่จนกว่าผู้อนุมัติจะพิจารณา")
                return HttpResponseRedirect(reverse("admin:undo_one", args=[undo.pk]))
        shown = _shown(form.person, since)
    context = {
        **site.each_context(request),
        **shown,
        "title": TITLE,
        "form": form if may_ask else None,
        "refused": refused,
        "waiting": waiting(),
    }
    return TemplateResponse(request, "admin/undo.html", context, status=409 if refused else 200)


def _one(site: AdminSite, request: HttpRequest, object_id: int) -> HttpResponse:
    """Everything that the account did, and for another approver the decision."""
    if not request.user.has_role(Role.ADMINISTRATOR, Role.APPROVER):
        raise PermissionDenied
    found = AccountUndo.objects.select_related("person", "asked_by", "closed_by")
    undo = found.filter(pk=object_id).first() if object_id < 2**63 else None
    if undo is None:
        raise Http404
    may_decide = (
        undo.closed_at is None
        and request.user.has_role(Role.APPROVER)
        and request.user.pk not in (undo.person_id, undo.asked_by_id)
    )
    form = DecideForm(request.POST if request.method == "POST" else None)
    refused: list[str] = []
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        if form.is_valid():
            try:
                moved, not_moved = decide(
                    undo, _choices(request), actor=request.user, note=form.cleaned_data["note"]
                )
            except Refused as error:
                refused = error.reasons
            else:
                refused = [
                    f"{edition.publication.address} {reason}"
                    for edition, reasons in not_moved.items()
                    for reason in reasons
                ]
                if moved:
                    messages.success(request, f"ดำเนินการแล้ว {moved} เรื่อง")
                if not refused:
                    return HttpResponseRedirect(request.path)
    context = {
        **site.each_context(request),
        **_shown(undo.person, undo.since),
        "title": f"ย้อนสิ่งที่บัญชีของ{undo.person.full_name}ทำ",
        "undo": undo,
        "form": form if may_decide else None,
        "refused": refused,
    }
    return TemplateResponse(request, "admin/undo_one.html", context, status=409 if refused else 200)


def _choices(request: HttpRequest) -> dict[int, tuple[str, int]]:
    """What was chosen, by edition, with the version that was on the screen; nonsense counts as not chosen."""
    found = {}
    for name, value in request.POST.items():
        key = parse_int(name.removeprefix("way_")) if name.startswith("way_") else None
        version = parse_int(request.POST.get(f"seen_{key}", "")) if key else None
        if key and version is not None and (value == "" or value in Action.values):
            found[key] = (value, version)
    return found


def _shown(person: User, since: datetime) -> dict[str, object]:
    done = done_since(person, since)
    published = [
        (edition, [*((way.value, way.label) for way in WAYS[edition.state]), ("", KEEP)])
        for edition in done.published
    ]
    return {
        "person": person,
        "since": since,
        "published": published,
        "events": done.events[:SHOWN],
        "events_total": done.events.count(),
        "uploads": done.uploads[:SHOWN],
        "previews": done.previews.count(),
        "sign_ins": done.sign_ins[:SHOWN],
        "shows": True,
    }

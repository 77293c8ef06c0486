"""Handing out what the access log has of one person or one address: as CSV, each time with an event in the ledger."""

from collections.abc import Iterator
from datetime import date

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.roles import Role
from ponko_site.access_log import COLUMNS, lines
from publishing import ledger
from publishing.spreadsheet import csv_pieces
from thai.dates import format_date
from thai.forms import ThaiDateField

TITLE = "บันทึกการเข้าถึงเว็บไซต์"
ACTION = "ส่งออกบันทึกการเข้าถึง"
HEADINGS = (
    "เวลา (UTC)", "หมายเลขเครื่อง (IP)", "ส่งต่อจาก", "เลขบัญชี", "ชื่อผู้ใช้", "วิธี", "ที่อยู่หน้า", "ผล", "โปรแกรมที่ใช้",
)  # fmt: skip


class ExportForm(forms.Form):
    username = forms.CharField(
        label="ชื่อผู้ใช้", required=False, max_length=150, help_text="ชื่อที่ใช้เข้าสู่ระบบ กรอกช่องนี้หรือหมายเลขเครื่อง"
    )
    address = forms.GenericIPAddressField(
        label="หมายเลขเครื่อง (IP)", required=False, unpack_ipv4=True, help_text="เช่น 203.0.113.7"
    )
    first = ThaiDateField(label="ตั้งแต่วันที่", help_text="วันตามเวลาสากล (UTC) เป็น พ.ศ. เช่น 17/06/2569")
    last = ThaiDateField(label="ถึงวันที่", help_text="นับวันนี้ด้วย เช่น 18/06/2569")
    reason = forms.CharField(
        label="เหตุผล",
        min_length=10,
        max_length=300,
        help_text="ใครขอและใช้ทำอะไร เช่น หนังสือของพนักงานเจ้าหน้าที่ ลงวันที่ … เหตุผลอยู่ในสมุดบันทึก",
        widget=forms.Textarea(attrs={"rows": 2, "class": "desk-wide"}),
    )

    def clean(self) -> dict[str, object]:
        found = super().clean()
        name, address = found.get("username"), found.get("address")
        if bool(name) == bool(address) and not self.errors:
            raise forms.ValidationError("กรอกชื่อผู้ใช้ หรือหมายเลขเครื่อง อย่างใดอย่างหนึ่ง")
        self.person = User.objects.filter(username=name).first() if name else None
        if name and self.person is None:
            self.add_error("username", "ไม่มีผู้ใช้ชื่อนี้")
        return found


def export(
    first: date, last: date, *, person: User | None, address: str, reason: str, actor: User | None
) -> Iterator[str]:
    """The CSV in pieces; the event is in the ledger before the first. `actor` None: the command."""
    with transaction.atomic():
        whose = person.full_name if person else address
        note = f"{whose} {format_date(first)} ถึง {format_date(last)}: {reason}"
        ledger.append(
            ACTION, actor=actor, note=note, roles={Role.ADMINISTRATOR}, name="ผู้ดูแลเครื่องแม่ข่าย (คำสั่ง)"
        )
    return csv_pieces(_rows(first, last, person, address))


def _rows(first: date, last: date, person: User | None, address: str) -> Iterator[list[str]]:
    yield list(HEADINGS)
    for line in lines(first, last, user=person.pk if person else None, address=address):
        yield ["" if line.get(name) is None else str(line[name]) for name in COLUMNS]


def access_log_urls(site: AdminSite) -> list[URLPattern]:
    """The page's address, below those of the admin."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest) -> HttpResponse:
        if not request.user.has_role(Role.ADMINISTRATOR):
            raise PermissionDenied
        form = ExportForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            asked = form.cleaned_data
            pieces = export(
                asked["first"],
                asked["last"],
                person=form.person,
                address=asked["address"],
                reason=asked["reason"],
                actor=request.user,
            )
            response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
            response["Content-Disposition"] = 'attachment; filename="access-log.csv"'
            return response
        context = {**site.each_context(request), "title": TITLE, "form": form}
        return TemplateResponse(request, "admin/access_log.html", context)

    return [path("access-log/", site.admin_view(page), name="access_log")]

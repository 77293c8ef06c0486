"""The half-year report on the desk: the page to read and print, its files, and the two clicks that make it a draft."""

from datetime import date

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.roles import Role
from ponko_site.half_year import Report, report_on
from ponko_site.half_year_chart import bars_of
from ponko_site.half_year_files import csv, shown
from ponko_site.half_year_plan import XLSX, already_made, make_draft, title_of, workbook
from ponko_site.half_year_tables import TITLE, Row, Table, as_of, summary_sentence, tables
from publishing.desk import desk_address
from publishing.refusal import Refused
from publishing.states import IN_PROGRESS, State
from thai.half_years import HalfYear, half_year_of, parse_half_year

READERS = (Role.REVIEWER, Role.APPROVER, Role.CHIEF_EXECUTIVE, Role.ADMINISTRATOR)
MOST_OFFERED = 20  # halves


def may_read(user: User) -> bool:
    """Who supervises, and who may make the report."""
    return user.has_role(*READERS) or may_make(user)


def may_make(user: User) -> bool:
    return user.has_role(Role.WRITER) and user.has_perm("content.add_plan")


def half_year_urls(site: AdminSite) -> list[URLPattern]:
    """The report's addresses, below those of the admin."""

    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return _page(site, request)

    @require_http_methods(["GET", "HEAD", "POST"])
    def publish(request: HttpRequest) -> HttpResponse:
        return _publish(site, request)

    return [
        path("reports/halfyear/", site.admin_view(page), name="half_year"),
        path("reports/halfyear/publish/", site.admin_view(publish), name="half_year_publish"),
        path("reports/halfyear.csv", site.admin_view(_csv), name="half_year_csv"),
        path("reports/halfyear.xlsx", site.admin_view(_xlsx), name="half_year_xlsx"),
    ]


def _page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    _check(request)
    report = report_on(_period(request))
    sections = [(table, _drawn(table, request.user), bars_of(table)) for table in tables(report)]
    context = {
        "title": TITLE,
        "period": report.now.period,
        "halves": _offered(report),
        "as_of": as_of(report.now),
        "is_over": report.now.is_over,
        "summary": summary_sentence(report),
        "sections": sections,
        "may_make": may_make(request.user),
        "signers": _signers(request),
        "printed_at": timezone.now(),
    }
    return _draw(site, request, "page.html", context)


def _publish(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What will be made, and the button that makes it; or the one that there is already."""
    if not may_make(request.user):
        raise PermissionDenied
    period, reasons = _period(request), []
    found = already_made(period)
    report = report_on(period)
    if request.method == "POST" and found is None:
        try:
            draft = make_draft(report, _office(request), actor=request.user)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, "ทำร่างรายงานแล้ว โปรดอ่านให้ครบแล้วกดส่งตรวจสอบ รายงานจะเผยแพร่เมื่อผู้อนุมัติอนุมัติ")
            return HttpResponseRedirect(desk_address(draft, "change"))
    context = {
        "title": "ทำเป็นร่างรายงานเพื่อเผยแพร่",
        "period": period,
        "as_of": as_of(report.now),
        "is_over": report.now.is_over,
        "draft_title": title_of(period),
        "summary": summary_sentence(report),
        "tables": tables(report),
        "position": request.user.position,
        "reasons": reasons,
        "found": found,
        "found_address": found and desk_address(found, "change"),
        "found_under_way": found and found.state in IN_PROGRESS,
        "found_live": found and found.state == State.PUBLISHED,
    }
    return _draw(site, request, "publish.html", context, status=409 if reasons else 200)


@require_safe
def _csv(request: HttpRequest) -> HttpResponse:
    """The table `?table=`, the first one without it."""
    _check(request)
    asked = request.GET.get("table")
    found = tables(report_on(_period(request)))
    table = next((one for one in found if one.key == asked), None if asked else found[0])
    if table is None:
        raise Http404
    name = f"oversight-report-{_period(request).key}-{table.key}.csv"
    return _file(csv(table).encode(), "text/csv; charset=utf-8", name)


@require_safe
def _xlsx(request: HttpRequest) -> HttpResponse:
    _check(request)
    period = _period(request)
    return _file(workbook(report_on(period), _office(request)), XLSX, f"oversight-report-{period.key}.xlsx")


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _draw(
    site: AdminSite, request: HttpRequest, template: str, context: dict[str, object], status: int = 200
) -> HttpResponse:
    frame = {**site.each_context(request), **context, "address": reverse("admin:half_year")}
    return TemplateResponse(request, f"admin/half_year/{template}", frame, status=status)


def _check(request: HttpRequest) -> None:
    if not may_read(request.user):
        raise PermissionDenied


def _signers(request: HttpRequest) -> tuple[str, str, str]:
    """Under the printed report, from the left."""
    return "ผู้จัดทำรายงาน", "หัวหน้าสำนักปลัด", f"ปลัด{_office(request)}"


def _office(request: HttpRequest) -> str:
    return request.office.name if request.office else ""


def _period(request: HttpRequest) -> HalfYear:
    """The half `?period=`; the running one for nonsense and for what has not begun."""
    running = half_year_of(timezone.localdate())
    asked = parse_half_year(request.GET.get("period") or request.POST.get("period"))
    return asked if asked and asked <= running else running


def _offered(report: Report) -> list[HalfYear]:
    """From the running half back to the first in which anything was published."""
    first: date = report.begins or timezone.localdate()
    halves = [half_year_of(timezone.localdate())]
    while halves[-1] > half_year_of(first) and len(halves) < MOST_OFFERED:
        halves.append(halves[-1].previous)
    return halves if report.now.period in halves else [*halves, report.now.period]


def _drawn(table: Table, user: User) -> list[tuple[Row, str, list[str]]]:
    """Each row with its address and its numbers as they are read. The list of links is not for everybody."""
    may = table.key != "links" or user.has_perm("publishing.view_outsidelink")
    return [(row, row.address if may else "", [shown(value) for value in row.values]) for row in table.rows]

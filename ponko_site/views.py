"""The pages that belong to no category: the errors, and what machines ask for."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from ponko_site.policies import SECURITY_POLICY
from ponko_site.suggestions import near
from publishing.models import Edition
from publishing.pages import Gone, replacement_of
from publishing.states import State


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /*?*format=",
        f"Sitemap: {settings.SITE_ADDRESS}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. The contact is the office's address; without one, its contact page. The policy, once it is published."""
    office = request.office
    contact = f"mailto:{office.email}" if office and office.email else f"{settings.SITE_ADDRESS}/about/"
    expires = (timezone.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: th, en",
        f"Canonical: {settings.SITE_ADDRESS}/.well-known/security.txt",
    ]
    policy = (
        Edition.objects.live()
        .filter(publication__category="content", publication__slug=SECURITY_POLICY)
        .first()
    )
    if policy:
        lines.append(f"Policy: {settings.SITE_ADDRESS}{policy.publication.address}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For what asks without reading the page: files opened by themselves, feed readers, old browsers."""
    return redirect(static("images/favicon.ico"))


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The office's emblem, as it was encoded anew when an administrator set it."""
    office = request.office
    if office is None or not office.logo or not default_storage.exists(office.logo.name):
        raise Http404
    response = FileResponse(default_storage.open(office.logo.name), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=300"
    return response


def _error(
    request: HttpRequest, status: int, title: str, sentences: list[str], **context: object
) -> HttpResponse:
    context |= {"title": title, "sentences": sentences, "status": status}
    return render(request, "error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, Gone):
        return _gone(request, exception)
    return _error(
        request,
        404,
        "ไม่พบหน้าที่ต้องการ",
        ["ไม่พบหน้าตามที่อยู่นี้ ลิงก์อาจเก่าแล้ว หรือพิมพ์ที่อยู่ไม่ครบ", "ท่านหาต่อได้จากรายการด้านล่าง"],
        near=near(request.path_info),
    )


def _gone(request: HttpRequest, gone: Gone) -> HttpResponse:
    """410 with the reason; what was removed and has a replacement sends on to it, from the item's own address only."""
    publication, replacement = gone.edition.publication, None
    category = publication.declared
    if gone.edition.state == State.REMOVED:
        replacement = replacement_of(gone.edition)
    if replacement and request.path in (publication.address, f"{category.address}{publication.pk}/"):
        # Not 301: a removal can be restored, and browsers keep a 301 for ever.
        response = redirect(replacement)
    else:
        # A file or a table asked for by a program is not answered with another page as if it were that: 410, with a link.
        context = {
            "edition": gone.edition,
            "what": gone.what,
            "category": category,
            "replacement": replacement,
            "stands": Edition.objects.live(State.WITHDRAWN).filter(publication=publication).exists(),
        }
        response = render(request, "publishing/removed.html", context, status=410)
    response["Cache-Control"] = "no-cache"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TooManyFilesSent):
        return _error(
            request,
            413,
            "เลือกไฟล์มากเกินไป",
            ["ระบบยังไม่ได้รับไฟล์ใด กดย้อนกลับ เลือกไฟล์ให้น้อยลง บันทึก แล้วแนบส่วนที่เหลือ"],
        )
    return HttpResponse(
        "คำขอไม่ถูกต้อง โปรดกลับไปหน้าหลักแล้วลองใหม่", status=400, content_type="text/plain; charset=utf-8"
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403, "ไม่มีสิทธิ์เข้าถึง", ["บัญชีของท่านไม่มีสิทธิ์เข้าถึงหน้านี้ ถ้าต้องใช้งานให้แจ้งผู้ดูแลระบบของหน่วยงาน"])


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(
        request,
        403,
        "แบบฟอร์มหมดอายุ",
        ["หน้านี้เปิดค้างไว้นานหรือเปิดจากที่อื่น ระบบจึงไม่รับข้อมูลเพื่อความปลอดภัย", "กดย้อนกลับ โหลดหน้าใหม่ แล้วส่งอีกครั้ง"],
    )


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:
    """Without database or context: what failed may be either."""
    return HttpResponse(render_to_string("500.html"), status=500)

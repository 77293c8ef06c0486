"""What waits to be confirmed: each is looked at by itself; what was carried over unchanged may be confirmed on one page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from accounts.models import User
from accounts.roles import Role
from ita import evidence as steps
from ita.admin.pages import desk_page
from ita.admin.shown import Shown, shown
from ita.evidence import Step
from ita.models import Cycle, Evidence, Result
from publishing.refusal import Refused
from thai.digits import parse_int

#: More than anybody reads with care in one sitting.
MOST_AT_ONCE = 50


class WaitingAdmin:
    """The part of ItemAdmin with the page of everything that waits."""

    def waiting_urls(self) -> list:
        return [path("waiting/", self.admin_site.admin_view(self.waiting_view), name="ita_item_waiting")]

    def waiting_view(self, request: HttpRequest) -> HttpResponse:
        """Proposed evidence of open cycles (GET); confirm what was ticked, one by one (POST)."""
        if not (self.has_view_permission(request) and request.user.has_role(Role.APPROVER)):
            raise PermissionDenied
        refused: dict[int, list[str]] = {}
        problems: list[str] = []
        if request.method == "POST":
            ticked = _ticked(request)
            if not ticked:
                problems = ["ทำเครื่องหมาย “ดูแล้ว” ที่หลักฐานที่จะยืนยันอย่างน้อยหนึ่งรายการ"]
            confirmed, refused = _confirm(ticked, request.user)
            if confirmed:
                messages.success(request, f"ยืนยันหลักฐานแล้ว {confirmed} รายการ")
            if not (refused or problems):
                return HttpResponseRedirect(request.path)
        found = list(_waiting()[: MOST_AT_ONCE + 1])
        results = Result.objects.filter(evidence__in=[evidence.pk for evidence in found[:MOST_AT_ONCE]])
        rows = shown(found[:MOST_AT_ONCE], request.user, results)
        for row in rows:
            row.refused = refused.get(row.evidence.pk, [])
            row.at_once = _at_once(row)
        return desk_page(
            self,
            request,
            "waiting.html",
            "หลักฐานที่รอยืนยัน",
            status=409 if refused or problems else 200,
            trail=[(self.opts.verbose_name_plural, reverse("admin:ita_item_changelist"))],
            rows=rows,
            problems=problems,
            any_at_once=any(row.at_once for row in rows),
            more=len(found) > MOST_AT_ONCE,
        )


def _waiting():
    return (
        Evidence.objects.filter(state=Evidence.State.PROPOSED, item__cycle__status=Cycle.Status.OPEN)
        .select_related("publication", "proposed_by", "item__cycle")
        .defer("item__facts")
        .prefetch_related("claims__element")
        .order_by("-item__cycle__fiscal_year", "item__order", "order", "pk")
    )


def _at_once(row: Shown) -> bool:
    """Whether it may be confirmed on the page with others: carried over, with nothing to renew."""
    evidence = row.evidence
    return bool(
        evidence.carried_from_id and not evidence.renew and not row.gone and Step.CONFIRM in row.steps
    )


def _ticked(request: HttpRequest) -> dict[int, int]:
    """Evidence → the version that stood on the page."""
    keys = [parse_int(text) for text in request.POST.getlist("read")[:MOST_AT_ONCE] if len(text) < 19]
    return {key: parse_int(request.POST.get(f"seen-{key}", "")[:9]) or 0 for key in keys if key}


def _confirm(ticked: dict[int, int], actor: User) -> tuple[int, dict[int, list[str]]]:
    """Each in a transaction of its own: (how many were confirmed, the others → reasons)."""
    confirmed, refused = 0, {}
    for evidence in Evidence.objects.filter(pk__in=ticked):
        try:
            if not evidence.carried_from_id:
                raise Refused(["หลักฐานใหม่ต้องเปิดดูและยืนยันทีละรายการ"])
            steps.confirm(evidence, actor=actor, seen=ticked[evidence.pk])
        except Refused as refusal:
            refused[evidence.pk] = refusal.reasons
        else:
            confirmed += 1
    return confirmed, refused

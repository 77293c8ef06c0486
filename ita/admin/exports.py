"""What an officer takes to ITAS: the items of a cycle as CSV, as a spreadsheet, and on paper."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from ita import itas
from ita.admin.pages import desk_page
from ita.models import Cycle
from ita.words import OWN_CHECK

LARGEST_NUMBER = 2**63 - 1  # the databases fail on more
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@method_decorator(require_safe, "itas_page")
@method_decorator(require_safe, "itas_file")
class ItasExport:
    """For the admin of cycles: `<id>/itas/`, `<id>/itas.csv` and `<id>/itas.xlsx`."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:object_id>/itas/", view(self.itas_page), name="ita_itas"),
            path("<int:object_id>/itas.<str:kind>", view(self.itas_file), name="ita_itas_file"),
            *super().get_urls(),
        ]

    def itas_page(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """To copy from, and to print."""
        cycle = _cycle(request, object_id)
        context = {"cycle": cycle, "rows": itas.rows_of(cycle), "own_check": OWN_CHECK}
        trail = ((self.opts.verbose_name_plural, reverse("admin:ita_cycle_changelist")),)
        return desk_page(self, request, "itas.html", f"สำหรับกรอก ITAS: {cycle.label}", trail=trail, **context)

    def itas_file(self, request: HttpRequest, object_id: int, kind: str) -> HttpResponse:
        cycle = _cycle(request, object_id)
        if kind not in TYPES:
            raise Http404
        made = itas.csv(cycle) if kind == "csv" else itas.xlsx(cycle)
        response = HttpResponse(made, content_type=TYPES[kind])
        name = f"itas-{cycle.fiscal_year or 'oia'}-{timezone.localdate():%Y%m%d}.{kind}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _cycle(request: HttpRequest, object_id: int) -> Cycle:
    if not request.user.has_perm("ita.view_item"):
        raise PermissionDenied
    cycle = Cycle.objects.filter(pk=object_id).first() if object_id <= LARGEST_NUMBER else None
    if cycle is None:
        raise Http404
    return cycle

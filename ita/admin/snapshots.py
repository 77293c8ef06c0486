"""The snapshots of a cycle: the list, asking for one, taking one away, and one beside today."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from ita import snapshots
from ita.admin.expunging import ExpungingAdmin
from ita.admin.pages import desk_page
from ita.board import current_cycle
from ita.comparing import codes_of, compare
from ita.models import Cycle, Snapshot
from ita.words import OWN_CHECK
from publishing.admin.lists import ReadOnly
from publishing.refusal import Refused
from thai.digits import parse_int

#: Each asks for the pages of its evidence, so a page of the comparison holds no more.
ITEMS_A_PAGE = 12


@admin.register(Snapshot)
class SnapshotAdmin(ExpungingAdmin, ReadOnly, admin.ModelAdmin):
    """A snapshot is never deleted, nor changed but by expunging; posting to the list asks for another."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="ita_snapshot_changelist"),
            *self.expunging_urls(),
            path(
                "<int:object_id>/change/", wrap(require_safe(self.compare_view)), name="ita_snapshot_change"
            ),
            path(
                "<int:object_id>/download/",
                wrap(require_safe(self.download_view)),
                name="ita_snapshot_download",
            ),
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The snapshots of `?cycle=` (the current one without it)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        cycles = list(Cycle.objects.all())
        cycle = _chosen(request, cycles)
        makes = request.user.has_role(*snapshots.MAKERS)
        reasons: list[str] = []
        if request.method == "POST":
            if not makes:
                raise PermissionDenied
            if cycle is None:
                raise Http404
            try:
                snapshot = snapshots.ask(cycle, request.POST.get("why", ""), request.user)
            except Refused as refusal:
                reasons = refusal.reasons
            else:
                messages.success(
                    request, f"สั่งเก็บชุดที่ {snapshot.number} แล้ว ระบบจะเก็บภายในไม่กี่นาที เปิดหน้านี้ใหม่เพื่อดูผล"
                )
                return HttpResponseRedirect(_list_address(cycle))
        kept = cycle.snapshots.select_related("asked_by").defer("manifest") if cycle else []
        return desk_page(
            self,
            request,
            "snapshots.html",
            f"{self.opts.verbose_name_plural} {cycle.label}" if cycle else self.opts.verbose_name_plural,
            status=409 if reasons else 200,
            cycle=cycle,
            cycles=cycles,
            snapshots=kept,
            makes=makes and cycle is not None and cycle.is_public,
            may_expunge=makes,
            takes=request.user.has_role(*snapshots.READERS),
            reasons=reasons,
            why=request.POST.get("why", "")[:200] if reasons else "",
            why_field=Snapshot._meta.get_field("why"),
            own_check=OWN_CHECK,
            trail=_trail(cycle),
        )

    def compare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What of it is still the same today, some items a page."""
        snapshot = self._snapshot(request, object_id)
        shown = Paginator(codes_of(snapshot), ITEMS_A_PAGE).get_page(request.GET.get("page"))
        return desk_page(
            self,
            request,
            "snapshot.html",
            f"{snapshot.cycle.label} ชุดที่ {snapshot.number} เทียบกับวันนี้",
            snapshot=snapshot,
            shown=shown,
            differences=compare(snapshot, shown.object_list) if snapshot.state == Snapshot.State.MADE else [],
            takes=request.user.has_role(*snapshots.READERS),
            trail=(
                *_trail(snapshot.cycle),
                (self.opts.verbose_name_plural, _list_address(snapshot.cycle)),
            ),
        )

    def download_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        snapshot = self._snapshot(request, object_id)
        if not request.user.has_role(*snapshots.READERS):
            raise PermissionDenied
        if snapshot.state != Snapshot.State.MADE:
            raise Http404
        name = f"{snapshot.cycle.label.replace(' ', '-')}-{snapshot.number}.zip"
        response = FileResponse(
            default_storage.open(snapshot.storage_name),
            as_attachment=True,
            filename=name,
            content_type="application/zip",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response

    def _snapshot(self, request: HttpRequest, object_id: int) -> Snapshot:
        if not self.has_view_permission(request):
            raise PermissionDenied
        # More digits than a key can have: the databases refuse them loudly.
        found = Snapshot.objects.select_related("cycle").filter(pk=object_id) if object_id < 2**63 else None
        snapshot = found.first() if found is not None else None
        if snapshot is None:
            raise Http404
        return snapshot


def _chosen(request: HttpRequest, cycles: list[Cycle]) -> Cycle | None:
    """The cycle that the address names, else the current one."""
    asked = parse_int(request.GET.get("cycle", "")[:20])
    return next((cycle for cycle in cycles if cycle.pk == asked), None) or current_cycle(cycles)


def _list_address(cycle: Cycle) -> str:
    return f"{reverse('admin:ita_snapshot_changelist')}?cycle={cycle.pk}"


def _trail(cycle: Cycle | None) -> tuple[tuple[str, str], ...]:
    return ((f"กระดาน {cycle.label}", reverse("admin:ita_board", args=[cycle.pk])),) if cycle else ()

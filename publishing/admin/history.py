"""The history page of a publication, its print and its CSV; it takes the place of the stock history page."""

from collections import Counter

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from publishing import history
from publishing.admin.pages import desk_page
from publishing.desk import desk_address
from publishing.models import Edition
from publishing.states import State
from thai.digits import parse_int

A_PAGE = 50


class HistoryAdmin:
    """The part of `EditionAdmin` that tells what happened to a publication. For those who may read its editions."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context=None) -> HttpResponse:
        """One timeline, newest first. `?kind=` chooses, `?p=` turns the page, `?all=1` shows everything, to print."""
        edition = self._remembered_or_404(request, unquote(object_id))
        entries = history.timeline(edition.publication)
        counts = Counter(entry.kind for entry in entries)
        kind = next((one for one in history.Kind if one.value == request.GET.get("kind")), None)
        chosen = [entry for entry in entries if kind is None or entry.kind == kind]
        show_all = request.GET.get("all") == "1"
        paginator = Paginator(chosen, len(chosen) or 1) if show_all else Paginator(chosen, A_PAGE)
        return desk_page(
            self,
            request,
            "history.html",
            "ประวัติของเรื่อง",
            edition=edition,
            publication=edition.publication,
            kinds=[(one, counts[one]) for one in history.Kind if counts[one]],
            kind=kind,
            total=len(entries),
            page=paginator.get_page(request.GET.get("p")),
            show_all=show_all,
            printed_at=timezone.now(),
            csv_address=desk_address(edition, "history_csv"),
            **(extra_context or {}),
        )

    def history_csv_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The whole timeline as a file. Taking it out is written to the ledger, so only a true GET does it."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        edition = self._remembered_or_404(request, str(object_id))
        text = history.export(edition.publication, actor=request.user)
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        name = f"history-{edition.publication.category}-{edition.publication_id}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _remembered_or_404(self, request: HttpRequest, object_id: str) -> Edition:
        """The edition, also one whose wording was erased: what happened to it is still told."""
        edition = self.get_object(request, object_id)
        key = parse_int(object_id)
        if edition is None and key is not None:
            model = {"publication__category": self.opts.app_label, "publication__model": self.opts.model_name}
            erased = Edition.objects.filter(pk=key, state=State.EMPTIED, **model)
            edition = erased.select_related("publication__owner").first()
        if not self.has_view_permission(request, edition):
            raise PermissionDenied
        if edition is None:
            raise Http404
        return edition

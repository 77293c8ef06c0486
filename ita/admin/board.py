"""The board of a cycle, the work of each position, and the calendar of the fiscal year: pages to read and to print."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone

from ita import board as boards
from ita.admin.pages import desk_page
from ita.models import Cycle, Score
from ita.words import OWN_CHECK
from publishing.admin.lists import ReadOnly

#: (address below, name of the URL, what the page is called)
PAGES = (
    ("", "ita_board", "กระดาน"),
    ("work/", "ita_work", "งานแยกตามตำแหน่ง"),
    ("calendar/", "ita_calendar", "ปฏิทินของปีงบประมาณ"),
)


@admin.register(Score)
class BoardAdmin(ReadOnly, admin.ModelAdmin):
    """What the menu calls the board; a score has no page of its own."""

    def get_urls(self):
        views = (self.board_view, self.work_view, self.calendar_view)
        own = [
            path(f"<int:cycle_id>/{below}", self.admin_site.admin_view(view), name=name)
            for (below, name, _), view in zip(PAGES, views, strict=True)
        ]
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name="ita_score_changelist"),
            *own,
        ]

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The board of the cycle that the office works on."""
        return self._page(request, None, "ita_board", "board.html", boards.board, "board")

    def board_view(self, request: HttpRequest, cycle_id: int) -> HttpResponse:
        return self._page(request, cycle_id, "ita_board", "board.html", boards.board, "board")

    def work_view(self, request: HttpRequest, cycle_id: int) -> HttpResponse:
        return self._page(request, cycle_id, "ita_work", "work.html", boards.shares, "shares")

    def calendar_view(self, request: HttpRequest, cycle_id: int) -> HttpResponse:
        return self._page(request, cycle_id, "ita_calendar", "calendar.html", boards.calendar, "months")

    def _page(self, request: HttpRequest, cycle_id: int | None, name: str, template: str, read, key: str):
        """One page of the cycle (None: the current one), with what `read(cycle, today)` gives as `key`."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if not self.has_view_permission(request):
            raise PermissionDenied
        cycles = list(Cycle.objects.all())
        if cycle_id is None:
            cycle = boards.current_cycle(cycles)
        else:
            cycle = next((one for one in cycles if one.pk == cycle_id), None)
            if cycle is None:
                raise Http404
        today = timezone.localdate()
        words = next(words for _, url, words in PAGES if url == name)
        return desk_page(
            self,
            request,
            template,
            f"{words} {cycle.label}" if cycle else words,
            cycle=cycle,
            cycles=cycles,
            today=today,
            pages=self._pages(cycle, name) if cycle else [],
            name=name,
            own_check=OWN_CHECK,
            trail=((self.opts.verbose_name_plural, reverse("admin:ita_score_changelist")),),
            **{key: read(cycle, today) if cycle else None},
        )

    def _pages(self, cycle: Cycle, current: str) -> list[dict[str, object]]:
        return [
            {"words": words, "address": reverse(f"admin:{name}", args=[cycle.pk]), "current": name == current}
            for _, name, words in PAGES
        ]

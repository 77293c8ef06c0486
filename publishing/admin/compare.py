"""The page that shows two editions of a publication side by side."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from publishing.admin.lists import state_badge
from publishing.admin.pages import desk_page
from publishing.compare import compare
from publishing.desk import desk_address
from publishing.models import Edition
from publishing.states import STANDING, State
from thai.digits import parse_int


class ComparingAdmin:
    """The part of `EditionAdmin` that compares: `/admin/<app>/<model>/<pk>/compare/?with=<edition>`."""

    def compare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Two editions of one publication, the lower number first. Staff who may read the edition; a GET form chooses.

        404 for an edition of another publication, or one whose wording is gone.
        """
        edition = self._edition_or_404(request, object_id)
        siblings = edition.publication.editions.exclude(state=State.EMPTIED).order_by("-number")
        editions = {found.pk: found for found in siblings.select_related("saved_by")}
        if edition.pk not in editions:
            raise Http404
        chosen = self._asked(request, editions, "edition")
        other = self._asked(request, editions, "with")
        if chosen is not None and chosen.pk != edition.pk:
            asked = f"?with={other.pk}" if other else ""
            return HttpResponseRedirect(desk_address(chosen, "compare") + asked)
        if other is None:
            other = _default_other(edition, list(editions.values()))
        before, after = sorted([other or edition, edition], key=lambda found: found.number)
        for found in (before, after):
            found.badge = state_badge(found)
        before = before if other else None
        return desk_page(
            self,
            request,
            "compare_page.html",
            "เปรียบเทียบฉบับ",
            edition=edition,
            editions=list(editions.values()),
            other=other,
            before=before,
            after=after,
            comparison=compare(before, after),
        )

    def _asked(self, request: HttpRequest, editions: dict[int, Edition], name: str) -> Edition | None:
        """The edition that parameter `name` gives; None without it, 404 for anything that is not one of these."""
        if name not in request.GET:
            return None
        found = editions.get(parse_int(request.GET[name]))
        if found is None:
            raise Http404
        return found


def _default_other(edition: Edition, editions: list[Edition]) -> Edition | None:
    """What stands at the public address; when that is `edition` itself or nothing, the edition before it."""
    others = [found for found in editions if found.pk != edition.pk]
    if edition.state not in STANDING:
        for found in others:
            if found.state in STANDING:
                return found
    return next((found for found in others if found.number < edition.number), None)

"""What the desk offers beside an edition: for which items it is evidence, and the way to make it so."""

from django.http import HttpRequest
from django.urls import reverse

from accounts.roles import Role
from ita.models import Cycle, Evidence
from ita.words import item_label
from publishing.models import Edition


def links_for(request: HttpRequest, edition: Edition) -> list[tuple[str, str]]:
    """(words, address) about the publication of `edition`; one query, none before it was published."""
    publication = edition.publication
    if publication.first_published_at is None or not request.user.has_perm("ita.view_item"):
        return []
    found = (
        Evidence.objects.exclude(state=Evidence.State.RETIRED)
        .filter(publication=publication, item__cycle__status=Cycle.Status.OPEN)
        .select_related("item__cycle")
        .defer("item__facts")
        .order_by("-item__cycle__fiscal_year", "item__order")
    )
    links = [
        (
            f"เป็นหลักฐาน {item_label(evidence.item)}{_not_yet(evidence)}",
            reverse("admin:ita_item_change", args=[evidence.item_id]),
        )
        for evidence in found
    ]
    if request.user.has_role(Role.WRITER):
        links.append(("ใช้เป็นหลักฐาน ITA ข้อ …", reverse("admin:ita_item_for", args=[publication.pk])))
    return links


def _not_yet(evidence: Evidence) -> str:
    return "" if evidence.is_public else f" ({evidence.get_state_display()})"

"""The home page: the newest of each category, and what a visitor of a municipality looks for first."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from announcements.models import Announcement, Procurement
from content.models import Page, Post, Structure
from links.models import Link
from publishing.categories import all_categories
from publishing.kept import Kept, last_event
from publishing.models import Attachment, Edition
from publishing.paging import now

NEWEST_LENGTH = 12  # a section shows eight at most; surveys are taken out of the links
CARDS = 4  # what of the news the cards show; the rest may stand in the tabs
TAB_LENGTH = 4

#: What the page shows, until something is published. What is pinned or open for offers hangs on the hour.
_shown: Kept[dict[str, object]] = Kept(1)


@dataclass(frozen=True)
class Tab:
    """One of the lists of announcements that stand side by side, or one behind the other."""

    name: str  # ASCII, for the page's anchors
    label: str
    address: str  # of the full list
    editions: list[Edition]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """No query of its own while what it shows is known."""
    return render(request, "home.html", _shown.get(last_event(request), now(), _find))


def _find() -> dict[str, object]:
    """One query a category, two for the tabs, one each for the chief executive and his message."""
    sections = [
        {
            "category": category,
            "newest": list(
                category.edition_models()[0].objects.live().with_cover().for_home()[:NEWEST_LENGTH]
            ),
        }
        # News first: it is what has changed since the last visit.
        for category in sorted(all_categories(), key=lambda category: category.path != "news")
    ]
    newest = {section["category"].path: section["newest"] for section in sections}
    tabs = news_tabs(newest["news"][:CARDS])
    surveys = [link for link in newest["links"] if link.kind == Link.Kind.SURVEY]
    newest["links"][:] = [link for link in newest["links"] if link not in surveys]
    return {
        "sections": sections,
        "tabs": tabs,
        "is_empty": not (surveys or any(newest.values()) or any(tab.editions for tab in tabs)),
        "chief": chief_executive(),
        "message": Page.objects.live().filter(kind=Page.Kind.MESSAGE).newest().first(),
        "surveys": surveys,
    }


def news_tabs(shown: list[Edition]) -> list[Tab]:
    """The newest notices (without those `shown` as cards), procurement (open for offers first), and jobs. Two queries."""
    kinds, live = Announcement.Kind, Announcement.objects.live()
    notices = live.exclude(kind__in=(*Announcement.DONE, kinds.RECRUITMENT))
    notices = notices.exclude(pk__in=[edition.pk for edition in shown])
    jobs = live.filter(kind=kinds.RECRUITMENT)
    # Both in one query: each asks for the first few of its own kind.
    wanted = [rows.newest()[:TAB_LENGTH].values("pk") for rows in (notices, jobs)]
    both = list(live.filter(Q(pk__in=wanted[0]) | Q(pk__in=wanted[1])).newest())
    procurement = Procurement.objects.live().open_first()
    plain = reverse("announcements:index")
    return [
        Tab("notices", "ประชาสัมพันธ์", plain, [row for row in both if row.kind != kinds.RECRUITMENT]),
        Tab("procurement", "จัดซื้อจัดจ้าง", reverse("announcements:procurement"), list(procurement[:TAB_LENGTH])),
        Tab(
            "jobs",
            "รับสมัครงาน",
            f"{plain}?kind={kinds.RECRUITMENT}",
            [row for row in both if row.kind == kinds.RECRUITMENT],
        ),
    ]


def chief_executive() -> Post | None:
    """Who heads the executive branch of the live structure, with `portrait` (as a cover) or None; nobody if vacant."""
    portrait = Attachment.objects.filter(
        edition=OuterRef("structure"), address=OuterRef("photo"), kind=Attachment.Kind.PORTRAIT
    ).values(found=JSONObject(address="address_id", width="stored__width", height="stored__height"))[:1]
    heads = Post.objects.filter(
        structure__in=Structure.objects.live(), branch=Post.Branch.EXECUTIVE, tier=1, vacant=False
    ).exclude(name="")
    return (
        heads.annotate(portrait=Subquery(portrait))
        .select_related("structure__publication")
        .order_by("-structure__published_at", "order", "pk")
        .first()
    )

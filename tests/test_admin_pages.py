"""Every page of the desk that the project draws, in a real browser, on a phone and on a desk: accessible, and it fits."""

import re

import pytest

from ponko_site.help import PAGES as HELP
from tests.looks import faults

NEWS = "/admin/announcements/announcement/"
#: What an urgent publication opens; the demo has an emergency drill.
DUTIES = ("secondreview", "chiefreport", "followup")
#: {draft}, {waiting}, {live}, {over}, {returned}: numbers of the demo's news in that state.
PAGES = {
    "writer": [
        "/admin/",
        NEWS,
        f"{NEWS}add/",
        f"{NEWS}{{draft}}/change/",
        f"{NEWS}{{returned}}/change/",
        f"{NEWS}{{draft}}/move/submit/",
        f"{NEWS}{{waiting}}/change/",
        f"{NEWS}{{draft}}/compare/",
        f"{NEWS}{{draft}}/history/",
        f"{NEWS}{{draft}}/remarks/",
        f"{NEWS}{{draft}}/links/",
        "/admin/content/structure/add/",
        "/admin/knowledge/knowledgeitem/add/",
        "/admin/publishing/trashitem/",
        "/admin/work/submitted/",
        "/admin/ita/item/",
        "/admin/ita/item/1/propose/",
        "/admin/publishing/pageviews/",
        "/admin/notifications/",
        "/admin/help/",
        # They are of one make; tests/test_help.py reads all of them.
        *(f"/admin/help/{slug}/" for slug in list(HELP)[::10]),
    ],
    "reviewer": ["/admin/"],
    "approver": [
        "/admin/",
        "/admin/publishing/reviewitem/",
        "/admin/publishing/reviewitem/approve/?id={waiting}",
        "/admin/publishing/ledgerevent/",
        *(f"/admin/publishing/{duty}/{page}" for duty in DUTIES for page in ("", "1/change/")),
        f"{NEWS}{{waiting}}/change/",
        f"{NEWS}{{waiting}}/move/approve/",
        f"{NEWS}{{live}}/change/",
        f"{NEWS}{{live}}/move/withdraw/",
        f"{NEWS}{{live}}/move/remove/",
        f"{NEWS}{{over}}/change/",
        "/admin/publishing/banner/",
        "/admin/publishing/banner/add/",
        "/admin/publishing/banner/check/",
        "/admin/ita/item/1/change/",
        "/admin/ita/item/waiting/",
        "/admin/ita/score/",
        "/admin/publishing/duereview/",
        "/admin/publishing/reviewinterval/",
        "/admin/publishing/shortfall/",
        "/admin/publishing/filecare/?owner=all",
    ],
    "chief": ["/admin/", "/admin/work/published/"],
    "assessor": ["/admin/"],
    "admin": [
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/2/change/",
        "/admin/accounts/user/2/handover/",
        "/admin/accounts/acting/",
        "/admin/accounts/acting/add/",
        "/admin/accounts/office/1/change/",
        "/admin/accounts/holiday/",
        "/admin/accounts/holiday/import/",
        "/admin/publishing/letter/",
        "/admin/publishing/clockstep/",
        "/admin/ita/cycle/",
    ],
}


@pytest.fixture(scope="module")
def numbers(site) -> dict[str, str]:
    """The number of a news item in each state of the demo."""
    query = (
        "from announcements.models import Announcement as A;"
        "states = dict(draft='draft', waiting='submitted', live='published', over='withdrawn', returned='returned');"
        "print({name: str(A.objects.filter(state=state).first().pk) for name, state in states.items()})"
    )
    return dict(re.findall(r"'(\w+)': '(\d+)'", site.manage("shell", "--no-imports", "-c", query)))


@pytest.mark.parametrize("who", list(PAGES))
def test_the_desk_is_accessible_and_fits(who, new_page, numbers):
    page = new_page(who)
    wrong = [fault for address in PAGES[who] for fault in faults(page, address.format(**numbers))]
    assert wrong == [], "\n".join(wrong)

"""The half-year report of the demonstration, compared with figures that are counted by hand."""

import json
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from accounts.models import User
from ita.models import Cycle, Evidence
from links.models import Link
from ponko_site.demo_loader import FOLDER
from ponko_site.half_year import Counts, report_on
from ponko_site.half_year_tables import tables
from publishing.answers import JUSTIFIED, MASKED, mask_in_text
from publishing.gates.findings import findings
from publishing.link_mending import MENDED, mend
from publishing.models import Attestation, Edition, FollowUp, LedgerEvent, LinkPlace, OutsideLink
from publishing.models.links import fingerprint_of
from publishing.refusal import Refused
from publishing.states import Action
from publishing.workflow import move
from tests import copies
from tests.demo_copy import demo_copy
from tests.helpers import make_draft
from thai.half_years import half_year_of

pytestmark = pytest.mark.skipif(
    bool(copies.server()), reason="Counted once; Django asks every database alike."
)


@pytest.fixture
def demo(django_db_setup, django_db_blocker, tmp_path):
    """A copy of the demonstration instead of the database of the tests."""
    with demo_copy(tmp_path, django_db_blocker):
        yield


def items(name: str) -> int:
    found = json.loads((FOLDER / f"{name}.json").read_text())
    return len(found)


def category_of(edition: Edition) -> str:
    return edition.publication.category


def unit_of(edition: Edition) -> str:
    return edition.owner.unit.name


def by_hand(place_of: Callable[[Edition], str]) -> dict[str, Counter]:
    """Category or unit → what happened there, by walking through the ledger event by event."""
    found: dict[str, Counter] = {}
    public_before: set[int] = set()
    for event in LedgerEvent.objects.select_related("publication", "edition").order_by("number"):
        if event.edition is None:
            continue
        counts = found.setdefault(place_of(event.edition), Counter())
        if event.action in ("approve", "publish_due", "urgent_publish"):
            if event.publication_id in public_before:
                counts["new"] += 1
                counts["corrected"] += event.edition.change_kind == "major"
            else:
                counts["first"] += 1
            public_before.add(event.publication_id)
        if event.action in ("withdraw", "remove", "submit", "return"):
            counts[event.action] += 1
    for edition in Edition.objects.filter(state="published"):
        found[place_of(edition)]["live"] += 1
    return found


def told(one: Counts) -> dict[str, int]:
    """The same of the report, by the names that `by_hand()` uses."""
    return {
        "first": one.first,
        "new": one.new,
        "corrected": one.corrected,
        "withdraw": one.withdrawn,
        "remove": one.removed,
        "submit": one.submitted,
        "return": one.returned,
        "live": one.live,
    }


def test_every_figure_of_the_demonstration_is_the_one_counted_by_hand(demo):
    report = report_on(half_year_of(timezone.localdate()))
    now = report.now
    for places, counted in ((now.categories, by_hand(category_of)), (now.units, by_hand(unit_of))):
        assert {place: told(one) for place, one in places.items()} == {
            place: {name: counts[name] for name in told(Counts())} for place, counts in counted.items()
        }
    actions = Counter(LedgerEvent.objects.values_list("action", flat=True))
    others = (now.all.masked, now.all.justified_personal + now.all.justified_other, now.all.links_mended)
    assert others == tuple(actions[name] for name in (MASKED, JUSTIFIED, MENDED))
    ticked = [one.findings for one in Attestation.objects.all() if one.kind == "attestation" and one.findings]
    assert (now.confirmed.approvals, now.confirmed.findings) == (len(ticked), sum(ticked))
    # All of it was loaded within a minute or two, some of it perhaps while the office was open.
    assert len(now.all.hours) == now.all.published - now.all.urgent and max(now.all.hours) < 0.5
    # What the loader publishes, by its own files; the drill is one more piece of news.
    made = {
        "legal_docs": items("laws"),
        "knowledge": items("knowledge"),
        "links": items("links"),
        "announcements": items("news") + items("procurement") + 1,
    }
    assert {name: now.categories[name].first for name in made} == made
    # The next edition of two pieces of news, and the closing of the drill.
    assert (now.all.new, now.all.withdrawn, now.all.removed) == (3, 1, 0)
    # Every ninth is returned once, and one that waits.
    approved = now.all.published - now.all.urgent
    assert now.all.returned == approved // 9 + 1
    assert now.all.submitted == approved + approved // 9 + 3
    assert (now.all.urgent, now.urgent.reviewed, now.urgent.acknowledged) == (
        1,
        {"in_time": 1},
        {"in_time": 1},
    )
    # The drill is followed up after 7 and 30 days, perhaps in the next half.
    to_come = [one for one in FollowUp.objects.all() if one.due_on <= now.period.last]
    assert now.follow_ups == Counter({"open": len(to_come)})
    assert (now.reviews.made, now.reviews.overdue, now.views) == (0, 0, 0)
    assert sum(now.units[unit].published for unit in report.units) == now.all.published
    live = Edition.objects.filter(state="published").count()
    assert (now.all.live, sum(one.live for one in now.units.values())) == (live, live)
    assert (report.before.all.published, report.before.all.live) == (0, 0)


def moved_link(edition: Edition) -> LinkPlace:
    """The link of an edition as the check of links has it when its page has moved."""
    old = edition.specific.url
    about = {"host": urlsplit(old).hostname, "verdict": "moved", "target": f"{old.rstrip('/')}/new"}
    link, _ = OutsideLink.objects.update_or_create(
        fingerprint=fingerprint_of(old), defaults={"address": old, **about}
    )
    return LinkPlace.objects.get_or_create(link=link, edition=edition, defaults={"where": "ที่อยู่เว็บ"})[0]


def test_two_mended_links_one_override_and_one_stop_are_counted_where_they_happened(demo):
    writer, approver = (User.objects.get(username=name) for name in ("writer", "approver"))
    for edition in Link.objects.live().order_by("pk")[:2]:
        mend(moved_link(edition), actor=writer)
    # Frozen evidence is withdrawn with a reason.
    Cycle.objects.filter(fiscal_year=2569).update(freeze_from=timezone.localdate(), freeze_to=None)
    shown = Evidence.objects.confirmed().filter(
        item__cycle__fiscal_year=2569, publication__category="content"
    )
    ended = Edition.objects.live().filter(publication__in=shown.values("publication")).earliest("pk")
    with pytest.raises(Refused):
        move(ended, Action.WITHDRAW, actor=approver, note="ข้อมูลผิด")
    move(ended, Action.WITHDRAW, actor=approver, note="ข้อมูลผิด", override="ผู้ตรวจสอบให้ถอน")
    # The gates stop a telephone number, and the writer masks it.
    draft = make_draft(summary="โทร 081-234-5678")
    (found,) = findings(draft)
    mask_in_text(draft, found.mark, actor=writer, seen_version=draft.version)

    report = report_on(half_year_of(timezone.localdate()))
    names = ("links_mended", "overridden", "masked", "withdrawn")
    told = {place: [getattr(one, name) for name in names] for place, one in report.now.categories.items()}
    # The demonstration itself has closed its drill.
    assert {place: figures for place, figures in told.items() if any(figures)} == {
        "links": [2, 0, 0, 0],
        "content": [0, 1, 0, 1],
        "announcements": [0, 0, 1, 1],
    }
    assert [getattr(report.now.all, name) for name in names] == [2, 1, 1, 2]
    assert [sum(getattr(one, name) for one in report.now.units.values()) for name in names] == [2, 1, 1, 2]
    lines = {line.name: line.values for one in tables(report) for line in one.rows}
    assert [
        lines["แก้ลิงก์ที่ย้ายที่อยู่ (แห่ง)"],
        lines["ดำเนินการทั้งที่มีข้อทักท้วง (ครั้ง)"],
        lines["ปกปิดข้อมูลส่วนบุคคลก่อนเผยแพร่ (แห่ง)"],
    ] == [[2, 0, "+2"], [1, 0, "+1"], [1, 0, "+1"]]

"""The assessment of the demonstration: real content, two people, three colours."""

import json

import pytest

from announcements.models import Announcement
from ita.cycles import ours
from ita.models import Cycle, Evidence, Item
from ponko_site.demo_ita import load_ita
from ponko_site.demo_loader import FOLDER
from publishing.models import LedgerEvent
from tests.helpers import make_live

PLAN = json.loads((FOLDER / "ita.json").read_text())
ENTRIES = [*PLAN["2563"], *PLAN["act"], *PLAN["2569"]["renewed"]]


def test_every_name_in_the_plan_is_of_the_demonstration():
    keys = {
        entry.get("key")
        for file in FOLDER.glob("*.json")
        if file.stem != "ita"
        for entry in json.loads(file.read_text())
    }
    assert {entry["shows"] for entry in ENTRIES} - keys == {""}
    for name in ("2563", "act"):
        assert {entry["item"] for entry in PLAN[name]} <= {item.code for item in ours(name).items}
    concepts = {item.concept for item in ours("2569").items}
    named = {*PLAN["2569"]["confirmed"], *(entry["concept"] for entry in PLAN["2569"]["renewed"])}
    assert named <= concepts


@pytest.mark.dry
def test_the_demonstration_has_evidence_for_thirty_items_by_two_people(
    cast, django_capture_on_commit_callbacks
):
    shown = {entry["shows"] for entry in ENTRIES} - {""}
    live = make_live(Announcement).publication
    content = dict.fromkeys(shown - {"founding-announcement", "law-sao-2537"}, live)
    # One publication stands for all that are never beside another in the same item.
    for entries in _same_item():
        for key in entries[1:]:
            content[key] = make_live(Announcement).publication
    content |= {key: make_live(Announcement).publication for key in ("founding-announcement", "law-sao-2537")}
    people = {"admin": cast.administrator, "writer": cast.writer, "approver": cast.approver}
    with django_capture_on_commit_callbacks():
        load_ita(people, content, PLAN)
    first, second = (Cycle.objects.get(fiscal_year=year) for year in (2563, 2569))
    assert (first.status, second.status, second.carried_from) == ("open", "open", first)
    confirmed = Evidence.objects.confirmed()
    assert Item.objects.filter(cycle=first, evidence__in=confirmed).distinct().count() == 34
    assert confirmed.filter(item__cycle=first, publication=content["founding-announcement"]).count() == 2
    assert set(Evidence.objects.filter(item__cycle=second).values_list("state", flat=True)) == {
        "proposed",
        "confirmed",
    }
    assert confirmed.filter(item__cycle__kind="act").values("item").distinct().count() == 9
    assert second.freeze_from > second.opens_on and "เป็นตัวอย่าง" in second.note
    actors = LedgerEvent.objects.filter(action="ยืนยันหลักฐาน ITA").values_list("actor__username", flat=True)
    assert set(actors) == {"approver"}


def _same_item() -> list[list[str]]:
    """The keys that stand beside each other as evidence of one item."""
    found: dict[tuple, list[str]] = {}
    for name in ("2563", "act"):
        for entry in PLAN[name]:
            found.setdefault((name, entry["item"]), []).append(entry["shows"])
    return [keys for keys in found.values() if len(keys) > 1]

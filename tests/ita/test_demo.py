"""The assessment of the demonstration: real content, two people, three colours."""

import json
from datetime import date

import pytest

from ita.cycles import ours
from ita.models import Cycle, Evidence, Item
from ita.wire import ask
from legal_docs.models import LegalDocument
from ponko_site.demo_loader import FOLDER
from publishing.models import LedgerEvent
from tests import copies
from tests.demo_copy import demo_copy

PLAN = json.loads((FOLDER / "ita.json").read_text())
ENTRIES = [*PLAN["2563"], *PLAN["act"], *PLAN["2569"]["renewed"]]


def test_every_name_in_the_plan_is_of_the_demonstration():
    keys = {
        entry.get("key")
        for file in FOLDER.glob("*.json")
        if file.stem != "ita"
        for entry in json.loads(file.read_text())
    }
    named = {entry["shows"] for entry in ENTRIES if entry.get("kind") != "channel"}
    assert named - keys == {""}
    for name in ("2563", "act"):
        assert {entry["item"] for entry in PLAN[name]} <= {item.code for item in ours(name).items}
    concepts = {item.concept for item in ours("2569").items}
    named = {*PLAN["2569"]["confirmed"], *(entry["concept"] for entry in PLAN["2569"]["renewed"])}
    assert named <= concepts


@pytest.fixture
def demo(django_db_setup, django_db_blocker, tmp_path):
    with demo_copy(tmp_path, django_db_blocker):
        yield


@pytest.mark.skipif(bool(copies.server()), reason="Made once; Django asks every database alike.")
def test_the_demonstration_has_evidence_for_thirty_items_by_two_people(demo):
    first, second = (Cycle.objects.get(fiscal_year=year) for year in (2563, 2569))
    assert (first.status, second.status, second.carried_from) == ("open", "open", first)
    confirmed = Evidence.objects.confirmed()
    assert Item.objects.filter(cycle=first, evidence__in=confirmed).distinct().count() == 35
    founding = LegalDocument.objects.live().get(dated_on=date(2020, 6, 17)).publication
    assert confirmed.filter(item__cycle=first, publication=founding).count() == 2
    assert set(Evidence.objects.filter(item__cycle=second).values_list("state", flat=True)) == {
        "proposed",
        "confirmed",
    }
    assert confirmed.filter(item__cycle__kind="act").values("item").distinct().count() == 9
    assert confirmed.filter(item__cycle=second, kind="channel").count() == 1
    assert second.freeze_from > second.opens_on and "เป็นตัวอย่าง" in second.note
    actors = LedgerEvent.objects.filter(action="ยืนยันหลักฐาน ITA").values_list("actor__username", flat=True)
    assert set(actors) == {"approver"}
    # What a channel names is a page that opens; where a site is being made it could not be asked.
    channels = set(confirmed.filter(kind="channel").values_list("address", flat=True))
    assert {address: ask(address).status for address in channels} == {"/about/contact/": 200, "/links/": 200}

"""The page of what is evidence says so, for people and for programs."""

import re

import pytest

from ita.models import Cycle
from publishing.categories import edition_models
from tests.helpers import make_draft, make_live, publish, withdraw
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_cycles(cast):
    """Each test makes its own; a new office has some."""
    Cycle.objects.all().delete()


def hooks(html: str) -> list[str]:
    return re.findall(r' data-oit="([^"]*)"', html)


def lines(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<a class="oit-mark" href="([^"]+)">([^<]+)</a>', html)


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.alike
def test_the_page_of_each_kind_says_for_which_items_it_is_evidence(model, client):
    live = make_live(model)
    make_evidence(make_item(make_cycle(2563, status="closed"), "O7"), live)
    make_evidence(make_item(make_cycle(None), "7(1)", slug="7-1"), live)
    make_evidence(make_item(make_cycle(2569), "O11"), live)
    html = client.get(live.publication.address).content.decode()
    assert hooks(html) == ["2569/O11 2563/O7 oia/7(1)"]
    assert lines(html) == [
        ("/ita/2569/o11/", "หลักฐาน ITA 2569 ข้อ O11"),
        ("/ita/2563/o7/", "หลักฐาน ITA 2563 ข้อ O7"),
        ("/oia/7-1/", "หลักฐาน พ.ร.บ. ข้อมูลข่าวสารฯ มาตรา 7(1)"),
    ]


def test_what_is_not_confirmed_or_of_no_public_cycle_is_not_said(client):
    live = make_live()
    make_evidence(make_item(make_cycle(2569), "O1"), live, confirmed=False)
    make_evidence(make_item(make_cycle(2570, status="preparing"), "O1"), live)
    html = client.get(live.publication.address).content.decode()
    assert (hooks(html), lines(html)) == ([], [])


def test_a_draft_and_what_has_ended_are_no_evidence(client, cast):
    item = make_item(make_cycle(2569), "O1")
    ended, draft = make_live(), make_draft()
    make_evidence(item, ended), make_evidence(item, draft)
    withdraw(ended)
    client.force_login(cast.approver)
    preview = f"/admin/announcements/announcement/{draft.pk}/preview/"
    for address in (ended.publication.address, preview):
        answer = client.get(address)
        assert (answer.status_code, hooks(answer.content.decode())) == (200, [])
    assert hooks(client.get(publish(draft).publication.address).content.decode()) == ["2569/O1"]

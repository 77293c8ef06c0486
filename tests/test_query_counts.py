"""Speed as a budget: the exact number of queries of every page, the same at 1 and at 3 items."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LawRelation, LegalDocument
from links.models import Link
from publishing.categories import edition_models
from tests.helpers import add_document, add_photo, make_draft, publish, remove, revise, submit, withdraw

# Django asks every database the same questions; one page of each kind shows it.
pytestmark = [pytest.mark.django_db, pytest.mark.alike]

HOME = 11
LISTS = {
    "/about/": (Page, 4),
    "/about/plans/": (Plan, 4),
    "/laws/": (LegalDocument, 4),
    "/news/": (Announcement, 4),
    "/news/procurement/": (Procurement, 4),
    "/knowledge/": (KnowledgeItem, 4),
    "/links/": (Link, 5),  # one is how many there are of each kind
}
DETAILS = {
    Page: 4,
    Structure: 5,
    Plan: 4,
    Contact: 5,
    LegalDocument: 5,
    Announcement: 4,
    Procurement: 5,
    KnowledgeItem: 4,
    Link: 4,
}
#: More on the page of what stands: the item before and after in one query, others of its kind in another. What is in
#: the menu shows the menu's section instead, which costs nothing; undated things have none before and after.
NEIGHBOURS = {
    Page: 1,
    Structure: 0,
    Plan: 2,
    Contact: 0,
    LegalDocument: 2,
    Announcement: 2,
    Procurement: 1,
    KnowledgeItem: 1,
    Link: 1,
}
#: And what it is evidence for in the assessment.
MARKS = 1
EDITIONS = 4
EARLIER = 3  # more than the page of the standing edition: the edition, its category's columns, its history
DESK_LIST = 7  # of it one is the menu's counts
QUEUE = 13


def make_full(model):
    """A live item with everything that a page could ask the database for once too often."""
    draft = make_draft(model)
    add_document(draft)
    add_photo(draft)
    if model is Contact:
        Channel.objects.create(contact=draft, label="Facebook", url="https://www.facebook.com/example")
    if model is LegalDocument:
        other = LegalDocument.objects.live().first()
        if other:
            LawRelation.objects.create(law=draft, kind=LawRelation.Kind.AMENDS, target=other.publication)
    return publish(draft)


def count(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200, address
    return len(queries)


@pytest.mark.dry
def test_home(client, cast):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            for model in edition_models():
                make_full(model)
        counts.append(count(client, "/"))
    assert counts == [HOME, HOME]
    assert HOME <= 12


@pytest.mark.parametrize("address", list(LISTS))
def test_lists(address, client, cast):
    model, expected = LISTS[address]
    make_full(model)
    one = count(client, address)
    make_full(model), make_full(model)
    assert (one, count(client, address)) == (expected, expected)
    # Until something is published the menu is known, and the order of a list that was asked for.
    narrowed = f"{address}?q=เรื่อง&kind=nonsense&year=x&page=999"
    assert [count(client, narrowed), count(client, narrowed)] == [expected - 1, expected - 2]
    assert expected <= 5


@pytest.mark.parametrize("model", list(DETAILS))
def test_details(model, client, cast):
    counts = [count(client, make_full(model).publication.address)]
    make_full(model)
    counts.append(count(client, make_full(model).publication.address))
    assert counts == [DETAILS[model] + NEIGHBOURS[model] + MARKS] * 2
    assert counts[0] <= 8
    # What is read twice before anything is published: the menu and the neighbours are known.
    address = model.objects.live().last().publication.address
    assert [count(client, address), count(client, address)][1] == DETAILS[model] + MARKS - 1 <= 6


@pytest.mark.parametrize("model", list(DETAILS))
def test_earlier_editions(model, client, cast):
    first = make_full(model)
    address = f"{first.publication.address}editions/"
    latest = revise(first)
    counts = [(count(client, address), count(client, f"{address}1/"))]
    revise(revise(latest))
    counts.append((count(client, address), count(client, f"{address}1/")))
    # The menu is known when the second page is asked for.
    assert counts == [(EDITIONS, DETAILS[model] + EARLIER - 1)] * 2


@pytest.mark.parametrize("state", ["withdrawn", "removed"])
def test_ended(state, client, cast):
    """What has ended asks once for what takes its place."""
    ended, successor = make_full(Announcement), make_full(Announcement)
    address = ended.publication.address
    if state == "withdrawn":
        withdraw(ended, successor=successor)
        assert count(client, address) == DETAILS[Announcement] + NEIGHBOURS[Announcement] + 1
    else:
        remove(ended, successor=successor)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 302
        assert len(queries) == 4
        withdraw(successor)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 410
        assert len(queries) == 6


@pytest.mark.parametrize("model", edition_models())
def test_desk_lists(model, client, cast):
    client.force_login(cast.approver)
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    make_full(model)
    one = count(client, address)
    make_full(model), make_full(model)
    expected = DESK_LIST + (model is Plan)  # its filter by year asks which years there are
    assert (one, count(client, address)) == (expected, expected)
    assert expected <= 10


def test_review_queue(client, cast):
    client.force_login(cast.approver)
    submit(make_draft())
    one = count(client, "/admin/publishing/reviewitem/")
    submit(make_draft(Page)), submit(make_draft(LegalDocument))
    assert (one, count(client, "/admin/publishing/reviewitem/")) == (QUEUE, QUEUE)

"""What is kept until something is published: never older than the ledger, never without bounds."""

import pytest
from django.test import RequestFactory

from publishing import paging
from publishing.kept import Kept
from publishing.models import Edition
from publishing.paging import page_of
from tests.helpers import make_draft, make_live, publish, remove, withdraw


def test_what_is_kept_holds_until_the_next_event():
    kept = Kept(10)
    assert [kept.get("a", "key", lambda: 1), kept.get("a", "key", lambda: 2)] == [1, 1]
    assert kept.get("b", "key", lambda: 3) == 3


def test_without_an_event_nothing_is_kept():
    kept = Kept(10)
    assert [kept.get(None, "key", lambda: 1), kept.get(None, "key", lambda: 2)] == [1, 2]


def test_what_was_used_longest_ago_goes_when_it_weighs_too_much():
    kept = Kept(4, len)
    for key in "abab", "cc":
        for name in key:
            kept.get("event", name, lambda: "xx")
    assert [kept.get("event", name, lambda: "new") for name in "bca"] == ["xx", "xx", "new"]
    kept.get("event", "huge", lambda: "x" * 100)
    assert kept._weight <= 4


@pytest.mark.django_db
def test_a_list_shows_what_was_published_and_not_what_was_taken_away(client, cast):
    first, second = make_live(title="ข่าวแรก"), make_live(title="ข่าวที่สอง")

    def shown() -> set[str]:
        return {edition.title for edition in client.get("/news/").context["page"].object_list}

    assert shown() == shown() == {"ข่าวแรก", "ข่าวที่สอง"}
    withdraw(first)
    third = publish(make_draft(title="ข่าวที่สาม"))
    assert shown() == {"ข่าวที่สอง", "ข่าวที่สาม"}
    remove(third)
    assert shown() == {second.title}


@pytest.mark.django_db
def test_words_of_any_length_are_not_kept_in_memory(client, cast):
    """Whoever searches a list for long nonsense again and again must not fill the memory of a process."""
    make_live()
    client.get("/news/", {"q": "x" * 3000})
    assert [key for key in paging._orders._values if len(repr(key)) > 300] == []


@pytest.mark.django_db
def test_pages_keep_their_numbers_and_the_nearest_is_given(cast):
    for number in range(5):
        make_live(title=f"ข่าว {number}")
    rows, request = Edition.objects.live(), RequestFactory()

    def titles(page: str) -> list[str]:
        asked = request.get("/", {"page": page})
        return [one.title for one in page_of(asked, rows, 2, "name", lambda: rows.order_by("-pk"))]

    assert [titles(page) for page in ("1", "3", "99", "x")] == [
        ["ข่าว 4", "ข่าว 3"],
        ["ข่าว 0"],
        ["ข่าว 0"],
        ["ข่าว 4", "ข่าว 3"],
    ]

"""Who is answered from the replica, and when no longer. `make scaling` tries it with a PostgreSQL that follows another."""

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.http import HttpResponse
from django.test import RequestFactory

from ponko_site import replica
from publishing.models import Edition

pytestmark = pytest.mark.dry
ROUTER = replica.Router()


@pytest.fixture(autouse=True)
def unspoilt(monkeypatch):
    monkeypatch.setattr(replica, "_away_until", 0.0)
    yield
    replica._here.reads_replica = False


def answered(
    says: object, view, path: str = "/news/", method: str = "get", cookie: str = "", monkeypatch=None
):
    """The answer, after a replica that `says` whether it has everything, or raises that."""

    def ask(alias: str, question: str, *values: str) -> object:
        if alias == replica.REPLICA and isinstance(says, Exception):
            raise says
        return says if alias == replica.REPLICA else "0/1"

    monkeypatch.setattr(replica, "_ask", ask)
    monkeypatch.setattr(replica, "_leave", lambda: monkeypatch.setattr(replica, "_away_until", float("inf")))
    request = getattr(RequestFactory(), method)(path)
    request.COOKIES.update({"session": cookie} if cookie else {})
    return replica.reading(view)(request)


def where(request) -> HttpResponse:
    return HttpResponse(ROUTER.db_for_read(Edition))


@pytest.mark.parametrize(
    ("says", "asked", "place"),
    [
        (True, {}, "replica"),
        (True, {"path": "/search/?q=a"}, "replica"),
        (False, {}, "default"),
        (None, {}, "default"),
        (OperationalError("away"), {}, "default"),
        (True, {"cookie": "x"}, "default"),
        (True, {"method": "post"}, "default"),
        (True, {"path": "/admin/"}, "default"),
        (True, {"path": "/preview/x/"}, "default"),
        (True, {"path": "/files/1/a.pdf"}, "default"),
    ],
)
def test_only_readers_without_a_session_are_answered_from_a_replica_that_has_everything(
    monkeypatch, says, asked, place
):
    assert answered(says, where, **asked, monkeypatch=monkeypatch).content.decode() == place
    assert ROUTER.db_for_read(Edition) == "default"  # the clock, commands


def test_after_a_write_and_in_a_transaction_the_first_is_read(monkeypatch):
    def view(request) -> HttpResponse:
        monkeypatch.setattr(connections[DEFAULT_DB_ALIAS], "in_atomic_block", True)
        inside = ROUTER.db_for_read(Edition)
        monkeypatch.setattr(connections[DEFAULT_DB_ALIAS], "in_atomic_block", False)
        before, wrote, after = (
            ROUTER.db_for_read(Edition),
            ROUTER.db_for_write(Edition),
            ROUTER.db_for_read(Edition),
        )
        return HttpResponse(repr((inside, before, wrote, after)))

    answer = answered(True, view, monkeypatch=monkeypatch)
    assert answer.content.decode() == repr(("default", "replica", "default", "default"))


def test_a_replica_that_goes_away_in_the_middle_costs_the_reader_nothing(monkeypatch):
    answers = iter([HttpResponse(status=503), HttpResponse("from the first")])
    asked = []

    def view(request) -> HttpResponse:
        asked.append(ROUTER.db_for_read(Edition))
        return next(answers)

    assert answered(True, view, monkeypatch=monkeypatch).content == b"from the first"
    assert asked == ["replica", "default"]
    assert replica.keeps_up() is False

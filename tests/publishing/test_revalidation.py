"""Every night what is public is held against today's requirements; what lacks something is a list, and stays public."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from content.models import Contact, Page
from publishing import revalidation
from publishing.models import Edition, Shortfall
from publishing.requirements import Look
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import make_draft, make_live, publish, revise
from thai.dates import BANGKOK

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

LIST = "/admin/publishing/shortfall/"
SUMMARY = "เขียนสรุปย่อหนึ่งหรือสองประโยค"


@pytest.fixture
def tomorrow():
    """A moment of the next day, after the night has begun."""
    return timezone.now() + timedelta(days=1)


def long_ago(edition: Edition) -> Edition:
    Edition.objects.filter(pk=edition.pk).update(published_at=timezone.now() - timedelta(days=2))
    return edition


def spoil(edition: Edition) -> Edition:
    """As if summaries had not been asked for when it was published."""
    Edition.objects.filter(pk=edition.pk).update(summary="")
    return long_ago(edition)


def forget_the_night() -> None:
    Shortfall.objects.update(checked_at=timezone.now() - timedelta(days=2))


@pytest.mark.parametrize(
    ("now", "begin"),
    [("03-10 01:29", "03-09 01:30"), ("03-10 01:30", "03-10 01:30"), ("03-10 23:00", "03-10 01:30")],
)
def test_the_night_begins_at_half_past_one_in_bangkok(now, begin):
    def at(text):
        return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=BANGKOK)

    assert revalidation._last_night(at(now)) == at(begin)


def test_what_lacks_something_is_listed_once_a_night_and_stays_public(cast, client):
    good, bad = long_ago(make_live(Contact)), spoil(make_live(Page))
    assert revalidation.revalidate() == (2, 1)
    assert revalidation.revalidate() == (0, 0)
    row = Shortfall.objects.get(lacks=True)
    assert (row.edition_id, row.sentences, row.since) == (bad.pk, [SUMMARY], timezone.localdate())
    assert not Shortfall.objects.get(pk=good.pk).sentences
    assert client.get(bad.publication.address).status_code == 200


def test_since_when_it_lacks_something_stays_until_it_is_complete(cast):
    bad = spoil(make_live(Page))
    revalidation.revalidate()
    first = timezone.localdate() - timedelta(days=5)
    Shortfall.objects.update(since=first)
    forget_the_night()
    revalidation.revalidate()
    assert Shortfall.objects.get().since == first
    Edition.objects.filter(pk=bad.pk).update(summary="สรุป")
    forget_the_night()
    assert revalidation.revalidate() == (1, 0)
    assert (Shortfall.objects.get().since, revalidation.incomplete().count()) == (None, 0)


def test_what_was_published_since_waits_for_the_next_night(cast):
    make_live(Page)
    assert revalidation.revalidate() == (0, 0)


def test_what_is_replaced_is_forgotten(cast):
    bad = spoil(make_live(Page))
    revalidation.revalidate()
    long_ago(revise(bad, summary="สรุปใหม่"))
    assert revalidation.revalidate() == (1, 0)
    assert Shortfall.objects.filter(edition=bad.pk).count() == 0


def test_what_cannot_be_looked_at_is_logged_and_holds_up_nothing(cast, monkeypatch, caplog):
    broken, bad = long_ago(make_live(Page)), spoil(make_live(Page))
    whole = Look.missing.func

    def missing(look):
        if look.edition.pk == broken.pk:
            raise ZeroDivisionError
        return whole(look)

    monkeypatch.setattr(Look, "missing", property(missing))
    assert revalidation.revalidate() == (2, 2)
    assert Shortfall.objects.get(pk=broken.pk).sentences == [revalidation.UNREADABLE]
    assert Shortfall.objects.get(pk=bad.pk).sentences == [SUMMARY]
    assert f"edition {broken.pk}" in caplog.text


def test_a_run_ends_in_time_and_the_next_goes_on(cast, monkeypatch):
    for _ in range(3):
        long_ago(make_live(Page))
    monkeypatch.setattr(revalidation, "SECONDS_A_RUN", 1e-9)
    monkeypatch.setattr(revalidation, "BATCH", 2)
    found = []
    clock = iter(range(1000))
    # Each look at the clock is a second later: one batch fits in a run of two.
    monkeypatch.setattr(revalidation.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(revalidation, "SECONDS_A_RUN", 2)
    while (looked := revalidation.revalidate()[0]) and len(found) < 10:
        found.append(looked)
    assert sum(found) == 3 and len(found) > 1


def test_what_was_complete_when_it_was_published_is_so_in_the_night(cast):
    thrown_away = make_draft(Page)
    move(thrown_away, Action.DISCARD, actor=cast.writer)
    live = make_live(Page)
    second = long_ago(revise(live))
    Edition.objects.filter(pk=second.pk).update(change_kind="minor", change_note="")
    # A first edition need not have the number 1: what was thrown away before keeps its number.
    first = publish(make_draft(Page))
    Edition.objects.filter(pk=first.pk).update(number=2)
    long_ago(first)
    first.publication.first_published_at = Edition.objects.get(pk=first.pk).published_at
    first.publication.save()
    assert revalidation.revalidate() == (2, 0)


def test_the_list_tells_what_lacks_and_how_to_mend_it(as_user, cast):
    mine, other = (
        spoil(make_live(Page)),
        spoil(publish(make_draft(Page, writer=cast.writer2), writer=cast.writer2)),
    )
    revalidation.revalidate()
    browser = as_user(cast.writer)
    page = browser.get(LIST)
    assert [row.pk for row in page.context["cl"].result_list] == [mine.pk]
    assert SUMMARY in page.content.decode()
    assert f"/admin/content/page/{mine.pk}/move/start/" in page.content.decode()
    found = browser.get(f"{LIST}?owner=all").context["cl"].result_list
    assert {row.pk for row in found} == {mine.pk, other.pk}

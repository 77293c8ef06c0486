"""When things are looked at again: intervals, days, and who is late."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from announcements.models import Announcement
from content.models import Contact, Page
from publishing import upkeep
from publishing.models import Publication, ReviewInterval
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import make_live, revise

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


def interval(model, months, kind=""):
    names = {"category": model._meta.app_label, "model": model._meta.model_name}
    return ReviewInterval.objects.create(**names, kind=kind, months=months)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-23", 6, "2027-05-23"),
        ("2026-12-31", 24, "2028-12-31"),
    ],
)
def test_months_are_added_as_people_count_them(day, months, then):
    assert upkeep.add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_the_offices_interval_goes_before_the_categorys(cast):
    live = make_live(Page, kind=Page.Kind.HISTORY)
    assert upkeep.months_of(live) == Page.REVIEW_MONTHS == 12
    interval(Page, 3)
    assert upkeep.months_of(live) == 3
    interval(Page, 60, kind=Page.Kind.HISTORY)
    assert upkeep.months_of(live) == 60
    assert upkeep.months_of(make_live(Announcement)) == 0


def test_publishing_and_confirming_set_the_day(cast):
    today = timezone.localdate()
    live = make_live(Contact)
    assert live.publication.review_due == upkeep.add_months(today, 6)
    assert live.publication.reviewed_on is None  # published is not reviewed
    interval(Contact, 1)
    move(live, Action.STILL_CORRECT, actor=cast.reviewer)
    live.publication.refresh_from_db()
    assert (live.publication.reviewed_on, live.publication.review_due) == (today, upkeep.add_months(today, 1))
    assert revise(live).publication.review_due == upkeep.add_months(today, 1)
    assert make_live(Announcement).publication.review_due is None


def test_what_had_no_day_gets_one_a_month_ahead_at_the_earliest(cast):
    old, news = make_live(Page), make_live(Announcement)
    Publication.objects.update(review_due=None)
    type(old).objects.update(published_at=timezone.now() - timedelta(days=2000))
    assert upkeep.fill_dues() == 1
    assert upkeep.fill_dues() == 0
    old.publication.refresh_from_db()
    assert old.publication.review_due == timezone.localdate() + upkeep.FIRST_NOTICE
    interval(Announcement, 1, kind=news.kind)
    interval(Page, 0)
    assert upkeep.fill_dues() == 1


def test_who_has_something_to_look_at(cast):
    today = timezone.localdate()
    mine, later = make_live(Page, writer=cast.writer), make_live(Page, writer=cast.writer)
    Publication.objects.filter(pk=mine.publication_id).update(review_due=today - timedelta(days=1))
    Publication.objects.filter(pk=later.publication_id).update(review_due=today + timedelta(days=20))
    assert [edition.pk for edition in upkeep.overdue()] == [mine.pk]
    assert [edition.pk for edition in upkeep.to_review(cast.writer)] == [mine.pk]
    assert len(upkeep.to_review(cast.writer, within=timedelta(days=30))) == 2
    assert not upkeep.to_review(cast.writer2)


def test_the_new_day_is_reckoned_from_the_last_review(cast):
    live, today = make_live(Page), timezone.localdate()
    type(live).objects.update(published_at=timezone.now() - timedelta(days=2000))
    Publication.objects.update(review_due=None, reviewed_on=today)
    assert upkeep.fill_dues() == 1
    assert Publication.objects.get().review_due == upkeep.add_months(today, 12)

"""The index says what is live: at once after a move, and again by the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Position
from content.models import Contact
from publishing.models import Edition
from publishing.states import Action
from publishing.workflow import move, publish_due
from search import keeping
from search.indexing import rebuild, serving, terms_of
from search.keeping import keep
from search.models import Entry, Given, Index, Promoted, Turn
from search.ranking import Ranking
from search.sections import sections
from search.seeds import seed_promoted
from search.synonyms import lookup
from search.turns import LEASE, Lost, turn
from tests.helpers import ALL_TICKS, make_draft, make_live, publish, remove, revise, submit, withdraw

pytestmark = pytest.mark.django_db
MARKER = "ประตูระบายน้ำห้วยเสนง"


def found(text: str = MARKER) -> list[int]:
    """The publications that the index answers with."""
    index = serving()
    ranked = Ranking(index, terms_of(index), lookup()).rank(text)
    number = dict(Entry.objects.values_list("pk", "publication"))
    return [number[hit.entry] for hit in ranked.hits]


@pytest.fixture
def after(cast, django_capture_on_commit_callbacks):
    """`after(move, …)`: do that and commit; then what can be found by the marker."""
    rebuild()

    def do(act, *arguments, **named) -> tuple[Edition, list[int]]:
        with django_capture_on_commit_callbacks(execute=True):
            edition = act(*arguments, **named)
        return edition, found()

    return do


# At once


def test_nothing_is_found_before_it_is_live_and_at_once_when_it_is(after, cast, time_machine):
    draft, now = after(make_draft, title=MARKER)
    assert now == []
    waiting, now = after(submit, draft)
    assert now == []
    tomorrow = timezone.now() + timedelta(days=1)
    _, now = after(move, waiting, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=tomorrow)
    assert now == []
    time_machine.move_to(tomorrow + timedelta(minutes=1))
    _, now = after(publish_due)
    assert now == [draft.publication_id]


def test_a_draft_of_what_is_live_is_not_found_and_the_next_edition_takes_its_place(after, cast):
    live, now = after(make_live, title=MARKER)
    assert now == [live.publication_id]
    draft, _ = after(move, live, Action.START, actor=cast.writer)
    own = {"title": "ถนนคอนกรีต", "change_kind": "major", "change_note": "แก้ไขรายละเอียด"}
    type(live).objects.filter(pk=draft.pk).update(**own)
    assert (found(), found("ถนนคอนกรีต")) == ([live.publication_id], [])
    after(publish, type(live).objects.get(pk=draft.pk))
    assert (found(), found("ถนนคอนกรีต")) == ([], [live.publication_id])


@pytest.mark.parametrize("end", [withdraw, remove])
def test_what_ends_is_gone_at_once_and_back_when_it_is_published_again(after, end):
    live, now = after(make_live, title=MARKER)
    assert now == [live.publication_id]
    _, now = after(end, live)
    assert now == []
    _, now = after(revise, live)
    assert now == [live.publication_id]


def test_the_trash_is_not_found(after, cast):
    draft, _ = after(make_draft, title=MARKER)
    _, now = after(move, draft, Action.DISCARD, actor=cast.writer)
    assert now == []


# By the clock


def test_the_clock_makes_an_index_where_there_is_none_and_then_has_nothing_to_do(
    cast, django_assert_max_num_queries
):
    live = make_live(title=MARKER)
    assert (keep(), found()) == (1, [live.publication_id])
    with django_assert_max_num_queries(9):
        assert keep() == 0


def test_what_a_move_did_not_bring_to_the_index_the_clock_does(cast):
    over, changed = make_live(title=f"{MARKER} เดิม"), make_live(title=f"{MARKER} แก้")
    keep()
    new = make_live(title=f"{MARKER} ใหม่")
    withdraw(over)
    revise(changed, title="ถนนคอนกรีต")
    assert sorted(found()) == [over.publication_id, changed.publication_id]
    assert (keep(), found(), keep()) == (3, [new.publication_id], 0)


def test_other_words_make_a_new_index_in_several_runs_while_the_old_one_serves(cast, monkeypatch):
    monkeypatch.setattr("search.indexing.BATCH", 1)
    live = [make_live(title=f"{MARKER} {number}").publication_id for number in range(3)]
    keep()
    old = serving()
    Position.objects.filter(title="นายช่างโยธา").update(title="นายช่างชลประทาน")
    for done in (1, 2):
        assert keep(seconds=0) == done
        assert serving() == old and sorted(found()) == live
    while Index.objects.count() > 1:
        keep(seconds=0)
    assert serving() != old and sorted(found()) == live
    assert keep() == 0


def test_one_publication_that_cannot_be_taken_in_holds_up_no_other(cast, monkeypatch, caplog, as_user):
    live = [make_live(title=f"{MARKER} {number}") for number in range(3)]
    whole = sections

    def broken(edition: Edition) -> list:
        if edition.title == f"{MARKER} 0" or edition.title == "เสีย":
            raise ValueError("a text that nobody thought of")
        return whole(edition)

    monkeypatch.setattr("search.indexing.sections", broken)
    assert (keep(), sorted(found())) == (2, [live[1].publication_id, live[2].publication_id])
    revise(live[1], title="เสีย")
    revise(live[2], title=f"{MARKER} สอง")
    assert (keep(), sorted(found())) == (1, [live[1].publication_id, live[2].publication_id])
    assert f"publication {live[0].publication_id} is not in the index" in caplog.text
    html = as_user(cast.administrator).get("/admin/search/index/").content.decode()
    assert live[0].publication.address in html and live[2].publication.address not in html
    monkeypatch.undo()
    assert (keep(), len(found())) == (2, 2)


def test_the_pages_that_every_office_has_stand_first_once_they_are_live_and_deleted_lines_stay_away(cast):
    keep()
    assert seed_promoted() == 0
    contact = make_live(Contact)
    keep()
    assert seed_promoted() == Promoted.objects.filter(publication=contact.publication_id).count() > 1
    Promoted.objects.first().delete()
    assert (seed_promoted(), Given.objects.filter(key__startswith="promoted").count()) == (
        0,
        Promoted.objects.count() + 1,
    )


def test_what_is_left_of_an_old_index_goes(cast):
    make_live(title=MARKER)
    keep()
    Index.objects.create(recipe=0, state=Index.State.RETIRED)
    assert (keep(), Index.objects.count()) == (0, 1)


def test_whoever_publishes_sees_no_error_of_the_index(cast, caplog):
    keep()
    keeping.follow(publication_id="no number")
    assert "publication no number is not in the index" in caplog.text


def test_long_files_are_left_to_the_clock(after, cast, monkeypatch):
    monkeypatch.setattr(keeping, "_letters_of_files", lambda publication: keeping.MOST_AT_ONCE + 1)
    live, now = after(make_live, title=MARKER)
    assert (now, keep(), found()) == ([], 1, [live.publication_id])


# One at a time


def test_one_process_has_the_turn_until_it_ends_or_its_lease_does(db, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    with turn("index") as first:
        with turn("index") as second, turn("files") as other:
            assert (second, bool(first), bool(other)) == (None, True, True)
        time_machine.shift(LEASE - timedelta(seconds=1))
        first()
        time_machine.shift(LEASE)
        with turn("index") as second:
            assert second
            with pytest.raises(Lost):
                first()
            second()
    with turn("index") as third:
        assert third
    assert Turn.objects.filter(until__gt=timezone.now()).count() == 0


def test_the_clock_leaves_an_index_that_another_process_builds(cast):
    make_live(title=MARKER)
    with turn("index"):
        assert (keep(), Index.objects.count()) == (0, 0)
    assert keep() == 1

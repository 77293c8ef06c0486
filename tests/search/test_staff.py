"""The desk finds every edition in whatever state; the public index never has one that is not live."""

import pytest
from django.db import OperationalError
from django.db.models import F

from publishing.models import Edition
from publishing.states import Action, State
from publishing.workflow import move
from search import staff
from search.indexing import rebuild, serving, terms_of
from search.models import Entry, Held, Index, Posting, Synonym, Term
from search.ranking import Ranking
from tests.helpers import ALL_TICKS, make_draft, make_live, make_urgent, remove, revise, submit, withdraw

pytestmark = pytest.mark.django_db

NAMES = {
    State.DRAFT: "ขุดลอกคลองโสน",
    State.SUBMITTED: "ขุดลอกคลองไผ่",
    State.PUBLISHED: "ขุดลอกคลองสะแก",
    State.WITHDRAWN: "ขุดลอกคลองตะโก",
    State.REMOVED: "ขุดลอกคลองมะขาม",
    State.DISCARDED: "ขุดลอกคลองตาล",
    State.SUPERSEDED: "ขุดลอกคลองบัว",
}


@pytest.fixture
def every_state(cast) -> dict[str, Edition]:
    """An edition in each state, and both indexes made."""
    make_draft(title=NAMES[State.DRAFT])
    submit(make_draft(title=NAMES[State.SUBMITTED]))
    make_live(title=NAMES[State.PUBLISHED])
    withdraw(make_live(title=NAMES[State.WITHDRAWN]))
    remove(make_live(title=NAMES[State.REMOVED]))
    move(make_draft(title=NAMES[State.DISCARDED]), Action.DISCARD, actor=cast.writer)
    revise(make_live(title=NAMES[State.SUPERSEDED]), title="ขุดลอกคลองอื่น")
    rebuild()
    staff.keep()
    return {edition.state: edition for edition in Edition.objects.filter(title__in=NAMES.values())}


def found(text: str, editions=None) -> list[str]:
    answer = staff.find(text, Edition.objects.all() if editions is None else editions)
    titles = dict(Edition.objects.values_list("pk", "title"))
    return [titles[pk] for pk in answer.readings]


def test_the_desk_finds_an_edition_in_every_state_and_the_public_only_what_is_live(every_state):
    assert sorted(every_state) == sorted(NAMES)
    assert set(found("ขุดลอกคลอง")) == {*NAMES.values(), "ขุดลอกคลองอื่น"}
    index = serving()
    public = Ranking(index, terms_of(index), {}).rank("ขุดลอกคลอง").hits
    states = Entry.objects.filter(pk__in=[hit.entry for hit in public]).values_list(
        "edition__state", flat=True
    )
    assert list(states) == [State.PUBLISHED] * 2
    assert set(index.entries.values_list("edition__state", flat=True)) == {State.PUBLISHED}


def test_what_works_for_the_public_never_comes_upon_the_index_of_the_staff(every_state):
    assert Index.everything.count() == 2
    assert [index.state for index in Index.objects.all()] == [Index.State.SERVING]


def test_a_search_of_the_desk_is_narrowed_to_the_editions_that_were_chosen(every_state):
    assert found("ขุดลอกคลอง", Edition.objects.filter(state=State.DRAFT)) == [NAMES[State.DRAFT]]
    assert found("ขุดลอกคลอง", Edition.objects.none()) == []


def test_what_was_saved_a_moment_ago_is_found_and_what_it_said_before_is_not(every_state):
    draft = every_state[State.DRAFT]
    Edition.objects.filter(pk=draft.pk).update(title="ซ่อมสะพานไม้", version=draft.version + 1)
    staff.freshen()
    assert (found("สะพานไม้"), "ซ่อมสะพานไม้" in found("ขุดลอกคลองโสน")) == (["ซ่อมสะพานไม้"], False)


def test_a_search_is_answered_while_the_database_cannot_be_written(every_state, monkeypatch, caplog):
    def busy(*_):
        raise OperationalError("database is locked")

    monkeypatch.setattr(staff.StaffWriter, "update_editions", busy)
    Edition.objects.filter(pk=every_state[State.DRAFT].pk).update(version=F("version") + 1)
    staff.freshen()
    assert "1 editions are not in the staff's index yet" in caplog.text
    assert NAMES[State.DRAFT] in found("ขุดลอกคลองโสน")


def test_what_is_published_or_erased_leaves_the_index_of_the_staff(every_state, cast):
    move(every_state[State.SUBMITTED], Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    Edition.objects.filter(pk=every_state[State.DISCARDED].pk).update(state=State.EMPTIED)
    assert (staff.keep(), staff.keep()) == (2, 0)
    held = {*NAMES} - {State.SUBMITTED, State.DISCARDED, State.PUBLISHED}
    assert {*staff.standing().entries.values_list("edition__state", flat=True)} == held
    assert Held.objects.count() == len(held)
    assert NAMES[State.DISCARDED] not in found("ขุดลอกคลอง")


def test_mistakes_short_forms_and_thai_digits_are_understood_in_drafts(cast):
    make_live(title="แผนพัฒนาท้องถิ่น")
    make_draft(title="ประกาศองค์การบริหารส่วนตำบลโพนโก เรื่องภาษีปี 2563")
    Synonym.objects.get_or_create(forms="อบต., องค์การบริหารส่วนตำบล")
    rebuild()
    staff.keep()
    wanted = ["ประกาศองค์การบริหารส่วนตำบลโพนโก เรื่องภาษีปี 2563"]
    assert [found(text)[:1] for text in ("อบต. ภาษี", "ภาษี ๒๕๖๓", "โพนโก ภาษ๊")] == [wanted] * 3


def test_what_only_staff_read_is_found_by_staff_alone(cast):
    make_urgent(advantages="ประชาชนเลี่ยงเส้นทางกระบือเผือก")
    make_live()
    rebuild()
    staff.keep()
    assert found("กระบือเผือก") == ["น้ำท่วมถนนสายโพนโก–สนม"]
    assert not Term.objects.filter(index=serving(), text__contains="กระบือ").exists()


def test_a_new_index_is_made_when_the_words_of_the_public_one_changed_and_the_old_one_leaves_nothing(
    every_state,
):
    old = staff.standing()
    Index.objects.update(words="คลองสะแก")
    assert (staff.keep(), staff.keep()) == (6, 0)
    new = staff.standing()
    assert (new.pk == old.pk, Index.everything.count(), new.words if new.words else "") == (
        False,
        2,
        "คลองสะแก",
    )
    assert Entry.objects.filter(index=old).count() == Term.objects.filter(index=old.pk).count() == 0
    terms = Term.objects.values("pk")
    assert not Posting.objects.exclude(term__in=terms).exists()
    assert Held.objects.count() == new.entries.count() == 6


def test_without_an_index_there_is_no_answer(cast):
    assert (staff.find("ถนน", Edition.objects.all()), staff.keep(), staff.standing()) == (None, 0, None)

"""The whole index made anew: it can be stopped, nothing is missed meanwhile, and a command says whether it is right."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from search import indexing, keeping, rows
from search.indexing import rebuild, serving
from search.models import Entry, Index, Posting, Term
from search.verifying import faults
from tests.helpers import make_live, remove, revise
from tests.search.test_keeping import MARKER, found

pytestmark = pytest.mark.django_db


def told(command: str, **options) -> list[str]:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def three(cast, monkeypatch) -> list:
    """Three live items, taken in one by one."""
    monkeypatch.setattr("search.indexing.BATCH", 1)
    return [make_live(title=f"{MARKER} {number}") for number in range(3)]


def test_a_rebuild_that_was_stopped_goes_on_where_it_was(three):
    rebuild()
    old = serving()
    seen = []

    def stop(done: int, of: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(stop)
    assert serving() == old and len(found()) == 3
    assert rebuild(lambda done, of: seen.append(done)) == 3
    assert seen == [1, 2, 3]
    assert (serving() != old, Index.objects.count(), len(found())) == (True, 1, 3)


def test_what_moves_while_the_index_is_made_is_in_it_as_it_stands(three, django_capture_on_commit_callbacks):
    rebuild()
    moved = []

    def meanwhile(done: int, of: int) -> None:
        if not moved:
            with django_capture_on_commit_callbacks(execute=True):
                remove(three[0])
                remove(three[2])
                revise(three[1], title="ถนนคอนกรีต")
                moved.append(make_live(title=f"{MARKER} ใหม่").publication_id)

    rebuild(meanwhile)
    assert (found(), found("ถนนคอนกรีต")) == (moved, [three[1].publication_id])
    assert list(faults(serving())) == []


def test_rows_are_written_as_they_are_and_the_weightiest_read_first(db):
    index, odd = Index.objects.create(recipe=0), ["a\tb", "\\N", "ก\r\n", "%s", "'"]
    rows.insert(Term, ("index_id", "text", "entries"), [(index.pk, text, 0) for text in odd])
    known = dict(rows.known_terms(index.pk, [*odd, "b"]))
    assert (sorted(known), dict(rows.terms_of_keys(known.values()))) == (sorted(odd), known)
    key = known["%s"]
    rows.insert(Posting, ("term_id", "entry_id", "weight"), [(key, 1, 5), (key, 2, 9), (key, 3, 9)])
    assert rows.postings([key], most=2) == [(key, 3, 9), (key, 2, 9)]


def test_fewer_are_taken_at_a_time_where_they_take_long(monkeypatch):
    took = (0, 0, 0, 0, 40, 40, 400, 0)
    readings = iter([reading for seconds in took for reading in (0, seconds)])
    monkeypatch.setattr(indexing, "time", SimpleNamespace(monotonic=lambda: next(readings)))
    pace, sizes = indexing.Pace(), []
    for _ in took:
        with pace:
            pass
        sizes.append(pace.size)
    assert sizes == [20, 40, 80, 100, 10, 1, 1, 2]


def test_the_command_makes_the_index_and_says_how_far_it_is(three):
    lines = told("rebuild_search")
    assert lines[:-1] == ["1/3 เรื่อง", "2/3 เรื่อง", "3/3 เรื่อง"]
    assert lines[-1].startswith("จัดทำดัชนีค้นหาแล้ว 3 เรื่อง")
    with keeping.turn("index"), pytest.raises(CommandError, match="อยู่แล้ว"):
        told("rebuild_search")


def miss(three) -> None:
    make_live(title="ที่ขาด")


def keep_over(three) -> None:
    remove(three[0])


def miscount(three) -> None:
    Term.objects.filter(entries__gt=2).update(entries=F("entries") + 1)


def lose(three) -> None:
    Posting.objects.create(
        term_id=Term.objects.first().pk, entry_id=Entry.objects.latest("pk").pk + 1, weight=1
    )


def outdate(three) -> None:
    Index.objects.update(recipe=0)


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (miss, "เรื่องที่เผยแพร่อยู่ 1 เรื่องยังไม่มีฉบับปัจจุบันในดัชนี"),
        (keep_over, "ดัชนีมี 1 เรื่องในฉบับที่ไม่ได้เผยแพร่"),
        (miscount, "จำนวนเรื่องของคำไม่ตรง"),
        (lose, "รายการคำที่ไม่มีเรื่องหรือไม่มีคำ 1 รายการ"),
        (outdate, "คำของหน่วยงานชุดก่อน"),
    ],
)
def test_what_is_wrong_with_the_index_is_told_and_mended(three, harm, sentence):
    with pytest.raises(CommandError, match="ยังไม่มีดัชนี"):
        told("verify_search")
    rebuild()
    assert told("verify_search")[0].startswith("ดัชนีค้นหาตรงกับเรื่องที่เผยแพร่อยู่ 3 เรื่อง")
    harm(three)
    with pytest.raises(CommandError, match=sentence) as refused:
        told("verify_search")
    assert refused.value.returncode == 1
    assert told("verify_search", mend=True)[0].startswith("ดัชนีค้นหาตรงกับ")
    assert list(faults(serving())) == []


@pytest.mark.alike
def test_the_offices_words_are_the_same_in_every_process(db, monkeypatch):
    """Another order of the synonyms must not make the index look out of date."""
    forms = ["องค์การ", "องค์การบริหารส่วนตำบล", "องค์การบริหาร"]
    found = []
    for order in (forms, forms[::-1]):
        monkeypatch.setattr(indexing, "lookup", lambda order=order: dict.fromkeys(order, ()))
        found.append(indexing.own_words())
    assert found[0] == found[1] and "โพนโก" in found[0]

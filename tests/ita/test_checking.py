"""When items are checked, what is kept of it, and that the result of a past year can be found again."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.modes import Mode
from announcements.models import Announcement
from ita import checking, facts, files, rules, ways
from ita.checking import check, check_now, check_stale, judge_again, nightly, versions_of
from ita.models import Cycle, Item, Result, Score, Way
from publishing.files import attach, store_upload
from publishing.models import Attachment
from tests.helpers import make_draft, make_live, pdf_upload, publish, remove
from tests.ita.helpers import make_cycle, make_evidence, make_item
from thai.dates import BANGKOK


@pytest.fixture
def known_ways(db):
    """A walk was made once, so nobody makes another here."""
    Way.objects.create(address="/", steps=[["หน้าหลัก", "/"]], found_at=timezone.now())


def at(monkeypatch, text: str) -> None:
    moment = datetime.fromisoformat(text).replace(tzinfo=BANGKOK)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def stale() -> set[str]:
    return set(Item.objects.filter(stale=True).values_list("code", flat=True))


def kept(item: Item) -> list[tuple]:
    return list(item.results.values_list("check_id", "evidence", "level", "sentence", "mend"))


# What is kept


def test_a_check_keeps_results_level_facts_and_the_score_of_the_day(cast, known_ways):
    cycle = make_cycle(items=["O1", "O2"])
    first, second = cycle.items.all()
    evidence = make_evidence(first, make_live(Announcement))
    assert check([first, second]) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.level, second.level, first.stale, first.checked_at is None) == (
        "pass",
        "fail",
        False,
        False,
    )
    assert {row.evidence for row in first.results.all()} == {None, evidence}
    assert first.facts["evidence"][0]["id"] == evidence.pk
    score = Score.objects.get()
    assert (score.day, score.points, score.passed, score.warned, score.failed) == (
        timezone.localdate(),
        50,
        1,
        0,
        1,
    )
    check([first])
    assert (Result.objects.filter(item=first).count(), Score.objects.count()) == (len(kept(first)), 1)


@pytest.mark.dry
def test_the_result_of_a_past_year_is_found_again_from_its_facts(cast, known_ways, monkeypatch):
    cycle = make_cycle(rules=rules.current())
    live = make_live(Announcement)
    item = make_item(cycle, "O1")
    make_evidence(item, live)
    check([item])
    before = kept(item)
    Cycle.objects.update(status=Cycle.Status.CLOSED)
    remove(live)
    item = Item.objects.get(pk=item.pk)
    assert (check([item]), check_stale(), nightly(), stale()) == (0, 0, 0, set())
    again = [checking.result_of(item, one) for one in judge_again(item)]
    assert [(one.check_id, one.evidence_id, one.level, one.sentence, one.mend) for one in again] == before
    assert kept(item) == before


def test_a_cycle_is_judged_by_its_own_rules(db):
    assert versions_of(make_cycle(rules={"evidence": 1})) == {"evidence": 1}
    assert versions_of(make_cycle(2570)) == rules.current()


def test_a_check_that_raises_is_a_failed_check_and_the_others_go_on(cast, known_ways, monkeypatch, caplog):
    item = make_item(make_cycle(), "O1")
    make_evidence(item, "/news/")
    gathered = facts.gather([item])[item.pk]
    gathered["evidence"][0]["page"].pop("noindex")
    found = {one.check: one.level for one in checking.judge(gathered, rules.current())}
    assert (found["indexable"], found["host"]) == ("fail", "pass")
    assert "indexable" in caplog.text


def test_facts_that_cannot_be_had_are_a_failed_check_of_that_item_alone(cast, known_ways, monkeypatch):
    def broken(self):
        raise LookupError("broken")

    cycle = make_cycle(items=["O1", "O2"])
    first, second = cycle.items.all()
    make_evidence(first, make_live(Announcement))
    make_evidence(second, "/news/")
    monkeypatch.setattr(Announcement, "proofs", broken, raising=False)
    assert check([first, second]) == 2
    assert [row.sentence for row in first.results.all()] == [checking.FAILED]
    first.refresh_from_db()
    assert (first.level, [one.sentence for one in judge_again(first)]) == ("fail", [checking.FAILED])
    assert second.results.filter(level="pass").exists()


# When


def test_evidence_that_moved_is_looked_at_again_by_the_clock(
    cast, known_ways, django_capture_on_commit_callbacks
):
    cycle = make_cycle(items=["O1", "O2"])
    first, second = cycle.items.all()
    live = make_live(Announcement)
    make_evidence(first, live)
    assert check_stale() == 2
    assert stale() == set()
    with CaptureQueriesContext(connection) as queries:
        assert check_stale() == 0
    assert len(queries) == 2
    with django_capture_on_commit_callbacks(execute=True):
        remove(live)
    assert stale() == {"O1"}
    assert check_stale() == 1
    first.refresh_from_db()
    assert (first.level, stale()) == ("fail", set())
    with CaptureQueriesContext(connection) as queries:
        checking.follow(None, publication_id=live.publication_id)
    assert len(queries) == 1


def test_a_move_during_a_check_is_not_forgotten(cast, known_ways, monkeypatch):
    item = make_item(make_cycle(), "O1")
    make_evidence(item, live := make_live(Announcement))
    monkeypatch.setattr(
        checking, "judge", lambda *args: checking.follow(None, live.publication_id) or rules.judge(*args)
    )
    check([item])
    assert stale() == {"O1"}


@pytest.mark.parametrize("title", ["ก\\u0000", "ก\\u0000ข", "ก\\\\u0000"])
def test_a_title_like_an_escape_is_a_title(title, cast, known_ways):
    item = make_item(make_cycle())
    make_evidence(item, make_live(Announcement, title=title))
    check_now(item)
    item.refresh_from_db()
    assert [one["title"] for one in item.facts["evidence"]] == [title]


def test_older_facts_never_take_the_place_of_newer_ones(cast, known_ways, monkeypatch):
    item = make_item(make_cycle())
    make_evidence(item, make_live(Announcement))
    gathered = checking._facts

    def slowly(gathering, one):
        found = gathered(gathering, one)
        monkeypatch.setattr(checking, "_facts", gathered)
        item.evidence.update(state="retired")
        check_now(item)
        return found

    monkeypatch.setattr(checking, "_facts", slowly)
    check_now(item)
    item.refresh_from_db()
    assert (item.facts["evidence"], item.stale) == ([], True)


def test_a_check_that_was_under_way_changes_nothing_of_a_closed_cycle(cast, known_ways, monkeypatch):
    item = make_item(make_cycle())
    gathered = checking._facts

    def meanwhile(gathering, one):
        Cycle.objects.update(status=Cycle.Status.CLOSED)
        return gathered(gathering, one)

    monkeypatch.setattr(checking, "_facts", meanwhile)
    check_now(item)
    assert (kept(item), Score.objects.count()) == ([], 0)


def test_a_file_that_was_read_makes_its_items_stale(cast, known_ways):
    draft = make_draft(Announcement)
    stored = store_upload(pdf_upload("ใหม่.pdf", text="fresh words"), Attachment.Kind.DOCUMENT)
    attach(draft, stored, kind=Attachment.Kind.DOCUMENT)
    item = make_item(make_cycle(), "O1")
    make_evidence(item, publish(draft))
    check_now(item)
    assert item.results.get(check_id="files").level == "warn"
    assert files.waiting().exists()
    assert check_stale() == 1
    assert item.results.get(check_id="files").level == "pass"


def test_the_night_checks_everything_once_and_makes_up_for_a_missed_night(cast, monkeypatch):
    item = make_item(make_cycle(), "O1")
    make_item(make_cycle(2570, status=Cycle.Status.PREPARING), "O1")
    walks = []
    monkeypatch.setattr(ways, "walk", lambda visitor=None: walks.append(timezone.localtime().day) or 1)
    runs = []
    for moment in ("23T15:00", "24T01:59", "24T02:01", "24T03:00", "28T13:00", "28T14:00"):
        at(monkeypatch, f"2026-11-{moment}:00")
        runs.append(nightly())
    assert (runs, walks) == ([1, 0, 1, 0, 1, 0], [23, 24, 28])
    assert list(Score.objects.values_list("day__day", flat=True)) == [23, 24, 28]
    item.refresh_from_db()
    assert item.stale is False
    with CaptureQueriesContext(connection) as queries:
        assert nightly() == 0
    assert len(queries) == 1


def test_of_two_clocks_one_runs_and_what_it_left_undone_is_stale(cast, monkeypatch):
    make_item(make_cycle(), "O1")
    monkeypatch.setattr(checking, "check", lambda items, walk: nightly())
    assert nightly() == 0
    assert stale() == {"O1"}


def test_nothing_is_said_while_the_site_is_closed_for_repair(cast, known_ways):
    make_item(make_cycle(), "O1")
    today = timezone.localdate()
    Mode.objects.create(kind=Mode.Kind.MAINTENANCE, starts_on=today, ends_on=today)
    assert (check_stale(), nightly(), Result.objects.count(), stale()) == (0, 0, 0, {"O1"})
    Mode.objects.update(starts_on=today - timedelta(days=2), ends_on=today - timedelta(days=1))
    assert check_stale() == 1


def test_the_clock_stops_in_time_and_goes_on_at_the_next_tick(cast, known_ways, monkeypatch):
    cycle = make_cycle(items=["O1", "O2", "O3"])
    monkeypatch.setattr(checking, "BATCH", 1)
    monkeypatch.setattr(checking, "SECONDS_A_RUN", 0.0)
    assert check_stale() == 0
    monkeypatch.setattr(checking, "SECONDS_A_RUN", 20)
    assert (check_stale(), cycle.items.filter(stale=True).count()) == (3, 0)


# The command


@pytest.mark.dry
def test_the_command_prints_a_table_and_fails_when_something_does(cast, monkeypatch, capsys):
    monkeypatch.setattr(ways, "walk", lambda visitor=None: 0)
    cycle = make_cycle(items=["O1", "O2"])
    make_evidence(cycle.items.get(code="O1"), "/news/")
    call_command("check_ita", year=2569, item="o1")
    assert "ITA 2569  O1" in capsys.readouterr().out
    with pytest.raises(CommandError, match="ยังไม่ผ่าน 1 ข้อ"):
        call_command("check_ita")
    assert "ยังไม่มีหลักฐาน" in capsys.readouterr().out
    for wrong in ({"year": 2560}, {"item": "O99"}):
        with pytest.raises(CommandError):
            call_command("check_ita", **wrong)
    Cycle.objects.update(status=Cycle.Status.CLOSED)
    with pytest.raises(CommandError, match="ไม่ตรวจอีก"):
        call_command("check_ita", year=2569)

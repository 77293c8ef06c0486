"""What nginx sent from its own cache is counted from its log, each line once, by the rules of every other page."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from publishing import visit_log
from publishing.models import PageViews
from publishing.visit_log import count_visits
from tests.helpers import make_live
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
NOON = datetime(2026, 11, 23, 12, tzinfo=BANGKOK).timestamp()


@pytest.fixture
def log(settings, tmp_path) -> Path:
    settings.DATA_DIR, settings.VISITS_LOG = tmp_path, str(tmp_path / "visits.log")
    return tmp_path / "visits.log"


def line(path: str = "/", **changes: object) -> str:
    entry = {"time": NOON, "path": path, "status": 200, "agent": BROWSER, "dest": "document", "from": ""}
    return json.dumps(entry | changes, ensure_ascii=False) + "\n"


def write(log: Path, *lines: str) -> None:
    with log.open("a") as file:
        file.writelines(lines)


def totals() -> tuple[int, int]:
    rows = PageViews.objects.filter(publication=None)
    return sum(row.views for row in rows), sum(row.visits for row in rows)


def test_without_a_log_nothing_is_done(settings, log):
    assert count_visits() == 0
    settings.VISITS_LOG = ""
    assert count_visits() == 0


def test_pages_count_as_if_the_site_had_sent_them_and_each_line_once(cast, log):
    news = make_live(slug="flood")
    write(
        log,
        line("/news/flood/", **{"from": "www.google.com"}),
        line("/news/flood/", dest="", **{"from": "127.0.0.1"}),  # one of our own pages led here
        line("/news/"),
        line("/nothing-that-is-an-address/"),
        line("/", agent="Googlebot/2.1 (+http://www.google.com/bot.html)"),
        line("/", agent=""),
        line("/", dest="empty"),
        line("/admin/"),
    )
    assert count_visits() == 4
    assert totals() == (4, 3)
    row = PageViews.objects.get(publication=news.publication_id)
    assert (row.day.isoformat(), row.views, row.visits) == ("2026-11-23", 2, 1)
    assert count_visits() == 0
    write(log, line("/news/"))
    assert count_visits() == 1


def test_what_cannot_be_read_is_left_out(log):
    write(log, "nonsense\n", "[1]\n", '{"time": 1e99, "path": "/"}\n', line(time=float("nan")), "\n", line())
    with log.open("ab") as file:
        file.write(b'{"time": 1, "path": "/\xff"}\n')
    assert count_visits() == 1


def test_a_line_that_is_still_being_written_waits(log):
    whole = line()
    write(log, whole, whole[:40])
    assert count_visits() == 1
    write(log, whole[40:])
    assert count_visits() == 1


def test_after_a_rotation_the_rest_of_the_old_file_is_read_first(log):
    write(log, line())
    assert count_visits() == 1
    write(log, line(), line())
    log.rename(f"{log}.1")
    write(log, line())
    assert [count_visits() for _ in range(3)] == [2, 1, 0]
    log.rename(f"{log}.1")
    assert count_visits() == 0
    write(log, line())
    assert count_visits() == 1


def test_a_file_that_was_emptied_is_read_from_its_beginning(log):
    write(log, line(), line())
    assert count_visits() == 2
    log.write_text(line())
    assert count_visits() == 1


def test_one_run_reads_so_much_and_the_next_goes_on(log, monkeypatch):
    monkeypatch.setattr(visit_log, "MOST_BYTES", len(line()) * 2 + 5)
    write(log, *[line()] * 5)
    assert [count_visits() for _ in range(4)] == [2, 2, 1, 0]

"""How often pages are read is counted without knowing by whom, costs a page no query, and never breaks one."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from publishing import visits
from publishing.admin import visits as desk
from publishing.models import PageViews
from publishing.visit_rows import Visitors, save, sum_up
from tests.helpers import make_live, remove, withdraw
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
NEVER = float("inf")


@pytest.fixture
def tally(monkeypatch) -> visits.Tally:
    """What is counted in this test only; written when the test says so."""
    own = visits.Tally()
    own._due = NEVER
    monkeypatch.setattr(visits, "tally", own)
    return own


@pytest.fixture
def reader(client, tally):
    """`reader(address, …)` opens a page as a person's browser does."""

    def read(address: str, **headers: str):
        return client.get(address, headers={"user-agent": BROWSER} | headers)

    return read


def counted(tally: visits.Tally) -> dict:
    return {page: tuple(count) for (_, page), count in tally._counts.items()}


def rows() -> list[tuple]:
    return list(
        PageViews.objects.order_by("day", "publication").values_list("publication", "views", "visits")
    )


def test_every_page_counts_and_the_page_of_a_publication_for_itself(reader, tally, cast):
    news = make_live(slug="flood")
    reader("/")
    reader("/news/", referer="https://www.google.com/")
    reader("/news/flood/", referer="http://127.0.0.1:8000/news/")
    assert counted(tally) == {None: (3, 2), ("announcements", "flood"): (1, 0)}
    assert tally.write()
    assert set(rows()) == {(None, 3, 2), (news.publication_id, 1, 0)}
    assert counted(tally) == {}


@pytest.mark.dry
def test_what_is_no_page_that_a_person_reads_is_not_counted(client, reader, tally, cast):
    news = make_live()
    address = news.publication.address
    client.get("/")  # no user agent
    for agent in (
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; OwnCheck/1.0)",
        "Uptime-Kuma/1.23",
        "curl/8.0",
        "facebookexternalhit/1.1;line-poker/1.0",
    ):
        reader("/", **{"user-agent": agent})
    reader("/", **{"sec-purpose": "prefetch;prerender"})
    reader("/", **{"sec-fetch-dest": "empty"})
    client.head("/", headers={"user-agent": BROWSER})
    for other in ("/nothing/", "/news/?format=csv", "/robots.txt", f"{address}editions/99/", "/admin/login/"):
        reader(other)
    client.force_login(cast.writer)
    reader("/")
    assert counted(tally) == {}


def test_lists_of_editions_count_for_the_site_only(reader, tally, cast):
    reader(f"{make_live().publication.address}editions/")
    assert counted(tally) == {None: (1, 1)}


def test_two_processes_add_up_and_no_row_is_there_twice(cast):
    news, day = make_live(slug="flood"), date(2026, 11, 2)
    of_news = ("announcements", "flood")
    for _ in range(2):
        save({(day, None): [3, 2], (day, of_news): [2, 1], (day, ("announcements", "gone")): [1, 1]})
    save({(day, None): [1, 0]})
    assert set(rows()) == {(None, 7, 4), (news.publication_id, 4, 2)}


def test_midnight_in_bangkok_begins_a_new_day(reader, tally, time_machine):
    time_machine.move_to(datetime(2026, 11, 30, 23, 59, tzinfo=BANGKOK), tick=False)
    reader("/")
    tally.write()
    assert tally.visitors() == Visitors(date(2026, 11, 30), 1, 1, 1)
    time_machine.move_to(datetime(2026, 12, 1, 0, 1, tzinfo=BANGKOK), tick=False)
    assert tally.visitors() == Visitors(date(2026, 12, 1), 0, 0, 1)
    reader("/")
    assert tally.visitors() == Visitors(date(2026, 12, 1), 1, 1, 2)
    tally.write()
    assert tally.visitors() == Visitors(date(2026, 12, 1), 1, 1, 2)
    assert list(PageViews.objects.order_by("day").values_list("day", "views")) == [
        (date(2026, 11, 30), 1),
        (date(2026, 12, 1), 1),
    ]


def test_it_is_written_after_the_first_answer_and_then_once_a_minute(reader, tally, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(visits.time, "monotonic", lambda: clock[0])
    tally._due = 0.0
    reader("/")
    assert rows() == [(None, 1, 1)]
    for _ in range(3):
        reader("/")
    assert rows() == [(None, 1, 1)]
    clock[0] += visits.EVERY
    reader("/")
    assert rows() == [(None, 5, 5)]


def test_a_database_that_cannot_be_written_breaks_no_page_and_loses_nothing(
    reader, tally, monkeypatch, caplog
):
    def failing(counts):
        connection.cursor().execute("SELECT 1 FROM nowhere")

    with monkeypatch.context() as broken:
        broken.setattr(visits, "save", failing)
        for _ in range(3):
            tally._due = 0.0
            assert reader("/").status_code == 200
    assert (rows(), counted(tally)) == ([], {None: (3, 3)})
    assert [record.name for record in caplog.records].count("publishing.visits") == 1
    assert "nowhere" in caplog.text
    tally.write()
    assert rows() == [(None, 3, 3)]


def test_a_process_keeps_only_so_much(tally, monkeypatch):
    monkeypatch.setattr(visits, "MOST", 3)
    for number in range(10):
        tally.add(("announcements", str(number)), is_visit=False)
    assert len(tally._counts) == 3
    assert counted(tally)[None] == (10, 0)


def test_threads_lose_nothing(tally):
    def read() -> None:
        for _ in range(2000):
            tally.add(("announcements", "1"), is_visit=True)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(tally) == {None: (8000, 8000), ("announcements", "1"): (8000, 8000)}


@pytest.mark.dry
def test_pages_show_it_without_a_query_more(reader, tally, cast):
    news = make_live(slug="flood")
    # What is alike on all pages, and what stands beside this one, is known afterwards. A robot is not counted.
    reader("/news/flood/", **{"user-agent": "a bot"})
    with CaptureQueriesContext(connection) as before:
        page = reader("/news/flood/").content.decode()
    assert "เปิดอ่าน" not in page and "ผู้เข้าชมวันนี้" not in page
    tally.add(("announcements", "flood"), is_visit=True)
    tally.write()
    with CaptureQueriesContext(connection) as after:
        page = reader("/news/flood/").content.decode()
    assert "<dt>เปิดอ่าน</dt><dd>2 ครั้ง</dd>" in page
    assert "ผู้เข้าชมวันนี้&nbsp;2 เดือนนี้&nbsp;2 ทั้งหมด&nbsp;2&nbsp;ครั้ง" in page
    assert len(before) == len(after)
    withdraw(news)
    assert "<dd>2 ครั้ง</dd>" in reader("/news/flood/").content.decode()


def test_old_days_become_months_once(cast, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 12, tzinfo=BANGKOK))
    news = make_live(slug="flood")
    days = [date(2025, 8, 31), date(2025, 9, 1), date(2025, 9, 2), date(2025, 9, 30), date(2025, 11, 1)]
    for day in days:
        save({(day, None): [2, 1], (day, ("announcements", "flood")): [1, 0]})
    assert (sum_up(), sum_up()) == (6, 0)
    assert list(
        PageViews.objects.order_by("day", "views").values_list("day", "publication", "views", "visits")
    ) == [
        (date(2025, 8, 1), news.publication_id, 1, 0),
        (date(2025, 8, 1), None, 2, 1),
        (date(2025, 9, 1), news.publication_id, 3, 0),
        (date(2025, 9, 1), None, 6, 3),
        (date(2025, 11, 1), news.publication_id, 1, 0),
        (date(2025, 11, 1), None, 2, 1),
    ]


def test_the_desk_tells_days_months_categories_and_what_is_read_most(as_user, cast):
    make_live(slug="flood", title="น้ำท่วม")
    gone, now = make_live(slug="gone"), desk.today()
    for ago, views in ((0, 5), (20, 3), (100, 1)):
        day = now - timedelta(days=ago)
        save({(day, None): [views * 2, views], (day, ("announcements", "flood")): [views, 0]})
    save({(now, ("announcements", "gone")): [9, 0]})
    remove(gone)
    client = as_user(cast.writer)
    address = reverse("admin:publishing_pageviews_changelist")
    found = client.get(address).context
    assert [(sum.views, sum.visits) for sum in found["sums"]][:3] == [(10, 5), (10, 5), (16, 8)]
    assert (found["sums"][-1].views, len(found["chart"].days), found["chart"].top) == (18, 30, 10)
    assert [(read.title, read.views) for read in found["read"]] == [(desk.NOT_PUBLIC, 9), ("น้ำท่วม", 8)]
    assert [read.views for read in client.get(f"{address}?days=365").context["read"]] == [9, 9]
    assert [read.views for read in client.get(f"{address}?days=๗").context["read"]] == [9, 8]
    assert {category.name: category.views for category in found["categories"]}["ข่าวประชาสัมพันธ์"] == 17
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert sum("publishing_pageviews" in one["sql"] for one in queries) == 3
    days = client.get(reverse("admin:publishing_pageviews_days")).content.decode()
    assert days.splitlines()[-1].startswith(f"{now.isoformat()},") and days.splitlines()[-1].endswith(",10,5")
    read = client.get(reverse("admin:publishing_pageviews_read") + "?days=7").content.decode()
    assert read.splitlines()[1].endswith(",,,9")

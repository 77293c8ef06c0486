"""Ready pages: who gets one, when it is outdated, and that nothing of one reader is in it."""

import gzip
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.utils import timezone

from accounts.models import Mode
from ponko_site import page_cache, ready_pages
from ponko_site.page_cache import PARAMETERS, PageCache
from ponko_site.ready_pages import IN_MEMORY, PLACES_WITH_QUERY, Now, Page, Pages
from publishing import visits
from publishing.banners import put_up
from publishing.middleware import next_turn
from publishing.models import Banner
from publishing.signals import edition_moved
from publishing.states import Action
from publishing.workflow import move
from tests.desk import Fields
from tests.helpers import ALL_TICKS, make_draft, make_live, publish, remove, revise, submit, withdraw
from tests.test_architecture import ROOT
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


class Answer:
    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes):
        self.status = int(status.split()[0])
        self.headers = dict(headers)
        self.body = body

    @property
    def text(self) -> str:
        decode = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
        return decode[self.headers.get("Content-Encoding", "")](self.body).decode()


class Worker:
    """One process of the site: a page cache around Django; `made` are the paths that Django was asked for."""

    def __init__(self, folder: Path):
        self.made: list[str] = []
        self.before: Callable[[], None] = lambda: None
        self._django = WSGIHandler()
        self.cache = PageCache(self._make, Pages(folder))

    def _make(self, environ, start_response):
        self.made.append(environ["PATH_INFO"])
        self.before()
        # As the test client does: the connection holds the test's transaction.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        return self._django(environ, start_response)

    def ask(self, address: str, method: str = "GET", **headers: str) -> Answer:
        parts = urlsplit(address)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "HTTP_USER_AGENT": BROWSER,
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        answered = []
        chunks = self.cache(environ, lambda *answer: answered.append(answer))
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        return Answer(*answered[-1][:2], body)


@pytest.fixture
def folder(settings, tmp_path, monkeypatch) -> Path:
    settings.PAGE_CACHE = True
    settings.DATA_DIR = tmp_path
    # The foot of a page tells how many visitors there were: not of other tests, and not until a test writes them.
    monkeypatch.setattr(visits, "tally", visits.Tally())
    visits.tally._due = float("inf")
    edition_moved.connect(ready_pages.follow, dispatch_uid="page cache")
    yield tmp_path / "pages"
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    edition_moved.disconnect(dispatch_uid="page cache")


@pytest.fixture
def workers(folder) -> list[Worker]:
    """Two processes of the site, each with a memory of its own."""
    return [Worker(folder), Worker(folder)]


@pytest.fixture
def worker(workers) -> Worker:
    return workers[0]


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """`with commit():` what is written in it is told to the others, as after a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("[pq]???")]


# Who gets one


def test_a_page_is_made_once_for_all_processes(workers):
    first, second = workers
    live = make_live()
    for address in (
        "/",
        "/news/",
        live.get_absolute_url(),
        "/about/",
        "/a-z/",
        "/transparency/",
        "/sitemap.xml",
    ):
        answers = [worker.ask(address) for worker in (first, first, second, second)]
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body for answer in answers}) == 1
        assert (first.made.count(address), second.made.count(address)) == (1, 0), address


@pytest.mark.parametrize(
    ("address", "method", "headers"),
    [
        ("/", "GET", {"cookie": "session=abc"}),
        ("/", "GET", {"cookie": "a=b; csrf=abc"}),
        ("/", "GET", {"cookie": "messages=abc"}),
        ("/", "GET", {"authorization": "Basic abc"}),
        ("/", "POST", {}),
        ("/", "GET", {"host": "evil.example"}),
        ("/news/?q=abc", "GET", {}),
        ("/search/?q=abc", "GET", {}),
        ("/admin/login/", "GET", {}),
        ("/nothing/", "GET", {}),
        ("/news/?page=2\0", "GET", {}),
    ],
)
@pytest.mark.dry
def test_what_is_somebodys_own_or_no_page_is_never_kept(address, method, headers, worker, folder):
    for _ in range(2):
        answer = worker.ask(address, method, **headers)
        assert "X-Accel-Expires" not in answer.headers
    assert (len(worker.made), files(folder)) == (2, [])


def test_a_page_that_was_removed_is_never_kept(worker, folder, commit):
    live = make_live()
    with commit():
        remove(live)
    assert [worker.ask(live.get_absolute_url()).status for _ in range(2)] == [410, 410]
    assert files(folder) == []


@pytest.mark.dry
def test_who_has_a_session_does_not_get_a_ready_page(worker, cast, client):
    worker.ask("/")
    client.force_login(cast.writer)
    worker.ask("/", cookie=f"session={client.cookies['session'].value}")
    assert worker.made == ["/", "/"]


def test_while_the_site_is_closed_for_repair_nothing_is_kept(worker, folder, commit):
    today = timezone.localdate()
    Mode.objects.create(kind="maintenance", starts_on=today, ends_on=today)
    assert [worker.ask("/").status for _ in range(2)] == [503, 503]
    assert files(folder) == []


# What a page depends on


@pytest.mark.dry
def test_nothing_that_one_reader_sends_reaches_another(folder, tmp_path, worker):
    poison = {
        "cookie": "poison=1",
        "x_forwarded_host": "poison.example",
        "x_forwarded_proto": "https",
        "x_forwarded_for": "poison",
        "forwarded": "host=poison.example",
        "x_original_url": "/poison/",
        "accept_language": "poison",
        "referer": "https://poison.example/",
        "range": "bytes=0-9",
        "if_none_match": "poison",
        "if_modified_since": "Mon, 23 Nov 2099 00:00:00 GMT",
    }
    clean = Worker(tmp_path / "another")
    for address in ("/", "/news/?kind=notice", "/feeds/all.rss", "/news/?format=csv"):
        worker.ask(f"{address}{'&' if '?' in address else '?'}poison=poison", **poison)
        answer = worker.ask(address)
        assert (answer.status, answer.body) == (200, clean.ask(address).body), address
        assert "poison" not in f"{answer.headers}{answer.text}"
    assert len(worker.made) == 4


def test_only_known_parameters_make_a_page_of_their_own(worker):
    for query in (
        "kind=notice&year=2569",
        "year=2569&kind=notice&fbclid=1",
        "utm_source=x&year=2569&kind=notice&q=",
    ):
        worker.ask(f"/news/?{query}")
    worker.ask("/news/?fbclid=1")
    worker.ask("/news/")
    assert len(worker.made) == 2


def test_two_addresses_never_have_the_same_key(worker):
    """/news/%3Fpage=2 is not found, which must not be remembered of /news/?page=2; a prefix makes other links."""

    def key(path: str, query: str = "", prefix: str = "") -> tuple[str, str] | None:
        return worker.cache._key(
            {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": prefix,
             "HTTP_HOST": "testserver", "wsgi.url_scheme": "http"}
        )  # fmt: skip

    assert key("/news/", "page=2") == ("http /news/?page=2", "page=2")
    assert [key("/news/?page=2"), key("/", prefix="/news")] == [None, None]


def test_every_parameter_that_a_public_page_reads_is_known():
    read = set()
    for app in (
        "ponko_site",
        "publishing",
        "content",
        "legal_docs",
        "announcements",
        "knowledge",
        "links",
        "ita",
    ):
        for file in (ROOT / app).rglob("*.py"):
            text = file.read_text()
            if (
                "admin" not in f"{file.relative_to(ROOT)}"
                and "AdminSite" not in text
                and file.name != "start_page.py"
            ):
                read |= set(re.findall(r"request\.GET(?:\.get\(|\[)\"(\w+)\"", text))
    # Those of files, which are never kept.
    assert read - {"edition", "preview"} == PARAMETERS


@pytest.mark.dry
def test_any_number_of_queries_stays_within_bounds(folder):
    pages = Pages(folder)
    ready_pages.renew(folder)
    now = pages.now()
    for number in range(3000):
        body = {"": b"x" * 8000, "gzip": b"", "br": b""}
        pages.keep(Page(f"http /?page={number}", now.epoch, now.generation, 0, 0, [], "", body))
    assert len(files(folder)) <= PLACES_WITH_QUERY
    assert sum(page.size for page in pages._memory.values()) == pages._bytes <= IN_MEMORY


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", ""),
        ("gzip; q=0.0", ""),
    ],
)
@pytest.mark.dry
def test_the_reader_gets_the_encoding_that_he_takes(accepted, encoding, worker):
    worker.ask("/")
    plain, answer = worker.ask("/"), worker.ask("/", accept_encoding=accepted)
    assert answer.headers.get("Content-Encoding", "") == encoding
    assert (answer.text, answer.headers["Vary"]) == (plain.text, "Accept-Encoding")
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (encoding == "")


def test_head_and_304_are_answered_from_the_same_page(worker):
    made, got = worker.ask("/", accept_encoding="br"), worker.ask("/", accept_encoding="br")
    head = worker.ask("/", "HEAD", accept_encoding="br")
    assert (head.headers, head.body) == (got.headers, b"")
    assert made.headers == got.headers
    same = worker.ask("/", accept_encoding="br", if_none_match=f'"other", W/{got.headers["ETag"]}')
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", got.headers["ETag"])
    assert worker.ask("/", accept_encoding="gzip", if_none_match=got.headers["ETag"]).status == 200
    assert worker.ask("/", range="bytes=0-9").status == 200
    assert worker.made == ["/"]


@pytest.mark.dry
def test_a_head_before_any_get_keeps_no_empty_page(worker):
    worker.ask("/", "HEAD")
    assert "</html>" in worker.ask("/").text


@pytest.mark.dry
def test_every_page_keeps_the_headers_that_protect_it(worker, client):
    answer, again = worker.ask("/"), worker.ask("/")
    theirs = dict(client.get("/").headers)
    for name in ("Content-Length", "Vary"):
        theirs.pop(name, None)
    assert theirs.items() <= answer.headers.items() == again.headers.items()


# When it is outdated


@pytest.mark.parametrize("change", ["publish", "new edition", "withdraw", "remove", "schedule"])
def test_a_move_is_seen_by_the_next_reader_of_every_process(change, workers, commit):
    live = make_live(title="เรื่องเดิม")
    before = [worker.ask("/news/").text for worker in workers]
    with commit():
        if change == "publish":
            publish(make_draft(title="น้ำมาแล้ว"))
        elif change == "new edition":
            revise(live, title="น้ำมาแล้ว")
        elif change == "withdraw":
            withdraw(live)
        elif change == "remove":
            remove(live)
        else:
            publish_later(live)
    after = [worker.ask("/news/").text for worker in workers]
    assert ("เรื่องเดิม" in before[0], before[0] == before[1], after[0] == after[1]) == (True, True, True)
    assert (after[0] == before[0]) == (change == "schedule")
    assert ("น้ำมาแล้ว" in after[0]) == (change in ("publish", "new edition"))


def publish_later(live) -> None:
    draft = make_draft(title="น้ำมาแล้ว")
    move(
        submit(draft),
        Action.SCHEDULE,
        actor=Banner._meta.get_field("put_up_by").related_model.objects.get(username="approver"),
        ticks=ALL_TICKS,
        publish_at=timezone.now() + timedelta(hours=1),
    )


def test_what_somebody_signed_in_sends_is_seen_by_the_next_reader(workers, cast):
    """Banners, modes, the office's profile, holidays, evidence, synonyms: whatever a form of the desk writes."""
    before = [worker.ask("/").text for worker in workers]
    client = Client()
    client.force_login(cast.administrator)
    form = "/admin/accounts/office/1/change/"
    fields = Fields(client.get(form).content.decode()).values
    assert client.post(form, fields | {"email": "new@example.go.th"}).status_code == 302
    assert [
        ("new@example.go.th" in old, "new@example.go.th" in worker.ask("/").text)
        for old, worker in zip(before, workers, strict=True)
    ] == [
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("username", "address", "renews"),
    [
        ("writer", "/admin/notifications/", True),
        ("writer", "/admin/announcements/announcement/1/hold/", False),
        ("", "/admin/login/", False),
        ("", "/news/", False),
    ],
)
def test_nobody_who_is_not_signed_in_can_outdate_pages(username, address, renews, folder, worker, cast):
    client = Client()
    if username:
        client.force_login(getattr(cast, username))
    before = worker.cache.pages.now()
    client.post(address, {"username": "x", "password": "y"})
    assert (worker.cache.pages.now() != before) == renews


def test_a_page_that_was_being_made_while_something_changed_is_not_for_the_next_reader(worker, commit):
    def change() -> None:
        worker.before = lambda: None
        with commit():
            publish(make_draft(title="น้ำมาแล้ว"))

    worker.before = change
    worker.ask("/news/")
    worker.ask("/news/")
    assert len(worker.made) == 2


MIDNIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=BANGKOK)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("start", "end", "turn"),
    [
        (None, None, MIDNIGHT),
        (NOW - timedelta(hours=1), NOW + timedelta(hours=1), NOW + timedelta(hours=1)),
        (NOW + timedelta(hours=1), NOW + timedelta(hours=2), NOW + timedelta(hours=1)),
        (NOW - timedelta(hours=1), NOW, MIDNIGHT),
        (NOW, MIDNIGHT + timedelta(hours=1), MIDNIGHT),
    ],
)
def test_time_outdates_pages_when_a_banner_begins_or_ends_and_at_midnight(start, end, turn, cast):
    if start:
        Banner.objects.create(
            sentence="น้ำท่วม", starts_at=start, ends_at=end, put_up_at=NOW, put_up_by=cast.approver
        )
    assert next_turn(NOW) == turn


def test_time_outdates_pages_when_a_publication_falls_due(cast):
    publish_later(None)
    now = timezone.now()
    due = now + timedelta(hours=1)
    assert abs(next_turn(now) - min(due, next_midnight(now))) < timedelta(minutes=1)


def next_midnight(now: datetime) -> datetime:
    return datetime.combine(timezone.localdate(now) + timedelta(days=1), datetime.min.time(), BANGKOK)


def test_a_page_is_not_given_after_its_time(worker, cast, monkeypatch):
    soon = timezone.now() + timedelta(seconds=20)
    put_up(
        Banner(sentence="น้ำท่วมหมู่ที่ 3", starts_at=soon, ends_at=soon + timedelta(hours=1)),
        actor=cast.approver,
        reason="น้ำมาแล้ว",
    )
    assert "น้ำท่วม" not in worker.ask("/").text
    clock = datetime.timestamp(soon)
    monkeypatch.setattr(page_cache.time, "time", lambda: clock - 0.1)
    assert "X-Accel-Expires" not in worker.ask("/").headers, "nginx would keep it longer than that"
    assert len(worker.made) == 1
    monkeypatch.setattr(page_cache.time, "time", lambda: clock + 0.1)
    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(seconds=0.1))
    assert "น้ำท่วม" in worker.ask("/").text


@pytest.mark.parametrize(("ended", "passed_on"), [("publish", True), ("withdraw", False), ("remove", False)])
def test_only_what_nobody_took_back_goes_to_those_who_come_while_a_page_is_made(
    ended, passed_on, worker, commit, monkeypatch
):
    monkeypatch.setattr(page_cache, "PATIENCE", 0)
    live = make_live(title="เรื่องเดิม")
    old = worker.ask("/news/").text
    with commit():
        {"publish": lambda one: publish(make_draft(title="น้ำมาแล้ว")), "withdraw": withdraw, "remove": remove}[
            ended
        ](live)
    came = []

    def come() -> None:
        worker.before = lambda: None
        came.append(worker.ask("/news/"))

    worker.before = come
    new = worker.ask("/news/").text
    assert (new != old, came[0].text) == (True, old if passed_on else new)


def test_after_a_removal_nothing_from_before_is_left_on_disk(worker, folder, commit):
    live = make_live(title="เลขประจำตัวของใครคนหนึ่ง")
    worker.ask("/news/")
    assert len(files(folder)) == 1
    with commit():
        remove(live)
    assert files(folder) == []


@pytest.mark.parametrize(
    ("generation", "until", "clock", "fresh", "passable"),
    [
        ("g2", 100, 99, True, True),
        ("g2", 100, 102, False, True),
        ("g2", 100, 104, False, False),
        ("g1", 100, 82, False, True),  # ended at 80
        ("g1", 100, 84, False, False),
        ("g1", 79, 81, False, True),
        ("g0", 100, 80, False, False),  # nobody knows when it ended
    ],
)
def test_an_outdated_page_is_passable_for_three_seconds(generation, until, clock, fresh, passable):
    page = Page("/", "e", generation, 0, until, [], "", {})
    now = Now("e", "g2", {"g1": 80})
    assert (page.is_fresh(now, clock), page.is_passable(now, clock)) == (fresh, passable)
    assert not page.is_passable(Now("later", "g2", {"g1": 80}), clock)


@pytest.mark.dry
def test_without_its_file_nothing_is_given_and_it_is_made_again_at_once(worker, folder, commit):
    worker.ask("/")
    (folder / "generation").unlink()
    worker.ask("/")
    worker.ask("/")
    worker.ask("/")
    assert len(worker.made) == 3


# The database is away


def away(execute, sql, *rest):
    raise OperationalError("server closed the connection unexpectedly")


def test_while_the_database_is_away_the_last_good_page_is_given_and_says_so(workers, folder, caplog):
    first, second = workers
    make_live()
    good = first.ask("/news/").text
    ready_pages.renew(folder)
    with connection.execute_wrapper(away):
        answers = [
            first.ask("/news/"),
            first.ask("/news/", accept_encoding="br"),
            second.ask("/news/?fbclid=1"),
        ]
        never_read, desk = first.ask("/about/"), first.ask("/admin/")
    for answer in answers:
        assert (answer.status, answer.headers["X-Page"], answer.headers["Cache-Control"]) == (
            200,
            "kept",
            "no-store",
        )
        notice = re.search(r'<aside class="outage".*?</aside>', answer.text, re.DOTALL)
        assert "ระบบขัดข้องชั่วคราว" in notice[0]
        assert (
            answer.text.replace(notice[0], "").replace("<body>\n", "<body>").split()
            == good.replace("<body>\n", "<body>").split()
        )
    assert (never_read.status, never_read.headers["Retry-After"]) == (503, "30")
    assert "กรณีฉุกเฉิน โทร" in never_read.text and "เจ้าหน้าที่" not in never_read.text
    assert (desk.status, "แจ้งผู้ดูแลระบบ" in desk.text) == (503, True)
    assert first.made.count("/news/") == 2, "a database that did not answer is not asked again at once"


def test_what_was_removed_does_not_come_back_while_the_database_is_away(worker, commit, caplog):
    live = make_live()
    worker.ask(live.get_absolute_url())
    with commit():
        remove(live)
    with connection.execute_wrapper(away):
        assert worker.ask(live.get_absolute_url()).status == 503


# Readings


def test_ready_pages_are_counted_like_others(worker):
    live = make_live(slug="flood")
    etag = [worker.ask(live.get_absolute_url()) for _ in range(3)][0].headers["ETag"]
    worker.ask(live.get_absolute_url(), if_none_match=etag, referer="http://testserver/news/")
    worker.ask(live.get_absolute_url(), "HEAD")
    worker.ask(live.get_absolute_url(), user_agent="Googlebot/2.1")
    assert len(worker.made) == 1
    assert {page: tuple(count) for (_, page), count in visits.tally._counts.items()} == {
        ("announcements", "flood"): (4, 3),
        None: (4, 3),
    }


def test_what_was_counted_is_written_after_a_ready_page_too(worker):
    worker.ask("/")
    visits.tally._due = 0
    worker.ask("/")
    assert (visits.tally._counts, visits.tally.visitors().total, len(worker.made)) == ({}, 2, 1)

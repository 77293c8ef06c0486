"""nginx as it is shipped (deploy/nginx.conf): what it keeps and for how long, what it passes on, what it sends itself."""

import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from email.message import Message
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publishing.admin.upload_forms import MOST_BYTES
from publishing.uploads import MB
from tests.front import CONFIGURATION, HOST, PROMISED, Front, has_brotli, nginx, until

pytestmark = [
    pytest.mark.dry,
    pytest.mark.skipif(not nginx(), reason="nginx is not installed (Debian: nginx)"),
]
#: What the site says of a page that may be kept, for so many seconds in all.
KEPT = {"Cache-Control": "max-age=0, s-maxage=1, stale-while-revalidate=2", "X-Accel-Expires": "1"}
FRESH, SHOWN = 1, 3
WHOLE_SECONDS = 1.1  # nginx counts in them


class Upstream:
    """In the site's place: answers with what a test wants, and remembers what nginx asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Message]] = []  # paths and headers
        self.headers: dict[str, str] = {}
        self.status = 200
        self.body = b"first"
        self.may_answer = threading.Event()
        self.may_answer.set()

    def forget(self) -> None:
        self.__init__()

    def times(self, path: str) -> int:
        """How often nginx asked for it."""
        return [asked for asked, _ in self.asked].count(path)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append((request.path, request.headers))
        self.may_answer.wait(10)
        request.rfile.read(int(request.headers.get("Content-Length") or 0))
        request.send_response_only(self.status)
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(self.body))}
        for name, value in (headers | self.headers).items():
            request.send_header(name, value)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(self.body)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    fake = Upstream()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        do_GET = do_HEAD = do_POST = lambda self: fake.answer(self)

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        fake.port = server.server_port
        yield fake
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def bare(upstream) -> Iterator[Front]:
    with Front(upstream=f"127.0.0.1:{upstream.port}") as running:
        yield running


@pytest.fixture
def fake(upstream) -> Upstream:
    upstream.forget()
    return upstream


def test_no_reader_sees_anything_older_than_the_site_allows(bare, fake):
    fake.headers = KEPT
    asked_once, asked_often = "/asked-once/", "/asked-often/"
    assert {bare.get(path).body for path in (asked_once, asked_often)} == {b"first"}
    fake.body, changed = b"second", time.monotonic()
    assert bare.get(asked_often).body == b"first"
    assert until(lambda: bare.get(asked_often).body == b"second", SHOWN + WHOLE_SECONDS) > 0
    # Its entry is still on the disk; nobody asked for it meanwhile, and the first who does gets the new one.
    time.sleep(max(0.0, changed + SHOWN + WHOLE_SECONDS - time.monotonic()))
    assert bare.get(asked_once).body == b"second"
    assert fake.times(asked_once) == 2


def test_one_request_fetches_a_page_anew_while_the_others_are_answered(bare, fake):
    fake.headers = KEPT | {"Cache-Control": "max-age=0, s-maxage=1, stale-while-revalidate=20"}
    bare.get("/news/")
    time.sleep(FRESH + WHOLE_SECONDS)
    fake.may_answer.clear()
    try:
        assert [bare.get("/news/").body for _ in range(5)] == [b"first"] * 5
        until(lambda: fake.times("/news/") == 2, 2)
    finally:
        fake.may_answer.set()


def test_many_who_ask_at_once_for_a_page_that_nobody_has_are_one_request(bare, fake):
    fake.headers = KEPT
    fake.may_answer.clear()
    readers = [threading.Thread(target=bare.get, args=("/flood/",)) for _ in range(8)]
    for reader in readers:
        reader.start()
    until(lambda: fake.times("/flood/") == 1, 2)
    fake.may_answer.set()
    for reader in readers:
        reader.join()
    assert fake.times("/flood/") == 1


@pytest.mark.parametrize(
    "path", ["/search/?q=a", "/search/suggest/", "/admin/", "/preview/x/", "/files/1/a.pdf"]
)
def test_what_is_made_for_the_one_who_asks_is_never_kept(bare, fake, path):
    fake.headers = KEPT
    for _ in range(2):
        assert bare.get(path).body == b"first"
    assert fake.times(path) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Accel-Expires": "0"},
        {"Cache-Control": "max-age=600"},
        KEPT | {"Set-Cookie": "csrf=1"},
        KEPT | {"Vary": "Cookie"},
        KEPT | {"Vary": "Accept-Encoding, Cookie"},
    ],
)
def test_what_the_site_does_not_offer_is_never_kept(bare, fake, headers):
    fake.headers = headers
    for _ in range(2):
        assert bare.get("/offered/").body == b"first"
    assert fake.times("/offered/") == 2


@pytest.mark.parametrize(
    "claim",
    [
        {"Cookie": "a=1; __Host-session=x"},
        {"Cookie": "session=x"},
        {"Cookie": "messages=x"},
        {"Authorization": "Basic eDp4"},
    ],
)
def test_who_is_somebody_neither_gets_what_is_kept_nor_fills_it(bare, fake, claim):
    fake.headers, fake.body = KEPT, b"for all"
    path = f"/claims/{abs(hash(str(claim)))}/"
    bare.get(path)
    fake.body = b"for one"
    assert [bare.get(path, **claim).body for _ in range(2)] == [b"for one"] * 2
    assert bare.get(path, Cookie="csrf=1; theme=session").body == b"for all"


def test_browsers_ask_every_time_and_encodings_are_three(bare, fake):
    fake.headers = KEPT | {"Vary": "Accept-Encoding", "ETag": '"1"'}
    assert bare.get("/").headers["Cache-Control"] == "no-cache"
    assert bare.get("/", If_None_Match='"1"').status == 304
    for sent in (
        "gzip",
        "gzip;q=1.0, x-1",
        "br;q=0, gzip",
        "gzip, deflate, br",
        "br",
        "br, zstd",
        "identity",
        "x",
    ):
        bare.get("/", Accept_Encoding=sent)
    assert [headers["Accept-Encoding"] for _, headers in fake.asked] == [None, "gzip", "br, gzip"]


def test_what_a_reader_claims_of_himself_does_not_reach_the_site(bare, fake):
    lies = {
        "X_Forwarded_For": "203.0.113.9",
        "X_Forwarded_Proto": "http",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Port": "99",
        "X_Real_IP": "203.0.113.9",
        "Forwarded": "for=203.0.113.9",
    }
    bare.get("/admin/", **lies)
    said = dict(fake.asked[0][1])
    names = [name.replace("_", "-") for name in lies]
    assert {name: said[name] for name in names if name in said} == {
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
    }
    assert said["Host"] == HOST


def test_other_names_get_no_answer_and_our_own_lead_to_one(bare):
    for name in ("evil.example", "127.0.0.1", "localhost.evil.example"):
        for ask in (bare.get, bare.get_plain):
            with pytest.raises((HTTPException, ConnectionError)):
                ask("/", host=name)
    for answer in (bare.get_plain("/a/?b=1"), bare.get("/a/?b=1", host="other.localhost")):
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/a/?b=1")
    assert bare.get("/").headers["Server"] == "nginx"


def test_http_2_is_offered(bare):
    context = bare.tls()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", bare.port)) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as encrypted,
    ):
        assert encrypted.selected_alpn_protocol() == "h2"
    context.set_alpn_protocols(["http/1.1"])


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [("/search/?q=a", "GET", 60), ("/admin/login/", "POST", 15), ("/x/", "POST", 60)],
)
def test_who_asks_too_often_is_asked_in_thai_to_wait(bare, fake, path, method, allowed):
    answers = [bare.get(path, method) for _ in range(allowed + 5)]
    # While they were sent, some more were allowed.
    while answers[-1].status == 200 and len(answers) < 4 * allowed:
        answers.append(bare.get(path, method))
    assert {answer.status for answer in answers} == {200, 429}
    assert [answer.status for answer in answers[:allowed]] == [200] * allowed
    refused = answers[-1]
    assert "โปรดรอประมาณ 1 นาที" in refused.text
    assert refused.headers.get_all("Strict-Transport-Security") is not None
    assert refused.headers["Retry-After"]


def test_forms_may_bring_what_the_desk_takes_and_no_more(bare, fake):
    allowed = re.search(r"location /admin/ \{\s+client_max_body_size (\d+)m;", CONFIGURATION.read_text())
    assert MOST_BYTES < int(allowed[1]) * MB < MOST_BYTES + 20 * MB  # and the words of the form
    for path, size in (("/admin/", int(allowed[1]) * MB + 1), ("/x/", 2 * MB)):
        refused = bare.get(path, "POST", Content_Length=str(size))
        assert (refused.status, "แบ่งส่ง" in refused.text) == (413, True)


def test_half_open_connections_and_slow_forms_keep_nobody_waiting(bare, fake):
    slow = []
    try:
        for number in range(200):
            connection = socket.create_connection(("127.0.0.1", bare.port))
            slow.append(connection)
            if number % 2:
                connection = bare.tls().wrap_socket(connection, server_hostname=HOST)
                slow[-1] = connection
                connection.sendall(
                    b"POST /admin/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nabc"
                )
        began = time.monotonic()
        assert [bare.get("/admin/").status for _ in range(20)] == [200] * 20
        assert time.monotonic() - began < 5
        assert len(fake.asked) == 20  # of the slow ones the site has not heard
    finally:
        for connection in slow:
            connection.close()


def test_logs_hold_no_query_and_readers_of_kept_pages_no_address(bare, fake):
    fake.headers = KEPT
    for _ in range(2):
        bare.get(
            "/logged/?q=somchai",
            User_Agent="Mozilla/5.0",
            Sec_Fetch_Dest="document",
            Referer="https://www.google.com/search?q=1",
        )
    bare.get("/logged/?q=1", Sec_Purpose="prefetch")
    bare.reopen_logs()
    log = bare.visits_log
    until(lambda: "/logged/" in log.read_text())
    (line,) = [line for line in log.read_text().splitlines() if "/logged/" in line]
    entry = json.loads(line)
    assert abs(entry.pop("time") - time.time()) < 60
    assert entry == {
        "path": "/logged/",
        "status": 200,
        "agent": "Mozilla/5.0",
        "dest": "document",
        "from": "www.google.com",
    }
    bare.get("/preview/opens-a-draft/")
    bare.get("/admin/password_reset/MQ/opens-an-account/")
    bare.reopen_logs()
    access = bare.folder / "access.log"
    until(lambda: "/admin/password_reset/-/" in access.read_text())
    access = access.read_text()
    assert "/logged/" in access and "/preview/-/" in access
    assert "opens-a" not in access
    assert "?" not in access
    assert "127.0.0.1" not in log.read_text()


# With the site behind it

MAKE = """
import json
from tests.helpers import add_document, make_draft, publish, store_samples
store_samples()
draft = make_draft(title="ข่าวที่จะเปลี่ยน")
file = add_document(draft)
made = {"changed": publish(draft), "withdrawn": publish(make_draft()), "removed": publish(make_draft())}
kept = make_draft()
print(json.dumps({name: one.publication.address for name, one in made.items()} | {
    "file": file.get_absolute_url().split("?")[0], "draft_file": add_document(kept).get_absolute_url().split("?")[0],
    "stored": file.stored.storage_name}))
"""
CHANGE = """
from publishing.models import Edition
from tests.helpers import Announcement, make_draft, publish, remove, revise, withdraw
from tests.publishing.test_banners import make_banner
make_banner(sentence="น้ำท่วมฉับพลัน")
live = {{one.publication.address: one for one in Announcement.objects.live()}}
revise(live["{changed}"], title="ข่าวที่เปลี่ยนแล้ว")
withdraw(live["{withdrawn}"])
remove(live["{removed}"])
"""


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    with Front(demo=True) as running:
        yield running


@pytest.mark.browser
def test_what_is_published_withdrawn_or_announced_is_seen_in_time_and_what_is_removed_is_gone(front):
    run = ("shell", "--no-imports", "-c")
    made = json.loads(front.site.manage(*run, MAKE).splitlines()[-1])
    pages = {name: made[name] for name in ("changed", "withdrawn", "removed")} | {"home": "/"}
    for path in pages.values():
        for encoding in ("", "gzip", "br, gzip"):
            assert front.get(path, Accept_Encoding=encoding).status == 200
    front.site.manage(*run, CHANGE.format_map(pages))
    began = time.monotonic()

    def is_seen() -> bool:
        return (
            "น้ำท่วมฉับพลัน" in front.get("/").text
            and "ข่าวที่เปลี่ยนแล้ว" in front.get(pages["changed"]).text
            and "พ้นกำหนดแล้ว" in front.get(pages["withdrawn"]).text
            and {front.get(pages["removed"], Accept_Encoding=one).status for one in ("", "gzip")} == {410}
        )

    until(is_seen)
    # Nobody asked for this one meanwhile.
    time.sleep(max(0.0, began + PROMISED - time.monotonic()))
    assert front.get(pages["removed"], Accept_Encoding="br, gzip").status == 410

    # Files: the site decides, nginx sends.
    sent = front.get(made["file"])
    assert (sent.status, sent.body[:5]) == (200, b"%PDF-")
    assert sent.headers["Cache-Control"] == "public, no-cache"
    assert sent.headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert sent.headers.get_all("Strict-Transport-Security") is not None
    assert front.get(made["file"], Range="bytes=0-4").body == b"%PDF-"
    assert front.get(made["file"], If_None_Match=sent.headers["ETag"]).status == 304
    assert front.get(made["draft_file"]).status == 404
    assert front.get(f"/internal-files/{made['stored']}").status == 404


@pytest.mark.browser
def test_static_files_come_from_the_disk_compressed_and_for_ever(front):
    stylesheet = re.search(r'href="(/static/css/site\.[^"]+)"', front.get("/").text)[1]
    asked = {"": None, "gzip": "gzip"} | ({"gzip, br": "br"} if has_brotli() else {})
    lengths = []
    for accepted, encoding in asked.items():
        answer = front.get(stylesheet, Accept_Encoding=accepted)
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, encoding)
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        lengths.append(len(answer.body))
    assert lengths == sorted(lengths, reverse=True)
    assert front.get("/static/admin/css/base.css").headers["Cache-Control"] == "public, max-age=60"
    assert front.get("/static/none.0123456789ab.css").headers["Cache-Control"] == "no-cache"
    assert front.get("/static/../site.log").status == 400 or front.get("/static/../site.log").status == 404


@pytest.mark.browser
def test_headers_are_not_doubled_and_lies_about_the_host_change_no_page(front):
    honest = front.get("/about/")
    lying = front.get(
        "/about/", X_Forwarded_Host="evil.example", X_Forwarded_Proto="http", Forwarded="host=evil"
    )
    assert (lying.status, lying.body) == (200, honest.body)
    doubled = {name for name in honest.headers if len(honest.headers.get_all(name)) > 1}
    assert doubled == set()
    assert "X-Accel-Expires" not in honest.headers
    assert "no-cache" in honest.headers["Cache-Control"]


@pytest.mark.browser
def test_without_the_site_what_was_just_read_is_shown_and_then_a_page_that_says_so(front):
    assert front.get("/laws/").status == 200
    front.site.kill()
    try:
        assert front.get("/laws/").status == 200
        sorry = front.get("/knowledge/?page=1")
        assert (sorry.status, sorry.headers["Retry-After"]) == (503, "30")
        assert "เว็บไซต์ขัดข้องชั่วคราว" in sorry.text
        assert not re.search(r"(src|href)=\"(?!tel:)", sorry.text)  # it needs nothing else
        assert front.get("/admin/login/", "POST", b"username=x").status == 503
        until(lambda: front.get("/laws/").status == 503)
    finally:
        front.site.start()
    until(lambda: front.get("/laws/").status == 200)


def test_without_the_site_readers_get_its_plain_copy_and_senders_are_told():
    with Front(upstream="127.0.0.1:9") as alone:  # nothing listens there
        copy = alone.site.data_dir / "copy" / "current"
        for name, text in {"index.html": "home", "news/index.html": "news", "files/1/a.txt": "file"}.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_text(text)
        for path, text in {"/": "home", "/news/?page=2": "news", "/files/1/a.txt": "file"}.items():
            answer = alone.get(path)
            assert (answer.status, answer.text) == (200, text)
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
        # Of what is not in it nobody says that it does not exist; the desk and forms are told the truth.
        (copy / "admin").mkdir()
        (copy / "admin" / "index.html").write_text("never")
        (copy / "healthz").write_text("never")
        for path, method in (("/none/", "GET"), ("/admin/", "GET"), ("/healthz", "GET"), ("/news/", "POST")):
            answer = alone.get(path, method)
            assert (answer.status, "เว็บไซต์ขัดข้องชั่วคราว" in answer.text) == (503, True)
        # Something was removed: the copy goes at once.
        shutil.rmtree(copy)
        assert alone.get("/news/").status == 503

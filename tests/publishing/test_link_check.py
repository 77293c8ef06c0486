"""A local server plays every kind of bad link. Names and lines are the test's; what is refused is refused as in production."""

import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from publishing import link_check
from publishing.link_check import MOST_BYTES, Net, Outcome, check
from publishing.link_pages import Page

#: Names of the test's internet → their numbers. Only the first is public.
NUMBERS = {
    "www.example.go.th": ["93.184.216.34"],
    "other.example.org": ["93.184.216.34"],
    "ipv6.example.go.th": ["2606:2800:220:1:248:1893:25c8:1946"],
    "home.example.org": ["127.0.0.1"],
    "half.example.org": ["93.184.216.34", "10.0.0.7"],
    "six.example.org": ["::1"],
    "hidden.example.org": ["::ffff:10.0.0.7"],
    "metadata.example.org": ["169.254.169.254"],
    "azure.example.org": ["168.63.129.16"],
    "group.example.org": ["224.0.0.1"],
    "shared.example.org": ["100.64.0.1"],
}
SITE = "http://www.example.go.th"
THAI = "<html><head><title>สล็อต &amp; บาคาร่า</title><script>var x = '<p>ไม่เห็น</p>'</script></head><body><p>เนื้อหา</p>"


class Bad(BaseHTTPRequestHandler):
    """Every path is another kind of answer."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.server.asked.append((self.command, self.headers["Host"], self.path))
        kind = self.path.split("?")[0].removeprefix("/")
        getattr(self, f"play_{kind}", self.play_status)(kind)

    do_GET = do_HEAD

    def log_message(self, *_):
        """Quiet."""

    def answer(self, status: int, body: bytes = b"", **headers):
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)
        self.close_connection = True

    def play_status(self, kind: str):
        """/404 answers 404; /301/there sends on to /there, or to `there` where it has a scheme."""
        status, _, there = kind.partition("/")
        there = there if "://" in there else f"/{there}"
        self.answer(int(status or 200), **({"Location": there} if status.startswith("3") else {}))

    def play_page(self, _):
        self.answer(200, THAI.encode())

    def play_old(self, _):
        self.answer(
            200, b'<meta charset="windows-874"><title>' + "ประกาศ".encode("cp874"), Content_Type="text/html"
        )

    def play_file(self, _):
        self.answer(200, b"%PDF", Content_Type="application/pdf")

    def play_loop(self, _):
        self.answer(302, Location="/loop2")

    def play_loop2(self, _):
        self.answer(302, Location="/loop")

    def play_cookie(self, _):
        self.answer(302, Location="/cookie", Set_Cookie="a=1")

    def play_far(self, _):
        self.answer(302, Location=f"/far?{len(self.path)}{self.path[-40:].replace('?', '')}")

    def play_nohead(self, _):
        if self.command == "GET":
            self.answer(200, b"<title>x</title>")
        else:
            self.close_connection = True

    def play_wall(self, _):
        self.answer(503, cf_mitigated="challenge")

    def play_endless(self, _):
        self.drip(b"<p>" + b"x" * 4096, 0)

    def play_drip(self, _):
        self.drip(b"x", 0.02)

    def play_silent(self, _):
        self.server.over.wait(5)

    def drip(self, piece: bytes, pause: float):
        """A page that never ends; to a HEAD it answers at once."""
        self.answer(200)
        while self.command == "GET" and not self.server.over.is_set():
            try:
                self.wfile.write(piece)
            except OSError:
                return
            time.sleep(pause)


@contextmanager
def running(certificate: str = ""):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    server.asked, server.over, server.daemon_threads = [], threading.Event(), True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


def net_of(server) -> Net:
    """An internet of one machine: every public number is that server, whichever port is asked for."""

    def resolve(host: str, port: int) -> list[str]:
        if host not in NUMBERS:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return NUMBERS[host]

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        server.lines.append(address)
        return socket.create_connection(server.server_address, timeout=timeout)

    server.lines = []
    return Net(resolve=resolve, connect=connect)


@pytest.fixture(scope="module")
def server():
    with running() as server:
        yield server


@pytest.fixture
def net(server) -> Net:
    server.asked.clear()
    return net_of(server)


def test_what_answers_is_fine_and_its_words_are_read(server, net):
    answer = check(f"{SITE}/page?a=ก#ล่าง", net)
    assert (answer.outcome, answer.target, answer.reached) == (Outcome.FINE, "", True)
    assert answer.page == Page("สล็อต & บาคาร่า", "เนื้อหา")
    assert server.lines == [("93.184.216.34", 80)] * 2, "to the number that was judged, not to the name"
    assert server.asked == [(how, "www.example.go.th", "/page?a=%E0%B8%81") for how in ("HEAD", "GET")]
    assert check("http://ipv6.example.go.th/page", net).outcome is Outcome.FINE
    assert check(f"{SITE}/old", net).page.title == "ประกาศ"


def test_of_a_file_only_the_head_is_asked_for(server, net):
    assert check(f"{SITE}/file", net).outcome is Outcome.FINE
    assert [how for how, *_ in server.asked] == ["HEAD"]
    assert check(f"{SITE}/nohead", net).page.title == "x", "who hangs up at a HEAD is asked again"


@pytest.mark.parametrize(
    ("path", "outcome", "target", "for_good"),
    [
        ("301/page", Outcome.FINE, "/page", True),
        ("301/308/page", Outcome.FINE, "/page", True),
        ("301/302/page", Outcome.FINE, "/page", False),
        ("301/404", Outcome.GONE, "/404", True),
        ("302/http://other.example.org/page", Outcome.FINE, "http://other.example.org/page", False),
    ],
)
def test_redirects_are_followed_and_told_apart(path, outcome, target, for_good, net):
    answer = check(f"{SITE}/{path}", net)
    target = target if target.startswith("http") else f"{SITE}{target}"
    assert (answer.outcome, answer.target, answer.for_good) == (outcome, target, for_good)


@pytest.mark.parametrize(
    ("path", "outcome", "why"),
    [
        ("404", Outcome.GONE, "ไม่พบหน้านี้แล้ว (รหัส 404)"),
        ("410", Outcome.GONE, "ไม่พบหน้านี้แล้ว (รหัส 410)"),
        ("403", Outcome.CLOSED, "เว็บไซต์นี้ไม่ให้โปรแกรมเปิด (รหัส 403) ให้เปิดดูเอง"),
        ("429", Outcome.CLOSED, "เว็บไซต์นี้ไม่ให้โปรแกรมเปิด (รหัส 429) ให้เปิดดูเอง"),
        ("wall", Outcome.CLOSED, "เว็บไซต์นี้ไม่ให้โปรแกรมเปิด (รหัส 503) ให้เปิดดูเอง"),
        ("500", Outcome.TROUBLE, "เว็บไซต์ขัดข้อง (รหัส 500)"),
        ("loop", Outcome.TROUBLE, "ส่งต่อวนไปมาไม่รู้จบ"),
        ("far", Outcome.TROUBLE, "ส่งต่อวนไปมาไม่รู้จบ"),
        ("cookie", Outcome.CLOSED, "เว็บไซต์นี้ส่งต่อจนกว่าจะรับคุกกี้ ให้เปิดดูเอง"),
        ("302/http://www.example.go.th:8080/", Outcome.CLOSED, "ระบบไม่ตรวจเว็บไซต์ที่ใช้พอร์ต 8080 ให้เปิดดูเอง"),
        ("302/ftp://www.example.go.th/", Outcome.TROUBLE, "ส่งต่อไปที่อยู่ที่ไม่ใช่หน้าเว็บ"),
        ("302/http://www.example.go.th:x/", Outcome.TROUBLE, "อ่านที่อยู่เว็บไม่ได้"),
    ],
)
def test_every_kind_of_trouble_has_its_words(path, outcome, why, net):
    answer = check(f"{SITE}/{path}", net)
    assert (answer.outcome, answer.why) == (outcome, why)


@pytest.mark.parametrize(
    "name", [name for name in NUMBERS if not name.endswith("go.th") and "other" not in name]
)
def test_no_name_and_no_redirect_leads_inside(name, server, net):
    for address in (f"http://{name}/page", f"{SITE}/302/http://{name}/page"):
        answer = check(address, net)
        assert (answer.outcome, answer.why) == (Outcome.GONE, "ชื่อเว็บไซต์นี้พาไปเครื่องภายใน ประชาชนเปิดไม่ได้")
    assert {number for number, _ in server.lines} == {"93.184.216.34"}


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest", "http://localhost/", "http://0x7f.1/",
     "http://2130706433/", "http://intranet/", "http://192.0.0.192/opc"],
)  # fmt: skip
def test_no_number_leads_inside(address, server, net):
    assert (check(address, net).outcome, server.lines) == (Outcome.GONE, [])


@pytest.mark.parametrize(
    "address", ["http://user@www.example.go.th/", "file:///etc/passwd", "http://", "http://a..b/", "x"]
)
def test_what_is_no_address_is_not_asked(address, server, net):
    assert (check(address, net).outcome, server.lines) == (Outcome.TROUBLE, [])


def test_what_is_not_there_is_gone(net):
    assert check("http://gone.example.go.th/", net).why == "ไม่มีเว็บไซต์ชื่อนี้แล้ว"

    def refuse(*_, **__):
        raise ConnectionRefusedError

    def slow(*_, **__):
        raise TimeoutError

    assert check(SITE, replace(net, connect=refuse)).why == "เครื่องปลายทางไม่รับการเชื่อมต่อ"

    def odd(*_, **__):
        raise RuntimeError

    assert check(SITE, replace(net, connect=odd)).outcome is Outcome.TROUBLE
    answer = check(SITE, replace(net, connect=slow))
    assert (answer.outcome, answer.why, answer.reached) == (Outcome.TROUBLE, "ไม่ตอบภายในเวลาที่กำหนด", False)


def test_what_never_ends_is_left(net, monkeypatch):
    answer = check(f"{SITE}/endless", net)
    assert answer.outcome is Outcome.FINE and MOST_BYTES - 5000 < len(answer.page.text) <= MOST_BYTES
    monkeypatch.setattr(link_check, "DEADLINE", 0.3)
    for path in ("drip", "silent"):
        began = time.monotonic()
        assert check(f"{SITE}/{path}", net).why == "ไม่ตอบภายในเวลาที่กำหนด"
        assert time.monotonic() - began < 5, path


def test_a_wrong_certificate_is_told_apart(tmp_path):
    made = tmp_path / "own.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-subj", "/CN=www.example.go.th", "-keyout", made, "-out", tmp_path / "own.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_bytes(made.read_bytes() + (tmp_path / "own.crt").read_bytes())
    with running(str(made)) as server:
        answer = check("https://www.example.go.th/page", net_of(server))
        assert (answer.outcome, answer.why) == (Outcome.CERTIFICATE, "ใบรับรองความปลอดภัยออกโดยเว็บไซต์นั้นเอง")
        assert (server.asked, server.lines) == ([], [("93.184.216.34", 443)])

"""The button that asks the home page whether it shows the banners that should stand there."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from publishing import banner_check
from publishing.banner_check import check_home
from publishing.models import Banner
from tests.publishing.test_banners import CHECK, make_banner, page

pytestmark = pytest.mark.django_db


@contextmanager
def answering(settings, status: int, body: str = "", **headers):
    """A server that gives this one answer stands where the site should be."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    settings.SITE_ADDRESS = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def test_the_home_page_is_confirmed_when_it_shows_what_stands(client, cast, settings):
    make_banner("น้ำท่วม <หมู่ที่ 3> & พ.ศ. 2569")
    with answering(settings, 200, page(client)):
        assert check_home().troubles == []
    with answering(settings, 503, page(client)):
        assert (check_home().troubles, check_home().closed) == ([], True)


def test_the_desk_says_how_the_test_went(client, as_user, cast, settings):
    make_banner()
    html = page(client)
    with answering(settings, 200, html):
        assert "หน้าหลักแสดงครบทั้ง 1 แถบ" in as_user(cast.approver).post(CHECK).content.decode()
    assert "พบปัญหา" in client.post(CHECK).content.decode(), "the server is gone"


def test_an_old_home_page_is_told(client, cast, settings):
    banner, before = make_banner("น้ำท่วม"), page(client)
    other = make_banner("ไฟไหม้")
    Banner.objects.filter(pk=banner.pk).update(sentence="น้ำลด")
    with answering(settings, 200, before):
        assert [one.split(" รอ")[0] for one in check_home().troubles] == [
            "หน้าหลักยังไม่มีแถบ “ไฟไหม้”",
            "หน้าหลักยังแสดงข้อความเดิมของแถบ “น้ำลด”",
        ]
        Banner.objects.exclude(pk=other.pk).delete()
        assert "ปลดหรือสิ้นสุดแล้ว 1 แถบ" in check_home().troubles[-1]


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (500, {}, "หน้าหลักเปิดไม่ได้ (รหัส 500) จึงตรวจแถบไม่ได้ ให้แจ้งผู้ดูแลระบบ"),
        (
            302,
            {"Location": "http://example.com/"},
            "หน้าหลักส่งต่อไปยังเว็บไซต์อื่น (รหัส 302) จึงตรวจแถบไม่ได้ ให้แจ้งผู้ดูแลระบบ",
        ),
        (
            302,
            {"Location": "file:///etc/passwd"},
            "หน้าหลักส่งต่อไปยังเว็บไซต์อื่น (รหัส 302) จึงตรวจแถบไม่ได้ ให้แจ้งผู้ดูแลระบบ",
        ),
    ],
)
def test_trouble_is_one_thai_sentence(status, headers, said, cast, settings):
    with answering(settings, status, **headers):
        assert check_home().troubles == [said]


def test_a_home_page_that_does_not_answer_is_not_waited_for(cast, settings, monkeypatch):
    monkeypatch.setattr(banner_check, "TIMEOUT", 0.1)
    silent = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # listens, and never answers
    settings.SITE_ADDRESS = f"http://127.0.0.1:{silent.server_port}"
    assert check_home().troubles[0].startswith("หน้าหลักไม่ตอบภายใน 0.1 วินาที")
    silent.server_close()

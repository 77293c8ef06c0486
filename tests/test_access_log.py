"""Every request is on record with who asked, without what is secret; it ends after its time, and no page depends on it."""

import gzip
import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import RequestFactory

from ponko_site import access_log
from ponko_site.access_log import ASKER, AccessLog, days, keep, noted
from publishing.models import LedgerEvent
from tests.front import until


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings) -> None:
    settings.DATA_DIR = tmp_path


def ask(log: AccessLog, path: str, **environ: str) -> None:
    """And wait until it is written."""
    sent = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "wsgi.input": BytesIO(), **environ}
    try:
        log(sent, lambda *answer: None)
    finally:
        log.write()


def site(environ, start_response):
    environ[ASKER] |= {"user": 7, "name": "somchai"}
    start_response("404 Not Found", [])
    return [b""]


def written() -> list[dict]:
    return [json.loads(line) for path in days().values() for line in path.read_text().splitlines()]


def test_a_line_says_who_asked_for_what_and_keeps_no_secret(settings):
    log = AccessLog(site)
    ask(
        log,
        "/news/1/",
        QUERY_STRING="q=secret",
        REMOTE_ADDR="203.0.113.7",
        HTTP_X_FORWARDED_FOR="9.9.9.9",
        HTTP_USER_AGENT="a" * 999,
        HTTP_COOKIE="session=secret",
    )
    ask(log, "/preview/secret-token/", REMOTE_ADDR="203.0.113.7")
    ask(log, "/admin/password_reset/MQ/secret-token/", REMOTE_ADDR="203.0.113.7")
    first, *rest = written()
    assert "secret" not in str(written())
    assert first | {"time": ""} == {
        "time": "", "address": "203.0.113.7", "forwarded": "", "user": 7, "name": "somchai", "method": "GET",
        "path": "/news/1/", "status": 404, "agent": "a" * 200,
    }  # fmt: skip
    assert [line["path"] for line in rest] == ["/preview/…", "/admin/password_reset/…"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ask(log, "/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.9, 203.0.113.8")
    assert (written()[-1]["address"], written()[-1]["forwarded"]) == ("203.0.113.8", "9.9.9.9, 203.0.113.8")


def test_nothing_that_is_sent_makes_a_second_line_or_one_without_end():
    ask(
        AccessLog(site), "/\n\0" + "\u0e01".encode().decode("latin-1") * 999, HTTP_USER_AGENT="\u202e\n" * 999
    )
    (path,) = days().values()
    text = path.read_bytes()
    assert text.count(b"\n") == 1 and len(text) < 4096
    assert path.stat().st_mode & 0o777 == 0o640 & ~_umask()


def test_lines_of_many_threads_all_arrive_and_by_themselves(monkeypatch):
    monkeypatch.setattr(access_log, "EVERY", 0.001)
    log = AccessLog(site)
    sent = {"REQUEST_METHOD": "GET", "PATH_INFO": '/"ขยะ"/'.encode().decode("latin-1"), "REMOTE_ADDR": "x"}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: log(dict(sent), lambda *answer: None), range(400)))
    until(lambda: days() and len(written()) == 400)
    assert {(line["path"], line["address"]) for line in written()} == {('/"ขยะ"/', "")}


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_full_disk_breaks_no_page_and_is_logged_once(monkeypatch, caplog):
    def full(*args: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(access_log.os, "write", full)
    log = AccessLog(site)
    for _ in range(3):
        ask(log, "/")
    assert caplog.text.count("the access log cannot be written") == 1


def test_a_site_that_fails_is_on_record_as_well():
    def broken(environ, start_response):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ask(AccessLog(broken), "/")
    assert written()[0]["status"] == 500


def test_the_middleware_asks_nothing_itself():
    request = RequestFactory().get("/")
    request.META[ASKER] = told = {}
    middleware = noted(lambda request: HttpResponse())
    middleware(request)
    assert told == {}
    person = SimpleNamespace(pk=3, is_authenticated=True, get_username=lambda: "somchai")
    request._cached_user = person
    middleware(request)
    assert told == {"user": 3, "name": "somchai"}


def test_days_that_are_over_are_compressed_and_end_after_their_time(settings):
    settings.ACCESS_LOG_DAYS = 90
    folder = access_log.folder()
    folder.mkdir()
    today = datetime.now(UTC).date()
    for age in (0, 1, 2, 90, 91):
        (folder / f"access-{today - timedelta(days=age)}.jsonl").write_text("{}\n")
    (folder / "access-9999-99-99.jsonl").write_text("not ours")
    assert keep() == (2, 1)
    assert keep() == (0, 0)
    assert {(today - day).days: path.suffix for day, path in days().items()} == {
        0: ".jsonl",
        1: ".jsonl",
        2: ".gz",
        90: ".gz",
    }


@pytest.mark.django_db
def test_one_person_and_period_is_handed_out_and_the_ledger_says_so(cast, client):
    folder = access_log.folder()
    folder.mkdir()
    line = {
        "time": "2026-11-20T01:00:00+00:00",
        "address": "203.0.113.7",
        "user": cast.writer.pk,
        "agent": "=1+1",
    }
    with gzip.open(folder / "access-2026-11-20.jsonl.gz", "wt") as file:
        file.write(
            json.dumps(line) + "\nbroken\n" + json.dumps(line | {"user": None, "address": "9.9.9.9"}) + "\n"
        )
    (folder / "access-2026-11-22.jsonl").write_text(json.dumps(line) + "\n")
    out = StringIO()
    about = {"first": "2026-11-20", "last": "2026-11-21", "reason": "หนังสือของพนักงานเจ้าหน้าที่"}
    call_command(
        "access_log", "--user=writer", "--from=2026-11-20", "--to=2026-11-21", "--reason=x", stdout=out
    )
    rows = out.getvalue().splitlines()
    assert len(rows) == 2 and "203.0.113.7" in rows[1] and ",=1+1" not in rows[1]
    client.force_login(cast.administrator)
    sent = {"address": "9.9.9.9", "reason": about["reason"], "first": "20/11/2569", "last": "21/11/2569"}
    answer = client.post("/admin/access-log/", sent)
    assert len(b"".join(answer.streaming_content).splitlines()) == 2
    assert LedgerEvent.objects.filter(action="ส่งออกบันทึกการเข้าถึง").count() == 2
    both = client.post("/admin/access-log/", sent | {"username": "writer"})
    assert "อย่างใดอย่างหนึ่ง" in both.content.decode()
    assert list(access_log.lines(date(2026, 1, 1), date(2026, 1, 2))) == []

"""The sentinel finds what is not as it was approved, stored or built, says so, and is silent when it is mended."""

import os
import shutil
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from ita.wire import Page
from ponko_site.backup import named_files
from ponko_site.sentinel import pages, records, rounds, stored
from ponko_site.sentinel.reading import read, wrong_with
from publishing.integrity import open_findings
from publishing.models import Edition, IntegrityFinding, IntegrityMark, IntegrityRound, LedgerEvent
from tests.helpers import add_document, make_draft, make_live, publish

pytestmark = [pytest.mark.django_db, pytest.mark.alike]

STATIC = "/static/"
PLAIN = "<title>อบต.</title><p>น้ำท่วม ถนน</p><script src='/static/js/site.js'></script>"


def wrong(html: str, *pieces: str) -> list[str]:
    return list(wrong_with(read(html), hosts={"dla.go.th"}, static=STATIC, pieces=pieces))


@pytest.mark.parametrize(
    ("html", "sentences"),
    [
        (PLAIN, []),
        ("<a href='https://www.dla.go.th/x'>ก</a>", []),
        ("<a href='https://slot.example/x'>ก</a>", ["มีลิงก์หรือไฟล์จากเว็บไซต์ที่ไม่มีในเรื่องที่เผยแพร่: slot.example"]),
        ("<a href='//slot.example'>ก</a>", ["มีลิงก์หรือไฟล์จากเว็บไซต์ที่ไม่มีในเรื่องที่เผยแพร่: slot.example"]),
        ("<img srcset='https://a.example/1 1x'>", ["มีลิงก์หรือไฟล์จากเว็บไซต์ที่ไม่มีในเรื่องที่เผยแพร่: a.example"]),
        ("<script>x()</script>", ["มีสคริปต์แทรกในหน้า"]),
        ("<script type='application/ld+json'>{}</script>", []),
        ("<script src='/files/1/a.js'></script>", ["มีสคริปต์ที่ไม่ใช่ของระบบ: /files/1/a.js"]),
        ("<body onload='x()'>", ["มีคำสั่งแทรกในหน้า: onload"]),
        ("<a href=' java\tscript:x()'>ก</a><a href='javascript:x()'>ข</a>", ["มีลิงก์ที่เป็นคำสั่ง"]),
        ("<iframe src='/x'></iframe>", ["มีส่วนแปลกปลอมในหน้า: iframe"]),
        ("<meta http-equiv=Refresh content='0;url=/x'>", ["หน้านี้พาไปที่อื่นเอง"]),
    ],
)
def test_what_no_page_of_ours_has_is_named(html, sentences):
    assert wrong(html) == sentences


def test_the_approved_text_must_stand_in_the_page_however_its_words_are_kept_together():
    assert wrong(PLAIN, "น้ำท่วม\u00a0ถนน") == []
    assert wrong(PLAIN, "น้ำลด") == ["ไม่มีข้อความที่อนุมัติ: “น้ำลด”"]


@pytest.fixture
def store(db, tmp_path, monkeypatch) -> Path:
    """A store of this test alone, with what the rows name."""
    root = tmp_path / "store"
    for name, _ in named_files("default"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(default_storage.path(name), root / name)
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=root, base_url=None))
    return root


def found() -> list[tuple[str, str]]:
    rounds.check_all()
    print(*(one.sentence for one in open_findings()))
    return sorted(open_findings().values_list("kind", "subject"))


def test_nothing_is_found_where_nothing_is_wrong_and_every_kind_is_found_and_gone_when_mended(store, cast):
    draft = make_draft(body="<p>ข่าวที่อนุมัติแล้ว</p>")
    add_document(draft)
    live = publish(draft)
    assert found() == []
    name = live.attachments.get().stored.storage_name
    address = live.publication.address
    data = (store / name).read_bytes()
    os.chmod(store / name, 0o640)
    (store / name).write_bytes(data[:-1] + b"x")
    (store / "shell.php").write_bytes(b"<?php")
    hour_ago = time.time() - 2 * stored.YOUNG
    os.utime(store / "shell.php", (hour_ago, hour_ago))
    (store / "just-now").write_bytes(b"somebody uploads")
    Edition.objects.filter(pk=live.pk).update(title="เว็บตรง สล็อตแตกง่าย")
    assert found() == [("file", name), ("stray", "shell.php"), ("wording", address)]
    assert User.objects.get(username="administrator").email or mail.outbox == []
    told = LedgerEvent.objects.filter(action="พบความผิดปกติของเว็บไซต์")
    assert told.count() == 3
    assert found() == [("file", name), ("stray", "shell.php"), ("wording", address)]
    assert told.count() == 3  # told once
    (store / name).write_bytes(data)
    (store / "shell.php").unlink()
    Edition.objects.filter(pk=live.pk).update(title=draft.title)
    assert found() == []
    assert IntegrityFinding.objects.exclude(closed_at=None).count() == 3
    (store / name).unlink()
    assert found() == [("file", name)]


def test_a_page_that_is_another_for_a_robot_or_holds_what_nobody_approved_is_found(store, cast, monkeypatch):
    live = make_live(body="<p>ข่าวที่อนุมัติแล้ว</p>")
    asked = pages.ask

    def broken_into(path: str, **how) -> Page:
        page = asked(path, **how)
        if path == live.publication.address and "Googlebot" in how["sent"]["HTTP_USER_AGENT"]:
            return Page(200, page.headers, page.body.replace(b"</main>", "สล็อตออนไลน์</main>".encode()), path)
        return page

    monkeypatch.setattr(pages, "ask", broken_into)
    assert found() == [("page", live.publication.address)]
    sentence = open_findings().get().sentence
    assert "โปรแกรมค้นหา (Googlebot)เห็นข้อความไม่ตรงกับผู้อ่านทั่วไป" in sentence
    assert "มีคำการพนันหรือเงินกู้ที่ไม่มีในเรื่องที่เผยแพร่" in sentence
    monkeypatch.setattr(pages, "ask", asked)
    assert found() == []


def test_whoever_changes_the_hash_as_well_is_told_on_by_the_ledger_and_a_migration_is_forgiven_once(cast):
    live = make_live()
    kinds = lambda: [kind for kind, _, _ in records.wording(Edition.objects.get(pk=live.pk))]  # noqa: E731
    Edition.objects.filter(pk=live.pk).update(content_hash="0" * 64)
    assert kinds() == ["wording"]
    Edition.objects.filter(pk=live.pk).update(content_hash=live.content_hash, summary="อีกอย่าง")
    assert kinds() == ["wording"]
    with connection.cursor() as cursor:
        later = timezone.now() + timedelta(seconds=1)
        cursor.execute("UPDATE django_migrations SET applied = %s WHERE app = 'publishing'", [later])
    assert kinds() == []
    IntegrityMark.objects.update(at=later + timedelta(seconds=1))
    Edition.objects.filter(pk=live.pk).update(summary="อีกอย่างหนึ่ง")
    assert kinds() == ["wording"]


def test_a_ledger_without_its_triggers_is_found_at_once(cast, settings, store):
    settings.SENTINEL = True
    assert rounds.check_portion() == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("publishing.ledger.triggers_stand", lambda: False)
        assert rounds.check_portion() == 1


def test_static_files_are_those_of_the_program(tmp_path, settings, monkeypatch):
    settings.STATIC_ROOT = tmp_path
    source = settings.BASE_DIR / "static" / "images" / "favicon.svg"
    name, named = "images/favicon.svg", "images/favicon.0123456789ab.svg"
    (tmp_path / "images").mkdir()
    shutil.copy(source, tmp_path / name)
    shutil.copy(source, tmp_path / named)
    (tmp_path / "images" / "shell.js").write_text("x()")
    storage = type("Storage", (), {"hashed_files": {name: named}, "manifest_name": "staticfiles.json"})
    monkeypatch.setattr(stored, "staticfiles_storage", storage)
    assert [(subject, sentence) for _, subject, sentence in stored.static_files()] == [
        (named, "เนื้อหาไม่ตรงกับชื่อของไฟล์"),
        ("images/shell.js", "มีไฟล์ที่ไม่ได้มากับโปรแกรม"),
    ]
    (tmp_path / name).write_text("x()")
    assert [subject for _, subject, _ in stored.static_files()] == [name, named, "images/shell.js"]


def test_the_clock_asks_two_queries_when_nothing_is_due_and_goes_on_where_it_stopped(
    cast, settings, store, time_machine, monkeypatch
):
    settings.SENTINEL = True
    first, second = make_live(), make_live(slug="second")
    rounds.check_portion()
    with CaptureQueriesContext(connection) as asked:
        assert rounds.check_portion() == 0
    assert len(asked) == 2
    time_machine.move_to(timezone.now() + timedelta(days=1))
    monkeypatch.setattr(rounds, "SECONDS_A_RUN", -1)
    monkeypatch.setattr(rounds, "ROUNDS", {"pages": rounds.ROUNDS["pages"]})
    rounds.check_portion()
    assert IntegrityRound.objects.get(name="pages").after == str(first.publication_id)
    rounds.check_portion()
    rounds.check_portion()
    row = IntegrityRound.objects.get(name="pages")
    assert (row.after, row.done_at is not None) == (str(second.publication_id), True)


def test_the_desk_says_it_first_and_the_page_says_what_to_do(client, cast, store):
    (store / "shell.php").write_bytes(b"<?php")
    hour_ago = time.time() - 2 * stored.YOUNG
    os.utime(store / "shell.php", (hour_ago, hour_ago))
    rounds.check_all()
    client.force_login(cast.administrator)
    assert "พบความผิดปกติของเว็บไซต์ 1 รายการ" in client.get("/admin/").content.decode()
    page = client.get("/admin/integrity/").content.decode()
    assert "shell.php" in page and "อย่าเปิดไฟล์" in page
    out = StringIO()
    (store / "shell.php").unlink()
    call_command("check_integrity", stdout=out)
    assert out.getvalue().strip() == "ไม่พบความผิดปกติ"

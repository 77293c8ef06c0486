"""Files and backups in an S3 store: nothing in it is public, the site decides who gets what, and it lives without the store."""

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from ponko_site import backup, s3_backups, s3_files
from ponko_site.archive import Refused
from ponko_site.backup import named_files
from ponko_site.s3_files import S3Files
from ponko_site.sentinel import stored
from ponko_site.settings import read_s3
from ponko_site.store_away import StoreAway
from publishing.gates.reading import on_disk
from publishing.models import StoredFile
from tests.helpers import add_document, add_photo, make_draft, pdf_upload, publish, remove
from tests.s3 import KEY, SECRET, Store
from tests.uploading import DOCUMENT, Desk

BYTES = bytes(range(256)) * 4000
pytestmark = pytest.mark.dry


@pytest.fixture(scope="module")
def server() -> Iterator[Store]:
    with Store() as store:
        yield store


@pytest.fixture
def place(server, request, monkeypatch) -> dict[str, str]:
    """A bucket of this test alone, as the settings have it."""
    name = f"b-{hashlib.sha256(request.node.name.encode()).hexdigest()[:16]}"
    monkeypatch.setenv("FILES_S3_URL", f"{server.bucket(name)}/office")
    return read_s3("FILES_S3_URL")


@pytest.fixture
def store(place) -> S3Files:
    return S3Files(**place)


@pytest.fixture
def used(store, cast, monkeypatch) -> S3Files:
    """The site's files are in the bucket, and nowhere else that it knows of."""
    for name, _ in named_files("default"):
        store.put(name, Path(default_storage.path(name)))
    monkeypatch.setattr(default_storage, "_wrapped", store)
    return store


def test_the_address_is_read_in_parts(place, server):
    assert place == {
        "endpoint_url": server.address,
        "access_key": KEY,
        "secret_key": SECRET,
        "bucket_name": place["bucket_name"],
        "location": "office",
        "region_name": "us-east-1",
    }


def test_what_is_stored_is_read_whole_in_parts_and_once_more_and_then_is_gone(store):
    name = store.save("ab/name", ContentFile(BYTES))
    assert name == "ab/name"
    assert store.size(name) == len(BYTES)
    with store.open(name) as file:
        assert file.read() == BYTES
        assert (file.seek(-300, io.SEEK_END), file.read()) == (len(BYTES) - 300, BYTES[-300:])
        assert (file.seek(700_001), file.read(5)) == (700_001, BYTES[700_001:700_006])
    assert [(one, size) for one, size, _ in store.contents()] == [(name, len(BYTES))]
    # Nothing that has a name is ever written over.
    assert store.save("ab/name", ContentFile(b"other")) != name
    store.delete(name)
    assert not store.exists(name)
    with pytest.raises(FileNotFoundError):
        store.open(name)
    with pytest.raises(FileNotFoundError):
        store.size(name)


def test_a_store_that_is_away_is_asked_once_in_a_while_and_used_as_soon_as_it_is_there_again(
    server, store, monkeypatch
):
    store.save("ab/name", ContentFile(BYTES))
    asked = []
    store.client.meta.events.register("before-send.s3", lambda **about: asked.append(about))
    server.stop()
    try:
        for _ in range(5):
            with pytest.raises(StoreAway):
                store.open("ab/name")
        assert len(asked) <= s3_files.CONFIG.retries["total_max_attempts"]
    finally:
        server.start()
    with pytest.raises(StoreAway):  # not asked
        store.open("ab/name")
    monkeypatch.setattr(store, "_away_until", 1.0)  # a long time ago
    with store.open("ab/name") as file:
        assert file.read(3) == BYTES[:3]
    assert store.size("ab/name") == len(BYTES)


def test_a_key_that_is_refused_is_a_store_that_is_away(place):
    files = S3Files(**place | {"bucket_name": "somebody-elses"})
    with pytest.raises(StoreAway, match="NoSuchBucket"):
        files.save("ab/name", ContentFile(b"x"))


# The site


@pytest.mark.django_db
def test_files_are_given_by_the_site_alone_in_whole_in_part_and_not_when_withdrawn(used, client):
    draft = make_draft()
    document, photo = add_document(draft), add_photo(draft)
    edition = publish(draft)
    address, kept = document.get_absolute_url(), document.stored
    whole = b"".join(client.get(address).streaming_content)
    assert hashlib.sha256(whole).hexdigest() == kept.sha256
    part = client.get(address, HTTP_RANGE="bytes=10-19")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, whole[10:20])
    with on_disk(kept) as path:
        assert Path(path).read_bytes() == whole
    width = photo.stored.widths[0]
    small = photo.stored.rendition_name(width)
    with used.open(small) as file:
        expected = file.read()
    assert b"".join(client.get(f"/files/{photo.address_id}/w/{width}.webp").streaming_content) == expected
    for name in (kept.storage_name, photo.stored.storage_name, small):
        grants = used.client.get_object_acl(Bucket=used.bucket_name, Key=f"office/{name}")["Grants"]
        assert [one["Permission"] for one in grants if one["Grantee"].get("URI")] == []
    remove(edition)
    assert client.get(address).status_code == 410


@pytest.mark.django_db
def test_without_the_store_pages_are_read_and_files_say_that_they_come_again(server, used, client):
    draft = make_draft()
    document = add_document(draft)
    edition = publish(draft)
    address = document.get_absolute_url()
    etag = client.get(address).headers["ETag"]
    client.raise_request_exception = False
    server.stop()
    try:
        assert client.get(edition.get_absolute_url()).status_code == 200
        assert client.get(address, HTTP_IF_NONE_MATCH=etag).status_code == 304
        answer = client.get(address)
    finally:
        server.start()
    assert (answer.status_code, answer["Cache-Control"], answer["Retry-After"]) == (503, "no-store", "30")
    assert "ไฟล์นี้เปิดไม่ได้ในขณะนี้" in answer.content.decode()


@pytest.mark.django_db
def test_an_upload_that_the_store_did_not_take_is_not_half_there_and_its_sender_is_told(
    server, used, client, cast
):
    client.force_login(cast.writer)
    client.raise_request_exception = False
    desk = Desk(client)
    fields = desk.fields({DOCUMENT: [pdf_upload()]}, summary="แก้แล้ว")
    before = StoredFile.objects.count()
    server.stop()
    try:
        answer = desk.post(fields)
    finally:
        server.start()
    assert answer.status_code == 503
    assert "ที่เก็บไฟล์ไม่ตอบ" in answer.content.decode()
    desk.draft.refresh_from_db()
    assert (StoredFile.objects.count(), desk.draft.attachments.count(), desk.draft.summary) == (
        before,
        0,
        "สรุปย่อ",
    )


@pytest.mark.django_db
def test_the_sentinel_finds_what_is_gone_changed_or_not_ours_in_the_store(used, settings):
    settings.FILES_S3 = {"bucket_name": used.bucket_name}
    assert [wrong for _, wrong in stored.files_after("", all_hashes=True) if wrong] == []
    cut, changed = StoredFile.objects.order_by("width").values_list("storage_name", flat=True)[:2]
    gone = next(name for name, _ in named_files("default") if name not in (cut, changed))
    used.delete(gone)
    for name, data in ((cut, b"x"), (changed, b"x" * used.size(changed))):
        used.client.put_object(Bucket=used.bucket_name, Key=used.key(name), Body=data)
    used.save("zz/stray", ContentFile(b"x"))
    found = {name: wrong[0][2] for name, wrong in stored.files_after("", all_hashes=True) if wrong}
    assert found == {
        gone: "ไม่พบไฟล์",
        cut: "ขนาดของไฟล์ไม่ตรงกับทะเบียน",
        changed: "เนื้อหาของไฟล์ไม่ตรงกับลายนิ้วมือ SHA-256 ในทะเบียน",
    }
    assert list(stored.strays()) == []  # younger than an hour
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert [name for _, name, _ in stored.strays()] == ["zz/stray"]


# Backups


@pytest.fixture
def backups(server, request, monkeypatch, settings) -> S3Files:
    name = f"k-{hashlib.sha256(request.node.name.encode()).hexdigest()[:16]}"
    monkeypatch.setenv("BACKUP_S3_URL", server.bucket(name))
    settings.BACKUP_S3 = read_s3("BACKUP_S3_URL")
    return S3Files(**settings.BACKUP_S3)


def made(folder: Path, name: str = "ponko-20261124-010203Z.tar.age", **about: object) -> backup.Made:
    (folder / name).write_bytes(BYTES)
    return backup.Made(
        "2026-11-24T01:02:03+00:00", str(folder / name), len(BYTES), **{"encrypted": True, "files": 0} | about
    )


def test_a_backup_is_sent_kept_by_number_and_age_and_fetched(backups, tmp_path):
    names = [f"ponko-202611{day:02}-010203Z.tar.age" for day in range(1, 6)]
    for name in names:
        assert s3_backups.send(made(tmp_path, name)) == name
    backups.save("notes.txt", ContentFile(b"somebody's own"))
    assert s3_backups.names() == names[::-1]
    assert s3_backups.forget_old((2, 0, 0)) == names[:3]
    assert [name for name, _, _ in backups.contents()] == ["notes.txt", *names[3:]]
    (tmp_path / "to").mkdir()
    fetched = s3_backups.fetch("latest", tmp_path / "to")
    assert (fetched.name, fetched.read_bytes()) == (names[-1], BYTES)
    for wrong in ("notes.txt", "../secret_key"):
        with pytest.raises(Refused):
            s3_backups.fetch(wrong, tmp_path / "to")


def test_nothing_leaves_the_machine_unencrypted(backups, tmp_path):
    with pytest.raises(Refused, match="ไม่ได้เข้ารหัส"):
        s3_backups.send(made(tmp_path, encrypted=False))
    assert s3_backups.names() == []


def test_what_could_not_be_sent_is_a_trouble_of_the_backup_and_no_old_one_goes(
    server, backups, tmp_path, monkeypatch, settings
):
    settings.BACKUP_FOLDER, settings.BACKUP_KEY = tmp_path, str(pyrage.x25519.Identity.generate().to_public())
    monkeypatch.setattr(backup, "make", lambda folder, recipients, say: made(folder))
    monkeypatch.setattr(backup, "_note", lambda: tmp_path / "note.json")
    monkeypatch.setattr(backup, "forget_old", lambda *_: pytest.fail("an old one was deleted"))
    server.stop()
    try:
        with pytest.raises(CommandError, match="ส่งไฟล์สำรองไปที่เก็บ S3 ไม่สำเร็จ"):
            call_command("backup", stdout=io.StringIO())
    finally:
        server.start()
    assert len(backup.last().troubles) == 1

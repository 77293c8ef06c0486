"""A backup holds the whole site, is restored nowhere else than where it fits, and touches nothing when it is not what it says.

`make drill` is the long form: many writes, both databases, every page. The archive itself is tried here without a database.
"""

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from ponko_site import archive, backup, dumps, restore, unpacking
from ponko_site.archive import PRODUCT, Refused, member_of
from publishing.models import StoredFile
from tests.helpers import make_live, remove

ROOT = Path(__file__).resolve().parent.parent
KEY, OTHER_KEY = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
BYTES = {"files/aa/one": b"one" * 50_000, "files/bb/two": b""}


@pytest.mark.own_database
def test_what_is_backed_up_while_people_write_is_restored_row_by_row_and_file_by_file():
    done = subprocess.run(
        [sys.executable, "-m", "tests.drill", "--here", "--small"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


# The archive


def silent(done: int, total: int) -> None:
    pass


def agree(manifest: dict) -> None:
    pass


def make_archive(folder: Path, recipients: list = (), **manifest: object) -> Path:
    sources = []
    for name, data in BYTES.items():
        path = folder / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        sources.append((member_of(name, path), path))
    made = folder / "made.tar"
    with made.open("wb") as target:
        archive.write(target, manifest, sources, list(recipients), silent)
    return made


def unpacked(made: Path, folder: Path, identities: list = ()) -> dict[str, bytes]:
    unpacking.unpack(made, folder, list(identities), agree, silent)
    return {name: (folder / name).read_bytes() for name in BYTES}


@pytest.mark.parametrize("keys", [[], [KEY]], ids=["plain", "encrypted"])
def test_what_went_in_comes_out(tmp_path, keys):
    made = make_archive(tmp_path, [key.to_public() for key in keys])
    assert (b"one" * 100 in made.read_bytes()) == (not keys)
    assert unpacked(made, tmp_path / "out", keys) == BYTES


@pytest.mark.parametrize("keys", [[], [KEY]], ids=["plain", "encrypted"])
def test_a_backup_with_any_byte_changed_or_cut_off_is_refused(tmp_path, keys):
    made = make_archive(tmp_path, [key.to_public() for key in keys])
    data = made.read_bytes()
    # What follows the two empty blocks that end a tar is filling.
    end = len(data) if keys else data.rindex(b"manifest.sha256") + 512 + 64
    places = [5, 300, 600, end // 3, end // 2, end - 70, end - 1]
    for place in places:
        made.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        if not (not keys and place in (300,)):  # filling of a tar's head
            with pytest.raises(Refused):
                unpacked(made, tmp_path / "out", keys)
        made.write_bytes(data[:place])
        with pytest.raises(Refused):
            unpacked(made, tmp_path / "out", keys)


def test_the_wrong_key_and_no_key_open_nothing(tmp_path):
    made = make_archive(tmp_path, [KEY.to_public()])
    for identities, words in (([OTHER_KEY], "กุญแจนี้เปิดไฟล์สำรองไม่ได้"), ([], "--key-file")):
        with pytest.raises(Refused, match=words):
            unpacked(made, tmp_path / "out", identities)
    assert not (tmp_path / "out").exists()


def tar_of(folder: Path, members: dict[str, bytes], about: list[dict] | None = None, **head: object) -> Path:
    """An archive as an enemy would make it: all hashes right."""
    listed = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
    ]
    manifest = json.dumps({"product": PRODUCT, "format": 1, **head, "members": about or listed}).encode()
    made = folder / "enemy.tar"
    with tarfile.open(made, "w") as tar:
        sealed = {"manifest.sha256": hashlib.sha256(manifest).hexdigest().encode()}
        for name, data in {"manifest.json": manifest, **members, **sealed}.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return made


@pytest.mark.parametrize(
    "name",
    ["../secret_key", "/etc/cron.d/x", "files/../../x", "files/.hidden", "files", "secret_key", "files//x"],
)
def test_no_member_leads_out_of_the_folder(tmp_path, name):
    with pytest.raises(Refused):
        unpacking.unpack(tar_of(tmp_path, {name: b"x"}), tmp_path / "out", [], agree, silent)
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "secret_key").exists()


def test_a_link_is_no_member(tmp_path):
    about = [{"name": "files/aa", "size": 0, "sha256": hashlib.sha256(b"").hexdigest()}]
    made = tar_of(tmp_path, {}, about)
    with tarfile.open(made) as tar:
        manifest = tar.extractfile("manifest.json").read()
    with tarfile.open(made, "w") as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))
        link = tarfile.TarInfo("files/aa")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(Refused):
        unpacking.unpack(made, tmp_path / "out", [], agree, silent)


@pytest.mark.parametrize("head", [{"product": "another"}, {"format": 2}])
def test_what_is_foreign_or_of_a_newer_form_is_refused(tmp_path, head):
    with pytest.raises(Refused):
        unpacking.unpack(tar_of(tmp_path, {}, **head), tmp_path / "out", [], agree, silent)


# What may be restored here


def manifest_of(kind: str, *migrations: str) -> dict:
    name = archive.DATABASES[kind]
    return {"database": {"kind": kind}, "migrations": list(migrations), "members": [{"name": name}]}


@pytest.mark.django_db
def test_a_backup_of_another_database_or_of_newer_code_is_refused_and_an_older_one_is_taken():
    kind = connection.vendor
    other = "sqlite" if kind == "postgresql" else "postgresql"
    restore.judge(manifest_of(kind, "contenttypes.0001_initial"))
    for manifest, words in (
        (manifest_of(other), "DATABASE_URL"),
        (manifest_of(kind, "publishing.9999_from_the_future"), "9999_from_the_future"),
        ({**manifest_of(kind), "members": []}, "เสียหาย"),
        ({}, "เสียหาย"),
    ):
        with pytest.raises(Refused, match=words):
            restore.judge(manifest)


@pytest.mark.django_db
def test_a_place_with_people_in_it_has_content(cast):
    assert restore.has_content()


# Making one


@pytest.mark.django_db
def test_every_file_that_a_row_names_is_named_with_its_smaller_copies():
    picture = StoredFile.objects.filter(width__isnull=False).first()
    named = dict(backup.named_files("default"))
    assert named[picture.storage_name] == picture.sha256
    assert {picture.rendition_name(width) for width in picture.widths} <= set(named)
    assert set(StoredFile.objects.values_list("storage_name", flat=True)) <= set(named)


@pytest.mark.django_db
def test_a_file_that_is_gone_or_differs_is_named_and_the_rest_is_kept(tmp_path, monkeypatch):
    name = default_storage.save("drill/kept", ContentFile(b"bytes"))
    rows = {name: hashlib.sha256(b"bytes").hexdigest(), "drill/gone": "", "drill/forgotten": ""}
    asked = []

    def named(using: str):
        asked.append(using)
        return ((one, sha) for one, sha in rows.items() if using != "default" or one != "drill/forgotten")

    monkeypatch.setattr(backup, "named_files", named)
    kept, absent, troubles = backup._keep_files(tmp_path, print)
    assert [member.name for member, _ in kept] == [f"files/{name}"]
    assert absent == {"drill/gone", "drill/forgotten"}
    assert troubles == ["ไม่พบไฟล์ drill/gone ในที่เก็บ"]
    rows[name] = "0" * 64
    assert backup._keep_files(tmp_path / "again", print)[2][0] == f"ไฟล์ {name} ไม่ตรงกับลายนิ้วมือที่บันทึกไว้"


def test_a_backup_that_was_killed_leaves_nothing_unencrypted_beyond_the_next(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    left = tmp_path / "backup-killed" / "files"
    left.mkdir(parents=True)
    (tmp_path / "backup.lock").touch()
    with backup._room() as room:
        assert sorted(tmp_path.iterdir()) == sorted([room, tmp_path / "backup.lock"])
    assert not room.exists()


def test_nobody_is_signed_in_by_what_a_backup_holds(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    with closing(sqlite3.connect(source)) as site, site:
        site.execute(f"CREATE TABLE {dumps.SESSIONS} (session_key)")
        site.execute("CREATE TABLE kept (name)")
        for table in (dumps.SESSIONS, "kept"):
            site.execute(f"INSERT INTO {table} VALUES (?)", [f"a-row-of-{table}"])
    dumps.copy_sqlite(source, target, silent)
    assert (b"a-row-of-kept" in target.read_bytes(), b"a-row-of-accounts" in target.read_bytes()) == (
        True,
        False,
    )


@pytest.mark.django_db
def test_what_was_removed_since_the_backup_is_named_when_that_takes_the_place(cast):
    gone = make_live()
    before = {"made_at": timezone.now().isoformat()}
    remove(gone)
    (told,) = restore._public_again(before)
    assert gone.publication.address in told
    assert restore._public_again({"made_at": timezone.now().isoformat()}) == []


def test_settings_in_a_backup_tell_no_secret(settings):
    settings.EMAIL_HOST_PASSWORD = "hunter2"
    text = json.dumps(backup._settings())
    assert settings.SECRET_KEY not in text
    assert "hunter2" not in text


def name_at(moment) -> str:
    return f"ponko-{moment:%Y%m%d-%H%M%S}Z.tar"


def test_of_old_backups_days_weeks_and_months_are_kept_and_always_the_newest():
    now = timezone.now().replace(year=2026, month=11, day=23, hour=3)
    nightly = [name_at(now - timedelta(days=number)) for number in range(400)]
    kept = sorted(backup.to_keep(nightly, (7, 4, 12)), reverse=True)
    weeks = [name_at(now - timedelta(days=number)) for number in (8, 15)]  # two Sundays more
    assert kept[:9] == nightly[:7] + weeks
    assert [name[6:14] for name in kept[9:12]] == ["20261031", "20260930", "20260831"]
    assert len(kept) == 7 + 2 + 11
    assert backup.to_keep(nightly[50:51], (1, 0, 0)) == {nightly[50]}


def test_only_own_names_are_ever_deleted(tmp_path):
    old = timezone.now() - timedelta(days=900)
    for name in (name_at(timezone.now()), name_at(old), "holiday.jpg", "ponko-notes.tar"):
        (tmp_path / name).touch()
    assert backup.forget_old(tmp_path, (1, 0, 0)) == [name_at(old)]
    assert {"holiday.jpg", "ponko-notes.tar"} <= set(os.listdir(tmp_path))


def test_administrators_are_told_when_the_last_backup_is_old(settings, tmp_path):
    settings.DATA_DIR, settings.HTTPS = tmp_path, True
    assert backup.alarm() == "ยังไม่เคยสำรองข้อมูล"
    made = backup.Made((timezone.now() - timedelta(days=3)).isoformat(), "x.tar", 1, True, 1)
    backup._remember(made)
    assert backup.alarm() == "ไม่ได้สำรองข้อมูลมา 3 วัน"
    backup._remember(backup.Made(timezone.now().isoformat(), "x.tar", 1, True, 1))
    assert backup.alarm() == ""

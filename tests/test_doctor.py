"""`/healthz` tells outsiders yes or no; `manage.py doctor` tells administrators what is wrong and what to do."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from ponko_site import backup, doctor, health
from ponko_site.doctor import Level
from publishing.models import ClockStep

pytestmark = pytest.mark.django_db


def levels(*names: str) -> dict[str, list[Level]]:
    found = {}
    for finding in doctor.examine():
        found.setdefault(finding.what, []).append(finding.level)
    return {name: found.get(name, []) for name in names or found}


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("no network in tests")

    monkeypatch.setattr(doctor, "urlopen", refuse)
    monkeypatch.setattr(doctor.socket, "create_connection", refuse)


def test_health_is_yes_or_no_whatever_the_host_and_without_a_session(client, monkeypatch):
    answer = client.get("/healthz", headers={"host": "10.0.0.1"})
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert "Set-Cookie" not in answer
    assert client.post("/healthz").status_code == 405
    monkeypatch.setattr(health, "database_answers", lambda: False)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")


def test_health_is_no_when_the_disk_is_full_or_cannot_be_written(monkeypatch, settings):
    assert health.can_write()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=0, total=1))
    assert not health.can_write()
    monkeypatch.undo()
    settings.DATA_DIR = "/proc/nothing"
    assert not health.can_write()


def test_health_is_no_when_the_database_is_away(monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    assert not health.database_answers()


def test_a_fault_is_told_with_what_to_do_and_the_exit_status(settings, capsys):
    settings.DEBUG = True
    with pytest.raises(CommandError):
        call_command("doctor")
    said = capsys.readouterr().out
    assert "[ต้องแก้] การตั้งค่า: DEBUG เปิดอยู่" in said
    assert "วิธีแก้: ตั้ง DEBUG=0" in said


def test_what_is_in_order_is_told_as_such():
    found = levels("ฐานข้อมูล", "โครงสร้างฐานข้อมูล", "สมุดบันทึก")
    assert found == dict.fromkeys(found, [Level.OK])


def test_a_clock_that_stands_still_must_be_mended_and_one_that_goes_is_fine():
    assert levels("ระบบตั้งเวลา") == {"ระบบตั้งเวลา": [Level.FAIL]}
    step = ClockStep.objects.create(name="x", label="x", began_at=timezone.now(), done_at=timezone.now())
    assert levels("ระบบตั้งเวลา") == {"ระบบตั้งเวลา": [Level.OK]}
    ClockStep.objects.filter(pk=step.pk).update(done_at=timezone.now() - timedelta(hours=1))
    assert levels("ระบบตั้งเวลา") == {"ระบบตั้งเวลา": [Level.FAIL]}


def test_an_old_backup_and_a_restore_that_did_not_end_must_be_mended(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert levels("ไฟล์สำรอง") == {"ไฟล์สำรอง": [Level.WARN]}
    backup._remember(backup.Made((timezone.now() - timedelta(days=5)).isoformat(), "x", 1, True, 1))
    assert levels("ไฟล์สำรอง") == {"ไฟล์สำรอง": [Level.FAIL]}
    (tmp_path / "restore-under-way.json").touch()
    assert levels("ไฟล์สำรอง") == {"ไฟล์สำรอง": [Level.FAIL, Level.FAIL]}


def test_a_site_in_earnest_without_https_must_be_mended(settings):
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = "http://www.example.go.th", ["example.go.th"]
    assert levels("การตั้งค่า") == {"การตั้งค่า": [Level.FAIL, Level.FAIL]}
    settings.SITE_ADDRESS, settings.HTTPS = "https://www.example.go.th", True
    settings.ALLOWED_HOSTS = [".example.go.th"]
    assert Level.FAIL not in levels("การตั้งค่า")["การตั้งค่า"]
    assert levels("ใบรับรอง HTTPS") == {"ใบรับรอง HTTPS": [Level.WARN]}


def test_a_database_that_is_away_is_told_and_the_other_checks_go_on(monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", away)
    found = levels()
    assert found["ฐานข้อมูล"] == [Level.FAIL]
    assert found["ดิสก์"] != [] and found["การตั้งค่า"] != []


def test_administrators_read_it_on_the_desk_without_the_network(as_user, cast, settings):
    settings.DEBUG = True
    answer = as_user(cast.administrator).get("/admin/doctor/")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "DEBUG เปิดอยู่" in text and "ตั้ง DEBUG=0" in text
    assert "ใบรับรอง HTTPS</th>" not in text
    assert as_user(cast.writer).get("/admin/doctor/").status_code == 403

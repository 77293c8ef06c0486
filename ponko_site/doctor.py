"""`manage.py doctor`: what is in order on this machine and what is not, in plain Thai, with what to do about it."""

import os
import shutil
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from ponko_site import backup, dumps, restore, static_copy
from ponko_site.health import ADDRESS, can_write
from publishing import clock, ledger, mail
from publishing.models import ClockStep, Letter
from thai.dates import format_datetime

PATIENCE = 5  # seconds for an answer over the network
SPACE = (
    500 * 2**20,
    5 * 2**30,
)  # bytes free: below the first nothing may go on, below the second somebody should look
CERTIFICATE = (timedelta(days=3), timedelta(days=14))  # before its end


class Level(IntEnum):
    """How grave it is."""

    OK, WARN, FAIL = range(3)


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, and what to do."""

    level: Level
    what: str
    said: str
    todo: str = ""


def examine(*, network: bool = True) -> Iterator[Finding]:
    """Every check in turn. `network`: also those that ask it, 10 seconds at most."""
    for what, check in CHECKS:
        if not network and check in OVER_THE_NETWORK:
            continue
        try:
            for level, said, todo in check():
                yield Finding(level, what, said, todo)
        except Error as error:
            yield Finding(
                Level.FAIL,
                what,
                f"ถามฐานข้อมูลไม่ได้: {str(error).strip()[:200]}",
                "ตรวจว่าฐานข้อมูลทำงานและ DATABASE_URL ถูกต้อง",
            )


Said = Iterator[tuple[Level, str, str]]


def _database() -> Said:
    about = dumps.about()
    if about["kind"] == "sqlite":
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        well = mode == "wal" and about["encoding"] == "UTF-8"
        todo = "" if well else "ย้าย DATA_DIR ไปไว้ในดิสก์ของเครื่อง (ไม่ใช่ดิสก์เครือข่าย)"
        yield Level(0 if well else 2), f"SQLite {about['version']} โหมด {mode} {about['encoding']}", todo
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_collation WHERE collname = 'th-x-icu'")
        icu = cursor.fetchone()[0]
    said = f"PostgreSQL {about['version']} {about['encoding']} {about['collation']}"
    if about["encoding"] != "UTF8" or about["collation"] in ("C", "POSIX"):
        yield Level.FAIL, said, "สร้างฐานข้อมูลใหม่แบบ UTF8 และ C.UTF-8 มิฉะนั้นค้นหาภาษาไทยไม่พบ แล้วกู้คืนจากไฟล์สำรอง"
    elif not icu or int(about["version"].split(".")[0]) < 15:
        yield Level.FAIL, f"{said} ไม่มี ICU หรือรุ่นเก่ากว่า 15", "ใช้ PostgreSQL 15 ขึ้นไปของ Debian"
    else:
        yield Level.OK, said, ""


def _migrations() -> Said:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Level.FAIL, f"ยังไม่ได้ปรับโครงสร้าง {len(waiting)} ขั้น", "เรียก manage.py migrate แล้ว setup_office"
    else:
        yield Level.OK, "เป็นรุ่นเดียวกับโปรแกรม", ""


def _ledger() -> Said:
    if ledger.triggers_stand():
        yield Level.OK, "ฐานข้อมูลไม่ยอมให้แก้ไขหรือลบ", ""
    else:
        yield Level.FAIL, "ทริกเกอร์ที่ห้ามแก้ไขหายไป", "เรียก manage.py verify_ledger และแจ้งผู้บริหาร อาจมีผู้แก้ฐานข้อมูล"


def _clock() -> Said:
    trouble = clock.trouble()
    newest = ClockStep.objects.filter(done_at__isnull=False).order_by("-done_at").first()
    if newest is None or trouble and trouble.stands_since:
        said = f"ไม่ทำงานตั้งแต่ {format_datetime(newest.done_at)}" if newest else "ยังไม่เคยทำงาน"
        yield Level.FAIL, said, "เปิด ponko-tick.timer (systemctl enable --now ponko-tick.timer)"
    elif trouble:
        names = ", ".join(step.label for step in trouble.failing)
        yield Level.WARN, f"ทำไม่สำเร็จ: {names}", "ดูบันทึกด้วย journalctl -u ponko-tick"
    else:
        yield Level.OK, f"ทำงานล่าสุด {format_datetime(newest.done_at)}", ""


def _disk() -> Said:
    usage = shutil.disk_usage(settings.DATA_DIR)
    level = Level(sum(usage.free < least for least in SPACE))
    todo = "ลบไฟล์สำรองเก่า บันทึกเก่า หรือเพิ่มดิสก์" if level else ""
    yield level, f"เหลือ {usage.free / 2**30:,.1f} GB จาก {usage.total / 2**30:,.1f} GB", todo
    if not can_write():
        yield Level.FAIL, f"เขียนใน {settings.DATA_DIR} ไม่ได้", "ตรวจเจ้าของโฟลเดอร์ และดิสก์ที่กลายเป็นอ่านอย่างเดียว"


def _folders() -> Said:
    """What holds drafts, passwords and personal data is not for others who have an account on this machine."""
    own = [settings.DATA_DIR / name for name in ("secret_key", "db.sqlite3", "files", "demo-sign-ins.txt")]
    seen = [path for path in [*own, settings.BACKUP_FOLDER] if path.exists()]
    is_closed = not _others_may_enter(settings.DATA_DIR)
    open_ones = [path for path in seen if path.stat().st_mode & 0o004]
    if open_ones and not (is_closed and all(path.is_relative_to(settings.DATA_DIR) for path in open_ones)):
        names = " ".join(str(path) for path in open_ones)
        yield Level.WARN, f"ผู้ใช้อื่นในเครื่องอ่านได้: {names}", f"เรียก chmod o-rwx {names}"
    else:
        yield Level.OK, "ผู้ใช้อื่นในเครื่องอ่านฐานข้อมูล ไฟล์ และกุญแจไม่ได้", ""


def _others_may_enter(folder: Path) -> bool:
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


def _mail() -> Said:
    if mail.prints_only():
        yield Level.WARN, "ไม่ได้ตั้งเครื่องแม่ข่ายอีเมล จดหมายแจ้งไม่ถูกส่ง", "ตั้ง EMAIL_URL และ EMAIL_FROM"
        return
    last = Letter.objects.filter(sent_at__isnull=False).order_by("-sent_at").first()
    hour_ago = timezone.now() - timedelta(hours=1)
    waiting = Letter.objects.filter(sent_at=None, next_at__isnull=False, queued_at__lt=hour_ago).count()
    said = f"ส่งล่าสุด {format_datetime(last.sent_at)}" if last else "ยังไม่เคยส่ง"
    if waiting:
        yield Level.WARN, f"{said} รอส่งเกินหนึ่งชั่วโมง {waiting} ฉบับ", "ดูเหตุขัดข้องที่ “จดหมายแจ้ง” ในระบบจัดการ"
    else:
        yield Level.OK, said, ""


def _certificate() -> Said:
    site = urlsplit(settings.SITE_ADDRESS)
    if not settings.HTTPS:
        return
    try:
        context = ssl.create_default_context()
        with (
            socket.create_connection((site.hostname, site.port or 443), PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=site.hostname) as secure,
        ):
            ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"]), UTC)
    except ssl.SSLError as error:
        yield Level.FAIL, f"ใบรับรองใช้ไม่ได้: {error}", "เรียก certbot renew แล้วโหลด nginx ใหม่"
        return
    except OSError as error:
        yield Level.WARN, f"ติดต่อ {site.hostname} ไม่ได้: {error}", "ตรวจ DNS และ nginx (จากในเครื่องเองอาจต่อไม่ได้)"
        return
    left = ends - timezone.now()
    level = Level(sum(left < least for least in CERTIFICATE))
    yield level, f"หมดอายุ {format_datetime(ends)}", "เรียก certbot renew แล้วโหลด nginx ใหม่" if level else ""


def _backup() -> Said:
    if restore.under_way():
        yield Level.FAIL, "การกู้คืนครั้งก่อนไม่เสร็จ", "เรียก manage.py restore อีกครั้งด้วยไฟล์สำรองเดิมและ --replace"
    made, alarm = backup.last(), backup.alarm()
    said = (
        f"ล่าสุด {format_datetime(datetime.fromisoformat(made.at))} ที่ {made.file}"
        if made
        else "ยังไม่เคยสำรองข้อมูล"
    )
    if alarm or made is None:
        level = Level.FAIL if alarm else Level.WARN
        yield (
            level,
            f"{said} {alarm if made else ''}".strip(),
            "เรียก manage.py backup และเปิด ponko-backup.timer",
        )
    elif settings.HTTPS and not made.encrypted:
        yield Level.WARN, f"{said} ไม่ได้เข้ารหัส", "ตั้ง BACKUP_KEY (manage.py backup --new-key ไฟล์)"
    else:
        yield Level.OK, said, ""


def _copy() -> Said:
    if not static_copy.is_due(static_copy.folder()):
        yield Level.OK, f"อยู่ที่ {static_copy.folder() / 'current'}", ""
    elif settings.HTTPS:
        yield Level.WARN, "ไม่มีสำเนาของคืนล่าสุด", "เรียก manage.py export_static และเปิด ponko-copy.timer"


def _workers() -> Said:
    try:
        with urlopen(f"{settings.SITE_ADDRESS}{ADDRESS}", timeout=PATIENCE) as answer:
            answers = answer.status == 200
    except (HTTPError, URLError, OSError):
        answers = False
    count = max(
        sum(1 for _ in _processes(b"ponko_site.wsgi")) - 1, 0
    )  # the first only watches over the others
    said = f"โปรเซสที่ให้บริการ {count} โปรเซส"
    if not answers:
        todo = "ดู systemctl status ponko และ nginx"
        yield Level.WARN, f"{settings.SITE_ADDRESS}{ADDRESS} ไม่ตอบ {said}", todo
    else:
        yield Level.OK, f"ตอบตามปกติ {said}", ""


def _processes(mark: bytes) -> Iterator[Path]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark in path.read_bytes():
                yield path
        except OSError:  # it has ended
            continue


def _programs() -> Said:
    wanted = {
        "pdftotext": ("poppler-utils", "ค้นข้อมูลส่วนบุคคลใน PDF ไม่ได้"),
        "tesseract": ("tesseract-ocr-tha", "อ่านเอกสารสแกนไม่ได้"),
    }
    if connection.vendor == "postgresql":
        wanted["pg_dump"] = ("postgresql-client", "สำรองข้อมูลไม่ได้")
    lacking = {name: about for name, about in wanted.items() if shutil.which(name) is None}
    for name, (package, without) in lacking.items():
        yield Level.WARN, f"ไม่มี {name}: {without}", f"เรียก apt install {package}"
    if not lacking:
        yield Level.OK, f"มี {' '.join(wanted)} Python {sys.version.split()[0]}", ""


def _settings() -> Said:
    host = urlsplit(settings.SITE_ADDRESS).hostname
    is_local = host in ("127.0.0.1", "localhost", "::1")
    found = [
        (settings.DEBUG, Level.FAIL, "DEBUG เปิดอยู่ ผู้อื่นเห็นข้อมูลภายในได้", "ตั้ง DEBUG=0"),
        (
            len(set(settings.SECRET_KEY)) < 12,
            Level.FAIL,
            "SECRET_KEY เดาง่าย",
            "สร้างใหม่ด้วย python -m ponko_site.secret_key",
        ),
        (not settings.HTTPS and not is_local, Level.FAIL, "ไม่ได้ใช้ HTTPS", "ขอใบรับรองแล้วตั้ง HTTPS=1"),
        (
            not any(
                host == one or one.startswith(".") and f".{host}".endswith(one)
                for one in settings.ALLOWED_HOSTS
            ),
            Level.FAIL,
            f"ALLOWED_HOSTS ไม่มี {host}",
            f"เติม {host} ใน ALLOWED_HOSTS",
        ),
        (os.geteuid() == 0 and settings.HTTPS, Level.WARN, "กำลังทำงานเป็น root", "ให้บริการด้วยผู้ใช้ ponko เท่านั้น"),
    ]
    wrong = [(level, said, todo) for is_wrong, level, said, todo in found if is_wrong]
    yield from wrong or [(Level.OK, settings.SITE_ADDRESS, "")]


#: What is looked at, in the order in which it is told.
CHECKS: tuple[tuple[str, Callable[[], Said]], ...] = (
    ("ฐานข้อมูล", _database),
    ("โครงสร้างฐานข้อมูล", _migrations),
    ("สมุดบันทึก", _ledger),
    ("ระบบตั้งเวลา", _clock),
    ("ดิสก์", _disk),
    ("โฟลเดอร์", _folders),
    ("อีเมล", _mail),
    ("ใบรับรอง HTTPS", _certificate),
    ("ไฟล์สำรอง", _backup),
    ("สำเนาฉุกเฉิน", _copy),
    ("เว็บไซต์", _workers),
    ("โปรแกรมช่วย", _programs),
    ("การตั้งค่า", _settings),
)
OVER_THE_NETWORK = (_certificate, _workers)

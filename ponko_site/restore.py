"""Putting a backup back (`manage.py restore`): everything is unpacked and checked beside the site before that is touched.

What was there is moved aside, never deleted. A restore that was cut off in the middle is done again from the beginning; until
then a note in DATA_DIR says that it is not whole (`under_way()`).
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from accounts.models import User
from ponko_site import dumps, unpacking
from ponko_site.archive import DATABASES, FILES, Refused, damaged
from ponko_site.backup import named_files, one_at_a_time, percent, row_counts
from ponko_site.dumps import AS_DUMPED
from publishing import ledger
from publishing.models import LedgerEvent, LedgerHead, Publication
from publishing.states import State
from thai.dates import format_datetime

NOTE = "restore-under-way.json"
#: What the site makes of its content, and would show as it was before.
CACHES = ("share", "pages", "copy")
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass
class Restored:
    """What was found and done."""

    made_at: str  # Thai date and time of the backup
    publications: int
    files: int
    ledger: int
    aside: str = ""  # where the old content is; empty when there was none
    migrated: int = 0  # migrations that the backup had not yet
    #: What is wrong with what was restored, as Thai sentences.
    troubles: list[str] = field(default_factory=list)


def restore(
    file: Path, identities: list, *, replace: bool, check: bool, say: Callable[[str], None]
) -> Restored:
    """Restore `file`, or only look at it (`check`). Raises Refused before anything is touched, OSError when the disk fails."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (
        one_at_a_time(),
        tempfile.TemporaryDirectory(
            dir=settings.DATA_DIR, prefix="restore-", ignore_cleanup_errors=True
        ) as name,
    ):
        room = Path(name)
        manifest = unpacking.unpack(file, room, identities, judge, percent("อ่านไฟล์สำรอง", say))
        dump = room / DATABASES[connection.vendor]
        _check_dump(dump, manifest)
        found = _found(manifest)
        if check:
            return found
        if has_content() and not replace:
            raise Refused(
                "ที่นี่มีเนื้อหาอยู่แล้ว จึงไม่เขียนทับ ถ้าต้องการแทนที่ให้เติม --replace (ของเดิมจะถูกย้ายไปเก็บไว้ ไม่ถูกลบ)",
                "There is content here already. --replace puts the backup in its place and moves the old content aside.",
            )
        again = _public_again(manifest)
        _take_place(dump, room, found)
        found.troubles += again
    say("ปรับโครงสร้างฐานข้อมูลและตรวจสมุดบันทึก")
    _bring_up_to_date(manifest, found)
    return found


def judge(manifest: dict[str, object]) -> None:
    """Raises Refused for a backup that this site, with this code and this kind of database, cannot take."""
    try:
        kind, names = (
            manifest["database"]["kind"],
            {tuple(one.split(".", 1)) for one in manifest["migrations"]},
        )
        dump = DATABASES[kind]
        has_dump = any(member["name"] == dump for member in manifest["members"])
    except (KeyError, TypeError, AttributeError) as error:
        raise damaged("manifest.json") from error
    if not has_dump:
        raise damaged(dump)
    if kind != connection.vendor:
        raise Refused(
            f"ไฟล์สำรองนี้เป็นของ {KINDS[kind]} แต่ระบบนี้ใช้ {KINDS[connection.vendor]} ให้ตั้ง DATABASE_URL ให้เป็นชนิดเดียวกัน",
            f"The backup is of {KINDS[kind]}, this site runs on {KINDS[connection.vendor]}. Set DATABASE_URL to the same kind.",
        )
    unknown = names - set(MigrationLoader(None).disk_migrations)
    if unknown:
        newer = ", ".join(sorted(".".join(one) for one in unknown)[:3])
        raise Refused(
            f"ไฟล์สำรองนี้ทำจากระบบรุ่นใหม่กว่า (มี {newer}) ให้ปรับปรุงระบบนี้ก่อนแล้วกู้คืนอีกครั้ง",
            f"The backup was made by a newer version (it has {newer}). Update this site first.",
        )


def _check_dump(dump: Path, manifest: dict[str, object]) -> None:
    """What hashes cannot tell: that the database opens, and is the one that the manifest tells of."""
    if connection.vendor == "postgresql":
        dumps.check_dump(dump)
        return
    dumps.check_sqlite(dump)
    try:
        with dumps.reading(dump):
            head = LedgerHead.objects.using(AS_DUMPED).values("number", "hash").first() or {}
            counts = row_counts(AS_DUMPED)
    except DatabaseError as error:
        raise damaged(dump.name) from error
    if (head, counts) != (manifest["ledger"], manifest["rows"]):
        raise damaged(dump.name)


def _found(manifest: dict[str, object]) -> Restored:
    rows = manifest["rows"]
    return Restored(
        format_datetime(datetime.fromisoformat(manifest["made_at"])),
        rows.get(Publication._meta.db_table, 0),
        sum(member["name"].startswith(FILES) for member in manifest["members"]),
        manifest["ledger"].get("number", 0),
    )


def has_content() -> bool:
    """Whether anybody's work would be lost here. A database that cannot be read may hold some."""
    try:
        tables = connection.introspection.table_names()
        known = [model for model in (User, Publication) if model._meta.db_table in tables]
        return any(model.objects.exists() for model in known)
    except DatabaseError:
        connection.close()
        return True


def _public_again(manifest: dict[str, object]) -> list[str]:
    """What was withdrawn or removed here since the backup was made: it comes back with it, and somebody must know."""
    since = datetime.fromisoformat(manifest["made_at"])
    ended = LedgerEvent.objects.filter(to_state__in=(State.WITHDRAWN, State.REMOVED), at__gt=since)
    try:
        addresses = sorted(set(ended.values_list("address", flat=True))) if has_content() else []
    except DatabaseError:
        connection.close()
        addresses = []
    return [f"{address} ถูกถอนหลังจากสำรองข้อมูล และกลับมาเผยแพร่ ให้ถอนอีกครั้งก่อนเปิดเว็บไซต์" for address in addresses]


def _take_place(dump: Path, room: Path, found: Restored) -> None:
    """The moment of the change: files first, for what a row names must be there; then the database."""
    stamp = f"before_{timezone.now():%Y%m%d_%H%M%S_%f}"
    is_full = has_content()
    aside = settings.DATA_DIR / stamp
    if connection.vendor == "postgresql":
        dumps.refuse_if_in_use()
    else:
        dumps.free_sqlite()
    files = room / "files"
    files.mkdir(exist_ok=True)
    if settings.FILES_S3:
        _files_to_store(files)
    note = settings.DATA_DIR / NOTE
    note.write_text(json.dumps({"began_at": timezone.now().isoformat(), "aside": str(aside)}))
    aside.mkdir(mode=0o700)
    if not settings.FILES_S3:
        _files_aside(files, aside)
    try:
        if connection.vendor == "postgresql":
            dumps.lay_postgresql(dump, room, stamp if is_full else "")
        else:
            dumps.lay_sqlite(dump, aside)
    except BaseException:
        # The database is as it was: so are the files.
        if not settings.FILES_S3:
            _files_back(files, aside)
        if not any(aside.iterdir()):
            aside.rmdir()
        note.unlink()
        raise
    found.aside = str(aside) + (
        f" (PostgreSQL: {stamp})" if is_full and connection.vendor == "postgresql" else ""
    )
    if not is_full:
        shutil.rmtree(aside)
        found.aside = ""
    for name in CACHES:
        shutil.rmtree(settings.DATA_DIR / name, ignore_errors=True)


def _files_aside(files: Path, aside: Path) -> None:
    """`files` in the place of the folder of files, which goes aside."""
    store = Path(default_storage.base_location)
    if store.exists():
        shutil.move(store, aside / "files")
    shutil.move(files, store)


def _files_back(files: Path, aside: Path) -> None:
    """Undoes `_files_aside()`."""
    shutil.move(default_storage.base_location, files)
    if (aside / "files").exists():
        shutil.move(aside / "files", default_storage.base_location)


def _files_to_store(files: Path) -> None:
    """`files` into the S3 store. A name has the same bytes for ever: nothing is lost there, and nothing has to be undone."""
    for file in sorted(path for path in files.rglob("*") if path.is_file()):
        default_storage.put(file.relative_to(files).as_posix(), file)


def _bring_up_to_date(manifest: dict[str, object], found: Restored) -> None:
    """Migrate what is older, check the ledger and the files, end all sessions, and write down that it was restored."""
    connections.close_all()
    before = len(manifest["migrations"])
    call_command("migrate", interactive=False, verbosity=0)
    found.migrated = len(MigrationLoader(connection).applied_migrations) - before
    found.troubles += ledger.faults()
    known = {member["name"].removeprefix(FILES) for member in manifest["members"]} | set(manifest["absent"])
    lost = sorted({name for name, _ in named_files("default")} - known)
    found.troubles += [f"ไฟล์ {name} ไม่มีในไฟล์สำรอง" for name in lost]
    # Who was signed in then, may have been signed out since for a reason.
    import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects.all().delete()
    with transaction.atomic():
        ledger.append(
            "กู้คืนจากสำเนาสำรอง",
            actor=None,
            name="ผู้ดูแลเครื่องแม่ข่าย",
            note=f"สำเนาเมื่อ {found.made_at} ถึงรายการที่ {found.ledger}",
        )
    (settings.DATA_DIR / NOTE).unlink(missing_ok=True)


def under_way() -> bool:
    """Whether a restore began and did not come to its end."""
    return (settings.DATA_DIR / NOTE).exists()

"""Making a backup (`manage.py backup`), keeping some of the old ones, and remembering when the last good one was made.

The database is taken first, then the files that its rows name: files have generated names and never change, so the two fit
although people go on working. A link to each file holds it until it is in the archive, whatever the clock deletes meanwhile.
"""

import fcntl
import json
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from accounts.models import Office
from ponko_site import archive, dumps
from ponko_site.archive import FILES, SETTINGS, Member, Refused, member_of
from ponko_site.dumps import AS_DUMPED
from ponko_site.store_away import StoreAway
from publishing.models import LedgerHead, StoredFile

NAME = re.compile(r"ponko-(\d{8}-\d{6})Z\.tar(\.age)?")
UNFINISHED = ".part"
ROOM = "backup-"
TOO_OLD = timedelta(days=2)
#: Settings that a backup tells of. None of them is secret, and none that is may be added.
TOLD = (
    "SITE_ADDRESS",
    "ALLOWED_HOSTS",
    "HTTPS",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "FILES_INTERNAL_REDIRECT",
)


@dataclass
class Made:
    """One backup that was made."""

    at: str  # ISO 8601, UTC
    file: str
    size: int  # bytes
    encrypted: bool
    files: int
    #: Files of the store that are gone or differ from their hash, as Thai sentences: the rest was saved.
    troubles: list[str] = field(default_factory=list)

    @property
    def age(self) -> timedelta:
        return timezone.now() - datetime.fromisoformat(self.at)


def make(folder: Path, recipients: list, say: Callable[[str], None]) -> Made:
    """A new backup in `folder`. Raises Refused or OSError, and then leaves nothing behind."""
    now = timezone.now()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with one_at_a_time(), _room() as work:
        with dumps.dumped(work, percent("อ่านฐานข้อมูล", say)) as dump:
            manifest = {"made_at": now.isoformat(), **_about()}
            kept, absent, troubles = _keep_files(work / "files", say)
        manifest |= {"absent": sorted(absent)}
        (work / SETTINGS).write_text(json.dumps(_settings(), ensure_ascii=False, indent=1))
        sources = [(member_of(name, work / name), work / name) for name in (SETTINGS, dump.name)]
        sources += kept
        name = f"ponko-{now:%Y%m%d-%H%M%S}Z.tar{'.age' if recipients else ''}"
        size = _write(folder, name, manifest, sources, recipients, percent("เขียนไฟล์สำรอง", say))
    made = Made(
        now.astimezone(UTC).isoformat(timespec="seconds"),
        str(folder / name),
        size,
        bool(recipients),
        len(kept),
        troubles,
    )
    _remember(made)
    return made


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Backup and restore never run at once. Raises Refused."""
    with (settings.DATA_DIR / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                "กำลังสำรองหรือกู้คืนข้อมูลอยู่แล้ว รอให้เสร็จก่อน", "A backup or restore is under way already."
            ) from error
        yield


@contextmanager
def _room() -> Iterator[Path]:
    """A folder that nobody else can read, on the disk of the files; gone at the end, with those of backups that were killed:
    what is in them is not encrypted. Only for whoever is alone (`one_at_a_time`).
    """
    for left in settings.DATA_DIR.glob(f"{ROOM}*/"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=ROOM) as name:
        yield Path(name)


def _about() -> dict[str, object]:
    """What the manifest tells of the dumped rows."""
    office = Office.objects.using(AS_DUMPED).first()
    head = LedgerHead.objects.using(AS_DUMPED).first()
    applied = MigrationRecorder(connections[AS_DUMPED]).applied_migrations()
    return {
        "office": {"name": office.name, "domain": office.domain} if office else {},
        "database": dumps.about(),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "ledger": {"number": head.number, "hash": head.hash} if head else {},
        "rows": row_counts(AS_DUMPED) | {dumps.SESSIONS: 0},
    }


def row_counts(using: str) -> dict[str, int]:
    """Table → how many rows."""
    tables = sorted(connections[using].introspection.django_table_names(only_existing=True))
    with connections[using].cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def _settings() -> dict[str, object]:
    packages = (settings.BASE_DIR / "requirements.txt").read_text()
    names = re.findall(r"^([a-z0-9-]+)", packages, re.MULTILINE)
    return {
        **{name: getattr(settings, name, None) for name in TOLD},
        "PYTHON": platform.python_version(),
        "PACKAGES": {name: metadata.version(name) for name in names},
    }


# Files


def named_files(using: str) -> Iterator[tuple[str, str]]:
    """(name in the store, SHA-256 or ""): everything that a row names. A model of a new app is asked as well."""
    stored = StoredFile.objects.using(using).only("storage_name", "sha256", "width")
    for one in stored.iterator(chunk_size=2000):
        yield one.storage_name, one.sha256
        yield from ((one.rendition_name(width), "") for width in one.widths)
    for model in apps.get_models():
        fields = {one.name: one for one in model._meta.local_concrete_fields}
        rows = model._base_manager.using(using)
        for name, one in fields.items():
            if isinstance(one, models.FileField):
                yield from ((value, "") for value in rows.exclude(**{name: ""}).values_list(name, flat=True))
        if "storage_name" in fields and model is not StoredFile:
            yield from rows.exclude(storage_name="").values_list("storage_name", "sha256")


def _keep_files(
    folder: Path, say: Callable[[str], None]
) -> tuple[list[tuple[Member, Path]], set[str], list[str]]:
    """(members with where they are held, names without bytes, what is wrong)."""
    kept, absent, troubles = [], {}, []
    told = percent("ตรวจไฟล์", say)
    names = dict(named_files(AS_DUMPED))
    for number, (name, sha256) in enumerate(names.items(), start=1):
        place = folder / name
        try:
            _hold(name, place)
        except StoreAway:
            raise  # all the others would be as absent: that is no backup
        except OSError:
            absent[name] = f"ไม่พบไฟล์ {name} ในที่เก็บ"
            continue
        member = member_of(f"{FILES}{name}", place)
        if sha256 and member.sha256 != sha256:
            troubles.append(f"ไฟล์ {name} ไม่ตรงกับลายนิ้วมือที่บันทึกไว้")
        kept.append((member, place))
        told(number, len(names))
    if absent:
        # What a row no longer names has been forgotten since the moment of the dump, as it should be.
        still = dict(named_files("default"))
        troubles += [sentence for name, sentence in absent.items() if name in still]
    return kept, set(absent), troubles


def _hold(name: str, place: Path) -> None:
    """The bytes of `name` at `place`, for as long as they are needed. Raises OSError when they are gone."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(default_storage.path(name), place)
    except FileNotFoundError:
        raise
    except (OSError, NotImplementedError):  # another disk, or no disk at all
        with default_storage.open(name) as source, place.open("wb") as target:
            shutil.copyfileobj(source, target)


# The file


def _write(folder: Path, name: str, manifest, sources, recipients, progress) -> int:
    """Under its name only when it is whole and on the disk; readable by its owner alone. Returns its size."""
    unfinished = folder / f"{name}{UNFINISHED}"
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            archive.write(target, manifest, sources, recipients, progress)
            archive.settle(target)
        unfinished.rename(folder / name)
    finally:
        unfinished.unlink(missing_ok=True)
    archive.settle_folder(folder)
    return (folder / name).stat().st_size


def forget_old(folder: Path, keep: tuple[int, int, int]) -> list[str]:
    """Delete what `to_keep()` does not name, and what was left unfinished a day ago; returns the names."""
    found = {path.name: path for path in folder.iterdir() if NAME.fullmatch(path.name)}
    wanted = to_keep(found, keep)
    old = [path for name, path in found.items() if name not in wanted]
    day_ago = timezone.now().timestamp() - 24 * 60 * 60
    for path in folder.glob(f"ponko-*{UNFINISHED}"):
        if path.stat().st_mtime < day_ago:
            path.unlink(missing_ok=True)
    for path in old:
        path.unlink(missing_ok=True)
    return sorted(path.name for path in old)


def to_keep(names: Iterable[str], keep: tuple[int, int, int]) -> set[str]:
    """The newest backup, and the newest one each of so many last days, weeks and months that have any."""
    newest_first = sorted(names, reverse=True)
    moments = {
        name: datetime.strptime(f"{NAME.fullmatch(name)[1]}+0000", "%Y%m%d-%H%M%S%z") for name in newest_first
    }
    wanted = set(newest_first[:1])
    for number, period in zip(keep, ("%Y-%j", "%G-%V", "%Y-%m"), strict=True):
        newest: dict[str, str] = {}
        for name in newest_first:
            newest.setdefault(moments[name].strftime(period), name)
        wanted |= set(list(newest.values())[:number])
    return wanted


# What is remembered


def _note() -> Path:
    return settings.DATA_DIR / "backup.json"


def _remember(made: Made) -> None:
    unfinished = _note().with_suffix(".new")
    unfinished.write_text(json.dumps(asdict(made), ensure_ascii=False))
    unfinished.replace(_note())


def note_trouble(made: Made, sentence: str) -> None:
    """Something went wrong with this backup after it was made."""
    made.troubles.append(sentence)
    _remember(made)


def last() -> Made | None:
    """The last backup that was made; None when there is none, or nothing readable tells of it."""
    try:
        return Made(**json.loads(_note().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def alarm() -> str:
    """What an administrator must know, in Thai; empty when all is well. Only a site in earnest (HTTPS) is asked for backups."""
    made = last()
    if made is None:
        return "ยังไม่เคยสำรองข้อมูล" if settings.HTTPS else ""
    if made.age > TOO_OLD:
        return f"ไม่ได้สำรองข้อมูลมา {made.age.days} วัน"
    return f"สำรองข้อมูลแล้วแต่มีปัญหา {len(made.troubles)} เรื่อง" if made.troubles else ""


def percent(what: str, say: Callable[[str], None]) -> archive.Progress:
    """Says every tenth of the way, once it is clear that it takes a while."""
    began, told = datetime.now(UTC), 0

    def progress(done: int, total: int) -> None:
        nonlocal told
        tenths = done * 10 // total if total else 10
        if tenths > told and datetime.now(UTC) - began > timedelta(seconds=3):
            told = tenths
            say(f"{what} {tenths * 10}%")

    return progress

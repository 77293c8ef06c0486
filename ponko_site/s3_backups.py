"""Backups in an S3 store as well, where BACKUP_S3_URL says so: sent, kept by number and age, fetched (docs/decisions/0018-s3.md).

Only encrypted ones are sent. The storage is that of the uploaded files, at a place of its own.
"""

from functools import cache
from pathlib import Path

from django.conf import settings

from ponko_site.archive import Refused
from ponko_site.backup import NAME, Made, to_keep

#: How `manage.py restore` is told that a backup is there: s3:ponko-….tar.age, or s3:latest.
BEGINS = "s3:"
LATEST = "latest"


def _store():
    if not settings.BACKUP_S3:
        raise Refused("ยังไม่ได้ตั้ง BACKUP_S3_URL", "BACKUP_S3_URL is not set.")
    return _at(**settings.BACKUP_S3)


@cache
def _at(**place: str):
    from ponko_site.s3_files import S3Files

    return S3Files(**place)


def names() -> list[str]:
    """Those in the store, the newest first. Raises StoreAway (an OSError), Refused."""
    found = [name for name, _, _ in _store().contents() if NAME.fullmatch(name)]
    return sorted(found, reverse=True)


def send(made: Made) -> str:
    """Bring a new backup there; returns its name. Raises StoreAway (an OSError), Refused."""
    if not made.encrypted:
        raise Refused(
            "ไฟล์สำรองที่ไม่ได้เข้ารหัสไม่ส่งออกนอกเครื่อง", "An unencrypted backup does not leave the machine."
        )
    file, store = Path(made.file), _store()
    store.put(file.name, file)
    if store.size(file.name) != made.size:
        raise Refused("ไฟล์สำรองในที่เก็บ S3 ไม่ครบ", "The backup in the store is not whole.")
    return file.name


def forget_old(keep: tuple[int, int, int]) -> list[str]:
    """Delete what `to_keep()` does not name; returns the names. Raises StoreAway where the key may not delete."""
    store, found = _store(), names()
    old = sorted(set(found) - to_keep(found, keep))
    for name in old:
        store.delete(name)
    return old


def fetch(name: str, folder: Path) -> Path:
    """The backup `name` in a new file in `folder`. Raises Refused, FileNotFoundError, StoreAway."""
    if name == LATEST:
        found = names()
        if not found:
            raise Refused("ไม่มีไฟล์สำรองในที่เก็บ S3", "There is no backup in the store.")
        name = found[0]
    if not NAME.fullmatch(name):
        raise Refused(f"{name} ไม่ใช่ชื่อของไฟล์สำรอง", f"{name} is no name of a backup.")
    store, place = _store(), folder / name
    with store.open(name) as source, place.open("wb") as target:
        while block := source.read(2**20):
            target.write(block)
    return place

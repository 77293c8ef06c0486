"""Files: those that rows name are as they were stored, there are no others, and the static files are those of the program."""

import gzip
import hashlib
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.utils import timezone

from ponko_site.backup import named_files
from publishing.integrity import open_findings
from publishing.models import IntegrityFinding, StoredFile

Kind = IntegrityFinding.Kind
#: A file is written a moment before its row.
YOUNG = 60 * 60  # seconds
#: Of all files one in so many is read to its end each night; the size of all is looked at every night.
NIGHTS = 7
COMPRESSED = (".gz", ".br")

#: What is wrong with one thing: its kind, the subject, a Thai sentence.
Wrong = tuple[Kind, str, str]


def strays() -> Iterator[Wrong]:
    """Files of the store that no row names. One query for each table that names files."""
    named = {name for name, _ in named_files("default")}
    young = time.time() - YOUNG
    for name, _, written in sorted(_contents()):
        if name not in named and written < young:
            yield Kind.STRAY, name, "มีไฟล์ในที่เก็บซึ่งไม่มีในทะเบียนใด"


def _contents() -> Iterator[tuple[str, int, float]]:
    """(name, size, when it was written) of all that is in the store. Raises StoreAway where that is no folder."""
    if settings.FILES_S3:
        yield from ((name, size, written.timestamp()) for name, size, written in default_storage.contents())
        return
    root = Path(default_storage.location)
    for path in root.rglob("*"):
        if path.is_symlink() or path.is_file():
            about = path.lstat()
            yield path.relative_to(root).as_posix(), about.st_size, about.st_mtime


def files_after(after: str, *, all_hashes: bool = False) -> Iterator[tuple[str, list[Wrong]]]:
    """Each named file behind `after` in the order of names, with what is wrong with it."""
    hashes = dict(named_files("default"))
    sizes = dict(StoredFile.objects.values_list("storage_name", "size"))
    open_ones = set(open_findings().filter(kind=Kind.FILE).values_list("subject", flat=True))
    far = {name: size for name, size, _ in _contents()} if settings.FILES_S3 else None
    tonight = timezone.localdate().toordinal() % NIGHTS
    for name in sorted(name for name in hashes if name > after):
        is_read = all_hashes or name in open_ones or zlib.crc32(name.encode()) % NIGHTS == tonight
        wanted = name, sizes.get(name), hashes[name] if is_read else ""
        wrong = _wrong_with(*wanted) if far is None else _wrong_far(*wanted, far.get(name))
        # Whoever deleted it meanwhile deleted its row first.
        if wrong and name in dict(named_files("default")):
            yield name, [(Kind.FILE, name, wrong)]
        else:
            yield name, []


def _wrong_with(name: str, size: int | None, sha256: str) -> str:
    path = Path(default_storage.path(name))
    try:
        if size is not None and path.stat().st_size != size:
            return "ขนาดของไฟล์ไม่ตรงกับทะเบียน"
        if not path.is_file():
            return "ไม่พบไฟล์"
        if sha256:
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    return "เนื้อหาของไฟล์ไม่ตรงกับลายนิ้วมือ SHA-256 ในทะเบียน"
    except FileNotFoundError:
        return "ไม่พบไฟล์"
    except OSError:
        return "อ่านไฟล์ไม่ได้"
    return ""


def _wrong_far(name: str, size: int | None, sha256: str, found: int | None) -> str:
    """As `_wrong_with()`, for a store that has told how large each file is. Raises StoreAway: that is no fault of a file."""
    if found is None:
        return "ไม่พบไฟล์"
    if size is not None and size != found:
        return "ขนาดของไฟล์ไม่ตรงกับทะเบียน"
    if sha256:
        with default_storage.open(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                return "เนื้อหาของไฟล์ไม่ตรงกับลายนิ้วมือ SHA-256 ในทะเบียน"
    return ""


def static_files() -> Iterator[Wrong]:
    """What is collected is what the program has, under the names of the manifest, and nothing else is there."""
    hashed = getattr(staticfiles_storage, "hashed_files", None)
    root = Path(settings.STATIC_ROOT)
    if not hashed or not root.is_dir():  # before the first collectstatic, or where nothing is collected
        return
    for name, hashed_name in hashed.items():
        for one, wrong in (
            (name, _not_as_source(root, name)),
            (hashed_name, _not_as_named(root, hashed_name)),
        ):
            if wrong or (wrong := _not_as_packed(root, one)):
                yield Kind.STATIC, one, wrong
    expected = {*hashed, *hashed.values(), staticfiles_storage.manifest_name}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        plain = name.rsplit(".", 1)[0] if name.endswith(COMPRESSED) else name
        if path.is_file() and plain not in expected and name not in expected:
            yield Kind.STATIC, name, "มีไฟล์ที่ไม่ได้มากับโปรแกรม"


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _not_as_source(root: Path, name: str) -> str:
    source = finders.find(name)
    if not source:
        return "โปรแกรมไม่มีไฟล์นี้แล้ว"
    return "" if _bytes(root / name) == _bytes(Path(source)) else "ไม่ตรงกับไฟล์ของโปรแกรม"


def _not_as_named(root: Path, name: str) -> str:
    """Django names a collected file by the first twelve digits of its MD5."""
    data = _bytes(root / name)
    if data is None:
        return "ไม่พบไฟล์"
    return "" if hashlib.md5(data, usedforsecurity=False).hexdigest()[:12] in name else "เนื้อหาไม่ตรงกับชื่อของไฟล์"


def _not_as_packed(root: Path, name: str) -> str:
    """The compressed copy, which is what browsers get, holds the same."""
    packed = _bytes(root / f"{name}.gz")
    try:
        is_same = packed is None or gzip.decompress(packed) == _bytes(root / name)
    except (OSError, EOFError, zlib.error):
        is_same = False
    return "" if is_same else "สำเนาที่บีบอัดไม่ตรงกับไฟล์"

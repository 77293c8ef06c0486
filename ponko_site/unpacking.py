"""Reading a backup: nothing of it is believed before it was checked, and nothing leads out of the folder it is unpacked into.

Only members that the manifest names are written, in its order, under names of our own form, with the size and hash that it says.
"""

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyrage

from ponko_site.archive import (
    AGE_BEGINS,
    FORMAT,
    MANIFEST,
    PRODUCT,
    SEAL,
    Hashed,
    Member,
    Progress,
    Refused,
    damaged,
    pipe_into,
)

_SEGMENT = r"\w[\w.-]{0,120}"  # begins with a letter, a digit or "_": never "..", never hidden
MEMBER_NAME = re.compile(rf"settings\.json|database\.(sqlite3|dump)|files(/{_SEGMENT}){{1,6}}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
MOST_OF_MANIFEST = 256 * 2**20  # bytes; a member takes about 150
BLOCK = 2**16


def unpack(
    source: Path,
    folder: Path | None,
    identities: list[pyrage.x25519.Identity],
    judge: Callable[[dict[str, object]], None],
    progress: Progress,
) -> dict[str, object]:
    """The manifest, once every member was found as it says and written below `folder` (None: only looked at).

    `judge` sees the manifest before anything else is read, and may raise Refused. So does this for what is damaged, cut off,
    of another product, or encrypted for another key.
    """
    with source.open("rb") as file:
        is_encrypted = file.read(len(AGE_BEGINS)) == AGE_BEGINS
        file.seek(0)
        if not is_encrypted:
            return _unpack(file, folder, judge, progress)
        if not identities:
            raise Refused(
                "ไฟล์สำรองนี้เข้ารหัสไว้ ให้ระบุไฟล์กุญแจลับด้วย --key-file",
                "This backup is encrypted: name the file of its secret key with --key-file.",
            )
        try:
            with pipe_into(lambda sink: pyrage.decrypt_io(file, sink, identities)) as plain:
                return _unpack(plain, folder, judge, progress)
        except pyrage.DecryptError as error:
            raise Refused(
                "กุญแจนี้เปิดไฟล์สำรองไม่ได้ หรือส่วนต้นของไฟล์เสียหาย ให้ตรวจว่าใช้กุญแจที่คู่กับกุญแจที่เข้ารหัส",
                "This key does not open the backup, or the backup's head is damaged.",
            ) from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise damaged("age") from error


def _unpack(stream: IO[bytes], folder: Path | None, judge, progress: Progress) -> dict[str, object]:
    try:
        with tarfile.open(fileobj=stream, mode="r|", bufsize=BLOCK * 8) as tar:
            manifest, data = _read_manifest(tar)
            judge(manifest)
            _unpack_members(tar, _members(manifest), folder, progress)
            seal = _next(tar, SEAL)
            if tar.extractfile(seal).read(BLOCK) != hashlib.sha256(data).hexdigest().encode():
                raise damaged(MANIFEST)
            if tar.next() is not None:
                raise damaged("members")
        while stream.read(BLOCK):  # what is encrypted is known to be whole only at its end
            pass
    except (tarfile.TarError, EOFError) as error:
        raise damaged("tar") from error
    return manifest


def _read_manifest(tar: tarfile.TarFile) -> tuple[dict[str, object], bytes]:
    info = tar.next()
    if info is None or info.name != MANIFEST or not info.isreg() or info.size > MOST_OF_MANIFEST:
        raise _foreign()
    data = tar.extractfile(info).read()
    if len(data) != info.size:
        raise damaged(MANIFEST)
    try:
        manifest = json.loads(data)
    except ValueError as error:
        raise damaged(MANIFEST) from error
    if not isinstance(manifest, dict) or manifest.get("product") != PRODUCT:
        raise _foreign()
    if manifest.get("format") != FORMAT:
        raise Refused(
            "ไฟล์สำรองนี้ทำจากระบบรุ่นใหม่กว่า ให้ปรับปรุงระบบนี้ก่อนแล้วกู้คืนอีกครั้ง",
            "This backup was made by a newer version. Update this site first.",
        )
    return manifest, data


def _foreign() -> Refused:
    return Refused(
        "ไฟล์นี้ไม่ใช่ไฟล์สำรองของระบบนี้ หรือส่วนต้นของไฟล์เสียหาย",
        "This is no backup of this software, or its head is damaged.",
    )


def _members(manifest: dict[str, object]) -> list[Member]:
    """What the manifest names. Raises Refused for a name that could lead elsewhere."""
    try:
        members = [Member(**about) for about in manifest["members"]]
        names = {member.name for member in members}
        is_fine = len(names) == len(members) and all(
            MEMBER_NAME.fullmatch(member.name)
            and isinstance(member.size, int)
            and member.size >= 0
            and _SHA256.fullmatch(member.sha256)
            for member in members
        )
    except (KeyError, TypeError):
        is_fine = False
    if not is_fine:
        raise damaged(MANIFEST)
    return members


def _next(tar: tarfile.TarFile, name: str) -> tarfile.TarInfo:
    info = tar.next()
    if info is None or info.name != name or not info.isreg():
        raise damaged(name)
    return info


def _unpack_members(tar: tarfile.TarFile, members: list[Member], folder: Path | None, progress: Progress):
    total, done = sum(member.size for member in members), 0
    for member in members:
        info = _next(tar, member.name)
        source = Hashed(tar.extractfile(info))
        place = folder / member.name if folder else Path(os.devnull)
        if folder:
            place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as target:
            while block := source.read(BLOCK):
                target.write(block)
        if folder:
            place.chmod(0o640)  # as uploads have it: settings.FILE_UPLOAD_PERMISSIONS
        if info.size != member.size or source.digest.hexdigest() != member.sha256:
            raise damaged(member.name)
        done += member.size
        progress(done, total)

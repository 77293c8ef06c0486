"""One backup as one file: a tar, encrypted with age when a key is given, read and written without ever being in memory.

Its members, in this order: `manifest.json` (what is in it, with size and SHA-256 of every other member), `settings.json`,
the database, `files/…`, and `manifest.sha256`, which proves that the manifest is whole and that nothing was cut off.
`ponko_site/unpacking.py` reads it.
"""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

import pyrage

PRODUCT = "ponko-site"
FORMAT = 1
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
SETTINGS = "settings.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FILES = "files/"
AGE_BEGINS = b"age-encryption.org/v1"

#: How far it is: bytes done, bytes in all.
Progress = Callable[[int, int], None]


class Refused(Exception):
    """What could not be done, in Thai and in English, with what to do next."""

    def __init__(self, thai: str, english: str):
        super().__init__(f"{thai}\n{english}")


def damaged(where: str) -> Refused:
    return Refused(
        f"ไฟล์สำรองเสียหายหรือไม่ครบ ({where}) ใช้กู้คืนไม่ได้ ให้ใช้ไฟล์สำรองชุดอื่น",
        f"The backup is damaged or cut off ({where}). Use another one.",
    )


@dataclass(frozen=True)
class Member:
    """One file in the archive."""

    name: str
    size: int
    sha256: str


def member_of(name: str, path: Path) -> Member:
    """`path` as the member `name`; reads it to its end."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Member(name, path.stat().st_size, digest)


def read_recipients(text: str) -> list[pyrage.x25519.Recipient]:
    """Public keys (`age1…`) parted by spaces or commas. Raises Refused."""
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in text.replace(",", " ").split()]
    except pyrage.RecipientError as error:
        raise Refused(
            "กุญแจสาธารณะสำหรับเข้ารหัสใช้ไม่ได้ ต้องขึ้นต้นด้วย age1",
            "This is no public key of age: it begins with age1.",
        ) from error


def read_identities(file: Path) -> list[pyrage.x25519.Identity]:
    """The secret keys (`AGE-SECRET-KEY-…`) in a file as `age-keygen` writes it. Raises Refused."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError):
        keys = []
    if not keys:
        raise Refused(
            f"อ่านกุญแจจากไฟล์ {file} ไม่ได้ ต้องมีบรรทัดที่ขึ้นต้นด้วย AGE-SECRET-KEY-",
            f"{file} holds no secret key: a line that begins with AGE-SECRET-KEY-.",
        )
    return keys


# Writing


def write(
    target: IO[bytes],
    manifest: dict[str, object],
    sources: Iterable[tuple[Member, Path]],
    recipients: list[pyrage.x25519.Recipient],
    progress: Progress,
) -> None:
    """The whole archive into `target`. Raises Refused when a source is not what its Member says, OSError when the disk fails."""
    sources = list(sources)
    whole = {
        "product": PRODUCT,
        "format": FORMAT,
        **manifest,
        "members": [asdict(member) for member, _ in sources],
    }
    data = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    if not recipients:
        _write_tar(target, data, sources, progress)
        return
    with pipe_into(lambda sink: _write_tar(sink, data, sources, progress)) as plain:
        try:
            pyrage.encrypt_io(plain, target, recipients)
        except pyrage.EncryptError as error:
            raise OSError(str(error)) from error


def _write_tar(target: IO[bytes], manifest: bytes, sources: list[tuple[Member, Path]], progress: Progress):
    total, done = sum(member.size for member, _ in sources), 0
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        _add(tar, MANIFEST, manifest)
        for member, path in sources:
            with path.open("rb") as file:
                hashed = Hashed(file)
                try:
                    tar.addfile(_info(member.name, member.size), hashed)
                except OSError as error:
                    if error.errno is not None:
                        raise
                    hashed.digest.update(b"shorter than it was")
            if hashed.digest.hexdigest() != member.sha256:
                raise Refused(
                    f"{member.name} เปลี่ยนไปขณะสำรองข้อมูล ให้สั่งสำรองอีกครั้ง",
                    f"{member.name} changed while it was saved. Start the backup again.",
                )
            done += member.size
            progress(done, total)
        _add(tar, SEAL, hashlib.sha256(manifest).hexdigest().encode())


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    tar.addfile(_info(name, len(data)), io.BytesIO(data))


class Hashed:
    """What is read of `file`, with its digest."""

    def __init__(self, file: IO[bytes]):
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


@contextmanager
def pipe_into(work: Callable[[IO[bytes]], object]) -> Iterator[IO[bytes]]:
    """What `work` writes, to be read here while a thread does it. What it raised is raised at the end."""
    reading, writing = os.pipe()
    trouble: list[Exception] = []

    def run() -> None:
        with suppress(BrokenPipeError), os.fdopen(writing, "wb") as sink:
            try:
                work(sink)
            except Exception as error:  # noqa: BLE001  # Whatever it is, it is raised where somebody waits for it.
                trouble.append(error)

    thread = threading.Thread(target=run, daemon=True)
    with os.fdopen(reading, "rb") as source:
        thread.start()
        try:
            yield source
        except Exception as error:
            # When the other side failed first, that is why this one had too little to read.
            before = list(trouble)
            source.close()
            thread.join()
            raise before[0] if before else error from error
    thread.join()
    if trouble:
        raise trouble[0]


def settle(file: IO[bytes]) -> None:
    """See to it that what was written stays after a power cut."""
    file.flush()
    os.fsync(file.fileno())


def settle_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network folders cannot
            os.fsync(handle)
    finally:
        os.close(handle)

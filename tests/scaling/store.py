"""Files and backups in an S3 store (moto in a process of its own): each file by its hash, the store frozen, a restore."""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import boto3
import pyrage

from tests import copies
from tests.harness import print_table
from tests.scaling.load import Readers, ask, until
from tests.site import Site

KEY, SECRET = "test-key", "test-secret"


class Server:
    """What is in it stays while it is frozen, and is gone when it ends."""

    def __enter__(self) -> "Server":
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers, since=time.monotonic())
        return self

    def __exit__(self, *_: object) -> None:
        self.thaw()
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        with suppress(URLError, ConnectionError):
            urlopen(f"http://127.0.0.1:{self.port}/moto-api/").close()
            return True
        return False

    def freeze(self) -> None:
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)

    def client(self):
        return boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{self.port}",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )

    def bucket(self, name: str) -> str:
        self.client().create_bucket(Bucket=name)
        return f"http://{KEY}:{SECRET}@127.0.0.1:{self.port}/{name}"

    def hashes(self, name: str) -> dict[str, str]:
        client = self.client()
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=name)
        keys = [one["Key"] for page in pages for one in page.get("Contents", ())]
        return {
            key: hashlib.sha256(client.get_object(Bucket=name, Key=key)["Body"].read()).hexdigest()
            for key in keys
        }


class Stored(Site):
    """A site whose files are in the store and nowhere else."""

    def __init__(self, server: Server, **options: object):
        super().__init__(**options)
        self.server, self.bucket = server, f"files-{secrets.token_hex(4)}"
        self.environment["FILES_S3_URL"] = server.bucket(self.bucket)
        self.environment["PAGE_CACHE"] = "0"

    def start(self) -> None:
        folder, client = self.data_dir / "files", self.server.client()
        for path in folder.rglob("*") if folder.is_dir() else ():
            if path.is_file():
                client.upload_file(str(path), self.bucket, path.relative_to(folder).as_posix())
                path.unlink()
        super().start()


def addresses(site: Site) -> dict[str, str]:
    """Address → SHA-256 of every public file."""
    code = (
        "from publishing.models import Attachment, Edition\n"
        "live = Attachment.objects.filter(edition__in=Edition.objects.live().values('pk'))\n"
        "for one in live.select_related('stored', 'edition'): print(one.get_absolute_url(), one.stored.sha256)"
    )
    return dict(line.split() for line in site.manage("shell", "--verbosity", "0", "-c", code).splitlines())


def right(site: Site, files: dict[str, str]) -> int:
    """How many of them are given whole."""
    given = 0
    for path, sha256 in files.items():
        with urlopen(f"{site.address}{path}") as answer:
            given += hashlib.sha256(answer.read()).hexdigest() == sha256
    return given


def run(seconds: int) -> bool:
    identity = pyrage.x25519.Identity.generate()
    with Server() as server, tempfile.TemporaryDirectory() as name:
        (Path(name) / "key").write_text(f"{identity}\n")
        backups = {"BACKUP_S3_URL": server.bucket("backups"), "BACKUP_KEY": str(identity.to_public())}
        with Stored(server, demo=True, environment=backups) as site:
            files = addresses(site)
            given = right(site, files)
            some = list(files)[:4]
            with Readers(site.port, 3, ["/", "/news/"]) as readers, Readers(site.port, 3, some) as fetching:
                time.sleep(seconds / 4)
                before = sum(readers.seen.values())
                server.freeze()
                time.sleep(seconds / 2)
                during = sum(readers.seen.values()) - before
                server.thaw()
                until(lambda: ask(site.port, next(iter(files)))[0] == 200, since=time.monotonic())
            site.manage("backup")
            theirs = server.hashes(site.bucket)
            with Stored(server, environment=backups) as other:
                other.stop()
                said = other.manage("restore", "s3:latest", "--key-file", f"{name}/key", "--replace")
                ours = server.hashes(other.bucket)
                other.start()
                again = right(other, files)
    kept = set(theirs.items()) <= set(ours.items())
    wrong = readers.wrong or set(fetching.seen) - {"200", "503"}
    print(
        f"\nAn S3 store for files and backups, the database {'PostgreSQL' if copies.server() else 'SQLite'}"
    )
    print_table(
        ["compared", "number", "right"],
        [
            ["public files given by the site, by SHA-256", len(files), given],
            [
                "objects after backup to the store and restore from it",
                len(theirs),
                len(theirs) if kept else 0,
            ],
            ["public files given by the restored site", len(files), again],
        ],
    )
    print(
        f"Store frozen for {seconds / 2:.0f} s under load: {during} pages meanwhile, the slowest {readers.slowest:.1f} s,"
        f" none other than 200: {not readers.wrong}; files {dict(fetching.seen)}, the slowest {fetching.slowest:.1f} s"
    )
    print(said.strip().splitlines()[1])
    return given == again == len(files) > 50 and kept and not wrong and during > 0

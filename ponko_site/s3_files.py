"""Uploaded files in an S3 store instead of DATA_DIR/files, where FILES_S3_URL says so (docs/decisions/0018-s3.md).

The store holds the bytes and nothing else: names are those of the rows, nothing in it is public, and publishing/views.py
decides who may have what, as it does for a folder. Nothing here is imported where the setting is empty.
"""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.files.base import File
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from ponko_site.store_away import StoreAway

#: One thread for each transfer, within the request that waits for it.
ALONE = TransferConfig(use_threads=False)
BUFFER = 64 * 1024
#: Seconds for which a store that did not answer is not asked: else every thread of the site would wait for it in turn.
AWAY = 5
#: `integrity`: what Amazon added in 2568, and stores of other makers do not know.
CONFIG = Config(
    connect_timeout=2,
    read_timeout=3,
    retries={"total_max_attempts": 2},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
GONE = ("404", "NoSuchKey", "NotFound")


@deconstructible
class S3Files(S3Storage):
    """The store as Django's files know it. Raises FileNotFoundError for what is not there, StoreAway when it does not answer."""

    def __init__(self, **settings: object) -> None:
        own = {
            "file_overwrite": False,
            "client_config": CONFIG,
            "transfer_config": ALONE,
            "default_acl": None,
        }
        super().__init__(**own | settings)
        # One client for all threads: it is made for that, and takes a tenth of a second and 10 MB.
        self._connections = SimpleNamespace()
        self._making = threading.Lock()
        self._away_until = 0.0

    @property
    def connection(self):
        with self._making:
            return super().connection

    @property
    def client(self):
        return self.connection.meta.client

    @contextmanager
    def asked(self, name: str = "") -> Iterator[None]:
        """Whatever the store says that is no answer becomes FileNotFoundError or StoreAway."""
        if time.monotonic() < self._away_until:
            raise StoreAway("the store of files did not answer a moment ago")
        is_probe = bool(self._away_until)
        if is_probe:  # the others wait for what this one finds
            self._away_until = time.monotonic() + AWAY
        try:
            yield
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                self._away_until = 0.0
                raise FileNotFoundError(f"not in the store: {name}") from error
            # It answers, but not as it should: the key was changed, the bucket is gone, it has no room.
            raise StoreAway(f"the store of files refused: {error}") from error
        except (BotoCoreError, HTTPClientError, Boto3Error, OSError) as error:
            self._away_until = time.monotonic() + AWAY
            raise StoreAway(f"the store of files does not answer: {error}") from error
        else:
            self._away_until = 0.0

    def key(self, name: str) -> str:
        return self._normalize_name(clean_name(name))

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files of the store are written once, by save().")
        return File(io.BufferedReader(_Object(self, name), BUFFER), name)

    def _save(self, name: str, content: File) -> str:
        with self.asked(name):
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with self.asked(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        with self.asked(name):
            return super().exists(name)

    def size(self, name: str) -> int:
        with self.asked(name):
            return self.client.head_object(Bucket=self.bucket_name, Key=self.key(name))["ContentLength"]

    def path(self, name: str) -> str:
        raise NotImplementedError("The files are in an S3 store.")

    # What a folder is asked for by its path

    def put(self, name: str, file: Path) -> None:
        """`file` under exactly this name, in the place of what is there."""
        with self.asked(name):
            self.client.upload_file(str(file), self.bucket_name, self.key(name), Config=ALONE)

    def contents(self) -> Iterator[tuple[str, int, datetime]]:
        """(name, size, when it was written) of everything in the store, in the order of names."""
        begin = f"{self.location.rstrip('/')}/" if self.location else ""
        with self.asked():
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=begin
            )
            for page in pages:
                for one in page.get("Contents", ()):
                    yield one["Key"].removeprefix(begin), one["Size"], one["LastModified"]


class _Object(io.RawIOBase):
    """One object read as a stream, from wherever `seek()` left it: a range of a large file costs that range."""

    def __init__(self, store: S3Files, name: str) -> None:
        self.store, self.name = store, name
        self._place, self._body_at, self._length = 0, 0, None
        # At once: whether it is there must be known before the first byte of an answer goes out.
        self._body = self._get()

    def _get(self):
        with self.store.asked(self.name):
            span = {"Range": f"bytes={self._place}-"} if self._place else {}
            answer = self.store.client.get_object(
                Bucket=self.store.bucket_name, Key=self.store.key(self.name), **span
            )
        if self._length is None:
            self._length = answer["ContentLength"]
        self._body_at = self._place
        return answer["Body"]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._length}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer) -> int:
        if self._place >= self._length:
            return 0
        if self._body is None or self._body_at != self._place:
            self._drop()
            self._body = self._get()
        with self.store.asked(self.name):
            data = self._body.read(len(buffer))
        if not data:
            raise StoreAway(f"the store of files sent less than the whole of {self.name}")
        buffer[: len(data)] = data
        self._place += len(data)
        self._body_at = self._place
        return len(data)

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None

    def close(self) -> None:
        if not self.closed:
            self._drop()
        super().close()

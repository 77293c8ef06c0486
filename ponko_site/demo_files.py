"""The files of the demonstration, checked by two threads while the content is brought in: other programs do most of it."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from django.core.files.base import File

from publishing.files import check, keep
from publishing.models import Attachment, StoredFile
from publishing.pictures import Picture
from publishing.uploads import Document

AT_ONCE = 2
Kind = Attachment.Kind


class DemoFiles:
    """Keeps files of `folder`, each once (a picture may serve twice); those that `items` name are checked ahead."""

    def __init__(self, folder: Path, items: Iterable[dict]):
        self._folder = folder
        self._stored: dict[str, StoredFile] = {}
        self._checks: dict[str, Future[Document | Picture]] = {}
        threads = ThreadPoolExecutor(AT_ONCE)
        for item in items:
            for file, kind in _named(item):
                if file not in self._checks:
                    self._checks[file] = threads.submit(self._check, file, kind)
        threads.shutdown(wait=False)

    def store(self, file: str, kind: Kind) -> StoredFile:
        """The file in the store. Raises ValidationError where `publishing.files.store_upload()` would."""
        if file not in self._stored:
            ahead = self._checks.pop(file, None)
            found = ahead.result() if ahead else self._check(file, kind)
            with self._open(file) as upload:
                self._stored[file] = keep(upload, found)
        return self._stored[file]

    def _open(self, file: str) -> File:
        path = self._folder / file
        return File(path.open("rb"), name=path.name)

    def _check(self, file: str, kind: Kind) -> Document | Picture:
        with self._open(file) as upload:
            return check(upload, kind)


def _named(item: dict) -> Iterator[tuple[str, Kind]]:
    """The files that one object of the demonstration's JSON names, in the order in which they are attached."""
    yield from ((entry["file"], Kind.DOCUMENT) for entry in item.get("files", ()))
    yield from ((entry["file"], Kind.PHOTO) for entry in item.get("photos", ()))
    yield from ((post["photo"], Kind.PORTRAIT) for post in item.get("posts", ()) if post.get("photo"))

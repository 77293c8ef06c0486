"""The public site as plain files (`manage.py export_static`), for when the site itself is down: nginx or a disk shows them.

A copy is built beside the old one and takes its place when it is whole. What is **removed** must not live on in it: the copy goes
at once, and the next run makes a new one.
"""

import fcntl
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ponko_site.archive import Refused
from ponko_site.static_builder import Builder, Copied
from publishing.models import Edition
from publishing.states import State

MADE_AT = time(2)  # a copy that was made before the last time it was so late is due


def folder() -> Path:
    return settings.DATA_DIR / "copy"


def make(root: Path, say: Callable[[str], None]) -> Copied:
    """A new copy at `root`/current. Raises Refused when the site is closed or something was removed meanwhile."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / "copy.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("กำลังทำสำเนาอยู่แล้ว", "A copy is being made already.") from error
        now = timezone.localtime()
        place = root / f"{now:%Y%m%d-%H%M%S}"
        new = root / f".{place.name}"
        _clear(root, keep="")
        with _kept_if_whole(new):
            removals = _removals()
            builder = Builder(new, now, say)
            copied = builder.build()
            _refuse_if_removed_since(removals)
            new.rename(place)
        link = root / ".current"
        link.unlink(missing_ok=True)
        link.symlink_to(place.name)
        link.replace(root / "current")
        try:
            # Whoever removed something in this very moment took away the copy before.
            _refuse_if_removed_since(removals)
        except Refused:
            (root / "current").unlink(missing_ok=True)
            raise
        _clear(root, keep=place.name)
    copied.folder = root / "current"
    return copied


@contextmanager
def _kept_if_whole(new: Path) -> Iterator[None]:
    new.mkdir()
    try:
        yield
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _clear(root: Path, keep: str) -> None:
    """Take away older copies, but the one that `current` names, and what was left half made."""
    current = root / "current"
    kept = {keep, current.readlink().name if current.is_symlink() else ""}
    for path in root.iterdir():
        if re.fullmatch(r"\.?\d{8}-\d{6}", path.name) and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _removals() -> int:
    return Edition.objects.filter(state=State.REMOVED).count()


def _refuse_if_removed_since(removals: int) -> None:
    if _removals() != removals:
        raise Refused(
            "มีเรื่องถูกถอนออกระหว่างทำสำเนา ให้สั่งทำอีกครั้ง", "Something was removed meanwhile. Make the copy again."
        )


def follow(sender: type, publication_id: int, **kwargs: object) -> None:
    """After a move: what was removed is in no copy any more. One query, where there is a copy."""
    current = folder() / "current"
    if (
        current.is_symlink()
        and Edition.objects.filter(publication=publication_id, state=State.REMOVED).exists()
    ):
        current.unlink(missing_ok=True)


def is_due(root: Path) -> bool:
    """Whether there is none, or it is of the night before."""
    with suppress(OSError, ValueError, KeyError):
        made_at = datetime.fromisoformat(
            json.loads((root / "current" / "manifest.json").read_text())["made_at"]
        )
        now = timezone.localtime()
        last = datetime.combine(now.date(), MADE_AT, tzinfo=now.tzinfo)
        return made_at < (last if now >= last else last - timedelta(days=1))
    return True

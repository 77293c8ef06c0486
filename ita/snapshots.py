"""Dated copies of everything that the items of a cycle show: asked for by somebody, made by the clock, never deleted. What has
to go by law is taken out of them by ita/expunging.py.

One ZIP: `index.html` to read it without a network, `manifest.json` (`Snapshot.manifest`, see `_make()`), `items/` with the pages
as they were answered, `files/` with each file once, named by its SHA-256.
"""

import hashlib
import json
import logging
import os
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from ita import wire
from ita.checking import CLOSED
from ita.contents import contents
from ita.models import Cycle, Result, Snapshot
from ita.words import OWN_CHECK
from publishing import ledger
from publishing.models import StoredFile
from publishing.refusal import Refused
from thai.dates import local
from thai.text import normalise_line

logger = logging.getLogger(__name__)

State = Snapshot.State
#: Who may ask for one.
MAKERS = (Role.APPROVER, Role.ADMINISTRATOR)
#: Who may take one away: it holds what the desk knows of each item as well.
READERS = (*MAKERS, Role.REVIEWER)
#: How long one process has a snapshot to itself; it asks for more at every item.
LEASE = timedelta(minutes=10)
BLOCK = 2**18
FORMAT = 1


class Lost(Exception):
    """Another process has begun with the same snapshot."""


def ask(cycle: Cycle, why: str, actor: User | None) -> Snapshot:
    """A snapshot of `cycle` that the clock will make; the one that waits already, if one does. `actor` None is the office's
    own clock or command. Raises Refused.
    """
    why = normalise_line(why)[:200]
    with transaction.atomic():
        # Lock order: cycle, ledger head.
        cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
        reasons = []
        if actor is not None:
            actor = User.objects.select_related("position").get(pk=actor.pk)
            if not (actor.is_active and actor.has_role(*MAKERS)):
                reasons.append("ต้องให้ผู้อนุมัติหรือผู้ดูแลระบบเป็นผู้สั่งเก็บสำเนา")
        if not cycle.is_public:
            reasons.append("รอบนี้ยังไม่เปิดใช้งาน จึงยังไม่มีหน้าให้เก็บ")
        if not why:
            reasons.append("กรอกว่าเก็บเพราะอะไร เช่น ก่อนปิดกรอกข้อมูลในระบบ ITAS")
        if reasons:
            raise Refused(reasons)
        waiting = cycle.snapshots.filter(state=State.WAITING).first()
        if waiting is not None:
            return waiting
        number = (cycle.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1
        snapshot = Snapshot.objects.create(
            cycle=cycle, number=number, why=why, asked_at=timezone.now(), asked_by=actor
        )
        ledger.append(
            "สั่งเก็บสำเนาหลักฐาน ITA", actor=actor, note=f"{cycle.label} ชุดที่ {number} {why}", roles=MAKERS
        )
    return snapshot


def make_waiting() -> int:
    """Make every snapshot that waits; returns how many this call made. Safe to run many at once: each is made by one.

    While the site is closed for repair they wait, for nobody is shown anything.
    """
    waiting = list(Snapshot.objects.filter(state=State.WAITING).select_related("cycle"))
    if not waiting or wire.ask("/").status == CLOSED:
        return 0
    return sum(map(_take, waiting))


def _take(snapshot: Snapshot) -> bool:
    """Make it, unless another process is at it. What fails is told on its row, and somebody asks again."""
    now = timezone.now()
    free = Q(taken_until=None) | Q(taken_until__lte=now)
    mine = Snapshot.objects.filter(free, pk=snapshot.pk, state=State.WAITING)
    until = now + LEASE
    if not mine.update(taken_until=until):
        return False

    def go_on() -> None:
        nonlocal until
        later = timezone.now() + LEASE
        if not Snapshot.objects.filter(pk=snapshot.pk, taken_until=until).update(taken_until=later):
            raise Lost
        until = later

    name = f"snapshots/{uuid.uuid4().hex}.zip"
    try:
        made = _make(snapshot, name, go_on)
    except Lost:
        default_storage.delete(name)
        return False
    except Exception:  # Whatever it is, the row must say so, or it would be tried for ever.
        logger.exception("ita: snapshot %s could not be made", snapshot.pk)
        default_storage.delete(name)
        problem = "เก็บไม่สำเร็จ ให้ผู้ดูแลระบบตรวจพื้นที่ว่างและบันทึกของระบบ แล้วสั่งเก็บอีกครั้ง"
        still_mine = Snapshot.objects.filter(pk=snapshot.pk, state=State.WAITING, taken_until=until)
        still_mine.update(state=State.FAILED, problem=problem, taken_until=None)
        return False
    with transaction.atomic():
        won = Snapshot.objects.filter(pk=snapshot.pk, state=State.WAITING, taken_until=until).update(
            state=State.MADE, storage_name=name, taken_until=None, **made
        )
        if won:
            ledger.append(
                "เก็บสำเนาหลักฐาน ITA",
                actor=None,
                note=f"{snapshot.cycle.label} ชุดที่ {snapshot.number} ขนาด {made['size']:,} ไบต์",
                content_hash=made["sha256"],
            )
    if not won:
        default_storage.delete(name)
    return bool(won)


def _make(snapshot: Snapshot, name: str, go_on: Callable[[], None]) -> dict[str, object]:
    """Write the ZIP under `name`; the columns of the row that tell of it.

    The manifest: {"format", "label", "name", "made_at", "own_check", "rules", "items"}, each item as in ita/contents.py and with
    the `facts` of its last check, its `level` and what was said of it (`results`): by the `rules` the facts give that again.
    """
    cycle, at = snapshot.cycle, timezone.now()
    with tempfile.TemporaryFile() as target:
        with zipfile.ZipFile(target, "w") as archive:
            bundle = Bundle(archive, local(at).timetuple()[:6])
            items = []
            for found in _items(cycle, bundle.write):
                for evidence in found["evidence"]:
                    for file in evidence["files"]:
                        file |= bundle.keep(file)
                items.append(found)
                go_on()
            manifest = {
                "format": FORMAT,
                "label": cycle.label,
                "name": cycle.name,
                "made_at": at.isoformat(),
                "own_check": OWN_CHECK,
                "rules": cycle.rules,
                "items": items,
            }
            bundle.write("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
            about = {"snapshot": snapshot, "cycle": cycle, "manifest": manifest, "at": at}
            bundle.write("index.html", render_to_string("ita/snapshot.html", about).encode())
        size, sha256 = target.seek(0, os.SEEK_END), sha256_of(target)
        target.seek(0)
        default_storage.save(name, File(target))
    problem = f"เก็บไฟล์ไม่ได้ {bundle.lost} ไฟล์ ดูในสารบัญ" if bundle.lost else ""
    return {"made_at": at, "size": size, "sha256": sha256, "manifest": manifest, "problem": problem}


def _items(cycle: Cycle, keep: Callable[[str, bytes], None]) -> Iterator[dict[str, object]]:
    """Every item as it stands, with what the last check knew and said of it."""
    items = list(cycle.items.order_by("order", "pk"))
    results: dict[int, list[Result]] = {}
    for result in Result.objects.filter(item__cycle=cycle):
        results.setdefault(result.item_id, []).append(result)
    for item, found in zip(items, contents(items, keep), strict=True):
        yield found | {
            "facts": item.facts,
            "level": item.level,
            "results": result_rows(results.get(item.pk, [])),
        }


def result_rows(results: Iterable[Result]) -> list[list[object]]:
    """Results as the manifest has them."""
    return [[one.check_id, one.evidence_id, one.level, one.sentence, one.mend] for one in results]


class Bundle:
    """The ZIP while it is written: every entry with the same time, every file once."""

    def __init__(self, archive: zipfile.ZipFile, time: tuple[int, ...]):
        self.archive, self.time = archive, time
        self.kept: dict[str, dict[str, str]] = {}
        self.lost = 0

    def write(self, name: str, data: bytes) -> None:
        self.archive.writestr(zipfile.ZipInfo(name, self.time), data, zipfile.ZIP_DEFLATED)

    def keep(self, file: dict[str, object]) -> dict[str, str]:
        """Put a file's bytes in, if they are not there yet: {"name": where they are, "problem": why not, or ""}."""
        sha256 = str(file["sha256"])
        if sha256 not in self.kept:
            self.kept[sha256] = self._keep(sha256, str(file["extension"]))
            self.lost += bool(self.kept[sha256]["problem"])
        return self.kept[sha256]

    def _keep(self, sha256: str, extension: str) -> dict[str, str]:
        """Files are packed already: they are stored as they are."""
        source = _open(sha256)
        if source is None:
            return {"name": "", "problem": "อ่านไฟล์จากที่เก็บไม่ได้"}
        name, digest = f"files/{sha256}.{extension}", hashlib.sha256()
        with source, self.archive.open(zipfile.ZipInfo(name, self.time), "w", force_zip64=True) as target:
            for chunk in source.chunks(BLOCK):
                digest.update(chunk)
                target.write(chunk)
        is_same = digest.hexdigest() == sha256
        return {"name": name, "problem": "" if is_same else "ไฟล์ในที่เก็บไม่ตรงกับลายนิ้วมือเดิม"}


def _open(sha256: str) -> File | None:
    """The bytes from the store, where the same may lie more than once; None when they are gone."""
    for stored in StoredFile.objects.filter(sha256=sha256).order_by("-pk"):
        with suppress(OSError):
            return default_storage.open(stored.storage_name)
    return None


def sha256_of(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()

"""What a snapshot kept of a publication that was removed, and the same snapshot without it."""

import copy
import hashlib
import json
import os
import tempfile
import uuid
import zipfile
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone

from ita import checking, rules
from ita.models import Evidence, Snapshot
from ita.public import Standing
from ita.snapshots import BLOCK, result_rows, sha256_of
from publishing.models import Publication
from publishing.states import STANDING, State

MARK = "ลบตามกฎหมาย"
#: Parts of the ZIP that are written anew and tell of all others.
OWN = ("manifest.json", "index.html")


@dataclass(frozen=True)
class Gone:
    """A publication, wholly or in some of its editions removed, as a snapshot may name it."""

    addresses: tuple[str, ...]  # by its slug and by its number
    evidence: frozenset[int]
    editions: dict[int, datetime]  # numbers of the removed editions → when each became public
    is_whole: bool  # nothing of it stands any more

    @classmethod
    def of(cls, publication: Publication) -> "Gone":
        """Three queries."""
        removed = publication.editions.filter(state=State.REMOVED).values_list("number", "published_at")
        by_number = f"{publication.declared.address}{publication.pk}/"
        return cls(
            tuple(dict.fromkeys([publication.address, by_number])),
            frozenset(Evidence.objects.filter(publication=publication).values_list("pk", flat=True)),
            dict(removed),
            not publication.editions.filter(state__in=STANDING).exists(),
        )

    def is_shown(self, one: dict, made_at: datetime) -> bool:
        """Whether a piece of evidence, as a manifest has it, showed what is gone now."""
        if one.get("expunged") or one["standing"] == Standing.REMOVED:
            return False
        if one["id"] not in self.evidence and not one["address"].startswith(self.addresses):
            return False
        if self.is_whole:
            return True
        if one["edition"]:
            return one["edition"]["number"] in self.editions
        return any(at <= made_at for at in self.editions.values())

    def is_named(self, page: bytes) -> bool:
        """Whether a page leads to it: such a page may say what it was called and what it said."""
        return self.is_whole and any(f"{address}".encode() in page for address in self.addresses)


@dataclass(frozen=True)
class Cleaned:
    """A ZIP that was written anew; `removed` are the parts that are no more in it."""

    name: str
    size: int
    sha256: str
    manifest: dict
    removed: list[dict[str, object]]


def is_kept(snapshot: Snapshot, gone: Gone) -> bool:
    """Whether the evidence of a snapshot shows it. What only its pages name is found when it is cleaned."""
    return any(
        gone.is_shown(one, snapshot.made_at)
        for item in snapshot.manifest.get("items", [])
        for one in item["evidence"]
    )


def cleaned(snapshot: Snapshot, gone: Gone, why: str) -> Cleaned | None:
    """The snapshot without what is gone, in a new file of the store; None where it kept nothing of it."""
    manifest = copy.deepcopy(snapshot.manifest)
    with default_storage.open(snapshot.storage_name) as source, zipfile.ZipFile(source) as old:
        names = _named(old, gone) | _own_parts(manifest, gone, snapshot.made_at)
        removed = [_hashed(old, name) for name in old.namelist() if name in names]
        changed = _scrub(manifest, gone, snapshot.made_at)
        if not (removed or changed):
            return None
        at = timezone.now()
        note = {"at": at.isoformat(), "why": why, "addresses": list(gone.addresses), "removed": removed}
        manifest["expunged"] = [*manifest.get("expunged", []), note]
        with tempfile.TemporaryFile() as target:
            with zipfile.ZipFile(target, "w") as new:
                _copy(old, new, {one["name"]: one for one in removed}, snapshot, why)
                time = (old.getinfo("manifest.json")).date_time
                _write(new, "manifest.json", time, json.dumps(manifest, ensure_ascii=False, indent=1))
                about = {"snapshot": snapshot, "cycle": snapshot.cycle, "manifest": manifest}
                index = render_to_string("ita/snapshot.html", {**about, "at": snapshot.made_at})
                _write(new, "index.html", time, index)
            size, sha256 = target.seek(0, os.SEEK_END), sha256_of(target)
            target.seek(0)
            name = default_storage.save(f"snapshots/{uuid.uuid4().hex}.zip", File(target))
    return Cleaned(name, size, sha256, manifest, removed)


def _named(archive: zipfile.ZipFile, gone: Gone) -> set[str]:
    """The kept pages that lead to it, also those of other things, such as lists."""
    pages = [name for name in archive.namelist() if name.startswith("items/")]
    return {name for name in pages if gone.is_named(archive.read(name))}


def _own_parts(manifest: dict, gone: Gone, made_at: datetime) -> set[str]:
    """Its own pages, those of the items that showed it, and its files that nothing else in the snapshot shows."""
    pages, files, others = set(), set(), set()
    for item in manifest["items"]:
        for one in item["evidence"]:
            kept = {file["name"] for file in one["files"] if file["name"]}
            if gone.is_shown(one, made_at):
                pages |= {one["page"], item["page"]}
                files |= kept
            else:
                others |= kept
    return (pages | files - others) - {""}


def _hashed(archive: zipfile.ZipFile, name: str) -> dict[str, object]:
    with archive.open(name) as part:
        digest = hashlib.file_digest(part, "sha256").hexdigest()
    return {"name": name, "sha256": digest, "size": archive.getinfo(name).file_size}


def _copy(
    old: zipfile.ZipFile, new: zipfile.ZipFile, removed: dict[str, dict], snapshot: Snapshot, why: str
) -> None:
    """Every part but the removed files; a note in the place of a removed page."""
    for entry in old.infolist():
        part = removed.get(entry.filename)
        if entry.filename in OWN or (part and not entry.filename.endswith(".html")):
            continue
        if part:
            note = render_to_string("ita/expunged.html", {"part": part, "snapshot": snapshot, "why": why})
            _write(new, entry.filename, entry.date_time, note)
            continue
        about = zipfile.ZipInfo(entry.filename, entry.date_time)
        about.compress_type = entry.compress_type
        with old.open(entry) as source, new.open(about, "w", force_zip64=True) as target:
            while block := source.read(BLOCK):
                target.write(block)


def _write(archive: zipfile.ZipFile, name: str, time: tuple, text: str) -> None:
    archive.writestr(zipfile.ZipInfo(name, time), text.encode(), zipfile.ZIP_DEFLATED)


# The list of contents


def _scrub(manifest: dict, gone: Gone, made_at: datetime) -> bool:
    """Take its words out of the list of contents; hashes, sizes and levels stay. Whether there were any."""
    changed = False
    for item in manifest["items"]:
        shown = [one for one in item["evidence"] if gone.is_shown(one, made_at)]
        for one in shown:
            one |= {"title": MARK, "statement": "", "expunged": True}
            for number, file in enumerate(one["files"], 1):
                file |= {"label": f"ไฟล์ที่ {number}", "problem": MARK}
        facts = _scrub_facts(item["facts"], {one["id"] for one in shown}, gone)
        if facts:
            judged = checking.judge(item["facts"], manifest["rules"] or rules.current())
            item["results"] = result_rows(checking.result_of(None, one) for one in judged)
        changed |= bool(shown) or facts
    if changed:
        _forget_files(manifest)
    return changed


def _forget_files(manifest: dict) -> None:
    """A file that something else shows is still there; of the others only the hash is left."""
    everything = [one for item in manifest["items"] for one in item["evidence"]]
    kept = {file["name"] for one in everything if not one.get("expunged") for file in one["files"]}
    for one in everything:
        for file in one["files"] if one.get("expunged") else ():
            file["name"] = file["name"] if file["name"] in kept else ""


def _scrub_facts(facts: dict, keys: set[int], gone: Gone) -> bool:
    """What the last check knew: names go, what was judged by stays."""
    changed = False
    for one in facts.get("evidence", ()):
        if one["id"] in keys:
            changed = True
            one["title"] = MARK
            if one["publication"]:
                one["publication"]["title"] = MARK
            for number, file in enumerate(one["files"], 1):
                file["label"] = f"ไฟล์ที่ {number}"
            for proof in one["proofs"]:
                proof["found"] = MARK
        if gone.is_whole and one["way"]:
            for step in one["way"]["steps"]:
                if step[1].startswith(gone.addresses) and step[0] != MARK:
                    changed, step[0] = True, MARK
    return changed

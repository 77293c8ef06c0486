"""What is found in a stored file: read once, remembered with the file, personal data only masked and as a fingerprint."""

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.crypto import salted_hmac

from publishing.gates import extract
from publishing.gates.extract import Extracted, Passage
from publishing.gates.extraction.finding import MOST_LISTED, found_in
from publishing.gates.personal import Found, Kind, digits, find, mask
from publishing.models import FileReading, StoredFile
from thai.text import normalise_line

#: The version of the rules. One more when the search or the reading gets better: every file is then read again.
RULES = 2
MAX_WHERE = 200
#: From so many letters a text is searched in a process of its own: here it would hold up others for seconds.
LONG_TEXT = 50_000
TOO_LONG = "ข้อความยาวเกินกว่าที่ระบบตรวจหาข้อมูลส่วนบุคคลได้ครบในเวลาที่กำหนด"


def read(stored: StoredFile) -> FileReading:
    """What is found in the file. Two queries at most when it was read before, else up to half a minute of work, and for a
    long text as much again.

    Not remembered where the machine lacks the program for it: the next time it may have it.
    """
    kept = FileReading.objects.filter(stored=stored, rules=RULES).first()
    if kept is not None:
        return kept
    extracted = Extracted(extract.READ) if stored.is_picture else _extracted(stored)
    found, is_whole = _search(extracted.passages)
    if not is_whole:
        why = " ".join(filter(None, [extracted.why, TOO_LONG]))
        extracted = Extracted(extract.PARTLY, why[: extract.MAX_WHY], extracted.passages)
    about = {
        "rules": RULES,
        "read_at": timezone.now(),
        "verdict": extracted.verdict,
        "why": _masked(extracted.why),
        "found": list(_listed(found)),
    }
    if not (stored.is_picture or extract.can_read(stored.extension)):
        return FileReading(stored=stored, **about)
    return FileReading.objects.update_or_create(stored=stored, defaults=about)[0]


def reading_of(stored_files: Iterable[StoredFile]) -> dict[int, FileReading]:
    """What is found in each of the files, by the file's number. One query; what nobody read yet is read now."""
    files = {stored.pk: stored for stored in stored_files}
    known = {one.stored_id: one for one in FileReading.objects.filter(stored__in=files, rules=RULES)}
    return known | {number: read(stored) for number, stored in files.items() if number not in known}


def mark_of(found: Found) -> str:
    """The fingerprint of a finding, 64 hex digits: equal where the same thing is said, and no way back to the value."""
    return _mark(found.kind, found.key)


def open_marks(values: Collection[str]) -> frozenset[str]:
    """The marks that a file's findings have when they are these public numbers, such as the telephones of the office."""
    return frozenset(
        _mark(kind, digits(value)) for value in values for kind in (Kind.PHONE, Kind.ACCOUNT) if digits(value)
    )


def _mark(kind: str, key: str) -> str:
    return salted_hmac("publishing.gates", f"{kind}:{key}", algorithm="sha256").hexdigest()


def _search(passages: list[Passage]) -> tuple[Iterable[tuple[str, Found]], bool]:
    """Where and what, and whether everything was searched. What takes long does so under the limits of another process."""
    if sum(len(passage.text) for passage in passages) > LONG_TEXT:
        return extract.search(passages)
    return found_in(passages), True


def _extracted(stored: StoredFile) -> Extracted:
    with on_disk(stored) as path:
        return extract.passages(path, stored.extension)


@contextmanager
def on_disk(stored: StoredFile) -> Iterator[str]:
    """A path for a program to read: the file in the store, or a copy where the store is no folder."""
    try:
        path = default_storage.path(stored.storage_name)
    except NotImplementedError:
        with default_storage.open(stored.storage_name) as kept, tempfile.NamedTemporaryFile() as copy:
            shutil.copyfileobj(kept, copy)
            copy.flush()
            yield copy.name
    else:
        yield path


def _listed(found: Iterable[tuple[str, Found]]) -> Iterator[dict[str, str]]:
    """The entries of `FileReading.found`: the same thing once, and beyond MOST_LISTED one entry for the others of a kind."""
    once: dict[str, tuple[str, Found]] = {}
    for where, one in found:
        once.setdefault(mark_of(one), (where, one))
    entries = [(mark, *place) for mark, place in once.items()]
    for mark, where, one in entries[:MOST_LISTED]:
        yield _entry(one.kind, _masked(where[:MAX_WHERE]), normalise_line(one.excerpt), mark)
    for kind in Kind:
        more = [mark for mark, _, one in entries[MOST_LISTED:] if one.kind == kind]
        if more:
            yield _entry(kind, "ทั้งไฟล์", f"และอีก {len(more):,} แห่งในไฟล์นี้", _mark(kind, " ".join(sorted(more))))


def _masked(text: str) -> str:
    """A place or a reason with the personal data in it masked: the name of a sheet may be a number of somebody."""
    for one in reversed(find(text)):
        text = text[: one.start] + mask(one.value) + text[one.end :]
    return text


def _entry(kind: Kind, where: str, excerpt: str, mark: str) -> dict[str, str]:
    return {"kind": kind.value, "label": str(kind.label), "where": where, "excerpt": excerpt, "mark": mark}

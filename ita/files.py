"""What the documents among the evidence say: read by the clock and by commands, never in a request, each content once."""

import logging
import re
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from ita import periods
from ita.models import Cycle, Evidence, FileFacts
from publishing.gates import extract
from publishing.gates.extract import Extracted
from publishing.gates.reading import on_disk
from publishing.models import Attachment, StoredFile
from publishing.states import STANDING

logger = logging.getLogger(__name__)
SECONDS_A_RUN = 10  # no file is begun later; the last ones may take extract.TIMEOUT
AT_ONCE = 2
#: Where in a file no reader sees text: its properties, bookmarks, comments, what was deleted.
NOT_SHOWN = re.compile("^(ข้อมูลกำกับ|ที่คั่นหน้า|ความเห็น)|: (ความเห็น|ข้อความที่ลบแล้ว)")


def documents_of(publications: Iterable[int] | QuerySet) -> QuerySet[Attachment]:
    """The documents of the editions that stand."""
    return Attachment.objects.filter(
        kind=Attachment.Kind.DOCUMENT,
        edition__publication__in=publications,
        edition__state__in=STANDING,
    )


def waiting() -> QuerySet[StoredFile]:
    """The documents of what is evidence in an open cycle that nobody read yet and this machine can read."""
    evidence = Evidence.objects.standing().filter(
        item__cycle__status=Cycle.Status.OPEN, publication__isnull=False
    )
    read = FileFacts.objects.filter(sha256=OuterRef("sha256"))
    shown = documents_of(evidence.values("publication"))
    files = StoredFile.objects.filter(~Exists(read), pk__in=shown.values("stored")).order_by("-pk")
    return files if extract.can_read("pdf") else files.exclude(extension="pdf")


def read_waiting(seconds: float = SECONDS_A_RUN) -> list[str]:
    """Read what waits, as far as the time goes; returns the fingerprints of what was read. One query when nothing waits."""
    files = {stored.sha256: stored for stored in waiting()}
    end = time.monotonic() + seconds
    done = []
    # Threads only wait for the processes that read; the database is theirs who asked.
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for stored, extracted in workers.map(
            lambda one: (one, _extracted(one) if time.monotonic() < end else None), files.values()
        ):
            if extracted is not None:
                _keep(stored, extracted)
                done.append(stored.sha256)
    return done


def read_of(fingerprints: Iterable[str]) -> dict[str, FileFacts]:
    """Fingerprint → what was read, where somebody read it. One query."""
    return {facts.sha256: facts for facts in FileFacts.objects.filter(sha256__in=set(fingerprints))}


def _extracted(stored: StoredFile) -> Extracted | None:
    """None for what is not in the store: asking for the file says so."""
    try:
        with on_disk(stored) as path:
            return extract.passages(path, stored.extension)
    except FileNotFoundError:
        logger.warning("ita: the bytes of file %s are not in the store", stored.pk)
        return None


def _keep(stored: StoredFile, extracted: Extracted) -> None:
    shown = [one.text for one in extracted.passages if not NOT_SHOWN.search(one.where)]
    is_read = extracted.verdict != extract.UNREADABLE
    facts = {
        "characters": sum(letter.isalnum() for text in shown for letter in text) if is_read else 0,
        "years": periods.years_in("\n".join(shown)),
        "problem": "" if is_read else extracted.why[:200],
        "read_at": timezone.now(),
    }
    FileFacts.objects.update_or_create(sha256=stored.sha256, defaults=facts)

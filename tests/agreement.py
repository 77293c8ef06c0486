"""Whether what the database says about publications agrees: after races, after kills, after a bulk load."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Count, F, OuterRef, Q, Subquery

from publishing import ledger
from publishing.models import Edition, LedgerEvent, Publication, StoredFile
from publishing.states import IN_PROGRESS, ONCE_PUBLIC, STANDING, State
from publishing.wording import content_hash

#: The wording was frozen at submit and may not have changed since.
FROZEN = ONCE_PUBLIC | {State.SUBMITTED, State.APPROVED}


def disagreements(publication: int | None = None) -> Iterator[str]:
    """Sentences that say what does not agree; nothing when all does. One publication, or all of them.

    The ledger is read whole in either case. Costs four queries an edition, and reads every attached file.
    """
    chosen = Q() if publication is None else Q(publication=publication)
    yield from ledger.faults()
    yield from _states(Edition.objects.filter(chosen))
    yield from _live(Publication.objects.filter(chosen if publication is None else Q(pk=publication)))
    for edition in Edition.objects.filter(chosen, state__in=FROZEN).select_related("publication"):
        if content_hash(edition) != edition.content_hash:
            yield f"edition {edition.pk} ({edition.state}): not the wording that was submitted"
    attached = StoredFile.objects.filter(attachments__edition__in=Edition.objects.filter(chosen))
    yield from _files(attached.distinct())


def _states(editions) -> Iterator[str]:
    # A remark, a reader, a take-over are events too, but no moves.
    moves = LedgerEvent.objects.filter(edition=OuterRef("pk")).exclude(to_state="")
    last = moves.order_by("-number").values("to_state")[:1]
    for edition in editions.annotate(last=Subquery(last)):
        if edition.last != edition.state:
            yield f"edition {edition.pk} is {edition.state}, its last event says {edition.last}"


def _live(publications) -> Iterator[str]:
    counted = publications.annotate(
        standing=Count("editions", filter=Q(editions__state__in=STANDING)),
        removed=Count("editions", filter=Q(editions__state=State.REMOVED)),
        working=Count("editions", filter=Q(editions__state__in=IN_PROGRESS)),
    )
    for publication in counted.filter(first_published_at__isnull=False, removed=0).exclude(standing=1):
        yield f"publication {publication.pk} was published and has {publication.standing} standing editions"
    for publication in counted.filter(working__gt=1):
        yield f"publication {publication.pk} has {publication.working} editions in progress"
    no_times = Q(first_published_at=None) | Q(last_published_at=None)
    for publication in counted.filter(
        no_times | Q(last_published_at__lt=F("first_published_at")), standing=1
    ):
        yield f"publication {publication.pk} stands without its times of publication"


def _files(stored_files) -> Iterator[str]:
    for stored in stored_files:
        names = [stored.storage_name, *(stored.rendition_name(width) for width in stored.widths)]
        missing = [name for name in names if not default_storage.exists(name)]
        if missing:
            yield f"stored file {stored.pk}: {', '.join(missing)} not in the store"
            continue
        with default_storage.open(stored.storage_name) as handle:
            found = hashlib.file_digest(handle, "sha256").hexdigest()
        if found != stored.sha256:
            yield f"stored file {stored.pk}: other bytes than were checked"

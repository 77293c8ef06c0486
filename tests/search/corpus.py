"""Real texts in great number, as ordinary publications: what the search is measured with.

    with Copy():
        load(read(Path("…/dev/corpus.jsonl.gz")))

A document is a line of JSON: id, kind, title, body, date. Rows are written as the workflow would have left them, but for
hashes and ledger, which the search does not read. The address of document D00012 is `/news/d00012/`.
"""

import gzip
import html
import json
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from django.utils import timezone

from accounts.models import Position, User
from announcements.models import Announcement
from legal_docs.models import LegalDocument
from publishing.models import Edition, Publication
from publishing.states import State
from thai.text import normalise, normalise_line

BATCH = 500


def read(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def load(documents: Iterable[dict[str, str]], prefix: str = "") -> int:
    """Publish the documents; `prefix` goes before their addresses. Returns how many."""
    people = {user.username: user for user in User.objects.all()}
    owner = Position.objects.order_by("pk").first()
    documents, count = iter(documents), 0
    while batch := list(islice(documents, BATCH)):
        _publish(batch, prefix, owner, people["writer"], people["approver"])
        count += len(batch)
    return count


def _publish(batch: list[dict], prefix: str, owner: Position, writer: User, approver: User) -> None:
    now = timezone.now()
    models = [LegalDocument if document["kind"].startswith("law") else Announcement for document in batch]
    publications = Publication.objects.bulk_create(
        Publication(
            category=model._meta.app_label,
            model=model._meta.model_name,
            owner=owner,
            slug=f"{prefix}{document['id'].lower()}",
            first_published_at=now,
            last_published_at=now,
        )
        for document, model in zip(batch, models, strict=True)
    )
    editions = Edition.objects.bulk_create(
        Edition(
            publication=publication,
            number=1,
            state=State.PUBLISHED,
            title=normalise_line(document["title"])[:250],
            body="".join(
                f"<p>{html.escape(line, quote=False)}</p>"
                for line in normalise(document["body"]).split("\n")
                if line
            ),
            dated_on=_day(document["date"]),
            owner=owner,
            saved_by=writer,
            submitted_by=writer,
            submitted_at=now,
            approved_by=approver,
            approved_at=now,
            published_at=now,
            content_hash="-" * 64,
        )
        for document, publication in zip(batch, publications, strict=True)
    )
    for edition, model in zip(editions, models, strict=True):
        child = model(edition_ptr=edition)
        child.save_base(raw=True, force_insert=True)


def _day(text: str) -> date | None:
    """Some municipal notices say theirs in Thai: those have none here."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

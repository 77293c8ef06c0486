"""Much content, quickly: rows as the workflow would have left them, without walking it thousands of times.

    with transaction.atomic():
        load(3000)

Needs the office and its people (tests/conftest.py CAST). Every constraint holds, every hash is the real one, and the
ledger's chain is valid: `tests.agreement.disagreements()` finds nothing. What they say: tests/bulk_rows.py.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import cycle, islice
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.utils import timezone

from accounts.models import Position, User
from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Post, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LawRelation, LegalDocument
from links.models import Link
from publishing import fields, richtext
from publishing.clauses import CLAUSE_1_1
from publishing.files import store_upload
from publishing.ledger import FIRST_HASH, event_hash
from publishing.models import (
    Attachment,
    Attestation,
    Contribution,
    Edition,
    FileAddress,
    LedgerEvent,
    LedgerHead,
    Publication,
    StoredFile,
)
from publishing.states import ONCE_PUBLIC, Action, State
from publishing.wording import fingerprint
from tests.bulk_rows import OWN, kinds_of_files, shared
from tests.helpers import jpeg_upload, pdf_upload

#: Of a hundred items; every model has one item at least, structure and contact have one only.
SHARES = {Announcement: 55, Procurement: 20, LegalDocument: 8, KnowledgeItem: 6, Plan: 6, Link: 3, Page: 2}
ALONE = (Structure, Contact)
#: Every 10th item has an older edition; every 12th is not public yet, in these states by turns.
OLDER_EVERY = 10
WAITING_EVERY = 12
WAITING = (State.SUBMITTED, State.DRAFT, State.APPROVED, State.RETURNED)
MOST_WAITING = 400  # however much there is: what an office has in hand does not grow with its past
PIECE = 2000  # items that are in memory at a time
ROWS = 500  # in one statement, where the database takes so many


def load(items: int) -> int:
    """Add `items` publications of all categories; returns the number of editions. Call in a transaction.

    The planners know afterwards how much there is, as they do some time after rows came one by one.
    """
    with _each_text_once():
        loaded = _Load(items).run()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return loaded


@contextmanager
def _each_text_once() -> Iterator[None]:
    """The items share a few texts. What is done to a text before it is stored is done once to each, and remembered."""
    with ExitStack() as stack:
        for module, name in ((fields, "normalise"), (fields, "normalise_line"), (richtext, "clean")):
            remembering = lru_cache(maxsize=1000)(getattr(module, name))
            stack.enter_context(patch.object(module, name, remembering))
        yield


def _models(items: int) -> Iterator[type[Edition]]:
    """The model of each item: the shares spread evenly, those of which there is one first."""
    yield from ALONE
    counts = dict.fromkeys(SHARES, 0)
    for number in range(1, items - len(ALONE) + 1):
        behind = max(SHARES, key=lambda model: SHARES[model] * number / 100 - counts[model])
        counts[behind] += 1
        yield behind


def _plan(items: int) -> Iterator[tuple[type[Edition], State]]:
    """The model of each item and the state of its newest edition; the first of every model is live."""
    seen, waiting, due, left = set(), cycle(WAITING), 0, MOST_WAITING
    for number, model in enumerate(_models(items), 1):
        due += number % WAITING_EVERY == 0
        if due and model in seen and left:
            due, left = due - 1, left - 1
            yield model, next(waiting)
        else:
            seen.add(model)
            yield model, State.PUBLISHED


class _Load:
    """One load, a piece after the other; each step writes one kind of row of a piece."""

    def __init__(self, items: int):
        people = {user.username: user for user in User.objects.select_related("position")}
        self.writer, self.approver = people["writer"], people["approver"]
        self.reviewer = people["reviewer"]
        self.positions = list(Position.objects.order_by("pk"))
        self.now = timezone.now()
        self.first = self.now - timedelta(days=5 * 365)
        self.span = (self.now - self.first - timedelta(hours=1)) / max(items, 1)
        self.plan = _plan(items)
        self.act: Publication | None = None  # what other laws refer to

    def run(self) -> int:
        self.files = self._store_files()
        loaded = begin = 0
        while piece := list(islice(self.plan, PIECE)):
            loaded += self._load(begin, piece)
            begin += len(piece)
        return loaded

    def _load(self, begin: int, piece: list[tuple[type[Edition], State]]) -> int:
        """The items from number `begin` on; returns how many editions they have."""
        publications = self._publications(begin, piece)
        editions = self._editions(begin, piece, publications)
        parts = [self._parts_of(edition) for edition in editions]
        files = self._files_of(editions)
        for edition, own_parts, own_files in zip(editions, parts, files, strict=True):
            if edition.submitted_at:
                edition.content_hash = fingerprint(edition, own_parts, own_files)
        _insert(editions)
        _insert_each(row for named in parts for rows in named.values() for row in rows)
        _insert_each(row for rows in files for row in rows)
        _insert_each(self._people_of(editions))
        self._ledger(editions)
        return len(editions)

    def at(self, number: int, step: int = 0) -> datetime:
        """When step `step` of item `number` was taken: items follow each other over five years up to an hour ago."""
        return self.first + self.span * number + self.span * step / 20

    def _store_files(self) -> dict[str, list[StoredFile]]:
        """A few files that all items share."""
        text = SimpleUploadedFile("ตาราง.csv", "หมู่,ครัวเรือน\n1,120\n2,98\n".encode(), "text/csv")
        documents = [
            store_upload(pdf_upload(f"เอกสาร-{number}.pdf"), Attachment.Kind.DOCUMENT) for number in (1, 2)
        ]
        documents.append(store_upload(text, Attachment.Kind.DOCUMENT))
        photos = [
            store_upload(jpeg_upload(f"ภาพ-{number}.jpg", 1000, 700 - number), Attachment.Kind.PHOTO)
            for number in range(3)
        ]
        return {Attachment.Kind.DOCUMENT: documents, Attachment.Kind.PHOTO: photos}

    def _publications(self, begin: int, piece: list[tuple[type[Edition], State]]) -> list[Publication]:
        made = []
        for number, (model, state) in enumerate(piece, begin):
            public = state == State.PUBLISHED
            again = public and number % OLDER_EVERY == 0
            made.append(
                Publication(
                    category=model._meta.app_label,
                    model=model._meta.model_name,
                    owner=self.positions[number % len(self.positions)],
                    first_published_at=self.at(number, 3) if public else None,
                    last_published_at=self.at(number, 7 if again else 3) if public else None,
                )
            )
        return Publication.objects.bulk_create(made, batch_size=ROWS)

    def _editions(
        self, begin: int, piece: list[tuple[type[Edition], State]], publications: list[Publication]
    ) -> list[Edition]:
        """Not written yet, each as its category's model; the older one of a publication stands before the newer."""
        made = []
        for order, (publication, (model, state)) in enumerate(zip(publications, piece, strict=True), begin):
            older = state == State.PUBLISHED and order % OLDER_EVERY == 0
            if older:
                made.append(self._edition(publication, order, model, 1, State.SUPERSEDED))
            made.append(self._edition(publication, order, model, 2 if older else 1, state))
        return made

    def _edition(
        self, publication: Publication, order: int, model: type[Edition], number: int, state: State
    ) -> Edition:
        step = 4 * (number - 1)
        given = state not in (State.DRAFT, State.RETURNED)
        approved = state in ONCE_PUBLIC or state == State.APPROVED
        edition = model(
            publication=publication,
            number=number,
            state=state,
            version={State.DRAFT: 1, State.SUBMITTED: 2, State.SUPERSEDED: 4}.get(state, 3),
            created_at=self.at(order, step),
            dated_on=timezone.localdate(self.at(order)),
            owner_id=publication.owner_id,
            change_kind=Edition.ChangeKind.FIRST if number == 1 else Edition.ChangeKind.MAJOR,
            change_note="" if number == 1 else "ปรับปรุงกำหนดการ",
            saved_at=self.at(order, step + 1),
            saved_by=self.writer,
            submitted_at=self.at(order, step + 2) if given else None,
            submitted_by=self.writer if given else None,
            approved_at=self.at(order, step + 3) if approved else None,
            approved_by=self.approver if approved else None,
            publish_at=self.now + timedelta(days=1) if state == State.APPROVED else None,
            published_at=self.at(order, step + 3) if state in ONCE_PUBLIC else None,
            ended_at=self.at(order, 7) if state == State.SUPERSEDED else None,
            **shared(order),
            **OWN[model](order, self.at(order)),
        )
        edition.order = order
        return edition

    def _parts_of(self, edition: Edition) -> dict[str, list[models.Model]]:
        """The rows of PARTS by their related names, not written yet."""
        rows = {name: [] for name in edition.PARTS}
        if isinstance(edition, Structure):
            rows["posts"] = [
                Post(
                    structure=edition,
                    branch=branch,
                    tier=min(4, 1 + place // 2),
                    position=f"ตำแหน่งที่ {place + 1}",
                    vacant=True,
                    order=place,
                )
                for branch in Post.Branch
                for place in range(12)
            ]
        elif isinstance(edition, Contact):
            rows["channels"] = [Channel(contact=edition, label="Facebook", url="https://www.facebook.com/")]
        elif isinstance(edition, LegalDocument):
            if self.act is None or edition.order % 40 == 0:  # a law is amended some ten times
                self.act = edition.publication
            if edition.publication != self.act and edition.order % 4 == 0:
                rows["relations"] = [LawRelation(law=edition, target=self.act)]
        return rows

    def _files_of(self, editions: list[Edition]) -> list[list[Attachment]]:
        """The attachments of each, not written yet; their addresses are. A later edition keeps a file's address."""
        addresses: dict[tuple[int, int], FileAddress] = {}
        found = []
        for edition in editions:
            rows = []
            for place, kind in enumerate(kinds_of_files(type(edition), edition.order)):
                photo = kind == Attachment.Kind.PHOTO
                address = FileAddress(publication=edition.publication)
                rows.append(
                    Attachment(
                        edition=edition,
                        address=addresses.setdefault((edition.publication_id, place), address),
                        stored=self.files[kind][edition.order % len(self.files[kind])],
                        kind=kind,
                        title="" if photo else "เอกสารประกอบ",
                        alt="ภาพกิจกรรมของหมู่บ้าน" if photo else "",
                        order=place,
                    )
                )
            found.append(rows)
        FileAddress.objects.bulk_create(addresses.values(), batch_size=ROWS)
        for row in (row for rows in found for row in rows):
            row.address_id = row.address.pk
        return found

    def _people_of(self, editions: list[Edition]) -> Iterator[models.Model]:
        """Who wrote, declared and attested each."""
        ticks = dict.fromkeys(CLAUSE_1_1, True)
        for edition in editions:
            began = self.at(edition.order, 4 * (edition.number - 1))
            yield Contribution(edition=edition, user=self.writer, first_at=began, last_at=edition.saved_at)
            for kind, user, at in (
                (Attestation.Kind.DECLARATION, edition.submitted_by, edition.submitted_at),
                (Attestation.Kind.ATTESTATION, edition.approved_by, edition.approved_at),
            ):
                if at:
                    yield Attestation(
                        edition=edition,
                        kind=kind,
                        user=user,
                        at=at,
                        content_hash=edition.content_hash,
                        **ticks,
                    )

    # The ledger

    def _ledger(self, editions: list[Edition]) -> None:
        """The events that lead to each edition's state, in order, chained to what the ledger held."""
        older: dict[int, Edition] = {}
        head, _ = LedgerHead.objects.get_or_create(pk=1, defaults={"hash": FIRST_HASH})
        number, previous, events = head.number, head.hash, []
        for edition in editions:
            for event in self._story(edition, older.get(edition.publication_id)):
                number += 1
                event.number, event.previous_hash = number, previous
                event.hash = previous = event_hash(event)
                events.append(event)
            older[edition.publication_id] = edition
        LedgerEvent.objects.bulk_create(events, batch_size=ROWS)
        LedgerHead.objects.filter(pk=1).update(number=number, hash=previous)

    def _story(self, edition: Edition, older: Edition | None) -> Iterator[LedgerEvent]:
        step = 4 * (edition.number - 1)
        state = edition.state
        yield self._event(edition, Action.START, self.writer, "", State.DRAFT, step)
        if state == State.DRAFT:
            return
        # A returned edition was submitted as well; what was said of it then is not kept.
        yield self._event(edition, Action.SUBMIT, self.writer, State.DRAFT, State.SUBMITTED, step + 2)
        if state == State.RETURNED:
            note = "โปรดตรวจวันที่"
            yield self._event(edition, Action.RETURN, self.reviewer, State.SUBMITTED, state, step + 3, note)
        elif state == State.APPROVED:
            yield self._event(edition, Action.SCHEDULE, self.approver, State.SUBMITTED, state, step + 3)
        elif state in ONCE_PUBLIC:
            if older:
                over = State.SUPERSEDED
                yield self._event(older, over.label, self.approver, State.PUBLISHED, over, 7)
            yield self._event(
                edition, Action.APPROVE, self.approver, State.SUBMITTED, State.PUBLISHED, step + 3
            )

    def _event(
        self, edition: Edition, action: str, actor: User, before: str, after: str, step: int, note: str = ""
    ) -> LedgerEvent:
        return LedgerEvent(
            at=self.at(edition.order, step),
            actor=actor,
            actor_name=actor.full_name,
            actor_position=actor.position.title,
            action=action,
            publication=edition.publication,
            edition=edition,
            from_state=before,
            to_state=after,
            note=note,
            content_hash="" if action == Action.START else edition.content_hash,
            address=edition.publication.address,
        )


def _insert(editions: list[Edition]) -> None:
    """Django writes the two rows of an edition one at a time; here the shared ones go in together, then each category's."""
    columns = [field for field in Edition._meta.local_concrete_fields if not field.primary_key]
    keys = Edition._base_manager.all()._batched_insert(editions, columns, ROWS)
    by_model: dict[type[Edition], list[Edition]] = {}
    for edition, (key,) in zip(editions, keys, strict=True):
        edition.id = edition.edition_ptr_id = key
        by_model.setdefault(type(edition), []).append(edition)
    for model, rows in by_model.items():
        columns = [field for field in model._meta.local_concrete_fields if not field.generated]
        model._base_manager.all()._batched_insert(rows, columns, ROWS)


def _insert_each(rows: Iterator[models.Model]) -> None:
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, found in by_model.items():
        model._base_manager.bulk_create(found, batch_size=ROWS)

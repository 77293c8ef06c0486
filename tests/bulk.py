"""Much content, quickly: rows as the workflow would have left them, without walking it thousands of times.

    with transaction.atomic():
        load(3000)

Needs the office and its people (tests/conftest.py CAST). Every constraint holds, every hash is the real one, and the
ledger's chain is valid: `tests.agreement.disagreements()` finds nothing. The words are made up of a few sentences.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Position, User
from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Post, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LawRelation, LegalDocument
from links.models import Link
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
from publishing.wording import content_hash
from tests.helpers import jpeg_upload, pdf_upload

#: Of a hundred items; every model has one item at least, structure and contact have one only.
SHARES = {Announcement: 55, Procurement: 20, LegalDocument: 8, KnowledgeItem: 6, Plan: 6, Link: 3, Page: 2}
ALONE = (Structure, Contact)
#: Every 10th item has an older edition; every 12th is not public yet, in these states by turns.
OLDER_EVERY = 10
WAITING_EVERY = 12
WAITING = (State.SUBMITTED, State.DRAFT, State.APPROVED, State.RETURNED)

SUBJECTS = (
    "โครงการส่งเสริมการคัดแยกขยะในครัวเรือน",
    "การป้องกันและควบคุมโรคไข้เลือดออก",
    "งานซ่อมแซมถนนสายหลักของหมู่บ้าน",
    "การรับลงทะเบียนผู้สูงอายุ",
    "กิจกรรมปลูกต้นไม้ริมหนองน้ำสาธารณะ",
    "การประชุมประชาคมหมู่บ้าน",
    "การส่งเสริมกลุ่มทอผ้าไหม",
    "งานประเพณีแห่เทียนเข้าพรรษา",
)
SENTENCES = (
    "องค์การบริหารส่วนตำบลขอแจ้งให้ประชาชนในพื้นที่ทราบถึงกำหนดการและรายละเอียดของการดำเนินงาน",
    "ผู้สนใจสามารถสอบถามรายละเอียดเพิ่มเติมได้ที่สำนักปลัดในวันและเวลาราชการ",
    "การดำเนินงานเป็นไปตามแผนพัฒนาท้องถิ่นซึ่งผ่านความเห็นชอบของสภาองค์การบริหารส่วนตำบลแล้ว",
    "ประชาชนทุกหมู่บ้านมีส่วนร่วมในการเสนอความเห็นและติดตามผลการดำเนินงานได้ตลอดระยะเวลาของโครงการ",
    "เจ้าหน้าที่จะรายงานความก้าวหน้าให้ทราบเป็นระยะผ่านเว็บไซต์และที่ทำการผู้ใหญ่บ้าน",
)


def load(items: int) -> int:
    """Add `items` publications of all categories; returns the number of editions. Call in a transaction."""
    return _Load(items).run()


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
    seen, waiting, due = set(), cycle(WAITING), 0
    for number, model in enumerate(_models(items), 1):
        due += number % WAITING_EVERY == 0
        if due and model in seen:
            due -= 1
            yield model, next(waiting)
        else:
            seen.add(model)
            yield model, State.PUBLISHED


class _Load:
    """What one load carries from step to step; each step writes one kind of row for all items."""

    def __init__(self, items: int):
        people = {user.username: user for user in User.objects.select_related("position")}
        self.writer, self.approver = people["writer"], people["approver"]
        self.reviewer = people["reviewer"]
        self.positions = list(Position.objects.order_by("pk"))
        self.now = timezone.now()
        self.first = self.now - timedelta(days=5 * 365)
        self.plan = list(_plan(items))
        self.events: list[LedgerEvent] = []

    def run(self) -> int:
        self.files = self._store_files()
        publications = self._publications()
        self.editions = self._editions(publications)
        self._own_columns()
        self._parts()
        self._attachments()
        self._freeze()
        self._people()
        self._ledger()
        return len(self.editions)

    # -- time --------------------------------------------------------------------------------------------

    def at(self, number: int, step: int = 0) -> datetime:
        """When step `step` of item `number` was taken: items follow each other over five years up to an hour ago."""
        span = (self.now - self.first - timedelta(hours=1)) / max(len(self.plan), 1)
        return self.first + span * number + span * step / 20

    # -- rows --------------------------------------------------------------------------------------------

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

    def _publications(self) -> list[Publication]:
        made = []
        for number, (model, state) in enumerate(self.plan):
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
        return Publication.objects.bulk_create(made, batch_size=500)

    def _editions(self, publications: list[Publication]) -> list[Edition]:
        """The rows that all categories share. `order` and `model` are kept on each for the steps that follow."""
        made = []
        for order, (publication, (model, state)) in enumerate(zip(publications, self.plan, strict=True)):
            older = state == State.PUBLISHED and order % OLDER_EVERY == 0
            if older:
                made.append(self._edition(publication, order, model, 1, State.SUPERSEDED))
            made.append(self._edition(publication, order, model, 2 if older else 1, state))
        return Edition.objects.bulk_create(made, batch_size=500)

    def _edition(
        self, publication: Publication, order: int, model: type[Edition], number: int, state: State
    ) -> Edition:
        subject, step = SUBJECTS[order % len(SUBJECTS)], 4 * (number - 1)
        given = state not in (State.DRAFT, State.RETURNED)
        approved = state in ONCE_PUBLIC or state == State.APPROVED
        edition = Edition(
            publication=publication,
            number=number,
            state=state,
            version={State.DRAFT: 1, State.SUBMITTED: 2, State.SUPERSEDED: 4}.get(state, 3),
            title=f"{subject} ครั้งที่ {order + 1}",
            summary=f"{subject} {SENTENCES[order % len(SENTENCES)]}",
            body="".join(f"<p>{text}</p>" for text in islice(cycle(SENTENCES), order % 3, order % 3 + 12)),
            dated_on=timezone.localdate(self.at(order)),
            owner_id=publication.owner_id,
            change_kind=Edition.ChangeKind.FIRST if number == 1 else Edition.ChangeKind.MAJOR,
            change_note="" if number == 1 else "ปรับปรุงกำหนดการ",
            saved_at=self.at(order, step + 1),
            saved_by=self.writer,
            submitted_at=self.at(order, step + 2) if given else None,
            submitted_by=self.writer if given else None,
            # Replaced by the real one when everything that it covers is there.
            content_hash="-" * 64 if given else "",
            approved_at=self.at(order, step + 3) if approved else None,
            approved_by=self.approver if approved else None,
            publish_at=self.now + timedelta(days=1) if state == State.APPROVED else None,
            published_at=self.at(order, step + 3) if state in ONCE_PUBLIC else None,
            ended_at=self.at(order, 7) if state == State.SUPERSEDED else None,
        )
        edition.order, edition.model = order, model
        return edition

    def _own_columns(self) -> None:
        """The category's own rows. Django has no bulk insert for a child table alone; `raw` writes only that."""
        for edition in self.editions:
            values = OWN[edition.model](edition.order, self.at(edition.order))
            child = edition.model(edition_ptr=edition, **values)
            child.save_base(raw=True, force_insert=True)

    def _parts(self) -> None:
        posts, channels, relations = [], [], []
        act = next(edition.publication for edition in self.editions if edition.model is LegalDocument)
        for edition in self.editions:
            if edition.model is Structure:
                posts += [
                    Post(
                        structure_id=edition.pk,
                        branch=branch,
                        tier=min(4, 1 + place // 2),
                        position=f"ตำแหน่งที่ {place + 1}",
                        vacant=True,
                        order=place,
                    )
                    for branch in Post.Branch
                    for place in range(12)
                ]
            elif edition.model is Contact:
                channels.append(
                    Channel(contact_id=edition.pk, label="Facebook", url="https://www.facebook.com/")
                )
            elif edition.model is LegalDocument and edition.publication != act and edition.order % 4 == 0:
                relations.append(LawRelation(law_id=edition.pk, target=act))
        Post.objects.bulk_create(posts)
        Channel.objects.bulk_create(channels)
        LawRelation.objects.bulk_create(relations, batch_size=500)

    def _attachments(self) -> None:
        """Plans and notices have a document, most news a photo; a later edition keeps the file's address."""
        kinds = {
            Plan: [Attachment.Kind.DOCUMENT],
            Procurement: [Attachment.Kind.DOCUMENT],
            LegalDocument: [Attachment.Kind.DOCUMENT],
            Announcement: [Attachment.Kind.PHOTO, Attachment.Kind.PHOTO, Attachment.Kind.DOCUMENT],
            KnowledgeItem: [Attachment.Kind.PHOTO],
        }
        addresses: dict[tuple[int, int], FileAddress] = {}
        rows = []
        for edition in self.editions:
            wanted = kinds.get(edition.model, [])
            if edition.model is Announcement:
                wanted = wanted[edition.order % 3 :]
            for place, kind in enumerate(wanted):
                address = addresses.setdefault(
                    (edition.publication_id, place), FileAddress(publication=edition.publication)
                )
                stored = self.files[kind][edition.order % len(self.files[kind])]
                rows.append((edition, place, kind, address, stored))
        FileAddress.objects.bulk_create(addresses.values(), batch_size=500)
        Attachment.objects.bulk_create(
            [
                Attachment(
                    edition=edition,
                    address=address,
                    stored=stored,
                    kind=kind,
                    title="" if kind == Attachment.Kind.PHOTO else "เอกสารประกอบ",
                    alt="ภาพกิจกรรมของหมู่บ้าน" if kind == Attachment.Kind.PHOTO else "",
                    order=place,
                )
                for edition, place, kind, address, stored in rows
            ],
            batch_size=500,
        )

    def _freeze(self) -> None:
        """The real hash of every wording that was submitted."""
        frozen = [edition for edition in self.editions if edition.content_hash]
        for edition in frozen:
            edition.content_hash = content_hash(edition)
        Edition.objects.bulk_update(frozen, ["content_hash"], batch_size=200)

    def _people(self) -> None:
        Contribution.objects.bulk_create(
            [
                Contribution(
                    edition=edition,
                    user=self.writer,
                    first_at=self.at(edition.order, 4 * (edition.number - 1)),
                    last_at=edition.saved_at,
                )
                for edition in self.editions
            ],
            batch_size=500,
        )
        ticks = dict.fromkeys(CLAUSE_1_1, True)
        rows = []
        for edition in self.editions:
            for kind, user, at in (
                (Attestation.Kind.DECLARATION, edition.submitted_by, edition.submitted_at),
                (Attestation.Kind.ATTESTATION, edition.approved_by, edition.approved_at),
            ):
                if at:
                    rows.append(
                        Attestation(
                            edition=edition,
                            kind=kind,
                            user=user,
                            at=at,
                            content_hash=edition.content_hash,
                            **ticks,
                        )
                    )
        Attestation.objects.bulk_create(rows, batch_size=500)

    # -- the ledger --------------------------------------------------------------------------------------

    def _ledger(self) -> None:
        """The events that lead to each edition's state, in order, chained to what the ledger held."""
        older: dict[int, Edition] = {}
        for edition in self.editions:
            self._story(edition, older.get(edition.publication_id))
            older[edition.publication_id] = edition
        head, _ = LedgerHead.objects.get_or_create(pk=1, defaults={"hash": FIRST_HASH})
        number, previous = head.number, head.hash
        for event in self.events:
            number += 1
            event.number, event.previous_hash = number, previous
            event.hash = previous = event_hash(event)
        LedgerEvent.objects.bulk_create(self.events, batch_size=500)
        LedgerHead.objects.filter(pk=1).update(number=number, hash=previous)

    def _story(self, edition: Edition, older: Edition | None) -> None:
        step = 4 * (edition.number - 1)
        state = edition.state
        self._event(edition, Action.START, self.writer, "", State.DRAFT, step)
        if state == State.DRAFT:
            return
        # A returned edition was submitted as well; what was said of it then is not kept.
        self._event(edition, Action.SUBMIT, self.writer, State.DRAFT, State.SUBMITTED, step + 2)
        if state == State.RETURNED:
            self._event(
                edition, Action.RETURN, self.reviewer, State.SUBMITTED, state, step + 3, "โปรดตรวจวันที่"
            )
        elif state == State.APPROVED:
            self._event(edition, Action.SCHEDULE, self.approver, State.SUBMITTED, state, step + 3)
        elif state in ONCE_PUBLIC:
            if older:
                over = State.SUPERSEDED
                self._event(older, over.label, self.approver, State.PUBLISHED, over, 7)
            self._event(edition, Action.APPROVE, self.approver, State.SUBMITTED, State.PUBLISHED, step + 3)

    def _event(
        self, edition: Edition, action: str, actor: User, before: str, after: str, step: int, note: str = ""
    ) -> None:
        self.events.append(
            LedgerEvent(
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
        )


def _turn(choices: type, order: int) -> str:
    return choices.values[order % len(choices.values)]


def _announcement(order: int, at: datetime) -> dict[str, object]:
    return {
        "kind": _turn(Announcement.Kind, order),
        "starts_at": at,
        "ends_at": at + timedelta(hours=3),
        "place": f"ศาลาประชาคมหมู่ {order % 12 + 1}",
    }


def _procurement(order: int, at: datetime) -> dict[str, object]:
    return {
        "stage": _turn(Procurement.Stage, order),
        "method": _turn(Procurement.Method, order),
        "project": f"จ้างซ่อมแซมถนน หมู่ {order % 12 + 1}",
        "budget": Decimal(100_000 + order),
        "reference_price": Decimal(99_000 + order),
        "price": Decimal(98_000 + order),
        "winner": "ผู้รับจ้าง (ตัวอย่าง)",
        "closing_at": at + timedelta(days=30),
    }


def _law(order: int, at: datetime) -> dict[str, object]:
    return {
        "doc_type": _turn(LegalDocument.Type, order),
        "document_number": f"ฉบับที่ {order % 9 + 1}",
        "year_be": 2540 + order % 30,
        "source_name": "ราชกิจจานุเบกษา",
        "source_url": "https://www.ratchakitcha.soc.go.th/",
    }


def _knowledge(order: int, at: datetime) -> dict[str, object]:
    rows = [[f"หมู่ {number}", str(90 + (order + number) % 60)] for number in range(1, 13)]
    return {
        "kind": _turn(KnowledgeItem.Kind, order),
        "source_name": "ข้อมูลสำรวจขององค์การบริหารส่วนตำบล",
        "information_at": at,
        "table": {"columns": ["หมู่บ้าน", "ครัวเรือน"], "rows": rows},
        "chart": KnowledgeItem.Chart.BAR,
    }


#: model → the category's own columns of item `order`, begun at `at`
OWN: dict[type[Edition], Callable[[int, datetime], dict[str, object]]] = {
    Announcement: _announcement,
    Procurement: _procurement,
    LegalDocument: _law,
    KnowledgeItem: _knowledge,
    Plan: lambda order, at: {"kind": _turn(Plan.Kind, order), "year_from": 2563 + order % 7},
    Link: lambda order, at: {
        "kind": _turn(Link.Kind, order),
        "url": "https://www.dla.go.th/",
        "owner_name": "กรมส่งเสริมการปกครองท้องถิ่น",
    },
    Page: lambda order, at: {"kind": _turn(Page.Kind, order)},
    Structure: lambda order, at: {},
    Contact: lambda order, at: {
        "address": "ตำบลโพนโก อำเภอสนม จังหวัดสุรินทร์",
        "hours": "08.30–16.30 น.",
    },
}

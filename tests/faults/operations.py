"""What is killed step by step (kills.py), and what must be so afterwards.

An operation is arranged anew for every kill: the same situation with the same people, in a publication of its own.
"""

import gc
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from announcements.models import Announcement
from publishing.files import attach, store_upload
from publishing.models import Attachment, Attestation, Contribution, Edition, LedgerEvent, StoredFile
from publishing.states import Action, State
from publishing.workflow import claim_draft, move, publish_due
from tests.agreement import disagreements
from tests.desk import Desk
from tests.helpers import ALL_TICKS, jpeg_upload, make_draft, publish


class Steps:
    """Counts the steps of an operation and ends this process at one of them, without any tidying up.

    A step is taken before and after every SQL statement, every commit, and every file that is stored.
    """

    def __init__(self, last: int = 0):
        self.last = last  # 0: never
        self.taken = 0

    def __enter__(self) -> "Steps":
        connection.ensure_connection()
        connection.execute_wrappers.append(self._statement)
        connection._commit = self._around(connection._commit)
        FileSystemStorage._save = self._around(FileSystemStorage._save)
        return self

    def __exit__(self, *_: object) -> None:
        connection.execute_wrappers.remove(self._statement)
        del connection._commit
        FileSystemStorage._save = FileSystemStorage._save.__wrapped__

    def step(self) -> None:
        self.taken += 1
        if self.taken == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def _statement(self, execute, sql, params, many, context):
        return self._around(execute)(sql, params, many, context)

    def _around(self, function: Callable) -> Callable:
        def stepping(*arguments, **named):
            self.step()
            result = function(*arguments, **named)
            self.step()
            return result

        stepping.__wrapped__ = function
        return stepping


@dataclass(frozen=True)
class Operation:
    title: str
    arrange: Callable[[], Edition]
    prepare: Callable[[Edition], Callable[[], object]]  # what comes before; gives back what is interrupted


@cache
def person(username: str) -> User:
    return User.objects.select_related("position").get(username=username)


@cache
def _document() -> StoredFile:
    upload = SimpleUploadedFile("กำหนดการ.txt", "กำหนดการ".encode(), "text/plain")
    return store_upload(upload, Attachment.Kind.DOCUMENT)


@cache
def _photo() -> StoredFile:
    return store_upload(jpeg_upload(), Attachment.Kind.PHOTO)


# -- situations ------------------------------------------------------------------------------------------


def second_draft() -> Edition:
    """A live edition with two files, and beside it a draft with a file more, ready to be submitted."""
    first = make_draft(Announcement, title="ฉบับแรก")
    attach(first, _document(), kind=Attachment.Kind.DOCUMENT)
    attach(first, _photo(), kind=Attachment.Kind.PHOTO, alt="ภาพกิจกรรม")
    draft = move(publish(first), Action.START, actor=person("writer"))
    with transaction.atomic():
        claim_draft(draft, actor=person("writer"), seen_version=draft.version)
        attach(draft, _document(), kind=Attachment.Kind.DOCUMENT, title="แนบเพิ่ม")
        Edition.objects.filter(pk=draft.pk).update(title="ฉบับสอง", change_note="เพิ่มกำหนดการ")
    return Edition.objects.select_related("publication").get(pk=draft.pk)


def waiting() -> Edition:
    return move(second_draft(), Action.SUBMIT, actor=person("writer"), ticks=ALL_TICKS)


def scheduled() -> Edition:
    # What an earlier kill left due would be published first.
    publish_due(_when_due())
    tomorrow = timezone.now() + timedelta(days=1)
    return move(waiting(), Action.SCHEDULE, actor=person("approver"), ticks=ALL_TICKS, publish_at=tomorrow)


def _when_due() -> datetime:
    return timezone.now() + timedelta(days=2)


def live() -> Edition:
    discarded = move(second_draft(), Action.DISCARD, actor=person("writer"))
    return discarded.publication.editions.live().get()


# -- what is interrupted ---------------------------------------------------------------------------------


def walking(username: str, action: Action, **given: object) -> Callable[[Edition], Callable[[], object]]:
    return lambda edition: lambda: move(edition, action, actor=person(username), **given)


def saving(draft: Edition) -> Callable[[], object]:
    """A second writer changes the title and adds a document and a photo, in the editing form."""
    desk = Desk("writer2")
    fields = desk.open(draft) | {
        "title": "ฉบับสองที่แก้แล้ว",
        "attachments-TOTAL_FORMS": "3",
        "attachments-2-upload": SimpleUploadedFile("ใบสมัคร.txt", "ใบสมัคร".encode(), "text/plain"),
        "attachments-2-title": "ใบสมัคร",
        "attachments-2-order": "9",
        "attachments-2-TOTAL_FORMS": "2",
        "attachments-2-1-upload": jpeg_upload("เวที.jpg", 500, 300),
        "attachments-2-1-alt": "เวทีกลาง",
        "attachments-2-1-order": "9",
    }

    def save() -> None:
        assert desk.save(draft, fields), "the form was refused"

    return save


def publishing_when_due(edition: Edition) -> Callable[[], object]:
    def run() -> None:
        assert publish_due(_when_due()) == 1

    return run


def carelessly(edition: Edition) -> Callable[[], object]:
    """A publish without a transaction: what the workflow must not do."""

    def run() -> None:
        now = timezone.now()
        Edition.objects.filter(publication=edition.publication_id, state=State.PUBLISHED).update(
            state=State.SUPERSEDED
        )
        Edition.objects.filter(pk=edition.pk).update(
            state=State.PUBLISHED, approved_by=person("approver"), approved_at=now, published_at=now
        )

    return run


OPERATIONS = [
    Operation("approve and publish", waiting, walking("approver", Action.APPROVE, ticks=ALL_TICKS)),
    Operation("publish when due", scheduled, publishing_when_due),
    Operation("save with two uploads", second_draft, saving),
    Operation("submit", second_draft, walking("writer", Action.SUBMIT, ticks=ALL_TICKS)),
    Operation("start an edition", live, walking("writer", Action.START)),
]
#: Proves that the kills find what they look for.
CARELESS = Operation("(careless: no transaction)", waiting, carelessly)
BY_TITLE = {operation.title: operation for operation in [CARELESS, *OPERATIONS]}


# -- called in processes of their own --------------------------------------------------------------------


def warm_up() -> None:
    """Load what every process needs, before the fork: modules, addresses, templates, and two files in the store."""
    draft = second_draft()
    Client(SERVER_NAME="localhost").get(draft.publication.address)
    Client(SERVER_NAME="localhost").get("/")
    Desk("writer2").open(draft)
    person.cache_clear()
    connections.close_all()
    gc.freeze()


def play(title: str, last: int) -> Iterator[object]:
    """Make the situation and do it, to the end or until step `last`: yields the edition's number, what was so before,
    how many steps there are, what is so afterwards.
    """
    operation = BY_TITLE[title]
    arranged = operation.arrange()
    edition = Edition.objects.select_related("publication").get(pk=arranged.pk)
    yield edition.pk
    yield facts(edition.pk)
    action = operation.prepare(edition)
    with Steps(last) as steps:
        action()
    yield steps.taken
    yield facts(edition.pk)


def examine(edition: int) -> tuple[list[object], list[str]]:
    """(what is so now, what does not agree)."""
    found = troubles(edition)
    return facts(edition), found


def facts(edition: int) -> list[object]:
    """Everything of the edition's publication that an operation changes, numbers and times aside."""
    publication = Edition.objects.get(pk=edition).publication_id
    here = {"edition__publication": publication}
    return [
        list(
            Edition.objects.filter(publication=publication)
            .order_by("number")
            .values_list(
                "number",
                "state",
                "version",
                "title",
                "change_note",
                "submitted_by",
                "approved_by",
                "saved_by",
            )
        ),
        list(
            LedgerEvent.objects.filter(publication=publication)
            .order_by("number")
            .values_list("action", "edition__number", "from_state", "to_state")
        ),
        list(
            Attachment.objects.filter(**here)
            .order_by("edition__number", "order", "pk")
            .values_list("edition__number", "kind", "title", "stored__sha256")
        ),
        sorted(Attestation.objects.filter(**here).values_list("edition__number", "kind", "user")),
        sorted(Contribution.objects.filter(**here).values_list("edition__number", "user")),
        Announcement.objects.filter(publication=publication).count(),
    ]


def troubles(edition: int) -> list[str]:
    """What does not agree around the edition's publication, or does not work for the next reader."""
    _wait_for_other_backends()
    publication = Edition.objects.get(pk=edition).publication_id
    found = list(disagreements(publication))
    standing = Edition.objects.live().filter(publication=publication).count()
    if standing != 1:
        found.append(f"the public sees {standing} editions")
    reader = Client(SERVER_NAME="localhost")
    for address in ("/", f"/news/{publication}/"):
        status = reader.get(address).status_code
        if status != 200:
            found.append(f"{address} is answered with {status}")
    return found


def everything() -> list[str]:
    return list(disagreements())


def _wait_for_other_backends() -> None:
    """On PostgreSQL the server may still be finishing what the killed process asked for. Raises RuntimeError after 30 s."""
    if connection.vendor != "postgresql":
        return
    end = time.monotonic() + 30
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise RuntimeError("somebody else is still connected to the database")

"""The site killed in the middle of its work, or pressed eight times at once: `make faults` does more. What the check finds."""

import errno
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from publishing.files import attach, store_upload
from publishing.models import Attachment, Edition, StoredFile
from publishing.states import Action, State
from publishing.workflow import move
from tests.agreement import disagreements
from tests.faults.kills import places
from tests.helpers import make_draft, make_live, pdf_upload, publish
from tests.uploading import DOCUMENT, Desk

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.own_database
def test_a_kill_leaves_everything_as_before_or_as_after():
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--rounds", "3", "--here", "--small"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Afterwards: ledger whole" in done.stdout


def test_thirty_rounds_kill_at_every_step():
    assert sorted(places(40, 30)) == list(range(1, 41))
    assert list(places(4, 30)) == [1, 2, 3, 4] * 7 + [1, 2]


def test_few_rounds_are_spread_from_the_first_step_to_the_last():
    assert list(places(41, 6)) == [1, 9, 17, 25, 33, 41]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_is_told_in_plain_words_and_nothing_is_half_there(client, cast, monkeypatch, number):
    def refuse(*_: object) -> str:
        raise OSError(number, "no room")

    client.force_login(cast.writer)
    client.raise_request_exception = False
    desk = Desk(client)
    fields = desk.fields({DOCUMENT: [pdf_upload()]}, summary="แก้แล้ว")
    before = StoredFile.objects.count()
    monkeypatch.setattr(FileSystemStorage, "_save", refuse)
    answer = desk.post(fields)
    desk.draft.refresh_from_db()
    assert (answer.status_code, answer["Cache-Control"], answer["Retry-After"]) == (503, "no-store", "30")
    assert "พื้นที่เก็บข้อมูลของเครื่องเต็ม" in answer.content.decode()
    assert (desk.draft.summary, StoredFile.objects.count()) == ("สรุปย่อ", before)


def _whole(cast) -> Edition:
    """A live second edition with a file of its own, beside the first that it took the place of."""
    draft = make_draft()
    upload = SimpleUploadedFile("กำหนดการ.txt", "กำหนดการ".encode(), "text/plain")
    attach(draft, store_upload(upload, Attachment.Kind.DOCUMENT), kind=Attachment.Kind.DOCUMENT)
    second = move(publish(draft), Action.START, actor=cast.writer)
    Edition.objects.filter(pk=second.pk).update(change_note="แก้")
    return publish(second)


def test_what_went_through_the_workflow_agrees(cast):
    _whole(cast)
    make_draft()
    assert list(disagreements()) == []


def _superseded_only(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(state=State.SUPERSEDED)


def _other_words(edition: Edition) -> None:
    Edition.objects.filter(pk=edition.pk).update(title="อื่น")


def _time_lost(edition: Edition) -> None:
    publication = edition.publication
    publication.last_published_at = publication.first_published_at - timedelta(seconds=1)
    publication.save()


def _file_lost(edition: Edition) -> None:
    default_storage.delete(edition.attachments.get().stored.storage_name)


def _file_cut(edition: Edition) -> None:
    with open(default_storage.path(edition.attachments.get().stored.storage_name), "r+b") as handle:
        handle.truncate(10)


@pytest.mark.parametrize(
    ("harm", "sentences"),
    [
        (_superseded_only, ["is superseded, its last event says published", "has 0 standing editions"]),
        (_other_words, ["not the wording that was submitted"]),
        (_time_lost, ["without its times of publication"]),
        (_file_lost, ["not in the store"]),
        (_file_cut, ["other bytes than were checked"]),
    ],
)
def test_the_check_names_what_does_not_agree(cast, harm, sentences):
    edition = _whole(cast)
    make_live()
    harm(edition)
    found = list(disagreements())
    assert len(found) == len(sentences), found
    assert all(sentence in line for sentence, line in zip(sentences, found, strict=True)), found
    assert list(disagreements(edition.publication_id)) == found

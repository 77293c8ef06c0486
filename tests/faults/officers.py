"""Eight people who work at the desk by HTTP while something breaks; every 302 that they got is a promise to be kept."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from contextlib import closing

from django.db import connections
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from accounts.models import User
from publishing import ledger
from publishing.models import Attachment, Edition
from publishing.states import State
from tests.agreement import disagreements
from tests.desk import Fields
from tests.faults.ground import Ground, Outcome
from tests.helpers import ALL_TICKS

ADD = "/admin/announcements/announcement/add/"
TOKEN = "a" * 32
PATIENCE = 30  # seconds for an answer
#: How far a promise goes.
DRAFT, SUBMITTED, PUBLISHED = 1, 2, 3
REACHED = {State.DRAFT: DRAFT, State.SUBMITTED: SUBMITTED, State.PUBLISHED: PUBLISHED}
_sessions: dict[str, str] = {}


def session(username: str) -> str:
    """The cookies of somebody who signed in."""
    if username not in _sessions:
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username=username))
        _sessions[username] = f"session={client.cookies['session'].value}; csrf={TOKEN}"
    return _sessions[username]


def empty_form() -> dict[str, object]:
    """The form of a new piece of news, filled in but for its title."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="writer"))
    fields = Fields(client.get(ADD).content.decode()).values
    return fields | {
        "csrfmiddlewaretoken": TOKEN,
        "summary": "สรุป",
        "body": "<p>ข่าว</p>",
        "dated_on": "02/11/2569",
        "_submit_next": "1",
    }


class Officers:
    """A context manager: they begin when it is entered, and have stopped when it is left.

    Each writes a piece of news (every third with a file), submits it, and an approver publishes it. `promises`: title →
    how far it was acknowledged; `files`: title → the words in its acknowledged file.
    """

    def __init__(self, ground: Ground, name: str, people: int = 8):
        self.ground, self.name, self.people = ground, name, people
        self.promises: dict[str, int] = {}
        self.files: dict[str, str] = {}
        self.acknowledged = 0
        self.statuses: Counter[int] = Counter()
        self._stop = threading.Event()
        self._form = empty_form()
        session("writer"), session("approver")
        connections.close_all()
        self._threads = [threading.Thread(target=self._work, args=(number,)) for number in range(people)]

    def __enter__(self) -> "Officers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    @property
    def refused(self) -> int:
        return sum(number for status, number in self.statuses.items() if status != 302)

    def go_on(self, writes: int, seconds: float = 60) -> None:
        """Let them get so many more promises. Raises RuntimeError when they do not."""
        goal, deadline = self.acknowledged + writes, time.monotonic() + seconds
        while self.acknowledged < goal:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: nothing is acknowledged any more, {self.statuses}")
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.3))

    def _work(self, person: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            if not self._one(f"{self.name} {person}-{number}", with_file=number % 3 == 0):
                time.sleep(0.1)

    def _one(self, title: str, *, with_file: bool) -> bool:
        fields = self._form | {"title": title}
        if with_file:
            # One title and one file each: what is found later was promised to nobody else.
            fields |= _file(f"เอกสารของ {title}")
        submit = self._post("writer", ADD, fields)
        if not submit:
            return False
        self._promise(title, DRAFT)
        if with_file:
            self.files[title] = f"เอกสารของ {title}"
        ticks = dict.fromkeys(ALL_TICKS, "on")
        if not self._post("writer", submit, {"seen": "1", **ticks}):
            return False
        self._promise(title, SUBMITTED)
        approve = submit.replace("/submit/", "/approve/")
        if not self._post("approver", approve, {"seen": "2", "when": "now", **ticks}):
            return False
        self._promise(title, PUBLISHED)
        return True

    def _promise(self, title: str, step: int) -> None:
        self.promises[title] = step
        self.acknowledged += 1

    def _post(self, username: str, path: str, fields: dict[str, object]) -> str:
        """Where the site sends the browser after it has written; empty: no promise was made."""
        status, location = post(self.ground, username, path, fields)
        self.statuses[status] += 1
        return location if status == 302 else ""


def post(ground: Ground, username: str, path: str, fields: dict[str, object]) -> tuple[int, str]:
    """(status, where to go next); 0 when there was no answer."""
    body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": TOKEN, **fields})
    headers = {"Cookie": session(username), "Content-Type": MULTIPART_CONTENT, "Connection": "close"}
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", ground.port, timeout=PATIENCE)) as connection:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException):
        return 0, ""


def _file(words: str) -> dict[str, object]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return {
        "not_classified": "on",
        "attachments-TOTAL_FORMS": "1",
        "attachments-0-upload": SimpleUploadedFile("เอกสาร.txt", words.encode(), "text/plain"),
        "attachments-0-title": "เอกสาร",
        "attachments-0-order": "0",
    }


def reckon(outcome: Outcome, ground: Ground, officers: Officers) -> Outcome:
    """What was promised, against what is there; whether all agrees and readers are answered."""
    ground.until_it_answers()
    connections.close_all()
    outcome.acknowledged += officers.acknowledged
    outcome.refused += officers.refused
    found = {}
    for edition in Edition.objects.filter(title__startswith=f"{officers.name} "):
        if edition.title in found:
            outcome.troubles.append(f"{edition.title}: twice")
        found[edition.title] = edition
    for title, step in officers.promises.items():
        edition = found.get(title)
        if edition is None or REACHED[edition.state] < step:
            outcome.lost.append(f"{title}: {edition.state if edition else 'not there'}, promised {step}")
    for title, words in officers.files.items():
        held = Attachment.objects.filter(edition__title=title).select_related("stored")
        if [_bytes(one) for one in held] != [words.encode()]:
            outcome.lost.append(f"{title}: its file")
    if officers.statuses[500]:
        errors = re.findall(
            r"^[\w.]*(?:Error|Exception)\b.*$", ground.log.read_text(errors="replace"), re.MULTILINE
        )
        outcome.troubles.append(f"{officers.statuses[500]} answers of 500: {Counter(errors).most_common(5)}")
    outcome.troubles += disagreements()
    newest = Edition.objects.filter(state=State.PUBLISHED).latest("pk")
    status = ground.status(f"/news/{newest.publication_id}/")
    if status != 200:
        outcome.troubles.append(f"the newest item is answered with {status}")
    connections.close_all()
    return outcome


def _bytes(attachment: Attachment) -> bytes:
    from django.core.files.storage import default_storage

    with default_storage.open(attachment.stored.storage_name) as file:
        return file.read()


def ledger_is_whole() -> bool:
    return not list(ledger.faults())

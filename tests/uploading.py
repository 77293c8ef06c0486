"""Sending files to the editing form as a writer's browser does, and looking at what the store then holds."""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from publishing.admin.upload_forms import DocumentForm, PhotoForm
from publishing.models import Attachment
from tests.desk import Fields
from tests.helpers import make_draft
from tests.hostile import build

DOCUMENT, PHOTO = Attachment.Kind.DOCUMENT, Attachment.Kind.PHOTO
BOUNDARY = "ponko-boundary"
PREFIX = {DOCUMENT: "attachments", PHOTO: "attachments-2"}
#: The ways in: a row for each file, or the one input for several files.
ROWS, MANY = "rows", "many"


def upload(name: str, builder: str, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, build(builder), content_type)


@pytest.fixture
def store(settings, tmp_path, monkeypatch) -> Path:
    """The store, empty at first. Temporary files go to `tmp`, beside it."""
    folder, temporary = tmp_path / "files", tmp_path / "tmp"
    folder.mkdir()
    temporary.mkdir()
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    settings.FILE_UPLOAD_TEMP_DIR = str(temporary)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    return folder


def left_behind(store: Path) -> list[Path]:
    return [path for path in store.parent.rglob("*") if path.is_file()]


class Desk:
    """The writer before the form of a draft, with files to send."""

    def __init__(self, client):
        self.client = client
        self.draft = make_draft()
        self.address = reverse("admin:announcements_announcement_change", args=[self.draft.pk])

    def fields(
        self, files: dict[Attachment.Kind, list], door: str = ROWS, **changes: str
    ) -> dict[str, object]:
        """What the browser would send when these files (None: a row without one) are chosen in new rows or at once."""
        form = Fields(self.client.get(self.address).content.decode()).values
        fields = {**form, "not_classified": "on", "_save": "1", **changes}
        for kind, chosen in files.items():
            prefix = PREFIX[kind]
            if door == MANY:
                fields[f"{prefix}-many"] = [file for file in chosen if file]
                continue
            saved = int(fields[f"{prefix}-INITIAL_FORMS"])
            fields[f"{prefix}-TOTAL_FORMS"] = str(saved + len(chosen))
            for number, file in enumerate(chosen, saved):
                row = {"title": "", "alt": "", "caption": "", "order": "0"} | (
                    {"upload": file} if file else {}
                )
                fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
        return fields

    def post(self, fields: dict[str, object]):
        return self.client.post(self.address, fields)

    def send(self, files: dict[Attachment.Kind, list], door: str = ROWS, **changes: str):
        return self.post(self.fields(files, door, **changes))

    def stream(self, body: "Body"):
        """Send a body that is made while it is read."""
        return self.client.request(
            **{
                "REQUEST_METHOD": "POST",
                "PATH_INFO": self.address,
                "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
                "CONTENT_LENGTH": str(len(body)),
                "wsgi.input": body,
            }
        )


@pytest.fixture
def desk(client, cast) -> Desk:
    client.force_login(cast.writer)
    return Desk(client)


class Body:
    """A multipart body with one file, made piece by piece so that the test itself holds none of it."""

    def __init__(
        self,
        fields,
        pieces: Iterable[bytes],
        length: int,
        encoding: str = "",
        name: str = "big.pdf",
        door: str = ROWS,
    ):
        head = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        field = "attachments-many" if door == MANY else "attachments-0-upload"
        about = f"form-data; name=\"{field}\"; filename*=UTF-8''{quote(name, safe='')}"
        head += f"--{BOUNDARY}\r\nContent-Disposition: {about}\r\n"
        head += f"Content-Transfer-Encoding: {encoding}\r\n\r\n" if encoding else "\r\n"
        tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.pieces = chain([head.encode()], pieces, [tail])
        self.length = len(head.encode()) + length + len(tail)
        self.waiting = b""

    def __len__(self) -> int:
        return self.length

    def readline(self, size: int = -1) -> bytes:
        raise AssertionError("Django reads bodies in pieces.")

    def read(self, size: int = 0) -> bytes:
        while len(self.waiting) < size and (piece := next(self.pieces, b"")):
            self.waiting += piece
        given, self.waiting = self.waiting[:size], self.waiting[size:]
        return given


def sentences(response, kind: Attachment.Kind, door: str = ROWS) -> list[str]:
    """The errors of the first file row of `kind`, or of the input for several, in a form that came back."""
    formset = rows_of(response, kind)
    return formset.non_form_errors() if door == MANY else formset.forms[0].errors.get("upload", [])


def rows_of(response, kind: Attachment.Kind):
    form_class = PhotoForm if kind == PHOTO else DocumentForm
    formsets = [formset.formset for formset in response.context["inline_admin_formsets"]]
    (formset,) = [formset for formset in formsets if issubclass(formset.form, form_class)]
    return formset

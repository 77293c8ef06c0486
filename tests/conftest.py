"""One cast everywhere: the people of a small office, made once a session; every test rolls its own writes back."""

import gc
import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, connections
from django.template.base import Template
from django.template.context import Context
from django.test.signals import template_rendered

from accounts.models import Position, User
from accounts.roles import Role
from publishing import files, pictures, uploads
from publishing.gates import extract
from publishing.pictures import Picture
from tests import copies
from tests.helpers import store_samples

pytest_plugins = ["tests.site", "tests.uploading"]

#: sign-in name → (role or None, position title)
CAST = {
    "writer": (Role.WRITER, "นักประชาสัมพันธ์"),
    "writer2": (Role.WRITER, "นิติกร"),
    "reviewer": (Role.REVIEWER, "หัวหน้าสำนักปลัด"),
    "approver": (Role.APPROVER, "ปลัดองค์การบริหารส่วนตำบล"),
    "approver2": (Role.APPROVER, "รองปลัดองค์การบริหารส่วนตำบล"),
    "chief": (Role.CHIEF_EXECUTIVE, "นายกองค์การบริหารส่วนตำบล"),
    "administrator": (Role.ADMINISTRATOR, "นักวิชาการคอมพิวเตอร์"),
    "assessor": (Role.ASSESSOR, ""),
    "onlooker": (None, "นายช่างโยธา"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not dry"`: only what a second database could answer in another way."""
    seen: set[str] = set()
    for item in items:
        fixtures = {"db", "transactional_db", "site"} & set(getattr(item, "fixturenames", ()))
        marks = [item.get_closest_marker(name) for name in ("django_db", "own_database", "browser")]
        name = item.nodeid.partition("[")[0]
        is_alike = bool(item.get_closest_marker("alike")) or asks_who_may(item)
        if item.get_closest_marker("browser"):
            is_dry = not item.get_closest_marker("each_database")
        else:
            is_dry = not fixtures and not any(marks) or is_alike and name in seen
        if not item.get_closest_marker("dry"):
            seen.add(name)
        if is_dry:
            item.add_marker(pytest.mark.dry)


def asks_who_may(item: pytest.Item) -> bool:
    """Whether its cases are people: who may is the same on every database."""
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return any(isinstance(value, str) and value in CAST for value in values)


def pytest_collection_finish() -> None:
    """The garbage collector need not look at everything that was imported again and again: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def only_whole_pages_tell_their_context(django_test_environment) -> None:
    """`response.context` is that of the page. Django's test client would copy it again for each of a hundred components."""

    def render(template: Template, context: Context) -> str:
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    Template._render = render


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The office and its people are there before the first test, in a database of this process."""
    folder = tmp_path_factory.mktemp("database")
    database = f"test_ponko_{secrets.token_hex(6)}" if copies.server() else str(folder / "db.sqlite3")
    copies.lay(copies.EMPTY, folder, database)
    connection.settings_dict["NAME"] = database
    with django_db_blocker.unblock():
        for username, (role, title) in CAST.items():
            user = User.objects.create_user(
                username, password="pass", full_name=f"ผู้แสดง {username}", is_staff=True
            )
            user.position = Position.objects.filter(title=title).first()
            user.save()
            if role:
                user.groups.add(Group.objects.get(name=role.label))
        store_samples()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    if copies.server():
        copies.on_server(f"DROP DATABASE {database} WITH (FORCE)")


@pytest.fixture(scope="session", autouse=True)
def same_bytes_are_looked_into_once() -> Iterator[None]:
    """What other programs say about a file, and what a photo becomes, is remembered in this process by its bytes.

    Limits that a test changes are part of what is asked, and whatever was refused is asked again.
    """
    known: dict[tuple, object] = {}

    def remember(function: Callable, subject: object, data: bytes, *about: object) -> object:
        limits = (extract.TIMEOUT, uploads.PDF_TIMEOUT, shutil.which("pdftotext"), shutil.which("prlimit"))
        key = (function, hashlib.sha256(data).digest(), *about, *limits)
        if known.get(key) is None:
            known[key] = function(subject, *about)
        return known[key]

    def of_path(function: Callable) -> Callable:
        return lambda path, *about: remember(function, path, Path(path).read_bytes(), *about)

    def read_picture(upload: UploadedFile) -> Picture:
        upload.seek(0)
        data = upload.name.encode() + upload.read()
        return remember(pictures.read_picture, upload, data)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(extract, "passages", of_path(extract.passages))
        patched.setattr(uploads, "_pdf_report", of_path(uploads._pdf_report))
        patched.setattr(uploads, "_pdf_has_text", of_path(uploads._pdf_has_text))
        patched.setattr(files, "read_picture", read_picture)
        yield


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """Everybody by sign-in name: `cast.writer`, `cast.approver`, …"""
    return SimpleNamespace(**{user.username: user for user in User.objects.filter(username__in=CAST)})


@pytest.fixture
def as_user(client):
    """`as_user(cast.writer)`: the test client signed in as that person."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in

"""One cast everywhere: the people of a small office, made once a session; every test rolls its own writes back."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group

from accounts.models import Position, User
from accounts.roles import Role
from ponko_site.office_setup import set_up_office
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
    for item in items:
        fixtures = {"db", "transactional_db", "site"} & set(getattr(item, "fixturenames", ()))
        marks = [item.get_closest_marker(name) for name in ("django_db", "own_database", "browser")]
        if not fixtures and not any(marks):
            item.add_marker(pytest.mark.dry)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The office and its people are there before the first test."""
    with django_db_blocker.unblock():
        set_up_office()
        for username, (role, title) in CAST.items():
            user = User.objects.create_user(
                username, password="pass", full_name=f"ผู้แสดง {username}", is_staff=True
            )
            user.position = Position.objects.filter(title=title).first()
            user.save()
            if role:
                user.groups.add(Group.objects.get(name=role.label))
        store_samples()


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

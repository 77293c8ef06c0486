"""Attack cases about accounts that need more than a request; test_sign_in.py has the others by their numbers."""

import pytest
from django.test import Client

from accounts.models import User
from announcements.models import Announcement
from publishing.models import Edition, LedgerEvent
from publishing.refusal import Refused
from publishing.states import Action
from publishing.workflow import move
from tests import test_settings
from tests.accounts.helpers import try_to_sign_in
from tests.conftest import CAST
from tests.helpers import ALL_TICKS, make_live, submit

pytestmark = [pytest.mark.django_db, pytest.mark.dry]


def test_a_site_that_was_just_set_up_has_no_account_with_a_known_password(db):
    """AU-013: the set-up makes roles and an office, and nobody (the people of these tests are their own)."""
    assert not User.objects.exclude(username__in=CAST).exists()
    for name in ("admin", "root", "demo", "administrator"):
        assert try_to_sign_in(Client(), name, name).status_code == 200


def test_the_cookies_of_a_real_site_are_out_of_reach_of_scripts_and_other_hosts(tmp_path):
    """AU-014."""
    names = [
        *(f"{cookie}_COOKIE_NAME" for cookie in ("SESSION", "CSRF")),
        *(f"SESSION_COOKIE_{flag}" for flag in ("SECURE", "HTTPONLY", "SAMESITE", "DOMAIN", "PATH")),
        *(f"CSRF_COOKIE_{flag}" for flag in ("SECURE", "HTTPONLY")),
    ]
    shown = f"[{', '.join(f'settings.{name}' for name in names)}]"
    found = test_settings.values(tmp_path, test_settings.PRODUCTION, shown)
    assert found == ["__Host-session", "__Host-csrf", True, True, "Lax", None, "/", True, True]


def test_a_stolen_password_of_a_writer_brings_nothing_before_the_public(client, cast):
    """SP-010: thirty drafts with a hidden link, none of it public; the approver is told what is new in them."""
    lives = [make_live(Announcement, title=f"เรื่องที่ {number}") for number in range(3)]
    try_to_sign_in(client, "writer", address="198.51.100.66")
    before = [client.get(live.publication.address).content for live in lives]
    body = '<p>ข้อความ</p><p><a href="https://slot-pg.example/">เครดิตฟรี</a></p>'
    drafts = []
    for live in lives:
        draft = move(live, Action.START, actor=cast.writer).specific
        draft.body, draft.change_kind, draft.change_note = body, "major", "ปรับปรุง"
        draft.save()
        drafts.append(submit(Announcement.objects.get(pk=draft.pk)))
        with pytest.raises(Refused):
            move(drafts[-1], Action.APPROVE, actor=cast.writer, ticks=ALL_TICKS)
    client.logout()
    assert [
        client.get(live.publication.address).content == page for live, page in zip(lives, before, strict=True)
    ]
    assert not Edition.objects.live().filter(body__contains="slot-pg").exists()
    client.force_login(cast.approver)
    page = client.get(f"/admin/announcements/announcement/{drafts[0].pk}/move/approve/").content.decode()
    assert "slot-pg.example" in page
    assert LedgerEvent.objects.filter(actor=cast.writer, edition=drafts[0]).exists()
    client.force_login(cast.administrator)
    assert "198.51.100.66" in client.get("/admin/accounts/signinevent/").content.decode()

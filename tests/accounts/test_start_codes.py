"""The first way into an account: a code on paper, once, for three days, and nobody else ever knows the password."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import sign_in_limits, start_codes
from accounts.models import SignInEvent, StartCode, User
from accounts.sign_in_log import record
from publishing.models import LedgerEvent, Letter
from tests.accounts.helpers import code_of, give_app, is_signed_in, try_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.dry]
START = "/admin/start/"
PASSWORD = "ปลาร้าบนดวงจันทร์สีม่วง"
ADD = "/admin/accounts/user/add/"
Kind = SignInEvent.Kind


def use(client: Client, name: str, code: str, password: str = PASSWORD):
    return client.post(START, {"username": name, "code": code, "password1": password, "password2": password})


def give(person: User) -> str:
    return start_codes.give(person, by="ผู้ดูแลระบบ")


def test_a_new_account_has_no_password_until_its_person_uses_the_paper(as_user, cast, client, settings):
    """The administrator never knows it; what follows at once is adding the second factor."""
    settings.SECOND_FACTOR = "all"
    settings.SITE_ADDRESS = "https://www.phoneko.go.th"
    User.objects.filter(pk=cast.administrator.pk).update(is_demo=True)
    desk = as_user(cast.administrator)
    made = desk.post(ADD, {"username": "newcomer", "full_name": "นายมาใหม่ ใจดี", "position": "", "email": ""})
    person = User.objects.get(username="newcomer")
    assert (made.status_code, person.has_usable_password(), person.is_staff) == (302, False, True)
    html = desk.post(f"/admin/accounts/user/{person.pk}/password/").content.decode()
    (code,) = re.findall(r"start-code\">([\d ]{19})<", html)
    assert "https://www.phoneko.go.th/admin/start/" in html
    assert code.replace(" ", "") not in str(StartCode.objects.values_list())
    assert use(client, "newcomer", code)["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == "/admin/2fa/begin/"
    assert try_to_sign_in(Client(), "newcomer", PASSWORD).status_code == 302
    assert "หมดเวลา" in use(Client(), "newcomer", code).content.decode()
    assert [event.note for event in LedgerEvent.objects.filter(action="จัดการบัญชี")] == [
        "นายมาใหม่ ใจดี: สร้างบัญชี",
        "นายมาใหม่ ใจดี: ออกรหัสเริ่มใช้งาน",
    ]


def test_a_code_ends_after_three_days_with_a_newer_one_and_with_the_account(cast, client, time_machine):
    old, new = give(cast.writer), give(cast.writer)
    assert start_codes.owner_of("writer", old.replace(" ", "")) is None
    digits = new.replace(" ", "")
    assert start_codes.owner_of("writer", digits) == cast.writer
    assert start_codes.owner_of("approver", digits) is None
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)
    assert start_codes.owner_of("writer", digits) is None
    User.objects.filter(pk=cast.writer.pk).update(is_active=True)
    time_machine.move_to(timezone.now() + start_codes.LASTS + timedelta(minutes=1))
    assert start_codes.owner_of("writer", digits) is None
    sign_in_limits.clean()
    assert not StartCode.objects.exists()


def test_an_account_that_is_suspended_and_opened_again_needs_a_new_paper(as_user, cast, client):
    code = give(cast.writer)
    desk, page = as_user(cast.administrator), f"/admin/accounts/user/{cast.writer.pk}/change/"
    groups = list(cast.writer.groups.values_list("pk", flat=True))
    sent = {"username": "writer", "full_name": "นายผู้เขียน ใจดี", "position": "", "email": "", "groups": groups}
    for active in ({}, {"is_active": "on"}):
        assert desk.post(page, sent | active).status_code == 302
    assert User.objects.get(pk=cast.writer.pk).is_active
    assert "ขอใบใหม่" in use(client, "writer", code).content.decode()


def test_giving_one_ends_the_password_and_the_sessions_but_no_second_factor(cast, client):
    secret = give_app(cast.approver)
    other = Client()
    other.force_login(cast.approver)
    code = give(cast.approver)
    assert not is_signed_in(other)
    assert try_to_sign_in(client, "approver").status_code == 200
    thai = code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert use(client, "approver", thai)["Location"] == "/admin/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post("/admin/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(client)


def test_a_password_that_is_refused_costs_neither_the_code_nor_a_try(cast, client):
    code = give(cast.writer)
    for _ in range(12):
        html = use(client, "writer", code, "password").content.decode()
        assert "สั้นเกินไป" in html and 'value="writer"' in html
    assert use(client, "writer", code).status_code == 302
    assert not SignInEvent.objects.filter(kind=Kind.FAILED).exists()


def test_guessing_a_code_is_limited_like_guessing_a_password(cast, client):
    code = give(cast.writer)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**16:016}"
    assert [use(client, name, wrong).status_code for name in ["writer"] * 6] == [200] * 5 + [429]
    assert use(client, "writer", code).status_code == 429
    answers = {
        use(Client(REMOTE_ADDR="198.51.100.9"), name, wrong).content.count(b"<p")
        for name in ("writer", "nobody")
    }
    assert len(answers) == 1


@pytest.mark.parametrize("typed", ["", "\x00", "ก" * 50, "1" * 100_000, "-1", "[" * 99])
@pytest.mark.alike
def test_nothing_typed_breaks_the_page(cast, client, typed):
    assert use(client, typed, typed, typed).status_code == 200


def test_nobody_gives_himself_one_and_the_account_must_be_open(as_user, cast):
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)
    desk = as_user(cast.administrator)
    addresses = [f"/admin/accounts/user/{one.pk}/password/" for one in (cast.administrator, cast.writer)]
    assert [desk.post(address).status_code for address in addresses] == [403, 403]
    assert [desk.get(f"/admin/accounts/user/{key}/password/").status_code for key in ("x", "9" * 40)] == [
        404
    ] * 2
    assert not StartCode.objects.exists()


def test_the_command_gives_one_to_the_last_administrator(cast, client, capsys):
    call_command("reset_second_factor", "administrator", reason="ไม่มีผู้ดูแลระบบคนอื่น")
    (code,) = re.findall(r"\d{4} \d{4} \d{4} \d{4}", capsys.readouterr().out)
    assert use(client, "administrator", code).status_code == 302


# Letters


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("recipient__username", "subject"))


def test_what_changes_the_way_in_is_told_at_once(cast, client, settings):
    User.objects.filter(pk=cast.writer.pk).update(email="w@example.go.th")
    request = client.get(
        "/", headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140"}
    ).wsgi_request
    cast.writer.refresh_from_db()
    for kind in Kind:
        record(kind, request, user=cast.writer, detail="เหลือ 2 รหัส" if kind == Kind.CODE_USED else "")
    told = [
        Kind.FACTOR_ADDED, Kind.FACTOR_REMOVED, Kind.CODES_MADE, Kind.CODE_USED, Kind.START_GIVEN, Kind.FACTOR_RESET,
        Kind.PASSWORD_CHANGED,
    ]  # fmt: skip
    assert letters() == [("writer", f"บัญชีของท่าน: {kind.label}") for kind in told]
    body = Letter.objects.get(subject__contains=Kind.CODE_USED.label).body
    assert "ใช้รหัสสำรอง (เหลือ 2 รหัส)" in body and "Chrome บน Android เครือข่าย 127.0.0.x" in body
    assert f"ให้แจ้งผู้ดูแลระบบ ({cast.administrator.full_name})" in body


def test_administrators_hear_of_a_reset_also_the_one_who_did_it(cast, as_user):
    for person in (cast.administrator, cast.approver):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.go.th")
    as_user(cast.administrator).post(
        f"/admin/accounts/user/{cast.approver.pk}/second-factor/", {"reason": "โทรศัพท์หาย พบตัวแล้ว"}
    )
    assert letters() == [
        ("approver", f"บัญชีของท่าน: {Kind.FACTOR_RESET.label}"),
        ("administrator", f"บัญชีของ{cast.approver.full_name}: {Kind.FACTOR_RESET.label}"),
    ]
    assert cast.administrator.full_name in Letter.objects.first().body


def test_a_recovery_code_that_was_used_is_told_with_how_many_are_left(cast, client):
    give_app(cast.approver)
    codes = RecoveryCodes.activate(cast.approver).generate_codes()
    try_to_sign_in(client, "approver")
    client.post("/admin/2fa/authenticate/", {"code": codes[0]})
    assert SignInEvent.objects.get(kind=Kind.CODE_USED).detail == "เหลือ 9 รหัส"

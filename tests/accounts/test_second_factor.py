"""The second factor: who must have one, that nothing opens without it, and the ways back in when it is lost."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from accounts import second_factor
from accounts.models import Acting, SignInEvent, User
from accounts.sign_in_limits import TOO_MANY
from publishing.lost_factor import ACTION
from publishing.models import LedgerEvent
from tests.accounts.helpers import code_of, give_app, is_signed_in, try_to_sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.dry]
FIRST, ASKED = "/admin/2fa/begin/", "/admin/2fa/authenticate/"
REASON = {"reason": "โทรศัพท์หาย พบตัวที่สำนักงานแล้ว"}
Kind = SignInEvent.Kind


@pytest.fixture(autouse=True)
def by_roles(settings):
    settings.SECOND_FACTOR = "roles"


def enrol(client: Client) -> tuple[str, list[str]]:
    """Add an app as somebody does who was sent to; returns its secret and the recovery codes, which are shown once."""
    html = client.get("/admin/2fa/totp/activate/").content.decode()
    (secret,) = re.findall(r'class="sign-in-secret">([A-Z2-7 ]+)<', html)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post("/admin/2fa/totp/activate/", {"code": code_of(secret)})
    # What is told at the commit, here after the answer, is otherwise in the session before it is saved.
    answer.wsgi_request.session.save()
    assert answer["Location"] == "/admin/2fa/recovery-codes/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get(answer["Location"]).content.decode())
    assert len(codes) == 10
    assert re.findall(r"<code>", client.get(answer["Location"]).content.decode()) == []
    return secret, codes


@pytest.mark.parametrize(
    ("name", "expected"),
    [("writer", "/admin/"), ("onlooker", "/admin/"), ("assessor", "/admin/")]
    + [(name, FIRST) for name in ("reviewer", "approver", "chief", "administrator")],
)
def test_who_can_publish_or_hand_out_accounts_adds_one_first(client, cast, name, expected):
    assert try_to_sign_in(client, name)["Location"] == "/admin/"
    answer = client.get("/admin/", follow=False)
    assert (answer["Location"] if answer.status_code == 302 else "/admin/") == expected


def test_the_setting_asks_everybody_or_nobody(cast, settings):
    asked = {}
    for value in ("all", "roles", "none"):
        settings.SECOND_FACTOR = value
        asked[value] = [
            second_factor.must_have(User.objects.get(username=name)) for name in ("writer", "approver")
        ]
    assert asked == {"all": [True, True], "roles": [False, True], "none": [False, False]}


def test_before_it_is_added_nothing_of_the_desk_opens(client, cast):
    """Every address of the desk sends on to adding it; outside of the desk one is a visitor."""
    try_to_sign_in(client, "approver")
    wrong = []
    for path in _desk_paths():
        for answer in (client.get(path), client.post(path, {"_save": "1"})):
            if (answer.status_code, answer.headers.get("Location")) != (302, FIRST):
                wrong.append((path, answer.status_code))
    assert wrong == []
    assert "/admin/login/" in client.get("/styleguide/")["Location"]
    assert client.get("/admin/login/?next=/styleguide/")["Location"] == FIRST
    assert client.get(FIRST).status_code == 200
    assert client.get("/").status_code == 200


def _desk_paths() -> list[str]:
    """An address for each pattern below /admin/ that is not of the second factor itself."""
    found = []
    for resolver in get_resolver().url_patterns:
        if str(resolver.pattern) != "admin/":
            continue
        for pattern in resolver.url_patterns:
            path = "/admin/" + re.sub(r"<[^>]*>", "1", str(pattern.pattern)).replace("^", "")
            if "(?P" not in path and not path.startswith(
                ("/admin/2fa/", "/admin/confirm/", "/admin/logout/")
            ):
                found.append(path)
    assert len(found) > 50
    return found


@pytest.mark.parametrize(
    "path", ["recovery-codes/generate/", "webauthn/add/", "totp/deactivate/", "totp/activate/"]
)
def test_a_session_from_before_it_was_added_cannot_get_round_it(cast, path):
    """Whoever stole the password signed in first, and waits: he gets neither recovery codes nor a factor of his own."""
    thief, owner = Client(), Client()
    for one in (thief, owner):
        try_to_sign_in(one, "approver")
    kept = dict(thief.session)
    enrol(owner)
    assert "/admin/login/" in thief.get(f"/admin/2fa/{path}")["Location"]
    # Nor in a session that somehow stands: what is there already must be shown first.
    thief.force_login(cast.approver)
    session = thief.session
    session.update({name: value for name, value in kept.items() if not name.startswith("_auth")})
    session.save()
    for answer in (thief.get(f"/admin/2fa/{path}"), thief.post(f"/admin/2fa/{path}")):
        assert (answer.status_code, answer.headers.get("Location")) == (302, FIRST)


def test_whoever_acts_for_such_a_position_needs_one_on_those_days(client, cast):
    try_to_sign_in(client, "writer")
    assert client.get("/admin/").status_code == 200
    today = timezone.localdate()
    Acting.objects.create(
        person=cast.writer,
        position=cast.approver.position,
        role="approver",
        starts_on=today,
        ends_on=today,
        order_number="1/2569",
    )
    assert client.get("/admin/")["Location"] == FIRST
    enrol(client)
    assert client.get("/admin/").status_code == 200


def test_enrolment_then_signing_in_by_code_and_by_recovery_code_once_each(client, cast, time_machine):
    try_to_sign_in(client, "approver")
    secret, codes = enrol(client)
    assert client.get("/admin/").status_code == 200
    seen = SignInEvent.objects.values_list("kind", flat=True)
    assert sorted(seen) == sorted([Kind.SIGNED_IN, Kind.CODES_MADE, Kind.FACTOR_ADDED])
    time_machine.move_to(timezone.now() + timedelta(minutes=2), tick=False)
    again = Client()
    for code, signed_in in (
        (code_of(secret), True),
        (code_of(secret), False),
        (codes[0], True),
        (codes[0], False),
    ):
        assert try_to_sign_in(again, "approver")["Location"] == ASKED
        assert not is_signed_in(again)
        answer = again.post(ASKED, {"code": code})
        assert (answer.status_code == 302, is_signed_in(again)) == (signed_in, signed_in), code
        again.post("/admin/logout/")
    kinds = list(SignInEvent.objects.values_list("kind", flat=True))
    assert kinds.count(Kind.CODE_FAILED) == 2


def test_a_code_that_was_seen_is_worth_nothing_half_a_minute_later(client, cast, time_machine):
    """The package remembers it for 30 seconds, but with its tolerance takes it for 60 to 90."""
    secret = give_app(cast.approver)
    code = code_of(secret, 1)
    try_to_sign_in(client, "approver")
    assert client.post(ASKED, {"code": code}).status_code == 302
    time_machine.move_to(timezone.now() + timedelta(seconds=40), tick=False)
    again = Client()
    try_to_sign_in(again, "approver")
    assert again.post(ASKED, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    assert not is_signed_in(again)


def test_codes_are_guessed_five_times_in_all_whatever_the_session(cast):
    secret = give_app(cast.approver)
    refused = []
    for _ in range(7):
        one = Client()
        try_to_sign_in(one, "approver")
        refused.append("รอ 5 นาที" in one.post(ASKED, {"code": "000000"}).content.decode())
    assert refused == [False] * 5 + [True] * 2
    one = Client()
    try_to_sign_in(one, "approver")
    one.post(ASKED, {"code": code_of(secret)})
    assert not is_signed_in(one)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "\x00",
        "ก" * 50,
        "1" * 100_000,
        "-1",
        "0x10",
        "[" * 9999,
        "{}",
        '{"id": 1, "rawId": [], "response": {}}',
    ],
)
@pytest.mark.alike
def test_no_code_breaks_the_page(client, cast, code):
    give_app(cast.approver)
    try_to_sign_in(client, "approver")
    assert client.post(ASKED, {"code": code}).status_code == 200
    assert client.post(ASKED, {"credential": code}).status_code == 200
    client.force_login(cast.writer)
    session = client.session
    session["began"] = time.time()
    session.save()
    assert client.post("/admin/2fa/webauthn/add/", {"credential": code}).status_code == 200


def test_thai_digits_are_taken(client, cast):
    secret = give_app(cast.approver)
    try_to_sign_in(client, "approver")
    client.post(ASKED, {"code": code_of(secret).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))})
    assert is_signed_in(client)


def test_what_lies_in_the_database_is_no_secret_that_could_be_used(cast, settings):
    secret = give_app(cast.approver)
    row = Authenticator.objects.get()
    assert secret not in str(row.data)
    assert row.wrap().validate_code(code_of(secret))
    settings.SECRET_KEY = "another-key-that-is-long-enough-for-the-check-of-fifty-characters"
    assert not row.wrap().validate_code(code_of(secret, 1))


def test_the_last_one_stays_with_whom_must_have_one(client, cast):
    try_to_sign_in(client, "approver")
    enrol(client)
    html = client.post("/admin/2fa/totp/deactivate/").content.decode()
    assert "ให้เพิ่มวิธีอื่นก่อน" in html
    assert second_factor.has_one(cast.approver)


def test_changing_how_one_signs_in_asks_for_the_password_again_after_a_while(client, cast, time_machine):
    try_to_sign_in(client, "approver")
    enrol(client)
    time_machine.move_to(timezone.now() + timedelta(minutes=11), tick=False)
    answer = client.post("/admin/2fa/recovery-codes/generate/")
    assert answer["Location"].startswith("/admin/confirm/?next=")
    client.post(answer["Location"], {"password": "pass"})
    assert client.get("/admin/2fa/recovery-codes/generate/").status_code == 200


def test_guessing_the_password_in_an_open_session_is_limited_too(client, cast):
    try_to_sign_in(client, "writer")
    pages = [client.post("/admin/confirm/", {"password": "wrong"}).content.decode() for _ in range(11)]
    assert [TOO_MANY in page for page in pages][:5] == [False] * 5
    assert "ลอง" in pages[-1] and client.post("/admin/confirm/", {"password": "pass"}).status_code in (
        200,
        429,
    )


#: Each shows whoever asks his own.
OWN = [
    "/admin/account/", "/admin/2fa/", FIRST, "/admin/2fa/reauthenticate/", "/admin/2fa/totp/activate/",
    "/admin/2fa/totp/deactivate/",
    "/admin/2fa/recovery-codes/", "/admin/2fa/recovery-codes/generate/", "/admin/2fa/webauthn/", "/admin/2fa/webauthn/add/",
    "/admin/confirm/", ASKED,
]  # fmt: skip


def test_a_visitor_is_sent_to_the_sign_in_and_nobody_reaches_another_s_key(client, cast):
    for path in OWN:
        answer = client.get(path)
        assert (answer.status_code, "/admin/login/" in answer["Location"]) == (302, True), path
    key = Authenticator.objects.create(
        user=cast.approver, type="webauthn", data={"name": "กุญแจ", "credential": {}}
    )
    try_to_sign_in(client, "writer")
    for path in (f"/admin/2fa/webauthn/keys/{key.pk}/edit/", f"/admin/2fa/webauthn/keys/{key.pk}/remove/"):
        assert (client.get(path).status_code, client.post(path, {"name": "x"}).status_code) == (404, 404)
    assert Authenticator.objects.get().data["name"] == "กุญแจ"


# Lost


def test_an_administrator_takes_a_lost_one_away_with_a_reason_and_never_his_own(client, cast):
    secret = give_app(cast.approver)
    give_app(cast.administrator)
    lost = Client()
    try_to_sign_in(lost, "approver")
    lost.post(ASKED, {"code": code_of(secret)})
    assert is_signed_in(lost)
    client.force_login(cast.administrator)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(cast.administrator.pk)
    session.save()
    address = f"/admin/accounts/user/{cast.approver.pk}/second-factor/"
    assert client.post(address, {"reason": "สั้น"}).status_code == 200
    assert second_factor.has_one(cast.approver)
    paper = client.post(address, REASON)
    assert re.search(r"start-code\">\d{4} \d{4} \d{4} \d{4}<", paper.content.decode())
    assert User.objects.get(pk=cast.approver.pk).has_usable_password() is False
    assert (second_factor.has_one(cast.approver), is_signed_in(lost)) == (False, False)
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.actor, REASON["reason"] in event.note) == (ACTION, cast.administrator, True)
    own = client.post(f"/admin/accounts/user/{cast.administrator.pk}/second-factor/", REASON)
    assert (own.status_code, second_factor.has_one(cast.administrator)) == (403, True)
    assert Kind.FACTOR_RESET in SignInEvent.objects.filter(user=cast.approver).values_list("kind", flat=True)


def test_the_command_helps_the_last_administrator(cast, capsys):
    give_app(cast.administrator)
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "administrator", reason="")
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody", reason=REASON["reason"])
    call_command("reset_second_factor", "administrator", reason=REASON["reason"])
    assert not second_factor.has_one(cast.administrator)
    assert LedgerEvent.objects.latest("number").action == ACTION


# The demonstration


def test_people_of_the_demonstration_need_none_but_never_on_a_real_site(client, cast, settings):
    User.objects.filter(pk=cast.approver.pk).update(is_demo=True)
    try_to_sign_in(client, "approver")
    assert client.get("/admin/").status_code == 200
    assert "ระบบสาธิต" in Client().get("/admin/login/").content.decode()
    settings.HTTPS = True
    assert client.get("/admin/")["Location"] == FIRST
    assert "ระบบสาธิต" not in Client().get("/admin/login/").content.decode()


def test_passkeys_belong_to_the_host_of_the_site_whatever_was_asked(client, cast, settings):
    settings.SITE_ADDRESS = "https://www.phoneko.go.th"
    try_to_sign_in(client, "approver")
    html = client.get("/admin/2fa/webauthn/add/").content.decode()
    assert '"id": "www.phoneko.go.th"' in html
    assert "<script>" not in html and " style=" not in html


def test_the_desk_costs_no_query_more(client, cast, settings):
    """Of somebody whose session has shown it; the roles of the day are asked for anyway."""
    try_to_sign_in(client, "approver")
    enrol(client)
    counts = []
    for value in ("roles", "none"):
        settings.SECOND_FACTOR = value
        client.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/")
        counts.append(len(queries))
    assert counts[0] == counts[1]

"""Signing in: who gets in, who must wait, when a session ends, what is written down. Nothing tells whether an account exists."""

import statistics
import time
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, encode_multipart
from django.utils import timezone

from accounts import forms, sign_in_limits
from accounts.addresses import is_within, place_of
from accounts.models import SignInEvent, SignInSession
from accounts.sign_in_limits import TOO_MANY
from accounts.sign_in_log import hashed_name, record
from accounts.views import WRONG
from publishing.models import LedgerEvent
from tests.accounts.helpers import ELSEWHERE, HERE, LOGIN, is_signed_in, try_to_sign_in

pytestmark = pytest.mark.django_db
Kind = SignInEvent.Kind


def kinds(**about: object) -> list[str]:
    return list(SignInEvent.objects.filter(**about).order_by("pk").values_list("kind", flat=True))


# Who gets in


def test_name_or_address_and_password_sign_in_and_lead_where_one_wanted_to_go(client, cast):
    cast.writer.email = "Writer@example.go.th"
    cast.writer.save()
    for name in ("writer", "writer@example.go.th"):
        answer = client.post(LOGIN, {"username": name, "password": "pass", "next": "/admin/help/"})
        assert (answer.status_code, answer["Location"]) == (302, "/admin/help/")
        assert is_signed_in(client)
        client.post("/admin/logout/")
    assert kinds(user=cast.writer) == [Kind.SIGNED_IN, Kind.SIGNED_OUT] * 2


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "\x00"]
)
@pytest.mark.alike
def test_nobody_is_sent_to_another_site(client, cast, wanted):
    answer = client.post(LOGIN, {"username": "writer", "password": "pass", "next": wanted})
    assert answer["Location"] == "/admin/"


def test_an_address_of_two_people_signs_in_nobody(client, cast):
    for user in (cast.writer, cast.writer2):
        user.email = "same@example.go.th"
        user.save()
    assert WRONG in try_to_sign_in(client, "same@example.go.th").content.decode()


def test_default_names_and_deactivated_people_are_refused_in_the_same_words(client, cast):
    cast.writer2.is_active = False
    cast.writer2.save()
    tried = [("admin", "admin"), ("root", "root"), ("demo", "demo"), ("writer2", "pass"), ("writer", "wrong")]
    answers = [try_to_sign_in(client, name, password).content.decode() for name, password in tried]
    assert all(WRONG in html for html in answers)
    assert not is_signed_in(client)
    assert kinds() == [Kind.FAILED] * 5


def test_a_failure_is_written_down_without_name_and_password(client, cast):
    try_to_sign_in(client, "somebody-unknown", "my-secret-password")
    event = SignInEvent.objects.get()
    kept = " ".join(str(value) for value in vars(event).values())
    assert "somebody" not in kept and "secret" not in kept
    assert (event.address, event.user) == (HERE, None)


@pytest.mark.dry
def test_known_and_unknown_names_take_the_same_time(client, cast, settings):
    """AU-004, with the hasher of production at a tenth of its rounds."""
    settings.PASSWORD_HASHERS = ["tests.accounts.hasher.TenthOfProduction"]
    cast.writer.set_password("pass")
    cast.writer.save()
    times = {"writer": [], "nobody": []}
    for turn in range(15):
        for name, spent in times.items():
            begin = time.process_time()
            answer = try_to_sign_in(client, name, "wrong", address=f"203.0.113.{turn + 1}")
            spent.append(time.process_time() - begin)
            assert answer.status_code == 200
    known, unknown = (statistics.median(spent) for spent in times.values())
    assert abs(known - unknown) < 0.020, times


# Who must wait


def test_after_the_stated_number_of_failures_that_place_waits_and_no_other(client, cast):
    statuses = [try_to_sign_in(client, "writer", "wrong").status_code for _ in range(20)]
    assert statuses == [200] * sign_in_limits.OF_PAIR + [429] * 15
    refused = try_to_sign_in(client, "writer")
    assert (refused.status_code, TOO_MANY in refused.content.decode()) == (429, True)
    assert kinds() == [Kind.FAILED] * sign_in_limits.OF_PAIR + [Kind.REFUSED], "a flood leaves one line"
    assert try_to_sign_in(client, "writer", address=ELSEWHERE).status_code == 302


def test_the_wait_ends_by_itself(client, cast, time_machine):
    for _ in range(7):
        try_to_sign_in(client, "writer", "wrong")
    time_machine.move_to(timezone.now() + sign_in_limits.WINDOW + timedelta(seconds=1))
    assert try_to_sign_in(client, "writer").status_code == 302


def test_strangers_cannot_keep_an_officer_out(client, cast):
    """Forty addresses guess one name: the officer's own place is as before, a new one still has a try."""
    request = RequestFactory().get("/", REMOTE_ADDR=HERE)
    record(Kind.SIGNED_IN, request, user=cast.writer)
    for number in range(1, 41):
        stranger = RequestFactory().get("/", REMOTE_ADDR=f"192.0.2.{number}")
        record(Kind.FAILED, stranger, name="writer")
    assert try_to_sign_in(client, "writer", "typing mistake").status_code == 200
    assert try_to_sign_in(client, "writer").status_code == 302
    client.post("/admin/logout/")
    assert try_to_sign_in(client, "writer", address=ELSEWHERE).status_code == 302
    client.post("/admin/logout/")
    assert try_to_sign_in(client, "writer", "wrong", address="198.51.100.10").status_code == 200
    assert try_to_sign_in(client, "writer", "wrong", address="198.51.100.10").status_code == 429


def test_one_place_that_tries_many_names_slows_down(client, cast):
    request = RequestFactory().get("/", REMOTE_ADDR=HERE)
    for number in range(sign_in_limits.OF_PLACE):
        record(Kind.FAILED, request, name=f"name{number}")
    assert try_to_sign_in(client, "writer", "wrong").status_code == 200
    assert try_to_sign_in(client, "writer").status_code == 429


def test_one_place_that_tries_names_without_end_is_looked_at_no_more(client, cast, monkeypatch):
    monkeypatch.setattr(sign_in_limits, "OF_PLACE_AT_MOST", 3)
    request = RequestFactory().get("/", REMOTE_ADDR=HERE)
    record(Kind.SIGNED_IN, request, user=cast.writer)
    for number in range(3):
        record(Kind.FAILED, request, name=f"name{number}")
    statuses = [try_to_sign_in(client, f"other{number}", "wrong").status_code for number in range(4)]
    assert statuses == [429] * 4
    assert kinds().count(Kind.REFUSED) == 1, "a flood leaves one line"
    assert try_to_sign_in(client, "writer").status_code == 302


def test_of_ipv6_a_network_is_one_place(client, cast):
    statuses = [
        try_to_sign_in(client, "writer", "wrong", address=f"2001:db8:1:2::{number}").status_code
        for number in range(7)
    ]
    assert statuses == [200] * 5 + [429] * 2
    assert place_of("2001:db8:1:2::7") == "2001:db8:1:2::/64"


def test_the_address_is_that_of_the_proxy_s_last_word_and_only_behind_one(client, cast, settings):
    sent = {"username": "writer", "password": "wrong"}
    client.post(LOGIN, sent, REMOTE_ADDR=HERE, headers={"X-Forwarded-For": "1.2.3.4"})
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client.post(LOGIN, sent, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": f"1.2.3.4, {ELSEWHERE}"})
    assert list(SignInEvent.objects.order_by("pk").values_list("address", flat=True)) == [HERE, ELSEWHERE]


@pytest.mark.parametrize(("length", "works"), [(72, True), (128, True), (1_000_000, False)])
@pytest.mark.alike
def test_a_long_password_counts_in_full_and_an_endless_one_is_refused_at_once(client, cast, length, works):
    """AU-011."""
    password = ("กขคงจฉชซ" * (length // 8))[:length]
    if works:
        cast.writer.set_password(password)
        cast.writer.save()
        assert try_to_sign_in(client, "writer", password[:-1]).status_code == 200
        assert try_to_sign_in(client, "writer", password).status_code == 302
    else:
        assert (try_to_sign_in(client, "writer", password).status_code, kinds()) == (200, [])


@pytest.mark.parametrize("name", ["", "\x00", "ก" * 300, "๑๒๓", "' OR 1=1 --", "<script>", "writer\n"])
@pytest.mark.alike
def test_no_name_breaks_the_page(client, cast, name):
    assert try_to_sign_in(client, name, "wrong\x00").status_code == 200


# Sessions


def test_the_key_of_the_session_changes_at_sign_in(client, cast):
    """AU-005: a key that somebody planted is worth nothing."""
    session = client.session
    session["planted"] = 1
    session.save()
    before = client.cookies["session"].value
    try_to_sign_in(client, "writer")
    assert client.cookies["session"].value != before
    assert not SignInSession.objects.filter(pk=before).exists()


def test_a_session_ends_after_eight_hours_idle_and_seven_days_in_any_case(client, cast, time_machine):
    """AU-009."""
    try_to_sign_in(client, "writer")
    begin = timezone.now()
    for hours in range(7, 7 * 24, 7):
        time_machine.move_to(begin + timedelta(hours=hours), tick=False)
        assert is_signed_in(client), hours
    time_machine.move_to(begin + timedelta(days=7, minutes=1))
    assert not is_signed_in(client)
    try_to_sign_in(client, "writer")
    time_machine.move_to(timezone.now() + timedelta(hours=8, minutes=1))
    assert not is_signed_in(client)


def test_work_at_the_desk_writes_the_session_once_in_five_minutes(client, cast, time_machine):
    try_to_sign_in(client, "writer")
    began = SignInSession.objects.get().expire_date
    time_machine.move_to(timezone.now() + timedelta(minutes=2), tick=False)
    is_signed_in(client)
    assert SignInSession.objects.get().expire_date == began
    time_machine.move_to(timezone.now() + timedelta(minutes=4), tick=False)
    is_signed_in(client)
    assert SignInSession.objects.get().expire_date > began


@pytest.mark.parametrize("change", ["role", "position", "is_active", "password"])
@pytest.mark.alike
def test_a_change_of_the_account_ends_its_sessions(change, client, cast):
    person = cast.writer
    try_to_sign_in(client, "writer")
    desk = Client()
    desk.force_login(cast.administrator)
    form = {
        "username": "writer",
        "full_name": person.full_name,
        "email": "",
        "position": cast.writer2.position_id if change == "position" else person.position_id,
        "groups": [
            group.pk
            for group in Group.objects.filter(name__in=["ผู้จัดทำ", *(["ผู้ตรวจสอบ"] if change == "role" else [])])
        ],
        **({} if change == "is_active" else {"is_active": "on"}),
    }
    if change == "password":
        address = f"/admin/accounts/user/{person.pk}/password/"
        form = {}  # a start code
    else:
        address = f"/admin/accounts/user/{person.pk}/change/"
    answer = desk.post(address, form)
    assert answer.status_code == (200 if change == "password" else 302), answer.content.decode()
    assert not is_signed_in(client)
    assert desk.get("/admin/").status_code == 200


def test_own_sessions_are_listed_and_ended_everywhere(client, cast):
    other = Client(
        headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"}
    )
    try_to_sign_in(other, "writer", address=ELSEWHERE)
    try_to_sign_in(client, "writer")
    html = client.get("/admin/account/").content.decode()
    assert "Chrome บน Android" in html and "198.51.100.x" in html
    assert ELSEWHERE not in html and other.cookies["session"].value not in html
    assert client.get("/admin/account/end-all/").status_code == 405
    assert client.post("/admin/account/end-all/")["Location"] == LOGIN
    assert (is_signed_in(client), is_signed_in(other)) == (False, False)


def test_changing_one_s_password_keeps_this_session_and_ends_the_others(client, cast):
    other = Client()
    try_to_sign_in(other, "writer")
    try_to_sign_in(client, "writer")
    new = "ปลาร้าบนดวงจันทร์สีม่วง"
    sent = {"old_password": "pass", "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", sent).status_code == 302
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)
    assert Kind.PASSWORD_CHANGED in kinds(user=cast.writer)


# The networks of the desk


def test_outside_the_networks_of_the_office_there_is_no_desk(client, cast, settings):
    client.force_login(cast.approver)
    assert client.get("/admin/", REMOTE_ADDR=HERE).status_code == 200
    settings.DESK_NETWORKS = [ip_network("198.51.100.0/24"), ip_network("2001:db8::/32")]
    for address in ("/admin/", LOGIN, "/admin/no-such-page/", "/admin/2fa/"):
        assert client.get(address, REMOTE_ADDR=HERE).status_code == 404, address
        assert "ระบบบริหารจัดการ" not in client.get(address, REMOTE_ADDR=HERE).content.decode()
    assert client.get("/styleguide/", REMOTE_ADDR=HERE).status_code == 302
    assert client.get("/admin/", REMOTE_ADDR=ELSEWHERE).status_code == 200
    assert client.get("/", REMOTE_ADDR=HERE).status_code == 200
    assert is_within("2001:db8::1", settings.DESK_NETWORKS) and not is_within("", settings.DESK_NETWORKS)


# A new password by mail


@pytest.fixture
def by_mail(settings, cast):
    settings.EMAIL_HOST = "mail.example.go.th"
    settings.SITE_ADDRESS = "https://www.phoneko.go.th"
    cast.writer.email = "writer@example.go.th"
    cast.writer.save()


def link_for(client: Client, email: str, **extra: object) -> str:
    """The path in the letter; empty when none was sent."""
    mail.outbox.clear()
    answer = client.post("/admin/password_reset/", {"email": email}, **extra)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/password_reset/done/")
    forms._post.submit(int).result()
    if not mail.outbox:
        return ""
    (address,) = [line for line in mail.outbox[0].body.splitlines() if "://" in line]
    assert address.startswith("https://www.phoneko.go.th/admin/password_reset/")
    return address.removeprefix("https://www.phoneko.go.th")


def is_valid(client: Client, link: str) -> bool:
    return 'name="new_password1"' in client.get(link, follow=True).content.decode()


def test_a_link_for_a_new_password_works_once_for_two_hours_and_for_our_host(
    client, by_mail, cast, time_machine
):
    """AU-012."""
    link = link_for(client, "writer@example.go.th", headers={"X-Forwarded-Host": "evil.example"})
    assert link_for(client, "unknown@example.go.th") == ""
    new = "ปลาร้าบนดวงจันทร์สีม่วง"
    answer = client.get(link)
    assert client.post(answer["Location"], {"new_password1": new, "new_password2": new})["Location"] == LOGIN
    assert not is_valid(Client(), link)
    assert try_to_sign_in(client, "writer", new).status_code == 302
    late = link_for(Client(), "writer@example.go.th")
    time_machine.move_to(timezone.localtime() + timedelta(hours=3))
    assert not is_valid(Client(), late)
    fresh = link_for(Client(), "writer@example.go.th")
    assert is_valid(Client(), fresh)
    cast.writer.refresh_from_db()
    cast.writer.email = "new@example.go.th"
    cast.writer.save()
    assert not is_valid(Client(), fresh)


def test_a_forged_host_gets_no_letter_sent(client, by_mail):
    mail.outbox.clear()
    client.post("/admin/password_reset/", {"email": "writer@example.go.th"}, headers={"host": "evil.example"})
    forms._post.submit(int).result()
    assert mail.outbox == []


def test_letters_for_one_name_are_few_and_the_answer_is_the_same(client, by_mail):
    sent = [bool(link_for(client, "writer@example.go.th")) for _ in range(5)]
    assert sent == [True] * sign_in_limits.RESETS_OF_NAME + [False] * 2


def test_without_a_mail_server_there_is_no_such_page(client, db):
    assert [client.get(f"/admin/password_reset/{rest}").status_code for rest in ("", "done/", "MQ/abc/")] == [
        404
    ] * 3
    assert "password_reset" not in client.get(LOGIN).content.decode()


# Closed doors


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "social/connections/", "confirm-email/x/", "2fa/webauthn/login/"]
)
@pytest.mark.alike
def test_nobody_signs_up_and_nothing_of_the_package_is_open_besides(client, cast, path):
    client.force_login(cast.administrator)
    assert [client.get(f"/{base}/{path}").status_code for base in ("accounts", "admin")] == [404, 404]


# Forged requests


def test_a_token_of_somebody_else_or_a_foreign_origin_is_refused(cast, settings):
    """CS-002, CS-003 and CS-007."""
    settings.SITE_ADDRESS = "http://testserver"
    mine, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for one in (mine, theirs):
        one.get(LOGIN)
    token, foreign = mine.cookies["csrf"].value, theirs.cookies["csrf"].value
    sent = {"username": "writer", "password": "pass"}
    assert mine.post(LOGIN, {**sent, "csrfmiddlewaretoken": foreign}).status_code == 403
    good = {**sent, "csrfmiddlewaretoken": token}
    assert mine.post(LOGIN, good, headers={"origin": "https://evil.example"}).status_code == 403
    referer = {"referer": "https://testserver.evil.example/"}
    assert mine.post(LOGIN, good, secure=True, headers=referer).status_code == 403
    text = encode_multipart(BOUNDARY, good)
    assert mine.post(LOGIN, text, content_type="text/plain").status_code == 403
    assert mine.post(LOGIN, good).status_code == 302


def test_the_sign_in_page_is_framed_by_nobody_and_kept_by_nobody(client, db):
    """CS-006."""
    answer = client.get(LOGIN)
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"] and "noindex" in answer["X-Robots-Tag"]


# The log


def test_the_log_is_kept_for_its_time_and_shown_to_whom_it_concerns(client, cast, settings):
    for days in (settings.ACCESS_LOG_DAYS + 1, settings.ACCESS_LOG_DAYS - 1):
        event = record(Kind.SIGNED_IN, None, user=cast.writer)
        SignInEvent.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(days=days))
    record(Kind.FAILED, None, name="WRITER")
    assert sign_in_limits.clean() == 1
    client.force_login(cast.administrator)
    html = client.get("/admin/accounts/signinevent/").content.decode()
    assert html.count(cast.writer.full_name) == 2
    assert "เข้าสู่ระบบ" in html
    assert not LedgerEvent.objects.filter(action__contains="เข้าสู่ระบบ").exists()


@pytest.mark.parametrize(
    "typed", ["Admin@x.go.th", " admin@x.go.th ", "adm\u0131n@x.go.th", "ａdmin@x.go.th"]
)
def test_no_spelling_of_a_name_has_tries_of_its_own(typed):
    assert hashed_name(typed) == hashed_name("admin@x.go.th")

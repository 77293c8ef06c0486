"""The queue of letters: one letter once, whatever the mail server does; and who may see what did not go."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.utils import timezone

from publishing import mail
from publishing.models import Letter
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

LIST = "/admin/publishing/letter/"
NOW = datetime(2026, 11, 2, 23, 50, tzinfo=BANGKOK)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(cast) -> list:
    """The chief executive and the approver, with e-mail addresses."""
    for person in (cast.chief, cast.approver):
        person.email = f"{person.username}@example.go.th"
        person.save(update_fields=["email"])
    return [cast.chief, cast.approver]


def queue(people, *, subject: str = "น้ำท่วม", body: str = "ข้อความ") -> list:
    """Queue a letter to each in a transaction of its own; who has no address."""
    with transaction.atomic():
        return mail.queue(Letter.Kind.REVIEW_OVERDUE, people, subject=subject, body=body)


def told() -> list[list[str]]:
    return [message.to for message in outbox.outbox]


@contextmanager
def mail_server(settings, answers: dict[str, bytes]) -> Iterator[list[str]]:
    """A mail server on this machine that answers a line with the first of `answers` whose key is in it, else with 250.

    Gives what was said to it; "" hangs up.
    """
    said = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(b"220 test\r\n")
            in_text = False
            for line in self.rfile:
                text = line.decode().strip()
                said.append(text)
                answer = next((one for key, one in answers.items() if key in text), b"250 ok")
                if in_text and text != ".":
                    continue
                in_text = text == "data"
                if not answer:
                    return
                self.wfile.write((b"354 go on" if in_text else answer) + b"\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Talk) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield said
        finally:
            server.shutdown()
            thread.join()


def break_mail(settings) -> None:
    """A mail server that does not answer: nobody listens at that port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def mend_mail(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


# The queue


def test_a_letter_goes_when_what_it_tells_is_committed(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert queue(people) == []
        assert told() == []
    assert told() == [["chief@example.go.th"], ["approver@example.go.th"]]
    assert list(Letter.objects.values_list("attempts", "next_at", "trouble")) == [(1, None, "")] * 2
    assert mail.send_due() == (0, 0)


def test_a_letter_is_queued_in_a_transaction_only(people):
    connection.in_atomic_block, was = False, connection.in_atomic_block
    try:
        with pytest.raises(RuntimeError):
            mail.queue(Letter.Kind.REVIEW_OVERDUE, people, subject="เรื่อง", body="ข้อความ")
    finally:
        connection.in_atomic_block = was


def test_who_has_no_address_is_named_and_the_others_get_theirs(people, cast):
    assert queue([*people, cast.reviewer]) == [cast.reviewer]
    assert set(Letter.objects.values_list("recipient__username", flat=True)) == {"chief", "approver"}


def test_the_subject_is_one_line_and_holds_no_header_of_its_own(people):
    queue(people[:1], subject="น้ำท่วม\r\nBcc: somebody@example.com\u2028ถนน")
    assert mail.send_due() == (1, 0)
    assert outbox.outbox[0].subject == "น้ำท่วม Bcc: somebody@example.com ถนน"
    assert outbox.outbox[0].recipients() == ["chief@example.go.th"]


def test_a_copy_of_a_letter_can_be_told_from_a_second_letter(people, time_machine):
    time_machine.move_to(NOW, tick=False)
    queue(people[:1])
    Letter.objects.update(next_at=NOW)
    mail.send_due()
    Letter.objects.update(sent_at=None, next_at=NOW)  # as if the machine had stopped before noting it
    mail.send_due()
    first, second = (message.extra_headers["Message-ID"] for message in outbox.outbox)
    assert first == second


# When it does not go


def test_when_mail_is_down_the_letter_waits_longer_each_time_and_goes_when_mail_is_up(
    people, settings, time_machine
):
    time_machine.move_to(NOW, tick=False)
    queue(people[:1])
    break_mail(settings)
    waits = []
    for _ in range(8):
        assert mail.send_due() == (0, 1)
        assert mail.send_due() == (0, 0)  # not before its time
        letter = Letter.objects.get()
        waits.append((letter.next_at - timezone.now()) // MINUTE)
        time_machine.move_to(letter.next_at, tick=False)
    assert waits == [1, 5, 15, 60, 180, 360, 360, 360]
    assert letter.trouble == "ติดต่อเครื่องแม่ข่ายอีเมลไม่ได้"
    mend_mail(settings)
    assert mail.send_due() == (1, 0)
    assert told() == [["chief@example.go.th"]]
    letter.refresh_from_db()
    assert (letter.attempts, letter.trouble, letter.next_at, letter.sent_at) == (9, "", None, timezone.now())


def test_after_seven_days_it_is_given_up_visibly_and_goes_when_somebody_asks(people, settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    queue(people[:1])
    break_mail(settings)
    mail.send_due()
    time_machine.move_to(NOW + mail.TRIED_FOR, tick=False)
    mail.send_due()
    letter = Letter.objects.get()
    assert letter.next_at is None
    assert letter.trouble.endswith(mail.GIVEN_UP)
    mend_mail(settings)
    time_machine.move_to(NOW + 2 * mail.TRIED_FOR, tick=False)
    assert mail.send_due() == (0, 0)
    assert mail.send_again(letter).sent_at == timezone.now()
    assert mail.send_again(letter).attempts == 3  # what went does not go again
    assert told() == [["chief@example.go.th"]]


def test_one_refused_address_holds_up_nobody(people, settings):
    queue(people)
    with mail_server(settings, {"chief@": b"550 no such user"}) as said:
        assert mail.send_due() == (1, 1)
    assert sum(line == "data" for line in said) == 1
    assert sum(line.startswith("ehlo") for line in said) == 1  # one connection for all
    refused = Letter.objects.get(sent_at=None)
    assert refused.recipient == people[0]
    assert refused.trouble.endswith("ให้ตรวจอีเมลในบัญชีของผู้รับ")


def test_a_letter_at_which_the_server_hangs_up_lets_the_others_go_first_the_next_time(people, settings):
    queue(people)
    with mail_server(settings, {"chief@": b""}):
        assert mail.send_due() == (0, 1)
        assert mail.send_due() == (1, 0)
    assert Letter.objects.get(sent_at=None).recipient == people[0]


def test_a_letter_goes_to_the_address_of_today_and_to_nobody_who_has_left(people, settings):
    queue(people)
    people[0].email = "new@example.go.th"
    people[0].save(update_fields=["email"])
    people[1].is_active = False
    people[1].save(update_fields=["is_active"])
    assert mail.send_due() == (1, 1)
    assert told() == [["new@example.go.th"]]
    assert Letter.objects.get(sent_at=None).trouble.startswith(mail.INACTIVE)


def test_what_somebody_sends_at_this_moment_is_not_sent_again_by_hand(people):
    queue(people[:1])
    seen_by_one, seen_by_another = Letter.objects.get(), Letter.objects.get()
    assert mail._claim(seen_by_one)
    assert not mail._claim(seen_by_another)
    assert mail.send_again(seen_by_another).sent_at is None
    assert told() == []


# On the desk


def test_the_desk_shows_what_did_not_go_and_why_and_tries_again_by_post_only(people, settings, as_user, cast):
    queue(people)
    with mail_server(settings, {"chief@": b"550 no such user"}):
        mail.send_due()
    stuck = Letter.objects.get(sent_at=None)
    mend_mail(settings)
    desk = as_user(cast.administrator)
    page = desk.get(LIST).content.decode()
    assert stuck.trouble in page and page.count('class="letter-again"') == 1
    assert "ข้อความ" in desk.get(f"{LIST}{stuck.pk}/change/").content.decode()
    assert told() == []
    answer = desk.post(f"{LIST}{stuck.pk}/change/", follow=True).content.decode()
    assert "ส่งจดหมายถึง ผู้แสดง chief แล้ว" in answer and "ไม่มีจดหมายที่ยังไม่ได้ส่ง" in answer
    assert told() == [["chief@example.go.th"]]
    desk.post(f"{LIST}{stuck.pk}/change/")
    assert len(told()) == 1
    assert desk.get(f"{LIST}?sent=yes").content.decode().count("letter-subject") == 2


@pytest.mark.parametrize("name", ["writer", "reviewer", "chief", "assessor", "onlooker"])
def test_who_does_not_see_letters_sends_none(name, people, as_user, cast):
    queue(people[:1])
    Letter.objects.update(trouble="ส่งไม่ได้")
    desk = as_user(getattr(cast, name))
    assert desk.post(f"{LIST}{Letter.objects.get().pk}/change/").status_code == 403
    assert told() == []


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 40, "x", "\u0e51"])
def test_a_number_that_no_letter_has_is_not_found(number, as_user, cast):
    assert as_user(cast.approver).get(f"{LIST}{number}/change/").status_code == 404


def test_without_a_mail_server_the_desk_says_that_letters_reach_nobody(settings, as_user, cast):
    desk = as_user(cast.administrator)
    assert "letter-nobody" not in desk.get(LIST).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "letter-nobody" in desk.get(LIST).content.decode()

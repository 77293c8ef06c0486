"""E-mail to the office's own people: queued with what it tells, sent after that, tried again until it went.

A letter goes once however many senders there are. Only a machine that stops between sending and noting it sends it
again; both copies have one Message-ID, by which mail programs tell that they are the same.
"""

import logging
import smtplib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from publishing.models import Edition, Letter
from thai.text import normalise, normalise_line

logger = logging.getLogger(__name__)

#: How long a letter waits after its first failure, its second, …; the last one repeats. The first is longer than sending
#: one letter can take (settings.EMAIL_TIMEOUT for each answer of the server): nobody else takes it meanwhile.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
#: After this long a letter is tried again only when somebody asks for it.
TRIED_FOR = timedelta(days=7)
#: What sending may raise; smtplib's errors are OSErrors, an address that cannot be written down is a ValueError.
TROUBLE = (OSError, ValueError)
NO_ADDRESS = "ผู้รับไม่มีอีเมลในบัญชี ให้ผู้ดูแลระบบกรอกอีเมลของผู้รับ"
INACTIVE = "บัญชีของผู้รับถูกระงับแล้ว จึงไม่ส่งให้"
GIVEN_UP = f"เลิกส่งเองแล้วเพราะพยายามครบ {TRIED_FOR.days} วัน เมื่อแก้ไขแล้วให้กด “ส่งอีกครั้ง”"
UNUSABLE = "การตั้งค่า EMAIL_URL ใช้ไม่ได้ ให้ผู้ดูแลเครื่องตรวจ"
#: error → what to do about it, the most special first
SENTENCES = (
    (smtplib.SMTPAuthenticationError, "เครื่องแม่ข่ายอีเมลไม่รับชื่อผู้ใช้หรือรหัสผ่าน ให้ตรวจการตั้งค่า EMAIL_URL"),
    (smtplib.SMTPRecipientsRefused, "เครื่องแม่ข่ายอีเมลไม่รับที่อยู่ของผู้รับ ให้ตรวจอีเมลในบัญชีของผู้รับ"),
    (smtplib.SMTPSenderRefused, "เครื่องแม่ข่ายอีเมลไม่รับที่อยู่ผู้ส่ง ให้ตรวจการตั้งค่า EMAIL_FROM"),
    (smtplib.SMTPServerDisconnected, "เครื่องแม่ข่ายอีเมลตัดการติดต่อ"),
    (smtplib.SMTPException, "เครื่องแม่ข่ายอีเมลไม่รับจดหมาย"),
    (OSError, "ติดต่อเครื่องแม่ข่ายอีเมลไม่ได้"),
    (ValueError, "อีเมลของผู้รับใช้ไม่ได้ ให้แก้ในบัญชีของผู้รับ"),
)


def queue(
    kind: Letter.Kind,
    recipients: Iterable[User],
    *,
    subject: str,
    body: str,
    edition: Edition | None = None,
    at: datetime | None = None,
    waits: bool = False,
) -> list[User]:
    """One letter to each of `recipients` in the caller's transaction; the first attempt follows its commit.

    `at` is written as the time of queueing; a letter that `waits` is first tried by the next `send_due()`. Returns who has no
    e-mail address and is told nothing. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A letter is queued in the transaction of what it tells.")
    people, now = list(recipients), at or timezone.now()
    Letter.objects.bulk_create(
        Letter(
            kind=kind,
            recipient=person,
            edition_id=edition and edition.pk,
            subject=normalise_line(subject)[:300],
            body=normalise(body),
            queued_at=now,
            next_at=now,
        )
        for person in people
        if person.email
    )
    if not waits:
        transaction.on_commit(send_due, robust=True)
    return [person for person in people if not person.email]


def send_due() -> tuple[int, int]:
    """Try every letter whose time has come; returns how many went, and how many did not.

    Safe to run any number of times at once. Not in a transaction: nobody may wait with it for a mail server.
    """
    due = Letter.objects.filter(sent_at=None, next_at__lte=timezone.now()).select_related("recipient")
    letters = list(due.order_by("next_at", "pk"))
    if not letters:
        return 0, 0
    sent = failed = 0
    connection = get_connection()
    try:
        connection.open()
    except TROUBLE as error:
        # A ValueError here is a name or a password that cannot be sent to any server.
        sentence = _sentence(error) if isinstance(error, OSError) else UNUSABLE
        return 0, sum(_put_off(letter, sentence) for letter in letters if _claim(letter))
    try:
        for letter in letters:
            if not _claim(letter):
                continue
            try:
                _send(letter, connection)
            except TROUBLE as error:
                failed += _put_off(letter, _sentence(error))
                if _is_lost(error):
                    break  # The others are due as before, and now come first.
            else:
                sent += 1
    finally:
        with suppress(OSError):
            connection.close()
    return sent, failed


def send_again(letter: Letter) -> Letter:
    """Try a letter that is in trouble, also one that was given up, together with whatever is due; returns it as it is then."""
    # One without trouble is either due anyway, or somebody is sending it at this moment.
    Letter.objects.filter(pk=letter.pk, sent_at=None).exclude(trouble="").update(next_at=timezone.now())
    send_due()
    letter.refresh_from_db()
    return letter


def prints_only() -> bool:
    """Whether no mail server is set, so that letters reach nobody but the log."""
    return settings.EMAIL_BACKEND.startswith("django.core.mail.backends.console")


def _claim(letter: Letter) -> bool:
    """Whether this sender has the letter now. `next_at` is set ahead, so whoever stops in the middle has only delayed it."""
    wait = WAITS[min(letter.attempts, len(WAITS) - 1)]
    with transaction.atomic(durable=True):
        won = Letter.objects.filter(pk=letter.pk, sent_at=None, attempts=letter.attempts).update(
            attempts=F("attempts") + 1, next_at=timezone.now() + wait, trouble=""
        )
    letter.attempts += 1
    return won == 1


def _send(letter: Letter, connection: BaseEmailBackend) -> None:
    """Send a claimed letter to the address that its recipient has now. Raises one of TROUBLE."""
    person = letter.recipient
    if not person.email or not person.is_active:
        raise _NotSent(INACTIVE if person.email else NO_ADDRESS)
    host = urlsplit(settings.SITE_ADDRESS).hostname
    EmailMessage(
        letter.subject,
        letter.body,
        to=[person.email],
        connection=connection,
        headers={
            "Message-ID": f"<letter.{letter.pk}.{letter.queued_at:%Y%m%d%H%M%S}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    ).send()
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), next_at=None, trouble="")


class _NotSent(ValueError):
    """A letter that is not even tried; the message is a Thai sentence."""


def _put_off(letter: Letter, sentence: str) -> bool:
    """Write down why a claimed letter did not go; whether that is still this sender's to say."""
    changes: dict[str, object] = {"trouble": sentence}
    if timezone.now() >= letter.queued_at + TRIED_FOR:
        changes = {"trouble": f"{sentence} {GIVEN_UP}", "next_at": None}
    mine = Letter.objects.filter(pk=letter.pk, sent_at=None, attempts=letter.attempts)
    return mine.update(**changes) == 1


def _sentence(error: Exception) -> str:
    if isinstance(error, _NotSent):
        return str(error)
    # Neither the server's own words nor the error go to the desk: they name addresses, and say nothing to an official.
    logger.warning("a letter did not go: %s %s", type(error).__name__, getattr(error, "smtp_code", ""))
    return next(words for kind, words in SENTENCES if isinstance(error, kind))


def _is_lost(error: Exception) -> bool:
    """Whether the connection is gone, and not just this letter refused."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)

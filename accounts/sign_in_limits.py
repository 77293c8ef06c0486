"""How often somebody may try to sign in, counted from the log of sign-ins, so for all processes together.

An outsider must not be able to keep an officer out: what strangers do with a name slows down only addresses from which
nobody has signed in with it. docs/decisions/0015-sign-in.md has the table.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.session_store import SignInSession
from accounts.sign_in_log import SignInEvent, record
from accounts.start_codes import StartCode

Kind = SignInEvent.Kind
WINDOW = timedelta(minutes=15)
#: A place from which the name signed in so recently is known.
KNOWN_FOR = timedelta(days=90)
#: Failures in WINDOW of one name from one place, a known one and any other.
OF_PAIR, OF_KNOWN_PAIR = 5, 10
#: … of all names from one place, and of one name from everywhere; from then on unknown pairs have ONE_EACH.
OF_PLACE, OF_NAME, ONE_EACH = 30, 30, 1
#: … of all names from one place; from then on only names that are known there are looked at.
OF_PLACE_AT_MOST = 300
#: Requests for a new password in an hour, from one place and for one name.
RESETS_OF_PLACE, RESETS_OF_NAME = 10, 3


TOO_MANY = "ลองผิดหลายครั้งแล้ว รอ 15 นาทีแล้วลองใหม่ ถ้าลืมรหัสผ่าน ให้ติดต่อผู้ดูแลระบบของหน่วยงาน"


class LimitRow(models.Model):
    """One entry of the cache in the database (settings.CACHES), where allauth counts guesses of codes."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "ตัวนับการลองรหัส"
        verbose_name_plural = "ตัวนับการลองรหัส"
        default_permissions = ()

    def __str__(self) -> str:
        return self.cache_key


class TooManyTries(Exception):
    """Whoever tries must wait, at most for WINDOW."""


def begin(request: HttpRequest, name: str) -> SignInEvent:
    """Note a try before the password is looked at, as a failure; the caller deletes it when it was none.

    Raises TooManyTries. Each try is written before it is counted, so many at once do not slip through. Four queries at most.
    """
    attempt = record(Kind.FAILED, request, name=name)
    since = attempt.at - WINDOW
    here = Q(place=attempt.place)
    mine = Q(name_hash=attempt.name_hash)
    tries = SignInEvent.objects.filter(here | mine, kind=Kind.FAILED, at__gte=since).aggregate(
        pair=Count("pk", filter=here & mine), place=Count("pk", filter=here), name=Count("pk", filter=mine)
    )
    known = SignInEvent.objects.filter(
        here & mine, kind=Kind.SIGNED_IN, at__gte=attempt.at - KNOWN_FOR
    ).exists()
    crowded = tries["place"] > OF_PLACE or tries["name"] > OF_NAME
    flooded = tries["place"] > OF_PLACE_AT_MOST
    most = OF_KNOWN_PAIR if known else 0 if flooded else ONE_EACH if crowded else OF_PAIR
    if tries["pair"] <= most:
        return attempt
    # A flood leaves one line, and what is refused counts for nothing: the wait ends by itself.
    whose = here if flooded else here & mine
    told = SignInEvent.objects.filter(whose, kind=Kind.REFUSED, at__gte=since).exists()
    row = SignInEvent.objects.filter(pk=attempt.pk)
    row.delete() if told else row.update(kind=Kind.REFUSED)
    raise TooManyTries


def may_ask_for_reset(request: HttpRequest, name: str) -> bool:
    """Whether another letter for a new password may be asked for; this one is noted."""
    asked = record(Kind.RESET_ASKED, request, name=name)
    hour = SignInEvent.objects.filter(kind=Kind.RESET_ASKED, at__gte=timezone.now() - timedelta(hours=1))
    return (
        hour.filter(place=asked.place).count() <= RESETS_OF_PLACE
        and hour.filter(name_hash=asked.name_hash).count() <= RESETS_OF_NAME
    )


def clean() -> int:
    """Forget events older than ACCESS_LOG_DAYS, and sessions, counters and start codes that are over.

    Returns how many events and sessions. Called by the clock.
    """
    now = timezone.now()
    LimitRow.objects.filter(expires__lt=now).delete()
    StartCode.objects.filter(ends_at__lt=now).delete()
    over = SignInSession.objects.filter(expire_date__lt=now).delete()[0]
    return (
        over + SignInEvent.objects.filter(at__lt=now - timedelta(days=settings.ACCESS_LOG_DAYS)).delete()[0]
    )

"""How often one address may ask. Kept in the database, so that it holds for all processes of the site together."""

import logging
from datetime import timedelta
from ipaddress import ip_network

from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import addresses
from search.models import Asking
from search.tally import add_one, briefly

logger = logging.getLogger(__name__)
#: Questions a minute from one address. A school or an office of a hundred people may have one address together.
A_MINUTE = {"search": 60, "suggest": 240}
LOOPBACK = "::1"
KEPT = timedelta(minutes=2)
#: A question that took too long costs as much as so many.
TOO_SLOW = 10


def allow(request: HttpRequest, what: str = "search") -> bool:
    """Whether the visitor's address may ask now; this question is counted. One statement; True when it fails."""
    address = address_of(request)
    # From this very machine comes nobody, or everybody: a proxy that the settings do not name.
    if not address or ip_network(address).is_loopback:
        return True
    return add_one(Asking, "times", _minute_of(address, what), below=A_MINUTE[what]) is not False


def charge_more(request: HttpRequest, what: str = "search") -> None:
    """The question that `allow()` counted took too long: it counts as TOO_SLOW. One statement; what fails is not counted."""
    row = Asking.objects.filter(**_minute_of(address_of(request), what))
    try:
        with briefly():
            row.update(times=F("times") + TOO_SLOW - 1)
    except DatabaseError as error:
        logger.warning("search: a slow question was not counted: %s", error)


def _minute_of(address: str, what: str) -> dict[str, object]:
    """The row of this address and minute. Another hash every minute: the table does not tell what one did before."""
    minute = timezone.now().replace(second=0, microsecond=0)
    return {"who": hashed(f"{what} {minute:%H:%M} {address}"), "minute": minute}


def hashed(text: str) -> str:
    """32 hex digits that only this site can make of it."""
    return salted_hmac("search.limits", text, algorithm="sha256").hexdigest()[:32]


def address_of(request: HttpRequest) -> str:
    """The address that asked, of IPv6 its network; empty when the server does not know it."""
    address = addresses.address_of(request)
    # The machine itself has no network of its own.
    return address if address == LOOPBACK else addresses.place_of(address)


def clean() -> int:
    """Forget the minutes that are over; returns how many rows. Called by the clock."""
    return Asking.objects.filter(minute__lt=timezone.now() - KEPT).delete()[0]

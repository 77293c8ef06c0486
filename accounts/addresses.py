"""From where somebody asks."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

#: Of IPv6 a household has at least this network, and every address in it.
NETWORK = 64


def address_of(request: HttpRequest) -> str:
    """The whole address that asked; empty when the server does not know it (a socket of its own).

    Behind a proxy (BEHIND_PROXY) it is the last that X-Forwarded-For names: the proxy wrote that one, anybody may have
    written those before it. Without a proxy the header is a visitor's own words and not read.
    """
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or text
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def place_of(address: str) -> str:
    """What counts as one place: an IPv4 address, of IPv6 its network; empty when there is none."""
    if ":" not in address:
        return address
    # A scope such as %eth0 names a way out of this machine, not who asks.
    return str(ip_network(f"{address.partition('%')[0]}/{NETWORK}", strict=False))


def shortened(address: str) -> str:
    """Enough of an address to know one's own again, without the part that names one machine."""
    if ":" in address:
        return f"{place_of(address).partition('/')[0]}x"
    return f"{address.rpartition('.')[0]}.x" if address else ""


def is_within(address: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    """Whether the address is in one of the networks; one that nobody knows is in none."""
    if not address:
        return False
    found = ip_address(address)
    return any(found.version == network.version and found in network for network in networks)

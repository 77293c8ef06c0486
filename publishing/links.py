"""Outside addresses: which may be kept, and which machines are the public's. Whether they still answer: link_states.py."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models

#: A name as it travels: letters, digits, hyphens, dots; what a browser would decode first (%2e) is none.
HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]+(\.(?!-)[a-z0-9_-]+)+")
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
#: Look public and are not: where the machines of two clouds ask about themselves.
OF_CLOUDS = (ipaddress.ip_network("168.63.129.16/32"), ipaddress.ip_network("192.0.0.0/24"))
FIRST_FREE_PORT = 1024  # below it 25 is mail, 22 a shell; above it some agencies do keep their web
PRIVATE_SUFFIXES = (".local", ".localhost", ".internal", ".lan", ".home", ".intranet", ".test", ".invalid")


def outside_address(value: str) -> None:
    """Validator: an http(s) address of a public host, without user names. Raises ValidationError in Thai.

    A name with other letters (a look-alike, e.g. Cyrillic а in nacc.go.th) is refused unless in punycode.
    """
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port
    except ValueError as error:
        raise ValidationError("ที่อยู่เว็บไม่ถูกต้อง คัดลอกจากแถบที่อยู่ของเบราว์เซอร์อีกครั้ง") from error
    if parts.scheme not in ("http", "https") or not host:
        raise ValidationError("ที่อยู่เว็บต้องขึ้นต้นด้วย https:// หรือ http://")
    if parts.username is not None or parts.password is not None:
        raise ValidationError("ที่อยู่เว็บต้องไม่มีชื่อผู้ใช้หรือเครื่องหมาย @ หน้าชื่อเว็บ")
    if not host.isascii():
        raise ValidationError("ชื่อเว็บมีตัวอักษรที่ไม่ใช่ภาษาอังกฤษ ซึ่งอาจเป็นเว็บเลียนแบบ ให้ใช้ที่อยู่ภาษาอังกฤษของเว็บจริง")
    if is_private(host):
        raise ValidationError("ที่อยู่นี้เป็นเครื่องภายใน ประชาชนเปิดไม่ได้ ให้ใช้ที่อยู่สาธารณะ")
    if port not in (None, 80, 443) and port < FIRST_FREE_PORT:
        raise ValidationError(f"พอร์ต {port} ไม่ใช่พอร์ตของเว็บ คัดลอกจากแถบที่อยู่ของเบราว์เซอร์อีกครั้ง")


def is_private(host: str) -> bool:
    """Whether a name or a number (small letters) can only be a machine inside somebody's network, or is no name at all."""
    try:
        return not is_public(ipaddress.ip_address(host))
    except ValueError:
        # Browsers take a name whose last part is a number for an address: 0x7f.1, 0177.0.0.1, 2130706433.
        if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", host.rpartition(".")[2]):
            return True
        return host.endswith(PRIVATE_SUFFIXES) or not HOST_NAME.fullmatch(host)


def is_public(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the number of a machine is anybody's to reach: not private, loopback, link-local, multicast, of a cloud."""
    if isinstance(number, ipaddress.IPv6Address):
        # Outside 2000::/3, and in 6to4 and Teredo, an IPv4 address may be hidden.
        hidden = number not in PUBLIC_IPV6 or number.sixtofour or number.teredo
        return not hidden and number.is_global
    of_cloud = any(number in network for network in OF_CLOUDS)
    return number.is_global and not number.is_multicast and not of_cloud


class OutsideAddressField(models.URLField):
    """A model field for an outside address; `example.go.th` typed without a scheme becomes https."""

    default_validators = [*models.URLField.default_validators, outside_address]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

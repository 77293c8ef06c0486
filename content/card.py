"""The contact page as the address book of a phone takes it."""

from django.conf import settings

from content.models import Contact
from publishing.vobject import escaped, written


def card(contact: Contact, office_name: str) -> str:
    """A vCard of the office."""
    name = escaped(office_name)
    found = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("N", f"{name};;;;"),
        ("FN", name),
        ("ORG", name),
        ("ADR;TYPE=WORK", f";;{escaped(contact.address)};;;;"),
        *(("TEL;TYPE=WORK,VOICE", escaped(line)) for line in contact.phone_lines),
        ("TEL;TYPE=WORK,FAX", escaped(contact.fax)),
        ("EMAIL;TYPE=WORK", escaped(contact.email)),
        ("GEO", contact.position.replace(",", ";")),
        ("URL", f"{settings.SITE_ADDRESS}{contact.publication.address}"),
        ("END", "VCARD"),
    ]
    return written((name, value) for name, value in found if value)

"""What calendars and address books of phones take: iCalendar (RFC 5545) and vCard 3.0 (RFC 2426), written alike."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header

LONGEST_LINE = 75  # bytes


def escaped(text: str) -> str:
    """A text as the value of a property."""
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return "\\n".join(text.splitlines())


def moment(value: datetime) -> str:
    """A point in time in UTC, which every calendar shows in the time of its own place."""
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def written(properties: Iterable[tuple[str, str]]) -> str:
    """Properties (name, value) as lines; a long one goes on in the next line, no letter torn apart."""
    return "".join(f"{_folded(f'{name}:{value}')}\r\n" for name, value in properties)


def _folded(line: str) -> str:
    pieces, length = [""], 0
    for character in line:
        size = len(character.encode())
        if length + size > LONGEST_LINE:
            pieces.append(" ")
            length = 1
        pieces[-1] += character
        length += size
    return "\r\n".join(pieces)


def file_response(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response

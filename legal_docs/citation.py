"""How a law is cited in official form, in Thai digits (thai.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from thai.dates import format_date_memo
from thai.digits import to_thai

if TYPE_CHECKING:
    from legal_docs.models import LegalDocument

#: The types that are cited by letter number and date, and the word that their citation begins with.
LETTERS = {"circular": "หนังสือ", "order": "คำสั่ง"}


def gazette(law: LegalDocument) -> str:
    """'ราชกิจจานุเบกษา เล่ม ๑๓๘ ตอนพิเศษ ๑๑๓ ง หน้า ๑ ลงวันที่ …' of what is known; empty when nothing is."""
    part = law.gazette_part
    if part.startswith("พิเศษ"):
        part = f"ตอน{part}"
    elif part and not part.startswith("ตอน"):
        part = f"ตอนที่ {part}"
    pieces = [
        f"เล่ม {law.gazette_volume}" if law.gazette_volume else "",
        part,
        f"หน้า {law.gazette_page}" if law.gazette_page else "",
        f"ลงวันที่ {format_date_memo(law.gazetted_on)}" if law.gazetted_on else "",
    ]
    known = " ".join(piece for piece in pieces if piece)
    return to_thai(f"ราชกิจจานุเบกษา {known}") if known else ""


def citation(law: LegalDocument) -> str:
    """The citation line: title, number and year as far as the title lacks them, then the gazette."""
    title, number = to_thai(law.title), to_thai(law.document_number)
    if law.doc_type in LETTERS:
        return _letter(law, title, number.removeprefix("ที่ "))
    year = f"พ.ศ. {to_thai(str(law.year_be))}" if law.year_be else ""
    if year and to_thai(str(law.year_be)) not in title:
        dated = law.doc_type == law.Type.ANNOUNCEMENT and law.dated_on
        title = f"{title} ลงวันที่ {format_date_memo(law.dated_on)}" if dated else f"{title} {year}"
    if number and number not in title:
        name, mark, rest = title.rpartition(" พ.ศ. ")
        title = f"{name} ({number}){mark}{rest}" if mark else f"{title} ({number})"
    return f"{title} {gazette(law)}".strip()


def _letter(law: LegalDocument, title: str, number: str) -> str:
    """'หนังสือ… ที่ มท ๐๘๐๘.๒/ว ๑๔๓๘ ลงวันที่ ๑๐ มีนาคม ๒๕๕๙ เรื่อง …'; an order likewise."""
    word = LETTERS[law.doc_type]
    head, subject = (title, "") if title.startswith(word) else (f"{word}{law.issuer}", f"เรื่อง {title}")
    pieces = [
        head,
        f"ที่ {number}" if number and number not in head else "",
        f"ลงวันที่ {format_date_memo(law.dated_on)}" if law.dated_on else "",
        subject,
    ]
    return " ".join(piece for piece in pieces if piece)

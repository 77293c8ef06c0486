"""Personal data in a text: national ID numbers, mobile numbers, accounts, homes, and what is said of a person's body or past.

What is found "should be looked at": one number in ten passes the check of a national ID by chance. Nothing here knows of
files, editions, the database or Django: long texts are searched in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from publishing.gates.numbers import Span, accounts, flat, national_ids, phones
from publishing.gates.people import CRIMINAL, DISABILITY, HEALTH, houses, said_of_people


class Kind(StrEnum):
    """What is found, with its Thai name. Where two kinds claim the same letters, the one named first has them."""

    label: str

    NATIONAL_ID = "national_id", "เลขประจำตัวประชาชน"
    PHONE = "phone", "หมายเลขโทรศัพท์มือถือ"
    ACCOUNT = "account", "เลขที่บัญชีธนาคาร"
    HOUSE_NUMBER = "house_number", "บ้านเลขที่ของบุคคล"
    HEALTH = "health", "ข้อมูลสุขภาพของบุคคล"
    DISABILITY = "disability", "ข้อมูลความพิการของบุคคล"
    CRIMINAL = "criminal", "ประวัติอาชญากรรมของบุคคล"
    CLASSIFIED = "classified", "เครื่องหมายชั้นความลับ"

    def __new__(cls, value: str, label: str) -> Kind:
        kind = str.__new__(cls, value)
        kind._value_, kind.label = value, label
        return kind


@dataclass(frozen=True)
class Found:
    """One place: `text[start:end]` is `value`. `key` is the same wherever the same thing is said of the same person."""

    kind: Kind
    start: int
    end: int
    value: str  # as it stands in the text, so never stored or shown
    excerpt: str  # some words around it; personal data in them masked
    key: str = ""


#: Letters of the text before and after a finding that its excerpt shows.
BEFORE, AFTER = 40, 30
#: The fewest digits of which the last four may be shown.
LONG = 9
_MARK = "[\u0e30-\u0e3a\u0e45-\u0e4e]"  # what cannot begin a line
_GAP = r"[^\S\n\t]{0,9}"
_STAMP = re.compile(
    rf"(?:(?<=[\n\t])|\A){_GAP}[-–—*•=“\"'(\[<]{{0,5}}{_GAP}(?P<stamp>ลับ(?:[^\S\n\t]?(?:ที่สุด|มาก))?)"
    rf"(?:{_GAP}ด่วน(?:ที่สุด|มาก)?)?{_GAP}[-–—*•=”\"')\]>]{{0,5}}{_GAP}(?=[\n\t]|\Z)"
    r"|ชั้นความลับ[^\S\n]{0,2}[:：]?[^\S\n]{0,2}(?P<class>ลับ(?:[^\S\n]?(?:ที่สุด|มาก))?)(?![ก-๎])"
)


def find(text: str, open_values: Collection[str] = ()) -> list[Found]:
    """Everything in `text` that should be looked at, in order. The time grows with the length of the text alone.

    `open_values` are numbers that are public anyway, such as the telephones of the office.
    """
    known = {digits(value) for value in open_values} - {""}
    found = [one for one in _apart(len(text), _claims(text)) if one.key not in known]
    return [replace(one, excerpt=_excerpt(text, found, number)) for number, one in enumerate(found)]


def mask(value: str) -> str:
    """The form that may be public: of a long number the last four digits, of a short one and of words nothing."""
    count = sum(letter.isdecimal() for letter in value)
    if not count:
        return "xxxx"
    hidden = count - 4 if count >= LONG else count
    masked = []
    for letter in value:
        if letter.isdecimal():
            hidden -= 1
            letter = "x" if hidden >= 0 else letter
        masked.append(letter)
    return "".join(masked)


def digits(value: str) -> str:
    """The digits of a number, 0–9, however it is written; a mobile number from its 0."""
    only = re.sub("[^0-9]", "", flat(value))
    return (
        re.sub(r"^(?:00)?66(?:0)?([689][0-9]{8})$", r"0\1", only)
        if "+" in value or only[:2] == "00"
        else only
    )


def _claims(text: str) -> Iterator[Found]:
    """What each search takes for a finding, the kinds in their order; without excerpts."""
    flattened = flat(text)
    for kind, search in _SEARCHES.items():
        for start, end, key in search(flattened):
            value = text[start:end]
            yield Found(kind, start, end, value, "", key or digits(value))


def _stamps(text: str) -> Iterator[Span]:
    for match in _STAMP.finditer(text):
        start, end = match.span(match.lastgroup)
        yield start, end, "".join(match[match.lastgroup].split())


def _apart(length: int, claims: Iterable[Found]) -> list[Found]:
    """The claims that overlap no earlier one, in the order of the text."""
    taken = bytearray(length)
    kept = []
    for one in claims:
        if taken.find(1, one.start, one.end) < 0:
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _excerpt(text: str, found: list[Found], number: int) -> str:
    """Some words around one finding, it and its neighbours masked. A neighbour is never cut in two."""
    one = found[number]
    first, last = max(0, one.start - BEFORE), min(len(text), one.end + AFTER)
    here = [one]
    # By number: a copy of all the others for each would take minutes for a list of 100,000 numbers.
    for before in range(number - 1, -1, -1):
        other = found[before]
        if other.end <= first:
            break
        here.insert(0, other)
        first = min(first, other.start)
    for after in range(number + 1, len(found)):
        other = found[after]
        if other.start >= last:
            break
        here.append(other)
        last = max(last, other.end)
    parts, position = ["…" if first else ""], first
    for each in here:
        shown = each.value if each.kind == Kind.CLASSIFIED else mask(each.value)
        parts += [text[position : each.start], shown]
        position = each.end
    parts += [text[position:last], "…" if last < len(text) else ""]
    return re.sub(f"^…{_MARK}+", "…", " ".join("".join(parts).split()))


_SEARCHES = {
    Kind.NATIONAL_ID: national_ids,
    Kind.PHONE: phones,
    Kind.ACCOUNT: accounts,
    Kind.HOUSE_NUMBER: houses,
    Kind.HEALTH: partial(said_of_people, words=HEALTH),
    Kind.DISABILITY: partial(said_of_people, words=DISABILITY),
    Kind.CRIMINAL: partial(said_of_people, words=CRIMINAL),
    Kind.CLASSIFIED: _stamps,
}

"""Passwords that everybody tries first in a Thai office; the 20,000 commonest of the world are Django's list."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.models import Office, User
from thai.digits import to_arabic

LONGEST = 1024
DATA = Path(__file__).parent / "data"


def _folded(text: str) -> str:
    """The same for what is typed in another case, in Thai digits or with ำ in two letters."""
    return to_arabic(unicodedata.normalize("NFKC", text)).casefold()


def _lines(name: str) -> tuple[str, ...]:
    lines = _folded((DATA / name).read_text(encoding="utf-8")).splitlines()
    return tuple(line for line in lines if line and not line.startswith("# "))


#: Keys that stand beside each other, and letters that follow each other.
WALKS = _lines("keyboard_walks.txt")
#: Words that say nothing of who typed them: what is left of a password without them must be long enough by itself.
COMMON = _lines("common_words.txt")
#: So many letters must be left that are no common word, year, number or walk over the keys.
LEFT = 6
_NUMBERS = re.compile(r"[0-9]+")
_NOISE = re.compile(r"[\W_]+")
_SWAPPED = str.maketrans("@$", "as")


@cache
def _commonest() -> frozenset[str]:
    """Django's list, for what is one of them with a year behind it."""
    return frozenset(CommonPasswordValidator().passwords)


class OfficePasswordValidator:
    """Refuses what is only the office's name, a role, a year, a telephone number or a walk over the keyboard."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(f"รหัสผ่านยาวเกินไป ใช้ไม่เกิน {LONGEST} ตัวอักษร", code="password_too_long")
        if len(set(password)) < 5:
            raise ValidationError("รหัสผ่านนี้ซ้ำตัวอักษรเดิมมากเกินไป", code="password_too_plain")
        text = _folded(password)
        kept = _without_walks(text)
        for word in sorted({*COMMON, *_words_about(user)}, key=len, reverse=True):
            kept = kept.replace(word, " ").replace(word.translate(_SWAPPED), " ")
        kept = _NOISE.sub("", _NUMBERS.sub(" ", kept))
        if len(set(kept)) < LEFT or kept in _commonest():
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return (
            "ต้องไม่เป็นเพียงชื่อหน่วยงาน ชื่อหรือตำแหน่งของท่าน ปี พ.ศ. หมายเลขโทรศัพท์ คำที่เดาง่าย หรือแป้นพิมพ์ที่เรียงกัน "
            "ใช้คำหลายคำที่ไม่เกี่ยวกันจะจำง่ายและเดายาก"
        )


def _words_about(user: User | None) -> set[str]:
    """Names of the office, of the person and of the position, each word of three letters or more."""
    texts = []
    office = Office.objects.first()
    if office:
        texts += [office.name, office.short_name, office.name_english, office.domain, office.place]
    if user is not None:
        texts += [user.username, user.full_name, user.email.partition("@")[0]]
        texts += [user.position.title, user.position.unit.name] if user.position else []
    texts = [_folded(text) for text in texts if text]
    return {*texts, *(word for text in texts for word in re.split(r"[\s.@_-]+", text) if len(word) > 2)}


def _without_walks(text: str) -> str:
    """The text without four keys or more that stand beside each other, in either direction."""
    rows = [*WALKS, *(row[::-1] for row in WALKS)]
    kept, place = "", 0
    while place < len(text):
        length = 4
        while length <= len(text) - place and any(text[place : place + length] in row for row in rows):
            length += 1
        if length > 4:
            kept, place = f"{kept} ", place + length - 1
        else:
            kept, place = kept + text[place], place + 1
    return kept

"""Thai dictionary order, the same on both databases.

PostgreSQL has it (`th-x-icu`); SQLite gets the collation `thai` from here. A leading vowel (เ แ โ ใ ไ)
counts after its consonant; words are compared without tone marks first, then with. White space and
punctuation (with ฯ and ๆ) do not count. Digits come first, then Thai, then Latin, as in CLDR.
"""

import re
from functools import lru_cache
from typing import Any

from django.db.models import F, Func

from thai.digits import to_arabic

SQLITE_COLLATION = "thai"
POSTGRESQL_COLLATION = "th-x-icu"

_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
# From light to heavy, as CLDR weighs them: ๎ ์ ็ ่ ้ ๊ ๋
_MARKS = "\u0e4e\u0e4c\u0e47\u0e48\u0e49\u0e4a\u0e4b"
_MARK_WEIGHTS = {mark: str(weight) for weight, mark in enumerate(_MARKS, start=1)}
_NO_MARK = "0"
# Nikhahit comes before ะ, and the long ๅ is an า.
_SAME_PLACE = str.maketrans("\u0e4dๅ", "\u0e2fา")
_LEVEL_END = "\t"


@lru_cache(maxsize=8192)
def sort_key(text: str) -> str:
    """Return a key whose code-point order is Thai dictionary order; takes normalised text.

    Two texts never share a key. Shape: letters, tab, one digit per letter or mark, tab, the text itself.
    """
    letters, marks = [], []
    for char in _LEADING_VOWEL.sub(r"\2\1", to_arabic(text)):
        if char in _MARK_WEIGHTS:
            marks.append(_MARK_WEIGHTS[char])
        elif letter := _letter(char):
            letters.append(letter)
            marks.append(_NO_MARK)
    return _LEVEL_END.join(("".join(letters), "".join(marks), text))


def _letter(char: str) -> str:
    """The character's place among letters and digits; empty for what does not count."""
    if "ก" <= char <= "๏":
        return "" if char in "ฯๆ๏฿" else char.translate(_SAME_PLACE)
    if not char.isalnum():
        return ""
    if char.isdecimal():
        return char
    # Latin stands before Thai in Unicode, after it in a Thai list.
    return "".join(chr(ord(folded) + 0x1000) if folded < "ก" else folded for folded in char.casefold())


def thai_collation(first: str, second: str) -> int:
    """Return -1, 0 or 1 as `first` comes before, with or after `second`, as SQLite asks of a collation."""
    first_key, second_key = sort_key(first), sort_key(second)
    return (first_key > second_key) - (first_key < second_key)


def register_collation(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Receiver of `connection_created`: give a new SQLite connection the collation `thai`."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(SQLITE_COLLATION, thai_collation)


class ThaiOrder(Func):
    """An expression to order by, collated in Thai by whichever database compiles it."""

    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self._collate(compiler, connection, SQLITE_COLLATION, context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self._collate(compiler, connection, POSTGRESQL_COLLATION, context)

    def _collate(self, compiler: Any, connection: Any, name: str, context: dict) -> tuple[str, Any]:
        template = f"(%(expressions)s COLLATE {connection.ops.quote_name(name)})"
        return self.as_sql(compiler, connection, template=template, **context)


def thai_order(field_name: str) -> ThaiOrder:
    """Return what to give `order_by()` for Thai order by a field; has `.asc()` and `.desc()`."""
    return ThaiOrder(F(field_name))

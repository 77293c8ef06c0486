"""Where a line of Thai text may not break: the words of a number or a date that belong together.

What is stored has no such marks (`thai.text.normalise` takes them out): they are put in as a page is shown.
"""

import re

from thai.dates import MONTHS, MONTHS_SHORT

_NO_BREAK_SPACE = "\xa0"
_WORD_JOINER = "\u2060"
_NUMBER = re.compile(r"[0-9๐-๙]")
_MONTH = "|".join(map(re.escape, MONTHS + MONTHS_SHORT))
_BEFORE_NUMBER = re.compile(r"(พ\.ศ\.|ค\.ศ\.|หมู่ที่) ?(?=[0-9๐-๙])")
# The unit, the letter of a part of the Royal Gazette (๔๐ ก) or the month that follows a number.
_AFTER_NUMBER = re.compile(rf"(?<=[0-9๐-๙]) (?=น\.|บาท|[กขคง](?![ก-๛.])|{_MONTH})")
_BEFORE_YEAR = re.compile(rf"({_MONTH}|ปี) (?=[0-9๐-๙]{{4}})")
_OFFICE = re.compile(r"(อบต\.)(?=[ก-ฮเ-ไ])")


def keep_together(text: str) -> str:
    """Return the text for display, with no line break inside พ.ศ. 2563, หมู่ที่ 5, 09.30 น., 24 พ.ย. 2569 or after อบต."""
    if not _NUMBER.search(text):
        return _OFFICE.sub(rf"\1{_WORD_JOINER}", text)
    text = _BEFORE_NUMBER.sub(rf"\1{_NO_BREAK_SPACE}", text)
    text = _AFTER_NUMBER.sub(_NO_BREAK_SPACE, text)
    text = _BEFORE_YEAR.sub(rf"\1{_NO_BREAK_SPACE}", text)
    return _OFFICE.sub(rf"\1{_WORD_JOINER}", text)

"""Numbers that belong to a person, in a text of either script: national IDs, mobile numbers, bank accounts.

An office writes many numbers that look alike: prices, project numbers of e-GP (11 digits), letters, years, rows of tables.
What is not written the usual way therefore counts only beside a word that says what it is.
"""

import re
from collections.abc import Iterator

#: Where something stands, and what it is whatever its spelling (empty: its digits say it).
Span = tuple[int, int, str]

#: One letter for one letter, so that places stay: digits 0–9, every space " ", every dash "-", soft breaks "\u200b".
_FLAT = str.maketrans(
    {
        **{chr(zero + number): str(number) for zero in (0xE50, 0xFF10, 0x660, 0x6F0) for number in range(10)},
        **dict.fromkeys("\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " "),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("\xad\u200c\u200d\u2060\ufeff", "\u200b"),
        **dict.fromkeys("□⃞☐▢", " "),
    }
)
_BETWEEN = r"[\s\-./_\u200b]{0,3}"
# Looked for at every place, because the number of a row may stand right before an ID and eat its first digits.
_THIRTEEN = re.compile(rf"(?<![0-9])(?=([1-8](?:{_BETWEEN}[0-9]){{12}})(?![0-9]))")
_MOBILE = re.compile(
    rf"(?<![0-9+])(?=((?:0|(?:\+|00)66{_BETWEEN}(?:\(0\){_BETWEEN})?)[-.\s\u200b)]{{0,2}}[689]"
    rf"(?:[-.\s\u200b)]{{0,2}}[0-9]){{8}})(?![0-9]))"
)
# A spreadsheet drops the 0 of a number.
_MOBILE_WITHOUT_ZERO = re.compile(
    r"(?:โทร|มือถือ|เบอร์|โทรศัพท์)[^\S\n]{0,2}:[^\S\n]{0,2}([689][0-9]{8})(?![0-9])"
)
_LONG_NUMBER = re.compile(
    r"(?<![0-9][-.,/])(?<![0-9])(?=([0-9](?:[- \u200b]?[0-9]){9,14})(?![0-9]|[.,][0-9]))"
)

_GROUPS = re.compile("[0-9]+")
_NOT_DIGIT = re.compile("[^0-9]+")
_YEAR = re.compile("2[45][0-9]{2}")
#: Before the decimals of a number; the number of a line (12.) is none.
_POINT = re.compile(r"(?<!\n)(?<!\n[0-9])[0-9][.,]\Z")
#: How people part the 13 digits.
_ID_GROUPS = {(13,), (1, 4, 5, 2, 1), (1, 4, 5, 3), (1, 12)}
_ONE_BY_ONE = (1,) * 13  # as in the boxes of a form; but also a row of a table
_MOBILE_GROUPS = {
    (10,), (3, 3, 4), (3, 7), (2, 4, 4), (2, 8), (1, 4, 5), (1, 9), (3, 4, 3), (4, 3, 3), (2, 3, 5), (4, 6), (6, 4),
    (1, 1, 4, 4), (3, 2, 2, 3), (2, 2, 3, 3), (2, 3, 3, 2), (1, 2, 7), (1, 2, 3, 4), (1, 3, 3, 3),
}  # fmt: skip
_MOBILE_GROUPS_WITH_POINTS = {(3, 3, 4), (2, 4, 4), (3, 7)}
_ACCOUNT_GROUPS = {
    (3, 1, 5, 1),
    (3, 1, 6),
    (3, 7),
    (1, 3, 5, 1),
    (3, 2, 4, 1),
    (3, 5, 2),
    (3, 3, 4, 2),
}
_SAYS_ID = re.compile(r"ประชาชน|ประจำตัว|13 ?หลัก|บัตร|\bID\b|นาย|นาง|น\.ส\.|ด\.[ชญ]\.|เด็ก(?:ชาย|หญิง)")
_SAYS_MOBILE = re.compile(r"โทร|มือถือ|เบอร์|หมายเลข|ไลน์|\bLINE\b|\b(?:tel|mobile|phone)\b", re.IGNORECASE)
_SAYS_ACCOUNT = re.compile(
    r"เลข(?:ที่)?\s?บัญชี|บัญชี\s?เลขที่|บัญชี(?:เงินฝาก|ธนาคาร|ออมทรัพย์|กระแสรายวัน)|ธนาคาร|ธ\.ก\.ส|ธกส|พร้อมเพย์"
    r"|prompt ?pay|\baccount\b|\ba/c\b|(?<![ก-๎])บ/ช|(?<![ก-๎])บช\.|(?:เงิน|โอน|เข้า|ฝาก|ชื่อ)บัญชี"
    r"|(?:^|[\s(:])บัญชี[\s:.]{0,3}$",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(r"[0-9](?:[- ]?[0-9]){7,}")
_BANK_AFTER = re.compile(r"[\s(,]{0,3}(?:ธนาคาร|ธ\.|พร้อมเพย์|ธกส)")
_SAYS_OTHER = re.compile(
    r"บัญชีกลาง|โครงการ|สัญญา|ประกวดราคา|e-?gp|คุมสัญญา|ใบสั่ง|ใบเสร็จ|หนังสือ|ครุภัณฑ์|ผู้เสียภาษี|นิติบุคคล|ประชาชน|โทร|โทรสาร|แฟกซ์|fax",
    re.IGNORECASE,
)


def flat(text: str) -> str:
    """`text` with its digits, spaces and dashes in one form, letter for letter as long as before."""
    return text.translate(_FLAT)


def national_ids(text: str) -> Iterator[Span]:
    """Thirteen digits with a right check digit. A company's (from 0) is none. `text` is flat.

    Those written the usual way come first: where two overlap, they are the ones.
    """
    unusual = []
    for match in _THIRTEEN.finditer(text):
        if not _checks(_NOT_DIGIT.sub("", match[1])) or _counts_up(match[1]):
            continue
        span = match.start(1), match.end(1), ""
        decimals = _POINT.search(text[max(0, match.start() - 4) : match.start()])
        if decimals and not _SAYS_ID.search(_around(text, match, 80, 30)):
            continue
        if _groups(match[1]) == _ONE_BY_ONE:
            named = _SAYS_ID.search(_around(text, match, 80))
            if named or _stands_alone(text, match) and len(set(_NOT_DIGIT.sub("", match[1]))) > 4:
                yield span
        elif _groups(match[1]) in _ID_GROUPS:
            yield span
        elif _looks_whole(match[1]) or _SAYS_ID.search(_around(text, match, 80, 30)):
            unusual.append(span)
    yield from unusual


def phones(text: str) -> Iterator[Span]:
    """Mobile numbers; the landlines of offices and houses (02–07) are none. `text` is flat."""
    for match in _MOBILE.finditer(text):
        usual = match[1].startswith(("+", "00")) or _groups(match[1]) in (
            _MOBILE_GROUPS_WITH_POINTS if "." in match[1] else _MOBILE_GROUPS
        )
        part_of_other = re.search(r"[0-9][-.,/]$", text[max(0, match.start() - 2) : match.start()])
        if usual and not part_of_other or _SAYS_MOBILE.search(_around(text, match, 25)):
            yield match.start(1), match.end(1), ""
    for match in _MOBILE_WITHOUT_ZERO.finditer(text):
        yield match.start(1), match.end(1), "0" + match[1]


def accounts(text: str) -> Iterator[Span]:
    """Ten to fifteen digits beside a word that says bank account, and no nearer word that says something else."""
    for match in _LONG_NUMBER.finditer(text):
        if " " in match[1] and _groups(match[1]) not in _ACCOUNT_GROUPS:
            continue
        before, after = (
            text[max(0, match.start() - 60) : match.start()],
            text[match.end(1) : match.end(1) + 25],
        )
        if re.match(r"\s{0,2}บาท", after):
            continue
        before = _after_other_number(before)
        said = max((word.start() for word in _SAYS_ACCOUNT.finditer(before)), default=-1)
        other = max((word.start() for word in _SAYS_OTHER.finditer(before)), default=-1)
        if said > other or other < 0 and _BANK_AFTER.match(after):
            yield match.start(1), match.end(1), ""


def _after_other_number(before: str) -> str:
    """What is said of a number and not of the long one before it, but for several in a row: 1…, 2… และ 3…"""
    others = [*_OTHER_NUMBER.finditer(before)]
    if others and not re.fullmatch(r"[\s,;/]*(?:และ|หรือ|กับ)?\s*", before[others[-1].end() :]):
        return before[others[-1].end() :]
    return before


def _groups(number: str) -> tuple[int, ...]:
    """How many digits stand together, in order; soft breaks part nothing."""
    return tuple(len(group) for group in _GROUPS.findall(number.replace("\u200b", "")))


def _around(text: str, match: re.Match[str], before: int, after: int = 0) -> str:
    return (
        text[max(0, match.start() - before) : match.start()]
        + "\n"
        + text[match.end(1) : match.end(1) + after]
    )


def _looks_whole(number: str) -> bool:
    """Whether digits in unusual groups are one number all the same, and not the cells of a table."""
    groups = _GROUPS.findall(number)
    if re.fullmatch(r"[0-9\-\u200b]+", number):
        return True
    return len(groups) <= 5 and not re.search(r"[\n./]", number) and not any(map(_YEAR.fullmatch, groups))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether no other digits go before or after in the same row."""
    before, after = text[max(0, match.start(1) - 5) : match.start(1)], text[match.end(1) : match.end(1) + 3]
    return not re.search(r"[^\n0-9][0-9]\s{1,2}\Z", before) and not re.match(r"\s{1,2}[0-9]", after)


def _checks(number: str) -> bool:
    """Whether the thirteenth digit is what the others make it."""
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(number[:12]))
    return (11 - total % 11) % 10 == int(number[12])


def _counts_up(number: str) -> bool:
    """Whether it is the numbers of rows or columns, 1 2 3 … 11, which happen to have a right check digit."""
    groups = [int(group) for group in _GROUPS.findall(number)]
    return len(groups) > 2 and all(
        after - before == 1 for before, after in zip(groups, groups[1:], strict=False)
    )

"""What a minor change may not touch: numbers, dates, names of laws, links, files and everything that is not text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from publishing.compare.columns import FieldChange
from publishing.compare.comparison import FileChange, PartChange
from publishing.compare.editions import compare
from publishing.compare.passages import Mark, Passage
from publishing.compare.texts import Sign
from publishing.models import Edition
from thai.dates import MONTHS, MONTHS_SHORT, WEEKDAYS
from thai.digits import to_arabic
from thai.words import cut

MOST_SAID = 5  # values on each side of one sentence
LONGEST_SAID = 120  # letters of one value


def why_not_minor(before: Edition, after: Edition) -> list[str]:
    """Thai sentences that name each change of substance, with both values; empty when the change is minor.

    The queries are those of `compare()`. A sentence continues “เลือก “แก้ไขสาระสำคัญ” เพราะ…”.
    """
    comparison = compare(before, after)
    never_minor = type(after.specific).NEVER_MINOR
    return [
        *(
            sentence
            for change in comparison.changed_wording
            for sentence in _column(change, change.field.name in never_minor)
        ),
        *(sentence for part in comparison.changed_parts for sentence in _rows(part)),
        *(sentence for change in comparison.changed_files for sentence in _file(change)),
    ]


def _column(change: FieldChange, is_never_minor: bool = False, where: str = "") -> Iterator[str]:
    where = where or f"“{change.label}”"
    if change.passages is None or is_never_minor:
        yield _said(where, change.before, change.after)
    else:
        yield from _text(change, where)


def _text(change: FieldChange, where: str) -> Iterator[str]:
    """A text may change in its words; what counts in it may not."""
    old = Facts.of([found.before for found in change.passages if found.before])
    new = Facts.of([found.after for found in change.passages if found.after])
    for name, was, now in zip(FACTS.values(), old.lists(), new.lists(), strict=True):
        if was != now:
            yield f"{name}ใน {where} {_difference(was, now)}"


def _rows(part: PartChange) -> Iterator[str]:
    for row in part.rows:
        if row.sign != Sign.CHANGED:
            yield f"{row.sign.label}แถว “{_short(row.name)}” ใน “{part.label}”"
        else:
            for change in row.fields:
                yield _said(f"“{change.label}” ของ “{_short(row.name)}”", change.before, change.after)


def _file(change: FileChange) -> Iterator[str]:
    name = _short(change.file.label)
    if change.is_replaced:
        names = [f"{file.stored.original_name} ({file.stored.sha256[:12]})" for _, file in change.sides]
        yield f"เปลี่ยน{change.noun} “{name}” จาก {_short(names[0])} เป็น {_short(names[1])}"
    elif change.sign in (Sign.ADDED, Sign.REMOVED):
        yield f"{change.sign.label}{change.noun} “{name}”"
    if change.sign == Sign.CHANGED:
        for about in change.fields:
            yield from _column(about, where=f"“{about.label}” ของ{change.noun} “{name}”")


def _said(where: str, before: str, after: str) -> str:
    if before and after:
        return f"{where} เปลี่ยนจาก {_short(before)} เป็น {_short(after)}"
    return f"{where} เพิ่ม {_short(after)}" if after else f"{where} ลบ {_short(before)}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]}…"


def _difference(before: list[str], after: list[str]) -> str:
    """“เปลี่ยนจาก ก เป็น ข” of what one has and the other has not; of the order, when they have the same."""
    gone, come = _without(before, after), _without(after, before)
    if not gone and not come:
        place = next(i for i, (one, other) in enumerate(zip_longest(before, after)) if one != other)
        return f"สลับที่กัน: เดิม {_listed(before[place:])} ใหม่ {_listed(after[place:])}"
    if not gone or not come:
        return f"เพิ่ม {_listed(come)}" if come else f"ลบ {_listed(gone)}"
    return f"เปลี่ยนจาก {_listed(gone)} เป็น {_listed(come)}"


def _without(values: list[str], others: list[str]) -> list[str]:
    left: dict[str, int] = {}
    for other in others:
        left[other] = left.get(other, 0) + 1
    found = []
    for value in values:
        if left.get(value):
            left[value] -= 1
        else:
            found.append(value)
    return found


def _listed(values: list[str]) -> str:
    said = ", ".join(map(_short, values[:MOST_SAID]))
    return f"{said} และอีก {len(values) - MOST_SAID} ค่า" if len(values) > MOST_SAID else said


# What counts in a text

FACTS = {"laws": "ชื่อกฎหมาย", "dates": "วันที่", "numbers": "ตัวเลข", "links": "ลิงก์หรือภาพ"}


@dataclass(frozen=True)
class Facts:
    """What counts in a text, in its order and in one spelling: ๒๕๖๓ is 2563, 1,000 is 1000, ม.ค. is มกราคม."""

    laws: list[str]
    dates: list[str]
    numbers: list[str]
    links: list[str]

    def lists(self) -> list[list[str]]:
        return [self.laws, self.dates, self.numbers, self.links]

    @classmethod
    def of(cls, passages: list[Passage]) -> "Facts":
        laws, dates, numbers, links = [], [], [], []
        for passage in passages:
            text = to_arabic(passage.text)
            found, rest = _laws(text)
            laws += found
            found, rest = _dates(rest)
            dates += found
            numbers += _numbers(rest)
            links += [
                _address(piece) for piece in passage.pieces if isinstance(piece, Mark) and _address(piece)
            ]
        return cls(laws, dates, numbers, links)


def _address(mark: Mark) -> str:
    return next((value for key, value in mark.attributes if key in ("href", "src")), "")


# Each repetition in these expressions is bounded, so that a hostile text takes no longer than any other.

_AGENCY = r"(?:กระทรวง|กรม|สำนัก|คณะ|องค์การ|อบต|จังหวัด|อำเภอ|เทศบาล|ตำบล|ศาล|หัวหน้า|คสช|นายก|นายทะเบียน|ว่าด้วย|สภา|ราชกิจจา)"
#: What begins the name of a law. A word of everyday use (ประกาศ, คำสั่ง) does so only before an agency.
_LAW_BEGINS = re.compile(
    r"(?:รัฐธรรมนูญ|พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|กฎกระทรวง|ข้อบัญญัติ|เทศบัญญัติ|ประมวลกฎหมาย"
    r"|พ\. ?ร\. ?[บกฎ]\.?|พรบ\.?|พร[กฎ](?=[. ])\.?"
    rf"|(?:ระเบียบ|ข้อบังคับ|ประกาศ|คำสั่ง|มติ|หนังสือ) ?(?={_AGENCY}))(?!นี้|ดังกล่าว|ฉบับนี้)"
)
#: What the name ends with: its year, or its number with the word before it.
_LAW_ENDS = re.compile(
    r"พ\.? ?ศ\.? ?[0-9]{4}|(?<![ก-ฮ])ที่ ?[^\s0-9]{0,6} ?[0-9][0-9.]{0,11}(?:/ ?ว? ?[0-9]{1,6})?"
)
_LAW_GAP = 200
_LAW_RUNS = 5


def _laws(text: str) -> tuple[list[str], str]:
    """Names of laws as written, white space apart, and the text without them."""
    found, rest, here = [], [], 0
    while begin := _LAW_BEGINS.search(text, here):
        line_end = text.find("\n", begin.end(), begin.end() + _LAW_GAP)
        limit = line_end if line_end >= 0 else begin.end() + _LAW_GAP
        stop = _LAW_ENDS.search(text, begin.end(), limit)
        name_end = stop.end() if stop and text.count(" ", begin.end(), stop.start()) <= _LAW_RUNS else None
        if name_end is None:  # without year or number: as far as the next space
            spaces = [place for place in (text.find(" ", begin.end(), limit), limit, len(text)) if place >= 0]
            name_end = min(spaces)
        found.append(_in_one_spelling(text[begin.start() : name_end]))
        rest.append(text[here : begin.start()])
        here = name_end
    return found, "\n".join([*rest, text[here:]])


def _in_one_spelling(name: str) -> str:
    name = re.sub(r"พ\.? ?ศ\.? ?(?=[0-9])", "พ.ศ. ", name)
    return " ".join(name.split())


_MONTH_OF = {name: number for names in (MONTHS, MONTHS_SHORT) for number, name in enumerate(names)}
_DATE = re.compile(
    rf"(?:วัน(?P<weekday>{'|'.join(WEEKDAYS)})(?:ที่)?[ \xa0]?)?(?:(?P<day>(?<![0-9])[0-9]{{1,2}})[ \xa0]?)?"
    rf"(?:เดือน[ \xa0]?)?(?P<month>{'|'.join(map(re.escape, _MONTH_OF))})"
    r"(?:[ \xa0]?(?:พ\.?[ \xa0]?ศ\.?[ \xa0]?)?(?P<year>[0-9]{2,4})(?![0-9]))?"
    rf"|วัน(?P<only>{'|'.join(WEEKDAYS)})(?:ที่)?"
)


def _dates(text: str) -> tuple[list[str], str]:
    """Written dates, months and weekdays in one spelling, and the text without them."""
    found = []

    def read(match: re.Match[str]) -> str:
        weekday = match["weekday"] or match["only"]
        month = MONTHS[_MONTH_OF[match["month"]]] if match["month"] else ""
        parts = [f"วัน{weekday}" if weekday else "", match["day"], month, match["year"]]
        found.append(" ".join(part for part in parts if part))
        return "\n"

    rest = _DATE.sub(read, text)
    return found, rest


_FIGURES = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
#: A whole number below a million million, thousands separated or not, and its decimals.
_GROUPED = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}|[1-9][0-9]{0,11}|0)(?:\.[0-9]+)?")
_NUMBER_WORD = re.compile(r"(?:ศูนย์|หนึ่ง|เอ็ด|สอง|ยี่|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน|ครึ่ง){1,20}")
_PERCENT = {"%": "ร้อยละ", "เปอร์เซ็นต์": "ร้อยละ", "เปอร์เซนต์": "ร้อยละ", "ร้อยละ": "ร้อยละ", "เปอร์เซ็น": "ร้อยละ"}


def _numbers(text: str) -> list[str]:
    """Numbers in figures and in words, and what makes them a percentage, in order; neighbouring words are one."""
    found, is_open = [], False
    for token in cut(text):
        if _FIGURES.fullmatch(token):
            found.append(_in_one_form(token))
            is_open = False
        elif token in _PERCENT:
            found.append(_PERCENT[token])
            is_open = False
        elif _NUMBER_WORD.fullmatch(token):
            if is_open:
                found[-1] += token
            else:
                found.append(token)
            is_open = True
        else:
            is_open = False
    return found


def _in_one_form(figures: str) -> str:
    """500000 and 500,000 are 500,000; 1,000 is 1000, like a year; a number that begins with 0 stays as it is."""
    if not _GROUPED.fullmatch(figures):
        return figures
    whole, point, rest = figures.replace(",", "").partition(".")
    grouped = f"{int(whole):,}" if 5 <= len(whole) <= 9 else whole
    return f"{grouped}{point}{rest}"

"""What a text says of a person: where he lives, what he suffers from, what he was sentenced for.

The words alone are everyday words of an office (vaccination, disability allowance, the conditions of a vacancy). They count when
they are said of somebody by name: in one breath before or after the name, in the row of a list, or at the head of a list
of names. What an official says or does about patients is not said of the official.
"""

import re
from collections.abc import Iterator

from publishing.gates.numbers import Span

_NAMED_AS_OFFICE = r"ก(?:[\s.ฯ),:;\"”’/]|\Z|องค์|เทศ|อบ|รัฐ|สภา|สมาคม|สโมสร|เมือง|เหล่า|พัทยา|ส\.|ท\.)"
_TITLE = (
    rf"(?:(?<!เจ้า)(?<!ท)(?!(?<=[0-9]\s)นาย\s)นาย(?!{_NAMED_AS_OFFICE}|ทะเบียน|อำเภอ|จ้าง|ช่าง|แพทย์|ทหาร|ตำรวจ|หน้า|ประกัน|สถานี|ด่าน|หมวด|ตรวจ|ทุน|พล|ร้อย|สิบ|แบบ)"
    r"|นางสาว(?!ไทย)|(?<!ขุน)นาง(?!รอง|งาม|แบบ|เอก|พยาบาล|ฟ้า|รำ|นวล|กวัก|สงกรานต์|นพมาศ|สาว|เลิ้ง)"
    r"|(?<![ก-๎.])น\.\s?ส\.|(?<![ก-๎.])ด\.\s?[ชญ]\.|เด็ก(?:ชาย|หญิง)(?!\s?(?:อายุ|ได้|ให้|ที่|ซึ่ง|และ|หรือ|ใน|จาก|วัย|คน|ราย|ทั้ง|ถูก)))\s{0,2}(?=[ก-ฮเ-ไ][ก-๎]|[ก-ฮ]\.)"
)
#: A field of a form or a column that holds a name; what follows must not be the next heading.
_FIELD = (
    r"ชื่อ\s{0,2}[-–/]?\s{0,2}(?:นาม)?สกุล\s{0,2}[:：.]\s{0,2}"
    r"(?=(?!ประเภท|ที่อยู่|เลข|วัน|อายุ|ตำแหน่ง|หมู่|ลักษณะ|ผู้|หน่วย|รายการ|หมายเหตุ|จำนวน|ความ)[ก-ฮเ-ไ][ก-๎]{1,40}[^\S\n]{1,3}[ก-ฮเ-ไ][ก-๎])"
)
_NAME = re.compile(rf"{_TITLE}|{_FIELD}")
#: A name at the beginning of a line or a cell, perhaps behind its number.
_LISTED_NAME = re.compile(
    rf"(?:(?<=\n)|(?<=\t))[^\S\n]{{0,5}}(?:[0-9]{{1,4}}[.)]?[^\S\n]{{0,5}})?(?:[ก-๎ \-]{{1,20}}:\s?)?(?:{_TITLE}|{_FIELD})"
)
_WHOLE_NAME = re.compile(r"[ก-๎.]{1,40}(?:[^\S\n]{1,3}[ก-๎]{2,40})?")
_SHORT_NAME = re.compile(r"(?P<first>[ก-๎]{1,14})[^\S\n]{1,3}(?P<surname>[ก-๎]{2,14})(?=[^ก-๎]|\Z)")

#: How far (letters) a home or a word may stand from the name that it belongs to.
HOME_REACH, WORD_REACH, TITLE_REACH = 80, 90, 15
#: How far below the heading "รายชื่อผู้ป่วย…" a first name makes it a list of people.
LIST_REACH = 400

_HOME = re.compile(
    r"บ้านเลขที่[\s:]{0,3}(?P<a>[0-9]{1,4}(?:/[0-9]{1,4})?(?:\s{0,2}(?:หมู่(?:ที่|บ้าน)?|ม\.)\s{0,2}:?\s{0,2}[0-9]{1,2})?)(?![0-9])"
    r"|(?<![0-9/.])(?P<b>[0-9]{1,4}(?:/[0-9]{1,4})?\s{0,2}(?:หมู่(?:ที่)?|ม\.)\s{0,2}[0-9]{1,2})(?![0-9])"
    r"|(?:ที่อยู่|อยู่เลขที่|อยู่ที่|(?<![ก-๎])เลขที่)[\s:]{0,3}(?P<c>[0-9]{1,4}(?:/[0-9]{1,4})?)(?=\s{0,2}(?:ถนน|ถ\.|ซอย|ซ\.|ตำบล|ต\.|บ้าน|หมู่))"
)
#: Between a house number and the name of who lives there.
_LEADS_TO_OWNER = re.compile(
    r"(?:\s{0,2}(?:หมู่(?:ที่)?|ม\.)\s{0,2}[0-9]{1,2})?[^\S\n]{0,3}(?:(?:ต\.|ตำบล|บ้าน)\s?[ก-๎]{2,15}[^\S\n]{1,3})?"
    r"(?:เป็นบ้านของ|บ้านของ|ของ|เจ้าบ้าน(?:คือ|ชื่อ)?|คือ|ชื่อ|[(:,–-])?[^\S\n]{0,3}"
)
#: The number at the beginning of a line.
_LINE_NUMBER = re.compile(r"(?:\n|\A)[^\S\n]{0,5}([0-9]{1,4})(?![0-9/])")
#: Before a number with a village behind it: the number of a row, a ward, an age.
_NO_HOME = re.compile(r"(?:\n|\A|เขต(?:เลือกตั้ง)?(?:ที่)?|ลำดับ(?:ที่)?|ที่|อายุ|ครั้งที่)[\s:]{0,3}\Z")
_ORGANISATION = re.compile(
    r"สำนักงาน|ที่ทำการ|องค์การบริหาร|อบต|เทศบาล|ศาลา|โรงเรียน|(?<!จังห)วัด|ศูนย์|บริษัท|ห้าง|หจก|บจก|ร้าน|โรงพยาบาล|รพ\.|รพ\.?สต|หน่วยงาน|สถานี|กองทุน|กลุ่ม"
    r"|วิสาหกิจ|สหกรณ์|มูลนิธิ|สมาคม|หอประชุม|โครงการ|ก่อสร้าง|ซ่อม|ถนน|สาย"
)

_ILLNESSES = (
    r"เอดส์|เอชไอวี|\bHIV\b|\bAIDS\b|มะเร็ง|เบาหวาน|ความดันโลหิตสูง|วัณโรค|จิตเวช|ซึมเศร้า|ไตวาย|หลอดเลือดสมอง|อัมพาต|อัมพฤกษ์|ไวรัสตับอักเสบ|ลมชัก"
    r"|สมองเสื่อม|อัลไซเมอร์|ไข้เลือดออก|กามโรค|ซิฟิลิส|โรค(?:จิต|ไต|ตับ|หัวใจ|เรื้อน|ประจำตัว)"
)
HEALTH = re.compile(
    rf"(?:ผู้|เจ็บ)?ป่วย(?!นอก|ใน)(?:ติดเตียง|เรื้อรัง|เป็น|ด้วย)?(?:โรค)?(?:{_ILLNESSES})?|(?:โรค)?(?:{_ILLNESSES})"
    r"|ฟอกไต|ติดเชื้อ(?:โควิด|เอชไอวี|HIV)?|ตั้งครรภ์|แท้งบุตร|หมู่(?:เลือด|โลหิต)|กรุ๊ปเลือด|นอนติดเตียง|ผู้ติดยา|ติดสุรา",
    re.IGNORECASE,
)
DISABILITY = re.compile(
    r"(?:ผู้|คน|ความ)?พิการ|ทุพพลภาพ|ตาบอด|หูหนวก|เป็นใบ้|ออทิสติก|ออทิซึม|ปัญญาอ่อน|ดาวน์ซินโดรม"
    r"|บกพร่องทาง(?:การได้ยิน|การเห็น|สติปัญญา|ร่างกาย|การเรียนรู้|จิต)"
)
CRIMINAL = re.compile(
    r"ประวัติอาชญากรรม|ต้องโทษ|ต้องคำพิพากษา|ได้รับโทษ|จำคุก|ถูกจับกุม|ถูกจับ|ผู้ต้องหา|ผู้ต้องขัง|นักโทษ|พ้นโทษ|คดีอาญา|คดียาเสพติด|ตกเป็นจำเลย"
    r"|ลักทรัพย์|ฉ้อโกง|ข่มขืน|ทำร้ายร่างกาย|หมายจับ|เสพยาเสพติด|ติดยาเสพติด|เสพยาบ้า|ค้ายา"
)

#: Between a name and the word: who acts here is not the one of whom it is said.
_ACTS = re.compile(
    r"รัฐมนตรี|รมว|รมช|นายก|ปลัด|อธิบดี|ผู้อำนวยการ|ผอ\.|ผู้ว่า|รองผู้|เลขา|โฆษก|แพทย์(?!วินิจฉัย|ระบุ|ลงความ|ตรวจพบ)|หมอ|พยาบาล|นักวิชา|นักพัฒนา"
    r"|นักสังคม|เจ้าหน้าที่|เจ้าพนักงาน|ประธาน|หัวหน้า|กำนัน|ผู้ใหญ่บ้าน|สมาชิก|คณะ|อสม|ผู้แทน|กรรมการ|ที่ปรึกษา|ผู้จัดการ|ครู|อาจารย์|เผย|กล่าว"
    r"|ชี้แจง|ระบุว่า|มอบ|เยี่ยม|ลงพื้นที่|ร่วม|ตรวจ(?!พบ)|ประชุม|ติดตาม|สั่ง|กำชับ|ห่วง|แนะ|เตือน|พร้อม|สนับสนุน|ช่วยเหลือ|ดูแล|รณรงค์|โครงการ|กองทุน"
    r"|ศูนย์|ชมรม|สมาคม|กรม|กระทรวง|พ\.ร\.บ|พระราชบัญญัติ|ไม่(?:ได้|เคย|เป็น|มี|ต้อง)|ห้าม|ป้องกัน|ควบคุม|บริจาค|ตำแหน่ง|รับจ้าง|ส่งเสริม|พัฒนา"
    r"|นายทะเบียน|นายอำเภอ|สำหรับ|เพื่อ|แก่(?!น)|ต่อ|จัด|เปิด|บริการ|เกี่ยวกับ|เรื่อง|วิทยากร|สถานการณ์|ยาน|และผู้ที่|ประชาชน|หาก|ถ้า|(?<!ตรวจ)พบ(?:ว่า|ผู้)|มี(?:จำนวน|ผู้)"
)
_SAYS = re.compile(r"กล่าว|เปิดเผย|ชี้แจง|ระบุ|มอบ|สั่งการ|เยี่ยม|ลงพื้นที่")
#: Right before the word: it names a thing, an office or a people, not somebody's condition.
_THING = re.compile(
    r"(?:ศูนย์|ชมรม|กองทุน|สมาคม|กรม|งาน|โครงการ|สิทธิ|ด้าน|ช่วยเหลือ|ดูแล|เยี่ยม|บริการ|ป้องกัน|โรค|ห้อง|รถ|ยา|ปลอด|คัดกรอง|จาก|และ|หรือ|เช่น|กลุ่ม|เพื่อ|สำหรับ|ไม่)$"
)
#: Right after the word: it counts people.
_COUNTS = re.compile(
    r"\s{0,2}(?:\([^)\n]{0,12}\))?[\s:]{0,3}(?:จำนวน|รวม|สะสม|รายใหม่)?\s{0,2}[0-9][0-9,]*\s{0,2}(?:คน|ราย|ครัวเรือน|%|[\t\n]|\Z)"
)
#: Between the word and a name that it is said of.
_MARKS = r"[^\S\n]{0,3}[:：\-–(“\"]{0,3}[^\S\n]{0,3}"
_LEADS_TO_NAME = re.compile(
    rf"{_MARKS}(?:(?:ราย(?:ที่)?|คือ|-?19|(?:แล้ว)?พบว่า|ชื่อ|ได้แก่|ชาย|หญิง|เพศชาย|เพศหญิง|ติดเตียง|ยากไร้|\n?[^\S\n]{{0,5}}[0-9]{{1,3}}[.)]?){_MARKS}){{0,3}}"
)
_LIST_OF = re.compile(r"(?:รายชื่อ|บัญชีชื่อ|ทะเบียนชื่อ)[^\n]{0,70}\Z")


def houses(text: str) -> Iterator[Span]:
    """House numbers of people: a name stands before or right after it, and no organisation in between. `text` is flat."""
    for match in _HOME.finditer(text):
        start, end = match.span(match.lastgroup)
        before = text[max(0, start - HOME_REACH) : start]
        whose = _lives_there(match, before) or _is_home_of(text, match, before)
        if whose:
            yield start, end, f"{whose} {_tidy(match[match.lastgroup])}"


def _lives_there(match: re.Match[str], before: str) -> str:
    """Whose name stands `before` the house number; empty when nobody's."""
    names = [*_NAME.finditer(before)]
    if not names or match.lastgroup == "b" and _NO_HOME.search(before):
        return ""
    name = _SHORT_NAME.match(before, names[-1].end())  # a surname may begin like an organisation: สายบุญ
    if _ORGANISATION.search(before, name.end() if name else names[-1].end()):
        return ""
    return _whole_name(before, names[-1].end())


def _is_home_of(text: str, match: re.Match[str], before: str) -> str:
    """Whose name the house number leads to: 12 หมู่ 3 นาย…; empty when nobody's."""
    name = _NAME.match(text, _LEADS_TO_OWNER.match(text, match.end()).end())
    if name is None or _ORGANISATION.search(before.rpartition("\n")[2]):
        return ""
    if match.lastgroup == "b" and _NO_HOME.search(before) and not _begins_line_with_home(text, match, before):
        return ""
    whose = _whole_name(text, name.end())
    after = text[name.end() : name.end() + len(whose) + TITLE_REACH].partition("\n")[0]
    return "" if _somebody_acts(after) else whose


def _begins_line_with_home(text: str, match: re.Match[str], before: str) -> bool:
    """Whether a number begins its line and is no row's: no line nearby begins with the number before or after it."""
    if before.rstrip(" ")[-1:] not in ("", "\n"):
        return False
    if "/" in match["b"]:
        return True
    number, start = int(re.match("[0-9]+", match["b"])[0]), match.start("b")
    begins = _LINE_NUMBER.findall(text[max(0, start - LIST_REACH) : start + LIST_REACH])
    return number > 1 and not {number - 1, number + 1} & {*map(int, begins)}


def said_of_people(text: str, words: re.Pattern[str]) -> Iterator[Span]:
    """The `words` that are said of somebody by name. `text` is flat."""
    for match in words.finditer(text):
        if _COUNTS.match(text, match.end()):
            continue
        whose = _names_in_list(text, match) or _name_after(text, match) or _name_before(text, match)
        if whose:
            yield match.start(), match.end(), f"{whose} {match[0]}"


def _name_before(text: str, match: re.Match[str]) -> str:
    """Whose name stands before the word, in the same breath; empty when nobody's."""
    begin = max(0, match.start() - WORD_REACH)
    before = text[begin : match.start()]
    names = [*_NAME.finditer(before)]
    if not names:
        return ""
    between = before[names[-1].end() :]
    if between.count("\n") > 1 or _somebody_acts(between) or _THING.search(between):
        return ""
    return _whole_name(text, begin + names[-1].end())


def _somebody_acts(after_title: str) -> bool:
    """Whether an act or an office follows the name; a name may hold such a word itself (ดีพร้อม), but not begin with it."""
    name = _SHORT_NAME.match(after_title)
    if name is None:
        return _ACTS.search(after_title) is not None
    return bool(
        _SAYS.search(name["first"]) or _ACTS.match(name["surname"]) or _ACTS.search(after_title, name.end())
    )


def _name_after(text: str, match: re.Match[str]) -> str:
    """Whose name the word leads to: ผู้ป่วย นาย…; empty when nobody's."""
    lead = _LEADS_TO_NAME.match(text, match.end())
    if lead is None or lead.end() - match.end() > TITLE_REACH:
        return ""
    name = _NAME.match(text, lead.end())
    if name is None:
        return ""
    whose = _whole_name(text, name.end())
    after = text[name.end() : name.end() + len(whose) + TITLE_REACH].partition("\n")[0]
    return "" if _somebody_acts(after) else whose


def _names_in_list(text: str, match: re.Match[str]) -> str:
    """All names below the heading รายชื่อ… that holds the word: another list is another finding. Empty when there is none."""
    if not _LIST_OF.search(text[max(0, match.start() - 90) : match.start()]):
        return ""
    line_end = text.find("\n", match.end())
    if line_end < 0 or not _LISTED_NAME.search(text, line_end, line_end + LIST_REACH):
        return ""
    names = _LISTED_NAME.finditer(text, line_end, line_end + 10 * LIST_REACH)
    return " ".join(_whole_name(text, name.end()) for name in names)


def _whole_name(text: str, start: int) -> str:
    name = _WHOLE_NAME.match(text, start)
    return _tidy(name[0]) if name else ""


def _tidy(text: str) -> str:
    return " ".join(text.split())

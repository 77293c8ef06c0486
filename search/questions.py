"""What somebody asks for, without what people put around it: ขอเบอร์อบตหน่อยครับ asks for เบอร์.

It only has to be right where the office has put something first for what is left, or where that names a kind of page, so letters
are taken from both ends and every form on the way counts: a form that nobody means is no harm.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accounts.models import Office, Unit
from search.folding import folded, squashed
from search.models import Promoted
from search.reading import Reading
from search.spelling import mistake

#: Forms of one question that are tried.
MOST = 200
#: Of so many letters few words are alike to the ear.
LONG = 6

BEFORE = frozenset({
    "ขอ", "หา", "ค้นหา", "อยาก", "อยากรู้", "อยากทราบ", "ต้องการ", "สอบถาม", "ถาม", "บอก", "ช่วย", "ดู", "จะ", "ต้อง", "เรื่อง",
    "ข้อมูล", "เกี่ยวกับ", "มี", "เป็น", "คือ", "ใคร", "ชื่อ", "รายชื่อ", "ของ", "ที่", "สวัสดี", "ครับ", "ค่ะ", "คะ", "วิธี", "การ", "แจ้ง",
    "วันนี้", "พรุ่งนี้",
})  # fmt: skip
AFTER = frozenset({
    "ครับ", "คับ", "ครับผม", "ค่ะ", "คะ", "ค่า", "จ้า", "จ้ะ", "จ๊ะ", "นะ", "น่ะ", "หน่อย", "ด้วย", "ที", "ไหม", "มั้ย", "ไหมคะ", "หรือไม่",
    "หรือเปล่า", "หรือยัง", "บ้าง", "ได้", "คือ", "อะไร", "ใคร", "ชื่อ", "เป็น", "อยู่", "ที่ไหน", "ไหน", "ตรงไหน", "ที่ใด", "แถวไหน", "ยังไง",
    "อย่างไร", "ไง", "ทำ", "ต้อง", "วิธี", "คน", "คนปัจจุบัน", "ปัจจุบัน", "คนใหม่", "ตอนนี้", "วันนี้", "เท่าไร", "เท่าไหร่", "เมื่อไร", "เมื่อไหร่",
    "วันไหน", "กี่โมง", "ของ",
})  # fmt: skip
#: What a citizen calls the office, whatever its own name is.
OFFICE = (
    "องค์การบริหารส่วนตำบล", "อบต", "เทศบาลตำบล", "เทศบาลเมือง", "เทศบาลนคร", "เทศบาล", "องค์การบริหารส่วนจังหวัด", "อบจ",
    "สำนักงาน", "ที่ทำการ", "ที่ว่าการ", "หน่วยงาน", "ตำบล", "ของเรา", "บ้านเรา",
)  # fmt: skip
_QUIET = re.compile("[ก-ฮ][\u0e34\u0e38]?\u0e4c|[\u0e47-\u0e4c]")


@dataclass(frozen=True)
class Asked:
    """What may be meant, squashed: all that was typed, what is left without the words around it, and that as it is heard."""

    whole: set[str]
    cores: set[str]
    heard: set[str]
    misheard: set[str]  # what may have another mistake in it

    @classmethod
    def of(
        cls, text: str, typed: Reading, synonyms: Mapping[str, Collection[str]], *, as_typed: bool = False
    ) -> Asked:
        """`typed` tells whether there is a mistake in it; `as_typed` leaves that alone. One query."""
        own = names()
        forms = [{squashed(folded(text))} - {""}, cores(text, own)]
        is_mistaken = any(one.is_piece for one in typed.wanted)
        said = set() if as_typed else cores(text, own, as_heard=True)
        return cls(
            *({*one, *(other for form in one for other in synonyms.get(form, ()))} for one in forms),
            said if is_mistaken else {form for form in said if len(form) >= LONG},
            said if is_mistaken else set(),
        )

    def promoted(self) -> list[int]:
        """The publications that the office puts first for this, as they were put in. One query."""
        rows = [
            ({squashed(folded(word)) for word in words.split(",")} - {""}, publication)
            for words, publication in Promoted.objects.order_by("pk").values_list("words", "publication")
        ]
        found = (
            [publication for words, publication in rows if words & self.whole]
            or [publication for words, publication in rows if words & self.cores]
            or [publication for words, publication in rows if set(map(heard, words)) & self.heard]
            or [publication for words, publication in rows if any(map(self._is_nearly, words))]
        )
        return list(dict.fromkeys(found))

    def _is_nearly(self, word: str) -> bool:
        """Whether it is what is heard, with one mistake."""
        word = heard(word)
        return len(word) >= LONG and any(
            abs(len(form) - len(word)) < 2 and mistake(form, word) is not None for form in self.misheard
        )


def cores(query: str, names: Collection[str] = (), *, as_heard: bool = False) -> set[str]:
    """Everything that is left of a query when more and more of what stands around is taken away; the whole of it among them.

    `names` are what the office and its units are called (`names()`). `as_heard`: without tones and letters that are not
    spoken, in which quick typing goes wrong first.
    """
    change = heard if as_heard else str
    office = {change(word) for word in (*OFFICE, *names)}
    before, after = office | set(map(change, BEFORE)), office | set(map(change, AFTER))
    whole = change(squashed(folded(query)))
    found, left = {whole}, [whole]
    while left and len(found) < MOST:
        form = left.pop()
        shorter = {form[len(word) :] for word in before if form.startswith(word)}
        shorter |= {form[: -len(word)] for word in after if form.endswith(word)}
        shorter |= {form.replace(word, "", 1) for word in office if word in form}
        left += shorter - found - {""}
        found |= shorter
    return found - {""}


def names() -> set[str]:
    """What this office and its units are called, squashed: also without the kind of office before it. One query."""
    offices = Office.objects.values_list("name").union(
        Office.objects.values_list("short_name"), Unit.objects.order_by().values_list("name")
    )
    whole = {squashed(folded(name)) for (name,) in offices}
    found = whole | {name.removeprefix(kind) for name in whole for kind in OFFICE}
    return {name for name in found if len(name) > 1}


def heard(text: str) -> str:
    """Without tones and letters that are not spoken: เบอร์โทร and เบอโทร are one."""
    return _QUIET.sub("", text)

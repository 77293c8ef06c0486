"""What a gate says: one finding, its fingerprint, and how it is shown without the personal data in it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.crypto import salted_hmac

from publishing.gates.personal import Found, find, mask
from publishing.models import Justification


class Gate(StrEnum):
    """Which gate points at something; the value is its Thai name."""

    PERSONAL = "ข้อมูลส่วนบุคคล"
    FILE = "ไฟล์ที่อ่านไม่ได้"
    CLASSIFIED = "ชั้นความลับ"
    CLAUSE = "ข้อ 1(1)"
    SPAM = "การพนันและเงินกู้"
    LINK = "ลิงก์ออกนอกเว็บไซต์"
    HIDDEN = "ข้อความที่มองไม่เห็น"


#: The writer must take these away, or say why they may be public.
ASKS_REASON = frozenset({Gate.PERSONAL, Gate.FILE, Gate.CLASSIFIED})


@dataclass(frozen=True)
class Finding:
    """One thing that a gate points at. `mark` is the same as long as the same thing stands in the same place."""

    gate: Gate
    kind: str  # in Thai: เลขประจำตัวประชาชน, โทรศัพท์ …
    where: str  # in Thai: field, page, sheet
    excerpt: str  # personal data masked
    mark: str  # 64 hex digits
    field: str = ""  # the column that holds it, where a column does
    attachment: int | None = None  # the file that holds it
    forbids: bool = False  # no reason makes it right: it must go
    justification: Justification | None = None

    @property
    def asks_reason(self) -> bool:
        return self.gate in ASKS_REASON and not self.forbids

    @property
    def is_open(self) -> bool:
        """Whether the writer still has to do something about it."""
        return self.forbids or (self.asks_reason and self.justification is None)


def mark_of(gate: Gate, *parts: object) -> str:
    """The fingerprint of a finding: it says nothing of the value to whoever does not have this installation's key."""
    text = "\x1f".join([gate.name, *map(str, parts)])
    return salted_hmac("publishing.gates", text, algorithm="sha256").hexdigest()


def masked(text: str) -> str:
    """`text` with every personal datum masked."""
    return masked_at(text, find(text))


def masked_at(text: str, found: list[Found]) -> str:
    for one in sorted(found, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + mask(one.value) + text[one.end :]
    return text

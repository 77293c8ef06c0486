"""Words of the assessment that the public and staff read."""

from django.db import models

from ita import periods
from ita.models import Cycle, Evidence, Item

#: Stands wherever the assessment is shown.
OWN_CHECK = "ผลการตรวจสอบด้วยตนเองของหน่วยงาน ไม่ใช่คะแนนอย่างเป็นทางการของสำนักงาน ป.ป.ช."
#: The same for the index of the act, which nobody scores.
OWN_INDEX = "หน่วยงานจัดทำและตรวจสอบดัชนีนี้ด้วยตนเอง"
INDEX_OF_THE_ACT = "ดัชนีข้อมูลข่าวสารของราชการ"


class PublicState(models.TextChoices):
    """All that the public is told of how an item stands."""

    PUBLISHED = "published", "เผยแพร่แล้ว"
    NONE = "none", "ไม่มีข้อมูลในปีนี้"
    MISSING = "missing", "ยังไม่เผยแพร่"


def own_check(cycle: Cycle) -> str:
    """Whose word a page of this cycle is."""
    return OWN_INDEX if cycle.is_act else OWN_CHECK


def state_label(state: PublicState, *, is_act: bool) -> str:
    """The index of the act has no year, and what is empty there is told in the words that the act is known for."""
    return "ไม่มีข้อมูล" if is_act and state != PublicState.PUBLISHED else str(PublicState(state).label)


def indicator_label(code: str, title: str, *, is_act: bool) -> str:
    """9.1 ข้อมูลพื้นฐาน; a section of the act has its number in its name."""
    return title if is_act else f"{code} {title}"


def item_label(item: Item) -> str:
    """ITA 2569 ข้อ O11, or มาตรา 7(1) of the act."""
    return f"{item.cycle.label} {'มาตรา' if item.cycle.is_act else 'ข้อ'} {item.code}"


def period_asked(item: Item) -> str:
    """The time that an item asks for: “รายเดือน ปีงบประมาณ พ.ศ. 2569”."""
    kind = str(Item.Period(item.period_kind).label)
    year = periods.wanted(item.period_kind, item.period_offset, item.cycle.fiscal_year).year
    if year is None:
        return kind
    return f"{kind}{'' if kind.endswith('ปีงบประมาณ') else ' ปีงบประมาณ'} พ.ศ. {year}"


def period_declared(evidence: Evidence) -> str:
    """The time that evidence says it is about."""
    about = (evidence.period_part, evidence.period_year, evidence.period_to_year, evidence.period_number)
    return periods.label(*about)

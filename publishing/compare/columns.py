"""One column of the wording in two versions: its values said in Thai, and where its text differs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db import models

from publishing.compare.passages import Passage, plain_passages, rich_passages, table_passages
from publishing.compare.texts import PassageChange, Sign, compare_passages
from publishing.fields import YearField
from publishing.richtext import RichTextField
from thai.dates import format_date, format_datetime
from thai.digits import number


@dataclass(frozen=True)
class Hunk:
    """Neighbouring passages that all changed, or all did not."""

    is_same: bool
    passages: list[PassageChange]

    @property
    def shown(self) -> list[PassageChange]:
        """Without what has nothing to read: unchanged frames of tables and lists, unchanged empty lines."""
        return [passage for passage in self.passages if not self.is_same or passage.segments]

    @property
    def length(self) -> int:
        return len(self.shown)

    @property
    def is_folded(self) -> bool:
        """Unchanged passages stand behind a fold, except one alone, which is context."""
        return self.is_same and self.length > 1


@dataclass(frozen=True)
class FieldChange:
    """One column in both editions. A text has `passages`; anything else is said whole in `before` and `after`."""

    field: models.Field
    label: str
    before: str
    after: str
    sign: Sign
    passages: list[PassageChange] | None = None
    note: str = ""

    @property
    def is_changed(self) -> bool:
        return self.sign != Sign.SAME

    @property
    def hunks(self) -> list[Hunk]:
        """The passages in stretches of changed and unchanged ones."""
        return [
            Hunk(is_same, list(found))
            for is_same, found in groupby(self.passages or [], lambda passage: passage.sign == Sign.SAME)
        ]

    @property
    def places(self) -> int:
        """How many separate stretches of the text changed."""
        return sum(not hunk.is_same for hunk in self.hunks)


def column(
    field: models.Field, before: object, after: object, shown: tuple[str, str] | None = None
) -> FieldChange:
    """One column's values side by side; `shown` says them in Thai where the values alone cannot (foreign keys)."""
    was, now = shown or (say(field, before), say(field, after))
    label = str(field.verbose_name)
    if _is_equal(before, after):
        sign = Sign.SAME
    elif was == "" or now == "":
        sign = Sign.ADDED if was == "" else Sign.REMOVED
    else:
        sign = Sign.CHANGED
    read = reader_of(field, before, after)
    if read is None:
        if sign == Sign.CHANGED and was == now:  # seconds, for example, are not said
            was, now = f"{was} [{before}]", f"{now} [{after}]"
        return FieldChange(field, label, was, now, sign)
    passages = compare_passages(read(before) if before else [], read(after) if after else [])
    hidden = sign == Sign.CHANGED and all(change.sign == Sign.SAME for change in passages)
    note = "ข้อความเหมือนกัน แต่โครงสร้างที่มองไม่เห็นภายในต่างกัน" if hidden else ""
    return FieldChange(field, label, was, now, sign, passages, note)


def _is_equal(before: object, after: object) -> bool:
    return before == after or (before in (None, "") and after in (None, ""))


def reader_of(field: models.Field, *values: object) -> Callable[[object], list[Passage]] | None:
    """How the values are read as passages; None where they are said whole."""
    if isinstance(field, RichTextField):
        return rich_passages
    if isinstance(field, models.JSONField):
        is_table = all(
            isinstance(value, dict) and {*value} == {"columns", "rows"} for value in values if value
        )
        return table_passages if is_table else lambda value: plain_passages(_as_json(value))
    is_address = isinstance(field, models.URLField | models.EmailField)
    if isinstance(field, models.CharField | models.TextField) and not field.choices and not is_address:
        return plain_passages
    return None


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def say(field: models.Field, value: object) -> str:
    """A column's value as staff read it; empty for nothing."""
    if value is None or value == "":
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    if isinstance(value, datetime):
        return format_datetime(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int | float | Decimal) and not isinstance(field, YearField):
        return number(value)
    return _as_json(value) if isinstance(value, dict | list) else str(value)

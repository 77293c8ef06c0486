"""What differs between two editions, as `templates/admin/publishing/compare.html` shows it and lists sum it up."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from publishing.compare.columns import FieldChange
from publishing.compare.texts import Sign
from publishing.models import Attachment, Edition

#: These say how the edition came about; they belong to it, but the reader's text is the same without them.
ABOUT_THE_CHANGE = ("change_kind", "change_note")


@dataclass(frozen=True)
class RowChange:
    """One row of a part; `fields` are those that are filled or changed."""

    sign: Sign
    name: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class PartChange:
    """The rows of one part (posts, channels, relations) that came, went or changed."""

    name: str
    label: str
    rows: list[RowChange]
    unchanged: int

    @property
    def is_changed(self) -> bool:
        return bool(self.rows)

    def count(self, sign: Sign) -> int:
        return sum(row.sign == sign for row in self.rows)


@dataclass(frozen=True)
class FileChange:
    """One file or picture, matched by its address. `fields` are what is written about it and changed."""

    sign: Sign
    before: Attachment | None
    after: Attachment | None
    is_replaced: bool
    fields: list[FieldChange]

    @property
    def file(self) -> Attachment:
        return self.after or self.before

    @property
    def noun(self) -> str:
        return "ไฟล์" if self.file.kind == Attachment.Kind.DOCUMENT else "ภาพ"

    @property
    def label(self) -> str:
        """What is to be said of it: เพิ่มไฟล์, เปลี่ยนภาพ, …"""
        if self.is_replaced:
            return f"เปลี่ยน{self.noun}"
        verb = "แก้ข้อความของ" if self.sign == Sign.CHANGED else self.sign.label
        return f"{verb}{self.noun}"

    @property
    def sides(self) -> list[tuple[str, Attachment]]:
        """What is to be shown of it: (เดิม, ใหม่ or ไม่เปลี่ยน; the attachment)."""
        if self.sign == Sign.ADDED:
            return [("เพิ่ม", self.after)]
        if self.sign == Sign.REMOVED:
            return [("ลบ", self.before)]
        return [("เดิม", self.before), ("ใหม่", self.after)] if self.is_replaced else [("", self.after)]


@dataclass(frozen=True)
class FileToOpen:
    """A file that the approver has to look at; `is_changed` when it is new or its bytes are."""

    attachment: Attachment
    is_changed: bool


@dataclass(frozen=True)
class Comparison:
    """The whole difference. `before` is None for a first edition: everything is new."""

    before: Edition | None
    after: Edition
    fields: list[FieldChange]
    parts: list[PartChange]
    files: list[FileChange]  # every file of both, in the order of `after`, then the removed ones
    order: FieldChange | None  # the order of the files that both have, when it changed

    @property
    def is_first(self) -> bool:
        return self.before is None

    @property
    def is_same(self) -> bool:
        """Whether nothing differs but what was written about the change itself."""
        return not (self.changed_wording or self.changed_parts or self.changed_files or self.order)

    @cached_property
    def changed(self) -> list[FieldChange]:
        """The columns that changed, in the order of the form."""
        return [change for change in self.fields if change.is_changed]

    @cached_property
    def changed_wording(self) -> list[FieldChange]:
        """Of those, what the reader is told; the others are `changed_about`."""
        return [change for change in self.changed if change.field.name not in ABOUT_THE_CHANGE]

    @cached_property
    def changed_about(self) -> list[FieldChange]:
        return [change for change in self.changed if change.field.name in ABOUT_THE_CHANGE]

    @cached_property
    def changed_parts(self) -> list[PartChange]:
        return [part for part in self.parts if part.is_changed]

    @cached_property
    def changed_files(self) -> list[FileChange]:
        return [change for change in self.files if change.sign != Sign.SAME]

    @property
    def unchanged_count(self) -> int:
        """How many columns, part rows and files are the same in both."""
        same_fields = sum(not change.is_changed and change.after != "" for change in self.fields)
        same_files = len(self.files) - len(self.changed_files)
        return same_fields + same_files + sum(part.unchanged for part in self.parts)

    @property
    def files_to_open(self) -> list[FileToOpen]:
        """Every document of `after`, and the pictures that are new or replaced."""
        return [
            FileToOpen(change.after, is_changed)
            for change in self.files
            if change.after is not None
            for is_changed in [change.sign == Sign.ADDED or change.is_replaced]
            if is_changed or change.after.kind == Attachment.Kind.DOCUMENT
        ]

    def summary(self) -> list[str]:
        """The difference in short Thai phrases, for a row of a list; empty when `is_same`."""
        if self.is_first:
            return ["ฉบับแรก"]
        phrases = [_phrase(change) for change in self.changed_wording]
        for part in self.changed_parts:
            counts = [(sign, part.count(sign)) for sign in (Sign.ADDED, Sign.CHANGED, Sign.REMOVED)]
            said = " ".join(f"{sign.label} {count}" for sign, count in counts if count)
            phrases.append(f"{part.label}: {said}")
        phrases += _file_phrases(self.changed_files)
        return phrases + ["สลับลำดับไฟล์"] * bool(self.order)


def _phrase(change: FieldChange) -> str:
    plain = change.passages is not None and change.field.name in Edition.WORDING
    label = change.label if plain else f" “{change.label}”"
    if change.sign == Sign.CHANGED:
        return f"แก้{label} {change.places} แห่ง" if change.places > 1 else f"แก้{label}"
    return f"{change.sign.label}{label}"


def _file_phrases(changes: Iterable[FileChange]) -> list[str]:
    """Documents by their names, pictures by their number."""
    phrases, pictures = [], {}
    for change in changes:
        if change.file.kind == Attachment.Kind.DOCUMENT:
            phrases.append(f"{change.label} “{change.file.label}”")
        else:
            pictures[change.label] = pictures.get(change.label, 0) + 1
    return phrases + [f"{label} {count} ภาพ" for label, count in pictures.items()]

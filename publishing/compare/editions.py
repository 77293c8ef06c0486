"""Comparing editions of a publication: every column, part row and file, named in Thai. Reads, and decides nothing."""

from collections.abc import Iterable, Sequence

from django.db import models

from publishing.compare.columns import FieldChange, column
from publishing.compare.comparison import ABOUT_THE_CHANGE, Comparison, FileChange, PartChange, RowChange
from publishing.compare.shelf import Shelf
from publishing.compare.texts import Sign
from publishing.models import Attachment, Edition, Publication
from publishing.states import STANDING
from publishing.wording import part_fields


def compare(before: Edition | None, after: Edition) -> Comparison:
    """The difference between two editions of one publication; `before` None makes everything new.

    Four queries at most (both editions' own columns, owners, attachments, and the titles of other publications that
    they point at), and one more for each of the model's PARTS. Raises ValueError for editions of two publications.
    """
    return compare_all([(before, after)])[0]


def compare_all(pairs: Sequence[tuple[Edition | None, Edition]]) -> list[Comparison]:
    """Many comparisons in as many queries as one, for each model among them: for lists."""
    if any(one is not None and one.publication_id != other.publication_id for one, other in pairs):
        raise ValueError("Two editions can be compared only when they belong to one publication.")
    shelf = Shelf([edition for pair in pairs for edition in pair if edition is not None])
    return [_compare(shelf, one, other) for one, other in pairs]


def beside_standing(editions: Iterable[Edition]) -> list[tuple[Edition | None, Edition]]:
    """Each edition with what stands at its address and would be replaced, or None: pairs for `compare_all()`. One query."""
    editions = list(editions)
    publications = [edition.publication_id for edition in editions]
    standing = Edition.objects.filter(publication__in=publications, state__in=STANDING)
    found = {old.publication_id: old for old in standing}
    for new in editions:
        if old := found.get(new.publication_id):
            old.publication = new.publication
    return [(found.get(new.publication_id), new) for new in editions]


def _compare(shelf: Shelf, before: Edition | None, after: Edition) -> Comparison:
    old, new = shelf.specific(before), shelf.specific(after)
    fields = [shelf.column(field, old, new) for field in _in_order_of_the_form(type(new))]
    parts = [_compare_part(shelf, name, old, new) for name in type(new).PARTS]
    files, order = _compare_files(shelf.files(before), shelf.files(after))
    return Comparison(before, after, fields, parts, files, order)


def _in_order_of_the_form(model: type[Edition]) -> list[models.Field]:
    """The shared wording, the category's own columns, then the owner and what is said about the change."""
    last = ("owner", *ABOUT_THE_CHANGE)
    return sorted(
        model.content_fields(), key=lambda field: last.index(field.name) + 1 if field.name in last else 0
    )


# Part rows


def _compare_part(shelf: Shelf, name: str, before: Edition | None, after: Edition) -> PartChange:
    part = type(after)._meta.get_field(name).related_model
    columns = part_fields(part)
    rows, unchanged = [], 0
    for old, new in _matched(shelf.part(before, name), shelf.part(after, name), columns):
        sign = Sign.ADDED if old is None else Sign.REMOVED if new is None else Sign.CHANGED
        found = [shelf.column(field, old, new) for field in columns]
        if sign == Sign.CHANGED and not any(change.is_changed for change in found):
            unchanged += 1
            continue
        kept = [
            change
            for change in found
            if change.is_changed or (sign != Sign.CHANGED and change.after + change.before)
        ]
        rows.append(RowChange(sign, _row_name(shelf, new or old, columns), kept))
    return PartChange(name, str(part._meta.verbose_name), rows, unchanged)


def _row_name(shelf: Shelf, row: models.Model, columns: list[models.Field]) -> str:
    """The row's own name, with the title of another publication that it points at."""
    titles = [
        shelf.name_of(field, row, getattr(row, field.attname))
        for field in columns
        if field.is_relation and field.related_model is Publication
    ]
    return " ".join([str(row), *(f"“{title}”" for title in titles)])


def _telling(columns: Iterable[models.Field]) -> list[str]:
    """The columns by which a person would know a row again: names and what it points at, not settings."""
    return [
        field.attname
        for field in columns
        if (isinstance(field, models.CharField) and not field.choices)
        or (field.is_relation and field.related_model is Publication)
    ]


def _matched(
    before: Sequence[models.Model], after: Sequence[models.Model], columns: list[models.Field]
) -> list[tuple[models.Model | None, models.Model | None]]:
    """Pairs of the same row in both editions, in the order of `after`; what has no counterpart comes with None.

    Equal rows first; then those that share most of their telling columns, the nearest in place first.
    """
    names, telling = [field.attname for field in columns], _telling(columns)

    def values(row: models.Model, wanted: list[str]) -> tuple:
        return tuple(getattr(row, name) for name in wanted)

    found: dict[int, int] = {}  # place in after → place in before
    free: dict[tuple, list[int]] = {}
    for place, row in enumerate(before):
        free.setdefault(values(row, names), []).append(place)
    for place, row in enumerate(after):
        if equal := free.get(values(row, names)):
            found[place] = equal.pop(0)
    old_left = [place for place in range(len(before)) if place not in set(found.values())]
    new_left = [place for place in range(len(after)) if place not in found]
    candidates = []
    for new in new_left:
        told = values(after[new], telling)
        for old in old_left:
            alike = sum(bool(a) and a == b for a, b in zip(told, values(before[old], telling), strict=True))
            if alike:
                candidates.append((-alike, abs(new - old), new, old))
    taken: set[int] = set()
    for _, _, new, old in sorted(candidates):
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    pairs = [(before[found[place]] if place in found else None, row) for place, row in enumerate(after)]
    gone = [place for place in old_left if place not in taken]
    return pairs + [(before[place], None) for place in gone]


# Files


def _compare_files(
    before: list[Attachment], after: list[Attachment]
) -> tuple[list[FileChange], FieldChange | None]:
    old = {row.address_id: row for row in before}
    new = {row.address_id: row for row in after}
    changes = [_compare_file(old.get(row.address_id), row) for row in after]
    changes += [FileChange(Sign.REMOVED, row, None, False, []) for row in before if row.address_id not in new]
    was = [row for row in before if row.address_id in new]
    now = [row for row in after if row.address_id in old]
    order = None
    places = {row.address_id: place for place, row in enumerate(was, 1)}
    if list(places) != [row.address_id for row in now]:
        said = ", ".join(f"{_short_name(row)} (เดิมที่ {places[row.address_id]})" for row in now)
        field = Attachment._meta.get_field("order")
        order = FieldChange(field, "ลำดับของไฟล์และภาพ", ", ".join(map(_short_name, was)), said, Sign.CHANGED)
    return changes, order


def _short_name(row: Attachment) -> str:
    """What a person knows the file by: most pictures have no title, but a text that stands for them."""
    return row.label if row.title or not row.alt else row.alt


def _compare_file(before: Attachment | None, after: Attachment) -> FileChange:
    columns = [Attachment._meta.get_field(name) for name in ("title", "alt", "caption")]
    fields = [
        column(field, getattr(before, field.name, None), getattr(after, field.name)) for field in columns
    ]
    fields = [change for change in fields if change.is_changed]
    if before is None:
        return FileChange(Sign.ADDED, None, after, False, fields)
    was, now = before.stored, after.stored
    is_replaced = (was.sha256, was.extension) != (now.sha256, now.extension)
    if before.kind != after.kind:
        kinds = before.get_kind_display(), after.get_kind_display()
        fields.append(FieldChange(Attachment._meta.get_field("kind"), "ชนิด", *kinds, Sign.CHANGED))
    if before.label != after.label and before.title == after.title and not is_replaced:
        fields.append(column(was._meta.get_field("original_name"), before.label, after.label))
    sign = Sign.CHANGED if is_replaced or fields else Sign.SAME
    return FileChange(sign, before, after, is_replaced, fields)

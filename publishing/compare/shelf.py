"""Everything that comparing editions asks the database for, fetched for all of them at once."""

from collections.abc import Iterable, Sequence

from django.db import models

from publishing.compare.columns import FieldChange, column
from publishing.models import Attachment, Edition, FileAddress, Publication
from publishing.states import STANDING
from publishing.wording import part_fields


class Shelf:
    """The wording, part rows and files of `editions`, and the names of what they point at.

    Queries: the own columns of editions that are not their category's model yet, attachments, owners, titles of
    other publications if any are pointed at; one for each of the model's PARTS.
    """

    def __init__(self, editions: Sequence[Edition]):
        self._specific: dict[int, Edition] = {}
        self._parts: dict[tuple[int, str], list[models.Model]] = {}
        self._files: dict[int, list[Attachment]] = {}
        self._objects: dict[type[models.Model], dict[int, str]] = {}
        by_model: dict[str, list[Edition]] = {}
        for edition in editions:
            by_model.setdefault(f"{edition.publication.category}.{edition.publication.model}", []).append(
                edition
            )
        for group in by_model.values():
            self._fetch_specific(group)
        self._fetch_files(editions)
        self._fetch_objects()

    def _fetch_specific(self, editions: list[Edition]) -> None:
        about = editions[0].publication
        model = next(
            model for model in about.declared.edition_models() if model._meta.model_name == about.model
        )
        there = {edition.pk: edition for edition in editions if isinstance(edition, model)}
        missing = {edition.pk: edition for edition in editions if edition.pk not in there}
        found = model.objects.in_bulk(missing) if missing else {}
        for pk, edition in found.items():
            edition.publication = missing[pk].publication
        if missing.keys() - found.keys():
            raise model.DoesNotExist(f"The wording of {sorted(missing.keys() - found.keys())} is gone.")
        self._specific |= there | found
        for name in model.PARTS:
            self._fetch_part(model, name, there | found)

    def _fetch_part(self, model: type[Edition], name: str, editions: dict[int, Edition]) -> None:
        relation = model._meta.get_field(name)
        link, part = relation.field, relation.related_model
        plain = [
            found.name
            for found in part_fields(part)
            if found.is_relation and found.related_model not in (FileAddress, Publication)
        ]
        rows = part.objects.filter(**{f"{link.name}__in": editions}).order_by(*part._meta.ordering, "pk")
        for row in rows.select_related(*plain) if plain else rows:
            self._parts.setdefault((getattr(row, link.attname), name), []).append(row)

    def _fetch_files(self, editions: Iterable[Edition]) -> None:
        mine = {edition.pk: edition for edition in editions}
        rows = Attachment.objects.filter(edition__in=mine).order_by("order", "pk").select_related("stored")
        for row in rows:
            row.edition = mine[row.edition_id]
            self._files.setdefault(row.edition_id, []).append(row)

    def _fetch_objects(self) -> None:
        """What foreign keys of columns point at, and the titles of publications that part rows point at."""
        wanted: dict[type[models.Model], set[int]] = {}
        for edition in self._specific.values():
            for field in edition.content_fields():
                if field.is_relation:
                    wanted.setdefault(field.related_model, set()).add(getattr(edition, field.attname))
        for rows in self._parts.values():
            for row in rows:
                for field in part_fields(type(row)):
                    if field.is_relation and field.related_model is Publication:
                        wanted.setdefault(Publication, set()).add(getattr(row, field.attname))
        for model, keys in wanted.items():
            if model is Publication:
                standing = Edition.objects.filter(publication__in=keys, state__in=STANDING)
                self._objects[model] = dict(standing.values_list("publication", "title"))
            else:
                self._objects[model] = {
                    pk: str(found) for pk, found in model.objects.in_bulk(keys - {None}).items()
                }

    def specific(self, edition: Edition | None) -> Edition | None:
        return edition and self._specific[edition.pk]

    def part(self, edition: Edition | None, name: str) -> list[models.Model]:
        return self._parts.get((edition.pk, name), []) if edition else []

    def files(self, edition: Edition | None) -> list[Attachment]:
        return self._files.get(edition.pk, []) if edition else []

    def column(
        self, field: models.Field, before: models.Model | None, after: models.Model | None
    ) -> FieldChange:
        """One column of two rows (editions or part rows), either of which may be missing."""
        was, now = (getattr(row, field.attname) if row else None for row in (before, after))
        shown = None
        if field.is_relation:
            shown = tuple(self.name_of(field, row, key) for row, key in ((before, was), (after, now)))
        return column(field, was, now, shown)

    def name_of(self, field: models.Field, row: models.Model | None, key: int | None) -> str:
        if key is None:
            return ""
        if field.related_model is FileAddress:
            return next(
                (file.label for files in self._files.values() for file in files if file.address_id == key),
                f"ไฟล์หมายเลข {key}",
            )
        if field.related_model is Publication or isinstance(row, Edition):
            return self._objects.get(field.related_model, {}).get(key, f"หมายเลข {key}")
        return str(getattr(row, field.name))

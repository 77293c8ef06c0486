"""The wording of an edition as a whole: its fingerprint, and its copy into a new draft."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.contrib.admin.models import LogEntry
from django.db import models, transaction

from publishing.files import delete_bytes
from publishing.models import Attachment, Edition
from publishing.states import State


def _plain(value: object) -> object:
    """A column's value in one form, whichever database it came from."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _row(row: models.Model, names: list[str]) -> dict[str, object]:
    return {name: _plain(getattr(row, name)) for name in names}


def part_fields(part: type[models.Model]) -> list[models.Field]:
    """The columns of a part row that belong to the wording (not its key, not the edition it hangs on)."""
    return [
        field
        for field in part._meta.concrete_fields
        if not field.primary_key and not (field.is_relation and issubclass(field.remote_field.model, Edition))
    ]


def content_hash(edition: Edition) -> str:
    """SHA-256 (hex) over the wording as it stands in the database: columns, parts, and the files' own hashes.

    Reads the rows afresh: what an object in memory says does not count.
    """
    model = type(edition.specific)
    fresh = model.objects.get(pk=edition.pk)
    attachments = Attachment.objects.filter(edition=edition.pk).order_by("order", "pk")
    parts = {name: getattr(fresh, name).order_by("pk") for name in model.PARTS}
    return fingerprint(fresh, parts, attachments.select_related("stored"))


def fingerprint(
    edition: Edition, parts: dict[str, Iterable[models.Model]], attachments: Iterable[Attachment]
) -> str:
    """The hash of `content_hash()` over the rows given, each kind in order, `edition` as its category's model."""
    record = {
        "model": edition._meta.label,
        "slug": edition.publication.slug,
        "fields": _row(edition, [field.attname for field in edition.content_fields()]),
        "parts": {
            name: [_row(row, [field.attname for field in part_fields(type(row))]) for row in rows]
            for name, rows in parts.items()
        },
        "files": [
            [
                row.address_id,
                row.kind,
                row.label,
                row.alt,
                row.caption,
                row.stored.extension,
                row.stored.sha256,
            ]
            for row in attachments
        ],
    }
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def copy_as_draft(source: Edition, number: int) -> Edition:
    """A new draft row, numbered `number`, with the wording, parts and files of `source`. Call in a transaction.

    Files keep their address and share the stored bytes. The change kind and note start empty.
    """
    source = source.specific
    model = type(source)
    draft = model(publication=source.publication, number=number)
    for field in model.content_fields():
        setattr(draft, field.attname, getattr(source, field.attname))
    draft.owner = source.publication.owner  # it may have been handed over since
    draft.change_kind, draft.change_note = Edition.ChangeKind.MAJOR, ""
    draft.save(force_insert=True)
    for name in model.PARTS:
        for row in getattr(source, name).order_by("pk"):
            part = type(row)
            link = next(field for field in part._meta.concrete_fields if field.is_relation
                        and issubclass(field.remote_field.model, Edition))  # fmt: skip
            values = {field.attname: getattr(row, field.attname) for field in part_fields(part)}
            part.objects.create(**{link.name: draft}, **values)
    for row in source.attachments.all():
        row.pk, row.edition = None, draft
        row.save(force_insert=True)
    return draft


ERASED_TITLE = "ร่างที่ลบถาวรแล้ว"


def erase(edition: Edition) -> None:
    """Take a draft's wording, files and remarks out of the database for good; its bare row stays for the ledger.

    Call in a transaction, and only for what was never public. An address that nothing uses any more is given back.
    """
    # Deleting the child row takes the key away from the object in memory.
    key, specific, publication = edition.pk, edition.specific, edition.publication
    for name in specific.PARTS:
        getattr(specific, name).all().delete()
    attached = list(specific.attachments.select_related("stored", "address"))
    specific.attachments.all().delete()
    for row in attached:
        if not row.address.attachments.exists():
            row.address.delete()
        if not row.stored.attachments.exists():
            row.stored.delete()
            # Robust: what the disk refuses is logged, and holds up neither the other files nor the signal.
            transaction.on_commit(lambda stored=row.stored: delete_bytes(stored), robust=True)
    specific.remarks.all().delete()
    specific.side_drafts.all().delete()
    specific.justifications.all().delete()
    specific.preview_links.all().delete()
    # The admin's own log keeps titles and the names of files.
    model = {"content_type__app_label": publication.category, "content_type__model": publication.model}
    LogEntry.objects.filter(object_id=str(key), **model).delete()
    specific.delete(keep_parents=True)
    Edition.objects.filter(pk=key).update(
        title=ERASED_TITLE, summary="", body="", dated_on=None, change_note=""
    )
    others = publication.editions.exclude(pk=key).exclude(state=State.EMPTIED)
    if publication.first_published_at is None and not others.exists():
        type(publication).objects.filter(pk=publication.pk).update(slug=None)

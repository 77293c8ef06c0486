"""Keeping checked uploads in the store, and hanging them on a draft."""

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max

from publishing.models import Attachment, Edition, FileAddress, StoredFile
from publishing.pictures import Picture, read_picture
from publishing.uploads import Document, check_document
from thai.text import normalise_line


def check(upload: UploadedFile, kind: Attachment.Kind) -> Document | Picture:
    """What is in `upload`, which may be kept as `kind`. Raises ValidationError (a Thai sentence)."""
    return check_document(upload) if kind == Attachment.Kind.DOCUMENT else read_picture(upload)


def keep(upload: UploadedFile, found: Document | Picture) -> StoredFile:
    """Store what `check()` found in `upload` under a generated name, outside any web root."""
    name = uuid.uuid4().hex
    name = f"{name[:2]}/{name}"
    about = {
        "storage_name": name,
        "original_name": normalise_line(upload.name)[-200:],
        "extension": found.extension,
        "media_type": found.media_type,
    }
    if isinstance(found, Picture):
        default_storage.save(name, ContentFile(found.data))
        stored = StoredFile(
            **about,
            size=len(found.data),
            sha256=hashlib.sha256(found.data).hexdigest(),
            width=found.width,
            height=found.height,
        )
        for width, data in found.copies.items():
            default_storage.save(stored.rendition_name(width), ContentFile(data))
    else:
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        default_storage.save(name, upload)
        stored = StoredFile(
            **about,
            size=upload.size,
            sha256=digest.hexdigest(),
            pages=found.pages,
            has_text=found.has_text,
        )
    stored.save(force_insert=True)
    return stored


def store_upload(upload: UploadedFile, kind: Attachment.Kind) -> StoredFile:
    """Check and keep in one step. Raises ValidationError (a Thai sentence)."""
    return keep(upload, check(upload, kind))


def attach(
    edition: Edition,
    stored: StoredFile,
    *,
    kind: Attachment.Kind,
    title: str = "",
    alt: str = "",
    caption: str = "",
) -> Attachment:
    """Hang `stored` on a draft as its last attachment, under a new address."""
    last = edition.attachments.aggregate(last=Max("order"))["last"]
    return Attachment.objects.create(
        edition_id=edition.pk,
        address=FileAddress.objects.create(publication_id=edition.publication_id),
        stored=stored,
        kind=kind,
        title=title,
        alt=alt,
        caption=caption,
        order=0 if last is None else last + 1,
    )

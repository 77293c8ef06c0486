"""Keeping checked uploads in the store, and hanging them on a draft."""

import base64
import hashlib
import re
import uuid
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils import timezone

from accounts.models import User
from publishing.models import Attachment, Edition, FileAddress, StoredFile
from publishing.pictures import Picture, read_picture
from publishing.uploads import Document, check_document
from thai.text import normalise_line

#: How long a file that was chosen, but not yet saved with its form, waits for its writer.
WAITS_FOR = timedelta(days=1)
TOKEN_SALT = "publishing.files.hold"
#: What cameras, phones, scanners and chat programs call their files, with a space for every run of "_" and "-".
#: The editing form's script (static/desk/files.js) reads the same pattern, so it keeps to what both languages share.
MACHINE_NAME = (
    r"[0-9๐-๙ ().]*"
    r"|[0-9a-f]{16,}"
    r"|[0-9a-f]{8}( [0-9a-f]{4}){3} [0-9a-f]{12}"
    r"|(screen ?shot|line album|whatsapp image|messenger creation|ภาพหน้าจอ|สกรีนช็อต).*"
    r"|(img|fb img|mvimg|image|imag|pict|photo|picture|pxl|dsc[nf]?|dcim|cimg|sam|dji|gopr|vid|wp|received|scan"
    r"|scanned document|camscanner|document|doc|file|unnamed|untitled|download|[ps])"
    r"([0-9๐-๙ ().~]|wa|hdr|pano|burst|cover|edited|copy|mp)*"
)


def title_from_name(name: str) -> str:
    """A title for a file that nobody titled: its name without extension; empty for what a machine called it."""
    stem = normalise_line(name).rsplit(".", 1)[0]
    if re.fullmatch(MACHINE_NAME, re.sub(r"[_\s-]+", " ", stem).strip(), re.IGNORECASE):
        return ""
    return normalise_line(stem.replace("_", " ")[:200])


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
            pdf_title=found.pdf_title,
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


def token_for(stored: StoredFile, writer: User) -> str:
    """A token by which `writer`, and nobody else, attaches within a day what is kept but not attached yet."""
    return signing.dumps([stored.pk, writer.pk], salt=TOKEN_SALT)


def by_token(token: str, writer: User, kind: Attachment.Kind) -> StoredFile | None:
    """What `token_for()` gave the token for, if it may be attached as `kind`; None for any other token. One query."""
    try:
        stored_id, writer_id = signing.loads(token, salt=TOKEN_SALT, max_age=WAITS_FOR)
    except signing.BadSignature:
        return None
    stored = StoredFile.objects.filter(pk=stored_id).first() if writer_id == writer.pk else None
    if stored is None or stored.is_picture != (kind != Attachment.Kind.DOCUMENT):
        return None
    return stored


def picture_as_data(stored: StoredFile) -> str:
    """A small picture as an address that holds its bytes: what is not attached yet has no address of its own."""
    with default_storage.open(stored.rendition_name(stored.widths[0])) as file:
        return f"data:image/webp;base64,{base64.b64encode(file.read()).decode()}"


def forget_unattached() -> int:
    """Delete what was chosen for a form that was never saved, once nobody can attach it. Returns how many.

    A file that leaves a draft or is replaced there is such a file too. Safe to run at any time.
    """
    waited = StoredFile.objects.filter(attachments=None, uploaded_at__lt=timezone.now() - 2 * WAITS_FOR)
    forgotten = 0
    for stored in waited:
        try:
            with transaction.atomic():
                stored.delete()
                transaction.on_commit(lambda stored=stored: delete_bytes(stored), robust=True)
        except ProtectedError:  # somebody has attached it just now
            continue
        forgotten += 1
    return forgotten


def delete_bytes(stored: StoredFile) -> None:
    """Take the bytes and their smaller copies out of the store."""
    for name in [stored.storage_name, *(stored.rendition_name(width) for width in stored.widths)]:
        default_storage.delete(name)

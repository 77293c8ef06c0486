"""What must be true before an edition may be submitted: the shared demands, then the category's own.

The same sentences are shown beside the form and as the refusal.
"""

from collections.abc import Iterator

from django.core.exceptions import ValidationError

from publishing.models import Attachment, Edition


def missing(edition: Edition) -> list[str]:
    """Thai sentences that say what the edition still lacks; empty when it may be submitted."""
    edition = edition.specific
    return [*_shared(edition), *edition.missing()]


def _shared(edition: Edition) -> Iterator[str]:
    try:
        edition.clean_fields()
    except ValidationError as errors:
        for name, messages in errors.message_dict.items():
            label = edition._meta.get_field(name).verbose_name
            yield from (f"{label}: {message}" for message in messages)
    if not edition.summary:
        yield "เขียนสรุปย่อหนึ่งหรือสองประโยค"
    if edition.change_kind == Edition.ChangeKind.FIRST and edition.number > 1 and _was_public(edition):
        yield "เลือกลักษณะการแก้ไข: แก้ไขสาระสำคัญ หรือแก้ไขเล็กน้อย"
    if edition.change_kind == Edition.ChangeKind.MAJOR and not edition.change_note:
        yield "เขียนบันทึกการแก้ไขให้ประชาชนทราบว่าแก้ไขอะไร"
    pictures = Attachment.objects.filter(edition=edition.pk, kind=Attachment.Kind.PHOTO, alt="")
    for picture in pictures.select_related("stored"):
        yield f"เขียนข้อความแทนภาพของ “{picture.label}”"


def _was_public(edition: Edition) -> bool:
    return edition.publication.first_published_at is not None

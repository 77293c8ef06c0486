"""What must be true before an edition may be submitted: the shared demands, then the category's own.

The same sentences are shown beside the form and as the refusal.
"""

from collections.abc import Iterator
from functools import cached_property

from django.core.exceptions import ValidationError

from publishing.compare import why_not_minor
from publishing.gates.broken import to_confirm
from publishing.gates.findings import Finding, findings, refusals
from publishing.gates.search import Words
from publishing.markup import pictures_in
from publishing.models import Attachment, Edition
from publishing.states import ONCE_PUBLIC, STANDING
from publishing.wording import content_hash

#: Reasons that are said one by one when a change is not minor.
MOST_REASONS = 6


class Look:
    """One look at an edition, for one move or one page: each thing is found out once, when it is first asked for.

    Not to be kept longer: the next save makes it untrue.
    """

    def __init__(self, edition: Edition, words: Words | None = None):
        self.edition = edition
        self.words = words  # kept by whoever looks at many

    @cached_property
    def findings(self) -> list[Finding]:
        """What the gates point at."""
        return findings(self.edition, self.words)

    @cached_property
    def to_confirm(self) -> list[Finding]:
        """Those of the findings that whoever approves confirms with his tick."""
        return to_confirm(self.findings)

    @cached_property
    def missing(self) -> list[str]:
        """Thai sentences that say what the edition still lacks; empty when it may be submitted."""
        edition = self.edition.specific
        return [*_shared(edition), *edition.missing(), *refusals(self.findings)]

    @cached_property
    def content_hash(self) -> str:
        """The fingerprint of the wording as it is now."""
        return content_hash(self.edition)


def missing(edition: Edition) -> list[str]:
    """What the edition still lacks, asked once."""
    return Look(edition).missing


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
    if edition.change_kind == Edition.ChangeKind.MINOR:
        yield from _not_minor(edition)
    pictures = Attachment.objects.filter(edition=edition.pk, kind=Attachment.Kind.PHOTO, alt="")
    for picture in pictures.select_related("stored"):
        yield f"เขียนข้อความแทนภาพของ “{picture.label}”"
    if lost := _pictures_without_photo(edition):
        yield f"เนื้อหามีภาพที่ไม่ได้แนบกับเรื่องนี้แล้ว {lost} ภาพ ให้ลบออกจากเนื้อหา หรือแนบภาพแล้วแทรกใหม่"


def _not_minor(edition: Edition) -> Iterator[str]:
    """Why the change from what the public read last is one of substance, whatever was chosen.

    That is what stands; when nothing does, what was removed. What was never public has nothing to be compared with.
    """
    public = edition.publication.editions.filter(state__in=ONCE_PUBLIC)
    before = public.filter(state__in=STANDING).first() or public.order_by("-number").first()
    reasons = why_not_minor(before, edition) if before else []
    yield from (f"เลือก “แก้ไขสาระสำคัญ” เพราะ {reason}" for reason in reasons[:MOST_REASONS])
    if len(reasons) > MOST_REASONS:
        yield f"และอีก {len(reasons) - MOST_REASONS} แห่งที่เป็นสาระสำคัญ"


def _pictures_without_photo(edition: Edition) -> int:
    """How many pictures the text shows that are none of the edition's photos; a query only when it shows any."""
    shown = pictures_in(edition.body)
    photos = Attachment.objects.filter(edition=edition.pk, kind=Attachment.Kind.PHOTO, address__in=shown)
    return len(shown) - photos.count() if shown else 0


def _was_public(edition: Edition) -> bool:
    """Whether the public could read something at its address before this edition."""
    first, now = edition.publication.first_published_at, edition.published_at
    return first is not None and (now is None or first < now)

"""What the five categories share: publications, their editions, the files on them, and the ledger."""

from publishing.models.desk import Hold, PreviewLink, Remark, SideDraft
from publishing.models.edition import Edition, EditionQuerySet, ReviewItem, TrashItem
from publishing.models.files import Attachment, FileAddress, StoredFile
from publishing.models.hands import Attestation, Contribution
from publishing.models.ledger import LedgerEvent, LedgerHead
from publishing.models.publication import Publication

__all__ = [
    "Attachment",
    "Attestation",
    "Contribution",
    "Edition",
    "EditionQuerySet",
    "FileAddress",
    "Hold",
    "LedgerEvent",
    "LedgerHead",
    "PreviewLink",
    "Publication",
    "Remark",
    "ReviewItem",
    "SideDraft",
    "StoredFile",
    "TrashItem",
]

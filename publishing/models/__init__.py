"""What the five categories share: publications, their editions, the files on them, and the ledger."""

from publishing.models.banner import Banner
from publishing.models.damage import AccountUndo
from publishing.models.desk import Hold, PreviewLink, Remark, SideDraft
from publishing.models.edition import Edition, EditionQuerySet, ReviewItem, TrashItem
from publishing.models.files import Attachment, FileAddress, FileCare, StoredFile
from publishing.models.gates import FileReading, Justification, WatchWord
from publishing.models.hands import Attestation, Contribution
from publishing.models.integrity import IntegrityFinding, IntegrityMark, IntegrityRound
from publishing.models.ledger import LedgerDay, LedgerEvent, LedgerHead
from publishing.models.links import LinkPlace, LinkReading, OutsideLink
from publishing.models.mail import Letter
from publishing.models.publication import Publication
from publishing.models.upkeep import (
    ClockStep,
    DueReview,
    Notice,
    PageViews,
    ReviewInterval,
    ReviewReminder,
    Shortfall,
)
from publishing.models.urgent import ChiefReport, FollowUp, SecondReview

__all__ = [
    "AccountUndo",
    "Attachment",
    "Attestation",
    "Banner",
    "ChiefReport",
    "ClockStep",
    "Contribution",
    "DueReview",
    "Edition",
    "EditionQuerySet",
    "FileAddress",
    "FileCare",
    "FileReading",
    "FollowUp",
    "Hold",
    "IntegrityFinding",
    "IntegrityMark",
    "IntegrityRound",
    "Justification",
    "LedgerDay",
    "LedgerEvent",
    "LedgerHead",
    "Letter",
    "LinkPlace",
    "LinkReading",
    "Notice",
    "OutsideLink",
    "PageViews",
    "PreviewLink",
    "Publication",
    "Remark",
    "ReviewInterval",
    "ReviewItem",
    "ReviewReminder",
    "SecondReview",
    "Shortfall",
    "SideDraft",
    "StoredFile",
    "TrashItem",
    "WatchWord",
]

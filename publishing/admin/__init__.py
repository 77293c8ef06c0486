"""The desk: the stock Django admin, in Thai, for editions, the review queue, the ledger and the office."""

from publishing.admin import (
    acting,
    banners,
    clock,
    file_care,
    holidays,
    intervals,
    ledger,
    letters,
    links,
    modes,
    office,
    queue,
    reviews,
    trash,
    urgent,
    visits,
    watch_words,
)
from publishing.admin.attachments import PartInline
from publishing.admin.edition import EditionAdmin
from publishing.admin.forms import EditionForm

__all__ = [
    "EditionAdmin",
    "EditionForm",
    "PartInline",
    "acting",
    "banners",
    "clock",
    "file_care",
    "holidays",
    "intervals",
    "ledger",
    "letters",
    "links",
    "modes",
    "office",
    "queue",
    "reviews",
    "trash",
    "urgent",
    "visits",
    "watch_words",
]

"""The assessment: cycles with their items, the evidence for each, what the checks found, and what was kept of it."""

from ita.models.cycle import Cycle, Element, Indicator, Item
from ita.models.evidence import Claim, Evidence
from ita.models.expunging import Expunging
from ita.models.results import FileFacts, Level, Result, Score, Way
from ita.models.snapshot import Snapshot

__all__ = [
    "Claim",
    "Cycle",
    "Element",
    "Evidence",
    "Expunging",
    "FileFacts",
    "Indicator",
    "Item",
    "Level",
    "Result",
    "Score",
    "Snapshot",
    "Way",
]

"""The desk of the assessment: one module a kind of page; each registers its own models."""

from ita.admin import board, cycle, item, snapshots

__all__ = ["board", "cycle", "item", "snapshots"]

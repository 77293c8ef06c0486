"""A component as the style guide shows it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Specimen:
    """One component: its template, its name, when to use it (one Thai sentence), and its states."""

    template: str
    title: str
    use: str
    #: What a state is called in Thai (or empty), and the context of the template.
    states: list[tuple[str, dict[str, Any]]] = field(default_factory=lambda: [("", {})])
    frame: str = ""  # what it stands in: cards, items, tiles, table, people, cover, code
    small: bool = False  # its states stand side by side
    contained: bool = True  # False: its panels open over what follows

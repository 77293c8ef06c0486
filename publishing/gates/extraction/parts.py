"""What the readers of this package give out."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Text and where it stands, in Thai."""

    where: str
    text: str


@dataclass(frozen=True)
class Unread:
    """Something in the file that has to be looked at by eye: a Thai sentence. `whole`: nothing of the file could be read."""

    why: str
    whole: bool = False


Parts = Iterator[Text | Unread]

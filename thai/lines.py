"""Where a Thai text is parted into lines by a program that draws it; a browser does this by itself."""

from thai.words import cut

#: What does not begin a line, and what does not end one.
CLINGS = tuple(")]}”’»ๆฯ.,:;!?%/–-")
OPENS = tuple("([{“‘«/")


def units_of(text: str) -> list[str]:
    """The pieces of `text` between which a line may end: its words, with what clings to them."""
    units: list[str] = []
    for piece in cut(text):
        held = units and (
            piece.startswith((*CLINGS, "\xa0", "\u2060")) or units[-1].endswith((*OPENS, "\xa0", "\u2060"))
        )
        if held:
            units[-1] += piece
        else:
            units.append(piece)
    return units or [""]


def even_lines(units: list[str], lengths: list[float], room: float) -> list[str]:
    """As few lines as there can be; of those the evenest, that rather end where the title has a space."""
    best: list[tuple[float, int]] = [(0.0, 0)]  # cost of the first n units, and where the last line begins
    for end in range(1, len(units) + 1):
        found, filled = (float("inf"), end - 1), 0.0
        inside = 0.02 if end < len(units) and units[end].strip() and not units[end - 1].endswith(" ") else 0.0
        for begin in range(end - 1, -1, -1):
            filled += lengths[begin]
            if filled > room and begin < end - 1:
                break
            rest = max(0.0, room - filled) / room
            found = min(found, (best[begin][0] + 100 + rest * rest + inside, begin))
        best.append(found)
    lines, end = [], len(units)
    while end:
        begin = best[end][1]
        lines.append("".join(units[begin:end]).strip(" "))
        end = begin
    return lines[::-1]

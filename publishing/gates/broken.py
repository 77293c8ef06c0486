"""What the check of outside links (publishing/link_states.py) knows of those of an edition. It warns and never forbids: no
emergency waits for somebody else's site.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from publishing.gates.gate import Finding
from publishing.models import OutsideLink
from publishing.models.links import fingerprint_of

Verdict = OutsideLink.Verdict
#: Whoever approves confirms that he saw these; the others are only told.
CONFIRMED = (Verdict.SUSPECT, Verdict.ELSEWHERE)
#: Names under it are given to agencies of the state alone.
OF_THE_STATE = ".go.th"


@dataclass(frozen=True)
class Hint(Finding):
    """A finding that is told to writer and approver and that nobody has to confirm."""


def to_confirm(found: Iterable[Finding]) -> list[Finding]:
    """Those of the findings that an approver confirms with his tick, and that keep an edition from approval in bulk."""
    return [one for one in found if not isinstance(one, Hint)]


def is_of_the_state(host: str) -> bool:
    return host.endswith(OF_THE_STATE)


def known_problems(addresses: Iterable[str]) -> dict[str, OutsideLink]:
    """Address → what the last look at it found, for those with a problem. One query, none without addresses."""
    keys = {fingerprint_of(address) for address in addresses}
    if not keys:
        return {}
    found = OutsideLink.objects.filter(fingerprint__in=keys, verdict__in=OutsideLink.PROBLEMS)
    return {link.address: link for link in found}


def told(link: OutsideLink) -> str:
    """The problem in one line."""
    return f"{link.get_verdict_display()}: {link.why}" if link.why else link.get_verdict_display()

"""What the desk shows of evidence: what it is called today, what the checks found, which steps this person may take."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from ita.evidence import Step, why_not
from ita.models import Element, Evidence, Item, Level, Result
from ita.words import period_declared
from publishing import work
from publishing.desk import desk_address
from publishing.models import Edition
from publishing.states import State

#: What once stood at an address, the best first.
STANDS = (State.PUBLISHED, State.WITHDRAWN, State.REMOVED)
REMOVED = "เรื่องที่ถอนออกแล้ว"
#: The most pressing first.
PRESSING = [Level.FAIL, Level.WARN, Level.PASS]


@dataclass
class Shown:
    """One piece of evidence with everything that its card tells."""

    evidence: Evidence
    title: str
    address: str
    edition: Edition | None = None  # what stands at the publication's address
    form: str = ""  # the edition's form, for who may read it
    results: list[Result] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def period(self) -> str:
        return period_declared(self.evidence)

    @property
    def gone(self) -> str:
        """What became of the publication, in Thai; empty while it is live."""
        if self.evidence.publication_id is None or (self.edition and self.edition.state == State.PUBLISHED):
            return ""
        return self.edition.get_state_display() if self.edition else "ไม่ได้เผยแพร่"

    @property
    def problems(self) -> list[Result]:
        return [result for result in most_pressing(self.results) if result.level != Level.PASS]

    @property
    def passed(self) -> list[Result]:
        return [result for result in self.results if result.level == Level.PASS]


def most_pressing(results: Iterable[Result]) -> list[Result]:
    return sorted(results, key=lambda result: PRESSING.index(result.level))


def shown(found: Iterable[Evidence], user: User, results: Iterable[Result] = ()) -> list[Shown]:
    """Evidence as its cards; one query. Wants `item__cycle` and `publication` selected.

    What is drafted is never named; of what was removed no title is told.
    """
    found = list(found)
    stands = standing_editions(evidence.publication_id for evidence in found)
    reads = work.reads_editions(user)
    by_evidence: dict[int | None, list[Result]] = {}
    for result in results:
        by_evidence.setdefault(result.evidence_id, []).append(result)
    rows = []
    for evidence in found:
        edition = stands.get(evidence.publication_id)
        rows.append(
            Shown(
                evidence,
                _title(evidence, edition),
                evidence.publication.address if evidence.publication_id else evidence.address,
                edition,
                desk_address(edition, "change") if edition and reads else "",
                by_evidence.get(evidence.pk, []),
                [
                    step
                    for step in Step
                    if step != Step.PROPOSE and not why_not(step, evidence.item, user, evidence)
                ],
            )
        )
    return rows


def standing_editions(publications: Iterable[int | None]) -> dict[int, Edition]:
    """What stands, or stood last, at the address of each publication; one query."""
    wanted = {key for key in publications if key}
    editions = Edition.objects.filter(publication__in=wanted, state__in=STANDS).select_related("publication")
    editions = editions.only("title", "state", "number", "dated_on", "published_at", "publication")
    found: dict[int, Edition] = {}
    for edition in sorted(editions, key=lambda edition: (-STANDS.index(edition.state), edition.number)):
        found[edition.publication_id] = edition
    return found


def _title(evidence: Evidence, edition: Edition | None) -> str:
    if evidence.kind == Evidence.Kind.NONE:
        return "ไม่มีข้อมูลในปีนี้"
    if evidence.publication_id is None:
        return evidence.title or evidence.address
    if edition is None or edition.state == State.REMOVED:
        return REMOVED
    return edition.title


@dataclass
class AskedElement:
    """One thing that the item asks for, and where it is shown."""

    element: Element
    proved: str = ""  # what the last check found in the data themselves, in Thai
    places: list[tuple[Shown, str]] = field(default_factory=list)  # evidence, where in it


def asked_elements(item: Item, rows: Iterable[Shown]) -> list[AskedElement]:
    """Every element with the evidence that claims it, and what the last check found of it in the data. Two queries."""
    proved = {
        proof["kind"]: proof["found"]
        for evidence in item.facts.get("evidence", ())
        for proof in evidence["proofs"]
        if proof["holds"]
    }
    found = {
        element.pk: AskedElement(element, proved.get(element.kind, "")) for element in item.elements.all()
    }
    for row in rows:
        for claim in row.evidence.claims.all():
            found[claim.element_id].places.append((row, claim.where))
    return list(found.values())

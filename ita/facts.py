"""What is known of an item when it is judged: everything that has to be asked, read or looked up, as plain JSON.

The checks (ita/rules.py) see nothing else, so the facts that were kept give the same results at any later time.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from html import unescape

from django.db.models import Prefetch
from django.utils import timezone

from ita import files, periods, ways
from ita.models import Claim, Cycle, Evidence, Item
from ita.visitor import Seen, Visitor
from ita.wire import own_path
from publishing.categories import edition_models
from publishing.gates import reading
from publishing.gates.findings import Gate, findings
from publishing.models import Attachment, Edition, FileReading, OutsideLink, Publication
from publishing.models.links import fingerprint_of
from publishing.pages import way_to_edition
from publishing.states import State

Kind = Evidence.Kind
CHANGED_BYTES = "ไฟล์ที่ส่งให้ผู้อ่านไม่ใช่ไฟล์ที่อนุมัติ (SHA-256 ไม่ตรงกัน)"
EMPTY = "ไฟล์ว่างเปล่า"
_TAG = re.compile(r"<[^<>]*>")


def gather(items: Iterable[Item], **how) -> dict[int, dict]:
    """Item → its facts, for many at once; `how` as in Gathering."""
    gathering = Gathering([item.pk for item in items], **how)
    return {item.pk: gathering.of(item) for item in gathering.items}


def outside_addresses() -> list[str]:
    """What the check of links looks at though no edition leads there (publishing/link_states.py). One query."""
    evidence = Evidence.objects.standing().filter(kind=Kind.OUTSIDE, item__cycle__status=Cycle.Status.OPEN)
    return list(evidence.order_by().values_list("address", flat=True).distinct())


class Gathering:
    """What is asked once for many items. What concerns one alone, and may go wrong with it, is asked by `of()`.

    `fresh`: the stored ways were walked just now, so they are not tried again. `reads`: files may be read, which takes longer
    than a request has.
    """

    def __init__(
        self, keys: list[int], *, visitor: Visitor | None = None, fresh: bool = False, reads: bool = False
    ):
        self.visitor, self.fresh, self.reads = visitor or Visitor(), fresh, reads
        self.today = timezone.localdate()
        claims = Prefetch("claims", Claim.objects.order_by("pk"))
        standing = Evidence.objects.standing().select_related("publication").prefetch_related(claims)
        items = Item.objects.filter(pk__in=keys).select_related("cycle").order_by("order", "pk")
        self.items = list(items.prefetch_related("elements", Prefetch("evidence", standing)))
        self.evidence = [one for item in self.items for one in item.evidence.all()]
        publications = {one.publication_id: one.publication for one in self.evidence if one.publication}
        self.editions = _standing_editions(publications)
        self.ended = _newest_editions(set(publications) - set(self.editions))
        documents = [row for edition in self.editions.values() for row in _documents(edition)]
        self.texts = files.read_of(row.stored.sha256 for row in documents)
        self._personal: dict[int, dict] = {}

    @cached_property
    def _ways(self) -> dict[str, ways.Way]:
        return ways.ways_to(path for one in self.evidence if (path := self._path(one)))

    @cached_property
    def _outside(self) -> dict[str, OutsideLink]:
        addresses = [one.address for one in self.evidence if one.kind == Kind.OUTSIDE]
        links = OutsideLink.objects.filter(fingerprint__in=map(fingerprint_of, addresses))
        return {link.address: link for link in links} if addresses else {}

    @cached_property
    def _unread(self) -> set[int]:
        """Stored files of the editions that the gates have not read by their present rules."""
        shown = {row.stored_id for edition in self.editions.values() for row in edition.attachments.all()}
        known = FileReading.objects.filter(stored__in=shown, rules=reading.RULES)
        return shown - set(known.values_list("stored", flat=True))

    def of(self, item: Item) -> dict:
        """The facts of one of `items`."""
        return self.head(item) | {"evidence": [self._evidence(one) for one in item.evidence.all()]}

    def head(self, item: Item) -> dict:
        """What an item asks for, without its evidence: nothing in it can go wrong."""
        cycle = item.cycle
        return {
            "cycle": {
                "kind": cycle.kind,
                "fiscal_year": cycle.fiscal_year,
                "today": self.today.isoformat(),
            },
            "item": {
                "code": item.code,
                "title": item.title,
                "concept": item.concept,
                "period": {"kind": item.period_kind, "offset": item.period_offset},
                "none_allowed": item.none_allowed,
                "outside_allowed": item.outside_allowed,
                "elements": [
                    {
                        "id": element.pk,
                        "text": element.text,
                        "kind": element.kind,
                        "count": element.count,
                        "none_allowed": element.none_allowed,
                    }
                    for element in item.elements.all()
                ],
            },
            "evidence": [],
        }

    # One piece of evidence

    def _evidence(self, one: Evidence) -> dict:
        edition = self.editions.get(one.publication_id)
        path = self._path(one)
        seen = self.visitor.open(path) if path else None
        way = self._way(one, path, edition) if seen and seen.is_open else None
        return {
            "id": one.pk,
            "kind": one.kind,
            "state": one.state,
            "title": edition.title if edition else one.title or one.get_kind_display(),
            "address": one.publication.address if one.publication else one.address,
            "period": {
                "part": one.period_part,
                "year": one.period_year,
                "to_year": one.period_to_year,
                "number": one.period_number,
            },
            "claims": [claim.element_id for claim in one.claims.all()],
            "proposed_by": one.proposed_by_id,
            "confirmed_by": one.confirmed_by_id,
            "renew": one.renew,
            "page": _page(seen) if seen else None,
            "way": {"steps": way.steps, "by_index": way.by_index} if way else None,
            "publication": self._publication(one),
            "files": [self._file(row) for row in _documents(edition)] if edition else [],
            "proofs": [
                {"kind": proof.kind, "holds": bool(proof.holds), "found": proof.found}
                for proof in (edition.proofs() if edition else ())
            ],
            "personal": self._personal_data(edition),
            "outside": self._answer(one),
        }

    def _path(self, one: Evidence) -> str | None:
        """The page of this site that shows it; None where another site does, or none."""
        if one.kind == Kind.PUBLICATION:
            return one.publication.address
        if one.kind == Kind.CHANNEL:
            return own_path(one.address, self.visitor.hosts)
        return None

    def _way(self, one: Evidence, path: str, edition: Edition | None) -> ways.Way | None:
        stored = self._ways.get(ways.key_of(path))
        if stored and not stored.by_index and (self.fresh or ways.still_leads(stored, self.visitor)):
            return stored
        crumbs = [address for _, address in way_to_edition(edition)] if edition else []
        return ways.found_again(path, crumbs, self.visitor)

    def _publication(self, one: Evidence) -> dict | None:
        if one.publication is None:
            return None
        edition = self.editions.get(one.publication_id)
        newest = edition or self.ended.get(one.publication_id)
        review = edition.review if edition else None
        span = edition.span() if edition else None
        return {
            "state": newest.state if newest else State.DRAFT.value,
            # The title of what was taken away may be the very thing that had to go.
            "title": edition.title if edition else one.publication.address,
            "years": periods.years_in(_said(edition)) if edition else [],
            "span": {"first": _iso(span.first), "last": _iso(span.last)} if span else None,
            "dated_on": _iso(edition.dated_on) if edition else None,
            "submitted_by": newest.submitted_by_id if newest else None,
            "approved_by": newest.approved_by_id if newest else None,
            "urgent": bool(newest and newest.urgent),
            "reviewed": bool(review and not review.is_open),
        }

    def _file(self, row: Attachment) -> dict:
        seen = self.visitor.open(row.get_absolute_url())
        page, text = seen.page, self.texts.get(row.stored.sha256)
        problem = page.problem
        if page.status == 200 and not problem and page.sha256 != row.stored.sha256:
            problem = CHANGED_BYTES if page.size else EMPTY
        named = periods.years_in(row.label)
        return {
            "address": row.get_absolute_url(),
            "label": row.label,
            "status": page.status,
            "problem": problem,
            "has_text": text.characters > 0 if text else None,
            "years": sorted({*named, *(text.years if text else ())}),
        }

    def _personal_data(self, edition: Edition | None) -> dict:
        """What the gates find in the edition that stands: `unread` are files that nobody could read wholly, or not yet."""
        if edition is None:
            return {"open": 0, "justified": 0, "unread": 0}
        if edition.pk not in self._personal:
            self._personal[edition.pk] = self._found(edition)
        return self._personal[edition.pk]

    def _found(self, edition: Edition) -> dict:
        unread = self._unread & {row.stored_id for row in edition.attachments.all()}
        if unread and not self.reads:
            return {"open": 0, "justified": 0, "unread": len(unread)}
        about = [one for one in findings(edition) if one.asks_reason]
        personal = [one for one in about if one.gate is not Gate.FILE]
        still_open = sum(one.is_open for one in personal)
        return {
            "open": still_open,
            "justified": len(personal) - still_open,
            "unread": sum(one.is_open for one in about if one.gate is Gate.FILE),
        }

    def _answer(self, one: Evidence) -> dict | None:
        if one.kind != Kind.OUTSIDE:
            return None
        link = self._outside.get(one.address)
        return {"verdict": link.verdict, "why": link.why} if link else {"verdict": "new", "why": ""}


def _standing_editions(publications: dict[int, Publication]) -> dict[int, Edition]:
    """Publication → the edition that stands, as its category's model with all that is asked of it."""
    found: dict[int, Edition] = {}
    names = {publication.model for publication in publications.values()}
    attachments = Prefetch("attachments", Attachment.objects.select_related("stored").order_by("order", "pk"))
    for model in edition_models():
        if model._meta.model_name not in names:
            continue
        rows = model.objects.live(State.WITHDRAWN).filter(publication__in=publications)
        rows = rows.select_related("publication__owner__unit", "second_review")
        for edition in rows.prefetch_related(attachments, *model.PARTS):
            for row in edition.attachments.all():
                row.edition = edition
            found[edition.publication_id] = edition
    return found


def _newest_editions(publications: set[int]) -> dict[int, Edition]:
    """Publication → what became of it, without its wording: the newest edition that was public, else the newest."""
    if not publications:
        return {}
    rows = Edition.objects.filter(publication__in=publications).order_by("number")
    rows = list(rows.only("publication", "state", "submitted_by", "approved_by", "urgent"))
    found = {row.publication_id: row for row in rows}
    return found | {row.publication_id: row for row in rows if row.state == State.REMOVED}


def _documents(edition: Edition) -> list[Attachment]:
    return [row for row in edition.attachments.all() if row.kind == Attachment.Kind.DOCUMENT]


def _page(seen: Seen) -> dict:
    page = seen.page
    return {
        "address": page.address,
        "status": page.status,
        "host": "own" if page.is_own else "other",
        "noindex": seen.noindex,
        "problem": page.problem,
    }


def _said(edition: Edition) -> str:
    """The words of an edition in which its year must stand."""
    body = unescape(_TAG.sub(" ", edition.body))
    return "\n".join([edition.title, edition.summary, body])


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

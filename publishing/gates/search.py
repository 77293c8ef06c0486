"""One look at one edition through every gate: its texts, its files, its links, and what cannot be seen."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, groupby

from accounts.models import Office
from publishing.categories import edition_models
from publishing.gates import spam
from publishing.gates.broken import CONFIRMED, Hint, is_of_the_state, known_problems, told
from publishing.gates.gate import Finding, Gate, mark_of, masked, masked_at
from publishing.gates.personal import Found, Kind, find
from publishing.gates.places import Place, Texts, Way, texts_of, ways_out_of
from publishing.gates.reading import open_marks, read, reading_of
from publishing.gates.watch import CLAUSE_KINDS, pointed, prepare
from publishing.models import Attachment, Edition, FileReading, WatchWord
from publishing.states import STANDING


class Words:
    """The office's words to point at, ready to be looked for. One query; whoever looks at many editions keeps them for all."""

    def __init__(self) -> None:
        self.all = list(WatchWord.objects.all())
        self.sought = prepare(self.all)


class Search:
    """One look at one edition: what is asked of the database is asked once."""

    def __init__(self, edition: Edition, words: Words | None = None):
        self.edition = edition
        rows = Attachment.objects.filter(edition=edition.pk).select_related("stored")
        self.attachments = list(rows.order_by("order", "pk"))
        self.texts: Texts = texts_of(edition, self.attachments)
        words = words or Words()
        self.words, self.sought = words.all, words.sought

    @cached_property
    def office(self) -> Office | None:
        return Office.objects.first()

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The telephone numbers that the office itself has made public, digits only. One query and the office's."""
        texts = [self.office.phone] if self.office else []
        columns = [
            model.objects.live().order_by().values_list(name)
            for model in edition_models()
            for name in model.CONTACTS
        ]
        if columns:
            texts += [text for (text,) in columns[0].union(*columns[1:])]
        return frozenset(one.key for text in texts for one in find(text or "") if one.kind == Kind.PHONE)

    @cached_property
    def marks_of_numbers(self) -> frozenset[str]:
        return open_marks(self.numbers)

    # -- texts -----------------------------------------------------------------------------------------------

    def in_texts(self) -> Iterator[Finding]:
        for place, found in _by_place(self.texts.places):
            for one in found:
                if self._concerns(place, one):
                    gate = Gate.CLASSIFIED if one.kind == Kind.CLASSIFIED else Gate.PERSONAL
                    yield Finding(
                        gate,
                        str(one.kind.label),
                        masked(place.where_at(one.start)),
                        one.excerpt,
                        mark_of(gate, one.kind.value, one.key, place.field),
                        place.column,
                        place.attachment,
                    )
            if not place.is_internal:
                yield from self._watched(place, masked_at(place.text, found))

    def _concerns(self, place: Place, one: Found) -> bool:
        if one.kind == Kind.CLASSIFIED:
            return True
        if place.is_internal or (place.is_contact and one.kind in (Kind.PHONE, Kind.HOUSE_NUMBER)):
            return False
        return one.kind != Kind.PHONE or one.key not in self.numbers

    def _watched(self, place: Place, text: str) -> Iterator[Finding]:
        for one in pointed(text, self.sought):
            gate = Gate.CLAUSE if one.word.kind in CLAUSE_KINDS else Gate.SPAM
            yield Finding(
                gate,
                f"คำว่า “{one.word.word}”",
                masked(place.where),
                one.sentence,
                mark_of(gate, one.word.word, place.field, one.sentence),
                place.column,
                place.attachment,
            )

    # -- files -----------------------------------------------------------------------------------------------

    def in_files(self) -> Iterator[Finding]:
        if not self.attachments:
            return
        readings = reading_of([row.stored for row in self.attachments])
        for row in self.attachments:
            yield from self._in_file(row, readings.get(row.stored_id) or read(row.stored))

    def _in_file(self, row: Attachment, reading: FileReading) -> Iterator[Finding]:
        name = f"ไฟล์ “{masked(row.label)}”"
        if reading.verdict != FileReading.Verdict.READ:
            # Other bytes must be looked at anew.
            mark = mark_of(Gate.FILE, row.stored.sha256, row.address_id)
            kind = reading.get_verdict_display()
            yield Finding(Gate.FILE, kind, name, reading.why, mark, attachment=row.pk)
        for one in reading.found:
            if one["kind"] == Kind.PHONE and one["mark"] in self.marks_of_numbers:
                continue
            gate = Gate.CLASSIFIED if one["kind"] == Kind.CLASSIFIED else Gate.PERSONAL
            yield Finding(
                gate,
                one["label"],
                f"{one['where']} ของ{name}",
                one["excerpt"],
                mark_of(gate, one["kind"], one["mark"], f"file:{row.address_id}"),
                attachment=row.pk,
            )

    # -- links and what cannot be seen -----------------------------------------------------------------------

    def in_links(self) -> Iterator[Finding]:
        dangerous = [
            spam.bare_host(word.word) for word in self.words if word.kind == WatchWord.Kind.DANGEROUS_HOST
        ]
        outside = []
        for way in self.texts.ways:
            leads_out = spam.is_outside(way.link.address)
            if leads_out and (why := spam.danger(way.link.address, dangerous)):
                yield self._link(way, why, forbids=True)
                continue
            if why := spam.words_of(way.link):
                yield self._link(way, why, Gate.LINK if leads_out else Gate.HIDDEN)
            if leads_out:
                outside.append(way)
                words = masked(spam.words_in(way.link.address))
                yield from self._watched(Place(way.where, words, way.field, way.column), words)
        for way in self._new(outside):
            open_way = " (ไม่เข้ารหัส)" if spam.is_open(way.link.address) else ""
            is_hint = is_of_the_state(way.link.host)
            yield self._link(way, f"เว็บไซต์ใหม่ในฉบับนี้{open_way}", is_hint=is_hint)
        problems = known_problems(way.link.address.strip() for way in outside)
        for way in outside:
            if link := problems.get(way.link.address.strip()):
                yield self._link(way, told(link), is_hint=link.verdict not in CONFIRMED)

    def _link(
        self, way: Way, kind: str, gate: Gate = Gate.LINK, *, forbids: bool = False, is_hint: bool = False
    ) -> Finding:
        words = f"“{way.link.words}” " if way.link.words and not spam.is_same(way.link) else ""
        excerpt = masked(f"{words}{way.link.address}"[:300])
        return (Hint if is_hint else Finding)(
            gate,
            kind,
            masked(way.where),
            excerpt,
            mark_of(gate, kind, way.link.address, way.field),
            way.column,
            forbids=forbids,
        )

    def _new(self, outside: list[Way]) -> Iterator[Way]:
        """The first way to each host that is neither the office's nor in the edition that stands."""
        if not outside:
            return
        known = self._known_hosts
        for way in outside:
            host = spam.without_www(way.link.host)
            if host and host not in known:
                known.add(host)
                yield way

    @cached_property
    def _known_hosts(self) -> set[str]:
        own = {spam.bare_host(self.office.domain)} if self.office and self.office.domain else set()
        others = type(self.edition).objects.filter(
            publication=self.edition.publication_id, state__in=STANDING
        )
        standing = others.exclude(pk=self.edition.pk).first()
        ways = ways_out_of(standing) if standing else []
        return own | {spam.without_www(way.link.host) for way in ways}

    def in_hiding(self) -> Iterator[Finding]:
        for place, what in self.texts.hidden:
            excerpt = " ".join(masked(spam.legible(place.text)).split())[:120]
            yield Finding(
                Gate.HIDDEN,
                what,
                masked(place.where),
                excerpt,
                mark_of(Gate.HIDDEN, what, place.field, excerpt),
                place.column,
                place.attachment,
            )


def _by_place(places: list[Place]) -> Iterator[tuple[Place, list[Found]]]:
    """Each place with what is found there. A field is read as one text: a list goes on over its paragraphs."""
    for _, group in groupby(places, key=lambda place: place.field):
        alike = list(group)
        begins = [0, *accumulate(len(place.text) + 1 for place in alike)]
        found: list[list[Found]] = [[] for _ in alike]
        for one in find("\n".join(place.text for place in alike)):
            number = bisect_right(begins, one.start) - 1
            begin, end = begins[number], begins[number + 1] - 1
            found[number].append(replace(one, start=one.start - begin, end=min(one.end, end) - begin))
        yield from zip(alike, found, strict=True)

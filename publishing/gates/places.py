"""Every text and every address of an edition, each with the place where a person finds it. Reads, and judges nothing."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.db import models

from publishing.compare.passages import Mark, Passage, rich_passages
from publishing.gates.spam import Link, hidden_in, hidden_in_markup, links_of, without_scheme, written_in
from publishing.models import Attachment, Edition
from publishing.richtext import RichTextField
from publishing.wording import part_fields

#: The shared columns that hold text.
SHARED = ("title", "summary", "body", "change_note")
#: Columns of an attachment that hold text.
OF_FILES = ("title", "alt", "caption")


@dataclass(frozen=True)
class Place:
    """A piece of text that is read as one: a plain column, a paragraph, a row of a table."""

    where: str  # in Thai
    text: str
    field: str  # what holds it: a column, a part, a file address; the same in every edition
    column: str = ""  # the edition's own column, where it is one
    attachment: int | None = None
    is_contact: bool = False  # there to hold the office's own telephone numbers
    is_internal: bool = False  # never public
    is_plain: bool = False  # a column of several lines, which are told apart by their numbers

    def where_at(self, offset: int) -> str:
        """Where the letter text[offset] stands."""
        if self.is_plain and "\n" in self.text:
            return f"{self.where} บรรทัดที่ {self.text.count(chr(10), 0, offset) + 1}"
        return self.where


@dataclass(frozen=True)
class Way:
    """A link, and where it stands."""

    where: str
    link: Link
    field: str
    column: str = ""


@dataclass(frozen=True)
class Texts:
    """What an edition says, without its files' own text."""

    places: list[Place]
    ways: list[Way]
    hidden: list[tuple[Place, str]]  # where, and what cannot be seen there


def texts_of(edition: Edition, attachments: list[Attachment]) -> Texts:
    """The texts, links and hidden things of a saved edition of a category's model. One query for each of its PARTS."""
    found = Texts([], [], [])
    model = type(edition)
    shared = [Edition._meta.get_field(name) for name in SHARED]
    for column in [*shared, *model.own_fields()]:
        _read_column(found, edition, column)
    for name in model.PARTS:
        _read_part(found, edition, name)
    for row in attachments:
        for name in OF_FILES:
            label = f"{Attachment._meta.get_field(name).verbose_name}ของ “{row.stored.original_name}”"
            place = Place(label, getattr(row, name), f"file:{row.address_id}:{name}", attachment=row.pk)
            _add(found, place)
    return found


def ways_out_of(edition: Edition) -> list[Way]:
    """The links of an edition alone. One query for each of its PARTS that can hold one."""
    return texts_of(edition, []).ways


# Columns


def _read_column(found: Texts, edition: Edition, column: models.Field) -> None:
    value, label = getattr(edition, column.attname), str(column.verbose_name)
    if not value:
        return
    place = Place(
        label,
        "",
        column.name,
        column.name,
        is_contact=column.name in edition.CONTACTS,
        is_internal=column.name in edition.INTERNAL,
    )
    if isinstance(column, RichTextField):
        _read_markup(found, place, value)
    elif isinstance(column, models.URLField) and not place.is_internal:
        found.ways.append(Way(label, Link(value), column.name, column.name))
    elif isinstance(column, models.JSONField):
        for row in _rows_of_json(value):
            _add(found, replace(place, where=f"{label} {row[0]}", text=row[1]))
    elif _is_text(column):
        _add(found, replace(place, text=value, is_plain=True))


def _is_text(column: models.Field) -> bool:
    is_address = isinstance(column, models.URLField | models.EmailField)
    return isinstance(column, models.CharField | models.TextField) and not column.choices and not is_address


def _add(found: Texts, place: Place, linked: Collection[str] = ()) -> None:
    """A plain text, with the addresses that are written in it and are not the words of a link."""
    if not place.text.strip():
        return
    found.places.append(place)
    if place.is_internal:
        return
    found.ways.extend(
        Way(place.where, link, place.field, place.column)
        for link in written_in(place.text)
        if not any(without_scheme(link.address) in words for words in linked)
    )
    if what := hidden_in(place.text):
        found.hidden.append((place, what))


def _rows_of_json(value: object) -> Iterator[tuple[str, str]]:
    """(which row, its cells with their headings) of a table {"columns", "rows"}; of anything else every string."""
    if isinstance(value, dict) and {*value} == {"columns", "rows"}:
        yield "หัวตาราง", "\t".join(map(str, value["columns"]))
        for number, cells in enumerate(value["rows"], 1):
            yield f"แถวที่ {number}", _row(value["columns"], cells)
    else:
        for number, text in enumerate(_strings(value), 1):
            yield f"รายการที่ {number}", text


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _row(headings: list, cells: list) -> str:
    """The cells of a row, each behind its heading: a number means what stands above it."""
    told = []
    for number, cell in enumerate(cells):
        heading = str(headings[number]).strip() if number < len(headings) else ""
        if cell := str(cell).strip():
            told.append(f"{heading}: {cell}" if heading else cell)
    return "\t".join(told)


# Rich text


def _read_markup(found: Texts, place: Place, html: str) -> None:
    """Paragraph by paragraph, and each table row as one: a number and the name that it belongs to stand in two cells."""
    links = links_of(html)
    shown = {link.words for link in links}  # an address that is a link's words leads where the link does
    for where, text in _blocks(rich_passages(html)):
        _add(found, replace(place, where=f"{place.where} {where}", text=text), shown)
    if place.is_internal:
        return
    for text in _said_by_attributes(html):
        _add(found, replace(place, where=f"{place.where} ข้อความกำกับลิงก์หรือภาพ", text=text))
    found.ways.extend(Way(place.where, link, place.field, place.column) for link in links)
    found.hidden.extend((replace(place, text=html), what) for what in hidden_in_markup(html))


def _blocks(passages: list[Passage]) -> Iterator[tuple[str, str]]:
    paragraph = table = row = 0
    headings: list[str] = []
    cells: list[list[str]] = []  # of the row that is being read

    def told() -> Iterator[tuple[str, str]]:
        texts = ["\n".join(cell).strip() for cell in cells]
        if any(texts):
            yield f"ตารางที่ {table} แถวที่ {row}", _row([] if row == 1 else headings, texts)

    for passage in passages:
        tags = [mark.tag for mark in passage.path]
        if tags and tags[-1] in ("table", "tr") or "tr" not in tags:
            yield from told()
            headings = [" ".join(cell) for cell in cells] if row == 1 and cells else headings
            cells = []
        if tags and tags[-1] == "table":
            table, row, headings = table + 1, 0, []
        elif tags and tags[-1] == "tr":
            row += 1
        elif "tr" in tags:
            if tags[-1] in ("td", "th") or not cells:
                cells.append([])
            cells[-1].append(passage.text)
        elif passage.text.strip():
            paragraph += 1
            yield f"ย่อหน้าที่ {paragraph}", passage.text
    yield from told()


def _said_by_attributes(html: str) -> Iterator[str]:
    """What a link or a picture says only to some: its title, its text for who cannot see."""
    for passage in rich_passages(html):
        for mark in passage.pieces:
            if isinstance(mark, Mark):
                yield from (value for name, value in mark.attributes if name in ("title", "alt"))


# Parts


def _read_part(found: Texts, edition: Edition, name: str) -> None:
    part = edition._meta.get_field(name).related_model
    columns, label = part_fields(part), str(part._meta.verbose_name)
    texts = [column for column in columns if _is_text(column)]
    addresses = [column for column in columns if isinstance(column, models.URLField)]
    if not texts and not addresses:
        return
    for number, row in enumerate(getattr(edition, name).all(), 1):
        where = f"{label} แถวที่ {number}"
        labels = [str(column.verbose_name) for column in texts]
        told = _row(labels, [re.sub(r"\s+", " ", getattr(row, column.attname) or "") for column in texts])
        _add(found, Place(where, told, name))
        for column in addresses:
            if value := getattr(row, column.attname):
                found.ways.append(Way(f"{where} {column.verbose_name}", Link(value), name))

"""Where everything is: the site map for people, and the index of every item from ก to ฮ.

From the home page the index has every live item within three clicks, however many there are: its first page links every page
of every letter.
"""

from array import array
from dataclasses import dataclass
from math import ceil
from string import ascii_uppercase
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from publishing.categories import Category, all_categories, edition_models
from publishing.kept import Kept, last_event
from publishing.models import Edition
from publishing.pages import list_title, way_to
from thai.order import sort_key

INDEX_TITLE = "ดัชนี ก–ฮ"
#: Pages of the whole site by the names of their addresses.
SPECIAL_PAGES = (
    (INDEX_TITLE, "a_z"),
    ("การประเมินคุณธรรมและความโปร่งใส (ITA)", "ita:newest"),
    ("ดัชนีข้อมูลข่าวสารของราชการ", "ita:act"),
    ("English", "english_home"),
    ("ติดตามข่าวสาร (RSS)", "feeds"),
    ("ความโปร่งใสของเว็บไซต์", "transparency"),
    ("ข้อมูลเปิดสำหรับนักพัฒนา", "developers"),
)

CONSONANTS = [chr(code) for code in range(ord("ก"), ord("ฮ") + 1)]
LEADING_VOWELS = list("เแโใไ")
OTHERS = "0-9"
LETTERS = [*CONSONANTS, *ascii_uppercase, OTHERS]
LETTER_PAGE_LENGTH = 200

_indexes: Kept[dict[str, array]] = Kept(1)
_counted: Kept[dict[tuple[str, str], int]] = Kept(1)


@dataclass(frozen=True)
class Place:
    """One line of the site map; `count` is None where nothing is counted."""

    title: str
    address: str
    count: int | None = None


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every category with its menu, its lists and their kinds, and the pages of the whole site. One query to count."""
    counts = _counted.get(last_event(request), "", _counts)
    return render(
        request,
        "site_map.html",
        {
            "crumbs": way_to(("แผนผังเว็บไซต์", reverse("site_map"))),
            "sections": [
                {"category": category, "groups": _groups(category, counts)} for category in all_categories()
            ],
            "special": [Place(title, reverse(name)) for title, name in SPECIAL_PAGES],
        },
    )


def _counts() -> dict[tuple[str, str], int]:
    """(name of the model, kind or "") → how many are live."""
    queries = []
    for model in edition_models():
        kind = model.kind_field()
        rows = model.objects.live().select_related(None).order_by()
        rows = rows.values_list(Value(model._meta.label), kind.name if kind else Value(""))
        queries.append(rows.annotate(found=Count("pk")))
    return {(name, kind): found for name, kind, found in queries[0].union(*queries[1:], all=True)}


def _groups(category: Category, counts: dict[tuple[str, str], int]) -> list[tuple[str, list[Place]]]:
    """(heading or "", places): the groups of the menu, then the lists by their kinds. No place stands twice.

    A category whose menu names the items themselves shows no kinds of its chief list.
    """
    lists = [(address, model, _kinds(address, model, counts)) for address, model in category.list_pages()]
    listed = {place.address for _, _, places in lists for place in places} | {
        address for address, *_ in lists
    }
    groups: dict[str, list[Place]] = {}
    for entry in category.menu():
        if entry.role != "channel" and entry.address not in listed:
            groups.setdefault(entry.group, []).append(Place(entry.title, entry.address))
    found = list(groups.items())
    for address, model, places in lists:
        title, filled = list_title(model), [place for place in places if place.count]
        if address != category.address:
            total = sum(place.count for place in places)
            found.append((title, [Place(f"{title}ทั้งหมด", address, total), *filled]))
        elif filled and not groups:
            found.append(("" if title == category.title else title, filled))
    return found


def _kinds(address: str, model: type[Edition], counts: dict[tuple[str, str], int]) -> list[Place]:
    """The list at `address` narrowed to each kind, with how many are live."""
    kind = model.kind_field()
    return [
        Place(
            str(label),
            f"{address}?{urlencode({kind.name: value})}",
            counts.get((model._meta.label, value), 0),
        )
        for value, label in (kind.flatchoices if kind else ())
    ]


@require_safe
def a_z(request: HttpRequest) -> HttpResponse:
    """Every letter that something begins with, with the pages that hold its items. One query, none when it is known."""
    return render(
        request,
        "index_a_z.html",
        {"crumbs": way_to((INDEX_TITLE, reverse("a_z"))), "letters": _letters(_index(request))},
    )


@require_safe
def a_z_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """The items that begin with `letter`, as a Thai dictionary sorts them. Two queries, one when the index is known."""
    if letter not in LETTERS:
        raise Http404
    index = _index(request)
    page = Paginator(index.get(letter, ()), LETTER_PAGE_LENGTH).get_page(request.GET.get("page"))
    found = Edition.objects.live().select_related(None).select_related("publication")
    found = found.only("title", "publication__category", "publication__slug").in_bulk(list(page.object_list))
    page.object_list = [found[key] for key in page.object_list if key in found]
    title = f"เรื่องที่ขึ้นต้นด้วย {'ตัวเลขและเครื่องหมาย' if letter == OTHERS else letter}"
    return render(
        request,
        "index_a_z.html",
        {
            "crumbs": way_to((INDEX_TITLE, reverse("a_z")), (title, request.path)),
            "letters": _letters(index),
            "letter": letter,
            "title": title,
            "page": page,
            "parameters": {},
        },
    )


def _index(request: HttpRequest) -> dict[str, array]:
    """letter → the keys of the live editions that begin with it, in order: kept until something is published."""
    return _indexes.get(last_event(request), "", _find_index)


def _find_index() -> dict[str, array]:
    """One query. Sorted here: SQLite would ask Python for every comparison, and a key is made once an item."""
    index = {letter: array("q") for letter in LETTERS}
    rows = Edition.objects.live().select_related(None).order_by().values_list("title", "pk")
    for title, key in sorted(rows.iterator(), key=lambda row: (sort_key(row[0]), row[1])):
        index[letter_of(title)].append(key)
    return index


def _letters(index: dict[str, array]) -> list[dict[str, object]]:
    """Every letter that something begins with, in order: `letter`, `count`, `address`, `pages` (numbers)."""
    return [
        {
            "letter": letter,
            "count": len(keys),
            "address": reverse("a_z_letter", args=[letter]),
            "pages": range(1, ceil(len(keys) / LETTER_PAGE_LENGTH) + 1),
        }
        for letter, keys in index.items()
        if keys
    ]


def letter_of(title: str) -> str:
    """Where a Thai dictionary looks `title` up: a leading vowel (เ แ โ ใ ไ) counts after its consonant."""
    first, second = title[:1], title[1:2]
    if first in LEADING_VOWELS and second in CONSONANTS:
        return second
    return first.upper() if first.upper() in LETTERS else OTHERS

"""Where everything is: the site map for people, and the index of every item from ก to ฮ.

From the home page the index has every live item within three clicks, however many there are: its first page links every page
of every letter.
"""

from dataclasses import dataclass
from math import ceil
from string import ascii_uppercase
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from publishing.categories import Category, all_categories, edition_models
from publishing.models import Edition
from publishing.pages import list_title, way_to
from thai.order import thai_order

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


@dataclass(frozen=True)
class Place:
    """One line of the site map; `count` is None where nothing is counted."""

    title: str
    address: str
    count: int | None = None


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Every category with its menu, its lists and their kinds, and the pages of the whole site. One query to count."""
    counts = _counts()
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
    """Every letter that something begins with, with the pages that hold its items. One query."""
    return render(
        request,
        "index_a_z.html",
        {"crumbs": way_to((INDEX_TITLE, reverse("a_z"))), "letters": _letters()},
    )


@require_safe
def a_z_letter(request: HttpRequest, letter: str) -> HttpResponse:
    """The items that begin with `letter`, as a Thai dictionary sorts them. Three queries."""
    if letter not in LETTERS:
        raise Http404
    found = Edition.objects.live().select_related(None).select_related("publication")
    found = found.only("title", "publication__category", "publication__slug")
    found = _beginning_with(letter, found).order_by(thai_order("title"), "pk")
    page = Paginator(found, LETTER_PAGE_LENGTH).get_page(request.GET.get("page"))
    title = f"เรื่องที่ขึ้นต้นด้วย {'ตัวเลขและเครื่องหมาย' if letter == OTHERS else letter}"
    return render(
        request,
        "index_a_z.html",
        {
            "crumbs": way_to((INDEX_TITLE, reverse("a_z")), (title, request.path)),
            "letters": _letters(),
            "letter": letter,
            "title": title,
            "page": page,
            "parameters": {},
        },
    )


def _letters() -> list[dict[str, object]]:
    """Every letter that something begins with, in order: `letter`, `count`, `address`, `pages` (numbers). One query."""
    counts = dict.fromkeys(LETTERS, 0)
    heads = Edition.objects.live().select_related(None).order_by().values_list(Substr("title", 1, 2))
    for head, count in heads.annotate(found=Count("pk")):
        counts[letter_of(head)] += count
    return [
        {
            "letter": letter,
            "count": count,
            "address": reverse("a_z_letter", args=[letter]),
            "pages": range(1, ceil(count / LETTER_PAGE_LENGTH) + 1),
        }
        for letter, count in counts.items()
        if count
    ]


def letter_of(title: str) -> str:
    """Where a Thai dictionary looks `title` up: a leading vowel (เ แ โ ใ ไ) counts after its consonant."""
    first, second = title[:1], title[1:2]
    if first in LEADING_VOWELS and second in CONSONANTS:
        return second
    return first.upper() if first.upper() in LETTERS else OTHERS


def _beginning_with(letter: str, editions: QuerySet) -> QuerySet:
    """`letter_of()` for the database."""
    editions = editions.alias(first=Substr("title", 1, 1), second=Substr("title", 2, 1))
    if letter in CONSONANTS:
        return editions.filter(Q(first=letter) | Q(first__in=LEADING_VOWELS, second=letter))
    if letter != OTHERS:
        return editions.filter(first__in=[letter, letter.lower()])
    known = Q(first__in=[*CONSONANTS, *ascii_uppercase, *ascii_uppercase.lower()])
    return editions.exclude(known | Q(first__in=LEADING_VOWELS, second__in=CONSONANTS))

"""What makes no sense in a query is left out: the reader gets the plain list, never an error."""

from datetime import date, datetime
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.urls import get_resolver, resolve, reverse

from announcements.models import Announcement, Procurement
from content.models import Page, Plan
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from links.models import Link
from publishing.categories import all_categories
from tests.helpers import make_live
from tests.hostile import cases
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

#: list → its model, and the columns that put an item into the year 2567 and into 2569 of that list
LISTS = {
    "/about/": (Page, {"dated_on": date(2024, 2, 1)}, {"dated_on": date(2026, 2, 1)}),
    "/about/plans/": (Plan, {"year_from": 2567}, {"year_from": 2569}),
    "/laws/": (LegalDocument, {"year_be": 2567}, {"year_be": 2569}),
    "/news/": (Announcement, {"dated_on": date(2024, 2, 1)}, {"dated_on": date(2026, 2, 1)}),
    "/news/procurement/": (Procurement, {"dated_on": date(2024, 2, 1)}, {"dated_on": date(2026, 2, 1)}),
    "/knowledge/": (KnowledgeItem, {"dated_on": date(2024, 2, 1)}, {"dated_on": date(2026, 2, 1)}),
    "/links/": (Link, {"dated_on": date(2024, 2, 1)}, {"dated_on": date(2026, 2, 1)}),
}
THIS_YEAR = {"2567", "๒๕๖๗", "2567 "}
NONSENSE = [
    "", " ", "-1", "0", "1.5", "abc", "null", "None", "undefined", "NaN", "1e3", "1;drop table", "1' OR '1'='1", "%",
    "%%", "_", "\\", "<script>", "../../etc/passwd", "{{7*7}}", "${7*7}", "0001", "9999", "99999999999999999999",
    "10000000000000000000000000", "١", "２５６７", "½", "\u202e", "\u200b", "ก" * 5000, "🇹🇭", "[]", "{}",
]  # fmt: skip
#: All of it on the list with the most facets, some of it on the others.
NONSENSE_OF = {address: NONSENSE if address == "/news/procurement/" else NONSENSE[::6] for address in LISTS}


@pytest.fixture
def items(cast):
    """Two items on every list: one of 2567, one of 2569."""

    def make(address: str) -> None:
        model, old, new = LISTS[address]
        if model is Procurement:
            old, new = (
                {**years, "closing_at": datetime(2026, 12, 1, tzinfo=BANGKOK)} for years in (old, new)
            )
        make_live(model, title="เรื่องปีก่อน", **old)
        make_live(model, title="เรื่องปีนี้", **new)

    return make


def titles(client, address: str, query: str) -> list[str]:
    page = client.get(f"{address}?{query}")
    assert page.status_code == 200, query
    if page["Content-Type"] == "application/json":  # a case asks for format=json, which is no nonsense here
        return [item["title"] for item in page.json()["items"]]
    html = page.content.decode()
    shown = [edition.title for edition in page.context["page"]]
    assert all(title in html for title in shown)
    return shown


def query_of(pairs: list) -> str:
    """The query string as a browser or an attacker sends it; {"hex": …} stands for raw bytes."""
    return "&".join(
        f"{name}={quote_from_bytes(bytes.fromhex(text['hex']))}"
        if isinstance(text, dict)
        else urlencode({name: text})
        for name, text in pairs
    )


def test_every_list_of_the_site_is_looked_at():
    plain = {
        reverse(f"{category.app_label}:{pattern.name}")
        for category in all_categories()
        for pattern in get_resolver(f"{category.app_label}.urls").url_patterns
        if not pattern.pattern.converters
    }
    assert plain == set(LISTS)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.alike
def test_every_case_gives_the_plain_list_or_the_year(address, client, items):
    items(address)
    everything = titles(client, address, "")
    assert set(everything) == {"เรื่องปีก่อน", "เรื่องปีนี้"}
    for case in cases("query"):
        query = query_of(case["input"])
        if "%00" in query:
            assert client.get(f"{address}?{query}").status_code == 400
        elif case["input"][0][0] == "year" and case["input"][0][1] in THIS_YEAR:
            assert titles(client, address, query) == ["เรื่องปีก่อน"], case["id"]
        else:
            assert titles(client, address, query) == everything, case["id"]


@pytest.mark.parametrize("address", LISTS)
def test_nonsense_in_any_facet_gives_the_plain_list(address, client, items):
    items(address)
    everything = titles(client, address, "")
    facets = set(client.get(address).context["filter"].form.fields) - {"q"}
    assert "year" in facets
    for text in NONSENSE_OF[address]:
        query = urlencode(dict.fromkeys([*facets, "page", "order", "format"], text))
        assert titles(client, address, query) == everything, text
    for raw in ("%ff", "%ed%a0%80", "%c0%80", "%u0041", "%", "%zz"):
        query = "&".join(f"{name}={raw}" for name in [*facets, "page", "q", raw])
        assert client.get(f"{address}?{query}").status_code == 200, raw


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.alike
def test_one_good_facet_counts_beside_bad_ones(address, client, items):
    items(address)
    query = urlencode({"year": "๒๕๖๗", "kind": "nonsense", "stage": "x", "status": "x", "page": "999"})
    assert titles(client, address, query) == ["เรื่องปีก่อน"]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.alike
def test_any_words_are_searched_for_and_none_is_an_error(address, client, items):
    items(address)
    for text in NONSENSE_OF[address]:
        page = client.get(address, {"q": text})
        assert page.status_code == 200
        assert "<script>1" not in page.content.decode()
    assert set(titles(client, address, urlencode({"q": "ปีก่อน"}))) == {"เรื่องปีก่อน"}
    assert titles(client, address, urlencode({"q": "เรื่อง ปีนี้"})) == ["เรื่องปีนี้"]
    assert titles(client, address, urlencode({"q": "%"})) == []
    assert titles(client, address, urlencode({"q": " \u200b "})) == titles(client, address, "")


@pytest.mark.parametrize("address", ["/news/", "/laws/"])
def test_a_parameter_given_many_times_or_as_a_list_is_no_error(address, client, items):
    items(address)
    everything = titles(client, address, "")
    for query in (
        "page=1&page=2",
        "year[]=2567",
        "year[$gt]=1",
        "page[]=1",
        "kind[0]=x",
        "&&&",
        "=",
        "?",
        "a" * 3000,
    ):
        assert titles(client, address, query) == everything, query
    assert titles(client, address, "year=2569&year=2567") == ["เรื่องปีก่อน"]  # the last one counts
    assert client.get(f"{address}?" + "&".join(f"a{number}=1" for number in range(4000))).status_code == 400


@pytest.mark.dry
def test_a_list_of_two_pages_takes_any_page_number(client, cast):
    for number in range(21):
        make_live(Link, title=f"เว็บ {number:02}")
    first, last = titles(client, "/links/", ""), titles(client, "/links/", "page=2")
    assert (len(first), len(last)) == (20, 1)
    for page in ("0", "-1", "3", "999999999999999999999999999999"):
        assert titles(client, "/links/", f"page={page}") == last, page
    for page in ("", "abc", "1.5", "1;drop table", "null"):
        assert titles(client, "/links/", urlencode({"page": page})) == first, page


@pytest.mark.parametrize(
    "query", [urlencode({"year": "๒๕๖๗", "q": "<script>1"}), "page=abc", "lang=../../etc&debug=1", "%ff=%ff"]
)
@pytest.mark.dry
def test_the_home_page_and_the_files_for_machines_know_no_parameters(query, client):
    for address in ("/", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt"):
        plain, odd = client.get(address), client.get(f"{address}?{query}")
        assert odd.status_code == 200
        assert odd.content == plain.content
    assert client.get("/?a=%00").status_code == 400


@pytest.mark.parametrize(
    "reference", ["0", "-1", "9" * 40, "๑", "A", "a b", "a'--", "%ff", "..%5c", "x" * 3000], ids=range(10)
)
def test_an_item_that_is_not_there_is_404_whatever_it_is_called(reference, client):
    for category in all_categories():
        address = f"{category.address}{reference}/"
        assert client.get(address).status_code == 404, address
    assert client.get(f"/knowledge/{reference}/table.csv").status_code == 404
    assert resolve("/knowledge/1/table.csv").url_name == "table"

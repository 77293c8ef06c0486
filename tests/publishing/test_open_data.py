"""Lists as data: the same rows under the same filters, in fields that do not change by themselves."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from accounts.models import Office, Unit
from announcements.models import Announcement, Procurement
from content.models import Plan
from ponko_site.feeds import data_lists
from publishing.categories import edition_models
from publishing.open_data import FEED_LENGTH, columns, record
from tests.helpers import add_document, make_draft, make_live, publish, remove, withdraw

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def items(client, address: str) -> list[dict]:
    return json.loads(client.get(address).content)["items"]


def test_every_list_of_every_category_answers_in_every_format(client, cast):
    for model in edition_models():
        make_live(model, title=f"ชื่อเรื่องของ {model.__name__}")
    assert len(data_lists()) == 7
    shown = set()
    for data in data_lists():
        found = items(client, f"{data.address}?format=json")
        shown |= {item["title"] for item in found}
        rows = list(
            csv.DictReader(io.StringIO(client.get(f"{data.address}?format=csv").content.decode("utf-8-sig")))
        )
        assert [row["title"] for row in rows] == [item["title"] for item in found]
        assert list(rows[0]) == list(found[0]) == [field.name for field in data.fields]
        rss = ElementTree.fromstring(client.get(f"{data.address}?format=rss").content)
        atom = ElementTree.fromstring(client.get(f"{data.address}?format=atom").content)
        assert [one.text for one in rss.iter("title")][1:] == [item["title"] for item in found]
        assert len(list(atom.iter(f"{ATOM}entry"))) == len(found) > 0
    assert {title.split()[-1] for title in shown} == {
        "Page", "Plan", "LegalDocument", "Announcement", "Procurement", "KnowledgeItem", "Link"
    }  # fmt: skip


def test_the_filters_of_the_page_narrow_the_data_and_every_kind_is_one_of_them(client, cast):
    make_live(Announcement, title="เรื่องหนึ่ง", kind="notice")
    make_live(Announcement, title="เรื่องสอง", kind="festival")
    assert [item["title"] for item in items(client, "/news/?format=json&kind=notice")] == ["เรื่องหนึ่ง"]
    assert [item["title"] for item in items(client, "/news/?q=สอง&format=json")] == ["เรื่องสอง"]
    for data in data_lists():
        assert data.kinds, data.title
        for _, query in data.kinds:
            shown = client.get(f"{data.address}?{query}")
            assert shown.context["parameters"] == dict([query.split("=")]), query


def test_dates_are_iso_and_buddhist_and_money_is_a_number(client, cast):
    make_live(Procurement, budget=Decimal("500000.50"), dated_on=date(2026, 6, 17))
    (item,) = items(client, "/news/procurement/?format=json")
    assert item["budget"] == 500000.5
    assert item["dated_on"] == "2026-06-17" and item["dated_on_th"] == "17 มิ.ย. 2569"
    assert item["fiscal_year"] == 2569
    assert item["stage_label"] == Procurement.Stage(item["stage"]).label
    assert item["updated_at"].endswith("+07:00")


def test_files_have_absolute_addresses(client, cast, settings):
    draft = make_draft(Plan)
    document = add_document(draft)
    publish(draft)
    (item,) = items(client, "/about/plans/?format=json")
    assert [file["url"] for file in item["files"]][
        -1
    ] == f"{settings.SITE_ADDRESS}{document.get_absolute_url()}"
    assert item["files"][-1]["bytes"] == document.stored.size


def test_only_what_is_live_is_data(client, cast):
    make_draft(Announcement, title="ร่างลับ")
    withdraw(make_live(Announcement, title="สิ้นผลลับ"), "พ้นกำหนด")
    remove(make_live(Announcement, title="ถอนลับ"), "มีข้อมูลส่วนบุคคล")
    make_live(Announcement, title="เผยแพร่")
    for address in (
        "/news/?format=csv",
        "/news/?format=json",
        "/news/?format=rss",
        "/news/?format=atom",
        "/feeds/all.rss",
    ):
        text = client.get(address).content.decode()
        assert "ลับ" not in text and "เผยแพร่" in text, address


def test_no_formula_runs_in_the_spreadsheet(client, cast):
    make_live(Announcement, title="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in client.get("/news/?format=csv").content.decode()
    assert items(client, "/news/?format=json")[0]["title"] == "=HYPERLINK(1)"


@pytest.mark.dry
def test_data_cost_a_fixed_number_of_queries_and_nothing_when_unchanged(client, cast):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            add_document(draft := make_draft(Announcement))
            publish(draft)
        for kind in ("csv", "json", "rss", "atom"):
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/news/?format={kind}")
            counts.append(len(queries))
    assert counts == [3, 3, 2, 2] * 2
    tag = client.get("/news/?format=json")["ETag"]
    assert client.get("/news/?format=json", headers={"If-None-Match": tag}).status_code == 304
    make_live(Announcement)
    assert client.get("/news/?format=json", headers={"If-None-Match": tag}).status_code == 200


def test_a_feed_holds_what_was_published_last(client, cast):
    for number in range(FEED_LENGTH + 2):
        make_live(Announcement, title=f"เรื่องที่ {number}")
    titles = [one.text for one in ElementTree.fromstring(client.get("/feeds/all.rss").content).iter("title")][
        1:
    ]
    assert titles == [f"เรื่องที่ {number}" for number in range(FEED_LENGTH + 1, 1, -1)]
    assert client.get("/feeds/all.html").status_code == 404


def test_no_name_of_the_office_spoils_a_feed(client, cast):
    make_live(Announcement)
    Office.objects.update(name="องค์การ\vบริหาร", short_name="อบต\x01")
    Unit.objects.update(name=Concat("name", Value("\v")))
    for address in ("/feeds/all.rss", "/feeds/all.atom", "/news/?format=rss", "/news/?format=atom"):
        assert ElementTree.fromstring(client.get(address).content) is not None, address


@pytest.mark.dry
def test_an_unknown_format_is_the_page(client, cast):
    for nonsense in ("xlsx", "", "JSON", "ก" * 300):
        answer = client.get(f"/news/?format={nonsense}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_the_documentation_names_every_field_once(client, cast):
    text = client.get("/developers/").content.decode()
    for data in data_lists():
        names = [field.name for field in data.fields]
        assert len(names) == len(set(names)), data.title
        for name in names:
            assert f"<code>{name}</code>" in text


def test_the_fields_of_procurement_do_not_change_by_themselves(cast):
    """Others build on these names: take none away, add at the end."""
    names = [column.name for column in columns(Procurement)]
    assert names == [
        "id", "page_url", "title", "summary", "edition", "owner", "unit", "dated_on", "dated_on_th", "fiscal_year",
        "first_published_at", "first_published_at_th", "updated_at", "updated_at_th", "stage", "stage_label", "method",
        "method_label", "project", "budget", "reference_price", "egp_number", "closing_at", "closing_at_th", "winner",
        "price", "files",
    ]  # fmt: skip
    draft = make_draft(Plan, year_from=None)
    draft.documents = []
    assert record(draft, columns(Plan))["year_from"] is None

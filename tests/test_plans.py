"""No page reads a table that grows from end to end: every query of every reader is explained by the database, at 10,000 items.

Pages are asked for twice. What holds until something is published (publishing/kept.py) is found out at the first, and may read
all of what it sorts or counts; the second is what every reader costs.
"""

import json
import re

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import User
from publishing.categories import all_categories, edition_models
from tests.growth import grow

pytestmark = pytest.mark.django_db
ITEMS = 10_000
GROWS = 1_000  # rows from which a table counts as one that grows

#: A narrow table: for some hundred of its rows PostgreSQL rather reads 10,000 than looks each up; of 100,000 it does not.
NARROW = {"publishing_publication"}
#: address → the tables that it may read whole
ALLOWED_SCANS = {
    # Every live item and its pictures are in there.
    "/sitemap.xml": {"publishing_attachment", "publishing_edition", "publishing_publication"},
    "/a-z/ก/": NARROW,  # 200 items a page
    "/a-z/ก/?page=7": NARROW,
    "/transparency/corrections.atom": NARROW,
    "/nothing-like-it/": NARROW,  # the newest 5,000 are looked through
}
#: On the desk. A count reads what it counts; few people ask, and it takes milliseconds.
COUNT = re.compile(r"COUNT\(")


@pytest.fixture(scope="module")
def grown(django_db_setup, django_db_blocker):
    """10,000 items for the tests of this module; the module's transaction is rolled back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        grow(ITEMS)
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def public_addresses() -> list[str]:
    found = ["/", "/sitemap.xml", "/site-map/", "/a-z/", "/a-z/ก/", "/a-z/ก/?page=7", "/transparency/"]
    found += ["/transparency/corrections/", "/transparency/endings/", "/transparency/urgent/"]
    found += ["/feeds/all.rss", "/transparency/corrections.atom", "/ita/", "/nothing-like-it/"]
    for category in all_categories():
        for address, model in category.list_pages():
            kind = model.kind_field()
            found += [address, f"{address}?page=2", f"{address}?page=99999", f"{address}?year=2567"]
            found += [f"{address}?format=rss", f"{address}?{kind.name}={kind.choices[0][0]}"]
    for model in edition_models():
        edition = model.objects.live().order_by("-pk").first()
        found += [edition.publication.address, f"{edition.publication.address}editions/"]
    return found


def desk_addresses() -> list[str]:
    lists = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in edition_models()]
    return ["/admin/", *lists, "/admin/publishing/reviewitem/", "/admin/publishing/ledgerevent/"]


def scans(sql: str, parameters: tuple) -> set[str]:
    """The tables that this query reads from end to end, by no index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
            found = cursor.fetchone()[0]
            return _sequential((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        lines = [row[3] for row in cursor.fetchall()]
    aliases = {alias: table for table, alias in re.findall(r'"(\w+)" (?:AS )?"?([A-Z]\w?\d+)"?', sql)}
    names = [line.split()[1] for line in lines if line.startswith("SCAN") and "INDEX" not in line]
    return {aliases.get(name, name) for name in names}


def _sequential(plan: dict) -> set[str]:
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*(_sequential(below) for below in plan.get("Plans", ())))


def growing() -> set[str]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counted = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counted[table] = cursor.fetchone()[0]
    return {table for table, count in counted.items() if count >= GROWS}


def asked(client, address: str) -> list[tuple[str, tuple]]:
    """The queries of one request, with their parameters."""
    queries = []

    def note(execute, sql, parameters, many, context):
        queries.append((sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        client.get(address)
    return queries


def scanned(client, addresses: list[str]) -> list[str]:
    """“address: table” of every scan that nothing allows, of the second asking; the queries are printed."""
    tables, found = growing(), []
    assert {"publishing_edition", "publishing_publication", "publishing_attachment"} < tables
    for address in addresses:
        client.get(address)
        for sql, parameters in asked(client, address):
            if not sql.startswith("SELECT") or address.startswith("/admin/") and COUNT.search(sql):
                continue
            for table in scans(sql, parameters) & tables - ALLOWED_SCANS.get(address, set()):
                found.append(f"{address}: {table}")
                print(found[-1], sql, parameters)
    return found


@time_machine.travel(timezone.now(), tick=False)
def test_no_public_page_reads_a_table_whole(grown, client):
    assert scanned(client, public_addresses()) == []


@time_machine.travel(timezone.now(), tick=False)
@pytest.mark.parametrize("username", ["writer", "approver"])
def test_no_list_of_the_desk_reads_a_table_whole(username, grown, client):
    client.force_login(User.objects.get(username=username))
    assert scanned(client, desk_addresses()) == []

"""What `make bench` does, small: every page that it measures is answered, and its table has its place."""

import pytest
from django.test import Client

from tests import bench, bench_table
from tests.bulk import load
from tests.ita.bench import fill

pytestmark = pytest.mark.django_db


def test_every_page_that_is_measured_is_answered(cast, settings):
    settings.SECOND_FACTOR = "none"
    load(40)
    fill(1, 1)
    visitor, writer, approver = (Client(SERVER_NAME="localhost") for _ in range(3))
    writer.force_login(cast.writer)
    approver.force_login(cast.approver)
    pages = [(visitor, *page) for page in bench.public_pages()]
    # Its lists are asked for by tests of their own.
    pages += [(writer, *page) for page in bench.desk_pages() if "list" not in page[0]]
    pages += [(approver, *page) for page in bench.approver_pages()]
    answered = {what: client.get(address).status_code for client, what, address in pages}
    assert {what: status for what, status in answered.items() if status != 200} == {}
    assert set(bench_table.SHOWN) - answered.keys() == {
        "news, last page",
        "plans, last page",
        "search, one word",
    }
    rows = {what: [1, 2.0, 3.0, 4.0, 5.0, 6, 200] for what in answered}
    late = rows | {"home": [1, 2.0, 3.0, 4.0, 11.0, 6, 200]}
    runs = {"100": {"told": "few", "rows": rows}, "10000": {"told": "many", "rows": late}}
    text = bench_table.pages(runs, "SQLite", shown=bench_table.SHOWN)
    assert "| home | 1 | 2.0 / 3.0 / 4.0 | 2.0 / 3.0 / 4.0 | 11.0 | 1.0 | 2.2 |" in text
    assert text.endswith("above 2 × of the processor's time: home")


def test_the_readme_has_a_place_for_the_table():
    text = bench_table.README.read_text()
    assert bench_table.put_into(bench_table.put_into(text, "old"), "new") == bench_table.put_into(text, "new")

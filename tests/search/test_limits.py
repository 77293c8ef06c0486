"""How often one address may ask, and what is counted of the questions."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from search.counting import MONTHS, SHOWN_FROM, clean_counts, count, counted_as
from search.limits import A_MINUTE, address_of, allow, charge_more, clean
from search.models import Asking, Given, QueryCount, Synonym
from search.seeds import groups, seed_synonyms
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db


def asking(address: str = "203.0.113.7", **headers: str):
    return RequestFactory().get("/search/", REMOTE_ADDR=address, **headers)


def test_an_address_may_ask_so_often_a_minute_and_others_do_not_notice(monkeypatch):
    monkeypatch.setitem(A_MINUTE, "search", 3)
    assert [allow(asking()) for _ in range(5)] == [True, True, True, False, False]
    assert allow(asking("203.0.113.8"))
    assert allow(asking(), "suggest")
    assert [allow(asking(f"2001:db8:1:2::{number}")) for number in range(5)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert all(allow(asking(here)) for here in ("127.0.0.1", "::1", "::ffff:127.0.0.1") for _ in range(5))
    assert set(Asking.objects.values_list("times", flat=True)) == {3, 1}


def test_the_table_does_not_hold_addresses_and_forgets_within_minutes(django_assert_num_queries):
    with django_assert_num_queries(1):
        allow(asking())
    row = Asking.objects.get()
    assert "203" not in row.who and len(row.who) == 32
    assert clean() == 0
    Asking.objects.update(minute=timezone.now() - timedelta(minutes=3))
    assert clean() == 1


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxy", "expected"),
    [
        ("203.0.113.7", "198.51.100.1", False, "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", True, "198.51.100.1"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.1", True, "198.51.100.1"),
        ("127.0.0.1", "", True, "127.0.0.1"),
        ("", "", False, ""),
        ("127.0.0.1", "nonsense", True, ""),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", False, "203.0.113.7"),
        ("::1", "", False, "::1"),
    ],
)
def test_only_what_the_proxy_itself_wrote_is_believed(remote, forwarded, proxy, expected, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxy else None
    assert address_of(asking(remote, HTTP_X_FORWARDED_FOR=forwarded)) == expected


def test_a_database_that_cannot_be_written_never_stops_a_search():
    """On SQLite the transaction of this test holds the lock of the file against the other thread."""

    def ask() -> tuple[bool, float, int]:
        try:
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET default_transaction_read_only = on")
                begin = time.monotonic()
                allowed = allow(asking())
                count("ถนน", 3, "203.0.113.7")
                seconds = time.monotonic() - begin
                patience = (
                    cursor.execute("PRAGMA busy_timeout").fetchone()[0]
                    if connection.vendor == "sqlite"
                    else 0
                )
                return allowed, seconds, patience
        finally:
            connection.close()

    QueryCount.objects.create(month=timezone.localdate(), query="ถนน")
    with ThreadPoolExecutor(1) as pool:
        allowed, seconds, patience = pool.submit(ask).result()
    assert allowed and seconds < 2
    assert patience == (20_000 if connection.vendor == "sqlite" else 0)
    assert (Asking.objects.count(), QueryCount.objects.get().asked) == (0, 0)


def test_the_same_question_is_counted_in_one_form(django_assert_num_queries, time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=BANGKOK))
    for query, found, host in [("อ.บ.ต.  โพนโก", 4, 1), ("อบต. โพนโก", 5, 2), ("อบต โพนโก", 6, 3)]:
        with django_assert_num_queries(3):
            count(query, found, f"198.51.100.{host}")
    with django_assert_num_queries(1):
        count("อบต โพนโก", 7, "198.51.100.1")
    row = QueryCount.objects.get()
    assert (row.query, row.asked, row.found) == ("อบต โพนโก", 4, 7)
    assert row.month == date(2026, 11, 1)
    # What tells askers apart is forgotten with the month.
    assert clean() == 0
    time_machine.move_to(datetime(2026, 12, 1, 0, 3, tzinfo=BANGKOK))
    assert (clean(), Asking.objects.count()) == (3, 0)


def test_what_one_address_asks_again_and_again_is_shown_to_nobody():
    for _ in range(5):
        count("นายสมชาย ใจดี", 1, "198.51.100.1")
    assert QueryCount.objects.get().asked == 1
    for host in range(2, 60):
        count("นายสมชาย ใจดี", 1, f"198.51.100.{host}")
    assert QueryCount.objects.get().asked > SHOWN_FROM


def test_a_question_that_took_too_long_counts_as_ten(monkeypatch):
    monkeypatch.setitem(A_MINUTE, "search", 11)
    for _ in range(2):
        assert allow(asking())
        charge_more(asking())
    assert (allow(asking()), Asking.objects.get().times) == (False, 20)


@pytest.mark.parametrize(
    "query",
    [
        "1 3207 00123 45 6", "๑๓๒๐๗๐๐๑๒๓๔๕๖", "081-234-5678", "โทร 0812345678", "044 123456", "123-4-56789-0",
        "somchai@example.org", "ก", "", "  ", "\x00", "!!!", "ก" * 101, "\ud800",
    ],
)  # fmt: skip
def test_what_may_be_about_a_person_is_not_counted(query):
    assert counted_as(query) == ""
    count(query, 1, "198.51.100.1")
    assert (QueryCount.objects.count(), Asking.objects.count()) == (0, 0)


@pytest.mark.parametrize("query", ["มท 0808.2/ว 1438", "2567/1", "1669", "เบี้ยยังชีพ 2568", "covid-19"])
def test_numbers_of_letters_and_years_are_counted(query):
    assert counted_as(query)


def test_robots_do_not_count():
    for agent in ("", "Mozilla/5.0 (compatible; Googlebot/2.1)", "curl/8.0", "python-requests/2.32"):
        count("ถนน", 1, "198.51.100.1", agent)
    assert QueryCount.objects.count() == 0
    count("ถนน", 1, "198.51.100.1", "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Line/14.1")
    assert QueryCount.objects.count() == 1


def test_the_clock_leaves_the_most_frequent_of_each_month(monkeypatch):
    monkeypatch.setattr("search.counting.MOST", 2)
    month = timezone.localdate().replace(day=1)
    for asked in (1, 2, 3, 4):
        QueryCount.objects.create(month=month, query=f"คำ {asked}", asked=asked)
    QueryCount.objects.create(month=date(month.year - MONTHS // 12 - 1, month.month, 1), query="เก่า", asked=9)
    assert clean_counts() == 3
    assert set(QueryCount.objects.values_list("asked", flat=True)) == {3, 4}


def test_the_first_list_of_synonyms_comes_once_and_what_the_office_changed_stays():
    number = Synonym.objects.count()
    assert number == Given.objects.count() > 300
    first, second = Synonym.objects.all()[:2]
    first.delete()
    Synonym.objects.filter(pk=second.pk).update(forms="ก ข, ค ง")
    assert seed_synonyms() == 0
    assert Synonym.objects.count() == number - 1


def test_each_form_of_the_first_list_stands_in_one_group_of_two_or_more():
    from search.folding import folded, squashed

    forms = [{squashed(folded(form)) for form in group} for group in groups()]
    assert [group for group in forms if len(group) < 2 or "" in group] == []
    every = [form for group in forms for form in group]
    assert sorted({form for form in every if every.count(form) > 1}) == []
    assert max(len(", ".join(group)) for group in groups()) <= Synonym._meta.get_field("forms").max_length

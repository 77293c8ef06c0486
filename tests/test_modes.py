"""Mourning, royal occasions and maintenance: by date, by administrators, in the ledger."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Mode, Office
from publishing.models import LedgerEvent
from thai.dates import BANGKOK, format_date_input

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
CLOSED = "ปิดปรับปรุงเว็บไซต์ชั่วคราว"


def make_mode(kind: str, starts_on: date | None = None, ends_on: date | None = None, **fields) -> Mode:
    """A mode of today, if no days are given."""
    today = timezone.localdate()
    if kind == "occasion":
        fields = {"text": "ทรงพระเจริญ", "colour": "yellow"} | fields
    return Mode.objects.create(kind=kind, starts_on=starts_on or today, ends_on=ends_on or today, **fields)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (datetime(2026, 11, 22, 23, 59, tzinfo=BANGKOK), False),
        (datetime(2026, 11, 23, 0, 0, tzinfo=BANGKOK), True),
        (datetime(2026, 11, 24, 23, 59, tzinfo=BANGKOK), True),
        (datetime(2026, 11, 25, 0, 0, tzinfo=BANGKOK), False),
    ],
)
def test_a_mode_begins_and_ends_by_itself_at_midnight_in_bangkok(now, shown, client, monkeypatch):
    make_mode("mourning", TODAY, TODAY + timedelta(days=1), text="ขอน้อมถวายความอาลัย")
    monkeypatch.setattr(timezone, "now", lambda: now)
    page = client.get("/").content.decode()
    assert ('class="mourning"' in page, "ขอน้อมถวายความอาลัย" in page) == (shown, shown)


def test_modes_are_asked_for_in_one_query_while_any_is_on(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/robots.txt")
    for kind in ("mourning", "occasion"):
        make_mode(kind)
    with django_assert_num_queries(2):
        client.get("/robots.txt")


def test_the_office_types_text_and_not_markup(client):
    make_mode("occasion", text="<b>ทรงพระเจริญ</b>")
    page = client.get("/").content.decode()
    assert "&lt;b&gt;ทรงพระเจริญ&lt;/b&gt;" in page
    assert "mode-yellow" in page


@pytest.mark.parametrize(
    "address", ["/", "/about/", "/news/?year=x", "/nothing/", "/en/", "/sitemap.xml", "/files/1/x.pdf"]
)
@pytest.mark.alike
def test_a_closed_site_answers_503_with_the_telephone_number(address, client):
    Office.objects.update(phone="044 000 000")
    make_mode("maintenance", text="ปรับปรุงเครื่องแม่ข่าย")
    response = client.get(address)
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (
        503,
        "3600",
        "no-store",
    )
    page = response.content.decode()
    assert all(words in page for words in (CLOSED, "ปรับปรุงเครื่องแม่ข่าย", "tel:044000000"))


@pytest.mark.parametrize(
    "address", ["/robots.txtx", "/favicon.icox", "/office/../news/", "/office/logo", "/.well-known/news/"]
)
def test_what_is_open_while_the_site_is_closed_leads_no_further(address, client):
    make_mode("maintenance")
    assert client.get(address).status_code == 503


@pytest.mark.parametrize("address", ["/admin/login/", "/robots.txt", "/.well-known/security.txt"])
def test_a_closed_site_still_lets_staff_sign_in(address, client):
    make_mode("maintenance")
    assert client.get(address).status_code == 200


def test_staff_who_have_signed_in_work_on_while_the_site_is_closed(as_user, cast):
    make_mode("maintenance")
    response = as_user(cast.writer).get("/about/")
    assert response.status_code == 200
    assert "ขณะนี้เว็บไซต์ปิดปรับปรุง" in response.content.decode()


def posted(kind: str = "mourning", days: int = 0, **fields) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "kind": kind,
        "starts_on": format_date_input(today + timedelta(days=days)),
        "ends_on": format_date_input(today + timedelta(days=days)),
        "text": "",
        "colour": "",
        **fields,
    }


def notes() -> list[tuple[str, str]]:
    return list(LedgerEvent.objects.order_by("-number").values_list("action", "note")[:2])


def test_what_is_added_and_deleted_is_in_the_ledger(as_user, cast):
    client = as_user(cast.administrator)
    client.post("/admin/accounts/mode/add/", posted("occasion", text="ทรงพระเจริญ", colour="purple"))
    mode = Mode.objects.get()
    client.post(f"/admin/accounts/mode/{mode.pk}/delete/", {"post": "yes"})
    said = f"{mode} (แถบสีม่วง): ทรงพระเจริญ"
    assert notes() == [("ลบโหมดของเว็บไซต์", said), ("เพิ่มโหมดของเว็บไซต์", said)]
    assert not Mode.objects.exists()


def test_two_of_a_kind_may_not_overlap_and_the_form_says_which(as_user, cast):
    there = make_mode("mourning")
    response = as_user(cast.administrator).post("/admin/accounts/mode/add/", posted())
    assert f"มี “{there}” อยู่แล้ว" in response.content.decode()
    as_user(cast.administrator).post("/admin/accounts/mode/add/", posted("maintenance"))
    as_user(cast.administrator).post("/admin/accounts/mode/add/", posted(days=1))
    assert sorted(Mode.objects.values_list("kind", flat=True)) == ["maintenance", "mourning", "mourning"]


def test_what_is_over_stays_as_it_was(as_user, cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    mode = make_mode("mourning", yesterday, yesterday)
    client = as_user(cast.administrator)
    assert client.post(f"/admin/accounts/mode/{mode.pk}/change/", posted()).status_code == 403
    assert client.post(f"/admin/accounts/mode/{mode.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "occasion", "text": "", "colour": "yellow"},
        {"kind": "occasion", "text": "ทรงพระเจริญ", "colour": ""},
        {"kind": "mourning", "colour": "yellow"},
        {"kind": "mourning", "ends_on": TODAY - timedelta(days=1)},
    ],
)
def test_form_and_database_refuse_what_cannot_be_shown(fields):
    mode = Mode(**{"starts_on": TODAY, "ends_on": TODAY, **fields})
    with pytest.raises(ValidationError):
        mode.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        mode.save()

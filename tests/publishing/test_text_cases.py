"""Odd text and odd dates: refused with a sentence or stored tidily, and never an error on any page."""

import time
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, connection, transaction
from django.urls import reverse

from announcements.models import Announcement, Procurement
from content.models import Page
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from publishing.models import Edition, Publication
from publishing.states import Action
from publishing.workflow import Refused, move
from tests.desk import Desk
from tests.helpers import ALL_TICKS, make_draft, make_live
from tests.hostile import case, cases, value
from thai.dates import BANGKOK
from thai.text import normalise_line

pytestmark = pytest.mark.django_db

LONG = value(case("TX-001")["payload"])
DIRECTION = value(case("TX-003")["payload"])
CONTROLS = value(case("TX-008")["payload"])
LISTS = [
    "/",
    "/about/",
    "/about/plans/",
    "/laws/",
    "/news/",
    "/news/procurement/",
    "/knowledge/",
    "/links/",
    "/sitemap.xml",
]


def errors(desk: Desk, draft: Edition, **changes: str) -> dict[str, list[str]]:
    """The errors of the editing form after these changes; empty when it was saved."""
    address = reverse(f"admin:{draft.publication.category}_{draft.publication.model}_change", args=[draft.pk])
    answer = desk.client.post(address, {**desk.open(draft), **changes, "_save": "1"})
    if answer.status_code == 302:
        return {}
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


# Length (TX-001)


@pytest.mark.parametrize(("name", "limit"), [("title", 250), ("summary", 500), ("place", 200)])
@pytest.mark.dry
def test_a_text_of_ten_thousand_letters_is_refused_in_the_form_with_the_limit(name, limit, cast):
    draft = make_draft()
    (sentence,) = errors(Desk("writer"), draft, **{name: LONG})[name]
    assert str(limit) in sentence
    assert getattr(Announcement.objects.get(pk=draft.pk), name) != LONG


def test_a_title_of_ten_thousand_letters_is_refused_to_commands_and_imports(cast):
    publications = Publication.objects.count()
    with pytest.raises(ValidationError, match="250"):
        make_draft(title=LONG)
    assert Publication.objects.count() == publications


def test_a_title_of_ten_thousand_letters_is_refused_at_submit_or_by_the_database(cast):
    draft = make_draft()
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            Announcement.objects.filter(pk=draft.pk).update(title=LONG)
        return
    Announcement.objects.filter(pk=draft.pk).update(title=LONG)
    with pytest.raises(Refused) as refusal:
        move(Announcement.objects.get(pk=draft.pk), Action.SUBMIT, actor=cast.writer, ticks=ALL_TICKS)
    (sentence,) = refusal.value.reasons
    assert sentence.startswith("ชื่อเรื่อง:")
    assert "250" in sentence


def test_a_title_of_exactly_the_limit_is_kept_after_tidying(cast):
    draft = make_draft()
    assert errors(Desk("writer"), draft, title=f"  {'ก' * 250}  ") == {}
    assert Announcement.objects.get(pk=draft.pk).title == "ก" * 250


# Characters (TX-003, TX-005, TX-008, TX-010)


@pytest.mark.dry
def test_direction_controls_are_taken_out_of_every_plain_field(cast):
    draft = make_draft(KnowledgeItem)
    desk = Desk("writer")
    changes = dict.fromkeys(["title", "summary", "source_name", "author"], DIRECTION)
    assert errors(desk, draft, **changes) == {}
    saved = KnowledgeItem.objects.get(pk=draft.pk)
    assert {getattr(saved, name) for name in changes} == {"ประกาศgpj.exe"}
    Edition.objects.filter(pk=draft.pk).update(title=DIRECTION, summary=DIRECTION)
    saved.refresh_from_db()
    assert (saved.title, saved.summary) == ("ประกาศgpj.exe", "ประกาศgpj.exe")


def test_emoji_flags_and_a_pile_of_marks_are_saved_and_shown(client, cast):
    payload = value(case("TX-005")["payload"])
    draft = make_draft()
    assert errors(Desk("writer"), draft, title=payload) == {}
    saved = Announcement.objects.get(pk=draft.pk)
    assert "🇹🇭👨‍👩‍👧" in saved.title
    assert saved.title.count("\u0e49") == 1  # one mark once: the pile cannot break the height of a line
    assert saved.publication.slug is None
    live = make_live(title=payload)
    for address in ("/news/", live.get_absolute_url()):
        assert saved.title in client.get(address).content.decode()


def test_nul_is_refused_in_the_form_and_other_controls_are_taken_out(cast):
    draft = make_draft()
    desk = Desk("writer")
    assert "title" in errors(desk, draft, title=CONTROLS)
    assert errors(desk, draft, title=CONTROLS.replace("\0", "")) == {}
    assert Announcement.objects.get(pk=draft.pk).title == "abc[31m"
    assert errors(desk, draft, summary="ก\0ข").keys() == {"summary"}


def test_nul_controls_and_surrogates_do_not_reach_the_database_past_the_form(cast):
    hostile = CONTROLS + "\ud800\udfff\ufffe"
    draft = make_draft(title=hostile, summary=hostile, body=f"<p>{hostile}</p>")
    Edition.objects.filter(pk=draft.pk).update(title=hostile, summary=hostile, body=f"<p>{hostile}</p>")
    saved = Announcement.objects.get(pk=draft.pk)
    assert (saved.title, saved.summary, saved.body) == ("abc[31m", "abc[31m", "<p>abc[31m</p>")


def test_nul_in_the_reason_of_a_move_is_taken_out(cast):
    live = make_live()
    gone = move(live, Action.WITHDRAW, actor=cast.approver, note="ก\0ข\u202e")
    assert gone.end_reason == "กข"


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
)
def test_bytes_that_are_no_utf_8_in_a_form_are_no_error(content_type, cast):
    draft = make_draft()
    desk = Desk("writer")
    raw = bytes.fromhex(case("TX-010")["payload"]["hex"])
    if content_type.startswith("multipart"):
        name, _, text = raw.partition(b"=")
        raw = b'--b\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + text + b"\r\n--b--\r\n"
    for address in (
        reverse("admin:announcements_announcement_change", args=[draft.pk]),
        reverse("admin:login"),
    ):
        answer = desk.client.generic("POST", address, raw, content_type=content_type)
        assert answer.status_code < 500
    assert Announcement.objects.get(pk=draft.pk).title == "เรื่องทดสอบ"


# Years (TX-012)


@pytest.mark.parametrize(
    "typed", ["0001-01-01", "01/01/0001", "1/1/1", "9999-12-31", "31/12/9999", "31/12/10542", "0/0/0"]
)
@pytest.mark.dry
def test_a_year_out_of_reach_is_refused_with_the_reach(typed, cast):
    draft = make_draft()
    (sentence,) = errors(Desk("writer"), draft, dated_on=typed)["dated_on"]
    assert "พ.ศ." in sentence or "วันที่" in sentence
    assert Announcement.objects.get(pk=draft.pk).dated_on == date(2026, 11, 2)


def test_a_day_before_the_new_year_moved_is_kept_as_it_was_typed(cast):
    draft = make_draft()
    assert errors(Desk("writer"), draft, dated_on="2483-02-01") == {}
    assert Announcement.objects.get(pk=draft.pk).dated_on == date(1940, 2, 1)


EDGES = [
    (date(1, 1, 1), datetime(1, 1, 1, 7, tzinfo=BANGKOK)),
    (date(9999, 12, 31), datetime(9999, 12, 31, 6, 59, tzinfo=BANGKOK)),
]


@pytest.mark.parametrize(("day", "moment"), EDGES, ids=["year 1", "year 9999"])
def test_the_ends_of_the_calendar_break_no_page(day, moment, client, as_user, cast):
    live = [
        make_live(Announcement, dated_on=day, starts_at=moment, ends_at=moment),
        make_live(Procurement, dated_on=day, closing_at=moment),
        make_live(KnowledgeItem, dated_on=day, information_at=moment),
        make_live(LegalDocument, dated_on=day, gazetted_on=day, effective_on=day),
        make_live(Page, dated_on=day),
    ]
    for address in LISTS:
        assert client.get(address).status_code == 200, address
    desk = as_user(cast.writer)
    for edition in live:
        assert client.get(edition.get_absolute_url()).status_code == 200
        name = f"admin:{edition.publication.category}_{edition.publication.model}"
        for page in (reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[edition.pk])):
            assert desk.get(page).status_code == 200


@pytest.mark.parametrize("day", [day for day, _ in EDGES], ids=["year 1", "year 9999"])
def test_a_draft_with_a_date_at_the_end_of_the_calendar_can_still_be_opened(day, cast):
    draft = make_draft(dated_on=day)
    assert "dated_on" in Desk("writer").open(draft)


# Slugs (TX-013)


@pytest.mark.parametrize("slug", value(case("TX-013")["payload"]).split(", "))
@pytest.mark.dry
def test_a_reserved_or_impossible_slug_is_refused(slug, cast):
    draft = make_draft(Page)
    assert errors(Desk("writer"), draft, slug=slug).keys() == {"slug"}
    assert Publication.objects.get(pk=draft.publication_id).slug is None


def test_two_items_of_a_category_cannot_have_one_slug(cast):
    make_live(slug="annual-fair")
    second = make_draft()
    (sentence,) = errors(Desk("writer"), second, slug="annual-fair")["slug"]
    assert "มีเรื่องอื่นใช้แล้ว" in sentence
    with pytest.raises(Refused, match="มีเรื่องอื่นใช้แล้ว"):
        make_draft(slug="annual-fair")
    assert errors(Desk("writer"), make_draft(Page), slug="annual-fair") == {}


# Time


def test_a_long_run_without_a_space_is_tidied_quickly():
    begin = time.process_time()
    normalise_line(value(case("RD-002")["payload"]))
    normalise_line("ก" + "\u0e49" * 100_000)
    normalise_line(" " * 100_000 + "ก")
    normalise_line("\n" * 100_000 + "ก")
    assert time.process_time() - begin < 0.8


def test_every_case_of_the_area_is_shown():
    shown = {"TX-001", "TX-003", "TX-005", "TX-008", "TX-010", "TX-012", "TX-013"}
    assert shown == {case["id"] for case in cases("text")}

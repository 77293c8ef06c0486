"""The desk's pages about items and evidence: who sees which button, what a form keeps, what the lists find."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Position
from announcements.models import Announcement
from ita import checking
from ita.admin.picking import candidates
from ita.desk import links_for
from ita.models import Cycle, Evidence, Item, Level, Result
from ita.tasks import tasks
from publishing.models import Edition
from tests.desk import Fields
from tests.helpers import make_draft, make_live, remove, revise
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

State = Evidence.State
LIST = "/admin/ita/item/"
WAITING = "/admin/ita/item/waiting/"


@pytest.fixture(autouse=True)
def nothing_is_checked(monkeypatch):
    monkeypatch.setattr(checking, "check_now", lambda item: None)


@pytest.fixture
def item(cast) -> Item:
    return make_item(make_cycle(), "O11", title="แผนปฏิบัติการประจำปี", period_kind="fiscal_year")


@pytest.fixture
def live(cast) -> Edition:
    return make_live(Announcement, title="แผนปฏิบัติการ 2569")


def page_of(item: Item, below: str = "change/") -> str:
    return f"{LIST}{item.pk}/{below}"


def decide(evidence: Evidence) -> str:
    return page_of(evidence.item, f"evidence/{evidence.pk}/decide/")


BUTTONS = {
    "writer": ["เสนอหลักฐาน", "ตรวจเดี๋ยวนี้", "แก้ไขหลักฐาน", "เลิกใช้"],
    "writer2": ["เสนอหลักฐาน", "ตรวจเดี๋ยวนี้", "แก้ไขหลักฐาน"],
    "approver": ["ตรวจเดี๋ยวนี้", "ตรวจและยืนยัน"],
    "reviewer": ["ตรวจเดี๋ยวนี้"],
    "chief": ["ตรวจเดี๋ยวนี้"],
    "administrator": ["ตรวจเดี๋ยวนี้"],
    "assessor": [],
}


def test_pressing_twice_checks_once(item, cast, as_user, monkeypatch):
    checked = []
    monkeypatch.setattr(checking, "check_now", checked.append)
    client = as_user(cast.writer)
    for minutes, stale in ((0, False), (0, True), (1, False)):
        Item.objects.update(checked_at=timezone.now() - timedelta(minutes=minutes), stale=stale)
        assert client.post(page_of(item)).status_code == 302
    assert len(checked) == 2


@pytest.mark.parametrize("name", BUTTONS)
def test_each_role_is_offered_what_it_may_do(name, item, live, as_user, cast):
    make_evidence(item, live, confirmed=False)
    client = as_user(getattr(cast, name))
    html = client.get(page_of(item)).content.decode()
    words = ["เสนอหลักฐาน", "ตรวจเดี๋ยวนี้", "ตรวจและยืนยัน", "แก้ไขหลักฐาน", "เลิกใช้"]
    assert [word for word in words if f">{word}<" in html] == BUTTONS[name]
    assert client.post(page_of(item)).status_code == (302 if "ตรวจเดี๋ยวนี้" in BUTTONS[name] else 403)


def test_nothing_is_offered_once_the_cycle_is_closed(item, live, as_user, cast):
    make_evidence(item, live, confirmed=False)
    Cycle.objects.update(status=Cycle.Status.CLOSED)
    html = as_user(cast.approver).get(page_of(item)).content.decode()
    assert [word for word in BUTTONS["approver"] if f">{word}<" in html] == []


def test_the_page_of_an_item_tells_what_the_checks_found_and_names_no_draft(item, live, as_user, cast):
    evidence = make_evidence(item, revise(live, title="แผนที่แก้แล้ว"))
    make_draft(Announcement, title="ร่างลับ")
    for level, sentence in ((Level.PASS, "เปิดได้"), (Level.FAIL, "ไม่พบปี")):
        Result.objects.create(
            item=item, evidence=evidence, check_id="year", level=level, sentence=sentence, mend="เขียนปี"
        )
    removed = make_evidence(item, remove(make_live(Announcement, title="ความลับที่หลุด")))
    html = as_user(cast.assessor).get(page_of(item)).content.decode()
    assert {words: words in html for words in ("แผนที่แก้แล้ว", "ไม่พบปี", "เปิดได้", "เขียนปี", "เรื่องที่ถอนออกแล้ว")} == {
        "แผนที่แก้แล้ว": True, "ไม่พบปี": True, "เปิดได้": True, "เขียนปี": True, "เรื่องที่ถอนออกแล้ว": True,
    }  # fmt: skip
    assert ("ความลับที่หลุด" in html, f"evidence-{removed.pk}" in html) == (False, True)


def test_a_form_begins_with_the_time_that_the_item_asks_for(item, as_user, cast):
    fields = Fields(as_user(cast.writer).get(page_of(item, "propose/")).content.decode()).values
    assert (fields["kind"], fields["part"], fields["year"]) == ("publication", "year", "2569")


def test_evidence_of_another_year_fills_the_form_in_but_for_the_time(item, live, as_user, cast):
    before = make_evidence(
        make_item(make_cycle(2568), "O9", concept=item.concept), live, period_part="year", period_year=2567
    )
    element = item.elements.get()
    page = as_user(cast.writer).get(page_of(item, f"propose/?from={before.pk}"))
    fields = Fields(page.content.decode()).values
    wanted = {"publication": str(live.publication_id), "year": "2569", f"shows-{element.pk}": "on"}
    assert {name: fields.get(name) for name in wanted} == wanted
    assert fields[f"where-{element.pk}"] == "ทั้งเรื่อง"


def test_of_a_monthly_report_the_first_month_without_evidence_is_offered(item, live, as_user, cast):
    Item.objects.update(period_kind="monthly")
    make_evidence(item, live, period_part="month", period_year=2569, period_number=10)
    fields = Fields(as_user(cast.writer).get(page_of(item, "propose/")).content.decode()).values
    assert (fields["part"], fields["month"]) == ("month", "11")


def test_what_is_typed_becomes_evidence(item, live, as_user, cast):
    element = item.elements.get()
    typed = {
        "kind": "publication",
        "publication": live.publication_id,
        "part": "year",
        "year": "๒๕๖๙",
        "quarter": "3",
    }
    claim = {f"shows-{element.pk}": "on", f"where-{element.pk}": "หน้า 2"}
    answer = as_user(cast.writer).post(page_of(item, "propose/"), typed | claim)
    assert (answer.status_code, answer.headers.get("Location")) == (302, page_of(item))
    evidence = Evidence.objects.get()
    period = (evidence.period_part, evidence.period_year, evidence.period_number)
    assert (evidence.publication, period) == (live.publication, ("year", 2569, None))
    assert [(one.element, one.where) for one in evidence.claims.all()] == [(element, "หน้า 2")]


def test_what_is_refused_keeps_everything_that_was_typed(item, live, as_user, cast):
    element = item.elements.get()
    typed = {
        "kind": "channel",
        "path": "/nothing/",
        "title": "ช่องทาง",
        "part": "year",
        "year": "x",
        "statement": "อ่านได้ที่นี่",
    }
    claim = {f"shows-{element.pk}": "on", f"where-{element.pk}": "หน้า 2"}
    client = as_user(cast.writer)
    answer = client.post(page_of(item, "propose/"), typed | claim)
    fields = Fields(answer.content.decode()).values
    assert answer.status_code == 409
    assert {name: fields[name] for name in typed | claim} == typed | claim
    assert list(answer.context["form"].errors) == ["year"]
    answer = client.post(page_of(item, "propose/"), typed | claim | {"year": "2569"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (409, ["path"])
    assert Evidence.objects.count() == 0


def test_searching_within_the_form_judges_nothing_and_keeps_what_was_typed(item, live, as_user, cast):
    typed = {"kind": "publication", "part": "year", "year": "x", "statement": "อ่านได้ที่นี่"}
    answer = as_user(cast.writer).post(page_of(item, "propose/"), typed | {"q": "ปฏิบัติการ", "find": "1"})
    fields = Fields(answer.content.decode()).values
    assert answer.status_code == 200
    assert {name: fields[name] for name in typed} == typed
    assert [one.edition.title for one in answer.context["candidates"]] == ["แผนปฏิบัติการ 2569"]


def test_likely_are_those_of_the_same_concept_and_of_the_same_words(item, live, cast):
    make_live(Announcement, title="รับสมัครงาน")
    other = make_live(Announcement, title="เรื่องของปีก่อน")
    make_evidence(make_item(make_cycle(2568), "O9", concept=item.concept), other)
    found = [(one.edition.title, one.why) for one in candidates(item)]
    assert found == [("เรื่องของปีก่อน", "หลักฐานของ ITA 2568 ข้อ O9"), ("แผนปฏิบัติการ 2569", "ชื่อใกล้เคียงกับข้อนี้")]


def test_a_revision_over_somebody_elses_is_refused(item, live, as_user, cast):
    evidence = make_evidence(item, live)
    address = page_of(item, f"evidence/{evidence.pk}/")
    client = as_user(cast.writer2)
    fields = Fields(client.get(address).content.decode()).values
    assert fields["seen"] == "1"
    fields |= {"publication": live.publication_id, "kind": "publication", "part": "year", "year": "2569"}
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields).status_code == 409
    assert Evidence.objects.get().proposed_by == cast.writer2


def test_an_approver_decides_on_a_page_of_its_own(item, live, as_user, cast):
    evidence = make_evidence(item, live, confirmed=False)
    client = as_user(cast.approver)
    for wrong in ({}, {"step": "propose"}, {"step": "send_back"}, {"step": "confirm", "seen": "9" * 40}):
        assert client.post(decide(evidence), {"seen": "1"} | wrong).status_code == 409
    assert client.post(decide(evidence), {"seen": "1", "step": "confirm"}).status_code == 302
    assert Evidence.objects.get().state == State.CONFIRMED
    assert client.post(decide(evidence), {"seen": "2", "step": "send_back", "why": "ปีผิด"}).status_code == 302
    assert Evidence.objects.get().answer == "ปีผิด"


def test_only_what_was_carried_over_unchanged_is_confirmed_with_others(item, live, as_user, cast):
    before = make_evidence(make_item(make_cycle(2568), "O9"), live)
    carried = make_evidence(item, live, confirmed=False, carried_from=before)
    new = make_evidence(item, "/about/", confirmed=False)
    renew = make_evidence(item, "/news/", confirmed=False, carried_from=before, renew="ปีใหม่")
    client = as_user(cast.approver)
    html = client.get(WAITING).content.decode()
    assert [f'value="{one.pk}" id="read-' in html for one in (carried, new, renew)] == [True, False, False]
    ticked = {
        "read": [carried.pk, new.pk, renew.pk],
        **{f"seen-{one.pk}": 1 for one in (carried, new, renew)},
    }
    assert client.post(WAITING, ticked).status_code == 409
    states = dict(Evidence.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (carried, new, renew)] == [
        State.CONFIRMED,
        State.PROPOSED,
        State.PROPOSED,
    ]
    assert client.post(WAITING).status_code == 409


def test_a_publication_finds_its_items(item, live, as_user, cast):
    other = make_item(item.cycle, "O12", title="สถิติ")
    make_evidence(item, live)
    address = f"{LIST}for/{live.publication_id}/"
    client = as_user(cast.writer)
    html = client.get(address).content.decode()
    assert page_of(other, f"propose/?publication={live.publication_id}") in html
    assert page_of(item, "propose/") not in html
    assert "O12" not in client.get(f"{address}?q=o11").content.decode()
    assert client.get(f"{LIST}for/{'9' * 30}/").status_code == 404


FILTERS = {
    "": ["O1", "O2", "O3", "O4"],
    "evidence=none": ["O1", "O4"],
    "evidence=waiting": ["O2", "O3"],
    "evidence=renew": ["O3"],
    "evidence=returned": ["O4"],
    "evidence=mine": ["O4"],
    "level=fail": ["O2"],
    "level=unchecked": ["O1", "O3", "O4"],
    "owner=me": ["O1"],
    "owner=none": ["O2", "O3", "O4"],
    "q=O3": ["O3"],
    "cycle=open": ["O1", "O2", "O3", "O4", "7(1)"],
    "cycle=9999999999999999999&evidence=x&level=x&owner=x&indicator=x": ["O1", "O2", "O3", "O4"],
}


@pytest.mark.parametrize("asked", FILTERS)
def test_the_list_is_narrowed_to_what_is_asked_for(asked, as_user, cast):
    cycle = make_cycle(items=["O1", "O2", "O3", "O4"])
    make_item(make_cycle(None), "7(1)", slug="7-1")
    items = {item.code: item for item in cycle.items.all()}
    Item.objects.filter(code="O1").update(owner=cast.writer.position)
    Item.objects.filter(code="O2").update(level="fail")
    make_evidence(items["O2"], "/about/", confirmed=False)
    make_evidence(items["O3"], "/about/", confirmed=False, renew="ปีใหม่")
    make_evidence(items["O4"], "/about/", confirmed=False)
    Evidence.objects.filter(item=items["O4"]).update(state=State.RETURNED)
    answer = as_user(cast.writer).get(f"{LIST}?{asked}", follow=True)
    assert [item.code for item in answer.context["cl"].result_list] == FILTERS[asked]


def test_an_edition_leads_to_the_items_that_it_serves(item, live, rf, cast, django_assert_num_queries):
    make_evidence(item, live, confirmed=False)
    request = rf.get("/")
    request.user = cast.writer
    assert cast.writer.has_perm("ita.view_item") and cast.writer.roles
    with django_assert_num_queries(1):
        links = links_for(request, live)
    assert links == [
        ("เป็นหลักฐาน ITA 2569 ข้อ O11 (รอยืนยัน)", page_of(item)),
        ("ใช้เป็นหลักฐาน ITA ข้อ …", f"{LIST}for/{live.publication_id}/"),
    ]
    draft = make_draft(Announcement)
    with django_assert_num_queries(0):
        assert links_for(request, draft) == []


def test_the_start_page_tells_what_waits(item, live, as_user, cast):
    Item.objects.update(level="fail", owner=Position.objects.get(pk=cast.writer.position_id))
    make_evidence(item, live, confirmed=False)
    make_evidence(item, "/about/", confirmed=False, renew="ปีใหม่")
    returned = make_evidence(item, "/news/", confirmed=False)
    Evidence.objects.filter(pk=returned.pk).update(state=State.RETURNED)
    counts = {
        name: [task.count for task in tasks(getattr(cast, name))]
        for name in ("writer", "writer2", "approver", "reviewer", "administrator", "assessor")
    }
    assert counts == {
        "writer": [1, 1],
        "writer2": [],
        "approver": [1],
        "reviewer": [],
        "administrator": [],
        "assessor": [],
    }
    assert "หลักฐาน ITA รอท่านยืนยัน" in as_user(cast.approver).get("/admin/").content.decode()


@pytest.mark.parametrize(("page", "expected"), [("item", 13), ("list", 12), ("waiting", 10), ("propose", 11)])
def test_queries_are_the_same_at_one_and_at_three(page, expected, as_user, cast):
    cycle, counts = make_cycle(), []
    first = make_item(cycle, "O1")
    addresses = {
        "item": page_of(first),
        "list": LIST,
        "waiting": WAITING,
        "propose": page_of(first, "propose/"),
    }
    client = as_user(cast.writer if page == "propose" else cast.approver)
    for number in range(3):
        other = make_item(cycle, f"O{number + 2}")
        for where in (first, other):
            evidence = make_evidence(where, make_live(Announcement, title="ข้อ O1 แผน"), confirmed=False)
            Result.objects.create(item=where, evidence=evidence, check_id="year", level="fail", sentence="ก")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(addresses[page]).status_code == 200
        counts.append(len(queries))
    assert counts == [expected] * 3

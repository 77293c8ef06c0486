"""Evidence: who may say what, what must be true, what is remembered."""

from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from accounts.models import Office, User
from announcements.models import Announcement
from ita import checking, evidence
from ita.models import Cycle, Evidence, Item
from ita.proposals import Proposal
from publishing.models import LedgerEvent, WatchWord
from publishing.refusal import Refused
from tests.helpers import make_draft, make_live, withdraw
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = pytest.mark.django_db

Kind, State, Part = Evidence.Kind, Evidence.State, Evidence.Part
EVERYBODY = [
    "writer",
    "writer2",
    "reviewer",
    "approver",
    "approver2",
    "chief",
    "administrator",
    "assessor",
    "onlooker",
]


@pytest.fixture
def item(cast) -> Item:
    return make_item(make_cycle(), "O11", elements=["ชื่อ", "ตำแหน่ง"])


@pytest.fixture
def live(cast):
    return make_live(Announcement, title="แผนปฏิบัติการ 2569").publication


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.reasons


def propose(item, cast, **about) -> Evidence:
    return evidence.propose(item, actor=cast.writer, **about)


def test_what_a_writer_proposes_an_approver_confirms(item, live, cast):
    element = item.elements.first()
    Item.objects.update(stale=False)
    proposed = propose(item, cast, publication=live, claims={element.pk: " หน้า  3 "})
    assert (proposed.state, proposed.version, proposed.proposed_by) == (State.PROPOSED, 1, cast.writer)
    assert [(claim.element, claim.where) for claim in proposed.claims.all()] == [(element, "หน้า 3")]
    assert Item.objects.get(pk=item.pk).stale
    confirmed = evidence.confirm(proposed, actor=cast.approver, seen=1)
    assert (confirmed.state, confirmed.version, confirmed.confirmed_by) == (State.CONFIRMED, 2, cast.approver)
    events = LedgerEvent.objects.filter(publication=live).order_by("-number")[:2]
    assert [(event.action, event.actor, event.note) for event in events] == [
        ("ยืนยันหลักฐาน ITA", cast.approver, "ITA 2569 ข้อ O11"),
        ("เสนอหลักฐาน ITA", cast.writer, "ITA 2569 ข้อ O11"),
    ]


def test_a_revision_is_proposed_again_by_who_made_it(item, live, cast):
    first, second = item.elements.all()
    standing = make_evidence(item, live)
    revised = evidence.revise(
        standing,
        actor=cast.writer2,
        seen=1,
        publication=live,
        part=Part.YEAR,
        year=2569,
        claims={second.pk: ""},
    )
    fresh = Evidence.objects.get(pk=standing.pk)
    assert (revised.state, fresh.state, fresh.version, fresh.proposed_by) == (
        State.PROPOSED,
        State.PROPOSED,
        2,
        cast.writer2,
    )
    assert (fresh.confirmed_by, fresh.confirmed_at, fresh.period_part, fresh.period_year) == (
        None,
        None,
        Part.YEAR,
        2569,
    )
    assert [claim.element for claim in fresh.claims.all()] == [second]


def test_what_is_sent_back_or_retired_carries_the_reason(item, live, cast):
    sent = evidence.send_back(make_evidence(item, live), actor=cast.approver2, seen=1, why="ปีไม่ตรง")
    assert (sent.state, sent.answer, sent.confirmed_by) == (State.RETURNED, "ปีไม่ตรง", None)
    retired = evidence.retire(sent, actor=cast.writer, seen=2, why="ใช้เรื่องอื่น")
    assert (retired.state, retired.answer, retired.version) == (State.RETIRED, "ใช้เรื่องอื่น", 3)
    assert LedgerEvent.objects.latest("number").note == "ITA 2569 ข้อ O11 เหตุผล: ใช้เรื่องอื่น"
    assert propose(item, cast, publication=live).state == State.PROPOSED


STEPS = {
    "propose": {"writer", "writer2"},
    "revise": {"writer", "writer2"},
    "confirm": {"approver", "approver2"},
    "send_back": {"approver", "approver2"},
    "retire": {"writer", "approver", "approver2"},  # who proposed it takes it back
    "retire what is confirmed": {"approver", "approver2"},
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_for_its_roles(step, item, live, cast):
    proposed = make_evidence(item, live, confirmed=step.endswith("confirmed"))
    about = (evidence.Step(step.split()[0]), item)
    may = {
        name
        for name in EVERYBODY
        if not evidence.why_not(*about, getattr(cast, name), None if step == "propose" else proposed)
    }
    assert may == STEPS[step]


def test_an_administrator_decides_nothing_whatever_else_he_is(item, live, cast):
    cast.administrator.groups.add(*cast.approver.groups.all(), *cast.writer.groups.all())
    sentence = ["ผู้ดูแลระบบเสนอหรือยืนยันหลักฐานไม่ได้ ต้องให้ผู้จัดทำและผู้อนุมัติเป็นผู้ดำเนินการ"]
    actor = User.objects.get(pk=cast.administrator.pk)
    assert refused(evidence.propose, item, actor=actor, publication=live) == sentence
    assert (
        refused(evidence.confirm, make_evidence(item, live, confirmed=False), actor=actor, seen=1) == sentence
    )


def test_nobody_confirms_what_he_proposed(item, live, cast):
    cast.writer.groups.add(*cast.approver.groups.all())
    proposed = make_evidence(item, live, confirmed=False)
    assert refused(evidence.confirm, proposed, actor=cast.writer, seen=1) == [
        "ท่านเป็นผู้เสนอหลักฐานนี้ จึงต้องให้ผู้อนุมัติคนอื่นเป็นผู้ยืนยัน"
    ]


def test_whoever_decides_decides_about_what_he_saw(item, live, cast):
    proposed = make_evidence(item, live, confirmed=False)
    for act, about in (
        (evidence.confirm, {}),
        (evidence.send_back, {"why": "ผิด"}),
        (evidence.retire, {"why": "ผิด"}),
    ):
        assert refused(act, proposed, actor=cast.approver, seen=0, **about) == [evidence.CHANGED]
    assert refused(evidence.revise, proposed, actor=cast.writer, seen=0, publication=live) == [
        evidence.CHANGED
    ]
    assert Evidence.objects.get(pk=proposed.pk).version == 1


@pytest.mark.parametrize("status", [Cycle.Status.PREPARING, Cycle.Status.CLOSED])
def test_evidence_stands_still_while_the_cycle_is_not_open(status, item, live, cast):
    proposed = make_evidence(item, live, confirmed=False)
    Cycle.objects.update(status=status)
    sentence = [f"ITA 2569 อยู่ในสถานะ “{status.label}” จึงเปลี่ยนหลักฐานไม่ได้"]
    assert refused(propose, item, cast, publication=live) == sentence
    assert refused(evidence.confirm, proposed, actor=cast.approver, seen=1) == sentence
    assert refused(evidence.retire, proposed, actor=cast.approver, seen=1, why="x") == sentence


def test_confirmed_evidence_is_not_revised_in_a_freeze(item, live, cast):
    standing, today = make_evidence(item, live), timezone.localdate()
    Cycle.objects.update(freeze_from=today, freeze_to=today)
    same = {"actor": cast.writer, "publication": live}
    (reason,) = refused(evidence.revise, standing, seen=1, **same)
    assert "คงหลักฐาน" in reason
    evidence.send_back(standing, actor=cast.approver, seen=1, why="ไฟล์ผิด")
    assert evidence.revise(standing, seen=2, **same).state == State.PROPOSED


def test_sending_back_and_retiring_ask_for_a_reason(item, live, cast):
    proposed = make_evidence(item, live, confirmed=False)
    assert refused(evidence.send_back, proposed, actor=cast.approver, seen=1, why=" \x00 ") == ["กรอกเหตุผล"]
    assert refused(evidence.retire, proposed, actor=cast.approver, seen=1, why="") == ["กรอกเหตุผล"]


def test_what_must_be_renewed_is_not_confirmed_before(item, live, cast):
    carried = make_evidence(item, live, confirmed=False, renew="ใช้ข้อมูลปี 2569")
    assert refused(evidence.confirm, carried, actor=cast.approver, seen=1) == [
        "หลักฐานนี้ยกมาจากปีก่อนและต้องทำใหม่ก่อน (ใช้ข้อมูลปี 2569) ให้ผู้จัดทำแก้ไขแล้วเสนออีกครั้ง"
    ]
    renewed = evidence.revise(carried, actor=cast.writer, seen=1, publication=live)
    assert evidence.confirm(renewed, actor=cast.approver, seen=2).renew == ""


def test_only_what_is_live_is_evidence_also_when_it_is_confirmed(item, live, cast):
    not_live = ["เรื่องที่ใช้เป็นหลักฐานต้องเผยแพร่อยู่ ให้เลือกเรื่องที่ประชาชนเปิดอ่านได้"]
    draft = make_draft(Announcement).publication
    assert refused(propose, item, cast, publication=draft) == not_live
    assert refused(propose, item, cast) == ["เลือกเรื่องที่ใช้เป็นหลักฐาน"]
    proposed = propose(item, cast, publication=live)
    withdraw(live.editions.live().get())
    assert refused(evidence.confirm, proposed, actor=cast.approver, seen=1) == not_live


def test_a_publication_is_evidence_of_an_item_once(item, live, cast):
    propose(item, cast, publication=live)
    sentence = ["เรื่องนี้เป็นหลักฐานของข้อนี้อยู่แล้ว ให้แก้ไขรายการเดิม"]
    assert refused(propose, item, cast, publication=live) == sentence
    other = make_evidence(item, make_live(Announcement), confirmed=False)
    assert refused(evidence.revise, other, actor=cast.writer, seen=1, publication=live) == sentence


def test_an_item_has_no_more_evidence_than_anybody_reads(item, live, cast, monkeypatch):
    monkeypatch.setattr("ita.proposals.MOST_EVIDENCE", 1)
    make_evidence(item, "/about/")
    assert refused(propose, item, cast, publication=live) == [
        "ข้อนี้มีหลักฐานครบ 1 รายการแล้ว ให้เลิกใช้รายการที่ไม่จำเป็นก่อน"
    ]


@dataclass(frozen=True)
class Wrong:
    """What is proposed, and the fields that are named against it."""

    about: dict
    fields: list[str]
    item: dict = field(default_factory=dict)


OUTSIDE, NONE = {"outside_allowed": True}, {"none_allowed": True}
WRONG = {
    "no kind": Wrong({"kind": "x"}, ["kind"]),
    "channel without a name": Wrong({"kind": Kind.CHANNEL, "address": "/about/"}, ["title"]),
    "channel elsewhere": Wrong({"kind": Kind.CHANNEL, "address": "//evil.example/", "title": "ก"}, ["address"]),
    "channel of the desk": Wrong({"kind": Kind.CHANNEL, "address": "/admin/", "title": "ก"}, ["address"]),
    "channel is a file": Wrong({"kind": Kind.CHANNEL, "address": "/%66iles/1/a.pdf", "title": "ก"}, ["address"]),
    "channel with spaces": Wrong({"kind": Kind.CHANNEL, "address": "/a b/", "title": "ก"}, ["address"]),
    "channel that is not there": Wrong({"kind": Kind.CHANNEL, "address": "/nothing/", "title": "ก"}, ["address"]),
    "outside not allowed": Wrong({"kind": Kind.OUTSIDE, "address": "https://www.facebook.com/x", "title": "ก"}, ["kind"]),
    "outside without a name": Wrong({"kind": Kind.OUTSIDE, "address": "https://www.facebook.com/x"}, ["title"], OUTSIDE),
    "outside by no scheme": Wrong({"kind": Kind.OUTSIDE, "address": "javascript:1", "title": "ก"}, ["address"], OUTSIDE),
    "outside within": Wrong({"kind": Kind.OUTSIDE, "address": "http://10.0.0.1/", "title": "ก"}, ["address"], OUTSIDE),
    "outside but our own": Wrong({"kind": Kind.OUTSIDE, "address": "https://phoneko.go.th/", "title": "ก"}, ["address"], OUTSIDE),
    "outside dangerous": Wrong({"kind": Kind.OUTSIDE, "address": "http://a.bad.example.com", "title": "ก"}, ["address"], OUTSIDE),
    "none not allowed": Wrong({"kind": Kind.NONE, "statement": "ไม่มี"}, ["kind"]),
    "none without a statement": Wrong({"kind": Kind.NONE}, ["statement"], NONE),
    "too long a statement": Wrong({"kind": Kind.NONE, "statement": "ก" * 1001}, ["statement"], NONE),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.alike
def test_what_is_said_must_be_true(case, item, cast):
    WatchWord.objects.create(word="bad.example.com", kind=WatchWord.Kind.DANGEROUS_HOST)
    Office.objects.update_or_create(pk=1, defaults={"domain": "phoneko.go.th"})
    Item.objects.update(**WRONG[case].item)
    reasons = refused(propose, item, cast, **WRONG[case].about)
    assert [reason.field for reason in reasons] == WRONG[case].fields
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" /%6eews/12/?q=ก ", "/news/12/?q=ก"),
        ("/about/contact", "/about/contact/"),
        ("/news?year=2569", "/news/?year=2569"),
        ("/opensearch.xml", "/opensearch.xml"),
        ("/", "/"),
    ],
)
def test_a_channel_is_kept_in_one_spelling(typed, kept):
    assert Proposal(kind=Kind.CHANNEL, address=typed).columns()["address"] == kept


RIGHT = {
    "channel": ({"kind": Kind.CHANNEL, "address": "/news/?q=x", "title": "ข่าว"}, {}),
    "outside": (
        {"kind": Kind.OUTSIDE, "address": "https://www.facebook.com/x", "title": "เฟซบุ๊ก"},
        {"outside_allowed": True},
    ),
    "none": ({"kind": Kind.NONE, "statement": "ปีนี้ไม่มีเรื่องร้องเรียน"}, NONE),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_true_may_be_said(case, item, cast):
    about, columns = RIGHT[case]
    Item.objects.update(**columns)
    proposed = propose(item, cast, **about)
    assert {name: getattr(proposed, name) for name in about} == about
    assert LedgerEvent.objects.latest("number").note.startswith("ITA 2569 ข้อ O11 ")


PERIODS = {
    ("current", None, None, None): [],
    ("current", 2569, None, None): ["part"],
    ("year", 2568, None, None): [],
    ("year", None, None, None): ["year"],
    ("year", 99, None, None): ["year"],
    ("years", 2566, 2570, None): [],
    ("years", 2566, None, None): ["to_year"],
    ("years", 2570, 2566, None): ["to_year"],
    ("years", 2500, 2570, None): ["to_year"],
    ("first_half", 2569, None, None): [],
    ("second_half", None, None, None): ["year"],
    ("quarter", 2569, None, 4): [],
    ("quarter", 2569, None, 5): ["number"],
    ("month", 2569, None, 12): [],
    ("month", 2569, None, None): ["number"],
    ("week", 2569, None, 1): ["part"],
}


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.alike
def test_the_time_is_told_completely(period, item, live, cast):
    about = dict(zip(("part", "year", "to_year", "number"), period, strict=True))
    if PERIODS[period]:
        reasons = refused(propose, item, cast, publication=live, **about)
        assert [reason.field for reason in reasons] == PERIODS[period]
    else:
        assert propose(item, cast, publication=live, **about).period_part == about["part"]


def test_claims_are_elements_of_the_item(item, live, cast):
    other = make_item(item.cycle, "O12").elements.get()
    assert refused(propose, item, cast, publication=live, claims={other.pk: ""}) == [
        "องค์ประกอบที่เลือกไม่ใช่ของข้อนี้ ให้เปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง"
    ]
    first = item.elements.first()
    reasons = refused(propose, item, cast, publication=live, claims={first.pk: "ก" * 201})
    assert [reason.field for reason in reasons] == [f"element-{first.pk}"]


def test_none_is_said_of_elements_that_may_be_none(cast):
    item = make_item(elements=["รายงาน", {"text": "สถิติ", "none_allowed": True}])
    report, statistics = item.elements.all()
    about = {"kind": Kind.NONE, "statement": "ไม่มีเรื่องร้องเรียน"}
    assert refused(propose, item, cast, **about) == ["เลือกองค์ประกอบที่ประกาศว่าไม่มี"]
    reasons = refused(propose, item, cast, **about, claims={report.pk: "", statistics.pk: ""})
    assert [reason.field for reason in reasons] == [f"element-{report.pk}"]
    assert propose(item, cast, **about, claims={statistics.pk: ""}).claims.count() == 1


def test_the_item_is_checked_at_once_and_a_failure_there_undoes_nothing(
    item, live, cast, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []

    def fails(item):
        asked.append(item.pk)
        raise OSError("no disk")

    monkeypatch.setattr(checking, "check_now", fails)
    with django_capture_on_commit_callbacks(execute=True):
        proposed = propose(item, cast, publication=live)
    assert asked == [item.pk]
    assert Evidence.objects.get(pk=proposed.pk).state == State.PROPOSED

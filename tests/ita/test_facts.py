"""What is found out about evidence: a publication that passes every check, and for each check one that fails it."""

import io

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts.models import User
from announcements.models import Announcement
from content.models import Channel, Contact, Plan
from ita import facts, files, rules, ways
from ita.models import FileFacts, Item
from ita.visitor import Visitor
from publishing import link_states
from publishing.files import attach, store_upload
from publishing.gates.findings import findings
from publishing.models import Attachment, Edition, FileReading, Justification, OutsideLink
from publishing.models.links import fingerprint_of
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import (
    ALL_TICKS,
    add_document,
    make_draft,
    make_live,
    make_urgent,
    pdf_upload,
    publish,
    remove,
    revise,
    withdraw,
)
from tests.ita.helpers import make_cycle, make_evidence, make_item

NATIONAL_ID = "1-1017-00230-70-8"
OUTSIDE = "https://www.nacc.go.th/oit"


def told(item: Item, **how) -> dict:
    """The facts of the item's only evidence."""
    return facts.gather([item], **how)[item.pk]["evidence"][0]


def levels(item: Item, **how) -> dict[str, str]:
    """Check → the worst that it says of the item."""
    found: dict[str, str] = {}
    for one in rules.judge(facts.gather([item], **how)[item.pk], rules.current()):
        found[one.check] = max(
            found.get(one.check, "pass"), one.level.value, key=["pass", "warn", "fail"].index
        )
    return found


def plan(upload=None, **fields) -> Plan:
    """A live plan of 2569 with a document of its own."""
    draft = make_draft(Plan, title="แผนปฏิบัติการป้องกันการทุจริต พ.ศ. ๒๕๖๙", **fields)
    if upload:
        draft.attachments.all().delete()
        attach(draft, store_upload(upload, Attachment.Kind.DOCUMENT), kind=Attachment.Kind.DOCUMENT)
    return publish(draft)


def item_of(shown, **fields) -> Item:
    item = make_item(make_cycle(), "O11", **fields)
    of_year = {"period_part": "year", "period_year": 2569} if isinstance(shown, Plan) else {}
    make_evidence(item, shown, **of_year)
    return item


def justify_all(edition: Edition) -> None:
    for one in findings(edition):
        if one.asks_reason:
            about = {name: getattr(one, name) for name in ("mark", "kind", "where", "excerpt")}
            by = User.objects.get(username="writer")
            Justification.objects.create(
                edition_id=edition.pk, reason="ตรวจแล้ว", at=timezone.now(), by=by, **about
            )


@pytest.mark.dry
def test_a_publication_that_passes_every_check(cast):
    live = plan(year_from=2569)
    item = item_of(live, period_kind="fiscal_year", elements=({"text": "ระบุปี", "kind": "years"},))
    assert files.read_waiting() == [live.attachments.get().stored.sha256]
    ways.walk()
    assert set(levels(item, fresh=True, reads=True).values()) == {"pass"}
    about = told(item, fresh=True)
    row = live.attachments.get()
    assert about["page"] == {
        "address": live.publication.address,
        "status": 200,
        "host": "own",
        "noindex": False,
        "problem": "",
    }
    assert about["way"]["steps"][0] == ["หน้าหลัก", "/"]
    assert about["way"]["steps"][-1][1] == live.publication.address
    assert about["publication"] == {
        "state": "published",
        "title": live.title,
        "years": [2569],
        "span": {"first": "2025-10-01", "last": "2026-09-30"},
        "dated_on": None,
        "submitted_by": cast.writer.pk,
        "approved_by": cast.approver.pk,
        "urgent": False,
        "reviewed": False,
    }
    assert about["files"] == [
        {
            "address": row.get_absolute_url(),
            "label": "แผน.pdf",
            "status": 200,
            "problem": "",
            "has_text": True,
            "years": [],
        }
    ]
    assert about["personal"] == {"open": 0, "justified": 0, "unread": 0}
    assert about["proofs"][0]["kind"] == "years"


def test_what_was_removed_withdrawn_or_never_published_is_not_public(cast):
    removed, withdrawn, draft = plan(), plan(), make_draft(Plan)
    remove(removed)
    withdraw(withdrawn)
    cycle, found = make_cycle(), {}
    for number, shown in enumerate((removed, withdrawn, draft)):
        make_evidence(item := make_item(cycle, f"O{number}"), shown)
        publication = told(item)["publication"]
        found[publication["state"]] = (
            told(item)["page"]["status"],
            levels(item)["public"],
            publication["title"],
        )
    assert found == {
        "removed": (410, "fail", removed.publication.address),
        "withdrawn": (200, "fail", withdrawn.title),
        "draft": (404, "fail", draft.publication.address),
    }


@pytest.mark.dry
def test_a_page_that_tells_programs_not_to_keep_it(cast):
    item = item_of("/admin/login/")
    assert told(item)["page"] == {
        "address": "/admin/login/",
        "status": 200,
        "host": "own",
        "noindex": True,
        "problem": "",
    }
    assert levels(item)["indexable"] == "fail"


def test_another_site_is_no_page_of_ours(cast):
    item = item_of(OUTSIDE)
    assert (told(item)["page"], levels(item)["host"]) == (None, "fail")
    Item.objects.update(outside_allowed=True)
    assert levels(item)["host"] == "pass"


@pytest.mark.dry
def test_an_address_of_our_own_with_its_host_is_a_page_of_ours(cast):
    item = item_of("/news/")
    item.evidence.update(address=f"{settings.SITE_ADDRESS}/news/")
    assert (told(item)["page"]["address"], levels(item)["host"]) == ("/news/", "pass")


@pytest.mark.dry
def test_what_no_page_leads_to_within_three_clicks_has_no_way(cast):
    item = item_of("/.well-known/security.txt")
    assert (told(item)["page"]["status"], told(item)["way"]) == (200, None)
    assert levels(item)["clicks"] == "fail"


def test_the_way_of_what_was_just_published_is_found_without_a_walk(cast):
    live = make_live(Announcement)
    item = item_of(live)
    visitor = Visitor()
    assert told(item, visitor=visitor)["way"]["steps"][-1][1] == live.publication.address
    assert len(visitor.seen) < ways.MOST_TRIED


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (lambda name, size: default_storage.delete(name), "ระบบขัดข้อง"),
        (lambda name, size: _write(name, b"x" * size), facts.CHANGED_BYTES),
        (lambda name, size: _write(name, b"x" * (size // 2)), "ส่งข้อมูลมาไม่ครบ"),
        (lambda name, size: _write(name, b""), "ส่งข้อมูลมาไม่ครบ"),
    ],
    ids=["gone", "other-bytes", "half", "empty"],
)
@pytest.mark.dry
def test_a_file_that_is_not_what_was_approved(cast, spoil, problem):
    live = plan(pdf_upload("เอกสาร.pdf", text=f"spoilt {problem.encode().hex()[:12]}"))
    item = item_of(live)
    files.read_waiting()
    assert levels(item)["files"] == "pass"
    stored = live.attachments.get().stored
    spoil(stored.storage_name, stored.size)
    assert told(item)["files"][0]["problem"] == problem
    assert levels(item)["files"] == "fail"


def _write(name: str, data: bytes) -> None:
    default_storage.delete(name)
    default_storage.save(name, ContentFile(data))


@pytest.mark.dry
def test_a_scan_has_no_text_and_what_was_not_read_yet_is_not_known(cast):
    out = io.BytesIO()
    Image.new("L", (700, 700), 90).save(out, "PDF")
    draft = make_draft(Announcement)
    scan = store_upload(
        SimpleUploadedFile("สแกน.pdf", out.getvalue(), "application/pdf"), Attachment.Kind.DOCUMENT
    )
    row = attach(draft, scan, kind=Attachment.Kind.DOCUMENT)
    justify_all(draft)
    item = item_of(publish(draft))
    assert (told(item)["files"][0]["has_text"], levels(item)["files"]) == (None, "warn")
    files.read_waiting()
    assert FileFacts.objects.get(sha256=row.stored.sha256).problem != ""
    assert (told(item)["files"][0]["has_text"], levels(item)["files"]) == (False, "warn")
    assert told(item)["personal"] == {"open": 0, "justified": 0, "unread": 0}


@pytest.mark.dry
def test_years_are_read_in_both_scripts_from_title_text_label_and_file(cast):
    live = plan(pdf_upload("รายงาน 2567.pdf", text="year 2566"), body="<p>ปี 2568</p>", summary="สรุป ๒๕๖๕")
    item = item_of(live)
    files.read_waiting()
    about = told(item)
    assert about["publication"]["years"] == [2565, 2568, 2569]
    assert about["files"][0]["years"] == [2566, 2567]


@pytest.mark.dry
def test_personal_data_without_a_reason_are_open(cast):
    live = plan()
    item = item_of(live)
    assert levels(item)["personal"] == "pass"
    Edition.objects.filter(pk=live.pk).update(body=f"<p>เลขประจำตัว {NATIONAL_ID}</p>")
    assert told(item)["personal"] == {"open": 1, "justified": 0, "unread": 0}
    assert levels(item)["personal"] == "fail"
    justify_all(Plan.objects.get(pk=live.pk))
    assert told(item)["personal"] == {"open": 0, "justified": 1, "unread": 0}
    assert levels(item)["personal"] == "pass"


@pytest.mark.dry
def test_files_that_the_gates_have_not_read_are_not_read_in_a_request(cast):
    live = plan()
    item = item_of(live)
    FileReading.objects.all().delete()
    assert told(item)["personal"] == {"open": 0, "justified": 0, "unread": 1}
    assert FileReading.objects.count() == 0
    assert told(item, reads=True)["personal"]["unread"] == 0


def test_what_one_person_published_alone_waits_for_a_second_look(cast):
    draft = make_urgent()
    live = move(draft, Action.URGENT_PUBLISH, actor=cast.approver, note="เร่งด่วน", ticks=ALL_TICKS)
    item = item_of(Announcement.objects.get(pk=live.pk))
    assert levels(item)["two_people"] == "fail"
    move(Edition.objects.get(pk=live.pk), Action.CONFIRM, actor=cast.reviewer, note="ถูกต้อง")
    assert (told(item)["publication"]["reviewed"], levels(item)["two_people"]) == (True, "pass")


def test_the_data_of_an_edition_prove_or_refute_an_element(cast):
    live = make_live(Contact, title="ติดต่อ", email="")
    item = item_of(live, elements=({"text": "อีเมล", "kind": "email"},))
    assert levels(item)["proofs"] == "fail"
    revise(live, email="saraban@phoneko.go.th")
    assert levels(item)["proofs"] == "pass"


def test_an_outside_address_is_looked_at_like_the_links_of_editions(cast):
    item = item_of(OUTSIDE, outside_allowed=True)
    assert (told(item)["outside"], levels(item)["outside"]) == ({"verdict": "new", "why": ""}, "warn")
    claimed = link_states._claim()
    assert [link.address for link in claimed] == [OUTSIDE]
    OutsideLink.objects.filter(fingerprint=fingerprint_of(OUTSIDE)).update(verdict="broken", why="ไม่พบหน้านี้")
    assert (told(item)["outside"]["why"], levels(item)["outside"]) == ("ไม่พบหน้านี้", "fail")


@pytest.mark.dry
def test_many_pieces_of_evidence_cost_no_more_queries_than_one(cast):
    """Beside the pages that are asked for, and what the gates find out about each edition."""
    cycle, counts = make_cycle(), []
    visitor = Visitor()
    for number in range(3):
        item = make_item(cycle, f"O{number}")
        for _ in range(number + 1):
            draft = make_draft(Announcement)
            add_document(draft)
            make_evidence(item, publish(draft))
        gathering = facts.Gathering([item.pk], visitor=visitor)
        gathering.of(gathering.items[0])  # the visitor has seen everything, the gates have not
        with CaptureQueriesContext(connection) as queries:
            again = facts.Gathering([item.pk], visitor=visitor)
            again._personal = gathering._personal
            again.of(again.items[0])
        counts.append(len(queries))
    assert counts[0] == counts[2] <= 12


@pytest.mark.dry
def test_a_contact_page_has_its_parts_at_hand(cast):
    live = make_live(Contact, title="ติดต่อเรา")
    Channel.objects.create(contact=live, label="Facebook", url="https://www.facebook.com/x")
    proofs = {proof["kind"]: proof["holds"] for proof in told(item_of(live))["proofs"]}
    assert (proofs["channels"], proofs["map"]) == (True, False)

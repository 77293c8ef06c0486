"""What writer and approver see of the findings: their page, the panel, the move page, bulk approval, the history."""

import re

import pytest
from django.contrib.messages import get_messages
from playwright.sync_api import expect

from publishing.admin.bulk import ONE_BY_ONE
from publishing.answers import JUSTIFIED, justify
from publishing.clauses import CLAUSE_1_1, FINDINGS_TICK
from publishing.gates.findings import findings
from publishing.history import Kind, export, timeline
from publishing.models import Attestation, Edition, Justification
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, make_draft, make_live, pdf_upload, submit
from tests.looks import faults
from tests.site import PHONE
from tests.uploading import DOCUMENT

MOBILE, MASKED = "081-234-5678", "xxx-xxx-5678"
TEXT = f"ติดต่อนายสมชาย โทร {MOBILE}"
REASON = "ผู้ประสานงานยินยอมให้เผยแพร่หมายเลขนี้แล้ว"


def address(edition: Edition, rest: str = "findings/") -> str:
    return f"/admin/announcements/announcement/{edition.pk}/{rest}"


def with_mobile(**fields) -> Edition:
    return make_draft(**{"summary": TEXT, **fields})


def answered(cast) -> Edition:
    draft = with_mobile()
    justify(draft, findings(draft)[0].mark, actor=cast.writer, reason=REASON)
    return submit(draft)


def states(*editions: Edition) -> list[str]:
    return [Edition.objects.get(pk=edition.pk).state for edition in editions]


# The page


def test_a_writer_justifies_on_the_page(cast, as_user):
    draft = with_mobile()
    client = as_user(cast.writer)
    page = client.get(address(draft)).content.decode()
    assert MASKED in page and MOBILE not in page
    data = {"do": "justify", "place": "1", "mark": findings(draft)[0].mark, "reason": REASON}
    assert client.post(address(draft), data).status_code == 302
    assert Justification.objects.get(edition=draft).reason == REASON
    assert REASON in client.get(address(draft)).content.decode()


@pytest.mark.dry
def test_a_refusal_keeps_what_was_typed_and_ticked(cast, as_user):
    draft = with_mobile(summary=f"โทร {MOBILE} หรือ {MOBILE[:-1]}9")
    mark = findings(draft)[1].mark
    answer = as_user(cast.writer).post(
        address(draft), {"do": "justify", "place": "1", "mark": mark, "reason": "สั้น <ไป>"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "สั้น &lt;ไป&gt;</textarea>" in page
    assert re.findall(r'value="([0-9a-f]{64})"[^>]* checked', page) == [mark]
    gone = as_user(cast.writer).post(
        address(draft), {"do": "justify", "place": "9", "mark": "0" * 64, "reason": REASON}
    )
    assert (gone.status_code, REASON in gone.content.decode()) == (409, True)


def test_a_writer_masks_on_the_page_what_stood_there_when_he_opened_it(cast, as_user):
    draft = with_mobile()
    data = {"do": "mask", "mark": findings(draft)[0].mark, "seen": draft.version}
    client = as_user(cast.writer)
    assert client.post(address(draft), {**data, "seen": draft.version - 1}).status_code == 409
    assert client.post(address(draft), data).status_code == 302
    assert Edition.objects.get(pk=draft.pk).summary == f"ติดต่อนายสมชาย โทร {MASKED}"


@pytest.mark.parametrize("who", ["reviewer", "approver", "chief"])
def test_readers_read_and_get_no_form(who, cast, as_user):
    draft = with_mobile()
    client = as_user(getattr(cast, who))
    page = client.get(address(draft)).content.decode()
    assert MASKED in page and 'name="do"' not in page
    data = {"do": "justify", "mark": findings(draft)[0].mark, "reason": REASON}
    assert client.post(address(draft), data).status_code == 409
    assert not Justification.objects.exists()


def test_nonsense_is_refused_without_a_fault(cast, as_user):
    draft = with_mobile()
    client = as_user(cast.writer)
    assert client.post(address(draft), {"do": "x"}).status_code == 404
    assert client.post(address(draft)).status_code == 404
    for sent in (
        {"do": "justify"},
        {"do": "justify", "mark": "\0", "reason": "\0" * 20},
        {"do": "justify", "mark": "๑" * 5000, "place": "\0", "reason": "ก" * 5000},
        {"do": "mask"},
        {"do": "mask", "mark": findings(draft)[0].mark, "seen": "9" * 40},
        {"do": "mask", "mark": findings(draft)[0].mark, "seen": "-1"},
    ):
        assert client.post(address(draft), sent).status_code == 409, sent


def test_what_the_approver_is_only_to_know_is_not_answered(cast, as_user):
    draft = make_draft(body='<p><a href="https://www.example.go.th/">กรม</a></p>')
    page = as_user(cast.writer).get(address(draft)).content.decode()
    assert "ให้ผู้อนุมัติพิจารณา (1)" in page and 'name="do"' not in page
    assert "ไม่พบสิ่งที่ต้องชี้" in as_user(cast.writer).get(address(make_draft())).content.decode()


# The form


@pytest.mark.dry
def test_the_panel_counts_and_leads_to_the_page(cast, as_user):
    draft = with_mobile()
    client = as_user(cast.writer)
    page = client.get(address(draft, "change/")).content.decode()
    assert "ระบบชี้ 1 แห่ง <strong>ต้องจัดการ 1 แห่ง</strong>" in page and address(draft) in page
    justify(draft, findings(draft)[0].mark, actor=cast.writer, reason=REASON)
    page = client.get(address(draft, "change/")).content.decode()
    assert "ระบบชี้ 1 แห่ง" in page and "ต้องจัดการ" not in page
    assert "ระบบชี้" not in client.get(address(make_live(), "change/")).content.decode()


@pytest.mark.dry
def test_after_an_upload_a_message_says_what_is_in_the_file(desk):
    answer = desk.send(
        {DOCUMENT: [pdf_upload("รายชื่อ.pdf", f"Tel {MOBILE}"), pdf_upload("แผนงาน.pdf", "plan")]}
    )
    (text,) = [str(one) for one in get_messages(answer.wsgi_request) if one.level_tag == "warning"]
    link = f'<a href="{address(desk.draft)}">เปิดรายการที่ระบบชี้</a>'
    assert text == f"ไฟล์ “รายชื่อ”: ระบบพบหมายเลขโทรศัพท์มือถือ {link}"
    page = desk.client.get(address(desk.draft)).content.decode()
    row = desk.draft.attachments.get(title="รายชื่อ").pk
    assert f"{address(desk.draft, 'change/')}#file-{row}" in page and MASKED in page and MOBILE not in page
    assert f'id="file-{row}"' in desk.client.get(desk.address).content.decode()


# The decision


def test_submit_is_refused_while_something_is_open_and_shows_it(cast, as_user):
    draft = with_mobile()
    page = as_user(cast.writer).get(address(draft, "move/submit/")).content.decode()
    assert "ยังไม่ได้จัดการ (1)" in page and MASKED in page and MOBILE not in page.split("findings-heading")[1]


def test_the_approver_reads_the_justification_and_confirms_it(cast, as_user):
    waiting = answered(cast)
    client = as_user(cast.approver)
    page = client.get(address(waiting, "move/approve/"))
    html = page.content.decode()
    assert REASON in html and cast.writer.full_name in html and f'name="{FINDINGS_TICK}"' in html
    sealed = page.context["form"].seal
    data = {**dict.fromkeys(CLAUSE_1_1, "on"), "seen": waiting.version, "when": "now"}
    assert client.post(address(waiting, "move/approve/"), data).status_code == 409
    ticked = {**data, FINDINGS_TICK: "on"}
    stale = client.post(address(waiting, "move/approve/"), {**ticked, "seen_findings": "0" * 64})
    assert (stale.status_code, states(waiting)) == (409, ["submitted"])
    done = client.post(address(waiting, "move/approve/"), {**ticked, "seen_findings": sealed})
    assert (done.status_code, states(waiting)) == (302, ["published"])
    assert Attestation.objects.get(edition=waiting, kind="attestation").findings == 1


def test_without_findings_there_is_no_tick(cast, as_user):
    page = as_user(cast.approver).get(address(submit(make_draft()), "move/approve/")).content.decode()
    assert f'name="{FINDINGS_TICK}"' not in page and "findings.css" not in page


@pytest.mark.dry
def test_with_others_on_one_page_what_has_findings_is_refused_by_itself(cast, as_user):
    plain, pointed = submit(make_draft(title="เรื่องไม่มีรายการ")), answered(cast)
    client = as_user(cast.approver)
    bulk = "/admin/publishing/reviewitem/approve/"
    page = client.get(bulk, {"id": [plain.pk, pointed.pk]})
    assert [(item.edition.pk, item.reasons) for item in page.context["closed"]] == [
        (pointed.pk, [ONE_BY_ONE])
    ]
    data = {"id": [plain.pk, pointed.pk], "read": [plain.pk, pointed.pk], **dict.fromkeys(CLAUSE_1_1, "on")}
    seen = {f"seen_{one.pk}": one.version for one in (plain, pointed)}
    answer = client.post(bulk, {**data, FINDINGS_TICK: "on", **seen})
    assert states(plain, pointed) == ["published", "submitted"]
    assert [item.refused for item in answer.context["refused"]] == [[ONE_BY_ONE]]


# The history


def test_the_history_tells_answers_and_confirmations_and_never_the_value(cast):
    waiting = answered(cast)
    live = move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    told = {(entry.kind, entry.title): dict(entry.details) for entry in timeline(live.publication)}
    ((label, text),) = told[Kind.FINDING, JUSTIFIED].items()
    assert label == "รายการ" and text.endswith(REASON)
    assert told[Kind.ATTESTATION, "คำรับรองของผู้อนุมัติ"]["รายการที่ระบบชี้"] == "เปิดดูและยืนยันแล้ว 1 รายการ"
    assert "รายการที่ระบบชี้" not in told[Kind.ATTESTATION, "คำรับรองของผู้จัดทำ"]
    assert MOBILE not in export(live.publication, actor=cast.writer)


# In a browser


@pytest.mark.each_database
def test_a_writer_answers_and_the_page_fits_a_phone(new_page):
    page = new_page("writer")
    page.goto("/admin/announcements/announcement/add/")
    page.locator("[name=title]").fill(f"อบรมอาชีพ สอบถาม {MOBILE[:-1]}7")
    page.locator("[name=summary]").fill(f"{TEXT} หรือ {MOBILE[:-1]}9")
    page.locator("[name=_continue]").click()
    page.wait_for_url("**/change/")
    page.get_by_role("link", name="เปิดรายการที่ระบบชี้").first.click()
    assert faults(page, page.url, views=((PHONE, "dark"),)) == []
    page.get_by_role("button", name="ปกปิดเหลือ 4 ตัวท้าย").first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("ปกปิดหมายเลขโทรศัพท์มือถือ")
    page.locator("[name=mark][type=checkbox]").first.check()
    page.locator("[name=reason]").fill(REASON)
    page.get_by_role("button", name="ชี้แจงรายการที่เลือก").click()
    expect(page.locator(".finding-justified")).to_contain_text(REASON)
    expect(page.locator(".finding-open")).to_have_count(1)

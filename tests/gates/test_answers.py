"""What a writer answers to the gates: a reason that the ledger keeps, or the masked form in the draft's text."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from accounts.roles import Role
from announcements.models import Announcement
from content.models import Channel, Contact
from publishing.answers import BY_EYE, CHANGED, JUSTIFIED, MASKED, justify, mask_in_text, may_mask
from publishing.gates import extract
from publishing.gates.extract import Extracted
from publishing.gates.findings import Gate, findings
from publishing.models import Edition, FileReading, Justification, LedgerEvent
from publishing.refusal import Refused
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import ALL_TICKS, add_document, make_draft, make_live, submit

pytestmark = pytest.mark.django_db

MOBILE, MOBILE_MASKED = "081-234-5678", "xxx-xxx-5678"
NATIONAL_ID, ID_MASKED = "1-2345-67890-12-1", "x-xxxx-xxxx0-12-1"
REASON = "ผู้ประสานงานยินยอมให้เผยแพร่หมายเลขนี้แล้ว"


def with_mobile(**fields) -> Announcement:
    return make_draft(**{"summary": f"ติดต่อนายสมชาย โทร {MOBILE}", **fields})


def only(edition: Edition):
    (found,) = findings(Edition.objects.get(pk=edition.pk))
    return found


def refused(*arguments, **given) -> list[str]:
    """The reasons for which a function of this module refuses; nothing was written."""
    run, *rest = arguments
    before = Justification.objects.count(), LedgerEvent.objects.count()
    with pytest.raises(Refused) as refusal:
        run(*rest, **given)
    assert (Justification.objects.count(), LedgerEvent.objects.count()) == before
    return refusal.value.reasons


def mask(edition: Edition, actor, *, seen: int | None = None):
    seen = edition.version if seen is None else seen
    return mask_in_text(edition, only(edition).mark, actor=actor, seen_version=seen)


# Reasons


def test_a_reason_answers_the_finding_and_stands_in_the_ledger_without_the_value(cast):
    draft = with_mobile()
    one = only(draft)
    assert one.is_open
    justify(draft, one.mark, actor=cast.writer, reason=f"  {REASON} ")
    answered = only(draft)
    assert (answered.is_open, answered.justification.reason, answered.justification.by) == (
        False,
        REASON,
        cast.writer,
    )
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.actor, event.note) == (
        JUSTIFIED,
        cast.writer,
        f"{one.where} ({one.kind}): {REASON}",
    )
    assert MOBILE not in answered.justification.excerpt and MOBILE_MASKED in answered.justification.excerpt
    assert submit(draft).state == "submitted"


def test_a_second_reason_takes_the_place_of_the_first_and_the_ledger_has_both(cast):
    draft = with_mobile()
    justify(draft, only(draft).mark, actor=cast.writer, reason=REASON)
    justify(draft, only(draft).mark, actor=cast.writer, reason="หมายเลขของศูนย์ช่วยเหลือประชาชน")
    assert only(draft).justification.reason == "หมายเลขของศูนย์ช่วยเหลือประชาชน"
    assert LedgerEvent.objects.filter(action=JUSTIFIED).count() == 2


def test_several_are_answered_together_or_not_at_all(cast):
    draft = with_mobile(body=f"<p>สำรอง {MOBILE[:-1]}9</p>")
    marks = [one.mark for one in findings(draft)]
    assert len(marks) == 2
    assert refused(justify, draft, *marks, "0" * 64, actor=cast.writer, reason=REASON) == [CHANGED]
    justify(draft, *marks, marks[0], actor=cast.writer, reason=REASON)
    assert Justification.objects.filter(edition=draft).count() == 2
    assert [one.is_open for one in findings(draft)] == [False, False]


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("", "อย่างน้อย 10 ตัวอักษร"),
        ("ยินยอม", "อย่างน้อย 10 ตัวอักษร"),
        (". . . . . 1234567890", "อย่างน้อย 10 ตัวอักษร"),
        ("ย" * 501, "ยาวเกิน 500"),
        (f"หมายเลข {MOBILE} เป็นของศูนย์ช่วยเหลือ", "หมายเลขโทรศัพท์มือถือ"),
        (f"เลข {NATIONAL_ID} เป็นเลขตัวอย่าง", "เลขประจำตัวประชาชน"),
    ],
)
def test_a_reason_says_something_and_repeats_no_personal_data(reason, word, cast):
    draft = with_mobile()
    (sentence,) = refused(justify, draft, only(draft).mark, actor=cast.writer, reason=reason)
    assert word in sentence


def test_no_mark_is_refused(cast):
    draft = with_mobile()
    assert refused(justify, draft, actor=cast.writer, reason=REASON) == ["เลือกรายการที่จะชี้แจงอย่างน้อยหนึ่งรายการ"]


@pytest.mark.parametrize("who", ["reviewer", "approver", "chief", "administrator", "assessor", "onlooker"])
def test_only_writers_answer(who, cast):
    draft = with_mobile()
    actor = getattr(cast, who)
    refused(justify, draft, only(draft).mark, actor=actor, reason=REASON)
    refused(mask_in_text, draft, only(draft).mark, actor=actor, seen_version=draft.version)
    assert Edition.objects.get(pk=draft.pk).summary == draft.summary


def test_a_writer_without_a_hand_in_the_draft_gives_no_reason_but_may_mask_and_then_has_one(cast):
    """An approver who also writes may not explain a finding away and approve it himself."""
    cast.approver.groups.add(Group.objects.get(name=Role.WRITER.label))
    draft = with_mobile()
    (sentence,) = refused(justify, draft, only(draft).mark, actor=cast.approver, reason=REASON)
    assert "ผู้ร่วมจัดทำ" in sentence
    mask(draft, cast.approver)
    assert draft.contributions.filter(user=cast.approver).exists()


def test_only_a_draft_is_answered_for(cast):
    draft = with_mobile()
    justify(draft, only(draft).mark, actor=cast.writer, reason=REASON)
    submit(draft)
    (sentence,) = refused(justify, draft, only(draft).mark, actor=cast.writer, reason=REASON)
    assert "ดึงกลับมาแก้ไข" in sentence
    assert refused(mask, draft, cast.writer) == [sentence]


def test_what_must_go_is_not_explained(cast):
    draft = make_draft(body='<p><a href="https://www.dla.go.th@203.0.113.9/">ดาวน์โหลดแบบฟอร์ม</a></p>')
    bad = next(one for one in findings(draft) if one.forbids)
    (sentence,) = refused(justify, draft, bad.mark, actor=cast.writer, reason=REASON)
    assert "ชี้แจงไม่ได้" in sentence


def test_a_file_that_nothing_can_read_is_answered_for_by_eye(cast):
    draft = make_draft()
    document = add_document(draft)
    assert findings(draft) == []  # it was read
    FileReading.objects.filter(stored=document.stored).update(verdict="unreadable", why="เอกสารสแกน")
    one = only(draft)
    assert one.gate is Gate.FILE
    justify(draft, one.mark, actor=cast.writer, reason="ดูครบทั้ง 2 หน้า ไม่มีข้อมูลบุคคล")
    assert only(draft).justification.reason == f"{BY_EYE}: ดูครบทั้ง 2 หน้า ไม่มีข้อมูลบุคคล"


def test_the_next_edition_keeps_the_answer(cast):
    draft = with_mobile()
    justify(draft, only(draft).mark, actor=cast.writer, reason=REASON)
    live = move(submit(draft), Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS)
    assert not only(move(live, Action.START, actor=cast.writer2)).is_open


# The masked form


def test_masking_is_a_save_of_the_writer(cast):
    draft = with_mobile()
    was = mask(draft, cast.writer2)
    saved = Announcement.objects.get(pk=draft.pk)
    assert saved.summary == f"ติดต่อนายสมชาย โทร {MOBILE_MASKED}"
    assert (saved.version, saved.saved_by) == (draft.version + 1, cast.writer2)
    assert saved.contributions.filter(user=cast.writer2).exists()
    assert findings(saved) == []
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.note) == (MASKED, f"{was.where}: {was.kind}")


def test_masking_what_somebody_saved_meanwhile_is_refused(cast):
    draft = with_mobile()
    refused(mask, draft, cast.writer, seen=draft.version - 1)
    assert Announcement.objects.get(pk=draft.pk).summary == draft.summary


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>เลข {NATIONAL_ID} ท้าย</p>", f"<p>เลข {ID_MASKED} ท้าย</p>"),
        (
            "<p>เลข 1-2345-<strong>67890</strong>-12-1 &amp; ท้าย</p>",
            "<p>เลข x-xxxx-<strong>xxxx0</strong>-12-1 &amp; ท้าย</p>",
        ),
        (
            f"<p>เลข {NATIONAL_ID}</p><ul><li>ซ้ำ {NATIONAL_ID}</li></ul>",
            f"<p>เลข {ID_MASKED}</p><ul><li>ซ้ำ {ID_MASKED}</li></ul>",
        ),
        ("<p>เลข 1 2345 67890 12 1 นี้</p>", "<p>เลข x xxxx xxxx0 12 1 นี้</p>"),
        ("<p>เลข ๑๒๓๔๕๖๗๘๙๐๑๒๑ นี้</p>", "<p>เลข xxxxxxxxx๐๑๒๑ นี้</p>"),
        (
            '<table><thead><tr><th scope="col">ชื่อ</th><th scope="col">เลขที่บัญชีธนาคาร</th></tr></thead>'
            "<tbody><tr><td>นายสมชาย ใจดี</td><td>123-4-56789-0</td></tr></tbody></table>",
            '<table><thead><tr><th scope="col">ชื่อ</th><th scope="col">เลขที่บัญชีธนาคาร</th></tr></thead>'
            "<tbody><tr><td>นายสมชาย ใจดี</td><td>xxx-x-xx789-0</td></tr></tbody></table>",
        ),
    ],
)
def test_rich_text_keeps_everything_but_the_number(body, expected, cast):
    draft = make_draft(body=body)
    mask(draft, cast.writer)
    assert Announcement.objects.get(pk=draft.pk).body == expected


def test_what_only_looks_like_the_number_stays(cast):
    draft = with_mobile(title=f"ครุภัณฑ์ 9{MOBILE}1")
    mask(draft, cast.writer)
    assert Announcement.objects.get(pk=draft.pk).title == f"ครุภัณฑ์ 9{MOBILE}1"


def test_rows_words_and_files_are_changed_by_the_writer_himself(cast):
    draft = make_draft(Contact)
    Channel.objects.create(
        contact=draft, label=f"สายตรง นายสมชาย ใจดี {NATIONAL_ID}", url="https://www.facebook.com/x"
    )
    one = next(one for one in findings(draft) if one.gate is Gate.PERSONAL)
    assert not may_mask(draft, one)
    (sentence,) = refused(mask_in_text, draft, one.mark, actor=cast.writer, seen_version=draft.version)
    assert "เปิดแบบฟอร์ม" in sentence


def test_an_edition_that_is_over_is_only_read(cast):
    live = make_live()
    assert len(refused(justify, live, "0" * 64, actor=cast.writer, reason=REASON)) == 1


def test_a_file_that_nobody_has_read_is_read_before_anything_is_locked(cast, monkeypatch):
    draft = with_mobile()
    add_document(draft)
    one = next(one for one in findings(draft) if one.gate is Gate.PERSONAL)
    FileReading.objects.all().delete()
    outside, depths = len(connection.savepoint_ids), []

    def passages(path, extension):
        depths.append(len(connection.savepoint_ids))
        return Extracted(FileReading.Verdict.READ)

    monkeypatch.setattr(extract, "passages", passages)
    justify(draft, one.mark, actor=cast.writer, reason=REASON)
    assert depths == [outside]

"""Comparing two editions: whatever differs is told, and only staff who may read the edition see it."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Position
from announcements.models import Announcement, Procurement
from content.models import Channel, Contact, Page, Plan, Post, Structure
from knowledge.models import KnowledgeItem
from legal_docs.models import LawRelation, LegalDocument
from publishing.categories import edition_models
from publishing.compare import compare, compare_all
from publishing.compare.columns import column
from publishing.compare.passages import plain_passages, rich_passages
from publishing.compare.texts import Sign, compare_passages
from publishing.files import store_upload
from publishing.models import Attachment, Edition, StoredFile
from publishing.richtext import RichTextField, clean
from publishing.states import Action
from publishing.wording import content_hash, part_fields
from publishing.workflow import move
from tests.helpers import add_document, add_photo, jpeg_upload, make_draft, make_live, pdf_upload, publish

pytestmark = pytest.mark.django_db

COMPARE_PAGE = 10
QUERIES = 3  # own columns of both, attachments, owners


def make_next(model: type[Edition] = Announcement, cast=None, **changes) -> tuple[Edition, Edition]:
    """A live edition and the draft that follows it, which differs in `changes` alone."""
    live = make_live(model)
    return live, draft_of(live, cast, **changes)


def draft_of(live: Edition, cast, **changes) -> Edition:
    draft = move(live, Action.START, actor=cast.writer).specific
    if changes:
        type(draft).objects.filter(pk=draft.pk).update(**changes)
    return type(draft).objects.get(pk=draft.pk)


def changed_names(comparison) -> set[str]:
    return {change.field.name for change in comparison.changed_wording}


def shown(change, sign: Sign) -> str:
    """What of a text column is shown as `sign`."""
    return "".join(
        segment.text for passage in change.passages for segment in passage.segments if segment.sign == sign
    )


# Texts


def told(before: str, after: str, read=plain_passages) -> list[tuple[str, str]]:
    """(sign, text) of everything that is not the same."""
    return [
        (str(segment.sign), segment.text)
        for passage in compare_passages(read(before), read(after))
        for segment in passage.segments
        if segment.sign != Sign.SAME
    ]


@pytest.mark.dry
def test_a_text_is_compared_by_thai_words():
    assert told("ขอเชิญประชาชนร่วมงาน", "ขอเชิญประชาชนทุกท่านร่วมงาน") == [("added", "ทุกท่าน")]
    assert told("งบ 500,000 บาท", "งบ 550,000 บาท") == [("removed", "500,000"), ("added", "550,000")]


@pytest.mark.dry
def test_blanks_between_two_changes_go_with_them_and_a_blank_alone_is_named():
    assert told("น้ำ ไฟ ถนน คน", "ดิน ลม ถนน คน") == [("removed", "น้ำ ไฟ"), ("added", "ดิน ลม")]
    assert told("น้ำไฟ", "น้ำ ไฟ") == [("added", "เว้นวรรค")]
    assert told("น้ำ\nไฟ", "น้ำ ไฟ") != []


@pytest.mark.dry
def test_a_moved_in_line_does_not_make_the_others_new():
    before = "บ้านหนึ่ง\nบ้านสอง\nบ้านสาม"
    assert told(before, "บ้านหนึ่ง\nน้ำท่วมถนน\nบ้านสอง\nบ้านสาม") == [("added", "น้ำท่วมถนน")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<p>ก ข</p>", "<p>ก <strong>ข</strong></p>", [("added", "ตัวหนา"), ("added", "จบตัวหนา")]),
        (
            '<p><a href="https://a.go.th/">อ่าน</a></p>',
            '<p><a href="https://b.go.th/">อ่าน</a></p>',
            [("removed", "ลิงก์ ไปที่ https://a.go.th/"), ("added", "ลิงก์ ไปที่ https://b.go.th/")],
        ),
        (
            "<p>ก<br>ข</p>",
            "<p>กข</p>",
            [("removed", "ก"), ("removed", "ขึ้นบรรทัดใหม่"), ("removed", "ข"), ("added", "กข")],
        ),
        ("<ul><li>น้ำ</li></ul>", "<ul><li>น้ำ</li><li>ไฟ</li></ul>", [("added", "ไฟ")]),
    ],
)
@pytest.mark.dry
def test_links_and_formatting_are_told(before, after, expected):
    assert told(before, after, rich_passages) == expected


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ("<p>กำหนดการ</p>", "<h2>กำหนดการ</h2>", "เปลี่ยนจากย่อหน้าเป็นหัวข้อ 1"),
        ("<ul><li>น้ำ</li></ul>", "<ol><li>น้ำ</li></ol>", "เปลี่ยนจากข้อ ในรายการเป็นข้อ ในรายการแบบตัวเลข"),
        (
            "<table><tbody><tr><td>น้ำ</td></tr></tbody></table>",
            '<table><tbody><tr><td colspan="2">น้ำ</td></tr></tbody></table>',
            "เปลี่ยนจากช่องตารางเป็นช่องตาราง รวมคอลัมน์ 2",
        ),
    ],
)
@pytest.mark.dry
def test_a_passage_of_another_kind_is_told(before, after, note):
    changes = compare_passages(rich_passages(before), rich_passages(after))
    assert note in [found for change in changes for found in change.notes]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<ul><li>ก</li></ul><ul><li>ข</li></ul>", "<ul><li>ก</li><li>ข</li></ul>"),
        ("<ul><li>ก</li></ul><p>ข</p>", "<ul><li>ก<p>ข</p></li></ul>"),
        ("<p>ก</p><hr><p>ข</p>", "<p>ก</p><p>ข</p>"),
        ("<p>ก</p><p></p>", "<p>ก</p>"),
        ("<ol><li>ก</li></ol>", '<ol start="5"><li>ก</li></ol>'),
        ("<p><strong>กข</strong></p>", "<p><strong>ก</strong>ข</p>"),
    ],
)
@pytest.mark.dry
def test_a_change_of_structure_alone_is_told(before, after):
    changes = compare_passages(rich_passages(before), rich_passages(after))
    assert any(change.sign != Sign.SAME for change in changes)


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<h2>",
        "</h2>",
        "<strong>",
        "</strong>",
        "<br>",
        "<hr>",
    ]
    + [
        '<a href="https://a.th/">',
        "</a>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<blockquote>",
        "</blockquote>",
    ]
    + ["น้ำ", "ไฟ", " ", "\n", "ประชาชน", "5", "๕", "&amp;", "&lt;"]
)
HTML = st.lists(PIECES, max_size=25).map("".join).map(clean)


@settings(deadline=None)
@given(HTML, HTML)
@pytest.mark.dry
def test_two_rich_texts_that_differ_never_look_the_same(before, after):
    change = column(Edition._meta.get_field("body"), before, after)
    assert change.is_changed == (before != after)
    if change.is_changed:
        assert change.note or any(passage.sign != Sign.SAME for passage in change.passages)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join), st.lists(PIECES, max_size=20).map("".join))
@pytest.mark.dry
def test_what_is_shown_of_a_text_is_all_of_it(before, after):
    """Same and removed together are the old text, same and added the new one; blanks alone are named instead."""
    change = column(Edition._meta.get_field("summary"), before, after)
    for side, own in ((before, Sign.REMOVED), (after, Sign.ADDED)):
        text = "".join(
            segment.text
            for passage in change.passages
            for segment in passage.segments
            if segment.sign in (Sign.SAME, own) and not segment.is_mark
        )
        assert "".join(text.split()) == "".join(side.split())


WORDS = ["ประชาชน", " ", "การ", "1", "น้ำ", "และ"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ก ข " * 25_000, "ข ก " * 25_000),
        ("น้ำ" * 30_000, "ไฟ" * 50_000),
        ("\n".join("กข"[i % 2] for i in range(20_000)), "\n".join("ขกค"[i % 3] for i in range(20_000))),
        (" ".join(map(str, range(15_000))), " ".join(map(str, range(15_000, 0, -1)))),
        ("\n".join(f"น้ำ {i}" for i in range(3_000)), "\n".join(f"ไฟ {i}" for i in range(3_000))),
        # Every second word, or line, is another, and none comes twice.
        (
            "".join(f"{i}ก{i + 10**6}ข" for i in range(10_000)),
            "".join(f"{i}ก{i + 10**7}ข" for i in range(10_000)),
        ),
        ("\n".join(f"{i}\nก{i}" for i in range(8_000)), "\n".join(f"{i}\nข{i}" for i in range(8_000))),
    ],
)
@pytest.mark.dry
def test_no_text_takes_long_to_compare(before, after):
    begin = time.process_time()
    assert any(
        change.sign != Sign.SAME for change in compare_passages(plain_passages(before), plain_passages(after))
    )
    assert time.process_time() - begin < 3


@pytest.mark.dry
def test_a_long_unchanged_text_is_folded():
    change = column(Edition._meta.get_field("body"), "<p>ก</p><p>ข</p><p>ค</p>", "<p>ก</p><p>ข</p><p>ไฟ</p>")
    assert [(hunk.is_same, hunk.is_folded) for hunk in change.hunks] == [(True, True), (False, False)]
    assert change.places == 1


# Columns


def test_values_are_said_in_thai_form(cast):
    live, draft = make_next(
        Procurement,
        cast,
        budget=Decimal("1550000.50"),
        dated_on=datetime(2026, 12, 31, tzinfo=UTC).date(),
        closing_at=datetime(2026, 12, 24, 3, 0, tzinfo=UTC),
        stage=Procurement.Stage.WINNER,
        owner=Position.objects.get(title="นิติกร"),
    )
    said = {
        change.field.name: (change.before, change.after) for change in compare(live, draft).changed_wording
    }
    assert said == {
        "budget": ("500,000.00", "1,550,000.50"),
        "dated_on": ("2 พ.ย. 2569", "31 ธ.ค. 2569"),
        "closing_at": ("1 ธ.ค. 2569 เวลา 16.30 น.", "24 ธ.ค. 2569 เวลา 10.00 น."),
        "stage": ("ประกาศเชิญชวน", "ประกาศผู้ชนะการเสนอราคา"),
        "owner": ("นักประชาสัมพันธ์", "นิติกร"),
    }


@pytest.mark.dry
def test_years_have_no_separator_and_booleans_are_words():
    assert column(Plan._meta.get_field("year_from"), 2568, 2569).after == "2569"
    assert column(Post._meta.get_field("vacant"), False, True).after == "ใช่"


@pytest.mark.dry
def test_a_difference_that_thai_form_does_not_say_is_told_all_the_same():
    at = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    change = column(Procurement._meta.get_field("closing_at"), at, at + timedelta(seconds=1))
    assert change.is_changed
    assert change.before != change.after


def test_columns_come_in_the_order_of_the_form(cast):
    live, draft = make_next(Announcement, cast)
    names = [change.field.name for change in compare(live, draft).fields]
    assert names == [
        "title", "summary", "body", "dated_on", "kind", "starts_at", "ends_at", "place", "pinned_until",
        "urgency", "happened_at", "cause", "effects", "measures", "outcome", "expected_end", "public_contact",
        "ended_event_at", "advantages", "disadvantages", "publishing_effects", "owner", "change_kind", "change_note",
    ]  # fmt: skip


def test_a_table_is_compared_row_by_row(cast):
    live = publish(
        make_draft(KnowledgeItem, table={"columns": ["ปี", "คน"], "rows": [["2568", "10"], ["2569", "11"]]})
    )
    table = {"columns": ["ปี", "คน"], "rows": [["2568", "10"], ["2569", "12"], ["2570", "13"]]}
    (change,) = compare(live, draft_of(live, cast, table=table)).changed_wording
    assert (shown(change, Sign.REMOVED), shown(change, Sign.ADDED)) == ("11", "122570 | 13")


def test_the_first_edition_is_all_new(cast):
    draft = make_draft()
    add_photo(draft)
    comparison = compare(None, draft)
    assert comparison.is_first and not comparison.is_same
    assert comparison.summary() == ["ฉบับแรก"]
    assert {change.sign for change in comparison.changed} == {Sign.ADDED}
    assert changed_names(comparison) == {"title", "summary", "body", "dated_on", "kind", "owner"}
    assert [change.sign for change in comparison.changed_files] == [Sign.ADDED]


def test_a_copy_is_the_same_whatever_is_written_about_the_change(cast):
    live, draft = make_next(Structure, cast, change_note="แก้คำผิด")
    comparison = compare(live, draft)
    assert comparison.is_same
    assert comparison.summary() == []
    assert [change.field.name for change in comparison.changed] == ["change_kind", "change_note"]
    assert comparison.unchanged_count == 5  # title, summary, owner, two posts


def test_editions_of_two_publications_are_not_compared(cast):
    with pytest.raises(ValueError, match="one publication"):
        compare(make_live(), make_draft())


# Part rows


def test_part_rows_are_matched_by_what_tells_them_apart(cast):
    live = make_live(Structure)
    Post.objects.bulk_create(
        Post(structure=live, branch="council", position="สมาชิกสภา", name=f"คนที่ {n}", order=n)
        for n in range(5)
    )
    draft = draft_of(live, cast)
    posts = list(draft.posts.filter(branch="council").order_by("order"))
    posts[1].delete()
    Post.objects.filter(pk=posts[3].pk).update(phone="044 000 000", order=9)
    Post.objects.filter(structure=draft, position="ปลัด").update(vacant=False, name="คนใหม่")
    Post.objects.create(structure=draft, branch="official", position="นิติกร", vacant=True)
    (part,) = compare(live, draft).changed_parts
    found = {(row.sign.value, row.name): [change.label for change in row.fields] for row in part.rows}
    assert found == {
        ("changed", "สมาชิกสภา คนที่ 3"): ["โทรศัพท์", "ลำดับ"],
        ("changed", "ปลัด คนใหม่"): ["ชื่อ-นามสกุล", "ตำแหน่งว่าง"],
        ("added", "นิติกร ตำแหน่งว่าง"): ["ฝ่าย", "ชั้นในผัง", "ตำแหน่ง", "ตำแหน่งว่าง", "ลำดับ"],
        ("removed", "สมาชิกสภา คนที่ 1"): [
            "ฝ่าย", "ชั้นในผัง", "ตำแหน่ง", "ชื่อ-นามสกุล", "ตำแหน่งว่าง", "ลำดับ",
        ],
    }  # fmt: skip
    assert part.unchanged == 4
    assert compare(live, draft).summary() == ["ตำแหน่งในโครงสร้าง: เพิ่ม 1 แก้ 2 ลบ 1"]


def test_a_relation_is_named_by_the_title_of_the_other_law(cast):
    act = make_live(LegalDocument, title="พระราชบัญญัติตัวอย่าง พ.ศ. 2540")
    live, draft = make_next(LegalDocument, cast)
    LawRelation.objects.create(law=draft, kind=LawRelation.Kind.AMENDS, target=act.publication)
    (part,) = compare(live, draft).changed_parts
    assert [(row.name, row.fields[-1].after) for row in part.rows] == [
        ("แก้ไขเพิ่มเติม “พระราชบัญญัติตัวอย่าง พ.ศ. 2540”", "พระราชบัญญัติตัวอย่าง พ.ศ. 2540")
    ]


# Files


def test_files_are_matched_by_their_address(cast):
    first = make_draft()
    kept, gone = add_document(first, title="แผน"), add_document(first, title="เก่า")
    photo, other = add_photo(first), add_photo(first, alt="ภาพที่สอง")
    live = publish(first)
    draft = draft_of(live, cast)
    rows = {row.address_id: row for row in draft.attachments.all()}
    stored = store_upload(pdf_upload("แผนใหม่.pdf", "new"), Attachment.Kind.DOCUMENT)
    Attachment.objects.filter(pk=rows[kept.address_id].pk).update(stored=stored)
    rows[gone.address_id].delete()
    Attachment.objects.filter(pk=rows[photo.address_id].pk).update(alt="ภาพประชุม", order=9)
    fresh = add_document(draft, title="ใหม่")
    comparison = compare(live, draft)
    assert [(change.label, change.file.label) for change in comparison.changed_files] == [
        ("เปลี่ยนไฟล์", "แผน"),
        ("แก้ข้อความของภาพ", "ภาพ.jpg"),
        ("เพิ่มไฟล์", "ใหม่"),
        ("ลบไฟล์", "เก่า"),
    ]
    replaced = comparison.changed_files[0]
    assert [(word, file.stored.original_name) for word, file in replaced.sides] == [
        ("เดิม", "แผน.pdf"), ("ใหม่", "แผนใหม่.pdf"),
    ]  # fmt: skip
    assert (comparison.order.before, comparison.order.after) == (
        "แผน, ภาพกิจกรรม, ภาพที่สอง",
        "แผน (เดิมที่ 1), ภาพที่สอง (เดิมที่ 3), ภาพประชุม (เดิมที่ 2)",
    )
    assert comparison.summary() == [
        "เปลี่ยนไฟล์ “แผน”", "เพิ่มไฟล์ “ใหม่”", "ลบไฟล์ “เก่า”", "แก้ข้อความของภาพ 1 ภาพ", "สลับลำดับไฟล์",
    ]  # fmt: skip
    to_open = [(item.attachment.address_id, item.is_changed) for item in comparison.files_to_open]
    assert to_open == [(kept.address_id, True), (fresh.address_id, True)]
    assert other.address_id not in [change.file.address_id for change in comparison.changed_files]


def test_documents_are_to_be_opened_even_when_they_did_not_change(cast):
    first = make_draft()
    document, _ = add_document(first), add_photo(first)
    live = publish(first)
    comparison = compare(live, draft_of(live, cast))
    assert [(item.attachment.address_id, item.is_changed) for item in comparison.files_to_open] == [
        (document.address_id, False)
    ]


# Nothing changes unseen


def values_for(field: models.Field) -> st.SearchStrategy:
    """Values that the column could hold; None and the empty text where it may."""
    if field.is_relation:
        return st.sampled_from(list(Position.objects.values_list("pk", flat=True)))
    if field.choices:
        return st.sampled_from([value for value, _ in field.flatchoices])
    if isinstance(field, RichTextField):
        return HTML
    if isinstance(field, models.JSONField):
        cells = st.lists(st.text("กข12 |", max_size=3), min_size=1, max_size=2)
        return st.builds(
            lambda head, rows: {"columns": head, "rows": rows}, cells, st.lists(cells, max_size=3)
        )
    if isinstance(field, models.URLField):
        return st.sampled_from(["", "https://a.go.th/", "https://b.go.th/?x=1"])
    if isinstance(field, models.CharField | models.TextField):
        return st.text("กขคงน้ำ 12๒\n", max_size=12)
    if isinstance(field, models.DateTimeField):
        return st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    if isinstance(field, models.DateField):
        return st.dates(datetime(2020, 1, 1, tzinfo=UTC).date(), datetime(2030, 1, 1, tzinfo=UTC).date())
    if isinstance(field, models.DecimalField):
        return st.decimals(6, 20, places=2)
    if isinstance(field, models.BooleanField):
        return st.booleans()
    return st.integers(2569, 2600)


NEW_VALUES = {"url": "https://c.go.th/", "email": "a@b.th"}
IN_ONE_TEST = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.dry
def test_a_difference_in_any_column_is_reported(model, cast):
    live, draft = make_next(model, cast)
    fields = [field for field in model.content_fields() if not field.generated]

    @IN_ONE_TEST
    @given(st.data())
    def check(data):
        field = data.draw(st.sampled_from(fields))
        with transaction.atomic():
            model.objects.filter(pk=draft.pk).update(**{field.attname: data.draw(values_for(field))})
            old, new = (model.objects.get(pk=edition.pk) for edition in (live, draft))
            differing = {
                one.name for one in fields if getattr(old, one.attname) != getattr(new, one.attname)
            } - {"change_kind", "change_note"}
            comparison = compare(old, new)
            assert changed_names(comparison) == differing
            assert comparison.is_same == (not differing)
            for change in comparison.changed:
                signs = {passage.sign for passage in change.passages or []}
                assert change.note or signs - {Sign.SAME} or change.before != change.after
            transaction.set_rollback(True)

    check()


@pytest.mark.parametrize(
    ("model", "part"), [(model, name) for model in edition_models() for name in model.PARTS], ids=str
)
@pytest.mark.dry
def test_a_difference_in_any_part_row_is_reported(model, part, cast):
    target = make_live(LegalDocument, title="กฎหมายอื่น").publication
    related = model._meta.get_field(part)
    live = make_live(model)
    samples = {Channel: {"label": "เพจ", "url": "https://a.go.th/"}, LawRelation: {"target": target}}
    if related.related_model in samples:
        related.related_model.objects.create(**{related.field.name: live}, **samples[related.related_model])
    draft = draft_of(live, cast)
    row = getattr(draft, part).order_by("pk").first()
    skipped = ("photo", "unit", "target", "vacant")
    for field in part_fields(type(row)):
        if field.name in skipped:
            continue
        value = next(
            (code for code, _ in field.flatchoices if code != getattr(row, field.attname)),
            NEW_VALUES.get(field.name),
        ) or (77 if isinstance(field, models.IntegerField) else "ข้อความใหม่")
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field.attname: value})
            differs = getattr(row, field.attname) != value
            comparison = compare(live, draft)
            assert comparison.is_same != differs
            assert [
                change.field.name for found in comparison.changed_parts for change in found.rows[0].fields
            ] == ([field.name] if differs else [])
            transaction.set_rollback(True)
    row.delete()
    assert not compare(live, draft).is_same


@pytest.mark.dry
def test_a_difference_in_files_is_reported_exactly_when_the_fingerprint_has_one(cast):
    """`content_hash` is what an approval is worth; a comparison must not be blind where it sees."""
    first = make_draft()
    for number in range(2):
        add_document(first, title=f"แผน {number}"), add_photo(first, alt=f"ภาพ {number}")
    live = publish(first)
    draft = draft_of(live, cast)
    Announcement.objects.filter(pk=draft.pk).update(
        change_kind=live.change_kind, change_note=live.change_note
    )
    stored = list(StoredFile.objects.all()) + [
        store_upload(jpeg_upload(width=20, height=20), Attachment.Kind.PHOTO)
    ]
    before = content_hash(live)

    @IN_ONE_TEST
    @given(st.data())
    def check(data):
        with transaction.atomic():
            for row in draft.attachments.all():
                match data.draw(
                    st.sampled_from(["keep", "keep", "title", "alt", "caption", "order", "stored", "delete"])
                ):
                    case "delete":
                        row.delete()
                    case "order":
                        Attachment.objects.filter(pk=row.pk).update(order=data.draw(st.integers(0, 5)))
                    case "stored":
                        Attachment.objects.filter(pk=row.pk).update(stored=data.draw(st.sampled_from(stored)))
                    case "keep":
                        continue
                    case name:
                        Attachment.objects.filter(pk=row.pk).update(
                            **{name: data.draw(st.sampled_from(["", "ใหม่"]))}
                        )
            if data.draw(st.booleans()):
                add_document(draft)
            comparison = compare(live, draft)
            assert comparison.is_same == (content_hash(draft) == before)
            transaction.set_rollback(True)

    check()


# Queries


def counted(function, *arguments) -> int:
    with CaptureQueriesContext(connection) as queries:
        function(*arguments)
    return len(queries)


@pytest.mark.parametrize(
    ("model", "expected"), [(Announcement, 3), (Structure, 4), (LegalDocument, 5), (Contact, 4), (Page, 3)]
)
@pytest.mark.alike
def test_the_number_of_queries_does_not_grow_with_rows_or_files(model, expected, cast):
    live = make_live(model)
    draft = draft_of(live, cast)
    counts = []
    for _ in range(2):
        add_document(draft), add_photo(draft)
        if model is Structure:
            Post.objects.create(structure=draft, position="นิติกร", vacant=True)
        if model is LegalDocument:
            LawRelation.objects.create(law=draft, kind="amends", target=make_live(LegalDocument).publication)
        if model is Contact:
            Channel.objects.create(contact=draft, label="เพจ", url="https://a.go.th/")
        pair = [Edition.objects.select_related("publication").get(pk=one.pk) for one in (live, draft)]
        counts.append(counted(lambda before, after: compare(before, after).summary(), *pair))
    assert counts == [expected] * 2


@pytest.mark.dry
def test_a_list_is_compared_in_as_many_queries_as_one_pair(cast):
    pairs = [make_next(Announcement, cast, title=f"เรื่อง {n}") for n in range(3)]
    numbers = [[edition.pk for edition in pair] for pair in pairs]
    editions = Edition.objects.select_related("publication").in_bulk()
    pairs = [tuple(editions[pk] for pk in pair) for pair in numbers]
    assert counted(compare_all, pairs[:1]) == counted(compare_all, pairs) == QUERIES
    assert [found.summary() for found in compare_all(pairs)] == [["แก้ชื่อเรื่อง"]] * 3
    assert compare_all([]) == []


# The page


def page(edition: Edition, query: str = "") -> str:
    about = edition.publication
    return f"/admin/{about.category}/{about.model}/{edition.pk}/compare/{query}"


def test_the_page_shows_the_difference_from_what_stands(as_user, cast):
    live, draft = make_next(Announcement, cast, title="เรื่องทดสอบใหม่", place="ศาลา")
    add_photo(draft, alt="ป้ายงาน")
    response = as_user(cast.approver).get(page(draft))
    html = response.content.decode()
    assert [response.context[side].pk for side in ("before", "after")] == [live.pk, draft.pk]
    assert '<ins><span class="visually-hidden">เพิ่ม </span>ใหม่</ins>' in html
    assert 'alt="ป้ายงาน"' in html
    assert f"?edition={draft.pk}" in html
    assert "<style" not in html and " style=" not in html


def test_what_is_compared_is_escaped(as_user, cast):
    _, draft = make_next(Announcement, cast, title="<script>alert(1)</script>", place="<img src=x onerror=y>")
    html = as_user(cast.approver).get(page(draft)).content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html
    assert "&lt;" in html


def test_the_live_one_is_compared_with_the_one_before_and_a_first_one_with_nothing(as_user, cast):
    client = as_user(cast.reviewer)
    live = make_live()
    assert client.get(page(live)).context["comparison"].is_first
    second = draft_of(live, cast, change_note="แก้")
    second = publish(second)
    context = client.get(page(second)).context
    assert (context["before"].pk, context["after"].pk) == (live.pk, second.pk)


def test_the_lower_number_is_always_the_old_side(as_user, cast):
    live, draft = make_next(Announcement, cast, title="ใหม่")
    client = as_user(cast.writer)
    context = client.get(page(live, f"?with={draft.pk}")).context
    assert (context["before"].pk, context["after"].pk) == (live.pk, draft.pk)
    assert client.get(page(draft, f"?with={draft.pk}")).context["comparison"].is_same


def test_the_chooser_leads_to_the_page_of_the_edition_that_was_chosen(as_user, cast):
    live, draft = make_next(Announcement, cast)
    client = as_user(cast.writer)
    response = client.get(page(draft, f"?with={draft.pk}&edition={live.pk}"))
    assert (response.status_code, response["Location"]) == (302, page(live, f"?with={draft.pk}"))
    assert client.get(page(draft, f"?with={live.pk}&edition={draft.pk}")).status_code == 200


@pytest.mark.parametrize("name", ["with", "edition"])
@pytest.mark.parametrize("value", ["", "x", "-1", "0", "9" * 40, "1'--", "๑๒๓๔๕๖", "1.5", "[]"])
def test_a_nonsense_parameter_is_404(name, value, as_user, cast):
    live, _ = make_next(Announcement, cast)
    assert as_user(cast.approver).get(page(live, f"?{name}={value}")).status_code == 404


def test_editions_of_other_publications_are_404(as_user, cast):
    live, draft = make_next(Announcement, cast, title="ความลับหนึ่ง")
    other = make_draft(Page, title="ความลับสอง")
    client = as_user(cast.approver)
    for query in (f"?with={other.pk}", f"?edition={other.pk}", f"?with={live.pk}&edition={other.pk}"):
        assert client.get(page(draft, query)).status_code == 404
    address = f"/admin/content/page/{draft.pk}/compare/"
    assert client.get(address).status_code == 404
    assert client.get(f"/admin/announcements/announcement/{'9' * 30}/compare/").status_code == 404


@pytest.mark.parametrize("name", ["visitor", "onlooker", "assessor", "administrator"])
def test_who_may_not_read_editions_may_not_compare_them(name, client, cast):
    live, draft = make_next(Announcement, cast, title="ความลับของร่าง")
    client.force_login(cast.writer)
    assert "ความลับของร่าง" in client.get(page(draft)).content.decode()  # there is something to hide
    client.logout()
    if name != "visitor":
        client.force_login(getattr(cast, name))
    for address in (page(draft), page(live, f"?with={draft.pk}")):
        response = client.get(address)
        assert response.status_code == (302 if name == "visitor" else 403)
        assert "ความลับของร่าง" not in response.content.decode()


def test_the_page_changes_nothing_and_its_queries_are_pinned(client, cast):
    live, draft = make_next(Announcement, cast, title="ใหม่")
    client.force_login(cast.approver)
    before = list(Edition.objects.order_by("pk").values())
    counts = []
    for number in (1, 2):
        for _ in range(number):
            add_document(draft), add_photo(draft)
        counts.append(counted(client.get, page(draft)))
    assert counts == [COMPARE_PAGE] * 2
    assert list(Edition.objects.order_by("pk").values()) == before

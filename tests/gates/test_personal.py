"""What is personal data and what only looks like it; what is shown of it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.gates.personal import Kind, find, mask
from tests.gates.corpus import SPELLINGS, grouped

ID = "1234567890121"  # the well-known dummy number with a right check digit
NAME = "นางสาวสมหญิง ใจดี"


def kinds(text: str) -> list[Kind]:
    return [one.kind for one in find(text)]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("around", ["{}", "12 {}", "({})", "นายแดง\t{}\t12", "ID:{},", "1. {} นางมี"])
def test_a_national_id_is_found_however_it_is_written(spelling, around):
    (found,) = find(around.format(SPELLINGS[spelling](ID)))
    assert (found.kind, found.key) == (Kind.NATIONAL_ID, ID)


@pytest.mark.parametrize(
    "text",
    [
        "1234567890122",  # the check digit is wrong
        "0-1055-00000-00-0",  # a company
        "91234567890121",
        "12345678901210",
        "1 2 3 4 5 6 7 8 9 10 11 12",  # the numbers of rows, of which eleven happen to check
        "โครงการ 66089012345 ราคา 1,234,567,890,121.00 บาท",
        "ความยาว 0.1234567890121 เมตร",
        "๑ ๑ ๑ ๑ 1 1 1 1 1 1 1 1 1 1 1 1 1",
    ],
)
def test_what_only_looks_like_a_national_id_is_none(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("โทร 081-234-5678", "0812345678"),
        ("๐๖๑ ๒๓๔ ๕๖๗๘", "0612345678"),
        ("+66 81 234 5678", "0812345678"),
        ("(081) 234 5678", "0812345678"),
        ("08 1234 5678", "0812345678"),
        ("โทร: 812345678", "0812345678"),  # a spreadsheet dropped the 0
    ],
)
def test_a_mobile_number_is_found(text, key):
    (found,) = find(text)
    assert (found.kind, found.key) == (Kind.PHONE, key)


@pytest.mark.parametrize(
    "text", ["โทร. 0 4458 9123", "02-241-9000", "66089012345", "มท 0808.2/ว 1438", "0 9 12 15 20 31"]
)
def test_landlines_and_other_numbers_are_no_mobile_number(text):
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "เลขที่บัญชี 123-4-56789-0",
        "ธนาคารกรุงไทย สาขาสนม 1234567890",
        "บัญชี ๑๒๓-๔-๕๖๗๘๙-๐",
        "1234567890 ธ.ก.ส.",
        "account no. 020123456789",
    ],
)
def test_an_account_is_found_beside_a_word_for_it(text):
    assert kinds(text) == [Kind.ACCOUNT]


@pytest.mark.parametrize(
    "text",
    [
        "เลขที่โครงการ 66089012345 เว็บไซต์กรมบัญชีกลาง",
        "เว็บไซต์กรมบัญชีกลาง 66089012345",
        "ธนาคารน้ำใต้ดิน งบ 1200000000 บาท",
        "งานการเงินและบัญชี โทร 0-4455-8912-3",
        "1234567890",
    ],
)
def test_a_long_number_of_something_else_is_no_account(text):
    assert find(text) == []


def test_a_house_number_belongs_to_the_person_before_it():
    (found,) = find(f"{NAME} บ้านเลขที่ ๑๒/๓ หมู่ ๔ ต.โพนโก")
    assert (found.kind, found.value) == (Kind.HOUSE_NUMBER, "๑๒/๓ หมู่ ๔")
    assert kinds("นายสุข สบายดี 12 ม.3 ต.โพนโก") == [Kind.HOUSE_NUMBER]
    assert kinds("นางคำ สายบุญ เกิดที่จังหวัดสุรินทร์ อยู่บ้านเลขที่ 12") == [Kind.HOUSE_NUMBER]
    assert find("1 หมู่ 1 นายแดง ใจดี\n2 หมู่ 2 นายดำ ดีใจ ส.อบต. เขต 1 หมู่ 2") == []
    assert find("ที่ทำการ อบต.โพนโก เลขที่ 199 หมู่ 5 ตำบลโพนโก") == []
    assert find("(นายสุพรรณ ร่วมคำ)\nนายกองค์การบริหารส่วนตำบลโพนโก\nเลขที่ 199 หมู่ 5 ตำบลโพนโก") == []


@pytest.mark.parametrize(
    "text",
    [
        "12 หมู่ 3 นายสมชาย ใจดี",
        "บ้านเลขที่ 12 นางสมศรี มีสุข",
        "บ้านเลขที่ 12/1 หมู่ที่ 3 ตำบลโพนโก ของนางสมศรี มีสุข",
        "1\t45 หมู่ 3\tนายสมชาย ใจดี",
        "45/2 ม.3 น.ส.สมศรี มีสุข",
    ],
)
def test_a_house_number_belongs_to_the_person_right_after_it(text):
    assert kinds(text) == [Kind.HOUSE_NUMBER]


@pytest.mark.parametrize(
    "text",
    [
        "11 หมู่ 1 นายแดง ใจดี\n12 หมู่ 2 นายดำ ดีใจ\n13 หมู่ 3 นางคำ มีสุข",
        "เขต 1 หมู่ 2 นายดำ ดีใจ",
        "โรงเรียนบ้านโพนโก 12 หมู่ 3 นายสมชาย ใจดี",
        "บ้านเลขที่ 12 หมู่ 3 นายสุพรรณ ร่วมคำ นายก อบต. ลงพื้นที่",
        "บ้านเลขที่ 12 หมู่ 3\nนายสมชาย ใจดี",
    ],
)
def test_the_number_of_a_row_an_office_or_a_place_of_work_is_nobodys_home(text):
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{NAME} อายุ 54 ปี หมู่ที่ 3 เป็นผู้ป่วยโรคมะเร็ง", Kind.HEALTH),
        ("มอบถุงยังชีพแก่ นางคำ สายบุญ ผู้ป่วยติดเตียง", Kind.HEALTH),
        ("ผู้ป่วยเอดส์ ได้แก่ นายสมบัติ ดีพร้อม", Kind.HEALTH),
        ("รายชื่อผู้มีสิทธิรับเบี้ยความพิการ\nลำดับ ชื่อ\n1 นายบุญเลิศ ทองมาก", Kind.DISABILITY),
        ("ชื่อ-สกุล: บุญเลิศ ทองมาก\tประเภทความพิการ: ทางการเห็น", Kind.DISABILITY),
        ("ด.ญ.พลอย ใสสะอาด เป็นเด็กออทิสติก", Kind.DISABILITY),
        ("นายเอกชัย กล้าหาญ เคยถูกจำคุก", Kind.CRIMINAL),
        ("ผู้ต้องหาคือนายสมคิด คงมั่น", Kind.CRIMINAL),
    ],
)
def test_what_is_said_of_a_person_is_found(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "ประชาสัมพันธ์การฉีดวัคซีนแก่ผู้ป่วยโรคเบาหวานและผู้พิการ",
        "จ่ายเบี้ยความพิการ 85 ราย",
        "นายสุพรรณ ร่วมคำ นายก อบต.โพนโก มอบรถเข็นให้ผู้พิการ",
        "นางสาวพร ดีงาม นักพัฒนาชุมชน รับขึ้นทะเบียนผู้พิการและผู้ป่วยเอดส์",
        "ผู้สมัครต้องไม่เคยต้องโทษจำคุก ให้ยื่นผลตรวจประวัติอาชญากรรม",
        "ชื่อ-สกุล ประเภทความพิการ ที่อยู่",
        "รายชื่อผู้มีสิทธิรับเบี้ยความพิการ ดูได้ที่ทำการ อบต.",
    ],
)
def test_illness_disability_and_crime_in_general_are_no_finding(text):
    assert find(text) == []


def test_the_same_word_said_of_another_person_is_another_finding():
    first, second = find("นายแดง ใจดี ป่วยเป็นมะเร็ง\nนางมี สุขใจ ป่วยเป็นมะเร็ง")
    assert first.value == second.value
    assert first.key != second.key


@pytest.mark.parametrize(
    "text", ["ลับ", "บันทึกข้อความ\n  ลับมาก\nเรื่อง", "- ลับที่สุด -", "ลับ ด่วนที่สุด", "ชั้นความลับ: ลับ"]
)
def test_a_stamp_of_classification_is_found(text):
    assert kinds(text) == [Kind.CLASSIFIED]


@pytest.mark.parametrize("text", ["กลับ", "อำเภอลับแล", "ลงคะแนนลับ\nลับ ๆ ล่อ ๆ", "ชั้นความลับของทางราชการ"])
def test_the_letters_of_the_stamp_in_other_words_are_none(text):
    assert find(text) == []


def test_numbers_that_are_public_anyway_are_no_finding():
    assert [one.key for one in find("โทร 081-234-5678 หรือ 082-345-6789", {"๐๘๑ ๒๓๔ ๕๖๗๘"})] == ["0823456789"]


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        (grouped(ID), "x-xxxx-xxxx0-12-1"),
        ("๐๘๑-๒๓๔-๕๖๗๘", "xxx-xxx-๕๖๗๘"),
        ("12/3 หมู่ 4", "xx/x หมู่ x"),
        ("ผู้ป่วยเอดส์", "xxxx"),
    ],
)
def test_the_mask_leaves_four_digits_of_a_long_number_and_nothing_else(value, masked):
    assert mask(value) == masked


def test_an_excerpt_masks_the_finding_and_its_neighbours():
    first, second = find(f"เรียน {NAME} เลขบัตร {grouped(ID)} โทร 081-234-5678")
    assert first.excerpt == "เรียน นางสาวสมหญิง ใจดี เลขบัตร x-xxxx-xxxx0-12-1 โทร xxx-xxx-5678"
    assert "x-xxxx-xxxx0-12-1 โทร xxx-xxx-5678" in second.excerpt


PIECES = st.sampled_from(
    [
        *"0123456789๐๑๒๓๔๕๖๗๘๙ -.\n\t–\u200b\u00a0(",
        ID,
        "081",
        "๐๘๒ ",
        "บัญชี ",
        "นาย",
        "แดง ",
        "ป่วย",
        "รายชื่อ",
        "พิการ",
        "ลับ",
        "หมู่ 1",
        "12/3",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)))
def test_anything_can_be_searched_and_nothing_is_shown_of_it_but_four_digits(text):
    found = find(text)
    assert all(text[one.start : one.end] == one.value for one in found)
    assert all(one.end <= following.start for one, following in pairwise(found))
    assert all(sum(letter.isdecimal() for letter in mask(one.value)) <= 4 for one in found)

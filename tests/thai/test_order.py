import itertools

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from thai.order import sort_key, thai_collation, thai_order

# Dictionary order: a leading vowel counts after its consonant, tone marks only between words otherwise equal.
WORDS = (
    "ก ก็ กก กฎ กฎหมาย กบ กรม กรรมการ กรุง กล้วย กลาง กว่า กวาง ก่อ กอง ก้อน ก่อสร้าง กะทิ กา ก้าน การ กำนัน กำหนด "
    "กิจการ กิน กี่ กีฬา กุ้ง กู้ เกณฑ์ เกม เกษตร เก่า เก้า เก้าอี้ เกาะ เกิด เกียรติ เกือบ แก แก่ แก้ แก้ว โกรธ ใกล้ ไก่ ไกล "
    "ขนม ข้อ ของ ขัน ข้าว เข้า เขียน แขก ไข่ คณะ ความ คำ โครงการ งบประมาณ งาน จังหวัด เจ้าหน้าที่ ชุมชน ซื้อ ญาติ ฐาน ณ "
    "ดิน เด็ก ตรวจ ตำบล ถนน ทาง ธง นโยบาย นา น่า นาม น้ำ เนื้อ บ้าน ใบ ประกาศ ประชาชน ปลัด ปลา เปิด ผู้ แผน ฝน "
    "พนักงาน พระราชบัญญัติ พืช ฟ้า ภาษี มาตรา ไม้ ยาง โยธา รายงาน เรื่อง โรงเรียน ฤดู ละ ลา เลือก วัด วัน เวลา ศาลา "
    "สนม สภา สุรินทร์ เสียง หมู่ ห้วย ให้ ใหม่ อบต อำเภอ เอกสาร ไอ ฮา "
)
DICTIONARY = WORDS.split()


def test_every_pair_of_dictionary_words_stands_in_order():
    for first, second in itertools.combinations(DICTIONARY, 2):
        assert sort_key(first) < sort_key(second), (first, second)


def test_code_point_order_would_not_do():
    assert sorted(DICTIONARY) != DICTIONARY


@pytest.mark.parametrize(
    "in_order",
    [
        ["เก่า", "เกาะ"],
        ["กาก่า", "ก่ากา"],
        ["กำ", "ก่ำ", "ก้ำ"],
        ["10", "9", "ก", "ฮ", "Apple", "ita"],
        ["1 ก", "๑ ก", "๑ ข", "2 ก"],
        ["ปลัด", "“ปลัดฯ”", "ปลา"],
        ["มติ", "มติก", "มติ ครม."],
        ["จริง", "จริงๆ", "จริงใจ"],
        ["ฤดู", "ฤทธิ์", "ฤๅษี", "ลา"],
    ],
)
def test_titles_stand_in_order(in_order):
    for mixed in itertools.permutations(in_order, len(in_order)):
        assert sorted(mixed, key=sort_key) == in_order


@pytest.mark.django_db
def test_the_database_gives_dictionary_order_both_ways():
    Group.objects.bulk_create(Group(name=word) for word in sorted(DICTIONARY))
    words = Group.objects.filter(name__in=DICTIONARY)
    assert list(words.order_by(thai_order("name")).values_list("name", flat=True)) == DICTIONARY
    assert list(words.order_by(thai_order("name").asc())) == list(words.order_by(thai_order("name")))
    descending = words.order_by(thai_order("name").desc())
    assert list(descending.values_list("name", flat=True)) == DICTIONARY[::-1]


@pytest.mark.django_db
def test_each_database_uses_its_own_collation():
    sql = str(Group.objects.order_by(thai_order("name")).query)
    assert {"sqlite": 'COLLATE "thai"', "postgresql": 'COLLATE "th-x-icu"'}[connection.vendor] in sql


TEXTS = st.text(alphabet="กขรฤเแไาำะั ่้็์ฯ1๑aA.\t", max_size=8) | st.text(max_size=12)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_collation_is_a_total_order_that_agrees_with_the_key(first, second, third):
    compared = thai_collation(first, second)
    assert compared == -thai_collation(second, first)
    assert (compared == 0) == (first == second)
    assert (compared < 0) == (sort_key(first) < sort_key(second))
    low, middle, high = sorted([first, second, third], key=sort_key)
    assert thai_collation(low, middle) <= 0
    assert thai_collation(middle, high) <= 0
    assert thai_collation(low, high) <= 0

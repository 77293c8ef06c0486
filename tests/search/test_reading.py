"""What a query is taken for: which words may be one that was typed wrongly."""

import pytest

from search.questions import cores, heard
from search.reading import Reader
from search.terms import Terms


def windows(query: str, synonyms: dict[str, tuple[str, ...]], known: set[str] = frozenset()) -> set[str]:
    reader = Reader(Terms(synonyms), synonyms)
    return set(reader.windows(reader.read(query), known))


def test_a_part_of_a_word_that_somebody_knows_is_not_taken_for_a_mistake():
    assert windows("โควิด", {"โควิด": ("covid",), "covid": ("โควิด",)}) == set()


def test_neighbours_and_parts_of_two_words_may_be_one_word_typed_wrongly():
    assert "แนวมทาง" in windows("แนะแนวมทาง", {})
    assert "ทาเรือ" in windows("ทาเรือ", {})


def test_the_question_around_it_is_no_part_of_what_somebody_may_have_written():
    reader = Reader(Terms(), {})
    reading = reader.read("อยากรู้ภาษีที่ดินจ่ายวันไหนครับ ขยะ")
    assert (reading.chunks, reading.written) == (
        ["อยากรู้ภาษีที่ดินจ่ายวันไหนครับ", "ขยะ"],
        ["ภาษีที่ดินจ่าย", "ขยะ"],
    )
    assert not reading.doubtful
    assert not {"ครับ", "วันไหน", "คะ"} & set(reader.windows(reader.read("ภาษีวันไหนครับคะ"), set()))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("ขอเบอร์อบตโพนโกหน่อยครับ", "เบอร์"),
        ("โพนโกอยู่ที่ไหน", "อยู่ที่ไหน"),
        ("ใครเป็นนายก", "นายก"),
        ("ไป อบต. ยังไงคะ", "ไปยังไง"),
        ("ที่ตั้งของกองคลัง", "ที่ตั้ง"),
    ],
)
def test_what_people_put_around_a_question_is_taken_away(question, asked):
    assert asked in cores(question, {"โพนโก", "กองคลัง"})


def test_what_is_not_spoken_makes_no_difference_to_the_ear():
    assert "เบอโทร" in cores("ขอเบอร์โทรน่ะ", as_heard=True)
    assert heard("วิสัยทัศน์") == heard("วิสัยทัศ")

"""A PDF that lost which of its letters are ◌ำ and which ◌า is read as it was written."""

import pytest

from thai.sara_am import told_apart

WRITTEN = (
    "แผนอัตรากำลังของเทศบาลตำบลหางดง อำเภอหางดง จัดทำโดยสำนักปลัด ตำแหน่งผู้อำนวยการกองช่าง การนำน้ำในลำเหมืองมาใช้ทำนา"
)


@pytest.mark.parametrize("lost", [("\u0e33", "\u0e32"), ("\u0e32", "\u0e33")])
def test_words_get_back_the_letter_that_was_lost(lost):
    broken = WRITTEN.replace(*lost)
    assert broken != WRITTEN
    assert told_apart([broken]) == [WRITTEN]


def test_what_the_whole_file_shows_helps_its_pages():
    broken = WRITTEN.replace("\u0e33", "\u0e32")
    assert told_apart(["ลาดับ 1", broken, ""]) == ["ลำดับ 1", WRITTEN, ""]


@pytest.mark.parametrize("text", [WRITTEN, "ตาทำนา ตำตา ทาสี นายดำ", "", "no Thai", "เบี้ยวๆ กาลังงง"])
def test_a_file_that_tells_them_apart_is_left_as_it_is(text):
    assert told_apart([text]) == [text]

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thai.line_breaks import keep_together
from thai.text import normalise, normalise_line, normalise_query

TONE, NIKHAHIT, SARA_AA, SARA_AM = "\u0e49", "\u0e4d", "\u0e32", "\u0e33"
WORD_JOINER, NO_BREAK_SPACE = "\u2060", "\u00a0"

WORDS = (
    "น้ำ ค้ำ ซ้ำ ช้ำ ทำ อำเภอ กำนัน จำนำ สำนักปลัด แม่น้ำ เด็ก เก็บ ก็ เสน่ห์ สิทธิ์ พันธุ์ โพธิ์ ศุกร์ เสาร์ จันทร์ "
    "องค์การบริหารส่วนตำบลโพนโก ผู้ใหญ่บ้าน ญี่ปุ่น ปฏิบัติ กฎหมาย รัฐธรรมนูญ พระราชบัญญัติ พ.ร.บ. ฯลฯ ต่างๆ "
    "ฤๅษี ฤดู เนื้อ เรื่อง เพื่อ เปื้อน เชื่อมั่น เอื้อเฟื้อ เปี๊ยก เจี๊ยว โต๊ะ เก๊ จ๋า เดี๋ยว พุทฺธํ ธมฺมํ สรณํ"
)
REAL_WORDS = WORDS.split()


@pytest.mark.parametrize("word", REAL_WORDS)
def test_a_real_word_stays_as_it_is(word):
    assert normalise(word) == word
    assert normalise_line(word) == word
    assert normalise_query(word) == word


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("น" + TONE + NIKHAHIT + SARA_AA, "น้ำ"),
        ("น" + NIKHAHIT + TONE + SARA_AA, "น้ำ"),
        ("น" + NIKHAHIT + SARA_AA + TONE, "น้ำ"),
        ("น" + SARA_AM + TONE, "น้ำ"),
        ("ท" + NIKHAHIT + SARA_AA, "ทำ"),
        ("เเผน", "แผน"),
        ("เเเผน", "แผน"),
        ("ก" + TONE * 20, "ก" + TONE),
        ("ก" + "\u0e35\u0e48" * 5, "กี่"),
        ("ท" + "\u0e48\u0e35", "ที่"),
        ("ก" + "\u0e48\u0e38", "กุ่"),
        ("ก" + "\u200b" + TONE + "\ufeff" + TONE, "ก" + TONE),
        ("e\u0301\u0301", "é"),
    ],
)
def test_one_look_has_one_spelling(typed, stored):
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ประกาศ\u202egpj.exe", "ประกาศgpj.exe"),
        ("\u2066ก\u2069\u200e\u200f\u061c", "ก"),
        ("a\x00b\bc\x1b[31m", "abc[31m"),
        ("ก\ud800ข\udfff", "กข"),
        ("โพน\u200bโก\ufeff\u00ad", "โพนโก"),
        ("อบต.\u2060โพนโก พ.ศ.\u00a02563", "อบต.โพนโก พ.ศ. 2563"),
    ],
)
def test_invisible_characters_are_dropped(typed, stored):
    assert normalise(typed) == stored


def test_emoji_keep_their_joiners():
    assert normalise("🇹🇭👨‍👩‍👧 ก") == "🇹🇭👨‍👩‍👧 ก"


def test_compatibility_forms_stay():
    assert normalise("ทำ ½ ﬁ ２ ①") == "ทำ ½ ﬁ ２ ①"


def test_lines_and_tabs_stay_but_spaces_fold():
    assert normalise("  ก   ข\u3000ค \r\nง\tจ\r\n\r\n\r\n\r\nฉ\fช  ") == "ก ข ค\nง\tจ\n\nฉ\nช"


def test_a_line_has_no_line_ends_or_tabs():
    assert normalise_line(" เรื่อง\r\n\tประกาศ \u2028 ผล ") == "เรื่อง ประกาศ ผล"


def test_a_query_is_cut_at_its_limit():
    assert normalise_query("ก" * 1_000_000) == "ก" * 200
    assert normalise_query("กข คง", limit=3) == "กข"
    assert normalise_query("\x00 \u200b") == ""


TRICKY = "กนเแาำ ่้๊ิีฺุู์ํ็\u0e4e\u200b\u200d\ufeff\u202e\u0301\u0323\u0344e\r\n\t\f\x00\xa0\u2028"


@given(st.text(alphabet=TRICKY, max_size=30) | st.text(max_size=60))
@settings(max_examples=400, deadline=None)
def test_normalising_twice_is_normalising_once(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    line = normalise_line(text)
    assert normalise_line(line) == line
    assert "\n" not in line
    query = normalise_query(text, limit=10)
    assert len(query) <= 10


def test_a_letter_that_is_repeated_without_end_holds_nobody_up():
    begin = time.process_time()
    assert normalise("ำ" * 100_000) == "ำ" * 100_000
    assert time.process_time() - begin < 5


@given(st.lists(st.sampled_from(REAL_WORDS), max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_sentence_of_real_words_stays_as_it_is(words):
    assert normalise(" ".join(words)) == " ".join(words)


def test_what_belongs_together_does_not_break():
    assert keep_together("พ.ศ. 2563 และ พ.ศ. ๒๕๖๓") == (
        f"พ.ศ.{NO_BREAK_SPACE}2563 และ พ.ศ.{NO_BREAK_SPACE}๒๕๖๓"
    )
    assert keep_together("หมู่ที่ 5 เวลา 09.30 น.") == (f"หมู่ที่{NO_BREAK_SPACE}5 เวลา 09.30{NO_BREAK_SPACE}น.")
    dated = "งาน 24_พฤศจิกายน_2569 ประจำปี_2569 ตอนที่ ๔๐_ก หน้า ๑ ลง 1_พ.ค._2569 มี 4 คน"
    assert keep_together(dated.replace("_", " ")) == dated.replace("_", NO_BREAK_SPACE)
    assert keep_together("อบต.โพนโก") == f"อบต.{WORD_JOINER}โพนโก"


PHRASES = st.lists(st.sampled_from(["พ.ศ.", " ", "2563", "หมู่ที่", "อบต.", "โพนโก", "น."])).map("".join)


@given(st.text(max_size=60) | PHRASES)
@settings(max_examples=200, deadline=None)
def test_keeping_together_is_undone_by_normalising(text):
    kept = keep_together(normalise_line(text))
    assert keep_together(kept) == kept
    assert normalise_line(kept).replace(" ", "") == normalise_line(text).replace(" ", "")

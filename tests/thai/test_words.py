"""Cutting Thai into words: nothing is lost, the words are those of the list, and no text takes long."""

import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thai.words import cut

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "thai" / "data"
THAI_LETTERS = [chr(code) for code in range(0x0E01, 0x0E5C)]
OTHERS = list(" \n\t\r.,-/()%1aA๑é") + ["\x00", "\u0301", "\u200b", "\u200d", "\xa0", "\U0001f468", "\ud800"]


@given(st.text(alphabet=[*THAI_LETTERS, *OTHERS]))
def test_the_pieces_joined_are_the_text(text):
    assert "".join(cut(text)) == text


@given(st.text())
def test_any_text_at_all_can_be_cut(text):
    pieces = cut(text)
    assert "".join(pieces) == text
    assert "" not in pieces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("องค์การบริหารส่วนตำบลขอเชิญประชาชน", ["องค์การบริหารส่วนตำบล", "ขอ", "เชิญ", "ประชาชน"]),
        ("กรมการเปลี่ยนแปลง", ["กรม", "การเปลี่ยนแปลง"]),
        ("ประชาชนดีเด่น", ["ประชาชน", "ดีเด่น"]),
        ("วันที่๑๗มิ.ย.๒๕๖๓", ["วันที่", "๑๗", "มิ.ย.", "๒๕๖๓"]),
        ("พ.ศ. 2563", ["พ.ศ.", " ", "2563"]),
        ("ประชาชนครับ.", ["ประชาชน", "ครับ", "."]),
        ("งบ 1,234,567.50 บาท", ["งบ", " ", "1,234,567.50", " ", "บาท"]),
        ("17/06/2563", ["17", "/", "06", "/", "2563"]),
        ("Facebook ของเรา", ["Facebook", " ", "ของ", "เรา"]),
        ("บ้าน  \n\nน้ำ", ["บ้าน", "  ", "\n", "\n", "น้ำ"]),
        ("cafe\u0301", ["cafe\u0301"]),
        ("(ฉบับ)", ["(", "ฉบับ", ")"]),
    ],
)
def test_words_numbers_and_marks_are_pieces_of_their_own(text, words):
    assert cut(text) == words


def test_what_no_word_covers_stays_together():
    assert cut("ฎฐฑฒฌ") == ["ฎฐฑฒฌ"]


def test_a_mark_is_never_parted_from_its_letter():
    text = "ก้ำกึ่งเก้ออี้น้ำใจผู้ใหญ่ที่นี่สิ้นปีนี้จันทร์สิทธิ์ศักดิ์" * 3
    for piece in cut(text):
        assert not re.match("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]", piece), piece
        assert not re.search("[เ-ไ]$", piece), piece


@pytest.mark.parametrize(
    "text",
    [
        "ก" * 100_000,
        "กา" * 50_000,
        "กรรมกรกรรกรรมกรกรรมกรกรกรรมกร" * 3_500,  # thousands of ways to read it
        "มากกว่า" * 14_000,
        "่" * 100_000,
        "เ" * 100_000,
        "ก" + "." * 100_000,
        "ก." * 50_000,
        "1," * 50_000,
        "a" + "\u0301" * 100_000,
        " " * 100_000,
        "ก" * 50_000 + "a" + "์" * 50_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_hundred_thousand_letters_of_anything_take_less_than_two_seconds(text):
    cut("ก")  # the list is read once
    begin = time.process_time()
    assert "".join(cut(text)) == text
    assert time.process_time() - begin < 2


def test_time_grows_with_the_length_and_not_faster():
    text = "กรรมกรกรรกรรมกรกรรมกรกรกรรมกร" * 100

    def seconds(times: int) -> float:
        begin = time.process_time()
        cut(text * times)
        return time.process_time() - begin

    cut("ก")
    short = min(seconds(2) for _ in range(3))
    assert min(seconds(20) for _ in range(3)) < 40 * short


def test_many_threads_may_ask_first_at_the_same_moment():
    program = """
from concurrent.futures import ThreadPoolExecutor
from thai.words import cut
with ThreadPoolExecutor(8) as pool:
    assert len({tuple(found) for found in pool.map(cut, ["องค์การบริหารส่วนตำบลขอเชิญประชาชน"] * 64)}) == 1
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)


def test_importing_reads_no_word_list():
    program = "import thai.words; assert thai.words.dictionary.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)


def test_the_word_list_is_the_one_that_its_page_describes():
    words = (DATA / "words_th.txt").read_bytes()
    page = (DATA / "README.md").read_text()
    assert hashlib.sha256(words).hexdigest() in page
    assert "CC0 1.0 Universal" in (DATA / "CC0-1.0.txt").read_text()

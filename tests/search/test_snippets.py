"""Snippets: the words that were asked for, whole, in a text that stays what it is."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.folding import folded, squashed
from search.reading import Reader
from search.snippets import Needle, find, is_edge, marked, needles, snippet
from search.terms import Terms
from thai.text import normalise

TERMS = Terms(["โพนโก"])
THAI = st.text("กขคงจชดตนบปพมยรลวสหอ" + "ะาำิีึืุูเแโใไ" + "่้๊๋์็ั" + "๐๑๕ 0159aZ<&>.ฯๆ\n\u00ad", max_size=300)
WORDS = st.lists(
    st.sampled_from(["ภาษี", "ที่ดิน", "น้ำ", "2563", "อบต", "ตา", "กา", "สภา", "เก้า"]), min_size=1, max_size=3
)


def wanted(query: str) -> list[Needle]:
    reading = Reader(TERMS, {}).read(query)
    for one in reading.wanted:
        one.rarity = 1.0
    return needles(reading)


def shown(parts) -> str:
    return "".join(f"[{text}]" if is_marked else text for text, is_marked in parts)


def in_title(title: str, query: str) -> str:
    return shown(marked(title, wanted(query), TERMS.cutter))


@pytest.mark.parametrize(
    ("title", "query", "expected"),
    [
        ("การชำระภาษีที่ดินและสิ่งปลูกสร้าง", "ภาษี", "การชำระ[ภาษีที่ดิน]และสิ่งปลูกสร้าง"),
        ("แผนพัฒนา พ.ศ. ๒๕๖๖", "2566", "แผนพัฒนา พ.ศ. [๒๕๖๖]"),
        ("ประกาศ อ.บ.ต.โพนโก", "อบต", "ประกาศ [อ.บ.ต.]โพนโก"),
        ("ตารางเวลา และตาของเด็ก", "ตา", "ตารางเวลา และ[ตา]ของเด็ก"),
        ("โทร 044-123-456 ต่อ 4412", "044123456", "โทร [044-123-456] ต่อ 4412"),
        ("เลขที่ 12563 ลงวันที่", "2563", "เลขที่ 12563 ลงวันที่"),
        ("งบ\u00adประมาณรายจ่าย", "งบประมาณ", "[งบ\u00adประมาณ]รายจ่าย"),
        ("<b>ภาษี</b>", "ภาษี", "<b>[ภาษี]</b>"),
        ("COVID-19 กับ covid19", "covid", "[COVID]-19 กับ [covid]19"),
        ("สภาตำบล", "ตำรา", "สภาตำบล"),
    ],
)
def test_whole_words_are_marked_however_they_are_written(title, query, expected):
    assert in_title(title, query) == expected


def test_the_window_is_where_most_of_the_words_stand_together():
    text = "น้ำประปา " * 60 + "กำหนดการจ่ายน้ำช่วงแล้งของหมู่บ้าน " + "น้ำประปา " * 60
    parts, worth = snippet(["สรุปย่อ", text], wanted("จ่ายน้ำ ช่วงแล้ง"), TERMS.cutter)
    assert "กำหนดการ[จ่ายน้ำช่วงแล้ง]ของหมู่บ้าน" in shown(parts)
    assert worth > 0
    assert shown(parts).startswith("…\u00a0") and shown(parts).endswith("\u00a0…")
    assert 120 < len(shown(parts)) < 260


def test_without_any_of_the_words_a_text_is_shown_from_its_beginning():
    parts, worth = snippet(["", "ประชุมสภาครั้งแรก"], wanted("ถนน"), TERMS.cutter)
    assert (shown(parts), worth) == ("ประชุมสภาครั้งแรก", 0.0)


@settings(max_examples=120)
@given(text=THAI, words=WORDS, at=st.integers(0, 300))
@example(text="กํา" * 30, words=["กา"], at=3)
def test_a_snippet_is_a_part_of_its_text_and_no_mark_splits_a_cluster(text, words, at):
    text = f"{text[:at]}{words[0]}{text[at:]}"
    whole = re.sub(r"\s+", " ", text).strip()
    look_for = wanted(" ".join(words))
    for parts in (snippet([text], look_for, TERMS.cutter)[0], marked(text, look_for, TERMS.cutter)):
        plain = re.sub(r"\s+", " ", "".join(piece for piece, _ in parts))
        plain = plain.removeprefix("… ").removesuffix(" …").strip()
        assert plain in whole
        at = 0
        joined = "".join(piece for piece, _ in parts)
        for piece, is_marked in parts:
            if is_marked:
                assert is_edge(joined, at), (joined, piece)
                assert is_edge(joined, at + len(piece)), (joined, piece)
            at += len(piece)


@settings(max_examples=120)
@given(THAI)
def test_what_is_compared_letter_by_letter_is_what_is_indexed(text):
    """Else a word that the index found could not be marked."""
    text = normalise(text)
    letters = squashed(folded(text))
    if letters:
        (first, *_) = find(text, [Needle(letters, 1.0)], TERMS.cutter) or [None]
        assert first is None or squashed(folded(text[first.start : first.end])) == letters

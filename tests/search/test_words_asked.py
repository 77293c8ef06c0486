"""One real question of each kind that people ask, among a few dozen real texts: what they look for comes first."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.models import Publication
from search.folding import folded, squashed
from search.indexing import rebuild, serving, terms_of
from search.models import Entry
from search.ranking import Ranking
from search.synonyms import lookup
from tests.search.corpus import load
from thai.text import normalise, normalise_line, normalise_query

TEXTS = Path(__file__).parent / "data" / "texts.jsonl"
WORD_LIST = Path(__file__).parents[2] / "thai" / "data" / "words_th.txt"
#: kind of question → questions with the text that each is about (tests/search/data/README.md)
ASKED: dict[str, list[tuple[str, str]]] = {
    "title_words": [("แคปซูล พิรา", "D04403"), ("แถลงข่าว สุพรรณหงส์ ภาพยนตร์", "D03560")],
    "title_glued": [("อุตสาหกรรมชอฟต์แวร์", "D08498"), ("ตรวจโรคเบื้องต้น", "D02302")],
    "body_phrase": [("สาขาอุรุพงษ์", "D03389"), ("และส่วนภาคสมัครใจ", "D00657")],
    "body_words": [("พรรคร่วมรัฐบาล คุ้มค่า ขยายความ", "D01396"), ("ชั่น คลาวด์ โก้", "D03026")],
    "compound_part": [("อนุรักษ์ โคร่ง", "D00459"), ("ภักษ์ กบข", "D06065")],
    "numerals": [("กรมควบคุมมลพิษ ๑๓ พฤศจิกายน ๒๕๖๖", "D05709"), ("หมู ๖๖๗ แห่ง", "D09021")],
    "be_year": [("หมื่น บอร์ด ปี ๒๕๖๖", "D05552"), ("ดูไบ ฮอต พ. ศ. 2567", "D06261")],
    "tone_missing": [("วิง ไรเดอร์", "D07477"), ("บ่อนำ สมบูรณ์", "D03795")],
    "tone_dup": [("ยัน เผยอย่่า", "D08441"), ("แบงก์์ หนึ่งเดียว", "D03445")],
    "sara_am": [("ภาษีฯ น้ํามัน", "D01694"), ("มันสําปะหลัง รับรางวัล", "D04457")],
    "sara_ae": [("รับมอบ บาดเเผล", "D09228"), ("เเอลกอฮอล์ฯ สงกรานต์", "D00042")],
    "zero_width": [("ต้นไม้\xad\xa0อุตฯ", "D07189"), ("หม\u200bดสติ\xa0สงขลา", "D04664")],
    "typo1": [("สัปเรห่อ นำร่อง", "D09957"), ("สำนักพีระราชวัง บิดเบือน", "D08079")],
    "typo1_single": [("โพลดดี", "D04867"), ("ต่อยอดงิน", "D00778")],
    "name": [("สาวศุธาศินี สมิตร", "D09048"), ("นฤชา ฤชุพันธ์", "D08656")],
    "name_typo": [("ชวลิต ทิพากวรงศ์", "D04696"), ("สาวพาณิภัค วงศ์พฒนกิจ", "D00879")],
    "abbr_local": [("ศพด. กศน", "D09180"), ("ป.ป.ช. โครงการสัมมนา", "D02026")],
    "abbr_other": [("กทม. เหงื่อ", "D03986"), ("ยธ รับมรดก", "D08686")],
    "abbr_reverse": [("กรุงเทพมหานคร แล้วจากร้าน", "D06073"), ("พระราชบัญญัติ โจ๊ก", "D02080")],
    "english_mixed": [("สถาปนาOnline", "D09352"), ("แจง bomb", "D09033")],
    "question": [("ออท นิวซีแลนด์คืออะไร", "D06933"), ("ราบรื่น เฟสคืออะไร", "D08101")],
    "glued_any_order": [("สหรัฐฯรมวกหสหรัฐอเมริกา", "D05424"), ("รมวกหสหราชอาณาจักรออท", "D06000")],
    "law_title": [("พ.ร.บ.การศึกษาพระปริยัติธรรม 2562", "DL0353"), ("พ.ร.บ.จุฬาลงกรณ์มหาวิทยาลัย ปี 2551", "DL0006")],
    "municipal": [("วิธี ลอยกระทง เฉพาะเจาะจง", "DM0012"), ("ผู้ชนะ กอง ประกาศ", "DM0000")],
}  # fmt: skip
#: Words that are written with these letters inside of others only: a short word is a word.
INSIDE_ONLY = {"กา": "การ", "มา": "มาตร"}
NONSENSE = ["ซีงอัมปีน", "zcqirlvi", "จฉพฟวศษส", "ฟหกดสาว่", "qqqq1234"]


def texts() -> Iterator[dict[str, str]]:
    with TEXTS.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.fixture
def ask(cast):
    """`ask(question)`: the numbers of the texts that are found, the best first."""
    load(texts())
    rebuild()
    index = serving()
    slugs = dict(Publication.objects.values_list("pk", "slug"))
    number = {
        entry: slugs[publication].upper()
        for entry, publication in Entry.objects.values_list("pk", "publication")
    }

    def answer(question: str) -> list[str]:
        ranked = Ranking(index, terms_of(index), lookup()).rank(normalise_query(question))
        return [number[hit.entry] for hit in ranked.hits]

    return answer


@pytest.mark.django_db
def test_every_kind_of_question_finds_its_text_first(ask):
    assert len(ASKED) == 24
    found = {(kind, question): ask(question)[:1] for kind, asked in ASKED.items() for question, _ in asked}
    assert found == {(kind, question): [text] for kind, asked in ASKED.items() for question, text in asked}
    assert {question: ask(question) for question in NONSENSE} == {question: [] for question in NONSENSE}


@pytest.mark.django_db
def test_a_short_word_is_a_word_and_not_a_part_of_others(ask):
    said = {text["id"]: f"{text['title']} {text['body']}" for text in texts()}
    assert all(any(longer in text for text in said.values()) for longer in INSIDE_ONLY.values())
    for word, longer in INSIDE_ONLY.items():
        for found in ask(word):
            assert word in said[found].replace(longer, ""), (word, found)


# One form for what is compared


def test_normalising_never_changes_a_word_of_the_language():
    words = [word for word in WORD_LIST.read_text(encoding="utf-8").split("\n") if word]
    assert len(words) > 60_000
    assert [word for word in words if normalise(word) != word] == []
    assert [word for word in words if normalise_line(f" {word}\u200b ") != word] == []


def test_no_two_words_of_the_language_are_folded_into_one():
    """But for those that differ in points and signs of abbreviation only."""
    seen: dict[str, str] = {}
    for word in WORD_LIST.read_text(encoding="utf-8").split("\n"):
        form = squashed(folded(word))
        bare = "".join(letter for letter in word if letter not in ".ฯๆ -/…")
        assert seen.setdefault(form, bare) == bare, word


@given(st.text(st.sampled_from("กขคงจเแโใไัิีึืุูำาๅ่้๊๋์็ํฯๆ๐๑๒๓12 .,-/()A\u0301\u200b\xad\xa0\ufeff\nß"), max_size=60))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)
    assert squashed(squashed(folded(text))) == squashed(folded(text))
    assert squashed(folded(normalise_line(text))) == squashed(folded(text))

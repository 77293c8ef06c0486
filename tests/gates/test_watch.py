"""Words that the gates point at: found as people write them, not inside other words, and changed only on the record."""

import pytest

from publishing.gates.watch import pointed, prepare
from publishing.gates.words import FIRST_WORDS, seed_words
from publishing.models import LedgerEvent, WatchWord

FIRST = prepare(WatchWord(kind=kind, word=word) for kind, words in FIRST_WORDS.items() for word in words)


def words_in(text: str, *words: str) -> list[str]:
    sought = prepare(WatchWord(kind="gambling", word=word) for word in words) if words else FIRST
    return [one.word.word for one in pointed(text, sought)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("เล่นสล็อตได้ทุกวัน", "สล็อต"),
        ("เว็บ ตรง ไม่ผ่านเอเย่นต์", "เว็บตรง"),
        ("กู้เงินออนไลน์ ไม่เช็ค\u200bบูโร", "ไม่เช็คบูโร"),
        ("UFA168 สมัครเลย", "ufa"),
        ("ตากับยายไปตลาด", "ตา"),
        ("อนุมัติภายใน ๕ นาที", "อนุมัติภายใน 5 นาที"),
    ],
)
def test_a_word_is_found_however_it_is_spaced_and_written(text, word):
    assert words_in(text, word) == [word]


@pytest.mark.parametrize(
    ("text", "word"),
    [("ตารางเวลา", "ตา"), ("sofa bed", "ufa"), ("slots", "slot"), ("เดินตามทาง", "ตา"), ("มาต า", "มาตา")],
)
def test_a_short_word_is_not_found_inside_another(text, word):
    assert words_in(text, word) == []


@pytest.mark.parametrize(
    "text",
    [
        "กองทุนเงินให้กู้ยืมเพื่อการศึกษา และเงินกู้ยืมเพื่อการศึกษา",
        "กองทุนหมู่บ้านหรือกองทุนเงินล้าน รายงานผลการชำระคืนเงินกู้",
        "โครงการป้องกันและแก้ไขปัญหายาเสพติด",
        "ขออนุมัติงบประมาณโครงการก่อสร้างถนน ตรงเวลา",
        "ราชกิจจานุเบกษา เล่ม 138 มาตรา 11",
        "ลานกีฬาบอลและสนามเด็กเล่น เปิดให้ทดลองเล่น",
    ],
)
def test_the_everyday_words_of_an_office_are_not_pointed_at(text):
    assert words_in(text) == []


def test_only_the_sentence_that_holds_the_word_is_shown():
    text = "บรรทัดแรก\n" + "คำก่อนหน้า " * 20 + "มีสล็อตอยู่ตรงนี้ " + "คำที่ตามมา " * 20 + "\nบรรทัดสุดท้าย"
    (one,) = pointed(text, prepare([WatchWord(kind="gambling", word="สล็อต")]))
    assert one.sentence.startswith("…คำก่อนหน้า") and one.sentence.endswith("คำที่ตามมา…")
    assert "มีสล็อตอยู่ตรงนี้" in one.sentence and len(one.sentence) < 150


@pytest.mark.django_db
def test_the_first_words_never_come_back_over_what_staff_made_of_the_list():
    assert WatchWord.objects.count() == sum(map(len, FIRST_WORDS.values()))
    WatchWord.objects.exclude(word="สล็อต").delete()
    assert seed_words() == 0
    assert WatchWord.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["approver", "administrator"])
def test_whoever_answers_for_the_site_changes_the_list_and_each_change_is_in_the_ledger(who, as_user, cast):
    client, address = as_user(getattr(cast, who)), "/admin/publishing/watchword/"
    client.post(f"{address}add/", {"kind": "dangerous_host", "word": "https://www.Evil.example/x"})
    word = WatchWord.objects.get(word="evil.example")
    client.post(f"{address}{word.pk}/change/", {"kind": "gambling", "word": "โป๊กเกอร์"})
    client.post(f"{address}{word.pk}/delete/", {"post": "yes"})
    assert not WatchWord.objects.filter(pk=word.pk).exists()
    host = "เว็บไซต์อันตราย (ห้ามเผยแพร่ลิงก์): evil.example"
    events = LedgerEvent.objects.order_by("-number").values_list("action", "note")[:3]
    assert list(reversed(events)) == [
        ("เพิ่มคำที่ให้ระบบชี้", host),
        ("แก้ไขคำที่ให้ระบบชี้", f"{host} เป็น การพนัน: โป๊กเกอร์"),
        ("ลบคำที่ให้ระบบชี้", "การพนัน: โป๊กเกอร์"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "word"),
    [("dangerous_host", "ไม่ใช่ชื่อเว็บ"), ("gambling", "ก"), ("gambling", "สล็อต"), ("loan", "\x00")],
)
def test_a_word_that_says_nothing_is_refused(kind, word, as_user, cast):
    before = WatchWord.objects.count()
    data = {"kind": kind, "word": word}
    assert as_user(cast.approver).post("/admin/publishing/watchword/add/", data).status_code == 200
    assert WatchWord.objects.count() == before

"""What an attacker types gives a page, and what is not live is found by nobody on the public side."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.states import Action, State
from publishing.workflow import move
from search.indexing import rebuild
from tests.helpers import ALL_TICKS, make_draft, make_live, remove, revise, submit, withdraw
from tests.hostile import INVARIANTS

#: What no page may ever say.
NEVER = re.compile("|".join(INVARIANTS["body_never"]))
#: Questions, of any of which the answer is a page. Those of the attack cases are asked in tests/attack.
HOSTILE = [
    "%", "_", "\\", "\\\\", "%%%", "NOT", "AND OR", "NEAR(a b)", "-", "--", "/*", ";", "';--", '"""', "`", "~", "~ขยะ", "ก~", "^",
    "$1", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "<mark>", "</mark><img src=x onerror=alert(1)>", "&lt;b&gt;", "&#60;",
    "\u202eกขค", "\u200b", "ก\u200bข", "ั", "่่่่่", "เเเเ", "ก" * 5000, "ํา" * 300, "🇹🇭👨‍👩‍👧", "ก้้้้้้้้้้้้้้้้้้้้", "１２３", "½", "١٢٣", "٪",
    "9" * 400, "1," * 300, "1-" * 300, "๑.๒.๓/๔-๕", "ฯลฯ", "ๆ", ". . .", "อ.บ.ต.", " ".join("กขคงจฉชซฌญ"), "a b " * 500,
    "null", "None", "undefined", "\x1b[31m", "\t\n\r", "İıſK", "ǰ", "ﷺ" * 50,
]  # fmt: skip


@pytest.fixture
def searchable(cast):
    for title in ("งบประมาณรายจ่ายของ อบต.", "น้ำประปาหมู่ที่ 5", "การจัดการขยะ"):
        make_live(title=title)
    rebuild()


@pytest.mark.django_db
def test_any_question_gets_a_page_and_suggestions(client, searchable, monkeypatch):
    monkeypatch.setattr("search.views.allow", lambda *about: True)
    for text in HOSTILE:
        for address in ("/search/", "/search/suggest/"):
            answer = client.get(address, {"q": text})
            assert answer.status_code == 200, (address, text[:40])
            html = answer.content.decode()
            assert not NEVER.search(html) and "<script>alert" not in html and "<img src=x" not in html, text[
                :40
            ]
    for raw in ("q=%00", "q=ก%00ข", "q=%ff&q=%ed%a0%80", "q[]=1", "q=1&page=-1", "q=ขยะ&page=๑", "q=ขยะ&page=9" + "9" * 30,
                "q=ขยะ&year=๙๙๙๙๙๙๙&category=x'&kind=%00&files=2&sort=%22&exact=x"):  # fmt: skip
        assert client.get("/search/", QUERY_STRING=raw.encode().decode("latin-1")).status_code in (
            200,
            400,
        ), raw


@pytest.mark.django_db
def test_both_spellings_of_sara_am_and_the_abbreviation_find_the_item(client, searchable):
    def first(text: str) -> str:
        page = client.get("/search/", {"q": text}).content.decode()
        return "".join(re.findall(r"<[^>]*data-doc-id[^>]*>(.*?)</a>", page, re.DOTALL)[:1])

    assert "ประปา" in re.sub(r"<[^>]+>", "", first("นํ้าประปา"))
    assert first("นํ้าประปา") == first("น้ำประปา")
    assert "งบประมาณ" in re.sub(r"<[^>]+>", "", first("อบต."))


# What is not live

#: A word that stands in nothing else, one for every way not to be live.
WORDS = {
    "live": "นกกระจิบแดง",
    State.DRAFT: "นกกระจิบขาว",
    State.SUBMITTED: "นกกระจิบดำ",
    State.RETURNED: "นกกระจิบเขียว",
    State.APPROVED: "นกกระจิบเหลือง",
    State.SUPERSEDED: "นกกระจิบม่วง",
    State.WITHDRAWN: "นกกระจิบเทา",
    State.REMOVED: "นกกระจิบส้ม",
    State.DISCARDED: "นกกระจิบชมพู",
    "draft of what is live": "นกกระจิบฟ้า",
}


def told(word: str) -> dict[str, str]:
    return {"title": f"เรื่อง{word}", "summary": f"สรุป{word}", "body": f"<p>เนื้อหา{word}</p>"}


@pytest.fixture
def every_state(cast, django_capture_on_commit_callbacks) -> None:
    """One item in every state; the index was there before, so each move went through it."""
    rebuild()
    with django_capture_on_commit_callbacks(execute=True):
        make_draft(**told(WORDS[State.DRAFT]))
        submit(make_draft(**told(WORDS[State.SUBMITTED])))
        returned = submit(make_draft(**told(WORDS[State.RETURNED])))
        move(returned, Action.RETURN, actor=cast.reviewer, note="แก้")
        waiting = submit(make_draft(**told(WORDS[State.APPROVED])))
        later = timezone.now() + timedelta(days=1)
        move(waiting, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=later)
        live = make_live(**told(WORDS[State.SUPERSEDED]))
        live = revise(live, **told(WORDS["live"]))
        draft = move(live, Action.START, actor=cast.writer).specific
        for column, text in told(WORDS["draft of what is live"]).items():
            setattr(draft, column, text)
        draft.save()
        withdraw(make_live(**told(WORDS[State.WITHDRAWN])))
        remove(make_live(**told(WORDS[State.REMOVED])))
        move(make_draft(**told(WORDS[State.DISCARDED])), Action.DISCARD, actor=cast.writer)


def found(client, word: str) -> bool:
    """Whether any public answer to the word, or to a part of it, says it elsewhere than in what was typed."""
    asked = {"q": word, "exact": "1"}
    page = client.get("/search/", asked).content.decode()
    suggested = client.get("/search/suggest/", {"q": word[:-1]}).json()["suggestions"]
    plain = re.sub(r"</?mark[^>]*>|\u2060|\u200b", "", page)
    return f"เรื่อง{word}" in plain or f"เนื้อหา{word}" in plain or any(word in one["text"] for one in suggested)


@pytest.mark.django_db
def test_only_what_is_live_is_found_on_the_public_side_whoever_asks(client, cast, every_state):
    for built, name in (("kept up", ""), ("kept up", "approver"), ("anew", "")):
        if built == "anew":
            rebuild()
        client.logout()
        if name:
            client.force_login(getattr(cast, name))
        assert [str(state) for state, word in WORDS.items() if found(client, word)] == ["live"], (built, name)

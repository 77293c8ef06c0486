"""The attack cases that are requests, sent to the running site as they are written, and the site lives on."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from tests.attack.conftest import Attacked
from tests.attack.seed import MARKER, PASSWORD
from tests.attack.wire import HERE, Reply, Visitor, encoded, faults
from tests.hostile import CASES, INVARIANTS

#: What a database could answer in another way; the rest is asked on one.
OF_THE_DATABASE = {"query", "search", "permission", "personal-data", "text"}
REQUESTS = [
    pytest.param(case, id=case["id"], marks=() if case["area"] in OF_THE_DATABASE else pytest.mark.dry)
    for case in CASES
    if case["run"] == "http"
]
pytestmark = pytest.mark.own_database
AUDIT = INVARIANTS["audit"]
#: The site takes no messages: what a contact form would have to withstand meets a page that can only be read.
NO_FORM = {"status": [405]}


@pytest.mark.parametrize("case", REQUESTS)
def test_case(case: dict, attacked: Attacked):
    visitor, replies = attacked.visitor(), []
    for step in case["http"]:
        visitor = attacked.visitor() if step.get("new_visitor") else visitor
        expect = NO_FORM if case["area"] == "mail" and "form" in step else step["expect"]
        for turn in range(step.get("times", 1)):
            reply = send(step, visitor, attacked.routes)
            replies.append(reply)
            if not step.get("judge_last_only") or turn == step["times"] - 1:
                found = list(faults(reply, expect))
                if found and all(fault.startswith("took ") for fault in found):
                    # A busy machine may be late once.
                    found = list(faults(send(step, visitor, attacked.routes), expect))
                assert found == []
    if not case["http"][0]["path"].startswith(("{login}", "{admin}")):
        assert [reply.header("Set-Cookie") for reply in replies if reply.header("Set-Cookie")] == []
    if case["id"] in ALSO:
        ALSO[case["id"]](replies, visitor, attacked)
    assert attacked.visitor().get("/robots.txt").status == 200


@pytest.mark.dry
def test_the_log_holds_no_raw_control_character(attacked):
    """TX-008: what an attacker asks for is read in a terminal by whoever looks for him."""
    visitor = attacked.visitor()
    assert visitor.get("/canary%1b[31m%0aforged/").status == 404
    visitor.post("/admin/login/", [("username", "canary\x1b[31m"), ("password", "x\x08")])
    log = attacked.site.log.read_bytes()
    assert b"canary" in log
    assert [code for code in log if code < 32 and code != 10] == []


def send(step: dict, visitor: Visitor, routes: dict[str, str]) -> Reply:
    path = re.sub(r"\{(\w+)\}", lambda name: routes[name[1]], step["path"])
    if "query" in step:
        path += ("&" if "?" in path else "?") + encoded(step["query"])
    headers = [tuple(pair) for pair in step.get("headers", ())]
    if "form" in step:
        if not visitor.token:
            visitor.get("/admin/login/")  # a token of this very site, should the page itself have no form
        return visitor.post(path, step["form"], headers)
    return visitor.send(step.get("method", "GET"), path, headers)


# What a case expects in words besides

Also = Callable[[list[Reply], Visitor, Attacked], None]


def has_status(status: int) -> Also:
    def check(replies, *_):
        assert [reply.status for reply in replies] == [status] * len(replies)

    return check


def is_not_for_search_engines(replies, *_):
    assert "noindex" in replies[0].header("X-Robots-Tag")


def others_still_sign_in(replies, visitor, attacked):
    """The right password from another address; and the page that refuses says how long to wait."""
    assert "นาทีแล้วลองใหม่" in replies[-1].text
    officer = attacked.visitor()
    officer.get("/admin/login/")
    reply = officer.post("/admin/login/", [("username", "writer"), ("password", PASSWORD)])
    assert (reply.status, reply.header("Location")) == (302, "/admin/")


def signing_in_stays_inside(replies, visitor, attacked):
    wanted = "".join(re.findall(r'name="next" value="([^"]*)"', replies[0].text))
    reply = visitor.post("/admin/login/", [("username", "writer"), ("password", PASSWORD), ("next", wanted)])
    assert (reply.status, reply.header("Location")) == (302, "/admin/")


def is_framed_by_nobody(replies, *_):
    assert replies[0].header("X-Frame-Options") == "DENY"
    assert "frame-ancestors 'none'" in replies[0].header("Content-Security-Policy")


def opens_as_a_pdf_without_a_sandbox(replies, *_):
    assert replies[0].header("Content-Disposition").startswith("inline")
    assert "sandbox" not in replies[0].header("Content-Security-Policy")


def has_not_expired(replies, *_):
    expires = re.search(r"Expires: (\S+)", replies[0].text)[1]
    assert datetime.fromisoformat(expires) > timezone.now()


def keeps_robots_out(replies, *_):
    lines = replies[0].text.splitlines()
    assert {"Disallow: /search/", "Disallow: /admin/", f"Sitemap: {HERE}/sitemap.xml"} <= set(lines)


def names_only_our_host(replies, *_):
    addresses = re.findall(r"<loc>([^<]+)</loc>", replies[0].text)
    assert addresses and all(address.startswith(f"{HERE}/") for address in addresses)


def is_the_plain_page(replies, visitor, attacked):
    """The header changes nothing: the same page as without it."""
    path = attacked.routes["sitemap" if "<loc>" in replies[0].text else "home"]
    assert replies[0].text == attacked.visitor().get(path).text


def looks_like_a_missing_file(replies, visitor, attacked):
    name = attacked.routes["draft_media"].rpartition("/")[2]
    missing = attacked.visitor().get(f"/files/999999/{name}")
    for reply in replies:
        assert without_dates(reply.headers) == without_dates(missing.headers)
        assert reply.text in (missing.text, "")


def without_dates(headers: list[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(name, value) for name, value in headers if name not in ("Date", "Content-Length")}


def sends_to_the_sign_in(replies, *_):
    assert {reply.header("Location").partition("?")[0] for reply in replies} == {"/admin/login/"}


def lists_the_year(replies, *_):
    assert titles(replies[0]) == ["คุณภาพน้ำประปา"]


def lists_everything(replies, visitor, attacked):
    everything = titles(attacked.visitor().get(attacked.routes["list"]))
    assert len(everything) == 2 and titles(replies[0]) == everything


def titles(reply: Reply) -> list[str]:
    """What a list page shows, of the two that are there."""
    return [title for title in ("งบประมาณรายจ่ายของ อบต.", "คุณภาพน้ำประปา") if title in reply.text]


def found_in(reply: Reply) -> list[str]:
    return re.findall(r"<[^>]*data-doc-id=\"([^\"]+)\"", reply.text)


def finds_the_budget(replies, visitor, attacked):
    assert found_in(replies[0])


def finds_the_same_in_both_spellings(replies, visitor, attacked):
    one, other = (
        found_in(visitor.get(f"/search/?{encoded([('q', text)])}")) for text in ("นํ้าประปา", "น้ำประปา")
    )
    assert one and one == other


def finds_nothing_and_suggests_nothing(replies, visitor, attacked):
    assert found_in(replies[0]) == []
    suggested = visitor.get(f"/search/suggest/?{encoded([('q', MARKER[:-1])])}")
    assert MARKER not in suggested.text


def is_clean(replies, *_):
    """The audit of SP-003: no frames but the two that a page may have, no word of gambling, nothing hidden in a style."""
    for reply in replies:
        hosts = re.findall(r"<iframe[^>]+src=\"https?://([^/\"]+)", reply.text)
        assert set(hosts) <= set(AUDIT["iframe_hosts"])
        assert re.findall(r"<(?:object|embed)\b|\sstyle=", reply.text) == []
        words = re.sub(r"<[^>]+>", " ", reply.text).casefold()
        assert [word for word in AUDIT["spam_words"] if re.search(rf"(?<![a-z]){word}(?![a-z])", words)] == []


ALSO: dict[str, Also] = {
    "AU-001": others_still_sign_in,
    "CS-006": is_framed_by_nobody,
    "HD-006": opens_as_a_pdf_without_a_sandbox,
    "HD-007": has_not_expired,
    "HD-008": keeps_robots_out,
    "HO-001": has_status(400),
    **dict.fromkeys(["HO-005", "HO-006", "HO-007"], is_the_plain_page),
    "HO-014": names_only_our_host,
    **dict.fromkeys(["LN-019", "LN-020", "LN-021", "LN-022"], signing_in_stays_inside),
    "PB-034": finds_nothing_and_suggests_nothing,
    **dict.fromkeys(["PB-035", "PB-036"], looks_like_a_missing_file),
    "PB-039": sends_to_the_sign_in,
    **dict.fromkeys(["QS-018", "QS-022", "QS-023"], lists_the_year),
    **dict.fromkeys(["QS-003", "QS-011", "QS-021", "QS-025", "QS-028"], lists_everything),
    "SE-010": finds_the_budget,
    "SE-024": is_not_for_search_engines,
    "SE-027": finds_the_same_in_both_spellings,
    "SP-003": is_clean,
    **dict.fromkeys(["SP-006", "SP-007", "SP-009"], has_status(404)),
}

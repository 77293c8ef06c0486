"""What the site says of itself to browsers in production: the score of Mozilla's HTTP Observatory, cookies, caches, tokens."""

import re

import pytest

from tests.attack.conftest import Attacked
from tests.attack.seed import MARKER, PASSWORD
from tests.attack.wire import HERE, Reply, Visitor

# Everything that the answers say is said alike on every database.
pytestmark = [pytest.mark.own_database, pytest.mark.dry]

HALF_A_YEAR = 15_768_000
#: Extra credit counts from this score on (mdn/mdn-http-observatory src/grader/charts.js, whose numbers follow).
EXTRA_FROM = 90
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
#: Of 145 that can be had without one's own entry in the lists of browsers (HSTS preload, 5) and without integrity hashes on
#: scripts of one's own host (5), five more where there are cookies.
BEST = 135


def policy_of(reply: Reply) -> dict[str, list[str]]:
    directives = [part.split() for part in reply.header("Content-Security-Policy").split(";") if part.strip()]
    return {name: values for name, *values in directives}


def content_security_policy(reply: Reply) -> int:
    policy = policy_of(reply)
    if not policy:
        return -25
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    objects = policy.get("object-src", policy.get("default-src", ["*"]))
    styles = policy.get("style-src", policy.get("default-src", ["*"]))
    broad = {"*", "https:", "http:", "data:", "'unsafe-inline'"}
    if broad & {*scripts, *objects}:
        return -20
    if any(source.startswith("http:") for values in policy.values() for source in values):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if broad & set(styles):
        return 0
    closed = policy.get("default-src") == ["'none'"] and policy.get("form-action") in (["'none'"], ["'self'"])
    return 10 if closed else 5


def cookies(reply: Reply) -> int:
    """All of ours are a session's or a token against forged requests, so all need every flag."""
    given = [text.lower() for name, text in reply.headers if name.lower() == "set-cookie"]
    if not given:
        return 0
    for flag, lost in (("secure", -40), ("httponly", -30), ("samesite=", -20)):
        if not all(re.search(rf";\s*{flag}", text) for text in given):
            return lost
    return 5 if all(re.search(r"samesite=(lax|strict)", text) for text in given) else -20


def cross_origin_sharing(reply: Reply) -> int:
    return -50 if reply.header("Access-Control-Allow-Credentials") else 0


def strict_transport(reply: Reply) -> int:
    found = re.match(r"max-age=(\d+)", reply.header("Strict-Transport-Security"))
    return -20 if not found else 0 if int(found[1]) >= HALF_A_YEAR else -10


def redirection(reply: Reply, plain: Reply) -> int:
    """`plain` is the answer to the same over HTTP."""
    if plain.status not in (301, 302, 307, 308):
        return -20
    return 0 if plain.header("Location").startswith(f"{HERE}/") else -5


def referrer_policy(reply: Reply) -> int:
    policies = [text.strip() for text in reply.header("Referrer-Policy").split(",") if text.strip()]
    return 0 if not policies else 5 if policies[-1] in PRIVATE else -5


def integrity(reply: Reply) -> int:
    scripts = re.findall(r"<script[^>]*\bsrc=\"([^\"]+)\"[^>]*>", reply.text)
    return 0 if all(re.match(r"/(?!/)", source) for source in scripts) else -50


def no_sniffing(reply: Reply) -> int:
    return 0 if reply.header("X-Content-Type-Options") == "nosniff" else -5


def framing(reply: Reply) -> int:
    if "frame-ancestors" in policy_of(reply):
        return 5
    return 0 if reply.header("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def resource_policy(reply: Reply) -> int:
    return {"same-origin": 10, "same-site": 10, "": 0, "cross-origin": 0}.get(
        reply.header("Cross-Origin-Resource-Policy"), -5
    )


RULES = [
    content_security_policy, cookies, cross_origin_sharing, strict_transport, referrer_policy, integrity, no_sniffing,
    framing, resource_policy,
]  # fmt: skip


def score(reply: Reply, plain: Reply) -> int:
    found = [rule(reply) for rule in RULES] + [redirection(reply, plain)]
    without_extra = 100 + sum(min(0, points) for points in found)
    return without_extra + (sum(max(0, points) for points in found) if without_extra >= EXTRA_FROM else 0)


def scored(visitor: Visitor, path: str) -> int:
    plain = visitor.send("GET", path, [("X-Forwarded-Proto", "http")])
    reply = visitor.get(path)
    assert reply.status == 200, path
    return score(reply, plain)


def signed_in(attacked: Attacked) -> Visitor:
    visitor = attacked.visitor()
    visitor.get("/admin/login/")
    reply = visitor.post("/admin/login/", [("username", "writer"), ("password", PASSWORD)])
    assert (reply.status, reply.header("Location")) == (302, "/admin/")
    return visitor


def test_public_pages_reach_a_plus(attacked):
    visitor = attacked.visitor()
    paths = ["/", "/search/?q=ก", "/developers/", "/oia/"]
    paths += [attacked.routes[name] for name in ("list", "detail", "contact")]
    found = {path: scored(visitor, path) for path in paths}
    assert found == dict.fromkeys(found, BEST - 5)


def test_signing_in_and_the_desk_reach_a_plus_and_the_editing_forms_b_plus(attacked):
    """CKEditor 4 needs inline scripts (docs/decisions/0004-editor.md): the editing forms alone stay at B+, for whoever writes."""
    assert scored(attacked.visitor(), "/admin/login/") == BEST
    writer = signed_in(attacked)
    found = {path: scored(writer, path) for path in ("/admin/", "/admin/announcements/announcement/add/")}
    assert found == {"/admin/": BEST, "/admin/announcements/announcement/add/": 80}


def test_who_signs_in_gets_cookies_of_this_host_alone(attacked):
    """AU-014, from the running site."""
    visitor = attacked.visitor()
    first = visitor.get("/admin/login/")
    second = visitor.post("/admin/login/", [("username", "writer"), ("password", PASSWORD)])
    given = [text for reply in (first, second) for name, text in reply.headers if name == "Set-Cookie"]
    assert {text.partition("=")[0] for text in given} == {"__Host-csrf", "__Host-session"}
    for text in given:
        flags = {flag.strip().lower() for flag in text.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= flags
        assert flags & {"samesite=lax", "samesite=strict"}
        assert not any(flag.startswith("domain") for flag in flags)


def test_what_staff_are_shown_reaches_no_visitor(attacked):
    """CA-001: staff read first, also with another cookie beside; then twenty visitors."""
    writer = signed_in(attacked)
    writer.cookies["theme"] = "dark"
    paths = ["/", attacked.routes["detail"]]
    for path in paths:
        reply = writer.get(path)
        assert reply.status == 200
        assert re.search("private|no-store", reply.header("Cache-Control"))
    for path in paths:
        shown = {attacked.visitor().get(path).text for _ in range(20)}
        assert len(shown) == 1
        for secret in (
            MARKER,
            "ผู้แสดง writer",
            "csrfmiddlewaretoken",
            "/change/",
            writer.cookies["__Host-csrf"],
        ):
            assert secret not in "".join(shown)


def test_the_token_of_a_form_is_another_each_time_it_is_sent(attacked):
    """CA-011: pages with a token go out compressed, so the token is masked anew and their length is not told by it."""
    visitor = attacked.visitor()
    tokens = set()
    for _ in range(3):
        visitor.get("/admin/login/")
        tokens.add(visitor.token)
    assert len(tokens) == 3

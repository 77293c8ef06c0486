"""An outside address leads to a public web host under the name that the reader sees, or is refused."""

import time

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from content.models import Channel
from knowledge.models import KnowledgeItem
from legal_docs.models import LegalDocument
from links.models import Link
from publishing.categories import edition_models
from publishing.links import OutsideAddressField, outside_address
from publishing.states import Action
from publishing.workflow import Refused, move
from tests.desk import Desk
from tests.helpers import ALL_TICKS, make_draft, publish
from tests.hostile import case, cases, value

NEXT = ["LN-019", "LN-020", "LN-021", "LN-022"]
FIELDS = [(Link, "url"), (KnowledgeItem, "source_url"), (LegalDocument, "source_url")]
#: What the numbers of the area want refused, one address a line.
REFUSED = [
    address
    for number in ("LN-001", "LN-002", "LN-003", "LN-004", "LN-009", "LN-010", "LN-011", "LN-016")
    for address in value(case(number)["payload"]).split()
]


def refusal(address: str) -> str:
    """The Thai sentence with which `address` is refused; empty when it may be kept."""
    try:
        outside_address(address)
    except ValidationError as error:
        return error.messages[0]
    return ""


# The validator


@pytest.mark.parametrize(
    "address",
    [
        "https://www.dla.go.th/",
        "http://www.surin.go.th",
        "https://www.gprocurement.go.th/new_index.html?x=1&y=ก#z",
        "https://xn--12c1fe0br.xn--o3cw4h/",
        "https://my_office.example.go.th/",
        "https://www.example.go.th.:443/",
        "http://www.example.go.th:80/",
        "http://egov.example.go.th:8080/x",
        "http://203.0.114.7/",
        "https://[2606:4700::6810:84e5]/",
        "https://0x.example.org/",
        "https://127.0.0.1.example.org/",
        "https://www.example.org/https://user@10.0.0.1/",
        "HTTPS://WWW.DLA.GO.TH/",
    ],
)
def test_a_public_web_address_may_be_kept(address):
    assert refusal(address) == ""


@pytest.mark.parametrize("address", REFUSED)
def test_every_address_of_the_cases_is_refused_in_thai(address):
    sentence = refusal(address)
    assert any("ก" <= letter <= "ฮ" for letter in sentence)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        # No web address
        ("", "https://"),
        ("www.dla.go.th", "https://"),
        ("//www.dla.go.th/", "https://"),
        ("https://", "https://"),
        ("https:///x", "https://"),
        ("https:\\\\www.dla.go.th\\", "https://"),
        ("JavaScript:alert(1)", "https://"),
        ("java\tscript:alert(1)", "https://"),
        ("\x01javascript:alert(1)", "https://"),
        ("vbscript:x", "https://"),
        ("blob:https://www.dla.go.th/x", "https://"),
        ("mailto:a@dla.go.th", "https://"),
        ("https://[::1", "ไม่ถูกต้อง"),
        ("https://www.dla.go.th:port/", "ไม่ถูกต้อง"),
        ("https://www.dla.go.th:99999/", "ไม่ถูกต้อง"),
        # Somebody else's name first
        ("https://www.nacc.go.th@evil.example/", "@"),
        ("https://www.nacc.go.th:443@evil.example/", "@"),
        ("https://@evil.example/", "@"),
        ("https://www.nacc.go.th\\@evil.example/", "@"),
        # Look-alikes
        ("https://www.n\u0430cc.go.th/", "เลียนแบบ"),
        ("https://www.nacc\uff0ego.th/", "เลียนแบบ"),
        ("https://โพนโก.ไทย/", "เลียนแบบ"),
        ("https://\u2460\u2461\u2466.0.0.1/", "เลียนแบบ"),
        # Ports of other services
        ("http://example.org:25/", "พอร์ต 25"),
        ("http://example.org:22/", "พอร์ต 22"),
        ("http://example.org:0/", "พอร์ต 0"),
    ],
)
def test_what_is_no_plain_web_address_is_refused_with_the_reason(address, said):
    assert said in refusal(address)


@pytest.mark.parametrize(
    "host",
    [
        # Loopback in every spelling that a browser takes
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7f.1", "0177.0.0.1",
        "0x7f.0.0.0x1", "127.0.0.1.", "127.0.0.0x1", "0", "0.0.0.0", "0x", "00000177.1", "127%2e0%2e0%2e1",
        "1.2.3.4.5", "1.2.3.400",
        # Private and reserved
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "169.254.169.254",
        "192.0.2.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "255.255.255.255", "224.0.0.1",
        "10.1", "3232235777",
        # IPv6, and IPv4 inside it
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[fc00::1]", "[fd12:3456::1]", "[fe80::1]", "[fe80::1%25eth0]",
        "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]", "[2002:7f00:1::]", "[2002:c0a8:101::1]",
        "[2001:0:7f00:1::]", "[2001:db8::1]",
        # Names of machines inside
        "localhost", "localhost.", "LOCALHOST", "intranet", "router", "a.local", "a.localhost", "db.internal",
        "nas.lan", "a.home", "a.test", "a.invalid", "kubernetes.default.svc.internal",
        # No host names at all
        "a..b:80", "-a.go.th", "a b.go.th", "a,b.go.th", "a<b.go.th", "a%00.go.th", "evil.com\\.go.th",
    ],
)  # fmt: skip
def test_a_machine_inside_an_office_is_refused_in_every_spelling(host):
    assert refusal(f"http://{host}/") != ""


@pytest.mark.parametrize(
    "text",
    [
        value(case("RD-001")["payload"]),
        "http://" + "a." * 50_000,
        "http://" + "1" * 100_000,
        "http://[" + ":" * 100_000,
    ],
    ids=["at-signs", "dots", "digits", "colons"],
)
def test_a_long_address_is_decided_quickly(text):
    begin = time.process_time()
    refusal(text)
    with pytest.raises(ValidationError):
        OutsideAddressField("ที่อยู่").clean(text, None)
    assert time.process_time() - begin < 0.2


# The fields


def test_every_address_field_of_every_category_is_guarded():
    for model in [*edition_models(), Channel]:
        for field in model._meta.get_fields():
            assert not isinstance(field, models.URLField) or isinstance(field, OutsideAddressField), field


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[model.__name__ for model, _ in FIELDS])
@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.alike
def test_the_model_refuses_it_to_commands_and_imports_and_at_submit(address, model, name, cast):
    with pytest.raises(ValidationError):
        make_draft(model, **{name: address})
    draft = make_draft(model)
    model.objects.filter(pk=draft.pk).update(**{name: address})
    with pytest.raises(Refused) as refused:
        move(model.objects.get(pk=draft.pk), Action.SUBMIT, actor=cast.writer, ticks=ALL_TICKS)
    label = model._meta.get_field(name).verbose_name
    assert any(reason.startswith(f"{label}:") for reason in refused.value.reasons)


@pytest.mark.django_db
@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.alike
def test_the_form_refuses_it_and_shows_no_script_as_a_link(address, cast):
    draft = make_draft(Link)
    desk = Desk("writer")
    page = desk.client.post(
        reverse("admin:links_link_change", args=[draft.pk]),
        {**desk.open(draft), "url": address, "_save": "1"},
    )
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["url"]
    html = page.content.decode()
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert Link.objects.get(pk=draft.pk).url == "https://www.dla.go.th/"


@pytest.mark.django_db
def test_an_address_written_past_the_field_is_no_link_at_the_desk(cast):
    draft = make_draft(Link)
    Link.objects.filter(pk=draft.pk).update(url="javascript:alert(1)")
    page = Desk("writer").client.get(reverse("admin:links_link_change", args=[draft.pk]))
    assert page.status_code == 200
    assert 'href="javascript' not in page.content.decode()


@pytest.mark.django_db
def test_an_address_typed_without_a_scheme_becomes_https(cast):
    draft = make_draft(Link)
    desk = Desk("writer")
    assert desk.save(draft, {**desk.open(draft), "url": "www.surin.go.th"})
    assert Link.objects.get(pk=draft.pk).url == "https://www.surin.go.th"


@pytest.mark.django_db
def test_the_reader_sees_the_host_that_the_link_leads_to(client, cast):
    live = publish(make_draft(Link, title="ป.ป.ช.", url="https://nacc.example.com/?u=www.nacc.go.th"))
    for address in ("/links/", live.get_absolute_url()):
        html = client.get(address).content.decode()
        assert 'href="https://nacc.example.com/?u=www.nacc.go.th"' in html
        assert "nacc.example.com</" in html
        assert 'rel="noopener noreferrer"' in html


# Addresses in the site's own parameters


@pytest.mark.django_db
@pytest.mark.parametrize("number", NEXT)
def test_signing_in_never_leads_off_the_site(number, client, cast):
    target = value(case(number)["payload"])
    page = client.get(reverse("admin:login"), {"next": target})
    html = page.content.decode()
    assert f'href="{target}' not in html
    assert f'action="{target}' not in html
    answer = client.post(reverse("admin:login"), {"username": "writer", "password": "pass", "next": target})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("admin:index") or answer["Location"].startswith("/accounts/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["url", "next", "redirect", "return", "goto", "r", "continue", "dest"])
@pytest.mark.alike
def test_no_parameter_of_the_home_page_leads_off_the_site(name, client):
    page = client.get("/", {name: "https://evil.example/"})
    assert page.status_code == 200
    assert b"evil.example" not in page.content


def test_every_case_of_the_area_is_shown():
    shown = {"LN-001", "LN-002", "LN-003", "LN-004", "LN-009", "LN-010", "LN-011", "LN-016", *NEXT, "LN-024"}
    assert shown == {case["id"] for case in cases("links")}

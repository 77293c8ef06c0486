"""Where links lead and what hides in a text."""

from time import process_time

import pytest

from publishing.gates.spam import (
    Link,
    danger,
    hidden_in,
    hidden_in_markup,
    host_of,
    legible,
    links_of,
    words_of,
    written_in,
)

HOSTS = ["bit.ly", "evil.com"]


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://WWW.dla.go.th/x", "www.dla.go.th"),
        ("//evil.com/x", "evil.com"),
        ("https:\\\\evil.com", "evil.com"),
        ("https:evil.com", "evil.com"),
        ("/files/1/a.pdf", ""),
        ("mailto:a@b.go.th", ""),
        ("tel:044000000", ""),
        ("https://[bad", ""),
    ],
)
def test_the_host_is_the_one_that_a_browser_goes_to(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize(
    "address",
    [
        "https://bit.ly/3",
        "https://a.evil.com/",
        "https://www.dla.go.th@evil.org/",
        "http://203.0.113.7/",
        "http://0x7f.1/",
        "http://[2001:db8::1]/",
        "https://dla.go.th.example.com/",
        "https://www.dla-go-th.com/",
        "https://dl\u0430.go.th/",  # a Cyrillic letter
        "https://xn--dl-7kc.go.th/",  # the same as it travels
        "https://[bad",
    ],
)
def test_no_edition_may_lead_there(address):
    assert danger(address, HOSTS)


@pytest.mark.parametrize(
    "address",
    [
        "https://www.dla.go.th/a@b",
        "http://www.surin.go.th/",
        "https://notbit.ly/",
        "https://www.xn--12c1fe0br.xn--o3cw4h/",  # ไทย.ไทย names are real
        "https://gothic-theatre.com/",
        "/files/1/x.pdf",
        "mailto:a@evil.com",
    ],
)
def test_an_edition_may_lead_there(address):
    assert danger(address, HOSTS) == ""


@pytest.mark.parametrize(
    ("words", "address", "odd"),
    [
        ("www.dla.go.th", "https://evil.org/", "ลิงก์ที่ข้อความบอกเว็บไซต์อื่น"),
        ("www.dla.go.th/แผน", "https://dla.go.th/x", ""),
        ("dla.go.th", "https://info.dla.go.th/", ""),
        ("อ่านแผนพัฒนา", "https://evil.org/", ""),
        ("แผน.pdf", "https://surin.go.th/", ""),
        (" . ", "https://surin.go.th/", "ลิงก์ที่ไม่มีข้อความให้อ่าน"),
    ],
)
def test_the_words_of_a_link_tell_where_it_leads(words, address, odd):
    assert words_of(Link(address, words)) == odd


def test_links_are_read_with_their_words_and_written_addresses_without_the_sentence():
    html = (
        '<p><a href="https://a.go.th">ก <strong>ข</strong></a> <a href="/b"><img src="/f" alt="ภาพ"></a></p>'
    )
    assert links_of(html) == [Link("https://a.go.th", "ก ข"), Link("/b", "ภาพ")]
    assert written_in("ดู https://a.go.th/x. และ (www.b.go.th)") == [
        Link("https://a.go.th/x"),
        Link("https://www.b.go.th"),
    ]


def test_what_cannot_be_seen_is_told():
    assert hidden_in("ก" + "\t" * 30 + "ข") == "ช่องว่างยาวผิดปกติ"
    assert hidden_in("ก" + "\u3164" * 5) == hidden_in("\U000e0041" * 9) == "ตัวอักษรที่มองไม่เห็น"
    assert list(hidden_in_markup("<p>ก" + "<br>" * 9 + "ข</p>")) == ["ช่องว่างยาวผิดปกติ"]
    assert list(hidden_in_markup("<p>" + "<sub>" * 3 + "x" + "</sub>" * 3 + "</p>")) == [
        "ข้อความที่เล็กจนอ่านไม่ได้"
    ]


def test_what_people_write_hides_nothing():
    assert hidden_in("หัวข้อ\n\n👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ย่อหน้า") == ""
    assert (
        list(hidden_in_markup("<p>m<sup>2</sup><br>H<sub>2</sub>O<br><br>x<sup>2<sub>i</sub></sup></p>"))
        == []
    )


def test_what_is_hidden_behind_many_brackets_is_told_at_once():
    began = process_time()
    assert legible("<" * 50_000 + "\u3164" * 4 + "<b>ข้อความ</b>").strip("< ") == "ข้อความ"
    assert process_time() - began < 2

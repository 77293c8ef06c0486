"""Policies, help and questions: seeded once as drafts, true to what the software does."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Office
from content.models import Page
from ponko_site.policies import SEEDS, seed_pages, text_of
from publishing.models import Edition
from tests.helpers import make_draft, publish

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

SLUGS = [seed.slug for seed in SEEDS]


def seed(writer: str) -> str:
    said = StringIO()
    call_command("seed_pages", writer=writer, stdout=said)
    return said.getvalue()


def test_each_missing_page_is_started_as_a_draft_and_only_once(cast):
    own = make_draft(Page, slug="faq", title="คำถามของเรา")
    said = seed("writer")
    assert said.count("เริ่มร่าง ") == len(SEEDS)  # a line each but the one that was there, and the sum
    drafts = Edition.objects.exclude(pk=own.pk)
    assert sorted(drafts.values_list("publication__slug", flat=True)) == sorted(set(SLUGS) - {"faq"})
    assert set(Edition.objects.values_list("state", flat=True)) == {"draft"}
    assert seed("writer").startswith("เริ่มร่าง 0 หน้า")
    assert Edition.objects.get(publication__slug="faq").title == "คำถามของเรา"


@pytest.mark.parametrize("writer", ["administrator", "nobody"])
def test_who_does_not_write_starts_nothing(writer, cast):
    with pytest.raises(CommandError):
        seed(writer)
    assert not Edition.objects.exists()


def test_every_text_is_the_office_s_own_and_links_only_to_what_is_there(client, cast):
    Office.objects.update(
        name="เทศบาลตำบลตัวอย่าง", short_name="ทต.ตัวอย่าง", address="ถนนตัวอย่าง", phone="045 111 222"
    )
    pages = [publish(page) for page in seed_pages(writer=cast.writer)]
    assert [page.publication.slug for page in pages] == SLUGS
    for page in pages:
        assert "โพนโก" not in page.body, page.title
        assert "045 111 222" in page.body, page.title
        for address in re.findall(r'href="(/[^"]*)"', page.body):
            assert client.get(address).status_code == 200, (page.title, address)


def test_the_statement_says_what_the_test_found_and_no_more(tmp_path, monkeypatch):
    results = tmp_path / "results.json"
    monkeypatch.setattr("ponko_site.policies.RESULTS", results)
    statement = next(one for one in SEEDS if one.slug == "accessibility")
    assert "ยังไม่มีผลการทดสอบ" in text_of(statement, Office.objects.get())
    results.write_text(
        '{"tested_on": "2026-11-23", "tool": "axe-core", "tool_version": "4.10.2", "views": ["ก", "ข"],'
        ' "pages": ["/", "/news/"], "violations": 3}'
    )
    text = text_of(statement, Office.objects.get())
    assert all(
        words in text for words in ("23 พฤศจิกายน พ.ศ. 2569", "axe-core 4.10.2", "2 หน้า", "ก และข", "3 จุด")
    )


def test_readers_get_no_cookie_and_the_policy_names_those_of_staff(client, cast):
    page = publish(make_draft(Page))
    for address in ("/", "/about/", page.publication.address, "/news/", "/en/"):
        assert dict(client.get(address).cookies) == {}
    policy = next(one for one in SEEDS if one.slug == "cookie-policy")
    text = text_of(policy, Office.objects.get())
    client.get("/admin/login/")
    client.login(username="writer", password="pass")
    assert set(client.cookies) == {"csrf", "session"}
    assert all(f"<strong>{name}</strong>" in text for name in client.cookies)


def test_security_txt_names_the_policy_once_it_is_published(client, cast):
    assert "Policy:" not in client.get("/.well-known/security.txt").content.decode()
    for page in seed_pages(writer=cast.writer):
        publish(page)
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert [line.rsplit(":8000", 1)[-1] for line in lines if line.startswith("Policy: ")] == [
        "/about/security-policy/"
    ]

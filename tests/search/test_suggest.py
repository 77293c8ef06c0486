"""What is suggested while somebody types: words that the office published, and nothing else."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import Edition
from search.indexing import rebuild, update
from search.models import Promoted, QueryCount
from tests.helpers import make_draft, make_live, submit
from thai.text import normalise_line

pytestmark = pytest.mark.django_db


def suggested(client, typed: str) -> list[tuple[str, str]]:
    response = client.get("/search/suggest/", {"q": typed})
    assert response["Cache-Control"] == "private, max-age=10"
    return [(one["text"], one["address"]) for one in json.loads(response.content)["suggestions"]]


def texts(client, typed: str) -> list[str]:
    return [text for text, _ in suggested(client, typed)]


@pytest.fixture
def published(cast) -> dict[str, Edition]:
    found = {
        title: make_live(title=title)
        for title in ("ประกาศเบี้ยยังชีพผู้สูงอายุ ๒๕๖๙", "เบี้ยยังชีพคนพิการ", "ตารางเก็บขยะ", "วัดสายตา")
    }
    submit(make_draft(title="เบี้ยยังชีพลับ"))
    rebuild()
    return found


def test_titles_that_begin_so_come_before_those_with_a_word_that_does(client, published):
    assert texts(client, "เบี้ยยังชี") == ["เบี้ยยังชีพคนพิการ", "ประกาศเบี้ยยังชีพผู้สูงอายุ ๒๕๖๙"]
    assert suggested(client, "เบี้ยยังชีพคน") == [
        ("เบี้ยยังชีพคนพิการ", published["เบี้ยยังชีพคนพิการ"].publication.address)
    ]
    assert texts(client, "สูงอายุ 2569") == ["ประกาศเบี้ยยังชีพผู้สูงอายุ ๒๕๖๙"]
    assert texts(client, "ตา") == ["ตารางเก็บขยะ"]
    assert texts(client, "ต") == texts(client, "") == []


def test_what_is_published_or_ended_meanwhile_counts_at_once(client, published):
    assert len(texts(client, "เบี้ยยังชีพ")) == 2
    new = make_live(title="เบี้ยยังชีพเด็กแรกเกิด")
    update([new.publication_id])
    assert "เบี้ยยังชีพเด็กแรกเกิด" in texts(client, "เบี้ยยังชีพ")
    Edition.objects.filter(pk=new.pk).update(state="withdrawn", ended_at=timezone.now())
    assert "เบี้ยยังชีพเด็กแรกเกิด" not in texts(client, "เบี้ยยังชีพ")


def test_what_others_ask_is_suggested_only_in_words_that_the_office_published(client, published):
    month = timezone.localdate().replace(day=1)
    for query, asked, found in (
        ("เบี้ยยังชีพ", 9, 2),
        ("เบี้ยใบ้รายชื่อใครก็ได้", 99, 1),
        ("เบี้ยยังชีพคน", 1, 1),
        ("เบี้ยยังชีพผู้สูงอายุ", 9, 0),
    ):
        QueryCount.objects.create(month=month, query=query, asked=asked, found=found)
    Promoted.objects.create(words="เบี้ยผู้สูงวัย", publication=next(iter(published.values())).publication)
    found = suggested(client, "เบี้ย")
    assert [text for text, address in found if address.startswith("/search/")] == ["เบี้ยผู้สูงวัย", "เบี้ยยังชีพ"]
    html = client.get("/search/").content.decode()
    assert "คำที่มีผู้ค้นหาบ่อย" in html and ">เบี้ยยังชีพ<" in html and "ใบ้" not in html


def test_words_of_what_has_ended_are_suggested_to_nobody(client, published):
    leak = make_live(title="ผลตรวจเลือดนายสมชาย")
    update([leak.publication_id])
    month = timezone.localdate().replace(day=1)
    QueryCount.objects.create(month=month, query="ผลตรวจเลือด", asked=9, found=1)
    Promoted.objects.create(words="ผลเลือด", publication=leak.publication)
    assert {"ผลตรวจเลือด", "ผลเลือด"} < {*texts(client, "ผล")}
    Edition.objects.filter(pk=leak.pk).update(state="withdrawn", ended_at=timezone.now())
    update([leak.publication_id])
    assert texts(client, "ผล") == []
    assert "ผลตรวจเลือด" not in client.get("/search/").content.decode()
    assert len(texts(client, "เบี้ยยังชีพ")) == 2


def test_the_list_below_the_box_is_walked_by_keys_and_the_box_works_without_it(new_page):
    page = new_page()
    page.goto("/laws/")
    box = page.get_by_role("combobox", name="ค้นหาทั้งเว็บไซต์")
    page.locator("#search-header").focus()
    box.press_sequentially("แผนพัฒ")
    page.locator(".suggestion").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    option = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert option.get_attribute("aria-selected") == "true"
    title = normalise_line(option.inner_text())
    page.keyboard.press("Escape")
    assert (page.locator(".suggestion").count(), box.input_value()) == (0, "แผนพัฒ")
    box.press_sequentially("น")
    page.locator(".suggestion").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/laws/" not in address)
    assert normalise_line(page.get_by_role("heading", level=1).inner_text()) == title

    # On the home page the list lies over the quick links.
    page.goto("/")
    page.locator("#search-home").press_sequentially("แผนพัฒ")
    page.locator(".suggestion").last.click(trial=True)

    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/laws/")
    page.locator(".search-open").click()
    page.locator("#search-page").fill("แผนพัฒนาท้องถิ่น")
    page.locator(".search-box-page button").click()
    page.locator(".facets summary").click()
    page.locator(".facet-choices a", has_text="วันที่ล่าสุด").click()
    assert "sort=date" in page.url and page.locator(".results > li").count() > 1


def test_the_number_of_queries_does_not_grow(client, published):
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"  # one that is counted
    client.get("/search/suggest/?q=ขยะ")
    counts = []
    for typed in ("ตารางเก็บ", "เบี้ยยัง"):
        with CaptureQueriesContext(connection) as queries:
            texts(client, typed)
        counts.append(len(queries))
    assert counts == [8, 8]

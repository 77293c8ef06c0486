"""The emergency notice: on every public page by its time alone, one approver's act each, in the ledger with its reason."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import palette
from accounts.colour import contrast
from accounts.models import Mode, Office
from publishing import banners, previews
from publishing.categories import all_categories, edition_models
from publishing.models import Banner, LedgerEvent
from publishing.refusal import Refused
from tests.helpers import make_draft, make_live, make_urgent, publish, remove, revise, withdraw
from tests.test_english import UnmarkedThai
from thai.dates import BANGKOK

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 5, 10, tzinfo=BANGKOK)
END = datetime(2026, 11, 24, 6, 0, tzinfo=BANGKOK)
ADD = "/admin/publishing/banner/add/"
CHECK = "/admin/publishing/banner/check/"


def make_banner(
    sentence: str = "น้ำท่วมหมู่ที่ 3", *, start=None, end=None, severity=2, publication=None
) -> Banner:
    """A banner that stands now, if no times are given; not written to the ledger."""
    now = timezone.now()
    return Banner.objects.create(
        sentence=sentence,
        severity=severity,
        publication=publication,
        starts_at=start or now - timedelta(hours=1),
        ends_at=end or now + timedelta(hours=1),
        put_up_at=now,
        put_up_by=Group.objects.get(name="ผู้อนุมัติ").user_set.first(),
    )


def new_banner(**fields) -> Banner:
    now = timezone.now()
    times = {"starts_at": now, "ends_at": now + timedelta(hours=1)}
    return Banner(**{"sentence": "น้ำท่วมหมู่ที่ 3", "severity": 3, **times, **fields})


def sentences(html: str) -> list[str]:
    found = re.findall(r'<p class="banner-sentence" lang="th">([^<]*)</p>', html)
    return [one.replace("\xa0", " ") for one in found]


def page(client, address: str = "/") -> str:
    return client.get(address).content.decode()


def at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


# What is shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-1, []), (0, ["น้ำท่วมหมู่ที่ 3"]), (3600, ["น้ำท่วมหมู่ที่ 3"]), (24 * 3600 + 50 * 60, [])],
)
@pytest.mark.alike
def test_a_banner_begins_and_ends_by_itself(seconds, shown, client, cast, monkeypatch):
    make_banner(start=START, end=END)
    at(monkeypatch, START + timedelta(seconds=seconds))
    assert sentences(page(client)) == shown


def test_the_gravest_stands_first_then_the_newest(client, cast):
    now = timezone.now()
    for name, severity, minutes in [("ก", 1, 1), ("ข", 3, 9), ("ค", 3, 5)]:
        make_banner(name, severity=severity, start=now - timedelta(minutes=minutes))
    html = page(client)
    assert sentences(html) == ["ค", "ข", "ก"]
    assert re.findall(r'class="banner banner-(\w+)"', html) == ["danger", "danger", "notice"]


def public_pages(cast) -> list[str]:
    """One address of each kind of public page, those of errors and the preview among them."""
    found = [
        "/",
        "/en/",
        "/en/about/",
        "/en/contact/",
        "/site-map/",
        "/a-z/",
        "/feeds/",
        "/developers/",
        "/no-such/",
    ]
    for category in all_categories():
        found += [address for address, _ in category.list_pages()] + [category.address]
    items = [make_live(model) for model in edition_models()]
    found += [item.publication.address for item in items]
    below = f"{revise(items[0]).publication.address}editions/"
    found += [below, f"{below}1/"]
    found += [withdraw(make_live()).publication.address, remove(make_live()).publication.address]
    link = previews.make(make_draft(), actor=cast.writer, reader="ผู้ใหญ่บ้าน")
    return [*found, f"/preview/{previews.token_of(link)}/"]


@pytest.mark.dry
def test_every_public_page_shows_it(client, cast):
    addresses = public_pages(cast)
    assert [address for address in addresses if 'class="banner' in page(client, address)] == []
    make_banner("เขื่อนแตก")
    assert [address for address in addresses if sentences(page(client, address)) != ["เขื่อนแตก"]] == []


def test_a_closed_site_shows_it_without_the_link_that_leads_nowhere(client, cast):
    banner = make_banner(publication=make_live().publication)
    assert f'href="{banner.publication.address}"' in page(client, "/feeds/")
    today = timezone.localdate()
    Mode.objects.create(kind="maintenance", starts_on=today, ends_on=today)
    response = client.get("/feeds/")
    assert response.status_code == 503
    assert sentences(response.content.decode()) == ["น้ำท่วมหมู่ที่ 3"]
    assert banner.publication.address not in response.content.decode()


def test_it_is_shown_before_there_is_an_office(client, cast):
    make_banner()
    Office.objects.all().delete()
    assert sentences(page(client)) == ["น้ำท่วมหมู่ที่ 3"]


def test_banners_are_asked_for_in_one_query_while_any_stands(client, cast, django_assert_num_queries):
    live = make_live()
    with django_assert_num_queries(1):
        client.get("/robots.txt")
    for _ in range(banners.MOST):
        make_banner(publication=live.publication)
    with django_assert_num_queries(2):
        client.get("/robots.txt")


def test_it_links_to_what_is_live_and_not_to_the_page_itself(client, cast):
    live = make_live(slug="flood-2569")
    make_banner(publication=live.publication)
    link = '<a class="banner-link" href="/news/flood-2569/">'
    assert [link in page(client, address) for address in ("/", "/news/flood-2569/")] == [True, False]
    withdraw(live)
    assert link not in page(client)


def test_what_was_typed_is_text_and_the_page_says_since_when(client, cast, monkeypatch):
    make_banner("<b>น้ำท่วม</b>", start=START, end=END, severity=3)
    at(monkeypatch, START)
    html = page(client)
    assert sentences(html) == ["&lt;b&gt;น้ำท่วม&lt;/b&gt;"]
    assert '<time datetime="2026-11-23T05:10:00+07:00">23 พ.ย. 2569 เวลา 05.10 น.</time>' in html
    assert "<strong>อันตราย ต้องปฏิบัติทันที</strong>" in html


def test_on_an_english_page_its_thai_is_marked_and_how_grave_it_is_is_english(client, cast):
    make_banner(severity=3, publication=make_live().publication)
    html = page(client, "/en/")
    assert "<strong>Danger: act now</strong>" in html
    assert UnmarkedThai(html).found == []


def grey(colour: str) -> str:
    """What `filter: grayscale(1)` of mourning makes of a colour."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + f"{round(0.2126 * red + 0.7152 * green + 0.0722 * blue):02x}" * 3


@pytest.mark.parametrize("scheme", ["light", "dark", "high"])
@pytest.mark.parametrize(
    "pair", [("on-danger", "danger"), ("on-warning", "warning"), ("ink", "primary-soft")]
)
@pytest.mark.alike
def test_its_words_stand_out_in_mourning_too(pair, scheme):
    seen, ground = (palette.default_tokens(scheme)[name] for name in pair)
    assert contrast(seen, ground) >= 4.5
    assert contrast(grey(seen), grey(ground)) >= 4.5


# What is done


def notes() -> list[tuple[str, str]]:
    return list(LedgerEvent.objects.order_by("-number").values_list("action", "note")[:1])


def test_every_act_is_in_the_ledger_with_sentence_and_reason(cast, monkeypatch):
    at(monkeypatch, START)
    news = make_live(slug="flood").publication
    banner = banners.put_up(new_banner(ends_at=END, publication=news), actor=cast.approver, reason="น้ำมาแล้ว")
    times = "23 พ.ย. 2569 เวลา 05.10 น. ถึง 24 พ.ย. 2569 เวลา 06.00 น."
    first = f"อันตราย ต้องปฏิบัติทันที: “น้ำท่วมหมู่ที่ 3” {times} อ่านต่อที่ /news/flood/"
    assert notes() == [("ขึ้นแถบแจ้งเหตุ", f"{first}\nเหตุผล: น้ำมาแล้ว")]
    assert LedgerEvent.objects.latest("number").publication == news

    banner.sentence, banner.severity, banner.publication = "น้ำเริ่มลด", 2, None
    banners.change(banner, actor=cast.approver2, reason="น้ำลด")
    second = f"เฝ้าระวัง เตรียมพร้อม: “น้ำเริ่มลด” {times}"
    assert notes() == [("แก้ไขแถบแจ้งเหตุ", f"เดิม {first}\nแก้เป็น {second}\nเหตุผล: น้ำลด")]

    at(monkeypatch, START + timedelta(hours=2))
    banners.take_down(banner, actor=cast.approver, reason="น้ำแห้ง")
    assert notes() == [("ปลดแถบแจ้งเหตุ", f"{second}\nเหตุผล: น้ำแห้ง")]
    assert Banner.objects.get().ends_at == START + timedelta(hours=2)
    assert banners.current() == []


def test_a_banner_that_nobody_has_seen_is_deleted_when_it_is_taken_down(cast):
    later = timezone.now() + timedelta(hours=1)
    banner = make_banner(start=later, end=later + timedelta(hours=1))
    banners.take_down(banner, actor=cast.approver, reason="ฝนไม่ตก")
    assert not Banner.objects.exists()
    assert notes()[0][0] == "ปลดแถบแจ้งเหตุ"


@pytest.mark.parametrize("name", ["writer", "reviewer", "chief", "administrator", "assessor", "onlooker"])
def test_only_an_approver_may(name, cast):
    banner, person = make_banner(), getattr(cast, name)
    for act, one in ((banners.put_up, new_banner()), (banners.change, banner), (banners.take_down, banner)):
        with pytest.raises(Refused) as refused:
            act(one, actor=person, reason="เหตุผล")
        assert refused.value.reasons == [banners.WHO]
    assert list(Banner.objects.all()) == [banner]
    assert not LedgerEvent.objects.filter(action__contains="แถบ").exists()


def test_an_approver_who_is_administrator_as_well_may_not(cast):
    cast.approver.groups.add(Group.objects.get(name="ผู้ดูแลระบบ"))
    with pytest.raises(Refused):
        banners.put_up(new_banner(), actor=cast.approver, reason="เหตุผล")


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_nothing_is_done_without_a_reason(reason, cast):
    with pytest.raises(Refused) as refused:
        banners.put_up(new_banner(), actor=cast.approver, reason=reason)
    assert refused.value.reasons == ["กรอกเหตุผล"]


def test_what_is_over_is_neither_changed_nor_taken_down(cast):
    now = timezone.now()
    banner = make_banner(start=now - timedelta(hours=2), end=now - timedelta(hours=1))
    banner.ends_at = now + timedelta(hours=5)
    for act in (banners.change, banners.take_down):
        with pytest.raises(Refused) as refused:
            act(banner, actor=cast.approver, reason="เหตุผล")
        assert refused.value.reasons == [banners.OVER]


def test_three_stand_at_once_and_no_fourth(cast):
    now = timezone.now()
    for hours in (1, 2, 3):
        make_banner(start=now - timedelta(hours=1), end=now + timedelta(hours=hours))
    with pytest.raises(Refused) as refused:
        banners.put_up(new_banner(), actor=cast.approver, reason="เหตุผล")
    assert refused.value.reasons == ["ช่วงเวลานี้มีแถบอื่นครบ 3 แถบแล้ว ให้ปลดหรือแก้เวลาของแถบอื่นก่อน"]
    after = new_banner(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=9))
    assert banners.put_up(after, actor=cast.approver, reason="เหตุผล").pk


def test_the_database_refuses_an_end_before_the_start(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_banner(start=END, end=START)


# The desk


def posted(**fields) -> dict[str, str]:
    return {
        "severity": "3",
        "sentence": "น้ำท่วมหมู่ที่ 3",
        "publication": "",
        "starts_at_0": "23/11/2569",
        "starts_at_1": "05.10",
        "ends_at_0": "24/11/2569",
        "ends_at_1": "06.00",
        "reason": "ได้รับแจ้งจากผู้ใหญ่บ้าน",
        **fields,
    }


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_the_form_puts_up_changes_and_takes_down(as_user, cast, monkeypatch):
    at(monkeypatch, START)
    live, client = make_live(), as_user(cast.approver)
    assert client.post(ADD, posted(publication=live.publication.address)).status_code == 302
    banner = Banner.objects.get()
    assert (banner.put_up_by, banner.publication, banner.ends_at) == (cast.approver, live.publication, END)
    form = f"/admin/publishing/banner/{banner.pk}/change/"
    assert client.get(form).context["adminform"].form["publication"].value() == live.publication.address
    client.post(form, posted(sentence="น้ำเริ่มลด", reason="น้ำลด"))
    banner.refresh_from_db()
    assert (banner.sentence, banner.publication) == ("น้ำเริ่มลด", None)
    at(monkeypatch, START + timedelta(hours=1))
    down = f"/admin/publishing/banner/{banner.pk}/take-down/"
    assert client.post(down, {"reason": ""}).status_code == 409
    assert client.post(down, {"reason": "น้ำแห้ง"}).status_code == 302
    assert client.post(down, {"reason": "น้ำแห้ง"}).status_code == 409
    assert client.post(form, posted()).status_code == 403
    assert LedgerEvent.objects.filter(action__contains="แถบแจ้งเหตุ").count() == 3


@pytest.mark.dry
def test_the_form_says_in_thai_what_is_wrong(as_user, cast, monkeypatch):
    at(monkeypatch, START)
    ended, client = withdraw(make_live()), as_user(cast.approver)
    found = errors(client.post(ADD, posted(reason="", sentence="", ends_at_0="22/11/2569")))
    assert found["reason"] == ["กรอกเหตุผล"] and found["sentence"]
    assert "เวลาสิ้นสุดต้องหลังเวลาเริ่มแสดง" in str(errors(client.post(ADD, posted(ends_at_0="22/11/2569"))))
    past = posted(starts_at_0="21/11/2569", ends_at_0="22/11/2569")
    assert "เวลาสิ้นสุดผ่านไปแล้ว" in errors(client.post(ADD, past))["ends_at"][0]
    draft = make_draft()
    for address in (ended.publication.address, draft.publication.address):
        assert (
            "ยังไม่เผยแพร่หรือสิ้นสุดแล้ว" in errors(client.post(ADD, posted(publication=address)))["publication"][0]
        )
    for _ in range(banners.MOST):
        make_banner()
    assert "ครบ 3 แถบ" in errors(client.post(ADD, posted()))["starts_at"][0]
    assert Banner.objects.count() == banners.MOST


@pytest.mark.dry
def test_the_form_begins_with_the_words_and_the_end_of_the_event(as_user, cast, monkeypatch):
    at(monkeypatch, START)
    live = publish(make_urgent(title="น้ำท่วม", summary="หมู่ที่ 3 ให้ย้าย", expected_end=END))
    client = as_user(cast.approver)
    initial = client.get(f"{ADD}?publication={live.publication_id}").context["adminform"].form.initial
    assert initial == {
        "publication": live.publication.address,
        "sentence": "น้ำท่วม หมู่ที่ 3 ให้ย้าย",
        "starts_at": START,
        "ends_at": END,
    }
    plain = {"starts_at": START, "ends_at": START + timedelta(hours=24)}
    draft = make_draft()
    for number in (draft.publication_id, "x", "-1", "9" * 30, "0"):
        response = client.get(f"{ADD}?publication={number}&starts_at=x&severity=x")
        assert response.context["adminform"].form.initial == plain


@pytest.mark.parametrize("name", ["writer", "reviewer", "chief"])
def test_who_reads_the_desk_reads_banners_and_changes_none(name, as_user, cast):
    banner, client = make_banner(), as_user(getattr(cast, name))
    form = f"/admin/publishing/banner/{banner.pk}/change/"
    assert "น้ำท่วมหมู่ที่ 3" in client.get(form).content.decode()
    down = f"/admin/publishing/banner/{banner.pk}/take-down/"
    assert [client.post(address, posted()).status_code for address in (ADD, form, down, CHECK)] == [403] * 4

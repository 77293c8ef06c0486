"""Which outside links there are, what is made of an answer, what the gates say of it, and the one click that mends."""

import socket
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from announcements.models import Announcement
from content.models import Channel, Contact
from links.models import Link
from publishing import link_states
from publishing.clauses import CLAUSE_1_1
from publishing.gates.broken import Hint, to_confirm
from publishing.gates.findings import findings
from publishing.gates.watch import SPAM_KINDS, prepare
from publishing.link_check import Answer, Net, Outcome
from publishing.link_mending import mend
from publishing.link_pages import Page
from publishing.link_states import check_due, check_links, find_links, judged, site_of
from publishing.models import Edition, LinkPlace, OutsideLink, WatchWord
from publishing.models.links import fingerprint_of
from publishing.refusal import Refused
from publishing.states import Action, State
from publishing.workflow import claim_draft, move
from tests.helpers import ALL_TICKS, let_act, make_draft, make_live, make_urgent, publish, remove, submit
from tests.publishing.test_link_check import SITE, net_of, running

pytestmark = pytest.mark.django_db

LIST = "/admin/publishing/outsidelink/"
OLD, NEW = f"{SITE}/301/page", f"{SITE}/page"
GONE, FINE = Answer(Outcome.GONE, "ไม่พบหน้านี้แล้ว (รหัส 404)", reached=True), Answer(Outcome.FINE, reached=True)


def carried() -> dict[str, set[str]]:
    """Address → the titles of the editions that have it."""
    found: dict[str, set[str]] = {}
    for place in LinkPlace.objects.select_related("link", "edition"):
        found.setdefault(place.link.address, set()).add(place.edition.title)
    return found


def known(address: str, verdict: str, **about) -> OutsideLink:
    """What the check found of an address."""
    return OutsideLink.objects.create(
        address=address, fingerprint=fingerprint_of(address), host="example.go.th", verdict=verdict, **about
    )


def after(*answers: Answer | None, online: bool = True, words=()) -> OutsideLink:
    """A link after these answers, one a night; None is a night in which nobody looked."""
    link, now = OutsideLink(address=OLD, fingerprint="0" * 64), timezone.now()
    for night, answer in enumerate(answers):
        if answer is not None:
            for name, value in judged(link, answer, words, now + timedelta(days=night), online).items():
                setattr(link, name, value)
    return link


# Which links there are


def test_links_of_what_is_live_or_under_way_are_found_again_after_each_save_and_move(cast):
    live = make_live(Link, title="ลิงก์", url="https://www.dla.go.th/a")
    draft = make_draft(
        title="ร่าง",
        body='<p><a href="https://www.dla.go.th/a">ก</a> <a href="/files/1/x">ข</a> <a href="mailto:a@example.com">ค</a></p>'
        "<p>ดู https://www.doe.go.th/x และ http://www.phoneko.go.th/ ของเรา</p>",
    )
    find_links()
    assert carried() == {"https://www.dla.go.th/a": {"ลิงก์", "ร่าง"}, "https://www.doe.go.th/x": {"ร่าง"}}
    claim_draft(draft, actor=cast.writer, seen_version=draft.version)
    Announcement.objects.filter(pk=draft.pk).update(body="<p>https://www.rd.go.th/</p>")
    find_links()
    assert carried() == {"https://www.dla.go.th/a": {"ลิงก์"}, "https://www.rd.go.th/": {"ร่าง"}}
    remove(live)
    move(Edition.objects.get(pk=draft.pk), Action.DISCARD, actor=cast.writer)
    find_links()
    assert carried() == {}


def test_parts_have_links_too(cast):
    draft = make_draft(Contact, title="ติดต่อ")
    Channel.objects.create(contact=draft, label="Facebook", url="https://www.facebook.com/example")
    find_links()
    assert LinkPlace.objects.get().where == "ช่องทางออนไลน์ แถวที่ 1 ที่อยู่"


def test_nothing_to_do_costs_three_queries_and_one_for_the_addresses_of_another_app(cast):
    make_live(Link)
    find_links()
    OutsideLink.objects.update(next_at=timezone.now() + timedelta(hours=1))
    with CaptureQueriesContext(connection) as queries:
        assert check_links(Net(resolve=None)) == (0, 0)
    assert len(queries) == 4


# A run


def test_a_run_looks_at_each_link_once_a_night_and_goes_slowly_at_one_site(cast, monkeypatch):
    pauses = []
    monkeypatch.setattr(link_states.time, "sleep", pauses.append)
    paths = ("page", "301/page", "404", "302/http://other.example.org/file")
    make_live(Announcement, body="".join(f"<p>{SITE}/{path}</p>" for path in paths))
    with running() as server:
        assert check_links(net_of(server)) == (4, 3)
        assert check_links(net_of(server)) == (0, 0)
    assert pauses == [link_states.PAUSE] * 3
    found = {link.address.removeprefix(f"{SITE}/"): link for link in OutsideLink.objects.all()}
    assert {path: found[path].verdict for path in paths} == dict(
        zip(paths, ("suspect", "suspect", "unsure", "elsewhere"), strict=True)
    )
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert {timezone.localdate(link.next_at) for link in found.values()} == {tomorrow}


def test_while_another_run_looks_at_a_link_this_one_leaves_it(cast):
    make_live(Link)
    find_links()
    assert len(link_states._claim()) == 1
    assert link_states._claim() == []


def test_when_nobody_can_be_reached_no_link_is_blamed(cast):
    def no_network(host: str, port: int):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    make_live(Link)
    known("http://other.example.org/", "fine")
    find_links()
    assert check_due(Net(resolve=no_network)) == (1, 0)
    link = OutsideLink.objects.get(host="dla.go.th")
    assert (link.verdict, link.failed_days, link.checked_at) == ("new", 0, None)

    with running() as server:  # the one that answered before still does: it is the link
        OutsideLink.objects.update(next_at=timezone.now())
        check_due(net_of(server))
    link.refresh_from_db()
    assert (link.verdict, link.why) == ("unsure", "ไม่มีเว็บไซต์ชื่อนี้แล้ว")


# What is made of an answer


@pytest.mark.dry
@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([GONE], "unsure"),
        ([GONE, GONE], "broken"),
        ([GONE, FINE, GONE], "unsure"),
        ([GONE, None, GONE], "broken"),
        ([GONE, GONE, FINE], "fine"),
        ([Answer(Outcome.TROUBLE, reached=True)] * 6, "unsure"),
        ([Answer(Outcome.TROUBLE, reached=True)] * 7, "broken"),
        ([GONE, GONE, Answer(Outcome.TROUBLE, reached=True)], "broken"),
        ([Answer(Outcome.CLOSED, reached=True)] * 3, "closed"),
        ([Answer(Outcome.CERTIFICATE, reached=True)], "certificate"),
        ([Answer(Outcome.FINE, target=f"{SITE}/new", for_good=True, reached=True)], "moved"),
        ([Answer(Outcome.FINE, target=f"{SITE}/new", reached=True)], "fine"),
        (
            [Answer(Outcome.FINE, target="https://example.go.th/301/page/", for_good=True, reached=True)],
            "fine",
        ),
        ([Answer(Outcome.FINE, target="https://www.example.com/", for_good=True, reached=True)], "elsewhere"),
        ([Answer(Outcome.CLOSED, target="https://www.example.com/", reached=True)], "elsewhere"),
    ],
)
def test_a_verdict_comes_from_answers_on_different_days(answers, verdict):
    assert after(*answers).verdict == verdict


@pytest.mark.dry
def test_two_failures_on_one_day_are_one():
    link, now = after(GONE), timezone.now()
    assert judged(link, GONE, (), now)["verdict"] == "unsure"
    assert judged(link, GONE, (), now + timedelta(days=1))["verdict"] == "broken"
    assert after(Answer(Outcome.GONE), Answer(Outcome.GONE), online=False).verdict == "new"


@pytest.mark.dry
def test_words_of_gambling_count_in_a_title_and_several_of_them_in_a_page():
    words = prepare(WatchWord.objects.filter(kind__in=SPAM_KINDS))

    def verdict(title: str = "", text: str = "") -> str:
        return after(Answer(Outcome.FINE, page=Page(title, text), reached=True), words=words).verdict

    assert verdict("บาคาร่า เว็บตรง") == "suspect"
    assert verdict("ตำรวจไซเบอร์", "เตือนภัยบาคาร่าออนไลน์") == "fine"
    assert verdict("หน้าหลัก", "สล็อต บาคาร่า ฝากถอนออโต้") == "suspect"


@pytest.mark.dry
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://itas.nacc.go.th/a", "https://www.nacc.go.th/", True),
        ("https://www.nacc.go.th/", "https://www.dla.go.th/", False),
        ("https://youtu.be/x", "https://www.youtube.com/watch?v=x", True),
        ("https://drive.google.com/x", "https://accounts.google.com/", True),
        ("https://example.com/", "https://example.com.evil.net/", False),
    ],
)
def test_whose_site_it_is(one, other, same):
    assert (site_of(one) == site_of(other)) is same


# The gates


def test_the_gates_tell_what_is_known_of_a_link_and_forbid_nothing(cast):
    known("https://www.dla.go.th/", "broken", why="ไม่พบหน้านี้แล้ว (รหัส 404)")
    known("https://www.rd.go.th/", "unsure")
    draft = make_draft(body="<p>https://www.dla.go.th/ และ https://www.rd.go.th/</p>")
    found = findings(draft)
    assert [one.kind for one in found if one.excerpt == "https://www.dla.go.th/"] == [
        "เว็บไซต์ใหม่ในฉบับนี้", "ลิงก์เสีย: ไม่พบหน้านี้แล้ว (รหัส 404)",
    ]  # fmt: skip
    assert {type(one) for one in found} == {Hint} and not any(one.is_open for one in found)
    live = move(submit(draft), Action.APPROVE, actor=cast.approver, ticks=[*CLAUSE_1_1])
    assert live.state == State.PUBLISHED


@pytest.mark.parametrize("verdict", ["suspect", "elsewhere"])
def test_gambling_and_another_site_are_confirmed_by_who_approves(verdict, cast):
    known("https://www.dla.go.th/", verdict)
    waiting = submit(make_draft(Link))
    assert len(to_confirm(findings(waiting))) == 1
    with pytest.raises(Refused):
        move(waiting, Action.APPROVE, actor=cast.approver, ticks=[*CLAUSE_1_1])
    assert move(waiting, Action.APPROVE, actor=cast.approver, ticks=ALL_TICKS).state == State.PUBLISHED


def test_what_is_only_told_stands_on_the_page_of_bulk_approval(cast, as_user):
    known("https://www.dla.go.th/", "broken", why="ไม่พบหน้านี้แล้ว (รหัส 404)")
    waiting = submit(make_draft(Link))
    page = as_user(cast.approver).get(f"/admin/publishing/reviewitem/approve/?id={waiting.pk}")
    assert [item.edition.pk for item in page.context["open"]] == [waiting.pk]
    assert "ลิงก์เสีย: ไม่พบหน้านี้แล้ว (รหัส 404)" in page.content.decode()


def test_a_broken_link_never_holds_up_an_emergency(cast):
    known("https://www.dla.go.th/", "broken")
    draft = make_urgent(body="<p>https://www.dla.go.th/</p>")
    live = move(draft, Action.URGENT_PUBLISH, actor=cast.approver, ticks=[*CLAUSE_1_1], note="รอไม่ได้")
    assert live.state == State.PUBLISHED


def test_a_site_of_the_state_is_listed_and_asks_for_no_tick_another_does(cast):
    draft = make_draft(body="<p>https://www.dla.go.th/ และ https://example.com/ และ https://dlago.th/</p>")
    assert [(one.excerpt, isinstance(one, Hint)) for one in findings(draft)] == [
        ("https://www.dla.go.th/", True), ("https://example.com/", False), ("https://dlago.th/", False),
    ]  # fmt: skip


# Mending


def moved(edition: Edition) -> LinkPlace:
    find_links()
    OutsideLink.objects.filter(address=OLD).update(verdict="moved", target=NEW)
    return LinkPlace.objects.select_related("link").get(edition=edition, link__address=OLD)


def test_one_click_begins_a_draft_with_the_new_address_and_leaves_what_is_live(cast):
    def body(address: str) -> str:
        link, rel = '<a href="{}" {}>{}</a>', 'rel="noopener noreferrer nofollow"'
        other = link.format(f"{OLD}/other", rel, "อื่น")
        return f"<p>{link.format(address, rel, address)} และ {other} ดู {address}</p>"

    live = make_live(body=body(OLD))
    draft = mend(moved(live), actor=cast.writer)
    assert Announcement.objects.get(pk=live.pk).body == live.body
    new = Announcement.objects.get(pk=draft.pk)
    assert (live.body, new.body) == (body(OLD), body(NEW))
    assert (new.state, new.change_note) == ("draft", "ปรับที่อยู่ลิงก์ของ example.go.th ให้เป็นปัจจุบัน")
    assert [row.user for row in new.contributions.all()] == [cast.writer]
    assert new.events.order_by("-number").first().action == "แก้ลิงก์ที่ย้ายที่อยู่"
    assert publish(new).body == new.body


def test_a_draft_is_mended_where_it_is(cast):
    draft = make_draft(Link, url=f"{OLD}")
    OutsideLink.objects.all().delete()
    assert mend(moved(draft), actor=cast.writer2).pk == draft.pk
    fresh = Link.objects.get(pk=draft.pk)
    assert (fresh.url, fresh.version) == (NEW, draft.version + 1)


def test_who_may_not_write_and_what_is_under_review_is_refused(cast):
    live = make_live(Link, url=OLD)
    place = moved(live)
    with pytest.raises(Refused):
        mend(place, actor=cast.approver)
    waiting = submit(make_draft(body=f"<p>{OLD}</p>"))
    with pytest.raises(Refused):
        mend(moved(waiting), actor=cast.writer)
    OutsideLink.objects.filter(address=OLD).update(verdict="elsewhere")
    with pytest.raises(Refused):
        mend(LinkPlace.objects.get(pk=place.pk), actor=cast.writer)
    assert Edition.objects.filter(publication=live.publication).count() == 1


# The desk


@pytest.mark.dry
def test_staff_see_what_to_mend_by_owner_with_the_same_queries_for_one_and_three(cast, as_user):
    assert connection.features.supports_json_field  # asked once a process
    client, counts = as_user(cast.writer), []
    for number in (1, 2):
        for _ in range(number):
            place = moved(make_live(Link, url=OLD))
            OutsideLink.objects.filter(pk=place.link_id).update(
                address=f"{OLD}#{place.pk}", fingerprint=place.pk
            )
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{LIST}?owner=me").content.decode()
        counts.append((page.count('name="mend"'), len(queries)))
    assert counts == [(1, 9), (3, 9)]
    assert 'name="mend"' not in as_user(cast.approver).get(LIST).content.decode()
    assert "ไม่มีลิงก์" in as_user(cast.reviewer).get(f"{LIST}?owner=me").content.decode()
    for nonsense in ("owner=9999999999999999999999", "owner=x", "verdict=x", "owner=๙"):
        assert as_user(cast.reviewer).get(f"{LIST}?{nonsense}").status_code == 200, nonsense


def test_the_start_page_tells_the_owner_and_whoever_acts_for_him(cast, as_user):
    moved(make_live(Link, url=OLD))
    start = as_user(cast.writer).get("/admin/")
    assert "<strong>1 แห่ง</strong>" in start.content.decode()
    assert start.context["desk_menu"][0]["waiting"] == 0, "it is no work that waits for him today"
    assert as_user(cast.writer2).get("/admin/").context["links"] == 0
    let_act(cast.writer2, cast.writer.position, Role.REVIEWER)
    assert as_user(cast.writer2).get("/admin/").context["links"] == 1


@pytest.mark.dry
def test_the_buttons_look_again_and_mend(cast, as_user):
    place = moved(make_live(Link, url=OLD))
    page = f"{LIST}{place.link_id}/change/"
    OutsideLink.objects.update(next_at=timezone.now() + timedelta(days=1))
    as_user(cast.reviewer).post(page)
    assert OutsideLink.objects.get().next_at <= timezone.now()
    answer = as_user(cast.writer).post(page, {"mend": place.pk})
    draft = Link.objects.get(state="draft")
    assert (answer["Location"], draft.url) == (f"/admin/links/link/{draft.pk}/change/", NEW)
    assert as_user(cast.reviewer).post(page, {"mend": place.pk}, follow=True).status_code == 200
    for nonsense in ("", "x", "9" * 30, "0"):
        assert as_user(cast.writer).post(page, {"mend": nonsense}).status_code == 404, nonsense

"""รักษาราชการแทน: who is approver on a day, what the ledger quotes, and who may write an order down."""

from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Acting, User
from accounts.roles import Role
from publishing.models import LedgerEvent
from publishing.states import Action, State
from publishing.workflow import Refused, approvers_of, claim_draft, move, why_not
from tests import helpers
from tests.helpers import ALL_TICKS, make_draft, make_live, submit
from thai.dates import BANGKOK, format_date

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2027, 1, 4), date(2027, 1, 8)
LIST = "/admin/accounts/acting/"

let_act = partial(helpers.let_act, first=FIRST, last=LAST)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)


def again(person: User) -> User:
    """The person as a new request reads him."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def acts(cast) -> User:
    """Somebody without any role, who acts for the approver's position from FIRST to LAST."""
    let_act(cast.onlooker, cast.approver.position)
    return cast.onlooker


# Who is approver on a day


@pytest.mark.parametrize(
    ("moment", "may"),
    [
        (at(FIRST - timedelta(days=1), 23, 59), False),
        (at(FIRST, 0, 0), True),
        (at(LAST, 23, 59), True),
        (at(LAST + timedelta(days=1), 0, 0), False),
    ],
)
@pytest.mark.alike
def test_an_order_counts_from_its_first_day_to_its_last_in_thai_time(moment, may, acts, cast, time_machine):
    time_machine.move_to(moment, tick=False)
    waiting = submit(make_draft())
    assert (why_not(waiting, Action.APPROVE, again(acts)) == []) is may
    assert (acts.pk in {person.pk for person in approvers_of(waiting)}) is may
    if may:
        assert move(waiting, Action.APPROVE, actor=acts, ticks=ALL_TICKS).state == State.PUBLISHED
    else:
        with pytest.raises(Refused):
            move(waiting, Action.APPROVE, actor=acts, ticks=ALL_TICKS)


def test_the_ledger_quotes_the_position_acted_for(acts, cast, time_machine):
    time_machine.move_to(at(FIRST), tick=False)
    live = move(submit(make_draft()), Action.APPROVE, actor=acts, ticks=ALL_TICKS)
    event = LedgerEvent.objects.get(edition=live.pk, action=Action.APPROVE)
    assert event.actor_position == "นายช่างโยธา รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล"


def test_who_writes_and_acts_is_quoted_as_acting_only_when_he_acts(cast, time_machine):
    let_act(cast.writer, cast.approver.position)
    time_machine.move_to(at(FIRST), tick=False)
    own = make_draft()
    assert LedgerEvent.objects.get(edition=own.pk).actor_position == "นักประชาสัมพันธ์"
    other = submit(make_draft(writer=cast.writer2), writer=cast.writer2)
    move(other, Action.APPROVE, actor=cast.writer, ticks=ALL_TICKS)
    approved = LedgerEvent.objects.get(edition=other.pk, action=Action.APPROVE)
    assert approved.actor_position == "นักประชาสัมพันธ์ รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล"


def test_who_acts_may_not_approve_what_he_contributed_to(cast, time_machine):
    let_act(cast.writer, cast.approver.position)
    time_machine.move_to(at(FIRST), tick=False)
    waiting = submit(make_draft())
    assert why_not(waiting, Action.APPROVE, again(cast.writer)) == [
        "ท่านร่วมจัดทำฉบับนี้ จึงต้องให้ผู้อนุมัติคนอื่นเป็นผู้ดำเนินการ"
    ]
    assert cast.writer.pk not in {person.pk for person in approvers_of(waiting)}


def test_an_acting_approver_does_not_write(acts, cast, time_machine):
    draft = make_draft()
    time_machine.move_to(at(FIRST), tick=False)
    with pytest.raises(Refused):
        claim_draft(draft, actor=acts, seen_version=draft.version)


def test_an_administrator_with_an_order_from_before_still_may_not_approve(acts, cast, time_machine):
    time_machine.move_to(at(FIRST), tick=False)
    waiting = submit(make_draft())
    acts.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.label))
    assert acts.pk not in {person.pk for person in approvers_of(waiting)}
    with pytest.raises(Refused):
        move(waiting, Action.APPROVE, actor=acts, ticks=ALL_TICKS)


def test_a_deactivated_person_does_not_act(acts, cast, time_machine):
    time_machine.move_to(at(FIRST), tick=False)
    waiting = submit(make_draft())
    User.objects.filter(pk=acts.pk).update(is_active=False)
    assert acts.pk not in {person.pk for person in approvers_of(waiting)}
    with pytest.raises(Refused):
        move(waiting, Action.APPROVE, actor=acts, ticks=ALL_TICKS)


def test_who_acts_for_the_owning_position_confirms_that_it_is_still_correct(cast, time_machine):
    live = make_live()  # owned by the writer's position
    let_act(cast.onlooker, live.publication.owner, role=Role.REVIEWER)
    assert why_not(live, Action.STILL_CORRECT, again(cast.onlooker)) != []
    time_machine.move_to(at(FIRST), tick=False)
    move(live, Action.STILL_CORRECT, actor=cast.onlooker)
    event = LedgerEvent.objects.get(edition=live.pk, action=Action.STILL_CORRECT)
    assert event.actor_position == "นายช่างโยธา รักษาราชการแทนนักประชาสัมพันธ์"


def test_the_desk_opens_to_who_acts_on_that_day_and_not_on_the_next(acts, cast, client, time_machine):
    waiting = submit(make_draft())
    queue, form = "/admin/publishing/reviewitem/", f"/admin/announcements/announcement/{waiting.pk}/change/"
    seen = []
    for moment in (at(FIRST - timedelta(days=1), 23, 30), at(FIRST), at(LAST, 23, 30), at(LAST, 23, 59)):
        time_machine.move_to(moment, tick=False)
        client.force_login(acts)
        seen.append((client.get(queue).status_code, client.get(form).status_code))
    assert seen == [(403, 403), (200, 200), (200, 200), (200, 200)]
    # The same session, one minute later: it is the next day in Thailand, and the same day still in UTC.
    time_machine.move_to(at(LAST + timedelta(days=1), 0, 0), tick=False)
    assert (client.get(queue).status_code, client.get(form).status_code) == (403, 403)


@pytest.mark.dry
def test_the_page_names_who_acts_with_the_position_acted_for(acts, cast, as_user, time_machine):
    time_machine.move_to(at(FIRST), tick=False)
    waiting = submit(make_draft())
    page = as_user(cast.writer).get(f"/admin/announcements/announcement/{waiting.pk}/change/")
    assert "นายช่างโยธา รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล" in page.content.decode()


# Writing an order down


def order(cast, **values) -> dict[str, str]:
    today = timezone.localdate()
    plain = {
        "person": str(cast.onlooker.pk),
        "position": str(cast.approver.position_id),
        "role": "approver",
        "starts_on": today + timedelta(days=1),
        "ends_on": today + timedelta(days=5),
        "order_number": "คำสั่ง อบต.โพนโก ที่ 123/2569",
    }
    return {
        name: format_date(value) if isinstance(value, date) else value
        for name, value in {**plain, **values}.items()
    }


def send(client, data, address: str = f"{LIST}add/") -> str:
    """The page that refuses, or nothing when the order was taken."""
    response = client.post(address, data)
    if response.status_code == 302:
        return ""
    assert response.status_code == 200
    return response.content.decode()


def test_an_administrator_writes_an_order_down_and_the_ledger_has_it_whole(as_user, cast):
    data = order(cast, starts_on="4 ม.ค. 2570", ends_on="๐๘/๐๑/๒๕๗๐")
    assert send(as_user(cast.administrator), data) == ""
    acting = Acting.objects.get()
    assert (acting.starts_on, acting.ends_on) == (FIRST, LAST)
    event = LedgerEvent.objects.latest("number")
    assert (event.action, event.actor) == ("เพิ่มการรักษาราชการแทน", cast.administrator)
    assert event.note == (
        "ผู้แสดง onlooker รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล (ผู้อนุมัติ) "
        "ตั้งแต่วันที่ 4 ม.ค. 2570 ถึงวันที่ 8 ม.ค. 2570 คำสั่ง อบต.โพนโก ที่ 123/2569"
    )


@pytest.mark.parametrize("name", ["writer", "reviewer", "approver", "chief", "assessor", "onlooker"])
def test_nobody_else_writes_orders(name, as_user, cast):
    client = as_user(getattr(cast, name))
    assert client.post(f"{LIST}add/", order(cast)).status_code == 403
    assert client.get(LIST).status_code == 403
    assert Acting.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"person": "administrator"}, "ท่านกำหนดให้ตนเองรักษาราชการแทนไม่ได้"),
        ({"person": "approver"}, "ผู้นี้ดำรงตำแหน่งนี้อยู่แล้ว"),
        ({"ends_on": -1}, "วันสิ้นสุดผ่านไปแล้ว"),
        ({"starts_on": 9, "ends_on": 8}, "วันสิ้นสุดต้องไม่อยู่ก่อนวันเริ่ม"),
        ({"order_number": ""}, "errorlist"),
        ({"role": "writer"}, "errorlist"),
        ({"role": "administrator"}, "errorlist"),
    ],
)
@pytest.mark.alike
def test_an_order_that_cannot_be_is_refused_with_a_sentence(values, sentence, as_user, cast):
    for name, value in values.items():
        if name == "person":
            values = {**values, name: str(getattr(cast, value).pk)}
        elif isinstance(value, int):
            values = {**values, name: timezone.localdate() + timedelta(days=value)}
    assert sentence in send(as_user(cast.administrator), order(cast, **values))
    assert Acting.objects.count() == 0


def test_another_administrator_is_refused_too(as_user, cast):
    cast.onlooker.groups.add(Group.objects.get(name=Role.ADMINISTRATOR.label))
    assert "ผู้ดูแลระบบรักษาราชการแทนในระบบนี้ไม่ได้" in send(as_user(cast.administrator), order(cast))
    assert Acting.objects.count() == 0


def test_a_deactivated_person_is_not_offered(as_user, cast):
    User.objects.filter(pk=cast.onlooker.pk).update(is_active=False)
    client = as_user(cast.administrator)
    assert "ผู้แสดง onlooker" not in client.get(f"{LIST}add/").content.decode()
    assert "errorlist" in send(client, order(cast))


def test_orders_of_one_person_for_one_position_and_role_do_not_overlap(as_user, cast):
    client, today = as_user(cast.administrator), timezone.localdate()
    assert send(client, order(cast)) == ""
    again = order(cast, starts_on=today + timedelta(days=5), ends_on=today + timedelta(days=9))
    assert "อยู่แล้ว ตั้งแต่วันที่" in send(client, again)
    assert send(client, {**again, "role": "reviewer"}) == ""
    assert (
        send(client, order(cast, starts_on=today + timedelta(days=6), ends_on=today + timedelta(days=9)))
        == ""
    )
    assert Acting.objects.count() == 3


def test_a_long_order_is_taken_with_a_warning(as_user, cast):
    data = order(cast, ends_on=timezone.localdate() + timedelta(days=182))
    response = as_user(cast.administrator).post(f"{LIST}add/", data, follow=True)
    assert "ยาวกว่า 180 วัน" in response.content.decode()
    assert Acting.objects.count() == 1


def test_what_has_begun_can_only_end_earlier(as_user, cast):
    today = timezone.localdate()
    acting = let_act(
        cast.onlooker,
        cast.approver.position,
        first=today - timedelta(days=3),
        last=today + timedelta(days=3),
    )
    client, address = as_user(cast.administrator), f"{LIST}{acting.pk}/change/"
    rewritten = order(cast, person=str(cast.writer2.pk), role="reviewer", ends_on=today + timedelta(days=1))
    assert send(client, rewritten, address) == ""
    acting.refresh_from_db()
    assert (acting.person, acting.role, acting.starts_on, acting.ends_on) == (
        cast.onlooker,
        "approver",
        today - timedelta(days=3),
        today + timedelta(days=1),
    )
    assert LedgerEvent.objects.latest("number").action == "แก้ไขการรักษาราชการแทน"
    later = send(client, {"ends_on": format_date(today + timedelta(days=2))}, address)
    assert "เลื่อนวันสิ้นสุดออกไป" in later
    assert "ย้อนหลังได้ไม่เกินเมื่อวาน" in send(client, {"ends_on": format_date(today - timedelta(days=2))}, address)
    assert client.post(f"{LIST}{acting.pk}/delete/", {"post": "yes"}).status_code == 403
    assert send(client, {"ends_on": format_date(today - timedelta(days=1))}, address) == ""
    assert not again(cast.onlooker).has_role(Role.APPROVER)
    # It is over: nobody changes it any more.
    assert client.post(address, {"ends_on": format_date(today)}).status_code == 403


def test_who_was_appointed_to_the_post_meanwhile_can_still_be_ended(as_user, cast):
    today = timezone.localdate()
    acting = let_act(
        cast.onlooker, cast.approver.position, first=today - timedelta(days=3), last=today + timedelta(days=3)
    )
    User.objects.filter(pk=cast.onlooker.pk).update(position=cast.approver.position)
    data = {"ends_on": format_date(today)}
    assert send(as_user(cast.administrator), data, f"{LIST}{acting.pk}/change/") == ""
    acting.refresh_from_db()
    assert acting.ends_on == today


def test_what_has_not_begun_can_be_rewritten_and_cancelled_and_the_ledger_keeps_it(as_user, cast):
    today = timezone.localdate()
    acting = let_act(
        cast.onlooker, cast.approver.position, first=today + timedelta(days=1), last=today + timedelta(days=3)
    )
    client = as_user(cast.administrator)
    assert send(client, order(cast, person=str(cast.writer2.pk)), f"{LIST}{acting.pk}/change/") == ""
    acting.refresh_from_db()
    assert acting.person == cast.writer2
    assert client.post(f"{LIST}{acting.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Acting.objects.count() == 0
    event = LedgerEvent.objects.latest("number")
    assert event.action == "ยกเลิกการรักษาราชการแทน"
    assert "ผู้แสดง writer2 รักษาราชการแทนปลัดองค์การบริหารส่วนตำบล" in event.note


def test_who_acts_is_not_made_an_administrator_before_the_order_is_over(as_user, cast):
    today = timezone.localdate()
    let_act(cast.onlooker, cast.approver.position, first=today, last=today + timedelta(days=1))
    group = Group.objects.get(name=Role.ADMINISTRATOR.label)
    client, address = as_user(cast.administrator), f"/admin/accounts/user/{cast.onlooker.pk}/change/"
    data = {
        "username": "onlooker",
        "full_name": "ผู้แสดง onlooker",
        "position": cast.onlooker.position_id,
        "is_active": "on",
        "groups": group.pk,
    }
    assert "รักษาราชการแทนปลัดองค์การบริหารส่วนตำบลถึงวันที่" in send(client, data, address)
    assert not cast.onlooker.groups.exists()
    Acting.objects.update(starts_on=today - timedelta(days=2), ends_on=today - timedelta(days=1))
    assert send(client, data, address) == ""
    assert list(cast.onlooker.groups.all()) == [group]


def test_the_list_shows_what_runs_first_then_what_comes_then_what_is_over(as_user, cast):
    today = timezone.localdate()
    for first, last, person in ((-9, -5, cast.writer), (3, 9, cast.writer2), (-1, 1, cast.onlooker)):
        let_act(
            person,
            cast.approver.position,
            first=today + timedelta(days=first),
            last=today + timedelta(days=last),
        )
    client = as_user(cast.administrator)
    response = client.get(LIST)
    assert [row.person for row in response.context["cl"].result_list] == [
        cast.onlooker,
        cast.writer2,
        cast.writer,
    ]
    page = response.content.decode()
    assert [page.index(word) for word in ("กำลังมีผล<", "ยังไม่ถึงกำหนด<", "สิ้นสุดแล้ว<")] == sorted(
        page.index(word) for word in ("กำลังมีผล<", "ยังไม่ถึงกำหนด<", "สิ้นสุดแล้ว<")
    )
    for phase, person in enumerate((cast.onlooker, cast.writer2, cast.writer)):
        rows = client.get(f"{LIST}?phase={phase}").context["cl"].result_list
        assert [row.person for row in rows] == [person]
    assert client.get(f"{LIST}?phase=x").context["cl"].result_count == 3
    over = Acting.objects.get(person=cast.writer)
    shown = client.get(f"{LIST}{over.pk}/change/").content.decode()
    assert format_date(over.starts_on) in shown and f"{over.starts_on.year}" not in shown.split("<main")[1]


def test_writing_an_order_down_locks_the_ledger_first(as_user, cast):
    """As deactivating somebody does, which ends his orders: in the other order two would wait for each other."""
    client = as_user(cast.administrator)
    send(client, order(cast))
    with CaptureQueriesContext(connection) as asked:
        changed = order(cast, ends_on=timezone.localdate() + timedelta(days=3))
        assert client.post(f"{LIST}{Acting.objects.get().pk}/change/", changed).status_code == 302
    statements = [query["sql"] for query in asked]
    ledger = next(place for place, sql in enumerate(statements) if "ledgerhead" in sql)
    assert ledger < next(place for place, sql in enumerate(statements) if 'UPDATE "accounts_acting"' in sql)

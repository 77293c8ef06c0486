"""Deactivating somebody: what ends, what passes to the position, and what the administrator is shown of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Acting, User
from accounts.roles import Role
from publishing.handover import hand_over, handover_of
from publishing.models import Hold, LedgerEvent, Remark
from publishing.states import Action, State
from publishing.workflow import Refused, claim_draft, move
from tests.helpers import ALL_TICKS, make_draft, make_live, submit

pytestmark = pytest.mark.django_db

HANDOVER = 18  # queries of the page, whatever is left


def page_of(person: User) -> str:
    return f"/admin/accounts/user/{person.pk}/handover/"


def deactivate(client, person: User, **values):
    """What the administrator's browser sends from the form of an account with the tick taken away."""
    data = {
        "username": person.username,
        "full_name": person.full_name,
        "position": person.position_id or "",
        "groups": [group.pk for group in person.groups.all()],
        **values,
    }
    return client.post(f"/admin/accounts/user/{person.pk}/change/", data)


@pytest.fixture
def heir(cast, django_user_model) -> User:
    """A second person in the writer's position, who writes too."""
    person = django_user_model.objects.create_user("heir", full_name="ผู้รับช่วง", is_staff=True)
    person.position = cast.writer.position
    person.save()
    person.groups.add(Group.objects.get(name=Role.WRITER.label))
    return person


def test_deactivating_shows_what_is_left_at_once(as_user, cast):
    make_draft(title="ร่างที่ค้างอยู่")
    client = as_user(cast.administrator)
    response = deactivate(client, cast.writer)
    assert response.status_code == 302 and response["Location"] == page_of(cast.writer)
    page = client.get(page_of(cast.writer)).content.decode()
    assert "ระงับบัญชีแล้ว" in page and "ร่างที่ค้างอยู่" in page
    assert "ไม่มีผู้ใดดำรงหรือรักษาราชการแทนตำแหน่งนักประชาสัมพันธ์" in page
    assert not User.objects.get(pk=cast.writer.pk).is_active


def test_saving_an_account_without_deactivating_it_goes_where_it_went(as_user, cast):
    response = deactivate(as_user(cast.administrator), cast.writer, is_active="on")
    assert response["Location"] == "/admin/accounts/user/"
    assert LedgerEvent.objects.filter(action="โอนงานให้ตำแหน่ง").count() == 0


def test_a_left_draft_passes_to_the_position_and_its_writer_goes_on(as_user, cast, heir):
    draft = make_draft(title="ร่างที่ค้างอยู่")
    shared = make_draft(title="ร่างที่ทำด้วยกัน")
    claim_draft(shared, actor=cast.writer2, seen_version=shared.version)
    with pytest.raises(Refused):  # somebody who wrote it is still there
        move(draft, Action.DISCARD, actor=heir)
    deactivate(as_user(cast.administrator), cast.writer)
    event = LedgerEvent.objects.get(action="โอนงานให้ตำแหน่ง")
    assert (event.edition_id, event.actor) == (draft.pk, cast.administrator)
    assert event.note == "จากผู้แสดง writer ให้ตำแหน่งนักประชาสัมพันธ์"
    draft.refresh_from_db()
    assert submit(draft, writer=heir).state == State.SUBMITTED
    page = as_user(cast.administrator).get(page_of(cast.writer)).content.decode()
    assert "ร่างที่ค้างอยู่" in page and "ผู้รับช่วง" in page
    assert "ร่างที่ทำด้วยกัน" not in page and "ไม่มีผู้ใดดำรง" not in page


def test_orders_to_act_end_and_holds_go(as_user, cast):
    today = timezone.localdate()
    running, begun_today, coming, over = (
        Acting.objects.create(
            person=cast.writer,
            position=cast.approver.position,
            role=role,
            starts_on=today + timedelta(days=first),
            ends_on=today + timedelta(days=last),
            order_number=f"คำสั่งที่ {first}",
        )
        for role, first, last in (
            ("approver", -2, 2),
            ("reviewer", 0, 2),
            ("approver", 5, 9),
            ("approver", -9, -5),
        )
    )
    Hold.objects.create(edition=make_draft(), user=cast.writer, since=timezone.now(), seen_at=timezone.now())
    response = deactivate(as_user(cast.administrator), cast.writer)
    assert response.status_code == 302
    assert Hold.objects.count() == 0
    assert {acting.pk: acting.ends_on for acting in Acting.objects.all()} == {
        running.pk: today - timedelta(days=1),
        begun_today.pk: today,
        over.pk: over.ends_on,
    }
    assert not Acting.objects.filter(pk=coming.pk).exists()
    ended = LedgerEvent.objects.filter(action="สิ้นสุดการรักษาราชการแทน").values_list("note", flat=True)
    cancelled = LedgerEvent.objects.get(action="ยกเลิกการรักษาราชการแทน")
    assert len(ended) == 2 and all(note.startswith("ระงับบัญชี ผู้แสดง writer รักษาราชการแทนปลัด") for note in ended)
    assert "คำสั่งที่ 5" in cancelled.note
    # Given back on the same day, the account does not act again by the order that ran.
    User.objects.filter(pk=cast.writer.pk).update(is_active=True)
    assert not User.objects.get(pk=cast.writer.pk).has_role(Role.APPROVER)


def test_an_approver_leaves_what_only_he_could_approve_and_what_waits_for_its_time(as_user, cast):
    User.objects.filter(pk=cast.approver2.pk).update(is_active=False)
    submit(make_draft(title="รอเขาคนเดียว"))
    other = submit(make_draft(title="อนุมัติแล้วรอเวลา"))
    later = timezone.now() + timedelta(days=2)
    move(other, Action.SCHEDULE, actor=cast.approver, ticks=ALL_TICKS, publish_at=later)
    before = handover_of(User.objects.get(pk=cast.approver.pk))
    assert [edition.title for edition in before.stuck] == ["รอเขาคนเดียว"]
    deactivate(as_user(cast.administrator), cast.approver)
    after = handover_of(User.objects.get(pk=cast.approver.pk))
    assert [edition.title for edition in after.stuck] == ["รอเขาคนเดียว"]
    assert [edition.title for edition in after.scheduled] == ["อนุมัติแล้วรอเวลา"]
    User.objects.filter(pk=cast.approver2.pk).update(is_active=True)
    assert handover_of(User.objects.get(pk=cast.approver.pk)).stuck == []


def test_what_the_vacant_position_answers_for_is_listed_and_stays_the_positions(as_user, cast, heir):
    live = make_live(title="ข่าวของตำแหน่ง")
    draft = make_draft(title="ร่างของนิติกร", writer=cast.writer2)
    remark = Remark.objects.create(
        edition=draft, at=timezone.now(), author_name="ผู้ถาม", text="โปรดดู", mentions=cast.writer.position
    )
    assert handover_of(cast.writer).publications == []  # the heir holds the position too
    User.objects.filter(pk=heir.pk).update(is_active=False)
    left = handover_of(cast.writer)
    assert left.is_vacant
    assert ([edition.pk for edition in left.publications], left.publications_count) == ([live.pk], 1)
    assert left.mentions == [remark]
    deactivate(as_user(cast.administrator), cast.writer)
    live.publication.refresh_from_db()
    assert live.publication.owner == cast.writer.position
    page = as_user(cast.administrator).get(page_of(cast.writer)).content.decode()
    assert "ข่าวของตำแหน่ง" in page and "ผู้ถาม" in page
    assert "โปรดดู" not in page  # what was said is not for administrators


def test_the_page_shows_titles_and_no_wording(as_user, cast):
    make_draft(title="ชื่อเรื่องเท่านั้น", summary="สรุปลับ", body="<p>เนื้อหาลับ</p>")
    page = as_user(cast.administrator).get(page_of(cast.writer)).content.decode()
    assert "ชื่อเรื่องเท่านั้น" in page
    assert "สรุปลับ" not in page and "เนื้อหาลับ" not in page


@pytest.mark.parametrize(
    "name", ["writer", "writer2", "reviewer", "approver", "chief", "assessor", "onlooker"]
)
@pytest.mark.alike
def test_the_page_is_for_administrators_alone(name, as_user, cast):
    make_draft(title="ชื่อเรื่องเท่านั้น")
    response = as_user(getattr(cast, name)).get(page_of(cast.writer))
    assert response.status_code == 403
    assert "ชื่อเรื่องเท่านั้น" not in response.content.decode()


def test_a_visitor_signs_in_first_and_nonsense_is_not_found(client, cast):
    assert "/admin/login/" in client.get(page_of(cast.writer))["Location"]
    client.force_login(cast.administrator)
    for number in (0, 999_999, 10**18, 10**30):
        assert client.get(f"/admin/accounts/user/{number}/handover/").status_code == 404, number


def test_the_account_links_to_the_page(as_user, cast):
    page = as_user(cast.administrator).get(f"/admin/accounts/user/{cast.writer.pk}/change/").content.decode()
    assert f'href="{page_of(cast.writer)}"' in page


def test_somebody_who_leaves_nothing_is_told_so(as_user, cast):
    page = as_user(cast.administrator).get(page_of(cast.assessor)).content.decode()
    assert "ไม่มีงานค้างที่ต้องส่งมอบ" in page


def test_the_session_of_a_deactivated_person_ends_at_once(as_user, cast):
    his = Client()
    his.force_login(cast.writer)
    assert his.get("/admin/announcements/announcement/").status_code == 200
    deactivate(as_user(cast.administrator), cast.writer)
    response = his.get("/admin/announcements/announcement/")
    assert response.status_code == 302 and "/admin/login/" in response["Location"]
    assert not his.login(username="writer", password="pass")


def test_all_or_nothing(as_user, cast, monkeypatch):
    """When the hand-over fails, the account is not deactivated either."""
    make_draft()

    def fail(*args, **kwargs):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("publishing.handover.ledger.append", fail)
    with pytest.raises(RuntimeError):
        deactivate(as_user(cast.administrator), cast.writer)
    assert User.objects.get(pk=cast.writer.pk).is_active


def test_handing_over_twice_is_told_twice_and_breaks_nothing(cast):
    make_draft()
    User.objects.filter(pk=cast.writer.pk).update(is_active=False)
    person = User.objects.get(pk=cast.writer.pk)
    assert hand_over(person, actor=cast.administrator) == []
    assert hand_over(person, actor=cast.administrator) == []


def test_the_page_asks_the_database_as_often_for_three_as_for_one(as_user, cast, heir):
    User.objects.filter(pk=heir.pk).update(is_active=False)
    User.objects.filter(pk=cast.approver2.pk).update(is_active=False)
    cast.writer.groups.add(Group.objects.get(name=Role.APPROVER.label))
    User.objects.filter(pk=cast.approver.pk).update(is_active=False)
    client, counts = as_user(cast.administrator), []
    for number in (1, 2):
        for _ in range(number):
            make_draft()
            submit(make_draft(writer=cast.writer2), writer=cast.writer2)
            Remark.objects.create(
                edition=make_draft(writer=cast.writer2),
                at=timezone.now(),
                author_name="ผู้ถาม",
                mentions=cast.writer.position,
            )
        with CaptureQueriesContext(connection) as queries:
            left = client.get(page_of(cast.writer)).context["handover"]
        assert (len(left.drafts), len(left.stuck), len(left.mentions)) == (
            (1, 1, 1) if number == 1 else (3, 3, 3)
        )
        counts.append(len(queries))
    assert counts == [HANDOVER, HANDOVER]

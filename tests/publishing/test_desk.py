"""The editing form and the admin of the office, by the requests that a browser sends."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import Office, Position, User
from accounts.roles import Role
from announcements.models import Announcement
from content.models import Page, Structure
from publishing.categories import edition_models
from publishing.files import attach
from publishing.models import Attachment, Edition, LedgerEvent, StoredFile
from publishing.states import Action, State
from publishing.workflow import move
from tests.desk import Fields
from tests.helpers import add_document, jpeg_upload, make_draft, make_live, pdf_upload, publish, submit

pytestmark = pytest.mark.django_db

NO_ROWS = {
    f"attachments{part}-{name}": value
    for part in ("", "-2")
    for name, value in {
        "TOTAL_FORMS": "0",
        "INITIAL_FORMS": "0",
        "MIN_NUM_FORMS": "0",
        "MAX_NUM_FORMS": "1000",
    }.items()
}


def news_form(**values) -> dict[str, str]:
    """What the browser posts from the form of a piece of news without attachments."""
    owner = Position.objects.get(title="นักประชาสัมพันธ์").pk
    plain = {
        "title": "ข่าว",
        "summary": "ย่อ",
        "body": "<p>ข่าว</p>",
        "kind": "activity",
        "owner": str(owner),
        "slug": "",
    }
    return {**plain, **NO_ROWS, "_continue": "1", **values}


def change_address(edition: Edition) -> str:
    return f"/admin/{edition._meta.app_label}/{edition._meta.model_name}/{edition.pk}/change/"


def test_a_draft_is_made_through_the_form_and_its_writer_is_a_contributor(as_user, cast):
    browser = as_user(cast.writer)
    response = browser.post("/admin/announcements/announcement/add/", news_form(dated_on="๑๗ มิ.ย. ๒๕๖๙"))
    assert response.status_code == 302
    news = Announcement.objects.get()
    assert (news.state, news.dated_on.isoformat()) == (State.DRAFT, "2026-06-17")
    assert [row.user for row in news.contributions.all()] == [cast.writer]
    assert LedgerEvent.objects.get(edition=news).action == Action.START


def test_fields_that_no_form_has_are_ignored(as_user, cast):
    draft = make_draft()
    data = news_form(
        seen_version=draft.version, state="published", approved_by=cast.approver.pk, published_at="2569-01-01"
    )
    as_user(cast.writer).post(change_address(draft), data)
    draft.refresh_from_db()
    assert (draft.title, draft.state, draft.approved_by, draft.published_at) == (
        "ข่าว",
        State.DRAFT,
        None,
        None,
    )


def test_a_save_over_a_newer_save_shows_both_texts_and_loses_neither(as_user, cast):
    draft = make_draft(title="ก่อน")
    seen = draft.version
    as_user(cast.writer2).post(change_address(draft), news_form(title="ของคนที่สอง", seen_version=seen))
    response = as_user(cast.writer).post(
        change_address(draft), news_form(title="ของคนแรก", seen_version=seen)
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "ของคนที่สอง" in page and 'value="ของคนแรก"' in page and "ผู้แสดง writer2" in page
    draft.refresh_from_db()
    assert draft.title == "ของคนที่สอง"
    again = news_form(title="ของคนแรก", seen_version=draft.version)
    assert f'value="{draft.version}"' in page  # so that sending the same page again is a knowing choice
    assert as_user(cast.writer).post(change_address(draft), again).status_code == 302


def test_a_submitted_draft_cannot_be_saved_and_what_was_typed_is_not_lost(as_user, cast):
    waiting = submit(make_draft(title="เสนอแล้ว"))
    waiting = Announcement.objects.get(pk=waiting.pk)
    response = as_user(cast.writer).post(
        change_address(waiting), news_form(title="แทรก", seen_version=waiting.version)
    )
    page = response.content.decode()
    assert "จึงบันทึกไม่ได้" in page and 'value="แทรก"' in page
    waiting.refresh_from_db()
    assert waiting.title == "เสนอแล้ว"


def test_a_refused_form_keeps_what_was_typed(as_user, cast):
    data = news_form(dated_on="31/02/2569", title="ข่าวที่พิมพ์ไว้")
    response = as_user(cast.writer).post("/admin/announcements/announcement/add/", data)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="31/02/2569"' in page and 'value="ข่าวที่พิมพ์ไว้"' in page
    assert Announcement.objects.count() == 0


@pytest.mark.dry
def test_a_reader_of_the_desk_sees_dates_in_buddhist_years(as_user, cast):
    waiting = submit(make_draft())
    page = as_user(cast.reviewer).get(change_address(waiting.specific)).content.decode()
    assert "2 พ.ย. 2569" in page
    assert "2026" not in page.split("<main")[1].split("</main>")[0].replace("2026-", "")


@pytest.mark.parametrize("slug", ["Admin", "feed", "มหาชน", "a b", "1st", "../x", "a" * 81])
@pytest.mark.alike
def test_a_bad_slug_is_refused_with_a_sentence(slug, as_user, cast):
    response = as_user(cast.writer).post("/admin/announcements/announcement/add/", news_form(slug=slug))
    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
    assert Announcement.objects.count() == 0


def test_a_slug_is_unique_in_its_category_and_free_in_another(as_user, cast):
    make_draft(slug="krathong")
    response = as_user(cast.writer).post("/admin/announcements/announcement/add/", news_form(slug="krathong"))
    assert "ให้ใช้คำอื่น" in response.content.decode()
    assert make_draft(Page, slug="krathong").publication.slug == "krathong"


def test_a_slug_is_frozen_at_the_first_publication(as_user, cast):
    live = make_live(slug="krathong")
    draft = move(live, Action.START, actor=cast.writer)
    data = news_form(seen_version=draft.version, slug="other", change_kind="major", change_note="แก้")
    assert as_user(cast.writer).post(change_address(draft), data).status_code == 302
    live.publication.refresh_from_db()
    assert live.publication.slug == "krathong"


def test_files_come_in_through_the_form(as_user, cast):
    rows = {
        "not_classified": "on",
        "attachments-TOTAL_FORMS": "1",
        "attachments-0-upload": pdf_upload("กำหนดการ.pdf"),
        "attachments-0-title": "กำหนดการ",
        "attachments-0-order": "0",
        "attachments-2-TOTAL_FORMS": "1",
        "attachments-2-0-upload": jpeg_upload(),
        "attachments-2-0-alt": "ขบวนแห่",
        "attachments-2-0-order": "1",
    }
    response = as_user(cast.writer).post("/admin/announcements/announcement/add/", news_form(**rows))
    assert response.status_code == 302
    news = Announcement.objects.get()
    assert [(row.kind, row.title, row.alt, row.stored.extension) for row in news.attachments.all()] == [
        ("document", "กำหนดการ", "", "pdf"),
        ("photo", "ภาพ", "ขบวนแห่", "jpg"),
    ]


def test_a_portrait_comes_in_with_its_post(as_user, cast):
    owner = Position.objects.get(title="นักประชาสัมพันธ์").pk
    post = {
        "branch": "executive",
        "tier": "1",
        "position": "นายก อบต.",
        "name": "ตัวอย่าง (ตัวอย่าง)",
        "order": "0",
    }
    data = {
        **NO_ROWS,
        "title": "โครงสร้าง", "summary": "ย่อ", "owner": str(owner), "_continue": "1",
        "posts-TOTAL_FORMS": "1", "posts-INITIAL_FORMS": "0", "posts-MIN_NUM_FORMS": "0", "posts-MAX_NUM_FORMS": "1000",
        **{f"posts-0-{name}": value for name, value in post.items()},
        "posts-0-portrait": jpeg_upload("นายก.jpg"), "not_classified": "on",
    }  # fmt: skip
    response = as_user(cast.writer).post("/admin/content/structure/add/", data)
    assert response.status_code == 302
    structure = Structure.objects.get()
    assert structure.attachments.get().address_id == structure.posts.get().photo_id


def test_a_refused_move_shows_its_reasons_and_keeps_the_note(as_user, cast):
    waiting = submit(make_draft())
    address = f"/admin/announcements/announcement/{waiting.pk}/move/approve/"
    response = as_user(cast.approver).post(
        address, {"seen": waiting.version, "note": "พิมพ์ไว้แล้ว", "monarchy": "on"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("ทำเครื่องหมายรับรองข้อ 1(1)") == 3
    assert "พิมพ์ไว้แล้ว" in page and 'name="monarchy" id="id_monarchy" checked' in page


def test_an_approval_from_a_page_opened_before_the_last_change_is_refused(as_user, cast):
    seen = submit(make_draft()).version
    draft = Announcement.objects.get()
    again = move(draft, Action.RECALL, actor=cast.writer)
    Announcement.objects.filter(pk=again.pk).update(title="เปลี่ยน")
    submit(again)
    ticks = dict.fromkeys(("monarchy", "state_security", "public_order", "good_morals"), "on")
    address = f"/admin/announcements/announcement/{draft.pk}/move/approve/"
    response = as_user(cast.approver).post(address, {"seen": seen, **ticks})
    assert "หลังจากที่ท่านเปิดดู" in response.content.decode()
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED


@pytest.mark.dry
def test_the_panel_names_who_may_approve_and_says_when_nobody_can(as_user, cast):
    waiting = submit(make_draft())
    page = as_user(cast.writer).get(change_address(waiting.specific)).content.decode()
    assert "ผู้แสดง approver" in page and "ผู้แสดง approver2" in page
    User.objects.filter(groups__name=Role.APPROVER.label).update(is_active=False)
    assert "วันนี้ไม่มีผู้อนุมัติ" in as_user(cast.writer).get(change_address(waiting.specific)).content.decode()


@pytest.mark.dry
def test_the_editor_has_its_policy_on_the_editing_pages_only(as_user, cast):
    browser = as_user(cast.writer)
    draft, waiting = make_draft(), submit(make_draft())
    relaxed = browser.get(change_address(draft))["Content-Security-Policy"]
    assert "'unsafe-inline'" in relaxed and "default-src 'none'" in relaxed
    for address in (
        change_address(waiting.specific),
        "/admin/",
        "/admin/announcements/announcement/",
        "/",
        "/news/",
    ):
        assert "unsafe" not in browser.get(address)["Content-Security-Policy"], address


def test_a_change_of_role_is_in_the_ledger(as_user, cast):
    person = cast.onlooker
    writer, approver = (Group.objects.get(name=role.label) for role in (Role.WRITER, Role.APPROVER))
    data = {
        "username": person.username, "full_name": person.full_name, "position": person.position_id, "is_active": "on",
        "groups": [writer.pk, approver.pk],
    }  # fmt: skip
    address = f"/admin/accounts/user/{person.pk}/change/"
    assert as_user(cast.administrator).post(address, data).status_code == 302
    event = LedgerEvent.objects.get(action="จัดการบัญชี")
    assert event.actor == cast.administrator
    assert event.note == f"{person.full_name}: ได้รับบทบาทผู้จัดทำ, ได้รับบทบาทผู้อนุมัติ"


def test_nobody_hands_out_accounts_and_publishes(as_user, cast):
    person = cast.onlooker
    groups = [Group.objects.get(name=role.label).pk for role in (Role.ADMINISTRATOR, Role.APPROVER)]
    data = {"username": person.username, "full_name": person.full_name, "is_active": "on", "groups": groups}
    response = as_user(cast.administrator).post(f"/admin/accounts/user/{person.pk}/change/", data)
    assert "พร้อมกันไม่ได้" in response.content.decode()
    assert person.groups.count() == 0


def test_nobody_gives_himself_a_role_or_a_position(as_user, cast):
    person = cast.administrator
    approver = Group.objects.get(name=Role.APPROVER.label).pk
    data = {
        "username": person.username,
        "full_name": person.full_name,
        "groups": [approver],
        "position": cast.approver.position_id,
        "is_superuser": "on",
    }
    as_user(person).post(f"/admin/accounts/user/{person.pk}/change/", data)
    person = User.objects.get(pk=person.pk)
    assert [group.name for group in person.groups.all()] == [Role.ADMINISTRATOR.label]
    assert (person.position, person.is_active, person.is_superuser) == (
        cast.administrator.position,
        True,
        False,
    )


def test_an_administrator_does_not_touch_a_superuser(as_user, cast):
    chief = cast.chief
    User.objects.filter(pk=chief.pk).update(is_superuser=True)
    browser = as_user(cast.administrator)
    assert browser.post(f"/admin/accounts/user/{chief.pk}/change/", {"username": "x"}).status_code == 403
    assert browser.post(f"/admin/accounts/user/{chief.pk}/password/").status_code == 403


def test_a_start_code_given_to_somebody_is_in_the_ledger(as_user, cast):
    response = as_user(cast.administrator).post(f"/admin/accounts/user/{cast.approver.pk}/password/")
    assert response.status_code == 200
    assert LedgerEvent.objects.get(action="จัดการบัญชี").note == f"{cast.approver.full_name}: ออกรหัสเริ่มใช้งาน"


def test_a_renamed_position_is_in_the_ledger(as_user, cast):
    position = cast.writer.position
    data = {"title": "นักประชาสัมพันธ์ชำนาญการ", "unit": position.unit_id, "order": "1"}
    as_user(cast.administrator).post(f"/admin/accounts/position/{position.pk}/change/", data)
    assert LedgerEvent.objects.get(action="แก้ไขตำแหน่ง").actor == cast.administrator


def test_a_new_owner_of_what_is_live_comes_with_the_approved_edition(as_user, cast, client):
    live = make_live()
    draft = move(live, Action.START, actor=cast.writer)
    other = cast.writer2.position
    data = news_form(
        seen_version=draft.version,
        owner=other.pk,
        change_kind="major",
        change_note="เปลี่ยนผู้ดูแล",
        dated_on="1/11/2569",
    )
    assert as_user(cast.writer).post(change_address(draft), data).status_code == 302
    live.publication.refresh_from_db()
    assert live.publication.owner == cast.writer.position
    publish(Announcement.objects.get(pk=draft.pk))
    live.publication.refresh_from_db()
    assert live.publication.owner == other


def test_a_portrait_that_no_post_shows_leaves_the_edition(as_user, cast):
    draft = make_draft(Structure)
    stored = StoredFile.objects.get(original_name="ภาพ.jpg")
    portrait = attach(draft, stored, kind=Attachment.Kind.PORTRAIT)
    post = draft.posts.first()
    type(post).objects.filter(pk=post.pk).update(photo=portrait.address)
    page = Fields(as_user(cast.writer).get(change_address(draft)).content.decode()).values
    page |= {"posts-0-remove_portrait": "on", "_continue": "1"}
    assert as_user(cast.writer).post(change_address(draft), page).status_code == 302
    assert not draft.attachments.exists()


@pytest.mark.parametrize(
    "address",
    [
        "content/page/99999999999999999999/change/",
        "content/page/99999999999999999999/preview/",
        "content/page/99999999999999999999/move/submit/",
        "content/page/?publication=99999999999999999999",
        "content/page/?saved_by=99999999999999999999",
        "content/page/?q=" + "a+" * 1900,
        "publishing/ledgerevent/?q=" + "a+" * 1900,
        "publishing/reviewitem/?q=%00&waiting=x",
    ],
)
def test_the_desk_answers_nonsense_without_an_error_page(address, as_user, cast):
    assert as_user(cast.writer).get(f"/admin/{address}").status_code in (200, 302, 400, 404)


def test_the_desk_lists_can_be_filtered(as_user, cast):
    waiting, draft = submit(make_draft(title="เรื่องที่รอ")), make_draft(title="เรื่องที่ร่าง", kind="notice")
    browser = as_user(cast.writer)

    def shown(address: str) -> list[str]:
        page = browser.get(f"/admin/{address}")
        assert page.status_code == 200, address
        return [edition.title for edition in page.context["cl"].result_list]

    news = "announcements/announcement"
    assert shown(f"{news}/") == [draft.title, waiting.title]
    assert shown(f"{news}/?state=submitted") == [waiting.title]
    assert shown(f"{news}/?state=all&q=ร่าง") == [draft.title]
    assert shown(f"{news}/?kind__exact=notice") == [draft.title]
    assert shown("publishing/reviewitem/?waiting=review") == [waiting.title]
    assert shown("publishing/reviewitem/?waiting=time") == []
    assert browser.get("/admin/publishing/ledgerevent/?did=submit").context["cl"].result_count == 1


def test_the_office_is_data_and_its_logo_is_encoded_anew(as_user, cast, client):
    office = Office.objects.get()
    data = {
        name: getattr(office, name)
        for name in (
            "name",
            "short_name",
            "name_english",
            "address",
            "postcode",
            "domain",
            "geocode",
            "first_fiscal_year",
        )
    }
    data |= {
        "name": "องค์การบริหารส่วนตำบลหนองตัวอย่าง",
        "place": "อำเภอเมือง",
        "logo": jpeg_upload("logo.jpg", 600, 600),
    }
    assert as_user(cast.administrator).post("/admin/accounts/office/1/change/", data).status_code == 302
    client.logout()
    assert "หนองตัวอย่าง" in client.get("/").content.decode()
    logo = client.get("/office/logo")
    assert logo["Content-Type"] == "image/webp" and b"".join(logo)[:4] == b"RIFF"
    assert LedgerEvent.objects.filter(action="แก้ไขข้อมูลหน่วยงาน", actor=cast.administrator).exists()


def test_there_is_one_office(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(pk=2, name="อื่น", short_name="อื่น", place="-", address="-", domain="x.go.th")


def test_setup_twice_changes_nothing(cast):
    from ponko_site.office_setup import set_up_office

    Office.objects.update(name="ชื่อที่ผู้ดูแลแก้")
    before = (Position.objects.count(), Group.objects.get(name=Role.WRITER.label).permissions.count())
    set_up_office()
    after = (Position.objects.count(), Group.objects.get(name=Role.WRITER.label).permissions.count())
    assert before == after
    assert Office.objects.get().name == "ชื่อที่ผู้ดูแลแก้"


def test_files_of_a_draft_open_for_staff_and_not_for_a_visitor(as_user, cast, client):
    attachment = add_document(make_draft(), title="ร่าง")
    address = attachment.get_absolute_url()
    assert client.get(address).status_code == 404
    assert client.get(address.split("?")[0]).status_code == 404
    assert as_user(cast.reviewer).get(address).status_code == 200
    assert as_user(cast.assessor).get(address).status_code == 404


@pytest.mark.parametrize("model", edition_models())
@pytest.mark.alike
def test_every_field_of_the_form_has_a_help_text(model, as_user, cast):
    page = as_user(cast.writer).get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/")
    form = page.context["adminform"].form
    # What the files ask for stands in their own template, above the rows.
    parts = [
        one.formset for one in page.context["inline_admin_formsets"] if one.formset.model is not Attachment
    ]
    forms = [form, *(formset.empty_form for formset in parts)]
    bare = [
        (type(one).__name__, name)
        for one in forms
        for name, field in one.fields.items()
        if not field.widget.is_hidden
        and not field.help_text
        and name not in ("DELETE", model._meta.model_name)
    ]
    assert bare == []

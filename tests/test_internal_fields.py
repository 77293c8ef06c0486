"""What staff weigh before and after an urgent publication is for staff: no public address shows a word of it."""

import re
from copy import copy

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, Q, TextField
from django.urls import get_resolver
from django.utils import timezone

from accounts.models import Office
from announcements.models import Announcement
from ponko_site import share_pictures
from ponko_site.feeds import data_lists
from ponko_site.transparency import LISTS
from publishing import previews, remarks, urgent
from publishing.categories import all_categories, edition_models
from publishing.models import (
    ChiefReport,
    Edition,
    FileReading,
    FollowUp,
    Justification,
    Letter,
    StoredFile,
    WatchWord,
)
from publishing.open_data import FORMATS, columns
from publishing.states import Action
from publishing.workflow import move
from tests.helpers import (
    ALL_TICKS,
    add_document,
    add_photo,
    make_draft,
    make_live,
    make_urgent,
    revise,
)
from tests.ita.helpers import make_cycle, make_evidence, make_item
from tests.test_url_table import PUBLIC, routes

pytestmark = pytest.mark.django_db

MARKER = "PONKO-INTERNAL-MARKER"
INTERNAL = {name: f"{name} {MARKER}" for name in Announcement.INTERNAL}
#: Where the words are planted, as model.column.
PLANTED = {
    *(f"announcement.{name}" for name in Announcement.INTERNAL),
    *("remark.text", "justification.reason", "justification.excerpt", "justification.where"),
    *("filereading.found", "filereading.why", "watchword.word", "letter.subject", "letter.body"),
    *("secondreview.reason", "secondreview.note", "chiefreport.number", "chiefreport.instruction"),
    *("followup.effects", "followup.lessons", "ledgerevent.note"),
}


def planted() -> set[str]:
    """Every column of the database that has the marker in it."""
    found = set()
    for model in (model for model in apps.get_models() if not model._meta.proxy):
        for field in model._meta.local_concrete_fields:
            has_it = Q(**{f"{field.name}__icontains": MARKER})
            if isinstance(field, CharField | TextField | JSONField) and model.objects.filter(has_it).exists():
                found.add(f"{model._meta.model_name}.{field.name}")
    return found


def publish_in_haste(cast, **fields) -> Announcement:
    """Urgent news with everything that staff may write beside it, its second review done."""
    draft = make_urgent(**INTERNAL, starts_at=timezone.now(), **fields)
    add_document(draft, title="เอกสาร"), add_photo(draft)
    remarks.add(draft, actor=cast.reviewer, text=f"ข้อสังเกต {MARKER}")
    Justification.objects.create(
        edition=draft,
        mark="0" * 64,
        kind="phone",
        **{name: f"{name} {MARKER}" for name in ("where", "excerpt", "reason")},
        at=timezone.now(),
        by=cast.writer,
    )
    live = move(draft, Action.URGENT_PUBLISH, actor=cast.approver, note=f"เหตุผล {MARKER}", ticks=ALL_TICKS)
    move(live, Action.CONFIRM, actor=cast.reviewer, note=f"ความเห็น {MARKER}")
    report = ChiefReport.objects.get(edition=live.pk)
    urgent.set_number(report, actor=cast.writer, number=f"ที่ {MARKER}", dated_on=timezone.localdate())
    urgent.acknowledge(report, actor=cast.chief, instruction=f"ข้อสั่งการ {MARKER}")
    FollowUp.objects.update(due_on=timezone.localdate())
    for one in FollowUp.objects.filter(edition=live.pk):
        urgent.follow_up(one, actor=cast.writer, effects=f"ผล {MARKER}", lessons=f"บทเรียน {MARKER}")
    Letter.objects.create(
        kind=Letter.Kind.URGENT_REPORT,
        recipient=cast.chief,
        edition_id=live.pk,
        subject=MARKER,
        body=MARKER,
        queued_at=timezone.now(),
    )
    return Announcement.objects.get(pk=live.pk)


def plant_in_readings() -> None:
    """What the gates keep of files and words; last, because a move may read a file anew."""
    WatchWord.objects.create(kind=WatchWord.Kind.GAMBLING, word=MARKER)
    for stored in StoredFile.objects.all():
        FileReading.objects.update_or_create(
            stored=stored,
            defaults={
                "rules": 1,
                "read_at": timezone.now(),
                "verdict": FileReading.Verdict.PARTLY,
                "why": f"อ่านไม่ครบ {MARKER}",
                "found": [{"kind": "phone", "where": "หน้า 1", "excerpt": MARKER, "mark": "1"}],
            },
        )


@pytest.fixture
def standing(cast) -> Announcement:
    """The second edition of an urgent event."""
    return revise(publish_in_haste(cast, slug="flood"))


def public_addresses(news: Announcement, others: list[Edition]) -> list[str]:
    """Every route of the table of public addresses, at `news` and at `others`."""
    document, photo = news.attachments.order_by("kind").values_list("address_id", flat=True)
    found = []
    for route in PUBLIC & set(routes(get_resolver())):
        category = next((one for one in all_categories() if route.startswith(f"{one.path}/")), None)
        for edition in [news, *others]:
            about = edition.publication
            if category and category.app_label != about.category:
                continue
            address = re.sub(r"<(str|slug):reference>", about.reference, f"/{route}")
            address = address.replace("<slug:path>", about.declared.path).replace("<str:letter>", "น")
            address = address.replace("<year_be:year>", "2569").replace("<slug:slug>", "x1")
            if "editions/" in address:
                found += [address.replace("<int:number>", str(number)) for number in (1, 2)]
            elif "files/" in address:
                address = address.replace("<str:name>", "x.pdf").replace("<int:width>", "480")
                found += [address.replace("<int:number>", str(number)) for number in (document, photo)]
            elif "<str:kind>" in address:
                found += [address.replace("<str:kind>", kind) for kind in ("rss", "atom", "csv", "json")]
            elif address.startswith("/sitemap-"):
                found.append(address.replace("<int:number>", "1"))
            elif "<slug:name>" in address:
                found += [address.replace("<slug:name>", name) for name in LISTS]
            else:
                found.append(address)
    return list(dict.fromkeys(found))


def shown_at(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code in (200, 301, 302, 404), (address, response.status_code)
    return (b"".join(response) if response.streaming else response.content).decode(errors="replace")


@pytest.mark.dry
def test_no_public_address_shows_what_is_internal(client, cast, standing):
    ended = publish_in_haste(cast)
    move(Edition.objects.get(pk=ended.pk), Action.WITHDRAW, actor=cast.approver2, note="พ้นเหตุแล้ว")
    others = [ended, *(make_live(model) for model in edition_models())]
    for cycle in (make_cycle(2569), make_cycle(None)):
        make_evidence(make_item(cycle, "X1"), standing)
    plant_in_readings()
    assert planted() == PLANTED
    addresses = public_addresses(standing, others)
    assert [address for address in addresses if "<" in address] == []
    addresses += [f"{data.address}?format={kind}" for data in data_lists() for kind in FORMATS]
    for category in all_categories():
        addresses += [f"{category.address}?{name}__icontains={MARKER}" for name in Announcement.INTERNAL]
        addresses += [f"{category.address}?q={MARKER}{data}" for data in ("", "&format=json", "&format=csv")]
    leaks = []
    for address in addresses:
        # What the visitor asked for himself stands in the field of the search and in the links to its data.
        shown = shown_at(client, address).replace(f'value="{MARKER}"', "").replace(f"q={MARKER}", "")
        if MARKER in shown.replace(f"icontains={MARKER}", ""):
            leaks.append(address)
    assert leaks == []


def test_a_search_for_an_internal_word_finds_nothing(client, cast, standing):
    for category in all_categories():
        assert client.get(f"{category.address}?q={MARKER}&format=json").json()["count"] == 0
    assert client.get("/news/?q=น้ำท่วม&format=json").json()["count"] == 1
    assert client.get(f"/news/?advantages={MARKER}&format=json").json()["count"] == 1


def test_a_preview_link_shows_nothing_internal(client, cast):
    draft = make_urgent(**INTERNAL)
    remarks.add(draft, actor=cast.reviewer, text=f"ข้อสังเกต {MARKER}")
    link = previews.make(draft, actor=cast.writer, reader="กำนัน", asks_answer=True)
    shown = shown_at(client, f"/preview/{previews.token_of(link)}/")
    assert ("ฝนตกหนัก" in shown, MARKER in shown) == (True, False)


def test_the_picture_that_is_shared_has_nothing_of_the_internal_columns(cast):
    news = make_urgent(**INTERNAL)
    other = copy(news)
    for name in Announcement.INTERNAL:
        setattr(other, name, "")
    office = Office.objects.first()
    assert share_pictures.draw(news, office) == share_pictures.draw(other, office)


@pytest.mark.parametrize("model", edition_models())
def test_the_data_of_a_category_have_its_public_columns_and_no_internal_one(model):
    names = {column.name for column in columns(model)}
    assert names & set(model.INTERNAL) == set()
    assert {field.name for field in model.own_fields()} - set(model.INTERNAL) == {
        field.name for field in model.public_fields()
    }


def test_staff_read_what_the_public_does_not(client, cast):
    draft = make_urgent(**INTERNAL)
    remarks.add(draft, actor=cast.reviewer, text=f"ข้อสังเกต {MARKER}")
    client.force_login(cast.chief)
    about = f"/admin/announcements/announcement/{draft.pk}"
    for page, words in (
        (f"{about}/change/", INTERNAL.values()),
        (f"{about}/remarks/", [f"ข้อสังเกต {MARKER}"]),
    ):
        shown = client.get(page).content.decode()
        assert [word for word in words if word not in shown] == []


def test_an_ordinary_draft_has_no_internal_column_that_the_public_reads(cast):
    """The desk's preview is the public page."""
    draft = make_draft(Announcement, **INTERNAL)
    assert "advantages" not in {field.name for field in draft.public_fields()}

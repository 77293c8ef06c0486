"""Every URL of the resolver × every role. A new URL fails here until somebody has said who may open it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import Acting, Holiday, Mode, Position, SignInEvent, Unit, User
from accounts.sign_in_log import record
from content.models import Contact
from ita.models import Cycle, Evidence, Item, Snapshot
from ponko_site.feeds import data_lists
from publishing.categories import all_categories, edition_models
from publishing.gates.findings import findings
from publishing.models import (
    AccountUndo,
    Banner,
    ChiefReport,
    Edition,
    FollowUp,
    Justification,
    LedgerEvent,
    Letter,
    OutsideLink,
    SecondReview,
    SideDraft,
    StoredFile,
    WatchWord,
)
from publishing.open_data import FORMATS
from publishing.states import Action
from publishing.workflow import move
from search.models import Promoted, Synonym
from tests.helpers import (
    ALL_TICKS,
    add_document,
    add_photo,
    make_draft,
    make_live,
    make_urgent,
    publish,
    revise,
    submit,
)
from tests.ita.helpers import make_cycle, make_evidence, make_item

pytestmark = pytest.mark.django_db

MARKER = "PONKO-DRAFT-MARKER"
EVERYBODY = [
    "visitor", "onlooker", "assessor", "administrator", "chief", "approver", "reviewer", "writer",
]  # fmt: skip
READERS = {"chief", "approver", "reviewer", "writer"}
WRITERS = {"writer"}
ADMINISTRATORS = {"administrator"}
STAFF = set(EVERYBODY) - {"visitor"}
NOBODY: set[str] = set()
ALL = set(EVERYBODY)

# route → who gets the page (200). Everybody else: a visitor is sent to the sign-in, staff get 403.
# {e} stands for each edition model of each category, as <app>/<model>.
DESK = {
    "admin/": STAFF,
    "admin/notifications/": STAFF,
    "admin/account/": STAFF,
    "admin/password_change/": STAFF,
    "admin/password_change/done/": STAFF,
    "admin/jsi18n/": STAFF,
    "admin/help/": STAFF,
    "admin/help/<slug:slug>/": STAFF,
    **{f"admin/reports/halfyear{rest}": READERS | ADMINISTRATORS for rest in ("/", ".csv", ".xlsx")},
    "admin/reports/halfyear/publish/": WRITERS,
    "styleguide/": STAFF,
    "admin/{e}/": READERS,
    "admin/{e}/add/": WRITERS,
    "admin/{e}/<path:object_id>/history/": READERS,
    "admin/{e}/<path:object_id>/delete/": NOBODY,
    "admin/{e}/<path:object_id>/change/": READERS,
    "admin/{e}/<int:object_id>/move/<str:action>/": READERS,
    "admin/{e}/<int:object_id>/preview/": READERS,
    "admin/{e}/<int:object_id>/remarks/": READERS,
    "admin/{e}/<int:object_id>/links/": READERS,
    "admin/{e}/<int:object_id>/request/": READERS,
    "admin/{e}/<int:object_id>/compare/": READERS,
    "admin/{e}/<int:object_id>/findings/": READERS,
    "admin/{e}/<int:object_id>/hold/": WRITERS,
    "admin/{e}/<int:object_id>/side/<int:side>/": WRITERS,
    "admin/publishing/reviewitem/": READERS,
    "admin/work/<str:part>/": READERS,
    "admin/publishing/reviewitem/approve/": {"approver"},
    "admin/publishing/reviewitem/add/": NOBODY,
    "admin/publishing/reviewitem/<path:object_id>/history/": READERS,
    "admin/publishing/reviewitem/<path:object_id>/delete/": NOBODY,
    "admin/publishing/reviewitem/<path:object_id>/change/": READERS,
    "admin/{e}/<int:object_id>/history.csv": READERS,
    "admin/publishing/trashitem/": READERS,
    "admin/publishing/trashitem/add/": NOBODY,
    "admin/publishing/trashitem/<path:object_id>/history/": READERS,
    "admin/publishing/trashitem/<path:object_id>/delete/": NOBODY,
    "admin/publishing/trashitem/<path:object_id>/change/": READERS,
    "admin/publishing/banner/": READERS,
    "admin/publishing/banner/add/": {"approver"},
    "admin/publishing/banner/check/": {"approver"},
    "admin/publishing/banner/<int:object_id>/take-down/": {"approver"},
    "admin/publishing/banner/<path:object_id>/history/": READERS,
    "admin/publishing/banner/<path:object_id>/delete/": NOBODY,
    "admin/publishing/banner/<path:object_id>/change/": READERS,
    **{
        f"admin/publishing/watchword/{rest}": {"approver", "administrator"}
        for rest in ("", "add/", *(f"<path:object_id>/{page}/" for page in ("history", "change", "delete")))
    },
    "admin/publishing/clockstep/": ADMINISTRATORS,
    "admin/doctor/": ADMINISTRATORS,
    "admin/access-log/": ADMINISTRATORS,
    "admin/integrity/": ADMINISTRATORS | {"approver"},
    **{f"admin/undo/{rest}": ADMINISTRATORS | {"approver"} for rest in ("", "<int:object_id>/")},
    "admin/publishing/letter/": {"approver", "administrator"},
    "admin/publishing/letter/add/": NOBODY,
    "admin/publishing/letter/<path:object_id>/history/": {"approver", "administrator"},
    "admin/publishing/letter/<path:object_id>/delete/": NOBODY,
    "admin/publishing/letter/<path:object_id>/change/": {"approver", "administrator"},
    **{
        f"admin/publishing/outsidelink/{rest}": READERS
        for rest in ("", *(f"<path:object_id>/{page}/" for page in ("history", "change")))
    },
    **{
        f"admin/publishing/pageviews/{rest}": READERS | ADMINISTRATORS
        for rest in ("", "days.csv", "read.csv")
    },
    "admin/publishing/duereview/": READERS | ADMINISTRATORS,
    "admin/publishing/shortfall/": READERS,
    "admin/publishing/filecare/": READERS,
    "admin/publishing/reviewinterval/": {"approver", "administrator"},
    "admin/publishing/outsidelink/add/": NOBODY,
    "admin/publishing/outsidelink/<path:object_id>/delete/": NOBODY,
    **{
        f"admin/publishing/{model}/{rest}": READERS
        for model in ("secondreview", "chiefreport", "followup")
        for rest in ("", *(f"<path:object_id>/{page}/" for page in ("history", "change")))
    },
    **{
        f"admin/publishing/{model}/{rest}": NOBODY
        for model in ("secondreview", "chiefreport", "followup")
        for rest in ("add/", "<path:object_id>/delete/")
    },
    "admin/publishing/chiefreport/<int:object_id>/memo/": READERS,
    "admin/publishing/ledgerevent/": READERS | ADMINISTRATORS,
    "admin/publishing/ledgerevent/add/": NOBODY,
    "admin/publishing/ledgerevent/<path:object_id>/history/": READERS | ADMINISTRATORS,
    "admin/publishing/ledgerevent/<path:object_id>/delete/": NOBODY,
    "admin/publishing/ledgerevent/<path:object_id>/change/": READERS | ADMINISTRATORS,
    **{
        f"admin/ita/score/{rest}": READERS | ADMINISTRATORS | {"assessor"}
        for rest in ("", *(f"<int:cycle_id>/{page}" for page in ("", "work/", "calendar/")))
    },
    **{f"admin/ita/snapshot/{rest}": READERS | ADMINISTRATORS for rest in ("", "<int:object_id>/change/")},
    "admin/ita/snapshot/<int:object_id>/download/": {"approver", "reviewer", "administrator"},
    "admin/ita/snapshot/expunge/": {"approver", "administrator"},
    **{
        f"admin/ita/cycle/{rest}": READERS | ADMINISTRATORS | {"assessor"}
        for rest in (
            "",
            *(f"<int:object_id>/{page}/" for page in ("carried", "export", "items")),
            *(f"<path:object_id>/{page}/" for page in ("history", "change")),
        )
    },
    "admin/ita/cycle/<int:object_id>/itas/": READERS | ADMINISTRATORS | {"assessor"},
    "admin/ita/cycle/<int:object_id>/itas.<str:kind>": READERS | ADMINISTRATORS | {"assessor"},
    **{
        f"admin/ita/cycle/{rest}": ADMINISTRATORS
        for rest in (
            "import/",
            *(f"<int:object_id>/{page}/" for page in ("open", "close", "next")),
            "<int:object_id>/items/<int:item_id>/",
        )
    },
    **{f"admin/ita/cycle/{rest}": NOBODY for rest in ("add/", "<path:object_id>/delete/")},
    **{
        f"admin/ita/item/{rest}": READERS | ADMINISTRATORS | {"assessor"}
        for rest in ("", *(f"<path:object_id>/{page}/" for page in ("history", "change")))
    },
    **{f"admin/ita/item/{rest}": NOBODY for rest in ("add/", "<path:object_id>/delete/")},
    **{
        f"admin/ita/item/{rest}": WRITERS
        for rest in ("<int:object_id>/propose/", "<int:object_id>/evidence/<int:key>/", "for/<int:key>/")
    },
    "admin/ita/item/<int:object_id>/evidence/<int:key>/decide/": {"writer", "approver"},
    "admin/ita/item/waiting/": {"approver"},
    "admin/search/anyedition/": READERS,
    "admin/search/querycount/": READERS | ADMINISTRATORS,
    "admin/search/querycount/csv/": READERS | ADMINISTRATORS,
    "admin/search/filetext/": READERS | ADMINISTRATORS,
    "admin/search/index/": ADMINISTRATORS,
    **{
        f"admin/search/{model}/{rest}": {"approver", "administrator"}
        for model in ("synonym", "promoted")
        for rest in ("", "add/", *(f"<path:object_id>/{page}/" for page in ("history", "change", "delete")))
    },
    "admin/accounts/user/<id>/password/": ADMINISTRATORS,
    **{
        f"admin/accounts/{model}/{rest}": ADMINISTRATORS
        for model in ("user", "unit", "position", "office", "acting")
        for rest in ("", "<path:object_id>/history/", "<path:object_id>/change/")
    },
    **{
        f"admin/accounts/{model}/<path:object_id>/delete/": NOBODY
        for model in ("user", "office", "unit", "position", "acting")
    },
    **{f"admin/accounts/{model}/add/": ADMINISTRATORS for model in ("user", "unit", "position", "acting")},
    "admin/accounts/user/<int:object_id>/handover/": ADMINISTRATORS,
    "admin/accounts/user/<int:object_id>/second-factor/": ADMINISTRATORS,
    **{
        f"admin/accounts/signinevent/{rest}": ADMINISTRATORS
        for rest in ("", *(f"<path:object_id>/{page}/" for page in ("history", "change")))
    },
    **{f"admin/accounts/signinevent/{rest}": NOBODY for rest in ("add/", "<path:object_id>/delete/")},
    **{
        f"admin/accounts/{model}/{rest}": ADMINISTRATORS
        for model in ("mode", "holiday")
        for rest in ("", "add/", *(f"<path:object_id>/{page}/" for page in ("history", "change", "delete")))
    },
    "admin/accounts/holiday/import/": ADMINISTRATORS,
    "admin/accounts/office/add/": NOBODY,  # there is one office, and it is there
}
# Public routes: everybody gets 200, and never the marker of a draft.
PUBLIC = {
    "",
    "en/",
    "en/about/",
    "en/contact/",
    "robots.txt",
    "sitemap.xml",
    "sitemap-<int:number>.xml",
    ".well-known/security.txt",
    "feeds/",
    "feeds/all.<str:kind>",
    "developers/",
    "transparency/",
    "transparency/register.<str:kind>",
    "transparency/corrections.<str:kind>",
    "transparency/ledger.csv",
    "transparency/<slug:name>/",
    "site-map/",
    "a-z/",
    "a-z/<str:letter>/",
    "search/",
    "search/suggest/",
    "opensearch.xml",
    "files/<int:number>/<str:name>",
    "files/<int:number>/w/<int:width>.webp",
    "about/",
    "about/plans/",
    "about/<str:reference>/",
    "about/<str:reference>/contact.vcf",
    "laws/",
    "laws/<str:reference>/",
    "news/",
    "news/procurement/",
    "news/<str:reference>/",
    "news/<str:reference>/event.ics",
    "knowledge/",
    "knowledge/<str:reference>/",
    "knowledge/<str:reference>/table.csv",
    "links/",
    "links/<str:reference>/",
    "ita/<year_be:year>/",
    "ita/<year_be:year>/<slug:slug>/",
    "ita/<year_be:year>.json",
    "ita/<year_be:year>.csv",
    "oia/",
    "oia/<slug:slug>/",
    "oia.json",
    "oia.csv",
    "site.webmanifest",
    "qr/<slug:path>/<slug:reference>.svg",
    "qr/<slug:path>/<slug:reference>.png",
    "share/<slug:path>/<slug:reference>.jpg",
    *(f"{category.path}/<str:reference>/editions/" for category in all_categories()),
    *(f"{category.path}/<str:reference>/editions/<int:number>/" for category in all_categories()),
}
# Pages of signing in and of one's own second factor: a visitor is sent to the sign-in, nobody sees another's.
ONE_S_OWN = {
    "admin/account/end-all/",  # POST only
    "admin/confirm/",
    *(
        f"admin/password_reset/{rest}" for rest in ("", "done/", "<uidb64>/<token>/")
    ),  # none without a mail server
    *(f"admin/2fa/{rest}" for rest in ("", "begin/", "authenticate/", "reauthenticate/")),
    *(f"admin/2fa/totp/{rest}/" for rest in ("activate", "deactivate")),
    *(f"admin/2fa/recovery-codes/{rest}" for rest in ("", "generate/", "download/")),
    *(
        f"admin/2fa/webauthn/{rest}"
        for rest in ("", "add/", "reauthenticate/", "keys/<int:pk>/edit/", "keys/<int:pk>/remove/")
    ),
}
# Routes with an answer of their own, alike for everybody: route → status.
FIXED = {
    "favicon.ico": 302,
    "ita/": None,  # on to the newest year, if there is one; see tests/ita/test_pages.py
    "preview/<str:token>/": 404,  # without a link that works; tests/publishing/test_preview_links.py
    "office/logo": 404,  # the office of the tests has no logo
    "office/colours.<str:version>.css": 404,  # nor colours of its own
    "admin/publishing/chiefreport/garuda/": None,  # nor a Garuda; see tests/publishing/test_memo.py
    "admin/login/": None,  # 200 for a visitor, staff are sent on
    "admin/start/": 200,  # asks for a start code; tests/accounts/test_start_codes.py
    **dict.fromkeys(ONE_S_OWN),  # each shows its own account; see tests/accounts/test_second_factor.py
    "admin/logout/": 405,  # POST only
    "admin/search/index/rebuild/": None,  # POST only, for administrators; see tests/search/test_staff_words.py
    "admin/autocomplete/": None,  # asks for a model; see test_autocomplete_gives_nothing
    "admin/r/<path:content_type_id>/<path:object_id>/": None,
    "admin/(?P<app_label>publishing|content|legal_docs|announcements|knowledge|links|search|accounts)/$": None,
    "admin/(?P<url>.*)$": None,
}


def routes(resolver: URLResolver, before: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        found += routes(pattern, route) if isinstance(pattern, URLResolver) else [route]
        assert isinstance(pattern, URLPattern | URLResolver)
    return found


def expanded(table: dict[str, set[str]]) -> dict[str, set[str]]:
    names = [f"{model._meta.app_label}/{model._meta.model_name}" for model in edition_models()]
    return {route.replace("{e}", name): who for route, who in table.items() for name in names}


def is_plain_redirect(route: str) -> bool:
    """The admin's `<path:object_id>/` only sends on to `…/change/`."""
    return route.startswith("admin/") and route.endswith("/<path:object_id>/")


def test_every_route_of_the_resolver_is_classified():
    known = {*expanded(DESK), *PUBLIC}
    fixed = [re.sub(r"\(\?P<app_label>[^)]*\)", "(app)", route) for route in FIXED]
    missing = [
        route
        for route in routes(get_resolver())
        if route not in known
        and not is_plain_redirect(route)
        and re.sub(r"\(\?P<app_label>[^)]*\)", "(app)", route) not in fixed
    ]
    assert missing == []


def test_the_table_names_no_route_that_is_gone():
    there = set(routes(get_resolver()))
    assert [route for route in {*expanded(DESK), *PUBLIC} if route not in there] == []


def sign_in(client, name: str, cast) -> None:
    client.logout()
    if name != "visitor":
        client.force_login(getattr(cast, name))


@pytest.fixture(scope="module")
def drafts(django_db_setup, django_db_blocker) -> Iterator[dict[str, Edition]]:
    """A submitted draft of every edition model, with something to hide; one in the trash, and somebody who acts.

    Made once for all tests of this module, which roll back to it, and rolled back after them.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield _drafts(SimpleNamespace(**{user.username: user for user in User.objects.all()}))
        transaction.set_rollback(True)


def _drafts(cast: SimpleNamespace) -> dict[str, Edition]:
    move(make_draft(title=f"ทิ้งแล้ว {MARKER}"), Action.DISCARD, actor=cast.writer)
    today = timezone.localdate()
    Acting.objects.create(
        person=cast.writer2,
        position=cast.reviewer.position,
        role="reviewer",
        starts_on=today,
        ends_on=today,
        order_number="1/2569",
    )
    Mode.objects.create(kind="mourning", starts_on=today, ends_on=today)
    move(
        make_urgent(advantages=f"ใช้ภายใน {MARKER}"),
        Action.URGENT_PUBLISH,
        actor=cast.approver,
        ticks=ALL_TICKS,
        note="รอไม่ได้",
    )
    Holiday.objects.create(day=today, name="วันหยุด")
    record(SignInEvent.Kind.FAILED, None, name="writer")
    AccountUndo.objects.create(
        pk=1, person=cast.onlooker, since=timezone.now(), reason="ตัวอย่าง", asked_at=timezone.now()
    )
    Letter.objects.create(
        kind="review_overdue", recipient=cast.chief, subject="จดหมาย", body="ข้อความ", queued_at=timezone.now()
    )
    OutsideLink.objects.create(address="https://www.dla.go.th/", fingerprint="0" * 64, host="dla.go.th")
    Synonym.objects.create(forms="คำทดสอบหนึ่ง, คำทดสอบสอง")
    kept = StoredFile.objects.first().storage_name
    Snapshot.objects.create(
        cycle=make_cycle(2540),
        number=1,
        why="ตัวอย่าง",
        asked_at=timezone.now(),
        state="made",
        storage_name=kept,
    )
    make_cycle(2541, items=["O1"], carried_from=Cycle.objects.get(fiscal_year=2540))
    make_evidence(Item.objects.get(cycle__fiscal_year=2541), "/about/", confirmed=False)
    Promoted.objects.create(words="คำค้นทดสอบ", publication=Edition.objects.latest("pk").publication)
    Banner.objects.create(
        sentence="น้ำท่วมถนนสายหลัก",
        starts_at=timezone.now() - timedelta(hours=1),
        ends_at=timezone.now() + timedelta(hours=1),
        put_up_at=timezone.now(),
        put_up_by=cast.approver,
    )
    found = {
        f"{model._meta.app_label}/{model._meta.model_name}": submit(make_draft(model, title=f"ร่าง {MARKER}"))
        for model in edition_models()
    }
    text = {
        "field": "title",
        "label": "ชื่อเรื่อง",
        "text": MARKER,
        "is_rich": False,
        "posted": {"title": [MARKER]},
    }
    for draft in found.values():
        SideDraft.objects.create(
            edition_id=draft.pk, user=cast.writer2, at=timezone.now(), seen_version=1, texts=[text]
        )
    return found


@pytest.fixture(scope="module")
def desk_addresses(drafts, django_db_blocker) -> dict[str, str]:
    """Every desk route with a concrete address."""
    with django_db_blocker.unblock():
        numbers = {
            "user": User.objects.get(username="writer").pk,
            "unit": Unit.objects.first().pk,
            "position": Position.objects.first().pk,
            "acting": Acting.objects.first().pk,
            "signinevent": SignInEvent.objects.first().pk,
            "mode": Mode.objects.first().pk,
            "holiday": Holiday.objects.first().pk,
            "letter": Letter.objects.first().pk,
            "outsidelink": OutsideLink.objects.first().pk,
            "banner": Banner.objects.first().pk,
            "watchword": WatchWord.objects.first().pk,
            "synonym": Synonym.objects.first().pk,
            "promoted": Promoted.objects.first().pk,
            "cycle": Cycle.objects.get(fiscal_year=2541).pk,
            "score": Cycle.objects.get(fiscal_year=2541).pk,
            "item": Item.objects.get(cycle__fiscal_year=2541).pk,
            "snapshot": Snapshot.objects.first().pk,
            "secondreview": SecondReview.objects.first().pk,
            "chiefreport": ChiefReport.objects.first().pk,
            "followup": FollowUp.objects.first().pk,
        }
        return {route: address_of(route, drafts, numbers) for route in expanded(DESK)}


def address_of(route: str, drafts: dict[str, Edition], numbers: dict[str, int]) -> str:
    """A concrete address for a desk route, that of a draft where it asks for one."""
    key = "/".join(route.split("/")[1:3])
    if key in drafts:
        number = drafts[key].pk
    elif "ledgerevent" in route:
        number = LedgerEvent.objects.first().pk
    elif "trashitem" in route:
        number = Edition.objects.get(state="discarded").pk
    elif "reviewitem" in route:
        number = next(iter(drafts.values())).pk
    else:
        number = numbers.get(route.split("/")[2] if route.count("/") > 2 else "", 1)
    address = re.sub(r"<(?:path:|int:)?(?:object_|cycle_)?id>", str(number), route)
    if "<int:item_id>" in address:
        address = address.replace("<int:item_id>", str(Item.objects.get(cycle__fiscal_year=2541).pk))
    if "<int:key>" in address:
        shown = Edition.objects.live().values_list("publication", flat=True) if "/for/" in address else None
        key = shown or Evidence.objects.filter(item=number).values_list("pk", flat=True)
        address = address.replace("<int:key>", str(key.first()))
    return "/" + address.replace("<str:action>", "approve").replace("<str:part>", "scheduled").replace(
        "<str:kind>", "csv"
    ).replace("<slug:slug>", "writer").replace(
        "<int:side>", str(SideDraft.objects.filter(edition=number).values_list("pk", flat=True).first())
    )


def is_drawn(name: str, route: str) -> bool:
    """Whether the page is drawn for the person, and not only asked whether he may.

    Whoever may read sees what writer, approver and administrator are drawn. Only the writer, whose forms differ, is
    drawn every page of each model.
    """
    other_models = {f"admin/{model._meta.label_lower.replace('.', '/')}/" for model in edition_models()[1:]}
    is_of_another = any(route.startswith(before) for before in other_models)
    return name == "writer" or name not in ("chief", "reviewer") and not is_of_another


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


# Who may is the same on every database; that each page answers is seen on both.
@pytest.mark.parametrize(
    "name",
    [name if name == "writer" else pytest.param(name, marks=pytest.mark.dry) for name in EVERYBODY],
)
def test_the_desk_opens_to_whom_the_table_says_and_to_nobody_else(
    name, client, cast, desk_addresses, monkeypatch
):
    sign_in(client, name, cast)
    wrong = []
    for route, who in expanded(DESK).items():
        address = desk_addresses[route]
        with monkeypatch.context() as patched:
            if name in who and not is_drawn(name, route):
                patched.setattr(Template, "render", lambda *_: "")
            response = client.get(address)
        expected = 200 if name in who else (302 if name == "visitor" else 403)
        if response.status_code != expected:
            wrong.append((address, response.status_code, expected))
        shown = b"".join(response) if response.streaming else response.content
        if response.status_code == 403 and name != "onlooker":
            # The page that refuses is drawn at every address for one, and once for each of the others.
            monkeypatch.setattr("ponko_site.urls.handler403", refuse)
        if name not in who and MARKER.encode() in shown:
            wrong.append((address, "shows the draft"))
        if response.status_code == 302 and "/admin/login/" not in response["Location"]:
            wrong.append((address, "redirect", response["Location"]))
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["visitor", "onlooker", "assessor", "administrator", "chief", "reviewer", "approver"]
)
@pytest.mark.alike
def test_posting_to_the_editing_forms_changes_nothing_for_those_who_do_not_write(name, client, cast, drafts):
    sign_in(client, name, cast)
    before = list(Edition.objects.order_by("pk").values())
    for key, draft in drafts.items():
        for address in (f"/admin/{key}/add/", f"/admin/{key}/{draft.pk}/change/"):
            response = client.post(address, {"title": "แทรก", "state": "published"})
            assert response.status_code == (302 if name == "visitor" else 403), address
    assert list(Edition.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("name", ["visitor", "onlooker", "assessor", "administrator", "chief"])
@pytest.mark.alike
def test_posting_a_move_changes_nothing_for_those_without_a_role_in_it(name, client, cast, drafts):
    sign_in(client, name, cast)
    draft = drafts["announcements/announcement"]
    ticks = dict.fromkeys(("monarchy", "state_security", "public_order", "good_morals"), "on")
    data = {**ticks, "seen": draft.version, "note": "เหตุผล"}
    for action in ("approve", "schedule", "return", "recall", "submit", "discard", "withdraw", "remove"):
        client.post(f"/admin/announcements/announcement/{draft.pk}/move/{action}/", data)
        draft.refresh_from_db()
        assert draft.state == "submitted", action


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != "writer"])
@pytest.mark.alike
def test_posting_an_answer_to_the_gates_changes_nothing_for_those_who_do_not_write(name, client, cast):
    draft = make_draft(summary=f"{MARKER} โทร 081-234-5678")
    (found,) = findings(draft)
    sign_in(client, name, cast)
    sent = {"mark": found.mark, "reason": "เหตุผลที่ยาวพอจะบันทึกได้", "seen": draft.version}
    for do in ("justify", "mask"):
        answer = client.post(f"/admin/announcements/announcement/{draft.pk}/findings/", {"do": do, **sent})
        expected = 409 if name in READERS else (302 if name == "visitor" else 403)
        assert answer.status_code == expected, do
    assert (Edition.objects.get(pk=draft.pk).version, Justification.objects.count()) == (draft.version, 0)


def test_a_move_by_get_changes_nothing(client, cast, drafts):
    draft = drafts["announcements/announcement"]
    sign_in(client, "approver", cast)
    client.get(f"/admin/announcements/announcement/{draft.pk}/move/approve/?monarchy=on&state_security=on")
    draft.refresh_from_db()
    assert draft.state == "submitted"


@pytest.fixture(scope="module")
def public_addresses(drafts, django_db_blocker) -> Iterator[list[str]]:
    """Every public route at a live item; nothing of it shows the drafts that wait beside."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _public_addresses()
        transaction.set_rollback(True)


def _public_addresses() -> list[str]:
    news = make_draft(title="ข่าวจริง")
    document, photo = add_document(news), add_photo(news)
    publish(news)
    found = [
        "/",
        "/en/",
        "/en/about/",
        "/en/contact/",
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-1.xml",
        "/.well-known/security.txt",
        "/site-map/",
        "/a-z/",
        "/a-z/ข/",
        "/search/",
        "/search/suggest/?q=ข่าว",
        "/opensearch.xml",
        "/feeds/",
        "/feeds/all.rss",
        "/feeds/all.atom",
        "/developers/",
        "/transparency/",
        *(f"/transparency/{name}/" for name in ("corrections", "endings", "urgent")),
        *(
            f"/transparency/{name}"
            for name in ("register.csv", "register.json", "corrections.rss", "ledger.csv")
        ),
        *(f"{data.address}?format={kind}" for data in data_lists() for kind in FORMATS),
        "/about/plans/",
        "/news/procurement/",
    ]
    found += [category.address for category in all_categories()]
    found += [make_live(model).publication.address for model in edition_models()]
    table = {"columns": ["ปี", "จำนวน"], "rows": [["2568", "10"]]}
    knowledge = edition_models()[[model.__name__ for model in edition_models()].index("KnowledgeItem")]
    found.append(make_live(knowledge, table=table).publication.address + "table.csv")
    found.append(make_live(Contact).publication.address + "contact.vcf")
    found.append(make_live(starts_at=timezone.now()).publication.address + "event.ics")
    for model in edition_models():
        earlier = make_live(model)
        below = f"{revise(earlier).publication.address}editions/"
        found += [below, f"{below}{earlier.number}/"]
    found += _assessment_addresses(news)
    about = f"news/{news.publication_id}"
    found += ["/site.webmanifest", f"/qr/{about}.svg", f"/qr/{about}.png", f"/share/{about}.jpg"]
    found += [document.get_absolute_url().split("?")[0], f"/files/{photo.address_id}/w/480.webp"]
    return found


def _assessment_addresses(news: Edition) -> list[str]:
    """Those of a year and of the act, each with an item whose evidence is live, and a draft."""
    draft = Edition.objects.filter(title=f"ร่าง {MARKER}").first()
    found = []
    for cycle in (make_cycle(2568), Cycle.objects.filter(kind=Cycle.Kind.ACT).first() or make_cycle(None)):
        item = make_item(cycle, "X1")
        make_evidence(item, news), make_evidence(item, draft, statement="")
        stem = cycle.address.rstrip("/")
        found += [cycle.address, item.address, f"{stem}.json", f"{stem}.csv"]
    return found


@pytest.mark.dry
def test_public_pages_can_only_be_read(client, public_addresses):
    for address in public_addresses:
        assert client.post(address).status_code == 405, address


#: Who is drawn every public page; each is drawn for one of the others as well, by turns.
READ_WHOLE = ("visitor", "writer", "approver")


@pytest.mark.alike
@pytest.mark.parametrize("name", EVERYBODY)
def test_public_pages_are_public_and_show_no_draft(name, client, cast, public_addresses, monkeypatch):
    sign_in(client, name, cast)
    others = [one for one in EVERYBODY if one not in READ_WHOLE]
    for number, address in enumerate(public_addresses):
        with monkeypatch.context() as patched:
            if name not in (*READ_WHOLE, others[number % len(others)]):
                patched.setattr(Template, "render", lambda *_: "")
            response = client.get(address)
        assert response.status_code == 200, address
        shown = b"".join(response) if response.streaming else response.content
        assert MARKER.encode() not in shown, address


def test_drafts_are_404_by_their_number_and_by_the_next_edition(client, cast, drafts):
    for draft in drafts.values():
        response = client.get(draft.publication.address)
        assert response.status_code == 404
        assert MARKER not in response.content.decode()
        assert client.get(f"{draft.publication.address}?edition={draft.pk}").status_code == 404


def test_autocomplete_gives_nothing(client, cast):
    sign_in(client, "writer", cast)
    query = "?app_label=publishing&model_name=publication&field_name=owner&term="
    assert client.get(f"/admin/autocomplete/{query}").status_code in (403, 404)


def test_the_sign_in_page_is_for_visitors(client, cast):
    assert client.get("/admin/login/").status_code == 200
    sign_in(client, "writer", cast)
    assert client.get("/admin/login/").status_code == 302

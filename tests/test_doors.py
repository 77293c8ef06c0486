"""What the table of addresses cannot show: actions and inlines of the desk × role, and what lies below a draft's address."""

import re

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory
from django.urls import get_resolver

from accounts.models import User
from publishing.categories import all_categories, edition_models
from publishing.models import Edition
from tests.helpers import add_document, add_photo, make_draft, submit
from tests.test_url_table import EVERYBODY, FIXED, MARKER, READERS, WRITERS, routes

pytestmark = [pytest.mark.django_db, pytest.mark.dry]

#: Every action of every list → who is offered it. Who is not cannot send it either: Django looks it up in the same list.
ACTIONS = {
    ("publishing.ReviewItem", "approve_selected"): {"approver"},
    # For what one's own position answers for; who has none and is no reviewer can confirm nothing.
    ("publishing.DueReview", "confirm_selected"): {
        "administrator",
        "chief",
        "approver",
        "reviewer",
        "writer",
    },
}
STAFF = [name for name in EVERYBODY if name != "visitor"]


def request_of(user: User):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.alike
def test_every_action_of_every_list_is_offered_to_whom_the_table_says(name, cast):
    request = request_of(getattr(cast, name))
    offered = {
        (model._meta.label, action)
        for model, desk in admin.site._registry.items()
        if desk.has_view_permission(request)
        for action in desk.get_actions(request)
    }
    assert offered == {action for action, who in ACTIONS.items() if name in who}


@pytest.mark.parametrize("name", STAFF)
@pytest.mark.alike
def test_every_inline_can_be_changed_by_a_writer_in_a_draft_and_by_nobody_else(name, cast):
    request = request_of(getattr(cast, name))
    wrong, seen, open_ones = [], 0, 0
    for model in edition_models():
        desk = admin.site.get_model_admin(model)
        draft = make_draft(model)
        for is_open in (True, False):
            if not is_open:
                submit(draft)
            edition = model.objects.get(pk=draft.pk)
            may = is_open and name in WRITERS
            for inline in desk.get_inline_instances(request, edition):
                seen += 1
                rights = {
                    right
                    for right in ("add", "change", "delete")
                    if getattr(inline, f"has_{right}_permission")(request, edition)
                }
                open_ones += bool(rights)
                if rights and not (may and desk.has_change_permission(request, edition)):
                    wrong.append((model.__name__, type(inline).__name__, edition.state, rights))
    assert wrong == []
    assert (bool(seen), bool(open_ones)) == (name in READERS, name in WRITERS)


@pytest.fixture
def drafts(cast) -> list[Edition]:
    return [make_draft(model, title=f"ร่าง {MARKER}") for model in edition_models()]


@pytest.mark.parametrize("name", ["visitor", "onlooker", "assessor", "administrator"])
@pytest.mark.alike
def test_every_public_address_below_a_draft_is_404(name, client, cast, drafts):
    """Earlier editions, calendar, card, table, QR code, shared picture and files: as if nothing were there."""
    if name != "visitor":
        client.force_login(getattr(cast, name))
    below = [
        route
        for route in routes(get_resolver())
        if re.match(r"(\w+/<str:reference>/|(qr|share)/<slug:path>/<slug:reference>)", route)
    ]
    assert len(below) > 2 * len(all_categories())
    for draft in drafts:
        path, key = draft.publication.address.strip("/").split("/")
        for route in below:
            if not route.startswith((f"{path}/", "qr/", "share/")):
                continue
            address = route.replace("<str:reference>", key).replace("<slug:reference>", key)
            address = address.replace("<slug:path>", path).replace("<int:number>", "1")
            answer = client.get(f"/{address}")
            assert answer.status_code == 404, address
            assert MARKER not in answer.content.decode(), address


@pytest.mark.alike
@pytest.mark.parametrize("name", ["visitor", "onlooker", "assessor", "administrator"])
def test_the_files_of_a_draft_are_404_in_every_width(name, client, cast):
    draft = make_draft()
    document, photo = add_document(draft), add_photo(draft)
    if name != "visitor":
        client.force_login(getattr(cast, name))
    for address in (
        document.get_absolute_url(),
        document.get_absolute_url().partition("?")[0],
        photo.get_absolute_url(),
        f"/files/{photo.address_id}/w/480.webp",
        f"/files/{photo.address_id}/w/480.webp?edition={draft.pk}",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.alike
def test_addresses_with_an_answer_of_their_own_tell_nothing_of_a_draft(name, client, cast, drafts):
    if name != "visitor":
        client.force_login(getattr(cast, name))
    kind = ContentType.objects.get_for_model(type(drafts[0])).pk
    for route in FIXED:
        address = "/" + re.sub(r"\(\?P<app_label>.*", "announcements/", route).replace(
            "(?P<url>.*)$", "nothing/"
        )
        address = address.replace("<path:content_type_id>", str(kind)).replace(
            "<path:object_id>", str(drafts[0].pk)
        )
        address = re.sub(r"<(?:int|path):\w+>", str(drafts[0].pk), address)
        answer = client.get(re.sub(r"<\w+(?::\w+)?>", "MQ", address))
        assert answer.status_code < 500, address
        assert MARKER not in answer.content.decode(), address

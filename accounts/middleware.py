"""The door of the desk: from where it opens, and for whom."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts import second_factor
from accounts.addresses import address_of, is_within
from accounts.session_store import note_use

DESK = "/admin/"
#: What is open to somebody who must add a second factor before anything else,
TO_ADD = ("/admin/2fa/", "/admin/confirm/", "/admin/logout/")
#: and to somebody who has one that this session has not shown: he adds no other one, and gets no recovery codes.
TO_SHOW = (
    "/admin/2fa/begin/",
    "/admin/2fa/reauthenticate/",
    "/admin/2fa/webauthn/reauthenticate/",
    "/admin/logout/",
)


def staff_door(get_response: Callable) -> Callable:
    """Outside DESK_NETWORKS there is no desk, and nobody is signed in.

    Who lacks the second factor that his roles of today ask for gets to the pages where he adds one, and is a visitor
    everywhere else. A public page still asks nothing: the user is looked at when somebody wants to know him.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        inside = not settings.DESK_NETWORKS or is_within(address_of(request), settings.DESK_NETWORKS)
        person = request.user
        if not request.path_info.startswith(DESK):
            request.user = SimpleLazyObject(
                lambda: person if inside and _may_enter(request, person) else AnonymousUser()
            )
            return get_response(request)
        if not inside:
            request.user = AnonymousUser()
            raise Http404
        if person.is_authenticated:
            note_use(request)
            if second_factor.is_missing(request, person) and not request.path_info.startswith(
                TO_SHOW if second_factor.has_one(person) else TO_ADD
            ):
                return HttpResponseRedirect(reverse("second_factor_first"))
        return get_response(request)

    return middleware


def _may_enter(request: HttpRequest, person: object) -> bool:
    return person.is_authenticated and not second_factor.is_missing(request, person)

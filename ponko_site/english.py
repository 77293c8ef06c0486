"""The English face: three pages whose address alone decides their language. What is there only in Thai says so."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from content.models import Contact


def versions(path: str, menu: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The addresses of the page at `path` by language, or none when it has no version in another."""
    # Without a live contact page the English one stands alone.
    contact = [entry.address for item in menu for entry in item["entries"] if entry.role == "contact"][:1]
    plain, english_contact = _pairs()
    pairs = [*plain, *((address, english_contact) for address in contact)]
    return next(({"th": thai, "en": english} for thai, english in pairs if path in (thai, english)), {})


@cache
def _pairs() -> tuple[list[tuple[str, str]], str]:
    """The Thai and English addresses of what is always there, and the English one of the contact page."""
    home, about = (
        (reverse("home"), reverse("english_home")),
        (reverse("content:index"), reverse("english_about")),
    )
    return [home, about], reverse("english_contact")


def in_english(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The page is English for everybody, whatever language the browser asks for."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        with translation.override("en"):
            return view(request)

    return shown


@in_english
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "english/home.html")


@in_english
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "english/about.html")


@in_english
def contact(request: HttpRequest) -> HttpResponse:
    """Numbers and links of the live contact page; words in Thai (address, hours) come from the office's profile."""
    edition = Contact.objects.live().prefetch_related("channels").first()
    return render(request, "english/contact.html", {"edition": edition})

"""Saving a draft as a writer's browser does: open the editing form, change fields, send back every field."""

from html.parser import HTMLParser

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.test import Client
from django.urls import reverse

from publishing.models import Edition

#: Types of input that a browser sends only when they are pressed, checked or filled in by hand.
NOT_SENT = {"submit", "button", "image", "file", "checkbox", "radio"}


class Fields(HTMLParser):
    """What a browser would send for a page's forms, without files and buttons: `values`, name → text."""

    def __init__(self, html: str):
        super().__init__()
        self.values: dict[str, str] = {}
        self._open: str | None = None  # name of the textarea or select that we are in
        self._is_select = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        name = about.get("name")
        if tag == "option" and self._open and self._is_select:
            if "selected" in about or self._open not in self.values:
                self.values[self._open] = about.get("value") or ""
        elif name is None or "__prefix__" in name or "disabled" in about:
            return
        elif tag in ("textarea", "select"):
            self._open, self._is_select = name, tag == "select"
            if tag == "textarea":
                self.values[name] = ""
        elif tag == "input" and ("checked" in about or about.get("type") not in NOT_SENT):
            self.values[name] = about.get("value") or ("on" if about.get("type") == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        if self._open and not self._is_select:
            self.values[self._open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            if not self._is_select and self._open:
                # The line break after <textarea> is not part of the text.
                self.values[self._open] = self.values[self._open].removeprefix("\r\n").removeprefix("\n")
            self._open = None


class TypedTextLost(Exception):
    """The form was refused and sent the writer away: what was typed is gone."""


class Desk:
    """Somebody signed in at the admin."""

    def __init__(self, username: str):
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(get_user_model().objects.get(username=username))

    def open(self, edition: Edition) -> dict[str, str]:
        """The fields of the editing form as they stand now."""
        page = self.client.get(self._address(edition))
        assert page.status_code == 200, page.status_code
        return Fields(page.content.decode()).values

    def save(self, edition: Edition, fields: dict[str, object]) -> bool:
        """Send the form, with the tick for files if there are any. True when it was saved; False when it came back with reasons.

        Raises TypedTextLost, and whatever the site itself failed with.
        """
        address = self._address(edition)
        sends_files = any(isinstance(value, UploadedFile) for value in fields.values())
        tick = {"not_classified": "on"} if sends_files else {}
        answer = self.client.post(address, {**tick, **fields, "_save": "1"})
        if answer.status_code == 200:
            return False
        assert answer.status_code == 302, answer.status_code
        if answer.headers["Location"] == address:
            raise TypedTextLost(address)
        return True

    def _address(self, edition: Edition) -> str:
        about = edition.publication
        return reverse(f"admin:{about.category}_{about.model}_change", args=[edition.pk])

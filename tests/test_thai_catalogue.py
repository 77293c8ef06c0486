"""The screens that libraries bring (admin, sign-in, forms, filters) speak Thai, and their files are fresh."""

import ast
import gettext
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
import django_filters
import pytest
from django.apps import apps
from django.conf import settings
from django.test import RequestFactory
from django.utils import translation
from django.utils.text import capfirst
from django.views.i18n import JSONCatalog

OWN = Path(settings.LOCALE_PATHS[0]) / "th" / "LC_MESSAGES"

# Proper names, units, punctuation and bare placeholders: nothing in them is to be said in Thai.
SAME_IN_THAI = {
    " By %(filter_title)s ",
    "%(class_name)s %(instance)s",
    "%(truncated_text)s…",
    "%s KB",
    "%s MB",
    "%s GB",
    "%s TB",
    "%s PB",
    "IPv4",
    "IPv6",
    "…",
    ", ",
    ":",
    ":?.!",
}


class Message(NamedTuple):
    """One entry of a .po file; `context` and `plural` are None when the entry has none."""

    context: str | None
    msgid: str
    plural: str | None
    text: str


def read_po(path: Path) -> Iterator[Message]:
    """Yield the entries of a .po file but its header; obsolete lines (#~) and fuzzy texts do not count."""
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#") or not line:
                continue
            if not line.startswith('"'):
                key, line = line.split(" ", 1)
                parts[key] = ""
            parts[key] += ast.literal_eval(line)
        if parts.get("msgid"):
            fuzzy = re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE)
            text = "" if fuzzy else parts.get("msgstr", parts.get("msgstr[0]", ""))
            yield Message(parts.get("msgctxt"), parts["msgid"], parts.get("msgid_plural"), text)


def library_catalogues() -> dict[str, Path]:
    """Source catalogues, by name, of Django's core and of every installed app that ships one in English."""
    found = {"django": Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po"}
    for app in apps.get_app_configs():
        path = Path(app.path) / "locale/en/LC_MESSAGES/django.po"
        if path.exists():
            found[app.name] = path
    # django-filter ships no English catalogue; the msgids of any other language are the same list.
    found["django_filters"] = Path(django_filters.__file__).parent / "locale/fr/LC_MESSAGES/django.po"
    return found


CATALOGUES = library_catalogues()
ADMIN_SCRIPTS = Path(apps.get_app_config("admin").path) / "locale/en/LC_MESSAGES/djangojs.po"


def in_thai(message: Message) -> str:
    """What the site shows for `message`, asked of Django's own machinery."""
    context, msgid, plural, _ = message
    with translation.override("th"):
        if plural and context:
            return translation.npgettext(context, msgid, plural, 2)
        if plural:
            return translation.ngettext(msgid, plural, 2)
        return translation.pgettext(context, msgid) if context else translation.gettext(msgid)


def admin_scripts_in_thai() -> dict[str, str | list[str]]:
    """What the scripts of the admin receive; an entry with a context has the key: context, U+0004, msgid."""
    with translation.override("th"):
        response = JSONCatalog.as_view(packages=["django.contrib.admin"])(RequestFactory().get("/"))
    return json.loads(response.content)["catalog"]


def placeholders(text: str) -> tuple[set[str], list[str]]:
    """Named placeholders (in any order) and positional ones (in order) of a message."""
    named = set(re.findall(r"%\(\w+\)[a-z]|\{\w+\}", text))
    return named, re.findall(r"%[sdr]|\{\}", text)


def is_thai(text: str) -> bool:
    return re.search("[\u0e01-\u0e5b]", text) is not None


def test_the_libraries_of_the_admin_are_among_those_checked():
    assert {"django", "django.contrib.admin", "django.contrib.auth", "django_filters"} <= CATALOGUES.keys()
    assert all(len(list(read_po(path))) > 1 for path in CATALOGUES.values())


@pytest.mark.parametrize("name", CATALOGUES)
def test_no_string_of_a_library_comes_back_untranslated(name):
    messages = [message for message in read_po(CATALOGUES[name]) if message.msgid not in SAME_IN_THAI]
    assert [message.msgid for message in messages if not is_thai(in_thai(message))] == []


def test_no_string_of_the_admin_scripts_comes_back_untranslated():
    catalogue = admin_scripts_in_thai()
    for message in read_po(ADMIN_SCRIPTS):
        key = f"{message.context}\x04{message.msgid}" if message.context else message.msgid
        assert is_thai("".join(catalogue.get(key, ""))), key


def test_every_exempt_string_is_still_needed():
    every = {message.msgid: in_thai(message) for path in CATALOGUES.values() for message in read_po(path)}
    assert {msgid for msgid in SAME_IN_THAI if is_thai(every[msgid])} == set()


@pytest.mark.parametrize("name", CATALOGUES)
def test_placeholders_agree_with_the_english(name):
    wrong = [
        (message.msgid, in_thai(message))
        for message in read_po(CATALOGUES[name])
        if placeholders(in_thai(message)) != placeholders(message.plural or message.msgid)
    ]
    assert wrong == []


def test_placeholders_of_the_admin_scripts_agree_with_the_english():
    own = list(read_po(OWN / "djangojs.po"))
    assert [m.msgid for m in own if placeholders(m.text) != placeholders(m.plural or m.msgid)] == []


@pytest.mark.parametrize("name", ["django.contrib.admin", "django.contrib.auth", "django"])
def test_wording_is_official_and_free_of_jargon(name):
    unwanted = re.compile("ครับ|ค่ะ|(?<!ขอบ)คุณ|อ็อบเจ็ก|อีเมล์|ํา")
    shown = (in_thai(message) for message in read_po(CATALOGUES[name]))
    assert [text for text in shown if unwanted.search(text)] == []


def test_every_entry_still_belongs_to_a_library():
    known = {message[:3] for path in CATALOGUES.values() for message in read_po(path)}
    # The change history keeps field labels in English with a capital and translates them when shown.
    known |= {(context, capfirst(msgid), plural) for context, msgid, plural in known}
    assert [m.msgid for m in read_po(OWN / "django.po") if m[:3] not in known] == []
    known = {message[:3] for message in read_po(ADMIN_SCRIPTS)}
    assert [m.msgid for m in read_po(OWN / "djangojs.po") if m[:3] not in known] == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_compiled_file_is_up_to_date(domain):
    source: dict[str | tuple[str, int], str] = {}
    for message in read_po(OWN / f"{domain}.po"):
        key = f"{message.context}\x04{message.msgid}" if message.context else message.msgid
        assert key not in source and (key, 0) not in source, f"entered twice: {key}"
        source[(key, 0) if message.plural else key] = message.text
    with (OWN / f"{domain}.mo").open("rb") as compiled:
        catalogue = dict(gettext.GNUTranslations(compiled)._catalog)
    header = catalogue.pop("")
    assert "nplurals=1" in header
    assert catalogue == source

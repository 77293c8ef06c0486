"""Mending a link that moved: a draft in which the new address stands for the old one. What is live stays as it is."""

import html
import re
from urllib.parse import urldefrag

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import User
from publishing.gates.spam import rewritten
from publishing.links import outside_address
from publishing.models import Edition, LinkPlace, OutsideLink
from publishing.refusal import Refused
from publishing.remarks import record
from publishing.richtext import RichTextField
from publishing.states import EDITABLE, Action, State
from publishing.wording import part_fields
from publishing.workflow import claim_draft, move

MENDED = "แก้ลิงก์ที่ย้ายที่อยู่"
BY_HAND = "ให้เปิดแบบฟอร์มแล้วแก้ลิงก์เอง"
_PIECES = re.compile(r'(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)')
_HREF = re.compile(r'(?<= href=")[^"]*(?=")')


def mend(place: LinkPlace, *, actor: User) -> Edition:
    """Put the address to which the link moved in the place of the old one, in a draft; gives back that draft.

    Of what is live a draft is begun, by the one door; a draft is saved as `actor` would save it. Raises Refused.
    """
    link = place.link
    if link.verdict != OutsideLink.Verdict.MOVED or not link.target:
        raise Refused([f"ลิงก์นี้ไม่ได้ย้ายไปที่อยู่ใหม่ {BY_HAND}"])
    target = _target(link)
    with transaction.atomic():
        draft = Edition.objects.select_related("publication").get(pk=place.edition_id)
        begins = draft.state == State.PUBLISHED
        if begins:
            draft = move(draft, Action.START, actor=actor)
        elif draft.state not in EDITABLE:
            raise Refused([f"ฉบับนี้อยู่ในสถานะ “{draft.get_state_display()}” จึงแก้ไม่ได้ ให้ดึงกลับมาแก้ไขหรือรอผลก่อน"])
        claim_draft(draft, actor=actor, seen_version=draft.version)
        specific = draft.specific
        if not _put(specific, link.address, target):
            raise Refused([f"ไม่พบที่อยู่เดิมในฉบับร่าง {BY_HAND}"])
        if begins:
            specific.change_note = f"ปรับที่อยู่ลิงก์ของ {link.host} ให้เป็นปัจจุบัน"[:300]
            specific.save(update_fields=["change_note"])
        record(MENDED, draft, actor, f"{link.host} ({place.where})")
    return draft


def _target(link: OutsideLink) -> str:
    """Where the link leads now, to the same place within the page. Raises Refused."""
    target, fragment = urldefrag(link.target)[0], urldefrag(link.address)[1]
    target = f"{target}#{fragment}" if fragment else target
    try:
        outside_address(target)
    except ValidationError as error:
        raise Refused([*error.messages, BY_HAND]) from error
    return target


def _put(edition: Edition, old: str, new: str) -> bool:
    """Write `new` for `old` in the columns and parts of a draft; whether it stood anywhere. Raises Refused."""
    changed = _put_in(edition, edition.content_fields(), old, new)
    for name in edition.PARTS:
        for row in getattr(edition, name).all():
            changed |= _put_in(row, part_fields(type(row)), old, new)
    return changed


def _put_in(row: models.Model, columns: list[models.Field], old: str, new: str) -> bool:
    written = {}
    for column in columns:
        value = getattr(row, column.attname)
        if (mended := _mended(column, value, old, new)) != value:
            if column.max_length and len(mended) > column.max_length:
                raise Refused([f"ที่อยู่ใหม่ยาวเกินช่อง “{column.verbose_name}” {BY_HAND}"])
            written[column.attname] = mended
    for name, value in written.items():
        setattr(row, name, value)
    if written:
        row.save(update_fields=[*written])
    return bool(written)


def _mended(column: models.Field, value: object, old: str, new: str) -> object:
    if isinstance(column, RichTextField):
        return _in_markup(value, old, new)
    if isinstance(column, models.URLField):
        return new if value == old else value
    return _in_texts(value, old, new)


def _in_texts(value: object, old: str, new: str) -> object:
    """A text, or the texts of a table, with the address that is written in them."""
    if isinstance(value, str):
        return rewritten(value, old, new)
    if isinstance(value, list):
        return [_in_texts(one, old, new) for one in value]
    if isinstance(value, dict):
        return {key: _in_texts(one, old, new) for key, one in value.items()}
    return value


def _in_markup(markup: str, old: str, new: str) -> str:
    """The links of cleaned rich text, and the address where it is to be read."""

    def href(found: re.Match[str]) -> str:
        return html.escape(new) if html.unescape(found[0]).strip() == old else found[0]

    pieces = _PIECES.split(markup)
    for place, piece in enumerate(pieces):
        if place % 2:
            pieces[place] = _HREF.sub(href, piece)
        elif (text := html.unescape(piece)) and (mended := rewritten(text, old, new)) != text:
            pieces[place] = html.escape(mended, quote=False)
    return "".join(pieces)

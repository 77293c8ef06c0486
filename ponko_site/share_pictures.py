"""The picture that LINE and Facebook show with a link to an item: 1200 × 630, drawn on demand and kept.

Pillow shapes Thai with raqm. The fonts, the mark and the silk lie in `share/` beside this file, because Pillow reads
neither woff2 nor SVG.
"""

import hashlib
import io
import os
import threading
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont, ImageOps

from accounts import palette
from accounts.models import Office
from publishing.models import Attachment, Edition
from publishing.states import State
from thai.dates import MONTHS, local, year_be
from thai.line_breaks import keep_together
from thai.lines import even_lines, units_of

ASSETS = Path(__file__).parent / "share"
KEPT = settings.DATA_DIR / "share"
KEPT_PICTURES = 2000  # about 200 MB
LIMIT = 120_000  # bytes
DRAWING = 1  # one more whenever a picture is drawn otherwise than before
WIDTH, HEIGHT, MARGIN, SILK = 1200, 630, 64, 32
#: Sizes of the title, the largest that fits taken, and the height that there is for it.
TITLE_SIZES = (76, 68, 60, 54, 48, 44, 40)
TITLE_HEIGHT = 290
TITLE_HEIGHT_BESIDE = 335  # where it is narrow
#: A photo stands right of PHOTO_LEFT; up to PHOTO_CLEAR it comes out of the ground.
PHOTO_LEFT, PHOTO_CLEAR = 560, 740
LEADING = 1.42
NAME_SIZES = (36, 32, 28, 24)  # of the office's name
#: One drawing at a time: however many pictures are asked for, they take one processor of a worker at most.
_drawing = threading.Lock()
PATIENCE = 2.0  # seconds that a request waits for its turn
#: Whoever draws and one who waits: the other threads of the worker stay free for readers of pages.
_places = threading.BoundedSemaphore(2)


class Busy(Exception):
    """Too many pictures are asked for that are not drawn yet."""


def version_of(edition: Edition, office: Office | None) -> str:
    """What changes whenever the picture does."""
    about = [DRAWING, edition.pk, edition.content_hash, edition.state]
    if office:
        about += [
            office.name,
            office.short_name,
            office.place,
            office.logo.name,
            office.colour_main,
            office.colour_accent,
        ]
    return hashlib.sha256(repr(about).encode()).hexdigest()[:16]


def share_picture(edition: Edition, office: Office | None) -> bytes:
    """The picture of a live or withdrawn edition: JPEG, 120 KB at most.

    Drawn if it is not kept yet, which takes one query and 0.1 s. Raises Busy.
    """
    place = KEPT / f"{edition.publication_id}-{version_of(edition, office)}.jpg"
    with suppress(FileNotFoundError):
        return place.read_bytes()
    with _turn():
        with suppress(FileNotFoundError):  # whoever waited for another request's drawing has it now
            return place.read_bytes()
        data = draw(edition, office)
        _keep(place, data)
        return data


@contextmanager
def _turn() -> Iterator[None]:
    """A request's turn to draw. Raises Busy: at once when another one waits already, else after PATIENCE."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        if not _drawing.acquire(timeout=PATIENCE):
            raise Busy
        try:
            yield
        finally:
            _drawing.release()
    finally:
        _places.release()


def _keep(place: Path, data: bytes) -> None:
    """Write whole or not at all, in the place of the item's earlier pictures; the oldest of all make room.

    Other processes do the same: what is listed may be gone a moment later.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_suffix(f".{os.getpid()}.new")
    unfinished.write_bytes(data)
    unfinished.replace(place)
    pictures = []
    for file in KEPT.glob("*.jpg"):
        with suppress(FileNotFoundError):
            pictures.append((file.stat().st_mtime_ns, file))
    too_many = {file for _, file in sorted(pictures)[:-KEPT_PICTURES]}
    earlier = set(KEPT.glob(f"{place.name.partition('-')[0]}-*.jpg"))
    for file in (too_many | earlier) - {place}:
        file.unlink(missing_ok=True)


# Drawing


def draw(edition: Edition, office: Office | None) -> bytes:
    """The picture of `edition` as JPEG."""
    colours = palette.tokens(*((office.colour_main, office.colour_accent) if office else ()))["light"]
    picture = Image.new("RGB", (WIDTH, HEIGHT), colours["deep"])
    photo = _photo(edition)
    if photo is None:
        room, height = WIDTH - 2 * MARGIN, TITLE_HEIGHT
        _weave(picture)
    else:
        room, height = PHOTO_LEFT + 40 - MARGIN, TITLE_HEIGHT_BESIDE
        picture.paste(photo, (PHOTO_LEFT, 0), _coming_out(photo.size))
    pen = ImageDraw.Draw(picture)
    _office(picture, pen, office, colours, room)
    title, lines = fitted(keep_together(edition.title), room, height)
    top = HEIGHT - SILK - 116 - len(lines) * title.size * LEADING
    for number, line in enumerate(lines):
        middle = top + (number + 0.5) * title.size * LEADING
        pen.text((MARGIN, middle), line, font=title, fill=colours["on-deep"], anchor="lm", language="th")
    _about(pen, edition, colours)
    silk = _asset("silk.png")
    for x in range(0, WIDTH, silk.width):
        picture.paste(silk, (x, HEIGHT - SILK))
    return _jpeg(picture)


def _photo(edition: Edition) -> Image.Image | None:
    """The first photo, cut to its place. A copy that is lost costs the picture its photo, not the reader the picture."""
    photo = edition.attachments.filter(kind=Attachment.Kind.PHOTO).select_related("stored").first()
    if photo is None:
        return None
    size = (WIDTH - PHOTO_LEFT, HEIGHT)
    stored = photo.stored
    width = next((width for width in stored.widths if width >= 900), stored.widths[-1])
    try:
        with default_storage.open(stored.rendition_name(width)) as file, Image.open(file) as opened:
            return ImageOps.fit(opened.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    except OSError:
        return None


def _coming_out(size: tuple[int, int]) -> Image.Image:
    """Nothing at the left edge, all of it from PHOTO_CLEAR on, without an edge between."""
    wide = PHOTO_CLEAR - PHOTO_LEFT
    steps = [min(1.0, x / wide) for x in range(size[0])]
    mask = Image.new("L", (size[0], 1))
    mask.putdata([round(255 * step * step * (3 - 2 * step)) for step in steps])
    return mask.resize(size)


def _weave(ground: Image.Image) -> None:
    """The diamonds of Surin silk, hardly lighter than the ground."""
    weave = _asset("weave.png")
    threads = weave.getchannel("A").point(lambda alpha: alpha * 20 // 255)
    white = Image.new("RGB", weave.size, "white")
    for x in range(0, WIDTH, weave.width):
        for y in range(0, HEIGHT, weave.height):
            ground.paste(white, (x, y), threads)


def _office(
    picture: Image.Image,
    pen: ImageDraw.ImageDraw,
    office: Office | None,
    colours: dict[str, str],
    room: float,
) -> None:
    """Mark, name and place, at the top."""
    mark = _mark(office)
    picture.paste(mark, (MARGIN, 48 + (84 - mark.height) // 2), mark)
    x = MARGIN + mark.width + 24
    name = office.name if office else "เว็บไซต์หน่วยงาน"
    # A name that is too long for the smallest size would run into the photo: its short form then.
    sizes = [size for size in NAME_SIZES if x + _font(True, size).getlength(name) <= MARGIN + room]
    if not sizes and office:
        name = office.short_name
    font = _font(True, next(iter(sizes), NAME_SIZES[0]))
    place = office.place if office else ""
    pen.text((x, 76 if place else 90), name, font=font, fill=colours["on-deep"], anchor="lm", language="th")
    if place:
        pen.text(
            (x, 116), place, font=_font(False, 26), fill=colours["on-deep-soft"], anchor="lm", language="th"
        )


def _mark(office: Office | None) -> Image.Image:
    """The office's emblem, or the site's own mark, 84 pixels high."""
    mark = _asset("mark.png")
    if office and office.logo:
        try:
            with default_storage.open(office.logo.name) as file, Image.open(file) as opened:
                mark = opened.convert("RGBA")
        except OSError:  # lost: as if none had been set
            pass
    return ImageOps.contain(mark, (168, 84), Image.Resampling.LANCZOS)


def _about(pen: ImageDraw.ImageDraw, edition: Edition, colours: dict[str, str]) -> None:
    """What kind of thing it is, and its date; of what has ended, that it has."""
    middle = HEIGHT - SILK - 66
    ended = edition.state == State.WITHDRAWN
    kind = State.WITHDRAWN.label if ended else edition.kind_label()
    if kind == edition.title:
        kind = edition.publication.declared.title
    font = _font(True, 30)
    right = MARGIN + 24 + font.getlength(kind) + 24
    pen.rounded_rectangle((MARGIN, middle - 27, right, middle + 27), 27, fill=colours["accent-soft"])
    pen.text(
        (MARGIN + 24, middle - 1), kind, font=font, fill=colours["accent-ink"], anchor="lm", language="th"
    )
    when = edition.dated_on or edition.published_at
    if when:
        day = local(when)
        text = f"{day.day} {MONTHS[day.month - 1]} {year_be(day)}"
        pen.text(
            (right + 28, middle - 1),
            text,
            font=_font(False, 32),
            fill=colours["on-deep"],
            anchor="lm",
            language="th",
        )


def _jpeg(picture: Image.Image) -> bytes:
    for quality in (82, 74, 64, 50):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= LIMIT:
            break
    return out.getvalue()


# Words and fonts


def fitted(title: str, room: float, height: float) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest font with which the title fits, and its lines; what does not fit at all ends with an ellipsis."""
    units = units_of(title)
    for size in TITLE_SIZES:
        font = _font(True, size)
        lengths = [font.getlength(unit, language="th") for unit in units]
        lines = even_lines(units, lengths, room)
        if len(lines) * size * LEADING <= height and max(lengths) <= room:
            return font, lines
    most = int(height // (size * LEADING))
    ellipsis = font.getlength("…")

    def takes_too_many(kept: int) -> bool:
        return len(even_lines([*units[:kept], "…"], [*lengths[:kept], ellipsis], room)) > most

    if len(lines) > most:
        kept = bisect_left(range(len(units)), True, key=takes_too_many) - 1
        lines = even_lines([*units[:kept], "…"], [*lengths[:kept], ellipsis], room)
    return font, lines


@cache
def _font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    name = "Sarabun-Bold.ttf" if bold else "Sarabun-Regular.ttf"
    return ImageFont.truetype(ASSETS / name, size, layout_engine=ImageFont.Layout.RAQM)


@cache
def _asset(name: str) -> Image.Image:
    with Image.open(ASSETS / name) as opened:
        return opened.convert("RGBA" if opened.mode == "RGBA" else "RGB")

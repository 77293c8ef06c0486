"""Pictures are never kept as they came: decoded within limits, turned upright, and encoded anew.

So position data, comments, and what is hidden behind the picture are gone; a bomb is refused before it opens.
"""

import io
import struct
import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from publishing.models.files import PICTURE_WIDTHS
from publishing.uploads import ALLOWED_PICTURES, PICTURE_LIMIT, PICTURE_TYPES, check_size, extension_of
from thai.text import normalise_line

MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
KEPT_SIDE = 2400
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
#: What Pillow raises for files that are broken or were made to break it.
BROKEN_PICTURE = (
    OSError, ValueError, SyntaxError, EOFError, MemoryError, TypeError, LookupError, ArithmeticError,
    struct.error, zlib.error,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture encoded anew: the kept one, and a WebP copy for every width."""

    extension: str
    media_type: str
    data: bytes
    width: int
    height: int
    copies: dict[int, bytes]


def read_picture(upload: UploadedFile) -> Picture:
    """Raises ValidationError (a Thai sentence) unless `upload` is a picture within the limits."""
    name = normalise_line(upload.name or "")
    if extension_of(upload) not in PICTURE_TYPES:
        raise ValidationError(f"ไม่รับภาพ “{name}” รับเฉพาะ {ALLOWED_PICTURES}")
    check_size(upload, PICTURE_LIMIT)
    upload.seek(0)
    try:
        with Image.open(upload, formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MAX_PIXELS or max(opened.size) > MAX_SIDE:
                raise ValidationError(f"ภาพ “{name}” ใหญ่ {opened.width}×{opened.height} จุด เกินกำหนด ย่อภาพก่อน")
            if opened.format == "JPEG":
                opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
            opened.load()
            image = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(f"ภาพ “{name}” ใหญ่เกินกำหนด ย่อภาพก่อน") from error
    except BROKEN_PICTURE as error:
        raise ValidationError(f"“{name}” ไม่ใช่ภาพที่เปิดได้ หรือไฟล์เสีย รับเฉพาะ {ALLOWED_PICTURES}") from error
    if image.mode.startswith("I"):  # grey of 16 bits, which convert() would cut off instead of scaling
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    transparent = image.has_transparency_data
    image = image.convert("RGBA" if transparent else "RGB")
    image.info.clear()  # Pillow would write a comment and a colour profile into the new file
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    copies = {width: _webp(image, width) for width in PICTURE_WIDTHS if width <= image.width}
    if not copies:
        copies = {image.width: _webp(image, image.width)}
    if transparent:
        return Picture("webp", "image/webp", _webp(image, image.width), image.width, image.height, copies)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return Picture("jpg", "image/jpeg", out.getvalue(), image.width, image.height, copies)


def _webp(image: Image.Image, width: int) -> bytes:
    if width != image.width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()

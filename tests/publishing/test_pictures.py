"""A picture is decoded within limits and encoded anew: of the upload only the picture reaches the public."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from publishing.files import store_upload
from publishing.models import Attachment
from publishing.pictures import KEPT_SIDE, MAX_SIDE, Picture, read_picture
from publishing.uploads import PICTURE_LIMIT
from tests.helpers import jpeg_bytes, jpeg_upload
from tests.hostile import MARK, SCRIPT, build, chunk, jpeg_with_exif, jpeg_with_segment, png

RED, BLUE = (220, 20, 20), (20, 20, 220)
ROOT = Path(__file__).resolve().parents[2]


def read(data: bytes, name: str = "ภาพ.jpg") -> Picture:
    return read_picture(SimpleUploadedFile(name, data))


def encoded(image: Image.Image, form: str, **how) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **how)
    return out.getvalue()


def everything_public(picture: Picture) -> list[bytes]:
    return [picture.data, *picture.copies.values()]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_like(pixel: tuple[int, ...], colour: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(pixel, colour, strict=False))


# What is gone


def test_position_maker_and_comment_of_a_photo_are_gone_from_every_copy():
    upload = jpeg_with_exif()
    before = opened(upload)
    assert before.getexif().get_ifd(0x8825)[2] == (15.0, 6.0, 0.0)
    assert before.info["comment"] == MARK.encode()
    for data in everything_public(read(upload)):
        image = opened(data)
        assert dict(image.getexif()) == {}
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(image.info)
        assert MARK.encode() not in data
        assert b"Exif" not in data


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", png(16, 16) + b"<html>" + SCRIPT),
        ("a.jpg", jpeg_bytes() + b"<html>" + SCRIPT),
        ("a.jpg", build("php_in_jpeg_comment")),
        ("a.jpg", jpeg_with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SCRIPT)),
        ("a.jpg", encoded(Image.new("RGB", (9, 9)), "JPEG", icc_profile=SCRIPT)),
        ("a.webp", encoded(Image.new("RGB", (9, 9)), "WEBP", icc_profile=SCRIPT)),
        ("a.webp", encoded(Image.new("RGB", (9, 9)), "WEBP", xmp=SCRIPT)),
        ("a.png", png(16, 16, extra=chunk(b"tEXt", b"Comment\0" + SCRIPT))),
    ],
)
def test_what_is_hidden_in_or_behind_a_picture_is_gone(name, data):
    assert MARK.encode() in data
    for kept in everything_public(read(data, name)):
        assert MARK.encode() not in kept
        assert b"<html>" not in kept


@pytest.mark.django_db
def test_what_is_stored_is_what_was_encoded_anew():
    stored = store_upload(SimpleUploadedFile("กิจกรรม.jpg", jpeg_with_exif(6)), Attachment.Kind.PHOTO)
    names = [stored.storage_name, *(stored.rendition_name(width) for width in stored.widths)]
    assert len(names) == 2
    for name in names:
        with default_storage.open(name) as file:
            data = file.read()
        assert MARK.encode() not in data
        assert dict(opened(data).getexif()) == {}


# What is kept


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_sideways_stands_upright(orientation):
    size = (64, 48) if orientation < 5 else (48, 64)
    #: Where the red half lies when the photo is looked at.
    red = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[
        orientation
    ]
    places = {
        "left": (4, size[1] // 2),
        "right": (size[0] - 4, size[1] // 2),
        "top": (size[0] // 2, 4),
        "bottom": (size[0] // 2, size[1] - 4),
    }
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[red]
    picture = read(jpeg_with_exif(orientation))
    assert (picture.width, picture.height) == size
    for data in everything_public(picture):
        image = opened(data).convert("RGB")
        assert image.size == size
        assert is_like(image.getpixel(places[red]), RED)
        assert is_like(image.getpixel(places[opposite]), BLUE)


@pytest.mark.parametrize(
    ("size", "kept", "widths"),
    [
        ((3000, 2000), (2400, 1600), [480, 960, 1600]),
        ((2000, 3000), (1600, 2400), [480, 960, 1600]),
        ((1600, 900), (1600, 900), [480, 960, 1600]),
        ((959, 600), (959, 600), [480]),
        ((479, 600), (479, 600), [479]),
        ((1, 1), (1, 1), [1]),
    ],
)
def test_copies_are_made_in_the_widths_that_do_not_enlarge(size, kept, widths):
    picture = read(jpeg_bytes(*size))
    assert (picture.width, picture.height) == kept
    assert (picture.extension, picture.media_type) == ("jpg", "image/jpeg")
    assert opened(picture.data).size == kept
    assert list(picture.copies) == widths
    for width, data in picture.copies.items():
        copy = opened(data)
        assert copy.format == "WEBP"
        assert copy.width == width
        assert abs(copy.height - kept[1] * width / kept[0]) <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("width", [300, 480, 1000, 2600])
def test_the_widths_that_a_page_names_are_those_that_are_stored(width):
    stored = store_upload(jpeg_upload(width=width, height=100), Attachment.Kind.PHOTO)
    assert all(default_storage.exists(stored.rendition_name(each)) for each in stored.widths)
    assert stored.width == min(width, KEPT_SIDE)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_a_transparent_picture_stays_transparent(mode):
    image = Image.new("RGBA", (600, 400), (0, 128, 0, 255))
    image.paste((0, 0, 0, 0), (0, 0, 300, 400))
    picture = read(encoded(image.convert(mode), "PNG"), "ตรา.png")
    assert (picture.extension, picture.media_type) == ("webp", "image/webp")
    for data in everything_public(picture):
        shown = opened(data).convert("RGBA")
        assert shown.getpixel((5, shown.height // 2))[3] == 0
        assert shown.getpixel((shown.width - 5, shown.height // 2))[3] == 255


@pytest.mark.parametrize(
    ("name", "form", "mode", "colour"),
    [
        ("a.png", "PNG", "1", 255),
        ("a.png", "PNG", "L", 200),
        ("a.png", "PNG", "P", 5),
        ("a.png", "PNG", "RGB", RED),
        ("a.jpg", "JPEG", "L", 200),
        ("a.jpg", "JPEG", "CMYK", (0, 200, 200, 20)),
        ("a.webp", "WEBP", "RGB", RED),
    ],
)
def test_every_colour_mode_is_read_and_looks_the_same(name, form, mode, colour):
    image = Image.new(mode, (40, 30), colour)
    picture = read(encoded(image, form), name)
    assert picture.media_type == "image/jpeg"
    assert is_like(opened(picture.data).getpixel((20, 15)), image.convert("RGB").getpixel((20, 15)))


def test_a_grey_picture_of_sixteen_bits_is_not_washed_out():
    picture = read(encoded(Image.new("I;16", (40, 30), 128 * 256), "PNG"), "scan.png")
    assert is_like(opened(picture.data).getpixel((20, 15)), (128, 128, 128))


def test_only_the_first_frame_of_an_animation_is_kept():
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, BLUE)]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    assert opened(data).n_frames == 2
    picture = read(data, "a.webp")
    assert is_like(opened(picture.data).getpixel((20, 15)), RED)


def test_a_photo_of_two_pictures_as_phones_make_them_is_read():
    frames = [Image.new("RGB", (64, 48), colour) for colour in (RED, BLUE)]
    data = encoded(frames[0], "MPO", save_all=True, append_images=frames[1:])
    picture = read(data)
    assert picture.media_type == "image/jpeg"
    assert is_like(opened(picture.data).getpixel((20, 15)), RED)


def test_a_wrong_extension_among_the_allowed_ones_does_not_matter():
    assert read(jpeg_bytes(), "a.PNG").extension == "jpg"


# What is refused


@pytest.mark.parametrize(
    ("name", "builder", "said"),
    [
        ("a.png", "png_bomb_12k", "ใหญ่"),
        ("a.png", "png_bomb_20k", "ใหญ่"),
        ("a.png", "png_false_size", "ใหญ่"),
        ("a.png", "png_long_strip", "ใหญ่ 16000000×1"),
        ("a.png", "png_text_bomb", "ไม่ใช่ภาพที่เปิดได้"),
        ("a.png", "eps_renamed_png", "ไม่ใช่ภาพที่เปิดได้"),
        ("a.jpg", "jpeg_truncated", "ไม่ใช่ภาพที่เปิดได้"),
        ("a.jpg", "html_plain", "ไม่ใช่ภาพที่เปิดได้"),
        ("a.jpg", "svg_script", "ไม่ใช่ภาพที่เปิดได้"),
        ("a.png", "gif_many_frames", "ไม่ใช่ภาพที่เปิดได้"),
        ("a.gif", "gif_many_frames", "รับเฉพาะ JPEG, PNG และ WebP"),
        ("a.jpg", "empty", "ว่างเปล่า"),
    ],
)
def test_bombs_and_false_pictures_are_refused_in_under_a_second(name, builder, said):
    data = build(builder)
    begin = time.process_time()
    with pytest.raises(ValidationError, match=said):
        read(data, name)
    assert time.process_time() - begin < 1


def test_a_bomb_takes_no_more_than_50_megabytes_of_memory(tmp_path):
    # Pillow's pixels are outside Python's own count, so a process of its own is looked at.
    program = """
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "ponko_site.settings_test"
import django
django.setup()
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from publishing.pictures import read_picture
bombs = [SimpleUploadedFile("a.png", open(path, "rb").read()) for path in sys.argv[1:]]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for bomb in bombs:
    try:
        read_picture(bomb)
    except ValidationError:
        print("refused")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    bombs = ["png_bomb_12k", "png_bomb_20k", "png_false_size", "png_long_strip", "png_text_bomb"]
    for builder in bombs:
        (tmp_path / builder).write_bytes(build(builder))
    command = [sys.executable, "-c", program, *(str(tmp_path / builder) for builder in bombs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    *refused, grown = done.stdout.split()
    assert refused == ["refused"] * len(bombs)
    assert int(grown) < 50 * 1024  # kB


@pytest.mark.parametrize(
    ("size", "is_kept"), [((MAX_SIDE, 4), True), ((MAX_SIDE + 1, 4), False), ((4, MAX_SIDE + 1), False)]
)
def test_the_longest_side_is_limited_and_the_sentence_names_the_size(size, is_kept):
    data = png(*size)
    if is_kept:
        picture = read(data, "a.png")
        assert (picture.width, picture.height) == (KEPT_SIDE, 1)
        assert list(picture.copies) == [480, 960, 1600]
    else:
        with pytest.raises(ValidationError, match=f"{size[0]}×{size[1]} จุด"):
            read(data, "a.png")


def test_a_picture_file_is_limited_to_what_the_sentence_names():
    upload = jpeg_upload()
    upload.size = PICTURE_LIMIT + 1
    with pytest.raises(ValidationError, match="20 MB"):
        read_picture(upload)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", jpeg_with_exif(6)),
        ("a.png", encoded(Image.effect_noise((20, 15), 50).convert("RGBA"), "PNG")),
        ("a.webp", encoded(Image.effect_noise((20, 15), 50).convert("RGB"), "WEBP")),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_picture_with_any_byte_changed_is_kept_or_refused_never_an_error(name, data):
    for place in range(0, len(data), 5):
        broken = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            read(broken, name)
        except ValidationError as refusal:
            assert "ภาพ" in refusal.messages[0]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_photo_with_broken_exif_is_kept_without_it():
    picture = read(build("jpeg_bad_exif"))
    assert (picture.width, picture.height) == (64, 48)

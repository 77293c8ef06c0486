"""The office's colours: what is hard to read cannot be saved, and what can be saved reaches every page."""

import re

import pytest

from accounts import palette
from accounts.colour import contrast, to_hex, to_oklch
from accounts.models import Office
from publishing.models import LedgerEvent

pytestmark = pytest.mark.dry

FORM = "/admin/accounts/office/1/change/"


def posted(**changes: str) -> dict[str, str]:
    """The office's form as it stands, with `changes`."""
    office = Office.objects.get()
    pictures = ("logo", "garuda")
    names = [field.name for field in Office._meta.concrete_fields if field.name not in ("id", *pictures)]
    data = {name: getattr(office, field_attname(name)) for name in names}
    return {name: "" if value is None else value for name, value in data.items()} | changes


def field_attname(name: str) -> str:
    return Office._meta.get_field(name).attname


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#0b5f5a", "#0b5f5a", 1)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == ratio


@pytest.mark.parametrize("colour", ["#0f5c56", "#d79f38", "#000000", "#ffffff", "#ff0000", "#0000ff"])
def test_a_colour_comes_back_from_oklch(colour):
    assert to_hex(*to_oklch(colour)) == colour


def test_every_pair_of_the_default_palette_passes():
    assert [(str(pair), pair.ratio) for pair in palette.failures()] == []


def test_every_colour_token_of_a_pair_has_a_thai_name():
    assert {name for seen, ground, _ in palette.PAIRS for name in (seen, ground)} == palette.THAI.keys()


@pytest.mark.parametrize("typed", ["#f2c200", "#ff0000", "#00aa44", "#e91e63", "#ffffff", "#00ffff"])
def test_the_colour_offered_for_a_main_colour_passes_and_is_of_its_hue(typed):
    offered = palette.nearest(typed, role=palette.MAIN)
    assert palette.failures(typed) and not palette.failures(offered)
    step = to_oklch(typed)[0] - to_oklch(offered)[0]
    barely = to_hex(to_oklch(offered)[0] + 0.015, *to_oklch(typed)[1:])
    assert step > 0 and palette.failures(barely), "a nearer one would have passed"


@pytest.mark.parametrize("main", ["", "#1d4f91", "#5b2a86", "#7a1f2b", "#1f5f2d", "#000000", "#333333"])
def test_colours_that_offices_like_are_readable_light_and_dark(main):
    assert palette.failures(main) == []


def test_the_default_palette_needs_no_stylesheet():
    assert palette.stylesheet("", "") == palette.version("", "") == ""
    assert palette.version(palette.default_colour("primary"), palette.default_colour("accent")) == ""


def test_an_accent_alone_leaves_everything_of_the_main_colour_alone():
    css = palette.stylesheet("", "#e8b9c8")
    names = set(re.findall(r"--colour-([a-z0-9-]+):", css))
    assert names == {"accent", *palette.KEEPS["accent"]["light"], *palette.KEEPS["accent"]["dark"]}


def test_the_office_of_the_tests_links_no_stylesheet_of_colours(client, db):
    assert "/office/colours." not in client.get("/").content.decode()
    assert client.get("/office/colours.x.css").status_code == 404


def test_a_palette_that_is_hard_to_read_is_refused_with_one_that_is_not(cast, as_user):
    client = as_user(cast.administrator)
    page = client.post(FORM, posted(colour_main="F2C200"))
    html = page.content.decode()
    offered = re.search(r'name="take_colour_main" value="(#[0-9a-f]{6})"', html)[1]
    assert palette.failures(offered) == []
    assert 'value="F2C200"' in html, "what was typed stays in its field"
    assert "ลิงก์ บนพื้นเตือน (พื้นสว่าง) ความเปรียบต่าง 1.36:1 ต้องไม่น้อยกว่า 4.5:1" in html
    assert Office.objects.get().colour_main == ""
    # One click takes the colour that was offered.
    assert client.post(FORM, posted(colour_main="F2C200", take_colour_main=offered)).status_code == 302
    assert Office.objects.get().colour_main == offered
    note = LedgerEvent.objects.filter(action="แก้ไขข้อมูลหน่วยงาน").latest("pk").note
    assert note == "สีหลัก"


@pytest.mark.parametrize("typed", ["#12345", "red", "#gggggg", "javascript:", "#1234567", "url(x)"])
def test_what_is_no_colour_is_refused(cast, as_user, typed):
    page = as_user(cast.administrator).post(FORM, posted(colour_accent=typed))
    assert page.status_code == 200 and page.context["adminform"].form.errors.keys() == {"colour_accent"}


def test_the_offices_colours_are_kept_by_version(client, db):
    Office.objects.update(colour_main="#1d4f91")
    version = Office.objects.get().colours_version
    current, old = client.get(f"/office/colours.{version}.css"), client.get("/office/colours.old.css")
    assert current.content == old.content == palette.stylesheet("#1d4f91", "").encode()
    assert (current["Content-Type"], current["Cache-Control"], old["Cache-Control"]) == (
        "text/css; charset=utf-8", "public, max-age=31536000, immutable", "no-cache",
    )  # fmt: skip


def test_high_contrast_is_black_white_and_yellow_at_seven_to_one():
    high = palette.default_tokens("high")
    measured = {
        (seen, ground): contrast(high[seen], high[ground])
        for seen, ground, least in palette.PAIRS
        if least == 4.5
    }
    assert {pair: ratio for pair, ratio in measured.items() if ratio < 7} == {}
    assert all(contrast(high[seen], high[ground]) >= 3 for seen, ground, _ in palette.PAIRS)

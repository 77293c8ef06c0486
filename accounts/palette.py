"""The colours of the public pages: two that the office chooses, all others made from them, every pair measured.

The chosen ones are the main colour (buttons, links, menu bar, text) and the accent (rules, marks, notices). What is
made from them keeps the lightness that it has in static/css/tokens.css, the one place where colours are written, so
that light and dark stay readable; the colours of warnings keep their meaning and are nobody's choice.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from django.conf import settings

from accounts.colour import contrast, to_hex, to_oklch

TOKENS = settings.BASE_DIR / "static" / "css" / "tokens.css"
SCHEMES = {"light": "พื้นสว่าง", "dark": "พื้นมืด"}
#: A tint may be livelier than that of the default colours, up to this many times.
MOST_CHROMA = 1.6

# Made from a chosen colour: tokens that follow its lightness, and tokens that keep their own.
MAIN, ACCENT = "primary", "accent"
FOLLOWS = {
    MAIN: {"light": {"primary", "primary-hover", "link"}},
    ACCENT: {"light": {"accent"}, "dark": {"accent"}},
}
KEEPS = {
    MAIN: {
        "light": {
            "control", "deep", "deep-hover", "deep-line", "ink", "ink-soft", "on-deep-soft", "heading", "primary-soft",
            "series-0", "series-3",
        },
        "dark": {
            "page", "surface", "sunk", "line", "control", "deep", "deep-hover", "deep-line", "ink-soft", "on-deep-soft",
            "link", "primary", "primary-hover", "primary-soft", "on-primary", "series-0", "series-3",
        },
    },
    ACCENT: {
        "light": {"accent-soft", "accent-ink", "focus-on-deep", "series-1"},
        "dark": {"accent-soft", "accent-ink", "heading", "link-hover", "focus", "focus-on-deep", "series-1"},
    },
}  # fmt: skip

#: What a colour is used for and what it is used on, in Thai: how a refusal and the style guide name them.
THAI = {
    "page": "พื้นหน้า", "surface": "พื้นกรอบ", "sunk": "พื้นแบบค้นหา", "ink": "ตัวอักษร", "ink-soft": "ตัวอักษรรอง",
    "heading": "หัวเรื่อง", "link": "ลิงก์", "link-hover": "ลิงก์เมื่อชี้", "primary": "สีหลัก", "primary-hover": "ปุ่มเมื่อชี้",
    "primary-soft": "พื้นป้ายสีหลัก", "on-primary": "ตัวอักษรบนปุ่ม", "accent": "สีเน้น", "accent-soft": "พื้นสีเน้น",
    "accent-ink": "ตัวอักษรสีเน้น", "alert": "ตัวอักษรเตือน", "alert-soft": "พื้นเตือน", "good": "ตัวอักษรเห็นชอบ",
    "good-soft": "พื้นเห็นชอบ", "new": "พื้นป้ายใหม่", "on-new": "ตัวอักษรป้ายใหม่", "deep": "แถบเมนู",
    "deep-hover": "แถบเมนูเมื่อชี้", "on-deep": "ตัวอักษรบนแถบเมนู", "on-deep-soft": "ตัวอักษรรองบนแถบเมนู",
    "danger": "พื้นแถบอันตราย", "on-danger": "ตัวอักษรบนแถบอันตราย", "warning": "พื้นแถบเฝ้าระวัง",
    "on-warning": "ตัวอักษรบนแถบเฝ้าระวัง", "focus": "กรอบโฟกัส", "focus-on-deep": "ลิงก์และกรอบโฟกัสบนแถบเมนู", "control": "ขอบช่องกรอก",
    "series-0": "แผนภูมิชุดที่ 1", "series-1": "แผนภูมิชุดที่ 2", "series-2": "แผนภูมิชุดที่ 3", "series-3": "แผนภูมิชุดที่ 4",
}  # fmt: skip

_PAPER = ("page", "surface", "sunk")
_TINTS = ("primary-soft", "accent-soft", "alert-soft", "good-soft")
#: (what is seen, what it is seen on, least contrast): every pair that the components put together.
PAIRS: tuple[tuple[str, str, float], ...] = (
    *((text, ground, 4.5) for text in ("ink", "ink-soft", "link", "link-hover") for ground in (*_PAPER, *_TINTS)),
    *(("heading", ground, 4.5) for ground in (*_PAPER, *_TINTS)),
    *(("primary", ground, 4.5) for ground in (*_PAPER, "primary-soft")),
    *(("accent-ink", ground, 4.5) for ground in (*_PAPER, "accent-soft")),
    *(("alert", ground, 4.5) for ground in (*_PAPER, "alert-soft")),
    *(("good", ground, 4.5) for ground in (*_PAPER, "good-soft")),
    ("on-primary", "primary", 4.5), ("on-primary", "primary-hover", 4.5), ("on-new", "new", 4.5),
    ("on-danger", "danger", 4.5), ("on-warning", "warning", 4.5),
    *((text, ground, 4.5) for text in ("on-deep", "on-deep-soft", "focus-on-deep") for ground in ("deep", "deep-hover")),
    *(("accent", ground, 3) for ground in ("deep", "deep-hover")),
    *(("control", ground, 3) for ground in _PAPER),
    *(("focus", ground, 3) for ground in (*_PAPER, *_TINTS)),
    *((f"series-{number}", "surface", 3) for number in range(4)),
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two colours that meet, as measured."""

    scheme: str
    seen: str
    ground: str
    least: float
    ratio: float

    @property
    def passes(self) -> bool:
        return self.ratio >= self.least

    def __str__(self) -> str:
        return f"{THAI[self.seen]} บน{THAI[self.ground]} ({SCHEMES[self.scheme]})"


@cache
def default_tokens(scheme: str) -> dict[str, str]:
    """Name → #rrggbb of the colours in tokens.css, for "light", "dark" or "high" (contrast).

    What a scheme leaves alone is as in light.
    """
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    first, *blocks = text.split("@media")
    if scheme == "light":
        return _colours(first)
    mark = {"dark": "(prefers-color-scheme: dark)", "high": '[data-contrast="high"]'}[scheme]
    return _colours(first) | _colours(next(block for block in blocks if mark in block))


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--colour-([a-z0-9-]+): (#[0-9a-f]{6});", css))


def default_colour(role: str) -> str:
    """The main colour or the accent of the default palette."""
    return default_tokens("light")[role]


@lru_cache(maxsize=512)
def tokens(main: str = "", accent: str = "") -> dict[str, dict[str, str]]:
    """Scheme → name → #rrggbb with these chosen colours; an empty one is the default, and so is all made from it."""
    made = {scheme: dict(default_tokens(scheme)) for scheme in SCHEMES}
    for role, chosen in ((MAIN, main), (ACCENT, accent)):
        if not chosen or chosen == default_colour(role):
            continue
        base_lightness, base_chroma, _ = to_oklch(default_colour(role))
        lightness, chroma, hue = to_oklch(chosen)
        liveliness = min(chroma / base_chroma, MOST_CHROMA)
        for scheme, found in made.items():
            defaults = default_tokens(scheme)
            for name in KEEPS[role].get(scheme, ()):
                own_lightness, own_chroma, _ = to_oklch(defaults[name])
                found[name] = to_hex(own_lightness, own_chroma * liveliness, hue)
            for name in FOLLOWS[role].get(scheme, ()):
                shift = to_oklch(defaults[name])[0] - base_lightness
                found[name] = to_hex(lightness + shift, chroma, hue) if name != role else chosen
    return made


def measure(main: str = "", accent: str = "") -> list[Pair]:
    """Every pair of both schemes with its contrast."""
    made = tokens(main, accent)
    return [
        Pair(scheme, seen, ground, least, contrast(made[scheme][seen], made[scheme][ground]))
        for scheme in SCHEMES
        for seen, ground, least in PAIRS
    ]


def failures(main: str = "", accent: str = "") -> list[Pair]:
    """The pairs that are too close together, the worst first."""
    found = [pair for pair in measure(main, accent) if not pair.passes]
    return sorted(found, key=lambda pair: pair.ratio / pair.least)


def nearest(main: str = "", accent: str = "", *, role: str) -> str:
    """The colour nearest to the chosen one of `role` with which every pair passes: same hue, lighter or darker.

    Empty when there is none (no colour is both).
    """
    lightness, chroma, hue = to_oklch(main if role == MAIN else accent)
    for step in range(1, 101):
        for other in (lightness - step / 100, lightness + step / 100):
            if 0 <= other <= 1:
                tried = to_hex(other, chroma, hue)
                if not failures(*((tried, accent) if role == MAIN else (main, tried))):
                    return tried
    return ""


@lru_cache(maxsize=32)
def stylesheet(main: str, accent: str) -> str:
    """The rules that put these colours in the place of the default ones on a screen; empty for the default palette.

    High contrast and print stay as they are: the first is more specific, the second no screen.
    """
    made = tokens(main, accent)
    blocks = []
    for scheme, media in (("light", "screen"), ("dark", "screen and (prefers-color-scheme: dark)")):
        before = default_tokens(scheme)
        # What light changes, dark would inherit: it says its own again.
        names = {n for n, c in made[scheme].items() if c != before[n]} | {
            n for n in before if scheme == "dark" and made["light"][n] != default_tokens("light")[n]
        }
        rules = "".join(f"--colour-{name}:{made[scheme][name]};" for name in sorted(names))
        if rules:
            blocks.append(f"@media {media}{{:root{{{rules}}}}}\n")
    return "".join(blocks)


def version(main: str, accent: str) -> str:
    """What the address of the stylesheet changes with; empty for the default palette."""
    css = stylesheet(main, accent)
    return hashlib.sha256(css.encode()).hexdigest()[:12] if css else ""

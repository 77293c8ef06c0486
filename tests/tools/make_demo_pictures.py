"""Draw the pictures of the demo content: flat, warm scenes of life in a subdistrict of Surin.

Every picture is composed here from small functions that return SVG text (sky, fields, trees, houses, people …),
rendered by Chromium at twice its size and written by Pillow as JPEG without metadata. Nothing comes from a third party.

    python tests/tools/make_demo_pictures.py              # all pictures
    python tests/tools/make_demo_pictures.py silk flood   # only these

Coordinates are pixels of the finished picture (1280 × 853 for a scene), y downwards; light always comes from the upper right.
"""

# Path data is left in one piece: broken over lines it reads worse.
# ruff: noqa: E501
from __future__ import annotations

import argparse
import math
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parents[2] / "ponko_site" / "demo" / "pictures"
CHROMIUM = "/usr/bin/chromium"
W, H = 1280, 853

Point = tuple[float, float]

# ---------------------------------------------------------------------------------------------------------------
# Palette: deep teal, rice gold, earth red, cream.

INK = "#12303a"
NIGHT = "#0f2740"
TEAL = ["#0d3b40", "#12524f", "#1b6a61", "#2f8573", "#5ba489", "#93c4a6", "#c4dfc6"]
LEAF = ["#12453f", "#1d5f4a", "#2f7a4f", "#5a9a55", "#93b862", "#c3d27c"]
GOLD = ["#8a5a1e", "#b67d28", "#d79f38", "#ecbc55", "#f6d581", "#fbe8b4"]
EARTH = ["#5a2a25", "#7f3a2e", "#a84f38", "#c76d4c", "#dd9670", "#eec0a0"]
WOOD = ["#3d2a26", "#5b3d31", "#7c563f", "#9f7450", "#c29a6c", "#dcbc8f"]
CREAM = "#fdf5e2"
SAND = "#f4e3bf"
WHITE = "#fffaf0"
SAFFRON = "#e08a2c"
SKIN = ["#9f6846", "#b47850", "#c58a60", "#d29b70", "#deac83"]
HAIR = ["#1d1a20", "#2a2226", "#3a2c2a", "#8d8b8c", "#c9c6c2"]
KHAKI = "#b49a66"

_defs: list[str] = []


def _new_id(prefix: str) -> str:
    return f"{prefix}{len(_defs)}"


def rgb(colour: str) -> tuple[int, int, int]:
    """The three channels of ``#rrggbb``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(a: str, b: str, t: float) -> str:
    """A colour between ``a`` (t = 0) and ``b`` (t = 1)."""
    return "#" + "".join(f"{round(p + (q - p) * t):02x}" for p, q in zip(rgb(a), rgb(b), strict=True))


def light(colour: str, t: float = 0.25) -> str:
    """The colour in warm light."""
    return mix(colour, "#fff0c8", t)


def dark(colour: str, t: float = 0.25) -> str:
    """The colour in cool shade."""
    return mix(colour, "#12303f", t)


# ---------------------------------------------------------------------------------------------------------------
# SVG elements as text.


def _attributes(attributes: dict[str, object]) -> str:
    return "".join(f' {key.rstrip("_").replace("_", "-")}="{value}"' for key, value in attributes.items())


def path(d: str, fill: str = "none", **attributes: object) -> str:
    return f'<path d="{d}" fill="{fill}"{_attributes(attributes)}/>'


def stroke(d: str, colour: str, width: float, **attributes: object) -> str:
    """An open line with round ends."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:.2f}" stroke-linecap="round" '
        f'stroke-linejoin="round"{_attributes(attributes)}/>'
    )


def circle(x: float, y: float, r: float, fill: str, **attributes: object) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.2f}" fill="{fill}"{_attributes(attributes)}/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, **attributes: object) -> str:
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.2f}" ry="{ry:.2f}" fill="{fill}"{_attributes(attributes)}/>'


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, **attributes: object) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r:.1f}" fill="{fill}"'
        f"{_attributes(attributes)}/>"
    )


def polygon(points: Iterable[Point], fill: str, **attributes: object) -> str:
    return path("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z", fill, **attributes)


def group(*children: str, **attributes: object) -> str:
    return f"<g{_attributes(attributes)}>{''.join(children)}</g>"


def at(x: float, y: float, *children: str, scale: float = 1, flip: bool = False, turn: float = 0) -> str:
    """The children moved to (x, y), scaled, mirrored and turned (degrees)."""
    sx = -scale if flip else scale
    return group(
        *children, transform=f"translate({x:.1f},{y:.1f}) rotate({turn:.2f}) scale({sx:.4f},{scale:.4f})"
    )


def linear(*colours: str | tuple[str, float], angle: float = 90, box: tuple[float, ...] | None = None) -> str:
    """A linear gradient; 90 degrees runs downwards. A colour may carry its opacity. ``box`` = x1, y1, x2, y2 in pixels."""
    ident = _new_id("l")
    stops = "".join(_stop(colour, i / max(1, len(colours) - 1)) for i, colour in enumerate(colours))
    if box:
        x1, y1, x2, y2 = box
        where = f'gradientUnits="userSpaceOnUse" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    else:
        c, s = math.cos(math.radians(angle)) / 2, math.sin(math.radians(angle)) / 2
        where = f'x1="{0.5 - c:.3f}" y1="{0.5 - s:.3f}" x2="{0.5 + c:.3f}" y2="{0.5 + s:.3f}"'
    _defs.append(f'<linearGradient id="{ident}" {where}>{stops}</linearGradient>')
    return f"url(#{ident})"


def radial(*colours: str | tuple[str, float]) -> str:
    """A radial gradient from the middle outwards."""
    ident = _new_id("r")
    stops = "".join(_stop(colour, i / max(1, len(colours) - 1)) for i, colour in enumerate(colours))
    _defs.append(f'<radialGradient id="{ident}">{stops}</radialGradient>')
    return f"url(#{ident})"


def _stop(colour: str | tuple[str, float], offset: float) -> str:
    name, opacity = (colour, 1) if isinstance(colour, str) else colour
    return f'<stop offset="{offset:.3f}" stop-color="{name}" stop-opacity="{opacity}"/>'


def clipped(shape: str, *children: str) -> str:
    """The children, seen only inside the shape."""
    ident = _new_id("c")
    _defs.append(f'<clipPath id="{ident}">{shape}</clipPath>')
    return group(*children, clip_path=f"url(#{ident})")


def blurred(amount: float, *children: str, **attributes: object) -> str:
    ident = _new_id("b")
    _defs.append(
        f'<filter id="{ident}" x="-50%" y="-50%" width="200%" height="200%" color-interpolation-filters="sRGB">'
        f'<feGaussianBlur stdDeviation="{amount}"/></filter>'
    )
    return group(*children, filter=f"url(#{ident})", **attributes)


def lit(
    *children: str,
    size: float = 4,
    glow: str = "#ffe9b0",
    glow_opacity: float = 0.5,
    shade: str = "#0e2c44",
    shade_opacity: float = 0.3,
) -> str:
    """The children as one body with light on the upper right edge and shade on the lower left one."""
    ident = _new_id("f")
    _defs.append(
        f'<filter id="{ident}" x="-15%" y="-15%" width="130%" height="130%" color-interpolation-filters="sRGB">'
        f'<feGaussianBlur in="SourceAlpha" stdDeviation="{size * 0.35:.2f}" result="a"/>'
        f'<feOffset in="a" dx="{size * 1.5:.2f}" dy="{-size:.2f}" result="s"/>'
        '<feComposite in="SourceAlpha" in2="s" operator="out" result="s2"/>'
        f'<feFlood flood-color="{shade}" flood-opacity="{shade_opacity}"/><feComposite in2="s2" operator="in" result="s3"/>'
        f'<feOffset in="a" dx="{-size * 0.75:.2f}" dy="{size * 0.6:.2f}" result="g"/>'
        '<feComposite in="SourceAlpha" in2="g" operator="out" result="g2"/>'
        f'<feFlood flood-color="{glow}" flood-opacity="{glow_opacity}"/><feComposite in2="g2" operator="in" result="g3"/>'
        '<feMerge><feMergeNode in="SourceGraphic"/><feMergeNode in="s3"/><feMergeNode in="g3"/></feMerge></filter>'
    )
    return group(*children, filter=f"url(#{ident})")


def smooth(points: Sequence[Point], closed: bool = False, tension: float = 1 / 6) -> str:
    """A soft line through the points (Catmull–Rom as Bézier curves)."""
    n = len(points)
    d = f"M{points[0][0]:.1f},{points[0][1]:.1f}"
    for i in range(n if closed else n - 1):
        p1, p2 = points[i], points[(i + 1) % n]
        p0 = points[i - 1] if closed or i else p1
        p3 = points[(i + 2) % n] if closed or i + 2 < n else p2
        c1 = (p1[0] + (p2[0] - p0[0]) * tension, p1[1] + (p2[1] - p0[1]) * tension)
        c2 = (p2[0] - (p3[0] - p1[0]) * tension, p2[1] - (p3[1] - p1[1]) * tension)
        d += f"C{c1[0]:.1f},{c1[1]:.1f} {c2[0]:.1f},{c2[1]:.1f} {p2[0]:.1f},{p2[1]:.1f}"
    return d + ("Z" if closed else "")


def land(points: Sequence[Point], fill: str, bottom: float = H + 20, **attributes: object) -> str:
    """Ground below a soft edge that runs from left to right."""
    return path(
        f"{smooth(points)}L{points[-1][0]:.1f},{bottom}L{points[0][0]:.1f},{bottom}Z", fill, **attributes
    )


def capsule(p: Point, q: Point, r1: float, r2: float, fill: str) -> str:
    """A tapered limb between two joints."""
    angle = math.atan2(q[1] - p[1], q[0] - p[0]) + math.pi / 2
    c, s = math.cos(angle), math.sin(angle)
    quad = [
        (p[0] + c * r1, p[1] + s * r1),
        (q[0] + c * r2, q[1] + s * r2),
        (q[0] - c * r2, q[1] - s * r2),
        (p[0] - c * r1, p[1] - s * r1),
    ]
    return circle(*p, r1, fill) + circle(*q, r2, fill) + polygon(quad, fill)


# ---------------------------------------------------------------------------------------------------------------
# Sky and weather.

SKIES = {
    "morning": ("#a9d3cb", "#d9e8cf", "#fdf3d6", "#fde6b8"),
    "day": ("#93cbcb", "#c2e1d3", "#f0f0d8", "#fdf3d8"),
    "golden": ("#7fb9b4", "#c9d8b6", "#fbe3ab", "#fbc27c"),
    "sunset": ("#2f6d7c", "#8fae9f", "#f4c887", "#ee8f5b"),
    "dusk": ("#16344f", "#3a6172", "#b98d78", "#f0a765"),
    "night": ("#0b1c36", "#12324c", "#1d5162", "#3f7a78"),
    "rain": ("#6b8d97", "#93adac", "#bccabd", "#d8dcc8"),
    "hot": ("#e3b980", "#f3d095", "#fbe5b4", "#fdeec8"),
}


def sky(kind: str = "day", horizon: float = 470, width: float = W) -> str:
    colours = SKIES[kind]
    return rect(0, 0, width, horizon + 60, linear(*colours, box=(0, 0, 0, horizon + 20)))


def sun(
    x: float, y: float, r: float = 46, colour: str = "#fff4cf", glow: str = "#ffdf94", reach: float = 7
) -> str:
    return (
        circle(x, y, r * reach, radial((glow, 0.75), (glow, 0.32), (glow, 0.1), (glow, 0)))
        + circle(x, y, r * 1.7, colour, opacity=0.35)
        + circle(x, y, r, colour)
    )


def moon(x: float, y: float, r: float = 48) -> str:
    return (
        circle(x, y, r * 6, radial(("#fbe9b6", 0.5), ("#fbe9b6", 0.14), ("#fbe9b6", 0)))
        + circle(x, y, r, "#fdf1cd")
        + circle(x - r * 0.3, y - r * 0.15, r * 0.2, "#f0dca8", opacity=0.6)
        + circle(x + r * 0.25, y + r * 0.35, r * 0.14, "#f0dca8", opacity=0.6)
        + circle(x + r * 0.2, y - r * 0.4, r * 0.1, "#f0dca8", opacity=0.5)
    )


def stars(count: int, height: float, seed: int = 1, width: float = W) -> str:
    rng = random.Random(seed)
    return "".join(
        circle(
            rng.uniform(0, width),
            rng.uniform(0, height),
            rng.choice([0.9, 1.2, 1.6, 2.2]),
            "#fdf3d4",
            opacity=round(rng.uniform(0.3, 0.9), 2),
        )
        for _ in range(count)
    )


def cloud(
    x: float, y: float, w: float, seed: int = 1, colour: str = WHITE, opacity: float = 0.9, sheen: float = 0.5
) -> str:
    """A flat-bottomed heap of cloud, bright above, its foot dissolving."""
    rng = random.Random(seed)
    n, lumps, lights = 6, "", ""
    for i in range(n):
        t = i / (n - 1)
        r = w * (0.06 + 0.13 * math.sin(math.pi * (0.12 + 0.76 * t))) * rng.uniform(0.8, 1.15)
        cx, cy = x + w * (t - 0.5) * 0.76, y - r * rng.uniform(0.3, 0.75)
        lumps += circle(cx, cy, r, "#000")
        lights += circle(
            cx + r * 0.14,
            cy - r * 0.14,
            r * 0.78,
            linear(("#ffffff", sheen), ("#ffffff", 0), box=(0, cy - r, 0, min(cy + r * 0.4, y - w * 0.05))),
        )
    lumps += rect(x - w * 0.5, y - w * 0.075, w, w * 0.09, "#000", r=w * 0.045)
    fill = linear((colour, 1), (colour, 0.9), (colour, 0.05), box=(0, y - w * 0.24, 0, y + w * 0.016))
    return group(clipped(lumps, rect(x - w, y - w, 2 * w, 2 * w, fill), lights), opacity=opacity)


def streak(x: float, y: float, w: float, h: float, colour: str = WHITE, opacity: float = 0.5) -> str:
    """A few thin, high clouds side by side that fade at both ends."""
    result = ""
    for dx, dy, k in ((0, 0, 1.0), (-0.26, 0.75, 0.55), (0.3, -0.6, 0.5), (0.36, 0.95, 0.4)):
        cx, cy, cw, ch = x + dx * w, y + dy * h, w * k, h * (0.45 + 0.4 * k)
        result += path(
            f"M{cx - cw / 2:.1f},{cy:.1f}C{cx - cw / 4:.1f},{cy - ch * 0.7:.1f} {cx + cw / 6:.1f},{cy - ch:.1f} {cx + cw / 2:.1f},{cy:.1f}"
            f"C{cx + cw / 5:.1f},{cy + ch * 0.4:.1f} {cx - cw / 5:.1f},{cy + ch * 0.35:.1f} {cx - cw / 2:.1f},{cy:.1f}Z",
            linear((colour, 0), (colour, 0.9), (colour, 1), (colour, 0.8), (colour, 0), angle=0),
        )
    return group(result, opacity=opacity)


def birds(
    x: float, y: float, count: int, size: float, colour: str = WHITE, seed: int = 1, spread: float = 26
) -> str:
    rng = random.Random(seed)
    result = ""
    for i in range(count):
        bx, by = (
            x + i * spread * rng.uniform(0.7, 1.2),
            y + (abs(i - count // 3) * spread * 0.32) + rng.uniform(-5, 5),
        )
        s = size * rng.uniform(0.8, 1.1)
        up = rng.uniform(0.35, 0.7)
        result += path(
            f"M{bx - s},{by - s * up}Q{bx - s * 0.4},{by - s * up * 0.9} {bx},{by}Q{bx + s * 0.4},{by - s * up * 0.9} "
            f"{bx + s},{by - s * up}Q{bx + s * 0.4},{by - s * up * 0.45} {bx + s * 0.12},{by + s * 0.16}"
            f"L{bx - s * 0.12},{by + s * 0.16}Q{bx - s * 0.4},{by - s * up * 0.45} {bx - s},{by - s * up}Z",
            colour,
        )
    return result


def haze(y: float, height: float, colour: str, opacity: float = 0.6, width: float = W) -> str:
    """Mist that is thickest at y and gone ``height`` above and below it."""
    return rect(0, y - height, width, 2 * height, linear((colour, 0), (colour, opacity), (colour, 0)))


def glow(x: float, y: float, rx: float, ry: float, colour: str, opacity: float = 0.5) -> str:
    """Light that lies over everything below it."""
    soft = ellipse(
        x,
        y,
        rx,
        ry,
        radial((colour, min(1, opacity * 1.5)), (colour, opacity * 0.6), (colour, 0)),
        style="mix-blend-mode:soft-light",
    )
    return soft + ellipse(
        x,
        y,
        rx * 0.8,
        ry * 0.8,
        radial((colour, opacity * 0.42), (colour, opacity * 0.14), (colour, 0)),
        style="mix-blend-mode:screen",
    )


def vignette(colour: str = "#0c2b38", opacity: float = 0.14, width: float = W, height: float = H) -> str:
    side = linear((colour, opacity), (colour, 0), (colour, 0), (colour, opacity * 0.6), angle=0)
    foot = linear((colour, 0), (colour, 0), (colour, opacity * 1.3), angle=90)
    return rect(0, 0, width, height, side) + rect(0, 0, width, height, foot)


# ---------------------------------------------------------------------------------------------------------------
# Plants.


def puff(x: float, y: float, rx: float, ry: float, fill: str, rng: random.Random, bumps: int = 11) -> str:
    """A scalloped clump of leaves."""
    points = []
    for i in range(bumps * 2):
        a = math.tau * i / (bumps * 2)
        k = (1.0 if i % 2 == 0 else 0.86) * rng.uniform(0.95, 1.06)
        points.append((x + math.cos(a) * rx * k, y + math.sin(a) * ry * k))
    return path(smooth(points, closed=True, tension=0.21), fill)


def tree(
    x: float,
    y: float,
    h: float,
    tones: Sequence[str] = LEAF,
    seed: int = 1,
    spread: float = 1.0,
    trunk: str = WOOD[1],
) -> str:
    """A broad shade tree with its foot at (x, y)."""
    rng = random.Random(seed)
    w = h * 0.44 * spread
    top = y - h * 0.62
    limbs = path(
        f"M{x - h * 0.045},{y + 2}C{x - h * 0.02},{y - h * 0.15} {x - h * 0.03},{y - h * 0.3} {x - h * 0.09},{y - h * 0.5}"
        f"L{x - h * 0.03},{y - h * 0.5}L{x},{y - h * 0.36}L{x + h * 0.08},{y - h * 0.52}L{x + h * 0.12},{y - h * 0.5}"
        f"C{x + h * 0.04},{y - h * 0.3} {x + h * 0.02},{y - h * 0.15} {x + h * 0.05},{y + 2}Z",
        linear(dark(trunk, 0.4), trunk, light(trunk, 0.15), angle=0),
    )
    clumps = [
        (-0.62, 0.12, 0.42),
        (0.6, 0.1, 0.44),
        (-0.3, -0.28, 0.5),
        (0.32, -0.3, 0.5),
        (0.0, 0.05, 0.6),
        (0.0, -0.5, 0.42),
    ]
    layers = ["", "", ""]
    for cx, cy, r in clumps:
        px, py, pr = (
            x + cx * w + rng.uniform(-4, 4),
            top + cy * h * 0.5 + rng.uniform(-4, 4),
            r * w * rng.uniform(0.94, 1.06),
        )
        layers[0] += puff(px, py, pr * 1.04, pr * 0.8, tones[1], rng, 10)
        layers[1] += puff(px + pr * 0.1, py - pr * 0.11, pr * 0.84, pr * 0.62, tones[2], rng, 9)
        layers[2] += puff(px + pr * 0.26, py - pr * 0.26, pr * 0.5, pr * 0.34, tones[3], rng, 8)
    sparks = ""
    for _ in range(int(26 * spread)):
        cx, cy, r = rng.choice(clumps)
        a, k = rng.uniform(-1.7, 0.3), rng.uniform(0.2, 0.85)
        px, py = x + cx * w + math.cos(a) * r * w * k, top + cy * h * 0.5 + math.sin(a) * r * w * k * 0.75
        s = h * rng.uniform(0.01, 0.02)
        sparks += ellipse(
            px,
            py,
            s * 1.5,
            s * 0.8,
            tones[4],
            opacity=0.65,
            transform=f"rotate({rng.uniform(-50, 20):.0f} {px:.1f} {py:.1f})",
        )
    return limbs + lit(*layers, sparks, size=max(2.0, h * 0.014), glow_opacity=0.28)


def bush(x: float, y: float, w: float, tones: Sequence[str] = LEAF, seed: int = 1, flowers: str = "") -> str:
    """A round shrub with its foot at (x, y), ``w`` wide."""
    rng = random.Random(seed)
    lumps = [
        (-0.34, 0.13, 0.17),
        (0.34, 0.13, 0.17),
        (-0.17, 0.22, 0.2),
        (0.18, 0.23, 0.21),
        (0.0, 0.27, 0.22),
        (-0.02, 0.12, 0.24),
    ]
    layers = ["", "", ""]
    for cx, cy, r in lumps:
        px, py, pr = x + cx * w, y - cy * w, r * w * rng.uniform(0.94, 1.06)
        layers[0] += puff(px, py, pr, pr * 0.9, tones[1], rng, 9)
        layers[1] += puff(px + pr * 0.1, py - pr * 0.12, pr * 0.78, pr * 0.64, tones[2], rng, 8)
        layers[2] += puff(px + pr * 0.24, py - pr * 0.3, pr * 0.42, pr * 0.28, tones[3], rng, 7)
    blooms = ""
    for _ in range(15 if flowers else 0):
        a, k = rng.uniform(0, math.pi), rng.uniform(0.2, 0.9)
        px, py, r = (
            x + math.cos(a) * 0.42 * w * k,
            y - w * 0.08 - math.sin(a) * 0.32 * w * k,
            w * rng.uniform(0.016, 0.028),
        )
        blooms += circle(px, py, r, flowers) + circle(
            px + r * 0.3, py - r * 0.3, r * 0.45, light(flowers, 0.55)
        )
    body = clipped(rect(x - w, y - w, 2 * w, w + 2, "#000"), *layers)
    return (
        shadow(x, y, w * 0.56, w * 0.06, 0.3)
        + lit(body, size=max(1.6, w * 0.016), glow_opacity=0.25)
        + blooms
    )


def sugar_palm(
    x: float,
    y: float,
    h: float,
    tones: Sequence[str] = LEAF,
    seed: int = 1,
    bend: float = 0.02,
    trunk: str = WOOD[1],
) -> str:
    """ต้นตาล, the tree of the rice fields: a straight trunk and a round crown of fans."""
    rng = random.Random(seed)
    r = h * 0.165
    cx, cy = x + h * bend, y - h
    body = path(
        f"M{x - h * 0.026},{y}C{x - h * 0.012},{y - h * 0.3} {cx - h * 0.016},{y - h * 0.6} {cx - h * 0.013},{cy}"
        f"L{cx + h * 0.013},{cy}C{cx + h * 0.018},{y - h * 0.6} {x + h * 0.016},{y - h * 0.3} {x + h * 0.028},{y}Z",
        linear(dark(trunk, 0.35), trunk, light(trunk, 0.3), angle=0),
    )
    rings = ""
    for i in range(1, 12):
        t = i / 12
        ry, rx = y - h * t * 0.98, x + h * bend * t
        rings += stroke(
            f"M{rx - h * 0.013},{ry:.1f}Q{rx},{ry + h * 0.006:.1f} {rx + h * 0.014},{ry:.1f}",
            dark(trunk, 0.45),
            h * 0.004,
            opacity=0.6,
        )

    def fan(angle: float, reach: float, colour: str, rays: int = 10, root: float = 0.4) -> str:
        px, py = cx + math.cos(angle) * reach * r * root, cy + math.sin(angle) * reach * r * root * 0.94
        size = r * reach * rng.uniform(0.68, 0.76)
        points = []
        for i in range(rays * 2 - 1):
            t = i / (rays * 2 - 2) - 0.5
            a = angle + t * 2.9
            k = (1.0 if i % 2 == 0 else 0.62) * (1 - 0.3 * abs(t) * 2) * rng.uniform(0.94, 1.05)
            points.append((px + math.cos(a) * size * k, py + math.sin(a) * size * k))
        folds = "".join(
            stroke(
                f"M{px:.1f},{py:.1f}L{q[0] * 0.8 + px * 0.2:.1f},{q[1] * 0.8 + py * 0.2:.1f}",
                dark(colour, 0.28),
                r * 0.012,
                opacity=0.6,
            )
            for q in points[2:-2:4]
        )
        return (
            stroke(f"M{cx:.1f},{cy:.1f}L{px:.1f},{py:.1f}", light(colour, 0.1), r * 0.045)
            + polygon([(px, py), *points], colour)
            + folds
        )

    crown = circle(cx, cy + r * 0.02, r * 0.46, mix(tones[0], tones[1], 0.6))
    for a in (0.95, 1.3, 1.6, 1.9, 2.25):  # dry leaves hang below
        n = r * rng.uniform(0.62, 0.85)
        ex, ey = cx + math.cos(a) * n * 0.62, cy + n
        crown += path(
            f"M{cx:.1f},{cy:.1f}Q{cx + math.cos(a) * n * 0.7:.1f},{cy + n * 0.35:.1f} {ex + r * 0.1:.1f},{ey:.1f}L{ex:.1f},{ey - r * 0.1:.1f}L{ex - r * 0.1:.1f},{ey + r * 0.04:.1f}Q{cx + math.cos(a) * n * 0.3:.1f},{cy + n * 0.3:.1f} {cx:.1f},{cy:.1f}Z",
            mix(WOOD[3], tones[2], 0.25 + 0.2 * rng.random()),
        )
    order = [math.tau * i / 12 + rng.uniform(-0.16, 0.16) for i in range(12)]
    for a in sorted(order, key=lambda value: -math.sin(value)):
        if 1.0 < a % math.tau < 2.15:
            continue
        lightness = 0.42 - 0.42 * math.sin(a) + 0.3 * math.cos(a)
        crown += fan(a, rng.uniform(0.9, 1.14), mix(tones[1], tones[3], max(0.0, min(1.0, lightness * 0.8))))
    for a, k in ((2.9, 0.2), (0.3, 0.5), (-2.5, 0.3), (-0.5, 0.85), (-1.5, 0.6)):
        crown += fan(a, rng.uniform(0.62, 0.74), mix(tones[2], tones[4], k * 0.7), 8, 0.28)
    fruit = "".join(
        circle(cx + dx * r, cy + r * dy, r * 0.085, dark(WOOD[1], 0.4))
        for dx, dy in [(-0.13, 0.2), (0.08, 0.24), (-0.02, 0.32)]
    )
    return body + rings + lit(crown, fruit, size=max(1.2, h * 0.005), glow_opacity=0.4)


def banana(x: float, y: float, h: float, tones: Sequence[str] = LEAF, seed: int = 1) -> str:
    rng = random.Random(seed)
    result = path(
        f"M{x - h * 0.05},{y}Q{x - h * 0.03},{y - h * 0.3} {x - h * 0.02},{y - h * 0.55}L{x + h * 0.025},{y - h * 0.55}"
        f"Q{x + h * 0.04},{y - h * 0.3} {x + h * 0.05},{y}Z",
        linear(tones[2], tones[4], angle=0),
    )
    top = (x, y - h * 0.52)
    for a in (-2.9, -0.25, -2.5, -0.65, -2.05, -1.1, -1.55):
        length = h * rng.uniform(0.46, 0.6)
        ex, ey = top[0] + math.cos(a) * length, top[1] + math.sin(a) * length + abs(math.cos(a)) * h * 0.2
        mx, my = top[0] + math.cos(a) * length * 0.5, top[1] + math.sin(a) * length * 0.75 - h * 0.04
        n = (-(ey - top[1]), ex - top[0])
        k = h * 0.095 / max(1.0, math.hypot(*n))
        for side, colour in ((-1, mix(tones[2], tones[3], 0.4)), (1, tones[4] if a > -1.6 else tones[3])):
            side = side if ex > x else -side
            result += path(
                f"M{top[0]:.1f},{top[1]:.1f}Q{mx + n[0] * k * side * -1.9:.1f},{my + n[1] * k * side * -1.9:.1f} {ex:.1f},{ey:.1f}"
                f"Q{mx:.1f},{my:.1f} {top[0]:.1f},{top[1]:.1f}Z",
                colour,
            )
    return result


def treeline(
    y: float,
    height: float,
    colour: str,
    seed: int,
    foot: str | None = None,
    width: float = W,
    palms: int = 0,
    x0: float = 0,
) -> str:
    """A far belt of trees; ``foot`` is the colour of the mist at its foot."""
    rng = random.Random(seed)
    shape, sheen, x = "", "", x0 - 30
    fill = linear(colour, colour, foot or colour, box=(0, y - height * 1.3, 0, y + 4))
    while x < x0 + width + 30:
        k = 0.55 + 0.3 * math.sin(x * 0.008 + seed) + 0.15 * math.sin(x * 0.031 + seed * 2)
        top = height * (0.42 + 0.5 * k) * rng.uniform(0.86, 1.1)
        r = height * rng.uniform(0.2, 0.34)
        shape += puff(x, y - top + r, r * 1.1, r, fill, rng, 6) + rect(x - r, y - top + r, r * 2, top, fill)
        sheen += puff(
            x + r * 0.3,
            y - top + r * 0.85,
            r * 0.6,
            r * 0.5,
            linear((light(colour, 0.4), 0.45), (light(colour, 0.4), 0)),
            rng,
            6,
        )
        if rng.random() < 0.7:
            sheen += puff(
                x + rng.uniform(-1, 1) * r,
                y - top * rng.uniform(0.35, 0.6),
                r * 0.6,
                r * 0.42,
                linear((light(colour, 0.4), 0.28), (light(colour, 0.4), 0)),
                rng,
                6,
            )
        x += r * rng.uniform(0.9, 1.3)
    for _ in range(palms):
        px = rng.uniform(x0 + width * 0.04, x0 + width * 0.96)
        stand = height * rng.uniform(1.5, 2.2)
        shape = palm_silhouette(px, y - height * 0.3, stand, colour) + shape
    return clipped(rect(x0 - 60, y - height * 4, width + 120, height * 4 + 2, "#000"), shape, sheen)


def palm_silhouette(x: float, y: float, h: float, colour: str) -> str:
    rng = random.Random(round(x * 7 + h))
    result = path(
        f"M{x - h * 0.018},{y}L{x - h * 0.01},{y - h}L{x + h * 0.01},{y - h}L{x + h * 0.018},{y}Z", colour
    ) + circle(x, y - h, h * 0.095, colour)
    for a in (-3.3, -2.75, -2.2, -1.57, -0.95, -0.4, 0.15, 0.75, 2.4):
        reach = h * rng.uniform(0.13, 0.17)
        px, py = x + math.cos(a) * reach * 0.45, y - h + math.sin(a) * reach * 0.45
        points = []
        for i in range(11):
            t = i / 10 - 0.5
            k = (0.75 if i % 2 == 0 else 0.48) * (1 - 0.3 * abs(t) * 2)
            points.append((px + math.cos(a + t * 2.8) * reach * k, py + math.sin(a + t * 2.8) * reach * k))
        result += polygon([(px, py), *points], colour) + stroke(
            f"M{x:.1f},{y - h:.1f}L{px:.1f},{py:.1f}", colour, h * 0.012
        )
    return result


def grass(
    y: float,
    amplitude: float,
    colours: tuple[str, str],
    seed: int,
    x0: float = -10,
    x1: float = W + 10,
    depth: float = 60,
    slope: Callable[[float], float] | None = None,
) -> str:
    """One row of blades with a jagged upper edge; ``slope(x)`` lifts the row."""
    rng = random.Random(seed)
    step = max(2.6, amplitude * 0.27)
    x, d = x0, ""
    rise = slope or (lambda _x: 0.0)
    d = f"M{x0:.1f},{y + depth + rise(x0):.1f}L{x0:.1f},{y - rise(x0):.1f}"
    while x < x1:
        lean = rng.uniform(-0.5, 0.9) * amplitude * 0.5
        tip = y - amplitude * rng.uniform(0.55, 1.0) + rise(x)
        low = y - amplitude * rng.uniform(0.0, 0.2) + rise(x)
        knee = low - (low - tip) * 0.52
        d += f"Q{x + step * 0.22 + lean * 0.18:.1f},{knee:.1f} {x + lean + step * 0.3:.1f},{tip:.1f}"
        d += f"Q{x + step * 0.66 + lean * 0.34:.1f},{knee:.1f} {x + step:.1f},{low:.1f}"
        x += step
    d += f"L{x1:.1f},{y + depth + rise(x1):.1f}Z"
    return path(d, linear(colours[0], colours[1], box=(0, y - amplitude, 0, y + depth * 0.9)))


def rice(
    y0: float,
    y1: float,
    rows: int,
    far: tuple[str, str],
    near: tuple[str, str],
    amp: tuple[float, float],
    seed: int,
    x0: float = -10,
    x1: float = W + 10,
    slope: Callable[[float], float] | None = None,
) -> str:
    """A field of standing rice between y0 (far) and y1 (near); pairs are (tip colour, foot colour)."""
    result = ""
    for i in range(rows):
        t = i / max(1, rows - 1)
        y = y0 + (y1 - y0) * t**1.55
        nxt = y0 + (y1 - y0) * min(1.15, (i + 1) / max(1, rows - 1)) ** 1.55
        a = amp[0] + (amp[1] - amp[0]) * t**1.5
        tip, foot = mix(far[0], near[0], t), mix(far[1], near[1], t)
        wave = 0.12 * math.sin(i * 2.4)
        result += grass(
            y, a, (light(tip, max(0, wave)), foot), seed + i, x0, x1, max(14, (nxt - y) * 1.6), slope
        )
    return result


def ears(
    x: float, y: float, h: float, seed: int, count: int = 7, stem: str = LEAF[3], grain: str = GOLD[4]
) -> str:
    """A near tuft of ripe jasmine rice: blades and drooping ears."""
    rng = random.Random(seed)
    result = ""
    for i in range(count):
        lean = (i / max(1, count - 1) - 0.5) * h * 0.9 + rng.uniform(-8, 8)
        tall = h * rng.uniform(0.72, 1.0)
        tx, ty = x + lean * 0.6, y - tall
        result += stroke(
            f"M{x + lean * 0.1:.1f},{y:.1f}Q{x + lean * 0.2:.1f},{y - tall * 0.6:.1f} {tx:.1f},{ty:.1f}",
            stem,
            h * 0.016,
        )
        side = 1 if lean + rng.uniform(-10, 25) > 0 else -1
        dx, dy = side * h * rng.uniform(0.2, 0.3), h * rng.uniform(0.12, 0.22)
        result += stroke(
            f"M{tx:.1f},{ty:.1f}q{dx * 0.45:.1f},{-h * 0.08:.1f} {dx:.1f},{dy:.1f}",
            dark(grain, 0.2),
            h * 0.012,
        )
        for k in range(9):
            t = 0.12 + k / 10
            gx = tx + 2 * (1 - t) * t * dx * 0.45 + t * t * dx
            gy = ty + 2 * (1 - t) * t * -h * 0.08 + t * t * dy
            for off in (-1, 1):
                result += ellipse(
                    gx + off * h * 0.011,
                    gy + off * h * 0.006 + h * 0.012,
                    h * 0.011,
                    h * 0.026,
                    grain if off > 0 else dark(grain, 0.16),
                    transform=f"rotate({-side * (28 + 30 * t):.0f} {gx:.1f} {gy:.1f})",
                )
        bx = x + rng.uniform(-0.35, 0.35) * h
        result += path(
            f"M{x + lean * 0.1 - h * 0.012:.1f},{y:.1f}Q{x + lean * 0.15:.1f},{y - tall * 0.5:.1f} {bx:.1f},{y - tall * 0.8:.1f}"
            f"Q{x + lean * 0.25:.1f},{y - tall * 0.4:.1f} {x + lean * 0.1 + h * 0.016:.1f},{y:.1f}Z",
            mix(stem, grain, rng.uniform(0.0, 0.4)),
        )
    return result


def leaves_frame(side: str, tones: Sequence[str] = TEAL, seed: int = 3, scale: float = 1.0) -> str:
    """Dark twigs that hang into an upper corner and give depth; ``side`` is left or right."""
    rng = random.Random(seed)
    result = ""
    for x0, y0, x1, y1 in ((-30, 20, 290, -10), (-30, 40, 250, 66), (-20, 60, 130, 150), (-30, 90, 60, 200)):
        mx, my = (x0 + x1) / 2, (y0 + y1) / 2 + rng.uniform(-30, -10)
        leaves = ""
        for i in range(11):
            t = 0.16 + i / 12.6
            px = ((1 - t) ** 2 * x0 + 2 * t * (1 - t) * mx + t * t * x1) * scale
            py = ((1 - t) ** 2 * y0 + 2 * t * (1 - t) * my + t * t * y1) * scale
            turn = (
                math.degrees(math.atan2(y1 - y0, x1 - x0))
                + (58 if i % 2 else -48) * (1 - t * 0.5)
                + rng.uniform(-12, 12)
            )
            n = 40 * scale * (1.15 - 0.4 * t) * rng.uniform(0.9, 1.1)
            colour = mix(tones[0], tones[1], rng.random() * 0.9)
            blade = f"M0,0C{n * 0.3:.1f},{-n * 0.3:.1f} {n * 0.9:.1f},{-n * 0.24:.1f} {n * 1.35:.1f},0C{n * 0.9:.1f},{n * 0.2:.1f} {n * 0.3:.1f},{n * 0.26:.1f} 0,0Z"
            leaves += at(
                px,
                py,
                path(blade, colour),
                stroke(f"M0,0L{n * 1.2:.1f},0", light(colour, 0.16), 1.1),
                turn=turn,
            )
        bow = f"M{x0 * scale:.1f},{y0 * scale:.1f}Q{mx * scale:.1f},{my * scale:.1f} {x1 * scale:.1f},{y1 * scale:.1f}"
        result += stroke(bow, dark(WOOD[0], 0.3), 3.4 * scale) + leaves
    return group(result, transform=f"translate({W},0) scale(-1,1)") if side == "right" else result


def shadow(x: float, y: float, rx: float, ry: float, opacity: float = 0.28, colour: str = "#12303a") -> str:
    """A soft shadow on the ground."""
    return ellipse(x, y, rx, ry, radial((colour, opacity), (colour, opacity * 0.75), (colour, 0)))


# ---------------------------------------------------------------------------------------------------------------
# Water.


def water(y: float, colours: Sequence[str], bottom: float = H, width: float = W) -> str:
    return rect(0, y, width, bottom - y, linear(*colours))


def ripples(
    y0: float,
    y1: float,
    count: int,
    colour: str,
    seed: int,
    opacity: float = 0.5,
    x0: float = 0,
    x1: float = W,
) -> str:
    """Thin lens-shaped lights on water, larger in front."""
    rng = random.Random(seed)
    result = ""
    for _ in range(count):
        t = rng.random()
        y, x = y0 + (y1 - y0) * t, rng.uniform(x0, x1)
        w, h = (16 + 90 * t) * rng.uniform(0.5, 1.3), 1.0 + 3.2 * t
        result += path(
            f"M{x - w:.1f},{y:.1f}Q{x:.1f},{y - h:.1f} {x + w:.1f},{y:.1f}Q{x:.1f},{y + h:.1f} {x - w:.1f},{y:.1f}Z",
            colour,
        )
    return group(result, opacity=opacity)


def light_path(
    x: float,
    y0: float,
    y1: float,
    w0: float,
    w1: float,
    colour: str,
    seed: int,
    count: int = 34,
    opacity: float = 0.7,
) -> str:
    """The broken reflection of sun or moon."""
    rng = random.Random(seed)
    result = ""
    for i in range(count):
        t = i / count
        y, w = y0 + (y1 - y0) * t**1.2, (w0 + (w1 - w0) * t) * rng.uniform(0.35, 1.0)
        cx, h = x + rng.uniform(-0.4, 0.4) * w, 1.2 + 3.5 * t
        result += path(
            f"M{cx - w:.1f},{y:.1f}Q{cx:.1f},{y - h:.1f} {cx + w:.1f},{y:.1f}Q{cx:.1f},{y + h:.1f} {cx - w:.1f},{y:.1f}Z",
            colour,
            opacity=round(rng.uniform(0.4, 1.0) * (1 - 0.5 * t), 2),
        )
    return group(result, opacity=opacity)


def mirrored(y: float, *children: str, opacity: float = 0.35, squash: float = 0.7) -> str:
    """The children upside down below the waterline y, soft."""
    return blurred(
        2.2,
        group(*children, transform=f"translate(0,{y * (1 + squash):.1f}) scale(1,{-squash})"),
        opacity=opacity,
    )


# ---------------------------------------------------------------------------------------------------------------
# Buildings. A Box is a plain oblique view: the long side runs left-back, the short side right-back from the near corner.


class Box:
    """Places (along the long side, along the short side, height) on the picture."""

    def __init__(
        self,
        x: float,
        y: float,
        long: float,
        short: float,
        rise: tuple[float, float] = (0.05, 0.12),
        lean: tuple[float, float] = (0.94, 0.62),
    ):
        self.x, self.y, self.long, self.short, self.rise, self.lean = x, y, long, short, rise, lean

    def __call__(self, a: float, b: float, h: float) -> Point:
        return (
            self.x - a * self.lean[0] + b * self.lean[1],
            self.y - a * self.rise[0] - b * self.rise[1] - h,
        )

    def left(
        self, a0: float, a1: float, h0: float, h1: float, fill: str, b: float = 0, **attributes: object
    ) -> str:
        return polygon(
            [self(a0, b, h0), self(a1, b, h0), self(a1, b, h1), self(a0, b, h1)], fill, **attributes
        )

    def right(
        self, b0: float, b1: float, h0: float, h1: float, fill: str, a: float = 0, **attributes: object
    ) -> str:
        return polygon(
            [self(a, b0, h0), self(a, b1, h0), self(a, b1, h1), self(a, b0, h1)], fill, **attributes
        )

    def top(
        self, a0: float, a1: float, b0: float, b1: float, h: float, fill: str, **attributes: object
    ) -> str:
        return polygon(
            [self(a0, b0, h), self(a1, b0, h), self(a1, b1, h), self(a0, b1, h)], fill, **attributes
        )


def gable_roof(
    box: Box,
    eave: float,
    rise: float,
    over: float,
    colour: str,
    under: str,
    ribs: int = 18,
    tiers: bool = False,
) -> str:
    """A saddle roof along the long side, seen with its left slope and its near gable."""
    L, D = box.long, box.short
    e0, e1 = box(-over, -over, eave), box(L + over, -over, eave)
    r0, r1 = box(-over, D / 2, eave + rise), box(L + over, D / 2, eave + rise)
    f0 = box(-over, D + over, eave)
    thick = max(3.0, rise * 0.07)
    slope = polygon([e0, e1, r1, r0], linear(light(colour, 0.22), colour, dark(colour, 0.18)))
    lines = ""
    for i in range(1, ribs):
        t = i / ribs
        p = (e0[0] + (e1[0] - e0[0]) * t, e0[1] + (e1[1] - e0[1]) * t)
        q = (r0[0] + (r1[0] - r0[0]) * t, r0[1] + (r1[1] - r0[1]) * t)
        lines += stroke(f"M{p[0]:.1f},{p[1]:.1f}L{q[0]:.1f},{q[1]:.1f}", dark(colour, 0.3), 1.3, opacity=0.35)
    if tiers:
        for t in (0.33, 0.66):
            p = (e0[0] + (r0[0] - e0[0]) * t, e0[1] + (r0[1] - e0[1]) * t)
            q = (e1[0] + (r1[0] - e1[0]) * t, e1[1] + (r1[1] - e1[1]) * t)
            lines += stroke(
                f"M{p[0]:.1f},{p[1]:.1f}L{q[0]:.1f},{q[1]:.1f}", dark(colour, 0.35), 2.2, opacity=0.5
            )
    edge = polygon([e0, e1, (e1[0], e1[1] + thick), (e0[0], e0[1] + thick)], dark(colour, 0.45))
    board_l = polygon(
        [e0, r0, (r0[0], r0[1] + thick * 1.5), (e0[0], e0[1] + thick * 1.5)], light(under, 0.35)
    )
    board_r = polygon([f0, r0, (r0[0], r0[1] + thick * 1.5), (f0[0], f0[1] + thick * 1.5)], light(under, 0.5))
    gable_fill = polygon(
        [box(0, -over * 0.3, eave), box(0, D + over * 0.3, eave), box(0, D / 2, eave + rise * 0.96)], under
    )
    dim = polygon([e0, f0, r0], mix(under, "#6b4a35", 0.55))
    return dim + gable_fill + slope + lines + edge + board_l + board_r


def window_left(
    box: Box,
    a0: float,
    a1: float,
    h0: float,
    h1: float,
    glass: str = "#39606a",
    frame: str = WOOD[1],
    shutters: str = "",
) -> str:
    mid = (a0 + a1) / 2
    g = 2.2
    result = box.left(a0 - g, a1 + g, h0 - g, h1 + g, frame) + box.left(a0, a1, h0, h1, glass)
    result += box.left(a0, mid, h0 + (h1 - h0) * 0.5, h1, light(glass, 0.25), opacity=0.5) + box.left(
        mid - 1, mid + 1, h0, h1, frame
    )
    if shutters:
        w = (a1 - a0) * 0.5
        result += box.left(a0 - g - w, a0 - g, h0 - g, h1 + g, shutters) + box.left(
            a1 + g, a1 + g + w, h0 - g, h1 + g, dark(shutters, 0.12)
        )
    return result


def stilt_house(
    x: float, y: float, size: float, wall: str = WOOD[3], roof: str = EARTH[2], seed: int = 1
) -> str:
    """An Isan wooden house on posts; (x, y) is its near corner on the ground, ``size`` the length in pixels."""
    L, D = size, size * 0.72
    box = Box(x, y, L, D)
    f, e, r = size * 0.3, size * 0.6, size * 0.34
    dim = dark(wall, 0.45)
    result = shadow(x - L * 0.2, y - D * 0.06, L * 0.95, size * 0.14, 0.34)
    result += box.top(-6, L, 0, D, 2, "#2a2622", opacity=0.3) + box.left(
        0, L, 0, f, linear(("#1d2a2c", 0.75), ("#1d2a2c", 0.15)), b=D * 0.96
    )
    for b in (D, D / 2, 0):
        for a in (L, L * 0.66, L * 0.33, 0):
            p, q = box(a, b, 0), box(a, b, f)
            w = size * 0.026
            result += polygon(
                [(p[0] - w / 2, p[1]), (p[0] + w / 2, p[1]), (q[0] + w / 2, q[1]), (q[0] - w / 2, q[1])],
                dim if b else mix(dim, wall, 0.45),
            )
            if not b:
                result += rect(p[0] - w * 0.8, p[1] - w * 0.7, w * 1.6, w * 1.1, "#9c958a", r=2)
    result += box.left(-6, L + 6, f - size * 0.035, f, dark(wall, 0.5), b=-4) + box.right(
        -6, D + 6, f - size * 0.035, f, dark(wall, 0.3), a=-4
    )
    result += box.left(0, L, f, e, linear(dark(wall, 0.42), dark(wall, 0.2)))
    result += box.right(0, D, f, e, linear(dark(wall, 0.12), light(wall, 0.1)))
    for i in range(1, 7):
        h = f + (e - f) * i / 7
        p, q, s = box(L, 0, h), box(0, 0, h), box(0, D, h)
        result += stroke(
            f"M{p[0]:.1f},{p[1]:.1f}L{q[0]:.1f},{q[1]:.1f}L{s[0]:.1f},{s[1]:.1f}",
            dark(wall, 0.55),
            1.2,
            opacity=0.5,
        )
    for k in (0.2, 0.66):
        result += window_left(
            box,
            L * k,
            L * (k + 0.12),
            f + (e - f) * 0.3,
            f + (e - f) * 0.82,
            glass="#22383c",
            frame=light(wall, 0.2),
            shutters=mix(wall, TEAL[3], 0.55),
        )
    b0, b1 = D * 0.36, D * 0.64
    result += box.right(b0 - 3, b1 + 3, f, f + (e - f) * 0.86, light(wall, 0.3)) + box.right(
        b0, b1, f, f + (e - f) * 0.82, "#2b2a2c"
    )
    result += box.right(b0, b0 + (b1 - b0) * 0.5, f, f + (e - f) * 0.82, mix(wall, TEAL[2], 0.5))
    # The stair leads up to the door at the gable.
    s0, s1 = box(-size * 0.34, D * 0.4, 0), box(0, D * 0.4, f)
    t0, t1 = box(-size * 0.34, D * 0.6, 0), box(0, D * 0.6, f)
    for i in range(7):
        k = (i + 0.5) / 7
        p = (s0[0] + (s1[0] - s0[0]) * k, s0[1] + (s1[1] - s0[1]) * k)
        q = (t0[0] + (t1[0] - t0[0]) * k, t0[1] + (t1[1] - t0[1]) * k)
        result += stroke(f"M{p[0]:.1f},{p[1]:.1f}L{q[0]:.1f},{q[1]:.1f}", light(wall, 0.15), size * 0.018)
    result += stroke(f"M{s0[0]:.1f},{s0[1]:.1f}L{s1[0]:.1f},{s1[1]:.1f}", dark(wall, 0.2), size * 0.022)
    result += stroke(f"M{t0[0]:.1f},{t0[1]:.1f}L{t1[0]:.1f},{t1[1]:.1f}", dark(wall, 0.05), size * 0.022)
    result += box.left(-2, L + 2, e - size * 0.05, e, "#0f2a33", opacity=0.35)
    return result + gable_roof(box, e, r, size * 0.09, roof, mix(wall, EARTH[1], 0.3), 20)


def field_hut(x: float, y: float, size: float) -> str:
    """เถียงนา, the open hut in the fields."""
    box = Box(x, y, size, size * 0.8)
    f, e = size * 0.28, size * 0.75
    result = shadow(x - size * 0.2, y - 4, size * 0.85, size * 0.13, 0.3)
    w = size * 0.035
    for b in (size * 0.8, 0):
        for a in (size, size / 2, 0):
            p, q = box(a, b, 0), box(a, b, e)
            result += polygon(
                [(p[0] - w / 2, p[1]), (p[0] + w / 2, p[1]), (q[0] + w / 2, q[1]), (q[0] - w / 2, q[1])],
                WOOD[1] if b else WOOD[2],
            )
        if b:
            result += box.top(0, size, 0, size * 0.8, f, WOOD[3])
            result += box.left(0, size, f - size * 0.05, f, WOOD[1]) + box.right(
                0, size * 0.8, f - size * 0.05, f, WOOD[2]
            )
    result += box.left(size * 0.52, size, f, e, linear(WOOD[1], WOOD[2]))
    return result + gable_roof(box, e, size * 0.42, size * 0.14, mix(GOLD[1], WOOD[2], 0.55), WOOD[2], 26)


def temple(
    x: float,
    y: float,
    w: float,
    wall: str = CREAM,
    roof: str = EARTH[2],
    trim: str = GOLD[3],
    edge: str = TEAL[3],
) -> str:
    """The front of an ordination hall: tiers of roof, chofa at the peaks; (x, y) is the middle of its foot, ``w`` its width."""
    result = ""
    base = w * 0.1
    for i in range(3):
        k = 1.06 - i * 0.05
        result += rect(
            x - w / 2 * k,
            y - base * (i + 1) / 3,
            w * k,
            base / 3 + 1,
            mix(wall, dark(wall, 0.3), 0.55 - i * 0.2),
        )
    wall_h, top = w * 0.48, y - base
    result += rect(
        x - w * 0.4, top - wall_h, w * 0.8, wall_h, linear(dark(wall, 0.3), wall, light(wall, 0.2), angle=-60)
    )
    result += rect(
        x - w * 0.4, top - wall_h, w * 0.8, wall_h * 0.3, linear(("#0f2a33", 0.45), ("#0f2a33", 0))
    )
    for k in (-0.27, 0.27):
        result += rect(x + k * w - w * 0.055, top - wall_h * 0.62, w * 0.11, wall_h * 0.5, trim, r=3)
        result += rect(
            x + k * w - w * 0.04, top - wall_h * 0.59, w * 0.08, wall_h * 0.46, dark(EARTH[1], 0.4)
        )
        result += polygon(
            [
                (x + k * w - w * 0.075, top - wall_h * 0.6),
                (x + k * w, top - wall_h * 0.84),
                (x + k * w + w * 0.075, top - wall_h * 0.6),
            ],
            trim,
        )
    result += rect(x - w * 0.1, top - wall_h * 0.68, w * 0.2, wall_h * 0.68, trim) + rect(
        x - w * 0.075, top - wall_h * 0.63, w * 0.15, wall_h * 0.63, dark(EARTH[1], 0.5)
    )
    result += polygon(
        [(x - w * 0.13, top - wall_h * 0.66), (x, top - wall_h * 1.0), (x + w * 0.13, top - wall_h * 0.66)],
        trim,
    )
    for k in (-0.38, -0.16, 0.16, 0.38):
        result += rect(
            x + k * w - w * 0.016,
            top - wall_h,
            w * 0.032,
            wall_h,
            linear(dark(wall, 0.18), light(wall, 0.3), angle=0),
        )
    steps = "".join(
        rect(
            x - w * (0.14 + 0.02 * i),
            y - base + base * i / 4,
            w * (0.28 + 0.04 * i),
            base / 4 + 1,
            mix(wall, "#b9a98a", 0.25 + 0.12 * i),
        )
        for i in range(4)
    )
    result += steps

    eave = top - wall_h

    def gable(cy: float, half: float, rise: float, thick: float) -> str:
        """One gable: the pediment, the two roof edges, the chofa and the upturned tips."""
        outer = f"M{x},{cy - rise}Q{x - half * 0.4},{cy - rise * 0.42} {x - half},{cy}"
        inner = f"{x - half * 0.9},{cy + thick * 0.35}Q{x - half * 0.34},{cy - rise * 0.34} {x},{cy - rise + thick * 1.7}"
        left = path(f"{outer}L{inner}Z", linear(light(roof, 0.1), roof, dark(roof, 0.15)))
        right = group(
            path(f"{outer}L{inner}Z", linear(light(roof, 0.4), light(roof, 0.18), roof)),
            transform=f"translate({2 * x},0) scale(-1,1)",
        )
        face = path(
            f"M{x},{cy - rise + thick}Q{x - half * 0.34},{cy - rise * 0.36} {x - half * 0.92},{cy + thick * 0.3}L{x + half * 0.92},{cy + thick * 0.3}"
            f"Q{x + half * 0.34},{cy - rise * 0.36} {x},{cy - rise + thick}Z",
            linear(dark(edge, 0.15), dark(edge, 0.45)),
        )
        rim = stroke(
            f"M{x - half * 0.9},{cy + thick * 0.4}Q{x - half * 0.34},{cy - rise * 0.34} {x},{cy - rise + thick * 1.7}"
            f"Q{x + half * 0.34},{cy - rise * 0.34} {x + half * 0.9},{cy + thick * 0.4}",
            trim,
            w * 0.013,
        )
        tips = "".join(
            path(
                f"M{x + s * half * 0.93},{cy + thick * 0.4}q{s * w * 0.04},{-w * 0.002} {s * w * 0.055},{-w * 0.075}q{s * w * 0.03},{w * 0.075} {-s * w * 0.035},{w * 0.105}Z",
                trim,
            )
            for s in (-1, 1)
        )
        return face + left + right + rim + tips + chofa(cy - rise)

    def chofa(peak: float) -> str:
        return path(
            f"M{x - w * 0.014},{peak + w * 0.03}q{-w * 0.016},{-w * 0.05} {w * 0.008},{-w * 0.085}q{w * 0.02},{-w * 0.02} {w * 0.012},{-w * 0.055}"
            f"q{w * 0.03},{w * 0.035} {w * 0.006},{w * 0.065}q{-w * 0.012},{w * 0.03} {w * 0.004},{w * 0.075}Z",
            trim,
        )

    def apron(cy: float, near: float, far: float, rise: float) -> str:
        """The lower roof that looks out on both sides below a gable."""
        result = ""
        for s in (-1, 1):
            shape = f"M{x + s * near},{cy - rise}Q{x + s * (near + far) / 2 * 0.98},{cy - rise * 0.3} {x + s * far},{cy}L{x + s * far * 0.96},{cy + w * 0.028}L{x + s * near * 0.5},{cy + w * 0.02}L{x + s * near * 0.4},{cy - rise}Z"
            result += path(
                shape, linear(light(roof, 0.25 if s > 0 else 0.05), dark(roof, 0.12 if s > 0 else 0.3))
            )
            result += stroke(
                f"M{x + s * far},{cy}L{x + s * far * 0.96},{cy + w * 0.028}L{x + s * near * 0.5},{cy + w * 0.02}",
                trim,
                w * 0.011,
            )
            result += path(
                f"M{x + s * far * 0.97},{cy + w * 0.02}q{s * w * 0.03},{-w * 0.01} {s * w * 0.045},{-w * 0.07}q{s * w * 0.028},{w * 0.07} {-s * w * 0.03},{w * 0.095}Z",
                trim,
            )
        return result

    result += gable(eave - w * 0.19, w * 0.36, w * 0.46, w * 0.05)
    result += apron(eave - w * 0.09, w * 0.3, w * 0.5, w * 0.15) + apron(
        eave + w * 0.02, w * 0.42, w * 0.62, w * 0.14
    )
    result += gable(eave + w * 0.01, w * 0.33, w * 0.36, w * 0.045)
    # A gilt lotus in the front pediment.
    cy = eave - w * 0.028
    for a in (-78, 78, -52, 52, -26, 26, 0):
        n = w * (0.135 - 0.0007 * abs(a))
        result += at(
            x,
            cy,
            path(
                f"M0,0C{-n * 0.34:.1f},{-n * 0.36:.1f} {-n * 0.2:.1f},{-n * 0.8:.1f} 0,{-n:.1f}C{n * 0.2:.1f},{-n * 0.8:.1f} {n * 0.34:.1f},{-n * 0.36:.1f} 0,0Z",
                trim if abs(a) % 52 == 0 else dark(trim, 0.14),
            ),
            turn=a,
        )
    result += rect(x - w * 0.34, eave + w * 0.02, w * 0.68, w * 0.03, trim)
    return result


def chedi(x: float, y: float, h: float, colour: str = CREAM, trim: str = GOLD[3]) -> str:
    w = h * 0.2
    fill = linear(dark(colour, 0.4), colour, light(colour, 0.2), angle=0)
    result = "".join(
        rect(x - w * (1.25 - 0.14 * i), y - h * 0.07 * (i + 1), w * (2.5 - 0.28 * i), h * 0.07 + 1, fill)
        for i in range(4)
    )
    result += path(
        f"M{x - w * 0.66},{y - h * 0.28}C{x - w * 0.72},{y - h * 0.42} {x - w * 0.3},{y - h * 0.52} {x - w * 0.2},{y - h * 0.6}"
        f"L{x + w * 0.2},{y - h * 0.6}C{x + w * 0.3},{y - h * 0.52} {x + w * 0.72},{y - h * 0.42} {x + w * 0.66},{y - h * 0.28}Z",
        fill,
    )
    result += path(
        f"M{x - w * 0.2},{y - h * 0.6}L{x},{y - h}L{x + w * 0.2},{y - h * 0.6}Z",
        linear(dark(trim, 0.3), trim, light(trim, 0.4), angle=0),
    )
    for k in (0.64, 0.69, 0.74, 0.79):
        half = w * 0.2 * (1 - (k - 0.6) / 0.4) + 1.5
        result += rect(x - half, y - h * k, half * 2, h * 0.012, dark(trim, 0.15), r=2)
    return result


def flag(x: float, y: float, h: float, w: float = 110, wave: float = 1.0) -> str:
    """The Thai flag on a pole of height h; stripes 1:1:2:1:1."""
    result = rect(x - 3, y - h, 6, h, linear("#8d9a98", "#f2efe2", "#a9b1aa", angle=0), r=3) + circle(
        x, y - h - 4, 6, GOLD[3]
    )
    t, fh = y - h + 8, w * 2 / 3
    bands = [("#c2303a", 0, 1), ("#fdf8ec", 1, 1), ("#2b2f63", 2, 2), ("#fdf8ec", 4, 1), ("#c2303a", 5, 1)]

    def edge(k: float) -> tuple[str, str]:
        yy = t + fh * k / 6
        a = w * 0.085 * wave
        go = f"{x + 3:.1f},{yy:.1f}C{x + w * 0.3:.1f},{yy - a * 1.6:.1f} {x + w * 0.6:.1f},{yy + a * 2.2:.1f} {x + w:.1f},{yy + a * 0.2:.1f}"
        back = f"L{x + w:.1f},{yy + a * 0.2:.1f}C{x + w * 0.6:.1f},{yy + a * 2.2:.1f} {x + w * 0.3:.1f},{yy - a * 1.6:.1f} {x + 3:.1f},{yy:.1f}"
        return go, back

    for colour, start, size in bands:
        result += path("M" + edge(start)[0] + edge(start + size)[1] + "Z", colour)
    d = "M" + edge(0)[0] + edge(6)[1] + "Z"
    return result + path(
        d, linear(("#fff", 0.12), ("#0b2340", 0.16), ("#fff", 0.16), ("#0b2340", 0.14), angle=0)
    )


def bunting(
    x0: float, y0: float, x1: float, y1: float, sag: float, colours: Sequence[str], size: float = 22
) -> str:
    n = int(abs(x1 - x0) / (size * 1.35))
    mx, my = (x0 + x1) / 2, (y0 + y1) / 2 + sag * 2
    result = stroke(f"M{x0},{y0}Q{mx},{my} {x1},{y1}", WOOD[2], 1.6)
    for i in range(n):
        t = (i + 0.5) / n
        px = (1 - t) ** 2 * x0 + 2 * t * (1 - t) * mx + t * t * x1
        py = (1 - t) ** 2 * y0 + 2 * t * (1 - t) * my + t * t * y1
        result += polygon(
            [(px - size / 2, py), (px + size / 2, py), (px + 1, py + size * 1.15)], colours[i % len(colours)]
        )
    return result


# ---------------------------------------------------------------------------------------------------------------
# People: faceless, in the clothes they would wear. Inside a figure the unit is one centimetre of a person of 168 cm,
# the feet stand at (0, 0), height runs to negative y, and the figure looks to the right.


@dataclass(frozen=True)
class Look:
    """What a person wears and how they look."""

    skin: str = SKIN[2]
    hair: str = "short"  # short | bun | bob | tail | long | bald
    hair_colour: str = HAIR[1]
    top: str = CREAM
    sleeve: str = "short"  # none | short | long
    bottom: str = "trousers"  # trousers | shorts | sin | skirt
    bottom_colour: str = TEAL[1]
    hem: str = GOLD[3]
    shoes: str = ""  # empty: sandals
    hat: str = ""  # straw | cone | cap | cloth | scarf | helmet | crown
    hat_colour: str = GOLD[4]
    sash: str = ""
    waist: str = ""
    collar: str = ""
    extras: tuple[str, ...] = ()  # khaki | robe | vest | apron | mask | number | stethoscope
    accent: str = SAFFRON
    head: float = 1.0
    build: float = 1.0


@dataclass(frozen=True)
class Pose:
    """Where the joints are; hands and feet are targets, elbows and knees follow."""

    hip: Point = (0, -86)
    neck: Point = (1, -137)
    near_hand: Point = (-14, -80)
    far_hand: Point = (17, -80)
    near_foot: Point = (-7, 0)
    far_foot: Point = (8, -2)
    near_bend: int = -1
    far_bend: int = -1
    near_knee: int = 1
    far_knee: int = 1
    tilt: float = 0
    view: str = "side"  # side (three quarters) | front | back
    legs: str = "two"  # two | none | floor | heel
    wide: float = 1.0


STAND = Pose()
FRONT = Pose(
    near_hand=(-21, -80),
    far_hand=(21, -80),
    near_foot=(-8, 0),
    far_foot=(8, 0),
    near_bend=1,
    far_bend=-1,
    view="front",
    neck=(0, -137),
)
BACK = replace(FRONT, view="back")
WALK = Pose(
    hip=(0, -82.5),
    neck=(4, -134),
    near_hand=(14, -86),
    far_hand=(-10, -84),
    near_foot=(-24, -2),
    far_foot=(24, 0),
    near_bend=-1,
    far_bend=-1,
)
WAI = Pose(near_hand=(17, -118), far_hand=(19, -118), near_bend=-1, far_bend=-1)
TALK = Pose(near_hand=(26, -104), far_hand=(34, -112), near_bend=-1, far_bend=-1)
GIVE = Pose(neck=(6, -135), near_hand=(34, -98), far_hand=(38, -100), near_bend=-1, far_bend=-1)
SIT = Pose(
    hip=(0, -46),
    neck=(2, -97),
    near_foot=(36, 0),
    far_foot=(43, -2),
    near_hand=(28, -54),
    far_hand=(32, -56),
    near_knee=1,
    far_knee=1,
)
BEND = Pose(
    hip=(-10, -84),
    neck=(30, -112),
    near_hand=(44, -66),
    far_hand=(52, -62),
    near_foot=(-14, 0),
    far_foot=(14, -2),
    near_bend=1,
    far_bend=1,
    tilt=28,
)
STOOP = Pose(
    hip=(-14, -78),
    neck=(34, -88),
    near_hand=(46, -38),
    far_hand=(56, -36),
    near_foot=(-16, 0),
    far_foot=(12, -2),
    near_bend=1,
    far_bend=1,
    tilt=48,
)
KNEEL = Pose(
    hip=(-6, -40),
    neck=(4, -90),
    near_hand=(30, -58),
    far_hand=(38, -56),
    near_foot=(-34, -3),
    far_foot=(22, 0),
    near_knee=1,
    far_knee=1,
)
HEEL = Pose(hip=(-8, -26), neck=(4, -76), near_hand=(34, -48), far_hand=(40, -46), legs="heel")
FLOOR = Pose(hip=(0, -12), neck=(3, -63), near_hand=(22, -22), far_hand=(28, -24), legs="floor")


def _joint(p: Point, q: Point, a: float, b: float, bend: int) -> tuple[Point, Point]:
    """Elbow or knee, and the end of the limb, for two bones of length a and b that start at p and want to reach q."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    d = math.hypot(dx, dy) or 0.01
    if d > a + b - 0.04:
        k = (a + b - 0.04) / d
        q, dx, dy, d = (p[0] + dx * k, p[1] + dy * k), dx * k, dy * k, a + b - 0.04
    d = max(d, abs(a - b) + 0.5)
    along = (a * a - b * b + d * d) / (2 * d)
    off = math.sqrt(max(0.0, a * a - along * along)) * bend
    ux, uy = dx / d, dy / d
    return (p[0] + ux * along + uy * off, p[1] + uy * along - ux * off), q


def _leg(hip: Point, ankle: Point, bend: int) -> tuple[Point, Point]:
    """Knee and ankle; a leg that is nearly straight is drawn straight."""
    d = math.hypot(ankle[0] - hip[0], ankle[1] - hip[1])
    bone = d / 2 + 0.03 if 72 < d < 84 else 40.2
    return _joint(hip, ankle, bone, bone, bend)


def _limb(p: Point, j: Point, q: Point, r: tuple[float, float, float], fill: str) -> str:
    return capsule(p, j, r[0], r[1], fill) + capsule(j, q, r[1], r[2], fill)


def _head(look: Look, view: str) -> str:
    """A head round (0, 0); the neck joins near (−1, 17)."""
    s, hc, hl = look.skin, look.hair_colour, light(look.hair_colour, 0.16)
    ear = mix(s, "#7a3b28", 0.18)
    back = front = ""
    if view == "side":
        face = path(
            "M-9,-6C-9,-15 10,-16 11,-4C11.6,2 11.4,6 9.6,10.5C8.2,14.4 4,15.4 0.5,13.4C-5,10.6 -9,4 -9,-6Z",
            s,
        )
        face += path("M11,-2.5C13,0.5 13.4,2.4 12.6,3.4C12,4.2 11.2,4 10.6,3.6Z", s)
        cap = "M11.6,-5C9.5,-8.6 4,-8.2 0.2,-6.6C-0.6,-3.6 -1.4,-1.2 -2,1.4L-4.2,-0.4C-6.6,0.2 -6.6,4 -4.6,5.6C-5.4,8.4 -6.6,10 -8.6,10.8C-14.6,4 -16,-8 -9.4,-14.4C-3,-19.6 11,-18.6 11.6,-5Z"
        ears = ellipse(-4.2, 2.6, 2.5, 3.5, ear)
        if look.hair == "bun":
            back = circle(-12.6, -9.5, 6.6, hc) + stroke("M-15,-13q4,-3 6,0", hl, 1.2, opacity=0.6)
        if look.hair == "bob":
            back = path("M-9,-14C-17,-8 -17,10 -12.5,17C-8,18 -4,16 -2.6,11L-2,-2Z", hc)
        if look.hair == "tail":
            back = path("M-11,-10C-21,-9 -21,8 -16,20C-12.4,14 -12.6,4 -8,-2Z", hc) + ellipse(
                -11.6, -8.5, 2.4, 3.2, look.accent
            )
        if look.hair == "long":
            back = path("M-9,-14C-19,-6 -18,18 -15,30C-9,32 -4,30 -3,24L-2,-2Z", hc)
        front = path(cap, hc) + stroke("M-8,-11.5C-3,-15.6 4,-15 7.6,-11.4", hl, 1.6, opacity=0.55)
        if look.hair == "bald":
            front = path("M-9.2,-4C-11,-18 11,-20 11.2,-4C6,-9 -4,-8 -9.2,-4Z", mix(s, HAIR[1], 0.22))
    elif view == "front":
        face = path("M-10.5,-4C-10.5,-15 10.5,-15 10.5,-4C10.5,5 7,14.5 0,14.5C-7,14.5 -10.5,5 -10.5,-4Z", s)
        ears = ellipse(-10.6, 1.5, 2, 3.4, ear) + ellipse(10.6, 1.5, 2, 3.4, ear)
        cap = "M-11.4,1C-15,-21 15,-21 11.4,1C10.6,-5 8,-8.4 2,-9.2C-3,-9 -8,-8.4 -11.4,1Z"
        if look.hair in ("bob", "long"):
            low = 17 if look.hair == "bob" else 30
            back = path(
                f"M-13,-4C-15,6 -15,{low - 4} -12,{low}L12,{low}C15,{low - 4} 15,6 13,-4C13,-18 -13,-18 -13,-4Z",
                hc,
            )
        if look.hair == "bun":
            back = circle(0, -17.5, 6.4, hc)
        if look.hair == "tail":
            back = circle(0, -14, 5, hc)
        front = path(cap, hc) + stroke("M-6,-13.4C-2,-16 4,-15.6 7,-12.4", hl, 1.6, opacity=0.55)
        if look.hair == "bald":
            front = path("M-10.6,-4C-11,-19 11,-19 10.6,-4C6,-9 -6,-9 -10.6,-4Z", mix(s, HAIR[1], 0.22))
    else:
        ears = ellipse(-10.8, 2.5, 2, 3.4, ear) + ellipse(10.8, 2.5, 2, 3.4, ear)
        face = path("M-10,-4C-10,-15 10,-15 10,-4C10,5 7,13 0,13C-7,13 -10,5 -10,-4Z", s)
        front = path(
            "M-11.6,0C-14,-21 14,-21 11.6,0C11.4,6 8.6,10.4 5,11L-5,11C-8.6,10.4 -11.4,6 -11.6,0Z", hc
        )
        if look.hair == "bun":
            front += circle(0, -7, 7.4, dark(hc, 0.3)) + circle(0, -7, 6.2, mix(hc, hl, 0.5))
        if look.hair == "bob":
            front += path("M-12,-2C-14.6,8 -14,14 -11.6,17L11.6,17C14,14 14.6,8 12,-2Z", hc)
        if look.hair == "long":
            front += path("M-12,-2C-14.6,10 -13,26 -10,30L10,30C13,26 14.6,10 12,-2Z", hc)
        if look.hair == "tail":
            front += path("M-4,-9C-8,4 -6,16 0,24C6,16 8,4 4,-9Z", dark(hc, 0.25)) + ellipse(
                0, -7.5, 4, 2.4, look.accent
            )
        if look.hair == "bald":
            front = path("M-10.6,0C-12,-20 12,-20 10.6,0C9,-2 -9,-2 -10.6,0Z", mix(s, HAIR[1], 0.22))
    hat, c = "", look.hat_colour
    if look.hat == "cone":
        hat = path(
            "M-27,-2C-15,-8 -6,-16 1,-25C8,-16 17,-8 29,-2C18,3 -16,3 -27,-2Z",
            linear(dark(c, 0.25), c, light(c, 0.3), angle=0),
        )
        hat += path("M-27,-2C-16,3 18,3 29,-2C18,0 -16,0 -27,-2Z", dark(c, 0.4))
        hat += stroke("M-12,-7.5Q1,-4.5 15,-7.5M-6,-14.6Q1,-12.8 8,-14.6", dark(c, 0.25), 0.9, opacity=0.6)
    if look.hat == "straw":
        hat = path(
            "M-26,-4C-14,-10 15,-11 29,-5C20,1 -16,2 -26,-4Z", linear(dark(c, 0.2), c, light(c, 0.3), angle=0)
        )
        hat += path(
            "M-12,-6C-13,-18 -7,-22 1,-22C9,-22 15,-18 14.6,-6.6C6,-4 -6,-4 -12,-6Z",
            linear(dark(c, 0.15), light(c, 0.2), angle=0),
        )
        hat += path("M-12.2,-10C-5,-7 8,-7 14.8,-10.4L14.6,-6.4C6,-3.6 -6,-3.6 -12,-6Z", look.accent)
    if look.hat == "cap":
        hat = path("M-12.4,-3C-15,-21 12,-23 12.6,-6C4,-8.6 -6,-7 -12.4,-3Z", c) + path(
            "M9,-8C16,-9 22,-6.6 23,-3.6C18,-4.6 12,-4.6 8,-5.4Z", dark(c, 0.25)
        )
    if look.hat == "cloth":
        hat = path("M-13.6,-2C-17,-20 13,-24 13,-6C4,-9.6 -7,-8 -13.6,-2Z", c) + stroke(
            "M-12,-8C-4,-13 6,-13 12,-9M-8,-14C-2,-17.4 5,-17 9,-14.4", light(c, 0.4), 1.6
        )
        hat += path("M-13,-4C-20,-2 -21,6 -18,12C-16,7 -13,4 -11,1Z", dark(c, 0.15))
    if look.hat == "scarf":
        hat = path(
            "M-12,12C-18,-2 -15,-20 0,-19.6C11,-19 13.6,-11 12.4,-5C8,-9.6 3,-9 -0.4,-5C-3,0 -3.4,6 -4,13C-7,16 -10,15.6 -12,12Z",
            c,
        )
    if look.hat == "helmet":
        hat = path("M-13.6,-4C-14,-22 13,-23 13.6,-6L18,-4.4C8,-2 -6,-2 -13.6,-4Z", c) + stroke(
            "M-3,-18.6q4,-1 7,0", light(c, 0.5), 2
        )
    if look.hat == "crown":
        hat = (
            path("M-11.6,-8C-8,-12 8,-13 12,-9L10.4,-14C4,-17.4 -5,-17 -10,-13Z", c)
            + circle(-9.6, -14, 3.4, light(look.accent, 0.2))
            + circle(-5, -17, 2.6, look.accent)
        )
    mask = ""
    if "mask" in look.extras:
        mask = (
            path("M2.4,2C6,1 10,1.4 12.6,3C12.6,8 10.8,13 8.6,14.4C5,15 2.4,10 2.4,2Z", "#d9ebe6")
            + stroke("M2.6,3.4L-4,1.6", "#d9ebe6", 0.9)
            if view == "side"
            else path("M-8,2.5Q0,0 8,2.5C8,9 5,13.6 0,14.4C-5,13.6 -8,9 -8,2.5Z", "#d9ebe6")
        )
    return (
        back
        + (face + ears if view == "side" else ears + face)
        + mask
        + (front if view != "side" else front + ears)
        + hat
    )


def figure(look: Look, pose: Pose, held: str = "", front: str = "", behind: str = "") -> str:
    """A person in figure units; ``held`` is drawn before the near arm, ``front`` after it, ``behind`` first."""
    side = pose.view == "side"
    flip = -1 if pose.view == "back" else 1
    hip, neck = pose.hip, pose.neck
    length = math.hypot(neck[0] - hip[0], neck[1] - hip[1])
    ux, uy = (neck[0] - hip[0]) / length, (neck[1] - hip[1]) / length
    vx, vy = -uy, ux  # to the figure's picture-right

    def on(t: float, s: float) -> Point:
        return hip[0] + ux * length * t + vx * s, hip[1] + uy * length * t + vy * s

    b, k = look.build, (0.86 if side else 1.0) * pose.wide
    sh, ch, wa, hp = 17.5 * k * b, 15.5 * k * b, 12.6 * k * b, 13.2 * k * b
    if look.hair in ("bun", "bob", "tail", "long"):
        sh, ch, wa = sh * 0.92, ch * 0.92, wa * 0.9
    near_sh, far_sh = on(0.9, -sh + 4.4), on(0.91, sh - 4.6)
    near_hip, far_hip = on(0.0, -hp * 0.46), on(0.0, hp * 0.46)
    khaki = "khaki" in look.extras
    top, bottom = look.top, look.bottom_colour
    far_top, far_bottom = (
        (dark(top, 0.2), dark(bottom, 0.24))
        if side
        else (mix(top, light(top, 0.3), 0.25), dark(bottom, 0.06))
    )
    far_skin = dark(look.skin, 0.16) if side else look.skin
    legs = ""

    # Legs.
    if pose.legs == "two":
        nk, nf = _leg(near_hip, (pose.near_foot[0], pose.near_foot[1] - 6), pose.near_knee)
        fk, ff = _leg(far_hip, (pose.far_foot[0], pose.far_foot[1] - 6), pose.far_knee)

        def foot(p: Point, knee: Point, colour: str, far: bool) -> str:
            sole = look.shoes or colour
            sole = dark(sole, 0.2) if far else sole
            if side:
                lean = math.degrees(math.atan2(p[1] - knee[1], p[0] - knee[0])) - 90
                lean = 0 if abs(lean) < 50 else lean * 0.8
                shape = path(
                    "M-5.5,-5C-6.5,2 -6,6 -4.5,6.2L16,6.2C18.4,6 18,2.6 15,1.2C10,-0.6 6,-2 4.6,-6Z", sole
                )
                strap = (
                    ""
                    if look.shoes
                    else stroke("M4,-1.6L9,5.6", dark(WOOD[1], 0.3), 2)
                    + rect(-6, 5, 24, 2.2, dark(WOOD[1], 0.3), r=1)
                )
                return at(p[0], p[1], shape, strap, turn=lean)
            turn = 1 if p[0] >= hip[0] else -1
            return ellipse(p[0] + turn * 1.5, p[1] + 2.4, 6.4, 4.6, sole)

        def bare(h: Point, kn: Point, f: Point, far: bool) -> str:
            return _limb(h, kn, f, (9.2 * b, 6.4, 4.2), far_skin if far else look.skin)

        if look.bottom == "trousers":
            for far, h_, k_, f_ in ((True, far_hip, fk, ff), (False, near_hip, nk, nf)):
                colour = far_bottom if far else bottom
                legs += foot(f_, k_, far_skin if far else look.skin, far) + _limb(
                    h_, k_, (f_[0], f_[1] - 1), (9.8 * b, 7.6, 6.2), colour
                )
        elif look.bottom == "shorts":
            for far, h_, k_, f_ in ((True, far_hip, fk, ff), (False, near_hip, nk, nf)):
                colour = far_bottom if far else bottom
                mid = (h_[0] + (k_[0] - h_[0]) * 0.86, h_[1] + (k_[1] - h_[1]) * 0.86)
                legs += (
                    foot(f_, k_, far_skin if far else look.skin, far)
                    + bare(h_, k_, f_, far)
                    + capsule(h_, mid, 10 * b, 9.4, colour)
                )
                if look.shoes:
                    sock = (f_[0] + (k_[0] - f_[0]) * 0.34, f_[1] + (k_[1] - f_[1]) * 0.34)
                    legs += capsule(f_, sock, 4.6, 5, dark(WHITE, 0.12) if far else WHITE)
        else:
            for far, k_, f_ in ((True, fk, ff), (False, nk, nf)):
                legs += foot(f_, k_, far_skin if far else look.skin, far) + capsule(
                    ((k_[0] + f_[0]) / 2, (k_[1] + f_[1]) / 2), f_, 4.9, 4.2, far_skin if far else look.skin
                )
                if look.bottom == "skirt":
                    legs += capsule(k_, f_, 5.6, 4.2, far_skin if far else look.skin)
            reach = 0.68 if look.bottom == "sin" else 0.12
            nh = (nk[0] + (nf[0] - nk[0]) * reach, nk[1] + (nf[1] - nk[1]) * reach)
            fh = (fk[0] + (ff[0] - fk[0]) * reach, fk[1] + (ff[1] - fk[1]) * reach)
            flare = 2.0 if look.bottom == "sin" else 6.0
            bent = abs(nk[1] - near_hip[1]) < 22
            if bent:
                legs += _limb(far_hip, fk, fh, (11 * b, 9.4, 8.4), far_bottom) + _limb(
                    near_hip, nk, nh, (11.5 * b, 10, 9), bottom
                )
                legs += polygon([near_hip, nk, nh, fh, fk], bottom)
                if look.bottom == "sin":
                    u = math.atan2(nh[1] - nk[1], nh[0] - nk[0])
                    for off, colour, wd in ((-3, look.hem, 3.6), (-8, dark(look.hem, 0.15), 1.6)):
                        px, py = nh[0] + math.cos(u) * off, nh[1] + math.sin(u) * off
                        legs += stroke(
                            f"M{px - math.sin(u) * -9:.1f},{py - math.cos(u) * 9:.1f}L{px + math.sin(u) * -9:.1f},{py + math.cos(u) * 9:.1f}",
                            colour,
                            wd,
                        )
            else:
                lo, hi = sorted([nh, fh], key=lambda p: p[0])
                base_y = max(nh[1], fh[1])
                left, right = (
                    min(lo[0] - 7.5 - flare, nk[0] - 9, fk[0] - 9),
                    max(hi[0] + 7.5 + flare, nk[0] + 9, fk[0] + 9),
                )
                a, c = on(0.1, -wa), on(0.1, wa)
                e, f = (hip[0] - hp - 1.2, hip[1] + 4), (hip[0] + hp + 1.2, hip[1] + 4)
                d = (
                    f"M{a[0]:.1f},{a[1]:.1f}Q{e[0]:.1f},{e[1]:.1f} {e[0]:.1f},{e[1] + 8:.1f}C{e[0]:.1f},{e[1] + 34:.1f} {left:.1f},{base_y - 26:.1f} {left:.1f},{base_y:.1f}"
                    f"Q{(left + right) / 2:.1f},{base_y + 4:.1f} {right:.1f},{base_y:.1f}C{right:.1f},{base_y - 26:.1f} {f[0]:.1f},{f[1] + 34:.1f} {f[0]:.1f},{f[1] + 8:.1f}"
                    f"Q{f[0]:.1f},{f[1]:.1f} {c[0]:.1f},{c[1]:.1f}Z"
                )
                folds = path(
                    d, linear((dark(bottom, 0.5), 0.35), (bottom, 0), (light(bottom, 0.4), 0.2), angle=0)
                )
                if look.bottom == "sin":
                    folds += path(
                        f"M{left - 4},{base_y - 11}Q{(left + right) / 2},{base_y - 6} {right + 4},{base_y - 11}L{right + 4},{base_y + 8}L{left - 4},{base_y + 8}Z",
                        look.hem,
                    )
                    folds += stroke(
                        f"M{left - 4},{base_y - 4}Q{(left + right) / 2},{base_y + 1} {right + 4},{base_y - 4}",
                        dark(bottom, 0.1),
                        2,
                    )
                    folds += stroke(
                        f"M{left - 4},{base_y - 17}Q{(left + right) / 2},{base_y - 12} {right + 4},{base_y - 17}",
                        look.hem,
                        1.6,
                    )
                    folds += stroke(
                        f"M{left - 4},{base_y - 22}Q{(left + right) / 2},{base_y - 17} {right + 4},{base_y - 22}",
                        look.hem,
                        1,
                        opacity=0.7,
                    )
                else:
                    for i in range(5):
                        px = left + (right - left) * (i + 0.7) / 5.4
                        folds += stroke(
                            f"M{px:.1f},{base_y}L{(a[0] + c[0]) / 2 + (px - (left + right) / 2) * 0.5:.1f},{a[1] + 10:.1f}",
                            dark(bottom, 0.35),
                            1.1,
                            opacity=0.5,
                        )
                legs += clipped(path(d, "#000"), path(d, bottom), folds)
    elif pose.legs == "heel":
        legs += (
            capsule((hip[0] + 3, -22), (32, -14), 12, 9.4, far_bottom)
            + capsule((32, -14), (-14, -8), 8.6, 6.6, far_bottom)
            + ellipse(-20, -6, 7.5, 4.6, far_skin)
        )
        legs += (
            capsule((hip[0] - 2, -22), (27, -11), 13.4, 10, bottom)
            + capsule((27, -11), (-18, -7), 9.4, 6.8, bottom)
            + ellipse(-27, -5, 7.8, 4.6, look.skin)
        )
        if look.bottom == "sin":
            legs += stroke("M-17,-13L-18,-1.5", look.hem, 4) + stroke("M-11,-14L-12,-1", look.hem, 1.4)
    elif pose.legs == "floor":
        knee_n, knee_f = (34, -9), (39, -14)
        fill, fill_far = bottom, far_bottom
        legs += capsule((hip[0], -14), knee_f, 11, 9, fill_far)
        if look.bottom in ("trousers", "sin"):
            legs += (
                capsule(knee_f, (8, -8), 8.4, 6.5, fill_far)
                + capsule((hip[0] - 2, -13), knee_n, 13, 9.4, fill)
                + capsule(knee_n, (-16, -7), 9, 6.5, fill)
            )
        else:
            legs += capsule((hip[0] - 2, -13), knee_n, 12, 9, fill) + capsule(
                knee_n, (-10, -6), 7, 4.4, look.skin
            )
        legs += ellipse(-21, -5, 7.5, 4.4, look.skin)
        if look.bottom == "sin":
            legs += stroke("M-13,-13.5L-14,-1.5", look.hem, 4)

    # Arms.
    far_elbow, far_wrist = _joint(far_sh, pose.far_hand, 26, 24.5, pose.far_bend)
    near_elbow, near_wrist = _joint(near_sh, pose.near_hand, 26, 24.5, pose.near_bend)

    def arm(s: Point, e: Point, w: Point, colour: str, skin: str) -> str:
        result = _limb(s, e, w, (5.6, 4.9, 3.6), skin)
        a = math.degrees(math.atan2(w[1] - e[1], w[0] - e[0]))
        result += at(w[0], w[1], path("M-2,-3.7C3,-5 8.6,-4 9,-0.4C9.2,3 5,5 -2,3.8Z", skin), turn=a)
        if look.sleeve == "short":
            mid = (s[0] + (e[0] - s[0]) * 0.66, s[1] + (e[1] - s[1]) * 0.66)
            result += capsule(s, mid, 7.2, 7.4, colour)
        elif look.sleeve == "long":
            cuff = (e[0] + (w[0] - e[0]) * 0.86, e[1] + (w[1] - e[1]) * 0.86)
            result += _limb(s, e, cuff, (7.2, 6.2, 5), colour)
        return result

    far_arm = arm(far_sh, far_elbow, far_wrist, far_top, far_skin)
    near_arm = arm(near_sh, near_elbow, near_wrist, mix(top, light(top, 0.3), 0.25), look.skin)
    near_shade = group(
        _limb(
            (near_sh[0] + 0.8, near_sh[1] + 4),
            (near_elbow[0] + 2.4, near_elbow[1] + 2),
            (near_wrist[0] + 1.6, near_wrist[1] + 2),
            (7, 6.6, 4.4),
            "#12303f",
        ),
        opacity=0.2,
    )

    # Trunk.
    outline = [
        on(1.02, -5.4),
        on(0.99, -sh * 0.62),
        on(0.93, -sh),
        on(0.72, -ch),
        on(0.32, -wa),
        on(0.04, -hp),
        on(-0.13, -hp * 0.96),
        on(-0.13, hp * 0.96),
        on(0.04, hp),
        on(0.32, wa),
        on(0.72, ch),
        on(0.93, sh),
        on(0.99, sh * 0.62),
        on(1.02, 5.4),
    ]
    body_d = smooth(outline, closed=True, tension=0.15)
    trunk = path(body_d, top)
    inside = path(body_d, linear((dark(top, 0.6), 0.3), (top, 0), (light(top, 0.5), 0.3), angle=0))
    if khaki:
        p = [on(0.1, -30), on(0.1, 30), on(-0.3, 30), on(-0.3, -30)]
        inside += polygon(p, bottom)
        q, r = on(0.1, -30), on(0.1, 30)
        inside += stroke(f"M{q[0]},{q[1]}L{r[0]},{r[1]}", "#2b2320", 3.6)
        m = on(0.1, hp * 0.3 * flip)
        inside += rect(m[0] - 2.4, m[1] - 2, 4.8, 4, GOLD[3], r=1) if pose.view != "back" else ""
    if look.waist:
        q, r = on(0.1, -30), on(0.1, 30)
        inside += stroke(f"M{q[0]:.1f},{q[1]:.1f}L{r[0]:.1f},{r[1]:.1f}", look.waist, 8) + stroke(
            f"M{q[0]:.1f},{q[1] + 1:.1f}L{r[0]:.1f},{r[1] + 1:.1f}",
            light(look.waist, 0.5),
            1.4,
            stroke_dasharray="4 3",
        )
    if pose.view != "back":
        opening = on(0.84, 3.4 if side else 0)
        left, right = on(1.06, -5.4), on(1.06, 7 if side else 5.4)
        inside += polygon([left, right, opening], look.skin if not look.collar else look.collar)
        if look.top == look.collar or khaki or look.collar:
            inside += polygon([on(1.04, -6), on(0.86, 0), on(0.9, -7)], light(top, 0.18)) + polygon(
                [on(1.04, 8), on(0.86, 4), on(0.9, 10)], light(top, 0.3)
            )
        if khaki or look.collar or "buttons" in look.extras:
            q, r = on(0.84, 3.4 if side else 0), on(0.12, 3.4 if side else 0)
            inside += stroke(
                f"M{q[0]:.1f},{q[1]:.1f}L{r[0]:.1f},{r[1]:.1f}", dark(top, 0.3), 0.9, opacity=0.8
            )
    if khaki and pose.view != "back":
        for s_ in (-7.4, 10):
            inside += polygon(
                [on(0.74, s_ - 3.6), on(0.74, s_ + 3.6), on(0.58, s_ + 3.6), on(0.58, s_ - 3.6)],
                dark(top, 0.13),
            )
        for i, colour in enumerate((EARTH[2], GOLD[3], TEAL[2])):
            inside += polygon(
                [
                    on(0.79, -11 + i * 2.6),
                    on(0.79, -8.6 + i * 2.6),
                    on(0.755, -8.6 + i * 2.6),
                    on(0.755, -11 + i * 2.6),
                ],
                colour,
            )
    if "vest" in look.extras:
        inside += path(
            smooth(
                [on(1.04, -9), on(0.9, -4), on(0.5, -2), on(-0.2, -1), on(-0.2, -30), on(1.0, -30)],
                closed=True,
                tension=0.05,
            ),
            look.accent,
        )
        inside += path(
            smooth(
                [on(1.04, 11), on(0.9, 9), on(0.5, 7), on(-0.2, 7), on(-0.2, 30), on(1.0, 30)],
                closed=True,
                tension=0.05,
            ),
            dark(look.accent, 0.08),
        )
        q, r = on(0.46, -30), on(0.46, 30)
        inside += stroke(f"M{q[0]:.1f},{q[1]:.1f}L{r[0]:.1f},{r[1]:.1f}", "#f4efc9", 3, opacity=0.9)
    if "apron" in look.extras:
        inside += path(
            smooth(
                [on(0.78, -4), on(0.78, 10), on(0.4, wa + 1), on(-0.2, hp), on(-0.2, -6), on(0.4, -7)],
                closed=True,
                tension=0.05,
            ),
            look.accent,
        )
    if "number" in look.extras:
        q, r = on(0.62, -30), on(0.62, 30)
        inside += stroke(f"M{q[0]:.1f},{q[1]:.1f}L{r[0]:.1f},{r[1]:.1f}", look.accent, 6)
    if look.sash:
        q = (
            [on(1.06, -13), on(1.06, -3), on(0.0, 20), on(-0.22, 16)]
            if pose.view != "back"
            else [on(1.06, 13), on(1.06, 3), on(0.0, -20), on(-0.22, -16)]
        )
        inside += polygon(q, look.sash) + stroke(
            f"M{q[1][0]:.1f},{q[1][1]:.1f}L{q[2][0]:.1f},{q[2][1]:.1f}", light(look.sash, 0.45), 1.6
        )
    if "robe" in look.extras:
        inside += polygon([on(1.06, 5), on(1.06, 22), on(0.75, 30), on(0.62, 12)], look.skin)
        inside += stroke(
            f"M{on(1.06, 4)[0]:.1f},{on(1.06, 4)[1]:.1f}L{on(0.5, 22)[0]:.1f},{on(0.5, 22)[1]:.1f}",
            dark(top, 0.3),
            2,
        )
        for i in range(3):
            q, r = on(0.9 - 0.22 * i, -24), on(0.36 - 0.2 * i, 18)
            inside += stroke(
                f"M{q[0]:.1f},{q[1]:.1f}Q{hip[0]:.1f},{(q[1] + r[1]) / 2 + 8:.1f} {r[0]:.1f},{r[1]:.1f}",
                dark(top, 0.28),
                1.4,
                opacity=0.7,
            )
    if "stethoscope" in look.extras:
        q, r, m = on(1.0, -5), on(1.0, 8), on(0.62, 4)
        inside += stroke(
            f"M{q[0]:.1f},{q[1]:.1f}Q{m[0] - 6:.1f},{m[1]:.1f} {m[0]:.1f},{m[1]:.1f}Q{m[0] + 6:.1f},{m[1] - 8:.1f} {r[0]:.1f},{r[1]:.1f}",
            INK,
            1.5,
        ) + circle(m[0], m[1] + 2, 2.4, "#c9d4d2")
    trunk += clipped(path(body_d, "#000"), inside)
    shoulder_marks = ""
    if khaki:
        for s_, e_ in ((near_sh, near_elbow), (far_sh, far_elbow)):
            a = math.degrees(math.atan2(e_[1] - s_[1], e_[0] - s_[0])) - 90
            shoulder_marks += at(
                s_[0],
                s_[1] - 5.6,
                rect(-4.6, -1.6, 9.2, 3.4, "#3b3428", r=1.4),
                rect(-2.6, -0.7, 5.2, 1.4, GOLD[4], r=0.7),
                turn=a * 0.2 + (-14 if s_ is near_sh else 14),
            )

    # Neck and head.
    rise = 21.5 - 3.5 * abs(ux)
    hx, hy = neck[0] + ux * rise + (2.4 if side else 0), neck[1] + uy * rise
    throat = capsule(
        on(0.97, 0.6 if side else 0), (hx - (1.4 if side else 0), hy + 9), 5.6, 5.2, dark(look.skin, 0.14)
    )
    head = at(hx, hy, _head(look, pose.view), turn=pose.tilt, scale=look.head)
    if pose.view == "back":
        return behind + far_arm + near_arm + legs + throat + trunk + shoulder_marks + head + held + front
    if not side:
        return behind + legs + throat + trunk + far_arm + held + near_arm + shoulder_marks + head + front
    return (
        behind
        + far_arm
        + legs
        + throat
        + trunk
        + head
        + held
        + near_shade
        + near_arm
        + shoulder_marks
        + front
    )


def person(
    x: float,
    y: float,
    h: float,
    look: Look,
    pose: Pose = STAND,
    face: int = 1,
    held: str = "",
    front: str = "",
    behind: str = "",
    ground: float = 0.26,
    rim: float = 0.0,
) -> str:
    """A person of standing height ``h`` pixels with the feet at (x, y), lit from the upper right."""
    s = h / 168
    body = at(x, y, figure(look, pose, held, front, behind), scale=s, flip=face < 0)
    feet = shadow(x - 8 * s, y, 40 * s, 7.5 * s, ground) if ground else ""
    return feet + lit(body, size=rim or max(1.4, h * 0.011), glow_opacity=0.42, shade_opacity=0.26)


def child_of(look: Look, **changes: object) -> Look:
    """The same look with a child's proportions; use a height of about 100 cm."""
    return replace(look, head=1.5, build=1.06, **changes)


# A small cast; scenes change colours with ``replace``.
FARMER = Look(skin=SKIN[1], top="#3f6f8a", sleeve="long", bottom_colour="#28465a", hat="cone", waist=EARTH[2])
FARMER_WOMAN = Look(
    skin=SKIN[2],
    hair="bun",
    top="#c76d5c",
    sleeve="long",
    bottom="sin",
    bottom_colour="#26435b",
    hat="cone",
    hem=GOLD[3],
)
OFFICIAL = Look(top=KHAKI, sleeve="long", bottom_colour="#a88c58", shoes="#2b2320", extras=("khaki",))
OFFICIAL_WOMAN = replace(OFFICIAL, hair="bun", bottom="skirt")
GRANDMOTHER = Look(
    skin=SKIN[1],
    hair="bun",
    hair_colour=HAIR[4],
    top=CREAM,
    sleeve="short",
    bottom="sin",
    bottom_colour="#5a3550",
    sash="#c5853f",
)
GRANDFATHER = Look(
    skin=SKIN[1],
    hair="short",
    hair_colour=HAIR[4],
    top="#dfe3d3",
    sleeve="short",
    bottom_colour="#4b3a34",
    waist=EARTH[2],
    collar=CREAM,
)
WOMAN = Look(skin=SKIN[3], hair="tail", top="#d79f38", bottom="sin", bottom_colour="#7f2f3e", hem=GOLD[4])
MAN = Look(skin=SKIN[2], top=TEAL[3], bottom_colour="#33414c", shoes="#3d2a26", collar=TEAL[3])
VILLAGER = Look(skin=SKIN[2], hair="bob", top="#e2c9a4", bottom="sin", bottom_colour="#2d5a63", hem=EARTH[3])
PUPIL_BOY = Look(
    skin=SKIN[2],
    top=WHITE,
    bottom="shorts",
    bottom_colour="#b39a63",
    shoes="#5b3d31",
    collar=WHITE,
    head=1.45,
    build=1.05,
)
PUPIL_GIRL = Look(
    skin=SKIN[3],
    hair="tail",
    top=WHITE,
    bottom="skirt",
    bottom_colour="#233a66",
    shoes="#1d1a20",
    collar=WHITE,
    head=1.45,
    build=1.05,
    accent=WHITE,
)
MONK = Look(
    skin=SKIN[2],
    hair="bald",
    top=SAFFRON,
    sleeve="none",
    bottom="sin",
    bottom_colour=SAFFRON,
    hem=dark(SAFFRON, 0.2),
    extras=("robe",),
)
NURSE = Look(
    skin=SKIN[3],
    hair="bun",
    top="#f4fbf6",
    sleeve="short",
    bottom_colour="#f0f4ee",
    shoes="#ffffff",
    extras=("stethoscope",),
    collar="#f4fbf6",
)
VOLUNTEER = Look(
    skin=SKIN[2], hair="bob", top="#8f9d4f", bottom_colour="#4a5b3f", shoes="#3d2a26", collar="#8f9d4f"
)


# ---------------------------------------------------------------------------------------------------------------
# Animals, facing right.


def buffalo(
    x: float,
    y: float,
    size: float,
    colour: str = "#46505a",
    face: int = 1,
    graze: bool = False,
    water_line: bool = False,
) -> str:
    """A water buffalo; ``size`` is the length of its body in pixels."""
    far, mid = dark(colour, 0.4), colour
    s = size / 200
    hoof = dark(colour, 0.6)

    def leg(px: float, top: float, fill: str, front: bool, step: float) -> str:
        knee = (px + step * 0.5 + (3 if front else -5), -38)
        return _limb((px, top), knee, (px + step, -8), (17 if not front else 14, 8.6, 6.4), fill) + rect(
            px + step - 9, -10, 19, 10, hoof, r=4
        )

    legs_far = leg(48, -74, far, False, 10) + leg(150, -70, far, True, -8)
    legs_near = leg(28, -76, mid, False, -4) + leg(134, -72, mid, True, 6)
    body = path(
        "M12,-112C20,-124 42,-124 66,-118C92,-112 118,-122 142,-126C158,-126 172,-116 178,-100C178,-78 166,-58 146,-54C116,-44 72,-44 44,-54C18,-62 2,-88 12,-112Z",
        linear(light(mid, 0.12), mid, dark(mid, 0.35)),
    )
    tail = stroke("M14,-108C2,-100 0,-80 4,-58", mid, 5) + path(
        "M4,-62C-2,-50 0,-40 6,-34C11,-44 10,-54 4,-62Z", hoof
    )
    droop = 34 if graze else 0
    neck = path(
        "M138,-124C160,-128 178,-122 196,-112L190,-70C172,-62 156,-60 146,-62Z",
        linear(light(mid, 0.1), mid, dark(mid, 0.3)),
    )
    horn_far = path("M12,-14C14,-36 4,-58 -20,-68C-8,-54 -4,-36 -4,-14Z", "#23252c")
    horn_near = path(
        "M2,-8C-4,-32 -24,-54 -58,-58C-40,-48 -26,-32 -16,-4Z",
        linear("#23252c", "#47454c", "#8a8078", angle=225),
    )
    ear = path("M-8,-2C-22,-6 -36,2 -40,12C-28,14 -14,10 -6,6Z", dark(mid, 0.18)) + path(
        "M-12,1C-20,0 -30,5 -34,10C-26,10 -18,8 -12,5Z", "#b98577", opacity=0.6
    )
    skull = path(
        "M-14,-16C-2,-24 16,-20 24,-8C34,8 46,24 56,38C62,48 56,60 44,60C34,60 28,54 22,48C8,40 -8,34 -18,18C-24,6 -22,-10 -14,-16Z",
        linear(light(mid, 0.16), mid, dark(mid, 0.2)),
    )
    muzzle = (
        path(
            "M40,30C50,28 60,40 60,48C60,58 48,62 40,60C32,58 28,52 24,48C34,46 38,38 40,30Z",
            light(mid, 0.14),
        )
        + ellipse(51, 44, 3, 2.2, hoof)
        + ellipse(8, 2, 2.8, 3.2, "#15171c")
    )
    head = at(188, -106, horn_far, skull, muzzle, ear, horn_near, turn=droop - 8, scale=0.92)
    shade = "" if water_line else shadow(x + (90 * s) * face, y, 120 * s, 13 * s, 0.34)
    result = legs_far + tail + legs_near + body + neck + head
    return shade + lit(
        at(x, y, result, scale=s, flip=face < 0),
        size=max(2, size * 0.016),
        glow_opacity=0.42,
        shade_opacity=0.34,
    )


def egret(x: float, y: float, h: float, face: int = 1) -> str:
    return at(
        x,
        y,
        stroke("M-4,-40L-6,0M4,-40L5,0", "#3b3b35", 2.4),
        path(
            "M-30,-36C-20,-56 4,-62 18,-54C20,-72 6,-82 12,-94C16,-100 26,-100 27,-93C22,-84 34,-70 28,-52C22,-36 -6,-30 -30,-36Z",
            WHITE,
        ),
        path("M-30,-36C-18,-44 0,-46 14,-44C4,-34 -14,-32 -30,-36Z", "#dfe6dc"),
        path("M26,-97L42,-91L26,-91Z", GOLD[2]),
        circle(22, -95, 1.5, INK),
        scale=h / 100,
        flip=face < 0,
    )


def dog(x: float, y: float, size: float, colour: str = "#c58a52", face: int = 1, sit: bool = False) -> str:
    """A village dog with pricked ears and a curled tail; ``size`` is about its height in pixels."""
    s, far, belly = size / 100, dark(colour, 0.3), light(colour, 0.4)
    if sit:
        body = path("M-34,-4C-44,-24 -30,-48 -8,-62C2,-70 20,-72 26,-60C30,-44 28,-20 26,-4Z", colour)
        parts = stroke("M-32,-8C-52,-10 -56,-28 -46,-36", colour, 8) + rect(8, -36, 11, 36, far, r=5) + body
        parts += path("M14,-54C24,-56 28,-44 24,-26C18,-26 12,-40 14,-54Z", belly) + path(
            "M-34,0C-40,-22 -22,-34 -8,-26C4,-18 2,-4 0,0Z", dark(colour, 0.1)
        )
        parts += (
            rect(16, -40, 11, 40, colour, r=5)
            + ellipse(24, -4, 9, 4.5, colour)
            + ellipse(-2, -3.5, 13, 4.5, colour)
        )
        hx, hy = 22, -78
    else:

        def leg(px: float, fill: str, k: float) -> str:
            return _limb((px, -44), (px + k, -24), (px + k * 0.2, -4), (10, 5, 4.2), fill) + ellipse(
                px + k * 0.2 + 3, -3, 7, 3.6, fill
            )

        parts = (
            leg(-26, far, -6)
            + leg(30, far, 3)
            + stroke("M-40,-58C-58,-66 -58,-84 -46,-86C-38,-86 -38,-78 -44,-76", colour, 8)
        )
        parts += path(
            "M-46,-56C-44,-68 -20,-68 2,-66C22,-68 42,-72 48,-58C50,-44 40,-34 26,-34C8,-32 0,-40 -16,-40C-32,-38 -48,-40 -46,-56Z",
            colour,
        )
        parts += (
            path("M36,-40C22,-32 8,-36 -6,-41C8,-42 24,-44 36,-40Z", belly)
            + leg(-34, colour, -5)
            + leg(36, colour, 3)
        )
        hx, hy = 50, -76
        parts += path("M28,-62C34,-76 44,-84 56,-80L58,-58C50,-48 38,-48 28,-52Z", colour)
    head = at(
        hx,
        hy,
        path("M-14,-10L-15,-32C-8,-30 -2,-24 1,-15Z", far),
        path(
            "M-16,-4C-16,-18 2,-22 12,-14C18,-9 26,-4 34,-2C38,0 37,8 32,10C22,14 6,16 -4,12C-12,8 -16,4 -16,-4Z",
            colour,
        ),
        path("M14,-2C22,-4 30,-3 34,-1C38,2 36,9 31,10C22,13 12,13 8,10C12,8 14,4 14,-2Z", belly),
        ellipse(34.5, 0.5, 3.2, 2.8, INK),
        circle(10, -5, 2.2, INK),
        path("M-4,-14L2,-36C10,-30 13,-22 12,-13Z", dark(colour, 0.12)),
    )
    band = stroke(f"M{hx - 14},{hy + 14}Q{hx - 4},{hy + 22} {hx + 8},{hy + 17}", EARTH[2], 4.5)
    return shadow(x, y, 52 * s, 7 * s, 0.3) + lit(
        at(x, y, parts, head, band, scale=s, flip=face < 0), size=max(1.6, size * 0.016), glow_opacity=0.4
    )


# ---------------------------------------------------------------------------------------------------------------
# Scenes: fields and weather.

GREEN_FAR, GREEN_NEAR = ("#b9cf86", "#8fb873"), ("#7fae4e", "#2b6f4b")
GOLD_FAR, GOLD_NEAR = ("#f8df98", "#efc768"), ("#f6c75a", "#b87f2e")


def backdrop(
    kind: str,
    horizon: float,
    seed: int,
    sun_at: Point | None = None,
    palms: int = 4,
    width: float = W,
    far: str = "",
) -> str:
    """Sky, sun, clouds and three belts of trees that fade into the distance."""
    _top, _, mist, low = SKIES[kind]
    far = far or {
        "golden": "#a9b48f",
        "sunset": "#8a8f86",
        "dusk": "#4d6a78",
        "night": "#1c4658",
        "hot": "#cfb482",
    }.get(kind, "#a3c4b0")
    result = sky(kind, horizon, width)
    if sun_at:
        result += sun(*sun_at)
    result += treeline(horizon, 34, mix(far, mist, 0.45), seed, mix(far, low, 0.7), width, palms)
    result += haze(horizon - 4, 44, low, 0.55, width)
    result += treeline(horizon + 6, 44, mix(far, TEAL[3], 0.28), seed + 1, mix(far, low, 0.45), width, palms)
    result += haze(horizon + 8, 36, low, 0.4, width)
    result += treeline(
        horizon + 14, 50, mix(far, TEAL[2], 0.52), seed + 2, mix(far, TEAL[4], 0.6), width, max(0, palms - 2)
    )
    return result


def ricefield() -> str:
    hz = 410
    s = backdrop("morning", hz, 11, (905, 300), 4)
    s += (
        cloud(250, 170, 330, 3, opacity=0.85)
        + cloud(1090, 120, 260, 5, opacity=0.7)
        + cloud(600, 250, 190, 8, opacity=0.6)
    )
    s += birds(420, 235, 6, 13, "#fffdf4", 4)
    s += at(545, hz + 12, temple(0, 0, 64, roof=mix(EARTH[2], "#f3d9b0", 0.25)))
    s += rect(0, hz + 10, W, H, linear("#b9cf86", "#4e9057", "#2b6f4b"))
    s += rice(hz + 18, hz + 80, 7, GREEN_FAR, ("#a3c46f", "#6aa35f"), (3, 7), 20)
    s += land(
        [(-10, 500), (300, 486), (700, 492), (1290, 478)],
        linear("#cdb67f", "#7c8f52", box=(0, 480, 0, 505)),
        520,
    )
    s += field_hut(1010, 516, 96) + bush(905, 505, 70, seed=4) + bush(1105, 507, 90, seed=6)
    # A ditch that carries the sky, and the bund beside it, both winding up to the hut.
    ditch = "M640,512C600,530 690,548 660,572C620,606 470,640 400,700C340,755 330,810 320,880L700,880C660,800 612,740 634,690C660,640 730,606 752,572C772,546 672,530 690,512Z"
    bund = "M694,512C676,530 776,546 756,572C722,606 654,640 640,690C630,750 690,820 740,880L900,880C830,800 762,740 760,690C762,640 812,606 826,574C842,540 720,528 722,512Z"
    crest = "M701,512C686,530 788,546 770,574C738,606 680,640 668,690C662,745 720,820 770,880L862,880C800,800 746,740 744,690C746,640 796,606 812,574C828,542 714,528 717,512Z"
    left = "M-20,520L640,512C600,530 690,548 660,572C620,606 470,640 400,700C340,755 320,810 310,880L-20,880Z"
    right = (
        "M1300,520L722,512C720,528 842,540 826,574C806,606 762,640 765,690C770,750 830,810 900,880L1300,880Z"
    )
    s += path(ditch, linear("#f6ecc4", "#f3ecca", "#b7dccf", "#5b9d97")) + ripples(
        560, 850, 34, "#fff6da", 3, 0.55, 400, 640
    )
    s += path(bund, linear("#b79a62", "#8a6a3f", "#5f4a30")) + path(
        crest, linear("#ead6a0", "#d0b077", "#ab8752")
    )
    back = rice(526, 585, 4, ("#9dc168", "#5f9c5b"), ("#8cb95a", "#3f8552"), (8, 15), 40)
    s += clipped(
        path(left, "#000"), back, rice(590, 850, 9, ("#93bf60", "#4b8f55"), GREEN_NEAR, (15, 54), 60)
    )
    s += clipped(path(right, "#000"), back)
    s += (
        sugar_palm(1148, 562, 392, seed=3, bend=-0.03)
        + sugar_palm(1226, 566, 318, seed=7, bend=0.03)
        + sugar_palm(1078, 530, 232, seed=9, bend=0.02)
    )
    s += clipped(path(right, "#000"), rice(566, 850, 10, ("#93bf60", "#4b8f55"), GREEN_NEAR, (14, 54), 80))
    s += egret(470, 668, 66, 1) + egret(425, 690, 74, -1)
    walker = replace(FARMER, bottom="shorts", bottom_colour="#2d4c5e")
    hoe = stroke("M-30,-128L30,-142", WOOD[3], 3.4) + path("M-34,-126L-46,-112L-38,-108L-27,-124Z", "#6d7a7c")
    s += person(735, 742, 208, walker, replace(WALK, near_hand=(14, -132), far_hand=(-12, -82)), held=hoe)
    s += glow(905, 330, 620, 260, "#ffe3a0", 0.4)
    s += group(
        grass(866, 92, ("#5d9a4a", "#14524a"), 91, -10, 330, 60),
        grass(872, 78, ("#5d9a4a", "#14524a"), 92, 930, 1300, 60),
    )
    s += "".join(
        ears(x, 880, h, i + 3, 6, "#3f8450", "#e6c765")
        for i, (x, h) in enumerate([(60, 190), (170, 150), (1130, 150), (1225, 200)])
    )
    return s + vignette(opacity=0.1)


def harvest() -> str:
    hz = 390
    s = backdrop("golden", hz, 21, (330, 285), 5)
    s += (
        streak(760, 120, 560, 22, "#fff1cc", 0.7)
        + streak(1010, 175, 420, 14, "#fff1cc", 0.6)
        + streak(380, 90, 360, 14, "#fff1cc", 0.5)
    )
    s += birds(820, 220, 5, 12, "#6d7c72", 2)
    s += rect(0, hz + 10, W, H, linear("#efd48e", "#d9a445", "#9a6a26"))
    s += rice(hz + 16, 500, 8, GOLD_FAR, ("#f0cb74", "#d9a84c"), (3, 9), 20)
    s += sugar_palm(
        1060, 470, 270, ("#3a4b38", "#41583c", "#5d7345", "#8a9653", "#c2b768", "#e4d28a"), 4, 0.03
    ) + sugar_palm(
        1128, 476, 330, ("#3a4b38", "#41583c", "#5d7345", "#8a9653", "#c2b768", "#e4d28a"), 8, -0.02
    )
    s += tree(170, 505, 190, ("#2d4a3d", "#3d5c41", "#5e7a48", "#8d9a55", "#bdb268", "#e4d28a"), 5, 1.1)
    s += land(
        [(-10, 520), (260, 508), (640, 515), (1290, 500)],
        linear("#dcb674", "#b98b45", box=(0, 505, 0, 530)),
        560,
    )
    s += rice(528, 640, 6, ("#f0cb74", "#d3a044"), ("#eec05a", "#bd8735"), (12, 26), 40)
    # The stubble where the sheaves lie, cut out of the standing rice.
    s += land(
        [(300, 880), (360, 720), (560, 640), (900, 622), (1300, 640)], linear("#ecc987", "#c8934a"), 900
    )
    rng = random.Random(5)
    for _ in range(230):
        t = rng.random()
        y = 650 + 200 * t
        x = rng.uniform(520 - 200 * t, 1290)
        s += stroke(
            f"M{x:.0f},{y:.0f}l{rng.uniform(-3, 3):.1f},{-(5 + 10 * t):.1f}",
            rng.choice(["#f6dc94", "#a4712e", "#c99443"]),
            1.4 + 1.6 * t,
            opacity=0.8,
        )

    def sheaf(x: float, y: float, w: float, seed: int) -> str:
        r = random.Random(seed)
        o = shadow(x, y, w * 0.75, w * 0.13)
        for i in range(30):
            k = (i / 29 - 0.5) * 2
            o += stroke(
                f"M{x + k * w * 0.28:.1f},{y - w * 0.02:.1f}Q{x + k * w * 0.1:.1f},{y - w * 0.4:.1f} {x + k * w * 0.48 + r.uniform(-4, 4):.1f},{y - w * r.uniform(0.82, 1.0):.1f}",
                r.choice([GOLD[3], GOLD[2], "#e0ad4b", GOLD[4], "#c08a35"]),
                w * 0.035,
            )
        return lit(
            o,
            path(
                f"M{x - w * 0.17},{y - w * 0.42}Q{x},{y - w * 0.36} {x + w * 0.17},{y - w * 0.42}L{x + w * 0.17},{y - w * 0.34}Q{x},{y - w * 0.28} {x - w * 0.17},{y - w * 0.34}Z",
                GOLD[0],
            ),
            size=2,
        )

    s += sheaf(1080, 690, 62, 1) + sheaf(1160, 700, 66, 2) + sheaf(1010, 676, 54, 3)
    s += person(
        905,
        690,
        150,
        replace(FARMER, top="#8a4a3c"),
        replace(GIVE, near_hand=(20, -112), far_hand=(24, -116)),
        -1,
        held=at(22, -112, *[stroke(f"M-6,16L{-14 + i * 4},-34", GOLD[3 + i % 2], 4) for i in range(8)]),
    )
    s += clipped(
        path("M-20,560L560,640C420,670 350,730 300,880L-20,880Z", "#000"),
        rice(650, 850, 6, ("#f0c660", "#c28c38"), GOLD_NEAR, (26, 60), 60),
    )
    sickle = at(
        47, -34, path("M0,0C10,-6 26,-4 30,14C22,4 12,4 2,6Z", "#c8d2cf"), stroke("M0,2L-8,6", WOOD[2], 5)
    )
    bunch = at(
        54,
        -34,
        *[stroke(f"M{-3 + i * 1.4},8Q{i * 3},-30 {6 + i * 7},-54", GOLD[3 + i % 2], 3.4) for i in range(7)],
    )
    s += person(
        560,
        790,
        290,
        replace(FARMER_WOMAN, top="#2f7f78", hat="cone", bottom_colour="#3b3358"),
        STOOP,
        -1,
        held=sickle,
        behind=bunch,
    )
    s += person(
        770,
        815,
        300,
        replace(FARMER, top="#3f6f8a", hat="straw", accent=EARTH[2], hat_colour="#e9cf92"),
        replace(STOOP, tilt=40, hip=(-12, -80), neck=(30, -98)),
        -1,
        held=sickle,
        behind=bunch,
    )
    s += sheaf(1060, 800, 110, 6) + sheaf(1190, 818, 126, 7)
    s += glow(330, 330, 760, 330, "#ffd98a", 0.5)
    s += clipped(rect(-20, 600, 420, 300, "#000"), grass(872, 96, ("#e9b94f", "#8a5a1e"), 91, -10, 390, 60))
    s += "".join(
        ears(x, 890, h, i + 13, 8, "#b08a3c", "#f2cd6c")
        for i, (x, h) in enumerate([(50, 260), (150, 210), (255, 150)])
    )
    return s + vignette("#4a2a12", 0.1)


def buffalo_scene() -> str:
    hz = 400
    s = backdrop("sunset", hz, 31, (880, 330), 5)
    s += (
        streak(400, 150, 600, 26, "#ffd9a0", 0.55)
        + streak(900, 215, 520, 18, "#ffe4b4", 0.6)
        + streak(1080, 110, 380, 16, "#f6c79a", 0.5)
        + streak(240, 240, 300, 12, "#ffe0ae", 0.5)
    )
    s += birds(300, 210, 7, 12, "#3d5660", 6)
    s += land(
        [(-10, hz + 14), (400, hz + 10), (900, hz + 14), (1290, hz + 8)],
        linear("#c3b274", "#6f9158", "#2f6a50"),
    )
    s += rice(hz + 20, 520, 7, ("#cbb975", "#93a562"), ("#86a455", "#3d7a50"), (3, 10), 20)
    tones = ("#1b3f3d", "#235048", "#3b6a49", "#6f8a4d", "#b39f58", "#e2c77c")
    s += (
        sugar_palm(160, 520, 345, tones, 2, 0.03)
        + sugar_palm(250, 512, 262, tones, 5, -0.03)
        + sugar_palm(92, 508, 210, tones, 6, 0)
    )
    s += field_hut(390, 520, 70)
    s += land(
        [(-10, 552), (400, 540), (900, 550), (1290, 538)],
        linear("#a3ab5c", "#5f8a4e", box=(0, 540, 0, 640)),
        760,
    )
    # The pond, with the light of the evening.
    s += path(
        "M-20,640C160,585 420,575 700,580C960,584 1180,590 1300,612L1300,740C1000,800 300,820 -20,760Z",
        linear("#f3bf7e", "#d99a72", "#6f8f90", "#2f6670"),
    )
    s += light_path(880, 586, 770, 60, 170, "#fff0c4", 3, 38, 0.85) + ripples(
        600, 780, 30, "#ffe3ae", 4, 0.35
    )
    for x in (60, 120, 190, 1020, 1090, 1160, 1230):
        s += ellipse(x, 690 + (x * 7 % 40), 26, 6, "#3f7a55") + ellipse(
            x + 6, 688 + (x * 7 % 40), 18, 3.6, "#7fa35c"
        )
    s += land(
        [(-10, 770), (200, 742), (500, 726), (800, 724), (1100, 742), (1290, 730)],
        linear("#8f9a4f", "#4f7745", "#1d4f41", box=(0, 720, 0, 860)),
    )
    s += grass(752, 20, ("#a3a654", "#5b8046"), 6, -10, 520, 24) + grass(
        745, 18, ("#b0aa58", "#5b8046"), 7, 740, 1300, 24
    )
    s += buffalo(845, 745, 205, "#4b4f58", 1) + buffalo(560, 792, 345, "#3f4751", -1)
    s += egret(445, 582, 56, 1)
    boy = Look(
        skin=SKIN[2],
        top="#d9694a",
        sleeve="short",
        bottom="shorts",
        bottom_colour="#31485a",
        head=1.35,
        hat="",
    )
    ride = replace(
        SIT,
        hip=(0, -46),
        neck=(4, -97),
        near_foot=(16, 2),
        far_foot=(20, 2),
        near_hand=(26, -70),
        far_hand=(30, -72),
    )
    s += person(425, 642, 205, boy, ride, -1, ground=0, held=stroke("M22,-72Q46,-92 84,-118", WOOD[3], 2.6))
    s += "".join(
        grass(862, 76, ("#6f8f4b", "#12443f"), 90 + i, a, b, 50)
        for i, (a, b) in enumerate([(-10, 380), (860, 1300)])
    )
    s += grass(866, 40, ("#6f8f4b", "#12443f"), 95, 360, 900, 50)
    return s + glow(880, 350, 700, 320, "#ffcf86", 0.42) + vignette("#0f2740", 0.14)


def drought() -> str:
    hz = 400
    s = backdrop("hot", hz, 41, (960, 190), 2, far="#c4a873")
    s += streak(300, 150, 460, 14, "#fff3d2", 0.6) + streak(620, 90, 380, 10, "#fff3d2", 0.5)
    s += rect(0, hz + 12, W, H, linear("#e0bd85", "#cf9c66", "#a56f48"))
    s += land([(-10, 455), (300, 446), (800, 455), (1290, 442)], linear("#d9b27a", "#c79461"), 600)
    s += haze(hz + 24, 40, "#fdeec8", 0.5)
    rng = random.Random(9)
    for _ in range(90):
        x, y = rng.uniform(0, W), rng.uniform(430, 520)
        s += stroke(
            f"M{x:.0f},{y:.0f}l{rng.uniform(-3, 3):.1f},{-rng.uniform(3, 9):.1f}",
            rng.choice(["#b98b4f", "#e6cd92", "#a3763f"]),
            1.4,
        )
    # Cracked mud: a grid of cells drawn with a perspective squeeze.
    rows, cells = 13, ""
    grid = []
    for i in range(rows + 1):
        t = i / rows
        y = 520 + (H + 40 - 520) * t**1.6
        n = 15
        half = 620 + 900 * t
        grid.append(
            [
                (
                    640
                    + ((j / n) - 0.5) * 2 * half
                    + (half / n) * (0.9 if i % 2 else 0)
                    + rng.uniform(-0.5, 0.5) * half / n,
                    y + rng.uniform(-1, 1) * (5 + 17 * t),
                )
                for j in range(n + 1)
            ]
        )
    for i in range(rows):
        t = i / rows
        for j in range(15):
            quad = [grid[i][j], grid[i][j + 1], grid[i + 1][j + 1], grid[i + 1][j]]
            cx, cy = sum(p[0] for p in quad) / 4, sum(p[1] for p in quad) / 4
            if not -150 < cx < W + 150:
                continue
            k = 0.9 - 0.02 * rng.random()
            pts = [(cx + (p[0] - cx) * k, cy + (p[1] - cy) * k) for p in quad]
            mids = []
            for a, b in zip(pts, pts[1:] + pts[:1], strict=True):
                mids += [a, ((a[0] + b[0]) / 2 + rng.uniform(-3, 3), (a[1] + b[1]) / 2 + rng.uniform(-2, 2))]
            tone = mix(mix("#e3bf8b", "#c58d5d", t), rng.choice(["#f0d5a2", "#b77f52"]), 0.25 * rng.random())
            cells += path(smooth(mids, closed=True, tension=0.1), tone)
    s += land([(-10, 520), (1290, 516)], linear("#9a6a45", "#5f3b2c", box=(0, 520, 0, H))) + cells

    def bare_tree(x: float, y: float, h: float, seed: int) -> str:
        r = random.Random(seed)

        def twig(px: float, py: float, a: float, n: float, wd: float, depth: int) -> str:
            qx, qy = px + math.cos(a) * n, py + math.sin(a) * n
            o = stroke(
                f"M{px:.1f},{py:.1f}Q{(px + qx) / 2 + r.uniform(-0.1, 0.1) * n:.1f},{(py + qy) / 2:.1f} {qx:.1f},{qy:.1f}",
                mix(WOOD[1], "#8a6a55", 0.3),
                wd,
            )
            if depth:
                for k in (-1, 1, *((0.2,) if depth > 2 else ())):
                    o += twig(
                        qx, qy, a + k * r.uniform(0.32, 0.62), n * r.uniform(0.62, 0.8), wd * 0.62, depth - 1
                    )
            return o

        return shadow(x - h * 0.1, y, h * 0.35, h * 0.03) + lit(
            twig(x, y, -math.pi / 2 + 0.06, h * 0.3, h * 0.055, 5), size=1.6
        )

    s += bare_tree(205, 560, 330, 4) + bare_tree(390, 500, 150, 9)
    s += palm_silhouette(70, 470, 120, "#a08a5c")
    # The water truck of the office and the jars of the houses.
    s += water_truck(1000, 640, 430)
    for x, y, h in ((470, 672, 92), (545, 690, 98)):
        s += water_jar(x, y, h)
    s += stroke("M800,590C720,600 660,585 604,598C580,604 556,600 547,612", "#2c5566", 8) + stroke(
        "M547,612q-3,14 -4,22", "#bfe6e6", 5, opacity=0.9
    )
    s += person(
        612,
        700,
        236,
        replace(
            MAN, top="#d28a3a", collar="", hat="cap", hat_colour=TEAL[1], extras=("vest",), accent="#e98a2e"
        ),
        replace(GIVE, near_hand=(28, -78), far_hand=(32, -84)),
        -1,
    )
    s += person(
        392,
        700,
        226,
        replace(FARMER_WOMAN, hat="", top="#b9566a"),
        replace(STAND, near_hand=(30, -72), far_hand=(34, -74)),
        1,
        front=at(
            38,
            -44,
            path("M-13,-22L13,-22L10,8L-10,8Z", linear("#3a8f9c", "#5fb6bb", angle=0)),
            ellipse(0, -22, 13, 4, "#cfeeea"),
            stroke("M-12,-23Q0,-46 12,-23", "#5b6b6c", 2),
        ),
    )
    s += person(
        305, 712, 140, child_of(replace(MAN, top="#e7c25b", collar="", bottom="shorts", shoes="")), STAND, 1
    )
    return s + glow(960, 230, 620, 420, "#ffe7a8", 0.55) + vignette("#5a2a14", 0.1)


def water_jar(x: float, y: float, h: float) -> str:
    """โอ่ง, the big jar for rain water."""
    w = h * 0.42
    return shadow(x, y, w * 1.3, h * 0.09) + lit(
        path(
            f"M{x - w * 0.5},{y}C{x - w * 1.1},{y - h * 0.3} {x - w * 1.1},{y - h * 0.7} {x - w * 0.6},{y - h * 0.88}L{x + w * 0.6},{y - h * 0.88}"
            f"C{x + w * 1.1},{y - h * 0.7} {x + w * 1.1},{y - h * 0.3} {x + w * 0.5},{y}Z",
            linear("#6d3a2c", "#a85c40", "#c98058", angle=0),
        ),
        ellipse(x, y - h * 0.88, w * 0.66, h * 0.07, "#7f4633"),
        ellipse(x, y - h * 0.88, w * 0.52, h * 0.045, "#2d5b66"),
        stroke(
            f"M{x - w * 0.9},{y - h * 0.6}Q{x},{y - h * 0.5} {x + w * 0.9},{y - h * 0.6}",
            "#e0a471",
            2.4,
            opacity=0.6,
        ),
        size=2.4,
    )


def water_truck(x: float, y: float, w: float) -> str:
    """A tank truck that looks to the right; (x, y) is the middle between its wheels on the ground."""
    u = w / 100
    o = shadow(x, y, w * 0.58, w * 0.05, 0.4)
    body = rect(x - 48 * u, y - 14 * u, 92 * u, 6 * u, "#30414a", r=3)
    body += rect(
        x - 48 * u, y - 40 * u, 62 * u, 28 * u, linear("#e9f0e6", "#7fb6b4", "#2f7a80", "#1d5660"), r=13 * u
    )
    body += ellipse(x - 44.5 * u, y - 26 * u, 3.6 * u, 11 * u, "#2b6a72", opacity=0.6) + rect(
        x - 48 * u, y - 29 * u, 62 * u, 3.6 * u, "#f6d581"
    )
    body += rect(x - 20 * u, y - 43 * u, 9 * u, 4 * u, "#24545c", r=2)
    body += path(
        f"M{x + 17 * u},{y - 9 * u}L{x + 17 * u},{y - 42 * u}Q{x + 17 * u},{y - 45 * u} {x + 20 * u},{y - 45 * u}L{x + 33 * u},{y - 45 * u}Q{x + 37 * u},{y - 45 * u} {x + 39 * u},{y - 41 * u}"
        f"L{x + 45 * u},{y - 27 * u}Q{x + 48 * u},{y - 25 * u} {x + 48 * u},{y - 21 * u}L{x + 48 * u},{y - 9 * u}Z",
        linear("#fdf7e6", "#f0e4c4", "#cdbf9c"),
    )
    body += path(
        f"M{x + 24 * u},{y - 40 * u}L{x + 34 * u},{y - 40 * u}L{x + 40 * u},{y - 27 * u}L{x + 24 * u},{y - 27 * u}Z",
        linear("#bfe0dc", "#4f8a94"),
    )
    body += (
        rect(x + 17 * u, y - 20 * u, 31 * u, 3 * u, TEAL[3])
        + rect(x + 44.5 * u, y - 16 * u, 4 * u, 4 * u, "#ffe59a", r=2)
        + rect(x + 43 * u, y - 10 * u, 7 * u, 3.4 * u, "#30414a", r=2)
    )
    wheels = ""
    for k in (-34, -18, 31):
        wheels += (
            circle(x + k * u, y - 7 * u, 7.4 * u, "#1f2a30")
            + circle(x + k * u, y - 7 * u, 3.6 * u, "#9aa7a5")
            + circle(x + k * u, y - 7 * u, 1.4 * u, "#41525a")
        )
    return o + lit(body, wheels, size=3)


def flood() -> str:
    hz = 380
    s = backdrop("rain", hz, 51, None, 3, far="#8fa79d")
    for x, y, w, sd in ((240, 150, 520, 2), (760, 110, 620, 4), (1120, 190, 460, 7), (520, 230, 380, 9)):
        s += cloud(x, y, w, sd, "#dfe5da", 0.8, 0.18)
    s += haze(hz, 60, "#e3e6d4", 0.5)
    s += water(hz + 14, ["#cfd6c2", "#a9bdae", "#7d9f9a", "#4f7f80"])
    wl = 560
    s += mirrored(hz + 40, treeline(hz + 40, 46, "#6f8f83", 53), opacity=0.35)
    # Trees and houses standing in the water.
    tones = ("#23493f", "#2f5c4a", "#467656", "#6d9463", "#9cb57c", "#c3d2a0")
    s += (
        clipped(rect(0, 0, W, 462, "#000"), tree(90, 486, 250, tones, 6), tree(690, 470, 150, tones, 9))
        + banana(625, 470, 150, tones, 3)
        + clipped(
            rect(0, 0, W, 482, "#000"),
            stilt_house(
                300, 532, 240, wall=mix(WOOD[3], "#8f9a90", 0.25), roof=mix(EARTH[2], "#7d7f7a", 0.25)
            ),
        )
    )
    s += mirrored(
        482,
        clipped(
            rect(0, 300, W, 182, "#000"),
            stilt_house(
                300, 532, 240, wall=mix(WOOD[3], "#8f9a90", 0.25), roof=mix(EARTH[2], "#7d7f7a", 0.25)
            ),
        ),
        opacity=0.4,
    )
    house = clipped(
        rect(0, 0, W, wl - 8, "#000"),
        stilt_house(1085, 640, 320, wall=mix(WOOD[3], "#8f9a90", 0.15), roof=mix(TEAL[3], "#6d7f7a", 0.4)),
    )
    s += mirrored(wl - 8, house, opacity=0.4, squash=0.6) + house
    s += clipped(rect(0, 0, W, 540, "#000"), sugar_palm(520, 552, 330, tones, 5, 0.03)) + mirrored(
        540, palm_silhouette(520, 540, 220, "#36594f"), opacity=0.25, squash=0.6
    )
    for x, y, w in ((300, 482, 150), (1085, wl - 8, 230), (520, 540, 30)):
        s += ellipse(x - w * 0.25, y, w, 5, "#e6ead8", opacity=0.45)
    s += ripples(500, 760, 46, "#e9eddd", 5, 0.45)
    # The boat of the rescue volunteers.
    bx, by = 590, 690
    hull = path(
        f"M{bx - 250},{by - 58}C{bx - 215},{by - 4} {bx - 170},{by + 22} {bx - 120},{by + 24}L{bx + 170},{by + 24}C{bx + 220},{by + 20} {bx + 262},{by - 22} {bx + 290},{by - 72}"
        f"C{bx + 220},{by - 48} {bx + 120},{by - 42} {bx},{by - 42}C{bx - 100},{by - 42} {bx - 190},{by - 46} {bx - 250},{by - 58}Z",
        linear("#e98a3c", "#c9602f", "#7f3a2e"),
    )
    inner = path(
        f"M{bx - 246},{by - 58}C{bx - 150},{by - 74} {bx + 160},{by - 76} {bx + 286},{by - 72}C{bx + 220},{by - 46} {bx + 120},{by - 40} {bx},{by - 40}C{bx - 100},{by - 40} {bx - 190},{by - 46} {bx - 246},{by - 58}Z",
        "#6a3226",
    )
    vest = replace(MAN, extras=("vest",), accent="#ee7f2d", hat="helmet", hat_colour="#f6d24f", collar="")
    s += mirrored(by + 20, hull, opacity=0.45, squash=0.5) + inner
    s += person(
        bx + 150,
        by - 6,
        205,
        replace(vest, top="#2d5d73"),
        replace(STAND, near_hand=(30, -70), far_hand=(26, -118)),
        1,
        ground=0,
        held=stroke("M20,-150L52,30", WOOD[3], 4.5),
    )
    s += person(bx - 160, by - 10, 196, replace(vest, top="#31707a"), SIT, 1, ground=0)
    s += person(bx + 10, by - 12, 196, replace(GRANDMOTHER, sash=""), SIT, 1, ground=0) + person(
        bx - 66,
        by - 8,
        118,
        child_of(replace(PUPIL_GIRL, top="#e9bd55", collar="")),
        replace(SIT, near_hand=(20, -58)),
        1,
        ground=0,
    )
    boxes = ""
    for dx, dy, c in ((70, 0, "#d8b27a"), (100, 0, "#c99d63"), (86, -28, "#e3c592")):
        boxes += (
            rect(bx + dx - 16 + 16, by - 72 + dy, 30, 28, c, r=2)
            + rect(bx + dx + 12, by - 72 + dy, 6, 28, "#a77b46", opacity=0.6)
            + rect(bx + dx, by - 72 + dy, 30, 4, light(c, 0.3))
        )
    s += boxes + lit(
        hull,
        path(
            f"M{bx - 243},{by - 46}C{bx - 150},{by - 28} {bx + 180},{by - 24} {bx + 280},{by - 58}L{bx + 274},{by - 48}C{bx + 180},{by - 12} {bx - 150},{by - 16} {bx - 238},{by - 36}Z",
            "#fdf3d6",
            opacity=0.85,
        ),
        size=4,
        glow_opacity=0.3,
    )
    s += ellipse(bx + 15, by + 24, 240, 8, "#e9eddd", opacity=0.55) + path(
        f"M{bx + 250},{by + 6}C{bx + 330},{by + 10} {bx + 380},{by + 24} {bx + 420},{by + 40}C{bx + 350},{by + 34} {bx + 280},{by + 28} {bx + 210},{by + 24}Z",
        "#eef1e2",
        opacity=0.5,
    )
    # Sandbags in front.
    rng = random.Random(4)
    bags = ""
    for row, (y, n) in enumerate(((764, 12), (800, 14), (838, 14))):
        for i in range(n):
            x = -50 + (i + (row % 2) * 0.5 + rng.uniform(-0.05, 0.05)) * 108
            if row == 0 and 330 < x < 830:
                continue
            yy = y + rng.uniform(-4, 4)
            c = mix("#e3c797", "#b38d5a", rng.random() * 0.8)
            bag = f"M{x - 56:.0f},{yy + 10:.0f}C{x - 64:.0f},{yy - 14:.0f} {x - 44:.0f},{yy - 27:.0f} {x - 4:.0f},{yy - 25:.0f}C{x + 36:.0f},{yy - 27:.0f} {x + 56:.0f},{yy - 20:.0f} {x + 57:.0f},{yy + 6:.0f}C{x + 58:.0f},{yy + 20:.0f} {x + 30:.0f},{yy + 24:.0f} {x:.0f},{yy + 22:.0f}C{x - 34:.0f},{yy + 25:.0f} {x - 54:.0f},{yy + 22:.0f} {x - 56:.0f},{yy + 10:.0f}Z"
            knot = path(
                f"M{x + 50:.0f},{yy - 8:.0f}q14,-12 20,-6q-2,8 -4,10q6,6 2,14q-10,2 -20,-8Z", dark(c, 0.12)
            ) + stroke(f"M{x + 53:.0f},{yy - 7:.0f}q4,6 1,14", "#8b5a34", 2.6)
            weave = stroke(
                f"M{x - 44:.0f},{yy - 6:.0f}q40,8 84,0M{x - 48:.0f},{yy + 8:.0f}q44,8 92,1",
                dark(c, 0.25),
                1.1,
                opacity=0.4,
            )
            bags += lit(
                knot, path(bag, linear(light(c, 0.3), c, dark(c, 0.28))), weave, size=3, glow_opacity=0.3
            )
    s += land([(-10, 790), (500, 800), (1290, 790)], "#5d4733", 900) + bags
    rain = "".join(
        stroke(f"M{x:.0f},{y:.0f}l-7,34", "#f3f6ea", 1.3, opacity=0.34)
        for x, y in ((rng.uniform(0, W), rng.uniform(-20, 720)) for _ in range(120))
    )
    return s + rain + vignette("#12303a", 0.14)


def hero() -> str:
    wd, ht, hz = 1920, 800, 452
    s = sky("golden", hz, wd)
    s += sun(1290, 372, 50, "#fff6d8", "#ffd98c", 9)
    s += (
        streak(1500, 120, 760, 26, "#fff0cb", 0.65)
        + streak(980, 190, 620, 20, "#fff0cb", 0.5)
        + streak(1640, 215, 420, 14, "#ffe9be", 0.65)
        + streak(420, 140, 560, 16, "#fbf0cf", 0.35)
    )
    s += birds(1500, 270, 8, 12, "#7f8f7e", 4, 30)
    far = "#a9b48f"
    s += path(
        f"{smooth([(-20, hz - 18), (260, hz - 40), (560, hz - 26), (900, hz - 52), (1250, hz - 30), (1560, hz - 56), (1940, hz - 34)])}L1940,{hz + 30}L-20,{hz + 30}Z",
        linear("#bcc3a0", "#f3d9a4", box=(0, hz - 60, 0, hz)),
    )
    s += treeline(hz, 30, mix(far, "#f8dfaa", 0.4), 3, "#f3d8a0", wd, 5) + haze(
        hz - 2, 42, "#fbd79a", 0.6, wd
    )
    s += at(1108, hz + 8, temple(0, 0, 92, wall="#fbe9c4", roof=mix(EARTH[2], "#f2c88c", 0.2))) + at(
        1184, hz + 8, chedi(0, 0, 96, "#fbe9c4")
    )
    s += treeline(hz + 9, 40, mix(far, TEAL[3], 0.36), 8, mix(far, "#f2cf8e", 0.5), 1040, 3) + treeline(
        hz + 9, 40, mix(far, TEAL[3], 0.36), 9, mix(far, "#f2cf8e", 0.5), 740, 4, 1225
    )
    s += haze(hz + 10, 30, "#fbd79a", 0.5, wd)
    s += rect(0, hz + 8, wd, ht, linear("#f2d693", "#e2b253", "#a8722a", "#6f4a20"))
    s += rice(hz + 14, 548, 9, ("#f6dd9f", "#ecc878"), ("#efcb72", "#cfa24a"), (3, 9), 20, x1=wd + 10)
    s += land(
        [(-10, 552), (500, 560), (1000, 548), (1500, 556), (1930, 544)],
        linear("#c9a765", "#8d9152", box=(0, 546, 0, 570)),
        600,
    )
    tones = ("#23433c", "#2f5543", "#4b6d47", "#7d8b50", "#bcae62", "#ecd68a")
    s += field_hut(1418, 566, 84) + bush(1325, 562, 66, tones, 3) + tree(1870, 575, 230, tones, 4, 1.1)
    s += (
        sugar_palm(1562, 580, 372, tones, 3, 0.025)
        + sugar_palm(1648, 588, 300, tones, 7, -0.03)
        + sugar_palm(1752, 592, 408, tones, 12, 0.015)
        + sugar_palm(1500, 572, 225, tones, 9, -0.02)
    )
    s += sugar_palm(935, 540, 130, tones, 5, 0.02) + sugar_palm(968, 542, 104, tones, 6, -0.02)
    s += rice(566, 660, 6, ("#efcb72", "#c99a43"), ("#ecc05c", "#b88634"), (12, 24), 40, x1=wd + 10)
    walk = replace(FARMER, top="#35657a")
    s += buffalo(1120, 640, 96, "#4a4d52", 1) + person(
        1090, 642, 116, walk, replace(WALK, near_hand=(30, -92)), 1
    )
    s += clipped(rect(900, 606, 420, 80, "#000"), grass(652, 22, ("#ecc05c", "#b88634"), 44, 900, 1320, 30))
    s += rice(676, 800, 6, ("#ecc05c", "#b07d30"), ("#dba640", "#7a5222"), (26, 62), 60, x1=wd + 10)
    s += "".join(
        ears(x, 830, h, i + 3, 8, "#a5853c", "#f4d27a")
        for i, (x, h) in enumerate(
            [
                (1010, 150),
                (1180, 175),
                (1320, 200),
                (1450, 175),
                (1590, 220),
                (1720, 260),
                (1850, 300),
                (820, 125),
                (660, 110),
            ]
        )
    )
    s += glow(1290, 400, 900, 420, "#ffd684", 0.55)
    return s + vignette("#4a2a12", 0.08, wd, ht)


# ---------------------------------------------------------------------------------------------------------------
# Scenes: the village and the office.


def hedge(
    x0: float, x1: float, y: float, h: float, seed: int, tones: Sequence[str] = LEAF, flowers: str = ""
) -> str:
    """A clipped hedge with a lively upper edge."""
    rng = random.Random(seed)
    result, x = "", x0
    base = rect(x0, y - h * 0.8, x1 - x0, h * 0.8, linear(tones[2], tones[1]), r=h * 0.15)
    while x < x1:
        r = h * rng.uniform(0.22, 0.32)
        result += puff(x + r * 0.5, y - h * 0.8, r * 1.2, r * 0.8, tones[2], rng, 6) + puff(
            x + r * 0.8, y - h * 0.84, r * 0.7, r * 0.42, tones[3], rng, 6
        )
        if rng.random() < 0.6:
            result += puff(
                x + r, y - h * rng.uniform(0.2, 0.55), r * 0.7, r * 0.36, mix(tones[2], tones[3], 0.4), rng, 6
            )
        if flowers:
            for _ in range(2):
                result += circle(
                    x + rng.uniform(-r, r),
                    y - h * rng.uniform(0.2, 1.0),
                    h * rng.uniform(0.04, 0.07),
                    flowers,
                )
        x += r * 1.3
    return base + clipped(rect(x0 - h, y - 2 * h, x1 - x0 + 2 * h, 2 * h, "#000"), result)


def fence(
    x0: float, y0: float, x1: float, y1: float, h0: float, h1: float, n: int, colour: str = WOOD[4]
) -> str:
    """A paling fence that runs towards the distance."""
    result = ""
    for k in (0.35, 0.75):
        result += stroke(f"M{x0},{y0 - h0 * k}L{x1},{y1 - h1 * k}", dark(colour, 0.2), (h0 + h1) * 0.03)
    for i in range(n):
        t = 1 - (1 - i / (n - 1)) ** 1.6
        x, y, h = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, h0 + (h1 - h0) * t
        w = h * 0.13
        result += polygon(
            [(x - w / 2, y), (x + w / 2, y), (x + w / 2, y - h * 0.9), (x, y - h), (x - w / 2, y - h * 0.9)],
            linear(light(colour, 0.2), dark(colour, 0.12)),
        )
    return result


def power_pole(x: float, y: float, h: float) -> str:
    return (
        polygon(
            [(x - h * 0.014, y), (x + h * 0.014, y), (x + h * 0.008, y - h), (x - h * 0.008, y - h)],
            linear("#8c938c", "#d7d5c6", angle=0),
        )
        + rect(x - h * 0.075, y - h * 0.94, h * 0.15, h * 0.014, "#6f776f", r=1)
        + "".join(
            rect(x + k * h - 1.6, y - h * 0.965, 3.2, h * 0.026, "#c9d3cf", r=1) for k in (-0.068, 0, 0.068)
        )
    )


def wire(x0: float, y0: float, x1: float, y1: float, sag: float) -> str:
    return stroke(f"M{x0},{y0}Q{(x0 + x1) / 2},{(y0 + y1) / 2 + sag} {x1},{y1}", "#3c4f55", 1.2, opacity=0.7)


def bicycle(x: float, y: float, s: float, colour: str = EARTH[2]) -> str:
    """A bicycle that looks to the right; ``s`` is the height of a wheel."""
    r = s / 2

    def wheel(cx: float) -> str:
        spokes = "".join(
            stroke(
                f"M{cx:.1f},{y - r:.1f}l{math.cos(a) * r * 0.92:.1f},{math.sin(a) * r * 0.92:.1f}",
                "#b9c0ba",
                0.8,
            )
            for a in [math.tau * i / 12 for i in range(12)]
        )
        return (
            spokes
            + circle(cx, y - r, r, "none", stroke="#26333a", stroke_width=s * 0.07)
            + circle(cx, y - r, r * 0.1, "#26333a")
        )

    b, f = x - s * 0.82, x + s * 0.82
    crank, seat, bar = (x - s * 0.1, y - r * 0.9), (x - s * 0.34, y - s * 1.22), (x + s * 0.56, y - s * 1.3)
    frame = "".join(
        stroke(f"M{p[0]:.1f},{p[1]:.1f}L{q[0]:.1f},{q[1]:.1f}", colour, s * 0.055)
        for p, q in [
            ((b, y - r), crank),
            ((b, y - r), seat),
            (crank, seat),
            (crank, (x + s * 0.52, y - s * 1.05)),
            ((seat[0] + s * 0.06, seat[1] + s * 0.24), (x + s * 0.52, y - s * 1.05)),
            ((f, y - r), bar),
        ]
    )
    frame += stroke(f"M{bar[0]:.1f},{bar[1]:.1f}l{-s * 0.16:.1f},{-s * 0.1:.1f}", "#26333a", s * 0.06) + path(
        f"M{seat[0] - s * 0.2},{seat[1] - s * 0.04}h{s * 0.36}q-{s * 0.08},{s * 0.1} -{s * 0.2},{s * 0.1}Z",
        "#2b2320",
    )
    frame += circle(*crank, s * 0.09, "#26333a") + stroke(
        f"M{crank[0]},{crank[1]}l{s * 0.1},{s * 0.2}", "#26333a", s * 0.04
    )
    basket = path(
        f"M{x + s * 0.62},{y - s * 1.22}h{s * 0.46}l-{s * 0.06},{s * 0.34}h-{s * 0.34}Z", WOOD[4]
    ) + stroke(
        f"M{x + s * 0.64},{y - s * 1.1}h{s * 0.42}M{x + s * 0.66},{y - s * 0.99}h{s * 0.38}", WOOD[2], 1.2
    )
    return wheel(b) + wheel(f) + frame + basket


def village_road() -> str:
    hz = 405
    s = backdrop("day", hz, 61, (1010, 150), 3)
    s += (
        cloud(300, 160, 380, 4)
        + cloud(760, 110, 300, 7, opacity=0.8)
        + cloud(1130, 240, 240, 5, opacity=0.7)
        + cloud(560, 250, 180, 2, opacity=0.6)
    )
    s += rect(0, hz + 10, W, H, linear("#b7cf86", "#86b060", "#3f7f4c"))
    s += rice(hz + 14, 470, 5, GREEN_FAR, ("#9cc069", "#6aa35f"), (3, 6), 20)
    s += (
        tree(520, 465, 150, seed=12)
        + tree(770, 462, 130, seed=14)
        + sugar_palm(715, 452, 150, seed=3)
        + banana(455, 478, 110, seed=4)
        + tree(862, 480, 190, seed=3)
    )
    s += tree(90, 560, 360, seed=8, spread=1.1) + tree(1215, 560, 380, seed=9, spread=1.05)
    # The new concrete road.
    road = "M610,440C650,470 612,520 560,580C480,672 380,770 290,880L1010,880C900,760 800,650 752,580C712,520 672,470 636,440Z"
    s += path(
        "M600,440C636,470 590,520 530,580C440,672 310,770 190,880L1110,880C980,760 850,650 786,580C730,520 684,470 646,440Z",
        linear("#c9a877", "#b58a5a"),
    )
    s += path(road, linear("#f1e9d2", "#ddd4bd", "#c4bca6"))
    for y, a, b in ((497, 606, 684), (540, 592, 724), (600, 542, 766), (680, 474, 828), (780, 386, 918)):
        s += stroke(f"M{a},{y}L{b},{y}", "#a9a18c", 1.2 + (y - 480) * 0.006, opacity=0.75)
    s += group(
        path("M290,880C420,740 520,640 560,580L600,580C560,660 520,740 470,880Z", "#12303a"), opacity=0.07
    )
    s += stilt_house(420, 560, 250, wall=WOOD[3], roof=EARTH[2])
    s += group(stilt_house(0, 0, 268, wall=WOOD[4], roof=TEAL[3]), transform="translate(915,575) scale(-1,1)")
    s += bush(470, 560, 90, seed=3, flowers="#e0568a") + water_jar(520, 552, 40) + water_jar(552, 556, 34)
    for x, y, h in ((700, 470, 120), (742, 512, 200), (830, 610, 360)):
        s += power_pole(x, y, h)
    for k in (-0.068, 0, 0.068):
        s += (
            wire(700 + 120 * k, 470 - 115, 742 + 200 * k, 512 - 192, 6)
            + wire(742 + 200 * k, 512 - 192, 830 + 360 * k, 610 - 346, 14)
            + wire(830 + 360 * k, 610 - 346, 1290 + 800 * k, 60, 60)
        )
    s += (
        fence(-10, 800, 500, 585, 104, 34, 26)
        + bush(60, 830, 250, seed=5, flowers="#e8649a")
        + bush(250, 748, 170, seed=7, flowers="#f2a0bd")
        + bush(390, 660, 100, seed=8, flowers="#e8649a")
    )
    s += (
        fence(1290, 800, 800, 590, 104, 34, 26)
        + bush(1220, 830, 250, seed=9, flowers="#f2c14e")
        + bush(1040, 742, 160, seed=2, flowers="#f2c14e")
        + bush(900, 655, 90, seed=6, flowers="#f2d272")
    )
    s += person(618, 588, 100, replace(MAN, top="#5b87a6"), WALK, 1) + person(660, 590, 92, WOMAN, WALK, 1)
    rider = replace(GRANDFATHER, top="#e9e3cf", hat="straw", accent=TEAL[2], collar="")
    pose = Pose(
        hip=(-30, -66),
        neck=(-14, -116),
        near_hand=(26, -98),
        far_hand=(30, -100),
        near_foot=(-4, -4),
        far_foot=(-14, -28),
        near_knee=1,
        far_knee=1,
    )
    s += (
        shadow(560, 752, 110, 12, 0.3)
        + lit(bicycle(560, 750, 88, TEAL[2]), size=1.6)
        + person(568, 722, 205, rider, pose, 1, ground=0)
    )
    s += person(
        760,
        768,
        215,
        replace(VILLAGER, hair="bun", top="#c96a50"),
        WALK,
        -1,
        held=at(
            16,
            -70,
            path("M-15,0L15,0L11,24L-11,24Z", WOOD[4]),
            stroke("M-13,0Q0,-26 13,0", WOOD[3], 2.6),
            circle(-6, -3, 6, "#d9483b"),
            circle(4, -4, 7, LEAF[3]),
            circle(10, -2, 5, GOLD[3]),
        ),
    )
    s += person(848, 782, 150, PUPIL_GIRL, WALK, -1) + dog(935, 800, 66, "#b98350", -1)
    s += "".join(
        grass(870, 40, ("#7fb35c", "#3d7d4b"), 70 + i, a, b, 30)
        for i, (a, b) in enumerate([(-10, 250), (1060, 1300)])
    )
    s += glow(1010, 200, 620, 360, "#fff0c0", 0.35)
    return s + vignette(opacity=0.1)


def office() -> str:
    s = sky("day", 560) + sun(1120, 120, 40, reach=6)
    s += (
        cloud(210, 190, 400, 3)
        + cloud(950, 130, 330, 6, opacity=0.85)
        + cloud(560, 90, 220, 8, opacity=0.6)
        + birds(820, 210, 5, 11, WHITE, 3)
    )
    s += treeline(560, 120, mix(TEAL[4], "#d5e5cf", 0.35), 5, mix(TEAL[4], "#d5e5cf", 0.6), palms=3)
    s += rect(0, 558, W, 60, linear("#a3c98a", "#a9cb7c"))
    s += (
        tree(90, 640, 330, seed=4, spread=1.1)
        + tree(1200, 640, 340, seed=6, spread=1.1)
        + sugar_palm(1085, 620, 350, seed=5, bend=-0.02)
        + sugar_palm(180, 620, 300, seed=6, bend=0.03)
    )
    s += rect(0, 616, W, H, linear("#a9cb7c", "#6fa65c", "#3f8052"))
    # The main block.
    x0, x1, y0, y1, cx = 205, 1075, 388, 640, 640
    wall = "#fbf1da"
    s += shadow(cx, 646, 560, 26, 0.4)
    s += rect(x0, y0, x1 - x0, y1 - y0, linear("#d9cdb1", wall, "#fff8e6", angle=0)) + rect(
        x0, y0, x1 - x0, 34, linear(("#0f2a33", 0.4), ("#0f2a33", 0))
    )
    s += (
        rect(x0 - 8, 505, x1 - x0 + 16, 13, "#fffaf0")
        + rect(x0 - 8, 518, x1 - x0 + 16, 9, "#12303a", opacity=0.2)
        + rect(x0 - 10, 626, x1 - x0 + 20, 16, "#b9a884")
    )
    for i in range(4):
        for side in (-1, 1):
            wx = cx + side * (188 + i * 68) - 23
            for wy, wh in ((422, 62), (546, 62)):
                s += rect(wx - 4, wy - 4, 54, wh + 10, "#fffaf0", r=2) + rect(
                    wx, wy, 46, wh, linear("#2a5660", "#4c8a8c", "#9ccbbd"), r=1
                )
                s += (
                    rect(wx + 22, wy, 2.6, wh, "#fffaf0")
                    + rect(wx, wy + wh * 0.36, 46, 2.4, "#fffaf0")
                    + polygon([(wx, wy), (wx + 14, wy), (wx, wy + 34)], "#ffffff", opacity=0.25)
                )
                s += rect(wx - 7, wy + wh + 4, 60, 6, "#d9cba7", r=1)
            s += rect(wx - 13, y0, 7, y1 - y0, "#efe2c2")
    roof = TEAL[2]
    s += polygon(
        [(x0 - 46, y0 + 8), (x1 + 46, y0 + 8), (x1 - 84, y0 - 96), (x0 + 84, y0 - 96)],
        linear(light(roof, 0.22), roof, dark(roof, 0.25)),
    )
    for i in range(1, 46):
        t = i / 46
        s += stroke(
            f"M{x0 - 46 + t * (x1 - x0 + 92):.1f},{y0 + 8}L{x0 + 84 + t * (x1 - x0 - 168):.1f},{y0 - 96}",
            dark(roof, 0.4),
            1.2,
            opacity=0.35,
        )
    s += rect(x0 - 50, y0 + 6, x1 - x0 + 100, 9, "#fffaf0", r=3) + rect(
        x0 + 78, y0 - 102, x1 - x0 - 156, 9, dark(roof, 0.35), r=4
    )
    for gx in (x0 + 84, x1 - 84):
        s += path(f"M{gx - 5},{y0 - 98}q-4,-20 6,-34q8,14 4,34Z", GOLD[3])
    # The porch with its gable.
    px0, px1, top = 492, 788, 372
    s += rect(px0 + 14, top, px1 - px0 - 28, 268, linear("#cdbf9e", "#efe3c4", angle=0)) + rect(
        px0 + 14, top, px1 - px0 - 28, 60, linear(("#0f2a33", 0.45), ("#0f2a33", 0))
    )
    s += rect(560, 536, 160, 98, "#24454e") + "".join(
        rect(564 + i * 39, 540, 35, 94, linear("#2f6670", "#79b3ab"), r=1) for i in range(4)
    )
    s += rect(548, 414, 184, 68, linear("#2a5660", "#8fc0b4"), r=2) + "".join(
        rect(548 + i * 46 - 1.5, 414, 3, 68, "#fffaf0") for i in range(1, 4)
    )
    s += (
        rect(px0 + 10, 496, px1 - px0 - 20, 12, "#fffaf0")
        + "".join(rect(px0 + 22 + i * 13.2, 474, 4, 24, "#fffaf0", r=2) for i in range(20))
        + rect(px0 + 14, 470, px1 - px0 - 28, 5, "#fffaf0")
    )
    for kx in (px0 + 8, 572, 686, px1 - 32):
        s += (
            rect(kx, top, 24, 266, linear("#d9cba7", "#fffaf0", "#e9dcbc", angle=0))
            + rect(kx - 5, 626, 34, 14, "#d9cba7", r=2)
            + rect(kx - 4, top, 32, 10, GOLD[3], r=2)
        )
    s += polygon(
        [(px0 - 40, top + 8), (px1 + 40, top + 8), (cx, 214)], linear(dark(roof, 0.1), dark(roof, 0.35))
    )
    s += polygon([(px0 + 6, top - 6), (px1 - 6, top - 6), (cx, 252)], linear("#fff6df", "#f1e2bc"))
    s += path(
        f"M{cx},206L{px0 - 52},{top + 4}L{px0 - 44},{top + 20}L{cx},236L{px1 + 44},{top + 20}L{px1 + 52},{top + 4}Z",
        linear(light(roof, 0.3), roof),
    )
    s += stroke(f"M{px0 - 44},{top + 19}L{cx},237L{px1 + 44},{top + 19}", GOLD[3], 4.5) + path(
        f"M{cx - 8},218q-8,-26 6,-44q12,-8 6,-26q18,22 4,44q-6,14 -2,26Z", GOLD[3]
    )
    for sgn in (-1, 1):
        s += path(
            f"M{cx + sgn * 192},{top + 12}q{sgn * 20},-4 {sgn * 24},-34q{sgn * 14},34 {-sgn * 14},46Z",
            GOLD[3],
        )
    s += circle(cx, 322, 34, GOLD[3]) + circle(cx, 322, 29, TEAL[1])
    for a in (-52, -26, 0, 26, 52):
        s += at(cx, 340, path("M0,0C-6,-14 -5,-28 0,-36C5,-28 6,-14 0,0Z", GOLD[4]), turn=a)
    s += "".join(
        rect(530 - i * 12, 632 + i * 8, 220 + i * 24, 9, mix("#f4e9cf", "#c2b08a", 0.2 + i * 0.18), r=2)
        for i in range(4)
    )
    # Forecourt: paved drive, hedges, flag.
    s += path(
        "M528,664C500,720 330,790 90,880L1190,880C950,790 780,720 752,664Z",
        linear("#efe4c9", "#d8c6a0", "#bea77d"),
    )
    for k, y in enumerate((684, 710, 744, 790)):
        s += stroke(
            f"M{516 - k * 62 - (y - 684) * 0.5:.0f},{y}L{764 + k * 62 + (y - 684) * 0.5:.0f},{y}",
            "#b59d74",
            1.4,
            opacity=0.6,
        )
    s += hedge(120, 505, 672, 36, 4, flowers="#f2c14e") + hedge(775, 1165, 672, 36, 6, flowers="#f2c14e")
    s += "".join(
        bush(x, 700, 60, seed=i + 3, flowers=c)
        for i, (x, c) in enumerate(
            [
                (180, "#e0568a"),
                (290, "#f7f0da"),
                (990, "#e0568a"),
                (1100, "#f7f0da"),
                (880, "#e8845a"),
                (400, "#e8845a"),
            ]
        )
    )
    s += (
        rect(318, 700, 76, 12, "#d9cba7", r=3)
        + rect(328, 688, 56, 14, "#efe4c9", r=3)
        + shadow(356, 713, 60, 7)
        + flag(356, 690, 470, 132)
    )
    s += (
        person(705, 722, 150, OFFICIAL, replace(WAI, near_hand=(16, -120)), -1)
        + person(585, 742, 156, replace(GRANDMOTHER, sash="#d79f38"), WAI, 1)
        + person(530, 748, 160, replace(MAN, top="#c9785a"), WALK, 1)
    )
    s += person(
        845,
        800,
        182,
        OFFICIAL_WOMAN,
        WALK,
        -1,
        held=at(15, -92, rect(-4, -14, 22, 28, "#f7e9c4", r=2), rect(-4, -14, 5, 28, EARTH[2])),
    ) + person(905, 806, 186, replace(VILLAGER, top="#5ba489"), WALK, -1)
    s += (
        tree(1150, 842, 210, seed=11)
        + bush(60, 850, 260, seed=12, flowers="#f2c14e")
        + bush(1235, 856, 240, seed=14, flowers="#e0568a")
    )
    s += glow(1050, 180, 620, 420, "#fff0c0", 0.3)
    return s + leaves_frame("left", TEAL, 5, 0.9) + vignette(opacity=0.1)


def chair_back(x: float, y: float, w: float, h: float, colour: str) -> str:
    return rect(x - w / 2, y - h, w, h, linear(light(colour, 0.15), dark(colour, 0.2)), r=w * 0.18)


def bottle(x: float, y: float, h: float, colour: str = "#cfe7e6") -> str:
    return (
        rect(x - h * 0.14, y - h * 0.78, h * 0.28, h * 0.78, colour, r=h * 0.08, opacity=0.9)
        + rect(x - h * 0.07, y - h, h * 0.14, h * 0.26, "#3f8b97", r=2)
        + rect(x - h * 0.14, y - h * 0.55, h * 0.28, h * 0.22, "#4fa3a8")
    )


def meeting() -> str:
    # The hall: a wall with wood panelling, windows on the left, a screen in the middle.
    s = rect(0, 0, W, H, linear("#f1e3c3", "#fbf2dc", "#efdcb6", angle=0)) + rect(
        0, 0, W, 70, linear(("#7c563f", 0.28), ("#7c563f", 0))
    )
    s += polygon([(0, 0), (1280, 0), (1280, 26), (0, 26)], "#dcc79d")
    s += rect(0, 560, W, H - 560, linear("#c79a66", "#a8764a", "#7c563f"))
    for i in range(-8, 26):
        s += stroke(f"M{640 + (i - 9) * 60},560L{640 + (i - 9) * 190},870", "#6f4a34", 1.4, opacity=0.3)
    s += (
        rect(0, 430, W, 134, linear(WOOD[3], WOOD[2]))
        + "".join(
            rect(i * 80 + 3, 438, 74, 118, linear(light(WOOD[3], 0.08), dark(WOOD[3], 0.14)), r=3)
            for i in range(16)
        )
        + rect(0, 424, W, 9, WOOD[4])
    )
    for wx in (60, 262):
        view = (
            sky("day", 330)
            + cloud(wx + 60 + (wx % 9) * 4, 150 + (wx % 7) * 12, 130, wx)
            + rect(0, 312, W, 200, linear("#b7cf86", "#5f9f58"))
            + treeline(316, 34, TEAL[4], wx, width=W)
            + rice(322, 400, 4, GREEN_FAR, ("#93bf60", "#4b8f55"), (3, 8), 3)
        )
        s += (
            rect(wx - 10, 86, 170, 322, WOOD[2], r=4)
            + clipped(rect(wx, 96, 150, 302, "#000"), view)
            + rect(wx + 72, 96, 6, 302, WOOD[2])
            + rect(wx, 214, 150, 6, WOOD[2])
            + rect(wx - 18, 400, 186, 12, WOOD[4], r=3)
        )
        s += polygon([(wx, 96), (wx + 46, 96), (wx, 260)], "#fff", opacity=0.16)
    s += polygon([(60, 560), (420, 560), (700, 880), (220, 880)], "#ffe9b0", opacity=0.16)
    # Screen with a plain chart.
    s += rect(484, 74, 432, 276, dark(TEAL[1], 0.2), r=8) + rect(
        496, 86, 408, 252, linear("#fffdf4", "#f4ecd4"), r=3
    )
    for i, (v, c) in enumerate(
        ((70, TEAL[4]), (104, TEAL[3]), (92, GOLD[3]), (138, TEAL[2]), (164, EARTH[2]))
    ):
        s += rect(536 + i * 38, 304 - v, 26, v, linear(light(c, 0.2), c), r=3)
    s += (
        stroke("M524,306L734,306", "#8d9a90", 2)
        + stroke("M540,214L588,184L626,196L664,150L702,124", GOLD[1], 3.4)
        + "".join(
            circle(x, y, 5, GOLD[1]) for x, y in ((540, 214), (588, 184), (626, 196), (664, 150), (702, 124))
        )
    )
    s += (
        circle(820, 180, 52, TEAL[4])
        + path("M820,180L820,128A52,52 0 0 1 866,204Z", GOLD[3])
        + path("M820,180L866,204A52,52 0 0 1 794,225Z", EARTH[2])
    )
    s += "".join(rect(776, 262 + i * 18, 88 - i * 16, 7, "#c9c7b2", r=3) for i in range(3))
    s += flag(1010, 470, 330, 120, 0.6) + rect(988, 462, 44, 10, WOOD[1], r=3)
    s += shadow(1190, 622, 70, 9) + at(
        1190,
        562,
        path("M-34,0L-26,58L26,58L34,0Z", linear(EARTH[3], EARTH[1], angle=0)),
        *[
            at(0, 4, path("M0,0C-16,-40 -12,-90 6,-128C16,-90 14,-40 0,0Z", LEAF[2 + i % 3]), turn=a)
            for i, a in enumerate((-58, 52, -34, 32, -14, 12))
        ],
    )
    # The bench of the council.
    tw = 118
    seats = [
        (380, OFFICIAL),
        (380 + tw, OFFICIAL_WOMAN),
        (380 + 2 * tw, replace(OFFICIAL, hair_colour=HAIR[4], build=1.08)),
        (380 + 3 * tw, replace(OFFICIAL, skin=SKIN[3])),
        (380 + 4 * tw, replace(OFFICIAL_WOMAN, hair="bob", skin=SKIN[2])),
    ]
    for x, _ in seats:
        s += chair_back(x + 24, 560, 94, 172, "#4a2f2a")
    for x, look in seats:
        s += person(
            x + 24,
            640,
            300,
            look,
            replace(
                FRONT,
                hip=(0, -46),
                neck=(0, -97),
                near_hand=(-12, -50),
                far_hand=(12, -50),
                near_bend=1,
                far_bend=-1,
                legs="none",
            ),
            ground=0,
        )
    s += (
        rect(300, 545, 664, 128, linear(TEAL[2], TEAL[0]))
        + "".join(path(f"M{300 + i * 44},552q22,10 0,121Z", TEAL[3], opacity=0.18) for i in range(15))
        + rect(288, 532, 688, 20, linear(WOOD[4], WOOD[3]), r=4)
        + rect(300, 552, 664, 10, "#0b2a2e", opacity=0.35)
    )
    s += path(
        "M300,556q33,30 66,0q33,30 66,0q33,30 66,0q33,30 66,0q33,30 66,0q33,30 66,0q33,30 66,0q33,30 66,0q33,30 66,0q33,30 70,0L964,552L300,552Z",
        GOLD[3],
        opacity=0.9,
    )
    for x, _ in seats:
        s += (
            rect(x - 8, 514, 44, 20, linear("#fffaf0", "#e2d6b6"), r=2)
            + bottle(x + 62, 535, 34)
            + stroke(f"M{x + 78},533q2,-22 -14,-32", "#23333a", 2.6)
            + ellipse(x + 62, 500, 5, 3.6, "#23333a")
            + rect(x - 40, 527, 26, 6, "#fffaf0")
        )
    # The speaker and the people.
    s += person(
        1075,
        668,
        330,
        replace(OFFICIAL, skin=SKIN[1]),
        replace(TALK, near_hand=(28, -100), far_hand=(40, -128)),
        -1,
        held=at(30, -104, rect(-2, -16, 4, 18, "#23333a", r=2), circle(0, -18, 4, "#49606a")),
    )
    rows = [
        (
            752,
            0.9,
            [
                ("#c96a50", "bun", 3),
                ("#5b87a6", "short", 1),
                ("#e2c9a4", "bob", 1),
                ("#d79f38", "tail", 1),
                ("#6f8f5a", "short", 4),
                ("#b9566a", "bun", 1),
            ],
        ),
        (
            850,
            1.16,
            [
                ("#2f8573", "short", 1),
                ("#e6d3a8", "bun", 4),
                ("#a84f38", "bob", 1),
                ("#47688a", "short", 1),
                ("#e0b64f", "tail", 1),
            ],
        ),
    ]
    for r, (y, k, people) in enumerate(rows):
        n = len(people)
        for i, (top, hair, tone) in enumerate(people):
            x = (90 if r == 0 else 120) + i * (1100 / (n - 1)) + (0 if r else 10)
            look = Look(skin=SKIN[(i + r) % 4], hair=hair, hair_colour=HAIR[tone], top=top)
            raised = r == 0 and i == 3
            pose = replace(
                BACK, hip=(0, -46), neck=(0, -97), legs="none", near_hand=(-20, -44), far_hand=(22, -44)
            )
            if raised:
                pose = replace(pose, far_hand=(30, -152), far_bend=-1)
            s += person(x, y + 140 * k, 330 * k, look, pose, ground=0)
            s += lit(chair_back(x, y + 190 * k, 128 * k, 165 * k, "#8a4a36"), size=3)
    return s + glow(120, 240, 560, 420, "#fff0c0", 0.35) + vignette("#3a1f14", 0.14)


def bamboo_bed(x: float, y: float, w: float, h: float) -> str:
    """แคร่, the bamboo platform; (x, y) is the middle of its front foot."""
    o = shadow(x, y, w * 0.56, 14, 0.34)
    d = h * 0.34
    for lx in (-0.46, 0.46):
        o += rect(x + lx * w - 7 + (14 if lx < 0 else -14), y - h - d * 0.4, 11, h, WOOD[2], r=3)
    o += polygon(
        [(x - w / 2, y - h), (x + w / 2, y - h), (x + w / 2 - 34, y - h - d), (x - w / 2 + 34, y - h - d)],
        linear("#caa45f", "#ecd292"),
    )
    for i in range(1, 15):
        t = i / 15
        o += stroke(
            f"M{x - w / 2 + t * w:.1f},{y - h}L{x - w / 2 + 34 + t * (w - 68):.1f},{y - h - d:.1f}",
            "#9c7638",
            1.3,
            opacity=0.55,
        )
    o += rect(x - w / 2, y - h, w, 13, linear("#e0bd74", "#a87f3f"), r=5)
    for lx in (-0.46, 0, 0.46):
        o += rect(x + lx * w - 7, y - h + 10, 14, h - 10, linear("#8d6a36", "#d3ab63", angle=0), r=4)
    return o


def hen(x: float, y: float, s: float, colour: str = EARTH[2], face: int = 1) -> str:
    return at(
        x,
        y,
        stroke("M-3,-10L-4,0M4,-10L5,0", GOLD[1], 2),
        path(
            "M-26,-34C-20,-22 -12,-26 -4,-26C6,-26 10,-40 16,-44C24,-44 26,-36 24,-30C20,-12 8,-6 -2,-7C-18,-8 -28,-20 -26,-34Z",
            colour,
        ),
        path("M-14,-22C-4,-24 6,-22 8,-14C0,-10 -10,-12 -14,-22Z", dark(colour, 0.2)),
        path("M14,-46q2,-6 5,-1q3,-5 5,2Z", "#d9402f"),
        path("M25,-40l8,3l-8,3Z", GOLD[3]),
        circle(20, -39, 1.4, INK),
        scale=s / 50,
        flip=face < 0,
    )


def elders() -> str:
    hz = 400
    s = (
        backdrop("morning", hz, 71, (1040, 190), 3)
        + cloud(930, 130, 260, 3, opacity=0.8)
        + cloud(620, 210, 170, 6, opacity=0.6)
    )
    s += rect(0, hz + 10, W, H, linear("#b9cf86", "#8fb866", "#d9bd8b", "#cfa874"))
    s += rice(hz + 14, 486, 5, GREEN_FAR, ("#9cc069", "#6aa35f"), (3, 8), 20)
    s += land(
        [(-10, 520), (300, 505), (800, 512), (1290, 498)],
        linear("#e6cf9d", "#dfc08c", "#cfa874", box=(0, 500, 0, H)),
    )
    s += (
        stilt_house(1060, 560, 290, wall=WOOD[4], roof=EARTH[2])
        + banana(1240, 560, 200, seed=3)
        + bush(1160, 580, 120, seed=7, flowers="#e0568a")
        + water_jar(690, 560, 54)
        + water_jar(735, 566, 48)
    )
    s += hedge(-20, 250, 560, 60, 3, flowers="#f2a0bd") + sugar_palm(600, 470, 190, seed=5)
    # The big tree whose shade they sit in.
    s += path(
        "M150,640C190,560 190,440 170,330L100,180L150,180L215,300L240,170L300,170L268,330C262,450 280,570 330,640Z",
        linear(dark(WOOD[2], 0.35), WOOD[2], light(WOOD[2], 0.2), angle=0),
    )
    rng = random.Random(2)
    crown = ["", "", "", ""]
    for _ in range(46):
        cx = rng.uniform(-60, 590)
        cy = rng.uniform(-20, 175) * (1 - max(0.0, (cx - 260) / 620)) ** 1.2
        r = rng.uniform(58, 92)
        crown[0] += puff(cx, cy, r, r * 0.72, mix(LEAF[0], LEAF[1], 0.75), rng, 10)
        crown[1] += puff(cx + 12, cy - 12, r * 0.8, r * 0.54, mix(LEAF[1], LEAF[2], rng.random()), rng, 9)
        crown[2] += puff(
            cx + 26, cy - 26, r * 0.5, r * 0.32, mix(LEAF[2], LEAF[3], 0.35 + 0.5 * rng.random()), rng, 8
        )
        for _ in range(3):
            px, py = cx + rng.uniform(-0.5, 0.8) * r, cy + rng.uniform(-0.7, 0.3) * r
            crown[3] += ellipse(
                px,
                py,
                8,
                4,
                LEAF[4],
                opacity=0.55,
                transform=f"rotate({rng.uniform(-50, 20):.0f} {px:.0f} {py:.0f})",
            )
    s += lit(*crown, size=5, glow_opacity=0.25) + ellipse(420, 690, 520, 60, "#3d2a1c", opacity=0.16)
    s += bamboo_bed(420, 696, 560, 80)
    y = 682
    s += person(265, y, 262, GRANDMOTHER, replace(SIT, near_hand=(24, -84), far_hand=(27, -84)), 1, ground=0)
    s += person(
        395,
        y,
        262,
        replace(GRANDFATHER, top="#7fa2a8"),
        SIT,
        1,
        ground=0,
        front=stroke("M32,-56L52,4", WOOD[1], 3.6),
    )
    s += person(
        515,
        y,
        262,
        replace(GRANDMOTHER, top="#e3b25c", bottom_colour="#2d5a63", sash="#f7efd9", hair_colour=HAIR[3]),
        replace(SIT, near_hand=(36, -78), far_hand=(40, -76)),
        1,
        ground=0,
    )
    gift = at(
        50,
        -66,
        path("M-22,-10L22,-10L19,26L-19,26Z", linear("#f6e6bd", "#dfc48a")),
        path("M-22,-10L22,-10L20,2L-20,2Z", TEAL[2]),
        circle(-8, -14, 8, GOLD[3]),
        circle(4, -17, 9, LEAF[3]),
        circle(13, -13, 7, EARTH[3]),
    )
    s += person(
        790,
        742,
        290,
        replace(OFFICIAL_WOMAN, bottom="trousers"),
        replace(KNEEL, near_hand=(44, -62), far_hand=(50, -58), neck=(10, -89)),
        -1,
        held=gift,
    )
    s += person(905, 716, 285, OFFICIAL, replace(WAI, neck=(5, -136)), -1) + person(
        1010,
        730,
        275,
        VOLUNTEER,
        replace(STAND, near_hand=(20, -96), far_hand=(24, -98)),
        -1,
        held=at(
            22,
            -100,
            rect(-12, -16, 24, 32, "#fffaf0", r=2),
            rect(-9, -11, 18, 3, "#b9c0b0"),
            rect(-9, -5, 18, 3, "#b9c0b0"),
            rect(-9, 1, 12, 3, "#b9c0b0"),
        ),
    )
    s += (
        hen(1120, 770, 54, EARTH[2], -1)
        + hen(1180, 790, 40, GOLD[2], -1)
        + "".join(
            ellipse(1140 + i * 17, 806 + (i % 2) * 8, 7, 5.5, GOLD[4])
            + circle(1134 + i * 17, 801 + (i % 2) * 8, 4, GOLD[4])
            for i in range(4)
        )
    )
    s += dog(150, 800, 96, "#a87b54", 1, sit=True) + "".join(
        grass(868, 40, ("#8fb35c", "#3d7d4b"), 70 + i, a, b, 30)
        for i, (a, b) in enumerate([(-10, 330), (980, 1300)])
    )
    s += glow(1040, 220, 640, 420, "#ffeab8", 0.4)
    return s + vignette(opacity=0.1)


def children() -> str:
    hz = 430
    s = (
        backdrop("day", hz, 81, None, 3)
        + sun(1100, 120, 42, reach=6)
        + cloud(260, 130, 340, 3)
        + cloud(720, 90, 260, 6, opacity=0.8)
        + cloud(1010, 230, 200, 4, opacity=0.6)
    )
    s += rect(0, hz + 10, W, H, linear("#a9cb7c", "#7fb566", "#4b9058"))
    s += tree(80, 520, 300, seed=5) + tree(1200, 530, 340, seed=8) + banana(1075, 520, 150, seed=5)
    # The child centre.
    box = Box(690, 560, 520, 210, rise=(0.02, 0.1))
    wall = "#fdf1d4"
    s += (
        shadow(470, 560, 400, 22, 0.35)
        + box.left(0, 520, 0, 150, linear(dark(wall, 0.12), wall))
        + box.right(0, 210, 0, 150, linear(wall, "#fffaf0", angle=0))
        + box.left(0, 520, 0, 26, TEAL[4])
        + box.right(0, 210, 0, 26, TEAL[5])
    )
    for i, c in enumerate((EARTH[3], GOLD[3], TEAL[3], "#7d92b8", GOLD[3])):
        s += window_left(
            box, 28 + i * 98, 84 + i * 98, 58, 118, glass="#4c8a8c", frame="#fffaf0", shutters=""
        ) + box.left(24 + i * 98, 88 + i * 98, 46, 53, c)
    s += (
        box.right(70, 140, 0, 112, EARTH[3])
        + box.right(76, 104, 0, 106, mix(EARTH[3], "#ffffff", 0.18))
        + box.right(107, 134, 0, 106, mix(EARTH[3], "#ffffff", 0.1))
    )
    s += box.left(0, 520, 138, 150, "#0f2a33", opacity=0.25) + gable_roof(
        box, 150, 96, 34, mix(EARTH[3], "#d9694a", 0.3), "#f0d9a8", 30
    )
    s += circle(752, 388, 17, GOLD[3]) + circle(752, 388, 11, TEAL[3])
    s += (
        bunting(180, 330, 690, 390, 20, [EARTH[3], GOLD[3], TEAL[3], CREAM], 20)
        + bunting(800, 330, 1150, 350, 26, [TEAL[3], CREAM, GOLD[3], EARTH[3]], 20)
        + rect(1147, 345, 6, 210, WOOD[2], r=3)
        + rect(797, 322, 6, 210, WOOD[2], r=3)
    )
    kid = replace(PUPIL_BOY, head=1.62, build=1.12)

    def small(
        x: float,
        y: float,
        h: float,
        top: str,
        bottom: str,
        pose: Pose,
        face: int = 1,
        girl: bool = False,
        **more: object,
    ) -> str:
        look = replace(
            kid,
            top=top,
            bottom_colour=bottom,
            collar="",
            skin=SKIN[(int(x) // 7) % 4],
            hair="bob" if girl else "short",
            bottom="skirt" if girl else "shorts",
        )
        return person(x, y, h, look, pose, face, **more)

    # The playground.
    s += land(
        [(-10, 606), (300, 590), (800, 598), (1290, 586)],
        linear("#f3dfae", "#ebcf94", "#dbb679", box=(0, 590, 0, H)),
    )
    s += shadow(1010, 690, 220, 16, 0.28)
    sl = (
        rect(928, 412, 9, 278, "#2b6c80", r=4)
        + rect(1000, 412, 9, 278, "#2b6c80", r=4)
        + polygon([(912, 416), (1025, 416), (968, 360)], linear("#e98a5c", "#c9553c"))
        + rect(924, 536, 90, 10, GOLD[3], r=3)
    )
    sl += "".join(
        stroke(f"M{900 - i * 11},{566 + i * 27}L{934 - i * 8},{566 + i * 27}", GOLD[2], 6) for i in range(5)
    ) + stroke("M930,540L860,690M904,546L838,690", "#2b6c80", 6)
    sl += path(
        "M1008,536C1060,548 1090,640 1190,672L1226,672L1226,690L1180,690C1080,672 1050,590 1004,566Z",
        linear("#f7c84f", "#e29a2c", angle=30),
    ) + path(
        "M1008,530C1062,540 1096,632 1192,664L1226,664L1226,674L1190,674C1084,646 1058,560 1006,544Z",
        "#fbe08a",
    )
    s += small(
        968,
        538,
        104,
        "#e36f5f",
        "#3b5a8a",
        replace(STAND, near_hand=(-22, -84), far_hand=(34, -160)),
        1,
        True,
        ground=0,
    ) + lit(sl, size=2.6)
    swing = (
        stroke("M80,700L130,470L180,700M360,700L310,470L260,700M120,474L320,474", "#c9553c", 9)
        + stroke("M190,476L176,684M238,476L224,684", "#7a8a8c", 2.4)
        + rect(168, 682, 64, 9, WOOD[3], r=3)
    )
    s += shadow(220, 702, 170, 12, 0.25) + lit(swing, size=2.4)
    s += small(
        196,
        726,
        158,
        "#f2a65a",
        "#35617f",
        replace(
            SIT,
            hip=(0, -60),
            neck=(-8, -108),
            near_foot=(38, -24),
            far_foot=(42, -28),
            near_hand=(-12, -116),
            far_hand=(30, -116),
            far_bend=1,
        ),
        1,
        True,
        ground=0,
    )
    s += small(
        1085,
        640,
        140,
        "#5ba4a0",
        "#7a3f55",
        replace(
            SIT,
            hip=(0, -40),
            neck=(-6, -90),
            near_foot=(44, -18),
            far_foot=(48, -22),
            near_hand=(18, -110),
            far_hand=(26, -116),
        ),
        1,
        False,
        ground=0,
    )
    # The teacher and the ring of children.
    teacher = Look(
        skin=SKIN[3], hair="bun", top="#2f8573", bottom="sin", bottom_colour="#7f2f3e", hem=GOLD[4], collar=""
    )
    s += (
        ellipse(610, 760, 330, 62, linear("#d9694a", "#b9483a"))
        + ellipse(610, 758, 300, 52, "none", stroke="#f6d581", stroke_width=5)
        + ellipse(610, 758, 262, 42, "none", stroke="#fbe8b4", stroke_width=2.4)
    )
    s += person(
        600,
        742,
        268,
        teacher,
        replace(FLOOR, near_hand=(38, -62), far_hand=(42, -66)),
        1,
        held=at(
            44,
            -68,
            path("M-22,-4L0,2L22,-4L22,-26L0,-20L-22,-26Z", "#fffaf0"),
            path("M-22,-26L0,-20L0,2L-22,-4Z", "#f2c879"),
            path("M0,-20L22,-26L22,-4L0,2Z", "#8fc0b4"),
        ),
    )
    for x, y, t, b, face, girl in (
        (790, 752, "#f4efe0", "#35617f", -1, False),
        (405, 768, "#f7d774", "#3b5a8a", 1, True),
        (866, 778, "#a7c96f", "#5a3550", -1, True),
        (480, 806, "#7fb5c9", "#4b3a34", 1, False),
        (778, 812, "#e98a5c", "#35617f", -1, False),
        (600, 832, "#f4efe0", "#7a3f55", 1, True),
    ):
        s += small(
            x,
            y,
            200,
            t,
            b,
            replace(
                FLOOR, near_hand=(14, -58) if x % 4 else (22, -24), far_hand=(18, -60) if x % 4 else (28, -24)
            ),
            face,
            girl,
        )
    s += (
        small(
            1010, 800, 200, "#f2c14e", "#35617f", replace(WALK, near_hand=(26, -118), far_hand=(30, -122)), 1
        )
        + lit(
            circle(1090, 782, 22, "#e36f5f"),
            path("M1070,774Q1090,786 1110,774L1111,784Q1090,796 1069,784Z", "#fffaf0"),
            size=3,
        )
        + shadow(1090, 805, 26, 4)
        + small(
            1180,
            806,
            190,
            "#8fc0b4",
            "#7a3f55",
            replace(STAND, near_hand=(26, -104), far_hand=(30, -104)),
            -1,
            True,
        )
    )
    s += bush(40, 850, 220, seed=5, flowers="#e0568a") + glow(1080, 160, 640, 420, "#fff0c0", 0.32)
    return s + vignette(opacity=0.08)


def tent(x: float, y: float, w: float, h: float, colour: str = TEAL[3]) -> str:
    """An open event tent; (x, y) is the middle of its front on the ground."""
    o = ""
    for px in (-0.36, 0.36):
        o += rect(x + px * w - 3, y - h * 0.72, 6, h * 0.66, "#9aa6a2")
    for px in (-0.47, 0.47):
        o += rect(
            x + px * w - 4, y - h * 0.72, 8, h * 0.72, linear("#c9d0c9", "#f4f1e4", "#a9b1aa", angle=0), r=2
        )
    roof = path(
        f"M{x - w * 0.5},{y - h * 0.72}Q{x - w * 0.22},{y - h * 0.86} {x},{y - h * 1.12}Q{x + w * 0.22},{y - h * 0.86} {x + w * 0.5},{y - h * 0.72}Z",
        linear(light(colour, 0.35), colour, dark(colour, 0.1)),
    )
    for k in (-0.3, -0.1, 0.1, 0.3):
        roof += path(
            f"M{x},{y - h * 1.12}Q{x + k * w * 0.5},{y - h * 0.88} {x + k * w},{y - h * 0.72}L{x + (k + 0.1) * w},{y - h * 0.72}Q{x + (k + 0.1) * w * 0.5},{y - h * 0.88} {x},{y - h * 1.12}Z",
            WHITE,
            opacity=0.85,
        )
    n = 10
    val = "".join(
        path(
            f"M{x - w * 0.5 + i * w / n},{y - h * 0.72}h{w / n}v{h * 0.05}q{-w / n / 2},{h * 0.06} {-w / n},0Z",
            colour if i % 2 else WHITE,
        )
        for i in range(n)
    )
    return (
        o
        + lit(roof, val, size=3)
        + rect(x - w * 0.45, y - h * 0.66, w * 0.9, h * 0.06, "#0f2a33", opacity=0.12)
    )


def table(x: float, y: float, w: float, h: float, cloth: str = TEAL[2], drop: float = 0.75) -> str:
    o = shadow(x, y, w * 0.55, 10, 0.3) + "".join(
        rect(x + k * w - 4, y - h, 8, h, WOOD[1]) for k in (-0.44, 0.44)
    )
    o += rect(x - w / 2, y - h, w, h * drop, linear(cloth, dark(cloth, 0.3))) + "".join(
        rect(x - w / 2 + i * w / 9, y - h + 6, w / 40, h * drop - 6, dark(cloth, 0.25), opacity=0.5)
        for i in range(1, 9)
    )
    return o + rect(x - w / 2 - 8, y - h - 9, w + 16, 14, linear("#fffaf0", "#e2d6b6"), r=4)


def vaccination_dogs() -> str:
    hz = 410
    s = (
        backdrop("morning", hz, 91, (250, 170), 3)
        + cloud(980, 140, 320, 3)
        + cloud(620, 110, 220, 5, opacity=0.7)
    )
    s += rect(0, hz + 10, W, H, linear("#b7cf86", "#86b862", "#5b9a58"))
    s += (
        rice(hz + 14, 480, 5, GREEN_FAR, ("#9cc069", "#6aa35f"), (3, 8), 20)
        + stilt_house(250, 560, 240, wall=WOOD[3], roof=EARTH[2])
        + banana(395, 545, 150, seed=4)
        + tree(1190, 560, 360, seed=6, spread=1.1)
        + tree(60, 570, 280, seed=3)
        + hedge(420, 700, 545, 40, 6, flowers="#f2a0bd")
    )
    s += land(
        [(-10, 590), (400, 576), (900, 584), (1290, 570)],
        linear("#efdcae", "#ead09a", "#d6b27a", box=(0, 575, 0, H)),
    )
    s += ellipse(880, 660, 330, 36, "#3d2a1c", opacity=0.14) + tent(880, 650, 560, 330, TEAL[3])
    vet = Look(
        skin=SKIN[3],
        hair="tail",
        top="#3fa39a",
        bottom_colour="#2f7f86",
        shoes="#f4f1e4",
        extras=("mask",),
        accent=GOLD[3],
    )
    s += person(
        800,
        655,
        255,
        replace(vet, hair="short", skin=SKIN[2]),
        replace(GIVE, near_hand=(26, -92), far_hand=(30, -94)),
        1,
    ) + person(
        985,
        655,
        250,
        OFFICIAL_WOMAN,
        replace(TALK, near_hand=(22, -92), far_hand=(26, -94)),
        -1,
        held=at(
            24,
            -98,
            rect(-12, -16, 24, 32, "#fffaf0", r=2),
            *[rect(-8, -10 + 7 * i, 16, 2.6, "#b9c0b0") for i in range(3)],
        ),
    )
    s += (
        table(890, 690, 250, 100)
        + rect(800, 552, 62, 36, linear("#5aa7c4", "#2f7390"), r=5)
        + rect(796, 546, 70, 10, "#f4f1e4", r=4)
        + rect(812, 564, 14, 14, "#fffaf0", r=2)
        + rect(817, 564, 4, 14, TEAL[3])
        + rect(812, 569, 14, 4, TEAL[3])
    )
    s += (
        "".join(
            rect(884 + i * 16, 566, 10, 20, "#e9f3ee", r=2) + rect(885 + i * 16, 560, 8, 7, EARTH[3], r=1)
            for i in range(4)
        )
        + rect(962, 578, 46, 8, "#e9f3ee", r=2)
        + rect(968, 571, 40, 7, "#f6d581", r=2)
    )
    # In front: the needle, done kindly.
    s += dog(525, 792, 170, "#c58a52", 1, sit=True)
    owner = Look(
        skin=SKIN[2],
        hair="short",
        top="#5b87a6",
        bottom="trousers",
        bottom_colour="#4b3a34",
        collar="#5b87a6",
    )
    syringe = at(
        52,
        -60,
        rect(0, -3, 22, 6, "#f4fbf8", r=2),
        rect(2, -2, 12, 4, "#6cc0b8"),
        rect(-8, -1, 10, 2, "#7a8a8c"),
        stroke("M22,0L34,2", "#7a8a8c", 1.2),
    )
    s += person(
        690,
        800,
        300,
        vet,
        replace(KNEEL, near_hand=(50, -60), far_hand=(44, -50), neck=(16, -87), tilt=10),
        -1,
        held=syringe,
    )
    s += person(
        388,
        800,
        290,
        owner,
        replace(KNEEL, near_hand=(42, -66), far_hand=(48, -40), neck=(12, -88), tilt=8),
        1,
    )
    s += person(
        190,
        762,
        268,
        replace(VILLAGER, top="#e2b25c"),
        replace(STAND, near_hand=(30, -84), far_hand=(18, -80)),
        1,
        held=stroke("M30,-84Q50,-50 68,-44", EARTH[1], 2.2),
    ) + dog(288, 772, 106, "#2f2d31", 1)
    s += person(
        80,
        790,
        180,
        child_of(replace(PUPIL_BOY, top="#e36f5f", collar="")),
        replace(STAND, near_hand=(18, -92), far_hand=(22, -92)),
        1,
        held=at(
            22,
            -92,
            path("M-20,-2C-20,14 20,14 20,-2Z", "#e9c98f"),
            circle(12, -10, 9, "#d8cbb8"),
            path("M6,-16l0,-8l6,5ZM13,-19l6,-5l1,8Z", "#bcae98"),
            ellipse(-4, -4, 14, 8, "#d8cbb8"),
        ),
    )
    s += dog(1120, 770, 128, "#d9b98b", -1) + person(
        1205,
        780,
        280,
        replace(MAN, top="#d28a3a", collar=""),
        replace(STAND, near_hand=(24, -78), far_hand=(20, -80)),
        -1,
        held=stroke("M24,-78Q36,-50 44,-44", EARTH[1], 2.2),
    )
    s += "".join(
        grass(868, 38, ("#a5b565", "#5d8a4c"), 70 + i, a, b, 30)
        for i, (a, b) in enumerate([(-10, 280), (1000, 1300)])
    ) + glow(250, 200, 640, 420, "#ffeab8", 0.4)
    return s + leaves_frame("right", TEAL, 5, 0.9) + vignette(opacity=0.1)


def smoke(
    x: float,
    y: float,
    w: float,
    seed: int,
    colour: str = "#ffffff",
    count: int = 26,
    rise: float = 0.5,
    opacity: float = 0.5,
) -> str:
    """A bank of soft fog that grows to the right from (x, y)."""
    rng = random.Random(seed)
    result = ""
    for i in range(count):
        t = (i / count) ** 0.8
        r = w * (0.04 + 0.17 * t) * rng.uniform(0.7, 1.2)
        px, py = x + w * t, y - w * t * rise * rng.uniform(0.0, 0.75) + rng.uniform(-0.04, 0.04) * w
        result += circle(px, py, r, radial((colour, opacity), (colour, opacity * 0.72), (colour, 0)))
    return result


def fogging() -> str:
    hz = 400
    s = (
        backdrop("golden", hz, 101, (1080, 210), 3)
        + streak(420, 130, 480, 18, "#fff1cc", 0.6)
        + streak(800, 80, 360, 12, "#fff1cc", 0.5)
    )
    s += rect(0, hz + 10, W, H, linear("#c3cf84", "#93b562", "#6a9a55"))
    s += (
        tree(110, 560, 360, seed=4, spread=1.1)
        + tree(560, 500, 200, seed=7)
        + sugar_palm(640, 490, 250, seed=5, bend=0.02)
    )
    s += (
        stilt_house(1000, 580, 330, wall=WOOD[3], roof=EARTH[2])
        + banana(1235, 590, 230, seed=4)
        + stilt_house(430, 540, 210, wall=WOOD[4], roof=TEAL[3])
    )
    s += land(
        [(-10, 606), (400, 590), (900, 600), (1290, 588)],
        linear("#e9d09a", "#e2c288", "#caa068", box=(0, 590, 0, H)),
    )
    s += (
        hedge(-20, 330, 640, 66, 5, flowers="#e8649a")
        + bush(1180, 650, 190, seed=9, flowers="#f2c14e")
        + water_jar(690, 640, 84)
        + water_jar(760, 652, 92)
    )
    s += smoke(620, 640, 640, 3, "#fffaf0", 34, 0.5, 0.5)
    worker = Look(
        skin=SKIN[2],
        hair="short",
        top="#3f7f86",
        sleeve="long",
        bottom_colour="#3f7f86",
        shoes="#2b2320",
        hat="cap",
        hat_colour="#e9a23b",
        extras=("mask", "vest"),
        accent="#ee8a35",
    )
    gun = at(
        30,
        -92,
        rect(-34, -16, 40, 24, linear("#e9b54a", "#b97a26"), r=8),
        rect(4, -9, 78, 12, linear("#d7dedb", "#8a9896"), r=6),
        rect(60, -12, 34, 18, linear("#f1f4ef", "#9aa7a4"), r=6),
        rect(-26, 8, 18, 14, "#c9402f", r=3),
        stroke("M-14,-16Q4,-30 14,-16", "#23333a", 3.4),
        circle(-20, -4, 5, "#7a4a1a"),
    )
    strap = stroke("M-10,-132Q14,-110 22,-96", "#23333a", 3.4)
    s += person(
        430,
        800,
        372,
        worker,
        replace(WALK, neck=(6, -134), near_hand=(20, -88), far_hand=(52, -92)),
        1,
        held=strap + gun,
    )
    s += smoke(668, 604, 560, 8, "#ffffff", 30, 0.42, 0.62) + smoke(
        690, 650, 640, 12, "#fff6e2", 26, 0.22, 0.5
    )
    s += person(
        205,
        770,
        300,
        replace(VOLUNTEER, extras=("mask",)),
        replace(WALK, near_hand=(26, -96), far_hand=(30, -98)),
        1,
        held=at(
            28,
            -100,
            rect(-12, -15, 24, 30, "#fffaf0", r=2),
            *[rect(-8, -9 + 7 * i, 16, 2.6, "#b9c0b0") for i in range(3)],
        ),
    )
    s += person(
        100,
        792,
        290,
        replace(worker, top="#46708c", bottom_colour="#46708c", hat="", skin=SKIN[3]),
        replace(WALK, near_hand=(16, -80)),
        1,
        held=at(
            16,
            -76,
            rect(-9, 0, 18, 30, linear("#f1f4ef", "#9fb0ae"), r=4),
            stroke("M0,0Q18,-22 22,-44", "#3b4a50", 2.4),
        ),
    )
    s += "".join(
        grass(868, 46, ("#8fae55", "#3f6f45"), 90 + i, a, b, 40)
        for i, (a, b) in enumerate([(-10, 360), (760, 1300)])
    )
    s += glow(1080, 230, 660, 420, "#ffdd98", 0.42)
    return s + leaves_frame("left", TEAL, 9, 0.9) + vignette(opacity=0.1)


# ---------------------------------------------------------------------------------------------------------------
# Scenes: festivals and the temple.

DANCE = Pose(
    neck=(2, -137),
    near_hand=(-36, -128),
    far_hand=(40, -136),
    near_bend=-1,
    far_bend=-1,
    near_foot=(-10, 0),
    far_foot=(12, -2),
    near_knee=1,
)
DANCE_LOW = Pose(
    hip=(0, -82),
    neck=(-2, -133),
    near_hand=(28, -118),
    far_hand=(34, -92),
    near_bend=-1,
    far_bend=1,
    near_foot=(-14, 0),
    far_foot=(14, -2),
)


def dancer(
    x: float,
    y: float,
    h: float,
    silk: str,
    sash: str,
    pose: Pose,
    face: int = 1,
    skirt: str = "#6d2c3f",
    **more: object,
) -> str:
    look = Look(
        skin=SKIN[3],
        hair="bun",
        top=silk,
        sleeve="short",
        bottom="sin",
        bottom_colour=skirt,
        hem=GOLD[4],
        sash=sash,
        waist=GOLD[3],
        accent="#f06f8f",
        hat="crown",
        hat_colour=HAIR[1],
    )
    return person(x, y, h, look, pose, face, **more)


def naga(x: float, y: float, s: float, body: str = TEAL[3], face: int = 1) -> str:
    """The raised neck and head of a naga, gilded; (x, y) is the foot of the neck."""
    gold = GOLD[3]
    neck = path(
        "M-26,0C-34,-34 -10,-60 -6,-92C-4,-112 -14,-124 -8,-142C0,-160 26,-162 38,-150C30,-148 24,-140 24,-128C24,-104 42,-70 34,-34C31,-20 28,-8 30,0Z",
        linear(light(body, 0.25), body, dark(body, 0.3), angle=20),
    )
    belly = path(
        "M30,0C28,-8 31,-20 34,-34C42,-70 24,-104 24,-128C24,-134 26,-140 29,-144C22,-138 14,-128 16,-110C20,-80 30,-60 22,-30C18,-18 16,-8 14,0Z",
        gold,
    )
    scales = "".join(
        stroke(f"M{-22 + 3 * i},{-18 - 20 * i}q12,10 22,2", gold, 2, opacity=0.8) for i in range(6)
    )
    crest = path(
        "M-6,-150C-34,-168 -40,-206 -12,-244C-14,-220 -2,-212 6,-200C12,-188 22,-178 30,-168C12,-172 0,-166 -6,-150Z",
        linear(light(gold, 0.4), gold, GOLD[1]),
    )
    crest += path(
        "M-12,-138C-40,-146 -54,-172 -42,-202C-38,-182 -26,-172 -10,-162Z", dark(gold, 0.12)
    ) + path("M-12,-120C-36,-122 -52,-142 -48,-164C-40,-150 -28,-142 -12,-140Z", dark(gold, 0.22))
    mouth = path("M24,-142L74,-152L70,-130L34,-126Z", "#9c2f2a") + path(
        "M52,-148l5,10l5,-11ZM64,-150l4,9l4,-10Z", WHITE
    )
    head = path(
        "M-14,-136C-16,-164 12,-178 38,-170C52,-166 60,-160 70,-162C78,-164 82,-172 80,-182C92,-174 94,-156 82,-149C68,-146 52,-149 42,-143L26,-136C38,-132 54,-128 70,-134C66,-120 50,-114 32,-118C10,-120 -10,-120 -14,-136Z",
        linear(light(body, 0.35), body, dark(body, 0.15)),
    )
    eye = (
        circle(32, -156, 5.4, WHITE)
        + circle(34, -156, 2.8, INK)
        + stroke("M20,-162q12,-8 26,1", gold, 3.4)
        + path("M30,-119C24,-108 28,-98 38,-90C38,-102 46,-108 54,-115Z", gold)
    )
    beard = stroke("M-8,-128q16,8 30,4", gold, 3)
    return lit(
        at(x, y, neck, belly, scales, crest, mouth, head, beard, eye, scale=s, flip=face < 0), size=2.4
    )


def cart_wheel(x: float, y: float, r: float) -> str:
    return (
        circle(x, y, r, WOOD[1])
        + circle(x, y, r * 0.84, WOOD[3])
        + circle(x, y, r * 0.7, "#f1dcae")
        + "".join(
            stroke(f"M{x},{y}l{math.cos(a) * r * 0.84:.1f},{math.sin(a) * r * 0.84:.1f}", WOOD[2], r * 0.09)
            for a in [math.tau * i / 12 for i in range(12)]
        )
        + circle(x, y, r * 0.2, EARTH[2])
        + circle(x, y, r * 0.1, GOLD[3])
    )


def flame_row(x0: float, x1: float, y: float, h: float, colour: str = GOLD[3]) -> str:
    """A row of kranok flames that stand on y."""
    n = max(3, int((x1 - x0) / (h * 0.62)))
    w = (x1 - x0) / n
    o = ""
    for i in range(n):
        x = x0 + (i + 0.5) * w
        o += path(
            f"M{x - w * 0.46:.1f},{y:.1f}C{x - w * 0.5:.1f},{y - h * 0.5:.1f} {x - w * 0.05:.1f},{y - h * 0.5:.1f} {x + w * 0.1:.1f},{y - h:.1f}C{x + w * 0.4:.1f},{y - h * 0.6:.1f} {x + w * 0.5:.1f},{y - h * 0.3:.1f} {x + w * 0.46:.1f},{y:.1f}Z",
            colour,
        )
        o += path(
            f"M{x - w * 0.18:.1f},{y:.1f}C{x - w * 0.2:.1f},{y - h * 0.3:.1f} {x + w * 0.06:.1f},{y - h * 0.3:.1f} {x + w * 0.1:.1f},{y - h * 0.6:.1f}C{x + w * 0.24:.1f},{y - h * 0.3:.1f} {x + w * 0.22:.1f},{y - h * 0.1:.1f} {x + w * 0.2:.1f},{y:.1f}Z",
            dark(colour, 0.25),
        )
    return o


def parasol(x: float, y: float, h: float, colour: str) -> str:
    w = h * 0.36
    o = stroke(f"M{x},{y}L{x},{y - h}", WOOD[2], 3.4)
    o += path(
        f"M{x - w},{y - h * 0.72}Q{x - w * 0.7},{y - h * 0.98} {x},{y - h}Q{x + w * 0.7},{y - h * 0.98} {x + w},{y - h * 0.72}Q{x + w * 0.8},{y - h * 0.78} {x + w * 0.6},{y - h * 0.72}Q{x + w * 0.4},{y - h * 0.78} {x + w * 0.2},{y - h * 0.72}Q{x},{y - h * 0.78} {x - w * 0.2},{y - h * 0.72}Q{x - w * 0.4},{y - h * 0.78} {x - w * 0.6},{y - h * 0.72}Q{x - w * 0.8},{y - h * 0.78} {x - w},{y - h * 0.72}Z",
        linear(light(colour, 0.3), colour),
    )
    for k in (-0.6, -0.2, 0.2, 0.6):
        o += stroke(
            f"M{x},{y - h}Q{x + k * w * 0.9},{y - h * 0.95} {x + k * w},{y - h * 0.73}",
            GOLD[4],
            1.6,
            opacity=0.8,
        )
    return lit(o, size=2)


def crowd(
    x0: float, x1: float, y: float, h: float, seed: int, colours: Sequence[str], hat: float = 0.2
) -> str:
    """People in the distance who watch, those behind first."""
    rng = random.Random(seed)
    places, x = [], x0
    while x < x1:
        places.append((x, y - h * rng.choice((0.0, 0.05, 0.16, 0.2))))
        x += h * rng.uniform(0.2, 0.36)
    o = ""
    for px, py in sorted(places, key=lambda place: place[1]):
        hair = rng.choice(("short", "short", "bob", "bun", "tail"))
        top = rng.choice(colours)
        far = (y - py) / h > 0.1
        top = mix(top, "#a9c0b0", 0.22) if far else top
        low = rng.choice(("#3f5566", "#5a3d4a", "#4b4a3c", "#2d5a63"))
        look = Look(
            skin=rng.choice(SKIN),
            hair=hair,
            top=top,
            sleeve=rng.choice(("short", "long")),
            bottom="trousers" if hair == "short" else "sin",
            bottom_colour=mix(low, "#a9c0b0", 0.22) if far else low,
            hat="cone" if rng.random() < hat else "",
        )
        o += at(
            px,
            py,
            figure(look, rng.choice((BACK, BACK, STAND, FRONT))),
            scale=h * rng.uniform(0.92, 1.06) / 168,
            flip=rng.random() < 0.5,
        )
    return (
        ellipse(
            (x0 + x1) / 2,
            y,
            (x1 - x0) * 0.52,
            h * 0.09,
            radial(("#12303a", 0.28), ("#12303a", 0.2), ("#12303a", 0)),
        )
        + o
    )


def rocket_festival() -> str:
    hz = 430
    s = (
        backdrop("day", hz, 111, None, 4)
        + cloud(180, 260, 300, 4, opacity=0.8)
        + cloud(1120, 150, 300, 7, opacity=0.85)
        + cloud(860, 300, 180, 5, opacity=0.6)
    )
    # The rocket and its trail.
    trail, rng = "", random.Random(6)
    pts = [(930 - 560 * t**1.25, 400 - 330 * t**0.9) for t in [i / 42 for i in range(43)]]
    for i, (px, py) in enumerate(pts):
        r = 44 * (1 - i / 47) ** 0.9 + 5
        trail += circle(
            px + rng.uniform(-5, 5) + 10 * (1 - i / 43),
            py + rng.uniform(-5, 5),
            r * rng.uniform(0.8, 1.1),
            radial(("#ffffff", 0.85), ("#fffaf0", 0.62), ("#fffaf0", 0)),
        )
    s += trail
    rocket = (
        stroke("M0,0L-92,0", WOOD[3], 3.4)
        + path("M0,-9L52,-9Q70,-8 84,0Q70,8 52,9L0,9Z", linear("#f7e7bd", GOLD[3], EARTH[2]))
        + rect(8, -9, 7, 18, EARTH[2])
        + rect(40, -9, 7, 18, EARTH[2])
        + path("M-2,-7C-26,-10 -40,-3 -58,0C-40,3 -26,10 -2,7Z", linear("#fff2b8", "#f29a3f", angle=180))
    )
    s += glow(364, 62, 120, 90, "#ffd98a", 0.7) + at(372, 70, rocket, turn=-152 + 360)
    s += rect(0, hz + 10, W, H, linear("#b7cf86", "#93b866", "#d9bd86", "#d1a970"))
    s += rice(hz + 14, 500, 5, GREEN_FAR, ("#9cc069", "#6aa35f"), (3, 8), 20)
    # The launching ramp.
    ramp = ""
    foot, peak = (1060, 560), (918, 196)
    for k in (-9, 9):
        ramp += stroke(f"M{foot[0] + k},{foot[1]}L{peak[0] + k},{peak[1]}", WOOD[2], 7)
    for i in range(22):
        t = i / 21
        px, py = foot[0] + (peak[0] - foot[0]) * t, foot[1] + (peak[1] - foot[1]) * t
        ramp += stroke(f"M{px - 17:.1f},{py:.1f}L{px + 17:.1f},{py:.1f}", WOOD[4], 4)
    for (ax, ay), t in (((870, 560), 0.55), ((900, 566), 0.85), ((830, 556), 0.97), ((960, 566), 0.3)):
        ramp += stroke(
            f"M{ax},{ay}L{foot[0] + (peak[0] - foot[0]) * t:.0f},{foot[1] + (peak[1] - foot[1]) * t:.0f}",
            WOOD[3],
            5.5,
        )
    ramp += stroke("M852,500L1030,490M884,420L1000,414M900,340L968,336", WOOD[3], 4.4)
    s += (
        smoke(890, 560, 300, 5, "#fffaf0", 16, 0.2, 0.5)
        + lit(ramp, size=2)
        + smoke(980, 585, 260, 9, "#fffaf0", 14, 0.14, 0.6)
    )
    s += (
        tree(70, 560, 300, seed=5, spread=1.1)
        + sugar_palm(1180, 540, 290, seed=4, bend=0.03)
        + sugar_palm(1240, 548, 230, seed=8, bend=-0.02)
        + tent(240, 575, 250, 150, EARTH[3])
        + tent(470, 570, 220, 132, TEAL[3])
    )
    colours = ("#d9694a", "#5b87a6", "#e3b25c", "#f1e3c3", "#7fae7a", "#b9566a", "#3f7f86")
    s += (
        crowd(330, 870, 584, 62, 5, colours)
        + crowd(1080, 1290, 590, 66, 7, colours)
        + crowd(-10, 180, 596, 66, 9, colours)
    )
    s += land(
        [(-10, 612), (400, 590), (900, 598), (1290, 586)],
        linear("#efd9a6", "#e6c68b", "#cfa06a", box=(0, 590, 0, H)),
    )
    # The decorated rocket on its cart.
    c = shadow(330, 775, 330, 18, 0.36)
    bed = (
        rect(110, 668, 430, 46, linear(EARTH[3], EARTH[1]), r=6)
        + flame_row(112, 538, 668, 26)
        + "".join(
            circle(136 + i * 42, 692, 11, GOLD[3]) + circle(136 + i * 42, 692, 5, TEAL[2]) for i in range(10)
        )
        + rect(106, 706, 438, 9, GOLD[2], r=3)
    )
    tube = path("M96,640L560,556L566,592L104,678Z", linear(GOLD[4], GOLD[2], GOLD[0], angle=80)) + "".join(
        polygon(
            [
                (120 + i * 72, 636 - i * 13),
                (146 + i * 72, 631 - i * 13),
                (151 + i * 72, 668 - i * 13.2),
                (125 + i * 72, 673 - i * 13.2),
            ],
            (EARTH[2], TEAL[2])[i % 2],
        )
        for i in range(6)
    )
    stand = "".join(
        polygon([(px - 10, 672), (px + 10, 672), (px + 5, py), (px - 5, py)], TEAL[1])
        for px, py in ((200, 655), (430, 610))
    )
    tail_fan = "".join(
        at(
            104,
            660,
            path("M0,0C-24,-8 -46,-8 -70,2C-46,8 -24,8 0,0Z", (GOLD[3], EARTH[3], TEAL[3])[i % 3]),
            turn=-50 + i * 25,
        )
        for i in range(5)
    )
    s += (
        c
        + lit(stand, tail_fan, bed, tube, size=3)
        + naga(556, 606, 0.92, TEAL[3], 1)
        + lit(cart_wheel(200, 726, 48), cart_wheel(452, 726, 48), size=2.4)
    )
    s += person(
        322,
        812,
        226,
        replace(MAN, top="#f6e7c0", collar="", bottom="sin", bottom_colour="#3f5d8a", waist=EARTH[2]),
        replace(WALK, near_hand=(20, -112), far_hand=(-8, -84)),
        1,
        behind=at(21, -100, parasol(0, 60, 216, "#d9483b")),
    )
    # The dancers.
    for x, y, h, silk, sash, pose in (
        (690, 770, 238, "#c8356a", "#f2c14e", DANCE),
        (810, 778, 242, "#e08a2c", "#7f2f6b", DANCE_LOW),
        (930, 772, 238, "#1f8a80", "#f2c14e", DANCE),
        (1050, 784, 246, "#7a4a9a", "#f6d581", DANCE_LOW),
        (1168, 776, 240, "#c8356a", "#f2c14e", DANCE),
    ):
        s += dancer(x, y, h, silk, sash, pose, 1, mix("#6d2c3f", silk, 0.2))
    drum = at(
        14,
        -92,
        rect(-14, -18, 28, 34, linear(EARTH[3], EARTH[1], angle=0), r=5),
        ellipse(0, -18, 14, 4.6, "#fdf3d6"),
        path("M-9,16L9,16L14,44L-14,44Z", EARTH[2]),
        rect(-15, -8, 30, 4, GOLD[3]),
    )
    s += person(
        66,
        808,
        262,
        replace(
            MAN,
            top="#2f5d8a",
            collar="",
            bottom="sin",
            bottom_colour="#7a3f55",
            waist="#f2c14e",
            hat="cloth",
            hat_colour=EARTH[2],
        ),
        replace(WALK, near_hand=(18, -108), far_hand=(26, -106)),
        1,
        held=drum,
    )
    s += "".join(
        grass(868, 34, ("#c9a862", "#8a8a4a"), 70 + i, a, b, 30)
        for i, (a, b) in enumerate([(-10, 300), (960, 1300)])
    )
    return s + glow(900, 120, 640, 380, "#fff0c0", 0.3) + vignette(opacity=0.08)


def flame(x: float, y: float, h: float) -> str:
    return (
        circle(x, y - h * 0.4, h * 3.4, radial(("#ffcf70", 0.55), ("#ffb347", 0.16), ("#ffb347", 0)))
        + path(
            f"M{x},{y}C{x - h * 0.36},{y - h * 0.14} {x - h * 0.3},{y - h * 0.5} {x},{y - h}C{x + h * 0.3},{y - h * 0.5} {x + h * 0.36},{y - h * 0.14} {x},{y}Z",
            linear("#fff6c9", "#ffd15c", "#f08a2c"),
        )
        + ellipse(x, y - h * 0.24, h * 0.12, h * 0.2, "#fffbe6")
    )


def krathong_float(x: float, y: float, s: float, petal: str = "#e36f9a", lit_candle: bool = True) -> str:
    """A float of banana leaf with flowers, a candle and incense; ``s`` is its width."""
    u = s / 100
    o = ellipse(x, y + 4 * u, 58 * u, 11 * u, "#071a2c", opacity=0.4)
    o += path(
        f"M{x - 46 * u},{y - 18 * u}L{x + 46 * u},{y - 18 * u}C{x + 44 * u},{y + 6 * u} {x + 22 * u},{y + 10 * u} {x},{y + 10 * u}C{x - 22 * u},{y + 10 * u} {x - 44 * u},{y + 6 * u} {x - 46 * u},{y - 18 * u}Z",
        linear("#6d8a3c", "#2f5a34"),
    )
    for _row, (half, up, tone, n) in enumerate(((50, 0, "#2f6b3c", 9), (44, 5, "#5c9a48", 8))):
        for i in range(n):
            k = (i / (n - 1) - 0.5) * 2
            px, py = x + k * half * u, y - (6 + up) * u + (1 - k * k) * 7 * u
            o += path(
                f"M{px - 8 * u},{py}L{px + k * 7 * u},{py - 27 * u}L{px + 8 * u},{py}Z",
                mix(tone, "#b6cf6a", 0.25 + 0.2 * k),
            )
    for i in range(7):
        k = (i / 6 - 0.5) * 2
        o += at(
            x + k * 16 * u,
            y - 20 * u,
            path(
                f"M0,{6 * u}C{-10 * u},{-4 * u} {-7 * u},{-18 * u} 0,{-24 * u}C{7 * u},{-18 * u} {10 * u},{-4 * u} 0,{6 * u}Z",
                mix(petal, "#fff3d6", 0.15 + 0.35 * (1 - abs(k))),
            ),
            turn=k * 48,
        )
    o += (
        circle(x - 26 * u, y - 20 * u, 7 * u, "#f7c84f")
        + circle(x + 27 * u, y - 20 * u, 7 * u, "#f7c84f")
        + circle(x, y - 17 * u, 6 * u, "#f9d976")
    )
    o += "".join(
        stroke(f"M{x + d * u},{y - 26 * u}l{d * 0.25 * u},{-46 * u}", "#c98a5c", 1.6 * u)
        + circle(x + d * 1.25 * u, y - 73 * u, 1.8 * u, "#ffb05c")
        for d in (-14, 14)
    )
    o += rect(x - 3.4 * u, y - 62 * u, 6.8 * u, 40 * u, linear("#ffe9a8", "#f2c14e", angle=0), r=2 * u)
    return o + (flame(x, y - 62 * u, 17 * u) if lit_candle else "")


def night_bank(y: float, seed: int, colour: str, height: float = 60) -> str:
    return treeline(y, height, colour, seed, mix(colour, "#2d5f66", 0.4), palms=5)


def krathong() -> str:
    wl = 430
    s = (
        sky("night", wl + 10)
        + stars(170, 360, 3)
        + moon(930, 165, 58)
        + streak(640, 240, 520, 16, "#8fb0ae", 0.25)
        + streak(1060, 290, 420, 12, "#8fb0ae", 0.25)
    )
    s += (
        night_bank(wl, 121, "#153f52", 50)
        + haze(wl - 10, 46, "#5b9a92", 0.28)
        + night_bank(wl + 4, 124, "#0f3144", 44)
    )
    s += (
        glow(380, 380, 330, 190, "#ffc867", 0.75)
        + at(380, wl + 4, temple(0, 0, 190, wall="#f2d9a4", roof="#9c4630", edge="#1f6158"))
        + at(555, wl + 4, chedi(0, 0, 190, "#e9cf9a"))
        + at(230, wl + 4, chedi(0, 0, 120, "#e0c694"))
    )
    s += "".join(
        circle(130 + i * 46, wl - 4 - (i % 3) * 3, 3.4, "#ffe19a")
        + circle(130 + i * 46, wl - 4, 14, radial(("#ffcf70", 0.6), ("#ffcf70", 0)))
        for i in range(14)
    )
    s += water(wl + 4, ["#356f76", "#1c4d60", "#123650", "#0a2238"])
    s += blurred(
        3,
        group(
            at(380, wl + 4, temple(0, 0, 190, wall="#f2d9a4", roof="#9c4630")),
            at(555, wl + 4, chedi(0, 0, 190, "#e9cf9a")),
            transform=f"translate(0,{(wl + 4) * 1.75:.0f}) scale(1,-0.75)",
        ),
        opacity=0.42,
    )
    s += (
        light_path(930, wl + 12, 850, 34, 120, "#fbe6ac", 7, 46, 0.8)
        + light_path(380, wl + 12, 640, 60, 130, "#ffc867", 8, 24, 0.5)
        + ripples(wl + 20, 840, 60, "#9fd0c4", 5, 0.2)
    )
    rng = random.Random(12)
    floats = sorted(
        ((rng.uniform(60, 1240), wl + 26 + 250 * rng.random() ** 1.3) for _ in range(26)), key=lambda p: p[1]
    )
    for i, (x, y) in enumerate(floats):
        if (x < 620 and y > 570) or (760 < x < 1240 and y > 590):
            continue
        t = (y - wl) / 290
        k = 12 + 62 * t
        s += light_path(
            x, y + k * 0.08, y + k * 0.9, k * 0.16, k * 0.24, "#ffc867", i, 8, 0.55
        ) + krathong_float(x, y, k, ("#e36f9a", "#f2a0bd", "#b98ad0", "#f6d581")[i % 4])
    s += (
        light_path(880, 668, 800, 16, 40, "#ffd27a", 4, 14, 0.7)
        + krathong_float(880, 664, 118, "#e36f9a")
        + light_path(1090, 738, 850, 18, 44, "#ffd27a", 6, 12, 0.7)
        + krathong_float(1090, 734, 138, "#f2a0bd")
    )
    # The bank with the family.
    s += path(
        "M-20,690C120,660 330,676 470,724C560,754 640,800 690,880L-20,880Z",
        linear("#2d4a44", "#14302f", "#0a1c22"),
    )
    s += grass(712, 18, ("#47684f", "#1d3b38"), 6, -10, 330, 20)
    mother = Look(
        skin=SKIN[3],
        hair="bun",
        top="#d98ab0",
        bottom="sin",
        bottom_colour="#7a2f52",
        hem=GOLD[4],
        sash="#f6d581",
        accent="#f06f8f",
    )
    father = Look(
        skin=SKIN[2],
        hair="short",
        top="#f1e3c3",
        sleeve="long",
        bottom_colour="#2f5d73",
        waist=GOLD[2],
        collar="#f1e3c3",
    )
    kneel = replace(HEEL, near_hand=(44, -44), far_hand=(50, -42), neck=(12, -74), tilt=8)
    small = at(54, -46, krathong_float(0, 0, 44, "#e36f9a"))
    s += person(170, 790, 318, father, kneel, 1, held=small) + person(
        352, 812, 310, mother, kneel, 1, held=at(54, -46, krathong_float(0, 0, 44, "#f2a0bd"))
    )
    s += person(
        520,
        836,
        226,
        child_of(
            replace(
                PUPIL_GIRL, top="#f2c14e", collar="", bottom="sin", bottom_colour="#1f7f73", accent="#f06f8f"
            )
        ),
        kneel,
        1,
        held=at(54, -46, krathong_float(0, 0, 40, "#b98ad0")),
    )
    # Paper lanterns above.
    s += stroke("M-10,50Q640,180 1290,20", "#d9b36a", 1.8, opacity=0.7)
    for i, c in enumerate(
        ("#f2a14e", "#e36f5f", "#f6c95c", "#f2a14e", "#e36f5f", "#f6c95c", "#f2a14e", "#e36f5f")
    ):
        t = (0.06, 0.18, 0.3, 0.42, 0.54, 0.64, 0.83, 0.94)[i]
        x, y = (
            -10 * (1 - t) ** 2 + 1280 * t * (1 - t) + 1290 * t * t,
            50 * (1 - t) ** 2 + 360 * t * (1 - t) + 20 * t * t,
        )
        s += (
            circle(x, y + 26, 62, radial(("#ffc05c", 0.5), ("#ffc05c", 0)))
            + rect(x - 15, y + 4, 30, 40, linear(light(c, 0.5), c), r=13)
            + rect(x - 9, y, 18, 5, GOLD[1], r=2)
            + rect(x - 9, y + 43, 18, 5, GOLD[1], r=2)
            + stroke(f"M{x},{y + 48}l0,16", GOLD[3], 2)
        )
    return s + glow(440, 740, 420, 240, "#ffc06a", 0.55) + vignette("#050f1c", 0.2)


def candle() -> str:
    hz = 440
    s = (
        sky("morning", 500)
        + sun(1060, 150, 44, reach=6)
        + cloud(860, 120, 300, 4)
        + cloud(1180, 270, 240, 6, opacity=0.7)
        + cloud(200, 120, 260, 8, opacity=0.7)
    )
    s += treeline(
        hz + 40, 86, mix(TEAL[3], "#d9e6cf", 0.45), 5, mix(TEAL[4], "#d9e6cf", 0.65), palms=4
    ) + rect(0, hz + 38, W, 160, linear("#b7cf86", "#93b866"))
    s += (
        tree(60, 560, 320, seed=4, spread=1.1)
        + tree(1225, 560, 330, seed=8, spread=1.05)
        + sugar_palm(610, 540, 300, seed=5, bend=0.02)
    )
    s += at(980, 580, temple(0, 0, 330)) + at(1165, 575, chedi(0, 0, 240)) + at(770, 578, chedi(0, 0, 190))
    colours = ("#d9694a", "#5b87a6", "#e3b25c", "#f4ead0", "#7fae7a", "#b9566a", "#3f7f86", "#f4ead0")
    s += crowd(-10, 1290, 614, 74, 5, colours, 0.12)
    s += land(
        [(-10, 616), (400, 606), (900, 610), (1290, 602)],
        linear("#f3e6c8", "#e6d2a4", "#cdb184", box=(0, 606, 0, H)),
    )
    s += stroke("M-10,640L1290,626", "#cbb288", 2, opacity=0.6)
    s += bunting(-10, 250, 640, 330, 30, ["#f6d04f", "#f4ead0", "#e9a23b", "#d9694a"], 22) + bunting(
        640, 330, 1290, 250, 30, ["#f6d04f", "#f4ead0", "#e9a23b", "#d9694a"], 22
    )
    # The float.
    x0, x1, y = 110, 690, 720
    f = shadow(400, 772, 350, 20, 0.4)
    base = (
        rect(x0, y - 78, x1 - x0, 92, linear(EARTH[2], EARTH[0]), r=8)
        + rect(x0 - 6, y - 84, x1 - x0 + 12, 12, GOLD[3], r=4)
        + rect(x0 - 6, y + 4, x1 - x0 + 12, 10, GOLD[2], r=4)
    )
    base += flame_row(x0 + 6, x1 - 6, y + 4, 44, GOLD[3]) + "".join(
        circle(x0 + 34 + i * 64, y - 54, 12, GOLD[4]) + circle(x0 + 34 + i * 64, y - 54, 6, EARTH[2])
        for i in range(9)
    )
    tiers = (
        rect(230, y - 122, 330, 40, linear(GOLD[3], GOLD[1]), r=6)
        + flame_row(234, 556, y - 84, 30, GOLD[4])
        + rect(280, y - 156, 230, 36, linear(GOLD[4], GOLD[2]), r=6)
        + flame_row(284, 506, y - 122, 26, EARTH[2])
    )
    wax0, wax1, wax2 = "#fff0b4", "#f6cf5e", "#c98f2c"
    cand = path(
        f"M{395 - 60},{y - 154}L{395 - 50},{y - 470}Q395,{y - 486} {395 + 50},{y - 470}L{395 + 60},{y - 154}Z",
        linear(wax2, wax1, wax0, wax1, angle=0),
    )
    carve = ""
    for i in range(7):
        yy = y - 178 - i * 43
        half = 59 - i * 1.4
        carve += rect(395 - half - 4, yy - 2, half * 2 + 8, 8, linear(wax2, wax0, wax1, angle=0), r=4)
        if i < 6:
            for j in range(5):
                k = (j - 2) / 2
                px, pw = 395 + math.sin(k * 1.2) * half * 0.93, 13 * math.cos(k * 1.1)
                carve += path(
                    f"M{px - pw:.1f},{yy - 20}Q{px:.1f},{yy - 42} {px + pw:.1f},{yy - 20}Q{px:.1f},{yy + 2} {px - pw:.1f},{yy - 20}Z",
                    wax2,
                    opacity=0.75,
                ) + path(
                    f"M{px - pw * 0.55:.1f},{yy - 20}Q{px:.1f},{yy - 34} {px + pw * 0.55:.1f},{yy - 20}Q{px:.1f},{yy - 8} {px - pw * 0.55:.1f},{yy - 20}Z",
                    wax0,
                )
    top = "".join(
        at(395, y - 462, path("M0,0C-13,-16 -11,-40 0,-56C11,-40 13,-16 0,0Z", (wax2, wax1)[i % 2]), turn=a)
        for i, a in enumerate((-62, 62, -40, 40, -20, 20))
    )
    top += (
        rect(395 - 56, y - 478, 112, 18, linear(wax2, wax0, wax1, angle=0), r=8)
        + path(
            f"M{395 - 26},{y - 478}C{395 - 34},{y - 520} {395 - 10},{y - 536} 395,{y - 566}C{395 + 10},{y - 536} {395 + 34},{y - 520} {395 + 26},{y - 478}Z",
            linear(wax1, wax0, wax1, angle=0),
        )
        + stroke(f"M395,{y - 564}l0,-14", WOOD[1], 3)
    )
    s += (
        f
        + lit(base, size=3)
        + naga(612, y - 76, 1.08, "#e2b13f", 1)
        + naga(182, y - 76, 1.0, "#e2b13f", -1)
        + lit(tiers, cand, carve, top, size=4, glow="#fff6d0")
    )
    s += "".join(
        at(px, y - 84, krathong_float(0, 0, 46, "#f2a0bd", False)) for px in (150, 250, 540, 655)
    ) + lit(cart_wheel(210, y + 26, 34), cart_wheel(590, y + 26, 34), size=2)
    # People before the float.
    for x, yy, h, silk, sash, pose in (
        (760, 770, 232, "#f2e3b8", "#d9a13a", DANCE),
        (870, 782, 238, "#f2e3b8", "#d9a13a", DANCE_LOW),
        (980, 774, 234, "#f2e3b8", "#d9a13a", DANCE),
        (1090, 788, 242, "#f2e3b8", "#d9a13a", DANCE_LOW),
    ):
        s += dancer(x, yy, h, silk, sash, pose, 1, "#8a3350")
    bowl = at(
        24,
        -112,
        path("M-14,-6L14,-6Q12,10 0,10Q-12,10 -14,-6Z", GOLD[3]),
        rect(-3, -34, 6, 28, "#fff0b4", r=2),
        circle(-8, -10, 6, "#f2a0bd"),
        circle(8, -10, 6, "#f7f0da"),
        circle(0, -12, 6, "#f7f0da"),
    )
    s += person(
        1200,
        790,
        250,
        replace(GRANDMOTHER, top="#fffaf0", bottom_colour="#6d5a2c"),
        replace(WAI, near_hand=(20, -106), far_hand=(24, -106)),
        1,
        held=bowl,
    )
    s += person(
        60,
        800,
        262,
        replace(GRANDFATHER, top="#fffaf0", bottom_colour="#4a5b6b"),
        replace(WAI, near_hand=(20, -106), far_hand=(24, -106)),
        1,
        held=bowl,
    )
    s += glow(1060, 180, 640, 400, "#ffeab8", 0.4)
    return s + vignette(opacity=0.08)


def night_temple() -> str:
    g = 600
    s = (
        sky("dusk", g - 40)
        + stars(120, 300, 8)
        + moon(1010, 150, 46)
        + streak(350, 240, 560, 18, "#f2b98a", 0.35)
        + streak(820, 300, 480, 14, "#f6c795", 0.35)
    )
    s += (
        night_bank(g - 60, 131, "#1f4c5c", 76)
        + haze(g - 70, 60, "#f0a765", 0.3)
        + night_bank(g - 40, 134, "#143a4a", 60)
    )
    s += rect(0, g - 44, W, H, linear("#3f5b4c", "#2a4a48", "#12303a"))
    tones = ("#0d2f3a", "#12403f", "#1d5548", "#336b4e", "#5e8a58", "#93a868")
    s += (
        tree(130, g + 10, 360, tones, 5, 1.1, "#33282c")
        + tree(1170, g + 14, 340, tones, 7, 1.05, "#33282c")
        + sugar_palm(268, g - 20, 340, tones, 4, 0.02, "#3a2c2e")
        + sugar_palm(1040, g - 24, 290, tones, 6, -0.02, "#3a2c2e")
    )
    s += glow(640, 450, 560, 360, "#ffc061", 0.8)
    s += (
        at(640, g + 10, temple(0, 0, 430, wall="#fff0c8", roof="#b8543a", trim="#ffd46b", edge="#1f7568"))
        + at(962, g, chedi(0, 0, 250, "#fbe6b4", "#ffd46b"))
        + at(336, g - 4, chedi(0, 0, 210, "#f3dcaa", "#ffd46b"))
    )
    for dx in (-0.27, 0.27, 0.0):
        s += glow(640 + dx * 430, g - 110, 60, 80, "#ffdf8a", 0.9)
    # The court: paved, lamps along the way, the walk with candles.
    s += path(f"M-20,{g + 8}L1300,{g + 8}L1300,880L-20,880Z", linear("#c79a62", "#8a6a50", "#3a3f48"))
    for i in range(-12, 24):
        s += stroke(f"M{640 + (i - 6) * 70},{g + 8}L{640 + (i - 6) * 190},880", "#4a3f42", 1.4, opacity=0.3)
    for y in (630, 668, 724, 800):
        s += stroke(f"M-10,{y}L1290,{y}", "#4a3f42", 1.4, opacity=0.3)
    s += ellipse(640, g + 70, 460, 60, radial(("#ffdf94", 0.55), ("#ffc867", 0.2), ("#ffc867", 0)))
    for x, y, k in ((250, g + 26, 0.8), (1030, g + 26, 0.8), (120, g + 120, 1.1), (1160, g + 120, 1.1)):
        s += (
            rect(x - 4 * k, y - 120 * k, 8 * k, 120 * k, linear("#5b4636", "#a98a5c", angle=0))
            + rect(x - 12 * k, y - 8 * k, 24 * k, 10 * k, "#6d5a48", r=2)
            + polygon(
                [
                    (x - 16 * k, y - 150 * k),
                    (x + 16 * k, y - 150 * k),
                    (x + 11 * k, y - 116 * k),
                    (x - 11 * k, y - 116 * k),
                ],
                "#ffe7a6",
            )
            + polygon([(x - 22 * k, y - 150 * k), (x + 22 * k, y - 150 * k), (x, y - 172 * k)], "#8a5a34")
            + circle(x, y - 134 * k, 110 * k, radial(("#ffcf70", 0.6), ("#ffcf70", 0.12), ("#ffcf70", 0)))
        )
    s += stroke(
        f"M130,{g - 230}Q400,{g - 150} 640,{g - 380}Q880,{g - 150} 1160,{g - 240}",
        "#ffe19a",
        1.6,
        opacity=0.5,
    )
    for i in range(1, 24):
        t = i / 24
        if t < 0.5:
            u = t * 2
            px, py = (
                (1 - u) ** 2 * 130 + 2 * u * (1 - u) * 400 + u * u * 640,
                (1 - u) ** 2 * (g - 230) + 2 * u * (1 - u) * (g - 150) + u * u * (g - 380),
            )
        else:
            u = t * 2 - 1
            px, py = (
                (1 - u) ** 2 * 640 + 2 * u * (1 - u) * 880 + u * u * 1160,
                (1 - u) ** 2 * (g - 380) + 2 * u * (1 - u) * (g - 150) + u * u * (g - 240),
            )
        s += circle(px, py, 14, radial(("#ffd98a", 0.7), ("#ffd98a", 0))) + circle(px, py, 3.6, "#fff3c9")
    hold = replace(WALK, near_hand=(20, -112), far_hand=(24, -112), near_bend=-1, far_bend=-1)
    light_held = at(
        24,
        -116,
        rect(-2, -16, 4, 20, "#ffeab0", r=1),
        flame(0, -16, 9),
        path("M2,6C-3,1 -1,-6 4,-9C8,-5 9,1 6,6Z", "#f2a0bd"),
        stroke("M4,5l-3,16", LEAF[3], 1.6),
    )
    white, rows = "#fff3d8", []
    for i, look in enumerate(
        (
            MONK,
            MONK,
            replace(GRANDMOTHER, top=white),
            replace(GRANDFATHER, top=white, bottom_colour="#6d6a5c"),
            replace(WOMAN, top=white, hair="bun", bottom_colour="#8a6a3c"),
            replace(MAN, top=white, collar=white),
            replace(VILLAGER, top=white, bottom_colour="#4a5b6b"),
            replace(WOMAN, top=white),
        )
    ):
        rows.append((1090 - i * 132, 742 + (i % 2) * 10, 196, look))
    for x, y, h, look in rows:
        s += person(x, y, h, look, hold, 1, held=light_held, ground=0.4)
    s += person(
        140,
        812,
        262,
        replace(VILLAGER, top=white, bottom_colour="#5a3550"),
        hold,
        1,
        held=light_held,
        ground=0.4,
    ) + person(
        280,
        822,
        176,
        child_of(replace(PUPIL_GIRL, top=white, bottom="sin", bottom_colour="#35617f", collar="")),
        hold,
        1,
        held=light_held,
        ground=0.4,
    )
    return s + leaves_frame("right", ("#081f2b", "#0f3a40"), 4, 1.0) + vignette("#050f1c", 0.3)


def silk() -> str:
    # Under the house: posts and floor beams frame the weaver; the garden lies in the sun behind.
    s = (
        sky("morning", 420)
        + cloud(300, 180, 260, 4, opacity=0.8)
        + treeline(400, 70, mix(TEAL[4], "#e3ebcf", 0.35), 5, mix(TEAL[4], "#e3ebcf", 0.6), palms=3)
    )
    s += (
        rect(0, 398, W, 220, linear("#bcd18a", "#93b866"))
        + rice(408, 500, 6, GREEN_FAR, ("#93bf60", "#5b9a58"), (3, 10), 20)
        + sugar_palm(560, 500, 300, seed=4, bend=0.02)
        + tree(940, 540, 300, seed=7)
        + banana(250, 550, 260, seed=5)
        + bush(420, 560, 150, seed=8, flowers="#e8649a")
        + bush(720, 560, 170, seed=5, flowers="#f2c14e")
        + banana(1130, 560, 230, seed=8)
    )
    s += land(
        [(-10, 566), (640, 552), (1290, 566)], linear("#f0deb0", "#e0c088", "#c2945c", box=(0, 552, 0, H))
    )
    s += polygon([(420, 560), (900, 560), (1080, 880), (300, 880)], "#fff0c0", opacity=0.22)
    WOOD[1]
    s += (
        rect(0, 0, W, 74, linear("#2b1d1a", "#4a342a"))
        + "".join(rect(i * 86, 0, 30, 92, linear("#33231e", "#5b4030", angle=0)) for i in range(16))
        + rect(0, 66, W, 34, linear(WOOD[2], WOOD[0]))
        + rect(0, 96, W, 22, "#0f2a33", opacity=0.25)
    )
    for x in (40, 1210):
        s += (
            rect(x - 26, 90, 52, 740, linear(WOOD[0], WOOD[2], WOOD[1], angle=0), r=4)
            + rect(x - 36, 806, 72, 26, "#9c958a", r=6)
            + shadow(x, 832, 80, 10)
        )
    s += rect(640 - 16, 98, 32, 462, linear(WOOD[0], WOOD[1], angle=0))
    # Hanks of silk on a pole.
    s += stroke("M70,150L1190,150", GOLD[0], 9) + stroke("M70,148L1190,148", GOLD[3], 2.4, opacity=0.6)
    for i, c in enumerate(
        (
            "#f2c14e",
            "#e9a23b",
            "#c8356a",
            "#8a2f4f",
            "#f6d581",
            "#1f7f73",
            "#2b4a7a",
            "#f2c14e",
            "#d9694a",
            "#6a4a8a",
        )
    ):
        x = 120 + i * 58 + (500 if i > 4 else 0)
        n = 150 + (i * 37) % 50
        h = "".join(
            path(
                f"M{x - 7 - 2.6 * k:.1f},{152 + k}C{x - 9 - 3.4 * k:.1f},{150 + n * 0.6:.1f} {x - 8 - 2 * k:.1f},{146 + n - 4.6 * (4 - k):.1f} {x},{150 + n - 4.6 * (4 - k):.1f}C{x + 8 + 2 * k:.1f},{146 + n - 4.6 * (4 - k):.1f} {x + 9 + 3.4 * k:.1f},{150 + n * 0.6:.1f} {x + 7 + 2.6 * k:.1f},{152 + k}Q{x},{138 - k} {x - 7 - 2.6 * k:.1f},{152 + k}Z",
                "none",
                stroke=mix(light(c, 0.4), dark(c, 0.3), k / 4),
                stroke_width=4.4,
            )
            for k in range(5)
        )
        s += lit(h, path(f"M{x - 20},172q20,7 40,0v9q-20,7 -40,0Z", dark(c, 0.45)), size=2)
    # The loom, seen from the side.
    lx0, lx1, _ly = 330, 900, 770
    s += shadow(600, 778, 350, 20, 0.36)
    loom_back = "".join(
        rect(x, 366, 16, 404, linear(WOOD[1], WOOD[2], angle=0), r=3) for x in (lx0 + 34, lx1 - 50)
    ) + rect(lx0 + 20, 372, lx1 - lx0 - 40, 15, WOOD[2], r=3)
    s += loom_back
    warp = polygon(
        [(lx0 + 8, 560), (lx1 - 166, 604), (lx1 - 166, 620), (lx0 + 8, 586)], "#f3cf6e", opacity=0.95
    ) + "".join(
        stroke(
            f"M{lx0 + 8},{561 + i * 2.6:.1f}L{lx1 - 166},{604 + i * 1.6:.1f}",
            ("#fff0b8", "#c98f2c")[i % 2],
            1,
        )
        for i in range(10)
    )
    cloth = polygon(
        [(lx1 - 200, 601), (lx1 - 74, 612), (lx1 - 74, 630), (lx1 - 200, 618)], "#a82f4f"
    ) + "".join(
        polygon(
            [
                (lx1 - 196 + i * 18, 602 + i * 1.6),
                (lx1 - 188 + i * 18, 603 + i * 1.6),
                (lx1 - 188 + i * 18, 619 + i * 1.6),
                (lx1 - 196 + i * 18, 618 + i * 1.6),
            ],
            ("#f2c14e", "#1f7f73")[i % 2],
        )
        for i in range(7)
    )
    roll = path(
        f"M{lx1 - 90},606h32v150q-16,8 -32,0Z", linear("#7f2440", "#c8456a", "#8a2f4f", angle=0)
    ) + "".join(
        rect(lx1 - 90, 626 + i * 26, 32, 8, ("#f2c14e", "#1f7f73", "#f6d581")[i % 3])
        + stroke(f"M{lx1 - 90},{640 + i * 26}l8,5l8,-5l8,5l8,-5", "#f6d581", 1.6)
        for i in range(5)
    )
    heddle = "".join(
        rect(lx1 - 330 + i * 44, 430, 8, 200, linear(WOOD[3], WOOD[4], angle=0), r=3)
        + rect(lx1 - 342 + i * 44, 426, 32, 10, WOOD[2], r=3)
        + "".join(
            stroke(f"M{lx1 - 326 + i * 44 + k},440l0,184", "#fbe8b4", 0.8, opacity=0.7)
            for k in (-8, -5, 6, 9)
        )
        for i in range(3)
    ) + "".join(
        stroke(f"M{lx1 - 326 + i * 44},428L{lx1 - 326 + i * 44},388", "#d9c08a", 2.4) for i in range(3)
    )
    reed = rect(lx1 - 206, 462, 12, 178, linear(WOOD[2], WOOD[4], angle=0), r=3) + stroke(
        f"M{lx1 - 200},462L{lx1 - 188},388", WOOD[3], 5
    )
    beam = (
        circle(lx0 + 8, 573, 24, WOOD[2])
        + circle(lx0 + 8, 573, 15, "#f3cf6e")
        + circle(lx0 + 8, 573, 6, WOOD[1])
        + circle(lx1 - 74, 618, 21, WOOD[2])
        + circle(lx1 - 74, 618, 13, "#a82f4f")
        + circle(lx1 - 74, 618, 5, WOOD[1])
    )
    front = (
        "".join(
            rect(x, 350, 22, 424, linear(WOOD[2], WOOD[4], WOOD[2], angle=0), r=4)
            for x in (lx0 + 54, lx1 - 40)
        )
        + rect(lx0, 356, lx1 - lx0 + 26, 18, linear(WOOD[4], WOOD[2]), r=4)
        + rect(lx0 - 6, 640, lx1 - lx0 + 10, 17, linear(WOOD[4], WOOD[2]), r=4)
        + "".join(
            stroke(f"M{lx1 - 318 + i * 40},630L{lx1 - 290 + i * 34},752", "#d9c08a", 1.8) for i in range(3)
        )
        + "".join(rect(lx1 - 300 + i * 34, 748, 90, 8, WOOD[3], r=3) for i in range(2))
    )
    s += lit(warp, cloth, heddle, size=1.6) + lit(reed, beam, roll, size=2) + lit(front, size=3)
    # The weaver on her bench, and the one who winds the thread.
    s += lit(
        rect(920, 664, 150, 16, linear(WOOD[4], WOOD[2]), r=4),
        rect(934, 676, 14, 104, WOOD[2]),
        rect(1040, 676, 14, 104, WOOD[2]),
        size=2,
    )
    weaver = Look(
        skin=SKIN[3],
        hair="bun",
        top="#fdf0d2",
        sleeve="long",
        bottom="sin",
        bottom_colour="#6a2a52",
        hem=GOLD[4],
        sash="#d9a13a",
        accent="#f06f8f",
    )
    s += person(
        1000,
        772,
        338,
        weaver,
        replace(
            SIT,
            hip=(0, -58),
            neck=(12, -108),
            near_hand=(66, -88),
            far_hand=(70, -96),
            near_foot=(40, 0),
            far_foot=(48, -8),
            tilt=6,
        ),
        -1,
        ground=0,
        held=at(66, -88, path("M-12,0Q4,-7 22,0Q4,7 -12,0Z", WOOD[4]), rect(-2, -2, 12, 4, "#c8356a")),
    )
    s += person(
        190,
        806,
        300,
        replace(GRANDMOTHER, top="#e8d7a8", sash="", bottom_colour="#2f4d73"),
        replace(FLOOR, near_hand=(40, -44), far_hand=(44, -48), tilt=8),
        1,
    )
    wheel = (
        "".join(
            stroke(f"M320,738l{math.cos(a) * 58:.1f},{math.sin(a) * 58:.1f}", WOOD[3], 4)
            for a in [math.tau * i / 8 for i in range(8)]
        )
        + circle(320, 738, 58, "none", stroke="#f2c14e", stroke_width=7)
        + circle(320, 738, 58, "none", stroke="#fbe8b4", stroke_width=2)
        + circle(320, 738, 8, WOOD[1])
        + polygon([(312, 738), (328, 738), (340, 808), (300, 808)], WOOD[2])
        + rect(270, 804, 110, 10, WOOD[1], r=3)
    )
    s += shadow(320, 812, 80, 9) + lit(wheel, size=2)
    basket = path("M-62,-30L62,-30Q58,18 40,24L-40,24Q-58,18 -62,-30Z", linear(WOOD[4], WOOD[2])) + "".join(
        stroke(
            f"M{-60 + i * 2},{-18 + i * 12}Q0,{-8 + i * 12} {60 - i * 2},{-18 + i * 12}",
            WOOD[2],
            2,
            opacity=0.6,
        )
        for i in range(4)
    )
    cocoons = "".join(
        at(
            -46 + (i % 7) * 15.5 + (i // 7) * 6,
            -33 - (i // 7) * 9,
            ellipse(0, 0, 11, 7.5, ("#f6d04f", "#fbe38a", "#f2c14e")[i % 3]),
            ellipse(2, -2, 5, 2.4, "#fff6cf", opacity=0.7),
            turn=(i * 53) % 90 - 45,
        )
        for i in range(18)
    )
    s += (
        shadow(530, 836, 80, 9)
        + lit(at(530, 812, cocoons, basket), size=2.4)
        + shadow(690, 846, 60, 8)
        + lit(
            at(
                690,
                822,
                *[
                    at(
                        -30 + i * 20,
                        -30,
                        rect(-9, -18, 18, 34, linear(light(c, 0.3), c, dark(c, 0.2), angle=0), r=7),
                    )
                    for i, c in enumerate(("#c8356a", "#f2c14e", "#1f7f73", "#2b4a7a"))
                ],
                path("M-48,-24L48,-24Q44,18 30,22L-30,22Q-44,18 -48,-24Z", linear(WOOD[4], WOOD[2])),
            ),
            size=2.4,
        )
    )
    s += glow(680, 380, 560, 400, "#ffe9a8", 0.45)
    return s + vignette("#2a160e", 0.1)


# ---------------------------------------------------------------------------------------------------------------
# Scenes: services and daily life.


def water_tower(x: float, y: float, h: float) -> str:
    """The champagne-shaped water tank of a village waterworks; (x, y) is the middle of its foot."""
    steel = linear("#5f8c97", "#cfe3df", "#fdfbf0", "#b9d2cf", "#6f9aa2", angle=0)
    w = h * 0.27
    body = path(
        f"M{x - h * 0.04},{y}L{x - h * 0.034},{y - h * 0.55}C{x - h * 0.036},{y - h * 0.62} {x - w * 0.5},{y - h * 0.66} {x - w * 0.5},{y - h * 0.78}"
        f"L{x - w * 0.5},{y - h * 0.86}C{x - w * 0.48},{y - h * 0.93} {x - w * 0.2},{y - h * 0.97} {x},{y - h * 0.98}C{x + w * 0.2},{y - h * 0.97} {x + w * 0.48},{y - h * 0.93} {x + w * 0.5},{y - h * 0.86}"
        f"L{x + w * 0.5},{y - h * 0.78}C{x + w * 0.5},{y - h * 0.66} {x + h * 0.036},{y - h * 0.62} {x + h * 0.034},{y - h * 0.55}L{x + h * 0.04},{y}Z",
        steel,
    )
    band = path(
        f"M{x - w * 0.5},{y - h * 0.83}Q{x},{y - h * 0.8} {x + w * 0.5},{y - h * 0.83}L{x + w * 0.5},{y - h * 0.775}Q{x},{y - h * 0.745} {x - w * 0.5},{y - h * 0.775}Z",
        linear(TEAL[1], TEAL[3], TEAL[1], angle=0),
    )
    seams = "".join(
        stroke(
            f"M{x - h * 0.036},{y - h * k}q{h * 0.036},{h * 0.008} {h * 0.072},0", "#6f929a", 1.6, opacity=0.7
        )
        for k in (0.12, 0.24, 0.36, 0.48)
    )
    rail = (
        stroke(
            f"M{x - w * 0.42},{y - h * 0.925}L{x - w * 0.42},{y - h * 0.985}Q{x},{y - h * 1.03} {x + w * 0.42},{y - h * 0.985}L{x + w * 0.42},{y - h * 0.925}",
            "#7f9aa0",
            2.4,
        )
        + stroke(f"M{x},{y - h * 0.98}l0,{-h * 0.05}", "#7f9aa0", 2.4)
        + circle(x, y - h * 1.035, 4, EARTH[3])
    )
    ladder = stroke(
        f"M{x + h * 0.05},{y}L{x + h * 0.05},{y - h * 0.62}L{x + w * 0.54},{y - h * 0.72}L{x + w * 0.54},{y - h * 0.9}M{x + h * 0.068},{y}L{x + h * 0.068},{y - h * 0.6}",
        "#5b7780",
        2.4,
    ) + "".join(
        stroke(f"M{x + h * 0.05},{y - h * 0.02 * i}h{h * 0.018}", "#5b7780", 1.6) for i in range(1, 30)
    )
    plinth = rect(x - h * 0.085, y - h * 0.025, h * 0.17, h * 0.035, linear("#e6dcc4", "#b9ad92"), r=3)
    return (
        shadow(x - h * 0.04, y + h * 0.01, h * 0.2, h * 0.025, 0.34)
        + lit(body, band, seams, size=3.4)
        + ladder
        + rail
        + plinth
    )


def waterworks() -> str:
    hz = 420
    s = (
        backdrop("day", hz, 141, None, 4)
        + sun(1120, 130, 42, reach=6)
        + cloud(220, 170, 380, 3)
        + cloud(930, 230, 260, 6, opacity=0.8)
        + cloud(700, 100, 240, 8, opacity=0.7)
        + birds(860, 160, 6, 11, WHITE, 5)
    )
    s += rect(0, hz + 10, W, H, linear("#b7cf86", "#86b862", "#4b8f55"))
    s += (
        rice(hz + 14, 500, 6, GREEN_FAR, ("#9cc069", "#6aa35f"), (3, 9), 20)
        + stilt_house(200, 500, 130, roof=EARTH[2])
        + stilt_house(400, 494, 112, roof=TEAL[3])
        + tree(60, 520, 200, seed=3)
        + tree(300, 500, 130, seed=7)
        + tree(1210, 560, 330, seed=5, spread=1.1)
        + sugar_palm(1060, 520, 280, seed=4, bend=0.02)
        + banana(480, 505, 100, seed=4)
    )
    s += land(
        [(-10, 560), (400, 548), (900, 556), (1290, 544)],
        linear("#c9d894", "#93b866", "#5f9a58", box=(0, 545, 0, H)),
    )
    # Filter house and clear-water tanks.
    box = Box(980, 640, 250, 150, rise=(0.03, 0.1))
    wall = "#fbf1da"
    s += (
        shadow(900, 640, 220, 16, 0.3)
        + box.left(0, 250, 0, 130, linear(dark(wall, 0.14), wall))
        + box.right(0, 150, 0, 130, linear(wall, "#fffaf0", angle=0))
        + box.left(0, 250, 0, 20, TEAL[4])
        + box.right(0, 150, 0, 20, TEAL[5])
    )
    s += (
        window_left(box, 40, 90, 60, 104, frame="#fffaf0")
        + window_left(box, 150, 200, 60, 104, frame="#fffaf0")
        + box.right(48, 96, 0, 92, TEAL[1])
        + box.right(52, 92, 0, 88, TEAL[2])
        + box.left(0, 250, 120, 130, "#0f2a33", opacity=0.25)
        + gable_roof(box, 130, 74, 22, EARTH[2], "#f0d9a8", 18)
    )
    for x, w in ((1130, 120), (1225, 110)):
        s += shadow(x, 654, w * 0.6, 9) + lit(
            path(
                f"M{x - w / 2},{654}L{x - w / 2},{590}Q{x},{566} {x + w / 2},{590}L{x + w / 2},{654}Q{x},{668} {x - w / 2},{654}Z",
                linear("#b9ad92", "#f4ead0", "#c9bda0", angle=0),
            ),
            path(f"M{x - w / 2},{612}Q{x},{626} {x + w / 2},{612}l0,9Q{x},{635} {x - w / 2},{621}Z", TEAL[3]),
            size=2.4,
        )
    s += water_tower(640, 668, 590)
    # Pipes and the pond.
    pipe = linear("#2b6c9c", "#7fbfe0", "#2b5f8a")
    s += (
        rect(664, 634, 130, 17, pipe, r=5)
        + rect(788, 628, 13, 29, "#24567f", r=3)
        + rect(700, 628, 12, 29, "#24567f", r=3)
        + circle(746, 622, 15, "none", stroke="#c9402f", stroke_width=5)
        + stroke("M746,636L746,608M732,622L760,622", "#c9402f", 3.4)
        + rect(800, 634, 50, 17, pipe, r=5)
    )
    s += path(
        "M-20,700C100,650 330,652 440,690C540,726 500,800 380,830C250,858 60,850 -20,836Z",
        linear("#8a6a3f", "#6d5434"),
    ) + path(
        "M-20,712C100,664 320,666 424,700C512,732 478,796 364,822C250,846 60,838 -20,824Z",
        linear("#cfe7d8", "#8fc6bf", "#4f9598", "#2f7380"),
    )
    s += ripples(712, 812, 26, "#f4f7e2", 4, 0.5, 20, 440) + grass(
        846, 24, ("#93b866", "#3f8052"), 5, -10, 420, 40
    )
    s += lit(
        rect(300, 664, 60, 50, linear("#e6dcc4", "#b9ad92"), r=4),
        rect(312, 640, 36, 28, linear("#3f7f9c", "#1f5470"), r=5),
        stroke("M348,652C400,640 470,650 560,646L606,644", "#2b6c9c", 9),
        size=2,
    )
    # The people who look after it.
    tech = replace(
        MAN,
        top="#2f7f86",
        collar="#2f7f86",
        hat="helmet",
        hat_colour="#f6d24f",
        extras=("vest",),
        accent="#ee8a35",
    )
    s += person(
        560,
        770,
        250,
        tech,
        replace(TALK, near_hand=(30, -92), far_hand=(42, -128)),
        1,
        held=at(
            30,
            -96,
            rect(-14, -17, 24, 32, "#fffaf0", r=2),
            *[rect(-10, -11 + 7 * i, 16, 2.6, "#b9c0b0") for i in range(3)],
        ),
    )
    s += person(740, 778, 250, OFFICIAL, replace(STAND, near_hand=(10, -88), far_hand=(24, -112)), -1)
    tap = (
        rect(930, 700, 10, 76, "#2b6c9c", r=3)
        + path("M934,704h34q8,0 8,8v8h-10v-6h-32Z", "#7f9aa0")
        + rect(942, 690, 26, 7, EARTH[3], r=3)
        + rect(953, 694, 5, 12, "#7f9aa0")
        + stroke("M971,722l0,44", "#bfe6ee", 6, opacity=0.9)
    )
    s += (
        shadow(970, 796, 90, 10)
        + lit(tap, size=1.8)
        + lit(
            at(
                972,
                786,
                path("M-26,-22L26,-22L20,12L-20,12Z", linear("#e98a5c", "#c9553c", angle=0)),
                ellipse(0, -22, 26, 6, "#cfeef0"),
            ),
            size=2,
        )
    )
    s += person(
        1060,
        806,
        250,
        replace(WOMAN, hair="bun", top="#e3b25c", bottom_colour="#2d4f6b"),
        replace(BEND, near_hand=(44, -76), far_hand=(50, -74), hip=(-8, -84), neck=(24, -116)),
        -1,
    ) + person(
        1135,
        796,
        158,
        child_of(replace(PUPIL_BOY, collar="", top="#d9694a")),
        replace(STAND, near_hand=(26, -112), far_hand=(30, -114)),
        -1,
    )
    s += bush(1240, 850, 190, seed=7, flowers="#f2c14e") + grass(
        868, 30, ("#7fb35c", "#3d7d4b"), 71, 480, 1150, 30
    )
    return s + glow(1080, 170, 640, 420, "#fff0c0", 0.3) + vignette(opacity=0.08)


def sack(x: float, y: float, w: float, colour: str, seed: int, tied: bool = True) -> str:
    rng = random.Random(seed)
    h = w * rng.uniform(1.1, 1.25)
    o = path(
        f"M{x - w * 0.42},{y}C{x - w * 0.6},{y - h * 0.3} {x - w * 0.5},{y - h * 0.72} {x - w * 0.14},{y - h * 0.84}L{x + w * 0.14},{y - h * 0.84}C{x + w * 0.5},{y - h * 0.72} {x + w * 0.6},{y - h * 0.3} {x + w * 0.42},{y}Q{x},{y + w * 0.06} {x - w * 0.42},{y}Z",
        linear(light(colour, 0.25), colour, dark(colour, 0.22), angle=40),
    )
    if tied:
        o += path(
            f"M{x - w * 0.13},{y - h * 0.82}L{x - w * 0.26},{y - h * 1.02}Q{x},{y - h * 0.94} {x + w * 0.26},{y - h * 1.02}L{x + w * 0.13},{y - h * 0.82}Z",
            light(colour, 0.12),
        ) + rect(x - w * 0.16, y - h * 0.86, w * 0.32, w * 0.07, EARTH[2], r=w * 0.03)
    for _i in range(5):
        px, py = x + rng.uniform(-0.34, 0.3) * w, y - h * rng.uniform(0.12, 0.66)
        o += stroke(
            f"M{px:.1f},{py:.1f}q{w * 0.06:.1f},{-w * 0.07:.1f} {w * 0.16:.1f},{-w * 0.03:.1f}",
            dark(colour, 0.35),
            1.4,
            opacity=0.5,
        )
    return shadow(x, y, w * 0.6, w * 0.1) + lit(o, size=2.2)


def loose_bottles(x: float, y: float, w: float, seed: int, kinds: Sequence[str]) -> str:
    rng = random.Random(seed)
    o = ""
    for i in range(int(w / 9)):
        px = x - w / 2 + (i + 0.5) * w / int(w / 9)
        o += at(
            px,
            y + rng.uniform(-4, 6),
            rect(-5, -24, 10, 24, rng.choice(kinds), r=4),
            rect(-2.4, -30, 4.8, 8, "#f4efe0", r=1),
            rect(-5, -16, 10, 6, "#ffffff", opacity=0.35),
            turn=rng.uniform(-34, 34),
        )
    return o


def recycling() -> str:
    hz = 410
    s = (
        backdrop("morning", hz, 151, (1080, 160), 3)
        + cloud(330, 120, 300, 4, opacity=0.85)
        + cloud(760, 170, 200, 7, opacity=0.7)
    )
    s += rect(0, hz + 10, W, H, linear("#b7cf86", "#93b866", "#6fa65c")) + rice(
        hz + 14, 490, 5, GREEN_FAR, ("#9cc069", "#6aa35f"), (3, 8), 20
    )
    s += (
        tree(70, 560, 320, seed=4, spread=1.1)
        + stilt_house(1130, 560, 230, wall=WOOD[4], roof=TEAL[3])
        + banana(1250, 560, 190, seed=4)
        + sugar_palm(930, 500, 250, seed=6, bend=0.02)
        + hedge(860, 1010, 566, 44, 6, flowers="#f2a0bd")
    )
    s += land(
        [(-10, 596), (400, 582), (900, 590), (1290, 578)],
        linear("#f1e0b6", "#e2c78f", "#cba86f", box=(0, 582, 0, H)),
    )
    # The shed of the waste bank.
    box = Box(650, 640, 520, 170, rise=(0.02, 0.1))
    s += (
        shadow(420, 640, 330, 20, 0.34)
        + box.top(0, 520, 0, 170, 6, "#cfc0a0")
        + box.left(0, 520, 6, 190, linear("#5d7f78", "#89aa9c"), b=168)
        + "".join(box.left(a, a + 3, 6, 190, "#3f625c", b=168, opacity=0.4) for a in range(12, 520, 20))
    )
    for i, (c, kinds) in enumerate(
        (
            (TEAL[3], ("#9fd0d4", "#cfe7e6", "#7fb5c9")),
            (GOLD[3], ("#e9c98f", "#d8b27a", "#f4ead0")),
            ("#3f7fae", ("#b9c5c9", "#e3e8e6", "#d9694a")),
            (EARTH[3], ("#7fae7a", "#b98350", "#5f8a6a")),
        )
    ):
        a = 500 - i * 122
        p = box(a, 120, 6)
        q = box(a - 104, 120, 6)
        s += (
            loose_bottles((p[0] + q[0]) / 2, p[1] - 62, 92, i + 3, kinds)
            + box.left(a - 104, a, 6, 72, linear(light(c, 0.2), dark(c, 0.15)), b=120)
            + box.left(a - 104, a, 60, 72, light(c, 0.35), b=120)
            + "".join(
                box.left(a - 104 + k * 20, a - 100 + k * 20, 12, 58, dark(c, 0.3), b=120, opacity=0.4)
                for k in range(1, 5)
            )
        )
    for b, a in ((170, 520), (170, 0), (0, 520), (0, 260), (0, 0)):
        p, q = box(a, b, 0), box(a, b, 200)
        s += polygon(
            [(p[0] - 6, p[1]), (p[0] + 6, p[1]), (q[0] + 6, q[1]), (q[0] - 6, q[1])],
            linear(WOOD[1], WOOD[3], angle=0) if not b else WOOD[1],
        )
    s += gable_roof(box, 198, 74, 30, TEAL[3], "#d9c49a", 30)
    for k, (x, c) in enumerate(((700, TEAL[3]), (762, GOLD[3]), (824, "#3f7fae"))):
        s += shadow(x, 640, 34, 7) + lit(
            path(
                f"M{x - 25},{564}L{x + 25},{564}L{x + 20},{640}L{x - 20},{640}Z",
                linear(light(c, 0.25), c, dark(c, 0.2), angle=0),
            ),
            rect(x - 29, 554, 58, 13, dark(c, 0.15), r=5),
            rect(x - 12, 586, 24, 24, "#fffaf0", r=5, opacity=0.9),
            (
                bottle(x, 608, 20, "#7fb5c9"),
                rect(x - 7, 590, 14, 17, "#d8b27a", r=1),
                rect(x - 6, 589, 12, 18, "#9aa7a5", r=3),
            )[k],
            size=2,
        )
    # The scale and the counter.
    s += (
        sack(190, 726, 84, "#e9ead8", 4) + sack(128, 742, 92, "#b9d2cf", 6) + sack(250, 748, 80, "#d9c49a", 8)
    )
    scale = (
        rect(350, 706, 150, 13, linear("#c9d3cf", "#8a9a98"), r=3)
        + rect(366, 718, 118, 22, linear("#3f7f86", "#24545c"), r=4)
        + rect(486, 560, 11, 150, linear("#8a9a98", "#d7dedb", angle=0), r=3)
        + circle(491, 548, 38, "#2b6c73")
        + circle(491, 548, 32, "#fffaf0")
        + "".join(
            stroke(
                f"M{491 + math.cos(a) * 25:.1f},{548 + math.sin(a) * 25:.1f}L{491 + math.cos(a) * 29:.1f},{548 + math.sin(a) * 29:.1f}",
                INK,
                2,
            )
            for a in [math.tau * i / 12 for i in range(12)]
        )
        + stroke("M491,548L506,530", EARTH[2], 3.4)
        + circle(491, 548, 4, INK)
    )
    s += shadow(425, 742, 100, 11) + lit(scale, size=2) + sack(408, 706, 84, "#a9d2cf", 12)
    s += person(
        318,
        800,
        274,
        replace(MAN, top="#d28a3a", collar="", extras=("apron",), accent=TEAL[2]),
        replace(GIVE, near_hand=(36, -92), far_hand=(30, -100)),
        1,
    )
    s += (
        table(668, 790, 210, 104, TEAL[2])
        + rect(594, 660, 56, 14, "#fffaf0", r=2)
        + rect(596, 652, 52, 9, EARTH[3], r=2)
        + rect(690, 640, 50, 34, linear("#3b4a52", "#23333a"), r=3)
        + rect(695, 645, 40, 13, "#a9d2a0", r=1)
        + rect(664, 662, 22, 12, GOLD[3], r=3)
    )
    s += (
        person(
            668, 792, 262, OFFICIAL_WOMAN, replace(FRONT, near_hand=(-13, -84), far_hand=(13, -84)), ground=0
        )
        + rect(560, 677, 216, 14, linear("#fffaf0", "#e2d6b6"), r=4)
        + rect(568, 690, 200, 78, linear(TEAL[2], dark(TEAL[2], 0.3)))
        + rect(640, 655, 56, 22, "#fffaf0", r=2)
    )
    # People in the queue.
    s += person(
        850,
        780,
        268,
        replace(VILLAGER, top="#c96a50"),
        replace(STAND, near_hand=(8, -72), far_hand=(26, -104)),
        -1,
        front=at(
            8,
            -36,
            path("M-18,-34C-26,-6 -26,20 -14,26L14,26C26,20 26,-6 18,-34Z", "#cfe3dc"),
            rect(-13, -37, 26, 5, TEAL[3], r=2),
            circle(-6, 4, 6, "#7fb5c9", opacity=0.7),
            circle(7, -8, 7, "#9fd0d4", opacity=0.7),
            circle(4, 14, 6, "#e9c98f", opacity=0.7),
        ),
    )
    s += person(
        965,
        790,
        272,
        replace(GRANDFATHER, top="#7fa2a8"),
        replace(WALK, near_hand=(26, -84), far_hand=(30, -84)),
        -1,
    )
    cart = (
        rect(1016, 716, 190, 12, WOOD[2], r=3)
        + rect(1020, 650, 8, 70, WOOD[3])
        + rect(1194, 650, 8, 70, WOOD[3])
        + rect(1018, 676, 186, 8, WOOD[3])
        + stroke("M1020,716L960,676", WOOD[3], 7)
    )
    s += (
        shadow(1110, 790, 120, 12)
        + sack(1062, 716, 70, "#e9ead8", 14)
        + sack(1120, 716, 76, "#b9d2cf", 16)
        + sack(1172, 716, 60, "#d9c49a", 18)
        + lit(cart, cart_wheel(1112, 752, 38), size=2)
    )
    s += person(
        1246,
        806,
        170,
        child_of(replace(PUPIL_GIRL, top="#f2c14e", collar="", accent=EARTH[3])),
        replace(WALK, near_hand=(26, -104), far_hand=(28, -106)),
        -1,
        held=at(26, -106, bottle(-6, 12, 30, "#9fd0d4"), bottle(6, 12, 30, "#cfe7e6")),
    )
    s += grass(868, 34, ("#a5b565", "#5d8a4c"), 71, -10, 300, 30) + grass(
        868, 34, ("#a5b565", "#5d8a4c"), 72, 900, 1300, 30
    )
    return s + glow(1040, 190, 640, 420, "#ffeab8", 0.35) + vignette(opacity=0.08)


def fruit_heap(x: float, y: float, w: float, colour: str, seed: int, r: float = 9, leaf: bool = False) -> str:
    rng = random.Random(seed)
    o = ""
    for row in range(3):
        n = int(w / (r * 1.7)) - row * 2
        for i in range(max(1, n)):
            px, py = x + (i - (n - 1) / 2) * r * 1.7, y - row * r * 1.25 - r * 0.6
            c = mix(colour, rng.choice(("#ffe3a0", "#7a2f1c")), 0.12)
            o += circle(px, py, r, linear(light(c, 0.35), c, dark(c, 0.25))) + (
                circle(px, py - r * 0.7, r * 0.22, LEAF[2]) if leaf else ""
            )
    return o


def greens(x: float, y: float, w: float, seed: int, tones: Sequence[str] = LEAF) -> str:
    rng = random.Random(seed)
    o = ""
    for i in range(int(w / 11)):
        px = x - w / 2 + (i + 0.5) * 11
        for a in (-30, 24, -8, 10):
            o += at(
                px,
                y,
                path("M0,0C-8,-12 -8,-28 0,-38C8,-28 8,-12 0,0Z", mix(tones[2], tones[4], rng.random())),
                turn=a + rng.uniform(-8, 8),
            )
        o += rect(px - 2.6, y - 9, 5.2, 10, "#f1f3d8", r=2)
    return o


def stall(x: float, y: float, w: float, h: float, colour: str, goods: Sequence[str], seller: str = "") -> str:
    """A market stall with a striped awning, seen from the front; (x, y) is the middle of its foot."""
    o = (
        shadow(x, y, w * 0.58, 14, 0.34)
        + "".join(rect(x + k * w - 5, y - h, 10, h, linear(WOOD[1], WOOD[3], angle=0)) for k in (-0.46, 0.46))
        + rect(x - w * 0.44, y - h * 0.86, w * 0.88, h * 0.5, "#2f4a44", opacity=0.18)
    )
    o += seller
    o += (
        rect(x - w / 2, y - h * 0.34, w, h * 0.32, linear(WOOD[4], WOOD[2]), r=3)
        + "".join(
            rect(x - w / 2 + i * w / 8, y - h * 0.33, 2, h * 0.3, WOOD[2], opacity=0.6) for i in range(1, 8)
        )
        + "".join(goods)
        + rect(x - w / 2 - 6, y - h * 0.37, w + 12, 12, linear("#e9cf98", WOOD[3]), r=3)
    )
    n = 10
    roof = "".join(
        polygon(
            [
                (x - w * 0.5 + i * w / n, y - h * 1.1),
                (x - w * 0.5 + (i + 1) * w / n, y - h * 1.1),
                (x - w * 0.58 + (i + 1) * w * 1.16 / n, y - h * 0.88),
                (x - w * 0.58 + i * w * 1.16 / n, y - h * 0.88),
            ],
            colour if i % 2 else WHITE,
        )
        for i in range(n)
    )
    drops = "".join(
        path(
            f"M{x - w * 0.58 + i * w * 1.16 / n},{y - h * 0.885}h{w * 1.16 / n}v{h * 0.05}q{-w * 0.58 / n},{h * 0.075} {-w * 1.16 / n},0Z",
            dark(colour, 0.1) if i % 2 else dark(WHITE, 0.07),
        )
        for i in range(n)
    )
    return (
        o
        + lit(roof, drops, size=3)
        + rect(x - w * 0.46, y - h * 0.83, w * 0.92, h * 0.07, "#0f2a33", opacity=0.12)
    )


def basket(x: float, y: float, w: float, top: str) -> str:
    return shadow(x, y, w * 0.6, w * 0.1) + lit(
        top,
        path(
            f"M{x - w / 2},{y - w * 0.42}L{x + w / 2},{y - w * 0.42}Q{x + w * 0.46},{y - w * 0.06} {x + w * 0.34},{y}L{x - w * 0.34},{y}Q{x - w * 0.46},{y - w * 0.06} {x - w / 2},{y - w * 0.42}Z",
            linear(WOOD[4], WOOD[2]),
        ),
        "".join(
            stroke(
                f"M{x - w * 0.48 + i * 2},{y - w * 0.32 + i * w * 0.11}Q{x},{y - w * 0.26 + i * w * 0.11} {x + w * 0.48 - i * 2},{y - w * 0.32 + i * w * 0.11}",
                WOOD[2],
                1.6,
                opacity=0.6,
            )
            for i in range(3)
        ),
        size=2,
    )


def market() -> str:
    s = (
        sky("golden", 480)
        + sun(640, 300, 46, reach=8)
        + streak(300, 120, 460, 18, "#fff1cc", 0.6)
        + streak(980, 170, 420, 14, "#fff1cc", 0.6)
    )
    s += (
        treeline(470, 80, mix(TEAL[3], "#e9d9a6", 0.5), 5, mix(TEAL[4], "#fbe3ab", 0.7), palms=4)
        + rect(0, 466, W, 60, "#c9c78c")
        + at(700, 486, temple(0, 0, 150, roof=mix(EARTH[2], "#f2c88c", 0.25)))
        + tree(480, 500, 210, seed=6)
        + tree(850, 500, 230, seed=9)
    )
    s += rect(0, 498, W, H, linear("#f1deb0", "#e3c68f", "#cfa76c"))
    s += crowd(
        300, 1000, 560, 92, 6, ("#d9694a", "#5b87a6", "#e3b25c", "#f4ead0", "#7fae7a", "#b9566a"), 0.15
    ) + haze(510, 40, "#fbe3ab", 0.35)
    # Far stalls, then near ones on both sides of the lane.
    s += stall(
        250,
        610,
        210,
        240,
        GOLD[2],
        [
            fruit_heap(190, 524, 70, "#e3752f", 1, 7),
            greens(260, 524, 60, 2),
            fruit_heap(320, 524, 60, "#c9402f", 3, 6),
        ],
        person(250, 590, 160, replace(WOMAN, top="#5b87a6"), FRONT, ground=0),
    )
    s += stall(
        1030,
        610,
        210,
        240,
        EARTH[3],
        [
            greens(970, 524, 70, 5),
            fruit_heap(1040, 524, 60, "#f2c14e", 6, 6),
            fruit_heap(1100, 524, 56, "#7a4a9a", 7, 6),
        ],
        person(1030, 590, 160, replace(VILLAGER, hat="scarf", hat_colour="#e9a23b"), FRONT, ground=0),
    )
    s += (
        person(560, 640, 170, replace(WOMAN, top="#7fae7a"), WALK, 1)
        + person(700, 650, 176, replace(MAN, top="#5b87a6"), WALK, -1)
        + person(762, 655, 118, PUPIL_GIRL, WALK, -1)
    )
    s += stall(
        150,
        760,
        350,
        370,
        TEAL[3],
        [
            greens(40, 628, 90, 8),
            fruit_heap(140, 625, 96, "#d9402f", 9, 10, True),
            fruit_heap(240, 625, 80, "#e9932f", 10, 10),
            greens(300, 625, 40, 4),
        ],
        person(
            150,
            735,
            262,
            replace(GRANDMOTHER, sash="", top="#e8c9a0", extras=("apron",), accent=EARTH[2], hat="cone"),
            replace(FRONT, near_hand=(-20, -92), far_hand=(30, -104)),
            ground=0,
        ),
    )
    s += stall(
        1130,
        760,
        350,
        370,
        EARTH[2],
        [
            fruit_heap(1010, 625, 76, "#f2c14e", 12, 11),
            fruit_heap(1104, 625, 90, "#8a4a9a", 13, 9),
            greens(1190, 625, 80, 14),
            fruit_heap(1262, 625, 60, "#7fae4a", 15, 10),
        ],
        person(
            1130,
            735,
            262,
            replace(WOMAN, top="#2f8573", hair="bun", extras=("apron",), accent="#f4ead0"),
            replace(FRONT, near_hand=(-30, -104), far_hand=(20, -92)),
            ground=0,
        ),
    )
    s += stroke("M-10,300Q320,430 640,330Q960,430 1290,300", "#7c563f", 1.8, opacity=0.8)
    for i in range(1, 26):
        t = i / 26 * 2
        u, base = (t, 0) if t <= 1 else (t - 1, 640)
        px = (1 - u) ** 2 * (base - 10) + 2 * u * (1 - u) * (base + 320) + u * u * (base + 640)
        py = (
            (1 - u) ** 2 * (300 if base == 0 else 330)
            + 2 * u * (1 - u) * 430
            + u * u * (330 if base == 0 else 300)
        )
        s += circle(px, py + 6, 15, radial(("#ffe7a0", 0.7), ("#ffe7a0", 0))) + circle(
            px, py + 6, 4.4, "#fff6d2"
        )
    bag = at(
        18,
        -68,
        path("M-14,0L14,0L11,26L-11,26Z", TEAL[3]),
        stroke("M-10,0Q0,-26 10,0", TEAL[1], 2.4),
        greens(0, 2, 22, 5),
    )
    s += person(
        420,
        806,
        292,
        replace(VILLAGER, top="#e2b25c", bottom_colour="#7f2f3e"),
        replace(STAND, near_hand=(18, -72), far_hand=(40, -100)),
        -1,
        held=bag,
    ) + person(
        505,
        814,
        168,
        child_of(replace(PUPIL_BOY, top="#d9694a", collar="")),
        replace(STAND, near_hand=(30, -120), far_hand=(34, -120)),
        -1,
    )
    s += person(
        870,
        812,
        296,
        replace(GRANDFATHER, top="#f1e3c3"),
        replace(STAND, near_hand=(16, -76), far_hand=(42, -102)),
        1,
        held=at(
            16, -74, path("M-15,0L15,0L12,24L-12,24Z", WOOD[4]), stroke("M-12,0Q0,-24 12,0", WOOD[2], 2.6)
        ),
    ) + person(
        770,
        798,
        288,
        replace(WOMAN, hair="bob", top="#b9566a", bottom_colour="#2d4f6b"),
        replace(TALK, near_hand=(16, -82)),
        1,
    )
    s += (
        basket(620, 838, 120, fruit_heap(620, 794, 100, "#e9932f", 21, 12, True))
        + basket(60, 842, 130, greens(60, 792, 110, 22))
        + basket(200, 846, 120, fruit_heap(200, 800, 96, "#7fae4a", 23, 12))
        + basket(1060, 846, 124, fruit_heap(1060, 798, 100, "#c9402f", 24, 11, True))
        + basket(1200, 842, 130, greens(1200, 792, 110, 25))
    )
    return s + glow(640, 320, 760, 420, "#ffd98a", 0.45) + vignette("#3a1f0e", 0.1)


def school() -> str:
    s = (
        sky("morning", 540)
        + sun(180, 150, 44, reach=6)
        + cloud(420, 110, 300, 3)
        + cloud(1080, 130, 340, 6, opacity=0.85)
        + cloud(760, 200, 180, 8, opacity=0.6)
    )
    s += treeline(520, 110, mix(TEAL[4], "#d9e6cf", 0.35), 5, mix(TEAL[4], "#d9e6cf", 0.6), palms=4) + rect(
        0, 518, W, H, linear("#b7cf86", "#86b862", "#5f9f58")
    )
    s += tree(60, 590, 330, seed=4, spread=1.1) + sugar_palm(1235, 560, 320, seed=5, bend=-0.02)
    # A two-storey school: the raised wooden building over an open ground floor.
    box = Box(1010, 600, 760, 230, rise=(0.016, 0.1))
    wall = "#f6e3b8"
    s += (
        shadow(700, 602, 520, 22, 0.36)
        + box.top(0, 760, 0, 230, 4, "#d9c9a4")
        + box.left(0, 760, 4, 124, linear("#7f8f7c", "#b9b893"), b=226)
        + box.right(0, 230, 4, 124, "#8f9a82", a=756)
    )
    for i in range(7):
        a = 40 + i * 105
        s += box.left(a, a + 76, 30, 100, "#4c7f82", b=224) + box.left(
            a + 36, a + 40, 30, 100, "#e9dcbc", b=224
        )
    for b, step in ((230, 1), (0, 1)):
        for i in range(0, 9, step):
            p, q = box(i * 95, b, 0), box(i * 95, b, 124)
            s += polygon(
                [(p[0] - 9, p[1]), (p[0] + 9, p[1]), (q[0] + 9, q[1]), (q[0] - 9, q[1])],
                linear("#cdbf9e", "#fff6df", angle=0) if not b else "#a99d80",
            )
    s += (
        box.left(0, 760, 122, 250, linear(dark(wall, 0.12), wall))
        + box.right(0, 230, 122, 250, linear(light(wall, 0.2), "#fff6df", angle=0))
        + box.left(-6, 766, 118, 132, "#8a5a3a", b=-4)
        + box.right(-6, 236, 118, 132, "#a06c48", a=-4)
    )
    for i in range(10):
        a = 18 + i * 74
        s += window_left(box, a, a + 50, 158, 222, glass="#3f7377", frame="#fffaf0") + box.left(
            a - 3, a + 53, 150, 156, "#8a5a3a"
        )
    for b in (36, 128):
        s += (
            box.right(b, b + 62, 156, 222, "#fffaf0")
            + box.right(b + 4, b + 58, 160, 218, "#4c8a8c")
            + box.right(b + 29, b + 33, 160, 218, "#fffaf0")
        )
    s += box.left(0, 760, 236, 250, "#0f2a33", opacity=0.25) + gable_roof(
        box, 250, 104, 40, EARTH[2], "#e9d3a0", 40
    )
    s += hedge(240, 1160, 628, 30, 7, flowers="#f2c14e")
    # The yard.
    s += land(
        [(-10, 640), (400, 628), (900, 634), (1290, 622)],
        linear("#f3e3b8", "#e8cf98", "#d6b47a", box=(0, 628, 0, H)),
    )
    s += (
        rect(306, 668, 108, 16, "#d9cba7", r=4)
        + rect(322, 652, 76, 18, "#efe4c9", r=3)
        + shadow(360, 686, 90, 9)
        + flag(360, 654, 520, 150)
        + bush(290, 684, 70, seed=3, flowers="#e0568a")
        + bush(432, 684, 70, seed=5, flowers="#e0568a")
    )
    for x, girl in ((318, False), (404, True)):
        s += person(
            x,
            716,
            138,
            PUPIL_GIRL if girl else PUPIL_BOY,
            replace(STAND, near_hand=(20, -116), far_hand=(24, -124)),
            1 if not girl else -1,
        )
    teacher = replace(OFFICIAL_WOMAN, skin=SKIN[3])
    s += person(190, 724, 216, OFFICIAL, STAND, 1) + person(110, 730, 206, teacher, STAND, 1)
    for row, (y, h, n, x0, dx) in enumerate(
        ((716, 132, 8, 570, 84), (768, 152, 7, 600, 98), (830, 176, 7, 560, 112))
    ):
        for i in range(n):
            girl = (i + row) % 2 == 0
            look = replace(
                PUPIL_GIRL if girl else PUPIL_BOY,
                skin=SKIN[(i * 3 + row) % 4 + 1],
                hair=("tail", "bob")[i % 2] if girl else "short",
            )
            s += person(
                x0 + i * dx,
                y,
                h * (0.96 + 0.05 * ((i * 7 + row) % 3)),
                look,
                replace(STAND, near_hand=(-12, -80)),
                -1,
            )
    s += glow(220, 190, 640, 420, "#ffeab8", 0.35) + grass(868, 32, ("#a5b565", "#5d8a4c"), 71, -10, 480, 30)
    return s + leaves_frame("right", TEAL, 7, 0.9) + vignette(opacity=0.08)


def football(x: float, y: float, r: float) -> str:
    spots = "".join(
        polygon(
            [
                (
                    x + math.cos(b + math.tau * i / 5) * r * 0.3 + dx * r,
                    y + math.sin(b + math.tau * i / 5) * r * 0.3 + dy * r,
                )
                for i in range(5)
            ],
            INK,
        )
        for dx, dy, b in (
            (0, 0, 0.3),
            (0.8, -0.35, 0.8),
            (-0.75, -0.42, 0.2),
            (-0.35, 0.8, 1.0),
            (0.6, 0.68, 0.5),
        )
    )
    return lit(
        clipped(f'<circle cx="{x}" cy="{y}" r="{r}"/>', circle(x, y, r, linear("#ffffff", "#d7dedb")), spots),
        size=1.8,
    )


RUN = Pose(
    hip=(0, -84),
    neck=(12, -132),
    near_hand=(30, -104),
    far_hand=(-22, -98),
    near_bend=-1,
    far_bend=1,
    near_foot=(-44, -22),
    far_foot=(28, -6),
    near_knee=1,
    far_knee=1,
    tilt=-4,
)
KICK = Pose(
    hip=(0, -82),
    neck=(-8, -132),
    near_hand=(-34, -110),
    far_hand=(26, -116),
    near_bend=1,
    far_bend=-1,
    near_foot=(-10, 0),
    far_foot=(48, -30),
    near_knee=1,
    far_knee=1,
)


def sports() -> str:
    hz = 420
    s = (
        backdrop("day", hz, 161, None, 4)
        + sun(1090, 130, 44, reach=6)
        + cloud(240, 140, 360, 5)
        + cloud(760, 110, 280, 3, opacity=0.8)
        + cloud(1030, 250, 200, 8, opacity=0.6)
    )
    s += rect(0, hz + 10, W, H, linear("#a9cb7c", "#7fb55f", "#3f8a50"))
    s += (
        tree(60, 500, 250, seed=3, spread=1.1)
        + tree(1220, 505, 280, seed=6, spread=1.1)
        + sugar_palm(1080, 480, 230, seed=5, bend=0.02)
        + sugar_palm(190, 478, 210, seed=8, bend=-0.02)
    )
    s += (
        tent(380, 500, 250, 150, TEAL[3])
        + tent(640, 498, 250, 150, EARTH[3])
        + tent(900, 500, 250, 150, GOLD[2])
    )
    s += crowd(230, 1060, 508, 66, 8, ("#d9694a", "#5b87a6", "#f2c14e", "#f4ead0", "#2f8573", "#b9566a"), 0.1)
    s += bunting(60, 330, 640, 330, 26, [EARTH[3], GOLD[3], TEAL[3], CREAM], 20) + bunting(
        640, 330, 1220, 330, 26, [TEAL[3], CREAM, GOLD[3], EARTH[3]], 20
    )
    # The pitch, mown in stripes.
    for i in range(9):
        a, b = -500 + i * 254, -500 + (i + 1) * 254
        s += polygon(
            [
                (640 + (a - 640) * 0.62, 512),
                (640 + (b - 640) * 0.62, 512),
                (640 + (b - 640) * 1.35, 870),
                (640 + (a - 640) * 1.35, 870),
            ],
            ("#8cc266", "#78b45a")[i % 2],
            opacity=0.85,
        )
    s += (
        rect(-10, 510, W + 20, 5, WHITE, opacity=0.9)
        + ellipse(600, 690, 250, 66, "none", stroke=WHITE, stroke_width=5, opacity=0.85)
        + polygon(
            [(1290, 560), (1060, 560), (930, 800), (1290, 800)],
            "none",
            stroke=WHITE,
            stroke_width=5,
            opacity=0.85,
        )
    )
    # The goal.
    net = "".join(
        stroke(f"M{1116 + i * 16},{410 + i * 3}L{1070 + i * 18},{720 - i * 12}", WHITE, 1.1, opacity=0.5)
        for i in range(12)
    ) + "".join(
        stroke(f"M{1098 - i * 4},{436 + i * 26}L1290,{430 + i * 22}", WHITE, 1.1, opacity=0.5)
        for i in range(11)
    )
    s += (
        net
        + lit(
            path("M1106,398L1290,366L1290,378L1118,408L1062,740L1048,740Z", linear("#ffffff", "#d7dedb")),
            size=2,
        )
        + shadow(1056, 742, 30, 5)
    )
    red, teal = (
        {"top": "#d9483b", "bottom_colour": "#fffaf0", "accent": "#f6d581"},
        {"top": "#1f7f86", "bottom_colour": "#12303a", "accent": "#f4ead0"},
    )
    player = Look(skin=SKIN[2], sleeve="short", bottom="shorts", shoes="#23282e", extras=("number",))
    keeper = replace(player, top="#f2c14e", bottom_colour="#33414c", accent=EARTH[3])
    s += person(
        1122,
        716,
        222,
        keeper,
        replace(
            STAND,
            hip=(0, -74),
            neck=(8, -122),
            near_hand=(30, -132),
            far_hand=(40, -118),
            near_foot=(-18, 0),
            far_foot=(22, -2),
        ),
        -1,
    )
    s += person(330, 640, 196, replace(player, **teal, skin=SKIN[3]), RUN, 1) + person(
        500,
        628,
        188,
        replace(player, **red),
        replace(RUN, near_foot=(30, -6), far_foot=(-42, -24), near_hand=(-20, -100), far_hand=(32, -106)),
        1,
    )
    s += person(
        890,
        690,
        226,
        replace(player, **teal),
        replace(RUN, near_foot=(30, -4), far_foot=(-40, -24), near_hand=(-22, -98), far_hand=(34, -108)),
        -1,
    )
    s += (
        person(690, 782, 280, replace(player, **red, skin=SKIN[3]), KICK, 1)
        + shadow(812, 790, 26, 5)
        + football(820, 742, 22)
        + stroke("M770,756q18,-4 24,-8M764,742q18,-2 26,-4", WHITE, 2.4, opacity=0.7)
    )
    s += person(420, 800, 286, replace(player, **red, skin=SKIN[1]), RUN, 1) + person(
        210,
        806,
        290,
        replace(player, **teal, skin=SKIN[2], hair="short"),
        replace(RUN, near_foot=(30, -4), far_foot=(-40, -24), near_hand=(-20, -98), far_hand=(34, -106)),
        1,
    )
    s += person(
        72,
        760,
        250,
        Look(
            skin=SKIN[2],
            top="#23282e",
            bottom="shorts",
            bottom_colour="#23282e",
            shoes="#1d1a20",
            sleeve="short",
        ),
        replace(WALK, far_hand=(16, -150)),
        1,
    )
    s += "".join(
        grass(868, 40, ("#7fb35c", "#2f7a4b"), 70 + i, a, b, 30)
        for i, (a, b) in enumerate([(-10, 330), (900, 1300)])
    )
    return s + glow(1060, 170, 640, 420, "#fff0c0", 0.32) + vignette(opacity=0.08)


def sapling(x: float, y: float, h: float, seed: int = 1, stake: bool = True) -> str:
    rng = random.Random(seed)
    o = ellipse(x, y, h * 0.22, h * 0.05, WOOD[2]) + ellipse(x, y - 1, h * 0.16, h * 0.034, WOOD[1])
    if stake:
        o += stroke(f"M{x + h * 0.08},{y}L{x + h * 0.08},{y - h * 0.8}", GOLD[2], h * 0.035) + stroke(
            f"M{x - 2},{y - h * 0.5}L{x + h * 0.09},{y - h * 0.52}", CREAM, 2
        )
    o += stroke(f"M{x},{y}Q{x - h * 0.02},{y - h * 0.5} {x + h * 0.01},{y - h * 0.92}", LEAF[1], h * 0.03)
    for i in range(9):
        t = 0.34 + 0.6 * i / 8
        n = h * (0.28 - 0.12 * t) * rng.uniform(0.9, 1.15)
        o += at(
            x,
            y - h * t,
            path(
                f"M0,0C{n * 0.3},{-n * 0.42} {n * 0.9},{-n * 0.36} {n * 1.3},{-n * 0.1}C{n * 0.9},{n * 0.2} {n * 0.3},{n * 0.2} 0,0Z",
                mix(LEAF[2], LEAF[4], rng.random() * 0.8 + 0.1),
            ),
            turn=-28 if i % 2 else 208,
        )
    return o


def tree_planting() -> str:
    hz = 400
    s = (
        backdrop("morning", hz, 171, (260, 170), 4)
        + cloud(860, 130, 340, 3)
        + cloud(560, 200, 200, 6, opacity=0.7)
        + cloud(1150, 240, 240, 8, opacity=0.7)
        + birds(700, 130, 5, 11, WHITE, 4)
    )
    s += rect(0, hz + 10, W, H, linear("#b7cf86", "#86b862", "#4f9456")) + rice(
        hz + 14, 470, 5, GREEN_FAR, ("#9cc069", "#6aa35f"), (3, 8), 20
    )
    s += (
        tree(1190, 530, 300, seed=6, spread=1.1)
        + tree(1060, 500, 200, seed=9)
        + tree(70, 500, 220, seed=4)
        + sugar_palm(960, 480, 240, seed=5, bend=0.02)
        + sugar_palm(180, 480, 250, seed=7, bend=-0.02)
    )
    s += (
        path(
            "M-20,520C200,482 560,478 760,500C900,516 1100,520 1300,506L1300,560C1080,580 700,600 400,590C220,584 80,572 -20,580Z",
            linear("#e9efd0", "#b7dccf", "#6fb0a8"),
        )
        + ripples(506, 578, 30, "#fffaf0", 3, 0.55)
        + light_path(260, 506, 580, 40, 90, "#fff6d8", 4, 14, 0.7)
    )
    s += land(
        [(-10, 572), (300, 590), (700, 588), (1100, 572), (1290, 580)],
        linear("#a9cb6f", "#6faa58", "#35804f", box=(0, 575, 0, H)),
    )
    s += grass(590, 12, ("#b9d27c", "#a2c56b"), 5, -10, 1300, 4)
    for i, (x, y, h) in enumerate(
        (
            (520, 640, 74),
            (640, 634, 70),
            (760, 632, 70),
            (880, 636, 74),
            (1000, 642, 78),
            (400, 648, 78),
            (280, 656, 84),
        )
    ):
        s += sapling(x, y, h, i + 3)
    s += person(
        600,
        676,
        196,
        VOLUNTEER,
        replace(BEND, near_hand=(40, -56), far_hand=(44, -54)),
        1,
        held=at(
            42,
            -50,
            path("M-14,-10h26l-3,24h-20Z", linear("#5aa7c4", "#2f7390", angle=0)),
            stroke("M12,-4l22,12", "#2f7390", 4),
            stroke("M36,10q4,14 6,26M33,12q0,14 0,26M39,8q8,12 12,24", "#cfeef0", 1.6),
        ),
    )
    s += person(
        900,
        690,
        206,
        replace(MAN, top="#f2c14e", collar="", hat="cap", hat_colour=TEAL[2]),
        replace(STAND, near_hand=(22, -78), far_hand=(24, -110), near_bend=-1),
        -1,
        held=stroke("M24,-116L22,4", WOOD[3], 4.4) + path("M14,-6h17l-3,24q-6,5 -11,0Z", "#8a9a98"),
    )
    green_shirt = "#3f9a62"
    s += (
        sapling(668, 808, 150, 21, False)
        + ellipse(668, 812, 62, 13, WOOD[1])
        + ellipse(668, 808, 46, 8, WOOD[0])
        + sapling(668, 808, 150, 21, False)
    )
    s += person(
        520,
        816,
        310,
        replace(
            OFFICIAL, top=green_shirt, bottom_colour="#3b4a52", extras=(), collar=green_shirt, sleeve="short"
        ),
        replace(KNEEL, near_hand=(52, -30), far_hand=(58, -26), neck=(22, -84), tilt=14),
        1,
    )
    s += person(
        826,
        816,
        306,
        replace(
            OFFICIAL_WOMAN,
            top=green_shirt,
            bottom="trousers",
            bottom_colour="#3b4a52",
            extras=(),
            collar=green_shirt,
            sleeve="short",
            skin=SKIN[3],
            hair="tail",
            accent=GOLD[3],
        ),
        replace(KNEEL, near_hand=(52, -32), far_hand=(58, -28), neck=(22, -84), tilt=14),
        -1,
    )
    s += person(
        250,
        806,
        290,
        replace(
            WOMAN,
            top=green_shirt,
            bottom="trousers",
            bottom_colour="#4b3a34",
            hat="straw",
            accent=EARTH[3],
            shoes="#3d2a26",
        ),
        replace(WALK, near_hand=(28, -92), far_hand=(34, -94)),
        1,
        held=at(32, -92, path("M-15,-4h30l-4,28h-22Z", WOOD[1]), at(0, -4, sapling(0, 0, 62, 5, False))),
    )
    s += person(
        120,
        816,
        186,
        child_of(replace(PUPIL_BOY, top="#f2a65a", collar="", skin=SKIN[3])),
        replace(WALK, near_hand=(26, -100), far_hand=(32, -100)),
        1,
        held=at(30, -98, path("M-13,-4h26l-3,24h-20Z", WOOD[1]), at(0, -4, sapling(0, 0, 52, 7, False))),
    )
    s += person(
        1050,
        810,
        286,
        replace(GRANDFATHER, top="#7fa2a8", hat="cloth", hat_colour=EARTH[2]),
        replace(STAND, near_hand=(20, -92), far_hand=(24, -112)),
        -1,
        held=stroke("M24,-120L20,4", WOOD[3], 5) + path("M8,-2h24l-2,8h-20Z", "#8a9a98"),
    )
    s += person(
        1160,
        818,
        188,
        child_of(replace(PUPIL_GIRL, top="#f7d774", collar="", accent=EARTH[3])),
        replace(STAND, near_hand=(28, -100), far_hand=(32, -100)),
        -1,
        held=at(
            30,
            -98,
            path("M-11,-8h22l-2,20h-18Z", linear("#e98a5c", "#c9553c", angle=0)),
            stroke("M-11,-2l-18,10", "#c9553c", 3.6),
        ),
    )
    s += "".join(
        grass(870, 46, ("#8fc060", "#2f7a4b"), 70 + i, a, b, 30)
        for i, (a, b) in enumerate([(-10, 420), (880, 1300)])
    ) + grass(868, 26, ("#8fc060", "#2f7a4b"), 75, 400, 900, 20)
    return (
        s
        + glow(260, 200, 680, 440, "#ffeab8", 0.42)
        + leaves_frame("right", TEAL, 5, 0.9)
        + vignette(opacity=0.08)
    )


def health() -> str:
    s = (
        sky("morning", 520)
        + sun(1130, 130, 42, reach=6)
        + cloud(180, 130, 320, 4)
        + cloud(900, 100, 260, 7, opacity=0.8)
    )
    s += treeline(500, 100, mix(TEAL[4], "#d9e6cf", 0.35), 5, mix(TEAL[4], "#d9e6cf", 0.6), palms=4) + rect(
        0, 498, W, H, linear("#b7cf86", "#86b862", "#5f9f58")
    )
    s += (
        tree(60, 570, 320, seed=5, spread=1.1)
        + tree(1220, 570, 320, seed=8, spread=1.05)
        + sugar_palm(1110, 540, 290, seed=4, bend=0.02)
    )
    # The health post: one storey, green roof, a porch in front.
    x0, x1, y0, y1 = 190, 1060, 330, 590
    wall = "#fdf4de"
    s += (
        shadow(625, 596, 520, 20, 0.34)
        + rect(x0, y0, x1 - x0, y1 - y0, linear(dark(wall, 0.1), wall, "#fffaf0", angle=0))
        + rect(x0, y0, x1 - x0, 46, linear(("#0f2a33", 0.38), ("#0f2a33", 0)))
        + rect(x0, 548, x1 - x0, 42, TEAL[4])
    )
    for wx in (232, 352, 790, 910):
        s += (
            rect(wx - 6, 396, 104, 104, "#fffaf0", r=3)
            + rect(wx, 402, 92, 92, linear("#3f7f86", "#a9d2c4"))
            + rect(wx + 44, 402, 4, 92, "#fffaf0")
            + rect(wx, 432, 92, 3, "#fffaf0")
            + polygon([(wx, 402), (wx + 26, 402), (wx, 460)], "#ffffff", opacity=0.25)
            + rect(wx - 10, 500, 112, 8, "#d9cba7", r=2)
        )
    s += (
        rect(520, 388, 190, 202, "#fffaf0")
        + rect(528, 396, 85, 194, linear("#3f7f86", "#a9d2c4"))
        + rect(617, 396, 85, 194, linear("#3f7f86", "#a9d2c4"))
        + rect(600, 480, 5, 34, "#d7dedb", r=2)
        + rect(625, 480, 5, 34, "#d7dedb", r=2)
    )
    s += (
        polygon(
            [(150, 338), (1100, 338), (1000, 236), (250, 236)],
            linear(light(TEAL[3], 0.25), TEAL[2], dark(TEAL[2], 0.2)),
        )
        + "".join(
            stroke(f"M{150 + i * 950 / 44:.1f},338L{250 + i * 750 / 44:.1f},236", TEAL[0], 1.2, opacity=0.35)
            for i in range(1, 44)
        )
        + rect(146, 334, 958, 11, "#fffaf0", r=4)
        + rect(246, 230, 758, 10, TEAL[0], r=4)
    )
    s += polygon([(456, 346), (774, 346), (615, 232)], linear("#fff6df", "#f1e2bc")) + path(
        "M615,218L432,346L446,358L615,242L784,358L798,346Z", linear(light(TEAL[3], 0.3), TEAL[2])
    )
    s += (
        circle(615, 304, 31, TEAL[2])
        + circle(615, 304, 27, "#fffaf0")
        + rect(609, 286, 12, 36, TEAL[3], r=2)
        + rect(597, 298, 36, 12, TEAL[3], r=2)
    )
    for px in (462, 748):
        s += rect(px, 350, 20, 244, linear("#d9cba7", "#fffaf0", "#e9dcbc", angle=0)) + rect(
            px - 5, 580, 30, 16, "#d9cba7", r=2
        )
    s += hedge(190, 450, 612, 30, 4, flowers="#e8649a") + hedge(790, 1070, 612, 30, 6, flowers="#e8649a")
    s += land(
        [(-10, 622), (400, 612), (900, 616), (1290, 606)],
        linear("#f3e6c4", "#ead4a2", "#d8b880", box=(0, 610, 0, H)),
    ) + polygon([(470, 600), (760, 600), (820, 640), (410, 640)], "#efe4c9")

    # The elders wait, the nurse takes the blood pressure.
    def chair(x: float, y: float, colour: str = TEAL[3], face: int = 1) -> str:
        return shadow(x, y, 54, 8) + lit(
            at(
                x,
                y,
                rect(-34, -172, 11, 120, colour, r=5),
                rect(-34, -84, 66, 12, dark(colour, 0.1), r=5),
                rect(-32, -76, 7, 76, "#7a8a8c"),
                rect(22, -76, 7, 76, "#7a8a8c"),
                flip=face < 0,
            ),
            size=2,
        )

    for x, look in (
        (130, replace(GRANDMOTHER, top="#e3b25c", sash="#f7efd9")),
        (245, replace(GRANDFATHER, top="#a9c4c0")),
    ):
        s += chair(x, 760) + person(
            x - 2, 760, 268, look, replace(SIT, hip=(0, -54), neck=(0, -105)), 1, ground=0
        )
    s += (
        table(610, 806, 270, 110, "#f4efe0", 0.7)
        + chair(450, 800)
        + person(
            448,
            800,
            292,
            replace(GRANDMOTHER, top="#d98ab0", bottom_colour="#3b3358", sash=""),
            replace(SIT, hip=(0, -54), neck=(2, -105), near_hand=(58, -84), far_hand=(40, -62)),
            1,
            ground=0,
        )
    )
    s += (
        lit(
            rect(484, 634, 36, 27, linear("#3f6f9c", "#24486b"), r=9),
            rect(640, 640, 66, 48, linear("#f4fbf6", "#c9d8d3"), r=6),
            rect(649, 648, 48, 24, "#234a44", r=3),
            size=2,
        )
        + stroke("M654,664l8,0l4,-10l6,16l4,-8l14,0", "#8fe0b4", 2)
        + stroke("M518,652C550,678 600,692 642,676", INK, 3)
        + rect(700, 676, 40, 10, "#fffaf0", r=2)
    )
    s += chair(790, 806, TEAL[3], -1) + person(
        792,
        806,
        296,
        NURSE,
        replace(SIT, hip=(0, -54), neck=(6, -104), near_hand=(60, -92), far_hand=(64, -84), tilt=6),
        -1,
        ground=0,
    )
    s += person(
        960,
        790,
        278,
        VOLUNTEER,
        replace(TALK, near_hand=(24, -96), far_hand=(34, -104)),
        -1,
        held=at(
            24,
            -100,
            rect(-12, -16, 24, 32, "#fffaf0", r=2),
            *[rect(-8, -10 + 7 * i, 16, 2.6, "#b9c0b0") for i in range(3)],
        ),
    ) + person(
        1075,
        800,
        276,
        replace(WOMAN, hair="bob", top="#5ba489", bottom_colour="#7f2f3e"),
        replace(STAND, near_hand=(12, -112), far_hand=(18, -106)),
        -1,
        held=at(
            10,
            -116,
            path("M-15,-10C-18,8 -10,30 4,30C18,30 20,6 14,-10C8,-20 -8,-20 -15,-10Z", "#fffaf0"),
            circle(4, -16, 9, SKIN[3]),
            path("M-5,-18C-6,-28 14,-28 13,-17C8,-22 0,-21 -5,-18Z", HAIR[1]),
        ),
    )
    s += person(
        345, 704, 226, replace(OFFICIAL_WOMAN), replace(STAND, near_hand=(20, -96), far_hand=(26, -104)), -1
    )
    s += (
        bush(1220, 830, 170, seed=7, flowers="#f2c14e")
        + bush(40, 850, 180, seed=9, flowers="#f2c14e")
        + grass(868, 30, ("#a5b565", "#5d8a4c"), 72, 900, 1300, 30)
    )
    return s + glow(1080, 170, 640, 420, "#ffeab8", 0.35) + vignette(opacity=0.08)


# ---------------------------------------------------------------------------------------------------------------
# Portraits: faceless busts for the sample posts.


def bust(
    ground: tuple[str, str],
    skin: str,
    hair: str,
    hair_colour: str,
    dress: str,
    colour: str,
    accent: str = GOLD[3],
) -> str:
    """A dignified bust, 480 × 600. ``hair``: short | parted | receding | bun | bob | waves; ``dress``: khaki | suit | silk | shirt."""
    w, h = 480, 600
    s = (
        rect(0, 0, w, h, linear(light(ground[0], 0.3), ground[0], ground[1]))
        + circle(240, 262, 214, light(ground[0], 0.45), opacity=0.55)
        + circle(330, 120, 330, radial(("#fff4d6", 0.6), ("#fff4d6", 0)))
    )
    woman = hair in ("bun", "bob", "waves")
    sh = 168 if woman else 190
    hl = light(hair_colour, 0.22)
    back = ""
    if hair == "bun":
        back = circle(240, 96, 46, linear(hl, hair_colour))
    if hair == "bob":
        back = path(
            "M146,206C140,120 176,84 240,84C304,84 340,120 334,206C336,270 330,318 316,342L164,342C150,318 144,270 146,206Z",
            hair_colour,
        )
    if hair == "waves":
        back = path(
            "M142,206C136,116 176,80 240,80C304,80 344,116 338,206C344,262 356,300 344,346C336,392 310,404 300,410L180,410C170,404 144,392 136,346C124,300 136,262 142,206Z",
            hair_colour,
        )
    body_d = f"M{240 - sh},620C{240 - sh - 4},520 {240 - sh + 8},452 {240 - sh * 0.62:.0f},424C{240 - 74},404 {240 - 52},398 {240 - 46},380L{240 + 46},380C{240 + 52},398 {240 + 74},404 {240 + sh * 0.62:.0f},424C{240 + sh - 8},452 {240 + sh + 4},520 {240 + sh},620Z"
    body = path(body_d, linear(light(colour, 0.2), colour, dark(colour, 0.22)))
    folds = path(
        f"M{240 - sh + 40},620C{240 - sh + 44},560 {240 - sh + 40},520 {240 - sh + 58},476C{240 - sh + 56},530 {240 - sh + 66},580 {240 - sh + 66},620Z",
        dark(colour, 0.3),
        opacity=0.4,
    ) + path(
        f"M{240 + sh - 40},620C{240 + sh - 44},560 {240 + sh - 40},520 {240 + sh - 58},476C{240 + sh - 56},530 {240 + sh - 66},580 {240 + sh - 66},620Z",
        dark(colour, 0.3),
        opacity=0.3,
    )
    neck = path(
        "M196,300L196,388C204,424 276,424 284,388L284,300Z", linear(dark(skin, 0.3), dark(skin, 0.08))
    )
    dressing = ""
    if dress == "khaki":
        dressing += (
            path("M194,380L240,470L286,380L300,392L268,456L240,480L212,456L180,392Z", "none")
            + path("M196,376C186,384 176,392 172,402L214,462L240,436Z", light(colour, 0.22))
            + path("M284,376C294,384 304,392 308,402L266,462L240,436Z", light(colour, 0.32))
            + path("M226,424L254,424L250,444L262,600L240,620L218,600L230,444Z", dark(colour, 0.55))
            + path("M226,424L254,424L248,446L232,446Z", dark(colour, 0.62))
        )
        for s_ in (-1, 1):
            dressing += at(
                240 + s_ * sh * 0.66,
                438,
                rect(-44, -11, 88, 24, "#3b3428", r=10),
                rect(-32, -4, 40, 9, accent, r=4),
                circle(22, 1, 6, accent),
                turn=s_ * 18,
            )
            dressing += (
                rect(240 + s_ * 88 - 40, 522, 80, 98, dark(colour, 0.1), r=6)
                + path(f"M{240 + s_ * 88 - 40},{522}h80v20l-40,16l-40,-16Z", dark(colour, 0.2))
                + circle(240 + s_ * 88, 546, 4.4, accent)
            )
        for i, c in enumerate((EARTH[2], GOLD[3], TEAL[2], "#2b2f63", EARTH[3], GOLD[4])):
            dressing += rect(294 + (i % 3) * 24, 488 + (i // 3) * 13, 23, 12, c, r=1.5)
    elif dress == "suit":
        dressing += path("M190,384L240,520L290,384L262,372L218,372Z", "#fdf8ea") + path(
            "M228,408L252,408L258,420L250,432L264,560L240,600L216,560L230,432L222,420Z",
            linear(light(accent, 0.2), accent, dark(accent, 0.2)),
        )
        dressing += (
            path(
                "M192,376C180,386 164,394 156,404L170,470L196,476L236,600L240,620L200,620L150,470Z",
                dark(colour, 0.2),
            )
            + path(
                "M288,376C300,386 316,394 324,404L310,470L284,476L244,600L240,620L280,620L330,470Z",
                light(colour, 0.14),
            )
            + circle(322, 500, 6, GOLD[3])
            + circle(322, 500, 3, EARTH[2])
        )
    elif dress == "silk":
        dressing += (
            path(
                "M194,378C204,420 222,446 240,452C258,446 276,420 286,378L298,388C288,436 262,470 240,478C218,470 192,436 182,388Z",
                light(accent, 0.15),
            )
            + path("M236,470L244,470L246,620L234,620Z", dark(colour, 0.3), opacity=0.6)
            + "".join(circle(240, 500 + i * 36, 5.4, GOLD[4]) for i in range(4))
        )
        pattern = "".join(
            at(
                90 + i * 50 + (j % 2) * 25,
                450 + j * 40,
                polygon([(0, -9), (6, 0), (0, 9), (-6, 0)], light(colour, 0.45)),
                polygon([(0, -4), (3, 0), (0, 4), (-3, 0)], accent),
            )
            for i in range(8)
            for j in range(5)
        )
        dressing = (
            clipped(f'<path d="{body_d}"/>', group(pattern, opacity=0.55))
            + path(
                "M195.5,378C204,420 222,446 240,452C258,446 276,420 284.5,378Z",
                linear(dark(skin, 0.1), dark(skin, 0.02)),
            )
            + dressing
            + circle(172, 476, 11, GOLD[3])
            + "".join(
                circle(172 + math.cos(a) * 12, 476 + math.sin(a) * 12, 4.4, GOLD[4])
                for a in [math.tau * i / 7 for i in range(7)]
            )
        )
    else:
        dressing += (
            path("M196,376C184,386 172,396 168,408L212,466L240,432Z", light(colour, 0.28))
            + path("M284,376C296,386 308,396 312,408L268,466L240,432Z", light(colour, 0.42))
            + stroke("M240,440L240,620", dark(colour, 0.3), 3, opacity=0.6)
            + "".join(circle(247, 486 + i * 46, 4.6, light(colour, 0.6)) for i in range(3))
            + rect(296, 506, 74, 90, dark(colour, 0.1), r=6)
            + rect(296, 506, 74, 12, dark(colour, 0.18), r=4)
        )
    skull = path(
        "M151,196C148,120 190,80 240,80C290,80 332,120 329,196L322,232L240,262L158,232Z", dark(skin, 0.1)
    )
    face = path(
        "M160,196C158,120 194,92 240,92C286,92 322,120 320,196C320,258 292,334 240,336C188,334 160,258 160,196Z",
        linear(dark(skin, 0.14), skin, light(skin, 0.22), angle=0),
    )
    ears = ellipse(157, 220, 15, 26, dark(skin, 0.16)) + ellipse(323, 220, 15, 26, light(skin, 0.06))
    shade = path("M196,318C220,342 262,342 284,318L284,344C262,366 218,366 196,344Z", "#3a1f18", opacity=0.22)
    if hair == "short":
        top = path(
            "M152,204C138,110 178,66 244,66C312,66 344,112 328,204C322,178 318,160 306,146C268,152 214,150 182,136C170,154 158,174 152,204Z",
            hair_colour,
        ) + stroke("M196,94C226,80 272,82 300,104", hl, 8, opacity=0.5)
    elif hair == "parted":
        top = path(
            "M152,208C136,112 176,62 246,64C314,66 344,116 328,208C324,176 316,158 302,142C270,142 236,132 214,108C204,136 168,150 152,208Z",
            hair_colour,
        ) + stroke("M218,92C246,80 282,88 304,112", hl, 8, opacity=0.5)
    elif hair == "receding":
        top = path(
            "M152,212C140,128 172,74 240,72C308,74 340,128 328,212C324,180 320,158 300,132C280,112 206,112 182,132C160,158 156,180 152,212Z",
            hair_colour,
        ) + stroke("M200,96C226,86 262,86 288,100", hl, 7, opacity=0.5)
    elif hair == "bun":
        top = (
            path(
                "M152,216C134,112 176,74 240,74C304,74 346,112 328,216C320,170 300,138 250,124C206,132 164,164 152,216Z",
                hair_colour,
            )
            + stroke("M190,110C218,88 266,86 294,108", hl, 8, opacity=0.5)
            + circle(157, 248, 6, GOLD[4])
            + circle(323, 248, 6, GOLD[4])
        )
    elif hair == "bob":
        top = path(
            "M148,258C126,116 168,72 240,72C314,72 354,116 332,258C330,206 322,168 300,142C252,162 196,160 178,142C158,172 152,206 148,258Z",
            hair_colour,
        ) + stroke("M188,104C218,84 268,84 298,108", hl, 8, opacity=0.5)
    else:
        top = path(
            "M146,262C122,112 170,68 244,70C318,72 356,116 334,262C334,206 322,164 292,136C262,128 226,116 212,102C206,140 158,170 146,262Z",
            hair_colour,
        ) + stroke("M222,92C252,80 290,90 312,122", hl, 8, opacity=0.5)
    figure_parts = (
        back
        + neck
        + body
        + dressing
        + folds
        + shade
        + (ears if hair != "waves" and hair != "bob" else "")
        + ("" if hair in ("bob", "waves") else skull)
        + face
        + top
    )
    return (
        s
        + shadow(240, 610, 260, 40, 0.3)
        + lit(figure_parts, size=7, glow_opacity=0.32, shade_opacity=0.22)
        + vignette("#0c2b38", 0.08, w, h)
    )


PEOPLE = {
    "person-1": (("#cfe0cf", "#7fae9a"), SKIN[2], "parted", HAIR[0], "khaki", "#b79c66", GOLD[3]),
    "person-2": (("#f3dfb4", "#d9a85c"), SKIN[3], "bun", HAIR[1], "khaki", "#b0965f", GOLD[4]),
    "person-3": (("#d5dfe0", "#7f9fa8"), SKIN[2], "receding", HAIR[3], "suit", "#24404f", EARTH[2]),
    "person-4": (("#efd3bd", "#c98a6a"), SKIN[4], "waves", HAIR[2], "silk", "#1f7a70", GOLD[3]),
    "person-5": (("#e6e2c4", "#a9b37a"), SKIN[1], "short", HAIR[0], "shirt", "#3f6f8a", GOLD[3]),
    "person-6": (("#e6d5df", "#a88a9f"), SKIN[3], "bob", HAIR[0], "silk", "#6f3557", GOLD[3]),
    "person-7": (("#d3e2d6", "#6f9f86"), SKIN[1], "short", HAIR[4], "khaki", "#bda470", GOLD[3]),
    "person-8": (("#f6e6c2", "#d0b070"), SKIN[4], "bun", HAIR[3], "silk", "#b0652e", TEAL[2]),
}


# ---------------------------------------------------------------------------------------------------------------
# The register: name → how to draw it, width, height, most bytes.

SCENE = (W, H, 110_000)
SCENES: dict[str, tuple[Callable[[], str], int, int, int]] = {
    "ricefield": (ricefield, *SCENE),
    "village-road": (village_road, *SCENE),
    "office": (office, *SCENE),
    "meeting": (meeting, *SCENE),
    "elders": (elders, *SCENE),
    "children": (children, *SCENE),
    "vaccination-dogs": (vaccination_dogs, *SCENE),
    "fogging": (fogging, *SCENE),
    "rocket-festival": (rocket_festival, *SCENE),
    "krathong": (krathong, *SCENE),
    "candle": (candle, *SCENE),
    "silk": (silk, *SCENE),
    "flood": (flood, *SCENE),
    "drought": (drought, *SCENE),
    "waterworks": (waterworks, *SCENE),
    "recycling": (recycling, *SCENE),
    "market": (market, *SCENE),
    "school": (school, *SCENE),
    "sports": (sports, *SCENE),
    "tree-planting": (tree_planting, *SCENE),
    "night-temple": (night_temple, *SCENE),
    "harvest": (harvest, *SCENE),
    "health": (health, *SCENE),
    "buffalo": (buffalo_scene, *SCENE),
    "hero": (hero, 1920, 800, 160_000),
    **{name: (partial(bust, *look), 480, 600, 60_000) for name, look in PEOPLE.items()},
}


# ---------------------------------------------------------------------------------------------------------------
# Rendering.


def render(svg_body: str, width: int, height: int, target: Path, limit: int) -> int:
    """Draw the SVG with Chromium at twice its size and save it as JPEG of at most ``limit`` bytes; returns the bytes."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<defs>{''.join(_defs)}</defs>{svg_body}</svg>"
    )
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder) / "page.html", Path(folder) / "shot.png"
        page.write_text(
            f"<!doctype html><style>html,body{{margin:0;background:#fff}}svg{{display:block}}</style>{svg}",
            encoding="utf-8",
        )
        subprocess.run(
            [
                CHROMIUM,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--force-device-scale-factor=2",
                f"--user-data-dir={folder}/profile",
                f"--window-size={width},{height + 200}",
                f"--screenshot={shot}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        with Image.open(shot) as picture:
            final = (
                picture.convert("RGB")
                .crop((0, 0, width * 2, height * 2))
                .resize((width, height), Image.Resampling.LANCZOS)
            )
    for quality in range(84, 55, -2):
        final.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
        if target.stat().st_size <= limit:
            break
    return target.stat().st_size


def main(names: Sequence[str], folder: Path = PICTURES) -> int:
    """Draw the named pictures (all without names) and tell the size of each."""
    wanted = list(names) or list(SCENES)
    unknown = [name for name in wanted if name not in SCENES]
    if unknown:
        print("No such picture: " + ", ".join(unknown), file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        draw, width, height, limit = SCENES[name]
        _defs.clear()
        size = render(draw(), width, height, folder / f"{name}.jpg", limit)
        print(f"{name}.jpg {width}×{height} {size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="names of pictures without .jpg")
    parser.add_argument("--folder", type=Path, default=PICTURES)
    options = parser.parse_args()
    sys.exit(main(options.names, options.folder))

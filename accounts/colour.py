"""Colours as numbers: #rrggbb, the contrast of two of them (WCAG 2.2), and OKLCH for a colour's lighter and darker kin."""

import math

Oklch = tuple[float, float, float]  # lightness 0–1, chroma from 0, hue in radians

_TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_FROM_LAB = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_FROM_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def _multiply(matrix: tuple, vector: tuple) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _linear(colour: str) -> tuple[float, ...]:
    """The light of #rrggbb: red, green and blue, each 0–1."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours #rrggbb, from 1 to 21, by the formula of WCAG 2.2."""
    lights = sorted(
        sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), _linear(c), strict=True)) for c in (one, other)
    )
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def to_oklch(colour: str) -> Oklch:
    lms = tuple(math.cbrt(light) for light in _multiply(_TO_LMS, _linear(colour)))
    lightness, a, b = _multiply(_TO_LAB, lms)
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, ...]:
    lms = _multiply(_FROM_LAB, (lightness, chroma * math.cos(hue), chroma * math.sin(hue)))
    return _multiply(_FROM_LMS, tuple(part**3 for part in lms))


def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The nearest #rrggbb of this lightness and hue; chroma that no screen can show is taken back."""
    lightness = min(max(lightness, 0.0), 1.0)
    low, high = 0.0, chroma
    if all(-1e-4 <= light <= 1.0001 for light in _from_oklch(lightness, chroma, hue)):
        low = chroma
    else:
        for _ in range(20):
            middle = (low + high) / 2
            shown = all(-1e-4 <= light <= 1.0001 for light in _from_oklch(lightness, middle, hue))
            low, high = (middle, high) if shown else (low, middle)
    channels = []
    for light in _from_oklch(lightness, low, hue):
        light = min(max(light, 0.0), 1.0)
        channels.append(12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)

"""Numbers in both scripts: Arabic digits on screens, Thai digits in official print; input takes either."""

import re
from decimal import ROUND_HALF_UP, Decimal

_ARABIC = "0123456789"
_THAI = "๐๑๒๓๔๕๖๗๘๙"
_TO_ARABIC = str.maketrans(_THAI, _ARABIC)
_TO_THAI = str.maketrans(_ARABIC, _THAI)

# Not \d, which also takes the digits of every other script. Eighteen digits always fit a database integer.
_INTEGER = re.compile(r"-?[0-9๐-๙]{1,18}")


def to_arabic(text: str) -> str:
    """Return the text with ๐–๙ written 0–9; everything else stays."""
    return text.translate(_TO_ARABIC)


def to_thai(text: str) -> str:
    """Return the text with 0–9 written ๐–๙; everything else stays."""
    return text.translate(_TO_THAI)


def parse_int(text: str | None) -> int | None:
    """Read a whole number of at most 18 digits in either script, or both; None for anything else."""
    text = (text or "").strip()
    return int(text) if _INTEGER.fullmatch(text) else None


def number(value: int | float | Decimal | str, places: int | None = None) -> str:
    """Write a number with thousands separators, rounded half up to `places` decimals if given: 1,234.5."""
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{exact:,f}"


def money(value: int | float | Decimal | str) -> str:
    """Write an amount of baht with its satang: 1,234,567.50 บาท."""
    return f"{number(value, 2)} บาท"


def filesize(size: int) -> str:
    """Write a size given in bytes as people read it beside a download: 512 ไบต์, 640 KB, 1.2 MB."""
    if size < 1024:
        return f"{size:,} ไบต์"
    kilobytes = size / 1024
    if round(kilobytes) < 1024:
        return f"{kilobytes:.0f} KB"
    megabytes = kilobytes / 1024
    if round(megabytes, 1) < 1024:
        return f"{megabytes:.1f} MB"
    return f"{megabytes / 1024:.1f} GB"

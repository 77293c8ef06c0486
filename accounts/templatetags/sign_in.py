"""What the pages of one's own account say of a browser, an address and a moment."""

from datetime import UTC, datetime

from django import template

from accounts import addresses, start_codes

register = template.Library()
register.filter("shortened", addresses.shortened)
register.filter("in_fours", start_codes.in_fours)

#: What stands in a browser's own words → what people call it; the first that fits.
BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Line/": "LINE", "Firefox": "Firefox",
    "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "Mac", "CrOS": "Chromebook",
    "Linux": "Linux",
}  # fmt: skip


@register.filter
def device(agent: str) -> str:
    """ "Chrome บน Windows" for a User-Agent; what says nothing is a browser that is not known."""
    found = [
        next((name for word, name in words.items() if word in (agent or "")), "")
        for words in (BROWSERS, SYSTEMS)
    ]
    return " บน ".join(name for name in found if name) or "เบราว์เซอร์ที่ไม่รู้จัก"


@register.filter
def moment(seconds: float) -> datetime:
    """The moment of a number of seconds since 1970 (UTC)."""
    return datetime.fromtimestamp(seconds, UTC)

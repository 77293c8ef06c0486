"""The event of a piece of news, as the calendar of a phone takes it."""

from django.conf import settings

from announcements.models import Announcement
from publishing.vobject import escaped, moment, written


def calendar(news: Announcement, office_name: str) -> str:
    """An iCalendar file with the one event of `news`, which has a beginning."""
    address = f"{settings.SITE_ADDRESS}{news.publication.address}"
    event = {
        "UID": address,
        "DTSTAMP": moment(news.published_at),
        "DTSTART": moment(news.starts_at),
        "DTEND": moment(news.ends_at) if news.ends_at else "",
        "SUMMARY": escaped(news.title),
        "LOCATION": escaped(news.place),
        "DESCRIPTION": escaped(f"{news.summary}\n{address}".strip()),
        "URL": address,
    }
    return written(
        [
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", f"-//{escaped(office_name)}//TH"),
            ("BEGIN", "VEVENT"),
            *((name, value) for name, value in event.items() if value),
            ("END", "VEVENT"),
            ("END", "VCALENDAR"),
        ]
    )

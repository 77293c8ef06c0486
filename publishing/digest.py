"""One letter at 08.30 and at 15.00 of an office day, to each person for whom something waits that he was not told yet."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office, User
from accounts.office_days import SATURDAY, next_office_day
from publishing import mail
from publishing.models import Letter, Notice
from publishing.notices import FOOT, still_hold
from thai.dates import BANGKOK

HOURS = (time(8, 30), time(15))  # Bangkok
LONGEST = 30  # lines of a letter; the desk has all
KEPT_FOR = timedelta(days=180)  # what was told


def send_digests(now: datetime | None = None) -> int:
    """Queue the digests of the last hour of today that has passed; returns how many.

    What waited before that hour is told once, however many clocks run, and in one letter however long none ran. One query
    when nothing waits, none outside office days and before the first hour.
    """
    now = now or timezone.now()
    hour = _last_hour(now)
    if hour is None:
        return 0
    waiting = Notice.objects.filter(told_at=None, at__lte=hour).order_by()
    people = list(waiting.values_list("recipient", flat=True).distinct())
    today = timezone.localdate(now)
    if not people or next_office_day(today - timedelta(days=1)) != today:
        return 0
    office = Office.objects.first()
    sent = sum(_tell(person, hour, now, office) for person in people)
    Notice.objects.filter(told_at__lt=now - KEPT_FOR).delete()
    return sent


def _last_hour(now: datetime) -> datetime | None:
    """The last of today's hours that has passed; None on a weekend and before the first."""
    today = timezone.localdate(now)
    hours = [datetime.combine(today, hour, BANGKOK) for hour in HOURS] if today.weekday() < SATURDAY else []
    return max((hour for hour in hours if hour <= now), default=None)


def _tell(key: int, hour: datetime, now: datetime, office: Office | None) -> bool:
    """One person's digest, if anything still has to be told."""
    with transaction.atomic():
        # Another clock at the same moment waits here, and then finds nothing that waited before the hour.
        person = User.objects.select_for_update(no_key=True).get(pk=key)
        waiting = list(Notice.objects.filter(recipient=person, told_at=None))
        if all(notice.at > hour for notice in waiting):
            return False
        waiting = [*_never_sent(person), *waiting]
        Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(told_at=now)
        if not (person.is_active and person.email and person.wants_digest):
            return False
        holding = still_hold(waiting, person)
        if holding:
            subject = f"{office.short_name if office else ''} มีเรื่องที่รอท่านดำเนินการ {len(holding)} เรื่อง"
            body = _body(person, holding)
            mail.queue(Letter.Kind.DIGEST, [person], subject=subject, body=body, at=now, waits=True)
        return bool(holding)


def _never_sent(person: User) -> list[Notice]:
    """What stood in digests that the mail server did not take: they go, and the next one has it instead of them."""
    notices = []
    in_trouble = Letter.objects.filter(kind=Letter.Kind.DIGEST, recipient=person, sent_at=None).exclude(
        trouble=""
    )
    for letter in in_trouble:
        # One without trouble by now is being sent at this moment.
        if in_trouble.filter(pk=letter.pk).delete()[0]:
            notices += Notice.objects.filter(recipient=person, told_at=letter.queued_at)
    return notices


def _body(person: User, holding: list[Notice]) -> str:
    lines = [
        f"{place}. {one.words}\n{settings.SITE_ADDRESS}{one.address}" for place, one in enumerate(holding, 1)
    ]
    if len(lines) > LONGEST:
        more = len(lines) - LONGEST
        lines = [*lines[:LONGEST], f"และอีก {more} เรื่อง ดูทั้งหมดในหน้า “งานของฉัน”"]
    return "\n\n".join(
        [
            f"เรียน {person.position.title if person.position else 'เจ้าหน้าที่'}",
            "มีเรื่องที่รอท่านดำเนินการในระบบเว็บไซต์",
            *lines,
            f"เปิดหน้า “งานของฉัน”\n{settings.SITE_ADDRESS}{reverse('admin:index')}",
            f"ถ้าไม่ต้องการรับจดหมายสรุปนี้ ปิดได้ที่ “การแจ้งเตือนของท่าน”\n{settings.SITE_ADDRESS}{reverse('admin:notifications')}",
            FOOT,
        ]
    )

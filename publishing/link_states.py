"""The outside links of all editions: which there are, when each is looked at, and what is made of the answer.

Nothing here happens in a request: `manage.py tick` calls `check_links()`. A new address is looked at in the next minute or
two, so that the gate knows of it before somebody submits; every other once a night.
"""

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from datetime import time as day_time
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import Office, User
from publishing.declared import functions
from publishing.gates import spam
from publishing.gates.places import ways_out_of
from publishing.gates.watch import SPAM_KINDS, Sought, pointed, prepare
from publishing.link_check import Answer, Net, Outcome, check
from publishing.models import Edition, LinkPlace, LinkReading, OutsideLink, WatchWord
from publishing.models.links import LONGEST_ADDRESS, fingerprint_of
from publishing.states import IN_PROGRESS, State

Verdict = OutsideLink.Verdict
#: Whose links are looked at: what the public reads, and what it may read soon.
WATCHED = IN_PROGRESS | {State.PUBLISHED}
READ_AT_ONCE = 200  # editions a run
MOST_A_RUN = 60  # links
MOST_OF_A_HOST = 6  # links of one site a run, one after the other
PAUSE = 1.0  # seconds between two links of a site
AT_ONCE = 8  # sites at the same time
SECONDS_A_RUN = 25  # no look begins later; the last one may take link_check.DEADLINE
CLAIMED_FOR = timedelta(minutes=10)  # a run that died gives its links back
NIGHT = day_time(1, 0)
SPREAD = 4 * 60 * 60  # seconds over which a night's looks are spread
WHEN_OFFLINE = timedelta(minutes=15)
KEPT_FOR = timedelta(days=30)  # what is known of an address that no edition has any more
#: So many days one after the other, and it is broken; before, nobody can be sure.
DAYS_GONE, DAYS_IN_TROUBLE = 2, 7
#: So many words of gambling and loans in a page: one may stand in a warning of the police. In a title one is enough.
WORDS_IN_TEXT = 3
#: Short names of sites → whose they are. What begins there and ends there has not changed hands.
SHORT_NAMES = {
    "youtu.be": "youtube.com", "forms.gle": "google.com", "goo.gl": "google.com", "g.page": "google.com",
    "fb.me": "facebook.com", "fb.com": "facebook.com", "fb.watch": "facebook.com", "lin.ee": "line.me",
    "m.me": "facebook.com", "messenger.com": "facebook.com",
}  # fmt: skip
THAI_SECOND_LEVEL = {"go", "ac", "or", "co", "in", "mi", "net"}


def check_links(net: Net | None = None) -> tuple[int, int]:
    """Read the links of what was saved or moved, and look at those that are due; (looked at, with a problem).

    Three queries when there is nothing to do, and those of other apps for their addresses. Safe at any time and many at once.
    """
    find_links()
    return check_due(net)


def to_mend(user: User) -> QuerySet[OutsideLink]:
    """The links that ask for mending on pages of a position that this person holds today, or acts for."""
    places = LinkPlace.objects.filter(
        link=OuterRef("pk"), edition__publication__owner__in=user.positions_today
    )
    return OutsideLink.objects.filter(Exists(places), verdict__in=OutsideLink.PROBLEMS)


# Which links there are


def find_links() -> int:
    """Bring the rows up to date with the editions that were saved or moved since; returns how many were read.

    An edition tells by its version that it was saved, so no save has to know of this. Of many, the next run reads more.
    """
    _forget()
    read = LinkReading.objects.filter(edition=OuterRef("pk"), version=OuterRef("version"))
    unread = Edition.objects.filter(~Exists(read), state__in=WATCHED).select_related("publication")
    editions = list(unread.order_by("-pk")[:READ_AT_ONCE])
    if editions:
        office = Office.objects.first()
        own = spam.bare_host(office.domain) if office and office.domain else ""
        for edition in editions:
            _read(edition, own)
    return len(editions)


def _forget() -> None:
    """What has ended carries no links any more; what nobody carries is forgotten after a while."""
    over = list(
        LinkReading.objects.exclude(edition__state__in=WATCHED).values_list("pk", flat=True)[:READ_AT_ONCE]
    )
    if over:
        LinkPlace.objects.filter(edition__in=over).delete()
        LinkReading.objects.filter(pk__in=over).delete()
        carried = LinkPlace.objects.filter(link=OuterRef("pk"))
        forgotten = OutsideLink.objects.filter(~Exists(carried), added_at__lt=timezone.now() - KEPT_FOR)
        forgotten.exclude(fingerprint__in=_declared()).delete()


def _read(edition: Edition, own: str) -> None:
    """The rows of one edition. `own` is the office's host, which is no outside."""
    places: dict[str, str] = {}  # address → where it stands first
    for way in ways_out_of(edition.specific):
        address, host = way.link.address.strip(), spam.without_www(way.link.host)
        if host and host != own and len(address) <= LONGEST_ADDRESS:
            places.setdefault(address, way.where[:300])
    with transaction.atomic():
        carried = LinkPlace.objects.filter(edition=edition.pk)
        known = {place.link.address: place for place in carried.select_related("link")}
        gone = [place.pk for address, place in known.items() if address not in places]
        if gone:
            LinkPlace.objects.filter(pk__in=gone).delete()
        added = [address for address in places if address not in known]
        if added:
            links = _rows_of(added)
            rows = [LinkPlace(link=links[one], edition_id=edition.pk, where=places[one]) for one in added]
            LinkPlace.objects.bulk_create(rows, ignore_conflicts=True)
        LinkReading.objects.update_or_create(edition_id=edition.pk, defaults={"version": edition.version})


def _rows_of(addresses: list[str]) -> dict[str, OutsideLink]:
    """The row of each address, made where there is none yet."""
    keys = {fingerprint_of(address): address for address in addresses}
    rows = [
        OutsideLink(address=address, fingerprint=key, host=spam.without_www(spam.host_of(address))[:255])
        for key, address in keys.items()
    ]
    OutsideLink.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.address: row for row in OutsideLink.objects.filter(fingerprint__in=keys)}


def _declared() -> dict[str, str]:
    """Fingerprint → address that another app wants looked at though no edition leads there (`watched_links` on its AppConfig)."""
    asked = (address.strip() for ask in functions("watched_links") for address in ask())
    return {fingerprint_of(one): one for one in asked if spam.host_of(one) and len(one) <= LONGEST_ADDRESS}


def _add_declared() -> list[str]:
    """The fingerprints of what other apps declare, each with its row. No query of its own where there is none."""
    declared = _declared()
    if declared:
        known = set(
            OutsideLink.objects.filter(fingerprint__in=declared).values_list("fingerprint", flat=True)
        )
        if added := [address for key, address in declared.items() if key not in known]:
            _rows_of(added)
    return list(declared)


# Looking at them


def check_due(net: Net | None = None) -> tuple[int, int]:
    """Look at the links that are due, new ones first, within the limits of a run; (looked at, with a problem)."""
    links = _claim()
    if not links:
        return 0, 0
    net = net or Net(agent=f"Mozilla/5.0 (compatible; LinkCheck/1.0; +{settings.SITE_ADDRESS}/)")
    answers = _look(links, net)
    words = prepare(WatchWord.objects.filter(kind__in=SPAM_KINDS))
    online, now = _is_online(answers.values(), links, net), timezone.now()
    problems = 0
    for link in links:
        answer = answers.get(link.pk)
        changes = judged(link, answer, words, now, online) if answer else {"next_at": now}
        OutsideLink.objects.filter(pk=link.pk).update(**changes)
        problems += changes.get("verdict", "") in OutsideLink.PROBLEMS
    return len(answers), problems


def check_again(link: OutsideLink) -> None:
    """Have the next run look at it."""
    OutsideLink.objects.filter(pk=link.pk).update(next_at=timezone.now())


def _claim() -> list[OutsideLink]:
    """What this run looks at; another run at the same time gets others. One query when nothing is due."""
    declared = _add_declared()
    now = timezone.now()
    within_host = Window(RowNumber(), partition_by=[F("host")], order_by=["checked_at", "next_at", "pk"])
    carried = Q(Exists(LinkPlace.objects.filter(link=OuterRef("pk")))) | Q(fingerprint__in=declared)
    due = OutsideLink.objects.filter(carried, next_at__lte=now)
    chosen = due.annotate(place=within_host).filter(place__lte=MOST_OF_A_HOST)
    keys = list(
        chosen.order_by(F("checked_at").asc(nulls_first=True), "next_at").values_list("pk", flat=True)[
            :MOST_A_RUN
        ]
    )
    if not keys:
        return []
    with transaction.atomic():
        rows = OutsideLink.objects.select_for_update(skip_locked=True).filter(pk__in=keys, next_at__lte=now)
        links = list(rows)
        OutsideLink.objects.filter(pk__in=[link.pk for link in links]).update(next_at=now + CLAIMED_FOR)
    return links


def _look(links: Iterable[OutsideLink], net: Net) -> dict[int, Answer]:
    """Link → answer, as far as the time of a run goes: sites beside each other, the links of one after each other."""
    by_host: dict[str, list[OutsideLink]] = {}
    for link in links:
        by_host.setdefault(link.host, []).append(link)
    end = time.monotonic() + SECONDS_A_RUN
    with ThreadPoolExecutor(AT_ONCE) as workers:
        found = workers.map(lambda of_host: _look_at_host(of_host, net, end), by_host.values())
        return {key: answer for answers in found for key, answer in answers.items()}


def _look_at_host(links: list[OutsideLink], net: Net, end: float) -> dict[int, Answer]:
    """In a thread of its own, so without the database."""
    answers: dict[int, Answer] = {}
    for link in links:
        if answers:
            time.sleep(PAUSE)
        if time.monotonic() > end:
            break
        answers[link.pk] = check(link.address, net)
    return answers


def _is_online(answers: Iterable[Answer], links: list[OutsideLink], net: Net) -> bool:
    """Whether it is the links that fail and not our own way out: somebody answered, or somebody does who did before."""
    if any(answer.reached for answer in answers):
        return True
    asked = {link.host for link in links}
    others = OutsideLink.objects.filter(verdict=Verdict.FINE).exclude(host__in=asked).order_by("-checked_at")
    return any(check(address, net).reached for address in others.values_list("address", flat=True)[:3])


# What is made of an answer


def judged(
    link: OutsideLink, answer: Answer, words: Iterable[Sought], now: datetime, online: bool = True
) -> dict[str, object]:
    """The columns of `link` after `answer`. Pure."""
    if not answer.reached and not online:
        return {"next_at": now + WHEN_OFFLINE}
    about = {"checked_at": now, "next_at": _next_night(link, now), "target": ""}
    if answer.outcome in (Outcome.GONE, Outcome.TROUBLE):
        return about | _failed(link, answer, timezone.localdate(now))
    verdict, why, target = _seen(link.address, answer, words)
    well = {"failing_since": None, "failed_on": None, "failed_days": 0}
    return about | well | {"verdict": verdict, "why": why[:300], "target": target}


def _seen(address: str, answer: Answer, words: Iterable[Sought]) -> tuple[Verdict, str, str]:
    """(verdict, why, target) of what answered."""
    target = answer.target if len(answer.target) <= LONGEST_ADDRESS else ""
    if found := _words_in(answer, words):
        return Verdict.SUSPECT, f"พบคำว่า {', '.join(f'“{word}”' for word in found[:WORDS_IN_TEXT])}", target
    if answer.target and site_of(answer.target) != site_of(address):
        return Verdict.ELSEWHERE, f"เว็บไซต์ปลายทางคือ {spam.host_of(answer.target)}", target
    if answer.outcome is Outcome.CERTIFICATE:
        return Verdict.CERTIFICATE, answer.why, ""
    if answer.outcome is Outcome.CLOSED:
        return Verdict.CLOSED, answer.why, ""
    if target and answer.for_good and not _is_same_place(address, target):
        return Verdict.MOVED, "เว็บไซต์แจ้งว่าย้ายไปที่อยู่ใหม่ถาวร", target
    return Verdict.FINE, "", ""


def _failed(link: OutsideLink, answer: Answer, today: date) -> dict[str, object]:
    days = link.failed_days + (link.failed_on != today)
    enough = DAYS_GONE if answer.outcome is Outcome.GONE else DAYS_IN_TROUBLE
    is_broken = days >= enough or link.verdict == Verdict.BROKEN
    return {
        "verdict": Verdict.BROKEN if is_broken else Verdict.UNSURE,
        "why": answer.why,
        "failing_since": link.failing_since or today,
        "failed_on": today,
        "failed_days": days,
    }


def _words_in(answer: Answer, words: Iterable[Sought]) -> list[str]:
    words = list(words)
    in_title = [one.word.word for one in pointed(answer.page.title, words)]
    in_text = [one.word.word for one in pointed(answer.page.text, words)]
    return in_title or (in_text if len(in_text) >= WORDS_IN_TEXT else [])


def site_of(address: str) -> str:
    """Whose site it is: the last parts of its host, three where the second stands for a kind, as in go.th."""
    host = spam.without_www(spam.host_of(address))
    labels = host.split(".")
    known = labels[-1] == "th" and len(labels) > 2 and labels[-2] in THAI_SECOND_LEVEL
    site = ".".join(labels[-3:] if known else labels[-2:])
    return SHORT_NAMES.get(site, site)


def _is_same_place(address: str, target: str) -> bool:
    """Whether only the scheme, the www. or the last stroke is another: no reason to mend anything."""
    return _place(address) == _place(target)


def _place(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return spam.without_www(spam.host_of(address)), unquote(parts.path).rstrip("/"), unquote(parts.query)


def _next_night(link: OutsideLink, now: datetime) -> datetime:
    """Tomorrow night; links are spread over it by their fingerprint."""
    night = datetime.combine(
        timezone.localdate(now) + timedelta(days=1), NIGHT, timezone.get_current_timezone()
    )
    return night + timedelta(seconds=int(link.fingerprint[:8], 16) % SPREAD)

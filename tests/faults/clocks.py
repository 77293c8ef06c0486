"""The clock: midnight, the fiscal year's end, set back an hour, servers in other zones; and due editions, late and by many."""

import multiprocessing
import os
import time
from datetime import datetime, timedelta

import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import User
from announcements.models import Announcement
from publishing.models import Edition
from publishing.states import Action, State
from publishing.workflow import move, publish_due
from tests.agreement import disagreements
from tests.faults.ground import Ground, Outcome
from tests.helpers import ALL_TICKS, make_draft, revise, submit
from thai.dates import BANGKOK

ZONES = ("Asia/Bangkok", "UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu")
MOMENTS = {
    "midnight": datetime(2026, 12, 1, tzinfo=BANGKOK),
    "new year": datetime(2027, 1, 1, tzinfo=BANGKOK),
    "new fiscal year": datetime(2027, 10, 1, tzinfo=BANGKOK),
    "leap day": datetime(2028, 2, 29, tzinfo=BANGKOK),
}
SECOND = timedelta(seconds=1)
AT_ONCE = 8
_processes = multiprocessing.get_context("fork")


def turns(ground: Ground, rounds: int) -> Outcome:
    """What is to appear at 00.00 is not there a second before, and is there a second after, wherever the server stands."""
    outcome = Outcome("published at midnight, year's and fiscal year's end, 5 time zones")
    for zone in ZONES:
        os.environ["TZ"] = zone
        time.tzset()
        for name, moment in MOMENTS.items():
            outcome.rounds += 1
            what = f"{name}, {zone}"
            with time_machine.travel(moment - timedelta(hours=1), tick=False) as clock:
                edition = _scheduled(f"กำหนดเวลา {what}", moment)
                outcome.acknowledged += 1
                address = f"/news/{edition.publication_id}/"
                clock.move_to(moment - SECOND)
                publish_due()
                before = _answer(address)
                clock.move_to(moment + SECOND)
                _answer("/")  # the first reader after it
                after = _answer(address)
                if (before, after) != (404, 200):
                    outcome.troubles.append(f"{what}: {before} before, {after} after")
                published = Edition.objects.get(pk=edition.pk)
                if published.state != State.PUBLISHED:
                    outcome.lost.append(what)
                elif timezone.localdate(published.published_at) != moment.date():
                    outcome.troubles.append(f"{what}: dated {timezone.localdate(published.published_at)}")
    os.environ["TZ"] = "UTC"
    time.tzset()
    outcome.troubles += disagreements()
    connections.close_all()
    return outcome


def set_back(ground: Ground, rounds: int) -> Outcome:
    """An hour back between two editions of the same news, and while something waits for its time."""
    outcome = Outcome("clock set back an hour between two editions", rounds)
    for number in range(rounds):
        now = datetime(2027, 3, 1 + number % 28, 10, tzinfo=BANGKOK)
        with time_machine.travel(now, tick=False) as clock:
            first = submit(make_draft(Announcement, title=f"ถอยเวลา {number}"))
            move(first, Action.APPROVE, actor=_person("approver"), ticks=ALL_TICKS)
            waits = _scheduled(f"รอเวลา {number}", now + timedelta(minutes=30))
            clock.move_to(now - timedelta(hours=1))
            second = revise(first, title=f"ถอยเวลา {number} ฉบับสอง")
            publish_due()
            early = Edition.objects.get(pk=waits.pk).state
            clock.move_to(now + timedelta(minutes=31))
            publish_due()
            found = [Edition.objects.get(pk=one.pk).state for one in (first, second, waits)]
            outcome.acknowledged += 3
            if found != [State.SUPERSEDED, State.PUBLISHED, State.PUBLISHED] or early != State.APPROVED:
                outcome.lost.append(f"round {number}: {early}, then {found}")
    outcome.troubles += disagreements()
    connections.close_all()
    return outcome


def due_by_many(ground: Ground, rounds: int) -> Outcome:
    """Three days late, five things due, eight clocks at once."""
    outcome = Outcome(f"five editions due, three days late, {AT_ONCE} clocks at once", rounds)
    for number in range(rounds):
        moment = timezone.now() + timedelta(hours=1)
        due = [_scheduled(f"ถึงเวลา {number}-{one}", moment).pk for one in range(5)]
        connections.close_all()
        barrier, results = _processes.Barrier(AT_ONCE), _processes.Queue()
        clocks = [
            _processes.Process(target=_publish, args=(barrier, results, moment + timedelta(days=3)))
            for _ in range(AT_ONCE)
        ]
        for one in clocks:
            one.start()
        published = [results.get(timeout=120) for _ in clocks]
        for one in clocks:
            one.join()
        outcome.acknowledged += len(due)
        states = Edition.objects.filter(pk__in=due).values_list("state", flat=True)
        if list(states) != [State.PUBLISHED] * len(due):
            outcome.lost.append(f"round {number}: {list(states)}")
        if sum(published) != len(due):
            outcome.troubles.append(f"round {number}: {published} were published")
    outcome.troubles += disagreements()
    connections.close_all()
    return outcome


def _publish(barrier, results, now: datetime) -> None:
    barrier.wait(60)
    results.put(publish_due(now))
    connections.close_all()


def _person(username: str) -> User:
    return User.objects.select_related("position").get(username=username)


def _scheduled(title: str, at: datetime) -> Edition:
    waiting = submit(make_draft(Announcement, title=title))
    return move(waiting, Action.SCHEDULE, actor=_person("approver"), ticks=ALL_TICKS, publish_at=at)


def _answer(address: str) -> int:
    return Client(SERVER_NAME="localhost").get(address).status_code

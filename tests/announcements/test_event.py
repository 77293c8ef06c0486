from datetime import datetime, timedelta

import pytest
import time_machine

from announcements.models import Procurement
from publishing.vobject import escaped, written
from tests.helpers import make_draft, make_live, withdraw
from thai.dates import BANGKOK

STARTS, ENDS = datetime(2026, 12, 5, 6, 30, tzinfo=BANGKOK), datetime(2026, 12, 5, 16, 0, tzinfo=BANGKOK)


@pytest.mark.django_db
def test_only_what_lies_ahead_is_offered_for_the_calendar(client, cast):
    news = make_live(starts_at=STARTS, ends_at=ENDS)
    offered = []
    for moment in (STARTS, ENDS - timedelta(seconds=1), ENDS):
        with time_machine.travel(moment, tick=False):
            offered.append("event.ics" in client.get(news.publication.address).content.decode())
    assert offered == [True, True, False]


@pytest.mark.django_db
@time_machine.travel(STARTS - timedelta(days=1), tick=False)
def test_an_event_goes_into_a_calendar_in_universal_time(client, cast):
    news = make_live(title="งาน; บุญ, ข้าวใหม่", starts_at=STARTS, ends_at=ENDS, place="วัด\\ลาน")
    page = client.get(news.publication.address).content.decode()
    address = f"{news.publication.address}event.ics"
    assert f'href="{address}"' in page
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines[:2] + lines[-3:] == ["BEGIN:VCALENDAR", "VERSION:2.0", "END:VEVENT", "END:VCALENDAR", ""]
    expected = {
        "DTSTART:20261204T233000Z",
        "DTEND:20261205T090000Z",
        "SUMMARY:งาน\\; บุญ\\, ข้าวใหม่",
        "LOCATION:วัด\\\\ลาน",
    }
    assert expected <= set(lines)


@pytest.mark.django_db
def test_what_has_no_beginning_or_has_ended_or_is_no_news_is_no_event(client, cast):
    withdrawn = make_live(starts_at=STARTS)
    withdraw(withdrawn)
    draft = make_draft(starts_at=STARTS)
    for edition in (make_live(), withdrawn, draft, make_live(Procurement)):
        address = f"{edition.publication.address}event.ics"
        assert client.get(address).status_code == 404
        assert "event.ics" not in client.get(edition.publication.address).content.decode()


def test_a_long_line_goes_on_in_the_next_and_no_letter_is_torn():
    text = "ประกาศ" * 40
    lines = written([("SUMMARY", text)]).encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == f"SUMMARY:{text}"


def test_what_ends_a_property_is_escaped():
    assert escaped("a;b,c\\d\r\nEND:VEVENT") == "a\\;b\\,c\\\\d\\nEND:VEVENT"


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "said"), [(0, "16.00 น."), (1, "6 ธ.ค. 2569 เวลา 16.00 น.")])
def test_the_end_on_the_same_day_is_said_by_its_hour(days, said, client, cast):
    news = make_live(starts_at=STARTS, ends_at=ENDS + timedelta(days=days))
    page = client.get(news.publication.address).content.decode()
    assert page.partition("<br>ถึง <time")[2].partition(">")[2].partition("<")[0].replace("\xa0", " ") == said

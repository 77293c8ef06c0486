"""What the attacked site holds: something to read, and beside it something to hide in every way that it can be hidden.

    python -m tests.attack.seed

prints the addresses that the cases name, as JSON. The settings of the environment say of which site.
"""

import json
from datetime import date, timedelta

import django

#: What stands in every draft and may stand in no answer to a visitor.
MARKER = "PONKO-DRAFT-MARKER"
PASSWORD = "ปลาร้าบนดวงจันทร์สีม่วง"


def people() -> None:
    from django.contrib.auth.models import Group

    from accounts.models import Position, User
    from accounts.roles import Role

    positions = list(Position.objects.all())
    roles = {"writer": Role.WRITER, "reviewer": Role.REVIEWER, "approver": Role.APPROVER}
    for number, (name, role) in enumerate(roles.items()):
        user = User.objects.create_user(name, password=PASSWORD, full_name=f"ผู้แสดง {name}", is_staff=True)
        user.position = positions[number]
        user.save()
        user.groups.add(Group.objects.get(name=role.label))


def content() -> dict[str, str]:
    from django.utils import timezone

    from accounts.models import User
    from content.models import Contact
    from publishing.states import Action
    from publishing.workflow import move
    from search.indexing import rebuild
    from tests import helpers

    helpers.store_samples()
    writer = User.objects.get(username="writer")
    approver = User.objects.get(username="approver")
    hidden = {"title": f"ร่าง {MARKER}", "summary": MARKER, "body": f"<p>{MARKER}</p>"}

    news = helpers.make_draft(title="งบประมาณรายจ่ายของ อบต.", dated_on=date(2026, 2, 1))
    document = helpers.add_document(news)
    news = helpers.publish(news)
    helpers.make_live(title="คุณภาพน้ำประปา", dated_on=date(2024, 2, 1))
    contact = helpers.make_live(Contact)

    revised = move(news, Action.START, actor=writer).specific
    for column, text in hidden.items():
        setattr(revised, column, text)
    revised.save()
    draft = helpers.make_draft(**hidden)
    secret = helpers.add_document(draft)
    waiting = helpers.submit(helpers.make_draft(**hidden))
    later = timezone.now() + timedelta(days=1)
    move(waiting, Action.SCHEDULE, actor=approver, ticks=helpers.ALL_TICKS, publish_at=later)
    withdrawn = helpers.withdraw(helpers.make_live(title="เรื่องที่ถอน"))
    rebuild()
    return {
        "list": "/news/",
        "detail": news.publication.address,
        "archive": "/news/?year=2569",
        "feed": "/feeds/all.rss",
        "contact": contact.publication.address,
        "oit": "/oia/",
        "opendata": "/news/?format=json",
        "media_pdf": document.get_absolute_url().partition("?")[0],
        "draft_detail": draft.publication.address,
        # The printed page is the page itself; its other view shows one edition.
        "draft_print": f"{draft.publication.address}editions/1/",
        "draft_media": secret.get_absolute_url().partition("?")[0],
        "published_with_new_draft": news.publication.address,
        "scheduled_detail": waiting.publication.address,
        "withdrawn_detail": withdrawn.publication.address,
    }


if __name__ == "__main__":
    django.setup()
    people()
    print(json.dumps(content()))

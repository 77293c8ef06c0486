"""The assessment of the demonstration: evidence from its own content, proposed and confirmed by different people.

The content is of 2568 to 2570, so much of it fails the year checks of 2563. That is right: nothing is made to look better.
"""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from ita import cycles, evidence
from ita.models import Cycle, Evidence, Item
from publishing.models import Publication

FIRST, SECOND = 2563, 2569
EXAMPLE_DATES = "วันที่ของรอบนี้เป็นตัวอย่างสำหรับการสาธิต ไม่ใช่กำหนดการของสำนักงาน ป.ป.ช."
#: Days from today of the dates of the second cycle.
DAYS = {
    "opens_on": -20,
    "closes_on": 40,
    "freeze_from": 30,
    "freeze_to": 75,
    "clarify_from": 60,
    "clarify_to": 75,
}


def load_ita(people: dict[str, User], content: dict[str, Publication], plan: dict) -> None:
    """Cycle 2563 with evidence, 2569 carried over from it, and the index of the act.

    `content`: key of an item of the demonstration → its publication. `plan`: demo/ita.json.
    """
    cycles.seed()
    administrator = people["admin"]
    first = cycles.open_(cycles.load(cycles.ours(str(FIRST)), actor=administrator).cycle, actor=administrator)
    loader = _Loader(people, content)
    for one in plan[str(FIRST)]:
        loader.confirm(loader.propose(first, one))
    act = Cycle.objects.get(kind=Cycle.Kind.ACT)
    for one in plan["act"]:
        loader.confirm(loader.propose(act, one))
    second = cycles.next_year(first, SECOND, actor=administrator).cycle
    cycles.open_(second, actor=administrator)
    today = timezone.localdate()
    dates = {name: today + timedelta(days=days) for name, days in DAYS.items()}
    Cycle.objects.filter(pk=second.pk).update(note=f"{second.note}\n\n{EXAMPLE_DATES}", **dates)
    loader.renew(second, plan[str(SECOND)])


class _Loader:
    def __init__(self, people: dict[str, User], content: dict[str, Publication]):
        self.people = people
        self.content = content

    def propose(self, cycle: Cycle, one: dict) -> Evidence:
        item = cycle.items.get(code=one["item"])
        return evidence.propose(item, actor=self.people["writer"], **self.about(item, one))

    def about(self, item: Item, one: dict) -> dict[str, object]:
        """What ita/evidence.py is told, from an entry of the plan."""
        names = ("statement", "title", "part", "year", "to_year", "number", "kind")
        about = {name: one[name] for name in names if name in one}
        shows = one["shows"]
        if about.get("kind") in (Evidence.Kind.OUTSIDE, Evidence.Kind.CHANNEL):
            about["address"] = shows
        elif shows:
            about["publication"] = self.content[shows]
        if "claims" in one:
            elements = list(item.elements.all())
            about["claims"] = {elements[int(place)].pk: where for place, where in one["claims"].items()}
        return about

    def confirm(self, proposed: Evidence) -> None:
        evidence.confirm(proposed, actor=self.people["approver"], seen=proposed.version)

    def renew(self, cycle: Cycle, plan: dict) -> None:
        """Some is confirmed, some made new, the rest waits: so the board has every colour."""
        writer = self.people["writer"]
        for one in plan["renewed"]:
            item = cycle.items.get(concept=one["concept"])
            about, old = {"claims": {}} | self.about(item, one), item.evidence.first()
            self.confirm(
                evidence.revise(old, actor=writer, seen=old.version, **about)
                if old
                else evidence.propose(item, actor=writer, **about)
            )
        for one in plan["added"]:
            item = cycle.items.get(concept=one["concept"])
            self.confirm(evidence.propose(item, actor=writer, **self.about(item, one)))
        carried = Evidence.objects.filter(
            item__cycle=cycle,
            item__concept__in=plan["confirmed"],
            renew="",
            state=Evidence.State.PROPOSED,
        )
        for row in carried:
            self.confirm(row)

"""Whose work an edition is, and who is apart from it enough to look again at what was published in haste."""

from accounts.models import User
from accounts.roles import Role
from publishing.models import Edition, Remark
from publishing.states import ARROWS, Action


def hands_in(edition: Edition) -> set[int]:
    """Whose work the edition is (one query): who saved it, whose suggested words it has, who vouched by submitting it."""
    savers = edition.contributions.values_list("user_id")
    suggesters = edition.remarks.filter(outcome=Remark.Outcome.ACCEPTED).order_by().values_list("author_id")
    return {row[0] for row in savers.union(suggesters)} | {edition.submitted_by_id}


def second_reviewers_of(edition: Edition) -> list[User]:
    """Who may do the second review of what was published in haste: active, without a hand in it, not its publisher."""
    apart = hands_in(edition) | {edition.approved_by_id}
    return [
        person for person in User.objects.holding(*ARROWS[Action.CONFIRM].roles) if person.pk not in apart
    ]


def chiefs_of(edition: Edition) -> list[User]:
    """Who may acknowledge the report on what was published in haste: the chief executive, and who acts for him today."""
    return [
        person
        for person in User.objects.holding(Role.CHIEF_EXECUTIVE)
        if not reports_to_himself(person, edition)
    ]


def reports_to_himself(person: User, edition: Edition) -> bool:
    """Whether somebody who only acts for the chief executive published the edition: his report waits for another."""
    return person.pk == edition.approved_by_id and Role.CHIEF_EXECUTIVE not in person.own_roles

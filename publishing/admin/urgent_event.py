"""What an urgent edition is about, for every page of the desk on which it is decided or followed."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from publishing import workflow
from publishing.compare import compare
from publishing.compare.columns import say
from publishing.desk import desk_address
from publishing.models import ChiefReport, Edition, FollowUp, LedgerEvent, SecondReview
from publishing.states import SECOND_REVIEW, Action


@dataclass(frozen=True)
class Event:
    """An urgent edition as those read it who have to do with it. Facts are pairs of a label and a text."""

    urgency: str
    told: list[tuple[str, str]]  # what the public reads
    weighed: list[tuple[str, str]]  # for and against publishing, which it does not


def event_of(edition: Edition) -> Event:
    """The category's own columns of `edition` that are filled, said in Thai (one query for them)."""
    item = edition.specific
    told, weighed = [], []
    for field in item.own_fields():
        value = getattr(item, field.attname)
        if value and not field.is_relation:
            fact = (str(field.verbose_name), say(field, value))
            (weighed if field.name in item.INTERNAL else told).append(fact)
    return Event(item.urgency_label(), told, weighed)


def acts_of(edition: Edition) -> dict[str, LedgerEvent]:
    """Action → the last event in which it was done to the edition: by whom, under which title, when and why (one query)."""
    return {event.action: event for event in edition.events.order_by("number")}


def second_review_buttons(edition: Edition, user: User) -> dict[str, object]:
    """What this person may do about an open second review, and why not if he may not."""
    wanted = [*SECOND_REVIEW, Action.REMOVE]
    moves = {
        action: reasons for action, reasons in workflow.available(edition, user).items() if action in wanted
    }
    return {
        "buttons": [
            {"action": action, "label": action.label, "address": desk_address(edition, "move", action)}
            for action, reasons in moves.items()
            if not reasons
        ],
        "why_not": moves.get(Action.CONFIRM, []),
    }


def second_look(edition: Edition, action: Action, user: User) -> dict[str, object]:
    """What the second reviewer judges: the whole wording, who published it and why, by when, and what
    he may do instead of `action`. Nothing for what was not published in haste.
    """
    review = SecondReview.objects.filter(edition=edition).first()
    if review is None:
        return {}
    whole = compare(None, edition)
    internal = edition.specific.INTERNAL
    wording = {"told": [], "weighed": []}
    for change in whole.changed_wording:
        wording["weighed" if change.field.name in internal else "told"].append(change)
    published = acts_of(edition).get(Action.URGENT_PUBLISH)
    others = second_review_buttons(edition, user)["buttons"]
    return {
        "whole": whole,
        "wording": wording,
        "review": review,
        "published": published,
        "others": [button for button in others if button["action"] != action],
    }


def address_of(duty: SecondReview | ChiefReport | FollowUp) -> str:
    """The page of a duty on the desk."""
    return reverse(f"admin:publishing_{duty._meta.model_name}_change", args=[duty.pk])

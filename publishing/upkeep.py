"""When what is public is looked at again: each kind's interval, each publication's day (clause 3(1))."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Acting, Position, User
from publishing import ledger
from publishing.categories import edition_models
from publishing.models import Edition, Publication, ReviewInterval
from publishing.states import State

#: Publications of one model in one run of `fill_dues()`.
MOST_A_RUN = 500
FIRST_NOTICE = timedelta(days=30)
ONE_DAY = timedelta(days=1)
LONGEST_MONTHS = 120
INTERVALS_CHANGED = "แก้ไขรอบการตรวจทาน"


def months_of(edition: Edition) -> int:
    """After how many months an edition of this kind is looked at again; 0 is never. The office's rows go before the
    category's own number (one query).
    """
    edition = edition.specific
    kind = edition.kind_field()
    value = getattr(edition, kind.name) if kind else ""
    rows = ReviewInterval.objects.filter(
        category=edition.publication.category, model=edition.publication.model, kind__in=["", value]
    )
    by_kind = dict(rows.values_list("kind", "months"))
    return by_kind.get(value, by_kind.get("", edition.REVIEW_MONTHS))


def next_due(edition: Edition, from_day: date) -> date | None:
    """The day by which an edition that was right on `from_day` is looked at again; None where it never has to be."""
    months = months_of(edition)
    return add_months(from_day, months) if months else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def fill_dues() -> int:
    """Give a day to every live publication that has none and whose kind asks for one; returns how many."""
    today, filled = timezone.localdate(), 0
    intervals = {(row.category, row.model, row.kind): row.months for row in ReviewInterval.objects.all()}
    for model in edition_models():
        name = (model._meta.app_label, model._meta.model_name)
        others = intervals.get((*name, ""), model.REVIEW_MONTHS)
        own = {kind: months for (*of, kind), months in intervals.items() if (*of,) == name and kind}
        without = model.objects.live().filter(publication__review_due=None).defer("body").order_by("pk")
        if kind := model.kind_field():
            never = [value for value, months in own.items() if not months]
            without = without.exclude(**{f"{kind.name}__in": never})
            if not others:
                without = without.filter(
                    **{f"{kind.name}__in": [value for value in own if value not in never]}
                )
        if not others and not any(own.values()):
            continue
        for edition in without[:MOST_A_RUN]:
            months = own.get(getattr(edition, kind.name), others) if kind else others
            # Nobody may be late from the first day on for what nobody had asked for before.
            right_on = max(
                timezone.localdate(edition.published_at), edition.publication.reviewed_on or date.min
            )
            due = max(add_months(right_on, months), today + FIRST_NOTICE)
            rows = Publication.objects.filter(pk=edition.publication_id, review_due=None)
            filled += rows.update(review_due=due)
    return filled


def overdue(today: date | None = None) -> QuerySet[Edition]:
    """What is live and was not looked at by its day, the longest overdue first."""
    today = today or timezone.localdate()
    return (
        Edition.objects.live()
        .filter(publication__review_due__lt=today)
        .order_by("publication__review_due", "pk")
    )


def to_review(user: User, within: timedelta = timedelta()) -> QuerySet[Edition]:
    """What is due (or will be `within` so many days) and belongs to a position that this person holds today."""
    return overdue(timezone.localdate() + within + timedelta(days=1)).filter(
        publication__owner__in=user.positions_today, state=State.PUBLISHED
    )


def without_holder(*also: Exists) -> QuerySet[Position]:
    """Positions that answer for something public (or for what `also` finds) and that nobody active holds or acts for today."""
    mine = {"position": OuterRef("pk")}
    held = User.objects.filter(**mine, is_active=True)
    acting = Acting.objects.on(timezone.localdate()).filter(**mine, person__is_active=True)
    answers = Q(Exists(Publication.objects.filter(owner=OuterRef("pk"), editions__state=State.PUBLISHED)))
    for other in also:
        answers |= Q(other)
    return Position.objects.filter(answers, ~Exists(held), ~Exists(acting))


# The office's own intervals

#: app label, model, value of its kind field ("" for all others): what one number of the page is about.
Subject = tuple[str, str, str]


@dataclass(frozen=True)
class Interval:
    """One number of the page of intervals. `own` None: as `default` says."""

    subject: Subject
    label: str  # the kind in Thai; empty for the first line of a model
    own: int | None
    default: int

    @property
    def months(self) -> int:
        return self.default if self.own is None else self.own


def intervals() -> list[tuple[type[Edition], list[Interval]]]:
    """Every model of every category with its lines, the one for all its kinds first (one query)."""
    rows = {(row.category, row.model, row.kind): row.months for row in ReviewInterval.objects.all()}
    return [(model, _lines_of(model, rows)) for model in edition_models()]


def _lines_of(model: type[Edition], rows: Mapping[Subject, int]) -> list[Interval]:
    name = (model._meta.app_label, model._meta.model_name)
    first = Interval((*name, ""), "", rows.get((*name, "")), model.REVIEW_MONTHS)
    kind = model.kind_field()
    return [
        first,
        *(
            Interval((*name, value), str(label), rows.get((*name, value)), first.months)
            for value, label in (kind.choices if kind else ())
            if value
        ),
    ]


@transaction.atomic
def change_intervals(typed: Mapping[Subject, int | None], *, actor: User) -> list[str]:
    """Keep the numbers that the office wants (None: the default); returns what changed, in Thai.

    What is due later gets its day anew from `fill_dues()`; who is late already stays so, unless nobody asks for it any more.
    """
    changed = []
    for model, lines in intervals():
        after_rows = {line.subject: typed.get(line.subject, line.own) for line in lines}
        own = {subject: months for subject, months in after_rows.items() if months is not None}
        after = _lines_of(model, own)
        for line, now in zip(lines, after, strict=True):
            if line.own != now.own:
                changed.append(f"{_named(model, line)}: {_in_words(line)} เป็น {_in_words(now)}")
                _keep(now)
        moved = {
            now.subject[2]: now.months
            for line, now in zip(lines, after, strict=True)
            if line.months != now.months
        }
        if moved:
            _ask_anew(model, moved)
    if changed:
        ledger.append(INTERVALS_CHANGED, actor=actor, note=" · ".join(changed))
    return changed


def _keep(line: Interval) -> None:
    category, model, kind = line.subject
    about = {"category": category, "model": model, "kind": kind}
    if line.own is None:
        ReviewInterval.objects.filter(**about).delete()
    else:
        ReviewInterval.objects.update_or_create(**about, defaults={"months": line.own})


def _ask_anew(model: type[Edition], moved: Mapping[str, int]) -> None:
    """Take away the days that were reckoned by another number. `moved`: kind ("" without one) → its months now."""
    kind = model.kind_field()
    if kind:
        moved = {value: months for value, months in moved.items() if value}
    for never in (True, False):
        values = [value for value, months in moved.items() if (months == 0) is never]
        if not values:
            continue
        live = model.objects.live().order_by()
        if kind:
            live = live.filter(**{f"{kind.name}__in": values})
        rows = Publication.objects.filter(pk__in=live.values("publication"))
        if not never:
            rows = rows.filter(review_due__gte=timezone.localdate())
        rows.update(review_due=None)


def _named(model: type[Edition], line: Interval) -> str:
    return " ".join(filter(None, [str(model._meta.verbose_name), line.label]))


def _in_words(line: Interval) -> str:
    words = f"ทุก {line.months} เดือน" if line.months else "ไม่ต้องตรวจทาน"
    return f"{words} (ค่าตั้งต้น)" if line.own is None else words

"""The plans of one fiscal year as a citizen or an assessor reads them: kind by kind, with what is still missing."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from content.models import Plan, PlanQuerySet
from thai.dates import fiscal_year, fiscal_year_bounds


def offered_years(first: int) -> list[int]:
    """The fiscal years (พ.ศ.) to choose from, newest first, back to `first`.

    The coming year joins in July: its budget ordinance goes to the council by the middle of August.
    """
    today = timezone.localdate()
    newest = fiscal_year(today) + (7 <= today.month <= 9)
    return list(range(newest, first - 1, -1))


@dataclass
class Group:
    """One kind of plan in one fiscal year; without plans it is shown as missing."""

    label: str
    plans: list[Plan]


@dataclass
class FiscalYear:
    """Fiscal year `year` (พ.ศ.) over `plans`, which may cover other years too. `groups()` costs one query."""

    year: int
    plans: PlanQuerySet

    @property
    def first_day(self) -> date:
        return fiscal_year_bounds(self.year)[0]

    @property
    def last_day(self) -> date:
        return fiscal_year_bounds(self.year)[1]

    def groups(self) -> list[Group]:
        """Every kind in the order of the form, the newest plan first; “other” only where there is one."""
        found = sorted(
            self.plans.covering(self.year), key=lambda plan: plan.dated_on or date.min, reverse=True
        )
        groups = [Group(kind.label, [plan for plan in found if plan.kind == kind]) for kind in Plan.Kind]
        return [group for group in groups if group.plans or group.label != Plan.Kind.OTHER.label]

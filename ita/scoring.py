"""From levels to points, by a formula that is data of the cycle.

`{"points": {"pass": 100, "warn": 100, "fail": 0, "": 0}, "total": "groups", "weights": {"9.1": 2}}`: points of an item by its
level ("" not checked yet); `total` is the mean of all "items", or of the "groups" (indicators) weighted by `weights` (1 each
where none is named). An item without an indicator is a group of its own name "".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

DEFAULT_FORMULA: dict[str, object] = {
    "points": {"pass": 100, "warn": 100, "fail": 0, "": 0},
    "total": "groups",
    "weights": {},
}
TOTALS = ("items", "groups")


@dataclass(frozen=True)
class Points:
    """Of 100, with two decimals."""

    total: Decimal
    groups: dict[str, Decimal]


def score(formula: dict[str, object], items: Iterable[tuple[str, str]]) -> Points:
    """The points of `items`: (level, code of the indicator or "") each. None at all is 0 points."""
    by_level, weights = formula["points"], formula.get("weights", {})
    groups: dict[str, list[Decimal]] = {}
    for level, group in items:
        groups.setdefault(group, []).append(Decimal(str(by_level.get(level, 0))))
    if not groups:
        return Points(Decimal("0.00"), {})
    means = {group: sum(points) / len(points) for group, points in groups.items()}
    if formula.get("total") == "items":
        points = [one for of_group in groups.values() for one in of_group]
        total = sum(points) / len(points)
    else:
        weighed = {group: Decimal(str(weights.get(group, 1))) for group in means}
        whole = sum(weighed.values())
        total = (
            sum(means[group] * weight for group, weight in weighed.items()) / whole if whole else Decimal(0)
        )
    return Points(_round(total), {group: _round(mean) for group, mean in means.items()})


def _round(points: Decimal) -> Decimal:
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)

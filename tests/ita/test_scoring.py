from decimal import Decimal

from ita.scoring import DEFAULT_FORMULA, score

ITEMS = [("pass", "9.1"), ("warn", "9.1"), ("fail", "9.1"), ("pass", "10.1"), ("", "10.1")]


def test_groups_count_alike_or_by_their_weights():
    points = score(DEFAULT_FORMULA, ITEMS)
    assert points.groups == {"9.1": Decimal("66.67"), "10.1": Decimal("50.00")}
    assert points.total == Decimal("58.33")
    assert score(DEFAULT_FORMULA | {"weights": {"9.1": 3}}, ITEMS).total == Decimal("62.50")


def test_items_count_alike():
    assert score(DEFAULT_FORMULA | {"total": "items"}, ITEMS).total == Decimal("60.00")
    half = {"pass": 100, "warn": 50, "fail": 0}
    assert score({"points": half, "total": "items"}, ITEMS).total == Decimal("50.00")


def test_nothing_to_score():
    assert score(DEFAULT_FORMULA, []).total == 0
    assert score(DEFAULT_FORMULA | {"weights": {"9.1": 0, "10.1": 0}}, ITEMS).total == 0

"""The measures beside the rate as dated data: which hold when and where, and both sides of every limit."""

from datetime import date
from fractions import Fraction

import pytest

from vtr_lib import policy
from vtr_lib.metrics.sisters import APART
from vtr_lib.policy.sisters import _measure, sisters
from vtr_lib.words import languages, load

TODAY = date(2025, 2, 28)


def named(name: str):
    return next(sister for sister in sisters("US", TODAY) if sister.name == name)


@pytest.mark.parametrize(
    ("marketplace", "day", "names"),
    [
        ("US", date(2016, 1, 31), []),
        ("US", date(2016, 2, 1), ["late_shipment", "cancellation"]),
        ("US", date(2024, 9, 24), ["late_shipment", "cancellation"]),
        ("US", date(2024, 9, 25), ["late_shipment", "on_time_delivery", "cancellation"]),
        ("DE", TODAY, ["late_shipment", "cancellation"]),
    ],
)
def test_a_measure_holds_from_its_day_on_where_it_is_asked(marketplace, day, names):
    assert [sister.name for sister in sisters(marketplace, day)] == names


@pytest.mark.parametrize(
    ("name", "part", "whole", "is_met"),
    [
        ("late_shipment", 399, 10_000, True),
        ("late_shipment", 4, 100, False),  # 4 % itself is not below 4 %
        ("cancellation", 24, 1000, True),
        ("cancellation", 25, 1000, False),
        ("on_time_delivery", 899, 1000, False),
        ("on_time_delivery", 900, 1000, True),  # 90 % itself is at least 90 %
        ("late_shipment", 0, 0, None),
    ],
)
def test_a_limit_is_held_in_whole_numbers(name, part, whole, is_met):
    assert named(name).is_met(part, whole) is is_met


def test_units_windows_and_sources_are_told():
    found = {sister.name: sister for sister in sisters("US", TODAY)}
    assert {name: (sister.unit, sister.windows, sister.lag_days) for name, sister in found.items()} == {
        "late_shipment": ("order", (10, 30), 0),
        "on_time_delivery": ("unit", (14,), 7),
        "cancellation": ("order", (7,), 0),
    }
    assert found["late_shipment"].limit == Fraction(4, 100)
    assert all(sister.source and sister.confidence and sister.about for sister in found.values())
    assert found.keys() == APART.keys()


@pytest.mark.parametrize("lang", languages())
def test_every_measure_and_all_that_is_apart_have_words(lang):
    words = load(lang)
    for sister in sisters("US", TODAY):
        assert sister.name in words.table("late_shipment.measures")
        assert {sister.unit} <= words.table("late_shipment.units").keys()
        assert {sister.by} <= words.table("late_shipment.by").keys()
        assert set(APART[sister.name]) <= words.table("late_shipment.apart").keys()


def test_a_key_too_many_is_an_error():
    block = {"from": TODAY, "source": "x", "value": {"limit": "1/2", "is": "below", "windows": [1], "lag_days": 0}}
    source = {"x": {"title": "t", "confidence": "c"}}
    head = {"name": "n", "about": "a", "unit": "u", "by": "b", "marketplaces": "any", "values": [block]}
    assert _measure(source, **head)[1][0].limit == Fraction(1, 2)
    with pytest.raises(TypeError):
        _measure(source, **head, limti=1)
    with pytest.raises(TypeError):
        _measure(source, **head | {"values": [block | {"value": block["value"] | {"lag": 1}}]})
    with pytest.raises(ValueError, match="tuple"):
        _measure(source, **head | {"values": [block | {"value": block["value"] | {"is": "above"}}]})


def test_the_measures_are_no_policy():
    assert "sisters" not in policy.known()

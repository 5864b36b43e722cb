"""A fall is stated of the group that fell, on its day, once; and hardly ever where nothing fell."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from vtr_lib.metrics.findings import LEAST, Fall, falls, is_in, of_family, settled

FIRST = date(2025, 1, 1)
DAYS = 60
BROKE = 35  # the day, counted from the first, from which a planted fault holds
LANES = [("usps", "US", 9), ("ups", "US", 6), ("ontrac", "US", 4), ("yunexpress", "CN", 4), ("yunexpress", "HK", 2)]
CATEGORIES = ("Home", "Toys", None)


def made(seed: int, faults=(), usual: float = 0.03) -> pl.DataFrame:
    """Counts of a store of ``DAYS`` days; a fault is a test of (carrier, origin, category) and the share it misses."""
    chance = np.random.default_rng(seed)
    rows = []
    for day in range(DAYS):
        for carrier, origin, volume in LANES:
            for category in CATEGORIES:
                counted = int(chance.poisson(volume / 3))
                hit = next((share for test, share in faults if test(carrier, origin, category)), usual)
                missed = int(chance.binomial(counted, hit if day >= BROKE else usual))
                shared = {
                    "day": FIRST + timedelta(days=day),
                    "carrier": carrier,
                    "origin": origin,
                    "category": category,
                }
                rows += [shared | {"state": "valid", "cause": None, "packages": counted - missed}]
                rows += [shared | {"state": "defect", "cause": "missing_updates", "packages": missed}]
    kinds = {"day": pl.Date, "carrier": pl.String, "origin": pl.String, "category": pl.String, "state": pl.String,
             "cause": pl.String, "packages": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, kinds)


WORLDS = {
    "a carrier": ([(lambda c, o, g: c == "ontrac", 0.6)], [{"carrier": "ontrac"}]),
    "an origin": ([(lambda c, o, g: o == "US", 0.3)], [{"origin": "US"}]),
    "a category": ([(lambda c, o, g: g == "Home", 0.4)], [{"category": "Home"}]),
    "a missing category": ([(lambda c, o, g: g is None, 0.4)], [{"category": "unknown"}]),
    "a lane": ([(lambda c, o, g: o == "CN", 0.6)], [{"origin": "CN"}]),
    "a carrier in a category": (
        [(lambda c, o, g: (c, g) == ("usps", "Toys"), 0.6)], [{"carrier": "usps", "category": "Toys"}]
    ),
    "all": ([(lambda c, o, g: True, 0.25)], [{}]),
    "two": (
        [(lambda c, o, g: c == "ontrac", 0.7), (lambda c, o, g: g == "Toys", 0.4)],
        [{"carrier": "ontrac"}, {"category": "Toys"}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_what_fell_is_found_on_its_day_and_nothing_else(world, seed):
    faults, where = WORLDS[world]
    found = falls(made(seed, faults))
    assert sorted(map(str, (fall.where for fall in found))) == sorted(map(str, where))
    for fall in found:
        assert abs((fall.change.on - FIRST).days - BROKE) <= 4  # by chance: within 2 in 34 of 36
        assert fall.change.earliest <= fall.change.on <= fall.change.latest
        assert fall.p_value <= 0.01


@pytest.mark.parametrize("seed", range(6))
def test_of_a_carrier_and_its_main_category_the_one_that_explains_more_is_named(seed):
    """Nine of ten of the carrier's packages are toys, and hardly any other carrier has toys."""
    chance, rows = np.random.default_rng(seed), []
    volumes = {("ontrac", "Toys"): 3, ("ontrac", "Home"): 0.4, ("usps", "Toys"): 0.3, ("usps", "Home"): 12}
    for day in range(DAYS):
        for (carrier, category), volume in volumes.items():
            counted = int(chance.poisson(volume))
            missed = int(chance.binomial(counted, 0.6 if carrier == "ontrac" and day >= BROKE else 0.02))
            shared = {"day": FIRST + timedelta(days=day), "carrier": carrier, "origin": "US", "category": category}
            rows += [shared | {"state": "valid", "cause": None, "packages": counted - missed}]
            rows += [shared | {"state": "defect", "cause": "missing_updates", "packages": missed}]
    assert [fall.where for fall in falls(pl.DataFrame(rows, infer_schema_length=None))] == [{"carrier": "ontrac"}]


def test_a_rise_is_no_fall():
    better = made(1, [(lambda c, o, g: True, 0.01)], usual=0.3)
    assert falls(better) == []


def test_hardly_ever_is_a_fall_stated_where_nothing_fell():
    assert sum(bool(falls(made(seed))) for seed in range(100)) <= 3  # 1 expected at most; 4 or more in 2 of 100 draws


def test_the_level_is_the_share_of_calm_stores_with_a_fall():
    assert sum(bool(falls(made(seed), level=0.5)) for seed in range(40)) > 4  # so the test above could fail


def test_rows_may_stand_in_any_order_and_be_cut():
    counts = made(3, WORLDS["two"][0])
    halves = counts.with_columns(packages=pl.col("packages") // 2)
    rest = counts.with_columns(packages=pl.col("packages") - pl.col("packages") // 2)
    again = pl.concat([halves, rest]).sample(fraction=1, shuffle=True, seed=5)
    assert falls(again) == falls(counts)


@pytest.mark.parametrize("missed", [LEAST - 1, LEAST])
def test_a_group_that_misses_less_than_the_least_is_not_asked(missed):
    days = [FIRST + timedelta(days=day) for day in range(40)]
    shared = {"carrier": "ups", "origin": "US", "category": "Home", "cause": None}
    rows = [shared | {"day": day, "state": "valid", "packages": 9} for day in days]
    rows += [shared | {"day": days[-1], "state": "defect", "packages": missed}]
    assert bool(falls(pl.DataFrame(rows))) == (missed == LEAST)


@pytest.mark.parametrize("usual_days", [6, 7])
def test_a_fall_has_a_week_to_be_compared_with(usual_days):
    shared = {"carrier": "ups", "origin": "US", "category": "Home", "cause": None}
    days = [FIRST + timedelta(days=day) for day in range(20)]
    rows = [shared | {"day": day, "state": "valid", "packages": 20} for day in days]
    rows += [shared | {"day": day, "state": "defect", "packages": 20} for day in days[usual_days:]]
    assert bool(falls(pl.DataFrame(rows))) == (usual_days == 7)


def test_no_counts_give_no_falls():
    assert falls(made(1).clear()) == []


def test_of_a_family_only_its_own_is_missed_and_nothing_is_lost():
    rows = pl.DataFrame(
        {"state": ["valid", "defect", "defect", "unknown", "pending", "exempt"],
         "cause": [None, "invalid_number", "missing_updates", None, None, None], "packages": [1, 2, 4, 8, 16, 32]}
    )  # fmt: skip
    rows = rows.with_columns(clause=pl.Series(["valid", "id.missing", "scan.none", "unknown.physical", "pending", "x"]))
    assert of_family(rows, ["scan.", "unknown."])["state"].to_list()[:4] == ["valid", "valid", "defect", "unknown"]
    assert of_family(rows, ["id.", "unknown"])["state"].to_list()[:4] == ["valid", "defect", "valid", "unknown"]
    kept = {("invalid_number",): ["defect"], ("missing_updates", "unknown"): ["defect", "unknown"], (): []}
    for causes, missed in kept.items():
        found = of_family(rows, causes)
        assert found.drop("state").equals(rows.drop("state"))
        assert found["state"].to_list()[4:] == ["pending", "exempt"]
        assert [state for state in found["state"] if state in ("defect", "unknown")] == missed


def test_a_package_is_in_one_fall_only():
    counts = made(1, WORLDS["two"][0])
    first, second = falls(counts)
    assert second.apart == (first.where,)
    theirs = [counts.filter(fall.holds()) for fall in (first, second)]
    assert theirs[0].join(theirs[1], on=counts.columns, nulls_equal=True).is_empty()
    rest = Fall({}, first.change, 0.0, (first.where, second.where))
    assert sum(rows.height for rows in theirs) + counts.filter(rest.holds()).height == counts.height


def test_a_pending_package_hides_the_days_of_its_own_carrier_alone():
    days = [FIRST + timedelta(days=day) for day in range(4)]
    shared = {"origin": "US", "category": "Home", "cause": None, "state": "valid", "packages": 9}
    rows = [shared | {"day": day, "carrier": carrier} for day in days for carrier in ("ups", None)]
    rows.append(shared | {"day": days[2], "carrier": None, "state": "pending", "packages": 1})
    rows.append(shared | {"day": days[0], "carrier": "ups", "state": "exempt"})
    kept = settled(pl.DataFrame(rows, infer_schema_length=None))
    assert kept.filter(carrier="ups")["day"].to_list() == days
    assert kept.filter(carrier="unknown")["day"].to_list() == days[:2]
    assert set(kept["state"]) == {"valid"}


def test_a_missing_segment_is_unknown():
    rows = pl.DataFrame({"carrier": ["ups", None], "origin": ["US", "US"]})
    assert rows.filter(is_in({"carrier": "unknown", "origin": "US"})).height == 1
    assert rows.filter(is_in({})).height == 2

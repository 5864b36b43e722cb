"""Mix and rate effects: exact, additive, Kitagawa's on one level, and nothing where nothing changed."""

from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder

from vtr_lib.metrics.change import mix_and_rate, windows
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.rolling import window

LEVELS = ("origin", "carrier", "service")
paths = st.tuples(*(st.sampled_from(names) for names in (["US", "CN", None], ["usps", "yun", "4px"], ["slow", "fast"])))
cells = st.tuples(st.integers(0, 50), st.integers(0, 50))
worlds = st.dictionaries(paths, cells, max_size=12)


def counts(world: dict[tuple, tuple[int, int]], by=LEVELS) -> pl.DataFrame:
    """Counts from path → (valid, missed)."""
    data = [
        (*path, state, packages)
        for path, cell in world.items()
        for state, packages in zip(("valid", "defect"), cell, strict=True)
    ]
    schema = dict.fromkeys([*by, "state"], pl.String) | {"packages": pl.Int64}
    return pl.DataFrame(data, schema, orient="row")


def kitagawa(old: dict[str, Rate], new: dict[str, Rate]) -> dict[str, tuple[Fraction, Fraction]]:
    """The formula of 1955 as it is written, one segment at a time."""
    whole = [sum(side.values(), Rate(0, 0)) for side in (old, new)]
    middle = sum(Fraction(side.valid, side.counted) for side in whole) / 2
    found = {}
    for name in {*old, *new}:
        first, last = old.get(name, new.get(name)), new.get(name, old.get(name))
        rates = [Fraction(side.valid, side.counted) for side in (first, last)]
        shares = [Fraction(side[name].counted if name in side else 0, of.counted)
                  for side, of in zip((old, new), whole, strict=True)]  # fmt: skip
        mix = (shares[1] - shares[0]) * (sum(rates) / 2 - middle)
        found[name] = 100 * mix, 100 * (rates[1] - rates[0]) * sum(shares) / 2
    return found


@settings(deadline=None)
@given(worlds, worlds, st.integers(1, 3))
def test_the_effects_add_up_to_the_change_exactly(old, new, depth):
    change = mix_and_rate(counts(old), counts(new), LEVELS[:depth])
    sides = [Rate(sum(c[0] for c in world.values()), sum(sum(c) for c in world.values())) for world in (old, new)]
    assert [change.before, change.after] == sides
    if not all(side.counted for side in sides):
        assert (change.points, change.effects) == (None, ())
        return
    assert change.points == 100 * (
        Fraction(sides[1].valid, sides[1].counted) - Fraction(sides[0].valid, sides[0].counted)
    )
    assert sum(effect.mix + effect.rate for effect in change.effects) == change.points
    assert sum(change.mix.values()) + change.rate == change.points


@settings(deadline=None)
@given(worlds, worlds)
def test_turned_around_every_effect_has_the_other_sign(old, new):
    there, back = mix_and_rate(counts(old), counts(new), LEVELS), mix_and_rate(counts(new), counts(old), LEVELS)
    assert [(e.path, e.mix, e.rate) for e in there.effects] == [(e.path, -e.mix, -e.rate) for e in back.effects]


@settings(deadline=None)
@given(worlds, worlds, st.randoms())
def test_the_order_of_the_rows_changes_nothing(old, new, chance):
    shuffled = [dict(chance.sample(list(world.items()), len(world))) for world in (old, new)]
    assert mix_and_rate(*map(counts, shuffled), LEVELS) == mix_and_rate(counts(old), counts(new), LEVELS)


@settings(deadline=None)
@given(*[st.dictionaries(st.sampled_from("abcd"), cells.filter(any), min_size=1)] * 2)
def test_one_level_is_kitagawa(old, new):
    one, other = (counts({(name,): cell for name, cell in world.items()}, ["carrier"]) for world in (old, new))
    found = {effect.path[0]: (effect.mix, effect.rate) for effect in mix_and_rate(one, other, ["carrier"]).effects}
    assert found == kitagawa(*({name: Rate(cell[0], sum(cell)) for name, cell in w.items()} for w in (old, new)))


@settings(deadline=None)
@given(worlds, worlds)
def test_a_level_of_one_segment_adds_nothing(old, new):
    """An outer level that does not part, or an inner one that parts no further, leaves plain Kitagawa."""
    one, other = (counts(world).with_columns(all=pl.lit("all")) for world in (old, new))
    plain = mix_and_rate(one, other, ["carrier"])
    for by in (["all", "carrier"], ["carrier", "all"]):
        nested = mix_and_rate(one, other, by)
        assert (nested.mix["all"], nested.mix["carrier"], nested.rate) == (0, plain.mix["carrier"], plain.rate)


BASE = {("US", "usps", "slow"): (90, 10), ("US", "usps", "fast"): (49, 1), ("US", "ups", "fast"): (60, 40),
        ("CN", "yun", "slow"): (70, 30), ("CN", "yun", "fast"): (95, 5), ("CN", "4px", "fast"): (20, 30)}  # fmt: skip


def scaled(by: dict[str, int], at: int) -> dict:
    """The base with segments of one level grown by whole factors, each at its own rate."""
    return {path: tuple(by.get(path[at], 1) * side for side in cell) for path, cell in BASE.items()}


def test_where_only_rates_changed_every_mix_is_nothing():
    new = {path: (cell[0] - 1, cell[1] + 1) for path, cell in BASE.items()}
    change = mix_and_rate(counts(BASE), counts(new), LEVELS)
    assert set(change.mix.values()) == {0}
    assert change.rate == change.points == Fraction(-600, sum(sum(cell) for cell in BASE.values()))


@pytest.mark.parametrize(("factors", "at"), [({"CN": 3}, 0), ({"usps": 1, "ups": 4, "yun": 2, "4px": 2}, 1)])
def test_where_only_the_mix_of_a_level_changed_all_else_is_nothing(factors, at):
    change = mix_and_rate(counts(BASE), counts(scaled(factors, at)), LEVELS)
    assert change.rate == 0
    assert all(effect.rate == 0 for effect in change.effects)
    assert change.mix[LEVELS[at]] != 0
    assert [change.mix[level] for level in LEVELS[at + 1 :]] == [0] * (2 - at)


def test_where_only_the_innermost_mix_changed_all_else_is_nothing():
    new = BASE | {("US", "usps", "slow"): (45, 5), ("US", "usps", "fast"): (98, 2)}
    change = mix_and_rate(counts(BASE), counts(new), LEVELS)
    assert change.mix["service"] == change.points > 0
    assert (change.mix["origin"], change.mix["carrier"], change.rate) == (0, 0, 0)


def test_a_segment_on_one_side_only_is_pure_mix():
    old, new = {("a",): (90, 10)}, {("a",): (90, 10), ("b",): (10, 90)}
    change = mix_and_rate(counts(old, ["carrier"]), counts(new, ["carrier"]), ["carrier"])
    assert change.rate == 0
    assert change.mix == {"carrier": Fraction(-40)}
    assert [effect.before for effect in change.effects] == [Rate(90, 100), Rate(0, 0)]


def test_a_segment_new_above_is_not_told_apart_within():
    old, new = {("US", "usps", "slow"): (9, 1)}, {("US", "usps", "slow"): (9, 1), ("CN", "yun", "slow"): (1, 9)}
    change = mix_and_rate(counts(old), counts(new), LEVELS)
    assert ("CN",) in {effect.path for effect in change.effects}
    assert ("CN", "yun") not in {effect.path for effect in change.effects}
    assert change.mix == {"origin": change.points, "carrier": 0, "service": 0}


def test_only_what_counts_counts_and_what_nobody_knows_is_unknown():
    frame = pl.DataFrame(
        {"carrier": [None, None, "dhl"], "state": ["valid", "unknown", "pending"], "packages": [3, 1, 7]}
    )
    change = mix_and_rate(frame, frame, ["carrier"])
    assert [(effect.path, effect.before) for effect in change.effects] == [(("unknown",), Rate(3, 4))]


def dummies(world: dict[str, tuple[int, int]], side: int) -> list[list[float]]:
    names = sorted(world)
    return [
        [outcome, side, *(float(name == other) for other in names[1:])]
        for name in names
        for outcome, packages in zip((1, 0), world[name], strict=True)
        for _ in range(packages)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_oaxaca_and_blinder_agree(seed):
    chance = np.random.default_rng(seed)
    old, new = ({name: tuple(chance.integers(1, 60, 2).tolist()) for name in "abcd"} for _ in range(2))
    table = np.array(dummies(old, 0) + dummies(new, 1))
    model = OaxacaBlinder(table[:, 0], table[:, 1:], 0, hasconst=False, swap=False)
    rate, mix, change = model.two_fold(two_fold_type="self_submitted", submitted_weight=0.5).params
    frames = (counts({(name,): cell for name, cell in world.items()}, ["carrier"]) for world in (old, new))
    found = mix_and_rate(*frames, ["carrier"])
    assert float(found.points) / 100 == pytest.approx(-change, abs=1e-9)
    assert float(found.mix["carrier"]) / 100 == pytest.approx(-mix, abs=1e-9)
    assert float(found.rate) / 100 == pytest.approx(-rate, abs=1e-9)


@pytest.mark.parametrize(("length", "lag"), [(30, 0), (30, 10), (1, 0)])
def test_two_windows_lie_side_by_side(length, lag):
    as_of = date(2025, 2, 28)
    before, now = windows(as_of, length, lag)
    assert now == window(as_of, length, lag)
    assert (now[0] - before[1]).days == 1
    assert (before[1] - before[0]).days == (now[1] - now[0]).days == length - 1

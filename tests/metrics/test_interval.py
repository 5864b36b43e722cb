"""Intervals against statsmodels, published tables, and the packages it takes to say anything."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from vtr_lib.metrics.interval import difference, is_telling, jeffreys, wilson
from vtr_lib.metrics.rate import Rate

TARGET = 0.95
GRID = [(valid, counted) for counted in range(1, 61) for valid in range(counted + 1)]
rates = st.integers(1, 5000).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n)))


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_wilson_is_that_of_statsmodels(level):
    for valid, counted in GRID:
        expected = proportion_confint(valid, counted, 1 - level, "wilson")
        assert wilson(Rate(valid, counted), level) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("valid", "counted", "low", "high"), [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
])  # fmt: skip
def test_wilson_is_that_of_newcombes_table(valid, counted, low, high):
    assert [round(end, 4) for end in wilson(Rate(valid, counted))] == [low, high]


def test_jeffreys_is_that_of_statsmodels_but_for_its_ends():
    """There statsmodels keeps the quantile, so that its interval of 10 of 10 does not hold the rate of 1."""
    for valid, counted in GRID:
        low, high = proportion_confint(valid, counted, 0.05, "jeffreys")
        assert low > 0
        assert high < 1
        expected = (low if valid else 0, high if valid < counted else 1)
        assert jeffreys(Rate(valid, counted)) == pytest.approx(expected, abs=1e-9)
    assert proportion_confint(10, 10, 0.05, "jeffreys")[1] == pytest.approx(0.99995, abs=1e-5)


def test_the_difference_is_newcombes_and_that_of_statsmodels():
    assert [round(end, 4) for end in difference(Rate(48, 80), Rate(56, 70))] == [0.0524, 0.3339]
    for old in ((0, 5), (3, 5), (48, 80), (19, 20), (60, 60)):
        for new in ((0, 7), (6, 7), (56, 70), (1, 40), (31, 31)):
            expected = confint_proportions_2indep(*new, *old, method="newcomb", compare="diff")
            assert difference(Rate(*old), Rate(*new)) == pytest.approx(expected, abs=1e-9)


def test_nothing_counted_says_nothing_and_warns_of_nothing():
    nothing = Rate(0, 0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert wilson(nothing) is jeffreys(nothing) is None
        assert difference(nothing, Rate(1, 2)) is difference(Rate(1, 2), nothing) is None
        assert is_telling(nothing) is False


@pytest.mark.parametrize(("interval", "counted"), [(wilson, 73), (jeffreys, 49)])
def test_so_many_valid_packages_without_a_miss_show_a_rate_above_the_target(interval, counted):
    assert interval(Rate(counted, counted))[0] >= TARGET
    assert interval(Rate(counted - 1, counted - 1))[0] < TARGET


@pytest.mark.parametrize(("valid", "counted", "telling"), [
    (35, 35, True),
    (34, 34, False),
    (0, 35, True),
    (0, 34, False),
    (191, 381, True),
    (190, 380, False),
])  # fmt: skip
def test_so_many_packages_are_telling(valid, counted, telling):
    assert is_telling(Rate(valid, counted)) is telling


@given(rates)
def test_an_interval_holds_the_rate_and_mirrors(rate):
    share = rate.valid / rate.counted
    mirrored = Rate(rate.counted - rate.valid, rate.counted)
    for interval in (wilson, jeffreys):
        low, high = interval(rate)
        assert 0 <= low <= share <= high <= 1
        assert interval(mirrored) == pytest.approx((1 - high, 1 - low), abs=1e-9)
    assert wilson(rate, 0.99)[0] <= wilson(rate)[0] <= wilson(rate)[1] <= wilson(rate, 0.99)[1]


@given(rates, rates)
def test_a_difference_turned_around_is_the_same_with_its_sign_turned(one, other):
    low, high = difference(one, other)
    assert -1 <= low <= other.valid / other.counted - one.valid / one.counted <= high <= 1
    assert difference(other, one) == pytest.approx((-high, -low), abs=1e-12)

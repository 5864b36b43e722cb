"""The ratio of two shares missed, against statsmodels and published numbers; and what zero cells leave unsaid."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.contingency_tables import Table2x2

from vtr_lib.metrics.risk import Risk, at_most

cells = st.integers(1, 5000)


@given(cells, cells, cells, cells, st.sampled_from([0.8, 0.95, 0.99]))
def test_ratio_and_interval_agree_with_statsmodels(missed, valid, others_missed, others_valid, level):
    risk = Risk(missed, missed + valid, others_missed, others_missed + others_valid)
    table = Table2x2([[missed, valid], [others_missed, others_valid]])
    assert float(risk.ratio) == pytest.approx(table.riskratio, rel=1e-9)
    assert risk.interval(level) == pytest.approx(table.riskratio_confint(1 - level), rel=1e-9)


def test_the_ratio_is_exact_and_of_known_size():
    risk = Risk(139, 10_898 + 139, 239, 10_795 + 239)  # heart attacks on aspirin and on a placebo, 1988
    assert risk.ratio == Fraction(139 * 11_034, 239 * 11_037)
    assert risk.interval() == pytest.approx((0.472, 0.716), abs=1e-3)


@given(cells, cells, cells, cells)
def test_sides_swapped_turn_the_ratio_over(missed, valid, others_missed, others_valid):
    there = Risk(missed, missed + valid, others_missed, others_missed + others_valid)
    back = Risk(others_missed, others_missed + others_valid, missed, missed + valid)
    assert there.ratio * back.ratio == 1
    low, high = there.interval()
    assert back.interval() == pytest.approx((1 / high, 1 / low), rel=1e-9)


@pytest.mark.parametrize(
    ("risk", "ratio", "has_interval"),
    [
        (Risk(0, 13, 28, 418), 0, False),  # none of the exposed missed: the logarithm of nothing
        (Risk(3, 13, 0, 418), None, False),  # none of the others: above any number
        (Risk(0, 13, 0, 418), None, False),
        (Risk(0, 0, 28, 418), None, False),
        (Risk(3, 13, 0, 0), None, False),
        (Risk(1, 1, 2, 405), Fraction(405, 2), True),  # all of one side
        (Risk(5, 5, 7, 7), 1, False),  # all of both sides: no spread
    ],
)
def test_zero_cells(risk, ratio, has_interval):
    assert risk.ratio == ratio
    assert (risk.interval() is not None) == has_interval


@pytest.mark.parametrize("cells", [(2, 1, 0, 0), (0, 0, 2, 1), (-1, 3, 0, 1)])
def test_more_missed_than_there_are_is_refused(cells):
    with pytest.raises(ValueError, match="two by two"):
        Risk(*cells)


@pytest.mark.parametrize("count", [1, 2, 13, 73, 10_000])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_at_most_leaves_none_of_all_the_chance_it_says(count, level):
    assert binom.pmf(0, count, at_most(count, level)) == pytest.approx(1 - level, rel=1e-9)


def test_at_most_of_nothing_is_none():
    assert at_most(0) is None

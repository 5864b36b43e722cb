"""Limits and tests against scipy.stats; a segment is held against the others, never against itself."""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from vtr_lib.metrics.comparison import TAILS, below_rest, below_share, false_discovery, limits, worse
from vtr_lib.metrics.rate import Rate

TARGET = Fraction(95, 100)
segments = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.tuples(st.integers(0, 400), st.integers(0, 60)), max_size=9
)


def rows(found: dict[str, tuple[int, int]]) -> pl.DataFrame:
    """Segments from name → (valid, missed)."""
    data = [(name, valid, valid + missed) for name, (valid, missed) in found.items()]
    return pl.DataFrame(data, {"carrier": pl.String, "valid": pl.Int64, "counted": pl.Int64}, orient="row")


@pytest.mark.parametrize("tail", TAILS)
@pytest.mark.parametrize("share", [TARGET, Fraction(1, 3), Fraction(99, 100)])
def test_limits_are_the_binomial_quantiles(tail, share):
    for counted in (*range(1, 40), 73, 200, 999, 12345):
        low, high = limits(counted, share, tail)
        assert low == stats.binom.ppf(tail, counted, float(share))
        assert high == stats.binom.isf(tail, counted, float(share))
        if low:
            assert stats.binom.cdf(low - 1, counted, float(share)) < tail <= stats.binom.cdf(low, counted, float(share))


def test_limits_of_the_published_table_and_of_nothing():
    assert [limits(n, TARGET, 0.025)[0] / n for n in (20, 200)] == [0.85, 0.92]
    assert limits(0, TARGET, 0.025) is None


@pytest.mark.parametrize(("share", "ends"), [(Fraction(1), (7, 7)), (Fraction(0), (0, 0))])
def test_a_sure_share_leaves_chance_nothing(share, ends):
    assert limits(7, share, 0.025) == ends


@given(st.lists(st.floats(0, 1), max_size=40))
def test_false_discovery_is_that_of_scipy(p_values):
    assert false_discovery(p_values) == pytest.approx(
        stats.false_discovery_control(p_values).tolist() if p_values else []
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 3000), st.integers(0, 300))
def test_the_p_values_are_exact(valid, missed, rest_valid, rest_missed):
    rate, rest = Rate(valid, valid + missed), Rate(rest_valid, rest_valid + rest_missed)
    fisher = stats.fisher_exact([[valid, missed], [rest_valid, rest_missed]], alternative="less").pvalue
    assert below_rest(rate, rest) == pytest.approx(fisher, abs=1e-9)
    if rate.counted:
        binomial = stats.binomtest(valid, rate.counted, 0.95, alternative="less").pvalue
        assert below_share(rate, TARGET) == pytest.approx(binomial, abs=1e-9)


def test_a_segment_is_held_against_the_others_and_not_against_itself():
    """At 80 % a segment of most packages is far below the rest, though it makes the rate of the whole."""
    found = {row["carrier"]: row for row in worse(rows({"most": (800, 200), "rest": (100, 0)})).to_dicts()}
    assert found["most"]["p_value"] == pytest.approx(below_rest(Rate(800, 1000), Rate(100, 100)))
    assert found["most"]["standing"] == "worse"
    assert below_share(Rate(800, 1000), Fraction(900, 1100)) > 0.05
    assert found["rest"]["standing"] == "not_worse"


@pytest.mark.parametrize(("valid", "counted", "standing"), [
    (192, 200, "not_worse"),
    (181, 200, "not_worse"),   # P(181 or fewer of 200) = 0.0058, for two segments 0.0116
    (180, 200, "worse"),       # P = 0.0027, for two 0.0053
    (20, 20, "too_few"),
    (17, 20, "too_few"),
    (12, 20, "worse"),         # few, and yet no chance
])  # fmt: skip
def test_a_standing_on_each_side_of_every_limit(valid, counted, standing):
    found = worse(rows({"this": (valid, counted - valid), "that": (960, 40)}), TARGET)
    assert found.filter(carrier="this")["standing"].item() == standing


@pytest.mark.parametrize(("level", "standing"), [(0.04, "not_worse"), (0.05, "worse")])
def test_the_level_decides(level, standing):
    one = rows({"this": (184, 16)})
    assert worse(one, TARGET)["p_value"].item() == pytest.approx(stats.binom.cdf(184, 200, 0.95))
    assert worse(one, TARGET, level)["standing"].item() == standing


def test_many_segments_make_it_harder_to_be_worse():
    alone = worse(rows({"this": (180, 20), "that": (960, 40)}), TARGET).filter(carrier="this")
    crowd = worse(rows({"this": (180, 20)} | {f"c{n}": (960, 40) for n in range(20)}), TARGET).filter(carrier="this")
    assert alone["p_value"].item() == crowd["p_value"].item()
    assert (alone["standing"].item(), crowd["standing"].item()) == ("worse", "not_worse")


def test_too_few_are_not_ranked():
    found = worse(rows({"few": (9, 1), "fewer": (5, 2), "good": (990, 10), "bad": (500, 500), "none": (0, 0)}))
    assert found["carrier"].to_list() == ["bad", "good", "few", "fewer"]
    assert found["standing"].to_list() == ["worse", "not_worse", "too_few", "too_few"]


def test_one_segment_has_no_rest_and_no_segment_no_row():
    alone = worse(rows({"only": (1, 99)}))
    assert (alone["p_value"].item(), alone["standing"].item()) == (1, "not_worse")
    nothing = worse(rows({}))
    assert nothing.height == 0
    assert {"p_value", "adjusted", "standing"} < set(nothing.columns)


@settings(deadline=None)
@given(segments, st.randoms(), st.sampled_from([None, TARGET]))
def test_the_order_of_the_rows_changes_nothing(found, chance, share):
    shuffled = dict(chance.sample(list(found.items()), len(found)))
    one, other = worse(rows(found), share), worse(rows(shuffled), share)
    assert one["carrier"].to_list() == other["carrier"].to_list()
    assert one["adjusted"].to_list() == pytest.approx(other["adjusted"].to_list())
    assert one.height == sum(valid + missed > 0 for valid, missed in found.values())
    assert one["adjusted"].to_list() == pytest.approx(false_discovery(one["p_value"].to_list()))

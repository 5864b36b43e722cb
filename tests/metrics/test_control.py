"""When did it break: limits, alarms and the day of a change, against tables, slow twins and made-up stores."""

import math
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product

import numpy as np
import polars as pl
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from vtr_lib.metrics.control import TAIL, change_day, cusum, fall_ratio, matured, p_chart, three_sigma
from vtr_lib.metrics.rate import Rate
from vtr_lib.schema import CAUSES

FIRST = date(2025, 1, 1)
WAFERS = (12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6)
DAYS, A_DAY = 90, 30
KINDS = [
    ("valid", None),
    ("unknown", None),
    ("pending", None),
    ("exempt", None),
    *(("defect", cause) for cause in CAUSES),
]

series = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(any), min_size=0, max_size=25)

packages = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["ups", "usps"]), st.sampled_from(KINDS), st.integers(1, 300)).map(
        lambda cell: (*cell[:2], *cell[2], cell[3])
    ),
    max_size=12,
)


def daily(missed, counted, every: int = 1) -> pl.DataFrame:
    """A daily series of one segment from what was missed of what counted."""
    days = [FIRST + timedelta(days=every * number) for number in range(len(missed))]
    schema = {"day": pl.Date, "missed": pl.Int64, "counted": pl.Int64}
    frame = pl.DataFrame({"day": days, "missed": list(missed), "counted": list(counted)}, schema=schema)
    return frame.select("day", valid=pl.col("counted") - pl.col("missed"), missed="missed", counted="counted")


def drawn(rng, shares, a_day: int = A_DAY) -> pl.DataFrame:
    return daily(rng.binomial(a_day, shares).tolist(), [a_day] * len(shares))


def counts_of(*cells) -> pl.DataFrame:
    """Counts from (day, carrier, state, cause, packages)."""
    rows = [
        {"day": FIRST + timedelta(days=day), "carrier": carrier, "state": state, "cause": cause, "packages": packages}
        for day, carrier, state, cause, packages in cells
    ]
    text = dict.fromkeys(("carrier", "state", "cause"), pl.String)
    return pl.DataFrame(rows, schema={"day": pl.Date} | text | {"packages": pl.Int64})


class TestMatured:
    @pytest.mark.parametrize(("counted", "pending", "kept"), [(199, 1, 3), (198, 1, 1), (398, 2, 3), (0, 1, 1)])
    def test_a_series_ends_before_the_first_day_with_more_than_1_in_200_pending(self, counted, pending, kept):
        counts = counts_of(
            (0, "ups", "valid", None, 9), (1, "ups", "valid", None, counted), (1, "ups", "pending", None, pending),
            (2, "ups", "defect", "missing_updates", 1),
        )  # fmt: skip
        assert matured(counts).height == kept

    def test_every_value_ends_on_its_own_day(self):
        counts = counts_of((0, "ups", "valid", None, 9), (0, "usps", "pending", None, 9), (1, "ups", "valid", None, 9),
                           (1, "usps", "valid", None, 9), (2, "ups", "pending", None, 9))  # fmt: skip
        assert matured(counts, "carrier").select("carrier", "day").rows() == [
            ("ups", FIRST), ("ups", FIRST + timedelta(days=1)),
        ]  # fmt: skip
        assert matured(counts).height == 0

    @given(packages)
    def test_it_is_a_slow_recount_of_each_day_and_missed_by_cause_adds_up(self, cells):
        found = matured(counts_of(*cells), "carrier")
        expected = []
        for carrier in ("ups", "usps"):
            for day in range(6):
                states = Counter()
                for on, by, state, _, number in cells:
                    states[state] += number * (on == day and by == carrier)
                counted = states["valid"] + states["defect"] + states["unknown"]
                if 200 * states["pending"] > counted + states["pending"]:
                    break
                if counted:
                    on = FIRST + timedelta(days=day)
                    expected.append((carrier, on, states["valid"], counted - states["valid"], counted))
        assert found.rows() == expected
        parts = [matured(counts_of(*cells), "carrier", cause) for cause in (*CAUSES, "unknown")]
        assert sum(part["missed"] for part in parts).to_list() == found["missed"].to_list()
        for part in parts:
            assert part["counted"].equals(found["counted"])
            assert (part["valid"] + part["missed"]).equals(part["counted"])

    def test_exempt_days_and_nothing_at_all_give_no_rows(self):
        assert matured(counts_of((0, "ups", "exempt", None, 3))).height == 0
        empty = matured(counts_of(), "carrier")
        assert (empty.height, empty.columns) == (0, ["carrier", "day", "valid", "missed", "counted"])
        assert matured(counts_of()).columns == ["day", "valid", "missed", "counted"]


class TestPChart:
    def test_the_wafers_of_the_nist_handbook(self):
        centre = Rate(1500 - sum(WAFERS), 1500)
        low, high = three_sigma(centre, 50)
        assert (round(347 / 1500, 4), round(high, 4), round(low, 4)) == (0.2313, 0.4102, 0.0524)
        chart = p_chart(daily(WAFERS, [50] * 30), centre)
        assert [number for number, out in enumerate(chart.days["is_alarm"], 1) if out] == [15, 23]

    def test_the_centre_leaves_out_the_days_that_are_out(self):
        chart = p_chart(daily(WAFERS, [50] * 30))
        assert chart.centre == Rate(1400 - (347 - 22 - 24), 1400)
        assert [number for number, out in enumerate(chart.days["is_alarm"], 1) if out] == [15, 23]

    @settings(deadline=None)
    @given(st.lists(st.integers(1, 900), min_size=1, max_size=8), st.integers(0, 2000), st.integers(1, 2000))
    def test_the_limit_is_the_last_number_that_chance_brings(self, counted, lost, of):
        centre = Rate(of - min(lost, of), of)
        share = min(lost, of) / of if lost else 0.5 / (of + 1)
        frame = daily([0] * len(counted), counted)
        alone = [p_chart(frame[number : number + 1], centre).days["most"].item() for number in range(len(counted))]
        for most, n in zip(alone, counted, strict=True):
            assert binom.sf(most - 1, n, share) >= TAIL * (1 - 1e-9)
            assert most == n or binom.sf(most, n, share) < TAIL * (1 + 1e-9)

    @pytest.mark.parametrize(("missed", "is_alarm"), [(5, False), (6, True)])
    def test_either_side_of_a_limit(self, missed, is_alarm):
        assert binom.sf(4, 20, 0.05) > TAIL > binom.sf(5, 20, 0.05)  # 1 in 388, 1 in 3,044
        chart = p_chart(daily([missed], [20]), Rate(95, 100))
        assert (chart.days["most"].item(), chart.days["is_alarm"].item()) == (5, is_alarm)

    def test_without_a_miss_before_one_in_many_is_no_alarm_and_two_of_two_are(self):
        chart = p_chart(daily([0, 1, 2], [2, 2, 2]), Rate(97, 97))
        assert chart.days["is_alarm"].to_list() == [False, False, True]
        assert p_chart(daily([7, 7], [7, 7]), Rate(0, 9)).days["is_alarm"].to_list() == [False, False]

    def test_large_days_that_vary_more_than_chance_have_wider_limits(self):
        rng = np.random.default_rng(7)
        shares = 0.04 + 0.02 * rng.random(200)
        frame = daily(rng.binomial(5000, shares).tolist(), [5000] * 200)
        chart = p_chart(frame, Rate(95, 100))
        scores = (frame["missed"] / 5000 - 0.05) / math.sqrt(0.05 * 0.95 / 5000)
        by_hand = sum(abs(b - a) for a, b in pairwise(scores)) / 199 / 1.128
        assert chart.spread == pytest.approx(by_hand, rel=1e-12)
        assert chart.spread > 1.5
        assert chart.days["most"].max() == math.floor(5000 * three_sigma(Rate(95, 100), 5000, by_hand)[1])
        assert not chart.days["is_alarm"].any()
        small = p_chart(daily([3, 0] * 40, [99] * 80))
        assert small.spread == 1

    def test_nothing(self):
        chart = p_chart(daily([], []))
        assert (chart.centre, chart.days.height) == (Rate(0, 0), 0)
        assert chart.days.columns == ["day", "valid", "missed", "counted", "most", "is_alarm"]


class TestCusum:
    @settings(deadline=None)
    @given(series)
    def test_the_score_is_that_of_a_slow_twin(self, cells):
        missed, counted = [m for m, _ in cells], [m + v for m, v in cells]
        score, expected = 0.0, []
        for m, n in zip(missed, counted, strict=True):
            score = 0.0 if score > 4 else score
            score = max(0.0, score + m * math.log(0.07 / 0.03) + (n - m) * math.log(0.93 / 0.97))
            expected.append(score)
        found = cusum(daily(missed, counted))
        assert found["score"].to_list() == pytest.approx(expected, abs=1e-9)
        assert found["is_alarm"].to_list() == [value > 4 for value in found["score"]]

    @pytest.mark.parametrize(("limit", "length"), [(3, 132), (4, 395), (5, 902)])
    def test_days_between_false_alarms(self, limit, length):
        frame = drawn(np.random.default_rng(14), np.full(150_000, 0.03))
        assert 150_000 / cusum(frame, limit=limit)["is_alarm"].sum() == pytest.approx(length, rel=0.2)

    def test_a_rise_from_3_to_7_percent_is_found_within_14_days(self):
        rng, found = np.random.default_rng(15), 0
        for _ in range(200):
            found += cusum(drawn(rng, np.full(14, 0.07)))["is_alarm"].any()
        assert found >= 180

    def test_an_alarm_starts_anew(self):
        alarms = cusum(daily([3] * 4, [3] * 4), limit=4)
        assert alarms["score"].to_list() == pytest.approx([2.54, 5.08, 2.54, 5.08], abs=0.01)
        assert alarms["is_alarm"].to_list() == [False, True, False, True]

    def test_nothing(self):
        assert cusum(daily([], [])).columns == ["day", "valid", "missed", "counted", "score", "is_alarm"]


def likelihood(missed: int, counted: int) -> float:
    return sum(k * math.log(k / counted) for k in (missed, counted - missed) if k)


def slow_change(missed: list[int], counted: list[int]) -> dict[int, float]:
    """First day after the split → log-likelihood ratio, of every split after which more is missed."""
    found = {}
    for at in range(1, len(missed)):
        m, n, k, o = sum(missed[:at]), sum(counted[:at]), sum(missed[at:]), sum(counted[at:])
        if Fraction(k, o) > Fraction(m, n):
            found[at] = likelihood(m, n) + likelihood(k, o) - likelihood(m + k, n + o)
    return found


def slow_chance(missed: list[int], counted: list[int], statistic: float) -> Fraction:
    """Every deal of the missed packages to the days, one after another."""
    reached = ways = 0
    for deal in product(*(range(n + 1) for n in counted)):
        if sum(deal) == sum(missed):
            weight = math.prod(math.comb(n, k) for n, k in zip(counted, deal, strict=True))
            ways += weight
            if max(slow_change(list(deal), counted).values(), default=0) >= statistic - 1e-9:
                reached += weight
    return Fraction(reached, ways)


class TestChangeDay:
    @settings(deadline=None)
    @given(series, st.integers(1, 3))
    def test_it_is_the_best_split_of_a_slow_twin(self, cells, every):
        missed, counted = [m for m, _ in cells], [m + v for m, v in cells]
        splits, found = slow_change(missed, counted), change_day(daily(missed, counted, every))
        if found is None:
            assert max(splits.values(), default=0) < 1e-9
            return
        at = (found.on - FIRST).days // every
        best = max(splits.values())
        assert found.statistic == pytest.approx(best, abs=1e-9)
        assert splits[at] == pytest.approx(best, abs=1e-9)
        assert found.before == Rate(sum(counted[:at]) - sum(missed[:at]), sum(counted[:at]))
        assert found.after == Rate(sum(counted[at:]) - sum(missed[at:]), sum(counted[at:]))
        near = [split for split, ratio in splits.items() if ratio >= best - 2]
        assert (found.earliest - FIRST).days == every * (min(near) - 1) + 1
        assert (found.latest - FIRST).days == every * max(near)
        assert found.earliest <= found.on <= found.latest
        assert 1e-12 <= found.p_value <= 1

    @pytest.mark.parametrize(
        ("missed", "counted"),
        [([0, 0, 2], [2, 2, 2]), ([1, 0, 3, 1], [4, 2, 3, 2]), ([0, 1, 0, 1, 1], [3, 3, 1, 2, 3]), ([0, 5], [5, 5]),
         ([1, 1, 2, 2], [5, 5, 5, 4])],
    )  # fmt: skip
    def test_the_chance_is_that_of_all_deals(self, missed, counted):
        found = change_day(daily(missed, counted))
        assert found.p_value == pytest.approx(float(slow_chance(missed, counted, found.statistic)), rel=1e-9)

    def test_the_chance_is_that_of_many_draws(self):
        rng = np.random.default_rng(17)
        counted = rng.integers(5, 40, 60)
        missed = rng.binomial(counted, np.where(np.arange(60) < 40, 0.05, 0.1))
        found = change_day(daily(missed.tolist(), counted.tolist()))
        draws = rng.multivariate_hypergeometric(counted, missed.sum(), 4000, method="marginals")
        n, m = counted.cumsum()[:-1], draws.cumsum(axis=1)[:, :-1]
        rest, of = missed.sum() - m, counted.sum() - n
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = [np.nan_to_num(k * np.log(k / o)) for k, o in ((m, n), (n - m, n), (rest, of), (of - rest, of))]
        ratios = np.where(rest * n > m * of, sum(terms) - likelihood(int(missed.sum()), int(counted.sum())), 0)
        share = (ratios.max(axis=1) >= found.statistic - 1e-9).mean()
        assert 0.001 < found.p_value < 0.2
        assert found.p_value == pytest.approx(share, abs=4 * math.sqrt(share / 4000))

    def test_a_rise_is_no_fall_and_one_day_is_none(self):
        assert change_day(daily([5, 0], [5, 5])) is None
        for missed, counted in (([], []), ([3], [5]), ([0, 0], [5, 5]), ([2, 2], [4, 4]), ([5, 5], [5, 5])):
            assert change_day(daily(missed, counted)) is None

    def test_days_without_packages_may_be_the_day(self):
        found = change_day(daily([0, 0, 9, 9], [9, 9, 9, 9], every=7))
        assert (found.on, found.earliest, found.latest) == (
            FIRST + timedelta(days=14), FIRST + timedelta(days=8), FIRST + timedelta(days=14),
        )  # fmt: skip

    def test_the_order_of_rows_changes_nothing(self):
        frame = drawn(np.random.default_rng(3), np.where(np.arange(DAYS) < 50, 0.03, 0.1))
        assert change_day(frame.sample(fraction=1, shuffle=True, seed=1)) == change_day(frame)

    def test_a_shift_is_dated_as_well_as_others_date_it(self):
        rng, near, theirs, inside = np.random.default_rng(1970), 0, 0, 0
        for _ in range(100):
            frame = drawn(rng, np.where(np.arange(DAYS) < 60, 0.03, 0.12))
            found = change_day(frame)
            near += abs((found.on - FIRST).days - 60) <= 3
            inside += found.earliest <= FIRST + timedelta(days=60) <= found.latest
            signal = (frame["missed"] / frame["counted"]).to_numpy()
            theirs += abs(ruptures.Binseg(model="l2", min_size=2, jump=1).fit(signal).predict(n_bkps=1)[0] - 60) <= 3
            assert found.p_value < 1e-4
        assert near >= 80
        assert near >= theirs - 5
        assert inside >= 85

    def test_where_nothing_changed_it_seldom_says_so(self):
        rng = np.random.default_rng(400)
        found = [change_day(drawn(rng, np.full(DAYS, 0.04), 20)) for _ in range(400)]
        said = [each for each in found if each and each.p_value <= 0.05]
        assert len(said) <= 28
        assert len(said) >= 8  # and not because it never does

    def test_a_large_seller_is_answered_too(self):
        rng = np.random.default_rng(5)
        found = change_day(drawn(rng, np.where(np.arange(365) < 200, 0.03, 0.0315), 3000))
        assert abs((found.on - FIRST).days - 200) <= 40
        assert 1e-12 <= found.p_value < 1e-3


@pytest.mark.parametrize(("before", "after"), [((90, 100), (60, 100)), ((5, 5), (0, 5)), ((99, 100), (98, 100))])
def test_a_fall_ratio_is_the_logarithm_of_two_likelihoods(before, after):
    both = [before[0] + after[0], before[1] + after[1]]
    logs = [binom.logpmf(valid, counted, valid / counted) for valid, counted in (before, after)]
    one = [binom.logpmf(valid, counted, both[0] / both[1]) for valid, counted in (before, after)]
    assert fall_ratio(Rate(*before), Rate(*after)) == pytest.approx(sum(logs) - sum(one), abs=1e-9)


@pytest.mark.parametrize(
    ("before", "after"), [((60, 100), (90, 100)), ((9, 10), (9, 10)), ((0, 0), (1, 9)), ((1, 9), (0, 0))]
)
def test_a_rise_or_nothing_has_no_fall_ratio(before, after):
    assert fall_ratio(Rate(*before), Rate(*after)) == 0

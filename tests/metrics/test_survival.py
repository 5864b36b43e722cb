"""How long scans take, against published numbers and two other programs."""

from datetime import UTC, datetime, timedelta
from math import log

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import median_survival_times
from scipy.stats import CensoredData, ecdf

from vtr_lib.metrics.survival import LEGS, at_risk, durations, log_rank, quantile, survival, waiting

# Freireich et al. 1963: weeks in remission of children with leukaemia; a minus says that it went on.
MERCAPTOPURINE = (6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
AS_OF = datetime(2025, 3, 1, 8, tzinfo=UTC)
waits = st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60)


def curve_of(weeks) -> pl.DataFrame:
    return survival([abs(week) for week in weeks], [week > 0 for week in weeks])


def curve(cells) -> pl.DataFrame:
    return survival([hours for hours, _ in cells], [is_event for _, is_event in cells])


class TestSurvival:
    def test_the_published_table(self):
        found = curve_of(MERCAPTOPURINE).filter(pl.col("events") > 0)
        assert found["hours"].to_list() == [6, 7, 10, 13, 16, 22, 23]
        assert found["at_risk"].to_list() == [21, 17, 15, 12, 11, 7, 6]
        assert found["events"].to_list() == [3, 1, 1, 1, 1, 1, 1]
        assert found["survival"].round(3).to_list() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
        assert [round(found[end][0], 4) for end in ("low", "high")] == [0.6197, 0.9516]

    def test_the_two_groups_differ_by_the_published_statistic(self):
        statistic, chance = log_rank(curve_of(MERCAPTOPURINE), curve_of(PLACEBO))
        assert round(statistic, 2) == 16.79
        assert chance == pytest.approx(4.2e-5, rel=0.02)

    def test_it_is_that_of_other_programs(self):
        rng = np.random.default_rng(1958)
        for size in (2, 30, 400, 3000):
            hours, is_event = rng.integers(0, 90, size), rng.random(size) < 0.7
            found = survival(hours.tolist(), is_event.tolist())
            theirs = KaplanMeierFitter().fit(hours, is_event)
            times = found["hours"].to_list()
            assert found["survival"].to_list() == pytest.approx(theirs.survival_function_at_times(times), abs=1e-9)
            edges = theirs.confidence_interval_.loc[times]
            inside = ((found["survival"] > 0) & (found["survival"] < 1)).to_numpy()
            for end, column in zip(("low", "high"), edges.columns, strict=True):
                assert found[end].to_numpy()[inside] == pytest.approx(edges[column][inside], abs=1e-9)
            exact = ecdf(CensoredData.right_censored(hours, ~is_event)).sf.evaluate(times)
            assert found["survival"].to_list() == pytest.approx(exact, abs=1e-9)
            half = median_survival_times(theirs)
            assert quantile(found, 0.5) == (None if half == float("inf") else half)

    @pytest.mark.filterwarnings("ignore:Starting with pandas")
    def test_the_log_rank_test_is_that_of_another_program(self):
        rng = np.random.default_rng(1966)
        for size in (5, 60, 900):
            one, other = ((rng.integers(0, top, size), rng.random(size) < 0.6) for top in (60, 75))
            theirs = logrank_test(one[0], other[0], one[1], other[1])
            curves = [survival(hours.tolist(), is_event.tolist()) for hours, is_event in (one, other)]
            assert log_rank(*curves) == pytest.approx((theirs.test_statistic, theirs.p_value), abs=1e-9)
            assert log_rank(*curves) == pytest.approx(log_rank(*reversed(curves)), abs=1e-9)

    @settings(deadline=None)
    @given(waits)
    def test_laws_of_a_curve(self, cells):
        found = curve(cells)
        assert found["events"].sum() + found["censored"].sum() == len(cells)
        assert found["hours"].to_list() == sorted({hours for hours, _ in cells})
        previous = len(cells)
        for row in found.iter_rows(named=True):
            assert row["at_risk"] == previous
            previous -= row["events"] + row["censored"]
            assert 0 <= row["low"] <= row["survival"] + 1e-12
            assert row["survival"] <= row["high"] + 1e-12 <= 1 + 1e-9
        assert (found["survival"].diff().drop_nulls() <= 0).all()
        assert found.equals(curve(cells[::-1]))
        for hours in (0, 7, 41):
            assert at_risk(found, hours) == sum(waited >= hours for waited, _ in cells)
        if all(is_event for _, is_event in cells):
            for hours in (0, 7, 41):
                still = sum(waited > hours for waited, _ in cells)
                assert waiting(found, hours) == pytest.approx(still / len(cells) if cells else 1, abs=1e-12)

    def test_an_interval_at_both_ends(self):
        found = survival([1, 2, 3], [False, True, True])
        assert found.select("survival", "low", "high").rows()[::2] == [(1.0, 1.0, 1.0), (0.0, 0.0, 0.0)]
        width = 1.959963984540054 * (1 / 2) ** 0.5 / log(0.5)
        assert found["low"][1] == pytest.approx(0.5 ** np.exp(-width), abs=1e-12)

    def test_nothing(self):
        found = survival([], [])
        assert found.columns == ["hours", "at_risk", "events", "censored", "survival", "low", "high"]
        assert (found.height, quantile(found, 0.5), waiting(found, 5), at_risk(found, 5)) == (0, None, 1.0, 0)
        assert log_rank(found, curve_of(PLACEBO)) is None
        assert log_rank(survival([4], [False]), survival([9], [False])) is None


class TestQuantile:
    @pytest.mark.parametrize(("share", "hours"), [(0.1, 1), (0.5, 5), (0.51, 6), (0.9, 9), (0.91, 10), (1, 10)])
    def test_either_side_of_a_share(self, share, hours):
        assert quantile(survival(list(range(1, 11)), [True] * 10), share) == hours

    @pytest.mark.parametrize(("share", "hours"), [(0.95, 2), (0.96, None)])
    def test_a_plateau_has_no_later_quantile(self, share, hours):
        assert quantile(survival([2] * 95 + [900] * 5, [True] * 95 + [False] * 5), share) == hours

    def test_of_the_scanned_alone_it_would_be_too_good(self):
        hours, is_event = [*range(1, 96), *[900] * 5], [True] * 95 + [False] * 5
        assert quantile(survival(hours, is_event), 0.9) == 90
        assert quantile(survival(hours[:95], is_event[:95]), 0.9) == 86


def package(**hours: float | None) -> dict:
    """A package with instants so many hours before ``AS_OF``; None where there is none."""
    row = dict.fromkeys(("first_scan_at", "arrival_at", "delivery_at")) | {"confirmed_at": 100.0} | hours
    return {name: None if back is None else AS_OF - timedelta(hours=back) for name, back in row.items()}


def waited(leg: str, *rows: dict) -> list[tuple]:
    schema = dict.fromkeys(("confirmed_at", "first_scan_at", "arrival_at", "delivery_at"), pl.Datetime("us", "UTC"))
    return durations(pl.DataFrame(list(rows), schema=schema), leg, AS_OF).select("hours", "is_event").rows()


class TestDurations:
    @pytest.mark.parametrize(("row", "leg", "expected"), [
        (package(first_scan_at=70), "first_scan", (30, True)),
        (package(first_scan_at=70.01), "first_scan", (29, True)),
        (package(), "first_scan", (100, False)),
        (package(first_scan_at=0), "first_scan", (100, True)),
        (package(first_scan_at=-0.001), "first_scan", (100, False)),
        (package(first_scan_at=130), "first_scan", (0, True)),
        (package(first_scan_at=70, arrival_at=70, delivery_at=20), "arrival", (0, True)),
        (package(first_scan_at=70, delivery_at=20), "delivery", (50, True)),
        (package(first_scan_at=70), "delivery", (70, False)),
    ])  # fmt: skip
    def test_a_package(self, row, leg, expected):
        assert waited(leg, row) == [expected]

    @pytest.mark.parametrize(("row", "leg"), [
        (package(), "arrival"), (package(), "delivery"), (package(confirmed_at=-0.001), "first_scan"),
        (package(first_scan_at=-1), "delivery"),
    ])  # fmt: skip
    def test_a_leg_that_has_not_begun_is_not_waited_for(self, row, leg):
        assert waited(leg, row) == []

    def test_nothing(self):
        for leg in LEGS:
            assert waited(leg) == []

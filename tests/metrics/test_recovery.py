"""The course of the rate ahead: laws that must hold, and a slow twin that follows every package by itself."""

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.recovery import HORIZON, Band, Day, ahead, course, daily, first_met, met_from, usual

TARGET = Fraction(95, 100)
AS_OF = date(2025, 2, 28)
day = st.builds(Day, *[st.integers(0, 9)] * 3)
pasts = st.lists(day, min_size=1, max_size=35)
shares = st.fractions(0, 1, max_denominator=400)


def twin(past: list[Day], new: list[Day], fate: str) -> list[Rate]:
    """Every package as ``(day, outcome)``; on each day those of the window are counted anew."""
    packages = [
        (number, outcome)
        for number, each in enumerate([*past, *new])
        for outcome in ["valid"] * each.valid + ["missed"] * each.missed + [fate] * each.pending
    ]
    rates = []
    for today in range(len(past) - 1, len(past) + len(new)):
        inside = [outcome for number, outcome in packages if today - len(past) < number <= today]
        rates.append(Rate(inside.count("valid"), len(inside)))
    return rates


@given(pasts, st.lists(day, max_size=50))
def test_the_course_is_that_of_its_packages_one_by_one(past, new):
    bands = course(past, new)
    assert [band.low for band in bands] == twin(past, new, "missed")
    assert [band.high for band in bands] == twin(past, new, "valid")


@given(pasts, shares, st.integers(0, 60))
def test_new_packages_are_whole_and_as_many_as_the_past_had(past, share, horizon):
    new, volume = ahead(past, share, horizon), sum(each.valid + each.missed + each.pending for each in past)
    assert len(new) == horizon
    counts = [(each.valid, each.missed) for each in new]
    assert all(valid >= 0 and missed >= 0 for valid, missed in counts)
    for step in range(1, horizon + 1):
        count = sum(map(sum, counts[:step]))
        assert 0 <= Fraction(volume * step, len(past)) - count < 1
        assert 0 <= share * count - sum(valid for valid, _ in counts[:step]) < 1
    if horizon >= len(past):
        assert sum(map(sum, counts[: len(past)])) == volume
    assert not any(each.pending for each in new)


@given(pasts)
def test_all_new_ones_valid_the_rate_is_full_once_the_last_missed_has_left(past):
    bands = course(past, ahead(past, Fraction(1), len(past)))
    open_ = [place for place, each in enumerate(past) if each.missed or each.pending]
    gone = open_[-1] + 1 if open_ else 0  # a day at place k of the past leaves k + 1 days later
    for place, band in enumerate(bands):
        assert (band.low.valid == band.low.counted) == (place >= gone)
    lows = [Fraction(band.low.valid, band.low.counted) for band in bands if band.low.counted]
    assert not lows or lows[-1] == 1


@given(pasts, shares)
def test_pending_ones_only_widen_the_band(past, share):
    for band in course(past, ahead(past, share)):
        assert band.low.counted == band.high.counted
        assert band.low.valid <= band.high.valid
    settled = [Day(each.valid, each.missed) for each in past]
    assert all(band.low == band.high for band in course(settled, ahead(settled, share)))


@given(pasts)
def test_nothing_new_ends_in_nothing_counted(past):
    bands = course(past, [Day()] * HORIZON)
    for step in range(min(len(past), HORIZON) + 1):
        left = past[step:]
        assert bands[step].low == Rate(
            sum(each.valid for each in left), sum(each.valid + each.missed + each.pending for each in left)
        )
    if len(past) <= HORIZON:
        assert bands[-1] == Band(Rate(0, 0), Rate(0, 0))
        assert met_from([band.high for band in bands], TARGET) is None


@pytest.mark.parametrize(("rates", "first", "lasting"), [
    ([(19, 20)], 0, 0),                                      # exactly on the target
    ([(18, 19), (18, 20), (19, 20)], 2, 2),                  # one step short, then on it
    ([(94_999, 100_000)], None, None),                       # 94.9 % is no pass
    ([(20, 20), (18, 20), (20, 20)], 0, 2),                  # good days leave too
    ([(20, 20), (18, 20)], 0, None),
    ([(0, 0), (0, 0)], None, None),                          # nothing counted meets nothing
    ([(1, 1), (0, 0)], 0, None),
    ([], None, None),
])  # fmt: skip
def test_the_first_day_on_or_above_the_target(rates, first, lasting):
    rates = [Rate(*rate) for rate in rates]
    assert (first_met(rates, TARGET), met_from(rates, TARGET)) == (first, lasting)


def test_the_last_day_of_the_horizon_counts_and_the_one_after_does_not():
    past = [Day(valid=0, missed=1)] * 30
    bands = [band.low for band in course(past, ahead(past, Fraction(1), 29))]
    assert first_met(bands, TARGET) == 29  # 29 of 30 are valid: 96.6 %
    assert first_met(bands[:-1], TARGET) is None
    assert bands[-2] == Rate(28, 30)


def frame(rows: list[tuple[int, str, int]]) -> pl.DataFrame:
    """Counts of ``(days before AS_OF, state, packages)``."""
    return pl.DataFrame(
        [(AS_OF - timedelta(days=back), state, packages) for back, state, packages in rows],
        {"day": pl.Date, "state": pl.String, "packages": pl.Int64},
        orient="row",
    )


def test_days_are_filled_and_only_what_counts_is_in_them():
    rows = [(0, "valid", 3), (0, "unknown", 1), (0, "defect", 2), (2, "pending", 4), (2, "exempt", 9), (9, "valid", 1)]
    first = AS_OF - timedelta(days=2)
    wanted = [Day(pending=4), Day(), Day(valid=3, missed=3)]
    assert daily(frame(rows), first, AS_OF) == daily(frame(rows[::-1]), first, AS_OF) == wanted
    assert daily(frame([]), first, AS_OF) == [Day()] * 3


def test_what_is_usual_stands_on_matured_days_only():
    rows = [(back, "valid", 9) for back in range(5, 40)] + [(6, "defect", 1), (4, "defect", 50), (4, "pending", 1)]
    rate, first, last = usual(frame(rows))
    assert (first, last) == (AS_OF - timedelta(days=18), AS_OF - timedelta(days=5))
    assert rate == Rate(9 * 14, 9 * 14 + 1)
    assert usual(frame([(1, "pending", 3)])) == (Rate(0, 0), None, None)


def test_thousands_of_packages_a_day_are_nothing_special():
    past = [Day(valid=94_000, missed=6_000)] * 30
    bands = [band.low for band in course(past, ahead(past, Fraction(1)))]
    place = first_met(bands, TARGET)
    assert bands[place - 1].valid * 20 < bands[place - 1].counted * 19
    assert bands[place] == Rate(30 * 94_000 + 6_000 * place, 3_000_000)
    assert place == 5


def test_no_past_has_no_course_and_no_new_packages():
    assert ahead([], Fraction(1), 3) == [Day()] * 3
    assert course([], [Day(1)] * 2) == [Band(Rate(0, 0), Rate(0, 0))] * 3

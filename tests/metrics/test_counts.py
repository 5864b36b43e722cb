from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.metrics.counts import band, between, by_state, count, rate, window_day
from vtr_lib.metrics.rate import Rate
from vtr_lib.metrics.rolling import rolling, window
from vtr_lib.schema import STATES

FIRST = date(2025, 1, 1)
rows = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.sampled_from([None, 0, 5, 70]),
        st.sampled_from(["ups", "usps", None]),
        st.sampled_from(STATES),
    ),
    max_size=60,
)


def verdicts(cells) -> pl.DataFrame:
    """Verdicts from (day, promise day after it, carrier, state)."""
    data = [
        {
            "confirmed_on": FIRST + timedelta(days=day),
            "promised_on": None if promise is None else FIRST + timedelta(days=day + promise),
            "carrier": carrier,
            "origin": "US",
            "category": "Toys",
            "state": state,
            "clause": state,
            "cause": None,
        }
        for day, promise, carrier, state in cells
    ]
    days, text = ["confirmed_on", "promised_on"], ["carrier", "origin", "category", "state", "clause", "cause"]
    return pl.DataFrame(data, schema=dict.fromkeys(days, pl.Date) | dict.fromkeys(text, pl.String))


def slow_rate(cells, basis: str, first: date, last: date, carrier: str | None = None) -> Rate:
    """One package at a time, with no frame."""
    valid = counted = 0
    for day, promise, by, state in cells:
        on = FIRST + timedelta(days=day + (promise or 0) * (basis == "promised"))
        if first <= on <= last and carrier in (None, by or "unknown"):
            valid += state == "valid"
            counted += state in ("valid", "defect", "unknown")
    return Rate(valid, counted)


@settings(deadline=None)
@given(rows, st.sampled_from(["confirmed", "promised"]), st.integers(0, 140))
def test_rate_and_rolling_agree_with_a_slow_recount(cells, basis, end):
    counts, last = count(verdicts(cells), basis), FIRST + timedelta(days=end)
    first = last - timedelta(days=29)
    assert rate(between(counts, first, last)) == slow_rate(cells, basis, first, last)
    for row in rolling(counts, last - timedelta(days=3), last, 30, "carrier").iter_rows(named=True):
        expected = slow_rate(cells, basis, row["day"] - timedelta(days=29), row["day"], row["carrier"])
        assert Rate(row["valid"], row["counted"]) == expected
        assert row["counted_on_day"] == slow_rate(cells, basis, row["day"], row["day"], row["carrier"]).counted


@given(rows)
def test_parts_add_up_to_the_whole(cells):
    counts = count(verdicts(cells))
    whole = by_state(counts).row(0, named=True)
    for by in ("carrier", "day", "state"):
        parts = by_state(counts, by)
        assert {state: parts[state].sum() for state in STATES} == {state: whole[state] for state in STATES}
    assert sum(whole[state] for state in STATES) == len(cells)


@given(rows)
def test_exempt_packages_never_move_the_rate(cells):
    more = [*cells, (3, 5, "ups", "exempt"), (3, 5, "ups", "out_of_scope")]
    assert rate(count(verdicts(more))) == rate(count(verdicts(cells)))


@given(rows)
def test_the_band_holds_the_rate_and_counts_the_pending(cells):
    counts = count(verdicts(cells))
    low, high = band(counts)
    pending = sum(state == "pending" for *_, state in cells)
    unknown = sum(state == "unknown" for *_, state in cells)
    assert low.counted == high.counted == rate(counts).counted + pending
    assert high.valid - low.valid == pending + unknown


def test_windows():
    assert window(date(2025, 2, 28), 30) == (date(2025, 1, 30), date(2025, 2, 28))
    assert window(date(2025, 2, 28), 30, 10) == (date(2025, 1, 20), date(2025, 2, 18))


def test_rolling_fills_every_day_and_every_segment():
    counts = count(verdicts([(0, None, "ups", "valid"), (45, None, "usps", "defect")]))
    series = rolling(counts, FIRST, FIRST + timedelta(days=45), 30, "carrier")
    assert series.height == 2 * 46
    ups = series.filter(carrier="ups")["valid"].to_list()
    assert ups == [1] * 30 + [0] * 16


def test_a_package_without_promise_falls_back_to_its_confirmation():
    frame = verdicts([(0, None, "ups", "valid"), (0, 5, "ups", "valid")])
    assert frame.select(window_day("promised"))["promised_on"].to_list() == [FIRST, FIRST + timedelta(days=5)]
    with pytest.raises(ValueError, match="purchase"):
        window_day("purchase")


def test_nothing_counts_to_nothing():
    counts = count(verdicts([]))
    assert rate(counts) == Rate(0, 0)
    assert rolling(counts, FIRST, FIRST, 30, "carrier").height == 0

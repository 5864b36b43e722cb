"""Marks, bands, weekdays and silent days: each against a plain count, and both sides of every edge."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.metrics.lateness import MARKS, banded, by_weekday, marks, partition, silent_days

EDGES = (0, 6, 24)
FLAGS = (*MARKS, "combined", "cancelled", "confirmed_latex")
CASES = (("late_shipment", "scan.none"), ("late_shipment", "id.late"), ("missing_updates", "scan.none"),
         ("invalid_number", "id.missing"), (None, "unknown.not_asked"))  # fmt: skip
packages = st.lists(st.tuples(st.sampled_from(CASES), st.lists(st.sampled_from(FLAGS), unique=True)), max_size=40)


def missed(cells) -> pl.DataFrame:
    rows = [(cause, clause, ";".join(flags)) for (cause, clause), flags in cells]
    return pl.DataFrame(rows, ["cause", "clause", "flags"], orient="row").cast(pl.String)


@settings(deadline=None)
@given(packages)
def test_each_late_package_stands_in_one_row_and_all_add_up(cells):
    expected: dict[tuple, int] = {}
    for (cause, clause), flags in cells:
        found = tuple(mark for mark in MARKS if mark in flags)
        family = "late_shipment" if cause == "late_shipment" else "other"
        if family == "late_shipment" or found:
            key = (family, cause, clause, found)
            expected[key] = expected.get(key, 0) + 1
    rows = partition(missed(cells))
    assert {(*row[:3], tuple(row[3])): row[4] for row in rows.iter_rows()} == expected
    assert partition(missed(cells[::-1])).equals(rows)


def test_flags_that_are_null_or_only_begin_like_a_mark_are_none():
    rows = pl.DataFrame({"flags": [None, "", "confirmed_latex;xid.late", "id.late;confirmed_late"]})
    assert rows.select(marks()).to_series().to_list() == [[], [], [], ["confirmed_late", "id.late"]]


@pytest.mark.parametrize(
    ("seconds", "place"),
    [(-1, 0), (0, 0), (1, 1), (21_600, 1), (21_601, 2), (86_400, 2), (86_401, 3), (10**9, 3), (None, 4)],
)
def test_a_band_holds_its_upper_edge(seconds, place):
    rows = banded(
        pl.DataFrame({"s": [seconds], "is_missed": [True]}, {"s": pl.Int64, "is_missed": pl.Boolean}), "s", EDGES
    )
    assert rows["counted"].to_list() == rows["missed"].to_list() == [int(at == place) for at in range(5)]
    assert rows.select("over", "upto").rows() == [(None, 0), (0, 6), (6, 24), (24, None), (None, None)]
    assert rows["is_told"].to_list() == [True] * 4 + [False]


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | st.integers(-(10**6), 10**6), st.booleans()), max_size=50))
def test_bands_add_up_to_the_packages(cells):
    frame = pl.DataFrame(cells, {"s": pl.Int64, "is_missed": pl.Boolean}, orient="row")
    rows = banded(frame, "s", EDGES)
    assert (rows["counted"].sum(), rows["missed"].sum()) == (len(cells), sum(is_missed for _, is_missed in cells))


def test_weekdays_count_late_of_known_and_all_seven_stand():
    monday = date(2025, 3, 3)
    cells = [(0, True), (7, False), (1, None), (6, True), (None, True)]
    frame = pl.DataFrame(
        {"day": [None if step is None else monday + timedelta(days=step) for step, _ in cells],
         "is_late": [is_late for _, is_late in cells]}, {"day": pl.Date, "is_late": pl.Boolean},
    )  # fmt: skip
    assert by_weekday(frame, "day").drop("is_worse").rows() == [
        (1, 1, 2),
        *((day, 0, 0) for day in range(2, 7)),
        (7, 1, 1),
    ]
    assert by_weekday(frame.clear(), "day")["known"].to_list() == [0] * 7


@pytest.mark.parametrize(("late", "is_worse"), [(6, False), (9, True)])
def test_a_weekday_stands_out_only_beyond_chance(late, is_worse):
    monday, tuesday = date(2025, 2, 3), date(2025, 2, 4)
    rows = [(monday, at < late) for at in range(40)] + [(tuesday, at < 6) for at in range(160)]
    found = by_weekday(pl.DataFrame(rows, {"day": pl.Date, "is_late": pl.Boolean}, orient="row"), "day")
    assert found["is_worse"].to_list() == [is_worse] + [False] * 6


def test_a_day_is_silent_where_nothing_was_confirmed_or_nothing_scanned():
    first = date(2025, 3, 1)

    def of(*steps: int) -> pl.Series:
        return pl.Series([first + timedelta(days=step) for step in steps], dtype=pl.Date)

    found = silent_days(of(-1, 0, 0, 1, 3), of(0, 2, 3, 4), first, first + timedelta(days=3))
    assert found.select("day", "confirmed", "scanned", "weekday").rows() == [
        (date(2025, 3, 2), 1, 0, 7), (date(2025, 3, 3), 0, 1, 1),
    ]  # fmt: skip
    assert silent_days(of(), of(), first, first).height == 1

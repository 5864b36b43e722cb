"""Marks, bands, weekdays and silent days: each against a plain count, and both sides of every edge."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vtr_lib.metrics.comparison import worse
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
         "is_late": [is_late for _, is_late in cells], "order_id": list("abcde")},
        {"day": pl.Date, "is_late": pl.Boolean, "order_id": pl.String},
    )  # fmt: skip
    assert by_weekday(frame, "day").drop("is_worse").rows() == [
        (1, 1, 2),
        *((day, 0, 0) for day in range(2, 7)),
        (7, 1, 1),
    ]
    assert by_weekday(frame.clear(), "day")["known"].to_list() == [0] * 7


MONDAY, TUESDAY = date(2025, 2, 3), date(2025, 2, 4)


def weekdays(*orders: tuple[date, list[bool | None]]) -> pl.DataFrame:
    """What ``by_weekday`` says of orders, each a day and whether each of its packages is late."""
    rows = [(day, is_late, f"order-{at}") for at, (day, all_) in enumerate(orders) for is_late in all_]
    schema = {"day": pl.Date, "is_late": pl.Boolean, "order_id": pl.String}
    return by_weekday(pl.DataFrame(rows, schema, orient="row"), "day")


@pytest.mark.parametrize(("late", "is_worse"), [(6, False), (9, True)])
def test_a_weekday_stands_out_only_beyond_chance(late, is_worse):
    orders = [(MONDAY, [at < late]) for at in range(40)] + [(TUESDAY, [at < 6]) for at in range(160)]
    found = weekdays(*orders)
    assert found["is_worse"].to_list() == [is_worse] + [False] * 6
    assert found.equals(weekdays(*reversed(orders)))


@pytest.mark.parametrize(("sizes", "is_worse"), [([9], False), ([3, 3, 3], False), ([1] * 9, True)])
def test_packages_of_one_order_are_late_together_and_accuse_no_weekday(sizes, is_worse):
    """Nine late packages of forty are beyond chance only where they are nine orders; readers see packages anyway."""
    late, in_time = [(MONDAY, [True] * size) for size in sizes], [(MONDAY, [False])] * 31
    found = weekdays(*late, *in_time, *((TUESDAY, [at < 6]) for at in range(160)))
    assert found.drop("is_worse").rows()[:2] == [(1, 9, 40), (2, 6, 160)]
    packages = pl.DataFrame({"day": ["Mon", "Tue"], "valid": [31, 154], "counted": [40, 160]})
    assert worse(packages)["standing"].to_list() == ["worse", "not_worse"]
    assert found["is_worse"].to_list() == [is_worse] + [False] * 6


def test_an_order_of_two_weekdays_stands_once_in_each():
    """Ten orders with a late package on Monday; on Tuesday the rest of each was in time and says nothing of Monday."""
    both = [(day, is_late, f"order-{at}") for at in range(10) for day, is_late in ((MONDAY, True), (TUESDAY, False))]
    more = [(TUESDAY, False, f"other-{at}") for at in range(90)]
    schema = {"day": pl.Date, "is_late": pl.Boolean, "order_id": pl.String}
    found = by_weekday(pl.DataFrame(both + more, schema, orient="row"), "day")
    assert found.rows()[:2] == [(1, 10, 10, True), (2, 0, 100, False)]


def test_a_day_is_silent_where_nothing_was_confirmed_or_nothing_scanned():
    first = date(2025, 3, 1)

    def of(*steps: int) -> pl.Series:
        return pl.Series([first + timedelta(days=step) for step in steps], dtype=pl.Date)

    found = silent_days(of(-1, 0, 0, 1, 3), of(0, 2, 3, 4), first, first + timedelta(days=3))
    assert found.select("day", "confirmed", "scanned", "weekday").rows() == [
        (date(2025, 3, 2), 1, 0, 7), (date(2025, 3, 3), 0, 1, 1),
    ]  # fmt: skip
    assert silent_days(of(), of(), first, first).height == 1

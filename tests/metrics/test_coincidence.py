"""What else changed: shares held against scipy's exact test, and nothing found where nothing changed."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from vtr_lib.metrics.coincidence import LEAST, SHIFTS, coincidence, fisher
from vtr_lib.metrics.control import ChangeDay
from vtr_lib.metrics.rate import Rate

ON = date(2025, 2, 3)
CHANGE = ChangeDay(ON, ON - timedelta(days=2), ON + timedelta(days=1), Rate(9, 9), Rate(1, 9), 9.0, 1e-6)
sides = st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


def packages(*cells, **attributes) -> pl.DataFrame:
    """Rows from (days after the change, service, how many)."""
    days = [ON + timedelta(days=after) for after, _, number in cells for _ in range(number)]
    services = [service for _, service, number in cells for _ in range(number)]
    return pl.DataFrame({"day": days, "service": services}, schema={"day": pl.Date, "service": pl.String}).with_columns(
        **attributes
    )


def shifts(found) -> list[tuple]:
    return found.shifts.drop("p_value").rows()


@settings(deadline=None)
@given(sides, sides)
def test_the_exact_test_is_that_of_scipy(before, after):
    if before[1] and after[1]:
        table = [[before[0], before[1] - before[0]], [after[0], after[1] - after[0]]]
        assert fisher(*before, *after) == pytest.approx(fisher_exact(table).pvalue, abs=1e-9)
    assert fisher(*before, *after) == pytest.approx(fisher(*after, *before), abs=1e-12)
    assert 0 <= fisher(*before, *after) <= 1


def test_a_service_that_took_over_is_named_with_its_counts():
    found = coincidence(
        packages((-3, "Ground", 68), (-3, "Saver", 12), (2, "Ground", 25), (2, "Saver", 60), carrier=pl.lit("ups")),
        CHANGE, ["service", "carrier"],
    )  # fmt: skip
    assert shifts(found) == [
        ("service", "Ground", "share", 68, 80, 25, 85),
        ("service", "Saver", "share", 12, 80, 60, 85),
    ]
    exact = fisher_exact([[12, 68], [60, 25]]).pvalue
    assert found.shifts["p_value"].to_list() == pytest.approx([2 * exact] * 2, rel=1e-9)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([(-1, "A", 40), (1, "A", 20), (1, "B", 20)], "new"),
        ([(-1, "A", 20), (-1, "B", 20), (1, "A", 40)], "vanished"),
        ([(-1, "A", 40), (1, "A", 20), (1, None, 20)], "new"),
    ],
)
def test_what_is_new_or_gone(cells, kind):
    assert kind in coincidence(packages(*cells), CHANGE, ["service"]).shifts["kind"].to_list()


@pytest.mark.parametrize(("after", "is_found"), [(20, True), (21, False)])
def test_windows_are_21_days_on_each_side(after, is_found):
    late = packages((-1, "A", 40), (after, "B", 40))
    early = packages((-after - 1, "A", 40), (0, "B", 40))
    for frame in (late, early):
        assert bool(shifts(coincidence(frame, CHANGE, ["service"]))) is is_found
    found = coincidence(packages((-30, "A", 1), (-9, "A", 1), (0, "A", 1), (4, "A", 1), (30, "A", 1)), CHANGE, [])
    assert found.before == (ON - timedelta(days=9), ON - timedelta(days=1))
    assert found.after == (ON, ON + timedelta(days=4))


@pytest.mark.parametrize(("number", "tests"), [(LEAST - 1, 2), (LEAST, 3)])
def test_a_value_of_few_packages_is_no_test(number, tests):
    found = coincidence(packages((-1, "A", 60), (1, "A", 60), (1, "B", 20), (-1, "C", number)), CHANGE, ["service"])
    of_before, of_after = 60 + number, 80
    exact = fisher_exact([[0, of_before], [20, of_after - 20]]).pvalue
    row = found.shifts.filter(value="B")
    assert row["p_value"].item() == pytest.approx(tests * exact, rel=1e-9)


@pytest.mark.parametrize(("number", "is_found"), [(6, False), (7, True)])
def test_either_side_of_the_level(number, is_found):
    table = [[40, 0], [40 - number, number]]
    assert bool(2 * fisher_exact(table).pvalue <= 0.05) is is_found
    frame = packages((-1, "A", 40), (1, "A", 40 - number), (1, "B", number))
    assert bool(shifts(coincidence(frame, CHANGE, ["service"]))) is is_found


def test_rules_that_start_on_a_day_of_the_range():
    around = [ON + timedelta(days=after) for after in range(-4, 4)]
    found = coincidence(packages(), CHANGE, ["service"], [*reversed(around), ON])
    assert found.policy_days == tuple(around[2:6])


def test_nothing_on_a_side_is_nothing_to_compare():
    for cells in ([], [(-1, "A", 50)], [(1, "A", 50)]):
        found = coincidence(packages(*cells), CHANGE, ["service"])
        assert found.shifts.schema == pl.Schema(SHIFTS)
        assert found.shifts.height == 0
        assert found.before[0] <= found.before[1] < found.after[0] <= found.after[1]


def test_the_order_of_rows_changes_nothing():
    frame = packages((-2, "A", 30), (-2, None, 9), (3, "A", 8), (3, "=1+1", 20), (3, "x" * 400, 7))
    found = coincidence(frame, CHANGE, ["service"]).shifts
    assert found.height >= 2
    assert found.equals(coincidence(frame.sample(fraction=1, shuffle=True, seed=2), CHANGE, ["service"]).shifts)


def test_where_nothing_changed_an_attribute_is_seldom_named():
    rng, named = np.random.default_rng(21), 0
    for _ in range(150):
        days = pl.Series([ON + timedelta(days=int(day)) for day in rng.integers(-21, 21, 160)], dtype=pl.Date)
        frame = pl.DataFrame({"day": days, "sku": rng.choice(list("abcdefgh"), 160)})
        named += coincidence(frame, CHANGE, ["sku"]).shifts.height > 0
    assert named <= 14  # 5 % of 150 and three standard deviations
